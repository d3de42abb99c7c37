/* decimal.h - numbers as text has them, fast, and none rounded otherwise than by the C library.
 *
 * The text goes on after its last number with a byte that is part of none, such as a 0 or a line's end. */
#ifndef DECIMAL_H
#define DECIMAL_H

/* The nearest double; past the number, or NULL where there is none. What strtod takes, is taken. */
const char *decimal_double(const char *at, double *number);
/* The nearest float of what stands there, which may be another than that of the nearest double. */
const char *decimal_float(const char *at, float *number);

#endif

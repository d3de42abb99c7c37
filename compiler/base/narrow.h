/* narrow.h - floats in fewer bytes: IEEE 754's binary16, and whole numbers of one byte times a scale that a block of them shares.
 * What comes back is exact in both: the same float everywhere. Emitted C reads them by c/lib/narrow.h. */
#ifndef NARROW_H
#define NARROW_H

#include <stdint.h>

enum { NARROW_BLOCK = 32 };             /* int8: so many numbers, one behind the other, have one scale */

/* To the nearest, ties to even; small ones are subnormal or 0. 0x7c00 and above: it is too large, or no number. */
uint16_t narrow_half(float value);
float    narrow_half_value(uint16_t half);

/* count numbers, at most NARROW_BLOCK: the scale is largest / 127, and 0 where all are 0. */
float narrow_int8(const float *values, int64_t count, int8_t *to);
int64_t narrow_scales(int64_t count);   /* of so many numbers in blocks */

#endif

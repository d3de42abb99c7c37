/* sparkline.h - a curve of any length in a few letters. */
#ifndef SPARKLINE_H
#define SPARKLINE_H

#include <stdint.h>

enum { SPARK_POINTS = 128, SPARK_BYTES = 3 };   /* SPARK_BYTES: of one column of text */

/* Each point is the mean of `stride` values; when there is no room, two become one. */
typedef struct Sparkline {
    double point[SPARK_POINTS];
    int count;
    int64_t stride, taken;   /* values of a whole point; of the last one so far */
    double sum;
} Sparkline;                 /* zeroed: empty */

void   spark_add(Sparkline *s, double value);            /* what is not finite is left out */
/* `columns` blocks of UTF-8 from the least value to the greatest, and a 0: room for SPARK_BYTES * columns + 1. */
void   spark_text(const Sparkline *s, int columns, char *to);

#endif

/* sparkline.c - a curve of any length in a few letters: means of equal stretches, from the lowest block to the highest. */
#include "runtime/base/sparkline.h"

#include <math.h>
#include <string.h>

enum { LEVELS = 8 };

static void halve(Sparkline *s)
{
    for (int i = 0; i < SPARK_POINTS / 2; i++)
        s->point[i] = 0.5 * (s->point[2 * i] + s->point[2 * i + 1]);
    s->count = SPARK_POINTS / 2;
    s->stride *= 2;
}

void spark_add(Sparkline *s, double value)
{
    if (!isfinite(value))
        return;
    s->stride = s->stride ? s->stride : 1;
    s->sum += value;
    if (++s->taken < s->stride)
        return;
    s->point[s->count++] = s->sum / (double)s->taken;
    s->sum = 0.0;
    s->taken = 0;
    if (s->count == SPARK_POINTS)
        halve(s);
}

/* Of the points that fall into a column; of fewer points than columns some stand twice. */
static double mean_of(const Sparkline *s, int column, int columns)
{
    const int from = column * s->count / columns, to = (column + 1) * s->count / columns;
    double sum = s->point[from];
    for (int i = from + 1; i < to; i++)
        sum += s->point[i];
    return sum / (to > from ? to - from : 1);
}

void spark_text(const Sparkline *s, int columns, char *to)
{
    static const char blocks[LEVELS][SPARK_BYTES + 1] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double least = INFINITY, most = -INFINITY;
    for (int i = 0; i < s->count; i++) {
        least = fmin(least, s->point[i]);
        most = fmax(most, s->point[i]);
    }
    for (int c = 0; c < columns; c++) {
        const double share = s->count && most > least ? (mean_of(s, c, columns) - least) / (most - least) : 0.0;
        const int level = (int)(share * LEVELS);
        memcpy(to + (size_t)c * SPARK_BYTES, blocks[level < LEVELS ? level : LEVELS - 1], SPARK_BYTES);
    }
    to[columns > 0 ? (size_t)columns * SPARK_BYTES : 0] = '\0';
}

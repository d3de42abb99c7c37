/* nearest.c - the nearest of all points, by looking at every pair: exact, and quick enough for what a page can show. */
#include "runtime/report/nearest.h"

typedef struct Search {
    const float *rows;
    int64_t points, width, count;
    int32_t *index;
    double *distance;
} Search;

static double squared_distance(const float *a, const float *b, int64_t width)
{
    double sum = 0.0;
    for (int64_t j = 0; j < width; j++) {
        const double d = (double)a[j] - (double)b[j];
        sum += d * d;
    }
    return sum;
}

/* Into a list from near to far, whose last one goes. Points come by rising number, so equals stand in their order. */
static void insert(int32_t *index, double *distance, int64_t held, int64_t count, int32_t point, double d)
{
    int64_t at = held < count ? held : count - 1;
    for (; at > 0 && distance[at - 1] > d; at--) {
        distance[at] = distance[at - 1];
        index[at] = index[at - 1];
    }
    distance[at] = d;
    index[at] = point;
}

static void search_rows(void *arg, int64_t lo, int64_t hi, int64_t piece)
{
    const Search *s = arg;
    (void)piece;
    for (int64_t i = lo; i < hi; i++) {
        int32_t *index = s->index + i * s->count;
        double *distance = s->distance + i * s->count;
        int64_t held = 0;
        for (int64_t j = 0; j < s->points; j++) {
            const double d = j == i ? 0.0 : squared_distance(s->rows + i * s->width, s->rows + j * s->width, s->width);
            if (j == i || (held == s->count && d >= distance[held - 1]))
                continue;
            insert(index, distance, held, s->count, (int32_t)j, d);
            held += held < s->count;
        }
    }
}

void nearest_of(const float *rows, int64_t points, int64_t width, int64_t count, int32_t *index, double *distance,
                Pool *pool)
{
    Search search = {.rows = rows, .points = points, .width = width, .count = count};
    search.index = index;
    search.distance = distance;
    pool_run(pool, search_rows, &search, points, 32);
}

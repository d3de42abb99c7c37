//! k1_add, which comes from models/planted.lua:7: the feature loop over i has no constant bound
#include <stdint.h>

/* y = x + x    models/planted.lua:7 */
static void k1_add(const float *x, float *y, int64_t lo, int64_t hi, int width)
{
    for (int64_t v = lo; v < hi; v++)
        for (int i = 0; i < width; i++)
            y[v * width + i] = x[v * width + i] + x[v * width + i];
}

void planted(const float *x, float *y, int width);
void planted(const float *x, float *y, int width)
{
    k1_add(x, y, 0, 1, width);
}

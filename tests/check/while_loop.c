//! in halvings: a while loop: its bound cannot be seen
#include <stdint.h>

static float halvings(float x)
{
    float count = 0.0f;
    while (x > 1.0f) {
        x *= 0.5f;
        count += 1.0f;
    }
    return count;
}

/* y = halvings(x)    models/planted.lua:3 */
static void k1_halve(const float *x, float *y, int64_t lo, int64_t hi)
{
    for (int64_t v = lo; v < hi; v++)
        y[v] = halvings(x[v]);
}

void planted(const float *x, float *y);
void planted(const float *x, float *y)
{
    k1_halve(x, y, 0, 1);
}

//! a call of malloc, which uses the heap
#include <stdlib.h>

/* y = x    models/planted.lua:3 */
static float *k1_copy(const float *x)
{
    float *y = malloc(sizeof *y);
    if (y)
        *y = *x;
    return y;
}

float *planted(const float *x);
float *planted(const float *x)
{
    return k1_copy(x);
}

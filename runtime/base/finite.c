/* finite.c - where in an array the first number is that is none. */
#include "runtime/runtime.h"

#include <math.h>

/* A block is looked at as a whole, which vectorises; only one that holds something is searched. */
enum { BLOCK = 1024 };

static bool block_is_finite(const float *values, int64_t count)
{
    unsigned bad = 0;
    for (int64_t i = 0; i < count; i++)
        bad |= !isfinite(values[i]);
    return bad == 0;
}

int64_t first_not_finite(const float *values, int64_t count)
{
    for (int64_t at = 0; at < count; at += BLOCK) {
        const int64_t length = count - at < BLOCK ? count - at : BLOCK;
        if (block_is_finite(values + at, length))
            continue;
        int64_t i = at;
        while (isfinite(values[i]))
            i++;
        return i;
    }
    return -1;
}

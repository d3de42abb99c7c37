/* neighbours.c - which entries of a row's list are drawn.
 *
 * Without replacement by R. Floyd's way (Bentley and Floyd 1987): for the last `take` positions j, one draw up to j, or j
 * itself where that was drawn before; each set of them is as likely. It takes as many draws as entries, however long the
 * list is. Positions are kept in order, so a list that is taken whole stays as it is.
 */
#include "runtime/sample/sample.h"

#include <string.h>

int64_t place_among(const int32_t *at, int64_t count, int32_t value)
{
    int64_t lo = 0;
    while (lo < count) {
        const int64_t middle = lo + (count - lo) / 2;
        if (at[middle] < value)
            lo = middle + 1;
        else
            count = middle;
    }
    return lo;
}

static void insert(int32_t *at, int64_t count, int64_t place, int32_t value)
{
    memmove(at + place + 1, at + place, (size_t)(count - place) * sizeof *at);
    at[place] = value;
}

void neighbours_draw(int64_t count, int32_t take, bool replace, uint32_t row_key, int32_t *at)
{
    if (!replace && take == count) {
        for (int32_t i = 0; i < take; i++)
            at[i] = i;
        return;
    }
    for (int32_t i = 0; i < take; i++) {
        const int64_t last = replace ? count - 1 : count - take + i;
        const int32_t value =
            draw_below(last + 1, gatrt_bits(row_key, 2 * (uint32_t)i), gatrt_bits(row_key, 2 * (uint32_t)i + 1));
        const int64_t place = place_among(at, i, value);
        if (replace || place == i || at[place] != value)
            insert(at, i, place, value);
        else
            at[i] = (int32_t)last; /* larger than all before it */
    }
}

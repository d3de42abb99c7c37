/* turn.c - lists turned around: of lists by one end of what they hold, lists by the other.
 *
 * Edges by destination become edges by source, the columns of sparse rows the rows of sparse columns. By counting sort:
 * O(rows + entries). Entries are taken in their order, so each new list ascends. */
#include "runtime/runtime.h"

#include <string.h>

static void find_starts(const Turn *t, int64_t *next)
{
    memset(t->to_start, 0, (size_t)(t->to_rows + 1) * sizeof *t->to_start);
    for (int64_t e = 0; e < t->start[t->rows]; e++)
        t->to_start[t->far[e] + 1]++;
    counts_to_starts(t->to_start, t->to_rows);
    memcpy(next, t->to_start, (size_t)t->to_rows * sizeof *next);
}

static void turn_numbers(const Turn *t, int64_t *next)
{
    for (int64_t v = 0; v < t->rows; v++)
        for (int64_t e = t->start[v]; e < t->start[v + 1]; e++) {
            const int64_t at = next[t->far[e]]++;
            t->to_far[at] = (int32_t)v;
            t->to_entry[at] = (int32_t)e;
        }
}

static void turn_values(const Turn *t, int64_t *next)
{
    for (int64_t v = 0; v < t->rows; v++)
        for (int64_t e = t->start[v]; e < t->start[v + 1]; e++) {
            const int64_t at = next[t->far[e]]++;
            t->to_far[at] = (int32_t)v;
            t->to_value[at] = t->value[e];
        }
}

void lists_turn(Turn t)
{
    int64_t *next = t.next ? t.next : mem_alloc((size_t)t.to_rows, sizeof *next);
    find_starts(&t, next);
    if (t.value)
        turn_values(&t, next);
    else
        turn_numbers(&t, next);
    if (!t.next)
        mem_free(next);
}

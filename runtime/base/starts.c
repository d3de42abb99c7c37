/* starts.c - where each kind begins in a list that is sorted by kind. */
#include "runtime/runtime.h"

#include <string.h>

void counts_to_starts(int64_t *counts, int64_t kinds)
{
    for (int64_t k = 0; k < kinds; k++)
        counts[k + 1] += counts[k];
}

int64_t *copy_starts(const int64_t *starts, int64_t kinds)
{
    int64_t *copy = mem_alloc((size_t)kinds + 1, sizeof *copy);
    return memcpy(copy, starts, (size_t)kinds * sizeof *copy);
}

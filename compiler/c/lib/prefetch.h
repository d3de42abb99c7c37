/* prefetch.h - memory that is asked for before it is read. */
#pragma once

//: gat_prefetch(
/* Rows that a list points to are asked for GAT_AHEAD entries before they are read: memory answers meanwhile. */
#define GAT_AHEAD 32
static inline void gat_prefetch(const float *row, int count)
{
#if defined(__GNUC__)
    for (int n = 0; n < count; n += 16)
        __builtin_prefetch(row + n);
    if (count > 1 && count % 16)
        __builtin_prefetch(row + count - 1);
#else
    (void)row, (void)count;
#endif
}
//:

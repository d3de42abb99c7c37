/* workspace.h - how large a workspace is, and what begins where in it. In integers, as doubles would pull soft floats into
 * small targets. */
#pragma once

#include <stddef.h>
#include <stdint.h>

//: GAT_LINE
/* Floats in a line of the cache. */
#define GAT_LINE 16
//:

//: gat_rounded(
/* Up to whole lines. */
static inline int64_t gat_rounded(int64_t floats)
{
    return (floats + GAT_LINE - 1) / GAT_LINE * GAT_LINE;
}
//:

//: gat_more(
/* `floats` and `each` more for each of `count`; UINT64_MAX where that is no number. */
static inline uint64_t gat_more(uint64_t floats, uint64_t each, int64_t count)
{
    if ((uint64_t)count > UINT64_MAX / each || floats > UINT64_MAX - each * (uint64_t)count)
        return UINT64_MAX;
    return floats + each * (uint64_t)count;
}
//:

//: gat_bytes(
/* What so many floats take, wherever they begin; SIZE_MAX where that is not a size. */
static inline size_t gat_bytes(uint64_t floats)
{
    const size_t line = GAT_LINE * sizeof(float);
    return floats > (SIZE_MAX - line) / sizeof(float) ? SIZE_MAX : (size_t)floats * sizeof(float) + line;
}
//:

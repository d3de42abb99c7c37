/* prepare.h - edges as an application has them become the lists that inference walks, as a trainer's graph has them
 * (runtime/graph): by destination, each row's by source, those of one source as they came; after them reverses, then
 * self loops. By counting sort, in memory that the caller brings. */
#pragma once

#include <stddef.h>
#include <stdint.h>

//: gat_lists_make(
/* A relation and what is to become of it. Where there are `reverses`, each edge whose reverse is missing gets one; self loops
 * stay as they are (0), or one for each row takes their place (1), or those without one get it and of several at a row the
 * last stays (2). */
typedef struct gat_lists {
    int64_t from_rows, to_rows, edges;
    const int32_t *src, *dst; /* [edges] */
    int reverses, loops;
    int64_t *in_start, *id; /* id: [count] which of the edges it is; -1: an added self loop, -2 - i: the reverse of edge i */
    int32_t *in_src;
    int64_t count; /* edges in the lists */
    int64_t *start, *order, *sorted;    /* room to work in */
    int32_t *slot_src, *slot_dst;
} gat_lists;

/* Counts that lists can have: their numbers are int32_t. */
static int gat_is_count(int64_t count)
{
    return count >= 0 && count <= INT32_MAX;
}

static size_t gat_words_bytes(int64_t words)
{
    return (uint64_t)words >= SIZE_MAX / sizeof(int64_t) ? SIZE_MAX : (size_t)(words + 1) * sizeof(int64_t);
}

/* The first word that lies as words have to. */
static int64_t *gat_first_word(void *memory)
{
    const size_t over = (uintptr_t)memory % sizeof(int64_t);
    return (int64_t *)(void *)((char *)memory + (over ? sizeof(int64_t) - over : 0));
}

/* How many edges there may be in the lists. */
static int64_t gat_slots(const gat_lists *l)
{
    return l->edges + (l->reverses ? l->edges : 0) + (l->loops ? l->to_rows : 0);
}

/* Words of 8 bytes: what stays, and what is needed meanwhile. Counts are below 2^31. */
static int64_t gat_words_kept(const gat_lists *l)
{
    const int64_t slots = gat_slots(l);
    return l->to_rows + 1 + slots + (slots + 1) / 2;
}

static int64_t gat_words_meanwhile(const gat_lists *l)
{
    const int64_t slots = gat_slots(l), rows = l->from_rows > l->to_rows ? l->from_rows : l->to_rows;
    return rows + 2 + 2 * slots + 2 * ((slots + 1) / 2);
}

/* Takes what it needs of both, and says where what is kept now ends. */
static void gat_lists_place(gat_lists *l, int64_t **kept, int64_t *meanwhile)
{
    const int64_t slots = gat_slots(l), rows = l->from_rows > l->to_rows ? l->from_rows : l->to_rows;
    l->in_start = *kept;
    l->id = l->in_start + l->to_rows + 1;
    l->in_src = (int32_t *)(l->id + slots);
    *kept += gat_words_kept(l);
    l->start = meanwhile;
    l->order = l->start + rows + 2;
    l->sorted = l->order + slots;
    l->slot_src = (int32_t *)(l->sorted + slots);
    l->slot_dst = l->slot_src + 2 * ((slots + 1) / 2);
}

/* start[k + 1] is where those of `count` items begin whose key is k; start: [keys + 2]. */
static void gat_begin_groups(int64_t count, const int32_t *key, int64_t keys, int64_t *start)
{
    for (int64_t v = 0; v <= keys + 1; v++)
        start[v] = 0;
    for (int64_t e = 0; e < count; e++)
        start[key[e] + 2]++;
    for (int64_t v = 2; v <= keys + 1; v++)
        start[v] += start[v - 1];
}

/* to[start[k] ..] are those of `count` items whose key is k, in the order of `from`, or of their numbers. */
static void gat_group(int64_t count, const int64_t *from, const int32_t *key, int64_t keys, int64_t *start, int64_t *to)
{
    gat_begin_groups(count, key, keys, start);
    for (int64_t e = 0; e < count; e++) {
        const int64_t item = from ? from[e] : e;
        to[start[key[item] + 1]++] = item;
    }
}

/* Is there an edge from `a` to `b`? The order is by source, then destination. */
static int gat_has_edge(const gat_lists *l, int32_t a, int32_t b)
{
    int64_t lo = l->start[a], hi = l->start[a + 1];
    while (lo < hi) {
        const int64_t middle = lo + (hi - lo) / 2;
        if (l->dst[l->sorted[middle]] < b)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < l->start[a + 1] && l->dst[l->sorted[lo]] == b;
}

static void gat_slot(gat_lists *l, int32_t src, int32_t dst, int64_t id)
{
    l->slot_src[l->count] = src;
    l->slot_dst[l->count] = dst;
    l->id[l->count++] = id;
}

static void gat_add_reverses(gat_lists *l)
{
    gat_group(l->edges, 0, l->dst, l->to_rows, l->start, l->order);
    gat_group(l->edges, l->order, l->src, l->from_rows, l->start, l->sorted);
    for (int64_t e = 0; e < l->edges; e++)
        if (!gat_has_edge(l, l->dst[e], l->src[e]))
            gat_slot(l, l->dst[e], l->src[e], -2 - e);
}

/* A row's own loop is kept by its number, in `in_start` until that is needed. */
static void gat_add_loops(gat_lists *l)
{
    for (int64_t v = 0; v < l->to_rows; v++)
        l->in_start[v] = -1;
    for (int64_t e = 0; l->loops == 2 && e < l->edges; e++)
        if (l->src[e] == l->dst[e])
            l->in_start[l->src[e]] = e;
    for (int64_t v = 0; v < l->to_rows; v++)
        gat_slot(l, (int32_t)v, (int32_t)v, l->in_start[v]);
}

/* From slots to lists: by source, then by destination. `order` then holds the slots' numbers. */
static void gat_sort_slots(gat_lists *l)
{
    int64_t *const id = l->sorted; /* moved through it, as `id` is read and written */
    gat_group(l->count, 0, l->slot_src, l->from_rows, l->start, l->sorted);
    gat_group(l->count, l->sorted, l->slot_dst, l->to_rows, l->start, l->order);
    for (int64_t v = 0; v <= l->to_rows; v++)
        l->in_start[v] = l->start[v];
    for (int64_t e = 0; e < l->count; e++)
        id[e] = l->id[l->order[e]];
    for (int64_t e = 0; e < l->count; e++) {
        l->in_src[e] = l->slot_src[l->order[e]];
        l->id[e] = id[e];
    }
}

/* 0 where an edge leads to no row. */
static int gat_lists_make(gat_lists *l)
{
    int sound = 1;
    for (int64_t e = 0; e < l->edges; e++)
        sound &= l->src[e] >= 0 && l->src[e] < l->from_rows && l->dst[e] >= 0 && l->dst[e] < l->to_rows;
    if (!sound)
        return 0;
    l->count = 0;
    for (int64_t e = 0; e < l->edges; e++)
        if (!l->loops || l->src[e] != l->dst[e])
            gat_slot(l, l->src[e], l->dst[e], e);
    if (l->reverses)
        gat_add_reverses(l);
    if (l->loops)
        gat_add_loops(l);
    gat_sort_slots(l);
    return 1;
}
//:

//: gat_lists_turn(
/* The same edges by source: entry q leads to dst[q] and is edge edge[q]. */
static int64_t gat_words_turned(const gat_lists *l)
{
    return l->from_rows + 2 + 2 * ((gat_slots(l) + 1) / 2);
}

static void gat_lists_turn(const gat_lists *l, int64_t **kept, const int64_t **start, const int32_t **dst, const int32_t **edge)
{
    int64_t *const next = *kept;
    int32_t *const far = (int32_t *)(next + l->from_rows + 2), *const number = far + 2 * ((gat_slots(l) + 1) / 2);
    gat_begin_groups(l->count, l->in_src, l->from_rows, next);
    for (int64_t v = 0; v < l->to_rows; v++)
        for (int64_t e = l->in_start[v]; e < l->in_start[v + 1]; e++) {
            const int64_t q = next[l->in_src[e] + 1]++;
            far[q] = (int32_t)v;
            number[q] = (int32_t)e;
        }
    *start = next;
    *dst = far;
    *edge = number;
    *kept += gat_words_turned(l);
}
//:

//: gat_lists_carry(
static int64_t gat_words_carried(const gat_lists *l, int64_t width)
{
    return (gat_slots(l) * width + 1) / 2;
}

static const float *gat_carried(const gat_lists *l, int64_t width, const float *from, int64_t e)
{
    return from + (l->id[e] >= 0 ? l->id[e] : -2 - l->id[e]) * width;
}

static float gat_mean_carried(const gat_lists *l, int64_t width, const float *from, int64_t v, int64_t n)
{
    double sum = 0.0;
    int64_t others = 0;
    for (int64_t e = l->in_start[v]; e < l->in_start[v + 1]; e++)
        if (l->id[e] != -1) {
            sum += (double)gat_carried(l, width, from, e)[n];
            others++;
        }
    return others ? (float)(sum / (double)others) : 0.0f;
}

/* What edges carry, in the order of the lists; added self loops `loop`, or the mean of the other edges into their row. */
static const float *gat_lists_carry(const gat_lists *l, int64_t **kept, int64_t width, const float *from, int loop_given,
                                    float loop)
{
    float *const to = (float *)(void *)*kept;
    for (int64_t v = 0; v < l->to_rows; v++)
        for (int64_t e = l->in_start[v]; e < l->in_start[v + 1]; e++)
            for (int64_t n = 0; n < width; n++)
                to[e * width + n] = l->id[e] != -1 ? gat_carried(l, width, from, e)[n]
                                    : loop_given   ? loop
                                                   : gat_mean_carried(l, width, from, v, n);
    *kept += gat_words_carried(l, width);
    return to;
}
//:

//: gat_divide_row(
/* Divides a row by the sum of its numbers, or of their absolute values; by nothing where that is 0. 0 where what comes out
 * is no number. */
static int gat_divide_row(int64_t count, float *val, int absolute)
{
    double sum = 0.0;
    int sound = 1;
    for (int64_t e = 0; e < count; e++)
        sum += absolute && val[e] < 0.0f ? -(double)val[e] : (double)val[e];
    for (int64_t e = 0; e < count && sum != 0.0; e++) {
        val[e] = (float)((double)val[e] / sum);
        sound &= val[e] - val[e] == 0.0f;
    }
    return sound;
}
//:

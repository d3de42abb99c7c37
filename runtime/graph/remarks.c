/* remarks.c - what is likely wrong with a data set although it can be read: said in a line each, at every run.
 *
 * Edges that go one way only are told by a sample: so many edges are looked up among all others, in one
 * pass over the edges, with a table that fits a cache. Of few edges the sample is all of them.
 */
#include "runtime/runtime.h"

#include <string.h>

enum { SAMPLE = 4096, SLOTS = 4 * SAMPLE };

/* ------------------------------------------------------- edges without a reverse */

/* A sampled edge in the place that the hash of its ends gives, or in the next that is free. */
typedef struct Slot {
    int32_t src, dst;
    bool used, reversed;
} Slot;

static Slot *slot_of(Slot *slots, int32_t src, int32_t dst)
{
    const uint64_t key = (uint64_t)(uint32_t)src << 32 | (uint32_t)dst;
    size_t at = (size_t)((key * 0x9E3779B97F4A7C15u) >> 50);
    while (slots[at].used && (slots[at].src != src || slots[at].dst != dst))
        at = (at + 1) % SLOTS;
    return &slots[at];
}
_Static_assert(SLOTS == 1 << 14, "slot_of takes 14 bits");

/* So many pairs of different nodes, spread over the list; a pair that is there twice counts once. */
static void take_sample(const gatrt_data *d, Slot *slots)
{
    for (int64_t i = 0; i < SAMPLE && i < d->edges; i++) {
        const int64_t e = d->edges > SAMPLE ? i * d->edges / SAMPLE : i;
        const int32_t src = d->src[e], dst = d->dst[e];
        if (src != dst)
            *slot_of(slots, src, dst) = (Slot){src, dst, true, false};
    }
}

static void remark_one_way(gatrt_data *d)
{
    Slot *slots = mem_alloc(SLOTS, sizeof *slots);
    int64_t looked_at = 0, one_way = 0;
    take_sample(d, slots);
    for (int64_t e = 0; e < d->edges; e++) {
        Slot *slot = slot_of(slots, d->dst[e], d->src[e]);
        slot->reversed = slot->used;
    }
    for (int i = 0; i < SLOTS; i++) {
        looked_at += slots[i].used;
        one_way += slots[i].used && !slots[i].reversed;
    }
    mem_free(slots);
    if (2 * one_way > looked_at)
        origin_add(d, ORIGIN_REMARK, "",
                   "%lld of %lld edges%s have no reverse: messages go one way; graph { symmetric = true } in the "
                   "model adds the reverses, symmetric = false says that this is meant",
                   (long long)one_way, (long long)looked_at, d->edges > SAMPLE ? " looked at" : "");
}

/* ------------------------------------------------------------------ splits */

static void remark_overlap(gatrt_data *d, int one, int other)
{
    int64_t both = 0;
    for (int64_t v = 0; d->mask[one] && d->mask[other] && v < d->nodes; v++)
        both += d->mask[one][v] && d->mask[other][v];
    if (both > 0)
        origin_add(d, ORIGIN_REMARK, "", "%lld nodes are in both %s and %s", (long long)both, data_mask_name[one],
                   data_mask_name[other]);
}

void data_remark(gatrt_data *data, const gatrt_model *model)
{
    if (model->recipe.symmetric == 0)
        remark_one_way(data);
    remark_overlap(data, 0, 1);
    remark_overlap(data, 0, 2);
    remark_overlap(data, 1, 2);
}

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
    int64_t times;
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

/* So many pairs of nodes, spread over the list; a pair that is there twice is one slot. */
static void take_sample(const gatrt_relation *edge, Slot *slots)
{
    for (int64_t i = 0; i < SAMPLE && i < edge->edges; i++) {
        const int64_t e = edge->edges > SAMPLE ? i * edge->edges / SAMPLE : i;
        const int32_t src = edge->src[e], dst = edge->dst[e];
        *slot_of(slots, src, dst) = (Slot){src, dst, 0, true, false};
    }
}

static void look_up_edges(const gatrt_relation *edge, Slot *slots)
{
    take_sample(edge, slots);
    for (int64_t e = 0; e < edge->edges; e++) {
        slot_of(slots, edge->src[e], edge->dst[e])->times++;
        Slot *reverse = slot_of(slots, edge->dst[e], edge->src[e]);
        reverse->reversed = reverse->used;
    }
}

static const char *name_of(const gatrt_relation *relation)
{
    return strcmp(relation->name, EDGE_RELATION) ? relation->name : "";
}

/* Edges that carry something may well stand beside each other; of self loops some models keep one at most. */
static void remark_repeated(gatrt_data *d, const gatrt_relation *edge, const Slot *slots, bool keeps_loops)
{
    int64_t looked_at = 0, repeated = 0;
    for (int i = 0; i < SLOTS; i++) {
        const bool counts = slots[i].used && (keeps_loops || slots[i].src != slots[i].dst);
        looked_at += counts;
        repeated += counts && slots[i].times > 1;
    }
    if (repeated > 0 && !edge->edge_attr && !edge->edge_weight)
        origin_add(d, ORIGIN_REMARK, name_of(edge),
                   "%lld of %lld pairs of nodes%s have the same edge more than once: each is an edge of its own, and "
                   "counts",
                   (long long)repeated, (long long)looked_at, edge->edges > SAMPLE ? " looked at" : "");
}

static void remark_one_way(gatrt_data *d, const gatrt_relation *edge, const Slot *slots)
{
    int64_t looked_at = 0, one_way = 0;
    for (int i = 0; i < SLOTS; i++) {
        if (!slots[i].used || slots[i].src == slots[i].dst)
            continue;
        looked_at++;
        one_way += !slots[i].reversed;
    }
    if (2 * one_way > looked_at)
        origin_add(
            d, ORIGIN_REMARK, name_of(edge),
            "%lld of %lld edges%s have no reverse: messages go one way; gatcc --symmetric=yes, or graph { symmetric = "
            "true } in the model, adds the reverses; no or false says that this is meant",
            (long long)one_way, (long long)looked_at, edge->edges > SAMPLE ? " looked at" : "");
}

/* ------------------------------------------------------------------ splits */

static void remark_overlap(gatrt_data *d, const gatrt_set *set, int one, int other)
{
    const int64_t both = split_shared(set, one, other);
    if (both > 0)
        origin_add(d, ORIGIN_REMARK, "", "%s %s in both %s and %s", rows_text(set, both).text, both == 1 ? "is" : "are",
                   data_mask_name[one], data_mask_name[other]);
}

/* ------------------------------------------------------- what the model has no use for */

static bool has_labels(const gatrt_model *model, const gatrt_data *data, const gatrt_set *set)
{
    for (int i = 0; i < model->input_count; i++)
        if (model->inputs[i].role == GATRT_LABEL && space_set(model, data, model->inputs[i].space) == set)
            return true;
    return false;
}

/* As where classes are numbered from 1: the model has one more than there are. */
static void remark_no_class_0(gatrt_data *d, const gatrt_set *set)
{
    int64_t above = 0;
    for (int64_t v = 0; set->label && v < set->rows; v++) {
        if (set->label[v] == 0)
            return;
        above += set->label[v] > 0;
    }
    if (above > 0)
        origin_add(d, ORIGIN_REMARK, set_key(set, "y").text, "no %s is of class 0, but classes count from 0",
                   set_word(set));
}

static void remark_unused(gatrt_data *d, const gatrt_relation *relation, const gatrt_model *model, const char *key,
                          gatrt_role role, const char *input)
{
    for (int i = 0; i < model->input_count; i++)
        if (model->inputs[i].role == role && space_relation(model, d, model->inputs[i].space) == relation)
            return;
    origin_add(d, ORIGIN_REMARK, relation_key(d, relation, key).text,
               "the edges carry it, but the model does not use it: it has no %s", input);
}

/* What the model has nothing to do with may be as it is. */
static bool is_used(const gatrt_model *model, const gatrt_data *data, const gatrt_relation *r)
{
    bool used = !strcmp(r->name, EDGE_RELATION);
    for (int s = 0; s < model->space_count; s++)
        used |=
            model->spaces[s].kind == GATRT_EDGES && space_is_asked_for(model, s) && space_relation(model, data, s) == r;
    return used;
}

/* graph { } is about the nodes' edges. */
static void remark_relation(gatrt_data *data, const gatrt_relation *r, const gatrt_model *model)
{
    const bool plain = !strcmp(r->name, EDGE_RELATION);
    Slot *slots = mem_alloc(SLOTS, sizeof *slots);
    look_up_edges(r, slots);
    if (plain && model->recipe.symmetric == 0)
        remark_one_way(data, r, slots);
    remark_repeated(data, r, slots, !plain || model->recipe.self_loops == GATRT_LOOPS_KEPT);
    mem_free(slots);
    if (r->edge_weight)
        remark_unused(data, r, model, "edge_weight", GATRT_EDGE_WEIGHT, plain ? "input.edge_weight" : "such input");
    if (r->edge_attr)
        remark_unused(data, r, model, "edge_attr", GATRT_EDGE_ATTR, plain ? "input.edge" : "such input");
}

void data_remark(gatrt_data *data, const gatrt_model *model)
{
    for (int i = 0; i < data->relation_count; i++)
        if (is_used(model, data, &data->relations[i]))
            remark_relation(data, &data->relations[i], model);
    for (int i = 0; i < data->set_count; i++) {
        if (has_labels(model, data, &data->sets[i]))
            remark_no_class_0(data, &data->sets[i]);
        remark_overlap(data, &data->sets[i], 0, 1);
        remark_overlap(data, &data->sets[i], 0, 2);
        remark_overlap(data, &data->sets[i], 1, 2);
    }
}

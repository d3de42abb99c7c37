/* scene_lists.c - the lists of a scene without the entries that went, and the inputs of its edges beside them.
 *
 * Lists keep their order, so sums keep theirs. Edges are numbered anew, from the first destination on. Where kernels need not
 * all run again the number of edges stays what it was: arrays behind others in a workspace keep their places.
 */
#include "runtime/explain/scene_parts.h"

#include <string.h>

static bool is_gone(const uint8_t *gone, int32_t unit)
{
    return unit != NO_UNIT && gone[unit];
}

static void make_room(SceneEdges *e, int64_t to_rows, int64_t from_rows)
{
    e->entry = sample_room(e->entry, &e->entry_room, 0, e->entries, sizeof *e->entry);
    e->kept_id = sample_room(e->kept_id, &e->kept_room, 0, e->entries, sizeof *e->kept_id);
    e->in_src = sample_room(e->in_src, &e->src_room, 0, e->entries, sizeof *e->in_src);
    e->out_dst = sample_room(e->out_dst, &e->dst_room, 0, e->entries, sizeof *e->out_dst);
    e->out_edge = sample_room(e->out_edge, &e->edge_room, 0, e->entries, sizeof *e->out_edge);
    e->in_start = sample_room(e->in_start, &e->in_room, 0, to_rows + 1, sizeof *e->in_start);
    e->out_start = sample_room(e->out_start, &e->out_room, 0, from_rows + 1, sizeof *e->out_start);
    e->next = sample_room(e->next, &e->next_room, 0, from_rows + 1, sizeof *e->next);
}

static int64_t keep_entries(SceneEdges *e, const gatrt_walk *in, int64_t rows, const uint8_t *gone)
{
    int64_t kept = 0;
    e->in_start[0] = 0;
    for (int64_t v = 0; v < rows; v++) {
        for (int64_t i = in->start[v]; i < in->start[v + 1]; i++) {
            if (gone && (is_gone(gone, e->unit[i][0]) || is_gone(gone, e->unit[i][1])))
                continue;
            e->entry[kept] = (int32_t)i;
            e->in_src[kept++] = in->far[i];
        }
        e->in_start[v + 1] = kept;
    }
    return kept;
}

static void turn(SceneEdges *e, int64_t to_rows, int64_t from_rows)
{
    lists_turn((Turn){.rows = to_rows,
                      .to_rows = from_rows,
                      .start = e->in_start,
                      .far = e->in_src,
                      .to_start = e->out_start,
                      .next = e->next,
                      .to_far = e->out_dst,
                      .to_entry = e->out_edge});
}

/* An added self loop that carries the mean of the edges into its row has another one without some of them. */
static void fill_loops(Scene *s, SceneEdges *e, const gatrt_input *in, int64_t kept, float *attr)
{
    for (int64_t i = 0; i < kept; i++) {
        e->kept_id[i] = e->id[e->entry[i]];
        if (e->kept_id[i] == -1)
            memset(attr + i * in->width, 0, (size_t)in->width * sizeof *attr);
    }
    inputs_fill_loops(&s->part->ends[e->ends.in], s->part->spaces[e->ends.to].count, e->kept_id, in, attr);
}

static void keep_values(Scene *s, int input, int64_t kept)
{
    const gatrt_input *in = &s->stage->model->inputs[input];
    SceneEdges *e = &s->edges[in->space];
    SceneInput *own = &s->inputs[input];
    const float *from = s->full->inputs[input].dense;
    const size_t width = (size_t)in->width;
    own->dense = sample_room(own->dense, &own->dense_room, 0, e->entries * in->width, sizeof *own->dense);
    for (int64_t i = 0; i < kept; i++)
        memcpy(own->dense + (size_t)i * width, from + (size_t)e->entry[i] * width, width * sizeof *from);
    if (e->loops && !in->loop_given)
        fill_loops(s, e, in, kept, own->dense);
    s->part->inputs[input].dense = own->dense;
}

static void keep_relation(Scene *s, int relation, const uint8_t *gone)
{
    const gatrt_model *model = s->stage->model;
    SceneEdges *e = &s->edges[relation];
    const int64_t to_rows = s->full->spaces[e->ends.to].count, from_rows = s->full->spaces[e->ends.from].count;
    make_room(e, to_rows, from_rows);
    const int64_t kept = keep_entries(e, &s->full->ends[e->ends.in], to_rows, gone);
    turn(e, to_rows, from_rows);
    s->part->ends[e->ends.in] = (gatrt_walk){.start = e->in_start, .far = e->in_src};
    s->part->ends[e->ends.out] = (gatrt_walk){.start = e->out_start, .far = e->out_dst, .row = e->out_edge};
    s->part->spaces[relation].count = s->again < 0 ? kept : e->entries;
    for (int i = 0; i < model->input_count; i++)
        if (model->inputs[i].space == relation)
            keep_values(s, i, kept);
}

void scene_keep(Scene *s, const uint8_t *gone)
{
    for (int k = 0; k < s->stage->model->space_count; k++)
        if (s->stage->model->spaces[k].kind == GATRT_EDGES)
            keep_relation(s, k, gone);
}

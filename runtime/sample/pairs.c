/* pairs.c - a batch of links: the links themselves, their negatives, and the rows at their ends, around which is drawn.
 *
 * Links stand before the first hop, in the base's order: those of the batch, then those that a loss of order sets beside
 * them and that are of no batch of their own (gatrt_relation.links tells negatives; else they are found along the relations
 * between links, all of whose edges are there). The rows at the ends of all these are hop 0. What a drawn negative joins is
 * a function of (draw, link), as in a run without batches. Where all edges are wanted, all other rows are hop 0 as well, and
 * in a batch of all training links the others are there, too, weighing nothing: then each place is the base's.
 */
#include "runtime/sample/sampler.h"

bool joins_links(const gatrt_model *model, int relation)
{
    return model->spaces[relation].kind == GATRT_EDGES && is_link(model, space_ends(model, relation).to);
}

static bool is_drawn(const SampledLinks *l, int64_t link)
{
    return l->pairs && links_drawn(l->pairs, link);
}

/* Seeds with their negatives, each once. */
static int64_t reach_seeds(Sampler *s, const int32_t *seeds, int64_t count)
{
    const SampledLinks *l = &s->links;
    SampledRows *links = &s->rows[l->space];
    const int64_t *id = s->base->row_id[l->space];
    int64_t reached = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t first = 0;
        const int64_t negatives = l->pairs ? links_negatives(l->pairs, id[seeds[i]], &first) : 0;
        rows_reach(links, seeds[i]);
        s->seed_id[reached++] = id[seeds[i]];
        for (int64_t k = first; k < first + negatives; k++) {
            rows_reach(links, (int32_t)k); /* links stand as in the data set */
            s->seed_id[reached++] = k;
        }
    }
    return reached;
}

static void reach_all(SampledRows *rows, int64_t count)
{
    for (int64_t v = 0; v < count; v++)
        rows_reach(rows, (int32_t)v);
}

/* Links that are compared with those that are there. */
static void reach_rivals(Sampler *s, uint64_t draw, Pool *pool)
{
    for (int k = 0; k < s->model->space_count; k++)
        if (joins_links(s->model, k))
            sampler_relation(s, k, 0, draw, pool);
    rows_place(&s->rows[s->links.space]);
}

/* Both ends of a link, the base's rows. */
static void ends_of(const Sampler *s, int64_t link, uint64_t draw, int32_t row[2])
{
    const SampledLinks *l = &s->links;
    const int end[2] = {l->ends.out, l->ends.in};
    int32_t pair[2] = {0, 0};
    if (is_drawn(l, link))
        links_draw(l->pairs, draw, link, pair);
    for (int i = 0; i < 2; i++)
        row[i] = is_drawn(l, link) ? (int32_t)l->place[i][pair[i]] : s->base->ends[end[i]].at[link];
}

static void reach_ends(Sampler *s, uint64_t draw)
{
    SampledLinks *l = &s->links;
    const SampledRows *links = &s->rows[l->space];
    SampledRows *const to[2] = {&s->rows[l->ends.from], &s->rows[l->ends.to]};
    for (int i = 0; i < 2; i++)
        l->end[i].at = sample_room(l->end[i].at, &l->end[i].at_room, 0, links->count, sizeof *l->end[i].at);
    for (int64_t k = 0; k < links->count; k++) {
        int32_t row[2];
        ends_of(s, links->row[k], draw, row);
        for (int i = 0; i < 2; i++) {
            l->end[i].at[k] = row[i];
            rows_reach(to[i], row[i]);
        }
    }
}

int64_t pairs_reach(Sampler *s, const int32_t *seeds, int64_t count, uint64_t draw, Pool *pool)
{
    const int link = s->links.space;
    const int64_t reached = reach_seeds(s, seeds, count);
    s->links.all = s->fanouts.whole && reached == s->base->wanted;
    if (s->links.all)
        reach_all(&s->rows[link], s->base->spaces[link].count);
    rows_place(&s->rows[link]);
    reach_rivals(s, draw, pool);
    reach_ends(s, draw);
    for (int k = 0; k < s->model->space_count && s->fanouts.whole; k++)
        if (s->model->spaces[k].kind == GATRT_ROWS && k != link)
            reach_all(&s->rows[k], s->base->spaces[k].count);
    return reached;
}

/* ------------------------------------------------------------- lists of links */

static gatrt_walk list_end(SampledLink *end, const SampledRows *to, int64_t links)
{
    end->start = sample_room(end->start, &end->start_room, 0, to->count + 1, sizeof *end->start);
    end->next = sample_room(end->next, &end->next_room, 0, to->count + 1, sizeof *end->next);
    end->row = sample_room(end->row, &end->row_room, 0, links, sizeof *end->row);
    for (int64_t k = 0; k < links; k++)
        end->at[k] = to->place[end->at[k]];
    links_list(end->at, links, to->count, end->start, end->next, end->row);
    return (gatrt_walk){.start = end->start, .row = end->row, .at = end->at};
}

void pairs_list(Sampler *s)
{
    SampledLinks *l = &s->links;
    const int64_t links = s->rows[l->space].count;
    s->p->ends[l->ends.out] = list_end(&l->end[0], &s->rows[l->ends.from], links);
    s->p->ends[l->ends.in] = list_end(&l->end[1], &s->rows[l->ends.to], links);
}

/* ------------------------------------------------------------- made and freed */

int64_t pairs_each(const gatrt_model *model, const gatrt_data *data)
{
    const gatrt_relation *pairs = batch_pairs(model, data);
    int64_t first;
    return 1 + (pairs ? links_negatives(pairs, 0, &first) : 0);
}

const gatrt_relation *batch_pairs(const gatrt_model *model, const gatrt_data *data)
{
    const int space = model_space(model);
    const gatrt_relation *pairs = is_link(model, space) ? space_relation(model, data, space) : NULL;
    return pairs && pairs->links ? pairs : NULL;
}

void pairs_new_links(Sampler *s)
{
    SampledLinks *l = &s->links;
    l->space = model_space(s->model);
    l->ends = space_ends(s->model, l->space);
    l->pairs = batch_pairs(s->model, s->data);
    for (int i = 0; i < 2 && l->pairs; i++)
        l->place[i] = prepared_places(s->base, i == 0 ? l->ends.from : l->ends.to);
}

void pairs_free_links(SampledLinks *l)
{
    for (int i = 0; i < 2; i++) {
        const SampledLink *end = &l->end[i];
        void *const owned[] = {end->start, end->next, end->row, end->at, l->place[i]};
        for (size_t k = 0; k < sizeof owned / sizeof owned[0]; k++)
            mem_free(owned[k]);
    }
}

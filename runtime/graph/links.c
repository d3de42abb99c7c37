/* links.c - relations between rows that both have kernels of their own, such as the pairs whose existence is predicted.
 *
 * In: the two rows that each joins, and where they stand in the prepared graph. Out: of each end the row at it, and the
 * list of the links that each row has there. Negatives that a split of links draws anew in each epoch are rows like others:
 * what they join changes in place, and the lists with it, so graphs that share them see the same. */
#include "runtime/graph/edges.h"

#include <string.h>

void links_list(const int32_t *at, int64_t links, int64_t rows, int64_t *start, int64_t *next, int32_t *row)
{
    memset(start, 0, ((size_t)rows + 1) * sizeof *start);
    for (int64_t k = 0; k < links; k++)
        start[at[k] + 1]++;
    counts_to_starts(start, rows);
    memcpy(next, start, (size_t)rows * sizeof *next);
    for (int64_t k = 0; k < links; k++)
        row[next[at[k]]++] = (int32_t)k;
}

/* `ends`: of the data set's links, the row at this end. */
static gatrt_walk list_links(const Prepared *p, int link, int to, const int32_t *ends)
{
    const int64_t links = p->spaces[link].count, rows = p->spaces[to].count;
    int64_t *place = prepared_places(p, to), *start = mem_alloc((size_t)rows + 1, sizeof *start);
    int32_t *at = mem_alloc((size_t)links, sizeof *at), *row = mem_alloc((size_t)links, sizeof *row);
    for (int64_t k = 0; k < links; k++)
        at[k] = (int32_t)place[ends[p->row_id[link][k]]];
    int64_t *next = mem_alloc((size_t)rows, sizeof *next);
    links_list(at, links, rows, start, next, row);
    mem_free(next);
    mem_free(place);
    return (gatrt_walk){.start = start, .row = row, .at = at};
}

void links_fill(Prepared *p, const gatrt_model *model, const gatrt_data *data)
{
    for (int s = GATRT_PLAIN_SPACES; s < model->space_count; s++) {
        const Joined joined = space_joins(model, data, s);
        if (!is_link(model, s) || !space_relation(model, data, s))
            continue;
        p->ends[joined.in] = list_links(p, s, joined.to, joined.dst);
        p->ends[joined.out] = list_links(p, s, joined.from, joined.src);
    }
}

/* ------------------------------------------------------------------ drawn anew */

/* One end of the links, its arrays as they may be written. */
typedef struct DrawnEnd {
    int64_t rows;
    int64_t *start, *next, *place;
    int32_t *row, *at;
} DrawnEnd;

struct LinkDraws {
    const gatrt_relation *pairs;
    int64_t links;
    const int64_t *id; /* [links] place -> the data set's pair */
    DrawnEnd end[2];   /* from, to */
};

static DrawnEnd drawn_end(const Prepared *p, int end, int to)
{
    const gatrt_walk *walk = &p->ends[end];
    return (DrawnEnd){.rows = p->spaces[to].count,
                      .start = (int64_t *)(uintptr_t)walk->start,
                      .next = mem_alloc((size_t)p->spaces[to].count, sizeof(int64_t)),
                      .place = prepared_places(p, to),
                      .row = (int32_t *)(uintptr_t)walk->row,
                      .at = (int32_t *)(uintptr_t)walk->at};
}

LinkDraws *link_draws_new(Prepared *p, const gatrt_model *model, const gatrt_data *data)
{
    const int link = model_space(model);
    const gatrt_relation *pairs = is_link(model, link) ? space_relation(model, data, link) : NULL;
    if (!pairs || !pairs->links)
        return NULL;
    const Joined joined = space_joins(model, data, link);
    LinkDraws *draws = mem_alloc(1, sizeof *draws);
    *draws = (LinkDraws){.pairs = pairs,
                         .links = p->spaces[link].count,
                         .id = p->row_id[link],
                         .end = {drawn_end(p, joined.out, joined.from), drawn_end(p, joined.in, joined.to)}};
    return draws;
}

void link_draws_free(LinkDraws *draws)
{
    for (int i = 0; draws && i < 2; i++) {
        mem_free(draws->end[i].next);
        mem_free(draws->end[i].place);
    }
    mem_free(draws);
}

void link_draws_make(LinkDraws *draws, uint64_t draw)
{
    if (!draws)
        return;
    for (int64_t k = 0; k < draws->links; k++) {
        int32_t pair[2];
        if (!links_drawn(draws->pairs, draws->id[k]))
            continue;
        links_draw(draws->pairs, draw, draws->id[k], pair);
        for (int i = 0; i < 2; i++)
            draws->end[i].at[k] = (int32_t)draws->end[i].place[pair[i]];
    }
    for (int i = 0; i < 2; i++) {
        const DrawnEnd *end = &draws->end[i];
        links_list(end->at, draws->links, end->rows, end->start, end->next, end->row);
    }
}

void link_draws_rest(LinkDraws *draws)
{
    if (draws)
        link_draws_make(draws, links_first_draw(draws->pairs));
}

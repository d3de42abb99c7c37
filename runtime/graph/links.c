/* links.c - relations between rows that both have kernels of their own, such as the pairs whose existence is predicted.
 *
 * In: the two rows that each joins, and where they stand in the prepared graph. Out: of each end the row at it, and the
 * list of the links that each row has there. */
#include "runtime/graph/edges.h"

/* `ends`: of the data set's links, the row at this end. */
static gatrt_walk list_links(const Prepared *p, int link, int to, const int32_t *ends)
{
    const int64_t links = p->spaces[link].count, rows = p->spaces[to].count;
    int64_t *place = prepared_places(p, to), *start = mem_alloc((size_t)rows + 1, sizeof *start);
    int32_t *at = mem_alloc((size_t)links, sizeof *at), *row = mem_alloc((size_t)links, sizeof *row);
    for (int64_t k = 0; k < links; k++) {
        at[k] = (int32_t)place[ends[p->row_id[link][k]]];
        start[at[k] + 1]++;
    }
    counts_to_starts(start, rows);
    int64_t *next = copy_starts(start, rows);
    for (int64_t k = 0; k < links; k++)
        row[next[at[k]]++] = (int32_t)k;
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

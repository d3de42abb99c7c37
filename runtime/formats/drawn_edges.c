/* drawn_edges.c - edges between rows: those without a direction both ways, one after the other, with what they carry. */
#include "runtime/formats/drawn_make.h"

bool make_joins(const Drawn *d)
{
    for (int64_t e = 0; e < d->edge_count; e++) {
        const DrawnEdge *edge = &d->edges[e];
        const int32_t missing = d->row[edge->from] < 0 ? edge->from : edge->to;
        if (d->row[missing] < 0)
            return error_set(d->error,
                             "%s: an edge joins \"%.40s\" and \"%.40s\", but \"%.40s\" is no node of the file",
                             file_shown(d->path), names_at(d->ids, edge->from), names_at(d->ids, edge->to),
                             names_at(d->ids, missing));
    }
    return true;
}

static bool both_ways(const DrawnEdge *e)
{
    return !e->directed && e->from != e->to;
}

static void tell_edges(const Make *m, int64_t directed)
{
    const Drawn *d = m->d;
    if (directed == d->edge_count)
        origin_add(m->data, ORIGIN_USED, "edges", "%lld, directed, as they stand there", (long long)d->edge_count);
    else
        origin_add(m->data, ORIGIN_USED, "edges", "%lld without a direction, taken both ways, and %lld directed: %lld",
                   (long long)(d->edge_count - directed), (long long)directed, (long long)m->edge->edges);
}

static void join(Make *m, int64_t e, int32_t from, int32_t to)
{
    gatrt_relation *edge = m->edge;
    edge->src[edge->edges] = m->d->row[from];
    edge->dst[edge->edges] = m->d->row[to];
    m->drawn[edge->edges++] = e;
}

static void fill_ends(Make *m)
{
    const Drawn *d = m->d;
    int64_t directed = 0, doubled = 0;
    for (int64_t e = 0; e < d->edge_count; e++) {
        directed += d->edges[e].directed;
        doubled += both_ways(&d->edges[e]);
    }
    const size_t room = (size_t)(d->edge_count + doubled) + 1;
    m->edge->src = mem_alloc(room, sizeof *m->edge->src);
    m->edge->dst = mem_alloc(room, sizeof *m->edge->dst);
    m->drawn = mem_alloc(room, sizeof *m->drawn);
    for (int64_t e = 0; e < d->edge_count; e++) {
        join(m, e, d->edges[e].from, d->edges[e].to);
        if (both_ways(&d->edges[e]))
            join(m, e, d->edges[e].to, d->edges[e].from);
    }
    tell_edges(m, directed);
}

/* Numbers that stand in the file; an edge that goes both ways has each twice. */
static int64_t count_cells(const Make *m)
{
    int64_t cells = 0;
    for (int64_t c = 0; c < m->d->of[DRAWN_EDGES].count; c++)
        cells += 2 * (m->d->of[DRAWN_EDGES].columns[c].count + m->d->of[DRAWN_EDGES].columns[c].number_count);
    return cells;
}

bool make_edges(Make *m)
{
    gatrt_relation *edge = m->edge;
    fill_ends(m);
    if (m->roles.weight >= 0) {
        edge->edge_weight = mem_alloc((size_t)edge->edges + 1, sizeof *edge->edge_weight);
        if (!make_columns(m, DRAWN_EDGES, ROLE_WEIGHT, m->drawn, edge->edges, 1, edge->edge_weight))
            return false;
    }
    if (edge->edge_features == 0)
        return true;
    if (edge->edge_features > (MOST_FILLED + 4 * count_cells(m)) / (edge->edges + 1))
        return make_error(m, "too many of them, most of which are a default", "edge features");
    edge->edge_attr = mem_alloc((size_t)(edge->edges + 1) * (size_t)edge->edge_features, sizeof *edge->edge_attr);
    return make_columns(m, DRAWN_EDGES, ROLE_EDGE_FEATURE, m->drawn, edge->edges, edge->edge_features, edge->edge_attr);
}

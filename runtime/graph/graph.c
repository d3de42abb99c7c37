/* graph.c - a data set's rows and edges become a prepared graph.
 *
 * In: rows and edges as the user has them, and the rows that are wanted. Out: of each space an order of its rows by
 * demand level, so that whatever a program needs is a prefix of them; of each relation both adjacency lists.
 *
 * Invariant: with and without pruning, the rows, in-lists and edge numbers that a
 * wanted row depends on are the same and stand in the same places, and the chunks
 * end at the same rows. Hence the same bits come out. It holds because
 *  - the order of rows is by (level, place in the sequence) in both, and levels depend on the
 *    whole graph only;
 *  - edges are numbered by destination, and the pruned ones are those into rows
 *    that stand behind all others;
 *  - the work that ends a chunk counts the degrees in the whole graph.
 *
 * Where most rows are needed anyway, all are kept, and other masks share the graph
 * (graph_share). That too is decided by levels in the whole graph, pruned or not.
 *
 * All sorting is counting sort: O(rows + edges).
 */
#include "runtime/graph/edges.h"

#include <string.h>

enum { MOST_OF_FOUR = 3 }; /* quarters of the nodes that count as most of them */

/* ------------------------------------------------------------- order of rows */

/* The new places of a space's rows. Rows at levels beyond the last one stand last. */
typedef struct Order {
    int64_t all;     /* rows in the data set */
    int32_t *level;  /* [all] hops from the wanted rows against the edges; `levels` for what is further away */
    int64_t *row_id; /* [all] place -> row */
    int32_t *place;  /* [all] row -> place */
    int64_t *rows;   /* [levels] rows up to that level */
    int64_t kept;    /* rows that stay in the graph */
} Order;

/* What is known while a graph is prepared. */
typedef struct Build {
    const gatrt_model *model;
    const gatrt_data *data;
    const Wanted *wanted;
    Prepared *p;
    EdgeList *lists; /* [space_count] of relations that are met in walks; without slots for other spaces */
    Order *orders;   /* [space_count] of spaces with rows of their own */
    int levels;
    bool prune;     /* levels are to be of use */
    bool leave_out; /* what the wanted rows do not need */
} Build;

static bool has_rows(const Build *b, int space)
{
    return b->model->spaces[space].kind == GATRT_ROWS;
}

static bool has_edges(const Build *b, int space)
{
    return b->model->spaces[space].kind == GATRT_EDGES;
}

/* One hop along a relation. */
static void spread_level(Build *b, const EdgeList *list, int32_t hop)
{
    const int32_t *to = b->orders[list->of.to].level;
    int32_t *from = b->orders[list->of.from].level;
    Edge edge;
    for (int64_t i = 0; i < list->slots; i++)
        if (edge_at(list, i, &edge) && to[edge.dst] == hop - 1 && from[edge.src] > hop)
            from[edge.src] = hop;
}

static void find_levels(Build *b, const uint8_t *mask)
{
    for (int s = 0; s < b->model->space_count; s++) {
        Order *order = &b->orders[s];
        if (!has_rows(b, s))
            continue;
        order->all = space_rows(b->model, b->data, s);
        order->level = mem_alloc((size_t)order->all, sizeof *order->level);
        for (int64_t v = 0; v < order->all; v++)
            order->level[v] = !mask || (s == b->p->space && mask[v]) ? 0 : b->levels;
    }
    for (int32_t hop = 1; mask && hop < b->levels; hop++)
        for (int s = 0; s < b->model->space_count; s++)
            if (has_edges(b, s))
                spread_level(b, &b->lists[s], hop);
}

static void order_rows(Order *order, const int32_t *sequence, int levels)
{
    order->row_id = mem_alloc((size_t)order->all, sizeof *order->row_id);
    order->place = mem_alloc((size_t)order->all, sizeof *order->place);
    order->rows = mem_alloc((size_t)levels, sizeof *order->rows);
    int64_t *next = mem_alloc((size_t)levels + 2, sizeof *next);
    for (int64_t v = 0; v < order->all; v++)
        next[order->level[v] + 1]++;
    counts_to_starts(next, levels + 1);
    for (int k = 0; k < levels; k++)
        order->rows[k] = next[k + 1];
    for (int64_t i = 0; i < order->all; i++) {
        int64_t v = sequence ? sequence[i] : i, place = next[order->level[v]]++;
        order->place[v] = (int32_t)place;
        order->row_id[place] = v;
    }
    mem_free(next);
    mem_free(order->level);
    order->level = NULL;
}

/* ------------------------------------------------------------- adjacency lists */

/* Edges into each place in the whole graph: starts[v + 1] - starts[v]. */
static int64_t *count_in_edges(const Build *b, const EdgeList *list)
{
    const Order *to = &b->orders[list->of.to];
    int64_t *starts = mem_alloc((size_t)to->all + 1, sizeof *starts);
    Edge edge;
    for (int64_t i = 0; i < list->slots; i++)
        if (edge_at(list, i, &edge))
            starts[to->place[edge.dst] + 1]++;
    counts_to_starts(starts, to->all);
    return starts;
}

/* The kept edges by place of their source, each source's in the list's order. Ends are places here:
 * looking them up once, in the list's order, is most of what sorting a large graph costs. */
static Edge *sort_by_source(const Build *b, const EdgeList *list, int64_t last_row, int64_t edges)
{
    const Order *from = &b->orders[list->of.from], *to = &b->orders[list->of.to];
    int64_t *next = mem_alloc((size_t)from->kept + 1, sizeof *next);
    Edge *sorted = mem_alloc((size_t)edges, sizeof *sorted), edge;
    for (int64_t i = 0; i < list->slots; i++)
        if (edge_at(list, i, &edge) && to->place[edge.dst] < last_row)
            next[from->place[edge.src] + 1]++;
    counts_to_starts(next, from->kept);
    for (int64_t i = 0; i < list->slots; i++)
        if (edge_at(list, i, &edge) && to->place[edge.dst] < last_row) {
            int32_t src = from->place[edge.src];
            sorted[next[src]++] = (Edge){src, to->place[edge.dst], edge.id};
        }
    mem_free(next);
    return sorted;
}

/* In-lists: the edges are taken by source, so each destination's come out in that order. */
static void fill_in_lists(Build *b, int relation, gatrt_walk *in, int64_t last_row)
{
    const EdgeList *list = &b->lists[relation];
    const int64_t rows = b->orders[list->of.to].kept, edges = in->start[rows];
    Edge *sorted = sort_by_source(b, list, last_row, edges);
    int64_t *next = copy_starts(in->start, rows);
    int32_t *in_src = mem_alloc((size_t)edges, sizeof *in_src);
    int64_t *edge_id = mem_alloc((size_t)edges, sizeof *edge_id);
    for (int64_t i = 0; i < edges; i++) {
        int64_t e = next[sorted[i].dst]++;
        in_src[e] = sorted[i].src;
        edge_id[e] = sorted[i].id;
    }
    mem_free(next);
    mem_free(sorted);
    in->far = in_src;
    b->p->row_id[relation] = edge_id;
}

/* Out-lists: the edges are taken by number, that is by destination. */
static void fill_out_lists(const gatrt_walk *in, int64_t to_rows, int64_t from_rows, gatrt_walk *out)
{
    const int64_t edges = in->start[to_rows];
    int64_t *out_start = mem_alloc((size_t)from_rows + 1, sizeof *out_start);
    int32_t *out_dst = mem_alloc((size_t)edges, sizeof *out_dst);
    int32_t *out_edge = mem_alloc((size_t)edges, sizeof *out_edge);
    lists_turn((Turn){.rows = to_rows,
                      .to_rows = from_rows,
                      .start = in->start,
                      .far = in->far,
                      .to_start = out_start,
                      .to_far = out_dst,
                      .to_entry = out_edge});
    *out = (gatrt_walk){.start = out_start, .far = out_dst, .row = out_edge};
}

/* Both lists of a relation; `whole` are the starts in the whole graph. A row of the outermost level is read, not
 * computed: edges into it are not needed. */
static void fill_lists(Build *b, int relation, const int64_t *whole)
{
    const EdgeList *list = &b->lists[relation];
    const Order *to = &b->orders[list->of.to];
    const int64_t last_row = !b->leave_out ? to->all : b->levels > 1 ? to->rows[b->levels - 2] : 0;
    int64_t *in_start = mem_alloc((size_t)to->kept + 1, sizeof *in_start);
    for (int64_t v = 0; v <= to->kept; v++)
        in_start[v] = whole[v < last_row ? v : last_row];
    gatrt_walk *in = &b->p->ends[list->of.in], *out = &b->p->ends[list->of.out];
    *in = (gatrt_walk){.start = in_start};
    fill_in_lists(b, relation, in, last_row);
    fill_out_lists(in, to->kept, b->orders[list->of.from].kept, out);
    b->p->spaces[relation] = (gatrt_rowset){.count = whole[last_row]};
}

int64_t cut_rows(const int64_t *list_start, int64_t rows, int64_t share, int64_t *chunk_start)
{
    const int64_t enough = share > CHUNK_WORK ? share : CHUNK_WORK;
    int64_t chunks = 0, work = 0;
    for (int64_t v = 0; v < rows; v++) {
        work += 1 + list_start[v + 1] - list_start[v];
        if (work >= enough || v + 1 == rows) {
            chunk_start[++chunks] = v + 1;
            work = 0;
        }
    }
    return chunks;
}

/* `work` are the starts in the whole graph of the edges into each row, of all relations. */
static void cut_chunks(gatrt_rowset *rows, const int64_t *work, int64_t all)
{
    const int64_t total = all + work[all], share = (total + MOST_CHUNKS - 1) / MOST_CHUNKS;
    int64_t *start = mem_alloc(MOST_CHUNKS + 2, sizeof *start);
    rows->chunks = cut_rows(work, rows->count, share, start);
    rows->chunk_start = start;
}

/* -------------------------------------------------------------- preparation */

static const char *mask_name(const gatrt_set *of, const uint8_t *mask)
{
    for (int m = 0; m < 3; m++)
        if (of->mask[m] == mask)
            return data_mask_name[m];
    return "the mask";
}

/* Is enough of the graph needed that it may as well be kept whole? */
static bool needs_most(const Build *b)
{
    int64_t needed = 0, all = 0;
    for (int s = 0; s < b->model->space_count; s++) {
        needed += has_rows(b, s) && s != GATRT_GRAPH ? b->orders[s].rows[b->levels - 1] : 0;
        all += has_rows(b, s) && s != GATRT_GRAPH ? b->orders[s].all : 0;
    }
    return 4 * needed >= MOST_OF_FOUR * all;
}

static void place_rows(Build *b, const int32_t *sequence)
{
    for (int s = 0; s < b->model->space_count; s++)
        if (has_rows(b, s))
            order_rows(&b->orders[s], s == GATRT_NODE ? sequence : NULL, b->levels);
    b->p->whole = b->wanted->whole || (b->wanted->most && needs_most(b));
    b->leave_out = b->prune && !b->p->whole;
    for (int s = 0; s < b->model->space_count; s++) {
        Order *order = &b->orders[s];
        if (!has_rows(b, s))
            continue;
        order->kept = b->leave_out ? order->rows[b->levels - 1] : order->all;
        b->p->row_id[s] = order->row_id;
        b->p->spaces[s] = (gatrt_rowset){.count = order->kept, .level = order->rows};
    }
}

/* Without pruning the rows keep their order, but every level has them all. */
static void count_levels(Build *b)
{
    b->p->wanted = b->orders[b->p->space].rows[0];
    b->p->graph.levels = b->levels;
    for (int s = 0; s < b->model->space_count && !b->prune; s++)
        for (int k = 0; has_rows(b, s) && k < b->levels; k++)
            b->orders[s].rows[k] = b->orders[s].all;
}

/* Adds the starts of a relation's edges to those of all; takes them over where they are the first. */
static void add_work(int64_t **work, int64_t *starts, int64_t rows)
{
    if (!*work) {
        *work = starts;
        return;
    }
    for (int64_t v = 0; v <= rows; v++)
        (*work)[v] += starts[v];
    mem_free(starts);
}

/* Relations, each with its lists, and of the rows they lead to the work that chunks are balanced by. */
static void fill_relations(Build *b)
{
    int64_t **work = mem_alloc((size_t)b->model->space_count, sizeof *work);
    for (int s = 0; s < b->model->space_count; s++) {
        if (!has_edges(b, s))
            continue;
        const int to = b->lists[s].of.to;
        int64_t *whole = count_in_edges(b, &b->lists[s]);
        fill_lists(b, s, whole);
        add_work(&work[to], whole, b->orders[to].all);
    }
    for (int s = 0; s < b->model->space_count; s++) {
        if (has_rows(b, s) && !work[s])
            work[s] = mem_alloc((size_t)b->orders[s].all + 1, sizeof *work[s]);
        if (has_rows(b, s))
            cut_chunks(&b->p->spaces[s], work[s], b->orders[s].all);
        mem_free(work[s]);
    }
    mem_free(work);
}

static void count_chunks(Prepared *p)
{
    for (int s = 0; s < p->space_count; s++)
        if (p->graph.chunks < p->spaces[s].chunks)
            p->graph.chunks = p->spaces[s].chunks;
}

static void build(Build *b, const uint8_t *mask, const int32_t *sequence)
{
    find_levels(b, mask);
    place_rows(b, sequence);
    fill_relations(b);
    count_levels(b);
}

/* Rows that are wanted stand where they happen to. */
static void build_given(Build *b, const int32_t *sequence)
{
    b->levels = 1;
    build(b, NULL, sequence);
    if (b->wanted->mask)
        prepared_find_wanted(b->p, b->wanted->mask);
}

/* Rows in an order that relations with kernels of their own ask for: those that are wanted stand where they happen to.
 * A program that goes along such a relation needs every row. */
static void build_whole(Build *b)
{
    const gatrt_set *nodes = space_set(b->model, b->data, GATRT_NODE);
    int32_t *sequence = nodes && nodes->graph
                            ? graphs_sequence(nodes, space_rows(b->model, b->data, GATRT_GRAPH), b->wanted->sequence)
                            : NULL;
    build_given(b, sequence ? sequence : b->wanted->sequence);
    mem_free(sequence);
    if (nodes)
        graphs_fill(b->p, nodes);
    links_fill(b->p, b->model, b->data);
}

/* Nothing reads the data set's edges any more. */
static void use_up_edges(gatrt_data *data)
{
    for (int i = 0; i < data->relation_count; i++) {
        gatrt_relation *relation = &data->relations[i];
        mem_free(relation->src);
        mem_free(relation->dst);
        relation->src = relation->dst = NULL;
    }
}

static bool list_relations(Build *b, Error *error)
{
    for (int s = 0; s < b->model->space_count; s++) {
        if (has_edges(b, s))
            b->lists[s] = edges_list(b->model, b->data, s, b->wanted);
        if (b->lists[s].slots > INT32_MAX)
            return error_set(error, "%s: more than 2147483647 edges, with those the model adds",
                             file_shown(b->data->name));
    }
    return true;
}

static void build_free(Build *b)
{
    for (int s = 0; s < b->model->space_count; s++) {
        edges_free(&b->lists[s]);
        mem_free(b->orders[s].place);
    }
    mem_free(b->lists);
    mem_free(b->orders);
}

Prepared *graph_prepare(const gatrt_model *model, const gatrt_data *data, const Wanted *wanted, Error *error)
{
    if (!spaces_check(model, data, error))
        return NULL;
    const gatrt_set *of = space_set(model, data, model_space(model));
    if (wanted->mask && of && !memchr(wanted->mask, 1, (size_t)of->rows)) {
        error_set(error, "%s: %s selects no %s", file_shown(data->name), mask_name(of, wanted->mask),
                  model->spaces[model_space(model)].name);
        return NULL;
    }
    if (!inputs_check(model, data, error))
        return NULL;
    Build b = {.model = model, .data = data, .wanted = wanted, .levels = wanted->levels > 1 ? wanted->levels : 1};
    b.p = prepared_new(model);
    b.p->row_weight = wanted->row_weight;
    b.p->part = wanted->part;
    b.lists = mem_alloc((size_t)model->space_count, sizeof *b.lists);
    b.orders = mem_alloc((size_t)model->space_count, sizeof *b.orders);
    bool good = list_relations(&b, error);
    b.prune = wanted->prune && wanted->mask && wanted->levels > 0 && !wanted->given && !joins_rows(model);
    if (good && joins_rows(model))
        build_whole(&b);
    else if (good && wanted->given)
        build_given(&b, wanted->sequence);
    else if (good)
        build(&b, wanted->mask, wanted->sequence);
    build_free(&b);
    if (good)
        count_chunks(b.p);
    if (good && b.p->whole && wanted->take)
        use_up_edges(wanted->take);
    if (good && inputs_fill(b.p, model, data, wanted, error))
        return b.p;
    prepared_free(b.p);
    return NULL;
}

/* fuzz_data.c - an .npz as a data set: loaded, checked, and prepared for a model.
 *
 * The model's inputs, the mask, the levels and the graph's options are taken from the
 * file's last eight bytes (the comment of a zip). What a kernel relies on is then checked:
 * it will follow every index in here without a look. */
#include "fuzz.h"

#include "../../runtime/runtime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_INPUTS = 10, MOST_WIDTH = 1 << 12, MOST_CELLS = 1 << 20 };

/* Choices, taken bit by bit. */
typedef struct Choices {
    uint64_t bits;
} Choices;

static unsigned choose(Choices *c, unsigned count)
{
    unsigned choice = (unsigned)(c->bits % count);
    c->bits = c->bits / count;
    return choice;
}

static Choices read_choices(const uint8_t *bytes, size_t size)
{
    Choices c = {0};
    for (size_t i = 0; i < 8 && i < size; i++)
        c.bits |= (uint64_t)bytes[size - 1 - i] << (8 * i);
    return c;
}

/* ------------------------------------------------------------------ a model */

typedef struct Made {
    gatrt_model model;
    gatrt_input inputs[MOST_INPUTS];
    gatrt_dim classes;
    gatrt_end ends[GATRT_PLAIN_ENDS];
} Made;

/* As gatcc --data would compile it, or for another width. */
static int64_t width_of(int64_t width, Choices *c)
{
    return choose(c, 8) == 7 ? width + 1 : width > 0 && width < MOST_WIDTH ? width : 1;
}

static void add_input(Made *m, gatrt_role role, int space, int64_t width, Choices *c)
{
    m->inputs[m->model.input_count++] =
        (gatrt_input){.name = "input",
                      .role = role,
                      .space = space,
                      .width = width,
                      .sparse = role == GATRT_ROW_NUMBER || (role == GATRT_FEATURES && choose(c, 2)),
                      .row_normalize = role == GATRT_FEATURES ? (int)choose(c, 3) : 0,
                      .loop_given = space == GATRT_EDGE && choose(c, 2),
                      .loop = 0.5f};
}

static void make_model(Made *m, const gatrt_data *d, Choices *c)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    const int rows = choose(c, 4) == 3 ? GATRT_GRAPH : GATRT_NODE; /* what is trained for */
    *m = (Made){.model = {.abi = GATRT_ABI,
                          .name = "m",
                          .spaces = plain_spaces,
                          .space_count = GATRT_PLAIN_SPACES,
                          .ends = m->ends,
                          .end_count = GATRT_PLAIN_ENDS,
                          .inputs = m->inputs,
                          .dims = &m->classes}};
    memcpy(m->ends, plain_ends, sizeof m->ends);
    m->ends[GATRT_NODE_GRAPH].used = rows == GATRT_GRAPH;
    const gatrt_set *answers = trained_set(&(gatrt_model){.spaces = plain_spaces,
                                                          .inputs = &(gatrt_input){.role = GATRT_WEIGHT, .space = rows},
                                                          .input_count = 1},
                                           d);
    add_input(m, GATRT_FEATURES, GATRT_NODE, width_of(node->features, c), c);
    if (choose(c, 2))
        add_input(m, GATRT_FEATURES, GATRT_NODE, width_of(node->features, c), c);
    if (choose(c, 2))
        add_input(m, GATRT_EDGE_ATTR, GATRT_EDGE, width_of(edge->edge_features, c), c);
    if (choose(c, 2))
        add_input(m, GATRT_EDGE_WEIGHT, GATRT_EDGE, 1, c);
    if (choose(c, 2))
        add_input(m, GATRT_LABEL, rows, 1, c);
    if (choose(c, 2))
        add_input(m, GATRT_TARGET, rows, width_of(answers->target ? answers->classes : 1, c), c);
    if (choose(c, 2))
        add_input(m, GATRT_CLASS_WEIGHT, GATRT_PARAM, width_of(answers->classes, c), c);
    if (choose(c, 2))
        add_input(m, GATRT_POS_WEIGHT, GATRT_PARAM, width_of(answers->target ? answers->classes : 1, c), c);
    add_input(m, GATRT_WEIGHT, rows, 1, c);
    m->classes = (gatrt_dim){rows == GATRT_GRAPH ? "graph.classes" : "classes", width_of(answers->classes, c)};
    m->model.dim_count = 1;
    if (choose(c, 2))
        add_input(m, GATRT_ROW_NUMBER, GATRT_NODE, width_of(node->rows, c), c);
}

static Wanted make_wanted(const Made *m, const gatrt_data *d, Choices *c)
{
    unsigned mask = choose(c, 4);
    return (Wanted){.mask = mask < 3 ? trained_set(&m->model, d)->mask[mask] : NULL,
                    .levels = (int)choose(c, 5),
                    .prune = choose(c, 2),
                    .self_loops = (gatrt_loops)choose(c, 3),
                    .symmetric = choose(c, 2)};
}

/* ------------------------------------------------------------------ what kernels rely on */

static void check_starts(const int64_t *start, int64_t rows, int64_t entries)
{
    MUST(start[0] == 0 && start[rows] == entries);
    for (int64_t v = 0; v < rows; v++)
        MUST(start[v] <= start[v + 1]);
}

static void check_lists(const gatrt_graph *g)
{
    check_starts(g->ends[GATRT_EDGE_DST].start, g->spaces[GATRT_NODE].count, g->spaces[GATRT_EDGE].count);
    check_starts(g->ends[GATRT_EDGE_SRC].start, g->spaces[GATRT_NODE].count, g->spaces[GATRT_EDGE].count);
    uint8_t *seen = mem_alloc((size_t)g->spaces[GATRT_EDGE].count, 1);
    for (int64_t v = 0; v < g->spaces[GATRT_NODE].count; v++)
        for (int64_t i = g->ends[GATRT_EDGE_SRC].start[v]; i < g->ends[GATRT_EDGE_SRC].start[v + 1]; i++) {
            int64_t e = g->ends[GATRT_EDGE_SRC].row[i], u = g->ends[GATRT_EDGE_SRC].far[i];
            MUST(e >= 0 && e < g->spaces[GATRT_EDGE].count && !seen[e]++);
            MUST(u >= 0 && u < g->spaces[GATRT_NODE].count && g->ends[GATRT_EDGE_DST].start[u] <= e &&
                 e < g->ends[GATRT_EDGE_DST].start[u + 1]);
            MUST(g->ends[GATRT_EDGE_DST].far[e] == v);
            MUST(i == g->ends[GATRT_EDGE_SRC].start[v] || g->ends[GATRT_EDGE_SRC].far[i - 1] <= u);
        }
    mem_free(seen);
}

static void check_order(const Prepared *p, const gatrt_data *d, const Wanted *wanted)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_graph *g = &p->graph;
    uint8_t *seen = mem_alloc((size_t)node->rows, 1);
    const bool first = p->space == GATRT_NODE; /* wanted rows come first */
    MUST(g->spaces[GATRT_NODE].count >= 1 && g->spaces[GATRT_NODE].count <= node->rows && p->wanted >= 1 &&
         p->wanted <= g->spaces[p->space].count);
    for (int64_t v = 0; v < g->spaces[GATRT_NODE].count; v++) {
        MUST(p->row_id[GATRT_NODE][v] >= 0 && p->row_id[GATRT_NODE][v] < node->rows &&
             !seen[p->row_id[GATRT_NODE][v]]++);
        MUST(!first || !wanted->mask || wanted->mask[p->row_id[GATRT_NODE][v]] == (v < p->wanted));
    }
    mem_free(seen);
    for (int k = 0; k < g->levels; k++)
        MUST((!first || g->spaces[GATRT_NODE].level[k] >= p->wanted) &&
             g->spaces[GATRT_NODE].level[k] <= g->spaces[GATRT_NODE].count &&
             (k == 0 || g->spaces[GATRT_NODE].level[k - 1] <= g->spaces[GATRT_NODE].level[k]));
    MUST(g->spaces[GATRT_NODE].chunks >= 1 && g->spaces[GATRT_NODE].chunk_start[0] == 0 &&
         g->spaces[GATRT_NODE].chunk_start[g->spaces[GATRT_NODE].chunks] == g->spaces[GATRT_NODE].count);
    for (int64_t i = 0; i < g->spaces[GATRT_NODE].chunks; i++)
        MUST(g->spaces[GATRT_NODE].chunk_start[i] < g->spaces[GATRT_NODE].chunk_start[i + 1]);
}

/* The nodes of each graph stand together. */
static void check_graphs(const Prepared *p, const gatrt_data *d)
{
    const gatrt_rowset *nodes = &p->spaces[GATRT_NODE], *graphs = &p->spaces[GATRT_GRAPH];
    const gatrt_walk *walk = &p->ends[GATRT_NODE_GRAPH];
    if (p->space != GATRT_GRAPH)
        return;
    check_starts(walk->start, graphs->count, nodes->count);
    for (int64_t g = 0; g < graphs->count; g++)
        for (int64_t v = walk->start[g]; v < walk->start[g + 1]; v++)
            MUST(walk->at[v] == g && (!d->sets[0].graph || d->sets[0].graph[p->row_id[GATRT_NODE][v]] == g));
    for (int64_t i = 0; p->wanted_row && i < p->wanted; i++)
        MUST(p->wanted_row[i] >= 0 && p->wanted_row[i] < graphs->count);
}

static void check_edge_ids(const Prepared *p, const gatrt_data *d)
{
    const gatrt_relation *edge = &d->relations[0];
    const gatrt_graph *g = &p->graph;
    for (int64_t v = 0; v < g->spaces[GATRT_NODE].count; v++)
        for (int64_t e = g->ends[GATRT_EDGE_DST].start[v]; e < g->ends[GATRT_EDGE_DST].start[v + 1]; e++) {
            int64_t id = p->row_id[GATRT_EDGE][e], src = p->row_id[GATRT_NODE][g->ends[GATRT_EDGE_DST].far[e]],
                    dst = p->row_id[GATRT_NODE][v];
            MUST(id >= -1 - edge->edges && id < edge->edges);
            MUST(id != -1 || src == dst);
            MUST(id < 0 || (edge->src[id] == src && edge->dst[id] == dst));
            MUST(id > -2 || (edge->dst[-2 - id] == src && edge->src[-2 - id] == dst));
        }
}

static void check_finite_values(const float *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        MUST(isfinite(values[i]));
}

static void check_compressed(const gatrt_tensor *t, int64_t rows, int64_t width)
{
    int64_t entries = t->row_start[rows];
    check_starts(t->row_start, rows, entries);
    check_starts(t->col_start, width, entries);
    check_finite_values(t->val, entries);
    check_finite_values(t->col_val, entries);
    for (int64_t i = 0; i < entries; i++)
        MUST(t->col[i] >= 0 && t->col[i] < width && t->row[i] >= 0 && t->row[i] < rows);
    for (int64_t v = 0; v < rows; v++)
        for (int64_t i = t->row_start[v] + 1; i < t->row_start[v + 1]; i++)
            MUST(t->col[i - 1] <= t->col[i]);
    for (int64_t j = 0; j < width; j++)
        for (int64_t i = t->col_start[j] + 1; i < t->col_start[j + 1]; i++)
            MUST(t->row[i - 1] <= t->row[i]);
}

static void check_inputs(const Prepared *p, const Made *m)
{
    MUST(p->input_count == m->model.input_count);
    for (int i = 0; i < p->input_count; i++) {
        const gatrt_input *in = &m->inputs[i];
        const gatrt_tensor *t = &p->inputs[i];
        int64_t rows = in->space == GATRT_PARAM ? 1 : p->spaces[in->space].count;
        if (in->sparse)
            check_compressed(t, rows, in->width);
        else
            check_finite_values(t->dense, rows * in->width);
        for (int64_t v = 0; in->role == GATRT_LABEL && v < rows; v++)
            MUST(t->dense[v] >= 0.0f && t->dense[v] < (float)m->classes.size && t->dense[v] == floorf(t->dense[v]));
    }
}

/* ------------------------------------------------------------------ */

static void prepare(const gatrt_data *d, Choices *c)
{
    Made made;
    make_model(&made, d, c);
    Wanted wanted = make_wanted(&made, d, c);
    Error error = {""};
    Prepared *p = graph_prepare(&made.model, d, &wanted, &error);
    if (!p) {
        must_be_one_line(error.text);
        return;
    }
    check_order(p, d, &wanted);
    check_lists(&p->graph);
    check_graphs(p, d);
    check_edge_ids(p, d);
    check_inputs(p, &made);
    prepared_free(p);
}

void fuzz_data(const uint8_t *bytes, size_t size)
{
    char error[256] = "";
    Choices c = read_choices(bytes, size);
    gatrt_data *d = gatrt_data_load(scratch_file(bytes, size), error);
    if (!d) {
        must_be_one_line(error);
        return;
    }
    /* A file of bytes that compress well may be large when read; time is better spent on others. */
    bool small = true;
    for (int i = 0; i < d->set_count; i++) {
        const gatrt_set *set = &d->sets[i];
        small &= set->rows <= MOST_CELLS && set->features <= MOST_CELLS && set->rows * set->features <= MOST_CELLS;
    }
    if (small)
        prepare(d, &c);
    gatrt_data_free(d);
}

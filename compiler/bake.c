/* bake.c - `--bake=graph`: the graph of --data becomes constants of the source, so that inputs are features only.
 * In: a model whose passes have run, and a data set. Out: Model.own, the lists as NAME_prepare would make them of its edges. */
#include "compiler/bake.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/oracle/runtime_model.h"
#include "runtime/runtime.h"

/* As text in a source; a compiler of C takes seconds for so many. */
enum { MOST_EDGES = 1 << 21 };

static void refuse(const Model *m, const char *why)
{
    usage_error("--bake=graph: the graph of the model %s cannot be a constant: %s", m->name, why);
}

static void check_model(const Model *m)
{
    if (!is_prepared(m))
        refuse(m, "rows belong to others by lists of an application's own");
    if (edges_carry(m))
        refuse(m, "its edges carry numbers, which are inputs");
    if (updates(m))
        refuse(m, "--update changes it");
}

/* Rows stand as the data set has them: features that are handed over do. */
static void check_order(const Prepared *on, int space)
{
    for (int64_t v = 0; v < on->spaces[space].count; v++)
        if (on->row_id[space][v] != v)
            bug("bake: row %lld is not the data set's", (long long)v);
}

void bake_graph(Model *m, const gatrt_data *data, const char *from)
{
    check_model(m);
    const gatrt_model tables = runtime_model(m);
    const Wanted wanted = {.self_loops = m->recipe.self_loops, .symmetric = m->recipe.symmetric > 0};
    Error error = {""};
    Prepared *on = graph_prepare(&tables, data, &wanted, &error);
    if (!on)
        die("%s: %s", from, error.text);
    OwnGraph *own = arena_alloc(1, sizeof *own);
    *own = (OwnGraph){.from = from, .ends = on->ends, .row_id = on->row_id, .prepared = on};
    own->rows = arena_alloc((size_t)m->space_count, sizeof *own->rows);
    for (int i = 0; i < m->space_count; i++) {
        const Space *space = m->spaces[i];
        if (!has_count(m, space))
            continue;
        own->rows[i] = on->spaces[i].count;
        if (space->kind == SPACE_ROWS)
            check_order(on, i);
        if (own->rows[i] > MOST_EDGES)
            refuse(m, arena_format("%lld %s are more than %d; NAME_prepare makes it in milliseconds",
                                   (long long)own->rows[i], rows_name(space), MOST_EDGES));
    }
    m->own = own;
}

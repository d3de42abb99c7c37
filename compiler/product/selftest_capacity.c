/* selftest_capacity.c - what NAME_test.c holds of a fixed capacity: sizes are those that the header states, one row more is
 * refused, and NAME_fixed gives the same bits as memory of the caller's. Behind inference on the sample, in its variables. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

static void write_sizes(const Model *m, Out *o)
{
    const char *upper = upper_name(m->name);
    out_line(o, "const %s_edges small = edges;", m->name);
    out_line(o, "const %s_graph listed = graph;", m->name);
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!m->capacity[i])
            continue;
        const char *rows = rows_name(s), *most = capacity_constant(m, s, false);
        out_line(o, "edges.%s = %s;", rows, most);
        out_line(o, "graph.%s = %s;", rows, capacity_constant(m, s, true));
        if (updates(m) && is_relation(inference(m), s))
            out_line(o, "edges.%s_room = 0;", rows);
    }
    out_line(o, "expect(%s_prepare_size(&edges) == %s_PREPARE_BYTES, \"preparing takes what the header says\");",
             m->name, upper);
    out_line(o, "expect(%s == %s_WORKSPACE_BYTES, \"the workspace is what the header says\");", workspace_size_call(m),
             upper);
    out_line(o, "expect(sizeof(void *) != 8 || sizeof(%s_fixed) == %lld, \"all of it is what the header says\");",
             m->name, (long long)capacity_fixed(m));
    out_line(o, "graph = listed;");
}

/* The arrays have the sample's sizes, and are not read. */
static void write_refusals(const Model *m, Out *o)
{
    const char *call = arena_format("%s_fixed_prepare(&fixed, &edges%s)", m->name, edges_carry(m) ? ", &inputs" : "");
    out_line(o, "edges = small;");
    for (int i = 0; i < m->space_count; i++) {
        const char *rows = rows_name(m->spaces[i]);
        if (!m->capacity[i])
            continue;
        out_line(o, "edges.%s = %s + 1;", rows, capacity_constant(m, m->spaces[i], false));
        out_line(o, "expect(%s == %s_E_CAPACITY, \"more %s are refused\");", call, upper_name(m->name), rows);
        out_line(o, "edges = small;");
    }
    out_line(o, "expect(%s == %s_OK, \"the graph fits\");", call, upper_name(m->name));
}

static const char *fixed_call(const Model *m)
{
    return arena_format("%s_fixed_infer(&fixed, &%s, &inputs%s)", m->name, params_argument(m),
                        outputs_argument(m, "again_", ""));
}

static const char *fixed_update_call(const Model *m)
{
    return arena_format("%s_fixed_update(&fixed, &%s, &none, &inputs%s)", m->name, params_argument(m),
                        outputs_argument(m, "again_", ""));
}

void write_capacity_test(const Model *m, Out *o)
{
    const char *upper = upper_name(m->name);
    if (!m->capacity)
        return;
    out_line(o, "static %s_fixed fixed;", m->name);
    for (int k = 0; k < inference(m)->root_count; k++)
        out_line(o, "static float again_%s[sizeof got_%s / sizeof(float)];", output_id(m, k), output_id(m, k));
    write_sizes(m, o);
    out_line(o, "expect(%s == %s_BAD_GRAPH, \"no graph is refused\");", fixed_call(m), upper);
    write_refusals(m, o);
    out_line(o, "expect(%s == %s_OK, \"inference works in fixed memory\");", fixed_call(m), upper);
    for (int k = 0; k < inference(m)->root_count; k++)
        out_line(o, "expect(!memcmp(again_%s, got_%s, sizeof got_%s), \"%s is the same there\");", output_id(m, k),
                 output_id(m, k), output_id(m, k), output_id(m, k));
    if (!updates(m))
        return;
    out_line(o, "const %s_changes none = {0};", m->name);
    out_line(o, "expect(%s == %s_OK, \"an update works in fixed memory\");", fixed_update_call(m), upper);
}

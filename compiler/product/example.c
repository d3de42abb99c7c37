/* example.c - example.c of a product: the calls that an application makes, in their order, on a graph of three nodes. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

enum { ROWS = 3, EDGES = 3 };

static bool is_asked(const Model *m, int i)
{
    return !m->inputs[i].output_of && reads_input(inference(m), i);
}

static bool is_of_edges(const InputInfo *in)
{
    return in->type.space->kind == SPACE_EDGES;
}

static void write_input(const Model *m, int i, Out *o)
{
    const InputInfo *in = &m->inputs[i];
    const char *id = m->input_ids[i];
    const long long width = shape_width(in->type.shape);
    if (in->sparse) {
        out_line(o, "/* %s: a one in column 0 of each row; yours here. */", in->name);
        out_line(o, "static const int64_t %s_start[] = {0, 1, 2, 3};", id);
        out_line(o, "static const int32_t %s_col[] = {0, 0, 0};", id);
        out_line(o, "static float %s_val[] = {1, 1, 1};", id);
    } else {
        out_line(o, "static float %s[%d * %lld]; /* [%s, %lld], yours here */", id, is_of_edges(in) ? EDGES : ROWS,
                 width, rows_name(in->type.space), width);
    }
}

static void bind_input(const Model *m, int i, Out *o)
{
    const char *id = m->input_ids[i];
    if (m->inputs[i].sparse) {
        out_line(o, "inputs.%s_row_start = %s_start;", id, id);
        out_line(o, "inputs.%s_col = %s_col;", id, id);
        out_line(o, "inputs.%s_val = %s_val;", id, id);
    } else {
        out_line(o, "%s.%s = %s;", is_of_edges(&m->inputs[i]) ? "edges" : "inputs", id, id);
    }
}

static void normalize_input(const Model *m, int i, Out *o)
{
    const char *id = m->input_ids[i];
    if (!m->inputs[i].row_normalize)
        return;
    if (m->inputs[i].sparse)
        out_line(o, "if (%s_normalize_%s(%d, %s_start, %s_val) != %s_OK)", m->name, id, ROWS, id, id,
                 upper_name(m->name));
    else
        out_line(o, "if (%s_normalize_%s(%d, %s) != %s_OK)", m->name, id, ROWS, id, upper_name(m->name));
    out_line(o, "    return 1;");
}

static void write_edges(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    out_line(o, "static const int32_t src[] = {0, 2, 1}, dst[] = {1, 1, 0};");
    out_line(o, "%s_edges edges = {0};", m->name);
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (s->kind == SPACE_ONE || !is_part_of_graph(p, s))
            continue;
        out_line(o, "edges.%s = %d;", rows_name(s), s->kind == SPACE_ROWS ? ROWS : EDGES);
        if (s->kind != SPACE_EDGES)
            continue;
        out_line(o, "edges.%s = src;", edges_side(s, far_end(sorted_end(s))));
        out_line(o, "edges.%s = dst;", edges_side(s, sorted_end(s)));
    }
}

static void write_calls(const Model *m, bool carries, Out *o)
{
    const Prog *p = inference(m);
    const char *name = m->name, *upper = upper_name(name), *outputs = "";
    out_line(o, "%s_graph graph;", name);
    out_line(o, "void *memory = malloc(%s_prepare_size(&edges));", name);
    out_line(o, "if (!memory || %s_prepare(&edges, &graph, %smemory) != %s_OK)", name, carries ? "&inputs, " : "",
             upper);
    out_line(o, "    return 1;");
    out_line(o, "void *workspace = malloc(%s_workspace_size(%s));", name, workspace_counts(p, "graph."));
    for (int k = 0; k < p->root_count; k++) {
        const Val *v = p->roots[k].val;
        const char *id = m->output_ids[p->roots[k].index];
        out_line(o, "static float %s_out[%d][%lld];", id, has_rows(v) ? ROWS : 1, (long long)val_width(v));
        outputs = arena_format("%s%s_out[0], ", outputs, id);
    }
    out_line(o, "if (!workspace || %s_infer(&%s, &graph, &inputs, %sworkspace) != %s_OK)", name,
             m->baked ? arena_format("%s_weights", name) : "params", outputs, upper);
    out_line(o, "    return 1;");
    for (int k = 0; k < p->root_count; k++) {
        const char *id = m->output_ids[p->roots[k].index];
        out_line(o, "for (int v = 0; v < %d; v++)", has_rows(p->roots[k].val) ? ROWS : 1);
        out_line(o, "    printf(\"%s %%d: %%g ...\\n\", v, (double)%s_out[v][0]);", id, id);
    }
    out_line(o, "free(workspace);");
    out_line(o, "free(memory);");
}

void write_example(const Model *m, Out *o)
{
    bool carries = false;
    out_line(o, "/* example.c - how an application uses %s.h: three nodes, three edges, all memory its own. */",
             m->name);
    out_line(o, "#include \"%s.h\"", m->name);
    out_blank(o);
    out_line(o, "#include <stdio.h>");
    out_line(o, "#include <stdlib.h>");
    out_blank(o);
    if (!m->baked)
        out_line(o, "static %s_params params; /* read from the file that `export` of a trainer writes */", m->name);
    out_open_function(o, "int main(void)");
    write_edges(m, o);
    for (int i = 0; i < m->input_count; i++)
        if (is_asked(m, i))
            write_input(m, i, o);
    out_line(o, "%s_inputs inputs = {0};", m->name);
    for (int i = 0; i < m->input_count; i++)
        if (is_asked(m, i)) {
            normalize_input(m, i, o);
            bind_input(m, i, o);
            carries |= is_of_edges(&m->inputs[i]);
        }
    write_calls(m, carries, o);
    out_line(o, "return 0;");
    out_close(o, "");
}

/* example.c - example.c of a product: the calls that an application makes, in their order, on a graph of three nodes. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

enum { ROWS = 3, EDGES = 3, LISTED = 2 * EDGES + ROWS };
static const char rows_text[] = "3", edges_text[] = "3";

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

static void write_edges(const Model *m, Out *o)
{
    out_line(o, "static const int32_t src[] = {0, 2, 1}, dst[] = {1, 1, 0};");
    out_line(o, "%s_edges edges = {0};", m->name);
    bind_edges(m, rows_text, edges_text, o);
}

static void write_calls(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    const char *name = m->name, *upper = upper_name(name);
    out_line(o, "%s_graph graph;", name);
    out_line(o, "void *memory = malloc(%s_prepare_size(&edges));", name);
    out_line(o, "if (!memory || %s != %s_OK)", prepare_call(m), upper);
    out_line(o, "    return 1;");
    out_line(o, "void *workspace = malloc(%s);", workspace_size_call(m));
    for (int k = 0; k < p->root_count; k++) {
        const Val *v = p->roots[k].val;
        out_line(o, "static float %s_out[%d][%lld];", output_id(m, k),
                 is_edge_value(v) ? LISTED
                 : has_rows(v)    ? ROWS
                                  : 1,
                 (long long)val_width(v));
    }
    out_line(o, "if (!workspace || %s != %s_OK)", infer_call(m, "", "_out[0]", "workspace"), upper);
    out_line(o, "    return 1;");
    for (int k = 0; k < p->root_count; k++) {
        const char *id = output_id(m, k);
        const Val *v = p->roots[k].val;
        const char *rows = is_edge_value(v) ? arena_format("graph.%s", rows_name(v->type.space))
                           : has_rows(v)    ? rows_text
                                            : "1";
        out_line(o, "for (int v = 0; v < %s; v++)", rows);
        out_line(o, "    printf(\"%s %%d: %%g ...\\n\", v, (double)%s_out[v][0]);", id, id);
    }
    out_line(o, "free(workspace);");
    out_line(o, "free(memory);");
}

void write_example(const Model *m, Out *o)
{
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
        if (reads_input(inference(m), i))
            write_input(m, i, o);
    out_line(o, "%s_inputs inputs = {0};", m->name);
    for (int i = 0; i < m->input_count; i++) {
        if (!reads_input(inference(m), i))
            continue;
        if (m->inputs[i].row_normalize) {
            out_line(o, "if (%s != %s_OK)", normalize_call(m, i, rows_text), upper_name(m->name));
            out_line(o, "    return 1;");
        }
        bind_input(m, i, o);
    }
    write_calls(m, o);
    out_line(o, "return 0;");
    out_close(o, "");
}

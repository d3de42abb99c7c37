/* calls.c - what a product's test and example both say in C: what of the model's goes where in NAME_edges and NAME_inputs,
 * and the calls with their arguments. Arrays are called after the inputs: x, x_start, x_col, x_val. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

bool is_of_edges(const InputInfo *in)
{
    return in->type.space->kind == SPACE_EDGES;
}

bool takes_input(const Model *m, int input, bool of_edges)
{
    return reads_input(inference(m), input) && is_of_edges(&m->inputs[input]) == of_edges;
}

long long input_width(const InputInfo *in)
{
    return shape_width(in->type.shape);
}

const char *params_argument(const Model *m)
{
    return m->baked ? arena_format("%s_weights", m->name) : "params";
}

void bind_edges(const Model *m, const char *rows, const char *edges, Out *o)
{
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!has_count(m, s))
            continue;
        out_line(o, "edges.%s = %s;", rows_name(s), s->kind == SPACE_ROWS ? rows : edges);
        if (s->kind != SPACE_EDGES)
            continue;
        out_line(o, "edges.%s = src;", edges_side(s, far_end(sorted_end(s))));
        out_line(o, "edges.%s = dst;", edges_side(s, sorted_end(s)));
    }
}

void bind_input(const Model *m, int input, Out *o)
{
    const char *id = m->input_ids[input];
    if (m->inputs[input].sparse) {
        out_line(o, "inputs.%s_row_start = %s_start;", id, id);
        out_line(o, "inputs.%s_col = %s_col;", id, id);
        out_line(o, "inputs.%s_val = %s_val;", id, id);
    } else {
        out_line(o, "%s.%s = %s;", is_of_edges(&m->inputs[input]) ? "edges" : "inputs", id, id);
    }
}

void write_divided(const Model *m, void (*write)(const Model *m, int input, Out *o), Out *o)
{
    for (int i = 0; i < m->input_count; i++)
        if (is_divided(m, i))
            write(m, i, o);
}

const char *normalize_call(const Model *m, int input, const char *rows)
{
    const char *id = m->input_ids[input];
    return m->inputs[input].sparse ? arena_format("%s_normalize_%s(%s, %s_start, %s_val)", m->name, id, rows, id, id)
                                   : arena_format("%s_normalize_%s(%s, %s)", m->name, id, rows, id);
}

void write_output_arrays(const Model *m, const char *before, Out *o)
{
    for (int k = 0; k < inference(m)->root_count; k++)
        out_line(o, "static float %s%s[sizeof expected_%s / sizeof(float)];", before, output_id(m, k), output_id(m, k));
}

const char *prepare_call(const Model *m)
{
    return arena_format("%s_prepare(&edges, &graph, %smemory)", m->name, edges_carry(m) ? "&inputs, " : "");
}

const char *workspace_size_call(const Model *m)
{
    return arena_format("%s_workspace_size(%s)", m->name, workspace_counts(inference(m), "graph."));
}

const char *infer_call(const Model *m, const char *before, const char *behind, const char *workspace)
{
    return arena_format("%s_infer(&%s, &graph, &inputs%s, %s)", m->name, params_argument(m),
                        outputs_argument(m, before, behind), workspace);
}

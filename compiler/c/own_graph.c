/* own_graph.c - `--bake=graph`: a graph as constants of the source, and inference on it.
 * In: Model.own. Out: NAME_own_graph and its lists, NAME_infer_own; their declarations, with sizes; nothing where there is none. */
#include "compiler/base/arena.h"
#include "compiler/base/quote.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"

#include <string.h>

static long long number_at(const void *numbers, Member kind, int64_t i)
{
    return kind == MEMBER_INT64S ? (long long)((const int64_t *)numbers)[i] : ((const int32_t *)numbers)[i];
}

/* Whole numbers, so many to a line; C has no array of none. */
static void emit_numbers(const Model *m, Member kind, const char *name, const void *numbers, int64_t count, Out *c)
{
    enum { A_LINE = 12 };
    out_open(c, "static const %s %s_own_%s[] =", kind == MEMBER_INT64S ? "int64_t" : "int32_t", m->name, name);
    for (int64_t i = 0; i < count; i++) {
        if (i % A_LINE == 0)
            out_indent(c);
        out_text(c, "%lld,%s", number_at(numbers, kind, i), (i + 1) % A_LINE && i + 1 < count ? " " : "\n");
    }
    if (!count)
        out_line(c, "0");
    out_close(c, ";");
}

static void emit_lists(const Model *m, const Space *relation, Out *c)
{
    const End *in = sorted_end(relation), *out = far_end(in);
    const gatrt_walk *walk = &m->own->ends[in->id], *back = &m->own->ends[out->id];
    const int64_t edges = m->own->rows[relation->id];
    emit_numbers(m, MEMBER_INT64S, arena_format("%s_start", in->list), walk->start, m->own->rows[in->to->id] + 1, c);
    emit_numbers(m, MEMBER_INT32S, arena_format("%s_%s", in->list, out->name), walk->far, edges, c);
    if (numbers_edges(m, relation))
        emit_numbers(m, MEMBER_INT64S, arena_format("%s_id", in->list), m->own->row_id[relation->id], edges, c);
    if (!reads_lists(inference(m), out))
        return;
    emit_numbers(m, MEMBER_INT64S, arena_format("%s_start", out->list), back->start, m->own->rows[out->to->id] + 1, c);
    emit_numbers(m, MEMBER_INT32S, arena_format("%s_%s", out->list, in->name), back->far, edges, c);
    emit_numbers(m, MEMBER_INT32S, arena_format("%s_%s", out->list, relation->name), back->row, edges, c);
}

typedef struct Members {
    const Model *model;
    Out *c;
} Members;

static void emit_member(void *to, const char *name, Member kind)
{
    const Members *members = to;
    (void)kind; /* all are lists of that name */
    out_line(members->c, ".%s = %s_own_%s,", name, members->model->name, name);
}

static const char *head(const Model *m)
{
    return arena_format("int %s_infer_own(const %s_params *params, const %s_inputs *inputs, %svoid *workspace)",
                        m->name, m->name, m->name, output_arguments(inference(m)));
}

void emit_own_graph_declarations(const Model *m, Out *h)
{
    if (!m->own)
        return;
    const char *upper = upper_name(m->name);
    out_blank(h);
    out_line(
        h,
        "/* The graph that was baked in, of %s, in the order of its rows: how many there are with what is added, the",
        quote_comment(m->own->from));
    out_line(h, " * graph for %s_infer, and that on it. Nothing has to be prepared. */", m->name);
    out_open(h, "enum");
    for (int i = 0; i < m->space_count; i++)
        if (has_count(m, m->spaces[i]))
            out_line(h, "%s_OWN_%s = %lld,", upper, upper_name(rows_name(m->spaces[i])), (long long)m->own->rows[i]);
    out_line(h, "%s_OWN_WORKSPACE_BYTES = %lld", upper, (long long)workspace_bytes(inference(m), m->own->rows));
    out_close(h, ";");
    out_line(h, "extern const %s_graph %s_own_graph;", m->name, m->name);
    out_line(h, "%s;", head(m));
}

void emit_own_graph(const Model *m, Out *c)
{
    if (!m->own)
        return;
    const Prog *p = inference(m);
    out_blank(c);
    out_line(c, "/* The graph of %s. */", quote_comment(m->own->from));
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(p, m->spaces[i]))
            emit_lists(m, m->spaces[i], c);
    out_open(c, "const %s_graph %s_own_graph =", m->name, m->name);
    for (int i = 0; i < m->space_count; i++)
        if (has_count(m, m->spaces[i]))
            out_line(c, ".%s = %lld,", rows_name(m->spaces[i]), (long long)m->own->rows[i]);
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(p, m->spaces[i]))
            relation_members(m, m->spaces[i], &(Members){m, c}, emit_member);
    out_close(c, ";");
    out_blank(c);
    out_open_function(c, "%s", head(m));
    out_line(c, "return %s_infer(params, &%s_own_graph, inputs%s, workspace);", m->name, m->name,
             outputs_argument(m, "", ""));
    out_close(c, "");
}

/* checks.c - what inference refuses before it reads anything: pointers that are missing, graphs and inputs whose lists lead
 * outside what they point into.
 * In: a model. Out: statements at the head of its inference function, and the function that looks through a list. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/loops/loops.h"

#include <string.h>

void emit_list_check(const Model *m, Out *c)
{
    out_blank(c);
    out_line(c, "/* Lists that lead outside what they point into are refused before anything is read through them. */");
    out_open_function(
        c,
        "static int %s_list_is_sound(int64_t rows, int64_t count, const int64_t *start, const int32_t *item,\n"
        "%*sint64_t items)",
        m->name, (int)(strlen("static int _list_is_sound(") + strlen(m->name)), "");
    out_line(c, "int sound = start[0] == 0 && start[rows] == count;");
    out_line(c, "for (int64_t v = 0; sound && v < rows; v++)");
    out_line(c, "    sound &= start[v] <= start[v + 1] && start[v + 1] <= count;");
    out_line(c, "for (int64_t q = 0; sound && q < count; q++)");
    out_line(c, "    sound &= item[q] >= 0 && item[q] < items;");
    out_line(c, "return sound;");
    out_close(c, "");
}

void emit_refusal(const Model *m, Out *c, const char *condition, const char *code)
{
    out_line(c, "if (%s)", condition);
    out_line(c, "    return %s_%s;", upper_name(m->name), code);
}

static void emit_argument_checks(const Model *m, Out *c)
{
    const Prog *p = inference(m);
    const char *missing = "!params || !graph || !inputs || !workspace";
    for (int i = 0; i < p->root_count; i++)
        missing = arena_format("%s || !%s", missing, p->model->output_ids[p->roots[i].index]);
    emit_refusal(m, c, missing, "NO_ARGUMENT");
    emit_input_arguments(m, c);
}

void emit_input_arguments(const Model *m, Out *c)
{
    const Prog *p = inference(m);
    for (int i = 0; i < m->input_count; i++) {
        const char *name = m->input_ids[i];
        if (!reads_input(p, i))
            continue;
        emit_refusal(m, c,
                     m->inputs[i].sparse
                         ? arena_format("!inputs->%s_row_start || !inputs->%s_col || !inputs->%s_val", name, name, name)
                         : arena_format("!inputs->%s", name),
                     "NO_ARGUMENT");
    }
}

/* Both lists say the same: row v is in the range of what it belongs to. */
static void emit_end_check(const Model *m, const End *end, Out *c)
{
    const char *of = end->of->name, *ofs = rows_name(end->of), *tos = rows_name(end->to),
               *code = arena_format("%s_BAD_GRAPH", upper_name(m->name));
    out_line(c, "if (!graph->%s_start || (graph->%s && !graph->%s_%s) ||", end->list, ofs, of, end->name);
    out_line(c, "    graph->%s_start[0] != 0 || graph->%s_start[graph->%s] != graph->%s)", end->list, end->list, tos,
             ofs);
    out_line(c, "    return %s;", code);
    out_open(c, "for (int64_t v = 0; v < graph->%s; v++)", ofs);
    out_line(c, "const int64_t at = graph->%s_%s[v];", of, end->name);
    out_line(c, "if (at < 0 || at >= graph->%s || v < graph->%s_start[at] || v >= graph->%s_start[at + 1])", tos,
             end->list, end->list);
    out_line(c, "    return %s;", code);
    out_close(c, "");
}

/* What is at an end of links is a row; lists of links hold links. */
static void emit_link_check(const Model *m, const End *end, Out *c)
{
    const char *of = end->of->name, *ofs = rows_name(end->of), *tos = rows_name(end->to);
    emit_refusal(m, c, arena_format("graph->%s && !graph->%s_%s", ofs, of, end->name), "BAD_GRAPH");
    out_line(c, "for (int64_t v = 0; v < graph->%s; v++)", ofs);
    out_line(c, "    if (graph->%s_%s[v] < 0 || graph->%s_%s[v] >= graph->%s)", of, end->name, of, end->name, tos);
    out_line(c, "        return %s_BAD_GRAPH;", upper_name(m->name));
    if (!reads_lists(inference(m), end))
        return;
    out_line(c, "if (!graph->%s_start || (graph->%s && !graph->%s_%s) ||", end->list, ofs, end->list, of);
    out_line(c, "    !%s_list_is_sound(graph->%s, graph->%s, graph->%s_start, graph->%s_%s, graph->%s))", m->name, tos,
             ofs, end->list, end->list, of, ofs);
    out_line(c, "    return %s_BAD_GRAPH;", upper_name(m->name));
}

/* A relation's lists, and that they lead to rows that are there. */
static void emit_relation_checks(const Model *m, const Space *relation, Out *c)
{
    const End *in = sorted_end(relation), *out = far_end(in);
    const char *edges = rows_name(relation), *to = rows_name(in->to), *from = rows_name(out->to);
    out_line(c, "if (!graph->%s_start || (graph->%s && !graph->%s_%s) ||", in->list, edges, in->list, out->name);
    out_line(c, "    !%s_list_is_sound(graph->%s, graph->%s, graph->%s_start, graph->%s_%s, graph->%s))", m->name, to,
             edges, in->list, in->list, out->name, from);
    out_line(c, "    return %s_BAD_GRAPH;", upper_name(m->name));
    if (!reads_lists(inference(m), out))
        return;
    out_line(c, "if (graph->%s > INT32_MAX || !graph->%s_start ||", edges, out->list);
    out_line(c, "    (graph->%s && (!graph->%s_%s || !graph->%s_%s)) ||", edges, out->list, in->name, out->list,
             relation->name);
    out_line(c, "    !%s_list_is_sound(graph->%s, graph->%s, graph->%s_start, graph->%s_%s, graph->%s))", m->name, from,
             edges, out->list, out->list, in->name, to);
    out_line(c, "    return %s_BAD_GRAPH;", upper_name(m->name));
    out_line(c, "for (int64_t q = 0; q < graph->%s; q++)", edges);
    out_line(c, "    if (graph->%s_%s[q] < 0 || graph->%s_%s[q] >= graph->%s)", out->list, relation->name, out->list,
             relation->name, edges);
    out_line(c, "        return %s_BAD_GRAPH;", upper_name(m->name));
}

static void emit_count_checks(const Model *m, Out *c)
{
    const Prog *p = inference(m);
    for (int i = 0; i < m->space_count; i++) {
        const char *rows = rows_name(m->spaces[i]);
        if (m->spaces[i]->kind == SPACE_ROWS && is_part_of_graph(p, m->spaces[i]))
            emit_refusal(m, c, arena_format("graph->%s < 0 || graph->%s > INT32_MAX", rows, rows), "BAD_GRAPH");
        else if (m->spaces[i]->kind == SPACE_EDGES && is_part_of_graph(p, m->spaces[i]))
            emit_refusal(m, c, arena_format("graph->%s < 0", rows), "BAD_GRAPH");
    }
}

static void emit_graph_checks(const Model *m, Out *c)
{
    const Prog *p = inference(m);
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(p, m->spaces[i]))
            emit_relation_checks(m, m->spaces[i], c);
    for (int i = 0; i < m->end_count; i++)
        if (m->ends[i]->of->kind == SPACE_ROWS && uses_end(p, m->ends[i]))
            (m->ends[i]->sorted ? emit_end_check : emit_link_check)(m, m->ends[i], c);
}

static void emit_input_checks(const Model *m, Out *c)
{
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        const char *rows = arena_format("graph->%s", rows_name(in->type.space));
        if (!in->sparse || !reads_input(inference(m), i))
            continue;
        out_line(c, "if (!%s_list_is_sound(%s, inputs->%s_row_start[%s], inputs->%s_row_start, inputs->%s_col, %s))",
                 m->name, rows, m->input_ids[i], rows, m->input_ids[i], m->input_ids[i],
                 dim_text(shape_row(in->type.shape)));
        out_line(c, "    return %s_BAD_INPUT;", upper_name(m->name));
    }
}

void emit_given_checks(const Model *m, Out *c)
{
    emit_capacity_check(m, "graph->", true, c);
    emit_count_checks(m, c);
    emit_graph_checks(m, c);
    emit_input_checks(m, c);
}

void emit_checks(const Model *m, Out *c)
{
    emit_argument_checks(m, c);
    emit_given_checks(m, c);
}

void emit_cone_checks(const Model *m, Out *c)
{
    emit_argument_checks(m, c);
    emit_capacity_check(m, "graph->", true, c);
    emit_count_checks(m, c);
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!is_relation(inference(m), s))
            continue;
        const char *list = sorted_end(s)->list;
        emit_refusal(m, c,
                     arena_format("!graph->%s_start || (graph->%s && !graph->%s_%s)", list, rows_name(s), list,
                                  far_end(sorted_end(s))->name),
                     "BAD_GRAPH");
    }
}

/* cone.c - inference of some rows alone, NAME_infer_nodes: the rows that theirs depend on are found hop by hop, and each kernel
 * is called for those that its demand level says. Rows keep their places and kernels do not know who else is there, so the bits
 * are those of a whole run.
 * In: a model whose kernels are loops. Out: the function, that of its memory, and their declarations; nothing for a model in
 * which every row may reach every other (sums over all rows, rows of graphs), or whose lists are an application's own. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/kernels.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loops.h"

#include <string.h>

/* ------------------------------------------------------------------ is there one? */

static const Space *rows_of_root(const Root *root)
{
    const Space *space = root->val->type.space;
    return space->kind == SPACE_EDGES ? sorted_end(space)->to : space;
}

static bool is_by_rows(const Kernel *k)
{
    return k->kind == KERNEL_ROWS || k->kind == KERNEL_GEMM;
}

/* The space of all outputs, whose rows one may ask for; NULL: there is none. */
static const Space *asked_for(const Model *m)
{
    const Prog *p = inference(m);
    const Space *asked = rows_of_root(&p->roots[0]);
    for (int i = 0; i < p->root_count; i++)
        if (rows_of_root(&p->roots[i]) != asked)
            return NULL;
    for (int i = 0; i < p->kernel_count; i++)
        if (!is_by_rows(p->kernels[i]) && p->kernels[i]->kind != KERNEL_SINGLE)
            return NULL;
    return is_prepared(m) && p->levels && asked->kind == SPACE_ROWS ? asked : NULL;
}

bool infers_rows(const Model *m)
{
    return asked_for(m) != NULL;
}

const char *infer_rows_name(const Model *m)
{
    return arena_format("%s_infer_%s", m->name, rows_name(asked_for(m)));
}

/* Its place among the spaces of rows. */
static int cone_of(const Model *m, const Space *space)
{
    int at = 0;
    for (int i = 0; i < m->space_count && m->spaces[i] != space; i++)
        at += has_rows_in_graph(m, m->spaces[i]);
    return at;
}

static int cone_count(const Model *m)
{
    return cone_of(m, NULL);
}

/* Bytes of its stack that grow with the model. */
int64_t cone_stack(const Model *m)
{
    enum { CONE = 40, LEVEL = 8 };
    return infers_rows(m) ? (CONE + LEVEL * (int64_t)inference(m)->levels) * cone_count(m) : 0;
}

/* ------------------------------------------------------------------ the header */

static const char *head(const Model *m)
{
    const char *start = arena_format("int %s(", infer_rows_name(m));
    return arena_format("%sconst %s_params *params, const %s_graph *graph, const %s_inputs *inputs,\n%*sconst int32_t "
                        "*asked, int64_t asked_count, %svoid *workspace)",
                        start, m->name, m->name, m->name, (int)strlen(start), "", output_arguments(inference(m)));
}

void emit_cone_declarations(const Model *m, Out *h)
{
    if (!infers_rows(m))
        return;
    const char *rows = rows_name(asked_for(m));
    out_blank(h);
    out_line(h,
             "/* The rows of these %s alone, in the bits of %s_infer, into outputs that are as large as there: other",
             rows, m->name);
    out_line(h,
             " * rows stay as they are, or are made, too. Only what these rows depend on is looked at: lists that are");
    out_line(h, " * unsound elsewhere are not told. A number that is none of the %s is %s_BAD_INPUT. */", rows,
             upper_name(m->name));
    out_line(h, "%s;", head(m));
    out_line(h, "size_t %s_size(const %s_graph *graph); /* of its workspace, as %s_workspace_size */",
             infer_rows_name(m), m->name, m->name);
}

/* ------------------------------------------------------------------ the source */

static void emit_size(const Model *m, Out *c)
{
    out_blank(c);
    out_open_function(c, "size_t %s_size(const %s_graph *graph)", infer_rows_name(m), m->name);
    out_line(c, "const size_t bytes = graph ? %s_workspace_size(%s) : SIZE_MAX;", m->name,
             workspace_counts(inference(m), "graph->"));
    const char *words = "";
    for (int i = 0; i < m->space_count; i++) {
        if (m->spaces[i]->kind != SPACE_ROWS || !is_part_of_graph(inference(m), m->spaces[i]))
            continue;
        const char *rows = rows_name(m->spaces[i]);
        out_line(c, "if (!graph || graph->%s < 0 || graph->%s > INT32_MAX)", rows, rows);
        out_line(c, "    return SIZE_MAX;");
        words = arena_format("%s%sgat_cone_words(graph->%s)", words, *words ? " + " : "", rows);
    }
    out_line(c, "const uint64_t more = sizeof(int32_t) * (uint64_t)(%s);", words);
    out_line(c, "return more > SIZE_MAX - bytes ? SIZE_MAX : bytes + (size_t)more;");
    out_close(c, "");
}

static void emit_cones(const Model *m, Out *c)
{
    const int cones = cone_count(m);
    out_line(c, "/* Rows further off than LEVELS - 1 hops are not read. */");
    out_line(c, "enum { LEVELS = %d };", inference(m)->levels);
    out_line(c, "int64_t within[%d][LEVELS];", cones);
    out_line(c, "gat_cone cone[%d];", cones);
    out_line(c, "int32_t *words = (int32_t *)(void *)((char *)workspace + %s_workspace_size(%s));", m->name,
             workspace_counts(inference(m), "graph->"));
    for (int i = 0, at = 0; i < m->space_count; i++)
        if (has_rows_in_graph(m, m->spaces[i])) {
            out_line(c, "gat_cone_begin(&cone[%d], graph->%s, within[%d], &words);", at, rows_name(m->spaces[i]), at);
            at++;
        }
}

static void emit_wanted(const Model *m, Out *c)
{
    const char *rows = rows_name(asked_for(m));
    out_open(c, "for (int64_t q = 0; q < asked_count; q++)");
    out_line(c, "if (asked[q] < 0 || asked[q] >= graph->%s)", rows);
    out_line(c, "    return %s_BAD_INPUT;", upper_name(m->name));
    out_line(c, "gat_cone_add(&cone[%d], asked[q]);", cone_of(m, asked_for(m)));
    out_close(c, "");
}

static void emit_hops(const Model *m, Out *c)
{
    const Prog *p = inference(m);
    out_open(c, "for (int level = 0; level < LEVELS; level++)");
    for (int i = 0; i < cone_count(m); i++)
        out_line(c, "within[%d][level] = cone[%d].count;", i, i);
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!is_relation(p, s))
            continue;
        const End *in = sorted_end(s), *out = far_end(in);
        out_line(c,
                 "if (level + 1 < LEVELS && !gat_cone_walk(&cone[%d], &cone[%d], level, graph->%s, graph->%s_start, "
                 "graph->%s_%s))",
                 cone_of(m, out->to), cone_of(m, in->to), rows_name(s), in->list, in->list, out->name);
        out_line(c, "    return %s_BAD_GRAPH;", upper_name(m->name));
    }
    out_close(c, "");
    for (int i = 0; i < m->input_count; i++) {
        const char *name = m->input_ids[i];
        if (!m->inputs[i].sparse || !reads_input(p, i))
            continue;
        out_line(c, "if (!gat_cone_is_sound(&cone[%d], inputs->%s_row_start, inputs->%s_col, %s))",
                 cone_of(m, m->inputs[i].type.space), name, name, dim_text(shape_row(m->inputs[i].type.shape)));
        out_line(c, "    return %s_BAD_INPUT;", upper_name(m->name));
    }
}

/* ------------------------------------------------------------------ its kernels */

/* Members by which the kernel tells what levels its rows are at. */
static bool has_levels(const Prog *p, const Kernel *k)
{
    for (int i = 0; i < k->field_count; i++)
        if (find_field(p, k->bound ? k->bound[i] : k->fields[i])->kind == FIELD_ROWS)
            return true;
    return false;
}

/* Rows of one level at a time: a value that is wanted there is wanted in all of them. */
static void emit_levels(const Prog *p, const Kernel *k, Out *c)
{
    for (int i = 0; i < k->field_count; i++) {
        const Field *f = find_field(p, k->bound ? k->bound[i] : k->fields[i]);
        if (f->kind != FIELD_ROWS)
            continue;
        const char *member =
            is_shared(k) ? arena_format("bound.%s.%s", kernel_label(p, k), k->shared->fields[i]) : f->name;
        out_line(c, "c->%s = level <= %d ? graph->%s : 0;", member, f->index, rows_name(f->rows));
    }
}

static void emit_runs(const Prog *p, const Kernel *k, const char *first, const char *last, Out *c)
{
    const bool edges = k->rows->kind == SPACE_EDGES;
    const End *in = edges ? sorted_end(k->rows) : NULL;
    const int at = cone_of(p->model, edges ? in->to : k->rows);
    const char *form = edges ? arena_format("graph->%s_start[%%s]", in->list) : "%s";
    const char *row = arena_format("cone[%d].row[q]", at), *behind = arena_format("cone[%d].row[q] + run", at);
    const char *before = arena_format("%.*s", (int)strcspn(form, "%"), form), *after = edges ? "]" : "";
    out_open(c, "for (int64_t q = %s; q < %s; q += run)", first, last);
    out_line(c, "run = gat_cone_run(&cone[%d], q, %s);", at, last);
    emit_kernel_call(p, k, arena_format("%s%s%s", before, row, after), arena_format("%s%s%s", before, behind, after),
                     c);
    out_close(c, "");
}

static void emit_kernel_calls(const Prog *p, const Kernel *k, Out *c)
{
    const Space *rows = k->kind == KERNEL_SINGLE       ? NULL
                        : k->rows->kind == SPACE_EDGES ? sorted_end(k->rows)->to
                                                       : k->rows;
    const int at = rows ? cone_of(p->model, rows) : 0;
    if (!rows) {
        emit_kernel_call(p, k, "0", "1", c);
    } else if (!has_levels(p, k)) {
        emit_runs(p, k, "0", arena_format("within[%d][%d]", at, k->level), c);
    } else {
        out_open(c, "for (int level = 0; level <= %d; level++)", k->level);
        emit_levels(p, k, c);
        emit_runs(p, k, arena_format("level ? within[%d][level - 1] : 0", at), arena_format("within[%d][level]", at),
                  c);
        out_close(c, "");
    }
}

void emit_cone(const Model *m, Out *c)
{
    const Prog *p = inference(m);
    if (!infers_rows(m))
        return;
    emit_helper(c, "gat_cone_walk(");
    bool sparse = false;
    for (int i = 0; i < m->input_count; i++)
        sparse |= m->inputs[i].sparse && reads_input(p, i);
    if (sparse)
        emit_helper(c, "gat_cone_is_sound(");
    emit_size(m, c);
    out_blank(c);
    out_open_function(c, "%s", head(m));
    out_line(c, "if (asked_count < 0 || (asked_count && !asked))");
    out_line(c, "    return %s_NO_ARGUMENT;", upper_name(m->name));
    emit_cone_checks(m, c);
    emit_cones(m, c);
    emit_wanted(m, c);
    emit_hops(m, c);
    emit_infer_bind(m, c);
    out_line(c, "int64_t run;");
    for (int i = 0; i < p->kernel_count; i++)
        emit_kernel_calls(p, p->kernels[i], c);
    out_line(c, "return %s_OK;", upper_name(m->name));
    out_close(c, "");
}

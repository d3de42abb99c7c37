/* update.c - `--update`: NAME_update, which edits a prepared graph's lists and makes again what changes with them and with the
 * rows whose inputs are others, in the memory of the last run. The rows are sets at run time (update_sets.c), and each kernel is
 * called for its own. Kernels do not know who else is there, so the bits are those of a whole run.
 * In: a model whose kernels are loops, and whose inference keeps all of its buffers. Out: the function and its declarations;
 * nothing where the model is not to be updated. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/update.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/kernels.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loops.h"

#include <string.h>

/* ------------------------------------------------------------------ the header */

static const char *head(const Model *m)
{
    const char *name = m->name, *start = arena_format("int %s_update(", name);
    const char *indent = arena_format("%*s", (int)strlen(start), "");
    return arena_format("%sconst %s_params *params, const %s_changes *changes, %s_graph *graph,\n%sconst %s_inputs "
                        "*inputs, %svoid *memory, void *workspace)",
                        start, name, name, name, indent, name, output_arguments(inference(m)));
}

/* Rows with other inputs of this space, where something depends on them. */
static bool is_changed_by_rows(const Sets *s, const Space *space)
{
    return space->kind == SPACE_ROWS && base_of_rows(s, space, NULL) >= 0;
}

static void declare_changes(const Model *m, Out *h)
{
    const Sets s = sets_of_update(m);
    out_blank(h);
    out_line(
        h,
        "/* What is otherwise since the last run: each row whose inputs have other numbers, edges as %s_edges has them",
        m->name);
    out_line(h, " * that went and, then, edges that came. */");
    out_open(h, "typedef struct %s_changes", m->name);
    for (int i = 0; i < m->space_count; i++) {
        const Space *space = m->spaces[i];
        const char *rows = rows_name(space);
        if (is_changed_by_rows(&s, space))
            out_line(h, "int64_t %s_changed;\n    const int32_t *changed_%s; /* [%s_changed] */", rows, rows, rows);
        if (!is_relation(inference(m), space))
            continue;
        const End *in = sorted_end(space), *out = far_end(in);
        const char *from = edges_side(space, out), *to = edges_side(space, in);
        out_line(h, "int64_t %s_removed, %s_added;", rows, rows);
        out_line(h, "const int32_t *removed_%s, *removed_%s; /* [%s_removed] */", from, to, rows);
        out_line(h, "const int32_t *added_%s, *added_%s; /* [%s_added] */", from, to, rows);
    }
    out_close(h, arena_format(" %s_changes;", m->name));
}

int change_lists(const Model *m, ChangeList **lists)
{
    static const char *const what[] = {"removed", "added"};
    const Sets s = sets_of_update(m);
    int count = 0;
    *lists = arena_alloc((size_t)m->space_count * 2 * sizeof **lists, _Alignof(ChangeList));
    for (int i = 0; i < m->space_count; i++) {
        const Space *space = m->spaces[i];
        const char *rows = rows_name(space);
        if (is_changed_by_rows(&s, space))
            (*lists)[count++] =
                (ChangeList){arena_format("%s_changed", rows), {arena_format("changed_%s", rows), NULL}};
        if (!is_relation(inference(m), space))
            continue;
        const char *from = edges_side(space, far_end(sorted_end(space))), *to = edges_side(space, sorted_end(space));
        for (int k = 0; k < 2; k++)
            (*lists)[count++] =
                (ChangeList){arena_format("%s_%s", rows, what[k]),
                             {arena_format("%s_%s", what[k], from), arena_format("%s_%s", what[k], to)}};
    }
    return count;
}

/* Counts of a relation stand before its arrays. */
void changes_members(const Model *m, void *to, MemberWriter *member)
{
    ChangeList *lists;
    const int count = change_lists(m, &lists);
    for (int i = 0; i < count; i++) {
        const bool pair = lists[i].array[1] != NULL;
        const ChangeList *last = &lists[i + pair];
        for (const ChangeList *list = &lists[i]; list <= last; list++)
            member(to, list->count, MEMBER_INT64);
        for (const ChangeList *list = &lists[i]; list <= last; list++)
            for (int k = 0; k < 1 + pair; k++)
                member(to, list->array[k], MEMBER_INT32S);
        i += pair;
    }
}

void emit_update_declarations(const Model *m, Out *h)
{
    if (!updates(m))
        return;
    const char *name = m->name, *upper = upper_name(name);
    declare_changes(m, h);
    out_blank(h);
    out_line(
        h,
        "/* %s_infer's bits for what the graph and the inputs now are, where only the rows that change are made again.",
        name);
    out_line(h, " * `memory` and `graph` are those of %s_prepare, workspace and outputs those of the last %s_infer or",
             name, name);
    out_line(
        h, " * %s_update, with the same params: what is in them is kept from run to run. `inputs` has the new numbers,",
        name);
    out_line(h,
             " * of no other rows than `changes` says. Self loops that preparing sets stay. %s_BAD_GRAPH: an edge "
             "leads to no",
             upper);
    out_line(
        h, " * row, or is to go and is not there, or this is no memory of this graph; %s_NO_ROOM: there are more edges",
        upper);
    out_line(h, " * than %s_prepare was told of; %s_BAD_INPUT: a row is not there, or its list of numbers is unsound.",
             name, upper);
    out_line(
        h,
        " * Where it fails nothing has changed. Takes time by what changes, and by all edges (some bytes of each are");
    out_line(h, " * moved) where an edge comes or goes. */");
    out_line(h, "%s;", head(m));
}

/* ------------------------------------------------------------------ the source: what is kept */

static void emit_kept_edges(const Model *m, Out *c)
{
    const char *members = "", *same = "";
    for (int i = 0; i < m->space_count; i++) {
        const Space *space = m->spaces[i];
        const bool relation = is_relation(inference(m), space);
        if (!relation && !has_rows_in_graph(m, space))
            continue;
        const int word = word_of_state(m, space);
        members = arena_format("%s%s.%s = first[%d]", members, *members ? ", " : "", rows_name(space), word);
        same = arena_format("%s%sgraph->%s == first[%d]", same, *same ? " && " : "", rows_name(space), word + relation);
    }
    out_line(c, "const %s_edges edges = {%s};", m->name, members);
    out_line(c, "if (!(%s) || !%s_relations(&edges, l))", same, m->name);
    out_line(c, "    return 0;");
}

static void emit_kept_lists(const Model *m, const Sets *s, const Space *relation, Out *c)
{
    const End *in = sorted_end(relation), *out = far_end(in);
    const int at = relation_number(m, relation);
    const int of_in = base_of_rows(s, in->to, in), of_out = base_of_rows(s, out->to, out);
    out_line(c, "gat_lists_place(&l[%d], &kept, meanwhile);", at);
    out_line(c, "l[%d].count = first[%d];", at, word_of_state(m, relation) + 1);
    out_line(c, "k[%d] = (gat_links){.lists = l[%d], .slots = gat_slots(&l[%d])};", at, at, at);
    out_line(c, "k[%d].made = (unsigned char *)(void *)l[%d].id;", at, at);
    if (steps_along(s, in)) {
        out_line(c, "k[%d].out_start = kept;", at);
        out_line(c, "k[%d].out_dst = (int32_t *)(kept + l[%d].from_rows + 2);", at, at);
        out_line(c, "kept += gat_words_turned(&l[%d]);", at);
    }
    if (of_in >= 0)
        out_line(c, "k[%d].in_rows = &set[%d];", at, of_in);
    if (of_out >= 0)
        out_line(c, "k[%d].out_rows = &set[%d];", at, of_out);
    out_line(c, "same &= graph->%s_start == l[%d].in_start && graph->%s_%s == l[%d].in_src;", in->list, at, in->list,
             out->name, at);
}

static void emit_kept(const Model *m, const Sets *s, Out *c)
{
    out_blank(c);
    out_line(c, "/* What %s_prepare keeps; 0: this is none of it, or another graph's. */", m->name);
    out_open_function(c, "static int %s_kept(const %s_graph *graph, int64_t *first, gat_links *k, gat_rows *set)",
                      m->name, m->name);
    out_line(c, "gat_lists l[%d];", relation_number(m, NULL));
    out_line(c, "if (first[0] != %s)", guard_of(m));
    out_line(c, "    return 0;");
    emit_kept_edges(m, c);
    out_line(c, "int same = 1;");
    out_line(c, "int64_t words;");
    out_line(c, "%s_words(l, &words);", m->name);
    out_line(c, "int64_t *const meanwhile = first + %d, *kept = meanwhile + words;", update_words(m));
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]))
            emit_kept_lists(m, s, m->spaces[i], c);
    emit_set_places(m, s, c);
    out_line(c, "return same;");
    out_close(c, "");
}

/* ------------------------------------------------------------------ the source: what changes */

static void refuse(const Model *m, const char *condition, const char *code, Out *c)
{
    out_line(c, "if (%s)", condition);
    out_line(c, "    return %s_%s;", upper_name(m->name), code);
}

static void emit_change_checks(const Model *m, const Sets *s, Out *c)
{
    refuse(m, "!changes || !memory", "NO_ARGUMENT", c);
    for (int i = 0; i < m->space_count; i++) {
        const Space *space = m->spaces[i];
        const char *rows = rows_name(space);
        if (space->kind == SPACE_ROWS && base_of_rows(s, space, NULL) >= 0)
            refuse(m,
                   arena_format("changes->%s_changed < 0 || (changes->%s_changed && !changes->changed_%s)", rows, rows,
                                rows),
                   "NO_ARGUMENT", c);
        static const char *const what[] = {"removed", "added"};
        for (int k = 0; k < 2 && is_relation(inference(m), space); k++) {
            const End *in = sorted_end(space), *out = far_end(in);
            refuse(m,
                   arena_format("changes->%s_%s < 0 || (changes->%s_%s && (!changes->%s_%s || !changes->%s_%s))", rows,
                                what[k], rows, what[k], what[k], edges_side(space, out), what[k],
                                edges_side(space, in)),
                   "NO_ARGUMENT", c);
        }
    }
}

static void emit_edits(const Model *m, Out *c)
{
    out_open(c, "const gat_edit edit[] =");
    for (int i = 0; i < m->space_count; i++) {
        const Space *space = m->spaces[i];
        const int at = relation_number(m, space);
        if (!is_relation(inference(m), space))
            continue;
        const char *from = edges_side(space, far_end(sorted_end(space))), *to = edges_side(space, sorted_end(space));
        out_line(c, "{&k[%d], changes->removed_%s, changes->removed_%s, changes->%s_removed, -1},", at, from, to,
                 rows_name(space));
        out_line(c, "{&k[%d], changes->added_%s, changes->added_%s, changes->%s_added, 1},", at, from, to,
                 rows_name(space));
    }
    out_close(c, ";");
}

static void emit_changed_rows(const Model *m, const Sets *s, bool add, Out *c)
{
    for (int i = 0; i < m->space_count; i++) {
        const Space *space = m->spaces[i];
        const char *rows = rows_name(space);
        const int set = space->kind == SPACE_ROWS ? base_of_rows(s, space, NULL) : -1;
        if (set < 0)
            continue;
        out_line(c, "for (int64_t q = 0; q < changes->%s_changed; q++)", rows);
        if (add) {
            out_line(c, "    gat_rows_add(&set[%d], changes->changed_%s[q]);", set, rows);
        } else {
            out_line(c, "    if (changes->changed_%s[q] < 0 || changes->changed_%s[q] >= graph->%s)", rows, rows, rows);
            out_line(c, "        return %s_BAD_INPUT;", upper_name(m->name));
        }
    }
}

/* The lists that lead the other way: from what is met in the end's own lists to the rows that meet it. */
static void emit_step(const Model *m, const Sets *s, int to, RowStep step, Out *c)
{
    const int at = relation_number(m, step.end->of);
    out_line(c, "gat_rows_step(&set[%d], &set[%d], k[%d].out_start, k[%d].out_dst);", to, place_of_set(s, step.from),
             at, at);
}

static void emit_sets(const Model *m, const Sets *s, Out *c)
{
    for (int i = 0; i < s->count; i++) {
        const RowSet *set = s->at[i];
        if (set_is_base(set))
            continue;
        if (set->inputs)
            out_line(c, "gat_rows_join(&set[%d], &set[%d]);", i, base_of_rows(s, set->space, NULL));
        for (int j = 0; j < set->list_count; j++)
            out_line(c, "gat_rows_join(&set[%d], &set[%d]);", i, base_of_rows(s, set->space, set->lists[j]));
        for (int j = 0; j < set->step_count; j++)
            emit_step(m, s, i, set->steps[j], c);
    }
}

/* ------------------------------------------------------------------ the source: its kernels */

/* Of sparse inputs that a kernel reads the rows that it reads are looked through. */
static void emit_sparse_checks(const Model *m, const Sets *s, Out *c)
{
    const Prog *p = inference(m);
    for (int i = 0; i < p->kernel_count; i++)
        for (int f = 0; s->reach.of_kernel[i] && f < p->kernels[i]->field_count; f++) {
            const Kernel *k = p->kernels[i];
            const Field *field = find_field(p, k->bound ? k->bound[f] : k->fields[f]);
            if (field->kind != FIELD_INPUT || !m->inputs[field->index].sparse || strcmp(field->part, "row_start") != 0)
                continue;
            const char *name = m->input_ids[field->index];
            out_line(c, "sound &= gat_rows_are_sound(&set[%d], inputs->%s_row_start, inputs->%s_col, %s);",
                     place_of_set(s, s->reach.of_kernel[i]), name, name,
                     dim_text(shape_row(m->inputs[field->index].type.shape)));
        }
}

static void emit_kernels_of_sets(const Model *m, const Sets *s, Out *c)
{
    const Prog *p = inference(m);
    out_line(c, "int64_t run;");
    for (int i = 0; i < p->kernel_count; i++) {
        if (!s->reach.of_kernel[i])
            continue;
        const int at = place_of_set(s, s->reach.of_kernel[i]);
        out_open(c, "for (int64_t q = 0; q < set[%d].count; q += run)", at);
        out_line(c, "run = gat_rows_run(&set[%d], q);", at);
        emit_kernel_call(p, p->kernels[i], arena_format("set[%d].row[q]", at), arena_format("set[%d].row[q] + run", at),
                         c);
        out_close(c, "");
    }
}

static bool reads_sparse(const Model *m)
{
    for (int i = 0; i < m->input_count; i++)
        if (m->inputs[i].sparse && reads_input(inference(m), i))
            return true;
    return false;
}

static void emit_new_counts(const Model *m, Out *c)
{
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]))
            out_line(c, "graph->%s = first[%d] = k[%d].lists.count;", rows_name(m->spaces[i]),
                     word_of_state(m, m->spaces[i]) + 1, relation_number(m, m->spaces[i]));
}

static void emit_update_function(const Model *m, const Sets *s, Out *c)
{
    const int edits = 2 * relation_number(m, NULL);
    const char *upper = upper_name(m->name);
    out_blank(c);
    out_open_function(c, "%s", head(m));
    emit_change_checks(m, s, c);
    emit_cone_checks(m, c);
    out_line(c, "gat_links k[%d];", relation_number(m, NULL));
    out_line(c, "gat_rows set[%d];", s->count);
    out_line(c, "int64_t *const first = gat_first_word(memory);");
    refuse(m, arena_format("!%s_kept(graph, first, k, set)", m->name), "BAD_GRAPH", c);
    emit_changed_rows(m, s, false, c);
    emit_edits(m, c);
    refuse(m, arena_format("!gat_edits_lead(edit, %d)", edits), "BAD_GRAPH", c);
    out_line(c, "const int edited = gat_edits_do(edit, %d);", edits);
    emit_changed_rows(m, s, true, c);
    emit_sets(m, s, c);
    out_line(c, "int sound = 1;");
    emit_sparse_checks(m, s, c);
    out_line(c, "if (edited > 0 && !sound)");
    out_line(c, "    gat_edits_undo(edit, %d);", edits);
    out_open(c, "if (edited > 0 && sound)");
    emit_new_counts(m, c);
    emit_infer_bind(m, c);
    emit_kernels_of_sets(m, s, c);
    out_close(c, "");
    out_line(c, "for (int64_t n = 0; n < %d; n++)", s->count);
    out_line(c, "    gat_rows_empty(&set[n]);");
    out_line(c, "return edited < 0 ? %s_NO_ROOM : !edited ? %s_BAD_GRAPH : sound ? %s_OK : %s_BAD_INPUT;", upper, upper,
             upper, upper);
    out_close(c, "");
}

/* Bytes of its stack that grow with the model. */
int64_t update_stack(const Model *m)
{
    enum { SET = 32, LINKS = 416 };
    if (!updates(m))
        return 0;
    return SET * (int64_t)sets_of_update(m).count + LINKS * (int64_t)relation_number(m, NULL);
}

void emit_update(const Model *m, Out *c)
{
    if (!updates(m))
        return;
    const Sets s = sets_of_update(m);
    if (reads_sparse(m))
        emit_helper(c, "gat_rows_are_sound(");
    emit_helper(c, "gat_links_change(");
    emit_kept(m, &s, c);
    emit_update_function(m, &s, c);
}

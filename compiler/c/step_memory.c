/* step_memory.c - what NAME_trainer has of its own memory: chunks, lists and sparse inputs turned around, gradients, moments, the
 * training program's workspace; how much that is, and how a training begins.
 * In: a model with a scheduled training program. Out: the functions of the header; NAME_trainer_size and NAME_trainer_begin. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/step.h"
#include "compiler/ir/ends.h"

#include <string.h>

static const Space *nodes_of(const Model *m)
{
    return first_space(m, SPACE_ROWS);
}

static const Space *edges_of(const Model *m)
{
    return first_space(m, SPACE_EDGES);
}

bool has_columns(const Model *m, int input)
{
    return reads_part(training(m), input, "col_start");
}

bool copies_entries(const Model *m, int input)
{
    return is_random(training(m)) && reads_part(training(m), input, "col");
}

bool has_entries(const Model *m, int input)
{
    return m->inputs[input].sparse && (has_columns(m, input) || copies_entries(m, input));
}

bool is_turned_for_step(const Model *m, const End *end)
{
    return end->of->kind == SPACE_EDGES && !end->sorted && reads_lists(training(m), end) &&
           !reads_lists(inference(m), end);
}

const End *turned_end(const Model *m)
{
    const End *out = far_end(sorted_end(edges_of(m)));
    return is_turned_for_step(m, out) ? out : NULL;
}

/* ------------------------------------------------------------------ the header */

static bool counts_entries(const Model *m)
{
    bool any = false;
    for (int i = 0; i < m->input_count; i++)
        any |= has_entries(m, i);
    return any;
}

static const char *size_arguments(const Model *m)
{
    const char *text = arena_format("int64_t %s, int64_t %s", rows_name(nodes_of(m)), rows_name(edges_of(m)));
    for (int i = 0; i < m->input_count; i++)
        if (has_entries(m, i))
            text = arena_format("%s, int64_t %s_entries", text, m->input_ids[i]);
    return text;
}

const char *trainer_counts(const Model *m)
{
    const char *nodes = arena_format("graph.%s", rows_name(nodes_of(m)));
    const char *text = arena_format("%s, graph.%s", nodes, rows_name(edges_of(m)));
    for (int i = 0; i < m->input_count; i++)
        if (has_entries(m, i))
            text = arena_format("%s, inputs.%s_row_start[%s]", text, m->input_ids[i], nodes);
    return text;
}

static const char *begin_head(const Model *m)
{
    const char *name = m->name;
    return arena_format("int %s_trainer_begin(%s_trainer *t, %s_params *params, const %s_graph *graph,\n"
                        "%*sconst %s_inputs *inputs, const %s_answers *answers, uint64_t seed, void *memory)",
                        name, name, name, name, (int)(sizeof "int _trainer_begin(" - 1 + strlen(name)), "", name, name);
}

void emit_training_step_declarations(const Model *m, Out *h)
{
    if (!has_step(m))
        return;
    const char *name = m->name, *upper = upper_name(name);
    declare_answers(m, h);
    declare_trainer(m, h);
    out_blank(h);
    out_line(
        h, "/* Bytes of memory that a training takes, for so many %s and %s as the graph has, added ones among them%s;",
        rows_name(nodes_of(m)), rows_name(edges_of(m)), counts_entries(m) ? ", and non-zeros" : "");
    out_line(h, " * SIZE_MAX where that is not a size, or where there are more than 2147483647 of anything. */");
    out_line(h, "size_t %s_trainer_size(%s);", name, size_arguments(m));
    out_line(h, "/* Begins a training from `params`, which each step changes. All that is handed over has to last, and "
                "but for");
    out_line(
        h,
        " * params to stay as it is, until the last step; `memory` is the trainer's, wherever it begins. seed: of the");
    out_line(
        h, " * random draws. One trainer is one thread's at a time; two share nothing that is written but params. */");
    out_line(h, "%s;", begin_head(m));
    out_line(
        h, "/* One step over the whole graph: forward, backward, Adam. %s_NO_NUMBER: the loss is none, and nothing was",
        upper);
    out_line(h,
             " * changed. Takes %s_STEP_STACK bytes of stack at most, as does %s_trainer_begin. Losses are those of a",
             upper, name);
    out_line(h, " * trainer's train --order given%s, where edges were prepared%s. */",
             m->switches.exact ? ", to the bit" : "", counts_entries(m) ? " and columns ascend in each row" : "");
    out_line(h, "int %s_step(%s_trainer *t);", name, name);
    declare_score(m, h);
    declare_first_params(m, h);
}

/* ------------------------------------------------------------------ how much */

/* A loss alone may take more than a training step, which joins kernels with others. */
static const char *workspace_function(const Model *m)
{
    return arena_format("%s_%s_workspace", m->name, scoring(m) ? "most" : "train");
}

static void emit_workspaces(const Model *m, Out *c)
{
    const char *name = m->name;
    emit_workspace_size(c, training(m), arena_format("static size_t %s_train_workspace", name), WORKSPACE_OF_CHUNKS);
    if (!scoring(m))
        return;
    out_blank(c);
    emit_workspace_size(c, scoring(m), arena_format("static size_t %s_score_workspace", name), WORKSPACE_OF_CHUNKS);
    out_blank(c);
    out_open_function(c, "static size_t %s(%s, int64_t chunks)", workspace_function(m),
                      workspace_arguments(training(m)));
    out_line(c, "const size_t train = %s_train_workspace(%s, chunks);", name, workspace_counts(training(m), ""));
    out_line(c, "const size_t score = %s_score_workspace(%s, chunks);", name, workspace_counts(scoring(m), ""));
    out_line(c, "return train > score ? train : score;");
    out_close(c, "");
}

static void emit_size(const Model *m, Out *c)
{
    const char *nodes = rows_name(nodes_of(m)), *edges = rows_name(edges_of(m));
    const char *wrong = arena_format("!gat_is_count(%s) || !gat_is_count(%s)", nodes, edges);
    for (int i = 0; i < m->input_count; i++)
        if (has_entries(m, i))
            wrong = arena_format("%s || !gat_is_count(%s_entries)", wrong, m->input_ids[i]);
    out_blank(c);
    out_open_function(c, "size_t %s_trainer_size(%s)", m->name, size_arguments(m));
    out_line(c, "if (%s)", wrong);
    out_line(c, "    return SIZE_MAX;");
    out_line(c, "const int64_t chunks = gat_most_chunks(%s, %s);", nodes, edges);
    out_line(c, "const size_t workspace = %s(%s, %s, chunks);", workspace_function(m), nodes, edges);
    out_line(c, "uint64_t words = (uint64_t)chunks + 1, numbers = 3 * (uint64_t)%s_PARAMS;", upper_name(m->name));
    if (turned_end(m))
        out_line(c, "words += (uint64_t)%s + 2, numbers += 2 * (uint64_t)%s;", nodes, edges);
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i];
        if (has_columns(m, i))
            out_line(c, "words += %s + 2, numbers += 2 * ((uint64_t)%s_entries + GAT_SLACK);",
                     dim_text(shape_row(m->inputs[i].type.shape)), id);
        if (copies_entries(m, i))
            out_line(c, "numbers += 2 * ((uint64_t)%s_entries + GAT_SLACK);", id);
    }
    out_line(c, "const uint64_t bytes = sizeof(int64_t) * (words + 1) + sizeof(float) * numbers;");
    out_line(c, "return bytes > SIZE_MAX - workspace ? SIZE_MAX : (size_t)bytes + workspace;");
    out_close(c, "");
}

/* ------------------------------------------------------------------ how it begins */

static void emit_begin_checks(const Model *m, Out *c)
{
    emit_refusal(m, c, "!t || !params || !graph || !inputs || !answers || !memory", "NO_ARGUMENT");
    for (int i = 0; i < m->input_count; i++)
        if (is_answer(m, i))
            emit_refusal(m, c, arena_format("!answers->%s", m->input_ids[i]), "NO_ARGUMENT");
    emit_input_arguments(m, c);
    emit_given_checks(m, c);
    emit_refusal(m, c, arena_format("graph->%s > INT32_MAX", rows_name(edges_of(m))), "BAD_GRAPH");
}

static void place(Out *c, const char *what, const char *of, const char *count)
{
    out_line(c, "t->%s = %s;", what, of);
    out_line(c, "%s += %s;", of, count);
}

/* Numbers of 8 bytes, behind them those of 4. */
static void emit_words(const Model *m, Out *c)
{
    const char *nodes = arena_format("graph->%s", rows_name(nodes_of(m)));
    const End *turned = turned_end(m);
    out_line(c, "int64_t *words = gat_first_word(memory);");
    place(c, "chunk_start", "words", arena_format("gat_most_chunks(%s, graph->%s) + 1", nodes, rows_name(edges_of(m))));
    if (turned)
        place(c, arena_format("%s_start", turned->list), "words", arena_format("%s + 2", nodes));
    for (int i = 0; i < m->input_count; i++)
        if (has_columns(m, i))
            place(c, arena_format("%s_col_start", m->input_ids[i]), "words",
                  arena_format("%s + 2", dim_text(shape_row(m->inputs[i].type.shape))));
}

static void emit_numbers(const Model *m, Out *c)
{
    const End *turned = turned_end(m);
    const char *edges = arena_format("graph->%s", rows_name(edges_of(m)));
    const bool any = turned || counts_entries(m);
    if (any)
        out_line(c, "int32_t *numbers = (int32_t *)(void *)words;");
    if (turned) {
        place(c, arena_format("%s_%s", turned->list, sorted_end(turned->of)->name), "numbers", edges);
        place(c, arena_format("%s_%s", turned->list, turned->of->name), "numbers", edges);
    }
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i], *entries = arena_format("inputs->%s_row_start[graph->%s] + GAT_SLACK", id,
                                                                  rows_name(m->inputs[i].type.space));
        if (has_columns(m, i))
            place(c, arena_format("%s_row", id), "numbers", entries);
        if (copies_entries(m, i))
            place(c, arena_format("%s_col", id), "numbers", entries);
    }
    out_line(c, "float *floats = (float *)(void *)%s;", any ? "numbers" : "words");
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i], *entries = arena_format("inputs->%s_row_start[graph->%s] + GAT_SLACK", id,
                                                                  rows_name(m->inputs[i].type.space));
        if (has_columns(m, i))
            place(c, arena_format("%s_col_val", id), "floats", entries);
        if (copies_entries(m, i))
            place(c, arena_format("%s_val", id), "floats", entries);
    }
}

static void emit_turned_input(const Model *m, int input, Out *c)
{
    const char *id = m->input_ids[input], *rows = arena_format("graph->%s", rows_name(m->inputs[input].type.space));
    if (has_columns(m, input)) {
        out_line(c, "gat_turn_values(%s, inputs->%s_row_start, inputs->%s_col, inputs->%s_val, %s,", rows, id, id, id,
                 dim_text(shape_row(m->inputs[input].type.shape)));
        out_line(c, "                t->%s_col_start, t->%s_row, t->%s_col_val);", id, id, id);
    }
    if (copies_entries(m, input)) {
        out_line(c, "gat_copy_entries(inputs->%s_row_start[%s], inputs->%s_col, inputs->%s_val,", id, rows, id, id);
        out_line(c, "                 t->%s_col, t->%s_val);", id, id);
    }
}

static void emit_turned(const Model *m, Out *c)
{
    const End *turned = turned_end(m), *in = sorted_end(edges_of(m));
    const char *nodes = arena_format("graph->%s", rows_name(nodes_of(m)));
    out_line(c, "t->chunks = gat_cut_rows(graph->%s_start, %s, t->chunk_start);", in->list, nodes);
    if (turned) {
        out_line(c, "gat_turn_numbers(%s, graph->%s_start, graph->%s_%s, %s,", nodes, in->list, in->list, turned->name,
                 nodes);
        out_line(c, "                 t->%s_start, t->%s_%s, t->%s_%s);", turned->list, turned->list, in->name,
                 turned->list, turned->of->name);
    }
    for (int i = 0; i < m->input_count; i++)
        emit_turned_input(m, i, c);
}

static void emit_begin(const Model *m, Out *c)
{
    const char *params = arena_format("%s_PARAMS", upper_name(m->name));
    out_blank(c);
    out_open_function(c, "%s", begin_head(m));
    emit_begin_checks(m, c);
    out_line(c, "memset(t, 0, sizeof *t);");
    emit_step_settings(m, c);
    out_line(c, "t->seed = seed;");
    out_line(c, "t->params = params;");
    out_line(c, "t->graph = graph;");
    out_line(c, "t->inputs = inputs;");
    out_line(c, "t->answers = answers;");
    emit_words(m, c);
    emit_numbers(m, c);
    out_line(c, "t->grads = (%s_params *)(void *)floats;", m->name);
    out_line(c, "t->mean = floats + %s;", params);
    out_line(c, "t->square = t->mean + %s;", params);
    out_line(c, "t->workspace = t->square + %s;", params);
    out_line(c, "memset(floats, 0, 3 * %s * sizeof(float));", params);
    emit_turned(m, c);
    out_line(c, "return %s_OK;", upper_name(m->name));
    out_close(c, "");
}

void emit_step_memory(Model *m, Out *c)
{
    bool columns = false, copies = false;
    for (int i = 0; i < m->input_count; i++)
        columns |= has_columns(m, i), copies |= copies_entries(m, i);
    emit_helper(c, "gat_cut_rows(");
    if (turned_end(m))
        emit_helper(c, "gat_turn_numbers(");
    if (columns || copies)
        emit_helper(c, "GAT_SLACK");
    if (columns)
        emit_helper(c, "gat_turn_values(");
    if (copies)
        emit_helper(c, "gat_copy_entries(");
    out_blank(c);
    emit_workspaces(m, c);
    emit_size(m, c);
    emit_begin(m, c);
}

/* step.c - `--step`: training on an application's memory, without the runtime: NAME_step is the training program, forward and
 * backward, and Adam. Rows stand as the graph has them, chunks are cut as the runtime cuts them and random draws are its: the
 * losses are those of a trainer's `train --order given`, with --bits=exact to the bit.
 * In: a model with a scheduled training program. Out: NAME_answers, NAME_trainer, NAME_trainer_size, NAME_trainer_begin,
 * NAME_step; nothing where none is asked for. What NAME_trainer has of its own memory: step_memory.c; how others measure what it
 * learned: score.c; what it begins with: first_params.c. */
#include "compiler/c/step.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/embedded.h"
#include "compiler/base/reserved.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/kernels.h"
#include "compiler/loops/equal.h"
#include "runtime/runtime.h"

#include <string.h>

bool has_step(const Model *m)
{
    return m->switches.steps;
}

const Prog *training(const Model *m)
{
    return m->progs[PROGRAM_TRAIN];
}

bool reads_part(const Prog *p, int input, const char *part)
{
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[i].kind == FIELD_INPUT && p->fields[i].index == input && !strcmp(p->fields[i].part, part))
            return true;
    return false;
}

bool is_random(const Prog *p)
{
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[i].kind == FIELD_DRAW)
            return true;
    return false;
}

bool is_answer(const Model *m, int input)
{
    return reads_input(training(m), input) && !reads_input(inference(m), input);
}

static int64_t state_floats(const Model *m)
{
    int64_t floats = 0;
    for (int i = 0; i < m->param_count; i++)
        floats += m->params[i].state ? shape_width(m->params[i].shape) : 0;
    return floats;
}

/* ------------------------------------------------------------------ what cannot be */

static OptimSettings optimizer_of(const Model *m)
{
    OptimSettings settings;
    Error error = {""};
    if (!optim_parse(m->recipe.optimizer ? m->recipe.optimizer : "adam", &settings, &error))
        usage_error("--step: %s", error.text);
    return settings;
}

static void check_recipe(const Model *m)
{
    const gatrt_recipe *r = &m->recipe;
    const OptimSettings set = optimizer_of(m);
    if ((strcmp(set.name, "adam") != 0 && strcmp(set.name, "adamw") != 0) || set.amsgrad > 0.0)
        usage_error("--step: the model %s is trained by %s%s; %s_step has adam and adamw, without amsgrad", m->name,
                    set.name, set.amsgrad > 0.0 ? " with amsgrad" : "", m->name);
    const char *more = r->schedule   ? "schedule"
                       : r->clip     ? "clip"
                       : r->groups   ? "groups"
                       : r->average  ? "average"
                       : r->l1 > 0.0 ? "l1"
                                     : NULL;
    if (more)
        usage_error("--step: the model %s has a %s in train { }, which %s_step has not", m->name, more, m->name);
}

void step_check(const Model *m)
{
    const Prog *p = training(m);
    if (param_floats(m) == state_floats(m))
        usage_error("--step: the model %s has no parameters to learn", m->name);
    if (updates(m))
        usage_error("--step and --update ask for different memory; give one");
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (s->kind != SPACE_ONE && s != first_space(m, s->kind) && is_part_of_graph(p, s))
            usage_error("--step: the model %s has rows of %s; %s_step trains on one graph of one kind of node and edge",
                        m->name, s->name, m->name);
    }
    for (int i = 0; i < m->input_count; i++)
        if (is_answer(m, i) && m->inputs[i].sparse)
            usage_error("--step: the model %s trains with %s, which is sparse and which inference does not read",
                        m->name, m->inputs[i].name);
    if (!is_prepared(m))
        usage_error("--step: the model %s walks lists of an application's own", m->name);
    check_recipe(m);
}

/* ------------------------------------------------------------------ binding */

const char *step_count(const Prog *p, const Space *space)
{
    (void)p;
    return arena_format("t->graph->%s", rows_name(space));
}

static const char *input_text(const Model *m, const Field *f)
{
    const char *id = m->input_ids[f->index];
    if (!m->inputs[f->index].sparse)
        return arena_format("t->%s->%s", is_answer(m, f->index) ? "answers" : "inputs", id);
    const bool entries = !strcmp(f->part, "col") || !strcmp(f->part, "val");
    const bool own = entries ? copies_entries(m, f->index) : strcmp(f->part, "row_start") != 0;
    return arena_format("t->%s%s_%s", own ? "" : "inputs->", id, f->part);
}

const char *step_value(const Prog *p, const Field *f)
{
    Model *m = p->model;
    switch (f->kind) {
    case FIELD_INPUT: return input_text(m, f);
    case FIELD_PARAM: return arena_format("t->params->%s", m->param_ids[f->index]);
    case FIELD_GRAD: return arena_format("t->grads->%s", m->param_ids[f->index]);
    case FIELD_LOSS: return f->index ? arena_format("t->loss + %d", f->index) : "t->loss";
    case FIELD_GRAPH: return arena_format("t->%s%s", is_turned_for_step(m, f->end) ? "" : "graph->", f->part);
    case FIELD_ROWS: return step_count(p, f->rows);
    case FIELD_PIECES: return "t->chunks";
    case FIELD_DRAW: {
        const char *wish = arena_format("draw_%.*s", (int)(strlen(f->name) - strlen("_draw")), f->name);
        return arena_format("gatrt_value_draw(draw, %s)", table_constant(m, CONSTANT_DRAW, wish, f->index));
    }
    default: bug("emit: a training step asks for %s", f->name);
    }
}

/* ------------------------------------------------------------------ the step */

/* Rows by their chunks, in order; what goes over columns or sums at once: none of these depends on another. */
void call_chunked_kernels(const Prog *p, Out *c)
{
    for (int i = 0; i < p->kernel_count; i++) {
        const Kernel *k = p->kernels[i];
        if (k->kind == KERNEL_ROWS || k->kind == KERNEL_GEMM) {
            out_line(c, "for (int64_t b = 0; b < t->chunks; b++)");
            c->depth++;
            emit_chunk_call(p, k, "t->chunk_start[b]", "t->chunk_start[b + 1]", "b", c);
            c->depth--;
        } else {
            const bool range = k->kind == KERNEL_REDUCE || k->kind == KERNEL_COLUMNS;
            emit_chunk_call(p, k, "0", range ? dim_text(kernel_range(p, k)) : "1", "0", c);
        }
    }
}

/* States stand behind all that is trained: what they will be lies where their gradients would. */
static void emit_optimizer(const Model *m, Out *c)
{
    const OptimSettings set = optimizer_of(m);
    const int64_t states = state_floats(m);
    const char *trained =
        arena_format(states ? "%s_PARAMS - %lld" : "%s_PARAMS", upper_name(m->name), (long long)states);
    out_line(c, "float *const params = (float *)(void *)t->params;");
    out_line(c, "const float *const grads = (const float *)(const void *)t->grads;");
    out_line(c, "const gat_adam_settings adam = {");
    out_line(c,
             "    .lr = t->lr, .weight_decay = t->weight_decay, .beta1 = %s, .beta2 = %s, .eps = %s, .decoupled = %d};",
             out_double(set.beta1), out_double(set.beta2), out_double(set.eps),
             strcmp(set.name, "adamw") == 0 || set.decoupled_weight_decay > 0.0);
    out_line(c, "gat_adam(&adam, ++t->steps, %s, grads, params, t->mean, t->square);", trained);
    if (states)
        out_line(c, "memcpy(params + %s, grads + %s, %lld * sizeof(float));", trained, trained, (long long)states);
}

void emit_step_settings(const Model *m, Out *c)
{
    const OptimSettings set = optimizer_of(m);
    out_line(c, "t->lr = %s;", out_double(set.lr));
    out_line(c, "t->weight_decay = %s;", out_double(set.weight_decay));
}

static void emit_step_function(const Model *m, Out *c)
{
    const Prog *p = training(m);
    const BindText text = {
        .workspace = "t->workspace", .chunks = "t->chunks", .count = step_count, .value = step_value};
    const char *upper = upper_name(m->name);
    out_blank(c);
    out_open_function(c, "int %s_step(%s_trainer *t)", m->name, m->name);
    out_line(c, "if (!t || !t->workspace)");
    out_line(c, "    return %s_NO_ARGUMENT;", upper);
    if (is_random(p)) {
        out_line(c, "const uint64_t draw = gatrt_draw(t->seed, (uint64_t)t->steps);");
        out_line(c, "(void)gatrt_row_key, (void)gatrt_keep; /* kernels in lanes may have others for all of them */");
    }
    out_line(c, "%s_train_ctx ctx = {0}, *const c = &ctx;", m->name);
    emit_bind(c, p, &text);
    call_chunked_kernels(p, c);
    out_line(c, "if (t->loss[0] - t->loss[0] != 0.0f)");
    out_line(c, "    return %s_NO_NUMBER;", upper);
    emit_optimizer(m, c);
    out_line(c, "return %s_OK;", upper);
    out_close(c, "");
}

/* The runtime's own text: one generator. */
static void emit_random_numbers(Out *c)
{
    const char *from = strstr(gatrt_header_text, "/* Counter-based:");
    const char *to = from ? strstr(from, "static inline uint32_t gatrt_threshold(") : NULL;
    if (!to)
        bug("emit: the runtime's header has no random draws");
    out_blank(c);
    out_raw(c, arena_format("%.*s", (int)(to - from - 1), from));
}

/* A kernel of training may run the function of a loss alone, which stands before it. */
static void emit_training_programs(Model *m, Out *c)
{
    const Prog *const programs[] = {scoring(m), training(m)};
    for (int i = 0; i < 2; i++) {
        if (!programs[i])
            continue;
        out_blank(c);
        out_line(c, "/* ---------------------------------------------------------------- %s */", programs[i]->name);
        emit_context(c, programs[i]);
        emit_kernels(c, programs[i]);
    }
}

static void emit_training_functions(Model *m, Out *c)
{
    emit_step_memory(m, c);
    emit_step_function(m, c);
    emit_score(m, c);
    emit_first_params(m, c);
}

/* Constants are made when they are first asked for: what asks is written before they are. */
void emit_training_step(Model *m, Out *c)
{
    if (!has_step(m))
        return;
    Out programs, functions;
    out_init(&programs);
    out_init(&functions);
    emit_training_programs(m, &programs);
    emit_training_functions(m, &functions);
    if (scoring(m))
        emit_workspace_constants(scoring(m), &programs);
    emit_workspace_constants(training(m), &programs);
    emit_trainer_flag_check(c);
    if (is_random(training(m)) || draws_params(m))
        emit_random_numbers(c);
    emit_helpers(c, (Prog *[]){m->progs[PROGRAM_SCORE], m->progs[PROGRAM_TRAIN]}, 2, &m->progs[PROGRAM_INFER], 1);
    emit_helper(c, "gat_adam(");
    emit_chunk_constants(m, false, c);
    emit_table_constants(m, c);
    out_raw(c, programs.text);
    out_raw(c, functions.text);
    out_free(&programs);
    out_free(&functions);
}

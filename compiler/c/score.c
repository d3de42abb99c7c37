/* score.c - `--step`: NAME_score, the loss of what inference gave over rows that a training does not learn from, as a trainer
 * validates: by the same chunks, and with --bits=exact to the bit.
 * In: a model with a scheduled program `score`. Out: its context and kernels, and the function; nothing where a model has no such
 * program. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/step.h"

const Prog *scoring(const Model *m)
{
    return m->progs[PROGRAM_SCORE];
}

bool has_score(const Model *m)
{
    return has_step(m) && scoring(m);
}

static const char *score_head(const Model *m)
{
    const char *name = m->name, *outputs = "";
    for (int k = 0; k < inference(m)->root_count; k++)
        outputs = arena_format("%s, const float *given_%s", outputs, output_id(m, k));
    return arena_format("int %s_score(const %s_trainer *t, const %s_answers *answers%s, float *loss)", name, name, name,
                        outputs);
}

void declare_score(const Model *m, Out *h)
{
    if (!scoring(m))
        return;
    out_line(
        h,
        "/* The loss of what %s_infer gave for the trainer's graph and inputs, over the rows that count in `answers`,",
        m->name);
    out_line(
        h, " * such as those that validate; `loss` has room as the trainer's. Lost: the trainer's workspace alone. */");
    out_line(h, "%s;", score_head(m));
}

/* ------------------------------------------------------------------ binding */

static const char *score_value(const Prog *p, const Field *f)
{
    const Model *m = p->model;
    if (f->kind == FIELD_LOSS)
        return f->index ? arena_format("loss + %d", f->index) : "loss";
    if (f->kind == FIELD_OUTPUT)
        return arena_format("given_%s", m->output_ids[f->index]);
    return f->kind == FIELD_INPUT && is_answer(m, f->index) ? arena_format("answers->%s", m->input_ids[f->index])
                                                            : step_value(p, f);
}

static void emit_score_checks(const Model *m, Out *c)
{
    const char *missing = "!t || !t->workspace || !answers || !loss";
    for (int k = 0; k < inference(m)->root_count; k++)
        missing = arena_format("%s || !given_%s", missing, output_id(m, k));
    emit_refusal(m, c, missing, "NO_ARGUMENT");
    for (int i = 0; i < m->input_count; i++)
        if (is_answer(m, i) && reads_input(scoring(m), i))
            emit_refusal(m, c, arena_format("!answers->%s", m->input_ids[i]), "NO_ARGUMENT");
}

void emit_score(const Model *m, Out *c)
{
    const Prog *p = scoring(m);
    const BindText text = {
        .workspace = "t->workspace", .chunks = "t->chunks", .count = step_count, .value = score_value};
    if (!p)
        return;
    out_blank(c);
    out_open_function(c, "%s", score_head(m));
    emit_score_checks(m, c);
    out_line(c, "%s_score_ctx ctx = {0}, *const c = &ctx;", m->name);
    emit_bind(c, p, &text);
    call_chunked_kernels(p, c);
    out_line(c, "return %s_OK;", upper_name(m->name));
    out_close(c, "");
}

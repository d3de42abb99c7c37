/* selftest_step.c - what NAME_test.c tries of `--step`: some steps of training on the sample graph. What they give is held against
 * nothing here, but its bits are in the hash that the test prints: with --bits=exact one number on every machine. */
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/product/product.h"

static const char *answer_text(const InputInfo *in)
{
    switch (in->role) {
    case GATRT_LABEL:
    case GATRT_TARGET: return "(float)(i % 2)";
    case GATRT_WEIGHT: return "1.0f / (float)ROWS";
    default: return "1.0f";
    }
}

static void write_answers(const Model *m, Out *o)
{
    out_line(o, "%s_answers answers;", m->name);
    out_line(o, "memset(&answers, 0, sizeof answers);");
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i];
        if (!is_answer(m, i))
            continue;
        const char *rows = m->inputs[i].type.space->kind == SPACE_ONE ? "" : "ROWS * ";
        out_line(o, "static float %s[%s%lld];", id, rows, input_width(&m->inputs[i]));
        out_line(o, "for (int i = 0; i < %s%lld; i++)", rows, input_width(&m->inputs[i]));
        out_line(o, "    %s[i] = %s;", id, answer_text(&m->inputs[i]));
        out_line(o, "answers.%s = %s;", id, id);
    }
}

void write_step_test(const Model *m, Out *o)
{
    const char *name = m->name, *upper = upper_name(name), *params = params_argument(m);
    if (!has_step(m))
        return;
    write_answers(m, o);
    out_line(o, "static %s_params learned;", name);
    out_line(o, "learned = %s;", params);
    out_line(o, "%s_trainer trainer;", name);
    out_line(o, "memset(&trainer, 0, sizeof trainer);");
    out_line(o, "expect(%s_step(&trainer) == %s_NO_ARGUMENT, \"no step before training begins\");", name, upper);
    out_line(o, "const size_t trainer_bytes = %s_trainer_size(%s);", name, trainer_counts(m));
    out_line(o, "unsigned char *trainer_memory = room(trainer_bytes);");
    out_line(o, "expect(%s_trainer_begin(&trainer, &learned, &graph, &inputs, &answers, 1, trainer_memory) == %s_OK,",
             name, upper);
    out_line(o, "       \"training begins\");");
    out_open(o, "for (int i = 0; i < 5 && !failed; i++)");
    out_line(o, "expect(%s_step(&trainer) == %s_OK, \"a step of training\");", name, upper);
    out_line(o, "add_to_hash(trainer.loss, 1);");
    out_close(o, "");
    out_line(o, "add_to_hash((const float *)(const void *)&learned, %s_PARAMS);", upper);
    out_line(o, "printf(\"training: loss %%.4f in step %%d\\n\", (double)trainer.loss[0], (int)trainer.steps);");
    out_line(o, "free_room(trainer_memory, trainer_bytes);");
}

/* fingerprint.c - the number by which a checkpoint knows that a model is another: of the model as written, and of what is done to
 * the data before. In: Model.forward. Out: gatrt_model.print. */
#include "compiler/c/emit.h"

#include <string.h>

static void mix_in(uint64_t *print, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    *print = gatrt_mix(*print ^ bits);
}

static void mix_value(uint64_t *print, const Val *v)
{
    const double parts[] = {v->op,
                            v->type.space->id,
                            v->type.shape.dim[0],
                            v->type.shape.dim[1],
                            v->attr.num,
                            v->attr.index,
                            v->attr.length,
                            v->type.shape.dim[2],
                            v->attr.end ? v->attr.end->id + 1 : 0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        mix_in(print, parts[i]);
    for (int i = 0; i < op_info[v->op].arity; i++)
        mix_in(print, v->in[i]->id);
}

/* Of the model as written, without its names and lines, and of what is done to the data before: a checkpoint knows by
 * it that the model is another. */
uint64_t print_of_model(const Model *m)
{
    uint64_t print = 0;
    for (int i = 0; i < m->forward->count; i++)
        mix_value(&print, m->forward->vals[i]);
    for (int i = 0; i < m->input_count; i++) {
        if (m->inputs[i].explains) /* what can be asked of a model changes nothing in it */
            continue;
        mix_in(&print, m->inputs[i].row_normalize);
        mix_in(&print, m->inputs[i].loop);
        if (m->inputs[i].role == GATRT_ROW_NUMBER) /* of features that are as wide it is nothing else */
            mix_in(&print, GATRT_ROW_NUMBER);
    }
    mix_in(&print, m->recipe.self_loops);
    mix_in(&print, m->recipe.symmetric);
    return print | 1;
}

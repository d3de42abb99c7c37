/* front_measure.c - is the first output what metrics can be taken of?
 *
 * In: what the losses of the language compared with their targets, and the outputs. A trainer
 * measures the first output, and writes classes and labels by it; where that is another value than
 * the loss is of, the figures say nothing of the model. Losses written in Lua leave nothing to compare. */
#include "compiler/base/arena.h"
#include "compiler/ir/error.h"
#include "compiler/ir/print.h"
#include "compiler/lang/front.h"

#include <stdio.h>

void front_add_prediction(Front *front, Val *v, bool is_logit)
{
    GROW(front->predictions, front->prediction_count, front->prediction_capacity);
    front->predictions[front->prediction_count++] = (Prediction){v, is_logit};
}

static const Root *first_output(const Prog *p)
{
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == ROOT_OUTPUT)
            return &p->roots[i];
    return NULL;
}

static const Prediction *prediction_of(const Front *front, const Val *v)
{
    for (int i = 0; i < front->prediction_count; i++)
        if (front->predictions[i].val == v)
            return &front->predictions[i];
    return NULL;
}

static const Root *predicted_output(const Front *front)
{
    const Prog *p = front->model->forward;
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == ROOT_OUTPUT && prediction_of(front, p->roots[i].val))
            return &p->roots[i];
    return NULL;
}

/* A prediction of the output's type, as softmax(y) is beside y; of logits only a probability is known to be wrong. */
static bool may_be_measured(const Front *front, const Val *output)
{
    for (int i = 0; i < front->prediction_count; i++) {
        const Prediction *made = &front->predictions[i];
        if (type_equal(output->type, made->val->type) && !(made->is_logit && output->op == OP_sigmoid))
            return true;
    }
    return false;
}

static void say_what_is_wrong(const Front *front, const Root *first, Diag *diag)
{
    const Root *other = predicted_output(front);
    const Val *made = front->predictions[0].val;
    snprintf(diag->hint, sizeof diag->hint,
             "output(\"%.40s\", ...) first, with what the loss compares; others after it",
             other ? other->name : "logits");
    if (!other && type_equal(first->val->type, made->type))
        snprintf(diag->message, sizeof diag->message,
                 "the first output, \"%s\", is a sigmoid, but metrics and predictions take logits: a label is there "
                 "where the logit is above 0",
                 first->name);
    else
        snprintf(diag->message, sizeof diag->message,
                 "metrics and predictions are of the first output, \"%s\", which is %s; the loss is of another, %s",
                 first->name, type_text(first->val->type), type_text(made->type));
}

char *front_measure_error(const Front *front)
{
    const Root *first = first_output(front->model->forward);
    if (!front->prediction_count || prediction_of(front, first->val))
        return NULL;
    if (!predicted_output(front) && may_be_measured(front, first->val))
        return NULL;
    Diag diag = {0};
    say_what_is_wrong(front, first, &diag);
    return user_error_text(front->first_output, &first->val, 1, &diag);
}

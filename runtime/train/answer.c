/* answer.c - what a model's first output says of a row, whichever command asks. */
#include "runtime/runtime.h"
#include "runtime/train/answer.h"

int answer_space(const gatrt_model *model)
{
    const int space = model->outputs[0].space;
    return model->spaces[space].kind == GATRT_ROWS ? space : GATRT_NODE;
}

int64_t answer_class(const float *row, int64_t width)
{
    int64_t best = 0;
    for (int64_t i = 1; i < width; i++) {
        if (row[i] > row[best])
            best = i;
    }
    return best;
}

Answer answer_of(const gatrt_model *model)
{
    if (model->outputs[0].space != answer_space(model) || metric_of_numbers(model->recipe.metric))
        return ANSWER_VALUES;
    for (int i = 0; i < model->input_count; i++) {
        if (model->inputs[i].role == GATRT_TARGET)
            return ANSWER_LABELS;
    }
    return model->outputs[0].width > 1 ? ANSWER_CLASS : ANSWER_VALUES;
}

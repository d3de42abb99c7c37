/* fuzz_safetensors.c - a safetensors file: as tensors, as weights of a model, and as a
 * checkpoint to go on from. What is refused must leave the caller's numbers alone. */
#include "fuzz.h"

#include "../../runtime/runtime.h"

#include <string.h>

enum { FLOATS = 11 };

static const gatrt_param fuzz_params[] = {
    {.name = "lin.weight", .count = 6, .rank = 2, .stored = {2, 3}, .transposed = 1, .init = "zeros"},
    {.name = "lin.bias", .offset = 6, .count = 2, .rank = 1, .stored = {2}, .init = "zeros"},
    {.name = "att", .offset = 8, .count = 3, .rank = 3, .stored = {1, 1, 3}, .init = "zeros"},
};
static const gatrt_model fuzz_weights_model = {
    .abi = GATRT_ABI, .name = "m", .params = fuzz_params, .param_count = 3, .param_floats = FLOATS};

static void check_tensors(const Tensors *t)
{
    for (int i = 0; i < t->count; i++) {
        const NamedTensor *tensor = &t->tensors[i];
        int64_t count = 1;
        for (int k = 0; k < tensor->rank; k++)
            count *= tensor->dim[k];
        MUST(count == tensor->count);
        MUST(memchr(tensor->name, 0, sizeof tensor->name));
        float sum = 0.0f;
        for (int64_t k = 0; k < count; k++)
            sum += tensor->values[k];
        volatile float read = sum;
        (void)read;
    }
    for (int i = 0; i < t->meta_count; i++)
        MUST(memchr(t->meta[i][0], 0, 256) && memchr(t->meta[i][1], 0, 256));
}

static void read_as_weights(const char *path)
{
    float params[FLOATS], before[FLOATS];
    Error error = {""};
    for (int i = 0; i < FLOATS; i++)
        params[i] = before[i] = (float)i;
    if (weights_load(&fuzz_weights_model, &(WeightsFile){.path = path}, params, NULL, &error))
        return;
    must_be_one_line(error.text);
    MUST(memcmp(params, before, sizeof params) == 0);
}

static void read_as_checkpoint(const char *path, const char *optimizer)
{
    const OptimSettings settings = {
        .name = optimizer, .lr = 0.1, .weight_decay = 0.0, .momentum = 0.9, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8};
    float params[FLOATS] = {0}, best[FLOATS] = {0};
    Error error = {""};
    TrainState state = {.params = params, .best = best, .epoch = 7};
    if (optimizer) {
        state.optim = optim_new(&settings, FLOATS, &error);
        MUST(state.optim);
    }
    if (!checkpoint_load(&fuzz_weights_model, path, &state, &error)) {
        must_be_one_line(error.text);
        MUST(state.epoch == 7 && params[0] == 0.0f && (!state.optim || *optim_steps(state.optim) == 0));
    }
    MUST(state.epoch >= 0 && state.waited >= 0 && state.best_epoch >= 0);
    optim_free(state.optim);
}

void fuzz_safetensors(const uint8_t *bytes, size_t size)
{
    Error error = {""};
    const char *path = scratch_file(bytes, size);
    Tensors *t = tensors_read(path, &error);
    if (!t) {
        must_be_one_line(error.text);
        return;
    }
    check_tensors(t);
    tensors_free(t);
    read_as_weights(path);
    read_as_checkpoint(path, NULL);
    read_as_checkpoint(path, "adam");
    read_as_checkpoint(path, "sgd");
}

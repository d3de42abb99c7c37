/* steps.c - trains and infers by the runtime's own parts, which are the same on every machine: initialisers, kernels cut
 * into pieces, optimisers.
 * In: a model, a data set prepared for it. Out: a file of floats. */
#include "steps.h"

#include <string.h>

enum { SEED = 1 };

/* One epoch, as fit_step makes it. */
static void step(const Steps *s, Exec *exec, Optim *optim, Pool *pool, int epoch)
{
    gatrt_run *run = exec_run(exec);
    float *params = (float *)(uintptr_t)run->params;
    const size_t states = (size_t)s->model->state_floats, trained = (size_t)s->model->param_floats - states;
    run->draw = gatrt_draw(SEED, (uint64_t)epoch);
    Stage after[OPTIM_STAGES];
    const int count = optim_stages(optim, params, run->grads, after);
    exec_step_and(exec, pool, after, count, NULL);
    memcpy(params + trained, run->grads + trained, states * sizeof(float));
}

static bool train(const Steps *s, float *params, Pool *pool, Error *error)
{
    OptimSettings settings;
    if (!optim_parse(recipe_optimizer(s->model), &settings, error))
        return false;
    Exec *exec = exec_new(&s->model->train, s->train, s->model, error);
    Optim *optim = optim_new(&settings, s->model->param_floats - s->model->state_floats, error);
    float *grads = mem_alloc((size_t)s->model->param_floats, sizeof *grads), loss = 0;
    const bool can = exec && optim && init_params(s->model, SEED, params, error);
    if (can) {
        exec_run(exec)->params = params;
        exec_run(exec)->grads = grads;
        exec_run(exec)->loss = &loss;
    }
    for (int i = 0; can && i < s->epochs; i++)
        step(s, exec, optim, pool, i);
    mem_free(grads);
    optim_free(optim);
    exec_free(exec);
    return can;
}

/* The rows of every output that inference makes, into the file. */
static bool infer(const Steps *s, const float *params, Pool *pool, FILE *to, Error *error)
{
    Exec *exec = exec_new(&s->model->infer, s->all, s->model, error);
    float *outputs[16] = {0};
    if (!exec)
        return false;
    for (int i = 0; i < s->model->output_count && i < 16; i++) {
        const gatrt_output *o = &s->model->outputs[i];
        if (!o->on_demand)
            outputs[i] = mem_alloc((size_t)(s->all->spaces[o->space].count * o->width), sizeof(float));
    }
    exec_run(exec)->params = params;
    exec_run(exec)->outputs = outputs;
    exec_step(exec, pool, NULL);
    for (int i = 0; i < 16; i++) {
        const gatrt_output *o = &s->model->outputs[i];
        if (outputs[i])
            fwrite(outputs[i], sizeof(float), (size_t)(s->all->spaces[o->space].count * o->width), to);
        mem_free(outputs[i]);
    }
    exec_free(exec);
    return true;
}

bool steps_run(const Steps *s, Pool *pool, const char *path, Error *error)
{
    float *params = mem_alloc((size_t)s->model->param_floats, sizeof *params);
    FILE *to = fopen(path, "wb");
    bool ok = to ? train(s, params, pool, error) : error_set(error, "%s cannot be written", path);
    if (ok) {
        fwrite(params, sizeof *params, (size_t)s->model->param_floats, to);
        ok = infer(s, params, pool, to, error);
    }
    mem_free(params);
    if (to && (ferror(to) | fclose(to)))
        return error_set(error, "%s cannot be written", path);
    return ok;
}

/* step.c - a trainer whose further command `stepped DATA SEED EPOCHS` trains with NAME_step, which an application embeds, from the
 * trainer's own first weights, and prints each epoch's loss. Memory is as much as was asked for, begins at an odd address and has
 * bytes behind it that nobody may touch.
 * Linked by step.sh with the trainer's source (model `trained`) and an object of the same model (`embedded`);
 * -DSPARSE, -DEDGES: which inputs it has; -DTARGET: what it learns are several labels a row. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../runtime/runtime.h"

#include "embedded.h"

extern const gatrt_model trained_model;

enum { CANARY = 64 };

static embedded_params params;

static const gatrt_tensor *input(const Prepared *on, gatrt_role role)
{
    for (int i = 0; i < trained_model.input_count; i++)
        if (trained_model.inputs[i].role == role)
            return &on->inputs[i];
    return NULL;
}

/* An array as long as its elements are many, so that a sanitizer sees who reads behind them. */
static void *exactly(const void *from, int64_t count, size_t size)
{
    void *to = malloc((size_t)count * size + 1);
    if (!to)
        exit(1);
    memcpy(to, from, (size_t)count * size);
    return to;
}

/* The data set's edges, prepared as an application does. */
static int prepare(const gatrt_data *data, embedded_graph *graph, embedded_inputs *inputs)
{
    const gatrt_relation *edge = &data->relations[0];
    const embedded_edges edges = {.nodes = data->sets[0].rows,
                                  .edges = edge->edges,
#ifdef EDGES
                                  .edge_attr = edge->edge_attr,
#endif
                                  .src = edge->src,
                                  .dst = edge->dst};
    void *memory = mem_alloc(embedded_prepare_size(&edges), 1);
#ifdef EDGES
    return embedded_prepare(&edges, graph, inputs, memory);
#else
    (void)inputs;
    return embedded_prepare(&edges, graph, memory);
#endif
}

/* Are the states what the last step left where their gradients would be? */
static bool has_states(const embedded_trainer *trainer)
{
    const size_t states = (size_t)trained_model.state_floats * sizeof(float);
    const size_t trained = (size_t)trained_model.param_floats * sizeof(float) - states;
    return memcmp((const char *)trainer->params + trained, (const char *)trainer->grads + trained, states) == 0;
}

static int train(const Prepared *on, const embedded_graph *graph, embedded_inputs *inputs, uint64_t seed, int epochs)
{
    embedded_trainer trainer;
    const gatrt_tensor *x = input(on, GATRT_FEATURES);
    const embedded_answers answers = {.weight = input(on, GATRT_WEIGHT)->dense,
#ifdef TARGET
                                      .pos_weight = input(on, GATRT_POS_WEIGHT)->dense,
                                      .target = input(on, GATRT_TARGET)->dense};
#else
                                      .label = input(on, GATRT_LABEL)->dense};
#endif
#ifdef SPARSE
    const int64_t entries = x->row_start[graph->nodes];
    inputs->x_row_start = x->row_start;
    inputs->x_col = exactly(x->col, entries, sizeof *x->col);
    inputs->x_val = exactly(x->val, entries, sizeof *x->val);
    const size_t size = embedded_trainer_size(graph->nodes, graph->edges, entries);
#else
    inputs->x = x->dense;
    const size_t size = embedded_trainer_size(graph->nodes, graph->edges);
    (void)exactly;
#endif
    unsigned char *memory = malloc(size + CANARY + 3);
    if (size == SIZE_MAX || !memory)
        return GATRT_FAILED;
    memset(memory, 0xa5, size + CANARY + 3);
    int code = embedded_trainer_begin(&trainer, &params, graph, inputs, &answers, seed, memory + 3);
    for (int i = 0; i < epochs && !code; i++) {
        code = embedded_step(&trainer);
        printf("%.9g\n", (double)trainer.loss[0]);
    }
    if (!code && !has_states(&trainer))
        code = GATRT_FAILED;
    for (int i = 0; i < CANARY; i++)
        code = memory[size + 3 + (size_t)i] == 0xa5 ? code : GATRT_FAILED;
    free(memory);
    return code;
}

static int stepped(const char *spec, uint64_t seed, int epochs)
{
    char text[256] = "";
    Error error;
    gatrt_data *data = gatrt_data_load(spec, text);
    if (!data)
        return GATRT_FAILED;
    const Wanted wanted = {.mask = split_mask(&data->sets[0], 0),
                           .given = true,
                           .self_loops = trained_model.recipe.self_loops,
                           .symmetric = trained_model.recipe.symmetric > 0};
    Prepared *on = graph_prepare(&trained_model, data, &wanted, &error);
    embedded_graph graph;
    embedded_inputs inputs;
    if (!on || prepare(data, &graph, &inputs) || !init_params(&trained_model, seed, (float *)(void *)&params, &error))
        return GATRT_FAILED;
    return train(on, &graph, &inputs, seed, epochs);
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "stepped") == 0)
        return stepped(argv[2], strtoull(argv[3], NULL, 10), atoi(argv[4]));
    return gatrt_main(&trained_model, argc, argv);
}

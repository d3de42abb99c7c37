/* step.c - a trainer whose further command `stepped DATA SEED EPOCHS` trains with NAME_step, which an application embeds, from
 * NAME_first_params, and prints each epoch's loss and, by NAME_infer and NAME_score, that of the nodes that validate, else train. Memory is as much as was asked for, begins at an odd address and has
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

static embedded_answers answers_of(const Prepared *on)
{
    return (embedded_answers){.weight = input(on, GATRT_WEIGHT)->dense,
#ifdef TARGET
                              .pos_weight = input(on, GATRT_POS_WEIGHT)->dense,
                              .target = input(on, GATRT_TARGET)->dense};
#else
                              .label = input(on, GATRT_LABEL)->dense};
#endif
}

/* What a trainer's validation is: inference, and its loss over other rows. */
static int validate(const embedded_trainer *trainer, const embedded_answers *answers, float *loss)
{
    const embedded_graph *graph = trainer->graph;
    const int64_t width = trained_model.outputs[0].width;
    float *output = malloc((size_t)(graph->nodes * width) * sizeof *output);
    void *workspace = malloc(embedded_workspace_size(graph->nodes, graph->edges));
    int code = output && workspace ? embedded_infer(trainer->params, graph, trainer->inputs, output, workspace) : GATRT_FAILED;
    code = code ? code : embedded_score(trainer, answers, output, loss);
    free(output);
    free(workspace);
    return code;
}

static int train(const Prepared *on, const Prepared *val, const embedded_graph *graph, embedded_inputs *inputs, uint64_t seed,
                 int epochs)
{
    embedded_trainer trainer;
    const gatrt_tensor *x = input(on, GATRT_FEATURES);
    const embedded_answers answers = answers_of(on), others = answers_of(val);
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
        float loss;
        code = embedded_step(&trainer);
        code = code ? code : validate(&trainer, &others, &loss);
        printf("%.9g %.9g\n", (double)trainer.loss[0], (double)loss);
    }
    if (!code && !has_states(&trainer))
        code = GATRT_FAILED;
    for (int i = 0; i < CANARY; i++)
        code = memory[size + 3 + (size_t)i] == 0xa5 ? code : GATRT_FAILED;
    free(memory);
    return code;
}

static Prepared *prepared(const gatrt_data *data, int part)
{
    Error error;
    const Wanted wanted = {.mask = split_mask(&data->sets[0], part),
                           .given = true,
                           .self_loops = trained_model.recipe.self_loops,
                           .symmetric = trained_model.recipe.symmetric > 0};
    return graph_prepare(&trained_model, data, &wanted, &error);
}

/* Are they those that a trainer draws? */
static bool has_first_params(uint64_t seed)
{
    Error error;
    static embedded_params drawn;
    return embedded_first_params(&params, seed) == EMBEDDED_OK &&
           init_params(&trained_model, seed, (float *)(void *)&drawn, &error) && !memcmp(&params, &drawn, sizeof params);
}

static int stepped(const char *spec, uint64_t seed, int epochs)
{
    char text[256] = "";
    gatrt_data *data = gatrt_data_load(spec, text);
    if (!data)
        return GATRT_FAILED;
    Prepared *on = prepared(data, 0), *val = prepared(data, split_mask(&data->sets[0], 1) ? 1 : 0);
    embedded_graph graph;
    embedded_inputs inputs;
    if (!on || !val || prepare(data, &graph, &inputs) || !has_first_params(seed))
        return GATRT_FAILED;
    return train(on, val, &graph, &inputs, seed, epochs);
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "stepped") == 0)
        return stepped(argv[2], strtoull(argv[3], NULL, 10), atoi(argv[4]));
    return gatrt_main(&trained_model, argc, argv);
}

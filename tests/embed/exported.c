/* exported.c - a trainer whose further command `embedded PARAMS DATA` computes the same outputs with the object that
 * an application embeds, its parameters read from an exported file: a line for each node, as predict writes it.
 * Linked by exported.sh with the trainer's source (model `trained`) and an object of the same model (`embedded`);
 * -DSPARSE, -DEDGES: which inputs it has. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../runtime/runtime.h"

#include "embedded.h"

extern const gatrt_model trained_model;

static embedded_params params;

static bool read_params(const char *path)
{
    unsigned char *bytes;
    size_t size;
    Error error;
    if (!file_read(path, &bytes, &size, &error) || size != sizeof params)
        return false;
    memcpy(&params, bytes, size);
    mem_free(bytes);
    return true;
}

static const gatrt_tensor *input(const Prepared *on, gatrt_role role)
{
    for (int i = 0; i < trained_model.input_count; i++)
        if (trained_model.inputs[i].role == role)
            return &on->inputs[i];
    return NULL;
}

/* The data set's edges, prepared as an application does; `memory` is the caller's. */
static int prepare(const gatrt_data *data, embedded_graph *graph, embedded_inputs *inputs, void **memory)
{
    const gatrt_relation *edge = &data->relations[0];
    const embedded_edges edges = {.nodes = data->sets[0].rows,
                                  .edges = edge->edges,
#ifdef EDGES
                                  .edge_attr = edge->edge_attr,
#endif
                                  .src = edge->src,
                                  .dst = edge->dst};
    *memory = mem_alloc(embedded_prepare_size(&edges), 1);
#ifdef EDGES
    return embedded_prepare(&edges, graph, inputs, *memory);
#else
    (void)inputs;
    return embedded_prepare(&edges, graph, *memory);
#endif
}

static int infer(const gatrt_data *data, const Prepared *on, float *outputs)
{
    const gatrt_tensor *x = input(on, GATRT_FEATURES);
    embedded_graph graph;
    void *memory;
#ifdef SPARSE
    embedded_inputs inputs = {.x_row_start = x->row_start, .x_col = x->col, .x_val = x->val};
#else
    embedded_inputs inputs = {.x = x->dense};
#endif
    int code = prepare(data, &graph, &inputs, &memory);
    if (code) {
        mem_free(memory);
        return code;
    }
    void *workspace = mem_alloc(embedded_workspace_size(graph.nodes, graph.edges) + 1, 1);
    code = embedded_infer(&params, &graph, &inputs, outputs, workspace);
    mem_free(workspace);
    mem_free(memory);
    return code;
}

static void print_rows(const Prepared *on, const float *outputs)
{
    const int64_t width = trained_model.outputs[0].width;
    for (int64_t v = 0; v < on->spaces[GATRT_NODE].count; v++) {
        printf("%" PRId64, on->row_id[GATRT_NODE][v]);
        for (int64_t j = 0; j < width; j++)
            printf(",%.9g", (double)outputs[v * width + j]);
        putchar('\n');
    }
}

static int embedded(const char *path, const char *spec)
{
    const Wanted all = {.self_loops = trained_model.recipe.self_loops, .symmetric = trained_model.recipe.symmetric};
    char text[256] = "";
    Error error;
    gatrt_data *data = gatrt_data_load(spec, text);
    Prepared *on = data ? graph_prepare(&trained_model, data, &all, &error) : NULL;
    if (!on || !read_params(path))
        return GATRT_FAILED;
    float *outputs =
        mem_alloc((size_t)(on->spaces[GATRT_NODE].count * trained_model.outputs[0].width), sizeof *outputs);
    int code = infer(data, on, outputs);
    if (code == 0)
        print_rows(on, outputs);
    mem_free(outputs);
    prepared_free(on);
    gatrt_data_free(data);
    return code;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "embedded") == 0)
        return embedded(argv[2], argv[3]);
    return gatrt_main(&trained_model, argc, argv);
}

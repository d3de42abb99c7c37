/* work.c - what a kernel must move and compute on a graph: the compiler counts floats and operations for each row, edge,
 * non-zero or chunk, the graph says how many of these there are.
 */
#include "runtime/graph/work.h"

static const gatrt_tensor *sparse_input(const Prepared *on)
{
    for (int i = 0; i < on->input_count; i++)
        if (on->inputs[i].row_start)
            return &on->inputs[i];
    return NULL;
}

/* Edges into rows of a level. */
static double edges_below(const gatrt_model *model, const gatrt_cost *cost, const Prepared *on)
{
    for (int i = 0; i < model->end_count; i++)
        if (model->ends[i].of == cost->of && model->ends[i].sorted)
            return (double)on->ends[i].start[gatrt_rows(&on->graph, model->ends[i].to, cost->level)];
    return 0.0;
}

/* How many rows, edges, ... a term of the compiler's count stands for on this graph. */
static double times_of(const gatrt_model *model, const gatrt_cost *cost, const Prepared *on)
{
    const gatrt_graph *g = &on->graph;
    const gatrt_rowset *of = &on->spaces[cost->of];
    const int64_t rows = gatrt_rows(g, cost->of, cost->level);
    const gatrt_tensor *sparse = sparse_input(on);
    int64_t chunks = 0;
    switch (cost->per) {
    case GATRT_PER_ROW: return (double)rows;
    case GATRT_PER_EDGE: return edges_below(model, cost, on);
    case GATRT_PER_NONZERO: return sparse ? (double)sparse->row_start[rows] : 0.0;
    case GATRT_PER_CHUNK:
        while (chunks < of->chunks && of->chunk_start[chunks] < rows)
            chunks++;
        return (double)chunks;
    case GATRT_PER_RUN: return 1.0;
    }
    return 0.0;
}

Work work_of(const gatrt_model *model, const gatrt_program *program, int kernel, const Prepared *on)
{
    Work work = {0.0, 0.0, 0.0};
    for (int i = 0; i < program->cost_count; i++) {
        const gatrt_cost *cost = &program->costs[i];
        if (cost->kernel != kernel)
            continue;
        const double times = times_of(model, cost, on);
        work.stream += times * (double)sizeof(float) * (double)(cost->read + cost->written);
        work.gathered += times * (double)sizeof(float) * (double)cost->gathered;
        work.operations += times * (double)cost->flops;
    }
    return work;
}

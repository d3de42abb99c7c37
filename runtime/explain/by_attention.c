/* by_attention.c - where the model looks, which costs no run and does not say what would be otherwise: the largest weight that any layer and head gives an edge, what
 * AttentionExplainer of PyTorch Geometric tells with its default, the maximum; and attention roll-out (Abnar and Zuidema 2020,
 * arXiv:2005.00928), the product of all layers' weights along every way from a node to the row, here without residuals of its own: self
 * loops are in the weights.
 */
#include "runtime/explain/explain.h"
#include "runtime/explain/scene_parts.h"

#include <math.h>

enum { MOST_COPIES = 64 };

static double most_of(const SceneStage *stage, int relation, int64_t edge)
{
    double most = 0.0;
    for (int i = 0; i < stage->model->output_count; i++) {
        const gatrt_output *output = &stage->model->outputs[i];
        const float *values = stage->all->outputs[i];
        for (int64_t j = 0; values && output->space == relation && j < output->width; j++)
            most = fmax(most, (double)values[edge * output->width + j]);
    }
    return most;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): as every method has it */
void find_attention(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    int64_t edges[MOST_COPIES];
    (void)gone;
    for (int64_t u = 0; u < e->count; u++) {
        const int copies = scene_edges(s, u, edges, MOST_COPIES);
        for (int i = 0; i < copies; i++)
            e->effects[u].amount = fmax(e->effects[u].amount, most_of(why->stage, e->units[u].space, edges[i]));
    }
}

/* ----------------------------------------------------------------------- roll-out */

/* Is it a layer's: weights of the edges that all nodes' lists are of? */
static bool is_layer(const SceneStage *stage, int output)
{
    return stage->all->outputs[output] && stage->model->outputs[output].space == GATRT_EDGE;
}

/* From each row's share of the answer in a layer to that of the rows it looks at. */
static void go_back(const Scene *s, int output, const double *share, double *before)
{
    const gatrt_walk *in = &s->full->ends[s->edges[GATRT_EDGE].ends.in];
    for (int64_t v = 0; v < s->full->spaces[GATRT_NODE].count; v++)
        for (int64_t i = in->start[v]; share[v] != 0.0 && i < in->start[v + 1]; i++) {
            const int64_t edge = s->sampler ? s->sampler->edges[GATRT_EDGE].entry[i] : i;
            before[in->far[i]] += share[v] * view_mean(s->stage->all, output, edge);
        }
}

/* Layers stand in the order of the model, so the last is the first to be gone back along. */
/* NOLINTNEXTLINE(readability-non-const-parameter): as every method has it */
void find_rollout(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    const int64_t rows = s->full->spaces[GATRT_NODE].count;
    double *share = mem_alloc((size_t)rows, sizeof *share), *before = mem_alloc((size_t)rows, sizeof *before);
    (void)gone;
    share[s->place] = 1.0;
    for (int i = why->stage->model->output_count - 1; i >= 0; i--) {
        if (!is_layer(why->stage, i))
            continue;
        for (int64_t v = 0; v < rows; v++)
            before[v] = 0.0;
        go_back(s, i, share, before);
        double *const held = share;
        share = before;
        before = held;
    }
    for (int64_t u = 0; u < e->count;
         u++) /* units are the scene's nodes but the one that is asked about, in their order */
        e->effects[u].amount = e->units[u].space == GATRT_NODE ? share[u + (u >= s->place)] : 0.0;
    mem_free(share);
    mem_free(before);
}

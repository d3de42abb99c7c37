/* by_attention.c - the largest weight that any layer and head gives an edge, which costs no run; what AttentionExplainer of
 * PyTorch Geometric tells with its default, the maximum. It says where the model looks, not what would be without it.
 */
#include "runtime/explain/explain.h"

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

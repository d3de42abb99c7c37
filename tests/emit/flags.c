/* flags.c - inference of models/gat2.lua on a graph made here, every logit in a line: flags.sh compiles it with one set
 * of flags after another. Parameters are wide enough for scores and sums far on both sides of 0. */
#include <stdio.h>
#include <stdlib.h>

#include "gat2.h"

enum { NODES = 60, EDGES = 60 * 7, WORDS = 4 };

static gat2_params params;
static int64_t in_start[NODES + 1], row_start[NODES + 1];
static int32_t in_src[EDGES], word[NODES * WORDS];
static float share[NODES * WORDS], logits[NODES * GAT2_CLASSES];

static uint32_t next(void)
{
    static uint32_t state = 1;
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static void fill(void)
{
    float *p = (float *)&params;
    for (int i = 0; i < GAT2_PARAMS; i++)
        p[i] = ((float)(int32_t)next() - 8388608.0f) / 1048576.0f;
    for (int v = 0; v <= NODES; v++) {
        in_start[v] = v * 7;
        row_start[v] = v * WORDS;
    }
    for (int e = 0; e < EDGES; e++)
        in_src[e] = (int32_t)(next() % NODES);
    for (int i = 0; i < NODES * WORDS; i++) {
        word[i] = (int32_t)(next() % GAT2_FEATURES);
        share[i] = 1.0f / WORDS;
    }
}

int main(void)
{
    const gat2_graph graph = {NODES, EDGES, in_start, in_src};
    const gat2_inputs inputs = {row_start, word, share};
    void *workspace = malloc(gat2_workspace_size(NODES, EDGES));
    fill();
    int code = workspace ? gat2_infer(&params, &graph, &inputs, logits, workspace) : 1;
    for (int i = 0; i < NODES * GAT2_CLASSES && !code; i++)
        printf("%.9g\n", (double)logits[i]);
    free(workspace);
    return code;
}

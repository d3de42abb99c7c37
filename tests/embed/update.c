/* update.c - gat2_update on graphs where most rows are far from an edit: after each of some thousand edits lists and logits are
 * those of preparing and inferring anew, to the bit, and of the logits no row was written that is not within two hops of what
 * changed. Made by update.sh. */
#include "gat2.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 150, MOST = 400, EDITS = 2000, WORDS = 3 };

static int32_t src[MOST], dst[MOST], col[WORDS * NODES];
static int64_t row_start[NODES + 1];
static float val[WORDS * NODES];
static float logits[NODES][GAT2_CLASSES], anew[NODES][GAT2_CLASSES], before[NODES][GAT2_CLASSES];
static unsigned char changed[NODES], listed[NODES], near[NODES], far[NODES];
static gat2_params params;
static uint64_t state = 1;

static int32_t pick(int32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int32_t)((state >> 33) % (uint64_t)n);
}

static void must(int holds, const char *what)
{
    if (holds)
        return;
    printf("FAILED: %s\n", what);
    exit(1);
}

static void *room(size_t bytes)
{
    void *memory = malloc(bytes);
    if (!memory)
        exit(2);
    memset(memory, 0xff, bytes);
    return memory;
}

/* Who reads one of `from`, or is one, or has another list. */
static void step(const gat2_graph *graph, const unsigned char *from, unsigned char *to)
{
    for (int64_t v = 0; v < NODES; v++) {
        to[v] = from[v] | listed[v];
        for (int64_t e = graph->in_start[v]; e < graph->in_start[v + 1]; e++)
            to[v] |= from[graph->in_src[e]];
    }
}

static void other_word(int32_t v)
{
    const int64_t q = row_start[v] + pick(WORDS);
    col[q] = pick(GAT2_FEATURES);
    val[q] = (float)(1 + pick(9)) / 8.0f;
    changed[v] = 1;
}

int main(void)
{
    float *const weight = (float *)(void *)&params;
    for (int64_t i = 0; i < GAT2_PARAMS; i++)
        weight[i] = (float)(pick(2001) - 1000) / 2000.0f;
    for (int64_t q = 0; q < WORDS * NODES; q++)
        col[q] = pick(GAT2_FEATURES), val[q] = 0.25f;
    for (int64_t v = 0; v < NODES; v++)
        row_start[v + 1] = WORDS * (v + 1);
    gat2_edges edges = {.nodes = NODES, .edges = MOST / 2, .src = src, .dst = dst, .edges_room = MOST - MOST / 2};
    for (int e = 0; e < MOST; e++)
        src[e] = pick(NODES), dst[e] = pick(NODES);
    const gat2_inputs inputs = {row_start, col, val};
    gat2_graph graph, other;
    const size_t bytes = gat2_prepare_size(&edges);
    void *memory = room(bytes), *other_memory = room(bytes);
    must(gat2_prepare(&edges, &graph, memory) == GAT2_OK, "preparing");
    const size_t size = gat2_workspace_size(graph.nodes, graph.edges);
    void *workspace = room(size), *other_workspace = room(size);
    must(gat2_infer(&params, &graph, &inputs, logits[0], workspace) == GAT2_OK, "inference");
    for (int edit = 0; edit < EDITS; edit++) {
        memset(changed, 0, sizeof changed);
        memset(listed, 0, sizeof listed);
        const int32_t v = pick(NODES);
        const int what = edges.edges == 0 ? 1 : edges.edges == MOST ? 2 : pick(3);
        const int32_t at = what == 1 ? (int32_t)edges.edges++ : what == 2 ? pick((int32_t)edges.edges) : 0;
        if (what == 1)
            src[at] = pick(NODES), dst[at] = pick(NODES);
        const int32_t from = src[at], to = dst[at];
        gat2_changes changes = {0};
        if (what == 0) {
            other_word(v);
            changes.nodes_changed = 1, changes.changed_nodes = &v;
        } else if (what == 1) {
            changes.edges_added = 1, changes.added_src = &from, changes.added_dst = &to;
        } else {
            changes.edges_removed = 1, changes.removed_src = &from, changes.removed_dst = &to;
            edges.edges--;
            src[at] = src[edges.edges], dst[at] = dst[edges.edges];
        }
        listed[to] = what && from != to;
        edges.edges_room = MOST - edges.edges;
        memcpy(before, logits, sizeof before);
        memset(logits, 0xff, sizeof logits);
        must(gat2_update(&params, &changes, &graph, &inputs, logits[0], memory, workspace) == GAT2_OK, "an update");
        must(gat2_prepare(&edges, &other, other_memory) == GAT2_OK, "preparing anew");
        must(gat2_infer(&params, &other, &inputs, anew[0], other_workspace) == GAT2_OK, "inference anew");
        must(graph.edges == other.edges && !memcmp(graph.in_start, other.in_start, (NODES + 1) * sizeof(int64_t)) &&
                 !memcmp(graph.in_src, other.in_src, (size_t)graph.edges * sizeof(int32_t)),
             "the lists are those of all edges");
        step(&graph, changed, near);
        step(&graph, near, far);
        for (int64_t row = 0; row < NODES; row++) {
            uint32_t bits;
            memcpy(&bits, logits[row], sizeof bits);
            must(far[row] == (bits != UINT32_MAX), "rows within two hops are made again, and no others");
            if (!far[row])
                memcpy(logits[row], before[row], sizeof before[row]);
        }
        must(!memcmp(logits, anew, sizeof anew), "an update has inference's bits");
    }
    free(memory), free(other_memory), free(workspace), free(other_workspace);
    return 0;
}

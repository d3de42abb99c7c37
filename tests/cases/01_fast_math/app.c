/* app.c - the logits of graph.bin (34 nodes) with params.bin, one in a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gat2_karate.h"

static gat2_params params;
static float logits[64 * GAT2_CLASSES];

static void *get(FILE *f, int64_t size)
{
    void *p = malloc((size_t)size);
    if (!p || fread(p, 1, (size_t)size, f) != (size_t)size)
        exit(3);
    return p;
}

int main(int argc, char **argv)
{
    FILE *f = argc == 3 ? fopen(argv[1], "rb") : NULL, *q = argc == 3 ? fopen(argv[2], "rb") : NULL;
    int64_t head[3];
    if (!f || !q || fread(head, sizeof head, 1, f) != 1 || fread(&params, sizeof params, 1, q) != 1)
        return 3;
    gat2_graph g;
    gat2_inputs in;
    memset(&g, 0, sizeof g);
    g.nodes = head[0];
    g.edges = head[1];
    g.in_start = get(f, (head[0] + 1) * 8);
    g.in_src = get(f, head[1] * 4);
    in.x_row_start = get(f, (head[0] + 1) * 8);
    in.x_col = get(f, head[2] * 4);
    in.x_val = get(f, head[2] * 4);
    int code = gat2_infer(&params, &g, &in, logits, malloc(gat2_workspace_size(g.nodes, g.edges)));
    for (int i = 0; i < head[0] * GAT2_CLASSES && !code; i++)
        printf("%.9g\n", (double)logits[i]);
    return code;
}

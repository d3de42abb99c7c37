/* app.c - an application that embeds a model: `gatcc models/gat2.lua --data karate -o model.o` made model.h and
 * model.o, and this is all that it takes, in C and in C++. Run by tests/embed/embed.sh: app PARAMS prints the class
 * and the logits of every member of Zachary's karate club; PARAMS holds the parameters as floats. With -DDENSE the
 * model was made of tests/embed/dense.lua. */
#include <stdint.h>
#include <stdio.h>

#include "model.h"

enum { MEMBERS = GAT2_FEATURES, FRIENDSHIPS = 78, EDGES = 2 * FRIENDSHIPS + MEMBERS };

static const uint8_t friends[FRIENDSHIPS][2] = {
    {0, 1},   {0, 2},   {1, 2},   {0, 3},   {1, 3},   {2, 3},   {0, 4},   {0, 5},   {0, 6},   {4, 6},
    {5, 6},   {0, 7},   {1, 7},   {2, 7},   {3, 7},   {0, 8},   {2, 8},   {2, 9},   {0, 10},  {4, 10},
    {5, 10},  {0, 11},  {0, 12},  {3, 12},  {0, 13},  {1, 13},  {2, 13},  {3, 13},  {5, 16},  {6, 16},
    {0, 17},  {1, 17},  {0, 19},  {1, 19},  {0, 21},  {1, 21},  {23, 25}, {24, 25}, {2, 27},  {23, 27},
    {24, 27}, {2, 28},  {23, 29}, {26, 29}, {1, 30},  {8, 30},  {0, 31},  {24, 31}, {25, 31}, {28, 31},
    {2, 32},  {8, 32},  {14, 32}, {15, 32}, {18, 32}, {20, 32}, {22, 32}, {23, 32}, {29, 32}, {30, 32},
    {31, 32}, {8, 33},  {9, 33},  {13, 33}, {14, 33}, {15, 33}, {18, 33}, {19, 33}, {20, 33}, {22, 33},
    {23, 33}, {26, 33}, {27, 33}, {28, 33}, {29, 33}, {30, 33}, {31, 33}, {32, 33},
};

static gat2_params params;
static int64_t in_start[MEMBERS + 1];
static int32_t in_src[EDGES];
static float logits[MEMBERS][GAT2_CLASSES], workspace[1 << 14];
#ifdef DENSE
static float x[MEMBERS][MEMBERS];
static const gat2_inputs inputs = {x[0]};
#else
static int64_t row_start[MEMBERS + 1];
static int32_t col[MEMBERS];
static float val[MEMBERS];
static const gat2_inputs inputs = {row_start, col, val};
#endif

/* Every friend of v, and v itself, as the model was trained; one feature for each member, its own. */
static void list_edges(int32_t v)
{
    int64_t e = in_start[v];
    for (int i = 0; i < FRIENDSHIPS; i++)
        if (friends[i][0] == v || friends[i][1] == v)
            in_src[e++] = friends[i][friends[i][0] == v];
    in_src[e++] = v;
    in_start[v + 1] = e;
#ifdef DENSE
    x[v][v] = 1.0f;
#else
    col[v] = v;
    val[v] = 1.0f;
    row_start[v + 1] = v + 1;
#endif
}

int main(int argc, char **argv)
{
    FILE *in = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!in || fread(&params, sizeof params, 1, in) != 1 || sizeof workspace < gat2_workspace_size(MEMBERS, EDGES))
        return 1;
    fclose(in);
    for (int32_t v = 0; v < MEMBERS; v++)
        list_edges(v);
    const gat2_graph graph = {MEMBERS, EDGES, in_start, in_src};
    if (gat2_infer(&params, &graph, &inputs, logits[0], workspace) != GAT2_OK)
        return 1;
    for (int v = 0; v < MEMBERS; v++) {
        int best = 0;
        for (int i = 1; i < GAT2_CLASSES; i++)
            best = logits[v][i] > logits[v][best] ? i : best;
        printf("%d,%d", v, best);
        for (int i = 0; i < GAT2_CLASSES; i++)
            printf(",%.9g", (double)logits[v][i]);
        putchar('\n');
    }
    return 0;
}

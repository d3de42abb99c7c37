/* load_karate.c - Zachary's karate club (W. W. Zachary 1977), built in so that
 * everything runs with no file at hand: 34 members, 78 friendships, both directions
 * of each, one feature per member (the identity), four communities as classes, one
 * member of each community known in training. There is no validation set.
 */
#include "runtime/runtime.h"

enum { MEMBERS = 34, PAIRS = 78, COMMUNITIES = 4 };

/* Each friendship once, by the higher number. */
/* clang-format off */
static const uint8_t friends[PAIRS][2] = {
    {0, 1},   {0, 2},   {1, 2},   {0, 3},   {1, 3},   {2, 3},   {0, 4},   {0, 5},   {0, 6},   {4, 6},
    {5, 6},   {0, 7},   {1, 7},   {2, 7},   {3, 7},   {0, 8},   {2, 8},   {2, 9},   {0, 10},  {4, 10},
    {5, 10},  {0, 11},  {0, 12},  {3, 12},  {0, 13},  {1, 13},  {2, 13},  {3, 13},  {5, 16},  {6, 16},
    {0, 17},  {1, 17},  {0, 19},  {1, 19},  {0, 21},  {1, 21},  {23, 25}, {24, 25}, {2, 27},  {23, 27},
    {24, 27}, {2, 28},  {23, 29}, {26, 29}, {1, 30},  {8, 30},  {0, 31},  {24, 31}, {25, 31}, {28, 31},
    {2, 32},  {8, 32},  {14, 32}, {15, 32}, {18, 32}, {20, 32}, {22, 32}, {23, 32}, {29, 32}, {30, 32},
    {31, 32}, {8, 33},  {9, 33},  {13, 33}, {14, 33}, {15, 33}, {18, 33}, {19, 33}, {20, 33}, {22, 33},
    {23, 33}, {26, 33}, {27, 33}, {28, 33}, {29, 33}, {30, 33}, {31, 33}, {32, 33},
};
/* clang-format on */

static const uint8_t community[MEMBERS] = {
    1, 1, 1, 1, 3, 3, 3, 1, 0, 1, 3, 1, 1, 1, 0, 0, 3, 1, 0, 1, 0, 1, 0, 0, 2, 2, 0, 0, 2, 0, 0, 2, 0, 0,
};

static const uint8_t known[COMMUNITIES] = {0, 4, 8, 24};

/* Edges by destination, then source: the order other loaders meet in files. */
static void add_edges(gatrt_data *data)
{
    gatrt_relation *edge = &data->relations[0];
    edge->src = mem_alloc(2 * PAIRS, sizeof *edge->src);
    edge->dst = mem_alloc(2 * PAIRS, sizeof *edge->dst);
    for (int v = 0; v < MEMBERS; v++)
        for (int u = 0; u < MEMBERS; u++)
            for (int p = 0; p < PAIRS; p++)
                if ((friends[p][0] == u && friends[p][1] == v) || (friends[p][0] == v && friends[p][1] == u)) {
                    edge->src[edge->edges] = u;
                    edge->dst[edge->edges++] = v;
                }
}

gatrt_data *load_karate(const char *spec, const DataUse *use, Error *error)
{
    (void)use;   /* it is made as it is asked for */
    (void)error; /* nothing can be wrong with it */
    gatrt_data *data = data_new(spec);
    gatrt_set *node = &data->sets[0];
    node->rows = MEMBERS;
    node->features = MEMBERS;
    node->classes = COMMUNITIES;
    add_edges(data);
    node->x = mem_alloc((size_t)MEMBERS * MEMBERS, sizeof *node->x);
    node->label = mem_alloc(MEMBERS, sizeof *node->label);
    node->mask[0] = mem_alloc(MEMBERS, 1);
    node->mask[2] = mem_alloc(MEMBERS, 1);
    for (int v = 0; v < MEMBERS; v++) {
        node->x[v * MEMBERS + v] = 1.0f;
        node->label[v] = community[v];
        node->mask[2][v] = 1;
    }
    for (int i = 0; i < COMMUNITIES; i++) {
        node->mask[0][known[i]] = 1;
        node->mask[2][known[i]] = 0;
    }
    return data;
}

/* load_csl.c - circular skip links (Murphy et al. 2019, arXiv:1903.02541; as Dwivedi et al. 2020 use them): a ring of 41 nodes, each joined also
 * to those so many steps away; ten numbers of steps are ten classes, of 15 graphs each, whose nodes stand in drawn order.
 *
 *   csl:seed=1
 *
 * Every node has four neighbours, so messages alone tell nothing of the class: 10 % is chance. Features are a column of ones; positions
 * tell more: --features walk:K or laplacian:K. Of each class nine graphs train, three validate, three test.
 */
#include "runtime/formats/made.h"

enum { RING = 41, CLASSES = 10, COPIES = 15, TRAIN = 9, VALIDATE = 12, GRAPHS = CLASSES * COPIES };

static const MadeKey key_rows[] = {{"seed", 0.0, 9007199254740992.0, true, false}};
static const uint8_t skip[CLASSES] = {2, 3, 4, 5, 6, 9, 11, 12, 13, 16};

static void fill_graph(gatrt_data *data, int64_t graph, uint64_t key)
{
    gatrt_set *node = &data->sets[0];
    int32_t *order = made_order(RING, gatrt_mix(key ^ (uint64_t)graph));
    for (int64_t v = 0; v < RING; v++) {
        node->graph[graph * RING + v] = (int32_t)graph;
        made_join(&data->relations[0], graph * RING + order[v], graph * RING + order[(v + 1) % RING]);
        made_join(&data->relations[0], graph * RING + order[v],
                  graph * RING + order[(v + skip[graph / COPIES]) % RING]);
    }
    mem_free(order);
}

gatrt_data *load_csl(const char *spec, const DataUse *use, Error *error)
{
    (void)use; /* it is made as it is asked for */
    double seed;
    if (!made_read(spec, key_rows, 1, &seed, error))
        return NULL;
    gatrt_data *data = data_new(spec);
    data_add_set(data, GRAPH_SET);
    gatrt_set *node = &data->sets[0], *graph = &data->sets[1];
    gatrt_relation *edge = &data->relations[0];
    node->rows = GRAPHS * RING;
    node->features = 1;
    node->x = mem_alloc((size_t)node->rows, sizeof *node->x);
    node->graph = mem_alloc((size_t)node->rows, sizeof *node->graph);
    graph->rows = GRAPHS;
    graph->classes = CLASSES;
    graph->label = mem_alloc(GRAPHS, sizeof *graph->label);
    for (int m = 0; m < 3; m++)
        graph->mask[m] = mem_alloc(GRAPHS, 1);
    edge->src = mem_alloc((size_t)GRAPHS * RING * 4, sizeof *edge->src);
    edge->dst = mem_alloc((size_t)GRAPHS * RING * 4, sizeof *edge->dst);
    for (int64_t v = 0; v < node->rows; v++)
        node->x[v] = 1.0f;
    for (int64_t g = 0; g < GRAPHS; g++) {
        fill_graph(data, g, gatrt_mix((uint64_t)seed));
        graph->label[g] = (int32_t)(g / COPIES);
        graph->mask[g % COPIES < TRAIN ? 0 : g % COPIES < VALIDATE ? 1 : 2][g] = 1;
    }
    return data;
}

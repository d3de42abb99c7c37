/* load_dictionary.c - DictionaryLookup (Brody, Alon, Yahav 2022, GATv2, arXiv:2105.14491): in each graph as many nodes hold a key
 * and a value as ask for a key, and every one of the first has an edge to every one of the second. Each that asks is to tell
 * the value of its key, so whom to attend to is another for each of them.
 *
 *   dictionary:keys=10,seed=1     optional: graphs=500
 *
 * Features are one-hot: keys columns for the key, then keys + 1 for the value, of which the first is "none". Values are in another order
 * in each graph; nodes that hold them have no label. 8 of 10 graphs train, one validates, one tests, as drawn.
 */
#include "runtime/formats/made.h"

#include <math.h>

typedef enum { KEYS_OF, SEED, GRAPHS, SETTINGS } Key;

/* clang-format off */
static const MadeKey key_rows[SETTINGS] = {
    [KEYS_OF] = { "keys", 2.0, 1000.0, true, false },
    [SEED]    = { "seed", 0.0, 9007199254740992.0, true, false },
    [GRAPHS]  = { "graphs", 10.0, 100000.0, false, false },
};
/* clang-format on */

static void fill_graph(gatrt_data *data, int64_t keys, int64_t graph, uint64_t key)
{
    gatrt_set *node = &data->sets[0];
    gatrt_relation *edge = &data->relations[0];
    const int64_t first = graph * 2 * keys;
    int32_t *value = made_order(keys, gatrt_mix(key ^ (uint64_t)graph));
    for (int64_t i = 0; i < keys; i++) {
        const int64_t holds = first + i, asks = first + keys + i;
        node->x_col[2 * holds] = node->x_col[2 * asks] = (int32_t)i;
        node->x_col[2 * holds + 1] = (int32_t)(keys + 1 + value[i]);
        node->x_col[2 * asks + 1] = (int32_t)keys;
        node->label[holds] = -1;
        node->label[asks] = value[i];
        for (int64_t j = 0; j < keys; j++) {
            edge->src[edge->edges] = (int32_t)(first + j);
            edge->dst[edge->edges++] = (int32_t)asks;
        }
    }
    mem_free(value);
}

/* A graph is in one part. */
static void split(gatrt_set *node, int64_t keys, int64_t graphs, uint64_t key)
{
    int32_t *order = made_order(graphs, gatrt_mix(key ^ 1ull << 56));
    for (int m = 0; m < 3; m++)
        node->mask[m] = mem_alloc((size_t)node->rows, 1);
    for (int64_t i = 0; i < graphs; i++) {
        uint8_t *mask = node->mask[i * 10 / graphs < 8 ? 0 : i * 10 / graphs < 9 ? 1 : 2];
        for (int64_t k = 0; k < keys; k++)
            mask[(2 * order[i] + 1) * keys + k] = 1;
    }
    mem_free(order);
}

gatrt_data *load_dictionary(const char *spec, const DataUse *use, Error *error)
{
    (void)use; /* it is made as it is asked for */
    double setting[SETTINGS];
    if (!made_read(spec, key_rows, SETTINGS, setting, error))
        return NULL;
    const int64_t keys = (int64_t)setting[KEYS_OF], graphs = isnan(setting[GRAPHS]) ? 500 : (int64_t)setting[GRAPHS];
    const uint64_t key = gatrt_mix((uint64_t)setting[SEED]);
    if (graphs * keys * keys > INT32_MAX) {
        error_set(error, "%.80s: that is more than 2147483647 edges", spec);
        return NULL;
    }
    gatrt_data *data = data_new(spec);
    gatrt_set *node = &data->sets[0];
    gatrt_relation *edge = &data->relations[0];
    node->rows = 2 * keys * graphs;
    node->features = 2 * keys + 1;
    node->classes = keys;
    node->sparse = 1;
    node->label = mem_alloc((size_t)node->rows, sizeof *node->label);
    node->x_start = mem_alloc((size_t)node->rows + 1, sizeof *node->x_start);
    node->x_col = mem_alloc((size_t)node->rows, 2 * sizeof *node->x_col);
    node->x_val = mem_alloc((size_t)node->rows, 2 * sizeof *node->x_val);
    edge->src = mem_alloc((size_t)(graphs * keys * keys), sizeof *edge->src);
    edge->dst = mem_alloc((size_t)(graphs * keys * keys), sizeof *edge->dst);
    for (int64_t v = 0; v < node->rows; v++) {
        node->x_start[v + 1] = 2 * v + 2;
        node->x_val[2 * v] = node->x_val[2 * v + 1] = 1.0f;
    }
    for (int64_t g = 0; g < graphs; g++)
        fill_graph(data, keys, g, key);
    split(node, keys, graphs, key);
    return data;
}

/* made_features.c - features of nodes that have none, made of the graph, sparse:
 *
 *   one-hot      each node its own column: what is learnt of it is of this graph alone (Kipf and Welling 2017)
 *   degree       one column for each number of neighbours, 0 to 1023, and 1024 for more (Xu et al. 2019)
 *   constant     one column of ones
 *
 * Neighbours are other nodes at an edge, in either direction, each once: however a file says that edges go, the same.
 */
#include "runtime/formats/beside.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DEGREE = 1024 };

static int number_order(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static int64_t count_different(const int32_t *list, int64_t count)
{
    int64_t different = 0;
    for (int64_t i = 0; i < count; i++)
        different += i == 0 || list[i] != list[i - 1];
    return different;
}

/* Both ends of each edge, but for self loops, at each other. */
static void list_neighbours(const gatrt_relation *edge, int64_t nodes, int64_t *start, int32_t *list)
{
    for (int64_t e = 0; e < edge->edges; e++)
        if (edge->src[e] != edge->dst[e]) {
            start[edge->src[e] + 1]++;
            start[edge->dst[e] + 1]++;
        }
    for (int64_t v = 0; v < nodes; v++)
        start[v + 1] += start[v];
    int64_t *at = mem_alloc((size_t)nodes + 1, sizeof *at);
    memcpy(at, start, ((size_t)nodes + 1) * sizeof *at);
    for (int64_t e = 0; e < edge->edges; e++)
        if (edge->src[e] != edge->dst[e]) {
            list[at[edge->src[e]]++] = edge->dst[e];
            list[at[edge->dst[e]]++] = edge->src[e];
        }
    mem_free(at);
}

int32_t *features_neighbours(const gatrt_relation *edge, int64_t nodes, int64_t *start)
{
    int32_t *list = mem_alloc(2 * (size_t)edge->edges, sizeof *list);
    list_neighbours(edge, nodes, start, list);
    for (int64_t v = 0; v < nodes; v++)
        qsort(list + start[v], (size_t)(start[v + 1] - start[v]), sizeof *list, number_order);
    return list;
}

static void find_degrees(const gatrt_relation *edge, int64_t nodes, int32_t *degree)
{
    int64_t *start = mem_alloc((size_t)nodes + 1, sizeof *start);
    int32_t *list = features_neighbours(edge, nodes, start);
    for (int64_t v = 0; v < nodes; v++) {
        const int64_t count = count_different(list + start[v], start[v + 1] - start[v]);
        degree[v] = (int32_t)(count < MOST_DEGREE ? count : MOST_DEGREE);
    }
    mem_free(start);
    mem_free(list);
}

static int64_t make_columns(const gatrt_relation *edge, int64_t nodes, const char *word, int32_t *column)
{
    int64_t width = 1;
    if (!strcmp(word, "degree"))
        find_degrees(edge, nodes, column);
    for (int64_t v = 0; v < nodes; v++) {
        column[v] = !strcmp(word, "one-hot") ? (int32_t)v : column[v];
        width = column[v] >= width ? (int64_t)column[v] + 1 : width;
    }
    return width;
}

void features_make(gatrt_data *data, gatrt_set *node, const char *word)
{
    const gatrt_relation none = {.edges = 0}, *edge = data_find_relation(data, EDGE_RELATION, NODE_SET, NODE_SET);
    node->sparse = 1;
    node->x_start = mem_alloc((size_t)node->rows + 1, sizeof *node->x_start);
    node->x_col = mem_alloc((size_t)node->rows, sizeof *node->x_col);
    node->x_val = mem_alloc((size_t)node->rows, sizeof *node->x_val);
    node->features = make_columns(edge ? edge : &none, node->rows, word, node->x_col);
    for (int64_t v = 0; v < node->rows; v++) {
        node->x_start[v + 1] = v + 1;
        node->x_val[v] = 1.0f;
    }
}

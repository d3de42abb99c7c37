/* export_data.c - writes any data set the runtime loads as .npz, so that a peer measures on the
 * same graph: ./export_data SPEC OUT.npz */
#include "../../runtime/runtime.h"

#include <string.h>

enum { MOST = 12 };

typedef struct List {
    NpyArray at[MOST];
    int count;
} List;

static void add(List *list, const char *name, NpyKind kind, int item, int64_t rows, int64_t columns, const void *values)
{
    if (!values)
        return;
    NpyArray *a = &list->at[list->count++];
    *a = (NpyArray){.kind = kind, .item = item, .rank = columns ? 2 : 1, .dim = {rows, columns}};
    a->count = columns ? rows * columns : rows;
    a->bytes = (unsigned char *)(uintptr_t)values;
    snprintf(a->name, sizeof a->name, "%s", name);
}

int main(int argc, char **argv)
{
    Error error = {""};
    List list = {.count = 0};
    gatrt_data *d = argc == 3 ? gatrt_data_load(argv[1], error.text) : NULL;
    if (!d) {
        fprintf(stderr, "export_data: %s\n", argc == 3 ? error.text : "usage: export_data SPEC OUT.npz");
        return argc == 3 ? GATRT_FAILED : GATRT_USAGE;
    }
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    int32_t *edges = mem_alloc((size_t)edge->edges, 2 * sizeof *edges);
    const int64_t shape[2] = {node->rows, node->features};
    memcpy(edges, edge->src, (size_t)edge->edges * sizeof *edges);
    memcpy(edges + edge->edges, edge->dst, (size_t)edge->edges * sizeof *edges);
    add(&list, "edge_index", NPY_INT, 4, 2, edge->edges, edges);
    add(&list, "x", NPY_FLOAT, 4, node->rows, node->features, node->x);
    add(&list, "x_indptr", NPY_INT, 8, node->rows + 1, 0, node->x_start);
    add(&list, "x_indices", NPY_INT, 4, node->x_start ? node->x_start[node->rows] : 0, 0, node->x_col);
    add(&list, "x_data", NPY_FLOAT, 4, node->x_start ? node->x_start[node->rows] : 0, 0, node->x_val);
    add(&list, "x_shape", NPY_INT, 8, 2, 0, node->x_start ? shape : NULL);
    add(&list, "y", NPY_INT, 4, node->rows, 0, node->label);
    for (int m = 0; m < 3; m++)
        add(&list, data_mask_name[m], NPY_BOOL, 1, node->rows, 0, node->mask[m]);
    const bool worked = npz_write(argv[2], list.at, list.count, &error);
    if (!worked)
        fprintf(stderr, "export_data: %s\n", error.text);
    mem_free(edges);
    gatrt_data_free(d);
    return worked ? GATRT_OK : GATRT_FAILED;
}

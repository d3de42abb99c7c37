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
    int32_t *edges = mem_alloc((size_t)d->edges, 2 * sizeof *edges);
    const int64_t shape[2] = {d->nodes, d->features};
    memcpy(edges, d->src, (size_t)d->edges * sizeof *edges);
    memcpy(edges + d->edges, d->dst, (size_t)d->edges * sizeof *edges);
    add(&list, "edge_index", NPY_INT, 4, 2, d->edges, edges);
    add(&list, "x", NPY_FLOAT, 4, d->nodes, d->features, d->x);
    add(&list, "x_indptr", NPY_INT, 8, d->nodes + 1, 0, d->x_start);
    add(&list, "x_indices", NPY_INT, 4, d->x_start ? d->x_start[d->nodes] : 0, 0, d->x_col);
    add(&list, "x_data", NPY_FLOAT, 4, d->x_start ? d->x_start[d->nodes] : 0, 0, d->x_val);
    add(&list, "x_shape", NPY_INT, 8, 2, 0, d->x_start ? shape : NULL);
    add(&list, "y", NPY_INT, 4, d->nodes, 0, d->label);
    for (int m = 0; m < 3; m++)
        add(&list, data_mask_name[m], NPY_BOOL, 1, d->nodes, 0, d->mask[m]);
    const bool worked = npz_write(argv[2], list.at, list.count, &error);
    if (!worked)
        fprintf(stderr, "export_data: %s\n", error.text);
    mem_free(edges);
    gatrt_data_free(d);
    return worked ? GATRT_OK : GATRT_FAILED;
}

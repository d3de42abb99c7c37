/* part_graphs.c - batches of graphs: `batch`, the graph of each row, in any order, or `ptr`, where each graph's rows
 * begin, as PyTorch Geometric's Batch has both. Out: gatrt_set.graph of every set that has one of them, and the number
 * of rows of the set of graphs.
 *
 * Read before the other elements, as only these say how many graphs there are. Where both are there, or several sets
 * have them, all must agree. */
#include "runtime/formats/parts.h"

#include <string.h>

/* How many graphs there are, and which array says so. */
typedef struct Count {
    int64_t graphs; /* 0: nothing says it outright */
    const char *said_by;
} Count;

static bool agree(const Load *l, Count *count, int64_t graphs, const char *said_by)
{
    if (count->graphs > 0 && count->graphs != graphs)
        return error_set(l->error, "%s: %s tells of %lld graphs, but %s of %lld", l->name, count->said_by,
                         (long long)count->graphs, said_by, (long long)graphs);
    *count = (Count){graphs, said_by};
    return true;
}

static bool check_shapes(const Load *l, const PartSet *part, const gatrt_set *set)
{
    const NpyArray *batch = part->found[BATCH], *ptr = part->found[PTR];
    char wanted[96];
    snprintf(wanted, sizeof wanted, "[%lld]: the graph of each %s", (long long)set->rows, set_word(set));
    if (batch && (batch->rank != 1 || batch->count != set->rows))
        return part_shape_error(l, batch, wanted);
    return !ptr || (ptr->rank == 1 && ptr->count >= 2) ||
           part_shape_error(l, ptr, "[graphs + 1]: where each graph begins, and the end of the last");
}

/* What is said outright, by all who say it: the features of the graphs, and each ptr. */
static bool count_graphs(const Load *l, const PartSet *graph, Count *count)
{
    const gatrt_set *set = &l->data->sets[graph - l->sets];
    for (int key = X; key <= SIZE && set->rows > 0 && !count->graphs; key++)
        if (graph->found[key])
            *count = (Count){set->rows, graph->found[key]->name};
    for (int i = 0; i < l->set_count; i++) {
        const PartSet *part = &l->sets[i];
        if (!check_shapes(l, part, &l->data->sets[i]))
            return false;
        if (part->found[PTR] && !agree(l, count, part->found[PTR]->count - 1, part->found[PTR]->name))
            return false;
    }
    return true;
}

static bool check_ptr(const Load *l, const NpyArray *ptr, const int32_t *start, int64_t graphs, const gatrt_set *set)
{
    if (start[0] != 0)
        return part_number_error(l, ptr, 0, "but it must be 0");
    for (int64_t g = 0; g < graphs; g++)
        if (start[g + 1] < start[g])
            return part_number_error(l, ptr, g + 1, "which is less than the one before");
    char wrong[176];
    snprintf(wrong, sizeof wrong, "but there are %s", rows_text(set, set->rows).text);
    return start[graphs] == set->rows || part_number_error(l, ptr, graphs, wrong);
}

static bool read_ptr(const Load *l, NpyArray *ptr, gatrt_set *set)
{
    const int64_t graphs = ptr->count - 1;
    if (!part_elements(l, ptr))
        return false;
    int32_t *start = mem_alloc((size_t)ptr->count, sizeof *start);
    const bool good = part_whole(l, ptr, 0, ptr->count, 0.0, (double)INT32_MAX, "but it must be a row", start) &&
                      check_ptr(l, ptr, start, graphs, set);
    set->graph = mem_alloc((size_t)set->rows, sizeof *set->graph);
    for (int64_t g = 0; good && g < graphs; g++)
        for (int64_t v = start[g]; v < start[g + 1]; v++)
            set->graph[v] = (int32_t)g;
    mem_free(start);
    return part_drop(ptr, good);
}

/* Numbers with holes between them would be graphs without a row: where nothing else tells of those, a mistake. */
static bool read_batch(const Load *l, NpyArray *batch, gatrt_set *set, const Count *count)
{
    const int64_t most = count->graphs ? count->graphs : set->rows;
    char wrong[128];
    snprintf(wrong, sizeof wrong, "but %s %lld graphs%s", count->graphs ? "there are" : "so many rows are at most",
             (long long)most, count->graphs ? "" : ", numbered from 0");
    if (!part_elements(l, batch))
        return false;
    int32_t *graph = mem_alloc((size_t)set->rows, sizeof *graph);
    bool good = part_whole(l, batch, 0, set->rows, 0.0, (double)most - 1.0, wrong, graph);
    for (int64_t v = 0; good && set->graph && v < set->rows; v++)
        if (set->graph[v] != graph[v]) {
            snprintf(wrong, sizeof wrong, "but by ptr it is in graph %d", set->graph[v]);
            good = part_number_error(l, batch, v, wrong);
        }
    mem_free(set->graph);
    set->graph = graph;
    return part_drop(batch, good);
}

static const PartSet *graph_part(const Load *l)
{
    for (int i = 0; i < l->set_count; i++)
        if (!strcmp(l->sets[i].name, GRAPH_SET))
            return &l->sets[i];
    return NULL;
}

/* Of several graphs, each node is of one. */
static bool check_nodes(const Load *l, int64_t graphs, const char *said_by)
{
    const gatrt_set *node = data_find_set(l->data, NODE_SET);
    bool said = node ? node->graph != NULL : false;
    for (int i = 0; i < l->set_count && !node; i++)
        said |= l->data->sets[i].graph != NULL;
    return graphs <= 1 || said ||
           error_set(l->error,
                     "%s: %s tells of %lld graphs, but nothing says which of them a %s is of; add batch [%ss]", l->name,
                     said_by, (long long)graphs, node ? "node" : "row", node ? "node" : "row");
}

bool part_read_graphs(Load *l)
{
    const PartSet *graph = graph_part(l);
    Count count = {0, NULL};
    int64_t highest = 0;
    if (!graph)
        return true;
    if (!count_graphs(l, graph, &count))
        return false;
    for (int i = 0; i < l->set_count; i++) {
        const PartSet *part = &l->sets[i];
        gatrt_set *set = &l->data->sets[i];
        if ((part->found[PTR] && !read_ptr(l, part->found[PTR], set)) ||
            (part->found[BATCH] && !read_batch(l, part->found[BATCH], set, &count)))
            return false;
        for (int64_t v = 0; set->graph && v < set->rows; v++)
            highest = set->graph[v] > highest ? set->graph[v] : highest;
        if (part->found[BATCH] && !count.said_by)
            count.said_by = part->found[BATCH]->name;
    }
    const int64_t graphs = count.graphs ? count.graphs : highest + 1;
    l->data->sets[graph - l->sets].rows = graphs;
    return check_nodes(l, graphs, count.said_by);
}

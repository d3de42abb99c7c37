/* update.c - gat2_update on a data set: microseconds after one row's numbers changed, and after an edge came and went, by the
 * degree of the row that changed. Times are the least of some runs of one edit, and of these the median and the greatest of the
 * edits; each edit's bits are held to inference anew. Made and run by update.bash: update DATA EDITS */
#define _POSIX_C_SOURCE 200809L
#include "gat2.h"
#include "gatrt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 15, CLASSES_OF_DEGREE = 6, ROOM = 64 };

typedef struct Times {
    double *micro;
    int count;
} Times;

static gatrt_data *data;
static gat2_edges edges;
static gat2_inputs inputs;
static gat2_graph graph;
static void *memory, *workspace, *other;
static float *logits, *anew, *val;
static Times feature[CLASSES_OF_DEGREE], edge[CLASSES_OF_DEGREE], whole;

static void *room(size_t bytes)
{
    void *new = malloc(bytes ? bytes : 1);
    if (!new)
        exit(1);
    return new;
}

static void must(int holds, const char *what)
{
    if (holds)
        return;
    printf("FAILED: %s\n", what);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

static uint64_t state = 1;

static int32_t pick(int64_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int32_t)((state >> 33) % (uint64_t)n);
}

static void add(Times *t, double micro)
{
    t->micro = realloc(t->micro, (size_t)(t->count + 1) * sizeof *t->micro);
    if (!t->micro)
        exit(1);
    t->micro[t->count++] = micro;
}

static int degree_class(int32_t v)
{
    static const int64_t least[] = {2, 4, 8, 16, 32};
    const int64_t degree = graph.in_start[v + 1] - graph.in_start[v] - 1;
    int class = 0;
    while (class < CLASSES_OF_DEGREE - 1 && degree >= least[class])
        class ++;
    return class;
}

static double timed(const gat2_changes *changes)
{
    const double start = now();
    const int code = gat2_update(&gat2_weights, changes, &graph, &inputs, logits, memory, workspace);
    const double took = now() - start;
    must(code == GAT2_OK, "an update");
    return took;
}

static void compare(void)
{
    const double start = now();
    must(gat2_infer(&gat2_weights, &graph, &inputs, anew, other) == GAT2_OK, "inference anew");
    add(&whole, now() - start);
    must(!memcmp(logits, anew, (size_t)graph.nodes * GAT2_CLASSES * sizeof *anew), "an update has inference's bits");
}

static void change_row(int32_t v)
{
    const gat2_changes changes = {.nodes_changed = 1, .changed_nodes = &v};
    double least = 1e30;
    for (int64_t q = inputs.x_row_start[v]; q < inputs.x_row_start[v + 1]; q++)
        val[q] = (float)(1 + pick(9)) / 64.0f;
    for (int run = 0; run < RUNS; run++) {
        const double took = timed(&changes);
        least = took < least ? took : least;
    }
    add(&feature[degree_class(v)], least);
    compare();
}

static void change_edge(int32_t v)
{
    const int32_t u = pick(graph.nodes);
    const gat2_changes come = {.edges_added = 1, .added_src = &u, .added_dst = &v},
                       go = {.edges_removed = 1, .removed_src = &u, .removed_dst = &v};
    double least = 1e30;
    for (int run = 0; run < RUNS; run++) {
        const double took = timed(&come);
        least = took < least ? took : least;
        if (run + 1 == RUNS)
            compare();
        timed(&go);
    }
    add(&edge[degree_class(v)], least);
    compare();
}

static void load(const char *spec)
{
    char error[256] = "";
    data = gatrt_data_load(spec, error);
    must(data && data->sets[0].sparse, error[0] ? error : "the features are sparse");
    const gatrt_set *set = &data->sets[0];
    edges = (gat2_edges){.nodes = set->rows,
                         .edges = data->relations[0].edges,
                         .src = data->relations[0].src,
                         .dst = data->relations[0].dst,
                         .edges_room = ROOM};
    val = set->x_val;
    inputs = (gat2_inputs){set->x_start, set->x_col, val};
    must(set->features == GAT2_FEATURES, "the model is made for this data set");
    must(gat2_normalize_x(set->rows, set->x_start, val) == GAT2_OK, "normalising");
    memory = room(gat2_prepare_size(&edges));
    must(gat2_prepare(&edges, &graph, memory) == GAT2_OK, "preparing");
    const size_t size = gat2_workspace_size(graph.nodes, graph.edges);
    workspace = room(size);
    other = room(size);
    logits = room((size_t)graph.nodes * GAT2_CLASSES * sizeof *logits);
    anew = room((size_t)graph.nodes * GAT2_CLASSES * sizeof *anew);
    must(gat2_infer(&gat2_weights, &graph, &inputs, logits, workspace) == GAT2_OK, "inference");
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_times(Times *t)
{
    if (!t->count) {
        printf(" | |");
        return;
    }
    qsort(t->micro, (size_t)t->count, sizeof *t->micro, rising);
    printf(" %.1f | %.1f |", t->micro[t->count / 2], t->micro[t->count - 1]);
}

static void join(Times *to, const Times *from)
{
    for (int i = 0; i < from->count; i++)
        add(to, from->micro[i]);
}

int main(int argc, char **argv)
{
    static const char *const degrees[] = {"0, 1", "2, 3", "4 to 7", "8 to 15", "16 to 31", "32 and more"};
    Times all_features = {0}, all_edges = {0};
    must(argc == 3, "usage: update DATA EDITS");
    load(argv[1]);
    for (int i = 0; i < atoi(argv[2]); i++) {
        change_row(pick(graph.nodes));
        change_edge(pick(graph.nodes));
    }
    printf("| edges into the row | rows | a row's numbers, median us | most | an edge, median us | most |\n"
           "|---|---|---|---|---|---|\n");
    for (int i = 0; i < CLASSES_OF_DEGREE; i++) {
        printf("| %s | %d |", degrees[i], feature[i].count + edge[i].count);
        join(&all_features, &feature[i]);
        join(&all_edges, &edge[i]);
        print_times(&feature[i]);
        print_times(&edge[i]);
        printf("\n");
    }
    printf("| all | %d |", all_features.count + all_edges.count);
    print_times(&all_features);
    print_times(&all_edges);
    qsort(whole.micro, (size_t)whole.count, sizeof *whole.micro, rising);
    printf("\n\nall rows: least %.0f us\n", whole.micro[0]);
    return 0;
}

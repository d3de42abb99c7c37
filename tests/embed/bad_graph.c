/* bad_graph.c - what gat2_infer says of graphs and inputs that are none: a code, and nothing outside is read.
 * Run by tests/embed/embed.sh, linked with model.o, or with -DLIBRARY against a .so by dlopen: bad_graph [LIBRARY]. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef LIBRARY
#include <dlfcn.h>
#endif

#include "model.h"

enum { NODES = 3, EDGES = 4 };

#ifdef LIBRARY
typedef int Infer(const gat2_params *, const gat2_graph *, const gat2_inputs *, float *, void *);
typedef size_t WorkspaceSize(int64_t, int64_t);
static Infer *infer;
static WorkspaceSize *workspace_size;
#else
#define infer          gat2_infer
#define workspace_size gat2_workspace_size
#endif

static gat2_params params;
static const int64_t sound_start[NODES + 1] = {0, 2, 3, 4};
static const int32_t sound_src[EDGES] = {0, 1, 1, 2};
static const int64_t row_start[NODES + 1] = {0, 1, 2, 3};
static const int32_t col[NODES] = {0, 1, 2};
static const float val[NODES] = {1, 1, 1};
static const gat2_inputs inputs = {row_start, col, val};
static float logits[NODES * GAT2_CLASSES];
static void *workspace;
static int failed;

static void expect(const char *what, int code, int expected)
{
    if (code != expected) {
        fprintf(stderr, "FAILED bad_graph: %s: code %d, expected %d\n", what, code, expected);
        failed = 1;
    }
}

static void expect_graph(const char *what, int64_t nodes, int64_t edges, const int64_t *start, const int32_t *src,
                         int expected)
{
    const gat2_graph graph = {nodes, edges, start, src};
    expect(what, infer(&params, &graph, &inputs, logits, workspace), expected);
}

static void graphs(void)
{
    static const int64_t falls[NODES + 1] = {0, 3, 2, 4}, begins[NODES + 1] = {1, 2, 3, 4};
    static const int64_t past[NODES + 1] = {0, 2, 3, 5}, before[NODES + 1] = {0, -1, 3, 4};
    static const int64_t huge[NODES + 1] = {0, INT64_MAX, 3, 4}, short_of[NODES + 1] = {0, 1, 2, 3};
    static const int32_t above[EDGES] = {0, 1, NODES, 2}, below[EDGES] = {0, -1, 1, 2};
    static const int32_t last[EDGES] = {0, 1, 1, INT32_MAX}, first[EDGES] = {INT32_MIN, 1, 1, 2};
    static const int64_t none[1] = {0};
    expect_graph("a sound graph", NODES, EDGES, sound_start, sound_src, GAT2_OK);
    expect_graph("no nodes", 0, 0, none, NULL, GAT2_OK);
    expect_graph("in_start falls", NODES, EDGES, falls, sound_src, GAT2_BAD_GRAPH);
    expect_graph("in_start begins past 0", NODES, EDGES, begins, sound_src, GAT2_BAD_GRAPH);
    expect_graph("in_start ends past the edges", NODES, EDGES, past, sound_src, GAT2_BAD_GRAPH);
    expect_graph("in_start ends before the edges", NODES, EDGES, short_of, sound_src, GAT2_BAD_GRAPH);
    expect_graph("in_start is negative", NODES, EDGES, before, sound_src, GAT2_BAD_GRAPH);
    expect_graph("in_start is absurd", NODES, EDGES, huge, sound_src, GAT2_BAD_GRAPH);
    expect_graph("a source past the nodes", NODES, EDGES, sound_start, above, GAT2_BAD_GRAPH);
    expect_graph("a source below 0", NODES, EDGES, sound_start, below, GAT2_BAD_GRAPH);
    expect_graph("the largest source", NODES, EDGES, sound_start, last, GAT2_BAD_GRAPH);
    expect_graph("the smallest source", NODES, EDGES, sound_start, first, GAT2_BAD_GRAPH);
    expect_graph("nodes below 0", -1, EDGES, sound_start, sound_src, GAT2_BAD_GRAPH);
    expect_graph("edges below 0", NODES, -1, sound_start, sound_src, GAT2_BAD_GRAPH);
    expect_graph("more nodes than an int32", INT64_MAX, EDGES, sound_start, sound_src, GAT2_BAD_GRAPH);
    expect_graph("no in_start", NODES, EDGES, NULL, sound_src, GAT2_BAD_GRAPH);
    expect_graph("no in_src", NODES, EDGES, sound_start, NULL, GAT2_BAD_GRAPH);
}

static void expect_inputs(const char *what, const int64_t *start, const int32_t *column, const float *value,
                          int expected)
{
    const gat2_graph graph = {NODES, EDGES, sound_start, sound_src};
    const gat2_inputs given = {start, column, value};
    expect(what, infer(&params, &graph, &given, logits, workspace), expected);
}

static void features(void)
{
    static const int64_t falls[NODES + 1] = {0, 2, 1, 3}, begins[NODES + 1] = {1, 1, 2, 3};
    static const int64_t below[NODES + 1] = {0, 1, 2, -3};
    static const int32_t above[NODES] = {0, GAT2_FEATURES, 2}, negative[NODES] = {0, 1, -1};
    expect_inputs("sound features", row_start, col, val, GAT2_OK);
    expect_inputs("no row_start", NULL, col, val, GAT2_NO_ARGUMENT);
    expect_inputs("no columns", row_start, NULL, val, GAT2_NO_ARGUMENT);
    expect_inputs("no values", row_start, col, NULL, GAT2_NO_ARGUMENT);
    expect_inputs("row_start falls", falls, col, val, GAT2_BAD_INPUT);
    expect_inputs("row_start begins past 0", begins, col, val, GAT2_BAD_INPUT);
    expect_inputs("row_start ends below 0", below, col, val, GAT2_BAD_INPUT);
    expect_inputs("a column past the features", row_start, above, val, GAT2_BAD_INPUT);
    expect_inputs("a column below 0", row_start, negative, val, GAT2_BAD_INPUT);
}

static void arguments(void)
{
    const gat2_graph graph = {NODES, EDGES, sound_start, sound_src};
    expect("no parameters", infer(NULL, &graph, &inputs, logits, workspace), GAT2_NO_ARGUMENT);
    expect("no graph", infer(&params, NULL, &inputs, logits, workspace), GAT2_NO_ARGUMENT);
    expect("no inputs", infer(&params, &graph, NULL, logits, workspace), GAT2_NO_ARGUMENT);
    expect("no logits", infer(&params, &graph, &inputs, NULL, workspace), GAT2_NO_ARGUMENT);
    expect("no workspace", infer(&params, &graph, &inputs, logits, NULL), GAT2_NO_ARGUMENT);
}

static void sizes(void)
{
    expect("size of absurd nodes", workspace_size(INT64_MAX, 1) == SIZE_MAX, 1);
    expect("size of negative nodes", workspace_size(-1, 1) == SIZE_MAX, 1);
    expect("size of negative edges", workspace_size(1, -1) == SIZE_MAX, 1);
    expect("size grows with the nodes", workspace_size(1000, 10) > workspace_size(100, 10), 1);
}

#ifdef LIBRARY
static int load(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, "gat2_infer") : NULL;
    void *size = library ? dlsym(library, "gat2_workspace_size") : NULL;
    if (!symbol || !size) {
        fprintf(stderr, "FAILED bad_graph: %s\n", dlerror());
        return 0;
    }
    memcpy(&infer, &symbol, sizeof infer); /* ISO C has no cast between objects and functions */
    memcpy(&workspace_size, &size, sizeof workspace_size);
    return 1;
}
#endif

int main(int argc, char **argv)
{
#ifdef LIBRARY
    if (argc != 2 || !load(argv[1]))
        return 1;
#else
    (void)argc, (void)argv;
#endif
    workspace = malloc(workspace_size(NODES, EDGES)); /* exactly as much: a sanitizer sees a write outside */
    if (!workspace)
        return 1;
    graphs();
    features();
    arguments();
    sizes();
    free(workspace);
    return failed;
}

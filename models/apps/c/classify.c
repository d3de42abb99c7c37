/* classify FEATURES.csv EDGES.csv: the class of each node, a line each. The model, its sizes and its weights are in net/, which
 * `gatcc -o net/` made; the files are as `gatcc data -o DIR/` writes them: a header, then a row of numbers for each node, and
 * "source,target" for each edge. */
#include "net.h"

#include <stdio.h>
#include <stdlib.h>

static _Noreturn void fail(const char *what, const char *where)
{
    fprintf(stderr, "classify: %s: %s\n", where, what);
    exit(1);
}

/* Room for one more of `count` items. */
static void *grown(void *items, int64_t count, size_t size)
{
    if (count & (count + 1) && count) /* a power of two less one, or nothing */
        return items;
    items = realloc(items, ((size_t)count * 2 + 2) * size);
    if (!items)
        fail("out of memory", "a table");
    return items;
}

static FILE *open_table(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        fail("cannot read", path);
    for (int c = 0; c != '\n'; c = fgetc(file))
        if (c == EOF)
            fail("no header", path);
    return file;
}

/* What is not 0 in each row, as net_inputs has it. */
typedef struct Features {
    int64_t rows, entries, *start;
    int32_t *col;
    float *val;
} Features;

static Features read_features(const char *path)
{
    Features f = {0, 0, grown(NULL, 0, sizeof(int64_t)), NULL, NULL};
    FILE *file = open_table(path);
    float value;
    int32_t col = 0;
    f.start[0] = 0;
    while (fscanf(file, "%f", &value) == 1) {
        if (value != 0.0f) {
            f.col = grown(f.col, f.entries, sizeof *f.col);
            f.val = grown(f.val, f.entries, sizeof *f.val);
            f.col[f.entries] = col;
            f.val[f.entries++] = value;
        }
        col++;
        if (fgetc(file) == ',')
            continue;
        if (col != NET_FEATURES)
            fail("a row has another number of features than the model", path);
        f.start = grown(f.start, ++f.rows, sizeof *f.start);
        f.start[f.rows] = f.entries;
        col = 0;
    }
    if (!feof(file) || col)
        fail("a number is expected", path);
    fclose(file);
    return f;
}

static net_edges read_edges(const char *path, int64_t nodes)
{
    int32_t *src = NULL, *dst = NULL, from, to;
    int64_t count = 0;
    FILE *file = open_table(path);
    while (fscanf(file, "%d,%d", &from, &to) == 2) {
        src = grown(src, count, sizeof *src);
        dst = grown(dst, count, sizeof *dst);
        src[count] = from;
        dst[count++] = to;
    }
    if (!feof(file))
        fail("two numbers are expected", path);
    fclose(file);
    return (net_edges){.nodes = nodes, .edges = count, .src = src, .dst = dst};
}

int main(int argc, char **argv)
{
    if (argc != 3)
        fail("expected two files", "FEATURES.csv EDGES.csv");
    Features x = read_features(argv[1]);
    const net_edges edges = read_edges(argv[2], x.rows);
    const net_inputs inputs = {.x_row_start = x.start, .x_col = x.col, .x_val = x.val};
    net_graph graph;

    void *memory = malloc(net_prepare_size(&edges));
    if (!memory || net_prepare(&edges, &graph, memory) != NET_OK)
        fail("an edge leads to no node", argv[2]);
    void *workspace = malloc(net_workspace_size(graph.nodes, graph.edges));
    float *logits = malloc((size_t)x.rows * NET_CLASSES * sizeof *logits);
    if (!workspace || !logits || net_normalize_x(x.rows, x.start, x.val) != NET_OK ||
        net_infer(&net_weights, &graph, &inputs, logits, workspace) != NET_OK)
        fail("the model refuses these", argv[1]);
    for (int64_t v = 0; v < x.rows; v++) {
        const float *row = logits + v * NET_CLASSES;
        int best = 0;
        for (int c = 1; c < NET_CLASSES; c++)
            best = row[c] > row[best] ? c : best;
        printf("%d\n", best);
    }
    return 0;
}

/* fuzz_product.c - emitted inference in a fixed capacity: NAME_prepare, NAME_infer, NAME_infer_nodes and NAME_update of product.lua
 * with whatever graph, rows and edits the bytes say, sound or not.
 *
 * What must hold: a graph is refused where an end leads to no node or there is more than the capacity, and nowhere else; rows
 * are, where columns or starts are wrong; after every edit outputs are the bits of preparing and inferring anew; what is refused
 * changes nothing. All arrays are as long as they are said to be, so that ASan sees who reads behind them; `fixed` lies between
 * walls.
 *
 * With -DRANDOM_INPUTS=N: a program of its own, which makes N inputs and needs no libFuzzer (product.sh). */
#include "net.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_ROWS = NET_MAX_NODES + 2, MOST_EDGES = NET_MAX_EDGES + 2, WALL = 64 };

typedef struct Bytes {
    const uint8_t *at;
    size_t left;
} Bytes;

static unsigned take(Bytes *b)
{
    if (!b->left)
        return 0;
    b->left--;
    return *b->at++;
}

/* Mostly below n; one byte in 32 is what it is, with a sign. */
static int32_t take_below(Bytes *b, int32_t n)
{
    const unsigned byte = take(b);
    if (byte >= 248)
        return (int32_t)(int8_t)take(b);
    return n > 0 ? (int32_t)byte % n : (int32_t)byte;
}

/* How often each function was called, told at the end. */
enum { PREPARE, INFER, INFER_NODES, UPDATE, FUNCTIONS };
static unsigned long long called[FUNCTIONS];

static void tell(void)
{
    fprintf(stderr, "calls: %llu prepare, %llu infer, %llu infer_nodes, %llu update\n", called[PREPARE], called[INFER],
            called[INFER_NODES], called[UPDATE]);
}

static void must(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "this must hold: %s\n", what);
    abort();
}

/* ------------------------------------------------------------------ a graph as the application has it */

static struct {
    uint8_t before[WALL];
    net_fixed fixed;
    uint8_t behind[WALL];
} walled;
static net_fixed *const fixed = &walled.fixed;
static net_fixed anew;
static net_params params;
static int32_t src[MOST_EDGES], dst[MOST_EDGES], rows, edges;
static int64_t *start;
static int32_t *col;
static float *val;

static void *copy(const void *from, size_t bytes)
{
    void *to = malloc(bytes);
    must(to != NULL || !bytes, "there is memory");
    if (bytes)
        memcpy(to, from, bytes);
    return to;
}

static int prepare(net_fixed *in, int64_t room)
{
    int32_t *const from = copy(src, (size_t)edges * sizeof *src), *const to = copy(dst, (size_t)edges * sizeof *dst);
    const net_edges all = {.nodes = rows, .edges = edges, .src = from, .dst = to, .edges_room = room};
    const int code = net_fixed_prepare(in, &all);
    called[PREPARE]++;
    free(from), free(to);
    return code;
}

/* An end that leads nowhere? */
static int is_wrong(int32_t v)
{
    return v < 0 || v >= rows;
}

static void take_graph(Bytes *b)
{
    rows = (int32_t)(take(b) % (MOST_ROWS + 1));
    edges = (int32_t)(take(b) % (MOST_EDGES + 1));
    for (int32_t e = 0; e < edges; e++)
        src[e] = take_below(b, rows), dst[e] = take_below(b, rows);
}

static int graph_code(void)
{
    if (rows > NET_MAX_NODES || edges > NET_MAX_EDGES)
        return NET_E_CAPACITY;
    for (int32_t e = 0; e < edges; e++)
        if (is_wrong(src[e]) || is_wrong(dst[e]))
            return NET_BAD_GRAPH;
    return NET_OK;
}

/* ------------------------------------------------------------------ rows */

static void take_entry(Bytes *b, int64_t q)
{
    col[q] = take_below(b, NET_FEATURES);
    val[q] = (float)(int8_t)take(b) / 16.0f;
}

/* Up to two entries a row. */
static void take_rows(Bytes *b)
{
    start = malloc(((size_t)rows + 1) * sizeof *start);
    must(start != NULL, "there is memory");
    start[0] = 0;
    for (int32_t v = 0; v < rows; v++)
        start[v + 1] = start[v] + take(b) % 3;
    const size_t entries = (size_t)start[rows];
    col = malloc(entries * sizeof *col), val = malloc(entries * sizeof *val);
    for (size_t q = 0; q < entries; q++)
        take_entry(b, (int64_t)q);
    if (rows && take(b) >= 250) /* a start that does not ascend, or does not begin at 0 */
        start[take(b) % ((unsigned)rows + 1)] -= 1 + take(b) % 3;
}

static int rows_code(void)
{
    int bad = start[0] != 0;
    for (int32_t v = 0; v < rows; v++)
        bad |= start[v] > start[v + 1];
    for (int64_t q = 0; !bad && q < start[rows]; q++)
        bad |= col[q] < 0 || col[q] >= NET_FEATURES;
    return bad ? NET_BAD_INPUT : NET_OK;
}

/* ------------------------------------------------------------------ inference and edits */

static float logits[NET_MAX_NODES][NET_CLASSES], expected[NET_MAX_NODES][NET_CLASSES];
static net_inputs inputs;

static void infer_some(Bytes *b)
{
    static float some[NET_MAX_NODES][NET_CLASSES];
    int32_t asked[4];
    const int64_t count = take(b) % 5;
    int wrong = 0;
    for (int64_t i = 0; i < count; i++)
        asked[i] = take_below(b, rows), wrong |= is_wrong(asked[i]);
    const size_t bytes = net_infer_nodes_size(&fixed->graph);
    must(bytes != SIZE_MAX, "a graph that is there has a size");
    int32_t *const list = copy(asked, (size_t)count * sizeof *asked);
    void *workspace = malloc(bytes);
    const int code = net_infer_nodes(&params, &fixed->graph, &inputs, list, count, some[0], workspace);
    free(workspace), free(list);
    called[INFER_NODES]++;
    must(code == (wrong ? NET_BAD_INPUT : NET_OK) || (!count && code == NET_NO_ARGUMENT),
         "rows that are there are inferred");
    for (int64_t i = 0; code == NET_OK && i < count; i++)
        must(!memcmp(some[asked[i]], logits[asked[i]], sizeof some[0]), "some rows have the bits of a whole run");
}

/* Takes the edge away from those of the application; is it there? Self loops are the model's, and stay whatever is said of them. */
static int drop(int32_t from, int32_t to)
{
    for (int32_t e = 0; e < edges; e++)
        if (src[e] == from && dst[e] == to) {
            edges--;
            src[e] = src[edges], dst[e] = dst[edges];
            return 1;
        }
    return 0;
}

static void check_update(Bytes *b)
{
    enum { AT_ONCE = 3 };
    int32_t changed[AT_ONCE], from[2][AT_ONCE], to[2][AT_ONCE], old_src[MOST_EDGES], old_dst[MOST_EDGES];
    const int32_t old_edges = edges;
    memcpy(old_src, src, sizeof src), memcpy(old_dst, dst, sizeof dst);
    const unsigned what = take(b);
    const int64_t counts[3] = {what % 4, what / 4 % 4, what / 16 % 4};
    int code = NET_OK;
    int64_t *const old_start = copy(start, ((size_t)rows + 1) * sizeof *start);
    const size_t entries = (size_t)start[rows];
    int32_t *const old_col = copy(col, entries * sizeof *col);
    float *const old_val = copy(val, entries * sizeof *val);
    for (int64_t i = 0; i < counts[0]; i++) {
        changed[i] = take_below(b, rows);
        if (is_wrong(changed[i])) {
            code = NET_BAD_INPUT;
            continue;
        }
        for (int64_t q = start[changed[i]]; q < start[changed[i] + 1]; q++)
            take_entry(b, q);
    }
    int lost = 0, nowhere = 0;
    for (int k = 0; k < 2; k++)
        for (int64_t i = 0; i < counts[1 + k]; i++) {
            from[k][i] = take_below(b, rows), to[k][i] = take_below(b, rows);
            nowhere |= is_wrong(from[k][i]) || is_wrong(to[k][i]);
        }
    for (int64_t i = 0; i < counts[1]; i++)
        lost |= from[0][i] != to[0][i] && !drop(from[0][i], to[0][i]);
    int full = 0;
    for (int64_t i = 0; i < counts[2] && !full; i++) {
        if (from[1][i] == to[1][i])
            continue;
        full = edges == NET_MAX_EDGES;
        if (!full)
            src[edges] = from[1][i], dst[edges++] = to[1][i];
    }
    const int sound = code == NET_OK && !nowhere && !lost && !full && rows_code() == NET_OK;
    int32_t *const list = copy(changed, (size_t)counts[0] * sizeof *changed);
    int32_t *lists[2][2];
    for (int k = 0; k < 2; k++) {
        lists[k][0] = copy(from[k], (size_t)counts[1 + k] * sizeof(int32_t));
        lists[k][1] = copy(to[k], (size_t)counts[1 + k] * sizeof(int32_t));
    }
    const net_changes changes = {counts[0],   list,        counts[1],   counts[2],
                                 lists[0][0], lists[0][1], lists[1][0], lists[1][1]};
    memcpy(expected, logits, sizeof logits);
    const int got = net_fixed_update(fixed, &params, &changes, &inputs, logits[0]);
    called[UPDATE]++, called[INFER]++;
    free(list);
    for (int k = 0; k < 4; k++)
        free(lists[k / 2][k % 2]);
    if (got != NET_OK) {
        must(!sound || (!list && counts[0] == 0), "what is sound is not refused");
        must(!memcmp(expected, logits, sizeof logits), "what is refused changes nothing");
        edges = old_edges;
        memcpy(src, old_src, sizeof src), memcpy(dst, old_dst, sizeof dst);
        memcpy(start, old_start, ((size_t)rows + 1) * sizeof *start);
        if (entries)
            memcpy(col, old_col, entries * sizeof *col), memcpy(val, old_val, entries * sizeof *val);
    } else {
        must(sound, "what is unsound is refused");
    }
    free(old_start), free(old_col), free(old_val);
    must(prepare(&anew, 0) == NET_OK && net_fixed_infer(&anew, &params, &inputs, expected[0]) == NET_OK,
         "inference anew");
    must(anew.graph.edges == fixed->graph.edges && !memcmp(expected, logits, (size_t)rows * sizeof logits[0]),
         "an update has the bits of a run from scratch");
}

/* Those of the application's are dropped for those of the model, and take no room. */
static void drop_self_loops(void)
{
    int32_t kept = 0;
    for (int32_t e = 0; e < edges; e++) {
        src[kept] = src[e], dst[kept] = dst[e];
        kept += src[e] != dst[e];
    }
    edges = kept;
}

static void infer(Bytes *b)
{
    drop_self_loops();
    take_rows(b);
    inputs = (net_inputs){.x_row_start = start, .x_col = col, .x_val = val};
    if (rows_code() == NET_OK && take(b) % 2)
        must(net_normalize_x(rows, start, val) == NET_OK, "what is finite is divided");
    memset(logits, 0xff, sizeof logits);
    const int code = net_fixed_infer(fixed, &params, &inputs, logits[0]);
    called[INFER]++;
    must(code == rows_code(), "rows are refused where they are wrong, and nowhere else");
    for (int32_t v = 0; code == NET_OK && v < rows; v++)
        for (int c = 0; c < NET_CLASSES; c++)
            must(logits[v][c] - logits[v][c] == 0.0f, "outputs are numbers");
    for (int32_t v = rows; v < NET_MAX_NODES; v++)
        must(((const uint32_t *)(const void *)logits[v])[0] == UINT32_MAX, "no other row is written");
    while (code == NET_OK && b->left) {
        if (take(b) % 4 == 0)
            infer_some(b);
        else
            check_update(b);
    }
    free(start), free(col), free(val);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int is_begun;
    Bytes b = {data, size};
    if (!is_begun) {
        float *const weight = (float *)(void *)&params;
        for (int i = 0; i < NET_PARAMS; i++)
            weight[i] = (float)(i * 37 % 41 - 20) / 16.0f;
        is_begun = 1;
        atexit(tell);
    }
    memset(&walled, 0xa5, sizeof walled);
    take_graph(&b);
    const int code = prepare(fixed, NET_MAX_EDGES - (edges < NET_MAX_EDGES ? edges : NET_MAX_EDGES));
    must(code == graph_code() || (code != NET_OK && graph_code() != NET_OK),
         "a graph is refused where it is wrong, and nowhere else");
    if (code == NET_OK)
        infer(&b);
    for (int i = 0; i < WALL; i++)
        must(walled.before[i] == 0xa5 && walled.behind[i] == 0xa5, "nothing is written beside what is given");
    return 0;
}

#ifdef RANDOM_INPUTS
/* Bytes of three kinds in turn: all of them, small ones, and mostly the same. */
int main(void)
{
    enum { LONGEST = 300 };
    static uint8_t data[LONGEST];
    uint64_t state = 1;
    for (int n = 0; n < RANDOM_INPUTS; n++) {
        uint64_t kept = 0;
        for (int i = 0; i < LONGEST; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            kept = n % 3 < 2 || state >> 61 == 0 ? state >> 40 : kept;
            data[i] = (uint8_t)(n % 3 == 1 ? kept % 16 : kept);
        }
        LLVMFuzzerTestOneInput(data, (state >> 33) % LONGEST);
    }
    return called[UPDATE] && called[INFER_NODES] ? 0 : 2;
}
#endif

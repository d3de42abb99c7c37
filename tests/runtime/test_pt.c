/* test_pt.c - graphs of PyTorch Geometric in .pt files: those that it wrote, against what it says of them; several
 * graphs as one; and what does not fit. Run: ctest -R test_pt, or the program itself.
 *
 * PyG's files are read from $GATCC_REFERENCE_TASKS/pt, by default ../shared/reference-tasks beside $GATCC_SOURCE.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"
#include "../support/sha256.c"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/torch_files.h"

/* ------------------------------------------------------------------ graphs by hand: pickles of arrays of bytes */

#define GRAPHS(literal) ((Bytes){"\x80\2" literal ".", sizeof("\x80\2" literal ".") - 1})
#define ARRAY(shape, count, bytes)                                                                                     \
    "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1" shape                                \
    "cnumpy\ndtype\nU\2i1K\0K\1\x87R(K\3U\1"                                                                           \
    "|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89U" count bytes "tb"
#define LINE(count, bytes) ARRAY("K" count "\x85", count, bytes)
#define X                  "U\1x"
#define Y                  "U\1y"
#define EDGES                                                                                                          \
    "U\x0a"                                                                                                            \
    "edge_index"
#define ATTR                                                                                                           \
    "U\x09"                                                                                                            \
    "edge_attr"
#define NODES         "U\x09num_nodes"
#define DICT(entries) "}(" entries "u"
#define LIST(graphs)  "](" graphs "e"

static void save(Bytes pickle)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(pickle.bytes, 1, pickle.size, file), pickle.size);
    assert_int_equal(fclose(file), 0);
}

static gatrt_data *expect_read(Bytes pickle)
{
    char error[256] = "";
    save(pickle);
    gatrt_data *d = gatrt_data_load(path, error);
    if (!d)
        fail_msg("%s", error);
    return d;
}

static void refuse(Bytes pickle, const char *why)
{
    char error[256] = "";
    save(pickle);
    assert_null(gatrt_data_load(path, error));
    if (!strstr(error, why) || strstr(error, path) != error || strchr(error, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", why, error);
}

/* Three nodes in two graphs, with two edges in the first and one in the second. */
static void check_two(const gatrt_data *d)
{
    const gatrt_set *node = data_find_set(d, "node"), *graph = data_find_set(d, "graph");
    const gatrt_relation *edge = &d->relations[0];
    assert_non_null(node);
    assert_non_null(graph);
    assert_true(node->rows == 3 && graph->rows == 2 && edge->edges == 3);
    assert_memory_equal(node->graph, ((int32_t[]){0, 0, 1}), 3 * sizeof(int32_t));
    assert_memory_equal(edge->src, ((int32_t[]){0, 1, 2}), 3 * sizeof(int32_t));
    assert_memory_equal(edge->dst, ((int32_t[]){1, 1, 2}), 3 * sizeof(int32_t));
}

#define FIRST_X      X ARRAY("K\2K\1\x86", "\2", "\5\6")
#define FIRST_EDGES  EDGES ARRAY("K\2K\2\x86", "\4", "\0\1\1\1")
#define SECOND_X     X ARRAY("K\1K\1\x86", "\1", "\7")
#define SECOND_EDGES EDGES ARRAY("K\2K\1\x86", "\2", "\0\0")

static void test_list(void **state)
{
    (void)state;
    gatrt_data *d = expect_read(GRAPHS(LIST(DICT(FIRST_X FIRST_EDGES Y LINE("\1", "\3") ATTR LINE("\2", "\1\2"))
                                                DICT(SECOND_X SECOND_EDGES Y LINE("\1", "\4") ATTR LINE("\1", "\3")))));
    check_two(d);
    assert_memory_equal(d->sets[0].x, ((float[]){5, 6, 7}), 3 * sizeof(float));
    assert_memory_equal(data_find_set(d, "graph")->label, ((int32_t[]){3, 4}), 2 * sizeof(int32_t));
    assert_memory_equal(d->relations[0].edge_attr, ((float[]){1, 2, 3}), 3 * sizeof(float));
    gatrt_data_free(d);
    d = expect_read(GRAPHS(LIST(DICT(FIRST_X FIRST_EDGES Y LINE("\2", "\1\2") "U\x0atrain_mask" LINE(
        "\2", "\1\0")) DICT(SECOND_X SECOND_EDGES Y LINE("\1", "\3") "U\x0atrain_mask" LINE("\1", "\1")))));
    check_two(d);
    assert_memory_equal(d->sets[0].label, ((int32_t[]){1, 2, 3}), 3 * sizeof(int32_t));
    assert_memory_equal(d->sets[0].mask[0], "\1\0\1", 3);
    gatrt_data_free(d);
    d = expect_read(GRAPHS(LIST(DICT(FIRST_X FIRST_EDGES Y "K\1") DICT(SECOND_X SECOND_EDGES Y "K\0"))));
    assert_memory_equal(data_find_set(d, "graph")->label, ((int32_t[]){1, 0}), 2 * sizeof(int32_t));
    gatrt_data_free(d);
    d = expect_read(GRAPHS(LIST(DICT(NODES "K\2" FIRST_EDGES) DICT(NODES "K\1" SECOND_EDGES))));
    check_two(d);
    gatrt_data_free(d);
}

/* A column for each split. */
static void test_splits(void **state)
{
    (void)state;
    Error error = {""};
    save(GRAPHS(DICT(FIRST_X FIRST_EDGES "U\x0atrain_mask" ARRAY("K\2K\3\x86", "\6", "\1\0\0\0\1\1"))));
    for (int64_t split = 0; split < 3; split++) {
        gatrt_data *d = data_load(path, &(DataUse){.split = split}, &error);
        if (!d)
            fail_msg("%s", error.text);
        assert_memory_equal(d->sets[0].mask[0], split ? "\0\1" : "\1\0", 2);
        gatrt_data_free(d);
    }
    assert_null(data_load(path, &(DataUse){.split = 3}, &error));
    assert_non_null(strstr(error.text, "train_mask has 3 splits, 0 to 2, but --split is 3"));
}

static void test_list_refused(void **state)
{
    (void)state;
    refuse(GRAPHS(LIST(DICT(FIRST_X FIRST_EDGES) "N")), "graph 1 of the list is None");
    refuse(GRAPHS(LIST(DICT(FIRST_X FIRST_EDGES) DICT(SECOND_EDGES))), "graph 1 has no x");
    refuse(GRAPHS(LIST(DICT(FIRST_X FIRST_EDGES) DICT(X ARRAY("K\1K\2\x86", "\2", "\1\2") SECOND_EDGES))),
           "x of graph 1 has another type or width");
    refuse(GRAPHS(LIST(DICT(FIRST_X FIRST_EDGES) DICT(SECOND_X EDGES LINE("\1", "\0")))), "edge_index of graph 1");
    refuse(GRAPHS(LIST(DICT(FIRST_X EDGES LINE("\1", "\0")) DICT(SECOND_X EDGES LINE("\1", "\0")))),
           "edge_index of graph 0");
    refuse(GRAPHS(LIST(DICT(FIRST_X FIRST_EDGES) DICT(SECOND_X EDGES ARRAY("K\2K\1\x86", "\2", "\0\1")))),
           "edge_index[1][2] = 1, but graph 1 has 1 nodes");
    refuse(GRAPHS(LIST(DICT(FIRST_X FIRST_EDGES ATTR LINE("\1", "\1"))
                           DICT(SECOND_X SECOND_EDGES ATTR LINE("\2", "\1\2")))),
           "edge_attr has not a row for each edge in each graph");
    refuse(GRAPHS(LIST(DICT(FIRST_X FIRST_EDGES Y LINE("\1", "\1")) DICT(SECOND_X SECOND_EDGES Y LINE("\2", "\1\2")))),
           "y has neither a row for each node, nor one for each of 2 graphs");
    refuse(GRAPHS(LIST(DICT(SECOND_X SECOND_EDGES Y "K\1") DICT(SECOND_X SECOND_EDGES Y "K\1"))), "or both");
    refuse(GRAPHS(LIST(DICT(NODES "K\2" FIRST_EDGES) DICT(SECOND_EDGES))), "nothing says how many nodes graph 1 has");
}

/* One small graph, which a list of a few bytes repeats until it would be larger than any such file. */
static void test_repeated(void **state)
{
    (void)state;
    enum { NODES_OF_ONE = 10000, TIMES = 8000 };
    const Bytes head =
        GRAPHS("](}(" X "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1M\x10\x27K\1\x86"
               "cnumpy\ndtype\nU\2i1K\0K\1\x87R(K\3U\1|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89T\x10\x27\0\0");
    const Bytes tail = GRAPHS("tb" FIRST_EDGES "uq\0");
    const size_t size = head.size + NODES_OF_ONE + tail.size + 2 * (size_t)TIMES + 2;
    char *bytes = mem_alloc(size, 1), *at = bytes;
    memcpy(at, head.bytes, head.size - 1);
    at += head.size - 1 + NODES_OF_ONE;
    memcpy(at, tail.bytes + 2, tail.size - 3);
    at += tail.size - 3;
    for (int i = 0; i < TIMES; i++, at += 2)
        memcpy(at, "h", 2);
    memcpy(at, "e.", 2);
    refuse((Bytes){bytes, (size_t)(at - bytes) + 2}, "far larger than the file");
    mem_free(bytes);
}

#define JOINED                                                                                                         \
    DICT(X ARRAY("K\3K\1\x86", "\3", "\5\6\7") EDGES ARRAY("K\2K\3\x86", "\6", "\0\1\0\1\1\0") Y LINE("\2", "\3\4"))
#define SLICES(x, edges, y) DICT(X x EDGES edges Y y)

static void test_slices(void **state)
{
    (void)state;
    gatrt_data *d =
        expect_read(GRAPHS(JOINED SLICES(LINE("\3", "\0\2\3"), LINE("\3", "\0\2\3"), LINE("\3", "\0\1\2")) "\x86"));
    check_two(d);
    assert_memory_equal(data_find_set(d, "graph")->label, ((int32_t[]){3, 4}), 2 * sizeof(int32_t));
    gatrt_data_free(d);
    const char *wrong = "do not say where each of 2 graphs begins";
    refuse(GRAPHS(JOINED SLICES(LINE("\3", "\1\2\3"), LINE("\3", "\0\2\3"), LINE("\3", "\0\1\2")) "\x86"), wrong);
    refuse(GRAPHS(JOINED SLICES(LINE("\3", "\0\2\2"), LINE("\3", "\0\2\3"), LINE("\3", "\0\1\2")) "\x86"), wrong);
    refuse(GRAPHS(JOINED SLICES(LINE("\3", "\0\2\3"), LINE("\3", "\0\4\3"), LINE("\3", "\0\1\2")) "\x86"), wrong);
    refuse(GRAPHS(JOINED SLICES(LINE("\3", "\0\2\3"), LINE("\4", "\0\1\2\3"), LINE("\3", "\0\1\2")) "\x86"), wrong);
    refuse(GRAPHS(JOINED SLICES(LINE("\3", "\0\2\3"), "N", LINE("\3", "\0\1\2")) "\x86"), wrong);
    refuse(GRAPHS(JOINED SLICES(LINE("\1", "\0"), "N", "N") "\x86"), "no list of where graphs begin");
    refuse(GRAPHS(JOINED "}\x86"), "do not say where graphs begin");
    refuse(GRAPHS(JOINED SLICES(LINE("\3", "\0\1\3"), LINE("\3", "\0\2\3"), LINE("\3", "\0\1\2")) "\x86"),
           "but graph 0 has 1 nodes");
}

/* A batch is as a graph is, and says itself which nodes are of which graph. */
static void test_batch(void **state)
{
    (void)state;
#define BATCH                                                                                                          \
    "ctorch_geometric.data.batch\nDynamicInheritanceGetter\n)\x81"                                                     \
    "ctorch_geometric.data.batch\nBatch\nctorch_geometric.data.data\nData\n\x86R"
#define STORE "ctorch_geometric.data.storage\nGlobalStorage\n)\x81"
    gatrt_data *d = expect_read(GRAPHS(BATCH DICT(
        "U\x0b_num_graphsK\2"
        "U\6_store" STORE DICT("U\x08_mapping" DICT(X ARRAY("K\3K\1\x86", "\3", "\5\6\7") EDGES ARRAY(
            "K\2K\3\x86", "\6", "\0\1\2\1\1\2") "U\5"
                                                "batch" LINE("\3", "\0\0\1") "U\3ptr" LINE("\3", "\0\2\3"))) "b") "b"));
    check_two(d);
    gatrt_data_free(d);
    refuse(GRAPHS("ctorch_geometric.data.batch\nDynamicInheritanceGetter\n)\x81K\1K\2\x86R"),
           "a batch must be of Data");
    refuse(GRAPHS("ctorch_geometric.data.batch\nDynamicInheritanceGetter\n)\x81NR"), "a batch must be of Data");
}

/* Of one graph slices say nothing; and before PyG 2 a Data had its values itself, with those that it lacks as None. */
static void test_one(void **state)
{
    (void)state;
    gatrt_data *d = expect_read(GRAPHS(DICT(FIRST_X FIRST_EDGES Y LINE("\2", "\1\0"))
                                           SLICES(LINE("\2", "\0\2"), LINE("\2", "\0\2"), LINE("\2", "\0\2")) "\x86"));
    assert_true(d->set_count == 1 && d->sets[0].rows == 2 && !d->sets[0].graph);
    assert_memory_equal(d->sets[0].label, ((int32_t[]){1, 0}), 2 * sizeof(int32_t));
    gatrt_data_free(d);
    d = expect_read(GRAPHS("ctorch_geometric.data.data\nData\n)\x81" DICT(FIRST_X FIRST_EDGES ATTR "N" Y "N") "b"));
    assert_true(d->sets[0].rows == 2 && d->relations[0].edges == 2 && !d->relations[0].edge_attr && !d->sets[0].label);
    gatrt_data_free(d);
    refuse(GRAPHS("ctorch_geometric.data.data\nData\n)\x81"), "is no dict of values");
}

/* ------------------------------------------------------------------ several kinds of nodes */

#define TRIPLE         "U\5paperU\5needsU\4tool\x87"
#define PAPER(entries) "U\5paper" DICT(entries)
#define TOOL(entries)  "U\4tool" DICT(entries)

static void test_hetero(void **state)
{
    (void)state;
    gatrt_data *d = expect_read(GRAPHS(LIST(DICT(PAPER(FIRST_X Y LINE("\2", "\1\0")) TOOL(NODES "K\1") TRIPLE DICT(
        EDGES ARRAY("K\2K\2\x86", "\4", "\0\1\0\0"))) DICT(PAPER(SECOND_X Y LINE("\1", "\1")) TOOL(NODES "K\2")
                                                               TRIPLE DICT(SECOND_EDGES)))));
    const gatrt_set *paper = data_find_set(d, "paper"), *tool = data_find_set(d, "tool");
    const gatrt_relation *needs = data_find_relation(d, "needs", "paper", "tool");
    assert_true(paper->rows == 3 && tool->rows == 3 && data_find_set(d, "graph")->rows == 2 && needs->edges == 3);
    assert_memory_equal(paper->graph, ((int32_t[]){0, 0, 1}), 3 * sizeof(int32_t));
    assert_memory_equal(tool->graph, ((int32_t[]){0, 1, 1}), 3 * sizeof(int32_t));
    assert_memory_equal(paper->label, ((int32_t[]){1, 0, 1}), 3 * sizeof(int32_t));
    assert_memory_equal(needs->src, ((int32_t[]){0, 1, 2}), 3 * sizeof(int32_t));
    assert_memory_equal(needs->dst, ((int32_t[]){0, 0, 1}), 3 * sizeof(int32_t));
    gatrt_data_free(d);
    d = expect_read(GRAPHS(DICT(PAPER(FIRST_X) TOOL(NODES "K\3")
                                    TRIPLE DICT(EDGES ARRAY("K\2K\2\x86", "\4", "\0\1\0\2") Y LINE("\2", "\1\0")))));
    assert_memory_equal(data_find_set(d, "needs")->label, ((int32_t[]){1, 0}), 2 * sizeof(int32_t)); /* of the edges */
    gatrt_data_free(d);
}

/* All graphs joined: slices stand under the names of stores. */
static void test_hetero_slices(void **state)
{
    (void)state;
    gatrt_data *d =
        expect_read(GRAPHS(DICT(PAPER(X ARRAY("K\3K\1\x86", "\3", "\5\6\7")) TOOL("U\x0a_num_nodes" LIST("K\1K\2"))
                                    TRIPLE DICT(EDGES ARRAY("K\2K\3\x86", "\6", "\0\1\0\0\0\1")))
                               DICT(PAPER(X LINE("\3", "\0\2\3")) TRIPLE DICT(EDGES LINE("\3", "\0\2\3"))) "\x86"));
    const gatrt_relation *needs = data_find_relation(d, "needs", "paper", "tool");
    assert_memory_equal(data_find_set(d, "paper")->graph, ((int32_t[]){0, 0, 1}), 3 * sizeof(int32_t));
    assert_memory_equal(data_find_set(d, "tool")->graph, ((int32_t[]){0, 1, 1}), 3 * sizeof(int32_t));
    assert_memory_equal(needs->src, ((int32_t[]){0, 1, 2}), 3 * sizeof(int32_t));
    assert_memory_equal(needs->dst, ((int32_t[]){0, 0, 2}), 3 * sizeof(int32_t));
    gatrt_data_free(d);
}

static void test_hetero_refused(void **state)
{
    (void)state;
    refuse(GRAPHS(LIST(DICT(PAPER(FIRST_X) TRIPLE DICT(FIRST_EDGES)) DICT(PAPER(SECOND_X) TRIPLE DICT(SECOND_EDGES)))),
           "nothing says how many rows tool has");
    refuse(GRAPHS(LIST(DICT(PAPER(FIRST_X) TRIPLE DICT(FIRST_EDGES)) DICT(PAPER(SECOND_X) "U\1bU\1bU\1b\x87}"))),
           "graph 1 has b__b__b, which the first has not");
    refuse(GRAPHS(LIST(DICT(PAPER(FIRST_X) TOOL(FIRST_X) TRIPLE DICT(FIRST_EDGES))
                           DICT(PAPER(SECOND_X) TRIPLE DICT(SECOND_EDGES)))),
           "graph 1 has no tool, which the first has");
    refuse(GRAPHS(DICT("U\4a__b}" TRIPLE DICT(FIRST_EDGES))), "has a name that is none, too long, or has __ in it");
    refuse(GRAPHS(DICT("U\2a_U\1bU\1c\x87}")), "a kind of edges has a name");
    refuse(GRAPHS(DICT("U\1aU\1b\x86}")), "a kind of edges has a name");
    refuse(GRAPHS(DICT("U\5paperK\1" TRIPLE DICT(FIRST_EDGES))), "paper of graph 0 is no dict of values");
}

/* ------------------------------------------------------------------ what is no graph */

static void test_no_graph(void **state)
{
    (void)state;
    refuse(GRAPHS("K\1"), "it holds an integer, but a graph is needed");
    refuse(GRAPHS("]"), "it holds a list of 0, but a graph is needed");
    refuse(GRAPHS("}"), "no edge_index, so it is no graph; save a Data or HeteroData; it holds a dict");
    refuse(GRAPHS(DICT(X LINE("\2", "\1\2"))),
           "no edge_index, so it is no graph; save a Data or HeteroData; it holds x");
    refuse(GRAPHS(DICT(FIRST_X EDGES "U\4text")), "edge_index is a text, but a tensor is needed");
    refuse(GRAPHS(DICT(FIRST_X FIRST_EDGES "U\6dotted]U\3a.y]" Y "U\1a")), "y is a text, but a tensor is needed");
    refuse(GRAPHS(DICT(FIRST_X EDGES ARRAY("K\2K\1\x86", "\2", "\0\2"))), "but there are 2 nodes");
    gatrt_data *d = expect_read(GRAPHS(DICT(X "N" FIRST_X FIRST_EDGES Y "N"
                                              "U\6dotted]U\3a.y]")));
    assert_int_equal(d->set_count, 1); /* a.y is of no set a */
    assert_null(d->sets[0].label);
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ files that PyG wrote */

/* What is said of the value at a path; NULL: there is none. */
static const json_t *entry_of(const json_t *said, const char *where)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(said, "entries"), i,
                       entry) if (!strcmp(json_string_value(json_object_get(entry, "path")), where)) return entry;
    return NULL;
}

static int checked; /* values */

static void check_hash(const json_t *said, const char *before, const char *key, const void *bytes, size_t size)
{
    char where[256];
    snprintf(where, sizeof where, "%s%s", before, key);
    const json_t *entry = entry_of(said, where);
    if (!entry)
        fail_msg("nothing is said of %s", where);
    if (strcmp(sha256(bytes, size).text, json_string_value(json_object_get(entry, "sha256"))) != 0)
        fail_msg("%s has other bytes", where);
    checked++;
}

/* Is something said of it, and so must be read? */
static bool is_said(const json_t *said, const char *before, const char *key)
{
    char where[256];
    snprintf(where, sizeof where, "%s%s", before, key);
    return entry_of(said, where) != NULL;
}

static void check_whole(const json_t *said, const char *before, const char *key, const int32_t *numbers, int64_t count)
{
    int64_t *wide = mem_alloc((size_t)count, sizeof *wide);
    for (int64_t i = 0; i < count; i++)
        wide[i] = numbers[i];
    check_hash(said, before, key, wide, (size_t)count * sizeof *wide);
    mem_free(wide);
}

static float *dense_of(const gatrt_set *set)
{
    float *dense = mem_alloc((size_t)(set->rows * set->features), sizeof *dense);
    for (int64_t v = 0; v < set->rows; v++)
        for (int64_t i = set->x_start[v]; i < set->x_start[v + 1]; i++)
            dense[v * set->features + set->x_col[i]] = set->x_val[i];
    return dense;
}

/* Rows of a set from `first` on, as they stand under a path. */
static void check_set(const json_t *said, const char *before, const gatrt_set *set, int64_t first, int64_t rows)
{
    static const char *const masks[3] = {"train_mask", "val_mask", "test_mask"};
    float *dense = set->sparse ? dense_of(set) : NULL;
    const float *x = dense ? dense : set->x;
    if (is_said(said, before, "x"))
        check_hash(said, before, "x", x + first * set->features, (size_t)(rows * set->features) * sizeof *x);
    if (is_said(said, before, "y") && set->label)
        check_whole(said, before, "y", set->label + first, rows);
    for (int m = 0; m < 3; m++)
        if (is_said(said, before, masks[m]))
            check_hash(said, before, masks[m], set->mask[m] + first, (size_t)rows);
    mem_free(dense);
}

/* Edges from `first` on, whose ends count from `from` and `to`. */
static void check_edges(const json_t *said, const char *before, const gatrt_relation *r, int64_t first, int64_t edges,
                        int32_t from)
{
    int32_t *ends = mem_alloc((size_t)(2 * edges), sizeof *ends);
    for (int64_t e = 0; e < edges; e++) {
        ends[e] = r->src[first + e] - from;
        ends[edges + e] = r->dst[first + e] - from;
    }
    check_whole(said, before, "edge_index", ends, 2 * edges);
    if (is_said(said, before, "edge_attr"))
        check_hash(said, before, "edge_attr", r->edge_attr + first * r->edge_features,
                   (size_t)(edges * r->edge_features) * sizeof *r->edge_attr);
    mem_free(ends);
}

static int64_t size_of(const json_t *said, const char *where, size_t dimension)
{
    return json_integer_value(json_array_get(json_object_get(entry_of(said, where), "shape"), dimension));
}

/* "0/x", "1/x", ...: a list of graphs, each with its own. */
static void check_list(const json_t *said, const gatrt_data *d)
{
    int64_t node = 0, edge = 0;
    const gatrt_set *graph = data_find_set(d, "graph");
    for (int64_t g = 0; g < graph->rows; g++) {
        char before[32], x[64], pairs[64];
        snprintf(before, sizeof before, "%lld/", (long long)g);
        snprintf(x, sizeof x, "%sx", before);
        snprintf(pairs, sizeof pairs, "%sedge_index", before);
        const int64_t nodes = size_of(said, x, 0), edges = size_of(said, pairs, 1);
        check_set(said, before, &d->sets[0], node, nodes);
        check_edges(said, before, &d->relations[0], edge, edges, (int32_t)node);
        check_whole(said, before, "y", graph->label + g, 1);
        for (int64_t v = node; v < node + nodes; v++)
            assert_int_equal(d->sets[0].graph[v], g);
        node += nodes;
        edge += edges;
    }
    assert_true(node == d->sets[0].rows && edge == d->relations[0].edges);
}

/* Graphs joined, with slices: ends count from 0 in each graph. */
static void check_joined(const json_t *said, gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0], *graph = data_find_set(d, "graph");
    gatrt_relation *edge = &d->relations[0];
    int32_t *starts = mem_alloc((size_t)graph->rows + 1, sizeof *starts);
    int32_t *edge_starts = mem_alloc((size_t)graph->rows + 1, sizeof *edge_starts);
    for (int64_t v = 0; v < node->rows; v++)
        starts[node->graph[v] + 1]++;
    for (int64_t e = 0; e < edge->edges; e++)
        edge_starts[node->graph[edge->src[e]] + 1]++;
    for (int64_t g = 0; g < graph->rows; g++) {
        starts[g + 1] += starts[g];
        edge_starts[g + 1] += edge_starts[g];
    }
    check_whole(said, "1/", "x", starts, graph->rows + 1);
    check_whole(said, "1/", "edge_index", edge_starts, graph->rows + 1);
    check_whole(said, "0/", "y", graph->label, graph->rows);
    check_set(said, "0/", node, 0, node->rows);
    for (int64_t e = 0; e < edge->edges; e++) {
        const int32_t g = node->graph[edge->src[e]];
        edge->src[e] -= starts[g];
        edge->dst[e] -= starts[g];
    }
    check_edges(said, "0/", edge, 0, edge->edges, 0);
    mem_free(starts);
    mem_free(edge_starts);
}

static void check_hetero(const json_t *said, const gatrt_data *d)
{
    char before[256];
    assert_true(d->set_count == 3 && d->relation_count == 3);
    for (int i = 0; i < d->set_count; i++) {
        snprintf(before, sizeof before, "%s/", d->sets[i].name);
        check_set(said, before, &d->sets[i], 0, d->sets[i].rows);
    }
    for (int i = 0; i < d->relation_count; i++) {
        const gatrt_relation *r = &d->relations[i];
        snprintf(before, sizeof before, "%s__%s__%s/", d->sets[r->from].name, r->name, d->sets[r->to].name);
        check_edges(said, before, r, 0, r->edges, 0);
    }
    assert_int_equal(data_find_set(d, "term")->rows, 4);
}

static void check_graph(const json_t *said, const char *kind, gatrt_data *d)
{
    const char *before = is_said(said, "0/", "x") ? "0/" : "";
    if (!strcmp(kind, "HeteroData")) {
        check_hetero(said, d);
    } else if (is_said(said, "1/", "y") && !strcmp(kind, "processed")) {
        check_joined(said, d);
    } else if (!strcmp(kind, "list of Data")) {
        check_list(said, d);
    } else {
        check_set(said, before, &d->sets[0], 0, d->sets[0].rows);
        check_edges(said, before, &d->relations[0], 0, d->relations[0].edges, 0);
    }
}

static bool is_graph(const char *kind)
{
    static const char *const kinds[] = {"Data", "dict", "HeteroData", "processed", "list of Data"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kind, kinds[i]))
            return true;
    return false;
}

static void check_file(const json_t *row, const char *name)
{
    char file[640], error[256] = "";
    const char *kind = json_string_value(json_object_get(row, "kind"));
    snprintf(file, sizeof file, "%s/%s", folder(), name);
    gatrt_data *d = gatrt_data_load(file, error);
    if (is_graph(kind)) {
        json_t *said = read_json(json_string_value(json_object_get(row, "expected")));
        if (!d)
            fail_msg("%s", error);
        check_graph(said, kind, d);
        json_decref(said);
    } else if (d || !strstr(error, name) || strchr(error, '\n')) {
        fail_msg("%s: %s", name, error);
    }
    gatrt_data_free(d);
}

/* Graphs are read; weights, splits and hostile files are refused in a line that names the file. */
static void test_reference(void **state)
{
    (void)state;
    json_t *files = read_json("files.json"), *row;
    size_t i;
    int graphs = 0;
    if (!files) {
        printf("skipped: files of PyTorch, as %s/files.json is not there (GATCC_REFERENCE_TASKS)\n", folder());
        return;
    }
    json_array_foreach(files, i, row)
    {
        check_file(row, json_string_value(json_object_get(row, "file")));
        graphs += is_graph(json_string_value(json_object_get(row, "kind")));
    }
    printf("%d graphs with %d values\n", graphs, checked);
    assert_true(graphs >= 14 && checked > 100);
    json_decref(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),          cmocka_unit_test(test_splits),
        cmocka_unit_test(test_list_refused),  cmocka_unit_test(test_slices),
        cmocka_unit_test(test_repeated),      cmocka_unit_test(test_batch),
        cmocka_unit_test(test_one),           cmocka_unit_test(test_hetero),
        cmocka_unit_test(test_hetero_slices), cmocka_unit_test(test_hetero_refused),
        cmocka_unit_test(test_no_graph),      cmocka_unit_test(test_reference),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}

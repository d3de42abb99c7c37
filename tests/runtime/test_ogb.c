/* test_ogb.c - folders as OGB publishes them: of one graph and of many, what they may lack, and what cannot be.
 * Run: ctest -R test_ogb, or the program itself.
 */
#define _XOPEN_SOURCE 700
#include "../../runtime/runtime.h"

#include <ftw.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "../support/told.h"

static char root[] = "/tmp/test_ogb_XXXXXX";

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static int make_folder(void **state)
{
    (void)state;
    strcpy(root + strlen(root) - 6, "XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* With the folders that it lies in; packed where its name says so. NULL removes it. */
static void save(const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", root, name);
    for (char *bar = path + strlen(root) + 1; (bar = strchr(bar, '/')); *bar++ = '/') {
        *bar = 0;
        mkdir(path, 0777);
    }
    if (!text) {
        assert_int_equal(unlink(path), 0);
        return;
    }
    gzFile to = gzopen(path, strstr(name, ".gz") ? "wb" : "wbT");
    assert_non_null(to);
    assert_int_equal(gzwrite(to, text, (unsigned)strlen(text)), strlen(text));
    assert_int_equal(gzclose(to), Z_OK);
}

static gatrt_data *expect_read(const char *spec)
{
    char error[256] = "";
    gatrt_data *d = gatrt_data_load(spec, error);
    if (!d)
        fail_msg("%s", error);
    return d;
}

static void expect_refused(const char *why)
{
    char error[256] = "";
    gatrt_data *d = gatrt_data_load(root, error);
    if (d)
        fail_msg("not refused: %s", why);
    if (!strstr(error, why) || strchr(error, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", why, error);
    assert_ptr_equal(strstr(error, root), error);
}

/* With another text in one of its files. */
static void refuse(const char *name, const char *text, const char *why, const char *good)
{
    save(name, text);
    expect_refused(why);
    save(name, good);
}

/* ------------------------------------------------------------------ one graph */

#define NODES "raw/num-node-list.csv.gz"
#define EDGES "raw/num-edge-list.csv.gz"
#define EDGE  "raw/edge.csv.gz"
#define FEAT  "raw/node-feat.csv.gz"
#define LABEL "raw/node-label.csv.gz"
#define TRAIN "split/time/train.csv.gz"
#define VALID "split/time/valid.csv.gz"
#define TEST  "split/time/test.csv.gz"

static void save_nodes(void)
{
    save(NODES, "4\n");
    save(EDGES, "3\n");
    save(EDGE, "0,1\n1,2\n3,0\n");
    save(FEAT, "0.1,-2\n1e-3,16777217\n5,6\n7,8\n");
    save(LABEL, "0\n2\n1\n0\n");
    save(TRAIN, "3\n0\n");
    save(VALID, "1\n");
    save(TEST, "2\n");
}

static void check_nodes(const gatrt_data *d)
{
    static const float x[] = {0.1f, -2.0f, 1e-3f, 16777216.0f, 5.0f, 6.0f, 7.0f, 8.0f};
    static const int32_t src[] = {0, 1, 3}, dst[] = {1, 2, 0}, label[] = {0, 2, 1, 0};
    static const uint8_t masks[3][4] = {{1, 0, 0, 1}, {0, 1, 0, 0}, {0, 0, 1, 0}};
    const gatrt_set *node = &d->sets[0];
    assert_int_equal(d->set_count, 1);
    assert_int_equal(node->rows, 4);
    assert_int_equal(node->features, 2);
    assert_int_equal(node->classes, 3);
    assert_memory_equal(node->x, x, sizeof x);
    assert_memory_equal(node->label, label, sizeof label);
    for (int split = 0; split < 3; split++)
        assert_memory_equal(node->mask[split], masks[split], 4);
    assert_int_equal(d->relation_count, 1);
    assert_int_equal(d->relations[0].edges, 3);
    assert_memory_equal(d->relations[0].src, src, sizeof src);
    assert_memory_equal(d->relations[0].dst, dst, sizeof dst);
}

static void test_nodes(void **state)
{
    (void)state;
    save_nodes();
    save("raw/node_year.csv.gz", "2001\n2002\n2003\n2004\n");
    save("raw/edge-feat.csv.gz", "1,2\n3,4\n5,6\n");
    save("mapping/nodeidx2paperid.csv.gz", "node idx,paper id\n");
    gatrt_data *d = expect_read(root);
    check_nodes(d);
    assert_int_equal(d->relations[0].edge_features, 2);
    assert_true(d->relations[0].edge_attr[5] == 6.0f);
    expect_told(d, "whole numbers such as 16777217 are rounded");
    expect_told(d, "ignored  raw/node_year.csv.gz     more of the nodes");
    expect_told(d, "read     raw/node-feat.csv.gz     [4, 2]");
    expect_told(d, "read     split/time/train.csv.gz  2 nodes to train on");
    gatrt_data_free(d);
}

/* Named with bars behind it, by its split, by raw/, and unpacked. */
static void test_names(void **state)
{
    static const char *const names[] = {"%s/", "%s//", "%s/split/time", "%s/split/time/", "%s/split//time", "%s/raw"};
    char spec[128];
    (void)state;
    save_nodes();
    save(EDGE, NULL);
    save("raw/edge.csv", "0,1\r\n1,2\r\n\r\n3,0");
    save(LABEL, NULL);
    save("raw/node-label.csv", "0\n2\n1\n0\n");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(spec, sizeof spec, names[i], root);
        gatrt_data *d = expect_read(spec);
        check_nodes(d);
        gatrt_data_free(d);
    }
    assert_int_equal(chdir(root), 0);
    gatrt_data *d = expect_read("split/time");
    check_nodes(d);
    gatrt_data_free(d);
    d = expect_read(".");
    check_nodes(d);
    gatrt_data_free(d);
    assert_int_equal(chdir("/"), 0);
}

/* One of several splits is to be named; without a split nothing trains. */
static void test_splits(void **state)
{
    char error[256] = "", spec[128];
    (void)state;
    save_nodes();
    save("split/random/train.csv.gz", "1\n");
    save("split/random/valid.csv.gz", "");
    save("split/random/test.csv.gz", "2\n");
    save("split/README", "");
    snprintf(spec, sizeof spec, "there are 2 splits: random, time; name one: --data %s/split/random", root);
    expect_refused(spec);
    snprintf(spec, sizeof spec, "%s/split/random", root);
    gatrt_data *d = expect_read(spec);
    assert_int_equal(split_count(&d->sets[0], 0), 1);
    assert_int_equal(split_count(&d->sets[0], 1), 0);
    gatrt_data_free(d);
    const SplitRule rule = {.kind = RULE_RANDOM, .share = {60000000, 20000000, 20000000}};
    Error why = {""};
    d = data_load(root, &(DataUse){.rule = &rule}, &why);
    assert_non_null(d);
    assert_true(split_count(&d->sets[0], 0) > 0);
    gatrt_data_free(d);
    snprintf(spec, sizeof spec, "%s/split/nothing", root);
    assert_null(gatrt_data_load(spec, error));
}

static void test_less(void **state)
{
    (void)state;
    save("split", "no folder");
    save(NODES, "4\n");
    save(EDGES, "3\n");
    save(EDGE, "0,1\n1,2\n3,0\n");
    expect_refused("split: cannot read the folder");
    save("split", NULL);
    gatrt_data *d = expect_read(root);
    assert_null(d->sets[0].x);
    assert_null(d->sets[0].label);
    assert_null(d->sets[0].mask[0]);
    expect_told(d, "there is no split/NAME/train.csv.gz");
    gatrt_data_free(d);
    save(EDGES, "0\n");
    save(EDGE, "");
    d = expect_read(root);
    assert_int_equal(d->relations[0].edges, 0);
    gatrt_data_free(d);
}

/* What cannot be is refused by the file, and by the line where one is wrong. */
static void test_refused(void **state)
{
    (void)state;
    save_nodes();
    const char *edge = "0,1\n1,2\n3,0\n", *feat = "0.1,-2\n1e-3,5\n5,6\n7,8\n", *label = "0\n2\n1\n0\n";
    refuse(NODES, "5\n", "node-feat.csv.gz: 4 rows, but raw/num-node-list.csv.gz tells of 5 nodes", "4\n");
    refuse(NODES, "3\n", "node-feat.csv.gz:4: more rows than the 3 nodes that raw/num-node-list.csv.gz tells of",
           "4\n");
    refuse(NODES, "x\n", "num-node-list.csv.gz:1: \"x\" is not a number", "4\n");
    refuse(NODES, "4.5\n", "num-node-list.csv.gz:1: \"4.5\" is not a whole number", "4\n");
    refuse(NODES, "-1\n", "num-node-list.csv.gz:1: \"-1\" is not a whole number", "4\n");
    refuse(NODES, "4,4\n", "num-node-list.csv.gz:1: more than 1 number", "4\n");
    refuse(NODES, "", "num-node-list.csv.gz: there is no number in it", "4\n");
    refuse(NODES, "2147483648\n", "num-node-list.csv.gz: in all more than 2147483647", "4\n");
    refuse(NODES, "0\n", "node-feat.csv.gz:1: more rows than the 0 nodes", "4\n");
    refuse(NODES, "4\n0\n", "tells of 2 graphs, but raw/num-edge-list.csv.gz of 1", "4\n");
    refuse(EDGES, "9007199254740992\n", "edge.csv.gz: 2 numbers for each of the 9007199254740992 edges", "3\n");
    refuse(EDGES, "1000000\n", "are more than the file can hold", "3\n");
    refuse(EDGES, "4\n", "edge.csv.gz: 3 rows, but raw/num-edge-list.csv.gz tells of 4 edges", "3\n");
    refuse(EDGE, "0,1\n1,4\n3,0\n", "edge.csv.gz:2: node 4, but there are 4 nodes", edge);
    refuse(EDGE, "0,1\n1,-1\n3,0\n", "edge.csv.gz:2: \"-1\" is not a whole number", edge);
    refuse(EDGE, "0,1\n1\n3,0\n", "edge.csv.gz:2: less than 2 numbers", edge);
    refuse(EDGE, "0,1,2\n1,2,3\n3,0,1\n", "edge.csv.gz:1: more than 2 numbers", edge);
    refuse(FEAT, "1,2\n3\n", "node-feat.csv.gz:2: less than 2 numbers, which each line is to have", feat);
    refuse(FEAT, "1,2\n3,\n5,6\n7,8\n", "node-feat.csv.gz:2: \"\" is not a number", feat);
    refuse(FEAT, "1,2\n3,inf\n5,6\n7,8\n", "x[1][1] = inf", feat);
    refuse(FEAT, "a,b\n1,2\n3,4\n5,6\n7,8\n", "node-feat.csv.gz:1: \"a\" is not a number", feat);
    refuse("raw/edge-feat.csv.gz", "1\n2\n", "edge-feat.csv.gz: 2 rows, but raw/num-edge-list.csv.gz", "1\n2\n3\n");
    refuse(LABEL, "0\n2\n1\n", "node-label.csv.gz: 3 rows", label);
    refuse(LABEL, "a\n2\n1\n0\n", "node-label.csv.gz:1: \"a\" is not a number", label);
    refuse(TRAIN, "3\n4\n", "train.csv.gz:2: 4, but there are 4 nodes", "3\n0\n");
    refuse(TRAIN, "3\n3\n", "train.csv.gz:2: 3, a second time", "3\n0\n");
    refuse(TRAIN, "3\n0.5\n", "train.csv.gz:2: \"0.5\" is not a whole number", "3\n0\n");
    save(VALID, NULL);
    expect_refused("no split/time/valid.csv.gz, nor .csv");
    save(VALID, "1\n");
    save(EDGE, NULL);
    expect_refused("no raw/edge.csv.gz, nor .csv");
}

/* What unpacks to much more than it should is refused before it is there; so is what was cut off. */
static void test_hostile(void **state)
{
    enum { LARGE = 40 << 20 };
    char *text = malloc(LARGE + 1), path[512];
    (void)state;
    save_nodes();
    for (size_t i = 0; i < LARGE; i++)
        text[i] = i % 2 ? '\n' : '1';
    text[LARGE] = 0;
    save(FEAT, text);
    expect_refused("node-feat.csv.gz:5: more rows than the 4 nodes");
    memset(text, '1', LARGE);
    save(FEAT, text);
    expect_refused("node-feat.csv.gz:1: the line has more than 16777216 bytes");
    free(text);
    save_nodes();
    snprintf(path, sizeof path, "%s/" FEAT, root);
    assert_int_equal(truncate(path, 25), 0);
    expect_refused("node-feat.csv.gz: cannot be unpacked: it ends too early; is the file complete?");
    assert_int_equal(truncate(path, 0), 0);
    expect_refused("node-feat.csv.gz: 0 rows, but raw/num-node-list.csv.gz tells of 4 nodes");
}

/* ------------------------------------------------------------------ labels */

static void test_unlabelled(void **state)
{
    (void)state;
    save_nodes();
    save(LABEL, "0\nnan\n1\n\"\"\n");
    gatrt_data *d = expect_read(root);
    assert_int_equal(d->sets[0].label[1], GATRT_UNKNOWN);
    assert_int_equal(d->sets[0].label[3], GATRT_UNKNOWN);
    assert_int_equal(split_count(&d->sets[0], 0), 1);
    assert_int_equal(split_count(&d->sets[0], 1), 0);
    expect_told(d, "1 node without a label (nan) is left out");
    gatrt_data_free(d);
    save(LABEL, "0.5\n-1\n1\n3\n");
    d = expect_read(root);
    assert_null(d->sets[0].label);
    assert_int_equal(d->sets[0].classes, 1);
    assert_true(d->sets[0].target[0] == 0.5f && d->sets[0].target[3] == 3.0f);
    gatrt_data_free(d);
    save(LABEL, "0,1,0\n1,1,1\n,,\n0,0,1\n");
    d = expect_read(root);
    assert_int_equal(d->sets[0].classes, 3);
    assert_true(isnan(d->sets[0].target[6]) && d->sets[0].target[11] == 1.0f);
    assert_int_equal(split_count(&d->sets[0], 2), 0);
    gatrt_data_free(d);
    save(LABEL, "0,1,0\n1,,1\n1,1,1\n0,0,1\n");
    expect_refused("valid.csv.gz:1: 1 of the 3 numbers of node 1 are not known (nan)");
}

/* ------------------------------------------------------------------ many graphs */

static void save_graphs(void)
{
    save(NODES, "2\n0\n3\n");
    save(EDGES, "1\n0\n2\n");
    save(EDGE, "0,1\n0,2\n2,1\n");
    save(FEAT, "1\n2\n3\n4\n5\n");
    save("raw/graph-label.csv.gz", "1\n0\n1\n");
    save("split/scaffold/train.csv.gz", "0\n1\n");
    save("split/scaffold/valid.csv.gz", "2\n");
    save("split/scaffold/test.csv.gz", "");
}

static void test_graphs(void **state)
{
    static const int32_t src[] = {0, 2, 4}, dst[] = {1, 4, 3}, graph[] = {0, 0, 2, 2, 2}, label[] = {1, 0, 1};
    (void)state;
    save_graphs();
    gatrt_data *d = expect_read(root);
    assert_int_equal(d->set_count, 2);
    assert_string_equal(d->sets[1].name, "graph");
    assert_int_equal(d->sets[1].rows, 3);
    assert_int_equal(d->sets[1].classes, 2);
    assert_memory_equal(d->sets[0].graph, graph, sizeof graph);
    assert_memory_equal(d->sets[1].label, label, sizeof label);
    assert_memory_equal(d->relations[0].src, src, sizeof src);
    assert_memory_equal(d->relations[0].dst, dst, sizeof dst);
    assert_null(d->sets[0].mask[0]);
    assert_int_equal(split_count(&d->sets[1], 0), 2);
    expect_told(d, "3 graphs, 5 nodes");
    gatrt_data_free(d);
    refuse(EDGE, "0,1\n0,2\n3,1\n", "edge.csv.gz:3: node 3, but graph 2 has 3 nodes", "0,1\n0,2\n2,1\n");
    refuse(EDGES, "0\n1\n2\n", "edge.csv.gz:1: node 0, but graph 1 has 0 nodes", "1\n0\n2\n");
    refuse("raw/graph-label.csv.gz", "1\n0\n",
           "graph-label.csv.gz: 2 rows, but raw/num-node-list.csv.gz tells of 3 graphs", "1\n0\n1\n");
    refuse("split/scaffold/test.csv.gz", "3\n", "test.csv.gz:1: 3, but there are 3 graphs", "");
}

/* ------------------------------------------------------------------ several kinds */

#define TRIPLES "raw/triplet-type-list.csv.gz"
#define WRITES  "raw/relations/author___writes___paper/"
#define CITES   "raw/relations/paper___cites___paper/"

static void save_kinds(void)
{
    save("raw/num-node-dict.csv.gz", "author,paper\n2,3\n");
    save(TRIPLES, "author,writes,paper\npaper,cites,paper\n");
    save("raw/nodetype-has-label.csv.gz", "author,paper\nFalse,True\n");
    save(WRITES "edge.csv.gz", "0,2\n1,0\n");
    save(WRITES "num-edge-list.csv.gz", "2\n");
    save(CITES "edge.csv.gz", "2,0\n");
    save(CITES "num-edge-list.csv.gz", "1\n");
    save(CITES "edge_year.csv.gz", "1999\n");
    save(CITES "edge-feat.csv.gz", "0.25\n");
    save("raw/node-feat/paper/node-feat.csv.gz", "1,2\n3,4\n5,6\n");
    save("raw/node-feat/paper/node_year.csv.gz", "1\n2\n3\n");
    save("raw/node-label/paper/node-label.csv.gz", "1\n0\n1\n");
    save("split/time/nodetype-has-split.csv.gz", "author,paper\nFalse,True\n");
    save("split/time/paper/train.csv.gz", "0\n2\n");
    save("split/time/paper/valid.csv.gz", "1\n");
    save("split/time/paper/test.csv.gz", "");
}

static void check_kinds(const gatrt_data *d)
{
    const gatrt_set *author = data_find_set(d, "author"), *paper = data_find_set(d, "paper");
    const gatrt_relation *writes = data_find_relation(d, "writes", "author", "paper"),
                         *cites = data_find_relation(d, "cites", "paper", "paper");
    assert_true(author && paper && writes && cites);
    assert_int_equal(author->rows, 2);
    assert_int_equal(author->features, 0);
    assert_int_equal(paper->rows, 3);
    assert_int_equal(paper->features, 2);
    assert_true(paper->x[5] == 6.0f && paper->label[2] == 1);
    assert_int_equal(split_count(paper, 0), 2);
    assert_null(author->mask[0]);
    assert_int_equal(writes->edges, 2);
    assert_true(writes->src[1] == 1 && writes->dst[0] == 2);
    assert_true(cites->src[0] == 2 && cites->dst[0] == 0 && cites->edge_attr[0] == 0.25f);
}

static void test_kinds(void **state)
{
    (void)state;
    save_kinds();
    gatrt_data *d = expect_read(root);
    assert_int_equal(d->set_count, 2);
    assert_int_equal(d->relation_count, 2);
    check_kinds(d);
    expect_told(d, "ignored  " CITES "edge_year.csv.gz");
    expect_told(d, "ignored  raw/node-feat/paper/node_year.csv.gz");
    gatrt_data_free(d);
    const char *dict = "author,paper\n2,3\n", *triples = "author,writes,paper\npaper,cites,paper\n";
    refuse("raw/num-node-dict.csv.gz", "", "num-node-dict.csv.gz: there is no kind of nodes", dict);
    refuse("raw/num-node-dict.csv.gz", "author,author\n2,3\n", ":1: author is there twice", dict);
    refuse("raw/num-node-dict.csv.gz", "graph,paper\n2,3\n", ":1: graph is there twice, or what graphs are called",
           dict);
    refuse("raw/num-node-dict.csv.gz", "../author,paper\n2,3\n", ":1: \"../author\" cannot be the name of a kind",
           dict);
    refuse("raw/num-node-dict.csv.gz", "author,paper\n2\n", ":2: less than 2 numbers", dict);
    refuse("raw/num-node-dict.csv.gz", "author,paper\n1,3\n",
           "edge.csv.gz:2: node 1, but there are 1 nodes of its kind", dict);
    refuse("raw/num-node-dict.csv.gz", "author,paper\n2,3\n1,1\n", "tells of 2 graphs, but " WRITES "num-edge-list",
           dict);
    refuse(TRIPLES, "author,writes\n", ":1: a line is a kind of nodes, a relation, a kind of nodes", triples);
    refuse(TRIPLES, "author,writes,paper,x\n", ":1: more than a kind of nodes", triples);
    refuse(TRIPLES, "author,writes,book\n", ":1: book is no kind of nodes", triples);
    refuse(TRIPLES, "author,reads,paper\n", "no raw/relations/author___reads___paper/num-edge-list.csv.gz", triples);
    refuse(TRIPLES, "paper,cites,paper\npaper,cites,paper\n", ":2: the relation is there twice", triples);
    refuse(CITES "edge.csv.gz", "3,0\n", "edge.csv.gz:1: node 3, but there are 3 nodes", "2,0\n");
    save(WRITES "edge.csv.gz", NULL);
    expect_refused("no " WRITES "edge.csv.gz, nor .csv");
}

/* Of several graphs each kind has its share of each. */
static void test_graphs_of_kinds(void **state)
{
    static const int32_t graph[] = {0, 1, 1};
    (void)state;
    save_kinds();
    save("raw/num-node-dict.csv.gz", "author,paper\n2,1\n0,2\n");
    save(WRITES "edge.csv.gz", "1,0\n0,0\n");
    save(WRITES "num-edge-list.csv.gz", "2\n0\n");
    save(CITES "edge.csv.gz", "1,0\n");
    save(CITES "num-edge-list.csv.gz", "0\n1\n");
    save("raw/graph-label.csv.gz", "5\n6\n");
    save("split/time/train.csv.gz", "0\n");
    save("split/time/valid.csv.gz", "1\n");
    save("split/time/test.csv.gz", "");
    gatrt_data *d = expect_read(root);
    assert_int_equal(d->set_count, 3);
    assert_memory_equal(data_find_set(d, "paper")->graph, graph, sizeof graph);
    assert_int_equal(data_find_set(d, "graph")->label[1], 6);
    assert_int_equal(split_count(data_find_set(d, "graph"), 0), 1);
    assert_int_equal(data_find_relation(d, "cites", NULL, NULL)->src[0], 2);
    assert_int_equal(data_find_relation(d, "cites", NULL, NULL)->dst[0], 1);
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ links */

/* A dict with arrays [rows, 2] of bytes, as NumPy has them in a pickle. */
#define PAIRS(rows, count, bytes)                                                                                      \
    "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1" rows "K\2\x86"                       \
    "cnumpy\ndtype\nU\2i1K\0K\1\x87R(K\3U\1"                                                                           \
    "|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89U" count bytes "tb"
#define LINKED(rows, count, bytes) "U\4edge" PAIRS(rows, count, bytes)
#define APART(rows, count, bytes)                                                                                      \
    "U\x08"                                                                                                            \
    "edge_neg" PAIRS(rows, count, bytes)
#define SAVE_DICT(name, entries) save_bytes(name, "\x80\2}(" entries "u.", sizeof "\x80\2}(" entries "u." - 1)

static void save_bytes(const char *name, const char *bytes, size_t size)
{
    char path[512];
    save(name, ""); /* and its folders */
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void save_links(void)
{
    save(NODES, "4\n");
    save(EDGES, "3\n");
    save(EDGE, "0,1\n1,2\n3,0\n");
    save("raw/edge_weight.csv.gz", "1\n2\n0.5\n");
    SAVE_DICT("split/time/train.pt", LINKED("K\2", "\4", "\0\1\1\2") "U\6weightK\1");
    SAVE_DICT("split/time/valid.pt", LINKED("K\1", "\2", "\3\0") APART("K\2", "\4", "\2\3\1\3"));
    SAVE_DICT("split/time/test.pt", APART("K\1", "\2", "\0\2"));
}

static void test_links(void **state)
{
    static const int32_t src[] = {0, 1, 3, 2, 1, 0}, dst[] = {1, 2, 0, 3, 3, 2}, y[] = {1, 1, 1, 0, 0, 0};
    static const uint8_t masks[3][6] = {{1, 1, 0, 0, 0, 0}, {0, 0, 1, 1, 1, 0}, {0, 0, 0, 0, 0, 1}};
    (void)state;
    save_links();
    gatrt_data *d = expect_read(root);
    const gatrt_set *link = data_find_set(d, "link");
    const gatrt_relation *pairs = data_find_relation(d, "link", "node", "node");
    assert_true(link && pairs);
    assert_int_equal(link->rows, 6);
    assert_int_equal(link->classes, 2);
    assert_int_equal(pairs->edges, 6);
    assert_memory_equal(pairs->src, src, sizeof src);
    assert_memory_equal(pairs->dst, dst, sizeof dst);
    assert_memory_equal(link->label, y, sizeof y);
    for (int split = 0; split < 3; split++)
        assert_memory_equal(link->mask[split], masks[split], 6);
    assert_true(d->relations[0].edge_weight[2] == 0.5f);
    expect_told(d, "all pairs to train on are with a link: nothing tells them apart; save edge_neg [M, 2] in it, too");
    expect_told(d, "2 pairs with a link, 0 without");
    expect_told(d, "what it has beside edge and edge_neg");
    gatrt_data_free(d);
}

static void test_links_refused(void **state)
{
    (void)state;
    save_links();
    SAVE_DICT("split/time/test.pt", APART("K\1", "\2", "\0\4"));
    expect_refused("test.pt: edge_neg holds 4 at 1, but there are 4 nodes");
    SAVE_DICT("split/time/test.pt", LINKED("K\1", "\2", "\xff\0"));
    expect_refused("test.pt: edge holds -1 at 0, but there are 4 nodes");
    SAVE_DICT("split/time/test.pt", "U\4edgeK\1");
    expect_refused("test.pt: edge must be [M, 2], a pair of nodes in each row");
    SAVE_DICT("split/time/test.pt", "U\4headK\1");
    expect_refused("test.pt: it has head: to rank ends of links is not done here");
    SAVE_DICT("split/time/test.pt", "U\4nodeK\1");
    expect_refused("test.pt: neither edge nor edge_neg [M, 2], but");
    save_bytes("split/time/test.pt", "nothing", 7);
    expect_refused("test.pt");
    save("split/time/test.pt", NULL);
    expect_refused("test.pt: cannot open");
    save(NODES, "2\n2\n");
    save(EDGES, "1\n2\n");
    save(EDGE, "0,1\n1,1\n0,0\n");
    expect_refused("links of several kinds of nodes, or graphs, are not read");
}

/* ------------------------------------------------------------------ split_dict.pt */

#define DICT "split/time/split_dict.pt"
#define BYTES(count, bytes)                                                                                            \
    "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1K" count "\x85"                        \
    "cnumpy\ndtype\nU\2i1K\0K\1\x87R(K\3U\1"                                                                           \
    "|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89U" count bytes "tb"
#define TRAIN_ROWS "U\5train"
#define VALID_ROWS "U\5valid"
#define TEST_ROWS  "U\4test"

static void test_dict(void **state)
{
    (void)state;
    save_nodes();
    SAVE_DICT(DICT, TRAIN_ROWS BYTES("\2", "\1\2") VALID_ROWS BYTES("\1", "\3") TEST_ROWS BYTES("\1", "\0"));
    gatrt_data *d = expect_read(root);
    static const uint8_t train[] = {0, 1, 1, 0}, val[] = {0, 0, 0, 1}, test[] = {1, 0, 0, 0};
    assert_memory_equal(d->sets[0].mask[0], train, 4); /* not those of train.csv.gz beside it */
    assert_memory_equal(d->sets[0].mask[1], val, 4);
    assert_memory_equal(d->sets[0].mask[2], test, 4);
    expect_told(d, "split/time/split_dict.pt train");
    gatrt_data_free(d);
    save(LABEL, "0\nnan\n1\n0\n");
    d = expect_read(root);
    assert_int_equal(split_count(&d->sets[0], 0), 1);
    expect_told(d, "1 node without a label (nan) is left out");
    gatrt_data_free(d);
}

static void test_dict_of_kinds(void **state)
{
    (void)state;
    save_kinds();
    SAVE_DICT(DICT, TRAIN_ROWS "}U\5paper" BYTES("\2", "\1\2") "s" VALID_ROWS "}U\5paper" BYTES(
                        "\1", "\0") "s" TEST_ROWS "}U\5paper" BYTES("\0", "") "s");
    gatrt_data *d = expect_read(root);
    const gatrt_set *paper = data_find_set(d, "paper");
    assert_true(!paper->mask[0][0] && paper->mask[0][1] && paper->mask[0][2] && paper->mask[1][0]);
    assert_int_equal(split_count(data_find_set(d, "author"), 0), 0);
    gatrt_data_free(d);
    SAVE_DICT(DICT, TRAIN_ROWS "}U\5words" BYTES("\2", "\1\2") "s");
    expect_refused(DICT ": train names none of the kinds of nodes that there are");
}

static void test_dict_refused(void **state)
{
    (void)state;
    save_nodes();
    SAVE_DICT(DICT, TRAIN_ROWS BYTES("\2", "\1\4"));
    expect_refused(DICT ": train at 1: 4, but there are 4 nodes");
    SAVE_DICT(DICT, TRAIN_ROWS BYTES("\2", "\1\xff"));
    expect_refused(DICT ": train at 1: -1, but there are 4 nodes");
    SAVE_DICT(DICT, TRAIN_ROWS BYTES("\2", "\1\1"));
    expect_refused(DICT ": train at 1: 1, a second time");
    SAVE_DICT(DICT, TRAIN_ROWS PAIRS("K\1", "\2", "\1\2"));
    expect_refused(DICT ": train must be [M], the numbers of rows");
    SAVE_DICT(DICT, TRAIN_ROWS BYTES("\2", "\1\2"));
    expect_refused(DICT ": expected an array [M] of node numbers at valid, not nothing");
    SAVE_DICT(DICT, TRAIN_ROWS "}" LINKED("K\1", "\2", "\1\2") "s");
    expect_refused("links are read from train.pt, valid.pt and test.pt");
    save(DICT, "");
    expect_refused(DICT);
}

/* ------------------------------------------------------------------ arrays of NumPy */

static void save_arrays(const char *name, const NpyArray *arrays, int count)
{
    char path[512];
    Error error = {""};
    save(name, "");
    snprintf(path, sizeof path, "%s/%s", root, name);
    if (!npz_write(path, arrays, count, &error))
        fail_msg("%s", error.text);
}

static NpyArray array(const char *name, NpyKind kind, int item, int64_t rows, int64_t columns, const void *values)
{
    NpyArray a = {.kind = kind, .item = item, .rank = columns ? 2 : 1, .dim = {rows, columns}};
    a.count = columns ? rows * columns : rows;
    a.bytes = (unsigned char *)(uintptr_t)values;
    snprintf(a.name, sizeof a.name, "%s", name);
    return a;
}

static void test_binary(void **state)
{
    static const int64_t edges[] = {0, 1, 3, 1, 2, 0}, four[] = {4, 4}, three[] = {3}, year[] = {1, 2, 3, 4};
    static const float x[] = {1, 2, 3, 4, 5, 6, 7, 8}, y[] = {0, 1, NAN, 2}, weight[] = {1, 2, 3};
    NpyArray arrays[] = {
        array("edge_index", NPY_INT, 8, 2, 3, edges),     array("node_feat", NPY_FLOAT, 4, 4, 2, x),
        array("num_nodes_list", NPY_INT, 8, 1, 0, four),  array("num_edges_list", NPY_INT, 8, 1, 0, three),
        array("edge_weight", NPY_FLOAT, 4, 3, 0, weight), array("node_year", NPY_INT, 8, 4, 1, year)};
    const NpyArray label = array("node_label", NPY_FLOAT, 4, 4, 1, y);
    (void)state;
    save_arrays("raw/data.npz", arrays, 6);
    save_arrays("raw/node-label.npz", &label, 1);
    save(TRAIN, "0\n2\n");
    save(VALID, "1\n");
    save(TEST, "3\n");
    gatrt_data *d = expect_read(root);
    assert_int_equal(d->sets[0].rows, 4);
    assert_memory_equal(d->sets[0].x, x, sizeof x);
    assert_int_equal(d->sets[0].label[2], GATRT_UNKNOWN);
    assert_int_equal(d->sets[0].classes, 3);
    assert_int_equal(split_count(&d->sets[0], 0), 1);
    assert_int_equal(d->relations[0].src[2], 3);
    assert_true(d->relations[0].edge_weight[2] == 3.0f);
    expect_told(d, "1 node without a label (nan) is left out");
    expect_told(d, "ignored  node_year");
    gatrt_data_free(d);
    arrays[3].bytes = (unsigned char *)(uintptr_t)four;
    save_arrays("raw/data.npz", arrays, 6);
    expect_refused("num_edges_list[0] = 4, but edge_index has 3 columns");
    arrays[2] = array("num_nodes_list", NPY_INT, 8, 2, 0, four);
    save_arrays("raw/data.npz", arrays, 6);
    expect_refused("data.npz must have num_nodes_list [1], of one graph; several are read from raw/edge.csv.gz");
    save_arrays("raw/data.npz", arrays, 2);
    expect_refused("data.npz must have num_nodes_list [1], of one graph");
    save("raw/data.npz", "no zip");
    expect_refused("data.npz: cannot be read as a zip");
    save("raw/data.npz", NULL);
    save("raw/edge_index_dict.npz", "");
    expect_refused("arrays of several kinds are not read");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nodes, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_names, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_splits, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_less, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_refused, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_hostile, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_unlabelled, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_graphs, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_kinds, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_graphs_of_kinds, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_links, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_links_refused, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_dict, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_dict_of_kinds, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_dict_refused, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_binary, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

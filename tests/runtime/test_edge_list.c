/* test_edge_list.c - lists of edges and Matrix Market files: what people write, texts that are none, and the real ones.
 * Run: ctest -R test_edge_list, or the program itself. The real files are read from $GATCC_DATA, else from
 * ../shared/data beside $GATCC_SOURCE.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "../support/told.h"
#include "../support/real_file.h"

static char path[] = "/tmp/test_edge_list_XXXXXX";

static int make_file(void **state)
{
    (void)state;
    const int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void save(const char *text, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static gatrt_data *expect_read(const char *spec)
{
    char error[256] = "";
    gatrt_data *d = gatrt_data_load(spec, error);
    if (!d)
        fail_msg("%s", error);
    return d;
}

static gatrt_data *expect_text(const char *text)
{
    save(text, strlen(text));
    return expect_read(path);
}

static void refuse(const char *text, const char *why)
{
    char error[256] = "", expected[320];
    save(text, strlen(text));
    gatrt_data *d = gatrt_data_load(path, error);
    snprintf(expected, sizeof expected, "%s%s", path, why);
    if (d)
        fail_msg("not refused: %s", why);
    if (strncmp(error, expected, strlen(expected)) != 0 || strchr(error, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", expected, error);
}

/* Edges as "0>1 1>2", then "0=a 1=b" where nodes have names. */
static void expect_graph(const gatrt_data *d, int64_t nodes, const char *graph)
{
    char text[512] = "";
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    size_t at = 0;
    for (int64_t e = 0; e < edge->edges && at < sizeof text; e++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%d>%d", e ? " " : "", edge->src[e], edge->dst[e]);
    for (int64_t v = 0; node->row_name && v < node->rows && at < sizeof text; v++)
        at += (size_t)snprintf(text + at, sizeof text - at, " %lld=%s", (long long)v, node->row_name[v]);
    assert_string_equal(text, graph);
    assert_int_equal(node->rows, nodes);
}

static void expect_list(const char *text, int64_t nodes, const char *graph)
{
    gatrt_data *d = expect_text(text);
    expect_graph(d, nodes, graph);
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ lists */

static void test_separators(void **state)
{
    (void)state;
    expect_list("0 1\n1 2\n", 3, "0>1 1>2");
    expect_list("0,1\n1,2", 3, "0>1 1>2");
    expect_list("0;1\r\n1;2\r\n", 3, "0>1 1>2");
    expect_list("0\t1\n\n1\t2\n", 3, "0>1 1>2");
    expect_list("\xEF\xBB\xBF 0   1 \n 1 \t 2\n", 3, "0>1 1>2");
    expect_list("# nodes 3\n% too\n0 1\n1 2\n", 3, "0>1 1>2");
    expect_list("\"0\", \"1\"\n1 ,2\n", 3, "0>1 1>2");
    expect_list("Mr. Hi\tJohn A\nJohn A\tx,y\n", 3, "0>1 1>2 0=Mr. Hi 1=John A 2=x,y");
    expect_list("\"a \"\"b\"\"\",c\nc,\"d,e\"\n", 3, "0>1 1>2 0=a \"b\" 1=c 2=d,e");
}

static void test_ids(void **state)
{
    (void)state;
    expect_list("1 3\n3 2\n", 3, "0>2 2>1 0=1 1=2 2=3");
    expect_list("10 -5\n1000000007 10\n", 3, "1>0 2>1 0=-5 1=10 2=1000000007");
    expect_list("2746.0,0.0\n0,105.00\n105,2746\n", 3, "2>0 0>1 1>2 0=0 1=105 2=2746");
    expect_list("1.000e+00 0.000e+00\n2.0e+00 1.0e+00\n", 3, "1>0 2>1");
    expect_list("b a\na 1e3\n1000 b\n", 4, "0>1 1>2 3>0 0=b 1=a 2=1e3 3=1000");
    expect_list("10 x\n9 10\n", 3, "0>1 2>0 0=10 1=x 2=9");
    expect_list("0xff 1\n2 1\n", 3, "0>1 2>1 0=0xff 1=1 2=2");
    expect_list("12345678901234567890 1\n1 2\n", 3, "0>1 1>2 0=12345678901234567890 1=1 2=2");
}

static void test_header(void **state)
{
    (void)state;
    expect_list("source,target\na,b\nb,c\n", 3, "0>1 1>2 0=a 1=b 2=c");
    expect_list("Target;Source\nb;a\n", 2, "0>1 0=a 1=b");
    expect_list("prot1,prot2\n0,1\n1,2\n", 3, "0>1 1>2");
    expect_list(",from,to\n0,5,6\n1,6,5\n", 2, "0>1 1>0 0=5 1=6");
    expect_list("Unnamed: 0\tu\tv\n7\t0\t1\n", 2, "0>1");
    expect_list("# FromNodeId\tToNodeId\n0\t1\n", 2, "0>1");
    expect_list("# source target weight\n0 1 2\n", 2, "0>1");
    gatrt_data *d = expect_text("from,to\na,b\nc,d\nd,a\n");
    expect_graph(d, 4, "0>1 2>3 3>0 0=a 1=b 2=c 3=d");
    gatrt_data_free(d);
    d = expect_text("alpha,beta\na,b\nb,c\nc,a\n");
    expect_graph(d, 5, "0>1 2>3 3>4 4>2 0=alpha 1=beta 2=a 3=b 4=c");
    expect_told(
        d,
        "its first line, alpha and beta, is taken as an edge; if it is a header, call the columns source and target");
    gatrt_data_free(d);
    d = expect_text("who,whom,times\na,b,1\nb,c,2\n");
    expect_graph(d, 3, "0>1 1>2 0=a 1=b 2=c");
    expect_told(d, "its first line is taken as names of columns, who as source and whom as target");
    gatrt_data_free(d);
}

static void test_numbers(void **state)
{
    (void)state;
    gatrt_data *d = expect_text("0 1 0.5\n1 2 3\n");
    assert_memory_equal(d->relations[0].edge_weight, ((float[]){0.5f, 3}), 2 * sizeof(float));
    assert_true(!d->relations[0].edge_attr && d->relations[0].edge_features == 0);
    expect_told(d, "read     column 3                 edge_weight\n");
    gatrt_data_free(d);
    d = expect_text("0 1 1.0\n1 2 1\n");
    assert_null(d->relations[0].edge_weight);
    expect_told(d, "ignored  column 3                 all are 1: the edges have no weights\n");
    gatrt_data_free(d);
    d = expect_text("source,target,weight\n0,1,1\n");
    assert_non_null(d->relations[0].edge_weight);
    gatrt_data_free(d);
    d = expect_text("id,weight,dst,kind,src,age,height\n9,2,1,friend,0,30,1.5\n8,4,0,foe,1,40,-1e3\n");
    expect_graph(d, 2, "0>1 1>0");
    assert_int_equal(d->relations[0].edge_features, 2);
    assert_memory_equal(d->relations[0].edge_attr, ((float[]){30, 1.5f, 40, -1000}), 4 * sizeof(float));
    assert_memory_equal(d->relations[0].edge_weight, ((float[]){2, 4}), 2 * sizeof(float));
    expect_told(d, "ignored  kind                     it holds no numbers\n");
    expect_told(d, "ignored  id                       the edges' own numbers\n");
    gatrt_data_free(d);
    d = expect_text("0 1 16777217 2\n");
    expect_told(d, "whole numbers such as 16777217 are rounded to float32");
    gatrt_data_free(d);
    d = expect_text("0 1\n# what\n1 2\n");
    expect_told(d, "lines that begin with # or % are comments; below the first edge line 2 is one");
    gatrt_data_free(d);
}

static void test_many(void **state)
{
    (void)state;
    enum { EDGES = 5000 };
    char *text = calloc(EDGES, 48);
    assert_non_null(text);
    for (int e = 0; e < EDGES; e++)
        sprintf(text + strlen(text), "%d,%d,%d,0.25\n", e + 1, e, e);
    gatrt_data *d = expect_text(text);
    const gatrt_relation *edge = &d->relations[0];
    assert_true(d->sets[0].rows == EDGES + 1 && edge->edges == EDGES && !d->sets[0].row_name);
    for (int e = 0; e < EDGES; e++) {
        assert_true(edge->src[e] == e + 1 && edge->dst[e] == e);
        assert_true(edge->edge_attr[2 * e] == (float)e && edge->edge_attr[2 * e + 1] == 0.25f);
    }
    gatrt_data_free(d);
    free(text);
}

static void test_refused(void **state)
{
    (void)state;
    refuse("", ": this is empty");
    refuse("# nothing\n", ": there is no edge in it");
    refuse("source,target\n", ": there is no edge below its header");
    refuse("0\n1\n", ":1: one field in a line, but an edge is source and target");
    refuse("0 1\n1 2 3\n", ":2: 3 fields, but line 1 has 2");
    refuse("0 1\n1 2\n3\n", ":3: 1 field, but line 1 has 2");
    refuse("0,1\n1,\n", ":2: column 2 is \"\", but a node is wanted");
    refuse("source,target\na,\n", ":2: target is \"\", but a node is wanted");
    refuse("0 1 2\n1 2 x\n", ":2: column 3 is \"x\", but numbers stand above it");
    refuse("0 1 2\n1 2 nan\n", ":2: column 3 is \"nan\", but numbers stand above it");
    refuse("0 1 2\n1 2 1e300\n", ":2: column 3 is \"1e300\", which is no float32");
    refuse("a likes b\nb likes c\n", ":1: column 3, \"b\", is no number");
    refuse("0.5 1.5\n1 2\n", ": a node is called 0.5, which is no whole number");
    refuse("who,source\n0,1\n", ":1: a column is called source, but none target");
    refuse("target,who\n0,1\n", ":1: a column is called target, but none source");
    refuse("\"a,b\nc,d\n", ":1: field 1 begins with a quote, which its line does not close");
    refuse("\"a\"x,b\n", ":1: field 1 goes on behind its closing quote");
    refuse("0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0\n",
           ": 33 columns, and none is called source or target: if it is a matrix");
    refuse("*Vertices 2\n1 \"a\"\n", ": this is a text");
    char text[400], error[256] = ""; /* a 0 behind what tells the form */
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "0 1\n"[i % 4];
    text[sizeof text - 2] = 0;
    save(text, sizeof text);
    assert_null(gatrt_data_load(path, error));
    assert_non_null(strstr(error, ":100: it holds a byte that is 0, so it is not text"));
}

/* Wherever a text ends, it is read or refused in a line. */
static void test_cut(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\xEF\xBB\xBF# a comment\r\nsource,target,weight,\"a \"\"b\"\"\"\r\n1,\"2\",0.5,7\r\n\r\nx,1,2,8\r\n",
        "%%MatrixMarket matrix coordinate real symmetric\n% what\n3 3 2\n2 1 0.5\n3 3 2e0\n",
    };
    for (int i = 0; i < 2; i++)
        for (size_t size = 0; size < strlen(texts[i]); size++) {
            char error[256] = "";
            save(texts[i], size);
            gatrt_data *d = gatrt_data_load(path, error);
            assert_true(d ? d->sets[0].rows > 0 : strstr(error, path) == error && !strchr(error, '\n'));
            gatrt_data_free(d);
        }
}

/* ------------------------------------------------------------------ matrices */

#define BANNER "%%MatrixMarket matrix coordinate "

static void test_matrix(void **state)
{
    (void)state;
    expect_list(BANNER "pattern general\n3 3 2\n1 2\n3 1\n", 3, "0>1 2>0");
    expect_list(BANNER "pattern symmetric\n% c\n\n4 4 3\n2 1\n3 3\n3 2\n", 4, "1>0 0>1 2>2 2>1 1>2");
    expect_list("%%matrixmarket MATRIX Coordinate Pattern General\r\n2 2 1\r\n1 2\r\n", 2, "0>1");
    expect_list(BANNER "integer general\n2 2 0\n", 2, "");
    gatrt_data *d = expect_text(BANNER "real symmetric\n2 2 2\n2 1 -0.5\n2 2 3\n");
    expect_graph(d, 2, "1>0 0>1 1>1");
    assert_memory_equal(d->relations[0].edge_weight, ((float[]){-0.5f, -0.5f, 3}), 3 * sizeof(float));
    expect_told(
        d,
        "read     symmetric matrix         2 entries, each an edge in both directions; rows 1 to 2 are nodes 0 to 1");
    gatrt_data_free(d);
    d = expect_text(BANNER "real general\n2 2 1\n2 1 1\n");
    assert_null(d->relations[0].edge_weight);
    gatrt_data_free(d);
}

static void test_matrix_refused(void **state)
{
    (void)state;
    refuse("%%MatrixMarket matrix array real general\n",
           ":1: \"%%MatrixMarket matrix array real general\", but a graph");
    refuse(BANNER "complex general\n", ":1: ");
    refuse(BANNER "real skew-symmetric\n", ":1: ");
    refuse(BANNER "pattern general\n", ": no line of sizes");
    refuse(BANNER "pattern general\n2 2\n", ":2: 2 numbers, but expected rows, columns, entries");
    refuse(BANNER "pattern general\n2 3 1\n1 1\n", ":2: 2 rows, but 3 columns");
    refuse(BANNER "pattern general\n0 0 0\n", ":2: \"0\", but expected a whole number from 1 to");
    refuse(BANNER "pattern general\n2 2 1000\n1 1\n", ":2: \"1000\", but expected a whole number from 0 to ");
    refuse(BANNER "pattern general\n2147483647 2147483647 1\n1 1\n", ":2: 2147483647 nodes, but only 1 entries");
    refuse(BANNER "pattern general\n2 2 2\n1 1\n", ": 1 entries, but there should be 2");
    refuse(BANNER "pattern general\n2 2 1\n1 1\n1 2\n", ":4: more entries than 1");
    refuse(BANNER "pattern general\n2 2 1\n0 1\n", ":3: \"0\", but expected a whole number from 1 to 2");
    refuse(BANNER "pattern general\n2 2 1\n1 3\n", ":3: \"3\", but expected a whole number from 1 to 2");
    refuse(BANNER "pattern general\n2 2 1\n1 1 1\n", ":3: 3 numbers, but an entry is row, column");
    refuse(BANNER "real general\n2 2 1\n1 1\n", ":3: 2 numbers, but an entry is row, column, value");
    refuse(BANNER "real general\n2 2 1\n1 1 x\n", ":3: \"x\" is no number");
    refuse(BANNER "pattern symmetric\n2 2 2\n2 1\n1 2\n", ":4: an entry on the other side of the diagonal");
}

/* ------------------------------------------------------------------ packed */

static void pack(const char *text)
{
    gzFile file = gzopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(gzputs(file, text), strlen(text));
    assert_int_equal(gzclose(file), Z_OK);
}

static void test_packed(void **state)
{
    (void)state;
    pack("1,2\n2,3\n");
    gatrt_data *d = expect_read(path);
    expect_graph(d, 3, "0>1 1>2 0=1 1=2 2=3");
    gatrt_data_free(d);
    pack(BANNER "pattern symmetric\n2 2 1\n2 1\n");
    d = expect_read(path);
    expect_graph(d, 2, "1>0 0>1");
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ the real ones */

static gatrt_data *expect_real(const char *name)
{
    char file[512];
    return real_file(name, file, sizeof file) ? expect_read(file) : NULL;
}

/* Each friendship is 0 to 1, ..., whatever the order of its ends. */
static void expect_karate(const char *name, int both)
{
    gatrt_data *d = expect_real(name), *built_in = expect_read("karate");
    for (int64_t e = 0, found = 0; d && e < d->relations[0].edges; e++, found = 0) {
        const gatrt_relation *edge = &d->relations[0], *known = &built_in->relations[0];
        for (int64_t k = 0; k < known->edges; k++)
            found += known->src[k] == edge->src[e] && known->dst[k] == edge->dst[e];
        assert_int_equal(found, 1);
    }
    if (d)
        assert_true(d->sets[0].rows == 34 && d->relations[0].edges == 78 * both && !d->sets[0].row_name);
    gatrt_data_free(d);
    gatrt_data_free(built_in);
}

static void test_real(void **state)
{
    (void)state;
    expect_karate("karate/karate.edgelist", 1);
    expect_karate("karate/karate.csv", 2);
    expect_karate("karate/karate.mtx", 2);
    gatrt_data *d = expect_real("multilabel/humango/edge_list.csv");
    if (!d)
        return;
    assert_int_equal(d->relations[0].edge_features, 21);
    assert_true(d->relations[0].edge_attr[0] == 0.57f && d->relations[0].edge_attr[21] == 0.44f);
    expect_told(d, "read     prot1                    edges: their source\n");
    gatrt_data_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_separators), cmocka_unit_test(test_ids),    cmocka_unit_test(test_header),
        cmocka_unit_test(test_numbers),    cmocka_unit_test(test_many),   cmocka_unit_test(test_refused),
        cmocka_unit_test(test_cut),        cmocka_unit_test(test_matrix), cmocka_unit_test(test_matrix_refused),
        cmocka_unit_test(test_packed),     cmocka_unit_test(test_real),
    };
    return cmocka_run_group_tests_name("edge lists", tests, make_file, remove_file);
}

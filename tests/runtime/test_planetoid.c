/* test_planetoid.c - the eight files of Planetoid: a small graph of every peculiarity, files that do not fit each other,
 * and the real ones, which must be what the neutral files are to the bit. Run: ctest -R test_planetoid, or the program
 * itself. Real files are read from $GATCC_DATA, else from ../shared/data beside $GATCC_SOURCE.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/real_file.h"

static char folder[] = "/tmp/test_planetoid_XXXXXX";
static const char *const suffixes[] = {"x", "tx", "allx", "y", "ty", "ally", "graph", "test.index"};

static const char *path_of(const char *name, const char *suffix)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/ind.%s%s%s", folder, name, *suffix ? "." : "", suffix);
    return path;
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        unlink(path_of("small", suffixes[i]));
        unlink(path_of("other", suffixes[i]));
    }
    return rmdir(folder);
}

/* ------------------------------------------------------------------ files */

typedef struct File {
    unsigned char bytes[2048];
    size_t size;
} File;

static void put(File *f, const char *bytes, size_t size)
{
    assert_true(f->size + size <= sizeof f->bytes);
    memcpy(f->bytes + f->size, bytes, size);
    f->size += size;
}

#define PUT(f, literal) put(f, literal, sizeof(literal) - 1)

static void put_byte(File *f, int byte)
{
    const char c = (char)byte;
    put(f, &c, 1);
}

/* An array of bytes: [rows], or [rows, columns]. */
static void put_array(File *f, int rows, int columns, const char *bytes)
{
    const int count = rows * (columns ? columns : 1);
    PUT(f, "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1K");
    put_byte(f, rows);
    if (columns) {
        PUT(f, "K");
        put_byte(f, columns);
    }
    put_byte(f, columns ? 0x86 : 0x85);
    PUT(f, "cnumpy\ndtype\nU\2i1K\0K\1\x87R(K\3U\1|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89U");
    put_byte(f, count);
    put(f, bytes, (size_t)count);
    PUT(f, "tb");
}

static void save(const char *name, const char *suffix, File *f)
{
    FILE *file = fopen(path_of(name, suffix), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(f->bytes, 1, f->size, file), f->size);
    assert_int_equal(fclose(file), 0);
}

static void save_text(const char *name, const char *suffix, const char *text)
{
    File f = {.size = 0};
    put(&f, text, strlen(text));
    save(name, suffix, &f);
}

/* A matrix of `rows` rows whose entries are given row by row. */
static void save_matrix(const char *name, const char *suffix, int rows, int features, const char *starts,
                        const char *columns, const char *values)
{
    File f = {.size = 0};
    PUT(&f, "\x80\2cscipy.sparse.csr\ncsr_matrix\n)\x81}(U\6_shapeK");
    put_byte(&f, rows);
    PUT(&f, "K");
    put_byte(&f, features);
    PUT(&f, "\x86U\6indptr");
    put_array(&f, rows + 1, 0, starts);
    PUT(&f, "U\7indices");
    put_array(&f, starts[rows], 0, columns);
    PUT(&f, "U\4data");
    put_array(&f, starts[rows], 0, values);
    PUT(&f, "ub.");
    save(name, suffix, &f);
}

static void save_classes(const char *name, const char *suffix, int rows, int classes, const char *ones)
{
    File f = {.size = 0};
    PUT(&f, "\x80\2");
    put_array(&f, rows, classes, ones);
    PUT(&f, ".");
    save(name, suffix, &f);
}

/* Neighbours of each node, -1 behind the last of each. */
static void save_graph(const char *name, const int *neighbours, int nodes)
{
    File f = {.size = 0};
    PUT(&f, "\x80\2ccollections\ndefaultdict\nc__builtin__\nlist\n\x85R(");
    for (int v = 0; v < nodes; v++, neighbours++) {
        PUT(&f, "K");
        put_byte(&f, v);
        PUT(&f, "](");
        for (; *neighbours >= 0; neighbours++) {
            PUT(&f, "K");
            put_byte(&f, *neighbours);
        }
        PUT(&f, "e");
    }
    PUT(&f, "u.");
    save(name, "graph", &f);
}

/* Four nodes, and of 4 to 6 only 6 and 4 in the test. */
static void save_small(const char *name)
{
    const int neighbours[] = {1, 1, 6, -1, 0, 0, 1, -1, 3, -1, 2, 4, -1, 3, -1, -1, 0, 6, -1};
    save_matrix(name, "allx", 4, 3, "\0\1\1\3\4", "\1\0\2\1", "\1\2\3\4");
    save_matrix(name, "tx", 2, 3, "\0\2\3", "\1\2\0", "\5\6\7");
    save_matrix(name, "x", 1, 3, "\0\1", "\1", "\1");
    save_classes(name, "ally", 4, 2, "\0\1\1\0\0\1\0\1");
    save_classes(name, "ty", 2, 2, "\0\1\1\0");
    save_classes(name, "y", 1, 2, "\0\1");
    save_text(name, "test.index", "6\r\n4\n");
    save_graph(name, neighbours, 7);
}

/* ------------------------------------------------------------------ the small graph */

static void check_small(const char *spec)
{
    char error[256] = "";
    gatrt_data *d = gatrt_data_load(spec, error);
    if (!d)
        fail_msg("%s", error);
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_true(node->rows == 7 && node->features == 3 && node->classes == 2 && node->sparse);
    assert_memory_equal(node->x_start, ((int64_t[]){0, 1, 1, 3, 4, 5, 5, 7}), 8 * sizeof(int64_t));
    assert_memory_equal(node->x_col, ((int32_t[]){1, 0, 2, 1, 0, 1, 2}), 7 * sizeof(int32_t));
    assert_memory_equal(node->x_val, ((float[]){1, 2, 3, 4, 7, 5, 6}), 7 * sizeof(float));
    assert_memory_equal(node->label, ((int32_t[]){1, 0, 1, 1, 0, 0, 1}), 7 * sizeof(int32_t));
    assert_memory_equal(node->mask[0], "\1\0\0\0\0\0\0", 7);
    assert_memory_equal(node->mask[1], "\0\1\1\1\0\0\0", 7);
    assert_memory_equal(node->mask[2], "\0\0\0\0\1\0\1", 7);
    assert_int_equal(edge->edges, 8);
    assert_memory_equal(edge->src, ((int32_t[]){1, 6, 0, 3, 2, 4, 3, 0}), 8 * sizeof(int32_t));
    assert_memory_equal(edge->dst, ((int32_t[]){0, 0, 1, 2, 3, 3, 4, 6}), 8 * sizeof(int32_t));
    gatrt_data_free(d);
}

static void test_small(void **state)
{
    (void)state;
    char spec[128];
    save_small("small");
    check_small(path_of("small", ""));
    check_small(path_of("small", "tx"));
    check_small(path_of("small", "test.index"));
    check_small(folder);
    snprintf(spec, sizeof spec, "%s/", folder);
    check_small(spec);
}

/* A file that only ends so is none of them. */
static void test_other_graph(void **state)
{
    (void)state;
    char spec[128], graph[160], error[256] = "";
    snprintf(spec, sizeof spec, "%s/other", folder);
    snprintf(graph, sizeof graph, "%s.graph", spec);
    FILE *file = fopen(graph, "wb");
    assert_non_null(file);
    fclose(file);
    assert_null(gatrt_data_load(spec, error));
    assert_non_null(strstr(error, "no such file"));
    unlink(graph);
}

/* ------------------------------------------------------------------ what is refused */

static void refuse(const char *spec, const char *file, const char *why)
{
    char error[256] = "";
    assert_null(gatrt_data_load(spec, error));
    if (!strstr(error, why) || !strstr(error, file) || strchr(error, '\n'))
        fail_msg("expected \"%s ... %s\", got \"%s\"", file, why, error);
}

/* With one file other than it was. */
static void refuse_small(const char *suffix, const char *why)
{
    refuse(path_of("small", ""), suffix, why);
    save_small("small");
}

static void test_files_refused(void **state)
{
    (void)state;
    save_small("small");
    for (size_t i = 1; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (!strcmp(suffixes[i], "graph"))
            continue;
        unlink(path_of("small", suffixes[i]));
        refuse_small(suffixes[i], "cannot open");
        save_text("small", suffixes[i], "none");
        refuse_small(suffixes[i], "ind.small");
    }
    save_small("other");
    refuse(folder, "ind.other, ", "");
    refuse(folder, "name one, as ", "ind.other");
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        unlink(path_of("other", suffixes[i]));
}

static void test_index_refused(void **state)
{
    (void)state;
    save_small("small");
    save_text("small", "test.index", "6\nx\n");
    refuse_small("test.index", "line 2 is no number of a node");
    save_text("small", "test.index", "6\n3\n");
    refuse_small("test.index", "line 2: node 3 is one of the 4 of allx");
    save_text("small", "test.index", "6\n99999999999999999999\n");
    refuse_small("test.index", "line 2 is no number of a node");
    save_text("small", "test.index", "6\n2000000000\n");
    refuse_small("test.index", "goes on to node 2000000000, but the files have 6 rows");
    save_text("small", "test.index", "6\n6\n");
    refuse_small("tx", "twice");
    save_text("small", "test.index", "6\n5\n4\n");
    refuse_small("tx", "test.index has 3 nodes");
}

static void test_rows_refused(void **state)
{
    (void)state;
    save_small("small");
    save_matrix("small", "tx", 2, 4, "\0\2\3", "\1\2\0", "\5\6\7");
    refuse_small("tx", "allx 3 features");
    save_classes("small", "ally", 3, 2, "\0\1\1\0\0\1");
    refuse_small("ally", "as many nodes");
    save_classes("small", "ty", 2, 2, "\0\1\1\1");
    refuse_small("ty", "row 1 is not one-hot");
    save_classes("small", "ally", 4, 2, "\0\1\1\0\0\2\0\1");
    refuse_small("ally", "row 2 is not one-hot");
    save_classes("small", "y", 1, 2, "\1\0");
    refuse_small("y", "not those of the first rows of ally");
    save_classes("small", "y", 5, 2, "\0\1\1\0\0\1\0\1\0\1");
    refuse_small("y", "more rows than ally");
    save_classes("small", "ally", 4, 2, "\0\1\1\0\0\0\0\1"); /* a class that nobody knows, in a split */
    refuse_small("ind.small", "y[2] = nan (unknown), but val_mask[2] is set");
    save_graph("small", (int[]){1, -1, 7, -1}, 2);
    refuse_small("graph", "it has a node 7, but there are 7 nodes");
    save_matrix("small", "graph", 1, 3, "\0\1", "\1", "\1");
    refuse_small("graph", "a dict of lists");
    save_graph("small", (int[]){-1}, 1);
    save_text("small", "graph", "\x80\2}K\1K\2s.");
    refuse_small("graph", "a dict of lists");
}

/* ------------------------------------------------------------------ real files */

static void same_bytes(const void *a, const void *b, int64_t count, size_t size)
{
    assert_memory_equal(a, b, (size_t)count * size);
}

static void check_equal(const gatrt_data *a, const gatrt_data *b)
{
    const gatrt_set *s = &a->sets[0], *t = &b->sets[0];
    const gatrt_relation *p = &a->relations[0], *q = &b->relations[0];
    assert_true(s->rows == t->rows && s->features == t->features && s->classes == t->classes);
    assert_true(s->sparse && t->sparse && p->edges == q->edges);
    same_bytes(s->x_start, t->x_start, s->rows + 1, sizeof *s->x_start);
    same_bytes(s->x_col, t->x_col, s->x_start[s->rows], sizeof *s->x_col);
    same_bytes(s->x_val, t->x_val, s->x_start[s->rows], sizeof *s->x_val);
    same_bytes(s->label, t->label, s->rows, sizeof *s->label);
    for (int split = 0; split < 3; split++)
        same_bytes(s->mask[split], t->mask[split], s->rows, 1);
    same_bytes(p->src, q->src, p->edges, sizeof *p->src);
    same_bytes(p->dst, q->dst, p->edges, sizeof *p->dst);
}

static void test_real(void **state)
{
    (void)state;
    static const char *const names[] = {"cora", "citeseer"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[64], raw[512], npz[512], error[256] = "";
        snprintf(name, sizeof name, "%s.npz", names[i]);
        const bool neutral = real_file(name, npz, sizeof npz);
        snprintf(name, sizeof name, "planetoid/ind.%s.allx", names[i]);
        if (!real_file(name, raw, sizeof raw) || !neutral)
            continue;
        gatrt_data *a = gatrt_data_load(raw, error), *b = gatrt_data_load(npz, error);
        if (!a || !b)
            fail_msg("%s", error);
        check_equal(a, b);
        gatrt_data_free(a);
        gatrt_data_free(b);
    }
}

/* Of PubMed a file is missing, and which one is said. */
static void test_incomplete(void **state)
{
    (void)state;
    char graph[512], error[256] = "";
    if (!real_file("planetoid/pubmed-incomplete/ind.pubmed.graph", graph, sizeof graph))
        return;
    assert_null(gatrt_data_load(graph, error));
    assert_non_null(strstr(error, "ind.pubmed.allx: cannot open"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small),         cmocka_unit_test(test_other_graph),  cmocka_unit_test(test_files_refused),
        cmocka_unit_test(test_index_refused), cmocka_unit_test(test_rows_refused), cmocka_unit_test(test_real),
        cmocka_unit_test(test_incomplete),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

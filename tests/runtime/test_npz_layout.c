/* test_npz_layout.c - .npz files under the names of others: small ones written here, spoilt ones, and the real ones.
 * Run: ctest -R test_npz_layout, or the program itself. Real files are read from $GATCC_DATA, else from ../shared/data
 * beside $GATCC_SOURCE.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/told.h"
#include "../support/real_file.h"

enum { MOST = 16, NUMBERS = 32 };

static char folder[] = "/tmp/test_npz_layout_XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/small.npz", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

/* ------------------------------------------------------------------ files of a few float64 */

typedef struct File {
    NpyArray array[MOST];
    double number[MOST][NUMBERS];
    int count;
} File;

static void put_matrix(File *f, const char *name, int64_t rows, int64_t columns, const double *numbers)
{
    NpyArray *a = &f->array[f->count];
    *a = (NpyArray){.kind = NPY_FLOAT, .item = 8, .rank = columns ? 2 : 1, .dim = {rows, columns}};
    a->count = columns ? rows * columns : rows;
    assert_true(f->count < MOST && a->count <= NUMBERS);
    snprintf(a->name, sizeof a->name, "%s", name);
    memcpy(f->number[f->count++], numbers, (size_t)a->count * sizeof *numbers);
}

static void put(File *f, const char *name, int64_t count, const double *numbers)
{
    put_matrix(f, name, count, 0, numbers);
}

/* One text, in an array without dimensions. */
static void put_text(File *f, const char *name, const char *text)
{
    NpyArray *a = &f->array[f->count];
    *a = (NpyArray){.kind = NPY_TEXT, .item = (int)strlen(text), .count = 1};
    snprintf(a->name, sizeof a->name, "%s", name);
    memcpy(f->number[f->count++], text, strlen(text));
}

static int at(const File *f, const char *name)
{
    for (int i = 0; i < f->count; i++)
        if (!strcmp(f->array[i].name, name))
            return i;
    fail_msg("no %s", name);
    return -1;
}

static void rename_array(File *f, const char *name, const char *other)
{
    snprintf(f->array[at(f, name)].name, sizeof f->array->name, "%s", other);
}

static gatrt_data *load(File *f, int64_t split, char error[256])
{
    Error why = {""};
    for (int i = 0; i < f->count; i++)
        f->array[i].bytes = (unsigned char *)f->number[i];
    if (!npz_write(path, f->array, f->count, &why))
        fail_msg("%s", why.text);
    gatrt_data *d = data_load(path, &(DataUse){.split = split}, &why);
    memcpy(error, why.text, sizeof why.text);
    return d;
}

static gatrt_data *expect_split(File f, int64_t split)
{
    char error[256] = "";
    gatrt_data *d = load(&f, split, error);
    if (!d)
        fail_msg("%s", error);
    return d;
}

static gatrt_data *expect_loaded(File f)
{
    return expect_split(f, 0);
}

/* `why` must follow the file's name. */
static void expect_split_refused(File f, int64_t split, const char *why)
{
    char error[256] = "", wanted[512];
    if (load(&f, split, error))
        fail_msg("not refused: %s", why);
    snprintf(wanted, sizeof wanted, "%s: %s", path, why);
    if (strncmp(error, wanted, strlen(wanted)) != 0)
        fail_msg("expected \"%s\", got \"%s\"", wanted, error);
    assert_null(strchr(error, '\n'));
}

static void expect_refused(File f, const char *why)
{
    expect_split_refused(f, 0, why);
}

/* ------------------------------------------------------------------ a CSR matrix for a graph */

/* 4 nodes, 5 edges from 0 to 1 and 2, 1 to 0, 3 to 3 and 0; 3 features, 3 classes. */
static File make_csr(void)
{
    File f = {.count = 0};
    put(&f, "adj_data", 5, (double[]){1, 1, 1, 1, 1});
    put(&f, "adj_indices", 5, (double[]){1, 2, 0, 3, 0});
    put(&f, "adj_indptr", 5, (double[]){0, 2, 3, 3, 5});
    put(&f, "adj_shape", 2, (double[]){4, 4});
    put(&f, "attr_data", 4, (double[]){1, 2, 3, 4});
    put(&f, "attr_indices", 4, (double[]){2, 0, 1, 2});
    put(&f, "attr_indptr", 5, (double[]){0, 1, 2, 2, 4});
    put(&f, "attr_shape", 2, (double[]){4, 3});
    put(&f, "labels", 4, (double[]){0, 2, 1, 2});
    put(&f, "class_names", 3, (double[]){0, 0, 0});
    return f;
}

static void expect_edges(const gatrt_data *d, int64_t count, const int32_t *src, const int32_t *dst)
{
    assert_int_equal(d->relation_count, 1);
    assert_int_equal(d->relations[0].edges, count);
    assert_memory_equal(d->relations[0].src, src, (size_t)count * sizeof *src);
    assert_memory_equal(d->relations[0].dst, dst, (size_t)count * sizeof *dst);
}

static void test_csr(void **state)
{
    (void)state;
    gatrt_data *d = expect_loaded(make_csr());
    const gatrt_set *node = &d->sets[0];
    expect_edges(d, 5, (int32_t[]){0, 0, 1, 3, 3}, (int32_t[]){1, 2, 0, 3, 0});
    assert_null(d->relations[0].edge_weight);
    assert_true(d->set_count == 1 && node->rows == 4 && node->features == 3 && node->classes == 3 && node->sparse);
    assert_memory_equal(node->x_start, ((int64_t[]){0, 1, 2, 2, 4}), 5 * sizeof(int64_t));
    assert_memory_equal(node->x_col, ((int32_t[]){2, 0, 1, 2}), 4 * sizeof(int32_t));
    assert_memory_equal(node->x_val, ((float[]){1, 2, 3, 4}), 4 * sizeof(float));
    assert_memory_equal(node->label, ((int32_t[]){0, 2, 1, 2}), 4 * sizeof(int32_t));
    assert_true(!node->mask[0] && !node->mask[1] && !node->mask[2]);
    expect_told(d, "read     adj_indptr               [5]");
    expect_told(d, "read     adj_indices              [5]");
    expect_told(d, "ignored  adj_data                 all are 1: the edges have no weights");
    expect_told(d, "ignored  class_names              no part of a graph has this name");
    gatrt_data_free(d);
}

static void test_csr_forms(void **state)
{
    (void)state;
    File f = make_csr();
    f.number[at(&f, "adj_data")][3] = 0.5;
    put(&f, "train_mask", 4, (double[]){1, 0, 1, 0});
    gatrt_data *d = expect_loaded(f);
    assert_memory_equal(d->relations[0].edge_weight, ((float[]){1, 1, 1, 0.5f, 1}), 5 * sizeof(float));
    assert_memory_equal(d->sets[0].mask[0], ((uint8_t[]){1, 0, 1, 0}), 4);
    gatrt_data_free(d);

    f = make_csr(); /* dense features */
    for (int i = at(&f, "attr_data"), last = at(&f, "attr_shape"); i <= last; i++)
        snprintf(f.array[i].name, sizeof f.array[i].name, "note%d", i);
    put_matrix(&f, "attr_matrix", 4, 2, (double[]){1, 2, 3, 4, 5, 6, 7, 8});
    d = expect_loaded(f);
    assert_true(d->sets[0].features == 2 && !d->sets[0].sparse && d->sets[0].x[7] == 8.0f);
    gatrt_data_free(d);

    rename_array(&f, "attr_matrix", "something"); /* none */
    d = expect_loaded(f);
    assert_true(d->sets[0].rows == 4 && d->sets[0].features == 0);
    gatrt_data_free(d);

    f = make_csr(); /* with an edge_index, the usual names hold */
    put_matrix(&f, "edge_index", 2, 1, (double[]){0, 1});
    put_matrix(&f, "x", 2, 1, (double[]){5, 6});
    d = expect_loaded(f);
    assert_true(d->sets[0].rows == 2 && d->relations[0].edges == 1 && !d->sets[0].label);
    gatrt_data_free(d);
}

static void refuse_number(const char *name, int i, double number, const char *why)
{
    File f = make_csr();
    f.number[at(&f, name)][i] = number;
    expect_refused(f, why);
}

static void refuse_count(const char *name, int64_t count, const char *why)
{
    File f = make_csr();
    f.array[at(&f, name)].count = f.array[at(&f, name)].dim[0] = count;
    expect_refused(f, why);
}

static void refuse_without(const char *name, const char *why)
{
    File f = make_csr();
    rename_array(&f, name, "note");
    expect_refused(f, why);
}

static void test_csr_refused(void **state)
{
    (void)state;
    refuse_number("adj_indices", 4, 4, "adj_indices[4] = 4, but there are 4 nodes");
    refuse_number("adj_indices", 0, -1, "adj_indices[0] = -1, but there are 4 nodes");
    refuse_number("adj_indices", 0, 0.5, "adj_indices[0] = 0.5, but there are 4 nodes");
    refuse_number("adj_indptr", 0, 1, "adj_indptr[0] = 1, but it must be 0");
    refuse_number("adj_indptr", 2, 1, "adj_indptr[2] = 1, but it must be a place in adj_indices, not before the last");
    refuse_number("adj_indptr", 3, 1e300, "adj_indptr[3] = 1e+300, but it must be a place in adj_indices");
    refuse_number("adj_indptr", 4, 4, "adj_indptr[4] = 4, but it must be the length of adj_indices");
    refuse_number("adj_shape", 0, 0, "adj_shape[0] = 0, but there must be 1 to 2147483647 nodes");
    refuse_number("adj_shape", 0, 1e18, "adj_shape[0] = 1e+18, but there must be 1 to 2147483647 nodes");
    refuse_number("adj_shape", 1, 5, "adj_shape[1] = 5, but adj_shape[0] is another number: the matrix must be square");
    refuse_number("attr_shape", 0, 3, "attr_indptr has shape [5], but it must be [attr_shape[0] + 1]");
    refuse_number("attr_indices", 0, 3, "attr_indices[0] = 3, but there are 3 features");
    refuse_count("adj_shape", 1, "adj_shape has shape [1], but it must be [2]");
    refuse_count("adj_indptr", 4, "adj_indptr has shape [4], but it must be [adj_shape[0] + 1]");
    refuse_count("adj_data", 4, "adj_data has shape [4], but");
    refuse_count("labels", 3, "labels has shape [3], but it must be [4]");
    refuse_without("adj_indices", "adj_indptr, but no adj_indices; the graph is adj_indptr, adj_indices, adj_shape");
    refuse_without("adj_shape", "adj_indptr, but no adj_shape; ");
    refuse_without("attr_shape", "attr_data, but no attr_shape; features are attr_indptr");
    File f = make_csr();
    put(&f, "y", 4, (double[]){0, 1, 0, 1});
    expect_refused(f, "labels and y are two names of the same; leave one out");
    f = make_csr(); /* features of other nodes */
    f.number[at(&f, "adj_shape")][0] = f.number[at(&f, "adj_shape")][1] = 5;
    f.array[at(&f, "adj_indptr")].count = f.array[at(&f, "adj_indptr")].dim[0] = 6;
    f.number[at(&f, "adj_indptr")][5] = 5;
    expect_refused(f, "adj_shape = 5, but attr_data has 4 rows");
    f = make_csr();
    f.array[at(&f, "adj_indptr")].kind = NPY_TEXT;
    expect_refused(f, "adj_indptr holds text, but numbers are needed");
}

/* ------------------------------------------------------------------ what SciPy saves */

/* The edges of make_csr: compressed rows, compressed columns, entries. */
static File make_saved(const char *form)
{
    File f = {.count = 0};
    if (!strcmp(form, "coo")) {
        put(&f, "row", 5, (double[]){0, 3, 1, 0, 3});
        put(&f, "col", 5, (double[]){2, 0, 0, 1, 3});
    } else {
        const bool columns = !strcmp(form, "csc");
        put(&f, "indices", 5, columns ? (double[]){1, 3, 0, 0, 3} : (double[]){1, 2, 0, 3, 0});
        put(&f, "indptr", 5, columns ? (double[]){0, 2, 3, 4, 5} : (double[]){0, 2, 3, 3, 5});
    }
    put_text(&f, "format", form);
    put(&f, "shape", 2, (double[]){4, 4});
    put(&f, "data", 5, (double[]){1, 1, 1, 1, 1});
    return f;
}

static void test_saved(void **state)
{
    (void)state;
    gatrt_data *d = expect_loaded(make_saved("csr"));
    expect_edges(d, 5, (int32_t[]){0, 0, 1, 3, 3}, (int32_t[]){1, 2, 0, 3, 0});
    assert_true(d->set_count == 1 && d->sets[0].rows == 4 && d->sets[0].features == 0 && !d->sets[0].label);
    assert_null(d->relations[0].edge_weight);
    expect_told(d, "read     indptr                   [5]");
    expect_told(d, "ignored  data                     all are 1: the edges have no weights");
    gatrt_data_free(d);
    d = expect_loaded(make_saved("csc"));
    expect_edges(d, 5, (int32_t[]){1, 3, 0, 0, 3}, (int32_t[]){0, 0, 1, 2, 3});
    gatrt_data_free(d);
    File f = make_saved("coo");
    f.number[at(&f, "data")][1] = 0.25;
    d = expect_loaded(f);
    expect_edges(d, 5, (int32_t[]){0, 3, 1, 0, 3}, (int32_t[]){2, 0, 0, 1, 3});
    assert_memory_equal(d->relations[0].edge_weight, ((float[]){1, 0.25f, 1, 1, 1}), 5 * sizeof(float));
    gatrt_data_free(d);
    f = make_saved("csr"); /* with an edge_index, the usual names hold */
    put_matrix(&f, "edge_index", 2, 1, (double[]){0, 1});
    put_matrix(&f, "x", 2, 1, (double[]){5, 6});
    d = expect_loaded(f);
    assert_true(d->sets[0].rows == 2 && d->relations[0].edges == 1);
    gatrt_data_free(d);
}

static void test_saved_refused(void **state)
{
    (void)state;
    expect_refused(make_saved("dia"), "format is \"dia\"; save the matrix as csr, csc or coo");
    File f = make_saved("csr");
    f.number[at(&f, "format")][0] = 0;
    expect_refused(f, "format is no name of a form; save");
    f = make_saved("csr");
    rename_array(&f, "indices", "note");
    expect_refused(f, "format, but no indices; the graph is indptr, indices, shape of a CSR matrix");
    f = make_saved("csc");
    f.number[at(&f, "shape")][1] = 3;
    expect_refused(f, "shape[1] = 3, but shape[0] is another number: the matrix must be square");
    f = make_saved("csc");
    f.number[at(&f, "indices")][2] = 4;
    expect_refused(f, "indices[2] = 4, but there are 4 nodes");
    f = make_saved("coo");
    f.number[at(&f, "row")][2] = -1;
    expect_refused(f, "row[2] = -1, but there are 4 nodes");
    f = make_saved("coo");
    f.number[at(&f, "col")][0] = 0.5;
    expect_refused(f, "col[0] = 0.5, but there are 4 nodes");
    f = make_saved("coo");
    rename_array(&f, "col", "note");
    expect_refused(f, "format, but no col; the graph is row, col, shape of a COO matrix");
    f = make_saved("coo");
    f.array[at(&f, "row")].count = f.array[at(&f, "row")].dim[0] = 4;
    expect_refused(f, "row has shape [4], but it must be as long as col");
}

/* ------------------------------------------------------------------ a list of edges, several splits */

/* 4 nodes, 3 edges, 2 features, 2 classes, 3 splits. */
static File make_list(void)
{
    File f = {.count = 0};
    put_matrix(&f, "node_features", 4, 2, (double[]){1, 2, 3, 4, 5, 6, 7, 8});
    put(&f, "node_labels", 4, (double[]){0, 1, 1, 0});
    put_matrix(&f, "edges", 3, 2, (double[]){0, 1, 0, 3, 2, 3});
    put_matrix(&f, "train_masks", 3, 4, (double[]){1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1});
    put_matrix(&f, "val_masks", 3, 4, (double[]){0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0});
    put_matrix(&f, "test_masks", 3, 4, (double[]){0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0});
    return f;
}

static void expect_masks(const gatrt_data *d, const uint8_t *train, const uint8_t *val, const uint8_t *test)
{
    const size_t rows = (size_t)d->sets[0].rows;
    assert_memory_equal(d->sets[0].mask[0], train, rows);
    assert_memory_equal(d->sets[0].mask[1], val, rows);
    assert_memory_equal(d->sets[0].mask[2], test, rows);
}

static void expect_line(const gatrt_data *d, const char *text)
{
    char *told = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&told, &size);
    assert_non_null(to);
    origin_print_line(to, d);
    fclose(to);
    if (!strstr(told, text))
        fail_msg("expected \"%s\" in \"%s\"", text, told);
    free(told);
}

static void test_list(void **state)
{
    (void)state;
    gatrt_data *d = expect_loaded(make_list());
    expect_edges(d, 3, (int32_t[]){0, 0, 2}, (int32_t[]){1, 3, 3});
    assert_true(d->sets[0].rows == 4 && d->sets[0].features == 2 && d->sets[0].x[5] == 6.0f);
    assert_memory_equal(d->sets[0].label, ((int32_t[]){0, 1, 1, 0}), 4 * sizeof(int32_t));
    expect_masks(d, (uint8_t[]){1, 0, 0, 0}, (uint8_t[]){0, 1, 0, 0}, (uint8_t[]){0, 0, 1, 1});
    expect_told(d, "read     edges                    [3, 2]");
    expect_line(d, "4 nodes (1 train, 1 val, 2 test; split 0 of 3), 3 edges; read node_features");
    gatrt_data_free(d);
    d = expect_split(make_list(), 2);
    expect_masks(d, (uint8_t[]){0, 0, 1, 1}, (uint8_t[]){1, 0, 0, 0}, (uint8_t[]){0, 1, 0, 0});
    expect_line(d, "(2 train, 1 val, 1 test; split 2 of 3)");
    gatrt_data_free(d);
    File f = make_list(); /* in the other order of elements */
    f.array[at(&f, "edges")].fortran = true;
    memcpy(f.number[at(&f, "edges")], ((double[]){0, 0, 2, 1, 3, 3}), 6 * sizeof(double));
    d = expect_loaded(f);
    expect_edges(d, 3, (int32_t[]){0, 0, 2}, (int32_t[]){1, 3, 3});
    gatrt_data_free(d);
}

/* As PyG has them: a column for each split, and one mask for all of them. */
static void test_columns(void **state)
{
    (void)state;
    File f = make_list();
    put_matrix(&f, "train_mask", 4, 3, (double[]){1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1});
    put_matrix(&f, "val_mask", 4, 1, (double[]){0, 1, 0, 0});
    put(&f, "test_mask", 4, (double[]){0, 0, 1, 0});
    for (const char *const *name = (const char *const[]){"train_masks", "val_masks", "test_masks", NULL}; *name; name++)
        rename_array(&f, *name, *name + 1); /* names of nothing */
    gatrt_data *d = expect_split(f, 2);
    expect_masks(d, (uint8_t[]){0, 0, 1, 1}, (uint8_t[]){0, 1, 0, 0}, (uint8_t[]){0, 0, 1, 0});
    expect_line(d, "split 2 of 3");
    gatrt_data_free(d);
    rename_array(&f, "rain_masks", "train_masks"); /* the same, the other way round */
    d = expect_split(f, 1);
    expect_masks(d, (uint8_t[]){0, 1, 0, 0}, (uint8_t[]){0, 1, 0, 0}, (uint8_t[]){0, 0, 1, 0});
    gatrt_data_free(d);
    f.number[at(&f, "train_masks")][6] = 1; /* in split 1 */
    expect_split_refused(f, 1, "train_mask and train_masks are both of one split, but not of the same nodes");
}

static void refuse_masks(int64_t rows, int64_t columns, int64_t split, const char *why)
{
    static const double none[NUMBERS] = {0};
    File f = make_list();
    rename_array(&f, "val_masks", "note");
    put_matrix(&f, "val_masks", rows, columns, none);
    expect_split_refused(f, split, why);
}

static void test_list_refused(void **state)
{
    (void)state;
    File f = make_list();
    f.number[at(&f, "edges")][3] = 4;
    expect_refused(f, "edges[1][1] = 4, but there are 4 nodes");
    f.number[at(&f, "edges")][3] = 0.5;
    expect_refused(f, "edges[1][1] = 0.5, which is not a whole number");
    f = make_list();
    f.array[at(&f, "edges")].dim[0] = 2;
    f.array[at(&f, "edges")].dim[1] = 3;
    expect_refused(f, "edges has shape [2, 3], but it must be [edges, 2]");
    f = make_list();
    rename_array(&f, "edges", "note");
    expect_refused(f, "node_features, but no edges");
    f = make_list();
    f.number[at(&f, "val_masks")][5] = 2;
    gatrt_data_free(expect_loaded(f)); /* of another split */
    expect_split_refused(f, 1, "val_masks[1][1] = 2, but a mask holds 0 and 1");
    expect_split_refused(make_list(), 3, "train_masks has 3 splits, 0 to 2, but --split is 3");
    expect_split_refused(make_csr(), 1, "there is one split, but --split is 1; leave it out");
    refuse_masks(2, 4, 0, "val_masks has 2 splits, but another mask has 3");
    refuse_masks(4, 4, 0,
                 "val_masks has shape [4, 4], but it must be [nodes, splits] or [splits, nodes], and not both");
    refuse_masks(3, 5, 0,
                 "val_masks has shape [3, 5], but it must be [nodes], [nodes, splits] or [splits, nodes], and");
    refuse_masks(0, 4, 0, "val_masks has shape [0, 4], but it must be [nodes]");
    f = make_list(); /* of nodes, or of as many graphs as there are splits? */
    put(&f, "batch", 4, (double[]){0, 1, 2, 2});
    rename_array(&f, "node_labels", "note");
    expect_refused(f, "train_masks has splits of nodes or of graphs: call it node.train_masks or graph.train_masks");
}

/* ------------------------------------------------------------------ the real ones */

static gatrt_data *load_real(const char *name)
{
    char file[512], error[256] = "";
    if (!real_file(name, file, sizeof file))
        return NULL;
    gatrt_data *d = gatrt_data_load(file, error);
    if (!d)
        fail_msg("%s", error);
    return d;
}

static void expect_sizes(const gatrt_data *d, int64_t nodes, int64_t edges, int64_t features, int64_t classes)
{
    assert_int_equal(d->sets[0].rows, nodes);
    assert_int_equal(d->relations[0].edges, edges);
    assert_int_equal(d->sets[0].features, features);
    assert_int_equal(d->sets[0].classes, classes);
}

/* Each edge of the one, either way round, but self loops, is in the other, which is sorted by target, then source. */
static void expect_among(const gatrt_relation *some, const gatrt_relation *all)
{
    for (int64_t e = 0; e < some->edges; e++) {
        int64_t low = 0, high = all->edges;
        while (low < high) {
            const int64_t middle = (low + high) / 2;
            const bool before =
                all->dst[middle] != some->dst[e] ? all->dst[middle] < some->dst[e] : all->src[middle] < some->src[e];
            *(before ? &low : &high) = before ? middle + 1 : middle;
        }
        assert_true(some->src[e] == some->dst[e] ||
                    (low < all->edges && all->src[low] == some->src[e] && all->dst[low] == some->dst[e]));
    }
}

static void test_real_csr(void **state)
{
    (void)state;
    gatrt_data *cora = load_real("gnn-benchmark/cora.npz");
    if (cora)
        expect_sizes(cora, 2708, 5429, 1433, 7);
    if (cora)
        assert_true(cora->sets[0].x_start[2708] == 49216);
    gatrt_data_free(cora);
    gatrt_data *photo = load_real("gnn-benchmark/amazon_electronics_photo.npz");
    gatrt_data *neutral = load_real("amazon_photo.npz");
    if (photo)
        expect_sizes(photo, 7650, 143663, 745, 8);
    if (photo && neutral) {
        expect_among(&photo->relations[0], &neutral->relations[0]);
        assert_memory_equal(photo->sets[0].label, neutral->sets[0].label, 7650 * sizeof(int32_t));
        assert_memory_equal(photo->sets[0].x_start, neutral->sets[0].x_start, 7651 * sizeof(int64_t));
    }
    gatrt_data_free(photo);
    gatrt_data_free(neutral);
}

static void test_real_list(void **state)
{
    (void)state;
    gatrt_data *mines = load_real("heterophilous/minesweeper.npz");
    if (mines)
        expect_sizes(mines, 10000, 39402, 7, 2);
    for (int split = 0; mines && split < 3; split++)
        assert_int_equal(split_count(&mines->sets[0], split), split ? 2500 : 5000);
    gatrt_data_free(mines);
    gatrt_data *chameleon = load_real("heterophilous/chameleon_filtered.npz");
    if (chameleon)
        expect_sizes(chameleon, 890, 8854, 2325, 5);
    gatrt_data_free(chameleon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csr),           cmocka_unit_test(test_csr_forms), cmocka_unit_test(test_csr_refused),
        cmocka_unit_test(test_list),          cmocka_unit_test(test_columns),   cmocka_unit_test(test_list_refused),
        cmocka_unit_test(test_real_csr),      cmocka_unit_test(test_real_list), cmocka_unit_test(test_saved),
        cmocka_unit_test(test_saved_refused),
    };
    return cmocka_run_group_tests_name("npz_layout", tests, make_folder, remove_folder);
}

/* test_data.c - data sets: what the neutral .npz may look like, what is refused and in
 * which words, the built-in and the synthetic graphs, and the real ones where they are.
 * Run: ctest -R test_data, or the program itself. Real data sets are looked for in
 * $GATCC_DATA, else in ../shared/data beside $GATCC_SOURCE.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/real_file.h"

static char folder[] = "/tmp/test_data_XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/tiny.npz", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

/* ------------------------------------------------ a small graph, to be spoilt */

typedef enum {
    EDGE_INDEX,
    X,
    Y,
    TRAIN,
    VAL,
    TEST,
    EDGE_ATTR,
    EDGE_WEIGHT,
    INDPTR,
    INDICES,
    VALUES,
    SHAPE,
    ARRAYS
} Which;

typedef struct Tiny {
    NpyArray array[ARRAYS];
    double number[ARRAYS][16]; /* in C order; saved as the array's type says */
    unsigned char bytes[ARRAYS][16 * 8];
} Tiny;

static void set_array(Tiny *t, Which which, const char *name, int64_t rows, int64_t columns, const double *numbers)
{
    NpyArray *a = &t->array[which];
    *a = (NpyArray){.kind = NPY_FLOAT, .item = 8, .rank = columns ? 2 : 1, .dim = {rows, columns}};
    snprintf(a->name, sizeof a->name, "%s", name);
    a->count = columns ? rows * columns : rows;
    for (int64_t i = 0; i < a->count; i++)
        t->number[which][i] = numbers[i];
}

/* 4 nodes, 5 edges, 3 features, 3 classes. */
static Tiny make_tiny(void)
{
    Tiny t = {0};
    set_array(&t, EDGE_INDEX, "edge_index", 2, 5, (double[]){0, 1, 2, 2, 3, 1, 0, 1, 2, 0});
    set_array(&t, X, "x", 4, 3, (double[]){1, 0, 2, 0, 3, 0, 0, 0, 0, 4, 5, 6});
    set_array(&t, Y, "y", 4, 0, (double[]){0, 2, 1, 2});
    set_array(&t, TRAIN, "train_mask", 4, 0, (double[]){1, 0, 0, 0});
    set_array(&t, VAL, "val_mask", 4, 0, (double[]){0, 1, 0, 0});
    set_array(&t, TEST, "test_mask", 4, 0, (double[]){0, 0, 1, 1});
    return t;
}

/* The same features, columns of a row in no order. */
static void make_sparse(Tiny *t)
{
    t->array[X].name[0] = 0;
    set_array(t, INDPTR, "x_indptr", 5, 0, (double[]){0, 2, 3, 3, 6});
    set_array(t, INDICES, "x_indices", 6, 0, (double[]){2, 0, 1, 1, 0, 2});
    set_array(t, VALUES, "x_data", 6, 0, (double[]){2, 1, 3, 5, 4, 6});
    set_array(t, SHAPE, "x_shape", 2, 0, (double[]){4, 3});
}

static void add_attr(Tiny *t, int64_t columns)
{
    set_array(t, EDGE_ATTR, "edge_attr", 5, columns, (double[]){1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
}

static void add_weight(Tiny *t)
{
    set_array(t, EDGE_WEIGHT, "edge_weight", 5, 0, (double[]){0.5, 1, 2, 0, 4});
}

static void drop_array(Tiny *t, Which which)
{
    t->array[which].name[0] = 0;
}

static void encode(const NpyArray *a, double number, unsigned char *to)
{
    int64_t whole = isfinite(number) && fabs(number) < 9e18 ? (int64_t)number : 0;
    float single = (float)number;
    if (a->kind != NPY_FLOAT)
        memcpy(to, &whole, (size_t)a->item); /* little endian: the low bytes */
    else if (a->item == 4)
        memcpy(to, &single, 4);
    else
        memcpy(to, &number, 8);
}

static void save(Tiny *t)
{
    NpyArray arrays[ARRAYS];
    int count = 0;
    Error error = {""};
    for (int which = 0; which < ARRAYS; which++) {
        NpyArray *a = &t->array[which];
        if (!a->name[0])
            continue;
        for (int64_t i = 0; i < a->count; i++) {
            int64_t place = a->fortran ? i % a->dim[1] * a->dim[0] + i / a->dim[1] : i;
            encode(a, t->number[which][i], t->bytes[which] + place * a->item);
        }
        a->bytes = t->bytes[which];
        arrays[count++] = *a;
    }
    if (!npz_write(path, arrays, count, &error))
        fail_msg("%s", error.text);
}

static gatrt_data *expect_loaded(Tiny *t)
{
    char error[256] = "";
    save(t);
    gatrt_data *data = gatrt_data_load(path, error);
    if (!data)
        fail_msg("%s", error);
    return data;
}

/* `why` must follow the file's name. */
static void expect_refused(Tiny t, const char *why)
{
    char error[256] = "", wanted[512];
    save(&t);
    assert_null(gatrt_data_load(path, error));
    snprintf(wanted, sizeof wanted, "%s: %s", path, why);
    if (strncmp(error, wanted, strlen(wanted)) != 0)
        fail_msg("expected \"%s\", got \"%s\"", wanted, error);
}

static void refuse_number(Which which, int at, double number, const char *why)
{
    Tiny t = make_tiny();
    if (which >= INDPTR)
        make_sparse(&t);
    if (which == EDGE_ATTR)
        add_attr(&t, 2);
    if (which == EDGE_WEIGHT)
        add_weight(&t);
    t.number[which][at] = number;
    expect_refused(t, why);
}

static void refuse_shape(Which which, int64_t rows, int64_t columns, const char *why)
{
    Tiny t = make_tiny();
    if (which >= INDPTR)
        make_sparse(&t);
    if (which == EDGE_ATTR)
        add_attr(&t, 2);
    if (which == EDGE_WEIGHT)
        add_weight(&t);
    char name[64];
    snprintf(name, sizeof name, "%s", t.array[which].name);
    set_array(&t, which, name, rows, columns, t.number[which]);
    expect_refused(t, why);
}

/* -------------------------------------------------------------------- tests */

static void expect_tiny(const gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_int_equal(node->rows, 4);
    assert_int_equal(edge->edges, 5);
    assert_int_equal(node->features, 3);
    assert_int_equal(node->classes, 3);
    assert_int_equal(edge->src[4], 3);
    assert_int_equal(edge->dst[4], 0);
    assert_int_equal(node->label[3], 2);
    assert_int_equal(node->mask[0][0], 1);
    assert_int_equal(node->mask[2][1], 0);
    assert_string_equal(d->name, path);
}

static void test_types(void **state)
{
    (void)state;
    const struct {
        NpyKind kind;
        int item;
    } types[] = {
        {NPY_FLOAT, 8}, {NPY_FLOAT, 4}, {NPY_INT, 8}, {NPY_INT, 4}, {NPY_INT, 1}, {NPY_UINT, 1}, {NPY_UINT, 8},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        for (int fortran = 0; fortran < 2; fortran++) {
            Tiny t = make_tiny();
            for (int which = 0; which < ARRAYS; which++) {
                t.array[which].kind = types[i].kind;
                t.array[which].item = types[i].item;
                t.array[which].fortran = fortran && t.array[which].rank == 2;
            }
            t.array[TRAIN].kind = NPY_BOOL;
            t.array[TRAIN].item = 1;
            gatrt_data *d = expect_loaded(&t);
            gatrt_set *node = &d->sets[0];
            expect_tiny(d);
            assert_int_equal(node->sparse, 0);
            assert_true(node->x[2] == 2.0f && node->x[9] == 4.0f && node->x[11] == 6.0f);
            gatrt_data_free(d);
        }
}

static void test_forms(void **state)
{
    (void)state;
    Tiny t = make_tiny();
    make_sparse(&t);
    add_attr(&t, 2);
    add_weight(&t);
    drop_array(&t, VAL);
    t.number[Y][1] = -1; /* in no mask now */
    gatrt_data *d = expect_loaded(&t);
    gatrt_set *node = &d->sets[0];
    gatrt_relation *edge = &d->relations[0];
    assert_int_equal(node->sparse, 1);
    assert_null(node->x);
    assert_int_equal(node->x_start[4], 6);
    assert_int_equal(node->x_col[3], 1);
    assert_true(node->x_val[3] == 5.0f);
    assert_null(node->mask[1]);
    assert_int_equal(edge->edge_features, 2);
    assert_true(edge->edge_attr[9] == 10.0f);
    assert_true(edge->edge_weight[4] == 4.0f);
    assert_int_equal(node->label[1], -1);
    gatrt_data_free(d);

    t = make_tiny();
    add_attr(&t, 0);
    set_array(&t, Y, "y", 4, 2, (double[]){1, 0, 0, 1, 1, 1, 0, 0});
    t.array[EDGE_INDEX].dim[1] = t.array[EDGE_INDEX].count = 0;
    drop_array(&t, EDGE_ATTR);
    d = expect_loaded(&t);
    node = &d->sets[0];
    edge = &d->relations[0];
    assert_int_equal(edge->edges, 0);
    assert_null(edge->edge_weight);
    assert_null(node->label);
    assert_int_equal(node->classes, 2);
    assert_true(node->target[3] == 1.0f);
    gatrt_data_free(d);

    t = make_tiny();
    drop_array(&t, Y);
    d = expect_loaded(&t); /* enough to predict */
    node = &d->sets[0];
    assert_null(node->label);
    assert_null(node->target);
    gatrt_data_free(d);

    t = make_tiny();
    t.number[Y][2] = 0.25; /* one target each; NaN is one that nobody knows */
    t.number[Y][1] = NAN;
    drop_array(&t, VAL);
    d = expect_loaded(&t);
    node = &d->sets[0];
    assert_null(node->label);
    assert_true(node->classes == 1 && node->target[2] == 0.25f && isnan(node->target[1]));
    gatrt_data_free(d);
}

static void test_numbers_refused(void **state)
{
    (void)state;
    refuse_number(EDGE_INDEX, 7, 9000, "edge_index[1][2] = 9000, but there are 4 nodes");
    refuse_number(EDGE_INDEX, 1, -1, "edge_index[0][1] = -1, but there are 4 nodes");
    refuse_number(EDGE_INDEX, 1, 4, "edge_index[0][1] = 4, but there are 4 nodes");
    refuse_number(EDGE_INDEX, 1, 1.5, "edge_index[0][1] = 1.5, which is not a whole number");
    refuse_number(EDGE_INDEX, 1, 1e300, "edge_index[0][1] = 1e+300, but there are 4 nodes");
    refuse_number(EDGE_INDEX, 1, NAN, "edge_index[0][1] = nan, which is not a whole number");
    refuse_number(X, 4, NAN, "x[1][1] = nan, but it must be a finite float32");
    refuse_number(X, 11, -INFINITY, "x[3][2] = -inf, but it must be a finite float32");
    refuse_number(X, 11, 1e300, "x[3][2] = 1e+300, but it must be a finite float32");
    refuse_number(Y, 0, NAN, "y[0] = nan (unknown), but train_mask[0] is set");
    refuse_number(Y, 2, INFINITY, "y[2] = inf, but it must be a finite float32");
    refuse_number(TRAIN, 3, 2, "train_mask[3] = 2, but a mask holds 0 and 1");
    refuse_number(EDGE_ATTR, 3, NAN, "edge_attr[1][1] = nan, but it must be a finite float32");
    refuse_number(EDGE_WEIGHT, 3, INFINITY, "edge_weight[3] = inf, but it must be a finite float32");
    refuse_number(INDPTR, 0, 1, "x_indptr[0] = 1, but it must be 0");
    refuse_number(INDPTR, 1, 4, "x_indptr[2] = 3, which is less than the one before");
    refuse_number(INDPTR, 1, 9, "x_indptr[1] = 9, but it must be a position in x_data");
    refuse_number(INDPTR, 4, 5, "x_indptr[4] = 5, but it must be the length of x_data");
    refuse_number(INDICES, 5, 3, "x_indices[5] = 3, but there are 3 features");
    refuse_number(INDICES, 5, -1, "x_indices[5] = -1, but there are 3 features");
    refuse_number(VALUES, 5, NAN, "x_data[5] = nan, but it must be a finite float32");
    refuse_number(SHAPE, 0, 0, "x_shape[0] = 0, but it must be from 1 to 2147483647");
    refuse_number(SHAPE, 0, 3e9, "x_shape[0] = 3000000000, but it must be from 1 to 2147483647");
}

/* Whole numbers are classes or values as the model reads them; NaN is unknown in both, -1 in classes. */
static gatrt_model model_of(const gatrt_input *input)
{
    return (gatrt_model){.name = "m",
                         .spaces = plain_spaces,
                         .space_count = GATRT_PLAIN_SPACES,
                         .ends = plain_ends,
                         .end_count = GATRT_PLAIN_ENDS,
                         .inputs = input,
                         .input_count = 1};
}

static void test_classes_or_values(void **state)
{
    (void)state;
    const gatrt_input as_class = {"label", GATRT_LABEL, GATRT_NODE, 1, .sparse = 0},
                      as_value = {"target", GATRT_TARGET, GATRT_NODE, 1, .sparse = 0};
    const struct {
        double number;
        int node;
        const char *classes, *values; /* what is wrong with it; NULL: nothing */
    } cases[] = {
        {-1, 0, "y[0] = -1 (unknown), but train_mask[0] is set", NULL},
        {-2, 2, "y[2] = -2, but classes of 4 nodes", NULL},
        {5000, 2, "y[2] = 5000, but classes of 4 nodes", NULL},
        {1e12, 2, "the class number of each node; y[2] = 1e+12", NULL},
        {0.25, 2, "the class number of each node; y[2] = 0.25", NULL},
        {3, 2, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int values = 0; values < 2; values++) {
            Tiny t = make_tiny();
            t.number[Y][cases[i].node] = cases[i].number;
            gatrt_data *d = expect_loaded(&t);
            const gatrt_model model = model_of(values ? &as_value : &as_class);
            const char *why = values ? cases[i].values : cases[i].classes;
            Error error = {""};
            assert_int_equal(inputs_check(&model, d, &error), why == NULL);
            if (why && !strstr(error.text, why))
                fail_msg("expected \"%s\", got \"%s\"", why, error.text);
            gatrt_data_free(d);
        }
    Tiny t = make_tiny();
    drop_array(&t, TEST);
    t.number[Y][3] = NAN; /* in no mask now */
    gatrt_data *d = expect_loaded(&t);
    gatrt_set *node = &d->sets[0];
    assert_int_equal(node->label[3], GATRT_UNKNOWN);
    gatrt_data_free(d);
}

static void expect_bound(const char *why, const gatrt_input *input, const gatrt_data *d)
{
    const gatrt_model model = model_of(input);
    Error error = {""};
    assert_int_equal(inputs_check(&model, d, &error), why == NULL);
    if (why && !strstr(error.text, why))
        fail_msg("expected \"%s\", got \"%s\"", why, error.text);
}

/* What the model does with its inputs may bound their numbers. */
static void test_bounds(void **state)
{
    (void)state;
    Tiny t = make_tiny();
    add_weight(&t);
    add_attr(&t, 2);
    t.number[EDGE_WEIGHT][3] = -0.5;
    t.number[EDGE_ATTR][5] = -2;
    t.number[X][7] = -4;
    t.number[Y][3] = 7;
    gatrt_data *d = expect_loaded(&t);
    const gatrt_set *node = &d->sets[0];
    gatrt_input weight = {"w", GATRT_EDGE_WEIGHT, GATRT_EDGE, 1, .bound_by = "a root", .least = 0, .most = INFINITY};
    gatrt_input attr = {"a", GATRT_EDGE_ATTR, GATRT_EDGE, 2, .bound_by = "a root", .least = 0, .most = INFINITY};
    gatrt_input x = {"x", GATRT_FEATURES, GATRT_NODE, 3, .row_normalize = GATRT_ROW_SUM};
    gatrt_input y = {"t", GATRT_TARGET, GATRT_NODE, 1, .bound_by = "a share", .least = 0, .most = 2};
    expect_bound("edge_weight[3] = -0.5, of the edge 2 -> 2, but it must be at least 0: a root", &weight, d);
    weight.least = -1;
    expect_bound(NULL, &weight, d);
    expect_bound("edge_attr[2] = -2, of the edge 2 -> 1, but it must be at least 0: a root", &attr, d);
    attr.bound_by = NULL;
    expect_bound(NULL, &attr, d);
    expect_bound("x of node 2 holds -4, but normalize = \"row\"", &x, d);
    x.row_normalize = GATRT_ROW_L1;
    expect_bound(NULL, &x, d);
    expect_bound("y[3][0] = 7, but it must be 0 to 2 (nan: unknown): a share", &y, d);
    node->mask[2][3] = 0;
    expect_bound(NULL, &y, d);
    gatrt_data_free(d);

    make_sparse(&t);
    t.number[VALUES][2] = -3;
    d = expect_loaded(&t);
    node = &d->sets[0];
    x.row_normalize = GATRT_ROW_SUM;
    expect_bound("x of node 1 holds -3", &x, d);
    gatrt_data_free(d);
}

static void expect_line(const gatrt_data *d, const char *wanted)
{
    char line[1024] = "";
    FILE *to = fmemopen(line, sizeof line, "w");
    assert_non_null(to);
    origin_print_line(to, d);
    origin_print_remarks(to, "me", d);
    fclose(to);
    if (!strstr(line, wanted))
        fail_msg("expected \"%s\" in \"%s\"", wanted, line);
}

/* Splits by other names, as numbers of nodes, and too many of them; what is read is said. */
static void test_split_names(void **state)
{
    (void)state;
    const struct {
        const char *name;
        int count;
        double numbers[4];
        NpyKind kind;
        const char *why; /* NULL: it is read as the nodes 1 and 2 */
    } cases[] = {
        {"valid_mask", 4, {0, 1, 1, 0}, NPY_FLOAT, NULL},
        {"dev_idx", 2, {1, 2}, NPY_INT, NULL},
        {"idx_val", 2, {2, 1}, NPY_INT, NULL},
        {"validation", 4, {0, 1, 1, 0}, NPY_BOOL, NULL},
        {"validation", 2, {1, 2}, NPY_INT, NULL},
        {"valid_index", 3, {1, 2, 1}, NPY_INT, "valid_index[2] = 1, a second time; a mask"},
        {"valid", 4, {0, 1, 1, 0}, NPY_INT, "valid[2] = 1, a second time"},
        {"val_ids", 1, {4}, NPY_INT, "val_ids[0] = 4, but there are 4 nodes"},
        {"val_mask", 3, {0, 1, 1}, NPY_INT, "val_mask has 3 entries, but there are 4 nodes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Tiny t = make_tiny();
        set_array(&t, VAL, cases[i].name, cases[i].count, 0, cases[i].numbers);
        t.array[VAL].kind = cases[i].kind;
        t.array[VAL].item = cases[i].kind == NPY_BOOL ? 1 : 8;
        if (cases[i].why) {
            expect_refused(t, cases[i].why);
            continue;
        }
        gatrt_data *d = expect_loaded(&t);
        const gatrt_set *node = &d->sets[0];
        assert_true(!node->mask[1][0] && node->mask[1][1] && node->mask[1][2] && !node->mask[1][3]);
        expect_line(d, cases[i].name);
        gatrt_data_free(d);
    }
    Tiny t = make_tiny();
    set_array(&t, EDGE_ATTR, "valid_mask", 4, 0, (double[]){0, 1, 0, 0});
    gatrt_data *d = expect_loaded(&t); /* the usual name goes first, the other is named */
    assert_true(d->sets[0].mask[1][1] && !d->sets[0].mask[1][0]);
    expect_line(d, "; ignored valid_mask");
    expect_line(d, "valid_mask: has the nodes of val_mask, which is read instead");
    gatrt_data_free(d);
    set_array(&t, EDGE_ATTR, "idx_val", 1, 0, (double[]){1});
    d = expect_loaded(&t); /* numbers and a mask may say the same */
    expect_line(d, "idx_val: has the nodes of val_mask");
    gatrt_data_free(d);
}

/* Which of two is meant, nothing tells. */
static void test_splits_differ(void **state)
{
    (void)state;
    Tiny t = make_tiny();
    set_array(&t, EDGE_ATTR, "valid_mask", 4, 0, (double[]){1, 1, 1, 1});
    expect_refused(t, "val_mask and valid_mask are both of one split, but not of the same nodes; leave one out");
    snprintf(t.array[VAL].name, sizeof t.array[VAL].name, "dev_mask");
    expect_refused(t, "dev_mask and valid_mask are both of one split, but not of the same nodes");
    t = make_tiny();
    set_array(&t, EDGE_ATTR, "train_idx", 1, 0, (double[]){3});
    expect_refused(t, "train_mask and train_idx are both of one split, but not of the same nodes");
    set_array(&t, EDGE_ATTR, "train_idx", 1, 0, (double[]){4});
    expect_refused(t, "train_idx[0] = 4, but there are 4 nodes");
}

static void expect_remark(Tiny t, int symmetric, const char *wanted)
{
    const gatrt_model model = {.recipe = {.symmetric = symmetric}};
    gatrt_data *d = expect_loaded(&t);
    data_remark(d, &model);
    expect_line(d, wanted);
    gatrt_data_free(d);
}

static void test_remarks(void **state)
{
    (void)state;
    Tiny t = make_tiny();
    set_array(&t, EDGE_INDEX, "edge_index", 2, 5, (double[]){0, 1, 2, 2, 3, 1, 2, 0, 2, 0});
    expect_remark(t, 0, "me: ");
    expect_remark(t, 0, "4 of 4 edges have no reverse");
    expect_remark(t, -1, "test_mask\n");
    expect_remark(t, 1, "test_mask\n");
    t.number[TEST][1] = 1;
    expect_remark(t, 1, "1 node is in both val_mask and test_mask");
    set_array(&t, EDGE_INDEX, "edge_index", 2, 5, (double[]){0, 1, 2, 2, 3, 1, 0, 3, 2, 2});
    t.number[TEST][1] = 0;
    expect_remark(t, 0, "read edge_index, x, y, train_mask, val_mask, test_mask\n");
    add_attr(&t, 2);
    expect_remark(t, 1, "edge_attr: the edges carry it, but the model does not use it: it has no input.edge\n");
    add_weight(&t);
    expect_remark(t, 1,
                  "edge_weight: the edges carry it, but the model does not use it: it has no input.edge_weight\n");
}

static void test_float32_refused(void **state)
{
    (void)state;
    Tiny t = make_tiny();
    t.array[X].item = 4; /* the form whose bytes are taken over */
    t.number[X][4] = NAN;
    expect_refused(t, "x[1][1] = nan, but it must be a finite float32");
    t = make_tiny();
    t.array[X].kind = NPY_TEXT;
    expect_refused(t, "x holds text, but numbers are needed");
}

static void test_shapes_refused(void **state)
{
    (void)state;
    refuse_shape(EDGE_INDEX, 5, 2, "edge_index has shape [5, 2], but it must be [2, edges]");
    refuse_shape(EDGE_INDEX, 10, 0, "edge_index has shape [10], but it must be [2, edges]");
    refuse_shape(X, 12, 0, "x has shape [12], but it must be [nodes, features]");
    refuse_shape(X, 3, 4, "y has shape [4], but it must be [3] or [3, targets]");
    refuse_shape(Y, 3, 0, "y has shape [3], but it must be [4] or [4, targets]");
    refuse_shape(VAL, 3, 0, "val_mask has 3 entries, but there are 4 nodes");
    refuse_shape(TEST, 2, 2,
                 "test_mask has shape [2, 2], but it must be [nodes], [nodes, splits] or [splits, nodes], and there "
                 "are 4 nodes");
    refuse_shape(EDGE_ATTR, 2, 5, "edge_attr has shape [2, 5], but it must be [edges, width]");
    refuse_shape(EDGE_WEIGHT, 4, 0, "edge_weight has shape [4], but it must be [edges], one number for each edge");
    refuse_shape(INDPTR, 4, 0, "x_indptr has shape [4], but it must be [x_shape[0] + 1]");
    refuse_shape(INDICES, 5, 0, "x_indices has shape [5], but it must be as long as x_data");
    refuse_shape(SHAPE, 1, 0, "x_shape has shape [1], but it must be [2]");
}

static void test_missing(void **state)
{
    (void)state;
    Tiny t = make_tiny();
    drop_array(&t, EDGE_INDEX);
    expect_refused(t, "no edge_index; expected edge_index, x (or");
    t = make_tiny();
    drop_array(&t, X);
    expect_refused(t, "no features; add x [nodes, features], or x_indptr");
    t = make_tiny();
    make_sparse(&t);
    drop_array(&t, INDICES);
    expect_refused(t, "no x_indices; expected");
    t = make_tiny();
    t.array[X].dim[0] = t.array[X].count = 0;
    expect_refused(t, "x says 0 nodes");
    t = make_tiny();
    t.array[X].dim[1] = t.array[X].count = 0;
    expect_refused(t, "x has shape [4, 0]");
}

/* Every cut and many flips of a whole data set: refused or loaded, never worse. */
static void test_damage(void **state)
{
    (void)state;
    unsigned char *bytes;
    size_t size;
    Error why = {""};
    char error[256];
    Tiny t = make_tiny();
    make_sparse(&t);
    save(&t);
    assert_true(file_read(path, &bytes, &size, &why));
    for (size_t cut = 0; cut < size; cut += 97) {
        FILE *file = fopen(path, "wb");
        assert_int_equal(fwrite(bytes, 1, cut, file), cut);
        fclose(file);
        assert_null(gatrt_data_load(path, error));
    }
    for (size_t bit = 0; bit < size * 8; bit += 7) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        FILE *file = fopen(path, "wb");
        assert_int_equal(fwrite(bytes, 1, size, file), size);
        fclose(file);
        gatrt_data_free(gatrt_data_load(path, error));
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    mem_free(bytes);
}

static int64_t count_mask(const gatrt_data *d, int which)
{
    const gatrt_set *node = &d->sets[0];
    int64_t rows = 0;
    for (int64_t v = 0; node->mask[which] && v < node->rows; v++)
        rows += node->mask[which][v];
    return rows;
}

static void test_karate(void **state)
{
    (void)state;
    char error[256];
    gatrt_data *d = gatrt_data_load("karate", error);
    assert_non_null(d);
    assert_true(d->sets[0].rows == 34 && d->relations[0].edges == 156 && d->sets[0].features == 34 &&
                d->sets[0].classes == 4);
    assert_true(count_mask(d, 0) == 4 && d->sets[0].mask[1] == NULL && count_mask(d, 2) == 30);
    int seen[4] = {0};
    int64_t into_last = 0, ascending = 0;
    for (int64_t v = 0; v < 34; v++) {
        seen[d->sets[0].label[v]] += d->sets[0].mask[0][v];
        assert_true(d->sets[0].x[v * 34 + v] == 1.0f);
    }
    for (int64_t e = 0; e < d->relations[0].edges; e++) {
        into_last += d->relations[0].dst[e] == 33;
        ascending += e > 0 && (d->relations[0].dst[e - 1] < d->relations[0].dst[e] ||
                               (d->relations[0].dst[e - 1] == d->relations[0].dst[e] &&
                                d->relations[0].src[e - 1] < d->relations[0].src[e]));
    }
    assert_int_equal(into_last, 17); /* the officer's degree */
    assert_int_equal(ascending, 155);
    for (int group = 0; group < 4; group++)
        assert_int_equal(seen[group], 1);
    gatrt_data_free(d);
}

static void refuse_spec(const char *spec, const char *why)
{
    char error[256] = "";
    assert_null(gatrt_data_load(spec, error));
    if (!strstr(error, why))
        fail_msg("%s: expected \"%s\", got \"%s\"", spec, why, error);
}

static void test_specifications(void **state)
{
    (void)state;
    refuse_spec("karat", "no such file; a data set is: karate; a .pt file; an .npz file; ");
    refuse_spec("/dev/null", "not a regular file");
    refuse_spec(folder, "a folder without features.csv");
    refuse_spec("synth", "nodes is missing; needed: nodes, edges");
    refuse_spec("synth:nodes=10,edges=20,features=4,classes=2", "seed is missing");
    refuse_spec("synth:nodes=10,colour=3", "unknown key colour; needed: nodes, edges");
    refuse_spec("synth:nodes=10,nodes=10", "nodes is given twice");
    refuse_spec("synth:nodes=ten", "nodes=ten, but it must be a number from 1 to 2147483647");
    refuse_spec("synth:nodes=nan", "nodes=nan, but it must be a number");
    refuse_spec("synth:nodes=1e300", "but it must be a number from 1 to");
    refuse_spec("synth:nodes=1.5", "must be a whole number");
    refuse_spec("synth:nodes", "\"nodes\" is not key=value");
    refuse_spec("synth:nodes=10,edges=21,features=4,classes=2,seed=1", "must be even");
    refuse_spec("synth:nodes=10,edges=48,features=4,classes=2,seed=1",
                "more than half of all pairs of 10 nodes; at most 44");
    refuse_spec("synth:nodes=10,edges=20,features=4,classes=20,seed=1", "classes=20, but there are 10 nodes");
    refuse_spec("synth:nodes=10,edges=20,features=4,classes=2,seed=1,density=0", "density=0, but it must be above 0");
}

/* ------------------------------------------------------------------ folders */

static void write_text(const char *name, const char *text)
{
    char place[256];
    Error error;
    snprintf(place, sizeof place, "%s/csv/%s", folder, name);
    if (text)
        assert_true(file_write(place, text, strlen(text), &error));
    else
        unlink(place);
}

/* Headers, blanks, Windows' line ends, a line's end missing: all as people's files have them. */
static void write_folder(void)
{
    char place[256];
    snprintf(place, sizeof place, "%s/csv", folder);
    mkdir(place, 0777);
    write_text("features.csv", "1,2\n-0.5, 4\n\n 3e2 ,5\n");
    write_text("edges.csv", "from,to,near,far\r\n0.0,1.0,0.25,7\r\n2,1,0.5,8");
    write_text("edge_list.csv", NULL);
    write_text("labels.csv", "1,0,1\n0,0,0\n0,1,0\n");
    write_text("train.txt", "Node_idx\n0\n2\n");
    write_text("val.txt", "1\n");
    write_text("test.txt", "1");
}

static void remove_csv(void)
{
    static const char *const names[] = {"features.csv", "edges.csv", "edge_list.csv", "labels.csv",
                                        "train.txt",    "val.txt",   "test.txt"};
    char place[256];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        write_text(names[i], NULL);
    snprintf(place, sizeof place, "%s/csv", folder);
    rmdir(place);
}

static gatrt_data *load_folder(void)
{
    char place[256], error[256] = "";
    snprintf(place, sizeof place, "%s/csv", folder);
    gatrt_data *d = gatrt_data_load(place, error);
    if (!d)
        fail_msg("%s", error);
    return d;
}

static void test_folder(void **state)
{
    (void)state;
    write_folder();
    gatrt_data *d = load_folder();
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_true(node->rows == 3 && node->features == 2 && edge->edges == 2 && edge->edge_features == 2 &&
                node->classes == 3);
    assert_true(node->x[2] == -0.5f && node->x[3] == 4.0f && node->x[4] == 300.0f);
    assert_true(edge->src[0] == 0 && edge->dst[0] == 1 && edge->src[1] == 2 && edge->dst[1] == 1);
    assert_true(edge->edge_attr[0] == 0.25f && edge->edge_attr[1] == 7.0f && edge->edge_attr[3] == 8.0f);
    assert_true(!node->label && node->target[0] == 1.0f && node->target[2] == 1.0f && node->target[7] == 1.0f);
    assert_true(node->mask[0][0] && !node->mask[0][1] && node->mask[0][2] && node->mask[1][1] && node->mask[2][1]);
    gatrt_data_free(d);
    write_text("labels.csv", "class\n4\n0\n-1\n");
    write_text("edges.csv", NULL);
    write_text("edge_list.csv", "1,2\n");
    write_text("train.txt", NULL);
    d = load_folder();
    node = &d->sets[0];
    edge = &d->relations[0];
    assert_true(node->classes == 5 && node->label[0] == 4 && node->label[2] == -1 && !node->target && !node->mask[0]);
    assert_true(edge->edges == 1 && !edge->edge_attr && edge->edge_features == 0);
    gatrt_data_free(d);
    write_text("labels.csv", "0.5\n1\n2\n");
    d = load_folder();
    node = &d->sets[0];
    edge = &d->relations[0];
    assert_true(node->classes == 1 && !node->label && node->target[0] == 0.5f);
    gatrt_data_free(d);
}

/* First lines of 0,1,2,...: headers or data, by what the other files hold. */
static void test_counted_headers(void **state)
{
    (void)state;
    const struct {
        const char *features, *labels, *edges;
        int nodes, first_label, edge_count;
    } cases[] = {
        {"0,1\n5,6\n7,8\n9,9\n", "0\n2\n1\n1\n", "0,1\n1,2\n", 3, 2, 1}, /* pandas wrote all of them */
        {"0,1\n5,6\n7,8\n9,9\n", "2\n1\n1\n", "0,1\n1,2\n", 3, 2, 1},    /* the labels are too few for data */
        {"0,1\n5,6\n7,8\n9,9\n", "0\n2\n1\n1\n", "0,1\n1,3\n", 4, 0, 2}, /* there is a node 3 */
        {"0,1\n5,6\n7,8\n", "y\n0\n2\n1\n", "0,1\n1,0\n", 3, 0, 2},      /* there is a label for each */
        {"4,1\n5,6\n7,8\n", "0\n2\n1\n1\n", "0,1\n1,0\n", 3, 2, 1},
        {"0,1\n5,6\n7,8\n9,9\n", "0\n2\n1\n1\n", ",s,d\n3,1,2\n4,1,2\n", 3, 2, 2}, /* edges have numbers */
        {"4,1\n5,6\n7,8\n", "0\n2\n1\n", "0,1\n1,0\n", 3, 0, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_folder();
        write_text("features.csv", cases[i].features);
        write_text("labels.csv", cases[i].labels);
        write_text("edges.csv", cases[i].edges);
        gatrt_data *d = load_folder();
        gatrt_set *node = &d->sets[0];
        gatrt_relation *edge = &d->relations[0];
        assert_int_equal(node->rows, cases[i].nodes);
        assert_int_equal(node->label[0], cases[i].first_label);
        assert_int_equal(edge->edges, cases[i].edge_count);
        if (cases[i].first_label == 2)
            expect_line(d, "a first line of 0,1,2,... is taken as a header: ");
        gatrt_data_free(d);
    }
}

/* Rows that carry their node's number; byte order marks; masks and odd names of splits. */
static void test_numbered_rows(void **state)
{
    (void)state;
    write_folder();
    write_text("features.csv", ",0,1\n2,5,6\n0,1,2\n1,3,4\n");
    write_text("labels.csv", "\xEF\xBB\xBF\"Node\",label\r\n2,7\r\n0,5\r\n");
    write_text("train.txt", NULL);
    write_text("train_mask.csv", "\xEF\xBB\xBF"
                                 "1\n0\n1\n");
    write_text("val.txt", NULL);
    write_text("test.txt", NULL);
    gatrt_data *d = load_folder();
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    assert_true(node->rows == 3 && node->features == 2 && node->x[0] == 1.0f && node->x[3] == 4.0f &&
                node->x[4] == 5.0f);
    assert_true(node->label[0] == 5 && node->label[1] == GATRT_UNKNOWN && node->label[2] == 7 && !node->target);
    assert_true(node->mask[0][0] && !node->mask[0][1] && node->mask[0][2]);
    gatrt_data_free(d);
    write_text("features.csv", "0,1\n1,3\n2,5\n"); /* a first column that counts is no feature */
    write_text("labels.csv", "0,7\n1,0.5\n2,3\n");
    d = load_folder();
    node = &d->sets[0];
    edge = &d->relations[0];
    assert_true(node->features == 1 && node->x[1] == 3.0f && node->classes == 1 && node->target[1] == 0.5f);
    expect_line(d, "labels.csv: the first column counts 0, 1, 2, ... and is taken for the nodes' numbers");
    gatrt_data_free(d);
    write_text("train_mask.csv", NULL);
    write_text("edges.csv", ",from,to,w\n0,2,1,0.5\n1,0,2,7\n"); /* the edges' own numbers are no nodes */
    d = load_folder();
    node = &d->sets[0];
    edge = &d->relations[0];
    assert_true(edge->edges == 2 && edge->src[0] == 2 && edge->dst[0] == 1 && edge->dst[1] == 2 &&
                edge->edge_features == 1);
    assert_true(edge->edge_attr[1] == 7.0f);
    gatrt_data_free(d);
}

static void refuse_text(const char *name, const char *text, const char *why)
{
    char place[256];
    write_folder();
    write_text(name, text);
    snprintf(place, sizeof place, "%s/csv", folder);
    refuse_spec(place, why);
}

static void test_wrong_folders(void **state)
{
    (void)state;
    refuse_text("features.csv", "1,2\n3\n", "features.csv:2: 1 numbers, but line 1 has 2");
    refuse_text("features.csv", "a,b\n1,2\n3,4,5\n", "features.csv:3: more than 2 numbers, which line 2 has");
    refuse_text("features.csv", "1,2\n3,x\n", "features.csv:2: \"x\" is not a number");
    refuse_text("features.csv", "1,x\n3,4\n", "features.csv:1: \"x\" is not a number");
    refuse_text("features.csv", "1,,2\n", "features.csv:1: \"\" is not a number");
    refuse_text("features.csv", "1,2\n3,\n4", "features.csv:2: \"\" is not a number");
    refuse_text("features.csv", "1,2\n3,\f\n4", "features.csv:2: ");
    refuse_text("features.csv", "1 2\n", "features.csv:1: \"1 2\" is not a number");
    refuse_text("features.csv", "a,2b\n1,2\n", "features.csv:1: \"a\" is not a number");
    refuse_text("features.csv", "0\n1 2\n", "features.csv:2: \"1 2\" is not a number");
    refuse_text("features.csv", "1,2\n3,nan\n4,5\n", "x[1][1] = nan");
    refuse_text("features.csv", "1,2\n3,1e39\n4,5\n", "x[1][1] = inf");
    refuse_text("features.csv", "", "there is no node");
    refuse_text("edges.csv", NULL, "csv: no edges.csv (nor edge_list.csv");
    refuse_text("edges.csv", "Target,Source\n0,1\n", "column 2 is called source, but an edge is source,destination");
    refuse_text("edges.csv", "weight,src,dst\n1,0,1\n", "column 2 is called src, but an edge is source,destination");
    refuse_text("edges.csv", "source,weight,target\n0,1,1\n", "column 3 is called target, but an edge is");
    refuse_text("edges.csv", "type,head,tail\n1,0,1\n", "column 2 is called head, but an edge is");
    refuse_text("edges.csv", "0\n", "an edge is source and destination");
    refuse_text("edges.csv", "0,3\n", "edges.csv: row 1, number 2 is 3, but nodes are numbered from 0 to 2");
    refuse_text("edges.csv", "0,1\n-1,0\n", "row 2, number 1 is -1");
    refuse_text("edges.csv", "0,0.5\n", "row 1, number 2 is 0.5");
    refuse_text("labels.csv", "1\n", "labels.csv: 1 rows, but features.csv has 3");
    refuse_text("labels.csv", "1\n2\n1e39\n", "y[2][0] = inf");
    refuse_text("labels.csv", "node,label\n0,1\n0,1\n2,1\n",
                "row 2, number 1 is 0, a node that another row has already");
    refuse_text("labels.csv", "id,label\n0,1\n3,1\n", "row 2, number 1 is 3, but nodes are numbered from 0 to 2");
    refuse_text("labels.csv", "label,id\n0,1\n3,1\n", "labels.csv: 2 rows, but features.csv has 3");
    refuse_text("features.csv",
                "\xFF\xFE"
                "1",
                "features.csv: is UTF-16");
    refuse_text("val.txt", "3 4\n", "val.txt:1: \"3 4\" is not a number");
    refuse_text("val.txt", "5;\n", "val.txt:1: \"5;\" is not a number");
    refuse_text("val.txt", "node 1\n2\n", "val.txt:1: \"node 1\" is not a number");
    refuse_text("val.txt", "node\n", "val.txt: there is no node in it");
    refuse_text("val.txt", "", "val.txt: there is no node in it");
    refuse_text("val.txt", "1\n0\n1\n", "val.txt: row 3, number 1 is 1, a node that is in the file already; a mask");
    refuse_text("valid.csv", "1\n", "csv: val.txt and valid.csv are both of one split");
    write_text("valid.csv", NULL);
    refuse_text("train.txt", "1,2\n", "2 numbers in a line");
    refuse_text("val.txt", "7\n", "val.txt: row 1, number 1 is 7");
    remove_csv();
}

static void check_synth(const gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    uint8_t *seen = mem_alloc((size_t)node->rows * (size_t)node->rows, 1);
    int64_t same = 0;
    for (int64_t e = 0; e < edge->edges; e++) {
        assert_int_not_equal(edge->src[e], edge->dst[e]);
        assert_int_equal(seen[edge->src[e] * node->rows + edge->dst[e]]++, 0);
        same += node->label[edge->src[e]] == node->label[edge->dst[e]];
    }
    for (int64_t e = 0; e < edge->edges; e++)
        assert_int_equal(seen[edge->dst[e] * node->rows + edge->src[e]], 1);
    assert_true(same > edge->edges / 2);
    mem_free(seen);
}

static void test_synth(void **state)
{
    (void)state;
    char error[256];
    gatrt_data *d = gatrt_data_load("synth:nodes=2708,edges=10556,features=1433,classes=7,seed=1", error);
    gatrt_data *again = gatrt_data_load("synth:nodes=2708,edges=10556,features=1433,classes=7,seed=1", error);
    gatrt_data *next = gatrt_data_load("synth:nodes=2708,edges=10556,features=1433,classes=7,seed=2", error);
    assert_true(d && again && next);
    assert_true(d->sets[0].rows == 2708 && d->relations[0].edges == 10556 && d->sets[0].features == 1433 &&
                d->sets[0].classes == 7 && d->sets[0].sparse);
    assert_true(count_mask(d, 0) == 140 && count_mask(d, 1) == 500 && count_mask(d, 2) == 1000);
    check_synth(d);
    assert_memory_equal(d->relations[0].src, again->relations[0].src,
                        (size_t)d->relations[0].edges * sizeof *d->relations[0].src);
    assert_memory_equal(d->sets[0].x_col, again->sets[0].x_col,
                        (size_t)d->sets[0].x_start[2708] * sizeof *d->sets[0].x_col);
    assert_true(memcmp(d->relations[0].src, next->relations[0].src,
                       (size_t)d->relations[0].edges * sizeof *d->relations[0].src) != 0);
    int64_t words = d->sets[0].x_start[d->sets[0].rows], degree = 0, highest = 0;
    assert_true(words > 45000 && words < 53000); /* Cora: 49216 */
    for (int64_t v = 0; v < d->sets[0].rows; v++) {
        degree = 0;
        for (int64_t e = 0; e < d->relations[0].edges; e++)
            degree += d->relations[0].dst[e] == v;
        assert_true(degree > 0);
        highest = degree > highest ? degree : highest;
    }
    assert_true(highest > 50); /* a power law has hubs */
    gatrt_data_free(d);
    gatrt_data_free(again);
    gatrt_data_free(next);
}

static void test_synth_sizes(void **state)
{
    (void)state;
    const char *specs[] = {
        "synth:nodes=1,edges=0,features=1,classes=1,seed=0",
        "synth:nodes=10,edges=44,features=300,classes=10,seed=3,density=0.9",
        "synth:nodes=50,edges=100,features=3,classes=7,seed=9,density=0.5,train=7,val=5,test=6",
        "synth:nodes=300,edges=40000,features=16,classes=2,seed=9",
        "synth:nodes=30,edges=60,features=16,classes=30,seed=9007199254740992",
    };
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        char error[256] = "";
        gatrt_data *d = gatrt_data_load(specs[i], error);
        if (!d)
            fail_msg("%s", error);
        assert_true(count_mask(d, 0) > 0);
        if (i == 2)
            assert_true(count_mask(d, 0) == 7 && count_mask(d, 1) == 5 && count_mask(d, 2) == 6);
        gatrt_data_free(d);
    }
}

/* ------------------------------------------------------------ real data sets */

/* The published form of a data set whose .npz has no edge attributes. */
static void test_real_folder(void **state)
{
    (void)state;
    char npz[512], csv[512], error[256] = "";
    if (!real_file("humango.npz", npz, sizeof npz) || !real_file("multilabel/humango", csv, sizeof csv))
        return;
    gatrt_data *from = gatrt_data_load(npz, error), *d = gatrt_data_load(csv, error);
    if (!from || !d)
        fail_msg("%s", error);
    assert_true(d->sets[0].rows == 3106 && d->sets[0].features == 32 && d->sets[0].classes == 14 &&
                d->relations[0].edges == 18496);
    assert_int_equal(d->relations[0].edge_features, 21);
    assert_memory_equal(d->sets[0].x, from->sets[0].x, 3106 * 32 * sizeof *d->sets[0].x);
    assert_memory_equal(d->sets[0].target, from->sets[0].target, 3106 * 14 * sizeof *d->sets[0].target);
    assert_memory_equal(d->sets[0].mask[2], from->sets[0].mask[2], 3106);
    gatrt_data_free(from);
    gatrt_data_free(d);
}

static void test_real(void **state)
{
    (void)state;
    const struct {
        const char *name;
        int64_t nodes, edges, features, classes, train, val, test, words;
        int multi;
    } sets[] = {
        {"cora.npz", 2708, 10556, 1433, 7, 140, 500, 1000, 49216, 0},
        {"citeseer.npz", 3327, 9104, 3703, 6, 120, 500, 1000, 105165, 0},
        {"karate.npz", 34, 156, 34, 4, 4, 0, 30, 0, 0},
        {"pcg.npz", 3233, 74702, 32, 15, 1939, 647, 647, 0, 1},
        {"twitch_PTBR.npz", 1912, 62598, 3170, 2, 0, 0, 0, -1, 0},
    };
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        char file[512], error[256] = "";
        if (!real_file(sets[i].name, file, sizeof file))
            continue;
        gatrt_data *d = gatrt_data_load(file, error);
        if (!d)
            fail_msg("%s", error);
        assert_true(d->sets[0].rows == sets[i].nodes && d->relations[0].edges == sets[i].edges &&
                    d->sets[0].features == sets[i].features);
        assert_int_equal(d->sets[0].classes, sets[i].classes);
        assert_true(count_mask(d, 0) == sets[i].train && count_mask(d, 1) == sets[i].val &&
                    count_mask(d, 2) == sets[i].test);
        assert_int_equal(d->sets[0].sparse, sets[i].words != 0);
        assert_true(sets[i].words <= 0 || d->sets[0].x_start[d->sets[0].rows] == sets[i].words);
        assert_int_equal(d->sets[0].target != NULL, sets[i].multi);
        gatrt_data_free(d);
    }
}

static void test_karate_is_real(void **state)
{
    (void)state;
    char file[512], error[256];
    if (!real_file("karate.npz", file, sizeof file))
        return;
    gatrt_data *real = gatrt_data_load(file, error), *ours = gatrt_data_load("karate", error);
    assert_true(real && ours);
    assert_memory_equal(real->relations[0].src, ours->relations[0].src, 156 * sizeof *ours->relations[0].src);
    assert_memory_equal(real->relations[0].dst, ours->relations[0].dst, 156 * sizeof *ours->relations[0].dst);
    assert_memory_equal(real->sets[0].label, ours->sets[0].label, 34 * sizeof *ours->sets[0].label);
    assert_memory_equal(real->sets[0].x, ours->sets[0].x, 34 * 34 * sizeof *ours->sets[0].x);
    assert_memory_equal(real->sets[0].mask[0], ours->sets[0].mask[0], 34);
    assert_memory_equal(real->sets[0].mask[2], ours->sets[0].mask[2], 34);
    gatrt_data_free(real);
    gatrt_data_free(ours);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),           cmocka_unit_test(test_forms),
        cmocka_unit_test(test_numbers_refused), cmocka_unit_test(test_classes_or_values),
        cmocka_unit_test(test_bounds),          cmocka_unit_test(test_split_names),
        cmocka_unit_test(test_splits_differ),   cmocka_unit_test(test_remarks),
        cmocka_unit_test(test_float32_refused), cmocka_unit_test(test_shapes_refused),
        cmocka_unit_test(test_missing),         cmocka_unit_test(test_damage),
        cmocka_unit_test(test_karate),          cmocka_unit_test(test_folder),
        cmocka_unit_test(test_counted_headers), cmocka_unit_test(test_numbered_rows),
        cmocka_unit_test(test_wrong_folders),   cmocka_unit_test(test_real_folder),
        cmocka_unit_test(test_specifications),  cmocka_unit_test(test_synth),
        cmocka_unit_test(test_synth_sizes),     cmocka_unit_test(test_real),
        cmocka_unit_test(test_karate_is_real),
    };
    return cmocka_run_group_tests_name("data", tests, make_folder, remove_folder);
}

/* test_sets.c - data sets of several kinds of rows and edges, and of several graphs: what an .npz of them may look like,
 * what is refused and in which words, and what people are told.
 * Run: ctest -R test_sets, or the program itself.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/test_sets_XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/sets.npz", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

/* ------------------------------------------------------------------ files, array by array */

enum { MOST_ARRAYS = 16, MOST_NUMBERS = 24 };

typedef struct File {
    NpyArray array[MOST_ARRAYS];
    double number[MOST_ARRAYS][MOST_NUMBERS];
    int count;
} File;

static int find(const File *f, const char *name)
{
    for (int i = 0; i < f->count; i++)
        if (!strcmp(f->array[i].name, name))
            return i;
    return f->count;
}

/* columns 0: of one dimension; -1: one number. Another array of the name is replaced. */
static void put(File *f, const char *name, int64_t rows, int64_t columns, const double *numbers)
{
    const int at = find(f, name);
    NpyArray *a = &f->array[at];
    f->count += at == f->count;
    assert_true(f->count <= MOST_ARRAYS);
    *a = (NpyArray){.kind = NPY_FLOAT, .item = 8, .rank = columns < 0 ? 0 : columns ? 2 : 1, .dim = {rows, columns}};
    snprintf(a->name, sizeof a->name, "%s", name);
    a->count = columns < 0 ? 1 : columns ? rows * columns : rows;
    assert_true(a->count <= MOST_NUMBERS);
    memcpy(f->number[at], numbers, (size_t)a->count * sizeof *numbers);
}

static void take_out(File *f, const char *name)
{
    const int at = find(f, name);
    assert_true(at < f->count);
    f->count--;
    memmove(&f->array[at], &f->array[at + 1], (size_t)(f->count - at) * sizeof f->array[0]);
    memmove(&f->number[at], &f->number[at + 1], (size_t)(f->count - at) * sizeof f->number[0]);
}

static void save(File *f)
{
    Error error = {""};
    for (int i = 0; i < f->count; i++)
        f->array[i].bytes = (unsigned char *)f->number[i];
    if (!npz_write(path, f->array, f->count, &error))
        fail_msg("%s", error.text);
}

static gatrt_data *expect_loaded(File f)
{
    char error[256] = "";
    save(&f);
    gatrt_data *d = gatrt_data_load(path, error);
    if (!d)
        fail_msg("%s", error);
    return d;
}

static void expect_refused(File f, const char *why)
{
    char error[256] = "";
    save(&f);
    gatrt_data *d = gatrt_data_load(path, error);
    if (d)
        fail_msg("loaded, but expected: %s", why);
    if (!strstr(error, why) || strchr(error, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", why, error);
}

/* The array as given, in a file that is good but for it. */
static void refuse(File f, const char *name, int64_t rows, int64_t columns, const double *numbers, const char *why)
{
    put(&f, name, rows, columns, numbers);
    expect_refused(f, why);
}

/* ------------------------------------------------------------------ drugs and targets */

/* 3 drugs with 2 features, 2 targets without; 4 bonds between them, and 2 between drugs. */
static File drugs(void)
{
    File f = {.count = 0};
    put(&f, "drug.x", 3, 2, (double[]){1, 2, 3, 4, 5, 6});
    put(&f, "target.num_nodes", 1, -1, (double[]){2});
    put(&f, "target.y", 2, 0, (double[]){1, 4});
    put(&f, "target.train_mask", 2, 0, (double[]){1, 0});
    put(&f, "target.test_idx", 1, 0, (double[]){1});
    put(&f, "drug__binds__target.edge_index", 2, 4, (double[]){0, 1, 2, 2, 0, 0, 1, 0});
    put(&f, "drug__binds__target.edge_attr", 4, 0, (double[]){1, 2, 3, 4});
    put(&f, "drug__like__drug.edge_index", 2, 2, (double[]){0, 1, 2, 0});
    put(&f, "drug__like__drug.edge_weight", 2, 0, (double[]){0.5, 2});
    return f;
}

static void test_drugs(void **state)
{
    (void)state;
    File f = drugs();
    put(&f, "target__in__drug.edge_index", 2, 1, (double[]){1, 2});
    gatrt_data *d = expect_loaded(f);
    assert_true(d->set_count == 2 && d->relation_count == 3);
    assert_int_equal(data_find_relation(d, "in", "target", "drug")->dst[0], 2);
    const gatrt_set *drug = data_find_set(d, "drug"), *target = data_find_set(d, "target");
    const gatrt_relation *binds = data_find_relation(d, "binds", "drug", "target");
    const gatrt_relation *like = data_find_relation(d, "like", NULL, NULL);
    assert_true(drug && target && binds && like && !data_find_set(d, "node"));
    assert_null(data_find_relation(d, "binds", "target", "drug"));
    assert_true(drug->rows == 3 && drug->features == 2 && drug->x[5] == 6.0f && !drug->label);
    assert_true(target->rows == 2 && target->features == 0 && !target->x && target->classes == 5);
    assert_true(target->label[1] == 4 && target->mask[0][0] && !target->mask[0][1] && target->mask[2][1]);
    assert_true(!target->mask[1] && !target->graph);
    assert_true(&d->sets[binds->from] == drug && &d->sets[binds->to] == target && binds->edges == 4);
    assert_true(binds->src[3] == 2 && binds->dst[2] == 1 && binds->edge_attr[3] == 4.0f && binds->edge_features == 1);
    assert_true(like->from == like->to && like->dst[0] == 2 && like->edge_weight[1] == 2.0f && !like->edge_attr);
    gatrt_data_free(d);
}

/* Plain names are the nodes', who may stand beside others, and come first wherever they stand. */
static void test_nodes_beside(void **state)
{
    (void)state;
    File f = drugs();
    put(&f, "x", 2, 1, (double[]){7, 8});
    put(&f, "edge_index", 2, 1, (double[]){0, 1});
    put(&f, "node.y", 2, 0, (double[]){0, 1});
    gatrt_data *d = expect_loaded(f);
    assert_true(!strcmp(d->sets[0].name, "node") && d->sets[0].x[1] == 8.0f && d->sets[0].label[1] == 1);
    assert_true(!strcmp(d->relations[0].name, "edge") && d->relations[0].dst[0] == 1 && d->relations[0].from == 0);
    assert_int_equal(d->set_count, 3);
    gatrt_data_free(d);
    put(&f, "y", 2, 0, (double[]){0, 1});
    expect_refused(f, "node.y and y are two names of the same; leave one out");
    take_out(&f, "node.y");
    refuse(f, "node__edge__node.edge_index", 2, 1, (double[]){0, 1},
           "edge_index and node__edge__node.edge_index are two names of the same");
    put(&f, "node.train_idx", 1, 0, (double[]){0});
    put(&f, "train_mask", 2, 0, (double[]){1, 0});
    gatrt_data_free(expect_loaded(f)); /* a split may be said twice */
    refuse(f, "node.train_idx", 1, 0, (double[]){1}, "train_mask and node.train_idx are both of one split");
}

/* Relations may share a name where they join others; a set that is called as one is its edges. */
static void test_names(void **state)
{
    (void)state;
    File f = drugs();
    put(&f, "drug__binds__drug.edge_index", 2, 1, (double[]){0, 2});
    put(&f, "like.y", 2, 0, (double[]){1, 0});
    put(&f, "like.val_mask", 2, 0, (double[]){0, 1});
    gatrt_data *d = expect_loaded(f);
    assert_int_equal(data_find_relation(d, "binds", "drug", "drug")->edges, 1);
    assert_int_equal(data_find_relation(d, "binds", "drug", "target")->edges, 4);
    const gatrt_set *like = data_find_set(d, "like");
    assert_true(like->rows == 2 && like->label[0] == 1 && like->mask[1][1]);
    gatrt_data_free(d);
    refuse(f, "like.y", 3, 0, (double[]){1, 0, 1}, "like.y has shape [3], but it must be [2] or [2, targets]");
    refuse(f, "like.x", 3, 1, (double[]){1, 0, 1}, "like has 3 rows, but drug__like__drug.edge_index has 2 edges");
    refuse(f, "binds.y", 4, 0, (double[]){1, 0, 1, 0}, "binds is the name of two relations");
    put(&f, "drug__so_long__as__target.edge_index", 2, 1, (double[]){2, 1});
    put(&f, "x_of.drug", 1, 0, (double[]){1});
    put(&f, "drug__.edge_index", 1, 0, (double[]){1});
    d = expect_loaded(f);
    assert_non_null(data_find_relation(d, "so_long__as", "drug", "target"));
    gatrt_data_free(d);
}

static void test_sets_refused(void **state)
{
    (void)state;
    const double two[] = {0, 1};
    File f = drugs();
    refuse(f, "drug__binds__target.edge_index", 2, 4, (double[]){0, 1, 2, 3, 0, 0, 1, 0},
           "drug__binds__target.edge_index[0][3] = 3, but there are 3 rows of drug");
    refuse(f, "drug__binds__target.edge_index", 2, 4, (double[]){0, 1, 2, 2, 0, 2, 1, 0},
           "drug__binds__target.edge_index[1][1] = 2, but there are 2 rows of target");
    refuse(f, "target.num_nodes", 1, -1, (double[]){0}, "target.num_nodes = 0, but it must be from 1 to");
    refuse(f, "target.num_nodes", 1, -1, (double[]){1.5}, "target.num_nodes = 1.5, which is not a whole number");
    refuse(f, "target.num_nodes", 2, 0, two, "target.num_nodes has shape [2], but it must be []: one number");
    refuse(f, "drug.num_nodes", 1, 0, (double[]){4}, "drug.num_nodes = 4, but drug.x has 3 rows");
    refuse(f, "target.y", 3, 0, (double[]){1, 4, 0}, "target.y has shape [3], but it must be [2] or [2, targets], one");
    refuse(f, "target.train_mask", 1, 0, two, "target.train_mask has 1 entries, but there are 2 rows of target");
    refuse(f, "target.test_idx", 1, 0, (double[]){2}, "target.test_idx[0] = 2, but there are 2 rows of target");
    refuse(f, "target.y", 2, 0, (double[]){NAN, 4}, "target.y[0] = nan (unknown), but target.train_mask[0] is set");
    refuse(f, "drug.x", 6, 0, (double[]){1, 2, 3, 4, 5, 6}, "drug.x has shape [6], but it must be [rows, features]");
    refuse(f, "drug.x", 3, 2, (double[]){1, 2, NAN, 4, 5, 6}, "drug.x[1][0] = nan, but it must be a finite float32");
    refuse(f, "drug__binds__cell.edge_index", 2, 1, two,
           "nothing says how many rows cell has; add cell.x [rows, features], or cell.num_nodes");
    refuse(f, "drug__hits__target.edge_attr", 2, 0, two, "no drug__hits__target.edge_index; expected");
    refuse(f, "y", 2, 0, two, "y is of which set? Call it drug.y, say");
    take_out(&f, "target.num_nodes");
    expect_refused(f, "nothing says how many rows target has");
    f = drugs();
    take_out(&f, "drug__binds__target.edge_index");
    take_out(&f, "drug__binds__target.edge_attr");
    take_out(&f, "drug__like__drug.edge_index");
    take_out(&f, "drug__like__drug.edge_weight");
    expect_refused(f, "no edge_index; expected");
}

static void test_sparse_set(void **state)
{
    (void)state;
    File f = drugs();
    put(&f, "target.x_indptr", 3, 0, (double[]){0, 1, 3});
    put(&f, "target.x_indices", 3, 0, (double[]){2, 0, 1});
    put(&f, "target.x_data", 3, 0, (double[]){1, 2, 3});
    put(&f, "target.x_shape", 2, 0, (double[]){2, 3});
    gatrt_data *d = expect_loaded(f);
    const gatrt_set *target = data_find_set(d, "target");
    assert_true(target->sparse && target->features == 3 && target->x_val[2] == 3.0f && target->x_col[0] == 2);
    gatrt_data_free(d);
    refuse(f, "target.x_indptr", 3, 0, (double[]){0, 2, 1},
           "target.x_indptr[2] = 1, but it must be the length of "
           "target.x_data");
    refuse(f, "target.x_indices", 3, 0, (double[]){2, 0, 3}, "target.x_indices[2] = 3, but there are 3 features");
    take_out(&f, "target.x_indices");
    expect_refused(f, "no target.x_indices; expected");
}

/* ------------------------------------------------------------------ several graphs */

/* 5 nodes of 2 graphs, in no order. */
static File batch(void)
{
    File f = {.count = 0};
    put(&f, "x", 5, 1, (double[]){1, 2, 3, 4, 5});
    put(&f, "edge_index", 2, 3, (double[]){0, 1, 4, 2, 3, 2});
    put(&f, "batch", 5, 0, (double[]){0, 1, 0, 1, 0});
    put(&f, "y", 2, 0, (double[]){1, 0});
    put(&f, "train_mask", 2, 0, (double[]){1, 0});
    return f;
}

static void test_batch(void **state)
{
    (void)state;
    File f = batch();
    put(&f, "val_mask", 5, 0, (double[]){1, 0, 0, 0, 0});
    put(&f, "graph.x", 2, 3, (double[]){1, 2, 3, 4, 5, 6});
    gatrt_data *d = expect_loaded(f);
    const gatrt_set *node = &d->sets[0], *graph = data_find_set(d, "graph");
    assert_true(node->rows == 5 && node->graph[1] == 1 && node->graph[4] == 0 && !node->label && node->mask[1][0]);
    assert_true(graph->rows == 2 && graph->label[0] == 1 && graph->mask[0][0] && !graph->mask[1]);
    assert_true(graph->features == 3 && graph->x[5] == 6.0f && !graph->graph && data_find_set(d, "graph")->rows == 2);
    gatrt_data_free(d);
}

/* As torch_geometric.data.Batch has it; a graph without a node is one that ptr or features tell of. */
static void test_ptr(void **state)
{
    (void)state;
    File f = batch();
    put(&f, "ptr", 4, 0, (double[]){0, 3, 3, 5});
    put(&f, "y", 3, 0, (double[]){1, 0, 1});
    take_out(&f, "train_mask");
    take_out(&f, "batch");
    gatrt_data *d = expect_loaded(f);
    assert_true(d->sets[0].graph[2] == 0 && d->sets[0].graph[3] == 2 && data_find_set(d, "graph")->rows == 3);
    gatrt_data_free(d);
    refuse(f, "batch", 5, 0, (double[]){0, 0, 1, 2, 2}, "batch[2] = 1, but by ptr it is in graph 0");
    refuse(f, "batch", 5, 0, (double[]){0, 0, 0, 2, 3}, "batch[4] = 3, but there are 3 graphs");
    refuse(f, "ptr", 4, 0, (double[]){0, 3, 2, 5}, "ptr[2] = 2, which is less than the one before");
    refuse(f, "ptr", 4, 0, (double[]){0, 3, 3, 6}, "ptr[3] = 6, but there are 5 nodes");
    refuse(f, "ptr", 4, 0, (double[]){1, 3, 3, 5}, "ptr[0] = 1, but it must be 0");
    refuse(f, "ptr", 1, 0, (double[]){0}, "ptr has shape [1], but it must be [graphs + 1]");
    refuse(f, "graph.x", 2, 1, (double[]){0, 1}, "graph.x tells of 2 graphs, but ptr of 3");
    put(&f, "batch", 5, 0, (double[]){0, 0, 0, 2, 2});
    gatrt_data_free(expect_loaded(f));
    take_out(&f, "ptr");
    put(&f, "graph.num_nodes", 1, 0, (double[]){3});
    d = expect_loaded(f);
    assert_int_equal(data_find_set(d, "graph")->rows, 3);
    gatrt_data_free(d);
}

static void test_graphs_refused(void **state)
{
    (void)state;
    File f = batch();
    refuse(f, "batch", 4, 0, (double[]){0, 0, 1, 1}, "batch has shape [4], but it must be [5]: the graph of each node");
    refuse(f, "batch", 5, 0, (double[]){0, 0, 1, 1, -1}, "batch[4] = -1, but so many rows are at most 5 graphs");
    refuse(f, "batch", 5, 0, (double[]){0, 0, 1, 1, 5}, "batch[4] = 5, but so many rows are at most 5 graphs");
    refuse(f, "batch", 5, 0, (double[]){0, 0, 1, 1, 0.5}, "batch[4] = 0.5, which is not a whole number");
    refuse(f, "y", 3, 0, (double[]){0, 0, 1}, "y has 3 rows, and there are 5 nodes and 2 graphs");
    refuse(f, "train_idx", 1, 0, (double[]){0},
           "train_idx may list nodes or graphs: call it node.train_idx or "
           "graph.train_idx");
    refuse(f, "graph.y", 2, 0, (double[]){0, 1}, "graph.y and y are two names of the same; leave one out");
    refuse(f, "graph.y", 3, 0, (double[]){0, 1, 1}, "graph.y and y are two names of the same");
    refuse(f, "graph.train_mask", 3, 0, (double[]){0, 1, 1}, "graph.train_mask has 3 entries, but there are 2 graphs");
    put(&f, "batch", 5, 0, (double[]){0, 1, 2, 3, 4});
    refuse(f, "y", 5, 0, (double[]){0, 0, 1, 1, 0},
           "y has 5 rows, and there are 5 nodes and 5 graphs: call it node.y or graph.y");
    take_out(&f, "y");
    refuse(f, "train_mask", 5, 0, (double[]){0, 0, 1, 1, 0}, "call it node.train_mask or graph.train_mask");
    take_out(&f, "train_mask");
    put(&f, "graph.y", 5, 0, (double[]){0, 0, 1, 1, 0});
    put(&f, "node.y", 5, 0, (double[]){2, 0, 1, 1, 0});
    gatrt_data *d = expect_loaded(f);
    assert_true(d->sets[0].label[0] == 2 && data_find_set(d, "graph")->label[2] == 1);
    gatrt_data_free(d);
}

/* Of one graph, features of the graph alone make the set, and lists are the nodes'. */
static void test_one_graph(void **state)
{
    (void)state;
    File f = batch();
    take_out(&f, "batch");
    put(&f, "y", 5, 0, (double[]){1, 0, 1, 1, 0});
    take_out(&f, "train_mask");
    put(&f, "graph.x", 1, 2, (double[]){1, 2});
    gatrt_data *d = expect_loaded(f);
    assert_true(!d->sets[0].graph && data_find_set(d, "graph")->rows == 1 && d->sets[0].label &&
                data_find_set(d, "graph")->rows == 1);
    gatrt_data_free(d);
    put(&f, "ptr", 2, 0, (double[]){0, 5});
    put(&f, "train_idx", 2, 0, (double[]){0, 4});
    d = expect_loaded(f);
    assert_true(d->sets[0].mask[0][4] && d->sets[0].label && d->sets[0].graph[4] == 0);
    gatrt_data_free(d);
    take_out(&f, "ptr");
    refuse(f, "graph.x", 2, 1, (double[]){1, 2}, "graph.x tells of 2 graphs, but nothing says which of them a node is");
}

/* Each set may be batched, and all belong to the same graphs. */
static void test_batched_sets(void **state)
{
    (void)state;
    File f = drugs();
    put(&f, "drug.batch", 3, 0, (double[]){0, 1, 1});
    put(&f, "target.ptr", 4, 0, (double[]){0, 1, 1, 2});
    put(&f, "y", 3, 0, (double[]){0, 1, 0});
    gatrt_data *d = expect_loaded(f);
    const gatrt_set *graph = data_find_set(d, "graph");
    assert_true(graph->rows == 3 && graph->label[1] == 1);
    assert_true(data_find_set(d, "drug")->graph[2] == 1 && data_find_set(d, "target")->graph[1] == 2);
    gatrt_data_free(d);
    File nodes = f;
    put(&nodes, "num_nodes", 1, -1, (double[]){2});
    expect_refused(nodes,
                   "target.ptr tells of 3 graphs, but nothing says which of them a node is of; add batch [nodes]");
    refuse(f, "drug.ptr", 3, 0, (double[]){0, 1, 3}, "drug.ptr tells of 2 graphs, but target.ptr of 3");
    refuse(f, "target.batch", 2, 0, (double[]){0, 1}, "target.batch[1] = 1, but by ptr it is in graph 2");
}

/* ------------------------------------------------------------------ what people are told */

static void expect_line(const gatrt_data *d, const char *wanted)
{
    char text[4096];
    FILE *to = tmpfile();
    assert_non_null(to);
    origin_print_line(to, d);
    origin_print_remarks(to, "me", d);
    rewind(to);
    text[fread(text, 1, sizeof text - 1, to)] = '\0';
    fclose(to);
    if (!strstr(text, wanted))
        fail_msg("expected \"%s\" in \"%s\"", wanted, text);
}

static void test_told(void **state)
{
    (void)state;
    const gatrt_model model = {.recipe = {.symmetric = 0}};
    File f = drugs();
    put(&f, "target.test_idx", 2, 0, (double[]){0, 1});
    put(&f, "drug__like__drug.edge_index", 2, 2, (double[]){0, 1, 2, 0});
    put(&f, "target.z", 2, 0, (double[]){0, 1});
    gatrt_data *d = expect_loaded(f);
    data_remark(d, &model);
    expect_line(d,
                "sets.npz: 3 drug, 2 target (1 train, 0 val, 2 test), 4 binds, 2 like; read drug.x, target.num_nodes");
    expect_line(d, "; ignored target.z");
    expect_line(d, "1 row of target is in both train_mask and test_mask");
    gatrt_data_free(d);
    f = batch();
    d = expect_loaded(f);
    expect_line(d, "sets.npz: 5 nodes, 2 graphs (1 train, 0 val, 0 test), 3 edges; read x, edge_index, batch, y");
    gatrt_data_free(d);
}

/* One name may join several pairs of sets: a model's links are those of the pair that it says. */
static void test_links_of_one_name(void **state)
{
    (void)state;
    enum { DRUG = GATRT_PLAIN_SPACES, PAIR };
    const gatrt_space spaces[] = {plain_spaces[0], plain_spaces[1],      plain_spaces[2],
                                  plain_spaces[3], {"drug", GATRT_ROWS}, {"pair", GATRT_ROWS}};
    const gatrt_end ends[] = {{"dst", PAIR, GATRT_NODE, 0, 1}, {"src", PAIR, DRUG, 0, 1}};
    const gatrt_model model = {.spaces = spaces, .space_count = 6, .ends = ends, .end_count = 2};
    gatrt_data *d = data_new("two pairs");
    data_add_set(d, "drug");
    data_add_relation(d, "pair", 1, 1)->edges = 7;
    data_add_relation(d, "pair", 1, 0)->edges = 3;
    assert_int_equal(space_rows(&model, d, PAIR), 3);
    gatrt_data_free(d);
}

/* Every cut and many flips of a whole file: refused or loaded, never worse. */
static void test_damage(void **state)
{
    (void)state;
    unsigned char *bytes;
    size_t size;
    Error why = {""};
    char error[256];
    File f = batch();
    put(&f, "graph.x", 2, 1, (double[]){1, 2});
    put(&f, "ptr", 3, 0, (double[]){0, 3, 5});
    put(&f, "batch", 5, 0, (double[]){0, 0, 0, 1, 1});
    save(&f);
    assert_true(file_read(path, &bytes, &size, &why));
    for (size_t bit = 0; bit < size * 8; bit += 5) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        FILE *file = fopen(path, "wb");
        assert_int_equal(fwrite(bytes, 1, size, file), size);
        fclose(file);
        gatrt_data_free(gatrt_data_load(path, error));
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    mem_free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drugs),
        cmocka_unit_test(test_nodes_beside),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_sets_refused),
        cmocka_unit_test(test_sparse_set),
        cmocka_unit_test(test_batch),
        cmocka_unit_test(test_ptr),
        cmocka_unit_test(test_graphs_refused),
        cmocka_unit_test(test_one_graph),
        cmocka_unit_test(test_batched_sets),
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_links_of_one_name),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

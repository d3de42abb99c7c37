/* load_planetoid.c - the eight files of a citation network as Planetoid has them, which share a beginning, ind.NAME:
 *
 *   allx, ally    features (CSR) and classes (one-hot) of all nodes but those of the test
 *   tx, ty        the same of the test nodes, in the order of test.index
 *   test.index    their numbers, a line each, in any order
 *   y             classes of the first nodes, which are trained on; the 500 after them validate
 *   x             features of the same, which allx has as well
 *   graph         the neighbours of each node
 *
 * All but test.index are pickles. Numbers that test.index leaves out, as CiteSeer's does, are nodes without features,
 * of class 0, in no split. Self loops and repeated edges are left out; edges are sorted by target, then source.
 */
#include "runtime/formats/planetoid.h"

#include <math.h>
#include <string.h>

enum { VALIDATE = 500 };

/* ------------------------------------------------------------------ test.index */

/* Numbers, a line each; -1: there is something else. */
static int64_t read_number(const PlanetoidPart *part, size_t *at)
{
    int64_t number = 0;
    const size_t start = *at;
    for (; *at < part->size && part->bytes[*at] >= '0' && part->bytes[*at] <= '9' && number <= INT32_MAX; ++*at)
        number = number * 10 + (part->bytes[*at] - '0');
    if (*at == start || number > INT32_MAX)
        return -1;
    while (*at < part->size && strchr(" \t\r\n", part->bytes[*at]) && part->bytes[*at])
        ++*at;
    return number;
}

static bool take_test_number(Planetoid *pl, const PlanetoidPart *part, size_t *at, int64_t *last)
{
    char wrong[96];
    const int64_t number = read_number(part, at), line = pl->test_count + 1;
    if (number < 0)
        snprintf(wrong, sizeof wrong, "line %lld is no number of a node", (long long)line);
    else if (number < pl->labelled)
        snprintf(wrong, sizeof wrong, "line %lld: node %lld is one of the %lld of allx", (long long)line,
                 (long long)number, (long long)pl->labelled);
    else {
        pl->test[pl->test_count++] = (int32_t)number;
        *last = number > *last ? number : *last;
        return true;
    }
    return planetoid_error(pl, part, wrong);
}

/* Of the numbers up to the last one some may be left out, but they are never most of them. */
static bool check_last(const Planetoid *pl, const PlanetoidPart *part, int64_t last)
{
    char wrong[112];
    snprintf(wrong, sizeof wrong, "it goes on to node %lld, but the files have %lld rows", (long long)last,
             (long long)(pl->labelled + pl->test_count));
    return last < 2 * (pl->labelled + pl->test_count) || planetoid_error(pl, part, wrong);
}

static bool read_test_index(Planetoid *pl)
{
    PlanetoidPart part;
    int64_t last = pl->labelled - 1;
    size_t at = 0;
    bool good = planetoid_read(pl, "test.index", &part);
    pl->test = mem_alloc(part.size + 1, sizeof *pl->test); /* a byte at least for each */
    while (good && at < part.size)
        good = take_test_number(pl, &part, &at, &last);
    good = good && check_last(pl, &part, last);
    planetoid_free(&part);
    pl->node->rows = last + 1;
    return good;
}

/* ------------------------------------------------------------------ features */

/* Rows of a matrix as rows of the data set: `to` their numbers, or NULL where they come first. */
static bool count_entries(const Planetoid *pl, const PlanetoidPart *part, const PickleCsr *csr, const int32_t *to)
{
    for (int64_t r = 0; r < csr->rows; r++) {
        int64_t *entries = &pl->node->x_start[(to ? to[r] : r) + 1];
        if (*entries != 0)
            return planetoid_error(pl, part, "a node has its features twice; is one twice in test.index?");
        *entries = (int64_t)(npy_number(&csr->starts, r + 1) - npy_number(&csr->starts, r));
    }
    return true;
}

static void copy_entries(const Planetoid *pl, const char *name, const PickleCsr *csr, const int32_t *to)
{
    double rounded = 0.0;
    for (int64_t r = 0; r < csr->rows; r++) {
        const int64_t first = (int64_t)npy_number(&csr->starts, r), last = (int64_t)npy_number(&csr->starts, r + 1);
        int64_t at = pl->node->x_start[to ? to[r] : r];
        for (int64_t i = first; i < last; i++, at++) {
            const double number = npy_number(&csr->values, i);
            pl->node->x_col[at] = (int32_t)npy_number(&csr->indices, i);
            pl->node->x_val[at] = (float)number;
            rounded = rounded == 0.0 && data_rounds(number) ? number : rounded;
        }
    }
    if (rounded != 0.0)
        data_tell_rounded(pl->data, name, rounded);
    origin_add(pl->data, ORIGIN_USED, name, "[%lld, %lld]", (long long)csr->rows, (long long)csr->columns);
}

static bool check_test_rows(const Planetoid *pl, const PlanetoidPart *part, const PickleCsr *all, const PickleCsr *test)
{
    char wrong[128];
    snprintf(wrong, sizeof wrong, "[%lld, %lld], but test.index has %lld nodes, and allx %lld features",
             (long long)test->rows, (long long)test->columns, (long long)pl->test_count, (long long)all->columns);
    return (test->rows == pl->test_count && test->columns == all->columns) || planetoid_error(pl, part, wrong);
}

static bool fill_features(const Planetoid *pl, const PlanetoidPart *all_part, const PickleCsr *all,
                          const PlanetoidPart *test_part, const PickleCsr *test)
{
    gatrt_set *node = pl->node;
    node->sparse = 1;
    node->x_start = mem_alloc((size_t)node->rows + 1, sizeof *node->x_start);
    if (!count_entries(pl, all_part, all, NULL) || !count_entries(pl, test_part, test, pl->test))
        return false;
    for (int64_t v = 0; v < node->rows; v++)
        node->x_start[v + 1] += node->x_start[v];
    node->x_col = mem_alloc((size_t)node->x_start[node->rows], sizeof *node->x_col);
    node->x_val = mem_alloc((size_t)node->x_start[node->rows], sizeof *node->x_val);
    copy_entries(pl, "allx", all, NULL);
    copy_entries(pl, "tx", test, pl->test);
    return true;
}

/* allx says how many nodes there are before those of test.index. */
static bool read_features(Planetoid *pl, const gatrt_model *model)
{
    PlanetoidPart all_part, test_part = {.bytes = NULL};
    PickleCsr all, test;
    bool good = planetoid_read_pickle(pl, "allx", &all_part) &&
                pickle_csr(all_part.pickle, pickle_root(all_part.pickle), "allx", &all, pl->error);
    if (good && (all.rows < 1 || all.rows > INT32_MAX / 4 || all.columns < 1 || all.columns > INT32_MAX))
        good = planetoid_error(pl, &all_part, "the matrix has no rows or no columns, or too many");
    if (good) {
        pl->labelled = all.rows;
        pl->node->features = all.columns;
    }
    good = good && read_test_index(pl) && (!model || inputs_check_widths(model, pl->data, pl->error)) &&
           planetoid_read_pickle(pl, "tx", &test_part) &&
           pickle_csr(test_part.pickle, pickle_root(test_part.pickle), "tx", &test, pl->error) &&
           check_test_rows(pl, &test_part, &all, &test) && fill_features(pl, &all_part, &all, &test_part, &test);
    planetoid_free(&all_part);
    planetoid_free(&test_part);
    return good;
}

/* ------------------------------------------------------------------ classes */

/* The class of a row with one 1; NaN of one with none, which is a class that nobody knows; -1 of others. */
static double class_of(const NpyArray *a, int64_t row)
{
    double class = NAN;
    for (int64_t c = 0; c < a->dim[1]; c++) {
        const double number = npy_number(a, row * a->dim[1] + c);
        if (number != 0.0 && (number != 1.0 || !isnan(class)))
            return -1.0;
        class = number != 0.0 ? (double)c : class;
    }
    return class;
}

static bool read_one_hot(const Planetoid *pl, const char *suffix, int64_t rows, PlanetoidPart *part, NpyArray *a)
{
    char wrong[112];
    if (!planetoid_read_pickle(pl, suffix, part) ||
        !pickle_array(part->pickle, pickle_root(part->pickle), suffix, a, pl->error))
        return false;
    snprintf(wrong, sizeof wrong, "it must be [nodes, classes]%s",
             rows < 0 ? "" : ", as many nodes as there are features of");
    if (a->rank != 2 || a->kind == NPY_TEXT || a->dim[1] < 1 || (rows >= 0 && a->dim[0] != rows))
        return planetoid_error(pl, part, wrong);
    for (int64_t r = 0; r < a->dim[0]; r++)
        if (class_of(a, r) < 0.0) {
            snprintf(wrong, sizeof wrong, "row %lld is not one-hot", (long long)r);
            return planetoid_error(pl, part, wrong);
        }
    return true;
}

static bool read_classes(const Planetoid *pl, const char *suffix, const int32_t *to, int64_t rows)
{
    PlanetoidPart part;
    NpyArray a;
    const bool good = read_one_hot(pl, suffix, rows, &part, &a);
    for (int64_t r = 0; good && r < rows; r++)
        data_take_label(pl->node, to ? to[r] : r, class_of(&a, r));
    if (good)
        origin_add(pl->data, ORIGIN_USED, suffix, "[%lld, %lld]", (long long)a.dim[0], (long long)a.dim[1]);
    planetoid_free(&part);
    return good;
}

/* ------------------------------------------------------------------ splits */

/* What is trained on is said by how many rows y has; that they are the first, y can be asked itself. */
static bool split_first(const Planetoid *pl, const PlanetoidPart *part, const NpyArray *y)
{
    const int64_t train = y->dim[0], left = pl->labelled - train;
    if (left < 0)
        return planetoid_error(pl, part, "it has more rows than ally");
    for (int64_t v = 0; v < train; v++)
        if (!isnan(class_of(y, v)) && (double)pl->node->label[v] != class_of(y, v))
            return planetoid_error(pl, part, "its classes are not those of the first rows of ally");
    for (int split = 0; split < 3; split++)
        split_new(pl->node, split);
    for (int64_t v = 0; v < train + (left < VALIDATE ? left : VALIDATE); v++)
        split_add(pl->node, v < train ? 0 : 1, v);
    for (int64_t i = 0; i < pl->test_count; i++)
        split_add(pl->node, 2, pl->test[i]);
    split_used(pl->data, pl->node, 0, "y");
    split_used(pl->data, pl->node, 2, "test.index");
    origin_add(pl->data, ORIGIN_IGNORED, "x", "the first rows of allx");
    return true;
}

static bool read_splits(const Planetoid *pl)
{
    PlanetoidPart part;
    NpyArray y;
    const bool good = read_one_hot(pl, "y", -1, &part, &y) && split_first(pl, &part, &y);
    planetoid_free(&part);
    return good;
}

static void tell_gaps(const Planetoid *pl)
{
    const int64_t gaps = pl->node->rows - pl->labelled - pl->test_count;
    if (gaps > 0)
        origin_add(pl->data, ORIGIN_REMARK, "test.index",
                   "%lld nodes that it leaves out have no features, count as class 0, and are in no split",
                   (long long)gaps);
}

/* ------------------------------------------------------------------ all of it */

static bool read_all(Planetoid *pl, const gatrt_model *model)
{
    if (!read_features(pl, model))
        return false;
    pl->node->label = mem_alloc((size_t)pl->node->rows, sizeof *pl->node->label); /* 0: of those left out */
    if (!read_classes(pl, "ally", NULL, pl->labelled) || !read_classes(pl, "ty", pl->test, pl->test_count) ||
        !read_splits(pl) || !planetoid_read_edges(pl))
        return false;
    tell_gaps(pl);
    return true;
}

gatrt_data *load_planetoid(const char *spec, const DataUse *use, Error *error)
{
    char names[PLANETOID_NAMES];
    Planetoid pl = {.error = error};
    if (planetoid_find(spec, pl.prefix, names) > 1) {
        error_set(error, "%s: it holds several graphs: %s; name one, as %s", file_shown(spec), names,
                  file_shown(pl.prefix));
        return NULL;
    }
    pl.data = data_new(spec);
    pl.node = &pl.data->sets[0];
    const bool good = read_all(&pl, use->model);
    mem_free(pl.test);
    if (good)
        return pl.data;
    gatrt_data_free(pl.data);
    return NULL;
}

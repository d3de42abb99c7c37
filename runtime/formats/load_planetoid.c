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
#include "runtime/formats/pickle.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALIDATE = 500, MOST_PATH = 4096, TWO_NAMES = 96 };

typedef struct Planetoid {
    char prefix[MOST_PATH]; /* FOLDER/ind.NAME */
    gatrt_data *data;
    gatrt_set *node;
    int64_t labelled; /* rows of allx */
    int32_t *test;    /* [test_count], in the order of tx */
    int64_t test_count;
    Error *error;
} Planetoid;

static const char *const suffixes[] = {".x", ".tx", ".allx", ".y", ".ty", ".ally", ".graph", ".test.index"};

/* ------------------------------------------------------------------ where the files are */

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), end_length = strlen(end);
    return length > end_length && !strcmp(text + length - end_length, end);
}

static bool has_graph(const char *prefix)
{
    char path[MOST_PATH];
    const int length = snprintf(path, sizeof path, "%s.graph", prefix);
    return length > 0 && length < MOST_PATH && file_exists(path);
}

/* The graphs in a folder, the first by name; how many there are. */
static int find_graphs(const char *folder, char first[MOST_PATH], char names[TWO_NAMES])
{
    int count = 0;
    DIR *listing = opendir(folder);
    for (struct dirent *entry; listing && (entry = readdir(listing)) != NULL;) {
        const char *name = entry->d_name;
        const size_t length = strlen(name);
        if (strncmp(name, "ind.", 4) != 0 || !ends_with(name, ".graph"))
            continue;
        char path[MOST_PATH];
        snprintf(path, sizeof path, "%.2000s/%.*s", folder, (int)(length - 6), name);
        if (count == 0 || strcmp(path, first) < 0)
            memcpy(first, path, sizeof path);
        const size_t at = strlen(names);
        snprintf(names + at, TWO_NAMES - at, "%s%.*s", count ? ", " : "", (int)(length - 6), name);
        count++;
    }
    if (listing)
        closedir(listing);
    return count;
}

/* The beginning itself, a folder of such files, or one of them. */
static int find_prefix(const char *spec, char prefix[MOST_PATH], char names[TWO_NAMES])
{
    if (strlen(spec) >= MOST_PATH / 2)
        return 0;
    names[0] = 0;
    snprintf(prefix, MOST_PATH, "%s", spec);
    if (has_graph(prefix))
        return 1;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(prefix, MOST_PATH, "%s", spec);
        if (ends_with(spec, suffixes[i]))
            prefix[strlen(spec) - strlen(suffixes[i])] = 0;
        if (ends_with(spec, suffixes[i]) && strstr(spec, "ind.") && has_graph(prefix))
            return 1;
    }
    return find_graphs(spec, prefix, names);
}

bool planetoid_is_at(const char *spec)
{
    char prefix[MOST_PATH], names[TWO_NAMES];
    return find_prefix(spec, prefix, names) > 0;
}

/* ------------------------------------------------------------------ pickles */

/* A file of the eight, whole. */
typedef struct Part {
    char path[MOST_PATH + 16];
    unsigned char *bytes;
    size_t size;
    Pickle *pickle;
} Part;

static bool read_part(const Planetoid *pl, const char *suffix, Part *part)
{
    *part = (Part){.bytes = NULL};
    snprintf(part->path, sizeof part->path, "%s.%s", pl->prefix, suffix);
    return file_read(part->path, &part->bytes, &part->size, pl->error);
}

static bool read_pickle(const Planetoid *pl, const char *suffix, Part *part)
{
    if (!read_part(pl, suffix, part))
        return false;
    part->pickle = pickle_read(part->bytes, part->size, NULL, file_shown(part->path), pl->error);
    return part->pickle != NULL;
}

static void free_part(Part *part)
{
    pickle_free(part->pickle);
    mem_free(part->bytes);
    *part = (Part){.bytes = NULL};
}

static bool part_error(const Planetoid *pl, const Part *part, const char *wrong)
{
    return error_set(pl->error, "%s: %s", file_shown(part->path), wrong);
}

/* ------------------------------------------------------------------ test.index */

/* Numbers, a line each; -1: there is something else. */
static int64_t read_number(const Part *part, size_t *at)
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

static bool take_test_number(Planetoid *pl, const Part *part, size_t *at, int64_t *last)
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
    return part_error(pl, part, wrong);
}

/* Of the numbers up to the last one some may be left out, but they are never most of them. */
static bool check_last(const Planetoid *pl, const Part *part, int64_t last)
{
    char wrong[112];
    snprintf(wrong, sizeof wrong, "it goes on to node %lld, but the files have %lld rows", (long long)last,
             (long long)(pl->labelled + pl->test_count));
    return last < 2 * (pl->labelled + pl->test_count) || part_error(pl, part, wrong);
}

static bool read_test_index(Planetoid *pl)
{
    Part part;
    int64_t last = pl->labelled - 1;
    size_t at = 0;
    bool good = read_part(pl, "test.index", &part);
    pl->test = mem_alloc(part.size + 1, sizeof *pl->test); /* a byte at least for each */
    while (good && at < part.size)
        good = take_test_number(pl, &part, &at, &last);
    good = good && check_last(pl, &part, last);
    free_part(&part);
    pl->node->rows = last + 1;
    return good;
}

/* ------------------------------------------------------------------ features */

/* Rows of a matrix as rows of the data set: `to` their numbers, or NULL where they come first. */
static bool count_entries(const Planetoid *pl, const Part *part, const PickleCsr *csr, const int32_t *to)
{
    for (int64_t r = 0; r < csr->rows; r++) {
        int64_t *entries = &pl->node->x_start[(to ? to[r] : r) + 1];
        if (*entries != 0)
            return part_error(pl, part, "a node has its features twice; is one twice in test.index?");
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

static bool check_test_rows(const Planetoid *pl, const Part *part, const PickleCsr *all, const PickleCsr *test)
{
    char wrong[128];
    snprintf(wrong, sizeof wrong, "[%lld, %lld], but test.index has %lld nodes, and allx %lld features",
             (long long)test->rows, (long long)test->columns, (long long)pl->test_count, (long long)all->columns);
    return (test->rows == pl->test_count && test->columns == all->columns) || part_error(pl, part, wrong);
}

static bool fill_features(const Planetoid *pl, const Part *all_part, const PickleCsr *all, const Part *test_part,
                          const PickleCsr *test)
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
    Part all_part, test_part = {.bytes = NULL};
    PickleCsr all, test;
    bool good = read_pickle(pl, "allx", &all_part) &&
                pickle_csr(all_part.pickle, pickle_root(all_part.pickle), "allx", &all, pl->error);
    if (good && (all.rows < 1 || all.rows > INT32_MAX / 4 || all.columns < 1 || all.columns > INT32_MAX))
        good = part_error(pl, &all_part, "the matrix has no rows or no columns, or too many");
    if (good) {
        pl->labelled = all.rows;
        pl->node->features = all.columns;
    }
    good = good && read_test_index(pl) && (!model || inputs_check_widths(model, pl->data, pl->error)) &&
           read_pickle(pl, "tx", &test_part) &&
           pickle_csr(test_part.pickle, pickle_root(test_part.pickle), "tx", &test, pl->error) &&
           check_test_rows(pl, &test_part, &all, &test) && fill_features(pl, &all_part, &all, &test_part, &test);
    free_part(&all_part);
    free_part(&test_part);
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

static bool read_one_hot(const Planetoid *pl, const char *suffix, int64_t rows, Part *part, NpyArray *a)
{
    char wrong[112];
    if (!read_pickle(pl, suffix, part) || !pickle_array(part->pickle, pickle_root(part->pickle), suffix, a, pl->error))
        return false;
    snprintf(wrong, sizeof wrong, "it must be [nodes, classes]%s",
             rows < 0 ? "" : ", as many nodes as there are features of");
    if (a->rank != 2 || a->kind == NPY_TEXT || a->dim[1] < 1 || (rows >= 0 && a->dim[0] != rows))
        return part_error(pl, part, wrong);
    for (int64_t r = 0; r < a->dim[0]; r++)
        if (class_of(a, r) < 0.0) {
            snprintf(wrong, sizeof wrong, "row %lld is not one-hot", (long long)r);
            return part_error(pl, part, wrong);
        }
    return true;
}

static bool read_classes(const Planetoid *pl, const char *suffix, const int32_t *to, int64_t rows)
{
    Part part;
    NpyArray a;
    const bool good = read_one_hot(pl, suffix, rows, &part, &a);
    for (int64_t r = 0; good && r < rows; r++)
        data_take_label(pl->node, to ? to[r] : r, class_of(&a, r));
    if (good)
        origin_add(pl->data, ORIGIN_USED, suffix, "[%lld, %lld]", (long long)a.dim[0], (long long)a.dim[1]);
    free_part(&part);
    return good;
}

/* ------------------------------------------------------------------ splits */

/* What is trained on is said by how many rows y has; that they are the first, y can be asked itself. */
static bool split_first(const Planetoid *pl, const Part *part, const NpyArray *y)
{
    const int64_t train = y->dim[0], left = pl->labelled - train;
    if (left < 0)
        return part_error(pl, part, "it has more rows than ally");
    for (int64_t v = 0; v < train; v++)
        if (!isnan(class_of(y, v)) && (double)pl->node->label[v] != class_of(y, v))
            return part_error(pl, part, "its classes are not those of the first rows of ally");
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
    Part part;
    NpyArray y;
    const bool good = read_one_hot(pl, "y", -1, &part, &y) && split_first(pl, &part, &y);
    free_part(&part);
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

/* ------------------------------------------------------------------ edges */

static bool end_of(const Planetoid *pl, const Part *part, const PickleValue *v, int32_t *end)
{
    char wrong[96];
    int64_t number = 0;
    const bool is_number = pickle_size(v, &number);
    if (is_number && number < pl->node->rows) {
        *end = (int32_t)number;
        return true;
    }
    snprintf(wrong, sizeof wrong, "it has a node %lld, but there are %lld nodes", (long long)number,
             (long long)pl->node->rows);
    return part_error(pl, part, is_number ? wrong : "it has a node that is no number");
}

static bool list_edges(const Planetoid *pl, const Part *part, const PickleValue *graph, int32_t *src, int32_t *dst)
{
    int64_t at = 0;
    for (size_t i = 0; i < graph->count; i += 2) {
        const PickleValue *list = graph->item[i + 1];
        for (size_t k = 0; k < list->count; k++, at++)
            if (!end_of(pl, part, graph->item[i], &src[at]) || !end_of(pl, part, list->item[k], &dst[at]))
                return false;
    }
    return true;
}

/* Edges by one of their ends, those of equal ends as they were. */
static void sort_by(const int32_t *key, const int32_t *other, int64_t count, int64_t kinds, int32_t *to_key,
                    int32_t *to_other)
{
    int64_t *at = mem_alloc((size_t)kinds + 1, sizeof *at);
    for (int64_t e = 0; e < count; e++)
        at[key[e] + 1]++;
    for (int64_t k = 0; k < kinds; k++)
        at[k + 1] += at[k];
    for (int64_t e = 0; e < count; e++) {
        const int64_t place = at[key[e]]++;
        to_key[place] = key[e];
        to_other[place] = other[e];
    }
    mem_free(at);
}

/* By target, then source; without self loops and repetitions, which are told. */
static void keep_edges(const Planetoid *pl, int32_t *src, int32_t *dst, int64_t count)
{
    gatrt_relation *edge = &pl->data->relations[0];
    int32_t *by_src = mem_alloc((size_t)count, sizeof *by_src), *its_dst = mem_alloc((size_t)count, sizeof *its_dst);
    int64_t loops = 0;
    sort_by(src, dst, count, pl->node->rows, by_src, its_dst);
    sort_by(its_dst, by_src, count, pl->node->rows, dst, src);
    for (int64_t e = 0; e < count; e++) {
        loops += src[e] == dst[e];
        if (src[e] == dst[e] || (edge->edges > 0 && src[edge->edges - 1] == src[e] && dst[edge->edges - 1] == dst[e]))
            continue;
        src[edge->edges] = src[e];
        dst[edge->edges++] = dst[e];
    }
    edge->src = src;
    edge->dst = dst;
    mem_free(by_src);
    mem_free(its_dst);
    origin_add(pl->data, ORIGIN_USED, "graph", "%lld edges, after %lld self loops and %lld repetitions were left out",
               (long long)edge->edges, (long long)loops, (long long)(count - loops - edge->edges));
}

static bool count_edges(const Planetoid *pl, const Part *part, const PickleValue *graph, int64_t *count)
{
    *count = 0;
    if (graph->kind != PICKLE_DICT)
        return part_error(pl, part, "it must be a dict of lists, the neighbours of each node");
    for (size_t i = 0; i < graph->count; i += 2) {
        if (graph->item[i + 1]->kind != PICKLE_LIST || graph->item[i + 1]->count > (size_t)(INT32_MAX - *count))
            return part_error(pl, part, "it must be a dict of lists, the neighbours of each node");
        *count += (int64_t)graph->item[i + 1]->count;
    }
    return true;
}

static bool read_edges(const Planetoid *pl)
{
    Part part;
    int64_t count = 0;
    if (!read_pickle(pl, "graph", &part) || !count_edges(pl, &part, pickle_root(part.pickle), &count)) {
        free_part(&part);
        return false;
    }
    int32_t *src = mem_alloc((size_t)count, sizeof *src), *dst = mem_alloc((size_t)count, sizeof *dst);
    const bool good = list_edges(pl, &part, pickle_root(part.pickle), src, dst);
    if (good) {
        keep_edges(pl, src, dst, count);
    } else {
        mem_free(src);
        mem_free(dst);
    }
    free_part(&part);
    return good;
}

/* ------------------------------------------------------------------ all of it */

static bool read_all(Planetoid *pl, const gatrt_model *model)
{
    if (!read_features(pl, model))
        return false;
    pl->node->label = mem_alloc((size_t)pl->node->rows, sizeof *pl->node->label); /* 0: of those left out */
    if (!read_classes(pl, "ally", NULL, pl->labelled) || !read_classes(pl, "ty", pl->test, pl->test_count) ||
        !read_splits(pl) || !read_edges(pl))
        return false;
    tell_gaps(pl);
    return true;
}

gatrt_data *load_planetoid(const char *spec, const gatrt_model *model, Error *error)
{
    char names[TWO_NAMES];
    Planetoid pl = {.error = error};
    if (find_prefix(spec, pl.prefix, names) > 1) {
        error_set(error, "%s: it holds several graphs: %s; name one, as %s", file_shown(spec), names,
                  file_shown(pl.prefix));
        return NULL;
    }
    pl.data = data_new(spec);
    pl.node = &pl.data->sets[0];
    const bool good = read_all(&pl, model);
    mem_free(pl.test);
    if (good)
        return pl.data;
    gatrt_data_free(pl.data);
    return NULL;
}

/* beside_features.c - features that are not in the data set's own file: a table of nodes, an array of numpy.save, or made of
 * the graph where there are none.
 */
#include "runtime/formats/beside.h"
#include "runtime/formats/node_table.h"

#include <math.h>
#include <string.h>

enum { MOST_ONE_HOT = 10000 };

static const char *const made_words[] = {"auto", "none", "degree", "one-hot", "constant"};

bool features_are_made(const char *features)
{
    for (size_t i = 0; i < sizeof made_words / sizeof *made_words; i++)
        if (!strcmp(features, made_words[i]))
            return true;
    return false;
}

static void drop_features(gatrt_data *data, gatrt_set *node)
{
    if (node->features > 0)
        origin_add(data, ORIGIN_REMARK, "", "its own %lld features are left out: --features says otherwise",
                   (long long)node->features);
    mem_free(node->x);
    mem_free(node->x_start);
    mem_free(node->x_col);
    mem_free(node->x_val);
    node->x = NULL;
    node->x_start = NULL;
    node->x_col = NULL;
    node->x_val = NULL;
    node->features = 0;
    node->sparse = 0;
}

/* ------------------------------------------------------------------ a table */

static bool take_row(gatrt_set *node, const NodeTable *t, int64_t v, double *rounded)
{
    int64_t i = 0;
    for (int64_t j = 0; j < t->columns; j++) {
        double number;
        if (j == t->id)
            continue;
        const Field f = node_table_at(t, t->row_of[v], j);
        if (!field_number(f, &number) || !isfinite((float)number))
            return error_set(t->error, "%s:%lld: %s is \"%.*s\", but features are numbers", file_shown(t->path),
                             (long long)t->line[t->row_of[v]], node_table_name(t, j).text, field_shown(f), f.at);
        *rounded = *rounded == 0.0 && data_rounds(number) ? number : *rounded;
        node->x[v * node->features + i++] = (float)number;
    }
    return true;
}

static bool lacks_row(const NodeTable *t, int64_t v)
{
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)(v + t->base));
    return error_set(t->error, "%s: node %.80s has no row in it", file_shown(t->path),
                     t->node->row_name ? t->node->row_name[v] : number);
}

static bool take_table(gatrt_data *data, gatrt_set *node, const NodeTable *t)
{
    double rounded = 0.0;
    const int64_t width = t->columns - (t->id >= 0);
    if (width == 0)
        return error_set(t->error, "%s: nodes, but no features", file_shown(t->path));
    node->features = width;
    node->x = mem_alloc((size_t)node->rows * (size_t)width, sizeof *node->x);
    for (int64_t v = 0; v < node->rows; v++) {
        if (t->row_of[v] < 0)
            return lacks_row(t, v);
        if (!take_row(node, t, v, &rounded))
            return false;
    }
    origin_add(data, ORIGIN_USED, file_shown(t->path), "%lld features of %s", (long long)width,
               t->id < 0 ? "nodes in order" : node_table_name(t, t->id).text);
    if (rounded != 0.0)
        data_tell_rounded(data, file_shown(t->path), rounded);
    node_table_tell(t, data);
    return true;
}

static bool read_table(gatrt_data *data, gatrt_set *node, const char *path, bool counted, Error *error)
{
    NodeTable t;
    const bool good = node_table_read(&t, path, node, counted, error) && take_table(data, node, &t);
    node_table_free(&t);
    return good;
}

/* ------------------------------------------------------------------ an array */

static bool take_array(gatrt_data *data, gatrt_set *node, const NpyArray *a, const char *path, Error *error)
{
    if (a->rank != 2 || a->dim[0] != node->rows || a->dim[1] < 1 || a->kind == NPY_TEXT)
        return error_set(error, "%s: an array of %lld dimensions, %lld x .., but features are [%lld, width] numbers",
                         file_shown(path), (long long)a->rank, (long long)a->dim[0], (long long)node->rows);
    node->features = a->dim[1];
    node->x = mem_alloc((size_t)a->count, sizeof *node->x);
    for (int64_t i = 0; i < a->count; i++)
        node->x[i] = (float)npy_number(a, i);
    origin_add(data, ORIGIN_USED, file_shown(path), "%lld features of nodes in order", (long long)node->features);
    return true;
}

/* Magic, version, length of the header, header, elements: all of them. Where these start. */
static const char *open_array(const unsigned char *bytes, size_t size, NpyArray *a, int *swap, size_t *start)
{
    const size_t width = size > 6 && bytes[6] > 1 ? 4 : 2;
    size_t length = 0;
    if (size < 8 + width)
        return "it ends too early";
    for (size_t i = width; i-- > 0;)
        length = length << 8 | bytes[8 + i];
    if (length > size - 8 - width)
        return "it ends too early";
    *start = 8 + width + length;
    const char *wrong = npy_parse_header((const char *)bytes + 8 + width, length, a, swap);
    if (wrong)
        return wrong;
    size_t claimed;
    return size_mul((size_t)a->count, (size_t)a->item, &claimed) && claimed == size - *start
               ? NULL
               : "it has not as many numbers as its shape says";
}

static bool read_array(gatrt_data *data, gatrt_set *node, const char *path, Error *error)
{
    unsigned char *bytes;
    size_t size, start = 0;
    int swap = 0;
    NpyArray a = {.rank = 0};
    if (!file_read(path, &bytes, &size, error))
        return false;
    const char *wrong = open_array(bytes, size, &a, &swap, &start);
    if (wrong)
        error_set(error, "%s: %s", file_shown(path), wrong);
    else if (swap > 1)
        npy_swap(bytes + start, size - start, (size_t)swap);
    a.bytes = bytes + start;
    const bool good = !wrong && take_array(data, node, &a, path, error);
    mem_free(bytes);
    return good;
}

/* ------------------------------------------------------------------ which it is */

static bool read_file(gatrt_data *data, gatrt_set *node, const char *path, bool counted, Error *error)
{
    unsigned char head[8];
    size_t size = 0;
    if (!file_head(path, head, sizeof head, &size, error))
        return false;
    return size >= 6 && !memcmp(head, "\x93NUMPY", 6) ? read_array(data, node, path, error)
                                                      : read_table(data, node, path, counted, error);
}

/* Graphs of their own share no columns of nodes, and of very many nodes weights would be too many. */
static const char *usual(const gatrt_data *data, const gatrt_set *node)
{
    return data->set_count > 1 || node->rows > MOST_ONE_HOT ? "degree" : "one-hot";
}

static void make(gatrt_data *data, gatrt_set *node, const char *word)
{
    const bool automatic = !strcmp(word, "auto");
    const char *taken = automatic ? usual(data, node) : word;
    char name[48];
    features_make(data, node, taken);
    snprintf(name, sizeof name, "no features but %s", taken);
    origin_add(data, ORIGIN_USED, name, "%lld columns%s", (long long)node->features,
               automatic ? ", as it has no features; --features says otherwise" : ", as --features says");
}

bool features_take(gatrt_data *data, const DataUse *use, bool counted, Error *error)
{
    gatrt_set *node = data_find_set(data, NODE_SET);
    const char *features = use->features;
    if (!features || data_features_named(features) || (!strcmp(features, "auto") && (!node || node->features > 0)))
        return true;
    if (!node)
        return error_set(error, "%s: it has several kinds of nodes; --features is for one", file_shown(data->name));
    drop_features(data, node);
    if (!features_are_made(features))
        return read_file(data, node, features, counted, error);
    if (strcmp(features, "none") != 0)
        make(data, node, features);
    return true;
}

/* beside_features.c - features that are not in the data set's own file: a table of nodes, an array of numpy.save, or made of
 * the graph where there are none.
 */
#include "runtime/formats/beside.h"
#include "runtime/formats/names.h"
#include "runtime/formats/node_table.h"
#include "runtime/formats/positions.h"

#include <math.h>
#include <string.h>

enum { MOST_ONE_HOT = 10000 };

static const char *const made_words[] = {"auto", "none", "degree", "one-hot", "constant"};

bool features_are_made(const char *features)
{
    Positions p;
    if (positions_named(features, &p))
        return true;
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

typedef struct Taking {
    gatrt_data *data;
    gatrt_set *node;
    const NodeTable *t;
    const DataUse *use;
    Categories *categories;
    double rounded; /* the first whole number that float32 has not, or 0 */
} Taking;

/* Which column of the table feature i is. */
static int64_t column_of(const NodeTable *t, int64_t i)
{
    return i + (t->id >= 0 && i >= t->id);
}

static bool may_lack(const Taking *k, int64_t i)
{
    return k->use->prepare.missing || (k->categories->is && k->categories->is[i]);
}

static bool take_number(Taking *k, int64_t v, int64_t i)
{
    const NodeTable *t = k->t;
    double number = (double)NAN;
    const Field f = t->row_of[v] < 0 ? (Field){"", 0} : node_table_at(t, t->row_of[v], column_of(t, i));
    const bool known = !may_lack(k, i) || !field_unknown(f);
    if (known && (!field_number(f, &number) || !isfinite((float)number)))
        return error_set(
            t->error, "%s:%lld: %s is \"%.*s\", but features are numbers%s", file_shown(t->path),
            (long long)t->line[t->row_of[v]], node_table_name(t, column_of(t, i)).text, field_shown(f), f.at,
            field_unknown(f) ? "; --missing mean gives what is missing one" : "; --one-hot NAME for categories");
    k->rounded = k->rounded == 0.0 && known && data_rounds(number) ? number : k->rounded;
    k->node->x[v * k->node->features + i] = (float)number;
    return true;
}

/* Texts by number, in the order of names.c; what is not known is none. */
static void take_category(Taking *k, int64_t i)
{
    const NodeTable *t = k->t;
    Names *names = names_new();
    int64_t *name = mem_alloc((size_t)k->node->rows, sizeof *name);
    for (int64_t v = 0; v < k->node->rows; v++) {
        const Field f = t->row_of[v] < 0 ? (Field){"", 0} : node_table_at(t, t->row_of[v], column_of(t, i));
        name[v] = field_unknown(f) ? -1 : names_add(names, f.at, f.length);
    }
    int32_t *number = names_sort(names);
    for (int64_t v = 0; v < k->node->rows; v++)
        k->node->x[v * k->node->features + i] = name[v] < 0 ? NAN : (float)number[name[v]];
    for (int64_t c = 0; c < names_count(names); c++)
        for (const char *at = names_at(names, c); *at; at++)
            k->categories->print = gatrt_mix(k->categories->print ^ (unsigned char)*at);
    mem_free(name);
    mem_free(number);
    names_free(names);
}

static int64_t named_column(const Taking *k, const char *at, size_t length)
{
    const FieldName wanted = field_name((Field){at, length});
    int64_t number;
    for (int64_t i = 0; i < k->node->features; i++)
        if (!strcmp(node_table_name(k->t, column_of(k->t, i)).text, wanted.text))
            return i;
    return name_is_whole(wanted.text, &number) && number >= 0 && number < k->node->features ? number : -1;
}

/* Columns by name, or by number among the features. */
static bool find_categories(Taking *k)
{
    const char *at = k->use->prepare.one_hot;
    if (!at)
        return true;
    k->categories->is = mem_alloc((size_t)k->node->features, 1);
    for (size_t length; *at; at += length + (at[length] == ',')) {
        length = strcspn(at, ",");
        const int64_t i = named_column(k, at, length);
        if (i < 0 || k->categories->is[i])
            return error_set(k->t->error, "%s: --one-hot %.*s: %s", file_shown(k->t->path),
                             length < 40 ? (int)length : 40, at,
                             i < 0 ? "no column is called so" : "that column is named twice");
        k->categories->is[i] = 1;
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

static bool take_columns(Taking *k)
{
    gatrt_set *node = k->node;
    for (int64_t v = 0; v < node->rows && !k->use->prepare.missing; v++)
        if (k->t->row_of[v] < 0)
            return lacks_row(k->t, v);
    for (int64_t i = 0; i < node->features; i++)
        if (k->categories->is && k->categories->is[i])
            take_category(k, i);
    for (int64_t v = 0; v < node->rows; v++)
        for (int64_t i = 0; i < node->features; i++)
            if (!(k->categories->is && k->categories->is[i]) && !take_number(k, v, i))
                return false;
    return true;
}

static bool take_table(Taking *k)
{
    const NodeTable *t = k->t;
    gatrt_set *node = k->node;
    node->features = t->columns - (t->id >= 0);
    if (node->features == 0)
        return error_set(t->error, "%s: nodes, but no features", file_shown(t->path));
    node->x = mem_alloc((size_t)node->rows * (size_t)node->features, sizeof *node->x);
    if (!find_categories(k) || !take_columns(k))
        return false;
    origin_add(k->data, ORIGIN_USED, file_shown(t->path), "%lld features of %s", (long long)node->features,
               t->id < 0 ? "nodes in order" : node_table_name(t, t->id).text);
    if (k->rounded != 0.0)
        data_tell_rounded(k->data, file_shown(t->path), k->rounded);
    node_table_tell(t, k->data);
    return true;
}

static bool read_table(Taking *k, bool counted, Error *error)
{
    NodeTable t;
    k->t = &t;
    const bool good = node_table_read(&t, k->use->features, k->node, counted, error) && take_table(k);
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

static bool read_file(Taking *k, bool counted, Error *error)
{
    const char *path = k->use->features;
    unsigned char head[8];
    size_t size = 0;
    if (!file_head(path, head, sizeof head, &size, error))
        return false;
    return size >= 6 && !memcmp(head, "\x93NUMPY", 6) ? read_array(k->data, k->node, path, error)
                                                      : read_table(k, counted, error);
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

bool features_take(gatrt_data *data, const DataUse *use, bool counted, Categories *categories, Error *error)
{
    gatrt_set *node = data_find_set(data, NODE_SET);
    const char *features = use->features;
    if (!features || data_features_named(features) || (!strcmp(features, "auto") && (!node || node->features > 0)))
        return true;
    if (!node)
        return error_set(error, "%s: it has several kinds of nodes; --features is for one", file_shown(data->name));
    Positions positions;
    const bool placed = positions_named(features, &positions);
    if (!placed || !positions.behind)
        drop_features(data, node);
    if (placed)
        return positions_add(data, node, &positions, error);
    if (!features_are_made(features))
        return read_file(&(Taking){.data = data, .node = node, .use = use, .categories = categories}, counted, error);
    if (strcmp(features, "none") != 0)
        make(data, node, features);
    return true;
}

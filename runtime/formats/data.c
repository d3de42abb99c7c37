/* data.c - from what the user names to a checked data set.
 *
 * The form is found with loaders.def: a word (karate), a specification (synth:..),
 * a folder, or a file, told by its content and not by its suffix. Whatever loaded it, a data
 * set leaves here only when data_check finds that it keeps the promises of
 * gatrt_data: ids in range, finite numbers, ordered row starts, plausible labels.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

enum { HEAD = 16, FEW_LABELS = 1000, MAX_CLASSES = 1000000 };

/* ------------------------------------------------------- finding the loader */

typedef struct Given {
    const char *spec;
    unsigned char head[HEAD]; /* of the file, if there is one */
    size_t head_size;
} Given;

static bool spec_is(const Given *given, const char *word)
{
    return !strcmp(given->spec, word);
}

static bool spec_starts(const Given *given, const char *word)
{
    size_t length = strlen(word);
    return !strncmp(given->spec, word, length) && (given->spec[length] == ':' || given->spec[length] == 0);
}

static bool folder_holds(const Given *given, const char *file)
{
    char path[4096];
    const int length = snprintf(path, sizeof path, "%s/%s", given->spec, file);
    return length > 0 && (size_t)length < sizeof path && file_exists(path);
}

static bool content_starts(const Given *given, const char *magic)
{
    size_t length = strlen(magic);
    return given->head_size >= length && !memcmp(given->head, magic, length);
}

typedef struct Loader {
    bool (*recognise)(const Given *given, const char *pattern);
    const char *pattern;
    gatrt_data *(*load)(const char *spec, const gatrt_model *model, Error *error);
} Loader;

/* clang-format off */
static const Loader loaders[] = {
#define LOADER(recognise, pattern, load, shown) { recognise, pattern, load },
#include "runtime/formats/loaders.def"
};

static const char known_forms[] =
#define LOADER(recognise, pattern, load, shown) shown "; "
#include "runtime/formats/loaders.def"
    ;
/* clang-format on */

static const Loader *find_loader(const Given *given)
{
    for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++)
        if (loaders[i].recognise(given, loaders[i].pattern))
            return &loaders[i];
    return NULL;
}

bool data_is_path(const char *spec)
{
    const Loader *loader = find_loader(&(Given){.spec = spec});
    return !loader || (loader->recognise != spec_is && loader->recognise != spec_starts);
}

static bool unknown_form(const Given *given, Error *error)
{
    const char *kind = foreign_kind(given->head, given->head_size);
    if (kind)
        return error_set(error, "%s: this is %s", file_shown(given->spec), kind);
    return error_set(error, "%s: not a known format; a data set is: %.*s", file_shown(given->spec),
                     (int)sizeof known_forms - 3, known_forms);
}

/* Of a file, the first bytes tell the form. */
static bool read_head(Given *given, Error *error)
{
    struct stat status;
    if (stat(given->spec, &status) != 0)
        return error_set(error, "%s: no such file; a data set is: %.*s", file_shown(given->spec),
                         (int)sizeof known_forms - 3, known_forms);
    if (S_ISDIR(status.st_mode))
        return foreign_folder(given->spec, error);
    return file_head(given->spec, given->head, HEAD, &given->head_size, error);
}

static gatrt_data *load_any(const char *spec, const gatrt_model *model, Error *error)
{
    Given given = {.spec = spec};
    const Loader *loader = find_loader(&given);
    if (!loader && !read_head(&given, error))
        return NULL;
    loader = loader ? loader : find_loader(&given);
    if (loader)
        return loader->load(spec, model, error);
    unknown_form(&given, error);
    return NULL;
}

gatrt_data *data_load(const char *spec, const gatrt_model *model, Error *error)
{
    gatrt_data *data = load_any(spec, model, error);
    if (!data || data_check(data, error))
        return data;
    gatrt_data_free(data);
    return NULL;
}

gatrt_data *gatrt_data_load(const char *spec, char error[256])
{
    Error why = {""};
    gatrt_data *data = data_load(spec, NULL, &why);
    if (!data)
        memcpy(error, why.text, sizeof why.text);
    return data;
}

/* ------------------------------------------------------------ making one */

static char *copy_name(const char *name)
{
    const size_t size = strlen(name) + 1;
    return memcpy(mem_alloc(size, 1), name, size);
}

/* `count` elements of `size`, and one more, which is zeroed. */
static void *add_one(void *array, int count, size_t size)
{
    char *longer = mem_alloc((size_t)count + 1, size);
    if (count > 0)
        memcpy(longer, array, (size_t)count * size);
    mem_free(array);
    return longer;
}

gatrt_set *data_add_set(gatrt_data *data, const char *name)
{
    data->sets = add_one(data->sets, data->set_count, sizeof *data->sets);
    gatrt_set *set = &data->sets[data->set_count++];
    set->name = copy_name(name);
    return set;
}

static void add_relation(gatrt_data *data, const char *name)
{
    data->relations = add_one(data->relations, data->relation_count, sizeof *data->relations);
    data->relations[data->relation_count++].name = copy_name(name);
}

gatrt_data *data_new(const char *name)
{
    gatrt_data *data = mem_alloc(1, sizeof *data);
    data->name = copy_name(name);
    data_add_set(data, "node");
    add_relation(data, "edge");
    return data;
}

gatrt_set *data_find_set(const gatrt_data *data, const char *name)
{
    for (int i = 0; i < data->set_count; i++)
        if (!strcmp(data->sets[i].name, name))
            return &data->sets[i];
    return NULL;
}

int64_t data_graphs(const gatrt_data *data)
{
    return data->sets[0].graph ? data_find_set(data, "graph")->rows : 1;
}

static void free_set(gatrt_set *set)
{
    void *const owned[] = {set->name,   set->x,       set->x_start, set->x_col,   set->x_val, set->label,
                           set->target, set->mask[0], set->mask[1], set->mask[2], set->graph};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
}

static void free_relation(gatrt_relation *relation)
{
    void *const owned[] = {relation->name, relation->src, relation->dst, relation->edge_attr, relation->edge_weight};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
}

void gatrt_data_free(gatrt_data *data)
{
    if (!data)
        return;
    for (int i = 0; i < data->set_count; i++)
        free_set(&data->sets[i]);
    for (int i = 0; i < data->relation_count; i++)
        free_relation(&data->relations[i]);
    mem_free(data->sets);
    mem_free(data->relations);
    origin_free(data);
    mem_free(data->name);
    mem_free(data);
}

/* ---------------------------------------------------------- what must hold */

static bool check_sizes(const gatrt_data *d, Error *error)
{
    const gatrt_set *node = &d->sets[0];
    const char *name = file_shown(d->name);
    if (node->rows < 1)
        return error_set(error, "%s: there is no node", name);
    if (node->rows > INT32_MAX)
        return error_set(error, "%s: %lld nodes, but at most 2147483647 are possible", name, (long long)node->rows);
    if (node->features < 1)
        return error_set(error, "%s: the nodes have no features", name);
    if (node->features > INT32_MAX)
        return error_set(error, "%s: %lld features, but at most 2147483647 are possible", name,
                         (long long)node->features);
    return true;
}

static bool check_edges(const gatrt_data *d, Error *error)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    const int32_t *const ends[2] = {edge->src, edge->dst};
    for (int row = 0; row < 2; row++)
        for (int64_t e = 0; e < edge->edges; e++)
            if (ends[row][e] < 0 || ends[row][e] >= node->rows)
                return error_set(error, "%s: edge_index[%d][%lld] = %d, but there are %lld nodes", file_shown(d->name),
                                 row, (long long)e, ends[row][e], (long long)node->rows);
    return true;
}

static bool check_finite(const gatrt_data *d, const char *key, const float *x, int64_t rows, int64_t width,
                         Error *error)
{
    for (int64_t i = 0; i < rows * width; i++)
        if (!isfinite(x[i]))
            return error_set(error, "%s: %s[%lld][%lld] = %g, but it must be a finite float32", file_shown(d->name),
                             key, (long long)(i / width), (long long)(i % width), (double)x[i]);
    return true;
}

static bool check_sparse(const gatrt_data *d, Error *error)
{
    const gatrt_set *node = &d->sets[0];
    const char *name = file_shown(d->name);
    if (node->x_start[0] != 0)
        return error_set(error, "%s: x_indptr[0] = %lld, but it must be 0", name, (long long)node->x_start[0]);
    for (int64_t v = 0; v < node->rows; v++)
        if (node->x_start[v + 1] < node->x_start[v])
            return error_set(error, "%s: x_indptr[%lld] = %lld, which is less than the one before", name,
                             (long long)v + 1, (long long)node->x_start[v + 1]);
    for (int64_t i = 0; i < node->x_start[node->rows]; i++) {
        if (node->x_col[i] < 0 || node->x_col[i] >= node->features)
            return error_set(error, "%s: x_indices[%lld] = %d, but there are %lld features", name, (long long)i,
                             node->x_col[i], (long long)node->features);
        if (!isfinite(node->x_val[i]))
            return error_set(error, "%s: x_data[%lld] = %g, but it must be a finite float32", name, (long long)i,
                             (double)node->x_val[i]);
    }
    return true;
}

static bool check_masks(const gatrt_data *d, Error *error)
{
    const gatrt_set *node = &d->sets[0];
    for (int m = 0; m < 3; m++)
        for (int64_t v = 0; node->mask[m] && v < node->rows; v++)
            if (node->mask[m][v] > 1)
                return error_set(error, "%s: %s[%lld] = %d, but a mask holds 0 and 1", file_shown(d->name),
                                 data_mask_name[m], (long long)v, node->mask[m][v]);
    return true;
}

/* Whole ones are numbers or times rather than measures; above those of 64 bits every double is whole. */
bool data_rounds(double number)
{
    const double rounded = (double)(float)number;
    return number != rounded && (rounded == 0.0 || (fabs(number) <= 0x1p64 && number == floor(number)));
}

void data_tell_rounded(gatrt_data *data, const char *name, double number)
{
    if ((float)number == 0.0f)
        origin_add(data, ORIGIN_REMARK, name, "numbers such as %g are 0 in float32; scale them", number);
    else
        origin_add(data, ORIGIN_REMARK, name,
                   "whole numbers such as %.0f are rounded to float32 (%.0f); number them anew, or subtract what they "
                   "share",
                   number, (double)(float)number);
}

/* Whole numbers, one a node, are classes or values: which of the two, the model says. */
bool data_take_label(gatrt_set *set, int64_t row, double number)
{
    if (isnan(number)) {
        set->label[row] = GATRT_UNKNOWN;
        return true;
    }
    if (number != floor(number) || fabs(number) > INT32_MAX)
        return false;
    set->label[row] = (int32_t)number;
    if (set->label[row] >= set->classes)
        set->classes = (int64_t)set->label[row] + 1;
    return true;
}

/* A node that nothing is known of cannot be trained on or scored. */
static bool check_known(const gatrt_data *d, const gatrt_set *set, int64_t v, const char *value, Error *error)
{
    for (int m = 0; m < 3; m++)
        if (set->mask[m] && set->mask[m][v])
            return error_set(error, "%s: y[%lld] = %s (unknown), but %s[%lld] is set", file_shown(d->name),
                             (long long)v, value, data_mask_name[m], (long long)v);
    return true;
}

/* A small graph may well hold a few labels of many classes, so it is not its size alone that bounds them. */
bool data_check_classes(const gatrt_data *d, const gatrt_set *set, Error *error)
{
    int64_t limit = set->rows < FEW_LABELS ? FEW_LABELS : set->rows < MAX_CLASSES ? set->rows : MAX_CLASSES;
    for (int64_t v = 0; set->label && v < set->rows; v++) {
        if (set->label[v] == -1 && !check_known(d, set, v, "-1", error))
            return false;
        if (set->label[v] != GATRT_UNKNOWN && (set->label[v] < -1 || set->label[v] >= limit))
            return error_set(
                error, "%s: y[%lld] = %d, but classes of %lld nodes are numbered from 0 to at most %lld (-1: unknown)",
                file_shown(d->name), (long long)v, set->label[v], (long long)set->rows, (long long)limit - 1);
    }
    return true;
}

/* NaN in y is unknown, whatever the model makes of y. */
static bool check_answers(const gatrt_data *d, Error *error)
{
    const gatrt_set *set = &d->sets[0];
    for (int64_t v = 0; set->label && v < set->rows; v++)
        if (set->label[v] == GATRT_UNKNOWN && !check_known(d, set, v, "nan", error))
            return false;
    for (int64_t i = 0; set->target && i < set->rows * set->classes; i++) {
        if (isnan(set->target[i]) && !check_known(d, set, i / set->classes, "nan", error))
            return false;
        if (isinf(set->target[i]))
            return error_set(error, "%s: y[%lld][%lld] = %g, but it must be a finite float32", file_shown(d->name),
                             (long long)(i / set->classes), (long long)(i % set->classes), (double)set->target[i]);
    }
    return true;
}

bool data_check(const gatrt_data *d, Error *error)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    return check_sizes(d, error) && check_edges(d, error) &&
           (node->sparse ? check_sparse(d, error) : check_finite(d, "x", node->x, node->rows, node->features, error)) &&
           check_masks(d, error) && check_answers(d, error) &&
           (!edge->edge_attr ||
            check_finite(d, "edge_attr", edge->edge_attr, edge->edges, edge->edge_features, error)) &&
           (!edge->edge_weight || check_finite(d, "edge_weight", edge->edge_weight, edge->edges, 1, error));
}

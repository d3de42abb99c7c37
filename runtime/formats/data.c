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

gatrt_data *data_new(const char *name)
{
    gatrt_data *data = mem_alloc(1, sizeof *data);
    size_t size = strlen(name) + 1;
    data->name = memcpy(mem_alloc(size, 1), name, size);
    return data;
}

void gatrt_data_free(gatrt_data *data)
{
    if (!data)
        return;
    mem_free(data->src);
    mem_free(data->dst);
    mem_free(data->edge_attr);
    mem_free(data->edge_weight);
    mem_free(data->x);
    mem_free(data->x_start);
    mem_free(data->x_col);
    mem_free(data->x_val);
    mem_free(data->label);
    mem_free(data->target);
    mem_free(data->node_graph);
    for (int m = 0; m < 3; m++)
        mem_free(data->mask[m]);
    origin_free(data);
    mem_free(data->name);
    mem_free(data);
}

/* ---------------------------------------------------------- what must hold */

static bool check_sizes(const gatrt_data *d, Error *error)
{
    const char *name = file_shown(d->name);
    if (d->nodes < 1)
        return error_set(error, "%s: there is no node", name);
    if (d->nodes > INT32_MAX)
        return error_set(error, "%s: %lld nodes, but at most 2147483647 are possible", name, (long long)d->nodes);
    if (d->features < 1)
        return error_set(error, "%s: the nodes have no features", name);
    if (d->features > INT32_MAX)
        return error_set(error, "%s: %lld features, but at most 2147483647 are possible", name, (long long)d->features);
    return true;
}

static bool check_edges(const gatrt_data *d, Error *error)
{
    const int32_t *const ends[2] = {d->src, d->dst};
    for (int row = 0; row < 2; row++)
        for (int64_t e = 0; e < d->edges; e++)
            if (ends[row][e] < 0 || ends[row][e] >= d->nodes)
                return error_set(error, "%s: edge_index[%d][%lld] = %d, but there are %lld nodes", file_shown(d->name),
                                 row, (long long)e, ends[row][e], (long long)d->nodes);
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
    const char *name = file_shown(d->name);
    if (d->x_start[0] != 0)
        return error_set(error, "%s: x_indptr[0] = %lld, but it must be 0", name, (long long)d->x_start[0]);
    for (int64_t v = 0; v < d->nodes; v++)
        if (d->x_start[v + 1] < d->x_start[v])
            return error_set(error, "%s: x_indptr[%lld] = %lld, which is less than the one before", name,
                             (long long)v + 1, (long long)d->x_start[v + 1]);
    for (int64_t i = 0; i < d->x_start[d->nodes]; i++) {
        if (d->x_col[i] < 0 || d->x_col[i] >= d->features)
            return error_set(error, "%s: x_indices[%lld] = %d, but there are %lld features", name, (long long)i,
                             d->x_col[i], (long long)d->features);
        if (!isfinite(d->x_val[i]))
            return error_set(error, "%s: x_data[%lld] = %g, but it must be a finite float32", name, (long long)i,
                             (double)d->x_val[i]);
    }
    return true;
}

static bool check_masks(const gatrt_data *d, Error *error)
{
    for (int m = 0; m < 3; m++)
        for (int64_t v = 0; d->mask[m] && v < d->nodes; v++)
            if (d->mask[m][v] > 1)
                return error_set(error, "%s: %s[%lld] = %d, but a mask holds 0 and 1", file_shown(d->name),
                                 data_mask_name[m], (long long)v, d->mask[m][v]);
    return true;
}

/* Such are numbers or times rather than measures. Beyond 2^53 every double is whole. */
bool data_rounds(double number)
{
    return fabs(number) <= 9007199254740992.0 && number == floor(number) && (double)(float)number != number;
}

void data_tell_rounded(gatrt_data *data, const char *name, double number)
{
    origin_add(
        data, ORIGIN_REMARK, name,
        "whole numbers such as %.0f are rounded to float32 (%.0f); number them anew, or subtract what they share",
        number, (double)(float)number);
}

/* Whole numbers, one a node, are classes or values: which of the two, the model says. */
bool data_take_label(gatrt_data *d, int64_t node, double number)
{
    if (isnan(number)) {
        d->label[node] = GATRT_UNKNOWN;
        return true;
    }
    if (number != floor(number) || fabs(number) > INT32_MAX)
        return false;
    d->label[node] = (int32_t)number;
    if (d->label[node] >= d->classes)
        d->classes = (int64_t)d->label[node] + 1;
    return true;
}

/* A node that nothing is known of cannot be trained on or scored. */
static bool check_known(const gatrt_data *d, int64_t v, const char *value, Error *error)
{
    for (int m = 0; m < 3; m++)
        if (d->mask[m] && d->mask[m][v])
            return error_set(error, "%s: y[%lld] = %s (unknown), but %s[%lld] is set", file_shown(d->name),
                             (long long)v, value, data_mask_name[m], (long long)v);
    return true;
}

/* A small graph may well hold a few labels of many classes, so it is not its size alone that bounds them. */
bool data_check_classes(const gatrt_data *d, Error *error)
{
    int64_t limit = d->nodes < FEW_LABELS ? FEW_LABELS : d->nodes < MAX_CLASSES ? d->nodes : MAX_CLASSES;
    for (int64_t v = 0; d->label && v < d->nodes; v++) {
        if (d->label[v] == -1 && !check_known(d, v, "-1", error))
            return false;
        if (d->label[v] != GATRT_UNKNOWN && (d->label[v] < -1 || d->label[v] >= limit))
            return error_set(
                error, "%s: y[%lld] = %d, but classes of %lld nodes are numbered from 0 to at most %lld (-1: unknown)",
                file_shown(d->name), (long long)v, d->label[v], (long long)d->nodes, (long long)limit - 1);
    }
    return true;
}

/* NaN in y is unknown, whatever the model makes of y. */
static bool check_answers(const gatrt_data *d, Error *error)
{
    for (int64_t v = 0; d->label && v < d->nodes; v++)
        if (d->label[v] == GATRT_UNKNOWN && !check_known(d, v, "nan", error))
            return false;
    for (int64_t i = 0; d->target && i < d->nodes * d->classes; i++) {
        if (isnan(d->target[i]) && !check_known(d, i / d->classes, "nan", error))
            return false;
        if (isinf(d->target[i]))
            return error_set(error, "%s: y[%lld][%lld] = %g, but it must be a finite float32", file_shown(d->name),
                             (long long)(i / d->classes), (long long)(i % d->classes), (double)d->target[i]);
    }
    return true;
}

bool data_check(const gatrt_data *d, Error *error)
{
    return check_sizes(d, error) && check_edges(d, error) &&
           (d->sparse ? check_sparse(d, error) : check_finite(d, "x", d->x, d->nodes, d->features, error)) &&
           check_masks(d, error) && check_answers(d, error) &&
           (!d->edge_attr || check_finite(d, "edge_attr", d->edge_attr, d->edges, d->edge_features, error)) &&
           (!d->edge_weight || check_finite(d, "edge_weight", d->edge_weight, d->edges, 1, error));
}

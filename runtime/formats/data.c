/* data.c - from what the user names to a checked data set.
 *
 * The form is found with loaders.def: a word (karate), a specification (synth:..),
 * a folder, or a file, told by its content and not by its suffix. Whatever loaded it, a data
 * set leaves here only when data_check finds that it keeps the promises of gatrt_data.
 */
#include "runtime/formats/beside.h"
#include "runtime/formats/drawn.h"
#include "runtime/formats/zipped.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

enum { HEAD = 320, SHOWN_HEAD = 16 }; /* a zip's first name is in it */

/* ------------------------------------------------------- finding the loader */

typedef struct Given {
    const char *spec;
    DrawnForm drawn;
    unsigned char head[HEAD + 1]; /* of the file, if there is one, and a 0 */
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

static bool planetoid_at(const Given *given, const char *any)
{
    return *any == 0 && planetoid_is_at(given->spec);
}

static bool ogb_at(const Given *given, const char *any)
{
    return *any == 0 && ogb_is_at(given->spec);
}

static bool yamanishi_at(const Given *given, const char *any)
{
    return *any == 0 && yamanishi_is_at(given->spec);
}

static bool davis_at(const Given *given, const char *any)
{
    return *any == 0 && davis_is_at(given->spec);
}

static bool dtinet_at(const Given *given, const char *any)
{
    return *any == 0 && dtinet_is_at(given->spec);
}

static bool linqs_at(const Given *given, const char *any)
{
    return *any == 0 && linqs_is_at(given->spec);
}

static bool tu_at(const Given *given, const char *any)
{
    return *any == 0 && tu_is_at(given->spec);
}

/* Of files of graph tools, with or without what is asked of them behind the name. */
static bool drawn_as(const Given *given, const char *form)
{
    static const char *const forms[] = {[DRAWN_NO] = "",
                                        [DRAWN_GRAPHML] = "graphml",
                                        [DRAWN_GEXF] = "gexf",
                                        [DRAWN_GML] = "gml",
                                        [DRAWN_NODE_LINK] = "node-link"};
    return !strcmp(forms[given->drawn], form);
}

static bool musae_at(const Given *given, const char *any)
{
    return *any == 0 && musae_is_at(given->spec);
}

static bool content_starts(const Given *given, const char *magic)
{
    size_t length = strlen(magic);
    return given->head_size >= length && !memcmp(given->head, magic, length);
}

/* The first name in a zip, 30 bytes on, ends so: even where the file does, too early. */
static bool begins_with(const Given *given, const char *end)
{
    const size_t length = given->head_size > 30 ? given->head[26] | (size_t)given->head[27] << 8 : 0;
    const size_t end_length = strlen(end);
    return length >= end_length && length <= given->head_size - 30 &&
           !memcmp(given->head + 30 + length - end_length, end, end_length);
}

static bool zip_holds(const Given *given, const char *end)
{
    return content_starts(given, "PK") && (begins_with(given, end) || zipped_holds(given->spec, end));
}

/* Of protocol 2 to 5, as torch.save wrote them, too. */
static bool pickled(const Given *given, const char *opcode)
{
    return content_starts(given, opcode) && given->head_size > 1 && given->head[1] >= 2 && given->head[1] <= 5;
}

/* A list of edges has no mark of its own: it is what no other form is, but for texts that begin like markup, JSON, Pajek's
 * or GML's. */
static bool text_is(const Given *given, const char *any)
{
    const unsigned char *at = given->head, *end = given->head + given->head_size;
    while (at < end && (*at <= ' ' || *at > 127))
        at++;
    return *any == 0 && foreign_text(given->head, given->head_size) && at < end && !strchr("<{[*", *at) &&
           !strstr((const char *)given->head, "graph [");
}

typedef struct Loader {
    bool (*recognise)(const Given *given, const char *pattern);
    const char *pattern;
    gatrt_data *(*load)(const char *spec, const DataUse *use, Error *error);
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
    if (!strncmp(spec, "parts:", strlen("parts:")))
        return false;
    const Loader *loader = find_loader(&(Given){.spec = spec, .drawn = drawn_form(spec)});
    return !loader || (loader->recognise != spec_is && loader->recognise != spec_starts);
}

static bool unknown_form(const Given *given, Error *error)
{
    const char *kind = foreign_kind(given->head, given->head_size < SHOWN_HEAD ? given->head_size : SHOWN_HEAD);
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

/* Of several kinds of features, one form of data sets has files of their own. */
static bool has_choice(const Loader *loader, const char *spec, const DataUse *use, Error *error)
{
    return !use->features || loader->load == load_tu ||
           error_set(error, "%s: --features %s is for %s, which have attributes and labels; leave it out",
                     file_shown(spec), use->features, "the data sets of TU");
}

bool data_features_named(const char *word)
{
    return !strcmp(word, "attributes") || !strcmp(word, "labels") || !strcmp(word, "both");
}

bool data_features_check(const char *word, Error *error)
{
    return data_features_named(word) || features_are_made(word) || file_exists(word) ||
           error_set(error,
                     "--features %.60s: expected none, degree, one-hot, constant, walk:K, laplacian:K (+walk:K: behind "
                     "its own), a "
                     "file, or of TU data sets attributes, labels or both",
                     word);
}

static gatrt_data *load_any(const char *spec, const DataUse *use, Error *error)
{
    Given given = {.spec = spec, .drawn = drawn_form(spec)};
    const Loader *loader = find_loader(&given);
    if (!loader && !read_head(&given, error))
        return NULL;
    loader = loader ? loader : find_loader(&given);
    if (loader)
        return has_choice(loader, spec, use, error) ? loader->load(spec, use, error) : NULL;
    unknown_form(&given, error);
    return NULL;
}

/* Of several splits, who read them has looked. */
static bool has_split(const gatrt_data *data, const DataUse *use, Error *error)
{
    return use->split == 0 || origin_splits(data) > 1 ||
           error_set(error, "%s: there is one split, but --split is %lld; leave it out", file_shown(data->name),
                     (long long)use->split);
}

/* A loader is not asked for features that are not to be its own, whose width may be another than the model's, nor for pairs
 * that a split is to make. */
static gatrt_data *load_graph(const PartsSpec *parts, Error *error)
{
    DataUse own = parts->use;
    if (own.features && !data_features_named(own.features)) {
        own.model = strcmp(own.features, "auto") ? NULL : own.model;
        own.features = NULL;
    }
    const bool changed = own.prepare.one_hot || own.prepare.missing; /* which change it, too */
    if (changed || (own.model && is_link(own.model, model_space(own.model))))
        own.model = NULL;
    return load_any(parts->edges, &own, error);
}

/* Rows of training are known before what is counted over them; a part of a data set waits for the others. */
static bool take_parts(gatrt_data *data, const PartsSpec *parts, Error *error)
{
    const DataUse *use = &parts->use;
    const bool counted = (use->labels || use->features) && mtx_is_at(parts->edges);
    Categories categories = {.is = NULL};
    const bool good = labels_take(data, use, counted, error) && features_take(data, use, counted, &categories, error) &&
                      has_split(data, use, error) && (!use->rule || split_apply(data, use->model, use->rule, error)) &&
                      rivals_find(data, use->model, error) &&
                      data_check_part(data, use->prepare.missing || use->prepare.one_hot, error) &&
                      (use->joined || !prepare_is_due(&use->prepare) ||
                       (features_prepare(data, use, &categories, error) && data_check(data, error)));
    mem_free(categories.is);
    return good;
}

gatrt_data *data_load(const char *spec, const DataUse *use, Error *error)
{
    PartsSpec *parts = mem_alloc(1, sizeof *parts);
    gatrt_data *data = parts_spec_read(parts, spec, use, error) ? load_graph(parts, error) : NULL;
    const bool good = data && take_parts(data, parts, error);
    mem_free(parts);
    if (good)
        return data;
    gatrt_data_free(data);
    return NULL;
}

gatrt_data *gatrt_data_load(const char *spec, char error[256])
{
    Error why = {""};
    gatrt_data *data = data_load(spec, &(DataUse){.split = 0}, &why);
    if (!data)
        memcpy(error, why.text, sizeof why.text);
    return data;
}

/* ------------------------------------------------------------------ numbers that loaders take */

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

/* Whole numbers, one a row, are classes or values: which of the two, the model says. */
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

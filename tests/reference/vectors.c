/* vectors.c - what the tests against PyTorch Geometric share: cases and arrays read, numbers compared. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/compile.c"
#include "../support/graphs.c"

#include <jansson.h>

#define TOLERANCE 1e-4
#define LEAST     1e-5 /* where the reference is 0 because its terms cancel, ours are left over */

enum { MOST_NODES = 64, MOST_EDGES = 320 }; /* rows of the identities */
enum { AS_DATA, AS_PARAM, FORMS_END };      /* how a layer gets its inputs */

/* The forms that the including test runs: from this one on. */
#ifndef FIRST_FORM
#define FIRST_FORM AS_DATA
#endif
enum { FORMS = FORMS_END - FIRST_FORM };

/* One set of parameters, with PyG's class and its arguments. */
typedef struct Layer {
    const char *name, *class;
    const json_t *arguments;
    bool weighted;       /* edge_weight is an input */
    bool evaluates;      /* the case is of evaluation, not of training */
    struct Scene *scene; /* scene_data.c */
    const char **graphs; /* of this folder's cases */
    int graph_count, graph_capacity;
} Layer;

/* All of a folder's layers, and as compiled: layer i in form f is batch->built[i * FORMS + f - FIRST_FORM]. */
typedef struct Suite {
    const char *folder;
    json_t *cases;
    Layer *layers;
    int count, capacity;
    Batch *batch;
} Suite;

/* Of the test that includes this: what it has to know of a layer beside, given the arrays of a case, and one case in one
 * form. */
static void set_scene(Layer *l, const Npz *npz);
static void run_case(const Suite *s, int layer, int form, const char *graph);

/* Of a test whose cases have more to them than their arrays say: adds what follows from these. And of one that leaves some out:
 * is it a class of PyG's that there are words for? */
static void (*complete_case)(Npz *npz);
static bool (*knows_class)(const char *class);

/* ------------------------------------------------------------------ PyG's arguments */

static int number_of(const json_t *arguments, const char *key, int otherwise)
{
    const json_t *value = json_object_get(arguments, key);
    return value ? (int)json_integer_value(value) : otherwise;
}

static inline double real_of(const json_t *arguments, const char *key, double otherwise)
{
    const json_t *value = json_object_get(arguments, key);
    return value ? json_number_value(value) : otherwise;
}

static bool is_on(const json_t *arguments, const char *key, bool otherwise)
{
    const json_t *value = json_object_get(arguments, key);
    return value ? json_is_true(value) : otherwise;
}

/* "true" or "false", as Lua writes it too. */
static inline const char *flag(const json_t *arguments, const char *key, bool otherwise)
{
    return is_on(arguments, key, otherwise) ? "true" : "false";
}

static const char *text_option(const Layer *l, const char *key, const char *otherwise)
{
    const char *word = json_string_value(json_object_get(l->arguments, key));
    return word ? word : otherwise;
}

static inline bool is_class(const Layer *l, const char *class)
{
    return strcmp(l->class, class) == 0;
}

/* ------------------------------------------------------------------ a folder of cases */

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (!text)
        fail_msg("cases.json: a case without %s", key);
    return text;
}

static bool takes(const json_t *item, const char *input)
{
    const json_t *inputs = json_object_get(item, "inputs");
    for (size_t i = 0; i < json_array_size(inputs); i++)
        if (strcmp(json_string_value(json_array_get(inputs, i)), input) == 0)
            return true;
    return false;
}

static Npz *read_case(const Suite *s, const char *name, const char *graph)
{
    Error error = {""};
    Npz *npz = npz_read(arena_format("%s/%s.%s.npz", s->folder, name, graph), &error);
    if (!npz)
        fail_msg("%s", error.text);
    if (complete_case)
        complete_case(npz);
    return npz;
}

static void new_layer(Suite *s, const json_t *item)
{
    const char *mode = json_string_value(json_object_get(item, "mode"));
    GROW(s->layers, s->count, s->capacity);
    s->layers[s->count] = (Layer){.name = text_of(item, "case"),
                                  .class = text_of(item, "layer"),
                                  .arguments = json_object_get(item, "arguments"),
                                  .weighted = takes(item, "edge_weight"),
                                  .evaluates = mode && strcmp(mode, "eval") == 0};
    Npz *npz = read_case(s, text_of(item, "case"), text_of(item, "graph"));
    set_scene(&s->layers[s->count++], npz);
    npz_free(npz);
}

static Layer *find_layer(const Suite *s, const char *name)
{
    for (int i = 0; i < s->count; i++)
        if (strcmp(s->layers[i].name, name) == 0)
            return &s->layers[i];
    return NULL;
}

static void add_case(Suite *s, const json_t *item)
{
    if (!find_layer(s, text_of(item, "case")))
        new_layer(s, item);
    Layer *l = find_layer(s, text_of(item, "case"));
    GROW(l->graphs, l->graph_count, l->graph_capacity);
    l->graphs[l->graph_count++] = text_of(item, "graph");
}

static void suite_read(Suite *s, const char *folder)
{
    json_error_t wrong;
    *s = (Suite){.folder = folder, .cases = json_load_file(arena_format("%s/cases.json", folder), 0, &wrong)};
    if (!s->cases)
        fail_msg("%s/cases.json:%d: %s", folder, wrong.line, wrong.text);
    for (size_t i = 0; i < json_array_size(s->cases); i++) {
        const json_t *item = json_array_get(s->cases, i);
        if (!knows_class || knows_class(text_of(item, "layer")))
            add_case(s, item);
    }
    assert_true(s->count > 0);
}

static void suite_close(Suite *s)
{
    json_decref(s->cases);
}

/* Every case of the folder, in both forms; returns how many cases there were. */
static int run_suite(const Suite *s)
{
    int count = 0;
    for (int i = 0; i < s->count; i++)
        for (int j = 0; j < s->layers[i].graph_count; j++, count++)
            for (int form = FIRST_FORM; form < FORMS_END; form++)
                run_case(s, i, form, s->layers[i].graphs[j]);
    return count;
}

/* The whole set is of the same layers, on more graphs. */
static int run_whole_set(const Suite *own, const char *folder)
{
    Suite whole;
    suite_read(&whole, folder);
    for (int i = 0; i < whole.count; i++)
        if (i >= own->count || strcmp(whole.layers[i].name, own->layers[i].name) != 0 ||
            !json_equal(whole.layers[i].arguments, own->layers[i].arguments))
            fail_msg("%s: %s/cases.json has another layer there", whole.layers[i].name, own->folder);
    whole.batch = own->batch;
    int count = run_suite(&whole);
    suite_close(&whole);
    return count;
}

/* ------------------------------------------------------------------ arrays */

static const NpyArray *need(const Npz *npz, const char *name, int64_t count)
{
    const NpyArray *array = npz_find(npz, name);
    if (!array || array->count != count)
        fail_msg("%s: %s is missing or has not %lld numbers", npz->path, name, (long long)count);
    return array;
}

static float *floats(const Npz *npz, const char *name, int64_t count)
{
    const NpyArray *array = need(npz, name, count);
    float *values = mem_alloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = (float)npy_number(array, i);
    return values;
}

static int32_t *ids(const NpyArray *array, int64_t first, int64_t count)
{
    int32_t *values = mem_alloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = (int32_t)npy_number(array, first + i);
    return values;
}

/* The first `rows` rows of an identity. */
static float *identity(int64_t rows, int64_t width)
{
    assert_true(rows <= width);
    float *values = mem_alloc((size_t)(rows * width), sizeof *values);
    for (int64_t i = 0; i < rows; i++)
        values[i * width + i] = 1.0f;
    return values;
}

/* `p` as PyG lays it out from element `first`, in our order. */
static double *in_our_order(const gatrt_param *p, const NpyArray *array, int64_t first)
{
    double *values = mem_alloc((size_t)p->count, sizeof *values);
    int64_t columns = p->transposed ? p->stored[0] : 1, rows = p->count / columns;
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++)
            values[i * columns + j] = npy_number(array, first + (p->transposed ? j * rows + i : i));
    return values;
}

/* ------------------------------------------------------------------ comparison */

/* No number may differ by more than the tolerance of the largest expected. */
static void compare(const char *what, const Npz *npz, const float *found, const double *expected, int64_t count)
{
    double largest = LEAST / TOLERANCE;
    for (int64_t i = 0; i < count; i++)
        largest = fabs(expected[i]) > largest ? fabs(expected[i]) : largest;
    for (int64_t i = 0; i < count; i++)
        if (!(fabs((double)found[i] - expected[i]) <= TOLERANCE * largest))
            fail_msg("%s: %s [%lld] is %.9g, PyG has %.9g", npz->path, what, (long long)i, (double)found[i],
                     expected[i]);
}

static double *expected_numbers(const Npz *npz, const char *name, int64_t count)
{
    const NpyArray *array = need(npz, name, count);
    double *values = mem_alloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = npy_number(array, i);
    return values;
}

/* The weights of one edge, of ours or of the reference. */
typedef struct EdgeRow {
    int64_t src, dst;
    double first;
    int64_t row;
} EdgeRow;

static int compare_edges(const void *left, const void *right)
{
    const EdgeRow *a = left, *b = right;
    if (a->dst != b->dst)
        return a->dst < b->dst ? -1 : 1;
    if (a->src != b->src)
        return a->src < b->src ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first;
}

static const char *source_path(const char *relative)
{
    return arena_format("%s/%s", environment("GATCC_SOURCE", "."), relative);
}

/* prepare.c - --one-hot, --missing and --scale, in that order, of the nodes' features.
 *
 *   standard     each column less its mean, divided by its deviation
 *   min-max      each column from 0 to 1
 *   row, l2      each row divided by the sum of its absolute values, or by its length
 *
 * Means, medians, deviations and ranges are those of the training rows alone: what is measured or predicted has no part in
 * them. Who measures weights of another data set has them from there (DataUse.fit). Columns of 0 and 1 that were made here
 * keep these through standard and min-max, which make sparse features dense.
 */
#include "runtime/formats/prepare.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *const missing_words[] = {"mean", "median", "zero", "mask", "neighbours"};
static const char *const scale_words[] = {"standard", "min-max", "row", "l2"};

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(word, words[i]))
            return true;
    return false;
}

bool prepare_check(const PrepareRule *rule, Error *error)
{
    if (rule->missing && !is_one_of(rule->missing, missing_words, sizeof missing_words / sizeof *missing_words))
        return error_set(error, "--missing %.40s: expected mean, median, zero, mask or neighbours", rule->missing);
    return !rule->scale || is_one_of(rule->scale, scale_words, sizeof scale_words / sizeof *scale_words) ||
           error_set(error, "--scale %.40s: expected standard, min-max, row or l2", rule->scale);
}

bool prepare_is_due(const PrepareRule *rule)
{
    return rule->missing || rule->scale || rule->one_hot;
}

static bool is_fitted(const char *scale)
{
    return scale && (!strcmp(scale, "standard") || !strcmp(scale, "min-max"));
}

/* ------------------------------------------------------------------ training rows */

/* Of graphs that are trained on, all nodes; of a data set that nothing is said of, all rows. [rows], mem_free. */
static uint8_t *training_rows(const gatrt_data *data, const gatrt_set *node)
{
    const gatrt_set *graph = data_find_set(data, GRAPH_SET);
    const uint8_t *own = split_mask(node, 0), *of_graph = graph && node->graph ? split_mask(graph, 0) : NULL;
    uint8_t *training = mem_alloc((size_t)node->rows, 1);
    for (int64_t v = 0; v < node->rows; v++)
        training[v] = own ? own[v] : !of_graph || of_graph[node->graph[v]];
    return training;
}

static bool has_training(const gatrt_data *data)
{
    for (int i = 0; i < data->set_count; i++)
        if (split_mask(&data->sets[i], 0))
            return true;
    return false;
}

/* ------------------------------------------------------------------ what is counted */

typedef struct Preparing {
    gatrt_data *data;
    gatrt_set *node;
    const DataUse *use;
    uint8_t *made;     /* [features] columns of 0 and 1, or NULL */
    uint8_t *training; /* [rows] */
    uint64_t print;    /* of categories */
    int64_t missing;
    FeatureFit *fit;
    Error *error;
} Preparing;

static bool begin_fit(Preparing *p)
{
    const FeatureFit *given = p->use->fit;
    const int64_t columns = p->node->features;
    if (given && given->columns != columns)
        return error_set(p->error, "%s: %lld features, but the weights were trained with %lld",
                         file_shown(p->data->name), (long long)columns, (long long)given->columns);
    p->fit = mem_alloc(1, sizeof *p->fit);
    p->fit->columns = columns;
    p->fit->values = mem_alloc((size_t)columns, FIT_ROWS * sizeof *p->fit->values);
    if (given)
        memcpy(p->fit->values, given->values, (size_t)columns * FIT_ROWS * sizeof *given->values);
    for (int64_t c = 0; !given && c < columns; c++)
        p->fit->values[FIT_FACTOR * columns + c] = 1.0f;
    return true;
}

static bool fill(Preparing *p)
{
    const char *how = p->use->prepare.missing;
    p->missing = missing_count(p->node, NULL);
    if (!how)
        return true;
    float *values = p->fit->values;
    if (!p->use->fit && strcmp(how, "zero") != 0 && strcmp(how, "mask") != 0)
        fit_fill(p->node, p->training, !strcmp(how, "median"), values + FIT_FILL * p->fit->columns);
    if (!p->use->fit)
        missing_count(p->node, values + FIT_MASKED * p->fit->columns);
    return missing_fill(p->data, p->node, how, p->fit, &p->made, p->error);
}

/* ------------------------------------------------------------------ scales */

static void scale_columns(const gatrt_set *node, const FeatureFit *fit)
{
    const float *shift = fit->values + FIT_SHIFT * fit->columns, *factor = fit->values + FIT_FACTOR * fit->columns;
    for (int64_t v = 0; v < node->rows; v++)
        for (int64_t c = 0; c < fit->columns; c++) {
            float *x = &node->x[v * node->features + c];
            *x = (float)(((double)*x - (double)shift[c]) * (double)factor[c]);
        }
}

/* Rows of zeros stay. */
static void scale_rows(const gatrt_set *node, bool squares)
{
    for (int64_t v = 0; v < node->rows; v++) {
        const RowEntries r = prepare_row(node, v);
        double sum = 0.0;
        for (int64_t i = 0; i < r.count; i++)
            sum += squares ? (double)r.value[i] * (double)r.value[i] : fabs((double)r.value[i]);
        const double length = squares ? sqrt(sum) : sum;
        for (int64_t i = 0; length > 0.0 && i < r.count; i++)
            r.value[i] = (float)((double)r.value[i] / length);
    }
}

static bool scale(Preparing *p)
{
    const char *how = p->use->prepare.scale;
    char why[32];
    if (!how)
        return true;
    if (!is_fitted(how)) {
        scale_rows(p->node, !strcmp(how, "l2"));
        return true;
    }
    snprintf(why, sizeof why, "--scale %.20s", how);
    if (!prepare_dense(p->data, p->node, why, p->error))
        return false;
    if (!p->use->fit)
        fit_scale(p->node, p->training, !strcmp(how, "min-max"), p->made, p->fit);
    scale_columns(p->node, p->fit);
    return true;
}

/* ------------------------------------------------------------------ all of it */

static bool expand(Preparing *p, const Categories *named)
{
    Categories numbered = {.is = NULL};
    const Categories *categories = named && named->is ? named : &numbered;
    const char *rule = p->use->prepare.one_hot;
    const bool good = !rule || ((categories == named || one_hot_columns(rule, p->data, p->node, &numbered, p->error)) &&
                                one_hot_expand(p->data, p->node, categories, &p->made, &p->print, p->error));
    mem_free(numbered.is);
    return good;
}

static void add_word(char text[112], const char *key, const char *word)
{
    const size_t used = strlen(text);
    if (word)
        snprintf(text + used, 112 - used, "%s%s=%s", used ? "," : "", key, word);
}

/* The rule, with categories by their print: of weights that were trained with another one nothing can be told. */
static void tell(const Preparing *p)
{
    const PrepareRule *rule = &p->use->prepare;
    char text[112] = "", print[24];
    int64_t rows = 0;
    for (int64_t v = 0; v < p->node->rows; v++)
        rows += p->training[v];
    snprintf(print, sizeof print, "%08" PRIx32, (uint32_t)(p->print >> 32));
    add_word(text, "one-hot", rule->one_hot ? print : NULL);
    add_word(text, "missing", rule->missing);
    add_word(text, "scale", rule->scale);
    origin_set_prepared(p->data, text, p->fit);
    origin_add(p->data, ORIGIN_USED, text, "%lld columns, %lld numbers were missing; %s %lld rows",
               (long long)p->node->features, (long long)p->missing,
               p->use->fit ? "as the weights were trained with, not as of its" : "counted over", (long long)rows);
    if (!has_training(p->data) && !p->use->fit && (is_fitted(rule->scale) || p->missing > 0))
        origin_add(p->data, ORIGIN_REMARK, "", "no row is of training: %s is made of all rows", text);
}

static bool has_infinite(const gatrt_set *node)
{
    const RowEntries all = prepare_all(node);
    for (int64_t i = 0; i < all.count; i++)
        if (isinf(all.value[i]))
            return true;
    return false;
}

static bool prepare(Preparing *p, const Categories *categories)
{
    if (!expand(p, categories) || !begin_fit(p))
        return false;
    p->training = training_rows(p->data, p->node);
    return fill(p) && (p->use->prepare.missing || p->missing == 0 ? scale(p) : true);
}

bool features_prepare(gatrt_data *data, const DataUse *use, const Categories *categories, Error *error)
{
    const PrepareRule *rule = &use->prepare;
    Preparing p = {.data = data, .node = data_find_set(data, NODE_SET), .use = use, .error = error};
    if (!prepare_is_due(rule))
        return true;
    if (!p.node || (!p.node->x && !p.node->sparse))
        return error_set(error, "%s: there are no features of one kind of node to prepare; leave --%s out",
                         file_shown(data->name),
                         rule->missing ? "missing"
                         : rule->scale ? "scale"
                                       : "one-hot");
    if (has_infinite(p.node))
        return true; /* data_check says where */
    const bool good = prepare(&p, categories);
    if (good)
        tell(&p);
    else if (p.fit)
        mem_free(p.fit->values);
    if (!good)
        mem_free(p.fit);
    mem_free(p.made);
    mem_free(p.training);
    return good;
}

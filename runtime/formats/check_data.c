/* check_data.c - what must hold of every data set, whoever loaded it: rows there are, ids in range, finite numbers,
 * ordered row starts, masks of 0 and 1, nothing unknown trained on. What a model asks beside that is match.c's.
 */
#include "runtime/runtime.h"

#include <math.h>

enum { FEW_LABELS = 1000, MAX_CLASSES = 1000000 };

/* What a check works on: a set, or a relation, of a data set. */
typedef struct Of {
    const gatrt_data *data;
    const gatrt_set *set;
    const gatrt_relation *relation;
    const char *name; /* of the data set, as shown */
    bool missing;     /* features may be NaN */
} Of;

static KeyText key_of(const Of *of, const char *key)
{
    return of->set ? set_key(of->set, key) : relation_key(of->data, of->relation, key);
}

/* What can be done about it. */
static const char *advice(const Of *of, float x)
{
    return of->set && isnan(x) ? "; --missing mean gives what is missing a number" : "";
}

static bool check_finite(const Of *of, const char *key, const float *x, int64_t rows, int64_t width, Error *error)
{
    for (int64_t i = 0; i < rows * width; i++)
        if (!isfinite(x[i]) && !(of->missing && isnan(x[i])))
            return error_set(error, "%s: %s[%lld][%lld] = %g, but it must be a finite float32%s", of->name,
                             key_of(of, key).text, (long long)(i / width), (long long)(i % width), (double)x[i],
                             advice(of, x[i]));
    return true;
}

/* ------------------------------------------------------------------ sets */

static bool check_sizes(const Of *of, Error *error)
{
    const gatrt_set *set = of->set;
    if (set->rows < 1)
        return error_set(error, "%s: there is no %s%s%s", of->name, set_word(set), *set_word(set) == 'r' ? " of " : "",
                         *set_word(set) == 'r' ? set->name : "");
    if (set->rows > INT32_MAX)
        return error_set(error, "%s: %s, but at most 2147483647 are possible", of->name,
                         rows_text(set, set->rows).text);
    if (set->features < 1 && (set->x || set->sparse))
        return error_set(error, "%s: the %ss have no features", of->name, set_word(set));
    if (set->features > INT32_MAX)
        return error_set(error, "%s: %lld features, but at most 2147483647 are possible", of->name,
                         (long long)set->features);
    return true;
}

static bool check_sparse(const Of *of, Error *error)
{
    const gatrt_set *set = of->set;
    if (set->x_start[0] != 0)
        return error_set(error, "%s: %s[0] = %lld, but it must be 0", of->name, key_of(of, "x_indptr").text,
                         (long long)set->x_start[0]);
    for (int64_t v = 0; v < set->rows; v++)
        if (set->x_start[v + 1] < set->x_start[v])
            return error_set(error, "%s: %s[%lld] = %lld, which is less than the one before", of->name,
                             key_of(of, "x_indptr").text, (long long)v + 1, (long long)set->x_start[v + 1]);
    for (int64_t i = 0; i < set->x_start[set->rows]; i++) {
        if (set->x_col[i] < 0 || set->x_col[i] >= set->features)
            return error_set(error, "%s: %s[%lld] = %d, but there are %lld features", of->name,
                             key_of(of, "x_indices").text, (long long)i, set->x_col[i], (long long)set->features);
        if (!isfinite(set->x_val[i]) && !(of->missing && isnan(set->x_val[i])))
            return error_set(error, "%s: %s[%lld] = %g, but it must be a finite float32%s", of->name,
                             key_of(of, "x_data").text, (long long)i, (double)set->x_val[i], advice(of, set->x_val[i]));
    }
    return true;
}

static bool check_features(const Of *of, Error *error)
{
    const gatrt_set *set = of->set;
    return set->sparse ? check_sparse(of, error)
                       : !set->x || check_finite(of, "x", set->x, set->rows, set->features, error);
}

static bool check_masks(const Of *of, Error *error)
{
    const gatrt_set *set = of->set;
    for (int m = 0; m < 3; m++)
        for (int64_t v = 0; set->mask[m] && v < set->rows; v++)
            if (set->mask[m][v] > 1)
                return error_set(error, "%s: %s[%lld] = %d, but a mask holds 0 and 1", of->name,
                                 key_of(of, data_mask_name[m]).text, (long long)v, set->mask[m][v]);
    return true;
}

/* A row that nothing is known of cannot be trained on or scored. */
static bool check_known(const Of *of, int64_t v, const char *value, Error *error)
{
    for (int m = 0; m < 3; m++)
        if (of->set->mask[m] && of->set->mask[m][v])
            return error_set(error, "%s: %s[%lld] = %s (unknown), but %s[%lld] is set", of->name, key_of(of, "y").text,
                             (long long)v, value, key_of(of, data_mask_name[m]).text, (long long)v);
    return true;
}

/* NaN in y is unknown, whatever the model makes of y. */
static bool check_answers(const Of *of, Error *error)
{
    const gatrt_set *set = of->set;
    for (int64_t v = 0; set->label && v < set->rows; v++)
        if (set->label[v] == GATRT_UNKNOWN && !check_known(of, v, "nan", error))
            return false;
    for (int64_t i = 0; set->target && i < set->rows * set->classes; i++) {
        if (isnan(set->target[i]) && !check_known(of, i / set->classes, "nan", error))
            return false;
        if (isinf(set->target[i]))
            return error_set(error, "%s: %s[%lld][%lld] = %g, but it must be a finite float32", of->name,
                             key_of(of, "y").text, (long long)(i / set->classes), (long long)(i % set->classes),
                             (double)set->target[i]);
    }
    return true;
}

static bool check_graph(const Of *of, Error *error)
{
    const gatrt_set *graph = data_find_set(of->data, GRAPH_SET);
    for (int64_t v = 0; of->set->graph && v < of->set->rows; v++)
        if (!graph || of->set->graph[v] < 0 || of->set->graph[v] >= graph->rows)
            return error_set(error, "%s: %s[%lld] = %d, but there are %lld graphs", of->name, key_of(of, "batch").text,
                             (long long)v, of->set->graph[v], (long long)(graph ? graph->rows : 0));
    return true;
}

static bool check_set(const Of *of, Error *error)
{
    return check_sizes(of, error) && check_features(of, error) && check_masks(of, error) && check_answers(of, error) &&
           check_graph(of, error);
}

/* A small graph may well hold a few labels of many classes, so it is not its size alone that bounds them. */
bool data_check_classes(const gatrt_data *data, const gatrt_set *set, Error *error)
{
    const Of of = {.data = data, .set = set, .name = file_shown(data->name)};
    int64_t limit = set->rows < FEW_LABELS ? FEW_LABELS : set->rows < MAX_CLASSES ? set->rows : MAX_CLASSES;
    for (int64_t v = 0; set->label && v < set->rows; v++) {
        if (set->label[v] == -1 && !check_known(&of, v, "-1", error))
            return false;
        if (set->label[v] != GATRT_UNKNOWN && (set->label[v] < -1 || set->label[v] >= limit))
            return error_set(error,
                             "%s: %s[%lld] = %d, but classes of %s are numbered from 0 to at most %lld (-1: unknown)",
                             of.name, key_of(&of, "y").text, (long long)v, set->label[v],
                             rows_text(set, set->rows).text, (long long)limit - 1);
    }
    return true;
}

/* ------------------------------------------------------------------ relations */

static bool check_ends(const Of *of, Error *error)
{
    const gatrt_relation *r = of->relation;
    const int32_t *const ends[2] = {r->src, r->dst};
    const gatrt_set *const sets[2] = {&of->data->sets[r->from], &of->data->sets[r->to]};
    for (int row = 0; row < 2; row++)
        for (int64_t e = 0; e < r->edges; e++)
            if (ends[row][e] < 0 || ends[row][e] >= sets[row]->rows)
                return error_set(error, "%s: %s[%d][%lld] = %d, but there are %s", of->name,
                                 key_of(of, "edge_index").text, row, (long long)e, ends[row][e],
                                 rows_text(sets[row], sets[row]->rows).text);
    return true;
}

static bool check_relation(const Of *of, Error *error)
{
    const gatrt_relation *r = of->relation;
    return check_ends(of, error) &&
           (!r->edge_attr || check_finite(of, "edge_attr", r->edge_attr, r->edges, r->edge_features, error)) &&
           (!r->edge_weight || check_finite(of, "edge_weight", r->edge_weight, r->edges, 1, error));
}

bool data_check(const gatrt_data *data, Error *error)
{
    return data_check_part(data, false, error);
}

bool data_check_part(const gatrt_data *data, bool missing, Error *error)
{
    const char *name = file_shown(data->name);
    for (int i = 0; i < data->set_count; i++)
        if (!check_set(&(Of){.data = data, .set = &data->sets[i], .name = name, .missing = missing}, error))
            return false;
    for (int i = 0; i < data->relation_count; i++)
        if (!check_relation(&(Of){.data = data, .relation = &data->relations[i], .name = name}, error))
            return false;
    return true;
}

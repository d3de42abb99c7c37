/* match.c - do a data set and a model fit each other?
 *
 * Each input is matched with its own set or relation. A model compiled for other widths than the data's, labels beyond
 * its classes, and values that make no sense of what the model does with them are refused here, before anything is
 * built: with the place, and with what to do.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <string.h>

/* An input, and what of the data set it is made of; NULL where there is no such set or relation. */
typedef struct Match {
    const gatrt_model *model;
    const gatrt_data *data;
    const gatrt_input *in;
    const gatrt_set *set;
    const gatrt_relation *relation;
    const char *name; /* of the data set, as shown */
    Error *error;
} Match;

static bool is_of_edges(const gatrt_input *in)
{
    return in->role == GATRT_EDGE_ATTR || in->role == GATRT_EDGE_WEIGHT;
}

static Match match_of(const gatrt_model *model, const gatrt_data *data, const gatrt_input *in, Error *error)
{
    Match m = {.model = model, .data = data, .in = in, .name = file_shown(data->name), .error = error};
    if (is_of_edges(in))
        m.relation = space_relation(model, data, in->space);
    else
        m.set = space_set(model, data, in->space);
    return m;
}

static KeyText key_of(const Match *m, const char *key)
{
    return space_key(m->model, m->in->space, key);
}

/* ------------------------------------------------------------------ widths and classes */

/* Of another set than the nodes, dimensions have its name in front. */
static const gatrt_dim *find_dim(const Match *m, const char *name)
{
    const KeyText key = key_of(m, name);
    for (int i = 0; i < m->model->dim_count; i++)
        if (!strcmp(m->model->dims[i].name, key.text))
            return &m->model->dims[i];
    return NULL;
}

static bool width_error(const Match *m, int64_t found, const char *what, int64_t wanted)
{
    return error_set(m->error, "%s: %lld %s, but the model %s was compiled for %lld; recompile with gatcc --data %.60s",
                     m->name, (long long)found, what, m->model->name, (long long)wanted, m->name);
}

static bool absent(const Match *m, const char *key, const char *why)
{
    return error_set(m->error, "%s: no %s, but the model %s needs %s", m->name, key_of(m, key).text, m->model->name,
                     why);
}

static bool may_be_class(float number)
{
    return isnan(number) || (number == floorf(number) && fabsf(number) < (float)INT32_MAX);
}

/* Why y was not read as classes: the first number that is none, or how many there are of a row. */
static bool no_classes_error(const Match *m)
{
    const gatrt_set *set = m->set;
    const KeyText y = key_of(m, "y");
    char why[224];
    int64_t v = 0;
    while (set->classes == 1 && v + 1 < set->rows && may_be_class(set->target[v]))
        v++;
    if (set->classes == 1)
        snprintf(why, sizeof why, "%s[%lld] = %g", y.text, (long long)v, (double)set->target[v]);
    else
        snprintf(why, sizeof why, "%s has %lld numbers a %s", y.text, (long long)set->classes, set_word(set));
    return error_set(m->error, "%s: %s holds no classes, but the model %s needs the class number of each %s; %s",
                     m->name, y.text, m->model->name, set_word(set), why);
}

static bool class_error(const Match *m, int64_t v, int64_t classes)
{
    const gatrt_dim *dim = find_dim(m, "classes");
    const int32_t label = m->set->label[v];
    const KeyText y = key_of(m, "y"), named = key_of(m, "classes");
    if (dim && dim->size == classes)
        return error_set(m->error,
                         "%s: %s[%lld] = %d, but the model %s was compiled for %lld classes; "
                         "recompile with gatcc --data %.60s",
                         m->name, y.text, (long long)v, label, m->model->name, (long long)classes, m->name);
    return error_set(m->error,
                     "%s: %s[%lld] = %d, but the model %s has target.class(%lld), classes 0 to %lld; "
                     "target.class(dim(\"%s\")) takes their number from gatcc --data",
                     m->name, y.text, (long long)v, label, m->model->name, (long long)classes, (long long)classes - 1,
                     named.text);
}

/* Labels index the model's outputs, so one beyond them must never reach a kernel. */
static bool check_label(const Match *m)
{
    const gatrt_set *set = m->set;
    const gatrt_dim *dim = find_dim(m, "classes");
    const int64_t classes = m->in->bound_by ? (int64_t)m->in->most + 1 : dim ? dim->size : INT64_MAX;
    if (!set || !set->label)
        return !set || !set->target || no_classes_error(m);
    if (!data_check_classes(m->data, set, m->error))
        return false;
    for (int64_t v = 0; v < set->rows; v++)
        if (set->label[v] >= classes)
            return class_error(m, v, classes);
    return true;
}

static bool check_target(const Match *m)
{
    const gatrt_set *set = m->set;
    const int64_t width = m->in->width;
    char what[176];
    snprintf(what, sizeof what, "targets in %s", key_of(m, "y").text);
    if (set && set->target)
        return set->classes == width || width_error(m, set->classes, what, width);
    return !set || !set->label || width == 1 ||
           error_set(m->error, "%s: %s holds one number a %s, but the model %s needs %lld targets for each", m->name,
                     key_of(m, "y").text, set_word(set), m->model->name, (long long)width);
}

static bool check_features(const Match *m)
{
    const int64_t found = m->set ? m->set->features : 0;
    char what[176];
    if (found == 0)
        return absent(m, "x", "features");
    snprintf(what, sizeof what, "features%s%s", strcmp(m->set->name, NODE_SET) ? " in " : "",
             strcmp(m->set->name, NODE_SET) ? key_of(m, "x").text : "");
    return found == m->in->width || width_error(m, found, what, m->in->width);
}

static bool check_edge_features(const Match *m)
{
    const int64_t found = m->relation ? m->relation->edge_features : 0;
    char what[192];
    snprintf(what, sizeof what, "edge features (%s)", key_of(m, "edge_attr").text);
    return found == m->in->width || width_error(m, found, what, m->in->width);
}

/* What was learned of row 7 is of that row: rows more or less are other rows. */
static bool check_rows(const Match *m)
{
    const int64_t found = m->set ? m->set->rows : 0;
    char what[176];
    snprintf(what, sizeof what, "rows of %.60s, each with numbers of its own", m->model->spaces[m->in->space].name);
    return found == m->in->width || width_error(m, found, what, m->in->width);
}

static bool check_width(const Match *m)
{
    switch (m->in->role) {
    case GATRT_FEATURES: return check_features(m);
    case GATRT_EDGE_ATTR: return check_edge_features(m);
    case GATRT_ROW_NUMBER: return check_rows(m);
    default: return true;
    }
}

/* Features that a file has not may come from elsewhere: inputs_check, for which all is there, misses them. */
bool inputs_check_widths(const gatrt_model *model, const gatrt_data *data, Error *error)
{
    if (!spaces_check(model, data, error))
        return false;
    for (int i = 0; i < model->input_count; i++) {
        const Match m = match_of(model, data, &model->inputs[i], error);
        const bool absent_yet = m.in->role == GATRT_FEATURES && m.set && m.set->features == 0;
        if (!absent_yet && !check_width(&m))
            return false;
    }
    return true;
}

/* ------------------------------------------------------- values that a model can take */

static bool in_bounds(const gatrt_input *in, double number)
{
    return number >= (double)in->least && number <= (double)in->most;
}

static const char *bounds_text(const gatrt_input *in, char text[64])
{
    if (isinf(in->most))
        snprintf(text, 64, "at least %g", (double)in->least);
    else
        snprintf(text, 64, "%g to %g", (double)in->least, (double)in->most);
    return text;
}

/* Numbers that edges carry, under `key` of the data set. */
static bool check_edge_bounds(const Match *m, const char *key, const float *numbers)
{
    const gatrt_relation *edge = m->relation;
    const gatrt_input *in = m->in;
    char bounds[64];
    for (int64_t i = 0; in->bound_by && i < edge->edges * in->width; i++) {
        const int64_t e = i / in->width;
        if (!in_bounds(in, (double)numbers[i]))
            return error_set(m->error, "%s: %s[%lld] = %g, of the edge %d -> %d, but it must be %s: %s", m->name,
                             key_of(m, key).text, (long long)e, (double)numbers[i], edge->src[e], edge->dst[e],
                             bounds_text(in, bounds), in->bound_by);
    }
    return true;
}

/* Rows of no mask count only where there is no mask. */
static bool is_counted(const gatrt_set *set, int64_t v)
{
    bool any = false;
    for (int m = 0; m < 3; m++) {
        any |= set->mask[m] != NULL;
        if (set->mask[m] && set->mask[m][v])
            return true;
    }
    return !any;
}

static double answer_at(const gatrt_set *set, int64_t v, int64_t column)
{
    if (set->target)
        return (double)set->target[v * set->classes + column];
    return set->label[v] == GATRT_UNKNOWN ? (double)NAN : (double)set->label[v];
}

static bool check_answer_bounds(const Match *m)
{
    const gatrt_set *set = m->set;
    const gatrt_input *in = m->in;
    char bounds[64];
    for (int64_t i = 0; in->bound_by && set && (set->label || set->target) && i < set->rows * in->width; i++) {
        const double number = answer_at(set, i / in->width, i % in->width);
        if (!isnan(number) && !in_bounds(in, number) && is_counted(set, i / in->width))
            return error_set(m->error, "%s: %s[%lld][%lld] = %g, but it must be %s (nan: unknown): %s", m->name,
                             key_of(m, "y").text, (long long)(i / in->width), (long long)(i % in->width), number,
                             bounds_text(in, bounds), in->bound_by);
    }
    return true;
}

/* Values of both signs cancel: what is left may be near 0, or negative, and would turn the row's signs. */
static bool check_normalize(const Match *m)
{
    const gatrt_set *set = m->set;
    const int64_t count = set->sparse ? set->x_start[set->rows] : set->x ? set->rows * set->features : 0;
    const float *x = set->sparse ? set->x_val : set->x;
    for (int64_t i = 0; m->in->row_normalize == GATRT_ROW_SUM && i < count; i++) {
        if (x[i] >= 0.0f)
            continue;
        int64_t v = set->sparse ? 0 : i / set->features;
        while (set->sparse && set->x_start[v + 1] <= i)
            v++;
        return error_set(m->error,
                         "%s: %s of %s %lld holds %g, but normalize = \"row\" divides by the row's sum, which negative "
                         "numbers spoil; write normalize = \"l1\" (the sum of absolute values) or leave it out",
                         m->name, key_of(m, "x").text, set_word(set), (long long)v, (double)x[i]);
    }
    return true;
}

/* ------------------------------------------------------------------------ all of it */

static bool check_edge_weight(const Match *m)
{
    if (m->relation && m->relation->edge_weight)
        return check_edge_bounds(m, "edge_weight", m->relation->edge_weight);
    return absent(m, "edge_weight", "one number for each edge");
}

static bool check_input(const Match *m)
{
    switch (m->in->role) {
    case GATRT_FEATURES: return check_width(m) && check_normalize(m);
    case GATRT_EDGE_ATTR: return check_width(m) && check_edge_bounds(m, "edge_attr", m->relation->edge_attr);
    case GATRT_EDGE_WEIGHT: return check_edge_weight(m);
    case GATRT_LABEL: return check_label(m);
    case GATRT_TARGET: return check_target(m) && check_answer_bounds(m);
    case GATRT_WEIGHT:
    case GATRT_CLASS_WEIGHT:
    case GATRT_POS_WEIGHT:
    case GATRT_MASK:
    case GATRT_ASKED: return true;
    case GATRT_ROW_NUMBER: return check_width(m);
    }
    return error_set(m->error, "%s: input %s of the model %s has an unknown role", m->name, m->in->name,
                     m->model->name);
}

bool inputs_check(const gatrt_model *model, const gatrt_data *data, Error *error)
{
    for (int i = 0; i < model->input_count; i++) {
        const Match m = match_of(model, data, &model->inputs[i], error);
        if (!check_input(&m))
            return false;
    }
    return true;
}

/* match.c - do a data set and a model fit each other?
 *
 * A model compiled for other widths than the data's, labels beyond its classes, and values
 * that make no sense of what the model does with them are refused here, before anything is
 * built: with the place, and with what to do.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <string.h>

static const gatrt_dim *find_dim(const gatrt_model *model, const char *name)
{
    for (int i = 0; i < model->dim_count; i++)
        if (!strcmp(model->dims[i].name, name))
            return &model->dims[i];
    return NULL;
}

static bool width_error(const gatrt_model *model, const gatrt_data *data, int64_t found, const char *what,
                        int64_t wanted, Error *error)
{
    const char *name = file_shown(data->name);
    return error_set(error, "%s: %lld %s, but the model %s was compiled for %lld; recompile with gatcc --data %.60s",
                     name, (long long)found, what, model->name, (long long)wanted, name);
}

static bool may_be_class(float number)
{
    return isnan(number) || (number == floorf(number) && fabsf(number) < (float)INT32_MAX);
}

/* Why y was not read as classes: the first number that is none, or how many there are of a node. */
static bool no_classes_error(const gatrt_model *model, const gatrt_data *data, Error *error)
{
    const gatrt_set *node = &data->sets[0];
    char why[64];
    int64_t v = 0;
    while (node->classes == 1 && v + 1 < node->rows && may_be_class(node->target[v]))
        v++;
    if (node->classes == 1)
        snprintf(why, sizeof why, "y[%lld] = %g", (long long)v, (double)node->target[v]);
    else
        snprintf(why, sizeof why, "y has %lld numbers a node", (long long)node->classes);
    return error_set(error, "%s: y holds no classes, but the model %s needs the class number of each node; %s",
                     file_shown(data->name), model->name, why);
}

static bool class_error(const gatrt_model *model, const gatrt_data *data, int64_t v, int64_t classes, Error *error)
{
    const char *name = file_shown(data->name);
    const gatrt_dim *dim = find_dim(model, "classes");
    const int32_t label = data->sets[0].label[v];
    if (dim && dim->size == classes)
        return error_set(error,
                         "%s: y[%lld] = %d, but the model %s was compiled for %lld classes; "
                         "recompile with gatcc --data %.60s",
                         name, (long long)v, label, model->name, (long long)classes, name);
    return error_set(error,
                     "%s: y[%lld] = %d, but the model %s has target.class(%lld), classes 0 to %lld; "
                     "target.class(dim(\"classes\")) takes their number from gatcc --data",
                     name, (long long)v, label, model->name, (long long)classes, (long long)classes - 1);
}

/* Labels index the model's outputs, so one beyond them must never reach a kernel. */
static bool check_label(const gatrt_model *model, const gatrt_data *data, const gatrt_input *in, Error *error)
{
    const gatrt_set *node = &data->sets[0];
    const gatrt_dim *dim = find_dim(model, "classes");
    const int64_t classes = in->bound_by ? (int64_t)in->most + 1 : dim ? dim->size : INT64_MAX;
    if (!node->label)
        return !node->target || no_classes_error(model, data, error);
    if (!data_check_classes(data, node, error))
        return false;
    for (int64_t v = 0; v < node->rows; v++)
        if (node->label[v] >= classes)
            return class_error(model, data, v, classes, error);
    return true;
}

static bool check_target(const gatrt_model *model, const gatrt_data *data, int64_t width, Error *error)
{
    const gatrt_set *node = &data->sets[0];
    if (node->target)
        return node->classes == width || width_error(model, data, node->classes, "targets in y", width, error);
    return !node->label || width == 1 ||
           error_set(error, "%s: y holds one number a node, but the model %s needs %lld targets for each",
                     file_shown(data->name), model->name, (long long)width);
}

static bool check_width(const gatrt_model *model, const gatrt_data *data, const gatrt_input *in, Error *error)
{
    const gatrt_set *node = &data->sets[0];
    const gatrt_relation *edge = &data->relations[0];
    if (in->role == GATRT_FEATURES)
        return node->features == in->width || width_error(model, data, node->features, "features", in->width, error);
    return in->role != GATRT_EDGE_ATTR || edge->edge_features == in->width ||
           width_error(model, data, edge->edge_features, "edge features (edge_attr)", in->width, error);
}

bool inputs_check_widths(const gatrt_model *model, const gatrt_data *data, Error *error)
{
    for (int i = 0; i < model->input_count; i++)
        if (!check_width(model, data, &model->inputs[i], error))
            return false;
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

/* Numbers that edges carry, `name` in the data set. */
static bool check_edge_bounds(const gatrt_data *data, const gatrt_input *in, const char *name, const float *numbers,
                              Error *error)
{
    const gatrt_relation *edge = &data->relations[0];
    char bounds[64];
    for (int64_t i = 0; in->bound_by && i < edge->edges * in->width; i++) {
        const int64_t e = i / in->width;
        if (!in_bounds(in, (double)numbers[i]))
            return error_set(error, "%s: %s[%lld] = %g, of the edge %d -> %d, but it must be %s: %s",
                             file_shown(data->name), name, (long long)e, (double)numbers[i], edge->src[e], edge->dst[e],
                             bounds_text(in, bounds), in->bound_by);
    }
    return true;
}

/* Nodes of no mask count only where there is no mask. */
static bool is_counted(const gatrt_data *data, int64_t v)
{
    const gatrt_set *node = &data->sets[0];
    bool any = false;
    for (int m = 0; m < 3; m++) {
        any |= node->mask[m] != NULL;
        if (node->mask[m] && node->mask[m][v])
            return true;
    }
    return !any;
}

static double answer_at(const gatrt_data *data, int64_t v, int64_t column)
{
    const gatrt_set *node = &data->sets[0];
    if (node->target)
        return (double)node->target[v * node->classes + column];
    return node->label[v] == GATRT_UNKNOWN ? (double)NAN : (double)node->label[v];
}

static bool check_answer_bounds(const gatrt_data *data, const gatrt_input *in, Error *error)
{
    const gatrt_set *node = &data->sets[0];
    char bounds[64];
    for (int64_t i = 0; in->bound_by && (node->label || node->target) && i < node->rows * in->width; i++) {
        const double number = answer_at(data, i / in->width, i % in->width);
        if (!isnan(number) && !in_bounds(in, number) && is_counted(data, i / in->width))
            return error_set(error, "%s: y[%lld][%lld] = %g, but it must be %s (nan: unknown): %s",
                             file_shown(data->name), (long long)(i / in->width), (long long)(i % in->width), number,
                             bounds_text(in, bounds), in->bound_by);
    }
    return true;
}

/* Values of both signs cancel: what is left may be near 0, or negative, and would turn the row's signs. */
static bool check_normalize(const gatrt_data *data, const gatrt_input *in, Error *error)
{
    const gatrt_set *node = &data->sets[0];
    const int64_t count = node->sparse ? node->x_start[node->rows] : node->x ? node->rows * node->features : 0;
    const float *x = node->sparse ? node->x_val : node->x;
    for (int64_t i = 0; in->row_normalize == GATRT_ROW_SUM && i < count; i++) {
        if (x[i] >= 0.0f)
            continue;
        int64_t v = node->sparse ? 0 : i / node->features;
        while (node->sparse && node->x_start[v + 1] <= i)
            v++;
        return error_set(
            error,
            "%s: x of node %lld holds %g, but normalize = \"row\" divides by the row's sum, which negative "
            "numbers spoil; write normalize = \"l1\" (the sum of absolute values) or leave it out",
            file_shown(data->name), (long long)v, (double)x[i]);
    }
    return true;
}

/* ------------------------------------------------------------------------ all of it */

static bool check_edge_weight(const gatrt_model *model, const gatrt_data *data, const gatrt_input *in, Error *error)
{
    const gatrt_relation *edge = &data->relations[0];
    if (edge->edge_weight)
        return check_edge_bounds(data, in, "edge_weight", edge->edge_weight, error);
    return error_set(error, "%s: no edge_weight, but the model %s needs one number for each edge",
                     file_shown(data->name), model->name);
}

static bool check_input(const gatrt_model *model, const gatrt_data *data, const gatrt_input *in, Error *error)
{
    switch (in->role) {
    case GATRT_FEATURES: return check_width(model, data, in, error) && check_normalize(data, in, error);
    case GATRT_EDGE_ATTR:
        return check_width(model, data, in, error) &&
               check_edge_bounds(data, in, "edge_attr", data->relations[0].edge_attr, error);
    case GATRT_EDGE_WEIGHT: return check_edge_weight(model, data, in, error);
    case GATRT_LABEL: return check_label(model, data, in, error);
    case GATRT_TARGET: return check_target(model, data, in->width, error) && check_answer_bounds(data, in, error);
    case GATRT_WEIGHT:
    case GATRT_CLASS_WEIGHT:
    case GATRT_POS_WEIGHT: return true;
    }
    return error_set(error, "%s: input %s of the model %s has an unknown role", file_shown(data->name), in->name,
                     model->name);
}

bool inputs_check(const gatrt_model *model, const gatrt_data *data, Error *error)
{
    for (int i = 0; i < model->input_count; i++)
        if (!check_input(model, data, &model->inputs[i], error))
            return false;
    return true;
}

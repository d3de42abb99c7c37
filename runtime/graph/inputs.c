/* inputs.c - the values of a model's inputs, in the prepared graph's order.
 *
 * In: a data set that fits the model (match.c), and the order of rows and edges graph.c
 * found. Out: one gatrt_tensor for each row of model->inputs, dense or CSR with CSC as the
 * row says, whichever of the two the data set holds.
 */
#include "runtime/graph/feature_row.h"

#include <math.h>
#include <string.h>

#define MAX_DENSE ((size_t)8 << 30) /* bytes; beyond it a dense copy of sparse features is a mistake */

/* ------------------------------------------------------------------ features */

/* Where an input's rows come from, and the places they get. */
typedef struct From {
    const gatrt_data *data;
    const gatrt_set *set; /* NULL: of a parameter, or of edges */
    const int64_t *id;    /* [count] place -> row */
    int64_t count;
} From;

/* A divisor near 0, or a sum past all numbers, makes what is no number. */
static bool check_row(const gatrt_data *data, int64_t v, const FeatureRow *row, Error *error)
{
    for (int64_t i = 0; row->divisor != 1.0 && i < row->count; i++)
        if (!isfinite(feature_value(row, i)))
            return error_set(error, "%s: x[%lld] sums to %g, so it cannot be normalised", file_shown(data->name),
                             (long long)v, row->divisor);
    return true;
}

static float *new_rows(int64_t rows, int64_t width)
{
    size_t values;
    return mem_alloc(size_mul((size_t)rows, (size_t)width, &values) ? values : SIZE_MAX, sizeof(float));
}

static bool fill_dense(const From *f, const gatrt_input *in, gatrt_tensor *to, Error *error)
{
    size_t values;
    int64_t rows = f->count;
    if (!size_mul((size_t)rows, (size_t)in->width, &values) || values > MAX_DENSE / sizeof(float))
        return error_set(error,
                         "%s: %lld x %lld features are more than 8 GiB as a dense matrix; "
                         "recompile with gatcc --data so that they stay sparse",
                         file_shown(f->data->name), (long long)rows, (long long)in->width);
    float *dense = mem_alloc(values, sizeof *dense);
    to->dense = dense;
    for (int64_t r = 0; r < rows; r++, dense += in->width) {
        FeatureRow row = feature_row(f->set, f->id[r], in->row_normalize, NULL);
        if (!check_row(f->data, f->id[r], &row, error))
            return false;
        for (int64_t i = 0; i < row.count; i++)
            dense[feature_col(&row, i)] +=
                feature_value(&row, i); /* a column given twice counts twice, as in a product */
    }
    return true;
}

/* In the data set's own block: rows change places along the cycles of the order. */
static void permute_rows(float *x, int64_t width, const int64_t *row_id, int64_t rows)
{
    const size_t row = (size_t)width * sizeof *x;
    float *first = mem_alloc((size_t)width, sizeof *first);
    uint8_t *done = mem_alloc((size_t)rows, 1);
    for (int64_t start = 0; start < rows; start++) {
        if (done[start])
            continue;
        memcpy(first, x + start * width, row);
        int64_t at = start;
        for (; row_id[at] != start; at = row_id[at]) {
            memcpy(x + at * width, x + row_id[at] * width, row);
            done[at] = 1;
        }
        memcpy(x + at * width, first, row);
        done[at] = 1;
    }
    mem_free(done);
    mem_free(first);
}

/* The data set's block becomes the input's. `id` holds every row once. */
static bool take_dense(const From *f, gatrt_set *node, const gatrt_input *in, gatrt_tensor *to, Error *error)
{
    for (int64_t v = 0; v < node->rows; v++) {
        FeatureRow row = feature_row(node, v, in->row_normalize, NULL);
        float *value = node->x + v * node->features;
        if (!check_row(f->data, v, &row, error))
            return false;
        for (int64_t i = 0; i < row.count; i++)
            value[i] = feature_value(&row, i) + 0.0f; /* -0 becomes 0, as it does where rows are copied */
    }
    permute_rows(node->x, node->features, f->id, node->rows);
    to->dense = node->x;
    node->x = NULL;
    return true;
}

/* CSC: entries that are not 0, taken row by row, so that rows ascend within a column. */
static bool fill_columns(const From *f, const gatrt_input *in, gatrt_tensor *to, Error *error)
{
    int64_t rows = f->count;
    int64_t *start = mem_alloc((size_t)in->width + 1, sizeof *start),
            *next = mem_alloc((size_t)in->width + 1, sizeof *next);
    to->col_start = start;
    for (int64_t r = 0; r < rows; r++) {
        FeatureRow row = feature_row(f->set, f->id[r], 0, NULL);
        for (int64_t i = 0; i < row.count; i++)
            start[feature_col(&row, i) + 1] += row.val[i] != 0.0f;
    }
    for (int64_t j = 0; j < in->width; j++)
        next[j + 1] = start[j + 1] += start[j];
    int32_t *at_row = mem_alloc((size_t)start[in->width] + GATRT_SLACK, sizeof *at_row);
    float *value = mem_alloc((size_t)start[in->width] + GATRT_SLACK, sizeof *value);
    to->row = at_row;
    to->col_val = value;
    bool good = true;
    for (int64_t r = 0; good && r < rows; r++) {
        FeatureRow row = feature_row(f->set, f->id[r], in->row_normalize, NULL);
        good = check_row(f->data, f->id[r], &row, error);
        for (int64_t i = 0; good && i < row.count; i++)
            if (row.val[i] != 0.0f) {
                int64_t place = next[feature_col(&row, i)]++;
                at_row[place] = (int32_t)r;
                value[place] = feature_value(&row, i);
            }
    }
    mem_free(next);
    return good;
}

/* CSR of the same: taken column by column, so that columns ascend within a row. */
static void fill_sparse_rows(const gatrt_input *in, int64_t rows, gatrt_tensor *to)
{
    int64_t entries = to->col_start[in->width];
    int64_t *start = mem_alloc((size_t)rows + 1, sizeof *start);
    int32_t *col = mem_alloc((size_t)entries + GATRT_SLACK, sizeof *col);
    float *value = mem_alloc((size_t)entries + GATRT_SLACK, sizeof *value);
    lists_turn((Turn){.rows = in->width,
                      .to_rows = rows,
                      .start = to->col_start,
                      .far = to->row,
                      .value = to->col_val,
                      .to_start = start,
                      .to_far = col,
                      .to_value = value});
    to->row_start = start;
    to->col = col;
    to->val = value;
}

static bool fill_sparse(const From *f, const gatrt_input *in, gatrt_tensor *to, Error *error)
{
    if (!fill_columns(f, in, to, error))
        return false;
    fill_sparse_rows(in, f->count, to);
    return true;
}

/* -------------------------------------------------------------- edge inputs */

/* Of edges that were there before. */
static void mean_in(const gatrt_walk *in, int64_t v, const int64_t *id, int64_t width, const float *attr, float *mean)
{
    int64_t others = 0, end = in->start[v + 1];
    for (int64_t e = in->start[v]; e < end; e++)
        others += id[e] != -1;
    for (int64_t i = 0; others > 0 && i < width; i++) {
        double sum = 0.0;
        for (int64_t e = in->start[v]; e < end; e++)
            sum += id[e] != -1 ? (double)attr[e * width + i] : 0.0;
        mean[i] = (float)(sum / (double)others);
    }
}

void inputs_fill_loops(const gatrt_walk *walk, int64_t rows, const int64_t *id, const gatrt_input *in, float *attr)
{
    for (int64_t v = 0; v < rows; v++)
        for (int64_t e = walk->start[v]; e < walk->start[v + 1]; e++) {
            if (id[e] != -1)
                continue;
            if (!in->loop_given)
                mean_in(walk, v, id, in->width, attr, attr + e * in->width);
            for (int64_t i = 0; in->loop_given && i < in->width; i++)
                attr[e * in->width + i] = in->loop;
        }
}

/* `rows`: the data set's, as its edges are numbered. */
static void fill_edges(const Prepared *p, const Joined *joined, const float *rows, const gatrt_input *in,
                       gatrt_tensor *to)
{
    const int64_t edges = p->spaces[in->space].count, *ids = p->row_id[in->space];
    float *attr = new_rows(edges, in->width);
    to->dense = attr;
    for (int64_t e = 0; e < edges; e++) {
        int64_t id = ids[e];
        if (id != -1)
            memcpy(attr + e * in->width, rows + (id >= 0 ? id : -2 - id) * in->width, (size_t)in->width * sizeof *attr);
    }
    inputs_fill_loops(&p->ends[joined->in], p->spaces[joined->to].count, ids, in, attr);
}

/* ----------------------------------------------------- labels, targets, weights */

/* Without wanted rows nothing is trained or scored, so a graph may come without y: zeros stand in for it. */
static bool check_answers(const gatrt_model *model, const From *f, const Wanted *wanted, Error *error)
{
    return f->set->label || f->set->target || !wanted->mask ||
           error_set(error, "%s: no y, but the model %s cannot be trained or evaluated without it",
                     file_shown(f->data->name), model->name);
}

static void fill_label(const From *f, float *to)
{
    for (int64_t r = 0; f->set->label && r < f->count; r++) {
        int32_t label = f->set->label[f->id[r]];
        to[r] = label > 0 ? (float)label : 0.0f; /* -1, unknown, has no weight but must be a class */
    }
}

/* Whole numbers are numbers as well, -1 among them. What is unknown has no weight but must be a number. */
static void fill_target(const From *f, int64_t width, float *to)
{
    const gatrt_set *set = f->set;
    for (int64_t r = 0; !set->target && set->label && r < f->count; r++) {
        const int32_t label = set->label[f->id[r]];
        to[r] = label == GATRT_UNKNOWN ? 0.0f : (float)label;
    }
    for (int64_t i = 0; set->target && i < f->count * width; i++) {
        const float number = set->target[f->id[i / width] * width + i % width];
        to[i] = isnan(number) ? 0.0f : number;
    }
}

/* 1/n, or w / (sum of w) where rows weigh w. */
static void fill_weight(const From *f, const Prepared *p, const uint8_t *mask, float *to)
{
    const float *weight = p->row_weight;
    double sum = 0.0;
    for (int64_t v = 0; weight && v < f->set->rows; v++)
        sum += !mask || mask[v] ? (double)weight[v] : 0.0;
    const double share = 1.0 / (weight && sum > 0.0 ? sum : (double)p->wanted);
    for (int64_t r = 0; r < f->count; r++) {
        const double own = weight && sum > 0.0 ? (double)weight[f->id[r]] : 1.0;
        to[r] = !mask || mask[f->id[r]] ? (float)(own * share) : 0.0f;
    }
}

/* Balanced weights look at training rows only, for whichever rows the loss is taken. */
static bool trains_on(const gatrt_set *set, int64_t v)
{
    const uint8_t *mask = split_mask(set, 0);
    return !mask || mask[v];
}

/* n / (C n_c), as scikit-learn balances; a class without a training row weighs 1. */
static void balance_classes(const gatrt_set *node, int64_t width, double *weight)
{
    double rows = 0.0;
    for (int64_t v = 0; v < node->rows; v++) {
        if (trains_on(node, v) && node->label[v] >= 0 && node->label[v] < width) {
            weight[node->label[v]]++;
            rows++;
        }
    }
    for (int64_t c = 0; c < width; c++)
        weight[c] = weight[c] > 0.0 ? rows / ((double)width * weight[c]) : 1.0;
}

/* Times n / (sum over the n wanted rows), so that with the rows' own 1/n the weights of the loss sum to 1. */
static void share_weights(int64_t wanted, const gatrt_set *node, const uint8_t *mask, int64_t width, double *weight)
{
    double sum = 0.0;
    for (int64_t v = 0; v < node->rows; v++)
        if ((!mask || mask[v]) && node->label[v] >= 0 && node->label[v] < width)
            sum += weight[node->label[v]];
    for (int64_t c = 0; c < width; c++)
        weight[c] = sum > 0.0 ? weight[c] * (double)wanted / sum : 0.0;
}

/* Rows without against rows with the label; 1 where there are only the ones or the others. */
static void balance_labels(const gatrt_set *node, int64_t width, double *weight)
{
    for (int64_t j = 0; j < width; j++) {
        double yes = 0.0, no = 0.0;
        for (int64_t v = 0; v < node->rows; v++) {
            if (trains_on(node, v)) {
                const bool has = node->target ? node->target[v * width + j] > 0.5f : node->label[v] > 0;
                yes += has;
                no += !has;
            }
        }
        weight[j] = yes > 0.0 && no > 0.0 ? no / yes : 1.0;
    }
}

bool inputs_class_weights(const gatrt_set *node, const gatrt_input *in, double *weight)
{
    const bool classes = in->role == GATRT_CLASS_WEIGHT;
    const bool known = node->label || (!classes && node->target);
    if (!in->given && known)
        (classes ? balance_classes : balance_labels)(node, in->width, weight);
    for (int64_t c = 0; c < in->width && (in->given || !known); c++)
        weight[c] = in->given ? (double)in->given[c] : 1.0;
    return classes && known;
}

/* `node`: the rows that are trained on. */
static void fill_class_weights(const Prepared *p, const gatrt_set *node, const Wanted *wanted, const gatrt_input *in,
                               float *to)
{
    double *weight = mem_alloc((size_t)in->width, sizeof *weight);
    if (inputs_class_weights(node, in, weight))
        share_weights(p->wanted, node, wanted->mask, in->width, weight);
    for (int64_t c = 0; c < in->width; c++)
        to[c] = (float)weight[c];
    mem_free(weight);
}

/* Is `in` the only input made of the data set's x? */
static bool is_only_use(const gatrt_model *model, const gatrt_input *in)
{
    for (int i = 0; i < model->input_count; i++)
        if (&model->inputs[i] != in && model->inputs[i].role == GATRT_FEATURES && model->inputs[i].space == in->space)
            return false;
    return true;
}

static bool fill_features(const Prepared *p, const gatrt_model *model, const From *f, const Wanted *wanted,
                          const gatrt_input *in, gatrt_tensor *to, Error *error)
{
    if (!f->set->x && !f->set->sparse)
        return error_set(error, "%s: no %s, which the model %s reads", file_shown(f->data->name),
                         space_key(model, in->space, "x").text, model->name);
    if (in->sparse)
        return fill_sparse(f, in, to, error);
    if (p->whole && wanted->take && f->set->x && is_only_use(model, in))
        return take_dense(f, data_find_set(wanted->take, f->set->name), in, to, error);
    return fill_dense(f, in, to, error);
}

static void fill_of_edges(const Prepared *p, const gatrt_model *model, const gatrt_data *data, const gatrt_input *in,
                          gatrt_tensor *to)
{
    const Joined joined = space_joins(model, data, in->space);
    fill_edges(p, &joined, in->role == GATRT_EDGE_ATTR ? joined.attr : joined.weight, in, to);
}

/* What a data set lacks that is only predicted on has nothing to tell: one graph, links without an answer. */
static const gatrt_set *set_of(const gatrt_model *model, const gatrt_data *data, int space)
{
    static const gatrt_set none = {.rows = 0};
    const gatrt_set *set = space_set(model, data, space);
    return set ? set : &none;
}

static bool fill_input(const Prepared *p, const gatrt_model *model, const gatrt_data *data, const Wanted *wanted,
                       const gatrt_input *in, gatrt_tensor *to, Error *error)
{
    const bool single = in->space == GATRT_PARAM;
    const From f = {.data = data,
                    .set = set_of(model, data, single ? p->space : in->space),
                    .id = single ? NULL : p->row_id[in->space],
                    .count = single ? 1 : p->spaces[in->space].count};
    if (in->role == GATRT_FEATURES)
        return fill_features(p, model, &f, wanted, in, to, error);
    if (in->role == GATRT_ROW_NUMBER) {
        row_numbers(f.id, f.count, in->width, to);
        return true;
    }
    if (in->role == GATRT_EDGE_ATTR || in->role == GATRT_EDGE_WEIGHT) {
        fill_of_edges(p, model, data, in, to);
        return true;
    }
    float *values = new_rows(f.count, in->width);
    to->dense = values;
    if (single) {
        fill_class_weights(p, f.set, wanted, in, values);
        return true;
    }
    if (in->role == GATRT_WEIGHT) {
        fill_weight(&f, p, wanted->mask, values);
        return true;
    }
    if (!check_answers(model, &f, wanted, error))
        return false;
    if (in->role == GATRT_LABEL)
        fill_label(&f, values);
    else
        fill_target(&f, in->width, values);
    return true;
}

bool inputs_fill(Prepared *p, const gatrt_model *model, const gatrt_data *data, const Wanted *wanted, Error *error)
{
    p->inputs = mem_alloc((size_t)model->input_count, sizeof *p->inputs);
    p->input_count = model->input_count;
    for (int i = 0; i < model->input_count; i++)
        if (!fill_input(p, model, data, wanted, &model->inputs[i], &p->inputs[i], error))
            return false;
    return true;
}

/* What depends on which rows are wanted is its own; all else is the base's. */
static bool is_of_mask(const gatrt_input *in)
{
    return in->role == GATRT_WEIGHT || in->role == GATRT_CLASS_WEIGHT || in->role == GATRT_POS_WEIGHT;
}

bool inputs_share(Prepared *p, const gatrt_model *model, const gatrt_data *data, const Wanted *wanted, Error *error)
{
    p->inputs = mem_alloc((size_t)model->input_count, sizeof *p->inputs);
    p->input_count = model->input_count;
    for (int i = 0; i < model->input_count; i++) {
        if (!is_of_mask(&model->inputs[i]))
            p->inputs[i] = p->base->inputs[i];
        else if (!fill_input(p, model, data, wanted, &model->inputs[i], &p->inputs[i], error))
            return false;
    }
    return true;
}

static void drop(const void *owned)
{
    mem_free((void *)(uintptr_t)owned);
}

static void free_tensor(gatrt_tensor *tensor)
{
    drop(tensor->dense);
    drop(tensor->row_start);
    drop(tensor->col);
    drop(tensor->val);
    drop(tensor->col_start);
    drop(tensor->row);
    drop(tensor->col_val);
}

void inputs_free(Prepared *p)
{
    for (int i = 0; i < p->input_count; i++) {
        const gatrt_tensor *shared = p->base ? &p->base->inputs[i] : NULL;
        if (!shared || memcmp(shared, &p->inputs[i], sizeof *shared) != 0)
            free_tensor(&p->inputs[i]);
    }
    mem_free(p->inputs);
}

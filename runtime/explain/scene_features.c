/* scene_features.c - the features of the row that is asked about, without some: 0 there, and divided anew where the model
 * normalises rows, as a data set with zeros there would be.
 */
#include "runtime/explain/scene_parts.h"
#include "runtime/graph/feature_row.h"

#include <string.h>

bool scene_is_features(const Scene *s, int input)
{
    const gatrt_input *in = &s->stage->model->inputs[input];
    return in->role == GATRT_FEATURES && in->space == s->stage->space;
}

/* Values of the scene's own, in which the row may change. */
void scene_features_begin(Scene *s)
{
    for (int i = 0; i < s->stage->model->input_count; i++) {
        gatrt_tensor *to = &s->part->inputs[i];
        SceneInput *own = &s->inputs[i];
        if (!scene_is_features(s, i))
            continue;
        const int64_t rows = s->full->spaces[s->stage->space].count;
        const int64_t dense = to->dense ? rows * s->stage->model->inputs[i].width : 0;
        const int64_t entries = to->row_start ? to->row_start[rows] : 0;
        own->dense = sample_room(own->dense, &own->dense_room, 0, dense, sizeof *own->dense);
        own->val = sample_room(own->val, &own->val_room, 0, entries + GATRT_SLACK, sizeof *own->val);
        if (to->dense)
            memcpy(own->dense, to->dense, (size_t)dense * sizeof *own->dense);
        if (to->row_start)
            memcpy(own->val, to->val, (size_t)entries * sizeof *own->val);
        to->dense = to->dense ? own->dense : NULL;
        to->val = to->row_start ? own->val : NULL;
    }
}

/* Entries of a row stand by their columns, those of one column as in the data set. */
static void blank_sparse(const FeatureRow *row, const uint8_t *gone, const gatrt_tensor *to, int64_t place, float *val)
{
    for (int64_t k = to->row_start[place], nth = 0; k < to->row_start[place + 1]; k++) {
        nth = k > to->row_start[place] && to->col[k] == to->col[k - 1] ? nth + 1 : 0;
        val[k] = 0.0f;
        for (int64_t i = 0, seen = 0; i < row->count && !gone[to->col[k]]; i++)
            if (feature_col(row, i) == to->col[k] && row->val[i] != 0.0f && seen++ == nth)
                val[k] = feature_value(row, i);
    }
}

static void blank_dense(const FeatureRow *row, const uint8_t *gone, int64_t width, float *to)
{
    memset(to, 0, (size_t)width * sizeof *to);
    for (int64_t i = 0; i < row->count; i++)
        if (!gone[feature_col(row, i)])
            to[feature_col(row, i)] += feature_value(row, i);
}

void scene_blank(Scene *s, const uint8_t *gone)
{
    const gatrt_set *set = s->stage->set;
    for (int64_t u = 0; u < s->unit_count; u++)
        s->gone_column[s->units[u].to] |= gone[u];
    for (int i = 0; i < s->stage->model->input_count; i++) {
        const gatrt_input *in = &s->stage->model->inputs[i];
        if (!scene_is_features(s, i))
            continue;
        const FeatureRow row = feature_row(set, s->row, in->row_normalize, s->gone_column);
        if (s->part->inputs[i].row_start)
            blank_sparse(&row, s->gone_column, &s->part->inputs[i], s->place, s->inputs[i].val);
        else
            blank_dense(&row, s->gone_column, in->width, s->inputs[i].dense + s->place * in->width);
    }
    for (int64_t u = 0; u < s->unit_count; u++)
        s->gone_column[s->units[u].to] = 0;
}

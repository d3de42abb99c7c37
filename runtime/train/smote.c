/* smote.c - rows that are made, so that small classes have as many to train on as the largest: SMOTE (Chawla et al. 2002,
 * doi:10.1613/jair.953) on a graph, as GraphSMOTE has it (Zhao et al. 2021, arXiv:2103.08826), without its generator of edges.
 *
 * A made row lies between a training row of its class, each in turn, and the nearest of up to 512 others, by features:
 * x + u (x' - x), u uniform. It has the edges into the first, with what they carry, and none out: messages reach it, and no other
 * row sees it, so what the model says of those that were there is of the graph as it is. Only `train` has such rows.
 */
#include "runtime/train/smote.h"

#include <inttypes.h>
#include <string.h>

enum { SMOTE_VALUE = 0xFFFB }; /* no random value of a model has this number */
enum { MOST_LOOKED_AT = 512 }; /* of a class's other rows, in search of the nearest */

typedef struct Made {
    gatrt_data *data;
    gatrt_set *set;
    const DrawnRow *of; /* training rows, class by class */
    int64_t count;      /* of made rows */
    int32_t *from, *near;
    float *share;
} Made;

static void *longer(void *at, int64_t used, int64_t more, size_t size)
{
    return at ? mem_longer(at, used, used + more, size) : NULL;
}

/* ------------------------------------------------------------------ features */

/* One row without its zeros; `to` [features] is 0 before, and is made so again by clear_row. */
static void spread_row(const gatrt_set *set, int64_t v, float *to)
{
    if (set->x)
        memcpy(to, set->x + v * set->features, (size_t)set->features * sizeof *to);
    for (int64_t i = set->x ? 0 : set->x_start[v]; !set->x && i < set->x_start[v + 1]; i++)
        to[set->x_col[i]] = set->x_val[i];
}

static double distance(const gatrt_set *set, const float *row, int64_t u, float *other)
{
    double sum = 0.0;
    memset(other, 0, (size_t)set->features * sizeof *other);
    spread_row(set, u, other);
    for (int64_t j = 0; j < set->features; j++)
        sum += ((double)row[j] - (double)other[j]) * ((double)row[j] - (double)other[j]);
    return sum;
}

/* Among those that follow it in the drawn order; of rows that are as near the first. A row that is alone is its own. */
static int32_t nearest(const gatrt_set *set, const DrawnRow *of, int64_t count, int64_t at, float *row, float *other)
{
    int64_t best = at;
    double least = 0.0;
    memset(row, 0, (size_t)set->features * sizeof *row);
    spread_row(set, of[at].row, row);
    for (int64_t k = 1; k < count && k <= MOST_LOOKED_AT; k++) {
        const int64_t i = (at + k) % count;
        const double here = distance(set, row, of[i].row, other);
        if (k == 1 || here < least)
            best = i, least = here;
    }
    return of[best].row;
}

static void choose(Made *m, const int64_t *rows, int64_t classes, int64_t most, uint64_t draw)
{
    float *row = mem_alloc((size_t)m->set->features, sizeof *row);
    float *other = mem_alloc((size_t)m->set->features, sizeof *other);
    const DrawnRow *of = m->of;
    for (int64_t k = 0, made = 0; k < classes; of += rows[k++])
        for (int64_t i = 0; rows[k] > 0 && i < most - rows[k]; i++, made++) {
            m->from[made] = of[i % rows[k]].row;
            m->near[made] = i < rows[k] ? nearest(m->set, of, rows[k], i, row, other) : m->near[made - rows[k]];
            m->share[made] = (float)rng_uniform(draw, SMOTE_VALUE, made);
        }
    mem_free(row);
    mem_free(other);
}

static void make_features(Made *m)
{
    gatrt_set *set = m->set;
    const int64_t width = set->features;
    float *one = mem_alloc((size_t)width, sizeof *one), *other = mem_alloc((size_t)width, sizeof *other);
    int64_t entries = set->x_start ? set->x_start[set->rows] : 0, room = entries;
    set->x = longer(set->x, set->rows * width, m->count * width, sizeof *set->x);
    set->x_start = longer(set->x_start, set->rows + 1, m->count, sizeof *set->x_start);
    for (int64_t i = 0; i < m->count; i++) {
        memset(one, 0, (size_t)width * sizeof *one);
        memset(other, 0, (size_t)width * sizeof *other);
        spread_row(set, m->from[i], one);
        spread_row(set, m->near[i], other);
        for (int64_t j = 0; j < width; j++)
            one[j] += m->share[i] * (other[j] - one[j]);
        if (set->x) {
            memcpy(set->x + (set->rows + i) * width, one, (size_t)width * sizeof *one);
            continue;
        }
        if (entries + width > room) {
            room = 2 * (entries + width);
            set->x_col = mem_longer(set->x_col, entries, room, sizeof *set->x_col);
            set->x_val = mem_longer(set->x_val, entries, room, sizeof *set->x_val);
        }
        for (int64_t j = 0; j < width; j++)
            if (one[j] != 0.0f) {
                set->x_col[entries] = (int32_t)j;
                set->x_val[entries++] = one[j];
            }
        set->x_start[set->rows + i + 1] = entries;
    }
    mem_free(one);
    mem_free(other);
}

/* ------------------------------------------------------------------ edges */

static int64_t copies_of(const gatrt_relation *r, const int64_t *first, const int32_t *next)
{
    int64_t copies = 0;
    for (int64_t e = 0; e < r->edges; e++)
        for (int64_t i = first[r->dst[e]]; i >= 0; i = next[i])
            copies++;
    return copies;
}

/* Into each made row what leads into the one that it is made from. */
static void copy_edges(const Made *m, gatrt_relation *r, const int64_t *first, const int32_t *next)
{
    const int64_t more = copies_of(r, first, next), before = r->edges, width = r->edge_features;
    r->src = longer(r->src, before, more, sizeof *r->src);
    r->dst = longer(r->dst, before, more, sizeof *r->dst);
    r->edge_attr = longer(r->edge_attr, before * width, more * width, sizeof *r->edge_attr);
    r->edge_weight = longer(r->edge_weight, before, more, sizeof *r->edge_weight);
    for (int64_t e = 0; e < before; e++)
        for (int64_t i = first[r->dst[e]]; i >= 0; i = next[i], r->edges++) {
            r->src[r->edges] = r->src[e];
            r->dst[r->edges] = (int32_t)(m->set->rows + i);
            if (r->edge_attr)
                memcpy(r->edge_attr + r->edges * width, r->edge_attr + e * width, (size_t)width * sizeof *r->edge_attr);
            if (r->edge_weight)
                r->edge_weight[r->edges] = r->edge_weight[e];
        }
}

static void make_edges(const Made *m)
{
    int64_t *first = mem_alloc((size_t)m->set->rows, sizeof *first);
    int32_t *next = mem_alloc((size_t)m->count, sizeof *next);
    const int place = (int)(m->set - m->data->sets);
    memset(first, 0xFF, (size_t)m->set->rows * sizeof *first);
    for (int64_t i = m->count - 1; i >= 0; i--) {
        next[i] = (int32_t)first[m->from[i]];
        first[m->from[i]] = i;
    }
    for (int k = 0; k < m->data->relation_count; k++)
        if (m->data->relations[k].to == place)
            copy_edges(m, &m->data->relations[k], first, next);
    mem_free(first);
    mem_free(next);
}

/* ------------------------------------------------------------------ all of it */

static void make_rows(Made *m)
{
    gatrt_set *set = m->set;
    const int64_t before = set->rows;
    make_features(m);
    make_edges(m);
    set->label = longer(set->label, before, m->count, sizeof *set->label);
    for (int part = 0; part < 3; part++) {
        set->mask[part] = longer(set->mask[part], before, m->count, 1);
        if (set->mask[part])
            memset(set->mask[part] + before, part == 0, (size_t)m->count);
    }
    for (int64_t i = 0; i < m->count; i++)
        set->label[before + i] = set->label[m->from[i]];
    mem_free(set->row_name); /* those that are made have none */
    set->row_name = NULL;
    set->rows += m->count;
}

/* Inputs that are numbers of a row's own. */
static bool has_own_numbers(const gatrt_model *model, const gatrt_set *set)
{
    for (int i = 0; i < model->input_count; i++)
        if (model->inputs[i].role == GATRT_ROW_NUMBER && !strcmp(model->spaces[model->inputs[i].space].name, set->name))
            return true;
    return false;
}

bool smote_fits(const Job *job, const gatrt_set *set, Error *error)
{
    const char *why = NULL;
    if (job->model->recipe.symmetric > 0)
        why = "edges out of made rows would be added as reverses: gatcc --symmetric=no, and a data set with edges both "
              "ways";
    else if (set->graph || links_of(job->data) || strcmp(set->name, GRAPH_SET) == 0)
        why = "it makes nodes of one graph, with the edges into others of their class";
    else if (!set->x && !set->x_start)
        why = "rows without features have nothing between them";
    else if (sees_all_rows(job->model))
        why =
            "the model looks along edges out of rows, or at all rows of a graph, and so would other rows at made ones";
    else if (has_own_numbers(job->model, set))
        why = "the model learns numbers of each row, and made rows have none";
    return !why || error_set(error, "%s: --smote: %s", file_shown(job->data->name), why);
}

bool smote_make(gatrt_data *data, gatrt_set *set, const SmoteClasses *c, uint64_t seed, Error *error)
{
    Made m = {.data = data, .set = set, .of = c->drawn};
    for (int64_t k = 0; k < c->count; k++)
        m.count += c->rows[k] > 0 ? c->most - c->rows[k] : 0;
    if (m.count > INT32_MAX - set->rows)
        return error_set(error, "%s: --smote would make %" PRId64 " rows: more than 2147483647 in all",
                         file_shown(data->name), m.count);
    m.from = mem_alloc((size_t)m.count + 1, sizeof *m.from);
    m.near = mem_alloc((size_t)m.count + 1, sizeof *m.near);
    m.share = mem_alloc((size_t)m.count + 1, sizeof *m.share);
    choose(&m, c->rows, c->count, c->most, gatrt_draw(seed, 0));
    if (m.count > 0)
        make_rows(&m);
    origin_add(data, ORIGIN_REMARK, "--smote",
               "%" PRId64
               " rows are made between training rows of one class; edges lead into them as into those, none out",
               m.count);
    mem_free(m.from);
    mem_free(m.near);
    mem_free(m.share);
    return true;
}

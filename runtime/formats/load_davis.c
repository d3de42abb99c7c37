/* load_davis.c - how tightly kinases hold drugs, Davis et al. 2011 (doi:10.1038/nbt.1990), a folder as DeepDTA publishes it (Öztürk
 * et al. 2018, doi:10.1093/bioinformatics/bty593):
 *
 *   drug-target_interaction_affinities_Kd__Davis_et_al.2011v1.txt   Kd in nM: a row for each drug, a column for each protein
 *   drug-drug_similarities_2D.txt                                   how alike drugs are
 *   target-target_similarities_WS.txt                               Smith-Waterman scores of proteins
 *   ligands_can.txt, proteins.txt                                   JSON: names, in the order of rows
 *   folds/train_fold_setting1.txt, folds/test_fold_setting1.txt     JSON: lists of pairs, drug by drug from 0; where they are there
 *
 * Sets and relations are those of load_yamanishi.c, scores of proteins divided by the roots of both rows' own. The links
 * `pair` are all pairs, drug by drug; y is -log10 of Kd in mol/l. Split k of as many as there are lists to train on: list k
 * validates, the others train.
 */
#include "runtime/base/json_in.h"
#include "runtime/formats/dti.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { FOLDER = 2048 };

static const char affinities[] = "drug-target_interaction_affinities_Kd__Davis_et_al.2011v1.txt",
                  drugs[] = "drug-drug_similarities_2D.txt", proteins[] = "target-target_similarities_WS.txt",
                  training[] = "folds/train_fold_setting1.txt", testing[] = "folds/test_fold_setting1.txt";

typedef struct Davis {
    const char *spec;
    DtiMatrix kd, drug, protein;
    int64_t nearest;
    gatrt_data *data;
    Error *error;
} Davis;

static void path_of(const char *spec, const char *file, char path[FOLDER + 96])
{
    snprintf(path, FOLDER + 96, "%.*s/%s", (int)(dti_name_end(spec) - spec), spec, file);
}

bool davis_is_at(const char *spec)
{
    char path[FOLDER + 96];
    if (dti_name_end(spec) - spec >= FOLDER)
        return false;
    path_of(spec, affinities, path);
    return file_exists(path);
}

/* ------------------------------------------------------------------ matrices */

static bool is_square(const DtiMatrix *m, int64_t rows, const char *what, Error *error)
{
    return (m->rows == rows && m->columns == rows) ||
           dti_error(m, error, "%" PRId64 " rows and %" PRId64 " columns, but there are %" PRId64 " %ss", m->rows,
                     m->columns, rows, what);
}

static bool check_affinities(const DtiMatrix *m, Error *error)
{
    if (m->rows * m->columns > INT32_MAX)
        return dti_error(m, error, "more than 2147483647 pairs");
    for (int64_t i = 0; i < m->rows * m->columns; i++)
        if (!(m->value[i] > 0.0 && isfinite(m->value[i])))
            return dti_error(m, error, "%.15g in row %" PRId64 ": a Kd is above 0", m->value[i], i / m->columns + 1);
    return true;
}

/* s(a, b) / sqrt(s(a, a) s(b, b)): long proteins are not alike for being long. */
static bool normalize(DtiMatrix *m, Error *error)
{
    double *root = mem_alloc((size_t)m->rows, sizeof *root);
    bool good = true;
    for (int64_t v = 0; good && v < m->rows; v++) {
        root[v] = sqrt(m->value[v * m->columns + v]);
        good = root[v] > 0.0 || dti_error(m, error, "row %" PRId64 ": its score with itself is not above 0", v + 1);
    }
    for (int64_t i = 0; good && i < m->rows * m->columns; i++)
        m->value[i] /= root[i / m->columns] * root[i % m->columns];
    mem_free(root);
    return good;
}

static bool read_matrices(Davis *d)
{
    const struct {
        DtiMatrix *to;
        const char *file;
    } files[] = {{&d->kd, affinities}, {&d->drug, drugs}, {&d->protein, proteins}};
    char path[FOLDER + 96];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        path_of(d->spec, files[i].file, path);
        if (!dti_read(files[i].to, path, d->error))
            return false;
    }
    return check_affinities(&d->kd, d->error) && is_square(&d->drug, d->kd.rows, "drug", d->error) &&
           is_square(&d->protein, d->kd.columns, "protein", d->error) && normalize(&d->protein, d->error);
}

static void add_pairs(Davis *d)
{
    gatrt_set *pair = data_add_set(d->data, "pair");
    gatrt_relation *of = data_add_relation(d->data, "pair", 0, 1);
    pair->rows = of->edges = d->kd.rows * d->kd.columns;
    pair->classes = 1;
    pair->target = mem_alloc((size_t)pair->rows, sizeof *pair->target);
    of->src = mem_alloc((size_t)pair->rows, sizeof *of->src);
    of->dst = mem_alloc((size_t)pair->rows, sizeof *of->dst);
    for (int64_t i = 0; i < pair->rows; i++) {
        of->src[i] = (int32_t)(i / d->kd.columns);
        of->dst[i] = (int32_t)(i % d->kd.columns);
        pair->target[i] = (float)(9.0 - log10(d->kd.value[i]));
    }
    origin_add(d->data, ORIGIN_USED, affinities, "[%" PRId64 ", %" PRId64 "], y of pair: 9 - log10 of Kd in nM",
               d->kd.rows, d->kd.columns);
}

/* ------------------------------------------------------------------ names */

/* Members of an object come in the file's order. */
static bool name_rows(Davis *d, gatrt_set *set, const char *file)
{
    char path[FOLDER + 96];
    path_of(d->spec, file, path);
    if (!file_exists(path))
        return true;
    json_t *root = json_read(path, d->error), *value;
    if (!root)
        return false;
    const bool good = (int64_t)json_object_size(root) == set->rows ||
                      error_set(d->error, "%s: %zu names, but there are %s", file_shown(path), json_object_size(root),
                                rows_text(set, set->rows).text);
    Names *names = names_new();
    const char *key;
    if (good)
        json_object_foreach(root, key, value) names_add(names, key, strlen(key));
    json_decref(root);
    if (good) {
        set->row_name = names_take(names);
        origin_add(d->data, ORIGIN_USED, file, "names of %s", set->name);
    } else {
        names_free(names);
    }
    return good;
}

/* ------------------------------------------------------------------ splits */

static bool take_pairs(const Davis *d, const char *path, const json_t *list, int part)
{
    gatrt_set *pair = &d->data->sets[2];
    if (!json_is_array(list))
        return error_set(d->error, "%s: a list of pairs was expected", file_shown(path));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *value = json_array_get(list, i);
        const int64_t row = json_is_integer(value) ? json_integer_value(value) : -1;
        if (row < 0 || row >= pair->rows)
            return error_set(d->error, "%s: entry %zu of a list is no pair from 0 to %" PRId64, file_shown(path), i,
                             pair->rows - 1);
        for (int m = 0; m < 3; m++)
            if (pair->mask[m][row])
                return error_set(d->error, "%s: pair %" PRId64 " is there a second time", file_shown(path), row);
        split_add(pair, part, row);
    }
    return true;
}

static bool take_folds(const Davis *d, int64_t split, const char *path, const json_t *folds)
{
    const int64_t count = (int64_t)json_array_size(folds);
    if (count < 2)
        return error_set(d->error, "%s: two lists of pairs or more were expected", file_shown(path));
    if (split >= count)
        return error_set(d->error, "%s: there are %" PRId64 " splits, 0 to %" PRId64 ", but --split is %" PRId64,
                         file_shown(path), count, count - 1, split);
    for (int64_t k = 0; k < count; k++)
        if (!take_pairs(d, path, json_array_get(folds, (size_t)k), k == split))
            return false;
    origin_set_splits(d->data, split, count);
    origin_add(d->data, ORIGIN_USED, training, "%" PRId64 " lists, of which one validates and the others train", count);
    return true;
}

static bool read_splits(const Davis *d, int64_t split)
{
    char path[FOLDER + 96], test_path[FOLDER + 96];
    gatrt_set *pair = &d->data->sets[2];
    path_of(d->spec, training, path);
    path_of(d->spec, testing, test_path);
    if (!file_exists(path) && !file_exists(test_path))
        return true;
    for (int m = 0; m < 3; m++)
        pair->mask[m] = mem_alloc((size_t)pair->rows, 1);
    json_t *folds = json_read(path, d->error), *test = folds ? json_read(test_path, d->error) : NULL;
    const bool good = folds && test && take_folds(d, split, path, folds) && take_pairs(d, test_path, test, 2);
    if (good)
        origin_add(d->data, ORIGIN_USED, testing, "%zu pairs that test", json_array_size(test));
    json_decref(folds);
    json_decref(test);
    return good;
}

static bool make_data(Davis *d, const DataUse *use)
{
    dti_add_set(d->data, "drug", "alike", &d->drug, drugs, d->nearest);
    dti_add_set(d->data, "protein", "akin", &d->protein, proteins, d->nearest);
    add_pairs(d);
    dti_tell_nearest(d->data, d->nearest);
    return name_rows(d, &d->data->sets[0], "ligands_can.txt") && name_rows(d, &d->data->sets[1], "proteins.txt") &&
           read_splits(d, use->split) && (!use->model || inputs_check_widths(use->model, d->data, d->error));
}

gatrt_data *load_davis(const char *spec, const DataUse *use, Error *error)
{
    Davis d = {.spec = spec, .data = data_new_empty(spec), .error = error};
    const bool good = dti_nearest(spec, &d.nearest, error) && read_matrices(&d) && make_data(&d, use);
    dti_free(&d.kd);
    dti_free(&d.drug);
    dti_free(&d.protein);
    if (good)
        return d.data;
    gatrt_data_free(d.data);
    return NULL;
}

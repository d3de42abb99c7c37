/* load_yamanishi.c - drugs and proteins as Yamanishi et al. 2008 (doi:10.1093/bioinformatics/btn162) publish them, three matrices:
 *
 *   NAME_admat_dgc.txt    a row for each protein, a column for each drug: 1 where the drug binds
 *   NAME_simmat_dc.txt    how alike drugs are
 *   NAME_simmat_dg.txt    how alike proteins are
 *
 * with tabs between numbers and names of rows and columns. They become the sets drug and protein, whose features are their
 * similarities to all; the relations alike and akin, into each row from the most similar ones (5, or NAME:nearest=K), weighted
 * by how similar; and the links pair, all pairs of a drug and a protein, drug by drug, whose y says whether they bind.
 */
#include "runtime/formats/beginnings.h"
#include "runtime/formats/dti.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char joined_end[] = "_admat_dgc.txt";

/* ------------------------------------------------------------------ where the files are */

static int find(const char *spec, char prefix[BEGINNING_PATH], char names[BEGINNING_NAMES])
{
    char path[BEGINNING_PATH + 32];
    const size_t length = (size_t)(dti_name_end(spec) - spec);
    names[0] = 0;
    if (length >= BEGINNING_PATH / 2)
        return 0;
    snprintf(prefix, BEGINNING_PATH, "%.*s", (int)length, spec);
    if (name_ends(prefix, joined_end) && file_exists(prefix)) {
        prefix[length - (sizeof joined_end - 1)] = 0;
        return 1;
    }
    snprintf(path, sizeof path, "%s%s", prefix, joined_end);
    if (file_exists(path))
        return 1;
    memcpy(path, prefix, length + 1);
    return beginnings_in(path, "", joined_end, prefix, names);
}

bool yamanishi_is_at(const char *spec)
{
    char prefix[BEGINNING_PATH], names[BEGINNING_NAMES];
    return find(spec, prefix, names) > 0;
}

/* ------------------------------------------------------------------ similarities */

static bool check_similarities(const DtiMatrix *m, Error *error)
{
    if (!m->row)
        return dti_error(m, error, "rows and columns without names");
    if (m->rows != m->columns)
        return dti_error(m, error, "%" PRId64 " rows and %" PRId64 " columns, but similarities are as many of both",
                         m->rows, m->columns);
    for (int64_t v = 0; v < m->rows; v++)
        if (strcmp(names_at(m->row, v), names_at(m->column, v)))
            return dti_error(m, error, "row %" PRId64 " is called %.40s, its column %.40s", v + 1, names_at(m->row, v),
                             names_at(m->column, v));
    return true;
}

/* ------------------------------------------------------------------ all pairs */

/* Of each row or column of the matrix which row of the set it is. */
static bool find_rows(const DtiMatrix *m, const Names *own, const Names *set, const char *what, int32_t *row,
                      Error *error)
{
    if (names_count(own) != names_count(set))
        return dti_error(m, error, "%" PRId64 " %ss, but there are similarities of %" PRId64, names_count(own), what,
                         names_count(set));
    for (int64_t i = 0; i < names_count(own); i++) {
        const char *name = names_at(own, i);
        const int64_t at = names_find(set, name, strlen(name));
        if (at < 0)
            return dti_error(m, error, "the %s %.40s has no similarities", what, name);
        row[i] = (int32_t)at;
    }
    return true;
}

static bool count_pairs(const DtiMatrix *joined, int64_t *pairs, Error *error)
{
    *pairs = joined->rows * joined->columns;
    return *pairs <= INT32_MAX || dti_error(joined, error, "more than 2147483647 pairs");
}

static void add_pairs(gatrt_data *data, const DtiMatrix *joined, const int32_t *drug, const int32_t *protein,
                      int64_t ones)
{
    const int64_t drugs = joined->columns, proteins = joined->rows;
    gatrt_set *pair = data_add_set(data, "pair");
    gatrt_relation *of = data_add_relation(data, "pair", 0, 1);
    pair->rows = of->edges = drugs * proteins;
    pair->classes = 2;
    pair->label = mem_alloc((size_t)pair->rows, sizeof *pair->label);
    of->src = mem_alloc((size_t)pair->rows, sizeof *of->src);
    of->dst = mem_alloc((size_t)pair->rows, sizeof *of->dst);
    for (int64_t p = 0; p < proteins; p++)
        for (int64_t d = 0; d < drugs; d++) {
            const int64_t at = drug[d] * proteins + protein[p];
            of->src[at] = drug[d];
            of->dst[at] = protein[p];
            pair->label[at] = joined->value[p * drugs + d] == 1.0;
        }
    origin_add(data, ORIGIN_USED, joined_end + 1, "%" PRId64 " of %" PRId64 " pairs bind", ones, pair->rows);
}

typedef struct Yamanishi {
    DtiMatrix joined, drug, protein;
    int64_t nearest, ones;
} Yamanishi;

static bool read_all(Yamanishi *y, const char *prefix, Error *error)
{
    const struct {
        DtiMatrix *to;
        const char *end;
    } files[] = {{&y->joined, joined_end}, {&y->drug, "_simmat_dc.txt"}, {&y->protein, "_simmat_dg.txt"}};
    char path[BEGINNING_PATH + 32];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s%s", prefix, files[i].end);
        if (!dti_read(files[i].to, path, error))
            return false;
    }
    if (!y->joined.row)
        return dti_error(&y->joined, error, "rows and columns without names");
    return dti_is_ones(&y->joined, &y->ones, error) && check_similarities(&y->drug, error) &&
           check_similarities(&y->protein, error);
}

static bool make_data(Yamanishi *y, gatrt_data *data, Error *error)
{
    int64_t pairs;
    if (!count_pairs(&y->joined, &pairs, error))
        return false;
    int32_t *drug = mem_alloc((size_t)y->joined.columns, sizeof *drug);
    int32_t *protein = mem_alloc((size_t)y->joined.rows, sizeof *protein);
    const bool good = find_rows(&y->joined, y->joined.column, y->drug.row, "drug", drug, error) &&
                      find_rows(&y->joined, y->joined.row, y->protein.row, "protein", protein, error);
    if (good) {
        dti_add_set(data, "drug", "alike", &y->drug, "simmat_dc.txt", y->nearest);
        dti_add_set(data, "protein", "akin", &y->protein, "simmat_dg.txt", y->nearest);
        add_pairs(data, &y->joined, drug, protein, y->ones);
        data->sets[0].row_name = names_take(y->drug.row);
        data->sets[1].row_name = names_take(y->protein.row);
        y->drug.row = y->protein.row = NULL;
        dti_tell_nearest(data, y->nearest);
    }
    mem_free(drug);
    mem_free(protein);
    return good;
}

gatrt_data *load_yamanishi(const char *spec, const DataUse *use, Error *error)
{
    char prefix[BEGINNING_PATH], names[BEGINNING_NAMES];
    Yamanishi y = {.nearest = 0};
    if (find(spec, prefix, names) > 1) {
        error_set(error, "%s: it holds several data sets: %s; name one, as %s", file_shown(spec), names,
                  file_shown(prefix));
        return NULL;
    }
    gatrt_data *data = data_new_empty(spec);
    const bool good = dti_nearest(spec, &y.nearest, error) && read_all(&y, prefix, error) &&
                      make_data(&y, data, error) && (!use->model || inputs_check_widths(use->model, data, error));
    dti_free(&y.joined);
    dti_free(&y.drug);
    dti_free(&y.protein);
    if (good)
        return data;
    gatrt_data_free(data);
    return NULL;
}

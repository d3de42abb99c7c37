/* load_dtinet.c - drugs, proteins, diseases and side effects as DTINet publishes them (Luo et al. 2017,
 * doi:10.1038/s41467-017-00680-8), a folder of matrices of 0 and 1:
 *
 *   mat_drug_protein.txt    binds: a row for each drug, a column for each protein
 *   mat_drug_drug.txt, ...  other relations, as many of them as there are
 *   drug.txt, protein.txt   names, one a line, of those sets whose file is there
 *
 * Each 1 is an edge from its row to its column, so that a symmetric matrix has edges both ways. Sets have no features:
 * embeddings. mat_protein_drug.txt is mat_drug_protein.txt turned, and left out.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/formats/dti.h"
#include "runtime/formats/text_in.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDER = 2048 };

static const struct Matrix {
    const char *from, *to, *relation;
} matrices[] = {
    {"drug", "protein", "binds"},  {"drug", "drug", "interacts"}, {"protein", "protein", "touches"},
    {"drug", "disease", "treats"}, {"drug", "se", "causes"},      {"protein", "disease", "concerns"},
};

static void path_of(const char *folder, int i, char path[FOLDER + 64])
{
    snprintf(path, FOLDER + 64, "%s/mat_%s_%s.txt", folder, matrices[i].from, matrices[i].to);
}

bool dtinet_is_at(const char *spec)
{
    char path[FOLDER + 64];
    if (strlen(spec) >= FOLDER)
        return false;
    path_of(spec, 0, path);
    return file_exists(path);
}

/* ------------------------------------------------------------------ sets */

static bool fits(const DtiMatrix *m, gatrt_data *data, const char *name, int64_t rows, const char *what, Error *error)
{
    gatrt_set *set = data_find_set(data, name);
    if (!set)
        (set = data_add_set(data, name))->rows = rows;
    return set->rows == rows ||
           dti_error(m, error, "%" PRId64 " %ss, but there are %" PRId64 " of %s", rows, what, set->rows, name);
}

/* Where a name is there twice (protein.txt as it is published has two such lines), it tells no row, and none has one. */
static bool read_lines(TextIn *t, Names *names, int64_t *lines, int64_t *twice)
{
    const char *line;
    TextStep step;
    while ((step = text_next(t, &line)) == TEXT_LINE) {
        const int64_t before = names_count(names), at = names_add(names, line, strcspn(line, "\r\n"));
        ++*lines;
        if (at != before && *twice == 0)
            *twice = t->line;
    }
    return step == TEXT_END;
}

static bool read_names(const char *folder, gatrt_data *data, gatrt_set *set, Error *error)
{
    char path[FOLDER + 64];
    int64_t lines = 0, twice = 0;
    snprintf(path, sizeof path, "%s/%s.txt", folder, set->name);
    if (!file_exists(path))
        return true;
    TextIn t;
    Names *names = names_new();
    bool good = text_open(&t, path, error) && read_lines(&t, names, &lines, &twice);
    if (good && lines != set->rows)
        good = text_error(&t, "%" PRId64 " names, but there are %" PRId64 " rows of %s", lines, set->rows, set->name);
    text_close(&t);
    snprintf(path, sizeof path, "%s.txt", set->name);
    if (good && twice)
        origin_add(data, ORIGIN_REMARK, path,
                   "the name in line %" PRId64 " is there already: rows of %s go by their numbers", twice, set->name);
    else if (good)
        origin_add(data, ORIGIN_USED, path, "names");
    if (good && !twice)
        set->row_name = names_take(names);
    else
        names_free(names);
    return good;
}

/* ------------------------------------------------------------------ relations */

static int number_of(const gatrt_data *data, const char *set)
{
    return (int)(data_find_set(data, set) - data->sets);
}

static void join_ones(const DtiMatrix *m, gatrt_relation *to, int64_t ones)
{
    to->src = mem_alloc((size_t)ones + 1, sizeof *to->src);
    to->dst = mem_alloc((size_t)ones + 1, sizeof *to->dst);
    for (int64_t i = 0; i < m->rows; i++)
        for (int64_t j = 0; j < m->columns; j++)
            if (m->value[i * m->columns + j] == 1.0) {
                to->src[to->edges] = (int32_t)i;
                to->dst[to->edges++] = (int32_t)j;
            }
}

static bool read_relation(const char *folder, int i, gatrt_data *data, Error *error)
{
    char path[FOLDER + 64];
    int64_t ones;
    DtiMatrix m;
    path_of(folder, i, path);
    if (!file_exists(path))
        return true;
    const bool good = dti_read(&m, path, error) && dti_is_ones(&m, &ones, error) &&
                      fits(&m, data, matrices[i].from, m.rows, "row", error) &&
                      fits(&m, data, matrices[i].to, m.columns, "column", error);
    if (good) {
        join_ones(&m,
                  data_add_relation(data, matrices[i].relation, number_of(data, matrices[i].from),
                                    number_of(data, matrices[i].to)),
                  ones);
        origin_add(data, ORIGIN_USED, strrchr(path, '/') + 1, "%s, %" PRId64 " from %s to %s", matrices[i].relation,
                   ones, matrices[i].from, matrices[i].to);
    }
    dti_free(&m);
    return good;
}

/* ------------------------------------------------------------------ what is not read */

static int is_text(const struct dirent *entry)
{
    const char *name = entry->d_name;
    const size_t length = strlen(name);
    return *name != '.' && length > 4 && !strcmp(name + length - 4, ".txt");
}

static bool is_read(const gatrt_data *data, const char *name)
{
    char known[FOLDER + 64];
    for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++) {
        snprintf(known, sizeof known, "mat_%s_%s.txt", matrices[i].from, matrices[i].to);
        if (!strcmp(name, known))
            return true;
    }
    for (int i = 0; i < data->set_count; i++) {
        snprintf(known, sizeof known, "%.200s.txt", data->sets[i].name);
        if (!strcmp(name, known))
            return true;
    }
    return false;
}

/* A relation under another name would be missed nowhere else. */
static void tell_ignored(const char *folder, gatrt_data *data)
{
    struct dirent **names;
    const int count = scandir(folder, &names, is_text, alphasort);
    for (int i = 0; i < count; i++) {
        const bool turned = !strcmp(names[i]->d_name, "mat_protein_drug.txt");
        if (!is_read(data, names[i]->d_name))
            origin_add(data, ORIGIN_IGNORED, names[i]->d_name, "%s",
                       turned ? "mat_drug_protein.txt is read" : "no relation and no set has this name");
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

gatrt_data *load_dtinet(const char *spec, const DataUse *use, Error *error)
{
    gatrt_data *data = data_new_empty(spec);
    bool good = true;
    (void)use;
    for (size_t i = 0; good && i < sizeof matrices / sizeof *matrices; i++)
        good = read_relation(spec, (int)i, data, error);
    for (int i = 0; good && i < data->set_count; i++)
        good = read_names(spec, data, &data->sets[i], error);
    if (good)
        tell_ignored(spec, data);
    if (good)
        return data;
    gatrt_data_free(data);
    return NULL;
}

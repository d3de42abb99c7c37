/* dti_sets.c - drugs, or proteins: a set whose features are its rows' similarities to all, and a relation into each row from the
 * most similar ones (5, or NAME:nearest=K), weighted by how similar.
 */
#include "runtime/formats/dti.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NEAREST = 5, MOST_NEAREST = 1000 };

const char *dti_name_end(const char *spec)
{
    const char *colon = strrchr(spec, ':');
    return colon && !strncmp(colon, ":nearest=", 9) ? colon : spec + strlen(spec);
}

bool dti_nearest(const char *spec, int64_t *nearest, Error *error)
{
    const char *text = dti_name_end(spec);
    char *end;
    *nearest = NEAREST;
    if (!*text)
        return true;
    const long value = strtol(text + 9, &end, 10);
    if (*end || end == text + 9 || value < 1 || value > MOST_NEAREST)
        return error_set(error, "%s: nearest is a whole number from 1 to %d", file_shown(spec), MOST_NEAREST);
    *nearest = value;
    return true;
}

void dti_tell_nearest(gatrt_data *data, int64_t nearest)
{
    origin_add(data, ORIGIN_REMARK, "",
               "alike and akin join each drug, each protein, with its %" PRId64
               " most similar ones; NAME:nearest=K for others",
               nearest);
}

/* Of rows that are as similar the first. `taken` [rows] says which were before. */
static int64_t next_nearest(const DtiMatrix *m, int64_t v, uint8_t *taken)
{
    int64_t best = -1;
    for (int64_t u = 0; u < m->rows; u++)
        if (u != v && !taken[u] && (best < 0 || m->value[v * m->rows + u] > m->value[v * m->rows + best]))
            best = u;
    taken[best] = 1;
    return best;
}

static void join_nearest(const DtiMatrix *m, gatrt_relation *to, int64_t nearest)
{
    const int64_t each = nearest < m->rows - 1 ? nearest : m->rows - 1;
    uint8_t *taken = mem_alloc((size_t)m->rows, 1);
    to->src = mem_alloc((size_t)(m->rows * each), sizeof *to->src);
    to->dst = mem_alloc((size_t)(m->rows * each), sizeof *to->dst);
    to->edge_weight = mem_alloc((size_t)(m->rows * each), sizeof *to->edge_weight);
    for (int64_t v = 0; v < m->rows; v++) {
        memset(taken, 0, (size_t)m->rows);
        for (int64_t k = 0; k < each; k++, to->edges++) {
            const int64_t u = next_nearest(m, v, taken);
            to->src[to->edges] = (int32_t)u;
            to->dst[to->edges] = (int32_t)v;
            to->edge_weight[to->edges] = (float)m->value[v * m->rows + u];
        }
    }
    mem_free(taken);
}

void dti_add_set(gatrt_data *data, const char *name, const char *relation, const DtiMatrix *m, const char *file,
                 int64_t nearest)
{
    const int place = data->set_count;
    gatrt_set *set = data_add_set(data, name);
    set->rows = set->features = m->rows;
    set->x = mem_alloc((size_t)(m->rows * m->rows), sizeof *set->x);
    for (int64_t i = 0; i < m->rows * m->rows; i++)
        set->x[i] = (float)m->value[i];
    join_nearest(m, data_add_relation(data, relation, place, place), nearest);
    origin_add(data, ORIGIN_USED, file,
               "[%" PRId64 ", %" PRId64 "], features, and edges %s into each row from the most "
               "similar ones",
               m->rows, m->rows, relation);
}

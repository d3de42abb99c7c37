/* load_mtx.c - a square matrix in the Matrix Market's coordinate format as a graph (NIST, math.nist.gov/MatrixMarket):
 *
 *   %%MatrixMarket matrix coordinate pattern|real|integer general|symmetric
 *   % comments
 *   rows columns entries
 *   row column [value]                    entries lines; numbers from 1 on
 *
 * An entry is an edge from its row to its column, of a symmetric matrix the reverse, too, but for the diagonal. Values are
 * edge_weight, where not all are 1. Nodes are rows of the matrix, whether or not they have an edge: row 1 is node 0.
 */
#include "runtime/formats/fields.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { FIRST_ROOM = 1024, BANNER = 160, FEW_NODES = 1000000, MOST_NODES_AN_ENTRY = 1000 };

typedef struct Matrix {
    FieldText text;
    gatrt_data *data;
    gatrt_relation *edge;
    int64_t nodes, entries; /* as the file says */
    int64_t room;           /* for so many edges */
    bool valued, symmetric;
    bool below, above; /* entries of a symmetric matrix that are off its diagonal */
    bool all_one;
    double rounded;
    Error *error;
} Matrix;

/* ------------------------------------------------------------------ the first lines */

static bool is_one_of(const char *word, const char *first, const char *second, const char *third)
{
    return !strcmp(word, first) || !strcmp(word, second) || !strcmp(word, third);
}

static bool read_banner(Matrix *m)
{
    const char *line;
    const TextStep step = text_next(&m->text.in, &line);
    if (step != TEXT_LINE)
        return step == TEXT_END && error_set(m->error, "%s: empty", file_shown(m->text.in.path));
    char word[4][24] = {"", "", "", ""}, banner[BANNER];
    snprintf(banner, sizeof banner, "%.*s", (int)strcspn(line, "\r\n"), line);
    sscanf(banner, "%*s %23s %23s %23s %23s", word[0], word[1], word[2], word[3]);
    for (int i = 0; i < 4; i++)
        memcpy(word[i], field_name((Field){word[i], strlen(word[i])}).text, sizeof word[i]);
    m->valued = strcmp(word[2], "pattern") != 0;
    if (m->valued)
        m->edge->edge_weight = mem_alloc((size_t)m->room, sizeof *m->edge->edge_weight);
    m->symmetric = !strcmp(word[3], "symmetric");
    if (!strcmp(word[0], "matrix") && !strcmp(word[1], "coordinate") &&
        is_one_of(word[2], "pattern", "real", "integer") && is_one_of(word[3], "general", "symmetric", "symmetric"))
        return true;
    return text_error(&m->text.in,
                      "\"%.80s\", but a graph is a matrix coordinate pattern, real or integer, general or symmetric",
                      banner);
}

/* A whole number of `least` to `most`. */
static bool whole(const Matrix *m, int64_t field, int64_t least, int64_t most, int64_t *number)
{
    const Field f = m->text.field[field];
    double read;
    if (field_number(f, &read) && read == floor(read) && read >= (double)least && read <= (double)most) {
        *number = (int64_t)read;
        return true;
    }
    return text_error(&m->text.in, "\"%.*s\", but expected a whole number from %lld to %lld", field_shown(f), f.at,
                      (long long)least, (long long)most);
}

static bool read_size(Matrix *m)
{
    int64_t columns = 0;
    m->text.separator = ' ';
    const TextStep step = fields_next(&m->text);
    if (step != TEXT_LINE)
        return step == TEXT_END && error_set(m->error, "%s: no line of sizes", file_shown(m->text.in.path));
    if (m->text.count != 3)
        return text_error(&m->text.in, "%lld numbers, but expected rows, columns, entries", (long long)m->text.count);
    if (!whole(m, 0, 1, INT32_MAX, &m->nodes) || !whole(m, 1, 1, INT32_MAX, &columns) ||
        !whole(m, 2, 0, (int64_t)(text_most(&m->text.in) / 4), &m->entries)) /* 1 1 and a line's end */
        return false;
    if (columns != m->nodes)
        return text_error(&m->text.in, "%lld rows, but %lld columns; the matrix of a graph is square",
                          (long long)m->nodes, (long long)columns);
    return m->nodes <= FEW_NODES || m->nodes / MOST_NODES_AN_ENTRY <= m->entries ||
           text_error(&m->text.in, "%lld nodes, but only %lld entries", (long long)m->nodes, (long long)m->entries);
}

/* ------------------------------------------------------------------ entries */

static void add_edge(Matrix *m, int64_t from, int64_t to, float value)
{
    gatrt_relation *edge = m->edge;
    if (edge->edges == m->room) {
        m->room *= 2;
        edge->src = mem_longer(edge->src, edge->edges, m->room, sizeof *edge->src);
        edge->dst = mem_longer(edge->dst, edge->edges, m->room, sizeof *edge->dst);
        if (m->valued)
            edge->edge_weight = mem_longer(edge->edge_weight, edge->edges, m->room, sizeof *edge->edge_weight);
    }
    edge->src[edge->edges] = (int32_t)(from - 1);
    edge->dst[edge->edges] = (int32_t)(to - 1);
    if (m->valued)
        edge->edge_weight[edge->edges] = value;
    edge->edges++;
}

static bool read_value(Matrix *m, float *value)
{
    const Field f = m->text.field[2];
    double number;
    if (!field_number(f, &number) || !isfinite((float)number))
        return text_error(&m->text.in, "\"%.*s\" is no number", field_shown(f), f.at);
    if (m->rounded == 0.0 && data_rounds(number))
        m->rounded = number;
    *value = (float)number;
    m->all_one &= *value == 1.0f;
    return true;
}

static bool read_entry(Matrix *m)
{
    int64_t row = 0, column = 0;
    float value = 1.0f;
    if (m->text.count != 2 + m->valued)
        return text_error(&m->text.in, "%lld numbers, but an entry is row, column%s", (long long)m->text.count,
                          m->valued ? ", value" : "");
    if (!whole(m, 0, 1, m->nodes, &row) || !whole(m, 1, 1, m->nodes, &column) || (m->valued && !read_value(m, &value)))
        return false;
    m->below |= row > column;
    m->above |= row < column;
    if (m->symmetric && m->below && m->above)
        return text_error(&m->text.in, "an entry on the other side of the diagonal than those before; of a symmetric "
                                       "matrix one side is in the file");
    add_edge(m, row, column, value);
    if (m->symmetric && row != column)
        add_edge(m, column, row, value);
    return true;
}

static bool read_entries(Matrix *m)
{
    int64_t count = 0;
    for (;; count++) {
        const TextStep step = fields_next(&m->text);
        if (step == TEXT_FAILED)
            return false;
        if (step == TEXT_END)
            break;
        if (count == m->entries)
            return text_error(&m->text.in, "more entries than %lld, which there should be", (long long)count);
        if (!read_entry(m))
            return false;
    }
    return count == m->entries ||
           error_set(m->error, "%s: %lld entries, but there should be %lld; is the file complete?",
                     file_shown(m->text.in.path), (long long)count, (long long)m->entries);
}

/* ------------------------------------------------------------------ all of it */

static void tell(const Matrix *m)
{
    gatrt_data *data = m->data;
    origin_add(data, ORIGIN_USED, m->symmetric ? "symmetric matrix" : "matrix",
               "%lld entries%s; rows 1 to %lld are nodes 0 to %lld", (long long)m->entries,
               m->symmetric ? ", each an edge in both directions" : ", each an edge from row to column",
               (long long)m->nodes, (long long)m->nodes - 1);
    if (m->valued)
        origin_add(data, m->all_one ? ORIGIN_IGNORED : ORIGIN_USED, "values", "%s",
                   m->all_one ? "all are 1: the edges have no weights" : "edge_weight");
    if (m->rounded != 0.0)
        data_tell_rounded(data, "values", m->rounded);
}

static bool read_all(Matrix *m, const char *path)
{
    if (!fields_open(&m->text, path, m->error) || !read_banner(m) || !read_size(m) || !read_entries(m))
        return false;
    m->data->sets[0].rows = m->nodes;
    tell(m);
    if (m->valued && m->all_one) {
        mem_free(m->edge->edge_weight);
        m->edge->edge_weight = NULL;
    }
    return true;
}

bool mtx_is_at(const char *path)
{
    TextIn in;
    const char *line = "";
    const bool is = text_open(&in, path, &(Error){""}) && text_next(&in, &line) == TEXT_LINE &&
                    !strncasecmp(line, "%%MatrixMarket", strlen("%%MatrixMarket"));
    text_close(&in);
    return is;
}

gatrt_data *load_mtx(const char *spec, const DataUse *use, Error *error)
{
    (void)use; /* features are not in it */
    Matrix *m = mem_alloc(1, sizeof *m);
    *m = (Matrix){.data = data_new(spec), .all_one = true, .error = error};
    m->edge = &m->data->relations[0];
    m->edge->src = mem_alloc(m->room = FIRST_ROOM, sizeof *m->edge->src);
    m->edge->dst = mem_alloc(FIRST_ROOM, sizeof *m->edge->dst);
    const bool good = read_all(m, spec);
    gatrt_data *data = m->data;
    fields_close(&m->text);
    mem_free(m);
    if (good)
        return data;
    gatrt_data_free(data);
    return NULL;
}

/* load_csv.c - a graph as a folder of text files, numbers with commas between them:
 *
 *   features.csv                           a row for each node
 *   edges.csv                              source, destination, then the edge's attributes, if any;
 *                                          edge_list.csv and edges_undir.csv are read as well
 *   labels.csv                             optional, a row for each node: a class number, or 0 and 1
 *                                          for each label, or targets
 *   train.txt, val.txt, test.txt           each optional: a node's number in a line
 *
 * A first line that holds no numbers is a header. Nodes count from 0. Edges are taken
 * as they stand: where each is there once, graph { symmetric = true } adds the others.
 */
#include "runtime.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_PATH = 4096 };

/* What one file holds; values row by row. */
typedef struct Table {
    char path[LONGEST_PATH];
    double *values;
    int64_t rows, columns;
    int64_t first_line; /* of the first row, in the file */
} Table;                /* owns values */

/* -------------------------------------------------------------- one text file */

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\r')
        at++;
    return at;
}

/* Past the number at `at`; NULL where there is none, or what follows belongs to it. */
static const char *read_number(const char *at, double *number)
{
    char *end;
    at = skip_blanks(at);
    if (isspace((unsigned char)*at)) /* strtod would go on to the next line */
        return NULL;
    *number = strtod(at, &end);
    const char *after = skip_blanks(end);
    return end != at && (*after == ',' || *after == '\n' || *after == '\0') ? after : NULL;
}

static bool field_error(const Table *t, int64_t line, const char *at, Error *error)
{
    at = skip_blanks(at);
    const int length = (int)strcspn(at, ",\r\n");
    return error_set(error, "%s:%lld: \"%.*s\" is not a number", file_shown(t->path), (long long)line,
                     length < 40 ? length : 40, at);
}

/* One line of numbers, appended to the table; the first row says how many there are. */
static bool read_row(Table *t, const char *at, int64_t line, Error *error)
{
    double *to = t->values + t->rows * t->columns;
    int64_t count = 0;
    for (;; at++, count++) {
        const char *after = NULL;
        if (t->rows == 0 || count < t->columns)
            after = read_number(at, &to[count]);
        if (!after && t->rows > 0 && count >= t->columns)
            return error_set(error, "%s:%lld: more than %lld numbers, which line %lld has", file_shown(t->path),
                             (long long)line, (long long)t->columns, (long long)t->first_line);
        if (!after)
            return field_error(t, line, at, error);
        at = after;
        if (*at != ',')
            break;
    }
    count++;
    if (t->rows == 0)
        t->columns = count;
    t->rows++;
    return count == t->columns ||
           error_set(error, "%s:%lld: %lld numbers, but line %lld has %lld", file_shown(t->path), (long long)line,
                     (long long)count, (long long)t->first_line, (long long)t->columns);
}

/* No field of a header is a number: "0.5,x" is a row with a mistake in it. */
static bool is_header(const char *line)
{
    double ignored;
    for (;; line++) {
        if (read_number(line, &ignored))
            return false;
        line += strcspn(line, ",\n");
        if (*line != ',')
            return true;
    }
}

/* Every number is followed by a comma, a line's end or the text's: these bound how many there are. */
static size_t count_fields(const char *text)
{
    size_t fields = 1;
    for (; *text; text++)
        fields += *text == ',' || *text == '\n';
    return fields;
}

static bool parse_table(Table *t, const char *text, Error *error)
{
    int64_t line = 1;
    t->values = mem_alloc(count_fields(text), sizeof *t->values);
    for (const char *at = text; *at; line++) {
        const char *start = skip_blanks(at);
        if (*start != '\n' && *start && !(line == 1 && is_header(at))) {
            if (t->rows == 0)
                t->first_line = line;
            if (!read_row(t, at, line, error))
                return false;
        }
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return true;
}

static bool read_table(Table *t, const char *folder, const char *name, Error *error)
{
    unsigned char *bytes;
    size_t size;
    *t = (Table){.values = NULL};
    const int length = snprintf(t->path, sizeof t->path, "%s/%s", folder, name);
    if (length < 0 || (size_t)length >= sizeof t->path)
        return error_set(error, "%s: the path is too long", file_shown(folder));
    if (!file_read(t->path, &bytes, &size, error))
        return false;
    bool good = !memchr(bytes, '\0', size) || error_set(error, "%s: is not text", file_shown(t->path));
    good = good && parse_table(t, (const char *)bytes, error);
    mem_free(bytes);
    return good;
}

/* ------------------------------------------------------------------- meaning */

static bool has_file(const char *folder, const char *name)
{
    char path[LONGEST_PATH];
    const int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    return length > 0 && (size_t)length < sizeof path && file_exists(path);
}

static bool at_place(const Table *t, int64_t row, int64_t column, const char *wrong, Error *error)
{
    return error_set(error, "%s: row %lld, number %lld is %.15g, %s", file_shown(t->path), (long long)row + 1,
                     (long long)column + 1, t->values[row * t->columns + column], wrong);
}

/* A column of the table as node numbers. */
static bool take_nodes(const Table *t, int64_t column, int64_t nodes, int32_t *to, Error *error)
{
    char wrong[64];
    snprintf(wrong, sizeof wrong, "but nodes are numbered from 0 to %lld", (long long)nodes - 1);
    for (int64_t r = 0; r < t->rows; r++) {
        const double number = t->values[r * t->columns + column];
        if (!(number >= 0.0 && number < (double)nodes && number == floor(number)))
            return at_place(t, r, column, wrong, error);
        to[r] = (int32_t)number;
    }
    return true;
}

/* Columns from `first` on, as floats; data_check looks at them. */
static float *take_floats(const Table *t, int64_t first)
{
    const int64_t width = t->columns - first;
    float *to = mem_alloc((size_t)t->rows * (size_t)width, sizeof *to);
    for (int64_t r = 0; r < t->rows; r++)
        for (int64_t j = 0; j < width; j++)
            to[r * width + j] = (float)t->values[r * t->columns + first + j];
    return to;
}

static bool read_features(gatrt_data *d, const char *folder, Table *t, Error *error)
{
    if (!read_table(t, folder, "features.csv", error))
        return false;
    if (t->rows == 0)
        return error_set(error, "%s: there is no node", file_shown(t->path));
    d->nodes = t->rows;
    d->features = t->columns;
    d->x = take_floats(t, 0);
    return d->nodes <= INT32_MAX || error_set(error, "%s: more than 2147483647 nodes", file_shown(t->path));
}

static bool read_edges(gatrt_data *d, const char *folder, Table *t, Error *error)
{
    static const char *const names[] = {"edges.csv", "edge_list.csv", "edges_undir.csv"};
    int which = 0;
    while (which < 2 && !has_file(folder, names[which]))
        which++;
    if (which == 2 && !has_file(folder, names[2]))
        which = 0; /* and let it be missed by its first name */
    if (!read_table(t, folder, names[which], error))
        return false;
    if (t->rows > 0 && t->columns < 2)
        return error_set(error, "%s: one number in a line, but an edge is source and destination", file_shown(t->path));
    d->edges = t->rows;
    d->src = mem_alloc((size_t)d->edges, sizeof *d->src);
    d->dst = mem_alloc((size_t)d->edges, sizeof *d->dst);
    if (t->columns > 2) {
        d->edge_features = t->columns - 2;
        d->edge_attr = take_floats(t, 2);
    }
    return take_nodes(t, 0, d->nodes, d->src, error) && take_nodes(t, 1, d->nodes, d->dst, error);
}

/* One whole number a node is its class; data_check holds classes to a range. */
static bool take_classes(gatrt_data *d, const Table *t)
{
    for (int64_t v = 0; v < t->rows; v++)
        if (t->values[v] != floor(t->values[v]) || fabs(t->values[v]) > INT32_MAX)
            return false;
    d->label = mem_alloc((size_t)d->nodes, sizeof *d->label);
    for (int64_t v = 0; v < d->nodes; v++) {
        d->label[v] = (int32_t)t->values[v];
        if (d->label[v] >= d->classes)
            d->classes = (int64_t)d->label[v] + 1;
    }
    return true;
}

static bool read_labels(gatrt_data *d, const char *folder, Table *t, Error *error)
{
    if (!has_file(folder, "labels.csv"))
        return true; /* enough to predict */
    if (!read_table(t, folder, "labels.csv", error))
        return false;
    if (t->rows != d->nodes)
        return error_set(error, "%s: %lld rows, but features.csv has %lld", file_shown(t->path), (long long)t->rows,
                         (long long)d->nodes);
    if (t->columns > 1 || !take_classes(d, t)) {
        d->classes = t->columns;
        d->target = take_floats(t, 0);
    }
    return true;
}

static bool read_split(gatrt_data *d, const char *folder, int split, Table *t, Error *error)
{
    static const char *const names[3] = {"train.txt", "val.txt", "test.txt"};
    if (!has_file(folder, names[split]))
        return true;
    if (!read_table(t, folder, names[split], error))
        return false;
    if (t->columns > 1)
        return error_set(error, "%s: %lld numbers in a line, but expected one, a node's", file_shown(t->path),
                         (long long)t->columns);
    int32_t *nodes = mem_alloc((size_t)t->rows, sizeof *nodes);
    const bool good = take_nodes(t, 0, d->nodes, nodes, error);
    d->mask[split] = mem_alloc((size_t)d->nodes, 1);
    for (int64_t i = 0; good && i < t->rows; i++)
        d->mask[split][nodes[i]] = 1;
    mem_free(nodes);
    return good;
}

gatrt_data *load_csv(const char *spec, Error *error)
{
    gatrt_data *data = data_new(spec);
    Table table = {.values = NULL};
    bool good = true;
    for (int part = 0; good && part < 6; part++) {
        good = part == 0   ? read_features(data, spec, &table, error)
               : part == 1 ? read_edges(data, spec, &table, error)
               : part == 2 ? read_labels(data, spec, &table, error)
                           : read_split(data, spec, part - 3, &table, error);
        mem_free(table.values);
        table.values = NULL;
    }
    if (good)
        return data;
    gatrt_data_free(data);
    return NULL;
}

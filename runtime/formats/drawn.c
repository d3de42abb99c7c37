/* drawn.c - nodes, edges and attributes as readers of graph tools' files tell them, one after another.
 *
 * All that is kept grows with what was told: a column has an entry for each cell that stands in the file, and nothing
 * for the others, so that many columns of many rows take no more than the file's own size, times a small number.
 */
#include "runtime/formats/drawn.h"
#include "runtime/formats/decimal.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

enum { FIRST_ROOM = 64, MOST_COLUMNS = 100000 };

void drawn_begin(Drawn *d, const char *path, Error *error)
{
    *d = (Drawn){.path = path, .error = error};
    d->ids = names_new();
    d->texts = names_new();
    d->of[DRAWN_NODES].names = names_new();
    d->of[DRAWN_EDGES].names = names_new();
}

void drawn_free(Drawn *d)
{
    for (int of = 0; of < 2; of++) {
        for (int64_t c = 0; c < d->of[of].count; c++) {
            mem_free(d->of[of].columns[c].cells);
            mem_free(d->of[of].columns[c].numbers);
        }
        mem_free(d->of[of].columns);
        names_free(d->of[of].names);
    }
    names_free(d->ids);
    names_free(d->texts);
    mem_free(d->row);
    mem_free(d->edges);
}

bool drawn_error(const Drawn *d, const char *format, ...)
{
    char wrong[224], place[64] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(wrong, sizeof wrong, format, arguments);
    va_end(arguments);
    if (d->line > 0)
        snprintf(place, sizeof place, ":%lld", (long long)d->line);
    else if (d->list)
        snprintf(place, sizeof place, ": %s[%lld]", d->list, (long long)d->place);
    return error_set(d->error, "%s%s: %s", file_shown(d->path), place, wrong);
}

/* Room for `wanted` elements in all, of which `count` are there. */
static void *with_room(void *old, int64_t count, int64_t wanted, int64_t *room, size_t size)
{
    if (wanted <= *room)
        return old;
    *room = *room < FIRST_ROOM ? FIRST_ROOM : 2 * *room;
    *room = *room < wanted ? wanted : *room;
    return mem_longer(old, count, *room, size);
}

/* ------------------------------------------------------------------ nodes and edges */

/* The number of a node's name, which may be new. */
static int64_t id_of(Drawn *d, const char *id)
{
    const int64_t before = names_count(d->ids), number = names_add(d->ids, id, strlen(id));
    if (number < 0) {
        drawn_error(d, "more than 2147483647 nodes");
        return -1;
    }
    if (number == before) {
        d->row = with_room(d->row, before, before + 1, &d->row_room, sizeof *d->row);
        d->row[number] = -1;
    }
    return number;
}

int64_t drawn_node(Drawn *d, const char *id)
{
    const int64_t number = id_of(d, id);
    if (number < 0)
        return -1;
    if (d->row[number] >= 0) {
        drawn_error(d, "the node \"%.40s\" is there already", id);
        return -1;
    }
    d->row[number] = (int32_t)d->rows;
    return d->rows++;
}

bool drawn_called(Drawn *d, int64_t row, const char *label)
{
    const int64_t column = drawn_column(d, DRAWN_NODES, "label");
    d->label_names = true;
    return column >= 0 && drawn_text(d, DRAWN_NODES, column, row, label);
}

int64_t drawn_edge(Drawn *d, const char *from, const char *to, bool directed)
{
    const int64_t source = id_of(d, from), target = source < 0 ? -1 : id_of(d, to);
    if (target < 0)
        return -1;
    d->edges = with_room(d->edges, d->edge_count, d->edge_count + 1, &d->edge_room, sizeof *d->edges);
    d->edges[d->edge_count] = (DrawnEdge){(int32_t)source, (int32_t)target, directed};
    return d->edge_count++;
}

/* ------------------------------------------------------------------ attributes */

int64_t drawn_column(Drawn *d, DrawnOf of, const char *name)
{
    DrawnTable *t = &d->of[of];
    const int64_t number = names_add(t->names, name, strlen(name));
    if (number < t->count)
        return number;
    if (number == MOST_COLUMNS) {
        drawn_error(d, "more than %d attributes", MOST_COLUMNS);
        return -1;
    }
    t->columns = with_room(t->columns, t->count, t->count + 1, &t->room, sizeof *t->columns);
    t->count++;
    return number;
}

/* Numbers and flags are numbers; whatever else stands in one column is of no use. */
static void note_kind(DrawnColumn *c, DrawnKind kind)
{
    const bool numbers =
        (c->kind == DRAWN_NUMBER || c->kind == DRAWN_FLAG) && (kind == DRAWN_NUMBER || kind == DRAWN_FLAG);
    if (c->kind == DRAWN_EMPTY || c->kind == kind)
        c->kind = kind;
    else
        c->kind = numbers ? DRAWN_NUMBER : DRAWN_MIXED;
}

/* Row -1 stands for those that have none. */
static bool add_cell(DrawnColumn *c, DrawnKind kind, int64_t row, double value)
{
    note_kind(c, kind);
    if (row < 0) {
        c->has_other = true;
        c->other = value;
        return true;
    }
    c->cells = with_room(c->cells, c->count, c->count + 1, &c->room, sizeof *c->cells);
    c->cells[c->count++] = (DrawnCell){row, value};
    return true;
}

bool drawn_number(Drawn *d, DrawnOf of, int64_t column, int64_t row, double number)
{
    return isnan(number) || add_cell(&d->of[of].columns[column], DRAWN_NUMBER, row, number);
}

bool drawn_flag(Drawn *d, DrawnOf of, int64_t column, int64_t row, bool flag)
{
    return add_cell(&d->of[of].columns[column], DRAWN_FLAG, row, flag);
}

bool drawn_text(Drawn *d, DrawnOf of, int64_t column, int64_t row, const char *text)
{
    const int64_t number = names_add(d->texts, text, strlen(text));
    return number < 0 ? drawn_error(d, "more than 2147483647 texts")
                      : add_cell(&d->of[of].columns[column], DRAWN_TEXT, row, (double)number);
}

bool drawn_list(Drawn *d, DrawnOf of, int64_t column, int64_t row, const double *numbers, int64_t count)
{
    DrawnColumn *c = &d->of[of].columns[column];
    const int64_t at = c->number_count;
    if (c->kind == DRAWN_EMPTY)
        c->width = count;
    if (c->kind == DRAWN_LIST && count != c->width)
        note_kind(c, DRAWN_MIXED);
    if (c->kind == DRAWN_MIXED)
        return true;
    c->numbers = with_room(c->numbers, at, at + count, &c->number_room, sizeof *c->numbers);
    if (count > 0)
        memcpy(c->numbers + at, numbers, (size_t)count * sizeof *numbers);
    c->number_count += count;
    return add_cell(c, DRAWN_LIST, row, (double)at);
}

/* ------------------------------------------------------------------ as text */

static bool number_of(const char *text, double *number)
{
    while (isspace((unsigned char)*text))
        text++;
    const char *end = decimal_double(text, number);
    while (end && isspace((unsigned char)*end))
        end++;
    return end && *end == 0;
}

static bool flag_of(const char *text, bool *flag)
{
    *flag = !strcasecmp(text, "true") || !strcmp(text, "1");
    return *flag || !strcasecmp(text, "false") || !strcmp(text, "0");
}

/* "[1, 2.5]", "1|2.5", "1 2.5": whatever stands between numbers. */
static bool list_of(Drawn *d, DrawnOf of, int64_t column, int64_t row, const char *text)
{
    static const char between[] = " \t\r\n,;|[]()";
    double *numbers = mem_alloc(strlen(text) / 2 + 1, sizeof *numbers);
    int64_t count = 0;
    bool good = true;
    for (const char *at = text + strspn(text, between); *at && good; at += strspn(at, between)) {
        const char *end = decimal_double(at, &numbers[count++]);
        good = end && (*end == 0 || strchr(between, *end));
        at = end ? end : at;
    }
    good = good ? drawn_list(d, of, column, row, numbers, count)
                : drawn_error(d, "\"%.40s\" is no list of numbers, as which %.60s is declared", text,
                              names_at(d->of[of].names, column));
    mem_free(numbers);
    return good;
}

bool drawn_typed(Drawn *d, DrawnOf of, int64_t column, int64_t row, DrawnKind kind, const char *text)
{
    const char *name = names_at(d->of[of].names, column);
    double number;
    bool flag;
    if (kind == DRAWN_TEXT)
        return drawn_text(d, of, column, row, text);
    if (kind == DRAWN_LIST && row >= 0)
        return list_of(d, of, column, row, text);
    if (text[strspn(text, " \t\r\n")] == 0 || kind == DRAWN_LIST)
        return true; /* there is none */
    if (kind == DRAWN_FLAG)
        return flag_of(text, &flag)
                   ? drawn_flag(d, of, column, row, flag)
                   : drawn_error(d, "%.60s is \"%.40s\", but is declared to be true or false", name, text);
    return number_of(text, &number) ? drawn_number(d, of, column, row, number)
                                    : drawn_error(d, "%.60s is \"%.40s\", but is declared to be a number", name, text);
}

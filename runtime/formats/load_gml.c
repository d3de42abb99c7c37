/* load_gml.c - GML (Himsolt 1997), as networkx, igraph and yEd write it:
 *
 *   graph [ directed 1  node [ id 0 label "a" age 3 x [ ... ] ]  edge [ source 0 target 1 weight 2.5 ] ]
 *
 * A key is followed by a number, a text in quotes, or by keys in brackets. Nodes go by their labels where each has one
 * of its own. A key that stands in a node several times with numbers is a list, as networkx writes them. What is nested in
 * nodes and edges, and all outside the graph, is passed over; depth is counted, not called.
 */
#include "runtime/formats/drawn.h"
#include "runtime/formats/decimal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NESTED = 64, MOST_KEY = 128 };

typedef enum { END, KEY, NUMBER, TEXT, OPEN, CLOSE, WRONG } Token;

typedef struct Value { /* of a node or an edge that is open */
    int64_t column, place;
    Token token;
    double number;
    char *text; /* in the file's bytes */
} Value;

typedef struct Reading {
    Drawn *d;
    char *at; /* in the file's bytes, after which a 0 stands */
    char key[MOST_KEY];
    double number;
    char *text;
    Value *values;
    int64_t count, room;
    bool directed;
    double *numbers; /* of a list */
    int64_t numbers_room;
} Reading; /* owns values and numbers */

/* ------------------------------------------------------------------ tokens */

static void skip_blanks(Reading *r)
{
    for (;; r->at++) {
        if (*r->at == '#')
            r->at += strcspn(r->at, "\n");
        r->d->line += *r->at == '\n';
        if (!isspace((unsigned char)*r->at))
            return;
    }
}

/* A character of "&#228;" or "&amp;", in place; how many bytes it took, 0: it is none. */
static size_t unescape(const char *at, char **to)
{
    static const struct {
        const char *name;
        char is;
    } named[] = {{"&amp;", '&'}, {"&quot;", '"'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&apos;", '\''}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (!strncmp(at, named[i].name, strlen(named[i].name))) {
            *(*to)++ = named[i].is;
            return strlen(named[i].name);
        }
    char *end;
    const unsigned long code = !strncmp(at, "&#", 2) && isdigit((unsigned char)at[2]) ? strtoul(at + 2, &end, 10) : 0;
    char *after = code && *end == ';' ? text_encode(*to, code) : NULL; /* never longer than what says it */
    if (!after)
        return 0;
    *to = after;
    return (size_t)(end + 1 - at);
}

static Token take_text(Reading *r)
{
    char *to = r->text = ++r->at;
    while (*r->at && *r->at != '"') {
        const size_t taken = *r->at == '&' ? unescape(r->at, &to) : 0;
        r->d->line += *r->at == '\n';
        if (taken == 0)
            *to++ = *r->at;
        r->at += taken ? taken : 1;
    }
    if (!*r->at) {
        drawn_error(r->d, "a text without an end");
        return WRONG;
    }
    r->at++;
    *to = 0;
    return TEXT;
}

static Token take_number(Reading *r)
{
    r->text = r->at;
    char *end = (char *)decimal_double(r->at, &r->number);
    if (!end || (*end && !isspace((unsigned char)*end) && *end != ']')) {
        drawn_error(r->d, "\"%.20s\" is no number", r->at);
        return WRONG;
    }
    r->at = end;
    return NUMBER;
}

static Token take_key(Reading *r)
{
    size_t length = 0;
    while (isalnum((unsigned char)r->at[length]) || r->at[length] == '_')
        length++;
    if (length == 0 || length >= MOST_KEY) {
        drawn_error(r->d, length ? "a key of %d bytes or more" : "a character that belongs to nothing", MOST_KEY);
        return WRONG;
    }
    memcpy(r->key, r->at, length);
    r->key[length] = 0;
    r->at += length;
    return KEY;
}

static Token next(Reading *r)
{
    skip_blanks(r);
    const char c = *r->at;
    if (c == 0)
        return END;
    if (c == '[' || c == ']') {
        r->at++;
        return c == '[' ? OPEN : CLOSE;
    }
    if (c == '"')
        return take_text(r);
    return c == '-' || c == '+' || c == '.' || isdigit((unsigned char)c) ? take_number(r) : take_key(r);
}

static Token next_value(Reading *r)
{
    const Token token = next(r);
    if (token == NUMBER || token == TEXT || token == OPEN || token == WRONG)
        return token;
    drawn_error(r->d, "%.60s is followed by no value: a number, a text in quotes, or [ keys ]", r->key);
    return WRONG;
}

/* What is in brackets, however deep; the first one is open. */
static bool skip(Reading *r)
{
    for (int depth = 1; depth > 0;) {
        const Token token = next(r);
        depth += (token == OPEN) - (token == CLOSE);
        if (token == WRONG)
            return false;
        if (token == END)
            return drawn_error(r->d, "a [ without its ]");
        if (depth > MOST_NESTED)
            return drawn_error(r->d, "lists are nested too deep");
    }
    return true;
}

/* ------------------------------------------------------------------ nodes and edges */

static bool note_value(Reading *r, DrawnOf of, Token token)
{
    const int64_t column = drawn_column(r->d, of, r->key);
    if (column < 0)
        return false;
    if (token == TEXT && !strcmp(r->text, "_networkx_list_start")) /* before a list of one */
        return true;
    if (r->count == r->room) {
        r->room = r->room ? 2 * r->room : 64;
        r->values = mem_longer(r->values, r->count, r->room, sizeof *r->values);
    }
    r->values[r->count] = (Value){column, r->count, token, r->number, r->text};
    r->count++;
    return true;
}

static int value_order(const void *a, const void *b)
{
    const Value *p = a, *q = b;
    return p->column != q->column ? (p->column > q->column) - (p->column < q->column)
                                  : (p->place > q->place) - (p->place < q->place);
}

/* A key's values, of which there may be several: a list, where they are numbers. */
static bool give_values(Reading *r, DrawnOf of, int64_t row, const Value *first, int64_t count)
{
    if (count == 1 && first->token == TEXT)
        return drawn_text(r->d, of, first->column, row, first->text);
    if (count == 1 && first->token == NUMBER)
        return drawn_number(r->d, of, first->column, row, first->number);
    if (count > r->numbers_room) {
        mem_free(r->numbers);
        r->numbers = mem_alloc((size_t)(r->numbers_room = 2 * count), sizeof *r->numbers);
    }
    for (int64_t i = 0; i < count; i++) {
        if (first[i].token != NUMBER) {
            r->d->of[of].columns[first->column].kind = DRAWN_MIXED;
            return true;
        }
        r->numbers[i] = first[i].number;
    }
    return drawn_list(r->d, of, first->column, row, r->numbers, count);
}

static bool give_all(Reading *r, DrawnOf of, int64_t row)
{
    if (r->count > 1)
        qsort(r->values, (size_t)r->count, sizeof *r->values, value_order);
    for (int64_t i = 0, count; i < r->count; i += count) {
        for (count = 1; i + count < r->count && r->values[i + count].column == r->values[i].column; count++)
            ;
        if (!give_values(r, of, row, &r->values[i], count))
            return false;
    }
    return true;
}

/* The number as it stands in the file, or the text. */
static bool keep_id(Reading *r, Token token, char id[MOST_KEY])
{
    const size_t length = token == TEXT ? strlen(r->text) : (size_t)(r->at - r->text);
    if (token == OPEN || length >= MOST_KEY)
        return drawn_error(r->d, "%.60s is a number, or a text of less than %d bytes", r->key, MOST_KEY);
    memcpy(id, r->text, length);
    id[length] = 0;
    return true;
}

typedef struct Ends {
    char id[MOST_KEY], source[MOST_KEY], target[MOST_KEY];
} Ends;

static char *end_named(Ends *e, DrawnOf of, const char *key)
{
    if (of == DRAWN_NODES)
        return !strcmp(key, "id") ? e->id : NULL;
    return !strcmp(key, "source") ? e->source : !strcmp(key, "target") ? e->target : NULL;
}

static bool give_row(Reading *r, DrawnOf of, const Ends *e)
{
    if (of == DRAWN_NODES && !e->id[0])
        return drawn_error(r->d, "a node without an id");
    if (of == DRAWN_EDGES && (!e->source[0] || !e->target[0]))
        return drawn_error(r->d, "an edge without source or target");
    const int64_t row =
        of == DRAWN_NODES ? drawn_node(r->d, e->id) : drawn_edge(r->d, e->source, e->target, r->directed);
    return row >= 0 && give_all(r, of, row);
}

static bool take_row(Reading *r, DrawnOf of)
{
    Ends e = {"", "", ""};
    Token token;
    for (r->count = 0; (token = next(r)) == KEY;) {
        char *end = end_named(&e, of, r->key);
        token = next_value(r);
        if (token == WRONG || (end && !keep_id(r, token, end)))
            return false;
        if (!end && !note_value(r, of, token))
            return false;
        if (token == OPEN && !skip(r))
            return false;
    }
    if (token != CLOSE)
        return token == WRONG ? false : drawn_error(r->d, "a key, or the ] of a node or an edge, was expected");
    return give_row(r, of, &e);
}

/* ------------------------------------------------------------------ the graph */

static bool take_graph(Reading *r)
{
    Token token;
    while ((token = next(r)) == KEY) {
        const bool node = !strcmp(r->key, "node"), edge = !strcmp(r->key, "edge"), is_way = !strcmp(r->key, "directed");
        token = next_value(r);
        if (token == WRONG)
            return false;
        if (is_way && r->d->edge_count > 0)
            return drawn_error(r->d, "\"directed\" behind edges, which it is about; put it first");
        r->directed = is_way ? token == NUMBER && r->number != 0.0 : r->directed;
        if ((node || edge) && token != OPEN)
            return drawn_error(r->d, "a node or an edge is [ keys ]");
        if (token == OPEN && !(node || edge ? take_row(r, node ? DRAWN_NODES : DRAWN_EDGES) : skip(r)))
            return false;
    }
    return token == CLOSE || (token != WRONG && drawn_error(r->d, "a key, or the ] of the graph, was expected"));
}

static bool take_file(Reading *r)
{
    bool seen = false;
    Token token;
    while ((token = next(r)) == KEY) {
        const bool graph = !strcmp(r->key, "graph");
        token = next_value(r);
        if (token == WRONG)
            return false;
        if (graph && seen)
            return drawn_error(r->d, "a second graph; one is read, so save each to a file of its own");
        seen |= graph;
        if (token == OPEN && !(graph ? take_graph(r) : skip(r)))
            return false;
    }
    if (token != END)
        return token == WRONG ? false : drawn_error(r->d, "a key was expected");
    r->d->line = 0;
    return seen || drawn_error(r->d, "GML without a graph");
}

static bool read(Drawn *d)
{
    unsigned char *bytes;
    size_t size;
    if (!file_read(d->path, &bytes, &size, d->error))
        return false;
    Reading r = {.d = d, .at = (char *)bytes};
    d->line = 1;
    d->label_names = true;
    const bool good =
        memchr(bytes, 0, size) ? drawn_error(d, "it holds a byte that is 0, so it is not text") : take_file(&r);
    mem_free(r.values);
    mem_free(r.numbers);
    mem_free(bytes);
    return good;
}

gatrt_data *load_gml(const char *spec, const DataUse *use, Error *error)
{
    return drawn_load(spec, use, read, error);
}

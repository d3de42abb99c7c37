/* load_linqs.c - a citation network as LINQS publishes them, two texts:
 *
 *   NAME.content    a line for each node: its name, its features, the name of its class
 *   NAME.cites      a line for each edge: the node that is cited, then the node that cites it, which the edge comes from
 *
 * Nodes are numbered as their lines come, classes in the order of their names' bytes. Edges are as they stand there, once
 * and one way; those of nodes that NAME.content has not are left out and counted.
 */
#include "runtime/formats/linqs.h"
#include "runtime/formats/names.h"

#include <stdlib.h>
#include <string.h>

typedef struct Named { /* a node by its name */
    Word name;
    int64_t line;
    int32_t row;
} Named;

typedef struct Linqs {
    LinqsText content, cites;
    gatrt_data *data;
    gatrt_set *node;
    Named *nodes;   /* [rows], by name in the end */
    Word *classes;  /* [rows]: of each node */
    int64_t room;   /* for so many entries */
    double rounded; /* a number that float32 has not */
    Error *error;
} Linqs;

/* ------------------------------------------------------------------ where the files are */

static int find(const char *spec, char prefix[BEGINNING_PATH], char names[BEGINNING_NAMES])
{
    static const char *const ends[] = {".content", ".cites"};
    char path[BEGINNING_PATH + 16];
    const size_t length = strlen(spec);
    names[0] = 0;
    if (length >= BEGINNING_PATH / 2)
        return 0;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (name_ends(spec, ends[i]) && file_exists(spec)) {
            snprintf(prefix, BEGINNING_PATH, "%.*s", (int)(length - strlen(ends[i])), spec);
            return 1;
        }
    snprintf(prefix, BEGINNING_PATH, "%s", spec);
    snprintf(path, sizeof path, "%s.content", spec);
    return file_exists(path) ? 1 : beginnings_in(spec, "", ".content", prefix, names);
}

bool linqs_is_at(const char *spec)
{
    char prefix[BEGINNING_PATH], names[BEGINNING_NAMES];
    return find(spec, prefix, names) > 0;
}

/* ------------------------------------------------------------------ nodes */

static void add_entry(Linqs *l, int64_t column, double number)
{
    gatrt_set *node = l->node;
    const int64_t at = node->x_start[node->rows + 1]++;
    if (at == l->room) {
        l->room = l->room ? 2 * l->room : 1024;
        node->x_col = mem_longer(node->x_col, at, l->room, sizeof *node->x_col);
        node->x_val = mem_longer(node->x_val, at, l->room, sizeof *node->x_val);
    }
    node->x_col[at] = (int32_t)column;
    node->x_val[at] = (float)number;
    l->rounded = l->rounded == 0.0 && data_rounds(number) ? number : l->rounded;
}

static int shown(Word w)
{
    return w.length < 40 ? (int)w.length : 40;
}

/* The features of a line, of which the first says how many there are. */
static bool read_features(Linqs *l)
{
    gatrt_set *node = l->node;
    int64_t column = 0;
    double number;
    for (Word field; linqs_next(&l->content, &field); column++) {
        if (!linqs_number(field, &number))
            return linqs_error(&l->content, "\"%.*s\" is not a number; a line is a node, its features, and its class",
                               shown(field), field.at);
        if (number != 0.0 && column < INT32_MAX)
            add_entry(l, column, number);
    }
    if (node->rows == 0)
        node->features = column;
    return column == node->features || linqs_error(&l->content, "%lld features, but the first node has %lld",
                                                   (long long)column, (long long)node->features);
}

static bool read_node(Linqs *l)
{
    gatrt_set *node = l->node;
    Named *named = &l->nodes[node->rows];
    if (!linqs_last(&l->content, &l->classes[node->rows]) || !linqs_next(&l->content, &named->name))
        return linqs_error(&l->content, "a line is a node, its features, and its class");
    named->line = l->content.line;
    named->row = (int32_t)node->rows;
    node->x_start[node->rows + 1] = node->x_start[node->rows];
    if (!read_features(l))
        return false;
    node->rows++;
    return true;
}

static int named_order(const void *a, const void *b)
{
    const Named *p = a, *q = b;
    const int order = word_order(&p->name, &q->name);
    return order ? order : (p->line > q->line) - (p->line < q->line);
}

static bool sort_nodes(const Linqs *l)
{
    qsort(l->nodes, (size_t)l->node->rows, sizeof *l->nodes, named_order);
    for (int64_t i = 1; i < l->node->rows; i++)
        if (!word_order(&l->nodes[i - 1].name, &l->nodes[i].name))
            return error_set(l->error, "%s:%lld: the node \"%.*s\" is on line %lld already",
                             file_shown(l->content.path), (long long)l->nodes[i].line, shown(l->nodes[i].name),
                             l->nodes[i].name.at, (long long)l->nodes[i - 1].line);
    return true;
}

static bool read_content(Linqs *l)
{
    const int64_t most = linqs_lines(&l->content);
    gatrt_set *node = l->node;
    if (most > INT32_MAX)
        return error_set(l->error, "%s: more than 2147483647 lines", file_shown(l->content.path));
    l->nodes = mem_alloc((size_t)most, sizeof *l->nodes);
    l->classes = mem_alloc((size_t)most, sizeof *l->classes);
    node->sparse = 1;
    node->x_start = mem_alloc((size_t)most + 1, sizeof *node->x_start);
    while (linqs_next_line(&l->content))
        if (!read_node(l))
            return false;
    if (node->rows == 0 || node->features == 0)
        return error_set(l->error, "%s: no %s", file_shown(l->content.path), node->rows ? "features" : "node");
    if (!node->x_col) { /* all are 0 */
        node->x_col = mem_alloc(1, sizeof *node->x_col);
        node->x_val = mem_alloc(1, sizeof *node->x_val);
    }
    return sort_nodes(l);
}

/* ------------------------------------------------------------------ classes */

/* Their names, each once, in their order; how many. */
static int64_t list_classes(const Linqs *l, Word *names)
{
    int64_t count = 0;
    memcpy(names, l->classes, (size_t)l->node->rows * sizeof *names);
    qsort(names, (size_t)l->node->rows, sizeof *names, word_order);
    for (int64_t i = 0; i < l->node->rows; i++)
        if (count == 0 || word_order(&names[count - 1], &names[i]) != 0)
            names[count++] = names[i];
    return count;
}

static void tell_classes(const Linqs *l, const Word *names, int64_t count)
{
    char text[160] = "";
    size_t at = 0;
    for (int64_t c = 0; c < count && at < sizeof text; c++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%lld %.*s", c ? ", " : "", (long long)c, shown(names[c]),
                               names[c].at);
    origin_add(l->data, ORIGIN_USED, "classes", "by name: %s%s", text, at < sizeof text ? "" : "...");
}

/* NULL where a byte 0 in them would make two of one. */
static char **texts_of(const Word *words, int64_t count)
{
    Names *names = names_new();
    for (int64_t i = 0; i < count; i++)
        names_add(names, words[i].at, words[i].length);
    if (names_count(names) == count)
        return names_take(names);
    names_free(names);
    return NULL;
}

static void name_rows(const Linqs *l)
{
    Word *words = mem_alloc((size_t)l->node->rows, sizeof *words);
    for (int64_t i = 0; i < l->node->rows; i++)
        words[l->nodes[i].row] = l->nodes[i].name;
    l->node->row_name = texts_of(words, l->node->rows);
    mem_free(words);
}

static void number_classes(const Linqs *l)
{
    gatrt_set *node = l->node;
    Word *names = mem_alloc((size_t)node->rows, sizeof *names);
    const int64_t count = list_classes(l, names);
    node->label = mem_alloc((size_t)node->rows, sizeof *node->label);
    for (int64_t v = 0; v < node->rows; v++) {
        const Word *name = bsearch(&l->classes[v], names, (size_t)count, sizeof *names, word_order);
        data_take_label(node, v, (double)(name - names));
    }
    tell_classes(l, names, count);
    node->class_name = texts_of(names, count);
    mem_free(names);
}

/* ------------------------------------------------------------------ edges */

static int by_name(const void *name, const void *named)
{
    return word_order(name, &((const Named *)named)->name);
}

/* -1: there is none of this name. */
static int32_t row_of(const Linqs *l, Word name)
{
    const Named *found = bsearch(&name, l->nodes, (size_t)l->node->rows, sizeof *l->nodes, by_name);
    return found ? found->row : -1;
}

static void tell_edges(const Linqs *l, int64_t lines, int64_t first, Word unknown)
{
    const gatrt_relation *edge = &l->data->relations[0];
    origin_add(l->data, ORIGIN_USED, "cites", "%lld lines, cited and citing", (long long)lines);
    if (lines > edge->edges)
        origin_add(
            l->data, ORIGIN_REMARK, "cites",
            "%lld of %lld lines name nodes that .content has not, and are left out; the first is line %lld: %.*s",
            (long long)(lines - edge->edges), (long long)lines, (long long)first, shown(unknown), unknown.at);
}

static bool take_edge(LinqsText *t, Word *cited, Word *citing)
{
    Word more;
    return (linqs_next(t, cited) && linqs_next(t, citing) && !linqs_next(t, &more)) ||
           linqs_error(t, "a line is two nodes: the one that is cited, and the one that cites it");
}

static bool read_cites(Linqs *l)
{
    gatrt_relation *edge = &l->data->relations[0];
    const int64_t most = linqs_lines(&l->cites);
    int64_t lines = 0, first = 0;
    Word cited, citing, unknown = {"", 0};
    edge->src = mem_alloc((size_t)most, sizeof *edge->src);
    edge->dst = mem_alloc((size_t)most, sizeof *edge->dst);
    for (; linqs_next_line(&l->cites); lines++) {
        if (!take_edge(&l->cites, &cited, &citing))
            return false;
        const int32_t from = row_of(l, citing), to = row_of(l, cited);
        if (from >= 0 && to >= 0) {
            edge->src[edge->edges] = from;
            edge->dst[edge->edges++] = to;
        } else if (first == 0) {
            first = l->cites.line;
            unknown = to < 0 ? cited : citing;
        }
    }
    if (lines > 0 && edge->edges == 0)
        return error_set(l->error, "%s: no line names two nodes of %s", file_shown(l->cites.path),
                         file_shown(l->content.path));
    tell_edges(l, lines, first, unknown);
    return true;
}

/* ------------------------------------------------------------------ all of it */

static bool read_all(Linqs *l, const char *prefix, const gatrt_model *model)
{
    if (!linqs_open(&l->content, prefix, ".content", l->error) || !linqs_open(&l->cites, prefix, ".cites", l->error) ||
        !read_content(l) || (model && !inputs_check_widths(model, l->data, l->error)))
        return false;
    origin_add(l->data, ORIGIN_USED, "content", "[%lld, %lld]", (long long)l->node->rows, (long long)l->node->features);
    if (l->rounded != 0.0)
        data_tell_rounded(l->data, "content", l->rounded);
    number_classes(l);
    name_rows(l);
    return read_cites(l);
}

gatrt_data *load_linqs(const char *spec, const DataUse *use, Error *error)
{
    char prefix[BEGINNING_PATH], names[BEGINNING_NAMES];
    Linqs l = {.error = error};
    if (find(spec, prefix, names) > 1) {
        error_set(error, "%s: it holds several graphs: %s; name one, as %s", file_shown(spec), names,
                  file_shown(prefix));
        return NULL;
    }
    l.data = data_new(spec);
    l.node = &l.data->sets[0];
    const bool good = read_all(&l, prefix, use->model);
    mem_free(l.nodes);
    mem_free(l.classes);
    mem_free(l.content.bytes);
    mem_free(l.cites.bytes);
    if (good)
        return l.data;
    gatrt_data_free(l.data);
    return NULL;
}

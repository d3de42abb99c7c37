/* part_names.c - which set or relation each array of a file belongs to, by its name; for plain answers and splits of a
 * file of several graphs, by its length as well.
 *
 * One array has one meaning, and one meaning one array: of two names for the same, nothing tells which is meant. Only
 * splits may be said twice, as long as both say the same (parts.c). */
#include "runtime/formats/parts.h"

#include <string.h>

enum { MOST_PARTS = 1000 }; /* sets, or relations: more are no heterogeneous graph, but a mistake */

#define EXPECTED_KEYS "edge_index, x (or x_indptr, x_indices, x_data, x_shape), y, train_mask, val_mask, test_mask"

/* clang-format off */
const char *const set_key_name[SPLITS] = {
    [X] = "x", [ROW_STARTS] = "x_indptr", [COLUMNS] = "x_indices", [VALUES] = "x_data", [SHAPE] = "x_shape",
    [SIZE] = "num_nodes", [BATCH] = "batch", [PTR] = "ptr", [Y] = "y",
};
const char *const relation_key_name[RELATION_KEYS] = {
    [EDGES] = "edge_index", [ATTR] = "edge_attr", [WEIGHT] = "edge_weight",
};
/* clang-format on */

gatrt_set *part_set(const Load *l, const PartSet *part)
{
    return &l->data->sets[part - l->sets];
}

gatrt_relation *part_relation(const Load *l, const PartRelation *part)
{
    return &l->data->relations[part - l->relations];
}

bool part_is_split(const PartName *n)
{
    return n->kind == OF_SET && n->key >= SPLITS;
}

bool part_is_read(const Load *l, const PartName *n)
{
    return n->kind == OF_SET        ? l->sets[n->part].found[n->key] == n->array
           : n->kind == OF_RELATION ? l->relations[n->part].found[n->key] == n->array
                                    : false;
}

bool part_missing(const Load *l, const char *what)
{
    char keys[128] = "";
    size_t at = 0;
    for (int i = 0; i < l->from->count && at < sizeof keys; i++)
        at += (size_t)snprintf(keys + at, sizeof keys - at, "%s%s", i ? ", " : "", l->from->arrays[i].name);
    return error_set(l->error, "%s: no %s; expected " EXPECTED_KEYS "; the file has %s", l->name, what,
                     keys[0] ? keys : "no array");
}

/* ------------------------------------------------------------------ what a name says */

/* A name taken apart: OWNER.KEY, or KEY alone. */
typedef struct Words {
    PartKind kind;
    int key;
    SplitForm form;
    bool plain;
    char owner[sizeof((NpyArray *)0)->name];    /* the set */
    char from[sizeof((NpyArray *)0)->name];     /* the relation's sources, */
    char relation[sizeof((NpyArray *)0)->name]; /* its name */
    char to[sizeof((NpyArray *)0)->name];       /* and its destinations */
} Words;

static int find_word(const char *word, const char *const *words, int count)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(words[i], word))
            return i;
    return -1;
}

static void copy_part(char *to, const char *from, size_t length)
{
    memcpy(to, from, length);
    to[length] = '\0';
}

/* FROM__RELATION__TO; the name of a relation may have such bars of its own. */
static bool split_triple(Words *w)
{
    const char *first = strstr(w->owner, "__"), *last = first;
    for (const char *next = first; next; next = strstr(next + 1, "__"))
        last = next;
    if (!first || last < first + 3 || first == w->owner || !last[2])
        return false;
    copy_part(w->from, w->owner, (size_t)(first - w->owner));
    copy_part(w->relation, first + 2, (size_t)(last - first - 2));
    snprintf(w->to, sizeof w->to, "%s", last + 2);
    return true;
}

static void read_key(Words *w, const char *key)
{
    int split = 0;
    const int of_set = find_word(key, set_key_name, SPLITS);
    const int of_relation = find_word(key, relation_key_name, RELATION_KEYS);
    const SplitForm form = split_named(key, strlen(key), &split);
    if (of_relation >= 0 && (w->plain || split_triple(w))) {
        w->kind = OF_RELATION;
        w->key = of_relation;
    } else if (of_set >= 0 || form != SPLIT_NONE) {
        w->kind = OF_SET;
        w->key = of_set >= 0 ? of_set : SPLITS + split;
        w->form = form;
    }
}

static Words read_words(const char *name)
{
    Words w = {.kind = OF_NOTHING, .owner = NODE_SET, .from = NODE_SET, .relation = EDGE_RELATION, .to = NODE_SET};
    const char *dot = strrchr(name, '.');
    w.plain = !dot;
    if (dot && dot > name)
        copy_part(w.owner, name, (size_t)(dot - name));
    if (!dot || dot > name)
        read_key(&w, dot ? dot + 1 : name);
    return w;
}

const char *part_meaning(const Source *from, int i)
{
    const char *name = from->arrays[i].name;
    return from->meaning ? from->meaning(from->file, name) : name;
}

static Words words_of(const Source *from, int i)
{
    const char *name = part_meaning(from, i);
    return name ? read_words(name) : (Words){.kind = OF_NOTHING};
}

/* Plain answers and splits wait for the number of graphs. */
static bool waits(PartKind kind, bool plain, int key)
{
    return kind == OF_SET && plain && key >= Y;
}

/* ------------------------------------------------------------------ parts */

/* -1: there are too many. */
static int set_part(Load *l, const char *name)
{
    for (int i = 0; i < l->set_count; i++)
        if (!strcmp(l->sets[i].name, name))
            return i;
    if (l->set_count == MOST_PARTS)
        return -1;
    snprintf(l->sets[l->set_count].name, sizeof l->sets[0].name, "%s", name);
    return l->set_count++;
}

static int relation_part(Load *l, const Words *w)
{
    const int from = set_part(l, w->from), to = set_part(l, w->to);
    for (int i = 0; i < l->relation_count; i++)
        if (!strcmp(l->relations[i].name, w->relation) && l->relations[i].from == from && l->relations[i].to == to)
            return i;
    if (from < 0 || to < 0 || l->relation_count == MOST_PARTS)
        return -1;
    PartRelation *r = &l->relations[l->relation_count];
    snprintf(r->name, sizeof r->name, "%s", w->relation);
    r->from = from;
    r->to = to;
    return l->relation_count++;
}

/* Nodes come first, and so do their edges: a file that says nothing else is about them. */
static void add_first_parts(Load *l)
{
    const Words edge = read_words(relation_key_name[EDGES]);
    bool nodes = false, edges = false, others = false;
    for (int i = 0; i < l->from->count; i++) {
        const Words w = words_of(l->from, i);
        const bool is_node =
            w.kind == OF_SET ? !strcmp(w.owner, NODE_SET) : !strcmp(w.from, NODE_SET) || !strcmp(w.to, NODE_SET);
        const bool is_edge = w.kind == OF_RELATION && !strcmp(w.relation, EDGE_RELATION) && !strcmp(w.from, NODE_SET) &&
                             !strcmp(w.to, NODE_SET);
        nodes |= w.kind != OF_NOTHING && is_node && !waits(w.kind, w.plain, w.key);
        edges |= is_edge;
        others |= w.kind == OF_RELATION && !is_edge;
    }
    if (nodes || !others)
        set_part(l, NODE_SET);
    if (edges || !others)
        relation_part(l, &edge);
}

/* ------------------------------------------------------------------ their arrays */

static bool is_numbers(const Load *l, const NpyArray *a)
{
    return !a || a->kind != NPY_TEXT ||
           error_set(l->error, "%s: %s holds text, but numbers are needed", l->name, a->name);
}

static bool twice_error(const Load *l, const NpyArray *a, const NpyArray *b)
{
    return error_set(l->error, "%s: %s and %s are two names of the same; leave one out", l->name, a->name, b->name);
}

/* Of several names of one split, the usual one goes before the others. */
static bool is_usual(const PartName *n)
{
    const char *dot = strrchr(n->array->name, '.');
    return !strcmp(dot ? dot + 1 : n->array->name, data_mask_name[n->key - SPLITS]);
}

static bool place(const Load *l, const PartName *n)
{
    NpyArray **found = n->kind == OF_SET ? &l->sets[n->part].found[n->key] : &l->relations[n->part].found[n->key];
    if (*found && !part_is_split(n))
        return twice_error(l, *found, n->array);
    if (*found && !is_usual(n))
        return true;
    *found = n->array;
    if (part_is_split(n))
        l->sets[n->part].form[n->key - SPLITS] = n->form;
    return true;
}

/* Where x is there, its other form is not needed. */
static void drop_sparse(const Load *l)
{
    for (int i = 0; i < l->set_count; i++)
        for (int key = ROW_STARTS; l->sets[i].found[X] && key <= SHAPE; key++)
            l->sets[i].found[key] = NULL;
}

/* The part that the name belongs to, which it may be the first to name. */
static bool find_part(Load *l, PartName *n, const Words *w)
{
    if (waits(n->kind, n->plain, n->key))
        return true;
    n->part = n->kind == OF_SET ? set_part(l, w->owner) : relation_part(l, w);
    if (n->part < 0)
        return error_set(l->error, "%s: more than %d sets or relations", l->name, MOST_PARTS);
    if (n->kind == OF_SET && (n->key == BATCH || n->key == PTR))
        set_part(l, GRAPH_SET);
    return place(l, n);
}

static bool look_at_all(Load *l)
{
    for (int i = 0; i < l->from->count; i++) {
        PartName *n = &l->names[i];
        const Words w = words_of(l->from, i);
        *n = (PartName){.kind = w.kind, .key = w.key, .form = w.form, .plain = w.plain};
        if (n->kind != OF_NOTHING &&
            (!l->from->look(l->from->file, l->from->arrays[i].name, &n->array, l->error) || !find_part(l, n, &w)))
            return false;
    }
    drop_sparse(l);
    return true;
}

static bool check_numbers(const Load *l)
{
    for (int i = 0; i < l->from->count; i++) {
        const PartName *n = &l->names[i];
        const bool unused = n->kind == OF_SET && n->key >= ROW_STARTS && n->key <= SHAPE && l->sets[n->part].found[X];
        const bool answers = n->kind == OF_SET && n->key == Y; /* of them texts are classes */
        if (n->array && !unused && !answers && !is_numbers(l, n->array))
            return false;
    }
    return true;
}

bool part_name_all(Load *l)
{
    l->names = mem_alloc((size_t)l->from->count, sizeof *l->names);
    l->sets = mem_alloc(MOST_PARTS, sizeof *l->sets);
    l->relations = mem_alloc(MOST_PARTS, sizeof *l->relations);
    add_first_parts(l);
    return look_at_all(l) && check_numbers(l);
}

/* ------------------------------------------------------------------ plain answers and splits */

/* Their rows, where they have one for each; 0: a list of rows, of any length. */
static int64_t rows_of(const PartName *n)
{
    const NpyArray *a = n->array;
    const bool list = n->key != Y && (n->form == SPLIT_IDS || (n->form == SPLIT_BARE && a->kind != NPY_BOOL));
    return list || a->rank < 1 ? 0 : a->dim[0];
}

static bool ambiguous(const Load *l, const PartName *n, const char *why)
{
    return error_set(l->error, "%s: %s %s: call it node.%s or graph.%s", l->name, n->array->name, why, n->array->name,
                     n->array->name);
}

/* A file of several graphs has answers of nodes, or of graphs. */
static bool node_or_graph(const Load *l, PartName *n, int node, int graph)
{
    const int64_t nodes = l->data->sets[node].rows, graphs = l->data->sets[graph].rows, rows = rows_of(n);
    char why[96];
    if (n->key >= SPLITS && n->array->rank == 2)
        return ambiguous(l, n, "has splits of nodes or of graphs");
    if (rows == 0 && graphs > 1)
        return ambiguous(l, n, "may list nodes or graphs");
    if (rows == 0) {
        n->part = node; /* of one graph there is no list */
        return true;
    }
    snprintf(why, sizeof why, "has %lld rows, and there are %lld nodes and %lld graphs", (long long)rows,
             (long long)nodes, (long long)graphs);
    if (rows != nodes && rows != graphs)
        return error_set(l->error, "%s: %s %s", l->name, n->array->name, why);
    if (nodes == graphs)
        return ambiguous(l, n, why);
    n->part = rows == nodes ? node : graph;
    return true;
}

static int known_set(const Load *l, const char *name)
{
    for (int i = 0; i < l->set_count; i++)
        if (!strcmp(l->sets[i].name, name))
            return i;
    return -1;
}

bool part_find_plain(Load *l)
{
    const int node = known_set(l, NODE_SET), graph = known_set(l, GRAPH_SET);
    const bool several = node >= 0 && graph >= 0 && l->data->sets[node].graph;
    for (int i = 0; i < l->from->count; i++) {
        PartName *n = &l->names[i];
        if (!waits(n->kind, n->plain, n->key))
            continue;
        if (node < 0 && graph < 0)
            return error_set(l->error, "%s: %s is of which set? Call it %s.%s, say", l->name, n->array->name,
                             l->sets[0].name, n->array->name);
        n->part = node >= 0 ? node : graph;
        if ((several && !node_or_graph(l, n, node, graph)) || !place(l, n))
            return false;
    }
    return true;
}

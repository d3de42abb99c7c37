/* ogb_kinds.c - which kinds of nodes and relations an OGB folder has, and how many nodes and edges in each graph:
 *
 *   raw/num-node-list.csv.gz, num-edge-list.csv.gz            of one kind, a line for each graph; or
 *   raw/num-node-dict.csv.gz                                  a header of kinds, then a line for each graph
 *   raw/triplet-type-list.csv.gz                              head,relation,tail, a line for each relation
 *   raw/relations/HEAD___RELATION___TAIL/num-edge-list.csv.gz
 */
#include "runtime/formats/ogb.h"

#include <string.h>

enum { MOST_KINDS = 300 }; /* or relations; biokg has 51 */

void ogb_free_kinds(Ogb *o)
{
    for (int i = 0; i < o->kind_count; i++)
        mem_free(o->kinds[i].nodes.values);
    for (int i = 0; i < o->relation_count; i++)
        mem_free(o->relations[i].edges.values);
    mem_free(o->kinds);
    mem_free(o->relations);
}

/* ------------------------------------------------------------------ of one kind */

static bool read_plain(Ogb *o)
{
    OgbKind *kind = &o->kinds[o->kind_count++];
    OgbRelation *edge = &o->relations[o->relation_count++];
    snprintf(kind->name, sizeof kind->name, NODE_SET);
    snprintf(kind->feat, sizeof kind->feat, "raw/node-feat");
    snprintf(kind->label, sizeof kind->label, "raw/node-label");
    snprintf(edge->name, sizeof edge->name, EDGE_RELATION);
    snprintf(edge->folder, sizeof edge->folder, "raw");
    return ogb_list(o, "raw/num-node-list", &kind->nodes) && ogb_list(o, "raw/num-edge-list", &edge->edges);
}

/* ------------------------------------------------------------------ of several */

/* The next name of a line, which becomes part of a path; false: there is none that may. `line` is past it. */
static bool take_word(OgbRows *r, const char **line, char to[OGB_WORD])
{
    const size_t all = strcspn(*line, ",\n");
    size_t length = all;
    const char *at = *line;
    for (; length > 0 && (*at == ' ' || *at == '"'); at++)
        length--;
    while (length > 0 && strchr(" \"\r", at[length - 1]))
        length--;
    *line += all;
    if (length == 0 || length >= OGB_WORD || *at == '.' || memchr(at, '/', length))
        return text_error(&r->in, "\"%.*s\" cannot be the name of a kind", length < 40 ? (int)length : 40, at);
    memcpy(to, at, length);
    to[length] = 0;
    return true;
}

static int find_kind(const Ogb *o, const char *name)
{
    int i = 0;
    while (i < o->kind_count && strcmp(o->kinds[i].name, name) != 0)
        i++;
    return i < o->kind_count ? i : -1;
}

static bool add_kind(Ogb *o, OgbRows *r, const char **line)
{
    char name[OGB_WORD];
    if (!take_word(r, line, name))
        return false;
    if (find_kind(o, name) >= 0 || !strcmp(name, GRAPH_SET) || o->kind_count == MOST_KINDS)
        return text_error(&r->in, "%s is %s", name,
                          o->kind_count == MOST_KINDS ? "one kind too many" : "there twice, or what graphs are called");
    OgbKind *kind = &o->kinds[o->kind_count++];
    memcpy(kind->name, name, sizeof name);
    snprintf(kind->feat, sizeof kind->feat, "raw/node-feat/%s/node-feat", name);
    snprintf(kind->label, sizeof kind->label, "raw/node-label/%s/node-label", name);
    snprintf(kind->nodes.name, sizeof kind->nodes.name, "%s", r->name);
    return true;
}

static bool read_kinds(Ogb *o, OgbRows *r)
{
    const char *line;
    int64_t *row = NULL;
    TextStep step = ogb_next(r, &line);
    bool good = step == TEXT_LINE ||
                (step == TEXT_END && error_set(o->error, "%s: there is no kind of nodes", file_shown(r->in.path)));
    for (bool more = good; more && (good = add_kind(o, r, &line)); line++)
        more = *line == ',';
    row = good ? mem_alloc((size_t)o->kind_count, sizeof *row) : NULL;
    while (good && (step = ogb_next(r, &line)) == TEXT_LINE) {
        good = text_wholes(&r->in, line, o->kind_count, row);
        for (int i = 0; good && i < o->kind_count; i++)
            good = ogb_add(o, &o->kinds[i].nodes, row[i]);
    }
    mem_free(row);
    return good && step == TEXT_END;
}

/* One end of a relation. */
static bool take_end(const Ogb *o, OgbRows *r, const char **line, int *end)
{
    char name[OGB_WORD];
    if (!take_word(r, line, name))
        return false;
    *end = find_kind(o, name);
    return *end >= 0 || text_error(&r->in, "%s is no kind of nodes in raw/num-node-dict.csv.gz", name);
}

static bool take_comma(OgbRows *r, const char **line)
{
    return *(*line)++ == ',' || text_error(&r->in, "a line is a kind of nodes, a relation, a kind of nodes");
}

static bool is_new(const Ogb *o, const OgbRelation *relation)
{
    for (const OgbRelation *other = o->relations; other < relation; other++)
        if (!strcmp(other->folder, relation->folder))
            return false;
    return true;
}

static bool add_relation(Ogb *o, OgbRows *r, const char *line)
{
    if (o->relation_count == MOST_KINDS)
        return text_error(&r->in, "one relation too many");
    OgbRelation *relation = &o->relations[o->relation_count++];
    if (!take_end(o, r, &line, &relation->from) || !take_comma(r, &line) || !take_word(r, &line, relation->name) ||
        !take_comma(r, &line) || !take_end(o, r, &line, &relation->to))
        return false;
    if (*line == ',')
        return text_error(&r->in, "more than a kind of nodes, a relation, a kind of nodes");
    snprintf(relation->folder, sizeof relation->folder, "raw/relations/%s___%s___%s", o->kinds[relation->from].name,
             relation->name, o->kinds[relation->to].name);
    return is_new(o, relation) || text_error(&r->in, "the relation is there twice");
}

static bool read_relations(Ogb *o, OgbRows *r)
{
    const char *line;
    TextStep step;
    while ((step = ogb_next(r, &line)) == TEXT_LINE)
        if (!add_relation(o, r, line))
            return false;
    for (int i = 0; step == TEXT_END && i < o->relation_count; i++) {
        char inside[OGB_NAME + 16];
        snprintf(inside, sizeof inside, "%s/num-edge-list", o->relations[i].folder);
        if (!ogb_list(o, inside, &o->relations[i].edges))
            return false;
    }
    return step == TEXT_END;
}

static bool read_several(Ogb *o)
{
    OgbRows nodes = {.in.file = -1}, triples = nodes;
    const bool good = ogb_need(o, "raw/num-node-dict", &nodes) && read_kinds(o, &nodes) &&
                      ogb_need(o, "raw/triplet-type-list", &triples) && read_relations(o, &triples);
    ogb_close(&nodes);
    ogb_close(&triples);
    return good;
}

/* ------------------------------------------------------------------ how many */

static bool add_up(const Ogb *o, const OgbList *list, int64_t most, int64_t *sum)
{
    *sum = 0;
    for (int64_t g = 0; g < list->count; g++) {
        if (list->values[g] > most - *sum)
            return error_set(o->error, "%s/%s: in all more than %lld", file_shown(o->root), list->name,
                             (long long)most);
        *sum += list->values[g];
    }
    return list->count == o->graphs ||
           error_set(o->error, "%s: %s tells of %lld graphs, but %s of %lld", file_shown(o->root),
                     o->kinds[0].nodes.name, (long long)o->graphs, list->name, (long long)list->count);
}

static void tell(const Ogb *o, const OgbList *list, int64_t all, const char *what)
{
    origin_add(o->data, ORIGIN_USED, list->name, "%lld graph%s, %lld %s", (long long)o->graphs,
               o->graphs == 1 ? "" : "s", (long long)all, what);
}

bool ogb_kinds(Ogb *o)
{
    const bool several = ogb_has(o, "raw/triplet-type-list");
    o->kinds = mem_alloc(several ? MOST_KINDS : 1, sizeof *o->kinds);
    o->relations = mem_alloc(several ? MOST_KINDS : 1, sizeof *o->relations);
    if (!(several ? read_several : read_plain)(o))
        return false;
    o->graphs = o->kinds[0].nodes.count;
    for (int i = 0; i < o->kind_count; i++) {
        OgbKind *kind = &o->kinds[i];
        if (!add_up(o, &kind->nodes, INT32_MAX, &kind->all))
            return false;
        tell(o, &kind->nodes, kind->all, "nodes");
    }
    for (int i = 0; i < o->relation_count; i++) {
        OgbRelation *relation = &o->relations[i];
        if (!add_up(o, &relation->edges, INT64_MAX / 16, &relation->all))
            return false;
        tell(o, &relation->edges, relation->all, "edges");
    }
    return true;
}

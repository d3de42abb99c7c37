/* several.c - several files as one data set: their rows stand behind each other, and each file is a graph of its own, which
 * goes by its name; files that hold many graphs have these behind each other. All must have the same sets, relations and
 * widths. A file without masks, beside others that have some, trains nothing, and is told.
 */
#include "runtime/formats/prepare.h"

#include <string.h>

typedef struct Several {
    gatrt_data **parts;
    int count;
    gatrt_data *all;
    Error *error;
} Several;

/* ------------------------------------------------------------------ do they fit each other? */

static bool differ(const Several *s, int part, const char *what)
{
    char first[100];
    snprintf(first, sizeof first, "%.99s", file_shown(s->parts[0]->name));
    return error_set(s->error, "%s: %s than in %s; files that become one data set must agree",
                     file_shown(s->parts[part]->name), what, first);
}

static bool same_names(char *const *a, char *const *b, int64_t count)
{
    for (int64_t i = 0; a && b && i < count; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return !a == !b;
}

static bool sets_fit(const Several *s, int part, const gatrt_set *a, const gatrt_set *b)
{
    if (a->features != b->features)
        return error_set(s->error, "%s: %lld features, but %s has %lld", file_shown(s->parts[part]->name),
                         (long long)b->features, file_shown(s->parts[0]->name), (long long)a->features);
    if (a->sparse != b->sparse || !a->x != !b->x)
        return differ(s, part, "features are of another form, sparse or dense,");
    if (!a->label != !b->label || !a->target != !b->target || (a->target && a->classes != b->classes))
        return differ(s, part, "y has another form");
    if (!same_names(a->class_name, b->class_name, a->classes) || (a->class_name && a->classes != b->classes))
        return differ(s, part, "classes have other names");
    return !a->graph == !b->graph || differ(s, part, "one of them holds many graphs: other rows");
}

static bool relations_fit(const Several *s, int part, const gatrt_relation *a, const gatrt_relation *b)
{
    if (strcmp(a->name, b->name) != 0 || a->from != b->from || a->to != b->to)
        return differ(s, part, "other relations");
    if (a->edge_features != b->edge_features || !a->edge_attr != !b->edge_attr || !a->edge_weight != !b->edge_weight)
        return differ(s, part, "edges carry something else");
    return true;
}

/* Which edges carry messages when, and how negatives are drawn, is known of one file's rows alone. */
static bool no_pairs_made(const Several *s)
{
    return !links_of(s->parts[0]) ||
           error_set(s->error, "%s: --split links: pairs are made of the edges of one file, but there are %d; give one",
                     file_shown(s->parts[0]->name), s->count);
}

static bool all_fit(const Several *s)
{
    const gatrt_data *first = s->parts[0];
    for (int p = 1; p < s->count; p++) {
        const gatrt_data *d = s->parts[p];
        if (d->set_count != first->set_count || d->relation_count != first->relation_count)
            return differ(s, p, "other sets or relations");
        for (int i = 0; i < d->set_count; i++)
            if (strcmp(d->sets[i].name, first->sets[i].name) != 0)
                return differ(s, p, "other sets");
            else if (!sets_fit(s, p, &first->sets[i], &d->sets[i]))
                return false;
        for (int i = 0; i < d->relation_count; i++)
            if (!relations_fit(s, p, &first->relations[i], &d->relations[i]))
                return false;
    }
    return true;
}

/* ------------------------------------------------------------------ rows behind each other */

/* Of each part `count` pieces of `size` bytes at an address; NULL where the first has none. */
typedef struct Piece {
    const void *at;
    int64_t count;
} Piece;

static void *behind(const Piece *pieces, int count, size_t size)
{
    size_t all = 0, at = 0;
    for (int p = 0; p < count; p++)
        all += (size_t)pieces[p].count;
    char *to = mem_alloc(all, size);
    for (int p = 0; p < count; p++) {
        if (pieces[p].at && pieces[p].count > 0)
            memcpy(to + at * size, pieces[p].at, (size_t)pieces[p].count * size);
        at += (size_t)pieces[p].count;
    }
    return to;
}

static int64_t rows_of(const gatrt_set *set)
{
    return set->rows;
}

static int64_t cells_of(const gatrt_set *set)
{
    return set->rows * set->features;
}

static int64_t entries_of(const gatrt_set *set)
{
    return set->x_start[set->rows];
}

static int64_t answers_of(const gatrt_set *set)
{
    return set->rows * set->classes;
}

static const void *member_of(const gatrt_set *set, size_t member)
{
    const void *at;
    memcpy(&at, (const char *)set + member, sizeof at);
    return at;
}

/* An array of all parts' sets, behind each other; NULL where they have none. */
static void *join_member(const Several *s, int i, size_t member, int64_t (*each)(const gatrt_set *), size_t size)
{
    Piece *pieces = mem_alloc((size_t)s->count, sizeof *pieces);
    void *to = NULL;
    if (member_of(&s->parts[0]->sets[i], member)) {
        for (int p = 0; p < s->count; p++)
            pieces[p] = (Piece){member_of(&s->parts[p]->sets[i], member), each(&s->parts[p]->sets[i])};
        to = behind(pieces, s->count, size);
    }
    mem_free(pieces);
    return to;
}

static void join_starts(const Several *s, int i, gatrt_set *set)
{
    int64_t row = 0, entry = 0;
    set->x_start = mem_alloc((size_t)set->rows + 1, sizeof *set->x_start);
    for (int p = 0; p < s->count; p++) {
        const gatrt_set *from = &s->parts[p]->sets[i];
        for (int64_t v = 0; v < from->rows; v++)
            set->x_start[++row] = entry + from->x_start[v + 1];
        entry += from->x_start[from->rows];
    }
}

static void join_masks(const Several *s, int i, gatrt_set *set)
{
    for (int m = 0; m < 3; m++) {
        int64_t row = 0;
        for (int p = 0; p < s->count; p++) {
            const gatrt_set *from = &s->parts[p]->sets[i];
            if (from->mask[m] && !set->mask[m])
                split_new(set, m);
            if (from->mask[m])
                memcpy(set->mask[m] + row, from->mask[m], (size_t)from->rows);
            row += from->rows;
        }
    }
}

static int64_t graphs_of(const gatrt_data *data)
{
    const gatrt_set *graph = data_find_set(data, GRAPH_SET);
    return graph ? graph->rows : 1;
}

static void join_graphs(const Several *s, int i, gatrt_set *set)
{
    int64_t row = 0, first = 0;
    set->graph = mem_alloc((size_t)set->rows, sizeof *set->graph);
    for (int p = 0; p < s->count; p++) {
        const gatrt_set *from = &s->parts[p]->sets[i];
        for (int64_t v = 0; v < from->rows; v++)
            set->graph[row++] = (int32_t)(first + (from->graph ? from->graph[v] : 0));
        first += graphs_of(s->parts[p]);
    }
}

static void join_set(const Several *s, int i, gatrt_set *set)
{
    const gatrt_set *first = &s->parts[0]->sets[i];
    set->features = first->features;
    set->sparse = first->sparse;
    for (int p = 0; p < s->count; p++) {
        set->rows += s->parts[p]->sets[i].rows;
        set->classes = s->parts[p]->sets[i].classes > set->classes ? s->parts[p]->sets[i].classes : set->classes;
    }
    set->x = join_member(s, i, offsetof(gatrt_set, x), cells_of, sizeof *set->x);
    set->x_col = join_member(s, i, offsetof(gatrt_set, x_col), entries_of, sizeof *set->x_col);
    set->x_val = join_member(s, i, offsetof(gatrt_set, x_val), entries_of, sizeof *set->x_val);
    set->label = join_member(s, i, offsetof(gatrt_set, label), rows_of, sizeof *set->label);
    set->target = join_member(s, i, offsetof(gatrt_set, target), answers_of, sizeof *set->target);
    if (first->sparse)
        join_starts(s, i, set);
    join_masks(s, i, set);
    if (first->graph || !strcmp(first->name, NODE_SET))
        join_graphs(s, i, set);
    set->class_name = first->class_name;
    s->parts[0]->sets[i].class_name = NULL;
}

/* ------------------------------------------------------------------ edges behind each other */

static void shift(const Several *s, int i, int set, bool sources, int32_t *to)
{
    int64_t first = 0, at = 0;
    for (int p = 0; p < s->count; p++) {
        const gatrt_relation *from = &s->parts[p]->relations[i];
        const int32_t *ends = sources ? from->src : from->dst;
        for (int64_t e = 0; e < from->edges; e++)
            to[at++] = (int32_t)(first + ends[e]);
        first += s->parts[p]->sets[set].rows;
    }
}

static void join_relation(const Several *s, int i, gatrt_relation *r, Piece *pieces)
{
    const gatrt_relation *first = &s->parts[0]->relations[i];
    r->edge_features = first->edge_features;
    for (int p = 0; p < s->count; p++)
        r->edges += s->parts[p]->relations[i].edges;
    r->src = mem_alloc((size_t)r->edges, sizeof *r->src);
    r->dst = mem_alloc((size_t)r->edges, sizeof *r->dst);
    shift(s, i, r->from, true, r->src);
    shift(s, i, r->to, false, r->dst);
    for (int p = 0; p < s->count; p++) {
        const gatrt_relation *from = &s->parts[p]->relations[i];
        pieces[p] = (Piece){from->edge_attr, from->edges * from->edge_features};
    }
    if (first->edge_attr)
        r->edge_attr = behind(pieces, s->count, sizeof *r->edge_attr);
    for (int p = 0; p < s->count; p++)
        pieces[p] = (Piece){s->parts[p]->relations[i].edge_weight, s->parts[p]->relations[i].edges};
    if (first->edge_weight)
        r->edge_weight = behind(pieces, s->count, sizeof *r->edge_weight);
}

/* ------------------------------------------------------------------ all of it */

static bool few_rows(const Several *s)
{
    for (int i = 0; i < s->parts[0]->set_count; i++) {
        int64_t rows = 0;
        for (int p = 0; p < s->count; p++)
            rows += s->parts[p]->sets[i].rows;
        if (rows > INT32_MAX)
            return error_set(s->error, "all files together have %lld rows of %s, but at most 2147483647 are possible",
                             (long long)rows, s->parts[0]->sets[i].name);
    }
    return true;
}

static void tell(const Several *s)
{
    bool any = false;
    for (int p = 0; p < s->count; p++)
        any |= split_any(s->parts[p]);
    for (int p = 0; p < s->count; p++) {
        const gatrt_data *d = s->parts[p];
        origin_add(s->all, ORIGIN_USED, file_shown(d->name), "%lld rows of %s, %lld %ss", (long long)d->sets[0].rows,
                   d->sets[0].name, (long long)graphs_of(d), GRAPH_SET);
        origin_add_remarks(s->all, d);
        if (any && !split_any(d))
            origin_add(s->all, ORIGIN_REMARK, file_shown(d->name),
                       "it has no masks, but others have: no row of it counts");
    }
}

static void join(Several *s)
{
    const gatrt_data *first = s->parts[0];
    char name[448];
    Piece *pieces = mem_alloc((size_t)s->count, sizeof *pieces);
    snprintf(name, sizeof name, "%.400s and %d more", first->name, s->count - 1);
    s->all = data_new_empty(name);
    for (int i = 0; i < first->set_count; i++)
        data_add_set(s->all, first->sets[i].name);
    if (!data_find_set(first, GRAPH_SET))
        data_add_set(s->all, GRAPH_SET)->rows = s->count;
    for (int i = 0; i < first->set_count; i++)
        join_set(s, i, &s->all->sets[i]);
    for (int i = 0; i < first->relation_count; i++) {
        const gatrt_relation *r = &first->relations[i];
        join_relation(s, i, data_add_relation(s->all, r->name, r->from, r->to), pieces);
    }
    mem_free(pieces);
    tell(s);
}

/* What is counted over training rows is counted over those of all files. */
static bool finish(gatrt_data *all, const DataUse *use, Error *error)
{
    return features_prepare(all, use, NULL, error) && data_check(all, error);
}

gatrt_data *data_load_several(const char *const *specs, int count, const DataUse *use, Error *error)
{
    Several s = {.error = error};
    if (count == 1)
        return data_load(specs[0], use, error);
    DataUse part = *use;
    part.joined = true;
    s.parts = mem_alloc((size_t)count, sizeof(gatrt_data *));
    while (s.count < count && (s.parts[s.count] = data_load(specs[s.count], &part, error)) != NULL)
        s.count++;
    if (s.count == count && no_pairs_made(&s) && all_fit(&s) && few_rows(&s))
        join(&s);
    for (int p = 0; p < s.count; p++)
        gatrt_data_free(s.parts[p]);
    mem_free(s.parts);
    if (!s.all || finish(s.all, use, error))
        return s.all;
    gatrt_data_free(s.all);
    return NULL;
}

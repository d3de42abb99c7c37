/* link_split.c - which edges train, validate and test as pairs, and along which messages go meanwhile.
 *
 * As PyTorch Geometric's RandomLinkSplit: of M pairs, floor(share * M) validate and test and the others train; messages go
 * along the training edges, in the test along those that validate, too; with `disjoint` a share of the training edges is
 * predicted in training and carries no messages there, and the others carry messages and are not predicted. Other than there:
 *
 *  - edges that join the same two rows, either way and however often, are one group, and a group has one part. So neither a
 *    repeated edge nor a reverse tells what is asked for, in graphs whose edges have a direction too.
 *  - a relation that has just the reverses (rev_binds) goes with it.
 *
 * Groups get keys from the seed and their rows' numbers; the order of edges in the file does not count.
 */
#include "runtime/formats/link_split.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SPLIT_VALUE = 0xFFFD }; /* no random value of a model has this number */

typedef struct Keyed {
    uint64_t key;
    int64_t edge;
} Keyed;

typedef struct Group {
    uint64_t draw;
    int64_t first, end; /* of `sorted` */
    int pairs;          /* 2: both directions are there, and are two */
    uint8_t part;
    bool predicted, silent; /* silent: it carries no messages in training */
} Group;

typedef struct Split {
    gatrt_data *data;
    gatrt_relation *edges;
    const SplitRule *rule;
    bool one_set, both_ways;
    Keyed *sorted; /* [edges] those of a group behind each other, by direction */
    Group *groups;
    int64_t count; /* of groups */
} Split;

static int by_key(const void *a, const void *b)
{
    const Keyed *one = a, *other = b;
    if (one->key != other->key)
        return one->key < other->key ? -1 : 1;
    return one->edge < other->edge ? -1 : one->edge > other->edge;
}

static int by_draw(const void *a, const void *b)
{
    const Group *one = *(const Group *const *)a, *other = *(const Group *const *)b;
    return one->draw < other->draw ? -1 : one->draw > other->draw;
}

/* ------------------------------------------------------------------ groups */

/* The two rows, the smaller first where they are of one set; the last bit is the direction. */
static uint64_t edge_key(const Split *s, int64_t e)
{
    const uint64_t u = (uint64_t)s->edges->src[e], v = (uint64_t)s->edges->dst[e];
    const bool turn = s->one_set && u > v;
    return ((turn ? v : u) * (uint64_t)s->data->sets[s->edges->to].rows + (turn ? u : v)) << 1 | turn;
}

static void find_groups(Split *s)
{
    const int64_t edges = s->edges->edges;
    s->sorted = mem_alloc((size_t)edges, sizeof *s->sorted);
    s->groups = mem_alloc((size_t)edges, sizeof *s->groups);
    for (int64_t e = 0; e < edges; e++)
        s->sorted[e] = (Keyed){edge_key(s, e), e};
    qsort(s->sorted, (size_t)edges, sizeof *s->sorted, by_key);
    const uint64_t draw = gatrt_value_draw(gatrt_draw((uint64_t)s->rule->seed, 0), SPLIT_VALUE);
    for (int64_t i = 0, end; i < edges; i = end) {
        const uint64_t pair = s->sorted[i].key >> 1;
        for (end = i; end < edges && s->sorted[end].key >> 1 == pair;)
            end++;
        s->groups[s->count++] = (Group){.draw = gatrt_mix(draw ^ pair),
                                        .first = i,
                                        .end = end,
                                        .pairs = s->sorted[i].key == s->sorted[end - 1].key ? 1 : 2};
    }
}

static bool is_loop(const Split *s, const Group *g)
{
    const int64_t e = s->sorted[g->first].edge;
    return s->one_set && s->edges->src[e] == s->edges->dst[e];
}

/* Do all edges go both ways, or does the model make them do so? Then a pair and its reverse are one. */
static bool go_both_ways(const Split *s, const gatrt_model *model)
{
    bool all = s->one_set && !s->rule->directed;
    for (int64_t i = 0; all && model->recipe.symmetric <= 0 && i < s->count; i++)
        all = s->groups[i].pairs == 2 || is_loop(s, &s->groups[i]);
    return all;
}

/* ------------------------------------------------------------------ parts */

static int64_t all_pairs(const Split *s)
{
    int64_t pairs = 0;
    for (int64_t i = 0; i < s->count; i++)
        pairs += s->groups[i].pairs;
    return pairs;
}

/* In the order of the draws each group goes where there is room for all of it: validation, test, training. */
static void deal_groups(Split *s, Group **order, int64_t pairs)
{
    int64_t room[3] = {0, pairs * s->rule->share[1] / RULE_WHOLE, pairs * s->rule->share[2] / RULE_WHOLE};
    room[0] = pairs - room[1] - room[2];
    int64_t silent = s->rule->disjoint * room[0] / 100;
    for (int64_t i = 0; i < s->count; i++) {
        Group *g = order[i];
        g->part = g->pairs <= room[1] ? 1 : g->pairs <= room[2] ? 2 : 0;
        room[g->part] -= g->pairs;
        g->silent = g->part == 0 && silent > 0;
        silent -= g->silent ? g->pairs : 0;
        g->predicted = g->part > 0 || s->rule->disjoint == 0 || g->silent;
    }
}
_Static_assert((int64_t)INT32_MAX * 2 * RULE_WHOLE < INT64_MAX, "pairs times shares fit");

static void deal(Split *s)
{
    Group **order = mem_alloc((size_t)s->count, sizeof *order);
    for (int64_t i = 0; i < s->count; i++) {
        order[i] = &s->groups[i];
        s->groups[i].pairs = s->both_ways ? 1 : s->groups[i].pairs;
    }
    qsort(order, (size_t)s->count, sizeof(Group *), by_draw);
    deal_groups(s, order, all_pairs(s));
    mem_free(order);
}

static uint8_t since_of(const Group *g)
{
    return g->part == 2 ? PART_NEVER : g->part == 1 ? 2 : g->silent;
}

static void set_messages(Split *s)
{
    s->edges->since = mem_alloc((size_t)s->edges->edges, 1);
    for (int64_t i = 0; i < s->count; i++)
        for (int64_t k = s->groups[i].first; k < s->groups[i].end; k++)
            s->edges->since[s->sorted[k].edge] = since_of(&s->groups[i]);
}

/* A pair of each direction that is there, or both as one with the smaller row first. */
static LinkRows find_positives(const Split *s)
{
    const size_t room = (size_t)all_pairs(s);
    LinkRows rows = {
        .src = mem_alloc(room, sizeof *rows.src), .dst = mem_alloc(room, sizeof *rows.dst), .part = mem_alloc(room, 1)};
    for (int64_t i = 0; i < s->count; i++) {
        const Group *g = &s->groups[i];
        for (int k = 0; g->predicted && k < g->pairs; k++, rows.count++) {
            const int64_t e = s->sorted[k == 0 ? g->first : g->end - 1].edge;
            const int32_t u = s->edges->src[e], v = s->edges->dst[e];
            rows.src[rows.count] = s->both_ways && u > v ? v : u;
            rows.dst[rows.count] = s->both_ways && u > v ? u : v;
            rows.part[rows.count] = g->part;
        }
    }
    return rows;
}

/* ------------------------------------------------------------------ other relations of the same rows */

static Keyed *sort_edges(const gatrt_data *data, const gatrt_relation *r, bool turned)
{
    const uint64_t width = (uint64_t)data->sets[turned ? r->from : r->to].rows;
    Keyed *sorted = mem_alloc((size_t)r->edges, sizeof *sorted);
    for (int64_t e = 0; e < r->edges; e++)
        sorted[e] =
            (Keyed){(uint64_t)(turned ? r->dst : r->src)[e] * width + (uint64_t)(turned ? r->src : r->dst)[e], e};
    qsort(sorted, (size_t)r->edges, sizeof *sorted, by_key);
    return sorted;
}

/* Where `other` has just the reverses of the edges, its messages go when theirs do. */
static void follow_reverses(const Split *s, gatrt_relation *other)
{
    const gatrt_relation *edges = s->edges;
    if (other == edges || other->from != edges->to || other->to != edges->from || other->edges != edges->edges)
        return;
    Keyed *own = sort_edges(s->data, edges, false), *turned = sort_edges(s->data, other, true);
    bool same = true;
    for (int64_t e = 0; same && e < edges->edges; e++)
        same = own[e].key == turned[e].key;
    if (same) {
        other->since = mem_alloc((size_t)other->edges, 1);
        for (int64_t e = 0; e < edges->edges; e++)
            other->since[turned[e].edge] = edges->since[own[e].edge];
        origin_add(s->data, ORIGIN_USED, relation_key(s->data, other, "edge_index").text,
                   "has the reverses of %.60s: carries messages when they do", edges->name);
    }
    mem_free(own);
    mem_free(turned);
}

/* ------------------------------------------------------------------ which relation */

static bool joins(const gatrt_data *data, const gatrt_relation *r, const char *from, const char *to)
{
    return !strcmp(data->sets[r->from].name, from) && !strcmp(data->sets[r->to].name, to);
}

static bool is_of_model(const gatrt_model *model, const gatrt_data *data, const gatrt_relation *r)
{
    for (int i = 0; i < model->space_count; i++)
        if (model->spaces[i].kind == GATRT_EDGES && space_is_asked_for(model, i) && space_relation(model, data, i) == r)
            return true;
    return false;
}

/* The one that joins the rows that links join: by its name, else the one along which the model's messages go, else the
 * only one there is. */
static gatrt_relation *find_relation(const gatrt_data *data, const gatrt_model *model, const char *name, Error *error)
{
    const Joined joined = space_joins(model, data, model_space(model));
    const char *from = model->spaces[joined.from].name, *to = model->spaces[joined.to].name;
    gatrt_relation *found = NULL;
    int count = 0;
    for (int strict = 1; strict >= 0 && count == 0; strict--)
        for (int i = 0; i < data->relation_count; i++) {
            gatrt_relation *r = &data->relations[i];
            if (joins(data, r, from, to) && (*name ? !strcmp(r->name, name) : !strict || is_of_model(model, data, r))) {
                found = r;
                count += !*name || count == 0;
            }
        }
    if (count == 1)
        return found;
    error_set(error, "%s: --split links: %s relation%s from %s to %s%s%.60s; of=NAME says which edges are pairs",
              file_shown(data->name), count ? "several" : "no", count ? "s" : "", from, to, *name ? " is called " : "",
              name);
    return NULL;
}

/* ------------------------------------------------------------------ all of it */

static bool can_split(const gatrt_data *data, const gatrt_model *model, Error *error)
{
    const int space = model_space(model);
    if (!is_link(model, space))
        return error_set(error, "--split links: makes pairs of edges, but the loss of the model %s is over %s",
                         model->name, model->spaces[space].name);
    return (!space_set(model, data, space) && !space_relation(model, data, space)) ||
           error_set(error, "%s: --split links: it has pairs of its own, %s; random:60/20/20 splits these",
                     file_shown(data->name), space_key(model, space, "edge_index").text);
}

static bool make(Split *s, const gatrt_model *model, Error *error)
{
    const char *name = model->spaces[model_space(model)].name;
    find_groups(s);
    s->both_ways = go_both_ways(s, model);
    deal(s);
    set_messages(s);
    for (int i = 0; i < s->data->relation_count; i++)
        follow_reverses(s, &s->data->relations[i]);
    const int at = (int)(s->edges - s->data->relations);
    LinkRows positives = find_positives(s);
    const char *rivals = rivals_name(model);
    const bool good = link_rows(s->data, name, s->edges, &positives, s->both_ways, rivals != NULL, s->rule, error) &&
                      link_proof(s->data, &s->data->relations[at], &s->data->relations[s->data->relation_count - 1],
                                 data_find_set(s->data, name), error);
    if (good && rivals)
        rivals_of_split(s->data, s->data->relation_count - 1, rivals);
    mem_free(positives.src);
    mem_free(positives.dst);
    mem_free(positives.part);
    mem_free(s->sorted);
    mem_free(s->groups);
    return good;
}

static void drop_empty(gatrt_set *set)
{
    for (int m = 0; m < 3; m++)
        if (!split_mask(set, m))
            mem_free(set->mask[m]), set->mask[m] = NULL;
}

bool link_split(gatrt_data *data, const gatrt_model *model, const SplitRule *rule, Error *error)
{
    if (!model)
        return error_set(error, "--split links: is for a model whose loss is over links");
    if (!can_split(data, model, error))
        return false;
    gatrt_relation *edges = find_relation(data, model, rule->path[0], error);
    if (!edges)
        return false;
    if (edges->edges < 1)
        return error_set(error, "%s: --split links: there is no edge to make a pair of", file_shown(data->name));
    Split s = {.data = data, .edges = edges, .rule = rule, .one_set = edges->from == edges->to};
    if (!make(&s, model, error))
        return false;
    gatrt_set *set = data_find_set(data, model->spaces[model_space(model)].name);
    drop_empty(set);
    origin_replace_splits(data, set, split_rule_text(rule).text);
    return true;
}

/* A model of links meets a data set without any, but with edges between the same rows: these it can learn from. */
bool link_split_is_due(const gatrt_data *data, const gatrt_model *model)
{
    const int space = model ? model_space(model) : GATRT_NODE;
    if (!model || !is_link(model, space) || space_set(model, data, space) || space_relation(model, data, space))
        return false;
    const Joined joined = space_joins(model, data, space);
    bool any = false;
    for (int i = 0; i < data->relation_count; i++)
        any |= joins(data, &data->relations[i], model->spaces[joined.from].name, model->spaces[joined.to].name);
    return any;
}

/* link_rows.c - pairs to predict as a relation, and as a set of rows with answers and masks.
 *
 * Part by part, its positives (y = 1) and behind them its negatives (y = 0). The negatives that validate and test are drawn
 * once, each another, and are then known: training, whose negatives are drawn anew in each epoch, never meets them.
 */
#include "runtime/formats/link_split.h"

#include <inttypes.h>
#include <string.h>

static void add_row(gatrt_relation *pairs, gatrt_set *set, int part, int label, const int32_t pair[2])
{
    const int64_t at = pairs->edges++;
    pairs->src[at] = pair[0];
    pairs->dst[at] = pair[1];
    set->label[at] = label;
    split_add(set, part, at);
}

static void add_positives(gatrt_relation *pairs, gatrt_set *set, int part, const LinkRows *positives)
{
    for (int64_t i = 0; i < positives->count; i++)
        if (positives->part[i] == part)
            add_row(pairs, set, part, 1, (const int32_t[2]){positives->src[i], positives->dst[i]});
}

/* False where nothing is left of what may be drawn. */
static bool draw_pair(const struct gatrt_links *links, uint64_t draw, int64_t k, int32_t pair[2])
{
    if (links->ranked)
        return pairs_draw_beside(&links->known, draw, k, pair);
    pairs_draw(&links->known, draw, k, pair);
    return true;
}

static bool nothing_left(const gatrt_data *data, const gatrt_relation *pairs, int32_t source, Error *error)
{
    return error_set(error,
                     "%s: --split links: %s %" PRId32
                     " has no pair left that is no edge of %s, and the loss of order wants one "
                     "for each of its edges",
                     file_shown(data->name), data->sets[pairs->from].name, source, pairs->links->of);
}

/* The negatives of positive i of the part, whose rows begin at `first`, are those from i * n on. */
static bool add_negatives(const gatrt_data *data, gatrt_relation *pairs, gatrt_set *set, int part, int64_t first,
                          const SplitRule *rule, Error *error)
{
    struct gatrt_links *links = pairs->links;
    for (int64_t i = 0, count = (pairs->edges - first) * rule->negatives; i < count; i++) {
        const int64_t above = first + i / rule->negatives;
        int32_t pair[2] = {links->ranked ? pairs->src[above] : 0, 0};
        if (links->ranked)
            links->above[pairs->edges] = (int32_t)above;
        if (part == 0) {
            links->drawn[pairs->edges] = 1;
        } else {
            if (!draw_pair(links, links->draw, pairs->edges, pair))
                return nothing_left(data, pairs, pair[0], error);
            pairs_add(&links->known, pair[0], pair[1]);
        }
        add_row(pairs, set, part, 0, pair);
    }
    return true;
}

/* Last, as they are to be none of the others' negatives. */
static bool draw_for_training(const gatrt_data *data, gatrt_relation *pairs, Error *error)
{
    const struct gatrt_links *links = pairs->links;
    for (int64_t k = 0; k < pairs->edges; k++) {
        int32_t pair[2] = {pairs->src[k], 0};
        if (!links->drawn[k])
            continue;
        if (!draw_pair(links, links->draw, k, pair))
            return nothing_left(data, pairs, pair[0], error);
        pairs->src[k] = pair[0];
        pairs->dst[k] = pair[1];
    }
    return true;
}

static struct gatrt_links *links_new(const gatrt_data *data, const gatrt_relation *edges, bool both_ways,
                                     const SplitRule *rule, int64_t rows)
{
    struct gatrt_links *links = mem_alloc(1, sizeof *links);
    links->both_ways = both_ways;
    links->each = rule->negatives;
    links->drawn = mem_alloc((size_t)rows, 1);
    links->draw = gatrt_draw((uint64_t)rule->seed, 0);
    snprintf(links->of, sizeof links->of, "%s", edges->name);
    links->known = pairs_new(data->sets[edges->from].rows, data->sets[edges->to].rows, edges->from == edges->to,
                             both_ways, edges->edges + rows);
    for (int64_t e = 0; e < edges->edges; e++)
        pairs_add(&links->known, edges->src[e], edges->dst[e]);
    return links;
}

static void make_ranked(struct gatrt_links *links, int64_t rows)
{
    links->ranked = true;
    links->above = mem_alloc((size_t)rows, sizeof *links->above);
    links->source = mem_alloc((size_t)rows, sizeof *links->source);
    for (int64_t k = 0; k < rows; k++)
        links->above[k] = -1;
}

void links_free(struct gatrt_links *links)
{
    if (!links)
        return;
    pairs_free(&links->known);
    mem_free(links->drawn);
    mem_free(links->above);
    mem_free(links->source);
    mem_free(links);
}

bool links_drawn(const gatrt_relation *pairs, int64_t k)
{
    return pairs->links->drawn[k];
}

int64_t links_negatives(const gatrt_relation *pairs, int64_t k, int64_t *first)
{
    const struct gatrt_links *links = pairs->links;
    *first = links->trained + k * links->each;
    return links->each;
}

uint64_t links_first_draw(const gatrt_relation *pairs)
{
    return pairs->links->draw;
}

void links_draw(const gatrt_relation *pairs, uint64_t draw, int64_t k, int32_t pair[2])
{
    pair[0] = pairs->links->ranked ? pairs->links->source[k] : 0;
    draw_pair(pairs->links, draw, k, pair); /* one was left when the split was made */
}

const gatrt_relation *links_of(const gatrt_data *data)
{
    for (int i = 0; i < data->relation_count; i++)
        if (data->relations[i].links)
            return &data->relations[i];
    return NULL;
}

static void make_room(gatrt_relation *pairs, gatrt_set *set, int64_t rows)
{
    pairs->src = mem_alloc((size_t)rows, sizeof *pairs->src);
    pairs->dst = mem_alloc((size_t)rows, sizeof *pairs->dst);
    set->rows = rows;
    set->classes = 2;
    set->label = mem_alloc((size_t)rows, sizeof *set->label);
    for (int m = 0; m < 3; m++)
        split_new(set, m);
}

/* Each negative that validates or tests takes a pair away; one must be left for training. */
static bool enough_pairs(const gatrt_data *data, const gatrt_relation *pairs, const int64_t count[3], Error *error)
{
    const double left = pairs_left(&pairs->links->known), wanted = (double)(count[1] + count[2]) + (count[0] > 0);
    return wanted <= left ||
           error_set(error, "%s: --split links: %.0f negatives are wanted, but only %.0f pairs are no edges of %s",
                     file_shown(data->name), wanted, left, pairs->links->of);
}

bool link_rows(gatrt_data *data, const char *name, const gatrt_relation *edges, const LinkRows *positives,
               bool both_ways, bool ranked, const SplitRule *rule, Error *error)
{
    const gatrt_relation of = *edges; /* where relations lie changes */
    int64_t count[3] = {0}, rows = 0;
    for (int64_t i = 0; i < positives->count; i++)
        count[positives->part[i]] += rule->negatives;
    rows = positives->count * (1 + rule->negatives);
    if (rows > INT32_MAX)
        return error_set(error, "%s: --split links: %" PRId64 " pairs are more than 2147483647; fewer negatives",
                         file_shown(data->name), rows);
    gatrt_set *set = data_add_set(data, name);
    gatrt_relation *pairs = data_add_relation(data, name, of.from, of.to);
    make_room(pairs, set, rows);
    pairs->links = links_new(data, &of, both_ways, rule, rows);
    if (ranked)
        make_ranked(pairs->links, rows);
    if (!enough_pairs(data, pairs, count, error))
        return false;
    for (int part = 0; part < 3; part++) {
        const int64_t first = pairs->edges;
        add_positives(pairs, set, part, positives);
        if (part == 0)
            pairs->links->trained = pairs->edges;
        if (!add_negatives(data, pairs, set, part, first, rule, error))
            return false;
    }
    if (!draw_for_training(data, pairs, error))
        return false;
    if (ranked)
        memcpy(pairs->links->source, pairs->src, (size_t)rows * sizeof *pairs->src);
    return true;
}

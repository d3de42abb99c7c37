/* link_rivals.c - for losses of order: which pairs are to stand below which, as a relation between pairs, from the rival to the
 * pair above it, under the name that the model has for it.
 *
 * Of pairs that --split links made, the negatives drawn for a positive, which have its source. Of pairs that a data set has, all
 * of the same source and the same part: y = 0 below y = 1. Where no y is known, as in prediction, there are none.
 */
#include "runtime/formats/link_split.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *rivals_name(const gatrt_model *model)
{
    const int link = model ? model_space(model) : GATRT_NODE;
    for (int s = 0; model && is_link(model, link) && s < model->space_count; s++) {
        const Joined joined = space_ends(model, s);
        if (model->spaces[s].kind == GATRT_EDGES && joined.from == link && joined.to == link &&
            space_is_asked_for(model, s))
            return model->spaces[s].name;
    }
    return NULL;
}

static int number_of(const gatrt_data *data, const char *set)
{
    return (int)(data_find_set(data, set) - data->sets);
}

static gatrt_relation *add(gatrt_data *data, const char *name, const char *link, int64_t rivals)
{
    const int at = number_of(data, link);
    gatrt_relation *r = data_add_relation(data, name, at, at);
    r->src = mem_alloc((size_t)rivals, sizeof *r->src);
    r->dst = mem_alloc((size_t)rivals, sizeof *r->dst);
    return r;
}

static void add_rival(gatrt_relation *r, int64_t rival, int64_t above)
{
    r->src[r->edges] = (int32_t)rival;
    r->dst[r->edges++] = (int32_t)above;
}

void rivals_of_split(gatrt_data *data, int pairs, const char *name)
{
    const gatrt_relation of = data->relations[pairs]; /* where relations lie changes */
    gatrt_relation *r = add(data, name, of.name, of.edges);
    for (int64_t k = 0; k < of.edges; k++)
        if (of.links->above[k] >= 0)
            add_rival(r, k, of.links->above[k]);
}

/* ------------------------------------------------------------------ of pairs that a data set has */

typedef struct Candidate {
    int32_t src;
    int part;
    bool positive;
    int64_t row;
} Candidate;

static int by_source(const void *a, const void *b)
{
    const Candidate *one = a, *other = b;
    if (one->src != other->src)
        return one->src < other->src ? -1 : 1;
    if (one->part != other->part)
        return one->part < other->part ? -1 : 1;
    if (one->positive != other->positive)
        return one->positive ? -1 : 1;
    return one->row < other->row ? -1 : one->row > other->row;
}

/* Without a mask all rows are of one part; 3: of none. */
static int part_of(const gatrt_set *set, int64_t row)
{
    bool any = false;
    for (int m = 0; m < 3; m++) {
        if (set->mask[m] && set->mask[m][row])
            return m;
        any |= set->mask[m] != NULL;
    }
    return any ? 3 : 0;
}

static bool known(const gatrt_set *set, int64_t row, bool *positive)
{
    const double y = set->label ? set->label[row] : (double)set->target[row];
    *positive = y == 1.0;
    return y == 0.0 || y == 1.0;
}

static int64_t candidates_of(const gatrt_set *set, const gatrt_relation *pairs, Candidate *to)
{
    int64_t count = 0;
    for (int64_t k = 0; k < pairs->edges; k++) {
        bool positive;
        if (known(set, k, &positive) && part_of(set, k) < 3)
            to[count++] = (Candidate){pairs->src[k], part_of(set, k), positive, k};
    }
    qsort(to, (size_t)count, sizeof *to, by_source);
    return count;
}

/* Groups of one source and part, positives first: to each of these all others. NULL: count alone. */
static int64_t join(const Candidate *c, int64_t count, gatrt_relation *r)
{
    int64_t rivals = 0;
    for (int64_t first = 0, end; first < count; first = end) {
        int64_t middle = first;
        for (end = first; end < count && c[end].src == c[first].src && c[end].part == c[first].part; end++)
            middle += c[end].positive;
        rivals += (middle - first) * (end - middle);
        for (int64_t i = first; r && i < middle; i++)
            for (int64_t j = middle; j < end; j++)
                add_rival(r, c[j].row, c[i].row);
    }
    return rivals;
}

bool rivals_find(gatrt_data *data, const gatrt_model *model, Error *error)
{
    const char *name = rivals_name(model);
    const int link = model ? model_space(model) : GATRT_NODE;
    const gatrt_relation *pairs = name ? space_relation(model, data, link) : NULL;
    if (!pairs || data_find_relation(data, name, NULL, NULL))
        return true;
    if (!space_set(model, data, link))
        data_add_set(data, pairs->name)->rows = pairs->edges;
    const gatrt_set *set = space_set(model, data, link);
    Candidate *c = mem_alloc((size_t)pairs->edges, sizeof *c);
    const bool answered = (set->label || (set->target && set->classes == 1)) && set->rows == pairs->edges;
    const int64_t count = answered ? candidates_of(set, pairs, c) : 0, rivals = join(c, count, NULL);
    if (rivals <= INT32_MAX)
        join(c, count, add(data, name, set->name, rivals));
    mem_free(c);
    return rivals <= INT32_MAX ||
           error_set(error,
                     "%s: %" PRId64 " rivals, a pair with y = 0 for each with y = 1 of the same source, are more than "
                     "2147483647; say which in %s",
                     file_shown(data->name), rivals, triple_key(set->name, name, set->name, "edge_index").text);
}

/* link_proof.c - does a split of links leak? Counted in the data set as it came out, by sorted lists of pairs that share
 * nothing with what made the split: message edges of each part, edges of all, positives and negatives of each part.
 */
#include "runtime/formats/link_split.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct Keys {
    uint64_t *key;
    int64_t count;
} Keys;

typedef struct Proof {
    const gatrt_data *data;
    const gatrt_relation *edges, *pairs;
    const gatrt_set *of;
    uint64_t width; /* rows at the far end */
    bool one_set;
    Keys messages[3], all, positives[3], negatives[3];
} Proof;

static int by_number(const void *a, const void *b)
{
    const uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;
    return one < other ? -1 : one > other;
}

static void sort(Keys *keys)
{
    if (keys->count > 0)
        qsort(keys->key, (size_t)keys->count, sizeof *keys->key, by_number);
}

static bool has(const Keys *keys, uint64_t key)
{
    return keys->count > 0 && bsearch(&key, keys->key, (size_t)keys->count, sizeof key, by_number);
}

static uint64_t turned(const Proof *p, uint64_t key)
{
    return key % p->width * p->width + key / p->width;
}

static bool has_either(const Proof *p, const Keys *keys, uint64_t key, bool either)
{
    return has(keys, key) || (either && has(keys, turned(p, key)));
}

/* Where both ends are of one set, in either direction. */
static bool has_pair(const Proof *p, const Keys *keys, uint64_t key)
{
    return has_either(p, keys, key, p->one_set);
}

/* A negative, where edges go both ways, is its reverse as well. */
static bool has_negative(const Proof *p, const Keys *keys, uint64_t key)
{
    return has_either(p, keys, key, p->pairs->links->both_ways);
}

/* Edges that carry messages in the part; part PART_NEVER: all. */
static Keys keys_of_edges(const Proof *p, int part)
{
    Keys keys = {mem_alloc((size_t)p->edges->edges, sizeof *keys.key), 0};
    for (int64_t e = 0; e < p->edges->edges; e++)
        if (p->edges->since[e] <= part)
            keys.key[keys.count++] = (uint64_t)p->edges->src[e] * p->width + (uint64_t)p->edges->dst[e];
    sort(&keys);
    return keys;
}

static Keys keys_of_pairs(const Proof *p, int part, int label)
{
    Keys keys = {mem_alloc((size_t)p->pairs->edges, sizeof *keys.key), 0};
    for (int64_t k = 0; k < p->pairs->edges; k++)
        if (p->of->mask[part][k] && p->of->label[k] == label)
            keys.key[keys.count++] = (uint64_t)p->pairs->src[k] * p->width + (uint64_t)p->pairs->dst[k];
    sort(&keys);
    return keys;
}

static int64_t count_pairs(const Proof *p, const Keys *of, const Keys *in)
{
    int64_t count = 0;
    for (int64_t i = 0; i < of->count; i++)
        count += has_pair(p, in, of->key[i]);
    return count;
}

static int64_t count_edges(const Proof *p, const Keys *negatives)
{
    int64_t count = 0;
    for (int64_t i = 0; i < negatives->count; i++)
        count += has_negative(p, &p->all, negatives->key[i]);
    return count;
}

static int64_t count_shared(const Proof *p, const Keys *negatives, int part)
{
    int64_t count = 0;
    for (int64_t i = 0; i < negatives[part].count; i++) {
        bool shared = false;
        for (int other = 0; other < 3; other++)
            shared |= other != part && has_negative(p, &negatives[other], negatives[part].key[i]);
        count += shared;
    }
    return count;
}

static LinkProof count(const Proof *p)
{
    LinkProof found = {.in_two_parts = 0};
    for (int part = 0; part < 3; part++) {
        found.positives[part] = p->positives[part].count;
        found.negatives[part] = p->negatives[part].count;
        found.messages[part] = p->messages[part].count;
        found.among_messages[part] = count_pairs(p, &p->positives[part], &p->messages[part]);
        found.in_two_parts += count_pairs(p, &p->positives[part], &p->positives[(part + 1) % 3]);
        found.negative_edges += count_edges(p, &p->negatives[part]);
        found.negatives_shared += count_shared(p, p->negatives, part);
    }
    return found;
}

/* Other relations of the same rows may tell what is asked for; whether they do, their owner knows. */
static void tell_others(const Proof *p, gatrt_data *data)
{
    for (int i = 0; i < data->relation_count; i++) {
        const gatrt_relation *r = &data->relations[i];
        const bool along = r->from == p->edges->from && r->to == p->edges->to;
        int64_t told = 0;
        if (r == p->edges || r == p->pairs || r->since ||
            !(along || (r->from == p->edges->to && r->to == p->edges->from)))
            continue;
        for (int64_t e = 0; e < r->edges; e++) {
            const uint64_t key =
                (uint64_t)(along ? r->src : r->dst)[e] * p->width + (uint64_t)(along ? r->dst : r->src)[e];
            told += has_pair(p, &p->positives[1], key) || has_pair(p, &p->positives[2], key);
        }
        if (told > 0)
            origin_add(data, ORIGIN_REMARK, relation_key(data, r, "edge_index").text,
                       "%" PRId64 " of its edges join pairs that validate or test, and carry messages all the same",
                       told);
    }
}

static void free_keys(Proof *p)
{
    for (int part = 0; part < 3; part++) {
        mem_free(p->messages[part].key);
        mem_free(p->positives[part].key);
        mem_free(p->negatives[part].key);
    }
    mem_free(p->all.key);
}

bool link_proof(gatrt_data *data, const gatrt_relation *edges, gatrt_relation *pairs, const gatrt_set *of, Error *error)
{
    Proof p = {.data = data,
               .edges = edges,
               .pairs = pairs,
               .of = of,
               .width = (uint64_t)data->sets[edges->to].rows,
               .one_set = edges->from == edges->to};
    p.all = keys_of_edges(&p, PART_NEVER);
    for (int part = 0; part < 3; part++) {
        p.messages[part] = keys_of_edges(&p, part);
        p.positives[part] = keys_of_pairs(&p, part, 1);
        p.negatives[part] = keys_of_pairs(&p, part, 0);
    }
    const LinkProof found = count(&p);
    pairs->links->proof = found;
    tell_others(&p, data);
    free_keys(&p);
    const int64_t leaks = found.in_two_parts + found.among_messages[1] + found.among_messages[2] +
                          found.negative_edges + found.negatives_shared;
    return leaks == 0 || error_set(error, "%s: --split links leaks %" PRId64 " pairs: a bug of ours, please report it",
                                   file_shown(data->name), leaks);
}

/* ------------------------------------------------------------------ for people */

void links_print(FILE *to, const gatrt_relation *pairs)
{
    const LinkProof *proof = &pairs->links->proof;
    fprintf(to, "%s: pairs of %s%s: %" PRId64 " train, %" PRId64 " val, %" PRId64 " test", text_shown(pairs->name).text,
            text_shown(pairs->links->of).text, pairs->links->both_ways ? ", with their reverses" : "",
            proof->positives[0], proof->positives[1], proof->positives[2]);
    fprintf(to, "; negatives: %" PRId64 " a training epoch, %" PRId64 ", %" PRId64, proof->negatives[0],
            proof->negatives[1], proof->negatives[2]);
    fprintf(to, "; messages along %" PRId64 " edges, %" PRId64 ", %" PRId64 "\n", proof->messages[0],
            proof->messages[1], proof->messages[2]);
    fprintf(to,
            "%s: no leak: %" PRId64 " pairs in two parts, %" PRId64 " of val and %" PRId64
            " of test along which messages go, %" PRId64 " negatives that are edges, %" PRId64
            " in two parts; in training messages go along %" PRId64 " pairs\n",
            text_shown(pairs->name).text, proof->in_two_parts, proof->among_messages[1], proof->among_messages[2],
            proof->negative_edges, proof->negatives_shared, proof->among_messages[0]);
}

void links_report(Report *r, const gatrt_relation *pairs)
{
    const LinkProof *proof = &pairs->links->proof;
    report_text(r, "pairs_of", pairs->links->of);
    report_counts(r, "pairs", proof->positives, 3);
    report_counts(r, "negatives", proof->negatives, 3);
    report_counts(r, "message_edges", proof->messages, 3);
    report_counts(r, "pairs_among_messages", proof->among_messages, 3);
    report_count(r, "pairs_in_two_parts", proof->in_two_parts);
    report_count(r, "negatives_that_are_edges", proof->negative_edges);
    report_count(r, "negatives_in_two_parts", proof->negatives_shared);
}

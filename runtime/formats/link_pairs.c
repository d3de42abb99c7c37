/* link_pairs.c - sets of pairs of rows, and pairs drawn that are in none of them.
 *
 * A table with open addresses. Draws are rejected until one is not in the set: uniform over what is left, by the counter-based
 * generator, so a function of (draw, row) and nothing else. Where nearly all pairs are taken, the next one that is free
 * behind the last draw is taken, so a draw always ends.
 */
#include "runtime/formats/link_split.h"

enum { LINK_VALUE = 0xFFFE, TRIES = 256 }; /* no random value of a model has this number */

PairSet pairs_new(int64_t from_rows, int64_t to_rows, bool one_set, bool both_ways, int64_t most)
{
    PairSet pairs = {
        .room = 64, .from_rows = from_rows, .to_rows = to_rows, .one_set = one_set, .both_ways = both_ways};
    while (pairs.room < 2 * (uint64_t)most)
        pairs.room *= 2;
    pairs.slot = mem_alloc((size_t)pairs.room, sizeof *pairs.slot);
    return pairs;
}

void pairs_free(PairSet *pairs)
{
    mem_free(pairs->slot);
    pairs->slot = NULL;
}

/* Rows are below 2^31, so keys below 2^62. */
static uint64_t pairs_key(const PairSet *pairs, int64_t u, int64_t v)
{
    const bool turn = pairs->both_ways && u > v;
    return (uint64_t)(turn ? v : u) * (uint64_t)pairs->to_rows + (uint64_t)(turn ? u : v);
}

/* Its slot, or the free one where it would stand. */
static uint64_t *find(const PairSet *pairs, uint64_t key)
{
    uint64_t at = gatrt_mix(key) & (pairs->room - 1);
    while (pairs->slot[at] && pairs->slot[at] != key + 1)
        at = (at + 1) & (pairs->room - 1);
    return &pairs->slot[at];
}

bool pairs_has(const PairSet *pairs, int64_t u, int64_t v)
{
    return *find(pairs, pairs_key(pairs, u, v)) != 0;
}

void pairs_add(PairSet *pairs, int64_t u, int64_t v)
{
    const uint64_t key = pairs_key(pairs, u, v);
    uint64_t *slot = find(pairs, key);
    pairs->count += *slot == 0 && !(pairs->one_set && u == v);
    *slot = key + 1;
}

double pairs_left(const PairSet *pairs)
{
    const double rows = (double)pairs->from_rows;
    const double all = !pairs->one_set ? rows * (double)pairs->to_rows : rows * (rows - 1.0);
    return (pairs->both_ways ? all / 2.0 : all) - (double)pairs->count;
}

static bool is_free(const PairSet *pairs, int64_t u, int64_t v)
{
    return !(pairs->one_set && u == v) && !pairs_has(pairs, u, v);
}

static void next_free(const PairSet *pairs, int32_t pair[2])
{
    while (!is_free(pairs, pair[0], pair[1])) {
        pair[1] = (int32_t)((pair[1] + 1) % pairs->to_rows);
        if (pair[1] == 0)
            pair[0] = (int32_t)((pair[0] + 1) % pairs->from_rows);
    }
}

void pairs_draw(const PairSet *pairs, uint64_t draw, int64_t row, int32_t pair[2])
{
    const uint32_t key = gatrt_row_key(gatrt_value_draw(draw, LINK_VALUE), (uint32_t)row);
    for (uint32_t i = 0; i < 4 * TRIES; i += 4) {
        pair[0] = draw_below(pairs->from_rows, gatrt_bits(key, i), gatrt_bits(key, i + 1));
        pair[1] = draw_below(pairs->to_rows, gatrt_bits(key, i + 2), gatrt_bits(key, i + 3));
        if (is_free(pairs, pair[0], pair[1]))
            return;
    }
    next_free(pairs, pair);
}

bool pairs_draw_beside(const PairSet *pairs, uint64_t draw, int64_t row, int32_t pair[2])
{
    const uint32_t key = gatrt_row_key(gatrt_value_draw(draw, LINK_VALUE), (uint32_t)row);
    for (uint32_t i = 0; i < 2 * TRIES; i += 2) {
        pair[1] = draw_below(pairs->to_rows, gatrt_bits(key, i), gatrt_bits(key, i + 1));
        if (is_free(pairs, pair[0], pair[1]))
            return true;
    }
    for (int64_t i = 0; i < pairs->to_rows; i++) {
        pair[1] = (int32_t)((pair[1] + 1) % pairs->to_rows);
        if (is_free(pairs, pair[0], pair[1]))
            return true;
    }
    return false;
}

/* test_prepare.c - what an application prepares is what a trainer has: c/lib/prepare.h against graph_prepare, on random
 * graphs with self loops, repeated and one-way edges, every rule for loops and reverses, and what edges carry; and that it
 * stays within the memory it asks for.
 * Run: ctest -R test_prepare, or the program itself.
 */
#include "../../compiler/c/lib/prepare.h"
#include "../../runtime/runtime.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CASES = 600, ATTR = 3, CANARY = 64 };

static uint64_t random_state;

static int64_t pick(int64_t n)
{
    return (int64_t)(gatrt_mix(random_state++) % (uint64_t)n);
}

static gatrt_data *random_data(uint64_t seed)
{
    random_state = seed << 32;
    gatrt_data *d = data_new("random");
    gatrt_set *node = &d->sets[0];
    gatrt_relation *edge = &d->relations[0];
    node->rows = 1 + pick(seed % 9 == 0 ? 700 : 10);
    edge->edges = seed % 7 == 0 ? 0 : pick(4 * node->rows + 1);
    edge->edge_features = ATTR;
    edge->src = mem_alloc((size_t)edge->edges, sizeof *edge->src);
    edge->dst = mem_alloc((size_t)edge->edges, sizeof *edge->dst);
    edge->edge_attr = mem_alloc((size_t)edge->edges * ATTR, sizeof *edge->edge_attr);
    for (int64_t e = 0; e < edge->edges; e++) {
        edge->src[e] = (int32_t)pick(node->rows);
        edge->dst[e] = (int32_t)(pick(6) == 0 ? edge->src[e] : pick(pick(3) == 0 ? (node->rows + 3) / 4 : node->rows));
    }
    for (int64_t i = 0; i < edge->edges * ATTR; i++)
        edge->edge_attr[i] = (float)pick(1000) / 7.0f;
    return d;
}

static gat_lists lists_of(const gatrt_data *d, int reverses, int loops)
{
    const gatrt_relation *edge = &d->relations[0];
    const int64_t rows = d->sets[0].rows;
    return (gat_lists){.from_rows = rows,
                       .to_rows = rows,
                       .edges = edge->edges,
                       .src = edge->src,
                       .dst = edge->dst,
                       .reverses = reverses,
                       .loops = loops};
}

/* ------------------------------------------------------------------ memory with an end that is watched */

typedef struct Memory {
    unsigned char *bytes;
    size_t size;
} Memory;

static Memory watched(size_t size)
{
    assert_true(size < SIZE_MAX / 2);
    Memory m = {mem_alloc(size + CANARY, 1), size};
    memset(m.bytes + size, 0x5a, CANARY);
    return m;
}

static void expect_untouched(const Memory *m)
{
    for (int i = 0; i < CANARY; i++)
        assert_int_equal(m->bytes[m->size + (size_t)i], 0x5a);
}

/* ------------------------------------------------------------------ against a trainer's */

static void expect_trainers_lists(const gatrt_data *d, int reverses, int loops, int loop_given)
{
    const gatrt_input input = {"attr", GATRT_EDGE_ATTR, GATRT_EDGE, ATTR, .loop_given = loop_given, .loop = 3.0f};
    const gatrt_model model = {.abi = GATRT_ABI,
                               .spaces = plain_spaces,
                               .space_count = GATRT_PLAIN_SPACES,
                               .ends = plain_ends,
                               .end_count = GATRT_PLAIN_ENDS,
                               .name = "gat2",
                               .inputs = &input,
                               .input_count = 1};
    const Wanted wanted = {.self_loops = (gatrt_loops)loops, .symmetric = reverses};
    Error error = {""};
    Prepared *on = graph_prepare(&model, d, &wanted, &error);
    if (!on)
        fail_msg("%s", error.text);

    gat_lists l = lists_of(d, reverses, loops);
    const int64_t meanwhile = gat_words_meanwhile(&l);
    const int64_t words = meanwhile + gat_words_kept(&l) + gat_words_turned(&l) + gat_words_carried(&l, ATTR);
    const Memory memory = watched(gat_words_bytes(words));
    for (size_t over = 0; over < 2; over++) { /* wherever it begins: one word is asked for more than is needed */
        int64_t *const first = gat_first_word(memory.bytes + over), *kept = first + meanwhile;
        const int64_t *start;
        const int32_t *dst, *edge;
        gat_lists_place(&l, &kept, first);
        assert_true(gat_lists_make(&l));
        gat_lists_turn(&l, &kept, &start, &dst, &edge);
        const float *attr = gat_lists_carry(&l, &kept, ATTR, d->relations[0].edge_attr, loop_given, 3.0f);

        const gatrt_walk *in = &on->ends[GATRT_EDGE_DST], *out = &on->ends[GATRT_EDGE_SRC];
        const size_t rows = (size_t)d->sets[0].rows, edges = (size_t)on->spaces[GATRT_EDGE].count;
        assert_int_equal(l.count, edges);
        assert_memory_equal(l.in_start, in->start, (rows + 1) * sizeof *in->start);
        assert_memory_equal(l.in_src, in->far, edges * sizeof *in->far);
        assert_memory_equal(l.id, on->row_id[GATRT_EDGE], edges * sizeof *l.id);
        assert_memory_equal(start, out->start, (rows + 1) * sizeof *start);
        assert_memory_equal(dst, out->far, edges * sizeof *dst);
        assert_memory_equal(edge, out->row, edges * sizeof *edge);
        assert_memory_equal(attr, on->inputs[0].dense, edges * ATTR * sizeof *attr);
        expect_untouched(&memory);
    }
    mem_free(memory.bytes);
    prepared_free(on);
}

static void lists_are_a_trainers(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < CASES; seed++) {
        gatrt_data *d = random_data(seed);
        for (int rule = 0; rule < 6; rule++)
            expect_trainers_lists(d, rule % 2, rule / 2, seed % 2 == 0);
        gatrt_data_free(d);
    }
}

/* ------------------------------------------------------------------ what is refused */

static void edges_lead_to_rows(void **state)
{
    (void)state;
    static const int32_t wrong[] = {-1, 3, INT32_MAX, INT32_MIN};
    for (int i = 0; i < 8; i++) {
        int32_t src[] = {0, 1}, dst[] = {2, 2};
        (i % 2 ? src : dst)[1] = wrong[i / 2];
        gat_lists l = {.from_rows = 3, .to_rows = 3, .edges = 2, .src = src, .dst = dst, .reverses = 1, .loops = 1};
        const int64_t meanwhile = gat_words_meanwhile(&l);
        const Memory memory = watched(gat_words_bytes(meanwhile + gat_words_kept(&l)));
        int64_t *const first = gat_first_word(memory.bytes), *kept = first + meanwhile;
        gat_lists_place(&l, &kept, first);
        assert_false(gat_lists_make(&l));
        expect_untouched(&memory);
        mem_free(memory.bytes);
    }
}

static void counts_are_bounded(void **state)
{
    (void)state;
    assert_true(gat_is_count(0));
    assert_true(gat_is_count(INT32_MAX));
    assert_false(gat_is_count(-1));
    assert_false(gat_is_count((int64_t)INT32_MAX + 1));
    assert_int_equal(gat_words_bytes(5), 48);
    assert_true(gat_words_bytes(INT64_MAX) == SIZE_MAX);
}

static void rows_are_divided(void **state)
{
    (void)state;
    float signed_row[] = {1.0f, -3.0f}, zeros[] = {0.0f, 0.0f}, cancels[] = {1.0f, -1.0f}, huge[] = {3e38f, 3e38f};
    float near_zero[] = {1e30f, -1e30f, 1e-20f}, nan_row[] = {1.0f, (float)NAN};
    assert_true(gat_divide_row(2, signed_row, 1));
    assert_true(signed_row[0] == 0.25f && signed_row[1] == -0.75f);
    assert_true(gat_divide_row(2, zeros, 1) && zeros[0] == 0.0f);
    assert_true(gat_divide_row(2, cancels, 0) && cancels[0] == 1.0f);
    assert_true(gat_divide_row(2, huge, 0) && huge[0] == 0.5f);
    assert_false(gat_divide_row(3, near_zero, 0));
    assert_false(gat_divide_row(2, nan_row, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_a_trainers),
        cmocka_unit_test(edges_lead_to_rows),
        cmocka_unit_test(counts_are_bounded),
        cmocka_unit_test(rows_are_divided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

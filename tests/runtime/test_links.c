/* test_links.c - --split links: on random graphs with self loops, repeated edges, edges one way and both, and between two
 * sets, held to what is said of it by counting every pair; the counts of PyTorch Geometric's RandomLinkSplit; draws of negatives.
 * Run: ctest -R test_links, or the program itself. RandomLinkSplit's cases: $GATCC_REFERENCE_TASKS/train.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/formats/link_split.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/told.h"

enum { MOST = 64 };

/* ------------------------------------------------------------------ models and data sets */

/* Links from nodes to nodes, messages along edge. */
static gatrt_model one_set_model(void)
{
    static const gatrt_space spaces[] = {
        {"param", GATRT_ONE}, {"node", GATRT_ROWS}, {"edge", GATRT_EDGES}, {"graph", GATRT_ROWS}, {"link", GATRT_ROWS}};
    static const gatrt_end ends[] = {
        {"dst", 2, 1, 1, 1}, {"src", 2, 1, 0, 1}, {"graph", 1, 3, 1, 0}, {"dst", 4, 1, 0, 1}, {"src", 4, 1, 0, 1}};
    static const gatrt_input weight = {.name = "weight", .role = GATRT_WEIGHT, .space = 4, .width = 1};
    return (gatrt_model){.name = "m",
                         .spaces = spaces,
                         .space_count = 5,
                         .ends = ends,
                         .end_count = 5,
                         .inputs = &weight,
                         .input_count = 1};
}

/* Links from drugs to targets, messages along binds. */
static gatrt_model two_set_model(void)
{
    static const gatrt_space spaces[] = {{"param", GATRT_ONE},   {"node", GATRT_ROWS}, {"edge", GATRT_EDGES},
                                         {"graph", GATRT_ROWS},  {"drug", GATRT_ROWS}, {"target", GATRT_ROWS},
                                         {"binds", GATRT_EDGES}, {"link", GATRT_ROWS}};
    static const gatrt_end ends[] = {{"dst", 2, 1, 1, 0}, {"src", 2, 1, 0, 0}, {"graph", 1, 3, 1, 0},
                                     {"dst", 6, 5, 1, 1}, {"src", 6, 4, 0, 1}, {"dst", 7, 5, 0, 1},
                                     {"src", 7, 4, 0, 1}};
    static const gatrt_input weight = {.name = "weight", .role = GATRT_WEIGHT, .space = 7, .width = 1};
    return (gatrt_model){.name = "m",
                         .spaces = spaces,
                         .space_count = 8,
                         .ends = ends,
                         .end_count = 7,
                         .inputs = &weight,
                         .input_count = 1};
}

static void add_edge(gatrt_relation *r, int64_t u, int64_t v)
{
    r->src[r->edges] = (int32_t)u;
    r->dst[r->edges++] = (int32_t)v;
}

static void room_for(gatrt_relation *r, int64_t edges)
{
    r->src = mem_alloc((size_t)edges, sizeof *r->src);
    r->dst = mem_alloc((size_t)edges, sizeof *r->dst);
}

static int64_t pick(uint64_t *state, int64_t n)
{
    return (int64_t)(gatrt_mix((*state)++) % (uint64_t)n);
}

/* Some self loops, some edges twice. */
static gatrt_data *one_set(uint64_t seed, bool both_ways)
{
    uint64_t state = seed << 32;
    gatrt_data *d = data_new("one");
    gatrt_relation *r = &d->relations[0];
    d->sets[0].rows = 12 + pick(&state, MOST - 12);
    room_for(r, 8 * MOST);
    for (int64_t i = 0; i < 2 * MOST; i++) {
        const int64_t u = pick(&state, d->sets[0].rows), v = i % 16 == 0 ? u : pick(&state, d->sets[0].rows);
        for (int64_t k = 0; k < 1 + (i % 10 == 0); k++) {
            add_edge(r, u, v);
            if (both_ways && u != v)
                add_edge(r, v, u);
        }
    }
    return d;
}

static gatrt_data *two_sets(uint64_t seed)
{
    uint64_t state = seed << 32;
    gatrt_data *d = data_new_empty("two");
    data_add_set(d, "drug")->rows = 9 + pick(&state, 20);
    data_add_set(d, "target")->rows = 7 + pick(&state, 20);
    data_add_relation(d, "binds", 0, 1);
    data_add_relation(d, "rev_binds", 1, 0);
    data_add_relation(d, "seen", 1, 0);
    for (int i = 0; i < 3; i++)
        room_for(&d->relations[i], MOST);
    for (int64_t i = 0; i < MOST; i++) {
        const int64_t u = pick(&state, d->sets[0].rows), v = pick(&state, d->sets[1].rows);
        add_edge(&d->relations[0], u, v);
        if (i % 4 == 0)
            add_edge(&d->relations[2], v, u);
    }
    for (int64_t e = MOST - 1; e >= 0; e--)
        add_edge(&d->relations[1], d->relations[0].dst[e], d->relations[0].src[e]);
    return d;
}

static bool split_by(gatrt_data *d, const gatrt_model *model, const char *text, Error *error)
{
    SplitRule rule;
    return split_rule_parse(text, &rule, error) && split_apply(d, model, &rule, error) && data_check(d, error);
}

static const gatrt_relation *made(gatrt_data *d, const gatrt_model *model, const char *text)
{
    Error error = {""};
    if (!split_by(d, model, text, &error))
        fail_msg("%s: %s", text, error.text);
    assert_non_null(links_of(d));
    return links_of(d);
}

/* ------------------------------------------------------------------ what holds of every split */

typedef struct PairTable {
    uint8_t edge[MOST][MOST], message[3][MOST][MOST]; /* how it is there, by pair */
    uint8_t positive[3][MOST][MOST], negative[3][MOST][MOST];
} PairTable;

static void fill(PairTable *t, const gatrt_data *d, const gatrt_relation *edges, const gatrt_relation *pairs)
{
    const gatrt_set *set = data_find_set(d, "link");
    memset(t, 0, sizeof *t);
    for (int64_t e = 0; e < edges->edges; e++) {
        t->edge[edges->src[e]][edges->dst[e]] = 1;
        for (int m = 0; m < 3; m++)
            t->message[m][edges->src[e]][edges->dst[e]] |= edges->since[e] <= m;
    }
    assert_int_equal(set->rows, pairs->edges);
    for (int64_t k = 0; k < pairs->edges; k++)
        for (int m = 0; m < 3; m++)
            if (set->mask[m] && set->mask[m][k])
                (set->label[k] ? t->positive : t->negative)[m][pairs->src[k]][pairs->dst[k]]++;
}

/* Of the pair, whichever way it is asked for where `turns`. */
static bool any_way(uint8_t of[MOST][MOST], int u, int v, bool turns)
{
    return of[u][v] || (turns && of[v][u]);
}

static void check_pair(PairTable *t, int u, int v, bool one_set, bool both_ways)
{
    int parts = 0, predicted = 0, negative_parts = 0;
    for (int m = 0; m < 3; m++) {
        parts += any_way(t->positive[m], u, v, one_set);
        predicted += t->positive[m][u][v];
        negative_parts += any_way(t->negative[m], u, v, both_ways);
        assert_true(m == 0 || t->negative[m][u][v] <= 1);
        assert_false(t->negative[m][u][v] && (any_way(t->edge, u, v, both_ways) || (one_set && u == v)));
        assert_false(m > 0 && t->positive[m][u][v] && any_way(t->message[m], u, v, one_set));
        assert_true(m == 0 || t->message[m][u][v] >= t->message[m - 1][u][v]);
    }
    assert_true(parts <= 1 && predicted <= 1 && negative_parts <= 1);
    if (t->edge[u][v] && !t->message[2][u][v]) /* what tests is the only thing that is silent for ever */
        assert_true(any_way(t->positive[2], u, v, both_ways));
    if (t->edge[u][v] && t->message[0][u][v] == 0 && t->message[1][u][v] == 1)
        assert_true(any_way(t->positive[0], u, v, both_ways));
}

static void check(const gatrt_data *d, const gatrt_relation *edges, bool one_set, bool both_ways)
{
    PairTable *t = mem_alloc(1, sizeof *t);
    const gatrt_relation *pairs = links_of(d);
    assert_int_equal(pairs->links->both_ways, both_ways);
    fill(t, d, edges, pairs);
    for (int u = 0; u < MOST; u++)
        for (int v = 0; v < MOST; v++)
            check_pair(t, u, v, one_set, both_ways);
    mem_free(t);
}

static const char *const rules[] = {"links:85/5/10", "links:60/20/20,seed=3", "links:70/30/0,disjoint=30,seed=5",
                                    "links:50/25/25,negatives=2,seed=9"};

static void pairs_of_one_set(void **state)
{
    (void)state;
    const gatrt_model model = one_set_model();
    for (uint64_t seed = 1; seed <= 60; seed++) {
        const bool both_ways = seed % 2 == 0;
        gatrt_data *d = one_set(seed, both_ways);
        made(d, &model, rules[seed % 4]);
        check(d, &d->relations[0], true, both_ways);
        gatrt_data_free(d);
    }
}

/* As graph { symmetric = true } makes edges go both ways; `directed` says that they mean nothing by it. */
static void direction_as_asked(void **state)
{
    (void)state;
    gatrt_model model = one_set_model();
    gatrt_data *d = one_set(2, true);
    made(d, &model, "links:60/20/20,directed");
    check(d, &d->relations[0], true, false);
    gatrt_data_free(d);
    model.recipe.symmetric = 1;
    d = one_set(1, false);
    made(d, &model, "links:60/20/20");
    check(d, &d->relations[0], true, true);
    gatrt_data_free(d);
}

/* Reverses as a relation of their own are silent with the edges; what else joins such pairs is told. */
static void pairs_of_two_sets(void **state)
{
    (void)state;
    const gatrt_model model = two_set_model();
    for (uint64_t seed = 1; seed <= 30; seed++) {
        gatrt_data *d = two_sets(seed);
        made(d, &model, rules[seed % 4]);
        check(d, &d->relations[0], false, false);
        const gatrt_relation *binds = &d->relations[0], *turned = &d->relations[1];
        assert_non_null(turned->since);
        for (int64_t e = 0; e < MOST; e++)
            for (int64_t o = 0; o < MOST; o++)
                if (binds->src[e] == turned->dst[o] && binds->dst[e] == turned->src[o])
                    assert_int_equal(binds->since[e], turned->since[o]);
        assert_null(d->relations[2].since);
        if (seed == 1)
            expect_told(d, "of its edges join pairs that validate or test");
        gatrt_data_free(d);
    }
}

/* The pair, not its place in the file, has the draw. */
static void file_order_does_not_count(void **state)
{
    (void)state;
    const gatrt_model model = one_set_model();
    gatrt_data *one = one_set(4, true), *other = one_set(4, true);
    gatrt_relation *r = &other->relations[0];
    for (int64_t e = 0; e < r->edges / 2; e++) {
        const int32_t u = r->src[e], v = r->dst[e], last = (int32_t)(r->edges - 1 - e);
        r->src[e] = r->src[last], r->dst[e] = r->dst[last];
        r->src[last] = u, r->dst[last] = v;
    }
    const gatrt_relation *a = made(one, &model, "links:60/20/20"), *b = made(other, &model, "links:60/20/20");
    assert_int_equal(a->edges, b->edges);
    assert_memory_equal(a->src, b->src, (size_t)a->edges * sizeof *a->src);
    assert_memory_equal(a->dst, b->dst, (size_t)a->edges * sizeof *a->dst);
    gatrt_data_free(one);
    gatrt_data_free(other);
}

static void refusals(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"links:85/5/11", "more than 100 %"},
        {"links:85/5/5", "less than 100 %"},
        {"links", "links:85/5/10 trains on 85 %"},
        {"links:85/5/10,disjoint=100", "disjoint is not a whole number from 0 to 99"},
        {"links:85/5/10,negatives=0", "negatives is not a whole number from 1"},
        {"links:85/5/10,stratified",
         "none of its words, which are seed=N fixed disjoint=N negatives=N directed of=RELATION"},
        {"links:85/5/10,of=", "of=RELATION names"},
        {"links:85/5/10,of=likes", "no relation from node to node is called likes"},
        {"links:10/50/40,negatives=1000", "pairs are no edges of edge"},
    };
    const gatrt_model model = one_set_model();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gatrt_data *d = one_set(2, true);
        Error error = {""};
        assert_false(split_by(d, &model, cases[i][0], &error));
        if (!strstr(error.text, cases[i][1]))
            fail_msg("%s: %s", cases[i][0], error.text);
        gatrt_data_free(d);
    }
}

/* ------------------------------------------------------------------ draws */

/* Another epoch draws others, the same epoch the same, none of them known; all that are left come about as often. */
static void draws(void **state)
{
    (void)state;
    enum { ROWS = 7, EPOCHS = 4000 };
    PairSet known = pairs_new(ROWS, ROWS, true, true, 32);
    int count[ROWS][ROWS] = {{0}}, left = 0;
    for (int i = 0; i < 9; i++)
        pairs_add(&known, i % ROWS, (i * 3 + 1) % ROWS);
    for (uint64_t epoch = 0; epoch < EPOCHS; epoch++) {
        int32_t pair[2], again[2];
        pairs_draw(&known, gatrt_draw(1, epoch), 5, pair);
        pairs_draw(&known, gatrt_draw(1, epoch), 5, again);
        assert_memory_equal(pair, again, sizeof pair);
        assert_false(pairs_has(&known, pair[0], pair[1]) || pairs_has(&known, pair[1], pair[0]));
        count[pair[0]][pair[1]]++;
    }
    for (int u = 0; u < ROWS; u++)
        for (int v = 0; v < ROWS; v++)
            left += u != v && !pairs_has(&known, u, v);
    assert_int_equal(left, 2 * (int)pairs_left(&known));
    const double mean = (double)EPOCHS / left;
    for (int u = 0; u < ROWS; u++)
        for (int v = 0; v < ROWS; v++)
            if (u != v && !pairs_has(&known, u, v))
                assert_true(fabs(count[u][v] - mean) < 6.0 * sqrt(mean));
    pairs_free(&known);
}

/* Where one pair alone is left, it is found. */
static void last_pair(void **state)
{
    (void)state;
    enum { ROWS = 60 };
    PairSet known = pairs_new(ROWS, ROWS, false, false, ROWS * ROWS);
    for (int u = 0; u < ROWS; u++)
        for (int v = 0; v < ROWS; v++)
            if (u != 31 || v != 17)
                pairs_add(&known, u, v);
    assert_true(pairs_left(&known) == 1.0);
    for (int64_t row = 0; row < 50; row++) {
        int32_t pair[2];
        pairs_draw(&known, 3, row, pair);
        assert_true(pair[0] == 31 && pair[1] == 17);
    }
    pairs_free(&known);
}

/* ------------------------------------------------------------------ prepared graphs */

/* Each link is in the list of what it has at an end, once, and the lists have no others. */
static void check_lists(const Prepared *p, int end, int64_t links, int64_t rows)
{
    const gatrt_walk *walk = &p->ends[end];
    assert_int_equal(walk->start[0], 0);
    assert_int_equal(walk->start[rows], links);
    for (int64_t v = 0; v < rows; v++)
        for (int64_t i = walk->start[v]; i < walk->start[v + 1]; i++) {
            assert_int_equal(walk->at[walk->row[i]], v);
            assert_true(i == walk->start[v] || walk->row[i - 1] < walk->row[i]);
        }
}

static void check_draws(Prepared *p, const gatrt_model *model, const gatrt_data *d)
{
    const gatrt_relation *pairs = links_of(d);
    const int64_t links = pairs->edges, rows = d->sets[0].rows;
    int32_t *src = mem_alloc((size_t)links, sizeof *src);
    LinkDraws *draws = link_draws_new(p, model, d);
    memcpy(src, p->ends[4].at, (size_t)links * sizeof *src);
    for (uint64_t epoch = 0; epoch < 4; epoch++) {
        link_draws_make(draws, gatrt_draw(7, epoch));
        int64_t moved = 0;
        for (int64_t k = 0; k < links; k++) {
            moved += p->ends[4].at[k] != src[k];
            if (!pairs->links->drawn[k])
                assert_int_equal(p->ends[4].at[k], src[k]);
            else
                assert_false(pairs_has(&pairs->links->known, p->ends[4].at[k], p->ends[3].at[k]));
        }
        assert_true(moved > 0);
        check_lists(p, 3, links, rows);
        check_lists(p, 4, links, rows);
    }
    link_draws_rest(draws);
    assert_memory_equal(p->ends[4].at, src, (size_t)links * sizeof *src);
    link_draws_free(draws);
    mem_free(src);
}

/* Along just the edges that the part may know, with the reverses that the model adds. */
static void graphs_of_parts(void **state)
{
    (void)state;
    gatrt_model model = one_set_model();
    for (uint64_t seed = 1; seed <= 12; seed++) {
        model.recipe.symmetric = seed % 3 == 0;
        gatrt_data *d = one_set(seed, seed % 3 != 0);
        const LinkProof *proof = &made(d, &model, "links:60/20/20,disjoint=30")->links->proof;
        for (int part = 0; part < 3; part++) {
            Error error = {""};
            const Wanted wanted = {.part = part, .symmetric = seed % 3 == 0};
            Prepared *p = graph_prepare(&model, d, &wanted, &error);
            assert_non_null(p);
            for (int64_t e = 0; e < p->spaces[GATRT_EDGE].count; e++) {
                const int64_t id = p->row_id[GATRT_EDGE][e];
                assert_true(d->relations[0].since[id < 0 ? -2 - id : id] <= part);
            }
            if (!wanted.symmetric)
                assert_int_equal(p->spaces[GATRT_EDGE].count, proof->messages[part]);
            if (part == 0)
                check_draws(p, &model, d);
            prepared_free(p);
        }
        gatrt_data_free(d);
    }
}

/* ------------------------------------------------------------------ RandomLinkSplit */

static const char *reference(const char *name)
{
    static char path[4096];
    const char *tasks = getenv("GATCC_REFERENCE_TASKS"), *source = getenv("GATCC_SOURCE");
    snprintf(path, sizeof path, "%s%s/train/%s",
             tasks    ? tasks
             : source ? source
                      : ".",
             tasks ? "" : "/../shared/reference-tasks", name);
    return path;
}

/* The number of a case's argument; 0 where it is none. */
static double argument(const json_t *row, const char *name)
{
    return json_number_value(json_object_get(json_object_get(row, "arguments"), name));
}

static int64_t expected(const json_t *row, const char *part, const char *what)
{
    return json_integer_value(json_object_get(json_object_get(json_object_get(row, "expected"), part), what));
}

static gatrt_data *data_of(const char *file)
{
    Error error = {""};
    Npz *npz = npz_read(reference(file), &error);
    if (!npz)
        fail_msg("%s", error.text);
    const NpyArray *index = npz_find(npz, "edge_index");
    gatrt_data *d = data_new("split");
    room_for(&d->relations[0], index->dim[1]);
    for (int64_t e = 0; e < index->dim[1]; e++) {
        const double u = npy_number(index, e), v = npy_number(index, index->dim[1] + e);
        add_edge(&d->relations[0], (int64_t)u, (int64_t)v);
        d->sets[0].rows = (int64_t)fmax((double)d->sets[0].rows, fmax(u, v) + 1.0);
    }
    npz_free(npz);
    return d;
}

static void compare(const json_t *row)
{
    static const char *const parts[3] = {"train", "val", "test"};
    const gatrt_model model = one_set_model();
    const double val = argument(row, "num_val"), test = argument(row, "num_test");
    char rule[128];
    snprintf(rule, sizeof rule, "links:%.6g/%.6g/%.6g,disjoint=%d%s", 100.0 * (1.0 - val - test), 100.0 * val,
             100.0 * test, (int)(100.0 * argument(row, "disjoint_train_ratio") + 0.5),
             json_is_true(json_object_get(json_object_get(row, "arguments"), "is_undirected")) ? "" : ",directed");
    gatrt_data *d = data_of(json_string_value(json_object_get(row, "file")));
    const LinkProof *proof = &made(d, &model, rule)->links->proof;
    for (int m = 0; m < 3; m++) {
        assert_int_equal(proof->positives[m], expected(row, parts[m], "positive"));
        assert_int_equal(proof->negatives[m], expected(row, parts[m], "negative"));
        if (strcmp(json_string_value(json_object_get(row, "case")), "self_loops") !=
            0) /* whose loops stand there twice */
            assert_int_equal(proof->messages[m], expected(row, parts[m], "edge_index"));
    }
    gatrt_data_free(d);
}

/* Those whose numbers are shares, of one set, with a negative for each pair. */
static void counts_of_random_link_split(void **state)
{
    (void)state;
    static const char *const cases[] = {"undirected", "undirected_disjoint", "self_loops", "directed"};
    json_t *all = json_load_file(reference("splits.json"), 0, NULL), *row;
    size_t i, compared = 0;
    if (!all) {
        printf("skipped: no %s (GATCC_REFERENCE_TASKS)\n", reference("splits.json"));
        return;
    }
    json_array_foreach(all, i, row) for (size_t c = 0; c < sizeof cases / sizeof *cases;
                                         c++) if (!strcmp(json_string_value(json_object_get(row, "case")), cases[c]))
    {
        compare(row);
        compared++;
    }
    assert_int_equal(compared, sizeof cases / sizeof *cases);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_of_one_set),
        cmocka_unit_test(direction_as_asked),
        cmocka_unit_test(pairs_of_two_sets),
        cmocka_unit_test(file_order_does_not_count),
        cmocka_unit_test(refusals),
        cmocka_unit_test(draws),
        cmocka_unit_test(graphs_of_parts),
        cmocka_unit_test(last_pair),
        cmocka_unit_test(counts_of_random_link_split),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

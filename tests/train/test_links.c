/* test_links.c - scores of pairs and losses of their order, by formula.
 *
 * Run: ctest -R train/test_links. Decoders and losses, compiled, against eval.c and differences on awkward graphs; values of
 * the losses against their formulas written out here, over pairs with several rivals, one and none; PyTorch's values and
 * gradients of given scores (tests/reference/loss); what the decoders compute for rows given by hand.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/compile.c"
#include "../support/graphs.c"
#include "../support/check.c"

#include <math.h>

enum { WIDTH = 3, MOST_SCORES = 64 };

#define LINKS "local link = links('link', { from = node, to = node })\n"
#define ROWS  LINKS "local t = target(link).value(1)\nlocal h = nn.linear(input.node { 3 }, { out = 4 })\n"
#define END   "\noutput('y', y)\n"
/* Each link's score is a parameter of its own. */
#define SCORES                                                                                                         \
    LINKS "local t = target(link).value(1)\nlocal y = matmul(input(link) { 64, sparse = false }, param('s', { 64, 1 "  \
          "}))\n"                                                                                                      \
          "output('y', y)\n"

typedef struct Named {
    const char *name, *text;
} Named;

/* clang-format off */
static const Named checked[] = {
    {"inner",    ROWS "local y = nn.inner(h, { over = link })" END "loss(bpr(y, t))"},
    {"bilinear", ROWS "local y = nn.bilinear({ h, nn.linear(h, { out = 2 }) }, { over = link })" END "loss(bce_with_logits(y, t))"},
    {"distmult", ROWS "local y = nn.distmult(h, { over = link })" END "loss(sampled_softmax(y, t))"},
    {"typed",    ROWS "local y = nn.distmult(h, { over = link, relation = input(link) { 2 } })" END "loss(margin_ranking(y, t))"},
    {"product",  ROWS "local y = nn.pair_mlp(h, { over = link, hidden = { 5 }, inner = tanh })" END "loss(bpr(y, t))"},
    {"concat",   ROWS "local y = nn.pair_mlp(h, { over = link, hidden = {}, merge = 'concat', dropout = 0.2 })" END "loss(sampled_softmax(y, t))"},
};
static const Named losses[] = {
    {"bpr_of",     SCORES "loss(bpr(y, t))"},
    {"margin_of",  SCORES "loss(margin_ranking(y, t, { margin = 0.5 }))"},
    {"softmax_of", SCORES "loss(sampled_softmax(y, t))"},
};
static const Named decoders[] = {
    {"by_inner",    "nn.inner(x, { over = link }) * param('scale', { 1 })"},
    {"by_bilinear", "nn.bilinear(x, { over = link, name = 'd' })"},
    {"by_distmult", "nn.distmult(x, { over = link, name = 'd' })"},
};
/* clang-format on */
#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))
enum {
    CHECKED = COUNT(checked),
    LOSSES = COUNT(losses),
    DECODERS = COUNT(decoders),
    MODELS = CHECKED + LOSSES + DECODERS
};

static Batch *batch;

static int compile_models(void **state)
{
    (void)state;
    ModelText texts[MODELS];
    for (int i = 0; i < CHECKED; i++)
        texts[i] = (ModelText){.name = checked[i].name, .text = checked[i].text};
    for (int i = 0; i < LOSSES; i++)
        texts[CHECKED + i] = (ModelText){.name = losses[i].name, .text = losses[i].text};
    for (int i = 0; i < DECODERS; i++)
        texts[CHECKED + LOSSES + i] =
            (ModelText){.name = decoders[i].name,
                        .text = arena_format(LINKS "local x = input.node { 3 }\nlocal y = %s" END
                                                   "loss(bce_with_logits(y, target(link).value(1)))",
                                             decoders[i].text)};
    Error error = {""};
    batch = batch_compile(texts, MODELS, &error);
    if (!batch)
        fprintf(stderr, "%s\n", error.text);
    return batch ? 0 : -1;
}

static int free_models(void **state)
{
    (void)state;
    batch_free(batch);
    return 0;
}

/* ------------------------------------------------------------------ gradients */

static void gradients_are_the_oracles(void **state)
{
    (void)state;
    static const GraphKind kinds[] = {GRAPH_NO_EDGES, GRAPH_ONE_NODE, GRAPH_HUB, GRAPH_RANDOM};
    for (int i = 0; i < CHECKED; i++)
        for (int k = 0; k < COUNT(kinds); k++) {
            const CheckPlan plan = {.kind = kinds[k],
                                    .seed = 31 + (uint64_t)i,
                                    .classes = 2,
                                    .output_tolerance = 1e-5,
                                    .gradient_tolerance = 1e-4,
                                    .differences = 4};
            Error why = {""};
            if (check_model(&batch->built[i], &plan, &why) == CHECK_FAILED)
                fail_msg("%s, %s: %s", checked[i].name, graph_kind_names[kinds[k]], why.text);
        }
}

/* ------------------------------------------------------------------ data by hand */

/* Two nodes and `pairs` links between them, link k with row k of the identity; rivals[i] are {rival, the pair above it}. */
static gatrt_data *make_pairs(int64_t pairs, const int (*rivals)[2], int64_t count)
{
    gatrt_data *d = data_new_empty("by hand");
    gatrt_set *node = data_add_set(d, "node"), *link = data_add_set(d, "link");
    d->sets[0].rows = 2;
    (void)node;
    link->rows = pairs;
    link->features = MOST_SCORES;
    link->x = mem_alloc((size_t)(pairs * MOST_SCORES), sizeof *link->x);
    link->target = mem_alloc((size_t)pairs, sizeof *link->target);
    link->classes = 1;
    gatrt_relation *of = data_add_relation(d, "link", 0, 0);
    of->edges = pairs;
    of->src = mem_alloc((size_t)pairs, sizeof *of->src);
    of->dst = mem_alloc((size_t)pairs, sizeof *of->dst);
    for (int64_t k = 0; k < pairs; k++) {
        link->x[k * MOST_SCORES + k] = 1.0f;
        of->dst[k] = 1;
    }
    gatrt_relation *r = data_add_relation(d, "link_rivals", 1, 1);
    r->edges = count;
    r->src = mem_alloc((size_t)count, sizeof *r->src);
    r->dst = mem_alloc((size_t)count, sizeof *r->dst);
    for (int64_t i = 0; i < count; i++) {
        r->src[i] = rivals[i][0];
        r->dst[i] = rivals[i][1];
        link->target[rivals[i][1]] = 1.0f;
    }
    return d;
}

static Result run_on(const Built *b, int program, const gatrt_data *d, const float *params, const Result *given)
{
    Error error = {""};
    Result r;
    Prepared *on = prepare_for(b->code, d, NULL, true, &error);
    if (!on || !result_run(&r, b, program, on, params, 1, given, NULL, &error))
        fail_msg("%s: %s", b->name, error.text);
    prepared_free(on);
    return r;
}

/* ------------------------------------------------------------------ losses */

static double bpr_row(double s, const double *rival, int rivals)
{
    double sum = 0.0;
    for (int i = 0; i < rivals; i++)
        sum -= log(1.0 / (1.0 + exp(rival[i] - s)));
    return sum;
}

static double margin_row(double s, const double *rival, int rivals)
{
    double sum = 0.0;
    for (int i = 0; i < rivals; i++)
        sum += fmax(0.0, 0.5 - (s - rival[i]));
    return sum;
}

static double softmax_row(double s, const double *rival, int rivals)
{
    double sum = exp(s);
    for (int i = 0; i < rivals; i++)
        sum += exp(rival[i]);
    return log(sum) - s;
}

/* Pair 0 has three rivals, pair 1 one, pair 2 none; rival 5 is that of two. */
static const int by_hand[][2] = {{3, 0}, {4, 0}, {5, 0}, {5, 1}};
static const float hand_scores[MOST_SCORES] = {0.3f, -1.2f, 7.0f, 0.1f, 2.5f, -0.4f};

static void losses_are_their_formulas(void **state)
{
    (void)state;
    static double (*const rows[])(double, const double *, int) = {bpr_row, margin_row, softmax_row};
    static const double count[] = {4.0, 4.0, 2.0}; /* of pairs and rivals; of pairs that have any */
    const float *s = hand_scores;
    gatrt_data *d = make_pairs(6, by_hand, COUNT(by_hand));
    for (int i = 0; i < LOSSES; i++) {
        const Built *b = &batch->built[CHECKED + i];
        const double first[] = {s[3], s[4], s[5]}, second[] = {s[5]};
        const double expected = (rows[i](s[0], first, 3) + rows[i](s[1], second, 1)) / count[i];
        Result train = run_on(b, TRAIN, d, s, NULL), infer = run_on(b, INFER, d, s, NULL);
        Result score = run_on(b, SCORE, d, s, &infer);
        if (!(fabs((double)train.loss - expected) < 1e-6 * expected && score.loss == train.loss))
            fail_msg("%s: %.9g and %.9g, expected %.9g", b->name, (double)train.loss, (double)score.loss, expected);
        assert_true(train.grads[2] == 0.0f); /* of no rival, of no pair */
        result_free(&train);
        result_free(&infer);
        result_free(&score);
    }
    gatrt_data_free(d);
}

/* Scores that no exp could hold. */
static void large_scores_are_finite(void **state)
{
    (void)state;
    const float s[MOST_SCORES] = {-500.0f, -900.0f, 0.0f, 300.0f, 100.0f, -200.0f};
    gatrt_data *d = make_pairs(6, by_hand, COUNT(by_hand));
    Result r = run_on(&batch->built[CHECKED + 2], TRAIN, d, s, NULL);
    assert_true(fabs((double)r.loss - (800.0 + 700.0) / 2.0) < 1e-3);
    result_free(&r);
    gatrt_data_free(d);
}

static void no_rivals_are_no_loss(void **state)
{
    (void)state;
    gatrt_data *d = make_pairs(3, NULL, 0);
    for (int i = 0; i < LOSSES; i++) {
        Result r = run_on(&batch->built[CHECKED + i], TRAIN, d, hand_scores, NULL);
        assert_true(r.loss == 0.0f && r.grads[0] == 0.0f);
        result_free(&r);
    }
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ PyTorch's losses of given scores */

static const NpyArray *array_of(const Npz *npz, const char *name)
{
    const NpyArray *a = npz_find(npz, name);
    if (!a)
        fail_msg("%s: no %s", npz->path, name);
    return a;
}

static void as_pytorch(const char *what, double found, double wanted)
{
    if (!(fabs(found - wanted) <= 1e-5 * fabs(wanted) + 1e-9))
        fail_msg("%s is %.9g, PyTorch has %.9g", what, found, wanted);
}

static void check_vector(const char *name, const Built *b)
{
    Error error = {""};
    Npz *npz =
        npz_read(arena_format("%s/tests/reference/loss/%s.rows.npz", environment("GATCC_SOURCE", "."), name), &error);
    if (!npz)
        fail_msg("%s", error.text);
    const NpyArray *pos = array_of(npz, "pos"), *neg = array_of(npz, "neg");
    float s[MOST_SCORES] = {0};
    int rivals[MOST_SCORES][2];
    const int64_t n = pos->count;
    assert_true(2 * n <= MOST_SCORES && neg->count == n);
    for (int64_t i = 0; i < n; i++) {
        s[i] = (float)npy_number(pos, i);
        s[n + i] = (float)npy_number(neg, i);
        rivals[i][0] = (int)(n + i);
        rivals[i][1] = (int)i;
    }
    gatrt_data *d = make_pairs(2 * n, (const int(*)[2])rivals, n);
    Result r = run_on(b, TRAIN, d, s, NULL);
    as_pytorch(name, (double)r.loss, npy_number(array_of(npz, "loss.f64"), 0));
    for (int64_t i = 0; i < n; i++) {
        as_pytorch(name, (double)r.grads[i], npy_number(array_of(npz, "grad.f64.pos"), i));
        as_pytorch(name, (double)r.grads[n + i], npy_number(array_of(npz, "grad.f64.neg"), i));
    }
    result_free(&r);
    gatrt_data_free(d);
    npz_free(npz);
}

static void losses_are_pytorchs(void **state)
{
    (void)state;
    check_vector("bpr", &batch->built[CHECKED]);
    check_vector("margin_ranking", &batch->built[CHECKED + 1]);
}

/* ------------------------------------------------------------------ decoders */

/* Rows u = (1, 2, 3) and v = (-1, 0.5, 4), one pair (u, v): u.v = 12; with W = 1..9 by rows u^T W v = 30 -1 36 .5 42 4 and a
 * bias; with r = (2, 3, -1) sum u r v = -2 + 3 - 12. */
static void decoders_are_their_formulas(void **state)
{
    (void)state;
    static const float params[DECODERS][10] = {{1}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 0.25f}, {2, 3, -1}};
    static const float expected[DECODERS] = {12.0f, -30.0f + 18.0f + 168.0f + 0.25f, -11.0f};
    gatrt_data *d = make_pairs(1, NULL, 0);
    gatrt_set *node = &d->sets[0];
    node->features = WIDTH;
    node->x = mem_alloc((size_t)(2 * WIDTH), sizeof *node->x);
    memcpy(node->x, (const float[]){1, 2, 3, -1, 0.5f, 4}, 2 * WIDTH * sizeof *node->x);
    for (int i = 0; i < DECODERS; i++) {
        Result r = run_on(&batch->built[CHECKED + LOSSES + i], INFER, d, params[i], NULL);
        if (r.outputs[0][0] != expected[i])
            fail_msg("%s: %.9g, expected %.9g", decoders[i].name, (double)r.outputs[0][0], (double)expected[i]);
        result_free(&r);
    }
    gatrt_data_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_are_the_oracles), cmocka_unit_test(losses_are_their_formulas),
        cmocka_unit_test(large_scores_are_finite),   cmocka_unit_test(no_rivals_are_no_loss),
        cmocka_unit_test(losses_are_pytorchs),       cmocka_unit_test(decoders_are_their_formulas),
    };
    return cmocka_run_group_tests_name("links", tests, compile_models, free_models);
}

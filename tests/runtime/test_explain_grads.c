/* test_explain_grads.c - gradients of inputs and of masks on messages, and the methods that read them.
 *
 * Run: ctest -R runtime/test_explain_grads. With all masks 1 the program explain answers as inference does; its gradients are held to central
 * differences of its own answers; what a mask means is held to sums written out; integrated gradients are complete.
 */
#include "explain_ground.c"

#include "../../runtime/explain/scene_grads.c"

#include <math.h>
#include <string.h>

typedef struct Standing {
    Ground g;
    Scene *s;
    Grads *grads;
    float counts[8]; /* of a sum of columns with weights of its own */
} Standing;

static void stand(Standing *x, int kind, uint64_t seed, UnitKind of, int64_t row)
{
    Error error = {""};
    begin(&x->g, kind, GRAPH_RANDOM, seed, of);
    x->s = scene_new(&x->g.stage, &error);
    if (!x->s || !scene_stand(x->s, row, NULL, &error) || !(x->grads = grads_new(x->s)))
        fail_msg("%s: %s", kinds[kind].name, error.text);
    for (int64_t j = 0; j < 8; j++)
        x->counts[j] = (float)(j + 1) * (j % 2 ? -0.5f : 0.7f);
}

static void go_away(Standing *x)
{
    grads_free(x->grads);
    scene_free(x->s);
    end(&x->g);
}

static double sum_of(const Standing *x)
{
    const float *row = grads_answer(x->grads);
    double sum = 0.0;
    for (int64_t j = 0; j < x->g.code->outputs[0].width; j++)
        sum += (double)x->counts[j] * (double)row[j];
    return sum;
}

/* Of a number that is read at `at`. */
static double difference(const Standing *x, float *at)
{
    const float held = *at, step = 0.02f;
    *at = held + step;
    const double above = sum_of(x);
    *at = held - step;
    const double below = sum_of(x);
    *at = held;
    return (above - below) / (2.0 * (double)step);
}

static void expect_slope(const Standing *x, double is, double expected, const char *of, int64_t at)
{
    if (!(fabs(is - expected) <= 0.02 * (1.0 + fabs(expected))))
        fail_msg("%s, seed %d: gradient of %s %d is %g, differences give %g", x->g.code->name, (int)x->g.seed, of,
                 (int)at, is, expected);
}

static void test_answers_are_those_of_inference(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++) {
        Standing x;
        stand(&x, kind, (uint64_t)kind, OF_EDGES, 0);
        const float *row = grads_answer(x.grads);
        for (int64_t j = 0; j < x.g.code->outputs[0].width; j++)
            assert_true(fabsf(row[j] - scene_whole(x.s)[j]) <= 1e-5f * (1.0f + fabsf(row[j])));
        go_away(&x);
    }
}

static void test_masks_have_their_gradients(void **state)
{
    (void)state;
    int64_t compared = 0;
    for (int kind = 0; kind < KINDS; kind++)
        for (uint64_t seed = 0; seed < 3; seed++) {
            Standing x;
            stand(&x, kind, seed, OF_EDGES, 1);
            float *mask = grads_mask(x.grads, GATRT_EDGE);
            assert_non_null(mask);
            for (int64_t i = 0; i < grads_entries(x.grads, GATRT_EDGE); i++)
                mask[i] = 1.0f - 0.03f * (float)(i % 7); /* not the same everywhere */
            grads_find(x.grads, x.counts);
            for (int64_t i = 0; i < grads_entries(x.grads, GATRT_EDGE); i++, compared++) {
                const double is = (double)grads_of_mask(x.grads, GATRT_EDGE)[i];
                expect_slope(&x, is, difference(&x, &mask[i]), "mask", i);
                grads_find(x.grads, x.counts);
            }
            go_away(&x);
        }
    assert_true(compared > 100);
}

static void expect_features(const Standing *x, int input)
{
    const gatrt_input *in = &x->g.code->inputs[input];
    const gatrt_tensor *values = &x->grads->inputs[input];
    for (int64_t i = 0; i < x->grads->floats[input]; i++) {
        int64_t row = i / in->width, column = i % in->width;
        if (values->row_start) {
            for (row = 0; values->row_start[row + 1] <= i; row++)
                ;
            column = values->col[i];
        }
        grads_find(x->grads, x->counts);
        const double is = (double)x->grads->grads[input][row * in->width + column];
        if (row == x->s->place)
            assert_true(fabs(grads_of_feature(x->grads, column, false) - is) < 1e-6);
        expect_slope(x, is, difference(x, &x->grads->own[input][i]), "feature", i);
    }
    grads_find(x->grads, x->counts);
    double sum = 0.0, sizes = 0.0;
    for (int64_t k = 0; k < in->width; k++) {
        const double one = (double)x->grads->grads[input][x->s->place * in->width + k];
        sum += one * value_at(x->grads, input, x->s->place, k);
        sizes += fabs(one);
    }
    assert_true(fabs(grads_of_row(x->grads, x->s->place, true, false) - sum) < 1e-6);
    assert_true(fabs(grads_of_row(x->grads, x->s->place, false, true) - sizes) < 1e-6);
}

static void test_features_have_their_gradients(void **state)
{
    (void)state;
    for (int kind = 0; kind < POOLED; kind++)
        for (uint64_t seed = 0; seed < 3; seed++) {
            Standing x;
            stand(&x, kind, seed, OF_FEATURES, 2);
            int features = -1; /* or what stands for them in the program, which is behind */
            for (int i = 0; i < x.g.code->input_count + x.g.code->explain_inputs; i++)
                features = x.g.code->inputs[i].role == GATRT_FEATURES ? i : features;
            expect_features(&x, features);
            go_away(&x);
        }
}

/* Where nothing is normalised, a message that is not there is an edge that is not there. */
static void test_a_mask_of_a_plain_sum_is_the_edge(void **state)
{
    (void)state;
    Standing x;
    enum { BOTH_WAYS = 7 };
    stand(&x, BOTH_WAYS, 3, OF_EDGES, 0);
    uint8_t *gone = mem_alloc((size_t)scene_units(x.s), 1);
    float *mask = grads_mask(x.grads, GATRT_EDGE);
    for (int64_t u = 0; u < scene_units(x.s); u++) {
        gone[u] = 1;
        for (int64_t i = 0; i < grads_entries(x.grads, GATRT_EDGE); i++)
            mask[i] = x.s->edges[GATRT_EDGE].unit[i][0] == u ? 0.0f : 1.0f;
        const float *with = grads_answer(x.grads), *without = scene_without(x.s, gone);
        for (int64_t j = 0; j < 3; j++)
            assert_true(fabsf(with[j] - without[j]) <= 1e-4f * (1.0f + fabsf(without[j])));
        gone[u] = 0;
    }
    mem_free(gone);
    go_away(&x);
}

/* Behind attention, what is masked keeps its share: an answer without the edge, attention normalised anew, is another. */
static void test_a_mask_behind_attention_is_not(void **state)
{
    (void)state;
    Standing x;
    stand(&x, 0, 3, OF_EDGES, 0);
    uint8_t *gone = mem_alloc((size_t)scene_units(x.s), 1);
    float *mask = grads_mask(x.grads, GATRT_EDGE);
    double most = 0.0;
    for (int64_t u = 0; u < scene_units(x.s); u++) {
        gone[u] = 1;
        for (int64_t i = 0; i < grads_entries(x.grads, GATRT_EDGE); i++)
            mask[i] = x.s->edges[GATRT_EDGE].unit[i][0] == u ? 0.0f : 1.0f;
        most = fmax(most, fabs((double)grads_answer(x.grads)[0] - (double)scene_without(x.s, gone)[0]));
        gone[u] = 0;
    }
    assert_true(most > 1e-3);
    mem_free(gone);
    go_away(&x);
}

static void explain(Ground *g, const char *method, Scene *s, int64_t row, Explanation *e)
{
    Error error = {""};
    const ExplainMethod *m = explain_method(method, &error);
    if (!m || !explain_row(&g->why, m, s, row, NULL, e, &error))
        fail_msg("%s", error.text);
}

/* The amounts sum to the answer less that with none. */
static void test_integrated_gradients_are_complete(void **state)
{
    (void)state;
    static const UnitKind units[] = {OF_EDGES, OF_NODES, OF_FEATURES};
    for (int i = 0; i < 2; i++) {
        Standing x;
        Explanation e = {.row = 0};
        stand(&x, 1, 11, units[i], 0);
        explain(&x.g, "integrated-gradients", x.s, 0, &e);
        double sum = 0.0;
        for (int64_t u = 0; u < e.count; u++)
            sum += e.effects[u].amount;
        if (units[i] == OF_NODES) { /* and the row itself, which is no unit */
            Explanation own = {.row = 0};
            Standing y;
            stand(&y, 1, 11, OF_FEATURES, 0);
            explain(&y.g, "integrated-gradients", y.s, 0, &own);
            for (int64_t u = 0; u < own.count; u++)
                sum += own.effects[u].amount;
            assert_true(fabs(own.none - e.none) < 1e-6);
            explanation_free(&own);
            go_away(&y);
        }
        assert_true(isfinite(e.none) && fabs(e.value - e.none) > 1e-3);
        if (!(fabs(sum - (e.value - e.none)) < 2e-3))
            fail_msg("units %d: the amounts sum to %g, not %g", i, sum, e.value - e.none);
        explanation_free(&e);
        go_away(&x);
    }
}

/* It learns to leave out what the answer does not need, and begins and ends the same whoever asks before. */
static void test_gnn_explainer(void **state)
{
    (void)state;
    Standing x;
    Explanation e = {.row = 0}, again = {.row = 0};
    stand(&x, 6, 8, OF_EDGES, 0);
    explain(&x.g, "gnn-explainer", x.s, 0, &e);
    assert_true(e.count > 3);
    for (int64_t u = 0; u < e.count; u++)
        assert_true(e.effects[u].amount >= 0.0 && e.effects[u].amount < 1.0);
    explain(&x.g, "gnn-explainer", x.s, 3, &again);
    explain(&x.g, "gnn-explainer", x.s, 0, &again);
    assert_int_equal(e.count, again.count);
    for (int64_t u = 0; u < e.count; u++)
        assert_true(e.effects[u].unit == again.effects[u].unit && e.effects[u].amount == again.effects[u].amount);
    assert_true(e.effects[0].amount > 0.5 && e.effects[e.count - 1].amount < e.effects[0].amount);
    explanation_free(&e);
    explanation_free(&again);
    go_away(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_are_those_of_inference),
        cmocka_unit_test(test_masks_have_their_gradients),
        cmocka_unit_test(test_features_have_their_gradients),
        cmocka_unit_test(test_a_mask_of_a_plain_sum_is_the_edge),
        cmocka_unit_test(test_a_mask_behind_attention_is_not),
        cmocka_unit_test(test_integrated_gradients_are_complete),
        cmocka_unit_test(test_gnn_explainer),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* test_choose.c - which epoch's weights are kept, what patience counts, which run stands for
 * several: on curves written down here, without a model.
 *
 *   ./test_choose       needs nothing
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../runtime/runtime.h"

#include <math.h>

typedef struct Ran {
    int64_t kept, waited;
    TrainState state;
} Ran;

static Ran run_on(Choice by, const char *metric, const Score *curve, int64_t count)
{
    Ran ran = {.state = {.best_loss = INFINITY, .kept_loss = INFINITY, .best_metric = metric_worst(metric)}};
    for (int64_t i = 0; i < count; i++)
        if (choice_note(by, metric, &ran.state, curve[i]))
            ran.kept = i + 1;
    ran.waited = ran.state.waited;
    return ran;
}

#define RUN(by, metric, curve) run_on(by, metric, curve, (int64_t)(sizeof(curve) / sizeof((curve)[0])))

/* The metric rises while the loss does too: a benchmark that asks for the metric means the last epoch. */
static void test_a_named_metric_alone_chooses(void **state)
{
    (void)state;
    const Score rising[] = {{0.691, 0.5767}, {1.039, 0.6162}, {1.066, 0.6462}, {0.93, 0.6612}, {0.74, 0.6717}};
    assert_int_equal(RUN(CHOOSE_METRIC, "roc_auc", rising).kept, 5);
    assert_int_equal(RUN(CHOOSE_BOTH, "roc_auc", rising).kept, 1);
    assert_int_equal(RUN(CHOOSE_TRAIN_LOSS, "roc_auc", rising).kept, 1);
    const Score falling[] = {{0.9, 0.9}, {1.5, 0.4}, {0.8, 0.5}, {0.1, 0.41}};
    assert_int_equal(RUN(CHOOSE_METRIC, "rmse", falling).kept, 2);
    assert_int_equal(RUN(CHOOSE_BOTH, "rmse", falling).kept, 1);
}

static void test_ties_of_a_named_metric_go_by_loss(void **state)
{
    (void)state;
    const Score tied[] = {{0.5, 0.8}, {0.9, 0.9}, {0.7, 0.9}, {0.8, 0.9}, {0.7, 0.9}, {0.4, 0.8}};
    const Ran ran = RUN(CHOOSE_METRIC, "accuracy", tied);
    assert_int_equal(ran.kept, 3);
    assert_true(ran.state.kept_loss == 0.7 && ran.state.best_loss == 0.4 && ran.state.best_metric == 0.9);
}

/* As in the paper: the last of those that are as good in both. */
static void test_without_a_name_both_must_be_good(void **state)
{
    (void)state;
    const Score curve[] = {{1.0, 0.5}, {0.9, 0.6}, {0.8, 0.5}, {0.95, 0.7}, {0.8, 0.7}, {0.8, 0.7}, {0.7, 0.6}};
    assert_int_equal(RUN(CHOOSE_BOTH, "accuracy", curve).kept, 6);
    const Score never[] = {{1.0, 0.5}, {0.9, 0.4}, {1.1, 0.6}, {0.8, 0.5}};
    assert_int_equal(RUN(CHOOSE_BOTH, "accuracy", never).kept, 1);
}

static void test_patience_waits_while_neither_is_good(void **state)
{
    (void)state;
    const Score lossy[] = {{1.0, 0.5}, {0.9, 0.4}, {0.8, 0.4}}, metric[] = {{1.0, 0.5}, {1.1, 0.6}, {1.2, 0.6}},
                neither[] = {{1.0, 0.5}, {1.1, 0.4}, {1.2, 0.3}}, none[] = {{NAN, NAN}, {NAN, NAN}};
    for (int by = CHOOSE_BOTH; by <= CHOOSE_METRIC; by++) {
        assert_int_equal(RUN((Choice)by, "accuracy", lossy).waited, 0);
        assert_int_equal(RUN((Choice)by, "accuracy", metric).waited, 0);
        assert_int_equal(RUN((Choice)by, "accuracy", neither).waited, 2);
        assert_int_equal(RUN((Choice)by, "accuracy", none).waited, 2);
    }
    assert_int_equal(RUN(CHOOSE_TRAIN_LOSS, "accuracy", metric).waited, 2);
    assert_int_equal(RUN(CHOOSE_TRAIN_LOSS, "accuracy", lossy).waited, 0);
}

static void test_what_is_no_number_is_never_kept(void **state)
{
    (void)state;
    const Score no_metric[] = {{1.0, NAN}, {0.5, NAN}}, late[] = {{NAN, NAN}, {2.0, 0.1}, {NAN, NAN}},
                no_loss[] = {{NAN, 0.5}, {NAN, 0.6}};
    assert_int_equal(RUN(CHOOSE_BOTH, "roc_auc", no_metric).kept, 0);
    assert_int_equal(RUN(CHOOSE_METRIC, "roc_auc", no_metric).kept, 0);
    assert_int_equal(RUN(CHOOSE_TRAIN_LOSS, "roc_auc", no_metric).kept, 2);
    for (int by = CHOOSE_BOTH; by <= CHOOSE_TRAIN_LOSS; by++)
        assert_int_equal(RUN((Choice)by, "mae", late).kept, 2);
    assert_int_equal(RUN(CHOOSE_BOTH, "accuracy", no_loss).kept, 0);
    assert_int_equal(RUN(CHOOSE_TRAIN_LOSS, "accuracy", no_loss).kept, 0);
}

static void test_the_better_of_two_runs(void **state)
{
    (void)state;
    const Score a = {0.5, 0.8}, b = {0.4, 0.7}, c = {0.6, 0.8}, no_number = {NAN, NAN};
    for (int by = CHOOSE_BOTH; by <= CHOOSE_METRIC; by++) {
        assert_true(choice_better((Choice)by, "accuracy", a, b) && !choice_better((Choice)by, "accuracy", b, a));
        assert_true(choice_better((Choice)by, "accuracy", a, c) && !choice_better((Choice)by, "accuracy", c, a));
        assert_true(choice_better((Choice)by, "rmse", b, a) && !choice_better((Choice)by, "rmse", a, b));
    }
    assert_true(choice_better(CHOOSE_TRAIN_LOSS, "accuracy", b, a) &&
                !choice_better(CHOOSE_TRAIN_LOSS, "accuracy", c, a));
    for (int by = CHOOSE_BOTH; by <= CHOOSE_TRAIN_LOSS; by++) {
        assert_true(choice_better((Choice)by, "accuracy", b, no_number)); /* the first run may have had none */
        assert_false(choice_better((Choice)by, "accuracy", no_number, b));
        assert_false(choice_better((Choice)by, "accuracy", a, a));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_named_metric_alone_chooses),
        cmocka_unit_test(test_ties_of_a_named_metric_go_by_loss),
        cmocka_unit_test(test_without_a_name_both_must_be_good),
        cmocka_unit_test(test_patience_waits_while_neither_is_good),
        cmocka_unit_test(test_what_is_no_number_is_never_kept),
        cmocka_unit_test(test_the_better_of_two_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

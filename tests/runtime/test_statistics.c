/* test_statistics.c - means, intervals and tests of pairs against figures that others published, and against counting
 * all cases. Run: ctest -R statistics */
#include "../../runtime/runtime.h"
#include "../../runtime/train/statistics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

/* Darwin's fifteen pairs of maize, crossed less selfed, in eighths of an inch. Of the 32768 ways to draw the signs 863
 * have a sum of at least 314 (Fisher 1935, The Design of Experiments); of the sums of ranks 24 is as far out as 0.0413. */
static const double maize[] = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};

static void of_darwins_maize(void **state)
{
    (void)state;
    const Chance mean = chance_of_mean(maize, 15), ranks = chance_of_ranks(maize, 15);
    assert_true(mean.exact && ranks.exact);
    assert_true(mean.p == 2.0 * 863.0 / 32768.0);
    assert_true(ranks.p == 0.041259765625);
    assert_true(fabs(mean_of(maize, 15) - 314.0 / 15.0) < 1e-12);
    assert_true(fabs(deviation_of(maize, 15) - 37.744) < 1e-3);
}

/* Both by counting, with ties and with differences of 0. */
static double counted(const double *ranks, int count)
{
    double seen = 0.0, whole = 0.0;
    int reached = 0;
    for (int i = 0; i < count; i++) {
        whole += fabs(ranks[i]);
        seen += ranks[i];
    }
    for (int way = 0; way < 1 << count; way++) {
        double sum = 0.0;
        for (int i = 0; i < count; i++)
            sum += way >> i & 1 ? ranks[i] : -ranks[i];
        reached += fabs(sum) >= fabs(seen) - 1e-9 * whole;
    }
    return (double)reached / (double)(1 << count);
}

static void ties_share_their_ranks(void **state)
{
    (void)state;
    static const double differences[] = {0.3, -0.1, 0.1, 0.0, 0.1 + 1e-17, 0.2, 0.2, -0.4};
    static const double ranks[] = {6, -2, 2, 2, 4.5, 4.5, -7};
    const Chance chance = chance_of_ranks(differences, 8);
    assert_true(chance.exact);
    assert_true(fabs(chance.p - counted(ranks, 7)) < 1e-12);
    assert_true(fabs(chance_of_mean(differences, 8).p - counted(differences, 8)) < 1e-12);
    static const double none[] = {0, 0, 0};
    assert_true(chance_of_ranks(none, 3).p == 1.0 && chance_of_mean(none, 3).p == 1.0);
}

/* What a mean of so many says by the normal distribution. */
static double of_limit(const double *differences, int64_t count)
{
    const double error = deviation_of(differences, count) / sqrt((double)count);
    return erfc(fabs(mean_of(differences, count)) / error / sqrt(2.0));
}

/* Of many pairs by draws and by the normal limit, which are near what counting gives. */
static void many_pairs(void **state)
{
    (void)state;
    enum { MANY = 300 };
    double differences[MANY];
    for (int i = 0; i < MANY; i++)
        differences[i] = rng_uniform(gatrt_draw(5, 0), 0, i) - 0.47;
    const Chance exact = chance_of_ranks(differences, 250), limit = chance_of_ranks(differences, MANY);
    assert_true(exact.exact && !limit.exact);
    const Chance drawn = chance_of_mean(differences, 250), fewer = chance_of_mean(differences, 20);
    assert_true(!drawn.exact && fewer.exact);
    assert_true(fabs(drawn.p - of_limit(differences, 250)) < 0.1 * drawn.p);
    assert_true(fabs(exact.p - of_limit(differences, 250)) < 0.5 * exact.p); /* another test of the same question */
    assert_true(fabs(limit.p - of_limit(differences, MANY)) < 0.5 * limit.p);
    assert_true(chance_of_mean(differences, 250).p == drawn.p);
}

/* The interval of a mean is as wide as theory has it, and the same again. */
static void intervals(void **state)
{
    (void)state;
    enum { MANY = 400 };
    double values[MANY];
    for (int i = 0; i < MANY; i++)
        values[i] = rng_uniform(gatrt_draw(6, 0), 0, i);
    const Interval a = bootstrap_mean(values, MANY), b = bootstrap_mean(values, MANY);
    const double mean = mean_of(values, MANY), wide = 2.0 * 1.96 * deviation_of(values, MANY) / sqrt(MANY);
    assert_true(a.low == b.low && a.high == b.high && a.low < mean && mean < a.high);
    assert_true(fabs((a.high - a.low) / wide - 1.0) < 0.04);
    static const double equal[] = {0.5, 0.5, 0.5, 0.5};
    const Interval none = bootstrap_mean(equal, 4);
    assert_true(none.low == 0.5 && none.high == 0.5);
    assert_true(bootstrap_draws(100) == STATISTICS_DRAWS && bootstrap_draws(1000000) == 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_darwins_maize),
        cmocka_unit_test(ties_share_their_ranks),
        cmocka_unit_test(many_pairs),
        cmocka_unit_test(intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

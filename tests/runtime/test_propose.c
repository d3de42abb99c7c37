/* test_propose.c - what tune --method bayes goes by: the factor of a matrix, a Gaussian process against its definition, what
 * is expected of a place, proposals that find more than draws do. Run: ctest -R propose */
#include "../../runtime/train/cholesky.h"
#include "../../runtime/train/gaussian.h"
#include "../../runtime/train/improve.h"
#include "../../runtime/train/propose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double noise(int64_t i)
{
    return 2.0 * rng_uniform(gatrt_draw(5, 0), 0, i) - 1.0;
}

/* ------------------------------------------------------------------ algebra */

enum { SIDE = 70 };

static void a_factor_gives_its_matrix_and_solves_it(void **state)
{
    (void)state;
    static double half[SIDE][SIDE], a[SIDE][SIDE], u[SIDE][SIDE], x[SIDE], back[SIDE];
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++)
            half[i][j] = noise((int64_t)i * SIDE + j);
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++)
            for (int k = 0; k < SIDE; k++)
                a[i][j] += half[i][k] * half[j][k] + (i == j ? 0.01 : 0.0);
    memcpy(u, a, sizeof a);
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < i; j++)
            u[i][j] = NAN; /* what lies below is not looked at */
    assert_true(cholesky(u[0], SIDE));
    for (int i = 0; i < SIDE; i++)
        for (int j = i; j < SIDE; j++) {
            double sum = 0.0;
            for (int k = 0; k <= i; k++)
                sum += u[k][i] * u[k][j];
            assert_true(fabs(sum - a[i][j]) < 1e-12);
        }
    for (int i = 0; i < SIDE; i++)
        x[i] = noise(10000 + i);
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++)
            back[i] += a[i][j] * x[j];
    cholesky_lower(u[0], SIDE, back);
    cholesky_upper(u[0], SIDE, back);
    for (int i = 0; i < SIDE; i++)
        assert_true(fabs(back[i] - x[i]) < 1e-8);
}

static void what_has_no_factor_is_told(void **state)
{
    (void)state;
    double turned[] = {1.0, 2.0, 2.0, 1.0}, none[] = {0.0}, wrong[] = {NAN}, far[] = {INFINITY};
    assert_false(cholesky(turned, 2));
    assert_false(cholesky(none, 1));
    assert_false(cholesky(wrong, 1));
    assert_false(cholesky(far, 1));
}

/* ------------------------------------------------------------------ the process */

enum { PLACES = 25, AXES = 3 };
static const bool named[AXES] = {false, false, true};

/* The second axis means little. */
static double measured(const double *place)
{
    return sin(6.0 * place[0]) + 0.02 * place[1] + (place[2] == 1.0 ? 0.5 : 0.0);
}

static Gaussian *measured_places(double place[PLACES][AXES], double *figure)
{
    Gaussian *g = gaussian_new(AXES, named, PLACES);
    for (int i = 0; i < PLACES; i++) {
        for (int d = 0; d < AXES; d++)
            place[i][d] = rng_uniform(gatrt_draw(3, (uint64_t)i), 0, d);
        place[i][2] = floor(3.0 * place[i][2]);
        figure[i] = measured(place[i]);
        gaussian_add(g, place[i], figure[i]);
    }
    gaussian_fit(g);
    return g;
}

static double covariance(const GaussianScales *s, const double *a, const double *b)
{
    double square = 0.0;
    for (int d = 0; d < AXES; d++)
        square += pow((named[d] ? a[d] != b[d] : a[d] - b[d]) / s->length[d], 2.0);
    const double r = sqrt(5.0 * square);
    return s->variance * (1.0 + r + r * r / 3.0) * exp(-r);
}

/* The inverse, by Gauss and Jordan. */
static void invert(double a[PLACES][PLACES], double inverse[PLACES][PLACES])
{
    for (int i = 0; i < PLACES; i++)
        for (int j = 0; j < PLACES; j++)
            inverse[i][j] = i == j;
    for (int k = 0; k < PLACES; k++) {
        const double pivot = a[k][k];
        for (int j = 0; j < PLACES; j++) {
            a[k][j] /= pivot;
            inverse[k][j] /= pivot;
        }
        for (int i = 0; i < PLACES; i++) {
            const double times = a[i][k];
            for (int j = 0; j < PLACES && i != k; j++) {
                a[i][j] -= times * a[k][j];
                inverse[i][j] -= times * inverse[k][j];
            }
        }
    }
}

static void beliefs_are_those_of_the_definition(void **state)
{
    (void)state;
    double place[PLACES][AXES], figure[PLACES], a[PLACES][PLACES], inverse[PLACES][PLACES], work[PLACES];
    Gaussian *g = measured_places(place, figure);
    const GaussianScales s = gaussian_scales(g);
    for (int i = 0; i < PLACES; i++)
        for (int j = 0; j < PLACES; j++)
            a[i][j] = covariance(&s, place[i], place[j]) + (i == j ? s.noise * s.variance : 0.0);
    invert(a, inverse);
    for (int t = 0; t < 20; t++) {
        const double at[AXES] = {rng_uniform(9, 0, t), rng_uniform(9, 1, t), (double)(t % 3)};
        double mean = 0.0, square = s.variance;
        for (int i = 0; i < PLACES; i++)
            for (int j = 0; j < PLACES; j++) {
                mean += covariance(&s, at, place[i]) * inverse[i][j] * figure[j];
                square -= covariance(&s, at, place[i]) * inverse[i][j] * covariance(&s, at, place[j]);
            }
        const Belief b = gaussian_at(g, at, work);
        assert_true(fabs(b.mean - mean) < 1e-8 && fabs(b.deviation * b.deviation - square) < 1e-8);
        assert_true(fabs(b.mean - measured(at)) < 0.25);
    }
    gaussian_free(g);
}

/* Of one axis nearly all comes, of another nearly nothing; there is no noise. */
static void lengths_follow_the_figures(void **state)
{
    (void)state;
    double place[PLACES][AXES], figure[PLACES];
    Gaussian *g = measured_places(place, figure);
    const GaussianScales s = gaussian_scales(g);
    assert_true(s.length[1] > 3.0 * s.length[0]);
    assert_true(s.noise < 1e-3);
    gaussian_free(g);
    g = gaussian_new(1, named, 100);
    for (int i = 0; i < 100; i++) {
        const double at = (double)i / 100.0;
        gaussian_add(g, &at, sin(6.0 * at) + 0.5 * noise(i));
    }
    gaussian_fit(g);
    assert_true(gaussian_scales(g).noise > 0.03);
    gaussian_free(g);
}

static void places_that_coincide_have_a_factor(void **state)
{
    (void)state;
    Gaussian *g = gaussian_new(1, named, 40);
    double work[40];
    const double at = 0.5;
    for (int i = 0; i < 40; i++)
        gaussian_add(g, &at, i % 2 ? 1.0 : -1.0);
    gaussian_fit(g);
    const Belief b = gaussian_at(g, &at, work);
    assert_true(fabs(b.mean) < 1e-6 && isfinite(b.deviation));
    gaussian_free(g);
}

/* ------------------------------------------------------------------ what is expected */

static void improvements_are_those_of_tables(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        const double z = -30.0 + 0.37 * i;
        const double expected = 0.5 * erfc(-z / sqrt(2.0));
        assert_true(fabs(normal_below(z) - expected) <= 1e-11 * expected);
    }
    assert_true(normal_below(-100.0) == 0.0 && normal_below(100.0) == 1.0);
    assert_true(fabs(normal_quantile(0.025) + 1.959963984540054) < 1e-9);
    assert_true(fabs(expected_improvement(0.0, 1.0, 0.0) - 0.3989422804014327) < 1e-12);
    assert_true(fabs(expected_improvement(0.0, 1.0, 1.0) - 0.0833154705876864) < 1e-12);
    assert_true(fabs(expected_improvement(2.0, 0.5, 1.0) - 1.0042453513084149) < 1e-12);
    assert_true(expected_improvement(2.0, 0.0, 1.0) == 1.0 && expected_improvement(1.0, 0.0, 2.0) == 0.0);
}

static void failures_are_the_worst_and_do_not_drown_the_rest(void **state)
{
    (void)state;
    double figures[] = {0.80, NAN, 0.79, 0.10, 0.81, -1e6, 0.805, 0.795, 0.785}, sum = 0.0, square = 0.0;
    figures_even(figures, 9);
    for (int i = 0; i < 9; i++) {
        sum += figures[i];
        square += figures[i] * figures[i];
        assert_true(i == 1 || i == 5 || figures[i] > figures[1]);
    }
    assert_true(fabs(sum) < 1e-9 && fabs(square - 9.0) < 1e-9);
    assert_true(figures[1] == figures[5]);
    assert_true(figures[4] > figures[6] && figures[6] > figures[0] && figures[0] > figures[2] &&
                figures[2] > figures[3]);
    assert_true(figures[4] - figures[6] > 0.1); /* the good ones are still told apart */
    double none[] = {NAN, NAN}, same[] = {3.0, 3.0, 3.0};
    figures_even(none, 2);
    figures_even(same, 3);
    assert_true(none[0] == 0.0 && none[1] == 0.0 && same[0] == 0.0 && same[2] == 0.0);
}

/* ------------------------------------------------------------------ proposals */

enum { TRIALS = 25, SEEDS = 10 };
static const char *const words[] = {"lr=log:1e-4..1", "weight-decay=0..1", "l1=log:1e-8..1e-3"};

static void parse(const char *const *of, int count, Space *space)
{
    Error error = {""};
    if (!space_parse(of, count, options_tunable, false, space, &error))
        fail_msg("%s", error.text);
}

/* Smooth, with a cliff behind which there are no numbers, as of a rate that is too large. */
static double hill(const Space *space, const SpaceValue *values)
{
    double at[AXES];
    for (int d = 0; d < AXES; d++)
        at[d] = space_place(&space->dim[d], values[d].text);
    const double x = at[0] - 0.62, y = at[1] - 0.3, z = at[2] - 0.7;
    return at[0] > 0.85 ? (double)NAN : 0.1 * sin(8.0 * at[0]) * sin(7.0 * at[1]) - 3.0 * x * x - y * y - 0.5 * z * z;
}

static void draw(const Space *space, uint64_t seed, int64_t number, SpaceValue *values)
{
    for (int d = 0; d < space->count; d++)
        values[d] = space_draw(space, d, seed, number);
}

/* The best of so many trials; the first `drawn` at random, others proposed `round` at a time. */
static double search(const Space *space, uint64_t seed, int64_t drawn, int64_t round)
{
    static SpaceValue values[TRIALS][MOST_WORDS];
    Proposer *p = proposer_new(space, seed, TRIALS);
    double best = -HUGE_VAL;
    for (int64_t done = 0; done < TRIALS;) {
        const int64_t some = done < drawn ? drawn : done + round, end = some < TRIALS ? some : TRIALS;
        for (int64_t i = done; i < end; i++) {
            if (i < drawn)
                draw(space, seed, i, values[i]);
            else
                proposer_ask(p, i, values[i]);
        }
        for (; done < end; done++) {
            const double figure = hill(space, values[done]);
            proposer_tell(p, values[done], figure);
            best = figure > best ? figure : best;
        }
    }
    assert_int_equal(proposer_told(p), TRIALS);
    proposer_free(p);
    return best;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_search(const Space *space, int64_t drawn, int64_t round)
{
    double best[SEEDS];
    for (int s = 0; s < SEEDS; s++)
        best[s] = search(space, (uint64_t)s, drawn, round);
    qsort(best, SEEDS, sizeof *best, by_size);
    return 0.5 * (best[SEEDS / 2 - 1] + best[SEEDS / 2]);
}

/* The summit is 0.0015 high. */
static void proposals_find_more_than_draws(void **state)
{
    (void)state;
    Space space;
    parse(words, AXES, &space);
    const int64_t first = proposer_first(&space);
    assert_int_equal(first, 8);
    const double drawn = median_search(&space, TRIALS, 1), one = median_search(&space, first, 1),
                 four = median_search(&space, first, 4);
    print_message("median of the best: %.4f drawn, %.4f proposed, %.4f four at a time\n", drawn, one, four);
    assert_true(one > drawn + 0.04 && four > drawn + 0.04);
}

static void tell_some(Proposer *p, const Space *space, int64_t count, double (*figure)(int64_t))
{
    SpaceValue values[MOST_WORDS];
    for (int64_t i = 0; i < count; i++) {
        draw(space, 1, i, values);
        proposer_tell(p, values, figure(i));
    }
}

static double no_number(int64_t i)
{
    (void)i;
    return NAN;
}

static bool same_values(const Space *space, const SpaceValue *a, const SpaceValue *b)
{
    for (int d = 0; d < space->count; d++)
        if (strcmp(a[d].text, b[d].text) != 0)
            return false;
    return true;
}

/* By what was told alone; those of one round are apart; where nothing came to a number, too. */
static void a_proposal_is_a_function(void **state)
{
    (void)state;
    double (*const figures[])(int64_t) = {noise, no_number};
    static const char *const mixed[] = {"lr=log:1e-4..1", "epochs=1..400", "optimizer=adam,sgd,rmsprop",
                                        "weight-decay=0,5e-4,1e-2"};
    Space space;
    parse(mixed, 4, &space);
    for (int f = 0; f < 2; f++) {
        SpaceValue first[3][MOST_WORDS], again[MOST_WORDS];
        Proposer *p = proposer_new(&space, 7, 20), *other = proposer_new(&space, 7, 400);
        tell_some(p, &space, 10, figures[f]);
        tell_some(other, &space, 10, figures[f]);
        for (int i = 0; i < 3; i++) {
            proposer_ask(p, 10 + i, first[i]);
            proposer_ask(other, 10 + i, again);
            assert_true(same_values(&space, first[i], again));
            for (int k = 0; k < i; k++)
                assert_false(same_values(&space, first[i], first[k]));
        }
        proposer_free(p);
        proposer_free(other);
    }
}

/* The k-th proposal of a round knows where those before it lie. */
static void proposals_of_a_round_lie_apart(void **state)
{
    (void)state;
    enum { ROUND = 4 };
    SpaceValue values[MOST_WORDS];
    double place[ROUND][AXES];
    Space space;
    parse(words, AXES, &space);
    Proposer *p = proposer_new(&space, 2, 50);
    for (int i = 0; i < 12; i++) {
        draw(&space, 2, i, values);
        proposer_tell(p, values, hill(&space, values));
    }
    for (int i = 0; i < ROUND; i++) {
        proposer_ask(p, 12 + i, values);
        for (int d = 0; d < AXES; d++)
            place[i][d] = space_place(&space.dim[d], values[d].text);
        for (int k = 0; k < i; k++) {
            double apart = 0.0;
            for (int d = 0; d < AXES; d++)
                apart = fmax(apart, fabs(place[i][d] - place[k][d]));
            assert_true(apart > 0.02);
        }
    }
    proposer_free(p);
}

/* Of a few points each is tried once before any is tried again. */
static void what_was_tried_is_not_tried_again(void **state)
{
    (void)state;
    static const char *const few[] = {"lr=0.1,0.2,0.3", "optimizer=adam,sgd", "epochs=1..3"};
    SpaceValue tried[20][MOST_WORDS];
    Space space;
    parse(few, 3, &space);
    Proposer *p = proposer_new(&space, 1, 20);
    draw(&space, 1, 0, tried[0]);
    for (int i = 0; i < 20; i++) {
        if (i > 0)
            proposer_ask(p, i, tried[i]);
        for (int k = 0; k < i && i < 18; k++)
            assert_false(same_values(&space, tried[i], tried[k]));
        proposer_tell(p, tried[i], noise(i));
    }
    proposer_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_factor_gives_its_matrix_and_solves_it),
        cmocka_unit_test(what_has_no_factor_is_told),
        cmocka_unit_test(beliefs_are_those_of_the_definition),
        cmocka_unit_test(lengths_follow_the_figures),
        cmocka_unit_test(places_that_coincide_have_a_factor),
        cmocka_unit_test(improvements_are_those_of_tables),
        cmocka_unit_test(failures_are_the_worst_and_do_not_drown_the_rest),
        cmocka_unit_test(proposals_find_more_than_draws),
        cmocka_unit_test(a_proposal_is_a_function),
        cmocka_unit_test(proposals_of_a_round_lie_apart),
        cmocka_unit_test(what_was_tried_is_not_tried_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

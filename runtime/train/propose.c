/* propose.c - where in the unit cube of the axes the expected improvement is largest.
 *
 * Candidates are drawn anywhere and around the places of which most is believed; from the best of them a walk in ever
 * smaller steps goes on. What was tried is not tried again while there is another candidate.
 */
#include "runtime/train/propose.h"

#include "runtime/train/gaussian.h"
#include "runtime/train/improve.h"

#include <math.h>
#include <string.h>

enum { ANYWHERE = 1000, CENTRES = 5, AROUND = 60, STEPS = 300, LEAST_FIRST = 5 };
static const double widest = 0.3, narrowest = 0.003; /* steps, of the cube's edge */
static const double same_place = 1e-9;

struct Proposer {
    const Space *space;
    uint64_t seed, draw; /* draw: of the proposal at hand */
    int64_t drawn;       /* numbers of it */
    int64_t room, count;
    double *place, *figure;              /* of the trials told: [room, dims], [room]; NaN: none */
    double at[MOST_WORDS][MOST_CHOICES]; /* places of the choices of lists */
    bool named[MOST_WORDS];
    Gaussian *belief; /* NULL: results were told since */
    double best;      /* the largest that is believed of a place that was tried */
    double *work;     /* [room] */
};

typedef struct Candidate {
    double place[MOST_WORDS], expected;
} Candidate;

int64_t proposer_first(const Space *space)
{
    const int64_t some = 2 * (int64_t)space->count + 2;
    return some > LEAST_FIRST ? some : LEAST_FIRST;
}

Proposer *proposer_new(const Space *space, uint64_t seed, int64_t trials)
{
    Proposer *p = mem_alloc(1, sizeof *p);
    p->space = space;
    p->seed = seed;
    p->room = trials;
    p->place = mem_alloc((size_t)trials * (size_t)space->count, sizeof *p->place);
    p->figure = mem_alloc((size_t)trials, sizeof *p->figure);
    p->work = mem_alloc((size_t)trials, sizeof *p->work);
    for (int d = 0; d < space->count; d++) {
        const Dimension *dim = &space->dim[d];
        p->named[d] = space_named(dim);
        for (int64_t i = 0; dim->listed && i < dim->points; i++)
            p->at[d][i] = space_place(dim, dim->choice[i]);
    }
    return p;
}

void proposer_free(Proposer *p)
{
    if (!p)
        return;
    gaussian_free(p->belief);
    mem_free(p->place);
    mem_free(p->figure);
    mem_free(p->work);
    mem_free(p);
}

int64_t proposer_told(const Proposer *p)
{
    return p->count;
}

void proposer_tell(Proposer *p, const SpaceValue *values, double figure)
{
    for (int d = 0; d < p->space->count; d++)
        p->place[p->count * p->space->count + d] = space_place(&p->space->dim[d], values[d].text);
    p->figure[p->count++] = isfinite(figure) ? figure : (double)NAN;
    gaussian_free(p->belief);
    p->belief = NULL;
}

/* ------------------------------------------------------------------ candidates */

static double uniform(Proposer *p)
{
    return rng_uniform(p->draw, 0, p->drawn++);
}

/* The place of a value: one that the axis has. */
static double value_near(const Proposer *p, int d, double place)
{
    const Dimension *dim = &p->space->dim[d];
    place = place > 0.0 ? fmin(place, 1.0) : 0.0;
    if (dim->listed) {
        double near = p->at[d][0];
        for (int64_t i = 1; i < dim->points; i++)
            if (fabs(p->at[d][i] - place) < fabs(near - place))
                near = p->at[d][i];
        return near;
    }
    if (dim->points || dim->whole)
        return space_place(dim, space_near(dim, place).text);
    return place;
}

static double draw_value(Proposer *p, int d)
{
    const double u = uniform(p);
    const Dimension *dim = &p->space->dim[d];
    if (!dim->listed)
        return value_near(p, d, u);
    const int64_t i = (int64_t)(u * (double)dim->points);
    return p->at[d][i < dim->points ? i : dim->points - 1];
}

/* About normal, of deviation `step`; a name changes more rarely the smaller the step. */
static double move_value(Proposer *p, int d, double place, double step)
{
    if (p->named[d])
        return uniform(p) < step ? draw_value(p, d) : place;
    double sum = -2.0;
    for (int i = 0; i < 4; i++)
        sum += uniform(p);
    return value_near(p, d, place + step * 1.7320508 * sum);
}

static bool was_tried(const Proposer *p, const double *place)
{
    for (int64_t i = 0; i < gaussian_count(p->belief); i++) {
        const double *other = gaussian_place(p->belief, i);
        int same = 0;
        while (same < p->space->count && fabs(place[same] - other[same]) < same_place)
            same++;
        if (same == p->space->count)
            return true;
    }
    return false;
}

/* Nothing is known of a place that is no number, and less than nothing is expected of what was tried. */
static void weigh(Proposer *p, Candidate *c, Candidate *best)
{
    const Belief b = gaussian_at(p->belief, c->place, p->work);
    c->expected = was_tried(p, c->place) ? -1.0 : expected_improvement(b.mean, b.deviation, p->best);
    if (c->expected > best->expected)
        *best = *c;
}

static void look_anywhere(Proposer *p, Candidate *best)
{
    Candidate c;
    for (int i = 0; i < ANYWHERE; i++) {
        for (int d = 0; d < p->space->count; d++)
            c.place[d] = draw_value(p, d);
        weigh(p, &c, best);
    }
}

/* Some of its axes, at least one. */
static Candidate near_to(Proposer *p, const double *place, double step)
{
    Candidate c;
    const int dims = p->space->count, one = (int)(uniform(p) * dims);
    for (int d = 0; d < dims; d++)
        c.place[d] = d == one || uniform(p) < 0.5 ? move_value(p, d, place[d], step) : place[d];
    return c;
}

/* The step for part `i` of `count`, from the widest to the narrowest by equal factors. */
static double step_of(int i, int count)
{
    return widest * exact_exp(exact_log(narrowest / widest) * (double)i / (double)(count - 1));
}

static void look_around(Proposer *p, const double *place, Candidate *best)
{
    for (int i = 0; i < AROUND; i++) {
        Candidate c = near_to(p, place, step_of(i, AROUND));
        weigh(p, &c, best);
    }
}

static void walk(Proposer *p, Candidate *best)
{
    for (int i = 0; i < STEPS; i++) {
        const Candidate from = *best;
        Candidate c = near_to(p, from.place, step_of(i, STEPS));
        weigh(p, &c, best);
    }
}

/* ------------------------------------------------------------------ belief */

/* The places of which most is believed, best first; returns how many. At least one was told of. */
static int find_centres(Proposer *p, int64_t *centre)
{
    double mean[CENTRES] = {0.0};
    int found = 0;
    for (int64_t i = 0; i < gaussian_count(p->belief); i++) {
        const double m = gaussian_at(p->belief, gaussian_place(p->belief, i), p->work).mean;
        int at = found < CENTRES ? found++ : CENTRES;
        for (; at > 0 && m > mean[at - 1]; at--)
            if (at < CENTRES) {
                mean[at] = mean[at - 1];
                centre[at] = centre[at - 1];
            }
        if (at == CENTRES)
            continue;
        mean[at] = m;
        centre[at] = i;
    }
    p->best = mean[0];
    return found;
}

static void believe(Proposer *p)
{
    const int64_t n = p->count;
    if (p->belief)
        return;
    double *figures = mem_alloc((size_t)n + 1, sizeof *figures);
    memcpy(figures, p->figure, (size_t)n * sizeof *figures);
    figures_even(figures, n);
    p->belief = gaussian_new(p->space->count, p->named, p->room);
    for (int64_t i = 0; i < n; i++)
        gaussian_add(p->belief, p->place + i * p->space->count, figures[i]);
    gaussian_fit(p->belief);
    mem_free(figures);
}

/* What is expected of a proposal stands for its result until that is known. */
static void suppose(Proposer *p, const double *place)
{
    if (gaussian_count(p->belief) == p->room)
        return;
    gaussian_add(p->belief, place, gaussian_at(p->belief, place, p->work).mean);
    gaussian_renew(p->belief);
}

void proposer_ask(Proposer *p, int64_t number, SpaceValue *values)
{
    int64_t centre[CENTRES];
    Candidate best = {.expected = -2.0}; /* less than of any candidate */
    p->draw = gatrt_draw(p->seed, ~(uint64_t)number);
    p->drawn = 0;
    believe(p);
    const int centres = find_centres(p, centre);
    look_anywhere(p, &best);
    for (int i = 0; i < centres; i++)
        look_around(p, gaussian_place(p->belief, centre[i]), &best);
    walk(p, &best);
    for (int d = 0; d < p->space->count; d++)
        values[d] = space_near(&p->space->dim[d], best.place[d]);
    suppose(p, best.place);
}

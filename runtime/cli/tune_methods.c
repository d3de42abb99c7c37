/* tune_methods.c - what a search tries: a function of the search and of the results of the rounds before.
 *
 * Grid and random have one round; halving gives the best third of each three times the epochs, from anew; bayes begins as
 * random does, and then proposes some at a time from all results before (propose.c).
 */
#include "runtime/cli/search.h"
#include "runtime/train/propose.h"

#include <inttypes.h>
#include <string.h>

enum { THIRD = 3 };
static const char *const method_names[] = {"grid", "random", "halving", "bayes"};

static void draw_round(Search *s, int64_t count, int64_t limit)
{
    for (int64_t i = 0; i < count; i++) {
        s->round[i] = (Trial){.limit = limit};
        for (int d = 0; d < s->space.count; d++)
            s->round[i].value[d] =
                s->method == GRID ? space_at(&s->space, d, i) : space_draw(&s->space, d, (uint64_t)s->options.seed, i);
    }
}

/* Rounds of halving: how many trials, and the epochs of each. */
static int64_t round_size(int64_t trials, int round)
{
    for (int i = 0; i < round; i++)
        trials /= THIRD;
    return trials;
}

static int round_count(int64_t trials)
{
    int rounds = 0;
    while (round_size(trials, rounds) > 0)
        rounds++;
    return rounds;
}

static int64_t round_epochs(int64_t epochs, int rounds, int round)
{
    for (int i = round + 1; i < rounds; i++)
        epochs = epochs / THIRD > 0 ? epochs / THIRD : 1;
    return epochs;
}

/* The best of the round that was done become the next. */
static void keep_best(Search *s, int64_t count, int64_t kept, int64_t limit)
{
    const Trial *done = s->best + s->before;
    int64_t *order = search_ranked(s, done, count);
    for (int64_t i = 0; i < kept; i++) {
        s->round[i] = (Trial){.limit = limit};
        memcpy(s->round[i].value, done[order[i]].value, sizeof s->round[i].value);
    }
    mem_free(order);
}

static bool run_halving(Search *s)
{
    const int64_t trials = s->job->options->trials;
    const int rounds = round_count(trials);
    draw_round(s, trials, round_epochs(s->options.epochs, rounds, 0));
    for (int round = 0; round < rounds; round++) {
        const int64_t count = round_size(trials, round);
        if (!search_run_round(s, count))
            return false;
        if (round + 1 < rounds)
            keep_best(s, count, round_size(trials, round + 1), round_epochs(s->options.epochs, rounds, round + 1));
    }
    return true;
}

int64_t search_round(const Search *s)
{
    const int64_t asked = s->job->options->at_once;
    return asked > 1 ? asked : 1;
}

/* Larger is better. */
static double figure_of(const Search *s, const Trial *trial)
{
    return metric_better(s->job->model->recipe.metric, 1.0, 0.0) ? trial->metric : -trial->metric;
}

/* A round as a whole is proposed before any of it is trained, or taken from the file. */
static bool run_proposed(Search *s, Proposer *p)
{
    const int64_t left = s->total - s->done, round = search_round(s), count = left < round ? left : round;
    for (int64_t i = proposer_told(p); i < s->done; i++)
        proposer_tell(p, s->best[i].value, figure_of(s, &s->best[i]));
    for (int64_t i = 0; i < count; i++) {
        s->round[i] = (Trial){.limit = 0};
        proposer_ask(p, s->done + i, s->round[i].value);
    }
    return search_run_round(s, count);
}

static bool run_bayes(Search *s)
{
    const int64_t first = proposer_first(&s->space), drawn = s->total < first ? s->total : first;
    draw_round(s, drawn, 0);
    bool worked = search_run_round(s, drawn);
    Proposer *p = proposer_new(&s->space, (uint64_t)s->options.seed, s->total);
    while (worked && s->done < s->total)
        worked = run_proposed(s, p);
    proposer_free(p);
    return worked;
}

bool search_run(Search *s)
{
    if (s->method == HALVING)
        return run_halving(s);
    if (s->method == BAYES)
        return run_bayes(s);
    draw_round(s, s->total, 0);
    return search_run_round(s, s->total);
}

/* ------------------------------------------------------------------ begin */

const char *search_method_name(Method method)
{
    return method_names[method];
}

bool search_find_method(Search *s, Error *error)
{
    const char *name = s->job->options->method;
    for (int m = GRID; m <= BAYES; m++)
        if (strcmp(method_names[m], name) == 0) {
            s->method = (Method)m;
            return true;
        }
    return error_set(error, "--method %.40s: expected grid, random, halving or bayes", name);
}

bool search_count(Search *s, Error *error)
{
    const Options *o = s->job->options;
    s->total = o->trials;
    if (s->method == GRID && options_given(o, "trials"))
        return error_set(error, "--trials goes with random, halving and bayes; a grid has all its points");
    if (s->method == GRID)
        return space_points(&s->space, &s->total, error);
    if (s->method == BAYES && s->total > MOST_PROPOSED)
        return error_set(error, "--trials %" PRId64 ": bayes makes up to %d", s->total, MOST_PROPOSED);
    for (int round = 1; s->method == HALVING && round < round_count(o->trials); round++)
        s->total += round_size(o->trials, round);
    return true;
}

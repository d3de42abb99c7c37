/* compare.c - the command compare: is one model better than another on the same seeds?
 *
 * In: what train --runs --json wrote of both. Runs of one seed, and of one split, are a pair; what differs between
 * two models is tested on the differences in pairs, as seeds have their share of what figures vary by. Files that have
 * not the same seeds, splits, answers and metric are refused: their differences would be of something else. Nothing a
 * file claims is believed.
 */
#include "runtime/base/json_in.h"
#include "runtime/train/statistics.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

typedef struct Compared {
    const char *path, *model, *metric, *answers;
    json_t *found;
    const json_t *runs;
    double *test; /* [runs] */
} Compared;

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* The figure of each run; a run without one is no half of a pair. */
static bool take_figures(Compared *side, Error *error)
{
    char key[112];
    const size_t runs = json_array_size(side->runs);
    snprintf(key, sizeof key, "test_%.90s", side->metric);
    side->test = mem_alloc(runs, sizeof *side->test);
    for (size_t i = 0; i < runs; i++) {
        const json_t *value = json_object_get(json_array_get(side->runs, i), key);
        if (!json_is_number(value))
            return error_set(error, "%s: run %zu has no number as \"%s\", so there is nothing to compare",
                             file_shown(side->path), i + 1, key);
        side->test[i] = json_number_value(value);
    }
    return true;
}

static bool read_side(Compared *side, Error *error)
{
    side->found = json_read(side->path, error);
    if (!side->found)
        return false;
    side->model = text_at(side->found, "model");
    side->metric = text_at(side->found, "metric");
    side->answers = text_at(side->found, "answers_print");
    side->runs = json_object_get(side->found, "runs");
    if (strcmp(text_at(side->found, "command"), "train") != 0 || json_array_size(side->runs) < 2)
        return error_set(error, "%s: expected what train --runs K --json FILE writes, of two runs or more",
                         file_shown(side->path));
    if (!*side->metric || !*side->answers)
        return error_set(error, "%s: does not say which rows its runs had; train again, with --runs and --json",
                         file_shown(side->path));
    const char *ended = text_at(side->found, "ended");
    if (strcmp(ended, "interrupted") == 0 || strcmp(ended, "diverged") == 0)
        return error_set(error, "%s: its runs %s, so the last is not whole; train again", file_shown(side->path),
                         *ended == 'i' ? "were interrupted" : "diverged");
    return take_figures(side, error);
}

/* ------------------------------------------------------------------ pairs */

static bool check_pair(const Compared sides[2], size_t i, Error *error)
{
    const json_t *a = json_array_get(sides[0].runs, i), *b = json_array_get(sides[1].runs, i);
    const json_t *seed_a = json_object_get(a, "seed"), *seed_b = json_object_get(b, "seed");
    if (!json_is_integer(seed_a) || !json_is_integer(seed_b) ||
        json_integer_value(seed_a) != json_integer_value(seed_b))
        return error_set(error, "run %zu has the seed %lld in %s, but %lld in %s; compare runs of the same seeds",
                         i + 1, (long long)json_integer_value(seed_a), file_shown(sides[0].path),
                         (long long)json_integer_value(seed_b), file_shown(sides[1].path));
    if (strcmp(text_at(a, "split"), text_at(b, "split")) != 0)
        return error_set(error, "run %zu has another split in %s than in %s; train both with the same --split", i + 1,
                         file_shown(sides[0].path), file_shown(sides[1].path));
    return true;
}

static bool check_pairs(const Compared sides[2], Error *error)
{
    const size_t runs = json_array_size(sides[0].runs), others = json_array_size(sides[1].runs);
    if (strcmp(sides[0].metric, sides[1].metric) != 0)
        return error_set(error, "%s has %.60s, %s has %.60s; train both with the same --metric",
                         file_shown(sides[0].path), sides[0].metric, file_shown(sides[1].path), sides[1].metric);
    if (strcmp(sides[0].answers, sides[1].answers) != 0)
        return error_set(error, "%s and %s are not of the same rows: another data set, or another split",
                         file_shown(sides[0].path), file_shown(sides[1].path));
    if (runs != others)
        return error_set(error, "%s has %zu runs, %s has %zu; compare runs of the same seeds",
                         file_shown(sides[0].path), runs, file_shown(sides[1].path), others);
    for (size_t i = 0; i < runs; i++)
        if (!check_pair(sides, i, error))
            return false;
    return true;
}

/* ---------------------------------------------------------------- results */

typedef struct Result {
    int64_t runs, higher, lower;
    double mean;
    Interval interval;
    Chance of_mean, of_ranks;
} Result;

static Result result_of(const double *differences, int64_t runs)
{
    Result r = {.runs = runs,
                .mean = mean_of(differences, runs),
                .interval = bootstrap_mean(differences, runs),
                .of_mean = chance_of_mean(differences, runs),
                .of_ranks = chance_of_ranks(differences, runs)};
    for (int64_t i = 0; i < runs; i++) {
        r.higher += differences[i] > 0.0;
        r.lower += differences[i] < 0.0;
    }
    return r;
}

/* Differences are small: of percent one digit more than elsewhere. */
static MetricUnit unit_of(const char *metric)
{
    MetricUnit unit = metric_unit(metric);
    unit.digits += unit.factor > 1.0;
    return unit;
}

static void print_side(FILE *to, const Compared *side, int64_t runs)
{
    const MetricUnit u = unit_of(side->metric);
    fprintf(to, "%s: %s, test %s %.*f ± %.*f%s\n", text_shown(file_shown(side->path)).text,
            text_shown(side->model).text, text_shown(side->metric).text, u.digits, u.factor * mean_of(side->test, runs),
            u.digits, u.factor * deviation_of(side->test, runs), u.word);
}

static void print_chance(FILE *to, const char *test, Chance chance, const char *otherwise)
{
    fprintf(to, "%s: p = %.2g, %s\n", test, chance.p, chance.exact ? "exact" : otherwise);
}

static void print_result(FILE *to, const Compared sides[2], const Result *r)
{
    const MetricUnit u = unit_of(sides[0].metric);
    for (int i = 0; i < 2; i++)
        print_side(to, &sides[i], r->runs);
    fprintf(to, "the first less the second, %" PRId64 " pairs: %+.*f%s, 95 %% of means %+.*f to %+.*f%s\n", r->runs,
            u.digits, u.factor * r->mean, u.word, u.digits, u.factor * r->interval.low, u.digits,
            u.factor * r->interval.high, u.word);
    fprintf(to, "the first higher in %" PRId64 ", lower in %" PRId64 ", equal in %" PRId64 "\n", r->higher, r->lower,
            r->runs - r->higher - r->lower);
    print_chance(to, "signs permuted", r->of_mean, "by draws, seed 1");
    print_chance(to, "Wilcoxon, signed ranks", r->of_ranks, "by the normal limit");
}

static void report_result(Report *report, const Compared sides[2], const Result *r)
{
    static const char *const names[2] = {"first", "second"};
    for (int i = 0; i < 2; i++) {
        char key[48];
        report_text(report, names[i], sides[i].path);
        snprintf(key, sizeof key, "%s_model", names[i]);
        report_text(report, key, sides[i].model);
        snprintf(key, sizeof key, "%s_mean", names[i]);
        report_number(report, key, mean_of(sides[i].test, r->runs));
        snprintf(key, sizeof key, "%s_std", names[i]);
        report_number(report, key, deviation_of(sides[i].test, r->runs));
    }
    report_text(report, "metric", sides[0].metric);
    report_count(report, "pairs", r->runs);
    report_number(report, "difference", r->mean);
    report_number(report, "difference_low", r->interval.low);
    report_number(report, "difference_high", r->interval.high);
    report_count(report, "first_higher", r->higher);
    report_count(report, "first_lower", r->lower);
    report_number(report, "p_signs", r->of_mean.p);
    report_text(report, "p_signs_by", r->of_mean.exact ? "exact" : "draws, seed 1");
    report_number(report, "p_wilcoxon", r->of_ranks.p);
    report_text(report, "p_wilcoxon_by", r->of_ranks.exact ? "exact" : "normal limit");
}

static void compare(const Job *job, const Compared sides[2])
{
    const int64_t runs = (int64_t)json_array_size(sides[0].runs);
    double *differences = mem_alloc((size_t)runs, sizeof *differences);
    for (int64_t i = 0; i < runs; i++)
        differences[i] = sides[0].test[i] - sides[1].test[i];
    const Result result = result_of(differences, runs);
    print_result(job->people, sides, &result);
    report_result(job->report, sides, &result);
    mem_free(differences);
}

bool command_compare(Job *job, Error *error)
{
    Compared sides[2] = {{.path = job->options->words[0]}, {.path = job->options->words[1]}};
    const bool worked = read_side(&sides[0], error) && read_side(&sides[1], error) && sides[0].test && sides[1].test &&
                        check_pairs(sides, error);
    if (worked)
        compare(job, sides);
    for (int i = 0; i < 2; i++) {
        json_decref(sides[i].found);
        mem_free(sides[i].test);
    }
    return worked;
}

/* space.c - the values among which tune searches, from words of the command line.
 *
 * A word is NAME=VALUES. VALUES are A..B, log:A..B, either with /N for N points at equal distances, or a list V,V,...
 * A value is a text, as it would stand on the command line of train: so what a search found can be said, and trained
 * again. Six digits are enough to tell rates apart, and hide what C libraries disagree in.
 */
#include "runtime/train/space.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_POINTS = 10000 };

/* The number that stands there, up to `end`; that of "20..60" is 20, not "20." */
static bool read_number(const char *text, const char *end, double *number)
{
    char copy[VALUE_TEXT], *after;
    const size_t length = (size_t)(end - text);
    if (length == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    *number = strtod(copy, &after);
    return !*after && isfinite(*number);
}

/* "A..B" or "A..B/N"; the dots are there. */
static bool read_range(const char *word, const char *values, Dimension *dim, Error *error)
{
    dim->logarithmic = strncmp(values, "log:", 4) == 0;
    const char *low = values + (dim->logarithmic ? 4 : 0), *dots = strstr(low, ".."), *high = dots + 2;
    const char *end = high + strcspn(high, "/");
    if (!read_number(low, dots, &dim->low) || !read_number(high, end, &dim->high))
        return error_set(error, "%s: expected A..B, log:A..B, with /N where it is N points, or a list of values", word);
    double points = 0.0;
    if (*end && (!read_number(end + 1, end + strlen(end), &points) || points < 2.0 || points > MOST_POINTS ||
                 points != floor(points)))
        return error_set(error, "%s: after / the number of points, 2 to %d", word, MOST_POINTS);
    dim->points = (int64_t)points;
    if (dim->low >= dim->high || (dim->logarithmic && dim->low <= 0.0))
        return error_set(error, "%s: a range goes up%s", word, dim->logarithmic ? ", and for log from above 0" : "");
    if (dim->whole && (dim->low != floor(dim->low) || dim->high != floor(dim->high)))
        return error_set(error, "%s: %s is a whole number", word, dim->name);
    return true;
}

static bool read_list(const char *word, const char *values, Dimension *dim, Error *error)
{
    dim->listed = true;
    for (const char *at = values;; at++) {
        const size_t length = strcspn(at, ",");
        if (length == 0 || length >= VALUE_TEXT || dim->points == MOST_CHOICES)
            return error_set(error, "%s: a value is empty or too long, or there are more than %d", word, MOST_CHOICES);
        memcpy(dim->choice[dim->points++], at, length);
        at += length;
        if (!*at)
            return true;
    }
}

/* A name that a model may give to a dimension; its values are numbers from 1 on. */
static bool read_compiled(const char *word, size_t length, Dimension *dim, Error *error)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
    memcpy(dim->name, word, length);
    dim->compiled = dim->whole = true;
    return strspn(dim->name, letters) == length ||
           error_set(error, "%s: no option is called so, and no dimension of a model can be", word);
}

static bool check_compiled(const char *word, const Dimension *dim, Error *error)
{
    bool fits = dim->listed || dim->low >= 1.0;
    for (int64_t i = 0; dim->listed && i < dim->points; i++) {
        double number;
        const char *text = dim->choice[i];
        fits = fits && read_number(text, text + strlen(text), &number) && number >= 1.0 && number == floor(number);
    }
    return fits || error_set(error, "%s: a dimension is a whole number from 1 on", word);
}

static bool read_dimension(const char *word, Tunable *tunable, bool compiles, Dimension *dim, Error *error)
{
    const size_t length = strcspn(word, "=");
    if (!word[length] || length == 0 || length >= sizeof dim->name)
        return error_set(error, "%s: expected OPTION=VALUES, as lr=log:1e-4..1e-1", word);
    for (size_t i = 0; i < length; i++)
        dim->name[i] = word[i];
    for (char *c = dim->name; *c; c++)
        *c = *c == '_' ? '-' : *c;
    if (!tunable(dim->name, &dim->whole) && (!compiles || !read_compiled(word, length, dim, error)))
        return compiles
                   ? false
                   : error_set(
                         error,
                         "%s: %s is nothing that tune can try; it tries lr, weight-decay, momentum, l1, optimizer, "
                         "schedule, clip, average, groups, epochs and patience; dimensions of the model, as heads, "
                         "with --model "
                         "FILE.lua",
                         word, dim->name);
    const char *values = word + length + 1;
    return (strstr(values, "..") ? read_range(word, values, dim, error) : read_list(word, values, dim, error)) &&
           (!dim->compiled || check_compiled(word, dim, error));
}

bool space_parse(const char *const *words, int count, Tunable *tunable, bool compiles, Space *space, Error *error)
{
    memset(space, 0, sizeof *space);
    for (; space->count < count; space->count++) {
        Dimension *dim = &space->dim[space->count];
        if (!read_dimension(words[space->count], tunable, compiles, dim, error))
            return false;
        for (int i = 0; i < space->count; i++)
            if (strcmp(space->dim[i].name, dim->name) == 0)
                return error_set(error, "%s: %s was given before", words[space->count], dim->name);
    }
    return true;
}

bool space_compiled(const Space *space)
{
    for (int i = 0; i < space->count; i++)
        if (space->dim[i].compiled)
            return true;
    return false;
}

bool space_points(const Space *space, int64_t *points, Error *error)
{
    *points = 1;
    for (int i = 0; i < space->count; i++) {
        const Dimension *dim = &space->dim[i];
        if (!dim->points)
            return error_set(error, "%s: a grid has points; say how many, as in %s%.6g..%.6g/5", dim->name,
                             dim->logarithmic ? "log:" : "", dim->low, dim->high);
        if (*points > MOST_POINTS / dim->points)
            return error_set(error, "the grid has more than %d points", MOST_POINTS);
        *points *= dim->points;
    }
    return true;
}

/* share: 0 to 1 of the way. */
static SpaceValue value_of(const Dimension *dim, double share)
{
    SpaceValue value;
    const double low = dim->logarithmic ? exact_log(dim->low) : dim->low,
                 high = dim->logarithmic ? exact_log(dim->high) : dim->high;
    const double at = low + share * (high - low), number = dim->logarithmic ? exact_exp(at) : at;
    snprintf(value.text, sizeof value.text, dim->whole ? "%.0f" : "%.6g", number);
    return value;
}

static SpaceValue point_of(const Dimension *dim, int64_t point)
{
    SpaceValue value;
    if (!dim->listed)
        return value_of(dim, (double)point / (double)(dim->points - 1));
    memcpy(value.text, dim->choice[point], sizeof value.text);
    return value;
}

/* The last dimension turns fastest. */
SpaceValue space_at(const Space *space, int dim, int64_t point)
{
    for (int i = space->count - 1; i > dim; i--)
        point /= space->dim[i].points;
    return point_of(&space->dim[dim], point % space->dim[dim].points);
}

SpaceValue space_draw(const Space *space, int dim, uint64_t seed, int64_t draw)
{
    const Dimension *d = &space->dim[dim];
    const double u = rng_uniform(gatrt_draw(seed, (uint64_t)draw), 0, dim);
    if (d->whole && !d->points && !d->logarithmic) { /* each number as often, the ends too */
        SpaceValue value;
        snprintf(value.text, sizeof value.text, "%.0f", fmin(floor(d->low + u * (d->high - d->low + 1.0)), d->high));
        return value;
    }
    const int64_t point = (int64_t)(u * (double)d->points);
    return d->points ? point_of(d, point < d->points ? point : d->points - 1) : value_of(d, u);
}

/* ------------------------------------------------------------------ places */

static double number_of(const char *text)
{
    double number;
    return read_number(text, text + strlen(text), &number) ? number : (double)NAN;
}

bool space_named(const Dimension *dim)
{
    for (int64_t i = 0; dim->listed && i < dim->points; i++)
        if (isnan(number_of(dim->choice[i])))
            return true;
    return false;
}

/* How many of the list are less, as a share of the most that can be. */
static double rank_place(const Dimension *dim, double number)
{
    int64_t less = 0;
    for (int64_t i = 0; i < dim->points; i++)
        less += number_of(dim->choice[i]) < number;
    return dim->points > 1 ? (double)less / (double)(dim->points - 1) : 0.0;
}

static double name_place(const Dimension *dim, const char *text)
{
    for (int64_t i = 0; i < dim->points; i++)
        if (strcmp(dim->choice[i], text) == 0)
            return (double)i;
    return 0.0;
}

double space_place(const Dimension *dim, const char *text)
{
    if (space_named(dim))
        return name_place(dim, text);
    const double number = number_of(text);
    if (dim->listed)
        return rank_place(dim, number);
    const double low = dim->logarithmic ? exact_log(dim->low) : dim->low,
                 high = dim->logarithmic ? exact_log(dim->high) : dim->high;
    const double place = ((dim->logarithmic ? exact_log(number) : number) - low) / (high - low);
    return place > 0.0 ? fmin(place, 1.0) : 0.0;
}

SpaceValue space_near(const Dimension *dim, double place)
{
    int64_t near = 0;
    if (!dim->listed)
        return dim->points ? point_of(dim, (int64_t)(place * (double)(dim->points - 1) + 0.5)) : value_of(dim, place);
    for (int64_t i = 1; i < dim->points; i++)
        if (fabs(space_place(dim, dim->choice[i]) - place) < fabs(space_place(dim, dim->choice[near]) - place))
            near = i;
    return point_of(dim, near);
}

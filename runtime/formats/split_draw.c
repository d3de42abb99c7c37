/* split_draw.c - splits that are drawn: planetoid, random, k-fold.
 *
 * In: a set and a rule. Out: its masks. Rows whose answer is known get a key each by the counter-based generator, a
 * function of the seed and the row's number; sorted by it they stand in an order that is the same on every machine, and
 * every rule is a way to deal them out in that order. Where classes matter they are sorted by class first. Each row is
 * dealt once, so no part shares one with another. With by=SET the rows of that set are dealt, and each row goes where the
 * one that it belongs to went.
 */
#include "runtime/formats/split_draw.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SPLIT_VALUE = 0xFFFF }; /* no random value of a model has this number */
enum { NO_PART = 3 };          /* behind train, validation, test */

/* What is dealt out: rows, or those that they belong to. */
typedef struct Deal {
    const Parts *p;
    const int32_t *group; /* of each row, or NULL: each by itself */
    const gatrt_set *of;  /* whose rows are dealt */
    uint8_t *part;        /* [of->rows] */
} Deal;

/* Keys of two rows are never equal: a mix can be undone. */
static int by_key(const void *a, const void *b)
{
    const uint64_t one = ((const DrawnRow *)a)->key, other = ((const DrawnRow *)b)->key;
    return one < other ? -1 : one > other;
}

int drawn_by_class(const void *a, const void *b)
{
    const int32_t one = ((const DrawnRow *)a)->class, other = ((const DrawnRow *)b)->class;
    return one < other ? -1 : one > other ? 1 : by_key(a, b);
}

/* The labelled rows, or groups that have one, in the order that the seed gives them, class by class where `classes`. The
 * caller frees. */
static DrawnRow *draw_rows(const Deal *d, bool classes, int64_t *count)
{
    const gatrt_set *set = d->p->set;
    const uint64_t draw = gatrt_value_draw(gatrt_draw((uint64_t)d->p->rule->seed, 0), SPLIT_VALUE);
    DrawnRow *drawn = mem_alloc((size_t)d->of->rows, sizeof *drawn);
    uint8_t *there = mem_alloc((size_t)d->of->rows, 1);
    int64_t n = 0;
    for (int64_t v = 0; v < set->rows; v++)
        if (split_known(set, v, d->p->classes)) /* no other row can be in a mask */
            there[d->group ? d->group[v] : v] = 1;
    for (int64_t v = 0; v < d->of->rows; v++)
        if (there[v])
            drawn[n++] =
                (DrawnRow){gatrt_mix(draw ^ (uint64_t)v), (int32_t)v, classes && set->label ? set->label[v] : 0};
    mem_free(there);
    qsort(drawn, (size_t)n, sizeof *drawn, drawn_by_class);
    *count = n;
    return drawn;
}

static void write_masks(const Deal *d)
{
    gatrt_set *set = d->p->set;
    for (int64_t v = 0; v < set->rows; v++) {
        const int part = d->part[d->group ? d->group[v] : v];
        if (part != NO_PART && split_known(set, v, d->p->classes))
            split_add(set, part, v);
    }
}

/* Where the class that begins at `from` ends. */
static int64_t end_of_class(const DrawnRow *drawn, int64_t from, int64_t count)
{
    int64_t to = from + 1;
    while (to < count && drawn[to].class == drawn[from].class)
        to++;
    return to;
}

/* Parts end at the rounded shares of the rows: a part's size is within one of its share. Halves round up. */
static void deal_shares(Deal *d, const DrawnRow *drawn, int64_t count, const int64_t share[3])
{
    int64_t at = 0, sum = 0;
    for (int m = 0; m < 3; m++) {
        sum += share[m];
        const int64_t end = (count * sum + RULE_WHOLE / 2) / RULE_WHOLE;
        for (; at < end; at++)
            d->part[drawn[at].row] = (uint8_t)m;
    }
}
_Static_assert((int64_t)INT32_MAX *RULE_WHOLE < INT64_MAX / 2, "rows times shares fit");

static void deal_random(Deal *d, const DrawnRow *drawn, int64_t count)
{
    for (int64_t from = 0, to; from < count; from = to) {
        to = end_of_class(drawn, from, count);
        deal_shares(d, drawn + from, to - from, d->p->rule->share);
    }
}

/* ------------------------------------------------------------------ k-fold */

/* Rows go to the folds in turn, also from one class to the next: sizes differ by one at most, those of each class too. */
static int64_t fold_of(const Deal *d, int64_t i)
{
    return i % d->p->rule->folds;
}

/* Of what does not test, class by class, a share validates. */
static void deal_rest(Deal *d, DrawnRow *rest, int64_t count)
{
    const int64_t share[3] = {RULE_WHOLE - d->p->rule->val, d->p->rule->val, 0};
    for (int64_t from = 0, to; from < count; from = to) {
        to = end_of_class(rest, from, count);
        deal_shares(d, rest + from, to - from, share);
    }
}

static bool deal_folds(Deal *d, DrawnRow *drawn, int64_t count)
{
    const SplitRule *rule = d->p->rule;
    int64_t rest = 0;
    if (count < rule->folds)
        return error_set(d->p->error, "%s: %" PRId64 " labelled %ss are too few for --split k-fold:%" PRId64,
                         d->p->name, count, set_word(d->of), rule->folds);
    for (int64_t i = 0; i < count; i++) {
        const bool validates =
            rule->val == VAL_NEXT && !rule->untested && fold_of(d, i) == (rule->fold + 1) % rule->folds;
        if (fold_of(d, i) == rule->fold)
            d->part[drawn[i].row] = rule->untested ? 1 : 2;
        else if (validates)
            d->part[drawn[i].row] = 1;
        else
            drawn[rest++] = drawn[i];
    }
    if (rule->val != VAL_NEXT)
        deal_rest(d, drawn, rest);
    for (int64_t i = 0; rule->val == VAL_NEXT && i < rest; i++)
        d->part[drawn[i].row] = 0;
    return true;
}

/* ------------------------------------------------------------------ planetoid */

/* So many of each class train; of all others, in one order, so many validate, and as many as are wanted test. */
static bool deal_planetoid(Deal *d, DrawnRow *drawn, int64_t count)
{
    const Parts *p = d->p;
    const int64_t *want = p->rule->count;
    int64_t rest = 0;
    for (int64_t from = 0, to; from < count; from = to) {
        to = end_of_class(drawn, from, count);
        if (to - from < want[0])
            return error_set(p->error,
                             "%s: %" PRId64 " %ss of class %d, but --split planetoid trains on %" PRId64
                             " of each; planetoid:train=%" PRId64 " takes fewer",
                             p->name, to - from, set_word(p->set), drawn[from].class, want[0], to - from);
        for (int64_t i = from; i < from + want[0]; i++)
            d->part[drawn[i].row] = 0;
        for (int64_t i = from + want[0]; i < to; i++)
            drawn[rest++] = drawn[i];
    }
    if (rest < want[1] + want[2])
        return error_set(p->error,
                         "%s: beside those that train, %" PRId64 " labelled %ss are left, but --split planetoid wants "
                         "%" PRId64 " to validate and %" PRId64 " to test; planetoid:val=N,test=N takes fewer",
                         p->name, rest, set_word(p->set), want[1], want[2]);
    qsort(drawn, (size_t)rest, sizeof *drawn, by_key);
    for (int64_t i = 0; i < want[1] + want[2]; i++)
        d->part[drawn[i].row] = i < want[1] ? 1 : 2;
    return true;
}

/* ------------------------------------------------------------------ all */

static bool has_classes(const Parts *p, const char *rule)
{
    if (p->set->label && p->classes)
        return true;
    return error_set(p->error, "%s: --split %s goes by classes, but %s is %s", p->name, rule, set_key(p->set, "y").text,
                     p->set->label ? "values to the model" : "not one class each");
}

bool split_draw(const Parts *p)
{
    const SplitRule *rule = p->rule;
    const bool classes = rule->kind == RULE_PLANETOID || rule->stratified;
    if (!p->set->label && !p->set->target)
        return error_set(p->error, "%s: there is no %s, and --split draws labelled %ss only", p->name,
                         set_key(p->set, "y").text, set_word(p->set));
    if (classes && !has_classes(p, rule->kind == RULE_PLANETOID ? "planetoid" : "stratified"))
        return false;
    Deal d = {.p = p};
    int64_t count;
    if (!split_groups(p, &d.group, &d.of))
        return false;
    d.of = d.group ? d.of : p->set;
    d.part = mem_alloc((size_t)d.of->rows, 1);
    memset(d.part, NO_PART, (size_t)d.of->rows);
    DrawnRow *drawn = draw_rows(&d, classes, &count);
    bool good = true;
    if (rule->kind == RULE_RANDOM)
        deal_random(&d, drawn, count);
    else
        good = (rule->kind == RULE_FOLDS ? deal_folds : deal_planetoid)(&d, drawn, count);
    if (good)
        write_masks(&d);
    mem_free(drawn);
    mem_free(d.part);
    return good;
}

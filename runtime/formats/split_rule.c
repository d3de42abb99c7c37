/* split_rule.c - the text of --split as a rule, and back.
 *
 *   file | K | all | planetoid[:WORDS] | random:A/B/C[,WORDS] | k-fold:K[,WORDS] | files:TRAIN,VAL,TEST[,fold=F]
 *   | json:FILE[,fold=F] | FILE.json[:fold=F] | NAME_train.index[:fold=F] | links:A/B/C[,WORDS]
 *
 * Shares are whole numbers of millionths of a percent, so that no machine rounds them otherwise than another.
 */
#include "runtime/formats/split_rule.h"
#include "runtime/runtime.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define OF(kind)    (1u << (kind))
#define OF_SEEDED   (OF(RULE_PLANETOID) | OF(RULE_RANDOM) | OF(RULE_LINKS)) /* each run has its own; k-fold's a fold */
#define OF_DRAWN    (OF_SEEDED | OF(RULE_FOLDS))
#define OF_FOLDS    (OF(RULE_FOLDS) | OF(RULE_LISTS) | OF(RULE_JSON))
#define FIELD(name) offsetof(SplitRule, name)
#define SEED_MOST   9007199254740991 /* as that of --seed */

static const char *const kind_words[RULE_KINDS] = {"file",   "",      "all",  "planetoid", "random",
                                                   "k-fold", "files", "json", "links"};

/* NAME=NUMBER, or NAME alone. */
static const struct Word {
    const char *name;
    size_t field;
    unsigned kinds;
    bool flag;
    int64_t least, most;
} words[] = {
    {"seed", FIELD(seed), OF_DRAWN, false, 0, SEED_MOST},
    {"fixed", FIELD(fixed), OF_SEEDED, true, 0, 0},
    {"stratified", FIELD(stratified), OF(RULE_RANDOM) | OF(RULE_FOLDS), true, 0, 0},
    {"untested", FIELD(untested), OF(RULE_FOLDS), true, 0, 0},
    {"fold", FIELD(fold), OF_FOLDS, false, 0, INT32_MAX},
    {"train", FIELD(count[0]), OF(RULE_PLANETOID), false, 1, INT32_MAX},
    {"val", FIELD(count[1]), OF(RULE_PLANETOID), false, 0, INT32_MAX},
    {"test", FIELD(count[2]), OF(RULE_PLANETOID), false, 0, INT32_MAX},
    {"disjoint", FIELD(disjoint), OF(RULE_LINKS), false, 0, 99},
    {"negatives", FIELD(negatives), OF(RULE_LINKS), false, 1, 1000},
    {"directed", FIELD(directed), OF(RULE_LINKS), true, 0, 0},
};
enum { WORD_COUNT = sizeof words / sizeof words[0] };

/* What is being read: a rule out of `at`, which ends at its 0. */
typedef struct Reading {
    const char *whole, *at;
    SplitRule *rule;
    Error *error;
    unsigned given; /* words, a bit each */
} Reading;

static bool wrong(const Reading *r, const char *what)
{
    return error_set(r->error, "--split %.100s: %s", r->whole, what);
}

/* How long it is to the next comma. */
static size_t item_length(const char *at)
{
    return strcspn(at, ",");
}

static void skip_item(Reading *r)
{
    r->at += item_length(r->at);
    r->at += *r->at == ',';
}

static bool take_number(const Reading *r, const char *text, const char *name, int64_t least, int64_t most, int64_t *to)
{
    char what[128], *end;
    errno = 0;
    const long long value = strtoll(text, &end, 10);
    const bool read = end > text && (*end == 0 || *end == ',') && !errno && *text >= '0' && *text <= '9';
    if (read && value >= least && value <= most) {
        *to = value;
        return true;
    }
    snprintf(what, sizeof what, "%s is not a whole number from %" PRId64 " to %" PRId64, name, least, most);
    return wrong(r, what);
}

/* "60", "33.3": at most 100, six places. NULL where it is none, else where it ends. */
static const char *take_share(const char *text, int64_t *share)
{
    int64_t value = 0, unit = RULE_WHOLE / 100;
    const char *at = text;
    while (*at >= '0' && *at <= '9' && value <= RULE_WHOLE)
        value = value * 10 + (*at++ - '0') * unit;
    if (at == text)
        return NULL;
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9' && unit > 1; at++)
            value += (*at - '0') * (unit /= 10);
    *share = value;
    return value <= RULE_WHOLE ? at : NULL;
}

/* k-fold's val=: "next", or "10%" of what does not test. */
static bool take_val(Reading *r, const char *text)
{
    const size_t length = item_length(text);
    if (length == 4 && !memcmp(text, "next", 4)) {
        r->rule->val = VAL_NEXT;
        return true;
    }
    const char *end = take_share(text, &r->rule->val);
    if (end && *end == '%' && end + 1 == text + length && r->rule->val < RULE_WHOLE)
        return true;
    return wrong(r, "val of k-fold is next, the fold after the one that tests, or a share of the others, such as 10%");
}

static bool put_word(Reading *r, int i, const char *value)
{
    void *field = (char *)r->rule + words[i].field;
    char what[96];
    if (r->given >> i & 1) {
        snprintf(what, sizeof what, "%s is there twice", words[i].name);
        return wrong(r, what);
    }
    r->given |= 1u << i;
    if (!words[i].flag)
        return take_number(r, value, words[i].name, words[i].least, words[i].most, field);
    *(bool *)field = true;
    return true;
}

static bool unknown_word(const Reading *r)
{
    char what[224];
    size_t used = (size_t)snprintf(what, sizeof what, "'%.*s' is none of its words, which are",
                                   (int)(item_length(r->at) < 40 ? item_length(r->at) : 40), r->at);
    for (int i = 0; i < WORD_COUNT; i++)
        if (words[i].kinds & OF(r->rule->kind))
            used +=
                (size_t)snprintf(what + used, sizeof what - used, " %s%s", words[i].name, words[i].flag ? "" : "=N");
    snprintf(what + used, sizeof what - used, "%s",
             r->rule->kind == RULE_FOLDS    ? " val=next val=10% by=SET"
             : r->rule->kind == RULE_RANDOM ? " by=SET"
             : r->rule->kind == RULE_LINKS  ? " of=RELATION"
                                            : "");
    return wrong(r, what);
}

/* of=RELATION, by=SET. */
static bool take_name(Reading *r, const char *name, size_t length)
{
    if (length == 0 || length >= RULE_PATH || r->rule->path[0][0])
        return wrong(r, r->rule->kind == RULE_LINKS ? "of=RELATION names one of the data set's relations, once"
                                                    : "by=SET names one of the data set's sets, once");
    memcpy(r->rule->path[0], name, length);
    return true;
}

static bool take_word(Reading *r)
{
    const size_t length = item_length(r->at), name = strcspn(r->at, ",=");
    if (length > 2 && !memcmp(r->at, r->rule->kind == RULE_LINKS ? "of=" : "by=", 3) &&
        (OF(r->rule->kind) & (OF(RULE_LINKS) | OF(RULE_RANDOM) | OF(RULE_FOLDS))))
        return take_name(r, r->at + 3, length - 3);
    if (r->rule->kind == RULE_FOLDS && name == 3 && !memcmp(r->at, "val", 3) && r->at[3] == '=')
        return take_val(r, r->at + 4);
    for (int i = 0; i < WORD_COUNT; i++)
        if ((words[i].kinds & OF(r->rule->kind)) && strlen(words[i].name) == name &&
            !memcmp(r->at, words[i].name, name) && (words[i].flag ? name == length : r->at[name] == '='))
            return put_word(r, i, r->at + name + 1);
    return unknown_word(r);
}

static bool take_words(Reading *r)
{
    for (; *r->at; skip_item(r))
        if (!take_word(r))
            return false;
    return true;
}

/* ------------------------------------------------------------------ what comes first */

static bool take_shares(Reading *r)
{
    SplitRule *rule = r->rule;
    const char *at = r->at;
    for (int m = 0; at && m < 3; m++) {
        at = take_share(at, &rule->share[m]);
        if (at && m < 2)
            at = *at == '/' ? at + 1 : NULL;
    }
    if (!at || (*at && *at != ','))
        return wrong(r, rule->kind == RULE_LINKS
                            ? "three shares in percent come first: links:85/5/10 trains on 85 % of the edges"
                            : "three shares in percent come first: random:60/20/20 trains on 60 %, and validates and "
                              "tests on 20 % each");
    const int64_t sum = rule->share[0] + rule->share[1] + rule->share[2];
    if (sum > RULE_WHOLE)
        return wrong(r, "its shares are more than 100 %");
    if (rule->kind == RULE_LINKS && sum < RULE_WHOLE)
        return wrong(r, "its shares are less than 100 %, and each edge is to have a part");
    skip_item(r);
    return true;
}

static bool take_folds(Reading *r)
{
    if (!take_number(r, r->at, "the number of folds, which comes first,", 2, INT32_MAX, &r->rule->folds))
        return false;
    skip_item(r);
    return true;
}

static bool take_path(Reading *r, int part)
{
    const size_t length = item_length(r->at);
    if (length >= RULE_PATH)
        return wrong(r, "a name of a file is too long");
    memcpy(r->rule->path[part], r->at, length);
    skip_item(r);
    return true;
}

static bool take_lists(Reading *r)
{
    int commas = 0;
    for (const char *at = r->at; *at; at++)
        commas += *at == ',';
    if (commas < 2)
        return wrong(r, "three files come first, of what trains, validates and tests; nothing between the commas for a "
                        "part that there is not: files:train.txt,,test.txt");
    return take_path(r, 0) && take_path(r, 1) && take_path(r, 2);
}

/* NAME_train.index: those of the other parts lie beside it, and their names are no longer. */
static void take_index(Reading *r, size_t length)
{
    static const char end[] = "_train.index";
    const size_t before = length - (sizeof end - 1);
    for (int m = 0; m < 3; m++)
        snprintf(r->rule->path[m], RULE_PATH, "%.*s_%s.index", (int)before, r->whole, split_name[m]);
}

static bool ends_with(const char *text, size_t length, const char *end)
{
    const size_t tail = strlen(end);
    return length > tail && !memcmp(text + length - tail, end, tail);
}

static bool check_rule(const Reading *r)
{
    const SplitRule *rule = r->rule;
    if (rule->stratified && rule->path[0][0])
        return wrong(r, "what by=SET deals out has no classes; leave stratified out");
    if (rule->kind == RULE_FOLDS && rule->fold >= rule->folds)
        return wrong(r, "folds are counted from 0: there is no such fold");
    if (rule->kind == RULE_FOLDS && rule->untested && rule->val != VAL_NEXT)
        return wrong(r, "untested: the fold that would test validates; leave val out");
    if (rule->kind == RULE_FOLDS && rule->val == VAL_NEXT && rule->folds < 3 && !rule->untested)
        return wrong(r, "of two folds one tests and the other validates, and none trains; add val=10%");
    return true;
}

static bool take_rest(Reading *r)
{
    switch (r->rule->kind) {
    case RULE_RANDOM:
    case RULE_LINKS: return take_shares(r) && take_words(r) && check_rule(r);
    case RULE_FOLDS: return take_folds(r) && take_words(r) && check_rule(r);
    case RULE_LISTS: return take_lists(r) && take_words(r);
    case RULE_JSON: return take_path(r, 0) && take_words(r);
    default: return take_words(r);
    }
}

/* A file is told by its end, before :fold=F too: there a colon ends its name. NULL where it is none, else its end. */
static const char *end_of_file(const char *text, RuleKind *kind)
{
    const char *const ends[2] = {strrchr(text, ':'), text + strlen(text)};
    for (int i = 0; i < 2; i++) {
        const size_t length = ends[i] ? (size_t)(ends[i] - text) : 0;
        *kind = ends_with(text, length, "_train.index") ? RULE_LISTS : RULE_JSON;
        if (*kind == RULE_LISTS || ends_with(text, length, ".json"))
            return ends[i];
    }
    return NULL;
}

static bool take_file(Reading *r, const char *end)
{
    const size_t length = (size_t)(end - r->whole);
    r->at = *end ? end + 1 : end;
    if (length + 1 > RULE_PATH)
        return wrong(r, "the name of the file is too long");
    if (r->rule->kind == RULE_LISTS)
        take_index(r, length);
    else
        memcpy(r->rule->path[0], r->whole, length);
    return take_words(r);
}

static bool is_kind(const char *text, size_t length, RuleKind kind)
{
    return *kind_words[kind] && strlen(kind_words[kind]) == length && !memcmp(text, kind_words[kind], length);
}

bool split_rule_parse(const char *text, SplitRule *rule, Error *error)
{
    const char *colon = strchr(text, ':');
    const size_t length = strcspn(text, ":");
    Reading r = {.whole = text, .at = colon ? colon + 1 : "", .rule = rule, .error = error};
    *rule = (SplitRule){.count = {20, 500, 1000}, .fold = FOLD_OF_RUN, .val = VAL_NEXT, .negatives = 1};
    for (int kind = 0; kind < RULE_KINDS; kind++)
        if (is_kind(text, length, (RuleKind)kind)) {
            rule->kind = (RuleKind)kind;
            return take_rest(&r);
        }
    const char *end = end_of_file(text, &rule->kind);
    if (end)
        return take_file(&r, end);
    rule->kind = RULE_COLUMN;
    if (*text >= '0' && *text <= '9')
        return take_number(&r, text, "the number of a split", 0, 1000000, &rule->column);
    return wrong(&r, "expected file, a split's number, all, planetoid, random:60/20/20, k-fold:10, "
                     "files:TRAIN,VAL,TEST, FILE.json or links:85/5/10");
}

/* ------------------------------------------------------------------ runs */

bool split_rule_of_runs(const SplitRule *rule)
{
    return rule->kind == RULE_ALL || ((OF_FOLDS & OF(rule->kind)) && rule->fold == FOLD_OF_RUN);
}

static bool has_seeds(const SplitRule *rule)
{
    return (OF_SEEDED & OF(rule->kind)) && !rule->fixed;
}

bool split_rule_varies(const SplitRule *rule)
{
    return split_rule_of_runs(rule) || has_seeds(rule);
}

SplitRule split_rule_of_run(const SplitRule *rule, int64_t run, int64_t splits)
{
    SplitRule one = *rule;
    if (rule->kind == RULE_ALL)
        one.kind = RULE_COLUMN, one.column = run % splits;
    else if (split_rule_of_runs(rule))
        one.fold = run % splits;
    else if (has_seeds(rule))
        one.seed = rule->seed + run;
    return one;
}

/* ------------------------------------------------------------------ as text */

typedef struct ShareText {
    char text[24];
} ShareText;

static ShareText share_text(int64_t share)
{
    ShareText shown;
    const int64_t unit = RULE_WHOLE / 100;
    size_t used = (size_t)snprintf(shown.text, sizeof shown.text, "%" PRId64 ".%06" PRId64, share / unit, share % unit);
    while (shown.text[used - 1] == '0')
        used--;
    shown.text[shown.text[used - 1] == '.' ? used - 1 : used] = '\0';
    return shown;
}

__attribute__((format(printf, 2, 3))) static void add_text(RuleText *to, const char *format, ...)
{
    const size_t used = strlen(to->text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(to->text + used, sizeof to->text - used, format, arguments);
    va_end(arguments);
}

/* What is as ever goes without saying. */
static RuleText links_text(const SplitRule *rule)
{
    RuleText shown;
    snprintf(shown.text, sizeof shown.text, "links:%.10s/%.10s/%.10s,", share_text(rule->share[0]).text,
             share_text(rule->share[1]).text, share_text(rule->share[2]).text);
    if (rule->disjoint)
        add_text(&shown, "disjoint=%" PRId64 ",", rule->disjoint);
    if (rule->negatives != 1)
        add_text(&shown, "negatives=%" PRId64 ",", rule->negatives);
    if (rule->directed)
        add_text(&shown, "directed,");
    if (rule->path[0][0])
        add_text(&shown, "of=%.63s,", rule->path[0]);
    add_text(&shown, "seed=%" PRId64, rule->seed);
    return shown;
}

static RuleText drawn_text(const SplitRule *rule)
{
    RuleText shown;
    if (rule->kind == RULE_LINKS)
        return links_text(rule);
    if (rule->kind == RULE_PLANETOID && (rule->count[0] != 20 || rule->count[1] != 500 || rule->count[2] != 1000))
        snprintf(shown.text, sizeof shown.text, "planetoid:train=%" PRId64 ",val=%" PRId64 ",test=%" PRId64 ",",
                 rule->count[0], rule->count[1], rule->count[2]);
    else if (rule->kind == RULE_PLANETOID)
        snprintf(shown.text, sizeof shown.text, "planetoid:");
    else if (rule->kind == RULE_RANDOM)
        snprintf(shown.text, sizeof shown.text, "random:%s/%s/%s,%s", share_text(rule->share[0]).text,
                 share_text(rule->share[1]).text, share_text(rule->share[2]).text,
                 rule->stratified ? "stratified," : "");
    else
        snprintf(shown.text, sizeof shown.text, "k-fold:%" PRId64 ",fold=%" PRId64 ",%s%s%s%s", rule->folds, rule->fold,
                 rule->stratified ? "stratified," : "", rule->untested ? "untested," : "",
                 rule->val == VAL_NEXT ? "" : "val=", rule->val == VAL_NEXT ? "" : share_text(rule->val).text);
    if (rule->kind == RULE_FOLDS && rule->val != VAL_NEXT)
        add_text(&shown, "%%,");
    if (rule->path[0][0])
        add_text(&shown, "by=%.63s,", rule->path[0]);
    add_text(&shown, "seed=%" PRId64, rule->seed);
    return shown;
}

RuleText split_rule_text(const SplitRule *rule)
{
    RuleText shown;
    if (OF_DRAWN & OF(rule->kind))
        return drawn_text(rule);
    if (rule->kind == RULE_LISTS || rule->kind == RULE_JSON)
        snprintf(shown.text, sizeof shown.text, "%s:%.80s,fold=%" PRId64, kind_words[rule->kind],
                 file_shown(rule->path[0]), rule->fold);
    else if (rule->kind == RULE_COLUMN)
        snprintf(shown.text, sizeof shown.text, "%" PRId64, rule->column);
    else
        snprintf(shown.text, sizeof shown.text, "%s", kind_words[rule->kind]);
    return shown;
}

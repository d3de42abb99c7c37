/* protocol.c - protocols by name. Sources: Kipf and Welling 2017 and Velickovic et al. 2018 (the split of Yang et al. 2016, 100
 * seeds); Xu et al. 2019, section 7; Errica et al. 2020, arXiv:1912.09893; Dwivedi et al. 2020, arXiv:2003.00982; Hu et al.
 * 2020, arXiv:2005.00687. What a protocol leaves to whoever uses it (epochs, a grid of settings) is as it was. */
#include "runtime/cli/protocol.h"

#include <inttypes.h>
#include <string.h>

/* clang-format off */
static const Protocol protocols[] = {
    {"planetoid", "file", RULE_KINDS, 100, 1, false, false, NULL, OF_RUNS,
     "the data set's split, a seed each run"},
    {"xu", "k-fold:10,stratified,untested", RULE_KINDS, 0, 1, true, false, NULL, OF_ONE_EPOCH,
     "no test rows: the one epoch where the mean of the folds' validation is best, and the deviation over folds there"},
    {"errica", "k-fold:10,stratified,val=10%", RULE_JSON, 0, 3, false, true, NULL, OF_FOLDS,
     "test of ten folds, each the mean of three seeds; settings are chosen before, see tune"},
    {"dwivedi", "k-fold:10,stratified", RULE_LISTS, 0, 1, false, true, "plateau:factor=0.5,patience=25,min_lr=1e-6", OF_RUNS,
     "test of ten folds of 8:1:1, the learning rate halved on plateaus of the validation loss"},
    {"ogb", "file", RULE_KINDS, 10, 1, false, true, NULL, OF_RUNS,
     "the data set's split, a seed each run, weights of the best validation metric"},
    {"kfold", "k-fold:", RULE_FOLDS, 0, 1, false, false, NULL, OF_RUNS,
     "test of each fold; the next one validates"},
};
/* clang-format on */
enum { PROTOCOLS = sizeof protocols / sizeof protocols[0] };

static bool wrong(const Options *o, const char *option, const char *value, const char *why, Error *error)
{
    return error_set(error, "--protocol %.24s: %s, but there is --%s %.40s", o->protocol, why, option, value);
}

/* "kfold:10" has its number behind it; the others have none. */
static const Protocol *find(const char *text, int64_t *folds)
{
    for (int i = 0; i < PROTOCOLS; i++) {
        const size_t length = strlen(protocols[i].name);
        const bool numbered = protocols[i].also == RULE_FOLDS;
        if (!numbered && strcmp(text, protocols[i].name) == 0)
            return &protocols[i];
        if (!numbered || strncmp(text, protocols[i].name, length) != 0 || text[length] != ':')
            continue;
        *folds = 0;
        for (const char *at = text + length + 1; *at >= '0' && *at <= '9' && *folds < 1000000; at++)
            *folds = 10 * *folds + (*at - '0');
        char again[32];
        snprintf(again, sizeof again, "%s:%" PRId64, protocols[i].name, *folds);
        return *folds >= 2 && strcmp(again, text) == 0 ? &protocols[i] : NULL;
    }
    return NULL;
}

/* What was given is of the kind that the protocol takes, with as many folds and each of them. */
static bool take_split(Options *o, const Protocol *p, int64_t folds, Error *error)
{
    SplitRule rule;
    if (!o->split) {
        int used = snprintf(o->protocol_split, sizeof o->protocol_split, "%s", p->split);
        if (p->also == RULE_FOLDS)
            snprintf(o->protocol_split + used, sizeof o->protocol_split - (size_t)used, "%" PRId64, folds);
        o->split = o->protocol_split;
        return true;
    }
    if (!split_rule_parse(o->split, &rule, error))
        return false;
    if (rule.kind == RULE_FILE && strcmp(p->split, "file") == 0)
        return true;
    if (rule.kind != p->also || rule.fold != FOLD_OF_RUN || rule.untested)
        return wrong(o, "split", o->split,
                     p->also == RULE_KINDS ? "its split is its own" : "its folds are ten, or files of them", error);
    return rule.kind != RULE_FOLDS || rule.folds == folds ||
           wrong(o, "split", o->split, "there are to be as many folds", error);
}

static bool take_schedule(Options *o, const Protocol *p, Error *error)
{
    if (!p->schedule)
        return true;
    if (options_given(o, "schedule"))
        return strncmp(o->schedule, "plateau", 7) == 0 ||
               wrong(o, "schedule", o->schedule, "its learning rate falls on plateaus", error);
    o->schedule = p->schedule;
    return true;
}

static bool take_end(Options *o, const Protocol *p, Error *error)
{
    if (!p->to_the_end)
        return true;
    if ((options_given(o, "patience") && o->patience > 0) || o->stop)
        return wrong(o, o->stop ? "stop-on" : "patience", o->stop ? o->stop : "N", "all folds have all epochs", error);
    o->patience = 0;
    return true;
}

bool protocol_take(Options *o, Error *error)
{
    int64_t folds = 0;
    if (!o->protocol)
        return true;
    const Protocol *p = find(o->protocol, &folds);
    if (!p)
        return error_set(error,
                         "--protocol %.40s: expected planetoid, xu, errica, dwivedi, ogb or kfold:K, as kfold:10",
                         o->protocol);
    if (options_given(o, "runs") && p->runs == 0)
        return wrong(o, "runs", "K", "as many runs as its folds want", error);
    if (p->runs > 0 && !options_given(o, "runs"))
        o->runs = p->runs;
    o->by = p;
    return take_split(o, p, folds, error) && take_schedule(o, p, error) && take_end(o, p, error);
}

bool protocol_fits(const Options *o, const gatrt_data *data, const gatrt_set *set, Error *error)
{
    if (strcmp(o->by->split, "file") != 0)
        return true;
    for (int m = 0; m < 3; m++)
        if (!split_mask(set, m))
            return error_set(error, "%s: --protocol %.24s is of the split that a data set has, but it has no %s rows",
                             file_shown(data->name), o->protocol, split_name[m]);
    return true;
}

ProtocolText protocol_text(const Options *o)
{
    ProtocolText shown = {""};
    if (o->by)
        snprintf(shown.text, sizeof shown.text, ", protocol %.24s", o->protocol);
    return shown;
}

int64_t protocol_by_fold(const Options *o, double *values, int64_t runs, int64_t folds)
{
    if (!o->by || o->by->figure != OF_FOLDS || folds < 1 || runs % folds != 0)
        return runs;
    for (int64_t i = folds; i < runs; i++)
        values[i % folds] += values[i];
    for (int64_t f = 0; f < folds; f++)
        values[f] /= (double)(runs / folds);
    return folds;
}

/* split_rule.h - what --split says: where masks come from, or how rows are drawn; for one run, or for each of several. */
#ifndef SPLIT_RULE_H
#define SPLIT_RULE_H

#include "../base/file.h"

#include <stdint.h>

typedef enum {
    RULE_FILE,           /* the masks that are there */
    RULE_COLUMN,         /* one of several that are there */
    RULE_ALL,            /* of those, each run its own */
    RULE_PLANETOID,      /* so many rows of each class train, of the others so many validate and test */
    RULE_RANDOM,         /* shares */
    RULE_FOLDS,          /* one part of so many tests, the next validates */
    RULE_LISTS,          /* files of rows' numbers or names */
    RULE_JSON,           /* the same in one file */
    RULE_LINKS,          /* pairs to predict are made of edges, by shares */
    RULE_KINDS
} RuleKind;

enum { RULE_WHOLE = 100000000, RULE_PATH = 1024 };       /* a share of 100 %, in millionths of one */
enum { FOLD_OF_RUN = -1, VAL_NEXT = -1 };
typedef struct SplitRule {
    RuleKind kind;
    int64_t column;
    int64_t count[3];    /* PLANETOID: of each class, then of all classes */
    int64_t share[3];    /* RANDOM, LINKS */
    int64_t disjoint;    /* LINKS: percent of the training edges that are predicted, and carry no messages; 0: all do both */
    int64_t negatives;   /* LINKS: of each pair that is an edge */
    bool directed;       /* LINKS: (u, v) says nothing of (v, u), even where all edges go both ways */
    int64_t folds, fold; /* FOLDS; LISTS and JSON have their folds in the files */
    int64_t val;         /* FOLDS: the share of what does not test that validates, or VAL_NEXT */
    int64_t seed;
    bool untested;       /* FOLDS: the fold that would test validates, and nothing tests */
    bool stratified, fixed;   /* fixed: another run has no other seed */
    char path[3][RULE_PATH];  /* LISTS, of each part, "": none; JSON: the first; LINKS: the relation, "": the one there is;
                                 RANDOM, FOLDS: the set whose rows are dealt in place of those that belong to them, "": none */
} SplitRule;
enum { RULE_TEXT = 192 };                                /* as weights keep it, too */
typedef struct RuleText { char text[RULE_TEXT]; } RuleText;

bool   split_rule_parse(const char *text, SplitRule *rule, Error *error);
bool   split_rule_of_runs(const SplitRule *rule);        /* is it no split by itself, but one for each of several runs? */
bool   split_rule_varies(const SplitRule *rule);         /* has each run its own? */
/* The split of one run, where there are `splits` of them. */
SplitRule split_rule_of_run(const SplitRule *rule, int64_t run, int64_t splits);
RuleText split_rule_text(const SplitRule *rule);         /* as --split would have it */

#endif

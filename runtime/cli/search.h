/* search.h - a search of tune, between its files: tune.c begins and tells, tune_methods.c says what is tried, tune_trials.c
 * trains it, tune_best.c keeps the weights of the best. */
#ifndef SEARCH_H
#define SEARCH_H

#include "runtime/cli/side_by_side.h"
#include "runtime/cli/programs.h"
#include "runtime/cli/trials.h"

typedef enum { GRID, RANDOM, HALVING, BAYES } Method;

/* What goes on on one thread. */
typedef struct Tuner {
    Job job;
    Options options;
} Tuner;

typedef struct Search {
    Job *job;
    Options options; /* those of train */
    Job base;        /* with them */
    uint64_t print; /* of the data set as it was read */
    uint64_t model_text; /* of --model; 0: none */
    Space space;
    Method method;
    uint8_t *test; /* the mask of the test rows, which nothing may see; NULL: there is none, or it is where it was */
    Fit *first;    /* whose graph all share; it trains nothing. NULL: trials go through programs of their own */
    Programs *programs; /* these; else NULL */
    int lanes;
    Tuner *tuners; /* [lanes] */
    TrialFile *file;
    int64_t total, before; /* trials in all; before this round */
    Trial *round;          /* [total] behind `before`, those of the round */
    int64_t skipped;       /* of the round, that the file had */
    Trial *best;           /* [total] in their order, as far as they are done */
    int64_t done;
    bool *interrupted; /* [total] */
    Error *errors;     /* [total] */
    bool worked;
    Error error;
} Search;

/* ---- tune_methods.c */
const char *search_method_name(Method method);
bool search_find_method(Search *s, Error *error);   /* by --method */
bool search_count(Search *s, Error *error);         /* how many trials there are to be */
int64_t search_round(const Search *s);              /* of bayes: proposals that know the same results */
bool search_run(Search *s);                         /* false: not to its end; s->worked tells the two reasons apart */

/* ---- tune_trials.c */
bool search_set_values(const Search *s, Options *o, const Trial *trial, Error *error);   /* the options of that trial */
bool search_run_round(Search *s, int64_t count);    /* the first of s->round; those that the file has are not trained again */
/* The place of each of `count` trials in the order of their results; equal ones in the order of their numbers. mem_free */
int64_t *search_ranked(const Search *s, const Trial *trials, int64_t count);
/* By one format options, by the other dimensions of the model. */
void search_print_values(FILE *to, const Search *s, const Trial *trial, const char *format, const char *compiled);
int64_t search_last(const Search *s);               /* the first trial of those that had all epochs */

/* ---- tune_best.c: --checkpoint; the best setting is trained again, after the search */
bool search_keep_best(Search *s, Error *error);

#endif

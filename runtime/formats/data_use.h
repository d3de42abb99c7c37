/* data_use.h - how a data set is loaded, for the runtime and for gatcc, which asks for its sizes. */
#ifndef DATA_USE_H
#define DATA_USE_H

#include "../base/file.h"
#include "split_rule.h"
#include "../gatrt.h"

/* What is to be made of the nodes' features; each may be NULL. */
typedef struct PrepareRule {
    const char *missing;         /* "mean", "median", "zero", "mask", "neighbours" */
    const char *scale;           /* "standard", "min-max", "row", "l2" */
    const char *one_hot;         /* columns: names of a table's, or numbers, "0,3" */
} PrepareRule;
typedef struct FeatureFit FeatureFit;    /* what that counts over training rows: prepare.h */

typedef struct DataUse {
    const gatrt_model *model;    /* what does not fit it is refused before it is read; NULL: any will do */
    int64_t split;               /* which one, where masks have several */
    const SplitRule *rule;       /* what is to be in its place, of one run; NULL: nothing */
    const char *features;        /* NULL: the data set's own; which of those that files tell apart ("attributes", "labels",
                                    "both"); a file's; made of the graph ("degree", ...); "auto": where there are none */
    const char *labels, *label_column;   /* a table of nodes, and which of its columns is y; or NULL */
    PrepareRule prepare;
    const FeatureFit *fit;       /* of another data set's training rows; NULL: of its own */
    bool joined;                 /* becomes a part of a data set: features are prepared later */
    bool watched;                /* by somebody at a terminal, who is told how far it is where that takes long */
} DataUse;
gatrt_data *data_load(const char *spec, const DataUse *use, Error *error);
gatrt_data *data_load_several(const char *const *specs, int count, const DataUse *use, Error *error);  /* several.c: as one */
bool   data_features_named(const char *word);            /* are they those that files tell apart? */
bool   data_features_check(const char *word, Error *error);      /* could it be one of DataUse.features? */
bool   prepare_check(const PrepareRule *rule, Error *error);     /* prepare.c; are these words that it knows? */

#endif

/* beside.h - labels and features that do not lie in the data set's own file. */
#ifndef BESIDE_H
#define BESIDE_H

#include "runtime/formats/prepare.h"

/* ---- beside_labels.c: y of a table of nodes */
bool   labels_take(gatrt_data *data, const DataUse *use, bool counted, Error *error);
/* Is the last of at most two columns one of names, below a header or not, with no number among them? */
bool   labels_are_names(const char *path);
/* ---- beside_features.c: x of a table or array, or made of the graph */
/* `categories`: columns of the table that --one-hot names */
bool   features_take(gatrt_data *data, const DataUse *use, bool counted, Categories *categories, Error *error);
bool   features_are_made(const char *features);          /* is it a word for what the graph gives: "degree", ...? */
/* ---- made_features.c */
void   features_make(gatrt_data *data, gatrt_set *node, const char *word);
/* Each row's neighbours [start[v] .. start[v + 1]) in order, at either end of an edge, as often as there are edges, without
 * itself; start [nodes + 1] is zeroed before. mem_free */
int32_t *features_neighbours(const gatrt_relation *edge, int64_t nodes, int64_t *start);

/* ---- parts_spec.c: parts:edges=..,labels=..; what is none is the data set itself */
typedef struct PartsSpec {
    char text[4096];
    const char *edges;           /* what the graph is loaded from */
    DataUse use;                 /* with what the text says */
} PartsSpec;                     /* edges and use point into text */
bool   parts_spec_read(PartsSpec *p, const char *spec, const DataUse *use, Error *error);

#endif

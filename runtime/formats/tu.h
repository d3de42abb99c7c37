/* tu.h - what load_tu.c and the files that it is made of say to each other. */
#ifndef TU_H
#define TU_H

#include "runtime/formats/beginnings.h"
#include "runtime/runtime.h"

typedef enum {
    TU_EDGES, TU_INDICATOR, TU_GRAPH_LABELS, TU_GRAPH_ATTRIBUTES, TU_NODE_LABELS, TU_NODE_ATTRIBUTES, TU_EDGE_LABELS,
    TU_EDGE_ATTRIBUTES, TU_FILES
} TuFile;

typedef struct Tu {
    Table table[TU_FILES];       /* without values: the file is not there, or not asked for */
    gatrt_data *data;
    gatrt_set *node, *graph;
    const DataUse *use;
    Error *error;
} Tu;                            /* owns the tables */

extern const char *const tu_name[TU_FILES];              /* NAME_<this>.txt */
bool   tu_has(const Tu *tu, TuFile file);
/* A whole number from `least` to `most`, or an error that ends in `wrong`. */
bool   tu_whole(const Tu *tu, TuFile file, int64_t row, int64_t column, int64_t least, int64_t most, const char *wrong,
                int32_t *to);

/* ---- tu_features.c: attributes, then labels one-hot */
bool   tu_take_features(Tu *tu);                         /* of nodes, by `use` */
bool   tu_take_edge_features(Tu *tu);                    /* of the edges, as they stand in the file */

/* ---- tu_answers.c: of the graphs */
bool   tu_take_answers(Tu *tu);

#endif

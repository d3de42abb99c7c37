/* pt.h - what load_pt.c and the files that it is made of say to each other: a graph of PyTorch Geometric as stores of
 * named values, one for each kind of node and of edge, of one graph or of several. */
#ifndef PT_H
#define PT_H

#include "runtime/formats/torch.h"

enum { MOST_OWNER = 128 };
typedef enum { PT_NODES, PT_EDGES, PT_WHOLE } PtKind;    /* PT_WHOLE: what is said of the graph itself */
typedef struct PtStore {
    PtKind kind;
    char owner[MOST_OWNER];      /* "paper", "author__writes__paper"; "" of a graph of one kind of node, and of PT_WHOLE */
    char from[MOST_OWNER], relation[MOST_OWNER], to[MOST_OWNER];    /* of edges */
    const PickleValue **values;  /* [lists]: a dict for each graph, or one of all */
    const PickleValue *slices;   /* where each graph begins in the value of each key; NULL where there are none */
} PtStore;

/* One graph is a list of 1. Several are a list of their own each, or joined, with slices. */
typedef struct Pt {
    Torch *torch;
    const char *name;            /* of the file, as shown */
    Error *error;
    int64_t graphs, lists;
    PtStore *stores;
    int store_count;
    int64_t value_count;         /* of all stores and graphs, to hold them to a bound */
} Pt;

/* ---- pt_stores.c */
bool   pt_find_stores(Pt *pt);                           /* of what the file holds; it may be no graph at all */
void   pt_free_stores(Pt *pt);
const PickleValue *pt_value(const PtStore *store, int64_t list, const char *key);

/* ---- pt_graphs.c: several graphs as one, with their edges' numbers behind each other */
/* Where the rows (of edge_index: the columns) of each graph begin, [graphs + 1]; mem_free. NULL: it has failed. */
int64_t *pt_starts(const Pt *pt, const PtStore *store, const char *key);
int64_t *pt_node_starts(const Pt *pt, const PtStore *nodes);
const PtStore *pt_nodes(const Pt *pt, const char *owner);    /* NULL, and an error: there are no such nodes */
bool   pt_look_all(const Pt *pt, const PtStore *store, const char *key, NpyArray *a);
bool   pt_load_all(const Pt *pt, const PtStore *store, const char *key, NpyArray *a);
bool   pt_shift_ends(const Pt *pt, const PtStore *edges, NpyArray *pairs);

/* ---- pt_sparse.c: a matrix by coordinates as the four parts of one by rows */
typedef enum { PT_ROW_STARTS, PT_COLUMNS, PT_VALUES, PT_SHAPE, PT_SPARSE_PARTS } PtSparsePart;
bool   pt_look_sparse(const Pt *pt, const PickleValue *v, PtSparsePart part, NpyArray *a);
bool   pt_load_sparse(const Pt *pt, const PickleValue *v, PtSparsePart part, NpyArray *a);

#endif

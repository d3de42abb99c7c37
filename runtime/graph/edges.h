/* edges.h - a relation's edges with what the model adds to them. In: a data set. Out: slots, each with an edge or none. */
#ifndef EDGES_H
#define EDGES_H

#include "runtime/runtime.h"

typedef struct Edge {
    int32_t src, dst;
    int64_t id;
} Edge;

/* The edges of a relation in the whole prepared graph, never listed: the data's own, then the
 * reverses that were missing, then, unless self loops stay as they are, one for every row. */
typedef struct EdgeList {
    Joined of;
    gatrt_loops self_loops;
    int64_t *kept_loop; /* GATRT_LOOPS_COMPLETED, [rows]: the data edge that is v's self loop, -1: none */
    int64_t *reversed;  /* data edges whose reverse is added, ascending */
    int64_t reversed_count;
    int part;      /* edges that carry messages later only are none here */
    int64_t slots; /* upper bound of the edges: see edge_at */
} EdgeList;

EdgeList edges_list(const gatrt_model *model, const gatrt_data *data, int relation, const Wanted *wanted);
bool   edge_at(const EdgeList *list, int64_t slot, Edge *edge);  /* false where the slot holds none */
void   edges_free(EdgeList *list);
/* Edges grouped by `key`; within a group as they are in `order`, or in the file's order. starts: [nodes + 1]. mem_free */
int64_t *edges_grouped(const int32_t *key, const int64_t *order, int64_t edges, int64_t nodes, int64_t *starts);

#endif

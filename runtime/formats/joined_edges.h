/* joined_edges.h - edges in order, each once. */
#ifndef JOINED_EDGES_H
#define JOINED_EDGES_H

#include "runtime/runtime.h"

typedef enum { BY_SOURCE, BY_TARGET } EdgeOrder;         /* then by the other end */
typedef struct EdgesLeft { int64_t loops, repeated; } EdgesLeft;
/* Of a relation from a set of `rows` rows to itself: sorts its edges, leaves out self loops, and joins those that are there
 * more than once; what these carry in edge_attr is added up. */
EdgesLeft edges_join(gatrt_relation *edge, int64_t rows, EdgeOrder order);
/* "10556 edges, after ..." */
void   edges_tell(gatrt_data *data, const char *name, EdgesLeft left);

#endif

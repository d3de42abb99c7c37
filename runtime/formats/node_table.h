/* node_table.h - a text with a row for each node, beside a data set: what nodes they are, and what their columns hold. */
#ifndef NODE_TABLE_H
#define NODE_TABLE_H

#include "runtime/formats/fields.h"

typedef struct NodeTable {
    const char *path;
    const gatrt_set *node;       /* of the data set */
    Error *error;
    KeptRow names;               /* of columns; count 0: they have none */
    int64_t columns, rows, room;
    int64_t id;                  /* the column of nodes; -1: rows are nodes in order */
    size_t *start;               /* [rows, columns] in text */
    int64_t *line;               /* [rows] in the file */
    char *text;
    size_t used, text_room;
    int32_t *row_of;             /* [node->rows] -1: no row */
    bool assumed;                /* nothing tells which of the two */
    bool topped;                 /* its first line is taken as a header as there is one more than nodes */
    int64_t base;                /* of ids that are numbers of rows: 0, or 1 of a matrix */
    int64_t unknown, first_unknown;  /* rows of nodes that the data set has not; the first of them */
} NodeTable;                     /* owns all arrays; node_table_free */

/* counted: nodes are numbers from 1 on in what they come from, as in a matrix, or from 0 on. */
bool   node_table_read(NodeTable *t, const char *path, const gatrt_set *node, bool counted, Error *error);
void   node_table_free(NodeTable *t);
Field  node_table_at(const NodeTable *t, int64_t row, int64_t column);
FieldName node_table_name(const NodeTable *t, int64_t column);
void   node_table_tell(const NodeTable *t, gatrt_data *data);

#endif

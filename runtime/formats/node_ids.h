/* node_ids.h - what nodes are called in a text, and the rows that they become. */
#ifndef NODE_IDS_H
#define NODE_IDS_H

#include "runtime/formats/fields.h"
#include "runtime/formats/names.h"

typedef struct NodeIds {
    Names *names;                /* as they are written, in the order they came */
    int32_t *row;                /* [names] once settled */
    int64_t rows;
    bool whole;                  /* all are whole numbers: rows are by value; else in the order they came */
    bool rows_already;           /* they are 0, 1, 2, ... to rows - 1 */
    int64_t least, most;         /* where they are whole */
} NodeIds;                       /* owns both; ids_free */

NodeIds ids_new(void);
int64_t ids_add(NodeIds *ids, Field id);                 /* its number in `names`; -1: there are too many */
const char *ids_settle(NodeIds *ids);                     /* NULL, or an id that is a number, but not whole, where all are numbers */
char **ids_row_names(const NodeIds *ids);                /* [rows] as a set has them; NULL where they are the rows */
void   ids_free(NodeIds *ids);

#endif

/* row_names.h - which row of a set a file means by a name, or by a number where rows have no names. */
#ifndef ROW_NAMES_H
#define ROW_NAMES_H

#include "runtime/runtime.h"

typedef struct RowNames RowNames;
enum { ROW_NONE = -1, ROW_OF_SEVERAL = -2 };             /* no row is called so, or more than one */

RowNames *row_names_new(const gatrt_set *set);           /* which has to last as long */
void   row_names_free(RowNames *rows);
/* The rows of --nodes N,NAME,..., each once, in their order; NULL: one is none. mem_free */
int64_t *row_names_list(const gatrt_data *data, const gatrt_set *set, const char *list, int64_t *count, Error *error);
int64_t row_names_find(const RowNames *rows, const char *text, size_t length);

#endif

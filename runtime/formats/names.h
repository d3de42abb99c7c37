/* names.h - names that rows and classes have in a file, and the numbers they stand for here. */
#ifndef NAMES_H
#define NAMES_H

#include "runtime/runtime.h"

typedef struct Names Names;      /* texts, each once, numbered from 0 in the order they came; names_free, or names_take */

Names *names_new(void);
void   names_free(Names *names);
int64_t names_count(const Names *names);                 /* at most 2147483647 */
/* Its number, an old one or the next; -1: there are too many. The text is copied up to `length`, or to the byte 0. */
int64_t names_add(Names *names, const char *text, size_t length);
int64_t names_find(const Names *names, const char *text, size_t length);     /* -1: there is none */
const char *names_at(const Names *names, int64_t number);                    /* until the next is added */
/* Numbers them anew: by value where all are whole numbers (-1, 0, 2, 10; of one value, 7 and 07, by bytes), else by
 * bytes. What was number i is number [i] of what is returned, which mem_free frees. */
int32_t *names_sort(Names *names);
/* Sorts them, and has the labels of `set`, numbers as names_add gave them or GATRT_UNKNOWN, say the same; sets its classes. */
void   names_number_classes(Names *names, gatrt_set *set);
bool   names_are_rows(const Names *names);               /* are they 0, 1, 2, ...: nothing that row numbers do not say? */
bool   name_is_whole(const char *text, int64_t *value);  /* digits with or without a sign, within 18 of them */
/* The texts by number, [count], in one block, which mem_free frees; `names` is freed. */
char **names_take(Names *names);

#endif

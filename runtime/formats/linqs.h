/* linqs.h - what load_linqs.c and linqs_text.c say to each other. */
#ifndef LINQS_H
#define LINQS_H

#include "runtime/runtime.h"
#include "runtime/formats/beginnings.h"

typedef struct Word {            /* bytes of a file, which may be any */
    const char *at;
    size_t length;
} Word;

typedef struct LinqsText {       /* a file, read line by line */
    char path[BEGINNING_PATH + 16];
    unsigned char *bytes;
    size_t size, at;
    int64_t line;                /* the last one taken, from 1 on */
    Word rest;                   /* what of it was not taken yet */
    char separator;              /* of this line: tabs, where it has one, else blanks */
    Error *error;
} LinqsText;                     /* owns bytes */

/* ---- linqs_text.c */
bool   linqs_open(LinqsText *t, const char *prefix, const char *suffix, Error *error);
int64_t linqs_lines(const LinqsText *t);                 /* at most so many */
bool   linqs_next_line(LinqsText *t);                    /* that is not blank; false: there is none */
bool   linqs_next(LinqsText *t, Word *field);            /* false: the line has no more */
bool   linqs_last(LinqsText *t, Word *field);            /* from the line's end */
bool   linqs_number(Word field, double *number);
bool   linqs_error(const LinqsText *t, const char *format, ...) __attribute__((format(printf, 2, 3)));  /* always false */
int    word_order(const void *a, const void *b);         /* of two Words, for qsort */

#endif

/* text_in.h - a text that is read line by line, packed by gzip or not, and lines of numbers. */
#ifndef TEXT_IN_H
#define TEXT_IN_H

#include "runtime/runtime.h"
#include "runtime/base/terminal.h"

typedef struct Unpacking Unpacking;
typedef struct TextIn {
    char path[4096];
    int64_t line;                /* number of the one taken last, from 1 on */
    Error *error;
    int file;
    uint64_t size, taken;        /* bytes of the file, and those read */
    Unpacking *packed;           /* NULL: it is not */
    Loading *loading;            /* NULL, or who is told how far it is */
    bool ended;                  /* all of it is in `text` */
    char *text;                  /* lines not taken yet, then a 0 */
    size_t start, filled, room;
} TextIn;                        /* owns text and packed; text_close */
typedef enum { TEXT_LINE, TEXT_END, TEXT_FAILED } TextStep;

bool   text_open(TextIn *t, const char *path, Error *error);
TextStep text_next(TextIn *t, const char **line);        /* the next that is not blank; a line's end or a 0 ends it */
void   text_close(TextIn *t);
uint64_t text_most(const TextIn *t);                     /* at most so many bytes of text: what is claimed is held to that */
bool   text_error(const TextIn *t, const char *format, ...) __attribute__((format(printf, 2, 3)));  /* always false */

/* ---- text_numbers.c: fields with commas between them; each function reads all of a line that text_next gave */
int64_t text_fields(const char *line);                   /* how many there are */
/* With `unknown` an empty field is NaN. `rounded`, where it is 0 and there is one: the first whole number that float32 has not. */
bool   text_floats(TextIn *t, const char *line, int64_t count, bool unknown, float *to, double *rounded);
bool   text_doubles(TextIn *t, const char *line, int64_t count, bool unknown, double *to);
bool   text_wholes(TextIn *t, const char *line, int64_t count, int64_t *to);     /* from 0 to 2^53 */

#endif

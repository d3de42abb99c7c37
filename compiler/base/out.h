/* out.h - C text growing in memory: lines go in, one text comes out. Lines are indented by the braces open; nothing
 * touches the disk. */
#ifndef OUT_H
#define OUT_H

#include <stddef.h>

typedef struct Out {
    char *text;                 /* always ends in 0; owned, out_free */
    size_t size, capacity;
    int depth;                  /* braces open */
} Out;

void out_init(Out *o);
void out_free(Out *o);
void out_raw(Out *o, const char *text);                                                     /* as it is */
void out_bytes(Out *o, const void *bytes, size_t size);                                      /* of any value */
void out_text(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));       /* no indent, no line end */
void out_indent(Out *o);                                                                    /* begins a line by hand */
void out_line(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));       /* indent, text, line end */
void out_blank(Out *o);                                                                     /* an empty line, never two */
void out_open(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));       /* "for (...) {" */
void out_open_function(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3))); /* brace on its own line */
void out_close(Out *o, const char *after);                                                  /* "}" and ";" or "" */
/* The shortest literal that reads back as the same float: "0.2f", "-0.0f", "1e-30f", "INFINITY", "NAN". */
const char *out_float(float value);
const char *out_double(double value);               /* the fewest digits that read back as the same double */

#endif

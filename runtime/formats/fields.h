/* fields.h - a text of rows of fields, whatever stands between them. */
#ifndef FIELDS_H
#define FIELDS_H

#include "runtime/formats/text_in.h"

typedef struct Field {           /* bytes of a row, without the blanks around them and without quotes */
    const char *at;
    size_t length;
} Field;

typedef struct KeptRow {         /* a row that lasts */
    Field *field;
    int64_t count, line;
    char *text;
} KeptRow;                       /* owns both arrays; fields_drop */

typedef struct FieldText {
    TextIn in;
    char separator;              /* 0 before the first row, which tells it: a tab, ';', ',', or ' ' for blanks */
    Field *field;                /* [count] of the row taken last, until the next */
    int64_t count, room;
    int64_t first_line;          /* of the first row */
    char *unquoted;              /* fields whose quotes were doubled */
    size_t unquoted_used, unquoted_room;
    char comment[512];           /* the last line before the first row that begins with # or %; "" */
    int64_t late_comment;        /* the first such line behind the first row, 0: there is none */
} FieldText;                     /* owns field and unquoted; fields_close */

bool   fields_open(FieldText *t, const char *path, Error *error);
TextStep fields_next(FieldText *t);
void   fields_close(FieldText *t);
KeptRow fields_keep(const FieldText *t);
KeptRow fields_of_comment(const FieldText *t);           /* the comment as a row of this text's; count 0: it is none */
void   fields_drop(KeptRow *row);
bool   field_number(Field f, double *number);            /* a finite one, in decimal digits, and nothing else */
bool   field_is_number(Field f);
bool   field_unknown(Field f);                           /* nothing, or what programs write where they know nothing: nan, NA, ? */
int    field_shown(Field f);                             /* so many bytes of it go into a message */
typedef struct FieldName { char text[48]; } FieldName;
FieldName field_name(Field f);                           /* of a column, small letters without blanks */
FieldName fields_name(const KeptRow *names, int64_t column);         /* "source", or "column 3" */
int64_t fields_called(const KeptRow *names, const char *const *words);   /* the first column called so; -1 */

#endif

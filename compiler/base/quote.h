/* quote.h - text of the user's inside other languages; of the arena. */
#ifndef QUOTE_H
#define QUOTE_H

char *quote_comment(const char *text);              /* in a C comment */
char *quote_string(const char *text);               /* a C string literal, with its quotes */
char *quote_json(const char *text);                 /* a JSON string, with its quotes */
char *quote_make(const char *path);                 /* in a makefile's rule; NULL where make cannot say it */
char *quote_visible(const char *text);              /* on a terminal */

#endif

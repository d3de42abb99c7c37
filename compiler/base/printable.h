/* printable.h - text that no terminal obeys. */
#ifndef PRINTABLE_H
#define PRINTABLE_H

#include <stddef.h>

/* A copy that no terminal obeys: what is no valid UTF-8 or steers is spelled \x1b. In one line, cut at `longest` bytes. */
char *printable_line(const char *text, size_t size, size_t longest);
char *printable_text(const char *text, size_t size);    /* line ends and tabs stay */

#endif

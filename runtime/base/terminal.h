/* terminal.h - what is drawn on a terminal, and drawn over. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

int    terminal_columns(void);                           /* of standard error, asked anew each time, as it may change; else $COLUMNS */

bool   terminal_draws(void);                             /* standard error is a terminal that can draw over a line */
bool   terminal_colours(void);                           /* such a one, and nobody set NO_COLOR */
bool   terminal_blocks(void);                            /* text is UTF-8, by what the locale's variables say */

/* A line that says which file is read and how far, where that takes more than a second. */
typedef struct Loading { bool on; double started, drawn; } Loading;
Loading loading_begin(bool asked);                       /* on: if it is asked for, and standard error is a terminal */
void   loading_step(Loading *l, const char *path, uint64_t done, uint64_t all);  /* in bytes of the file; l may be NULL */
void   loading_end(Loading *l);

#endif

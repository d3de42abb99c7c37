/* diag.h - three of the four failures, and how each leaves; that of the model is ir/error.h. The texts of model and
 * library files, for those who show a line of them. */
#ifndef DIAG_H
#define DIAG_H

#include <stddef.h>

/* The command line is wrong: exits with 2. */
_Noreturn void usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The compiler is wrong: exits with 70. */
_Noreturn void bug(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The machine is wrong (file, memory): exits with 1. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void leave(int status);       /* exit, after the work that was asked for by on_leave */
void on_leave(void (*work)(void));      /* one at a time */
const char *source_line(const char *file, int line);   /* a line of a model or library file, trimmed; "" if unknown */
void source_remember(const char *file, const char *text, size_t size);

#endif

/* arena.h - all of the compiler's memory, and texts that are compared by pointer. Nothing is freed before exit. */
#ifndef ARENA_H
#define ARENA_H

#include <stdarg.h>
#include <stddef.h>

void *arena_alloc(size_t count, size_t size);    /* zeroed; lives until exit; die()s where memory ends */
char *arena_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *arena_vformat(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
const char *intern(const char *text);            /* one pointer per text */
/* Grows an array kept as pointer, count, capacity so that one more fits. */
#define GROW(array, count, capacity) \
    ((count) < (capacity) ? (void)0 : (void)((array) = array_grow((array), &(capacity), sizeof *(array))))
void *array_grow(void *old, int *capacity, size_t item);

#endif

/* give_up.c - the end of a program that cannot go on, in one line.
 *
 * Memory runs out for several threads at once, and exit is for one caller: the first ends the program, the others wait
 * until it has. What it waits for must therefore never be another thread; what is done at exit removes files, no more.
 */
#define _POSIX_C_SOURCE 200809L /* pause */
#include "runtime/runtime.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void give_up(int code, const char *format, ...)
{
    static atomic_flag ending = ATOMIC_FLAG_INIT;
    while (atomic_flag_test_and_set(&ending))
        pause();
    va_list arguments;
    va_start(arguments, format);
    fputs("gatrt: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(code);
}

/* start.c - how a program of C begins on a Cortex-M without a system: vectors, memory set up, words of the command line by
 * semihosting, which newlib's rdimon.specs makes stdio of.
 *
 *   arm-none-eabi-gcc -mcpu=cortex-m7 -mthumb --specs=rdimon.specs -nostartfiles -L. -T mps2.ld start.c program.c -lm -o program
 *   run.bash mps2-an500 program ARGUMENT...
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern char stack_top[], bss_start[], bss_end[], data_start[], data_end[], data_at[];
void initialise_monitor_handles(void);
int main(int argc, char **argv);
void reset(void);

enum { GET_CMDLINE = 0x15, MOST_WORDS = 16, LONGEST_LINE = 1024 };

static int semihost(int call, void *arguments)
{
    register int r0 __asm__("r0") = call;
    register void *r1 __asm__("r1") = arguments;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

/* Cuts the line at its blanks. */
static int words_of(char *line, char **words)
{
    int count = 0;
    for (char *word = strtok(line, " "); word && count < MOST_WORDS - 1; word = strtok(NULL, " "))
        words[count++] = word;
    return count;
}

/* A fault ends the program as abort does. */
static void fault(void)
{
    _Exit(134);
}

void reset(void)
{
    static char line[LONGEST_LINE];
    static char *words[MOST_WORDS];
    struct {
        char *at;
        int size;
    } room = {line, sizeof line};
#ifdef __ARM_FP
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20; /* CPACR: coprocessors 10 and 11, the floats */
    __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
    memcpy(data_start, data_at, (size_t)(data_end - data_start));
    memset(bss_start, 0, (size_t)(bss_end - bss_start));
    initialise_monitor_handles();
    semihost(GET_CMDLINE, &room);
    exit(main(words_of(line, words), words));
}

/* What newlib calls at the beginning and the end, where there are C++ objects. */
void _init(void);
void _fini(void);
void _init(void)
{
}
void _fini(void)
{
}

__attribute__((section(".vectors"), used)) static const struct {
    char *stack;
    void (*entry[15])(void);
} vectors = {stack_top, {reset, fault, fault, fault, fault, fault}};

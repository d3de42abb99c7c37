/* board.c - a Cortex-M4 without a system: vectors, memory set up, the system timer; printing by semihosting, which emulators and
 * debuggers know. */
#include "board.h"

#include <string.h>

extern char stack_top[], bss_start[], bss_end[], data_start[], data_end[], data_at[];
int main(void);
void reset(void);

volatile uint32_t board_ticks;

enum { CLOCK = 25000000, SYS_WRITE0 = 0x04, SYS_EXIT = 0x18, SYS_EXIT_EXTENDED = 0x20, APPLICATION_EXIT = 0x20026 };
static volatile uint32_t *const systick = (volatile uint32_t *)0xE000E010; /* control, reload, value */
static volatile uint32_t *const cpacr = (volatile uint32_t *)0xE000ED88;

static void semihost(int call, const void *argument)
{
    register int r0 __asm__("r0") = call;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
}

void board_print(const char *text)
{
    semihost(SYS_WRITE0, text);
}

_Noreturn void board_exit(int code)
{
    const uint32_t reason[] = {APPLICATION_EXIT, (uint32_t)code};
    semihost(SYS_EXIT_EXTENDED, reason);
    for (;;)
        board_sleep();
}

void board_begin(void)
{
    systick[1] = CLOCK / 1000 - 1;
    systick[2] = 0;
    systick[0] = 7; /* processor's clock, interrupt, on */
}

void board_sleep(void)
{
    __asm__ volatile("wfi");
}

static void tick(void)
{
    board_ticks++;
}

static void fault(void)
{
    board_print("fault\n");
    board_exit(134);
}

void reset(void)
{
    *cpacr |= 0xFu << 20; /* floats */
    __asm__ volatile("dsb\n\tisb" ::: "memory");
    memcpy(data_start, data_at, (size_t)(data_end - data_start));
    memset(bss_start, 0, (size_t)(bss_end - bss_start));
    board_exit(main());
}

__attribute__((section(".vectors"), used)) static const struct {
    char *stack;
    void (*entry[15])(void);
} vectors = {stack_top, {reset, fault, fault, fault, fault, fault, [14] = tick}};

/* board.c - the board of models/apps/firmware here: a tick is what one sleeps. */
#include "board.h"

#include <stdio.h>
#include <stdlib.h>

volatile uint32_t board_ticks;

void board_begin(void)
{
}

void board_sleep(void)
{
    board_ticks++;
}

void board_print(const char *text)
{
    fputs(text, stdout);
}

_Noreturn void board_exit(int code)
{
    exit(code);
}

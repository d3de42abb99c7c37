/* board.h - what the firmware has of its board: a tick, sleep, and a line to the debugger. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

extern volatile uint32_t board_ticks;   /* counted by an interrupt, one a millisecond */

void board_begin(void);                 /* ticks run from here on */
void board_sleep(void);                 /* until an interrupt */
void board_print(const char *text);
_Noreturn void board_exit(int code);    /* of the emulator; a board would be reset */

#endif

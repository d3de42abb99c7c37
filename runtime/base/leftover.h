/* leftover.h - the names of files on their way; for write.c. */
#ifndef GATRT_LEFTOVER_H
#define GATRT_LEFTOVER_H

enum { LEFTOVER_NAME = 128 };
void leftover_new_name(const char *target, char name[LEFTOVER_NAME]); /* beside the target, another each time */
void leftover_remove(int folder, const char *target); /* what dead processes left beside the target; once in a row */

#endif

/* clock.c - seconds that only go forward, whatever is done to the time of day. */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */
#include "runtime/runtime.h"

#include <time.h>

double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* log.c - figures of a whole run: peak memory, and what is in the middle of many times. */
#define _DEFAULT_SOURCE /* getrusage */
#include "runtime/runtime.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The kernel's own count for this program: what getrusage tells is handed on by whoever started it, through fork
 * and exec. Read without an allocation, as it is read at the end. */
static double high_water_kib(void)
{
    char text[4096];
    const int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    const ssize_t length = file >= 0 ? read(file, text, sizeof text - 1) : 0;
    if (file >= 0)
        close(file);
    text[length > 0 ? length : 0] = '\0';
    const char *found = strstr(text, "\nVmHWM:");
    return found ? strtod(found + strlen("\nVmHWM:"), NULL) : 0.0;
}

double peak_rss_mib(void)
{
    struct rusage usage;
    const double kib = high_water_kib();
    if (kib > 0.0)
        return kib / 1024.0;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024.0;
}

static int compare_floats(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

Spread spread_of(float *samples, int64_t count)
{
    if (count <= 0)
        return (Spread){NAN, NAN, NAN};
    qsort(samples, (size_t)count, sizeof samples[0], compare_floats);
    double below = (double)samples[(count - 1) / 2], above = (double)samples[count / 2];
    return (Spread){0.5 * (below + above), (double)samples[0], (double)samples[(count - 1) * 9 / 10]};
}

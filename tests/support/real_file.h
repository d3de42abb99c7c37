/* real_file.h - data sets that users have, which tests read where they are. */
#ifndef TEST_REAL_FILE_H
#define TEST_REAL_FILE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* In $GATCC_DATA, by default ../shared/data beside $GATCC_SOURCE; false, and told as skipped: it is not there. */
static inline bool real_file(const char *name, char *file, size_t capacity)
{
    const char *data = getenv("GATCC_DATA"), *source = getenv("GATCC_SOURCE");
    if (data)
        snprintf(file, capacity, "%s/%s", data, name);
    else
        snprintf(file, capacity, "%s/../shared/data/%s", source ? source : ".", name);
    if (access(file, R_OK) == 0)
        return true;
    printf("skipped: no %s (GATCC_DATA)\n", name);
    return false;
}

#endif

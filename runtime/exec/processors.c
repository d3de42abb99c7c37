/* processors.c - how many processors this process may really use, and moving between them.
 *
 * The affinity mask says on which it may run, a control group's quota for how much of
 * their time: a container with 1.5 processors' worth on a machine with 64 wants two
 * threads, and every one more costs time at each barrier. Version 2 of control groups
 * is `cpu.max` in the process's group and those above it, version 1 a pair of files.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_getaffinity, sched_getcpu */
#endif
#include "runtime/runtime.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GROUPS "/sys/fs/cgroup"
enum { LINE = 4096 };

static bool first_line(const char *path, char line[LINE])
{
    FILE *in = fopen(path, "r");
    const bool got = in && fgets(line, LINE, in);
    if (in)
        fclose(in);
    return got;
}

int processors_of_quota(const char *quota_and_period)
{
    char *end;
    const double quota = strtod(quota_and_period, &end), period = strtod(end, NULL);
    if (!(quota > 0.0 && period > 0.0)) /* "max 100000": no quota */
        return 0;
    const double share = quota / period;
    const int whole = share < 1e6 ? (int)share : 1000000;
    return whole + ((double)whole < share);
}

static int least(int a, int b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

/* The process's own group, "0::/path" in /proc/self/cgroup, and all it is in. */
static int group_quota(void)
{
    char group[LINE] = "", path[2 * LINE], line[LINE];
    int allowed = 0;
    FILE *in = fopen("/proc/self/cgroup", "r");
    while (in && fgets(line, sizeof line, in))
        if (strncmp(line, "0::", 3) == 0)
            strcpy(group, line + 3);
    if (in)
        fclose(in);
    group[strcspn(group, "\n")] = 0;
    for (char *slash = group + strlen(group); slash; slash = strrchr(group, '/')) {
        *slash = 0;
        snprintf(path, sizeof path, GROUPS "%s/cpu.max", group);
        if (first_line(path, line))
            allowed = least(allowed, processors_of_quota(line));
    }
    return allowed;
}

static int old_group_quota(void)
{
    char quota[LINE], period[LINE], both[2 * LINE];
    if (!first_line(GROUPS "/cpu/cpu.cfs_quota_us", quota) || !first_line(GROUPS "/cpu/cpu.cfs_period_us", period))
        return 0;
    snprintf(both, sizeof both, "%s %s", quota, period);
    return processors_of_quota(both);
}

int processors_allowed(void)
{
    cpu_set_t set;
    int processors = 1;
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        processors = CPU_COUNT(&set);
    else if (online > 0) /* more processors than a cpu_set_t holds */
        processors = (int)online;
    const int quota = least(group_quota(), old_group_quota());
    return quota > 0 && quota < processors ? quota : processors;
}

int processor_here(void)
{
    return sched_getcpu();
}

/* The allowed processor that is `steps` after `from`, round and round; -1: none. */
static int processor_after(const cpu_set_t *allowed, int from, int steps)
{
    const int count = CPU_COUNT(allowed);
    for (int cpu = from + 1, left = count ? (steps - 1) % count + 1 : 0; left > 0; cpu++)
        if (CPU_ISSET((size_t)cpu % CPU_SETSIZE, allowed) && --left == 0)
            return cpu % CPU_SETSIZE;
    return -1;
}

void processor_move(int from, int steps)
{
    cpu_set_t allowed, one;
    if (from < 0 || sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return;
    const int cpu = processor_after(&allowed, from, steps);
    if (cpu < 0)
        return;
    CPU_ZERO(&one);
    CPU_SET((size_t)cpu, &one);
    if (sched_setaffinity(0, sizeof one, &one) == 0)
        sched_setaffinity(0, sizeof allowed, &allowed);
}

/* average.c - the average of a run's weights, which is measured and kept in place of the last: "ema:decay=0.99".
 *
 * As in PyTorch's torch.optim.swa_utils: the first average is the weights themselves, and then
 *
 *   ema  a += (1 - decay)(p - a)            exponential moving average
 *   swa  a += (p - a) / (n + 1)             mean of n + 1 (Izmailov et al. 2018)
 *
 * after each `every` epochs, once `start` epochs are done. States, such as a norm's running mean, are those of the
 * last step, as AveragedModel has them without use_buffers. Until there is an average, the weights are what they are.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { SLICE = 4096 };

struct AverageKind {
    const char *name;
    Setting setting[MOST_SETTINGS];
};

/* clang-format off */
#define OF(field) offsetof(Average, field)
#define WHEN      {"start", OF(start), 0, RANGE_COUNT_OR_ZERO}, {"every", OF(every), 1, RANGE_COUNT}
static const AverageKind kinds[] = {
    { "ema", {{"decay", OF(decay), 0.999, RANGE_BELOW_ONE}, WHEN} },
    { "swa", {WHEN} },
};
/* clang-format on */
enum { KINDS = sizeof kinds / sizeof kinds[0] };

const Setting *average_table(int i, const char **name)
{
    if (i >= KINDS)
        return NULL;
    *name = kinds[i].name;
    return kinds[i].setting;
}

bool average_parse(const char *spec, Average *a, Error *error)
{
    *a = (Average){.decay = NAN};
    const int row = spec_read(average_table, "average", spec, a, error);
    a->kind = row < 0 ? NULL : &kinds[row];
    return row >= 0;
}

void average_text(const Average *a, char *text, size_t size)
{
    spec_text(average_table, a->kind ? (int)(a->kind - kinds) : -1, a, text, size);
}

static void take_slice(void *arg, int64_t index)
{
    const Average *a = arg;
    const int64_t lo = index * SLICE, hi = a->count - lo < SLICE ? a->count : lo + SLICE;
    float *restrict to = a->to;
    const float *restrict from = a->from;
    const float share = a->share;
    if (share == 1.0f)
        memcpy(to + lo, from + lo, (size_t)(hi - lo) * sizeof(float));
    for (int64_t i = lo; i < hi && share != 1.0f; i++)
        to[i] += share * (from[i] - to[i]);
}

int average_stages(Average *a, const float *params, float *average, int64_t count, int64_t epoch, int64_t *taken,
                   Stage *stage)
{
    if (!a->kind || epoch < (int64_t)a->start || (epoch - (int64_t)a->start) % (int64_t)a->every != 0)
        return 0;
    a->share = *taken == 0 ? 1.0f : isnan(a->decay) ? (float)(1.0 / (double)(*taken + 1)) : (float)(1.0 - a->decay);
    a->from = params;
    a->to = average;
    a->count = count;
    (*taken)++;
    *stage = (Stage){take_slice, a, (int32_t)((count + SLICE - 1) / SLICE)};
    return 1;
}

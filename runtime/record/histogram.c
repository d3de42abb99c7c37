/* histogram.c - numbers into buckets by their bits: a float's exponent and the two bits behind it say which, so that a
 * number costs about a nanosecond.
 */
#include "runtime/runtime.h"
#include "runtime/record/histogram.h"

#include <math.h>
#include <string.h>

enum { MANTISSA = 23, STEP_BITS = 2, BIAS = 127 };
_Static_assert(STEPS == 1 << STEP_BITS, "a bucket is what the bits behind the exponent say");

/* 0 up to SIDE: how many steps above the least power the size is. */
static int steps_of(uint32_t size)
{
    const int steps = (int)(size >> (MANTISSA - STEP_BITS)) - (BIAS + LEAST_POWER) * STEPS + 1;
    return steps < 0 ? 0 : steps > SIDE ? SIDE : steps;
}

static int bucket_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    const int steps = steps_of(bits & 0x7FFFFFFFu);
    return bits >> 31 ? SIDE - steps : SIDE + steps;
}

/* Four sums side by side, which do not wait for each other. All values are finite. */
enum { LANES = 4 };
static void add_whole(Histogram *h, const float *values, int64_t count)
{
    double sum[LANES] = {0.0}, squares[LANES] = {0.0};
    float least[LANES] = {INFINITY, INFINITY, INFINITY, INFINITY},
          most[LANES] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
    for (int64_t i = 0; i < count; i += LANES) {
        for (int k = 0; k < LANES; k++) {
            const float value = values[i + k];
            sum[k] += (double)value;
            squares[k] += (double)value * (double)value;
            least[k] = value < least[k] ? value : least[k];
            most[k] = value > most[k] ? value : most[k];
        }
    }
    for (int64_t i = 0; i < count; i++)
        h->bucket[bucket_of(values[i])]++;
    for (int k = 0; k < LANES && count; k++) {
        h->sum += sum[k];
        h->squares += squares[k];
        h->least = fmin(h->least, (double)least[k]);
        h->most = fmax(h->most, (double)most[k]);
    }
    h->count += count;
}

static void add_single(Histogram *h, float value)
{
    if (!isfinite(value))
        return;
    h->bucket[bucket_of(value)]++;
    h->sum += (double)value;
    h->squares += (double)value * (double)value;
    h->least = fmin(h->least, (double)value);
    h->most = fmax(h->most, (double)value);
    h->count++;
}

/* In one order, whatever the number of threads. */
void histogram_of(Histogram *h, const float *values, int64_t count)
{
    const int64_t odd = first_not_finite(values, count), whole = (odd < 0 ? count : odd) / LANES * LANES;
    memset(h, 0, sizeof *h);
    h->least = INFINITY;
    h->most = -INFINITY;
    add_whole(h, values, whole);
    for (int64_t i = whole; i < count; i++)
        add_single(h, values[i]);
}

/* Of size s steps above the least power: 2^(LEAST_POWER + s / STEPS) (1 + (s mod STEPS) / STEPS). */
static double edge(int steps)
{
    return ldexp(1.0 + (double)(steps % STEPS) / STEPS, LEAST_POWER + steps / STEPS);
}

double histogram_limit(int bucket)
{
    return bucket < SIDE ? -edge(SIDE - bucket - 1) : edge(bucket - SIDE);
}

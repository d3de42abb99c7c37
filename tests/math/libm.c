/* libm.c - how far the functions of c/lib/libm.h are from the exact values, over all floats in steps of their bit patterns:
 * libm.sh compiles it, a step of 1 is every float.
 *
 *   libm [STEP]
 */
#include "compiler/c/lib/libm.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Function {
    const char *name;
    float (*ours)(float x);
    double (*exact)(double x);
    float least, most; /* where it is asked for */
} Function;

/* A double's own error is 2^-29 ulp of a float. */
static double ulps(float y, double exact)
{
    if (isnan(exact) || isnan(y))
        return isnan(exact) && isnan(y) ? 0 : INFINITY;
    if (isinf(exact) || isinf(y))
        return exact == (double)y ? 0 : INFINITY;
    const int least = -126, e = exact == 0 || ilogb(exact) < least ? least : ilogb(exact);
    return fabs((double)y - exact) / ldexp(1, e - 23);
}

/* What is farthest from the exact value, and where; `bits_of_all` is mixed with those of every result. */
static double worst_of(const Function *f, uint32_t step, float *where, uint64_t *bits_of_all)
{
    double worst = 0;
    for (uint64_t n = 0; n <= UINT32_MAX; n += step) {
        const uint32_t bits = (uint32_t)n;
        float x;
        memcpy(&x, &bits, sizeof x);
        if (x < f->least || x > f->most)
            continue;
        const float y = f->ours(x);
        const double error = ulps(y, f->exact((double)x));
        uint32_t word;
        memcpy(&word, &y, sizeof word);
        *bits_of_all = (*bits_of_all ^ (isnan(y) ? 0 : word)) * 0x9E3779B97F4A7C15u;
        if (error > worst) {
            worst = error;
            *where = x;
        }
    }
    return worst;
}

int main(int argc, char **argv)
{
    const Function functions[] = {
        {"log", gat_log, log, -INFINITY, INFINITY},
        {"log1p", gat_log1p, log1p, 0.0f, 1.0f},
        {"tanh", gat_tanh, tanh, -INFINITY, INFINITY},
        {"erf", gat_erf, erf, -INFINITY, INFINITY},
    };
    const uint32_t step = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 65521;
    int failures = 0;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        float where = 0;
        uint64_t bits = 0;
        const double worst = worst_of(&functions[i], step ? step : 1, &where, &bits);
        printf("%-6s %.4f ulp at %.9g, bits of all results %016llx\n", functions[i].name, worst, (double)where,
               (unsigned long long)bits);
        failures += !(worst < 0.51);
    }
    return failures ? 1 : 0;
}

/* first.h - weights before the first step, as runtime/exec/init.c draws them. Bytes are those of whole parameters. */
#pragma once

#include <math.h>
#include <stdint.h>

#include "../../../runtime/gatrt.h"

/* runtime/exec/functions.c: emitted C has their text. */
double exact_log(double x);
double exact_cos_turns(double turns);

//: gat_fill(
static void gat_fill(float *to, size_t bytes, float value)
{
    for (size_t n = 0; n < bytes / sizeof(float); n++)
        to[n] = value;
}
//:

//: gat_uniform(
/* Number n of parameter number `param`, from 0 up to 1: the top 53 of 64 bits. */
static double gat_uniform(uint64_t draw, uint32_t param, uint64_t n)
{
    return (double)(gatrt_mix(draw ^ (uint64_t)param << 48 ^ n) >> 11) * 0x1p-53;
}
//:

//: gat_fill_uniform(
static void gat_fill_uniform(float *to, size_t bytes, double bound, uint64_t draw, uint32_t param)
{
    for (size_t n = 0; n < bytes / sizeof(float); n++)
        to[n] = (float)((2.0 * gat_uniform(draw, param, n) - 1.0) * bound);
}
//:

//: gat_fill_normal(
/* Box and Muller 1958. */
static void gat_fill_normal(float *to, size_t bytes, double deviation, uint64_t draw, uint32_t param)
{
    for (size_t n = 0; n < bytes / sizeof(float); n++) {
        const double radius = sqrt(-2.0 * exact_log(1.0 - gat_uniform(draw, param, 2 * (uint64_t)n)));
        to[n] = (float)(deviation * radius * exact_cos_turns(gat_uniform(draw, param, 2 * (uint64_t)n + 1)));
    }
}
//:

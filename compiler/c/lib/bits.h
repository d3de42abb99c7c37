/* bits.h - whether a program was compiled so that it keeps the bits it promises: what no macro tells is tried out. */
#pragma once

#include <stddef.h>

//: gat_bits(
/* What this program does to its arithmetic that makes other bits; NULL: nothing. */
static const char *gat_bits(void)
{
    static const volatile float above_one = 0x1.0008p0f, its_square = 0x1.001p0f, tiny = 0x1p-126f, large = 0x1p24f;
    const float x = above_one, square = its_square, least = tiny, most = large;
    if (x * x - square != 0.0f)
        return "fuses products with sums (-ffp-contract=fast)";
    if (least * 0.5f == 0.0f)
        return "takes the smallest numbers for 0 (-ffast-math, also where a program is linked)";
    if ((most + x) - most != 2.0f)
        return "does not round to the nearest number, or adds in another order (-fassociative-math)";
    return NULL;
}
//:

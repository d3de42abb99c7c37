/* narrow.c - rounding to fewer bytes. */
#include "compiler/base/narrow.h"

#include <math.h>
#include <string.h>

/* Powers of two scale exactly, so that rounding is that of one addition: to whole numbers of the spacing that halves have there. */
uint16_t narrow_half(float value)
{
    const uint16_t sign = signbit(value) ? 0x8000 : 0;
    const float size = fabsf(value);
    if (!(size < 65520.0f)) /* half way to what would come behind the largest */
        return (uint16_t)(sign | (size == size ? 0x7c00 : 0x7e00));
    if (size == 0.0f)
        return sign;
    int exponent;
    frexpf(size, &exponent); /* size < 2^exponent */
    const int spacing = exponent - 11 > -24 ? exponent - 11 : -24;
    const int whole = (int)nearbyintf(ldexpf(size, -spacing)); /* to 2048 */
    return (uint16_t)(sign | (uint16_t)(whole + (spacing + 24) * 1024));
}

float narrow_half_value(uint16_t half)
{
    const int exponent = half >> 10 & 31, fraction = half & 1023;
    const float size = exponent == 0 ? ldexpf((float)fraction, -24) : ldexpf((float)(1024 + fraction), exponent - 25);
    const float value = exponent < 31 ? size : fraction ? NAN : INFINITY;
    return half & 0x8000 ? -value : value;
}

float narrow_int8(const float *values, int64_t count, int8_t *to)
{
    float largest = 0.0f;
    for (int64_t i = 0; i < count; i++)
        largest = fabsf(values[i]) > largest ? fabsf(values[i]) : largest;
    const float scale = largest / 127.0f;
    for (int64_t i = 0; i < count; i++) {
        const float whole = scale > 0.0f ? nearbyintf(values[i] / scale) : 0.0f;
        to[i] = (int8_t)(whole > 127.0f ? 127.0f : whole < -127.0f ? -127.0f : whole);
    }
    return scale;
}

int64_t narrow_scales(int64_t count)
{
    return (count + NARROW_BLOCK - 1) / NARROW_BLOCK;
}

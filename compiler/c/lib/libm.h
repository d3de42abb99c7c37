/* libm.h - functions that the C library has too, but not with the same bits on every system. In double, where one operation
 * is far below a float's ulp: what comes out is within 0.51 ulp of the exact value, for every float (tests/math/libm.c).
 *
 * The series are those of the inverse hyperbolic tangent and of e^x, whose coefficients are fractions; those of gat_erf
 * go through the values of erf x / x in x^2 and of e^(x^2) erfc x in (x - 2) / (x + 2) at Chebyshev's nodes. */
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

//: gat_log_of_ratio(
/* ln((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 + ...), |s| at most 1/3. */
static inline double gat_log_of_ratio(double s)
{
    const double z = s * s;
    double y = 1.0 / 17;
    y = y * z + 1.0 / 15;
    y = y * z + 1.0 / 13;
    y = y * z + 1.0 / 11;
    y = y * z + 1.0 / 9;
    y = y * z + 1.0 / 7;
    y = y * z + 1.0 / 5;
    y = y * z + 1.0 / 3;
    return 2.0 * s + 2.0 * s * z * y;
}
//:

//: gat_log(
/* ln x: x = 2^e m, m from the root of 1/2 to that of 2. */
static inline float gat_log(float x)
{
    const double wide = (double)x;
    int64_t bits;
    memcpy(&bits, &wide, sizeof bits);
    const int64_t e = ((bits - 0x3FE6A09E667F3BCD) >> 52); /* of a multiple of the root of 1/2 */
    bits -= e * ((int64_t)1 << 52);
    double m;
    memcpy(&m, &bits, sizeof m);
    const double y = (double)e * 0.693147180559945309 + gat_log_of_ratio((m - 1.0) / (m + 1.0));
    return x > 0.0f && x < INFINITY ? (float)y : x == 0.0f ? -INFINITY : x < 0.0f ? NAN : x;
}
//:

//: gat_log1p(
/* ln(1 + x), x from 0 to 1. */
static inline float gat_log1p(float x)
{
    return (float)gat_log_of_ratio((double)x / (2.0 + (double)x));
}
//:

//: gat_expm1(
/* e^x - 1 = 2^n (e^r - 1) + (2^n - 1), x from -40 to 40. */
static inline double gat_expm1(double x)
{
    const int n = (int)(x * 1.44269504088896341 + (x < 0.0 ? -0.5 : 0.5));
    const double r = x - n * 0.693147180559945309;
    double y = 1.0 / 3628800;
    y = y * r + 1.0 / 362880;
    y = y * r + 1.0 / 40320;
    y = y * r + 1.0 / 5040;
    y = y * r + 1.0 / 720;
    y = y * r + 1.0 / 120;
    y = y * r + 1.0 / 24;
    y = y * r + 1.0 / 6;
    y = y * r + 1.0 / 2;
    const int64_t bits = (int64_t)(n + 1023) << 52;
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return scale * (r + r * r * y) + (scale - 1.0);
}
//:

//: gat_tanh(
static inline float gat_tanh(float x)
{
    const float a = x < 0.0f ? -x : x;
    const double up = gat_expm1(a < 10.0f ? 2.0 * (double)a : 20.0);
    const float y = (float)(up / (up + 2.0));
    return x < 0.0f ? -y : x == x ? y : x;
}
//:

//: gat_erf(
static inline float gat_erf(float x)
{
    static const double near[] = {0.9654687386375511,    -0.14053608901553,     0.01985249772277997,  -0.002285485656951858,
                                  0.0002175119897577793, -1.75368246905227e-05, 1.231640172516535e-06, -7.557492676113498e-08};
    static const double far[] = {0.25539567625112675,   -0.14239528276950733,   0.02685091235727641,    -0.00292512864341217,
                                 4.60757823391722e-05, 2.8781720471021677e-05, -1.1475612174405292e-06, -4.296057254382646e-07};
    const float size = x < 0.0f ? -x : x;
    const double a = size < 4.0f ? (double)size : 4.0, t = a < 1.0 ? 2.0 * a * a - 1.0 : 3.0 * (a - 2.0) / (a + 2.0);
    const double *const c = a < 1.0 ? near : far;
    double p = c[7];
    for (int i = 6; i >= 0; i--)
        p = p * t + c[i];
    const float y = (float)(a < 1.0 ? a * p : 1.0 - (1.0 + gat_expm1(-a * a)) * p);
    return x < 0.0f ? -y : x == x ? y : x;
}
//:

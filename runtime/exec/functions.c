/* functions.c - functions of <math.h> that decide about bits of weights, in this order of operations on every system: C
 * libraries differ in their last digits. Series whose next term is below 2^-53 of the sum; errors of some ulp of a double are
 * none of the float that is made of it, but for one in 2^27 that lies in between.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <string.h>

/* x = 2^e m, m from the root of 1/2 to that of 2; ln m = 2 (s + s^3/3 + s^5/5 + ...), s = (m - 1) / (m + 1). */
double exact_log(double x)
{
    const int64_t root = 0x3FE6A09E667F3BCD;
    int64_t bits, e;
    double m, y = 0.0;
    if (!(x > 0.0) || x == (double)INFINITY)
        return x > 0.0 ? x : x == 0.0 ? (double)-INFINITY : (double)NAN;
    memcpy(&bits, &x, sizeof bits);
    e = (bits - root) >> 52;
    bits -= e * ((int64_t)1 << 52);
    memcpy(&m, &bits, sizeof m);
    const double s = (m - 1.0) / (m + 1.0), z = s * s;
    for (int n = 21; n >= 1; n -= 2)
        y = y * z + 1.0 / n;
    return (double)e * 0.693147180559945309 + 2.0 * s * y;
}

/* By quarters of a turn, which are subtracted without an error; cos r and sin r by their series, r at most pi / 4. */
double exact_cos_turns(double turns)
{
    const int quarter = (int)(turns * 4.0 + 0.5);
    const double r = (turns * 4.0 - quarter) * 1.57079632679489662, z = r * r;
    double cosine = 0.0, sine = 0.0;
    for (int n = 20; n >= 2; n -= 2) {
        cosine = (1.0 + cosine) * -z / ((n - 1) * n);
        sine = (1.0 + sine) * -z / (n * (n + 1));
    }
    const double value = quarter % 2 ? r + r * sine : 1.0 + cosine;
    return quarter % 4 == 1 || quarter % 4 == 2 ? -value : value;
}

double exact_power(double base, int64_t exponent)
{
    double y = 1.0;
    for (; exponent > 0; exponent /= 2, base *= base)
        y = exponent % 2 ? y * base : y;
    return y;
}

/* x = k ln 2 + r, |r| at most ln 2 / 2; the first summand of ln 2 has few digits, so that its products have no error. */
double exact_exp(double x)
{
    static const double over_factorial[] = {1.0 / 6227020800,
                                            1.0 / 479001600,
                                            1.0 / 39916800,
                                            1.0 / 3628800,
                                            1.0 / 362880,
                                            1.0 / 40320,
                                            1.0 / 5040,
                                            1.0 / 720,
                                            1.0 / 120,
                                            1.0 / 24,
                                            1.0 / 6,
                                            1.0 / 2,
                                            1.0,
                                            1.0}; /* 13! to 0! */
    if (!(fabs(x) < 746.0))                       /* no double is as small, or as large */
        return x < 0.0 ? 0.0 : x > 0.0 ? INFINITY : x;
    const double k = floor(x * 1.44269504088896341 + 0.5);
    const double r = x - k * 0.693147180369123816 - k * 1.90821492927058770e-10;
    double y = 0.0;
    for (size_t n = 0; n < sizeof over_factorial / sizeof *over_factorial; n++)
        y = y * r + over_factorial[n];
    return ldexp(y, (int)k);
}

/* What 1 + x loses of x is made good by the quotient (Kahan): the logarithm is nearly straight there. */
double exact_log1p(double x)
{
    const double y = 1.0 + x;
    return y == 1.0 ? x : exact_log(y) * (x / (y - 1.0));
}

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
    const double k = floor(x * 1.44269504088896341 + 0.5);
    const double r = x - k * 0.693147180369123816 - k * 1.90821492927058770e-10;
    double y = 1.0;
    for (int n = 18; n >= 1; n--)
        y = 1.0 + y * r / n;
    return ldexp(y, (int)k);
}

/* decimal.c - decimal numbers in text to the nearest double or float, many times faster than strtod.
 *
 * A number is digits w < 10^19 and a power e of ten. Where w < 2^53 and 10^|e| is a double (|e| <= 22), w * 10^e or
 * w / 10^-e is one rounding of two exact numbers (Clinger 1990). Longer ones with e >= -27 are divided by 5^-e in whole
 * numbers: the quotient's leading bits and whether anything is left round it. All others, hexadecimal ones, inf and nan
 * are strtod's.
 */
#include "runtime/formats/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DIGITS = 19, EXACT_POWER = 22, DIVIDED_POWER = 27, MOST_EXPONENT = 10000 };

typedef struct Decimal {
    uint64_t digits;
    int64_t power; /* of ten */
    bool negative;
} Decimal;

static bool is_digit(char c)
{
    return (unsigned)(unsigned char)c - '0' < 10;
}

static const char *read_digits(const char *at, uint64_t *digits)
{
    uint64_t w = *digits;
    for (; is_digit(*at); at++)
        w = 10 * w + (uint64_t)(*at - '0');
    *digits = w;
    return at;
}

/* "e-05", where there is one: an e without digits is no part of the number. */
static const char *read_power(const char *at, int64_t *power)
{
    int64_t value = 0;
    if (*at != 'e' && *at != 'E')
        return at;
    const char *digits = at + 1 + (at[1] == '-' || at[1] == '+');
    if (!is_digit(*digits))
        return at;
    for (; is_digit(*digits); digits++)
        value = value < MOST_EXPONENT ? 10 * value + (*digits - '0') : value;
    *power += at[1] == '-' ? -value : value;
    return digits;
}

/* Without the zeros in front, which count for nothing. */
static bool too_long(const char *at, int64_t digits)
{
    for (; digits > MOST_DIGITS && (*at == '0' || *at == '.'); at++)
        digits -= *at == '0';
    return digits > MOST_DIGITS;
}

/* Past a number of at most 19 digits; NULL: it is none, or longer. */
static const char *read_decimal(const char *at, Decimal *d)
{
    *d = (Decimal){.negative = *at == '-'};
    at += *at == '-' || *at == '+';
    const char *first = at;
    at = read_digits(at, &d->digits);
    int64_t digits = at - first;
    if (*at == '.') {
        const char *point = at + 1;
        at = read_digits(point, &d->digits);
        d->power = point - at;
        digits += at - point;
    }
    if (digits == 0 || (digits > MOST_DIGITS && too_long(first, digits)) || *at == 'x' || *at == 'X')
        return NULL;
    return read_power(at, &d->power);
}

/* ------------------------------------------------------------------ to the nearest double */

static const double exact_power[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

#if defined __SIZEOF_INT128__
__extension__ typedef unsigned __int128 Wide;

static uint64_t five_to(int power)
{
    uint64_t five = 1;
    while (power-- > 0)
        five *= 5;
    return five;
}

/* w / 10^power: w 2^64 / 5^power, from 2^53 on, to its 53 leading bits; halves to the even one. */
static bool divide(uint64_t w, int power, double *number)
{
    const uint64_t five = five_to(power);
    const Wide dividend = (Wide)w << 64, quotient = dividend / five;
    const bool rest = quotient * five != dividend;
    const uint64_t high = (uint64_t)(quotient >> 64);
    const int bits = high ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)quotient);
    const int dropped = bits - 54; /* one bit more than a double has */
    uint64_t lead = (uint64_t)(quotient >> dropped);
    const bool sticky = rest || (Wide)lead << dropped != quotient;
    lead = (lead >> 1) + (lead & 1 && (sticky || lead & 2));
    *number = ldexp((double)lead, dropped + 1 - 64 - power);
    return true;
}
#else
static bool divide(uint64_t w, int power, double *number)
{
    (void)w, (void)power, (void)number;
    return false;
}
#endif

static bool nearest(const Decimal *d, double *number)
{
    const int64_t power = d->power;
    if (d->digits < UINT64_C(1) << 53 && power >= -EXACT_POWER && power <= EXACT_POWER)
        *number = power < 0 ? (double)d->digits / exact_power[-power] : (double)d->digits * exact_power[power];
    else if (power == 0)
        *number = (double)d->digits;
    else if (power > 0 || power < -DIVIDED_POWER || d->digits < UINT64_C(1) << 53 ||
             !divide(d->digits, (int)-power, number))
        return false;
    *number = d->negative ? -*number : *number;
    return true;
}

const char *decimal_double(const char *at, double *number)
{
    Decimal d;
    const char *after = read_decimal(at, &d);
    if (after && nearest(&d, number))
        return after;
    char *end;
    *number = strtod(at, &end);
    return end == at ? NULL : end;
}

/* ------------------------------------------------------------------ to the nearest float */

/* The nearest float of the nearest double is the nearest of the number, unless the double lies half way between two
 * floats, where the number may not. Those that are too small for 24 bits are strtof's anyway. */
static bool is_safe(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return (bits & 0x1FFFFFFF) != 0x10000000;
}

const char *decimal_float(const char *at, float *number)
{
    Decimal d;
    double wide;
    const char *after = read_decimal(at, &d);
    if (after && nearest(&d, &wide) && is_safe(wide)) {
        *number = (float)wide;
        return after;
    }
    char *end;
    *number = strtof(at, &end);
    return end == at ? NULL : end;
}

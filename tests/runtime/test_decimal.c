/* test_decimal.c - numbers in text are those of strtod and strtof, to the bit, and end where theirs do: millions of random
 * ones in the forms that programs write, and the hostile ones, at and beside the middle between two floats.
 * Run: ctest -R test_decimal, or the program itself; GATCC_NUMBERS=100000000 tries so many of each form.
 */
#include "../../runtime/formats/decimal.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void same_double(const char *text)
{
    char *end;
    double number = 7.0;
    const double expected = strtod(text, &end);
    const char *after = decimal_double(text, &number);
    if (after != (end == text ? NULL : end))
        fail_msg("\"%s\": the number ends elsewhere", text);
    if (after && memcmp(&number, &expected, sizeof number) != 0 && !(isnan(number) && isnan(expected)))
        fail_msg("\"%s\" is %.17g, not %.17g", text, expected, number);
}

static void same(const char *text)
{
    char *end;
    float number = 7.0f;
    const float expected = strtof(text, &end);
    const char *after = decimal_float(text, &number);
    same_double(text);
    if (after != (end == text ? NULL : end))
        fail_msg("\"%s\": the float ends elsewhere", text);
    if (after && memcmp(&number, &expected, sizeof number) != 0 && !(isnan(number) && isnan(expected)))
        fail_msg("\"%s\" is %.9g, not %.9g", text, (double)expected, (double)number);
}

/* ------------------------------------------------------------------ random numbers */

static uint64_t drawn = 88172645463325252u;

static uint64_t draw(void)
{
    drawn ^= drawn << 13;
    drawn ^= drawn >> 7;
    drawn ^= drawn << 17;
    return drawn;
}

static int64_t numbers(void)
{
    const char *wanted = getenv("GATCC_NUMBERS");
    return wanted ? strtoll(wanted, NULL, 10) : 200000;
}

static float random_float(void)
{
    const uint32_t bits = (uint32_t)draw();
    float number;
    memcpy(&number, &bits, sizeof number);
    return isfinite(number) ? number : 0.5f;
}

static double random_double(void)
{
    const uint64_t bits = draw();
    double number;
    memcpy(&number, &bits, sizeof number);
    return isfinite(number) ? number : 0.5;
}

static double near_one(void)
{
    return ((double)(draw() >> 11) * 0x1p-53 - 0.5) * (double)(draw() % 2000);
}

/* As Python, pandas and C write them. */
static void test_usual_forms(void **state)
{
    char text[512];
    (void)state;
    for (int64_t i = 0; i < numbers(); i++) {
        snprintf(text, sizeof text, "%.*f,", (int)(draw() % 19), near_one());
        same(text);
        snprintf(text, sizeof text, "%.*g\n", 1 + (int)(draw() % 20), near_one());
        same(text);
        snprintf(text, sizeof text, "%.9g\t", (double)random_float());
        same(text);
        snprintf(text, sizeof text, "%.*e", (int)(draw() % 20), random_double());
        same(text);
        snprintf(text, sizeof text, "%lld", (long long)(draw() >> draw() % 64));
        same(text);
    }
}

/* Any digits, a point anywhere, any small power of ten. */
static void test_random_digits(void **state)
{
    char text[64];
    (void)state;
    for (int64_t i = 0; i < numbers(); i++) {
        const int digits = 1 + (int)(draw() % 25), point = (int)(draw() % 26);
        int at = draw() % 2 ? snprintf(text, sizeof text, "-") : 0;
        for (int j = 0; j < digits; j++) {
            if (j == point)
                text[at++] = '.';
            text[at++] = (char)('0' + draw() % (draw() % 2 ? 10 : 2) * (draw() % 2 ? 1 : 9) % 10);
        }
        text[at] = 0;
        same(text);
        snprintf(text + at, sizeof text - (size_t)at, "e%d", (int)(draw() % 81) - 50);
        same(text);
    }
}

/* ------------------------------------------------------------------ hostile ones */

/* One more or less in the last digit. */
static void same_beside(char *text)
{
    char *last = text + strcspn(text, "e") - 1;
    const char digit = *last;
    for (char other = '0'; other <= '9'; other++) {
        *last = other;
        same(text);
    }
    *last = digit;
}

/* Where a double is half way between two floats, the text decides which of them is near. */
static void test_halves(void **state)
{
    char text[512];
    (void)state;
    for (int64_t i = 0; i < numbers() / 10; i++) {
        const float low = random_float(), high = nextafterf(low, INFINITY);
        const double middle = isfinite(high) ? 0.5 * ((double)low + (double)high) : (double)low;
        const double usual = ldexp(1.0 + (double)(2 * (draw() >> 41) + 1) * 0x1p-24, (int)(draw() % 60) - 40);
        for (int digits = 15; digits < 26; digits += 1 + (int)(draw() % 4)) {
            snprintf(text, sizeof text, "%.*e", digits, middle);
            same_beside(text);
            snprintf(text, sizeof text, "%.*f", digits, usual);
            same_beside(text);
        }
        snprintf(text, sizeof text, "%.150f", usual);
        same(text);
        snprintf(text + strlen(text), 2, "1");
        same(text);
    }
}

/* And where the text is half way between two doubles. */
static void test_halves_of_doubles(void **state)
{
    char text[64];
    (void)state;
    for (int64_t i = 0; i < numbers() / 10; i++) {
        const uint64_t odd = (UINT64_C(1) << 53 | draw() >> 11) + 1;
        snprintf(text, sizeof text, "%llu", (unsigned long long)(odd | 1));
        same_beside(text);
        snprintf(text, sizeof text, "%llu.5", (unsigned long long)(odd >> 1));
        same_beside(text);
        snprintf(text, sizeof text, "%llu.25", (unsigned long long)(odd >> 2));
        same_beside(text);
        snprintf(text, sizeof text, "%llue-%d", (unsigned long long)odd, (int)(draw() % 30));
        same_beside(text);
    }
}

static void test_odd_texts(void **state)
{
    static const char *const texts[] = {
        "",
        "-",
        "+",
        ".",
        "-.",
        "e5",
        ".e5",
        "1e",
        "1e+",
        "1e-x",
        "1.e5",
        ".5",
        "-.5e-3",
        "+7",
        "--1",
        "+-1",
        "- 1",
        "0",
        "-0",
        "-0.0",
        "0e99999999999",
        "1e99999999999",
        "-1e-99999999999",
        "00000000000000000000000000000012.5",
        "0.000000000000000000000000000000000000000000000000125",
        "0x1p3",
        "0x",
        "0xg",
        "0x1.8p1",
        "00x1",
        "inf",
        "-inf",
        "infinity",
        "nan",
        "-nan",
        "nan(12)",
        "NaN",
        "INF",
        "in",
        "1.2.3",
        "1,2",
        "1 2",
        "1\n2",
        "  1",
        "\t-2.5",
        "1_0",
        "9007199254740992",
        "9007199254740993",
        "9007199254740995",
        "18446744073709551615",
        "18446744073709551616",
        "9999999999999999999",
        "10000000000000000000",
        "123456789012345678901234567890",
        "1e22",
        "1e23",
        "9e22",
        "1e-22",
        "1e-23",
        "1e-27",
        "9007199254740993e-27",
        "9007199254740993e-28",
        "9007199254740992e-22",
        "1.7976931348623159e308",
        "4.9e-324",
        "2.4703282292062327e-324",
        "3.4028235677973366e38",
        "3.4028235677973362e38",
        "3.5e38",
        "1.401298464e-45",
        "7.006492321624085e-46",
        "7.006492321624087e-46",
        "1.1754943508222875e-38",
        "1.17549429e-38",
        "16777217",
        "16777217.0000000000000001",
        "16777216.9999999999999999",
        "0.1e1",
        "1E5",
        "1e0005",
        "1e+05",
        "1e-0",
        "5e-324x",
    };
    char text[4096];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        same(texts[i]);
    memset(text, '0', sizeof text);
    text[sizeof text - 1] = 0;
    same(text);
    text[1] = '.';
    text[sizeof text - 2] = '7';
    same(text);
    memset(text, '9', sizeof text - 1);
    same(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual_forms), cmocka_unit_test(test_random_digits),     cmocka_unit_test(test_halves),
        cmocka_unit_test(test_odd_texts),   cmocka_unit_test(test_halves_of_doubles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

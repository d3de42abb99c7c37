/* test_narrow.c - floats in two bytes and in one: compiler/base/narrow.c rounds to the nearest with ties to even, over all halves
 * and what lies between two; c/lib/narrow.h reads what that wrote, all of it, one at a time and in lanes, to the bit. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "compiler/base/narrow.h"
#include "compiler/c/lib/narrow.h"

enum { HALVES = 1 << 16, LARGEST = 0x7bff };

static void same_bits(float a, float b)
{
    uint32_t bits_a, bits_b;
    memcpy(&bits_a, &a, sizeof a);
    memcpy(&bits_b, &b, sizeof b);
    assert_int_equal(bits_a, bits_b);
}

/* By the definition: sign, exponent, fraction. */
static float defined(uint16_t half)
{
    const int exponent = half >> 10 & 31, fraction = half & 1023;
    const double size = exponent ? (1024.0 + fraction) * exp2(exponent - 25) : fraction * exp2(-24);
    return (float)(half >> 15 ? -size : size);
}

static void test_every_half_is_its_value(void **state)
{
    (void)state;
    for (unsigned sign = 0; sign < HALVES; sign += 0x8000)
        for (unsigned h = 0; h <= LARGEST; h++) {
            const uint16_t half = (uint16_t)(sign | h);
            same_bits(narrow_half_value(half), defined(half));
            assert_int_equal(narrow_half(defined(half)), half);
        }
}

/* Between two neighbours: the nearer one, and of the middle the even one. */
static void test_halves_round_to_the_nearest(void **state)
{
    (void)state;
    for (uint16_t h = 0; h < LARGEST; h++) {
        const float low = defined(h), high = defined((uint16_t)(h + 1)), middle = low / 2.0f + high / 2.0f;
        assert_int_equal(narrow_half(middle), h + h % 2);
        assert_int_equal(narrow_half(nextafterf(middle, 0.0f)), h);
        assert_int_equal(narrow_half(nextafterf(middle, INFINITY)), h + 1);
        assert_int_equal(narrow_half(-middle), 0x8000 | (h + h % 2));
    }
    assert_int_equal(narrow_half(65519.99f), LARGEST);
    assert_true(isinf(narrow_half_value(narrow_half(65520.0f))));
    assert_true(isinf(narrow_half_value(narrow_half(-INFINITY))));
    assert_true(isnan(narrow_half_value(narrow_half(NAN))));
    assert_int_equal(narrow_half(1e-30f), 0);
}

static void test_emitted_c_reads_halves(void **state)
{
    (void)state;
    static uint16_t all[HALVES + GAT_STEP];
    for (int h = 0; h < HALVES; h++)
        all[h] = (uint16_t)h;
    for (int64_t h = 0; h < HALVES; h++)
        if ((h & 0x7fff) <= LARGEST)
            same_bits(gat_half(all, h), defined((uint16_t)h));
    for (int64_t h = 0; h + GAT_STEP <= HALVES; h++) {
        float some[GAT_STEP];
        GAT_PUT(some[0]) = gat_lanes_half(all, h);
        for (int l = 0; l < GAT_STEP; l++)
            if (((h + l) & 0x7fff) <= LARGEST)
                same_bits(some[l], defined((uint16_t)(h + l)));
    }
}

/* Blocks of all lengths, with a row of zeros among them; lanes begin anywhere. */
static void test_bytes(void **state)
{
    (void)state;
    enum { COUNT = 5 * NARROW_BLOCK + 7, SCALES = 6 };
    static struct {
        float scale[SCALES];
        int8_t at[COUNT + GAT_STEP];
    } stored;
    float values[COUNT];
    assert_int_equal(narrow_scales(COUNT), SCALES);
    assert_int_equal(narrow_scales(NARROW_BLOCK), 1);
    for (int i = 0; i < COUNT; i++)
        values[i] = i / NARROW_BLOCK == 2 ? 0.0f : sinf((float)i) * (float)(1 + i / NARROW_BLOCK);
    for (int b = 0; b < SCALES; b++) {
        const int64_t left = COUNT - b * NARROW_BLOCK < NARROW_BLOCK ? COUNT - b * NARROW_BLOCK : NARROW_BLOCK;
        stored.scale[b] = narrow_int8(values + b * NARROW_BLOCK, left, stored.at + b * NARROW_BLOCK);
    }
    int full = 0;
    for (int64_t i = 0; i < COUNT; i++) {
        const float scale = stored.scale[i / NARROW_BLOCK], value = (float)stored.at[i] * scale;
        full += stored.at[i] == 127 || stored.at[i] == -127;
        same_bits(gat_int8(stored.scale, SCALES, i), value);
        assert_true(fabsf(value - values[i]) <= 0.5001f * scale);
        float some[GAT_STEP];
        GAT_PUT(some[0]) = gat_lanes_int8(stored.scale, SCALES, i);
        for (int64_t l = 0; l < GAT_STEP && i + l < COUNT; l++)
            same_bits(some[l], (float)stored.at[i + l] * stored.scale[(i + l) / NARROW_BLOCK]);
    }
    assert_true(full >= SCALES - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_half_is_its_value),
        cmocka_unit_test(test_halves_round_to_the_nearest),
        cmocka_unit_test(test_emitted_c_reads_halves),
        cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

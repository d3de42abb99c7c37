/* rng.c - uniform numbers from the counter-based generator of gatrt.h.
 *
 * The same (seed, step, value, row, element) gives the same number on every
 * machine, thread and call. Reference numbers, which tests/runtime/test_rng.c holds:
 *
 *   gatrt_draw(42, 7)                     = 0x16062D6C1339E500
 *   gatrt_value_draw(that draw, 3)        = 0x31FF3B80C8B9A612
 *   gatrt_row_key(that, 1000)             = 0x7677C4ED
 *   gatrt_bits(that key, 0..3)            = 0x2122F6C3 0xE45DDA71 0xE8DAD2FA 0xBEEA5DA4
 *   gatrt_threshold(0.6)                  = 0x99999999
 *   rng_uniform(that draw, 3, 1000)       = 0.2766084069460053
 */
#include "runtime/runtime.h"

/* The top 53 of 64 bits, so every result is a double exactly. */
double rng_uniform(uint64_t draw, uint32_t value, int64_t i)
{
    return (double)(gatrt_mix(draw ^ (uint64_t)value << 48 ^ (uint64_t)i) >> 11) * 0x1p-53;
}

/* rng.c - uniform numbers from the counter-based generator of gatrt.h.
 *
 * The same (seed, step, value, row, element) gives the same number on every
 * machine, thread and call. Reference numbers, which tests/runtime/test_rng.c holds:
 *
 *   gatrt_draw(42, 7)                     = 0x16062D6C1339E500
 *   gatrt_row_key(that draw, 3, 1000)     = 0x46CFCEFDA1BA8623
 *   gatrt_bits(that key, 0..3)            = 0x2ECA99ED 0x51E51F89 0x4C6ACDC9 0x13379EE5
 *   gatrt_threshold(0.6)                  = 0x99999999
 *   rng_uniform(that draw, 3, 1000)       = 0.2766084069460053
 */
#include "runtime.h"

/* The top 53 bits of the row's key, so every result is a double exactly. */
double rng_uniform(uint64_t draw, uint32_t value, int64_t i)
{
    return (double)(gatrt_row_key(draw, value, i) >> 11) * 0x1p-53;
}

/* crc32c.c - CRC-32C: polynomial 0x1EDC6F41, bits turned round, all ones before and after. A byte at a time: what is
 * logged are some kilobytes a second.
 */
#include "runtime/record/crc32c.h"

#define POLYNOMIAL 0x82F63B78u /* turned round */
#define MASK_DELTA 0xA282EAD8u

void crc32c_make(Crc32c *table)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t rest = byte;
        for (int bit = 0; bit < 8; bit++)
            rest = rest & 1 ? rest >> 1 ^ POLYNOMIAL : rest >> 1;
        table->of_byte[byte] = rest;
    }
}

uint32_t crc32c_masked(const Crc32c *table, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uint32_t sum = 0xFFFFFFFFu;
    for (size_t i = 0; i < size; i++)
        sum = sum >> 8 ^ table->of_byte[(sum ^ at[i]) & 0xFF];
    sum = ~sum;
    return (sum >> 15 | sum << 17) + MASK_DELTA;
}

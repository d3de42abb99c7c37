/* crc32c.h - the check sum of Castagnoli et al. 1993, as TensorBoard's files have it. */
#ifndef CRC32C_H
#define CRC32C_H

#include <stddef.h>
#include <stdint.h>

typedef struct Crc32c { uint32_t of_byte[256]; } Crc32c;
void   crc32c_make(Crc32c *table);
/* Masked as TFRecord does it, so that a sum over bytes that hold sums means something. */
uint32_t crc32c_masked(const Crc32c *table, const void *bytes, size_t size);

#endif

/* sha256.h - SHA-256 (FIPS 180-4), as what other programs say of numbers is written down. */
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>

typedef struct Sha256 { char text[65]; } Sha256;         /* in hexadecimal */
Sha256 sha256(const void *bytes, size_t size);

#endif

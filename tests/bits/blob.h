/* blob.h - a prepared data set in a file, for machines to which the runtime's readers do not go. Numbers of 64, 32 bits
 * and floats, little endian; each array begins at a multiple of 64 bytes with how many bytes follow in the next 64. */
#ifndef BLOB_H
#define BLOB_H

enum { BLOB_LINE = 64 };

#endif

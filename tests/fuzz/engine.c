/* engine.c - one target under libFuzzer: compiled once for each with TARGET and MUTATOR. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    TARGET(bytes, size);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t capacity, unsigned seed)
{
    return MUTATOR(bytes, size, capacity, seed);
}

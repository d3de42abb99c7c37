/* pickle_machine.h - what pickle.c and pickle_values.c say to each other. */
#ifndef PICKLE_MACHINE_H
#define PICKLE_MACHINE_H

#include "runtime/formats/pickle.h"

typedef struct PickleBlock PickleBlock;
struct Pickle {
    char *where;
    PickleValue *root, stored; /* a list */
    PickleBlock *blocks;
    size_t held;         /* bytes of all blocks */
};

#endif

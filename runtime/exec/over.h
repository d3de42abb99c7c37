/* over.h - what tells runs side by side that nobody wants them any more. A header of its own: tcc, which compiles parts of
 * the runtime in tests, has no atomics. */
#ifndef OVER_H
#define OVER_H

#include <stdatomic.h>

struct Over {
    atomic_bool yes;
};

#endif

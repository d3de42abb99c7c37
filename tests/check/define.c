//! a directive that the emitter never writes: define int64_t int
#include <stdint.h>
#define int64_t int

int planted(void);
int planted(void)
{
    return 0;
}

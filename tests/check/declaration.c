//! a declaration of memcpy, which the file does not define
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);

int planted(void);
int planted(void)
{
    return 0;
}

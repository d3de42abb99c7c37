//! a call of rand, which is outside the contract
#include <stdlib.h>

typedef int (*Draw)(void);
static const Draw table[] = {rand};

const Draw *planted(void);
const Draw *planted(void)
{
    return table;
}

//! k1_show, which comes from models/planted.lua:4: a call of printf, which is outside the contract
#include <stdio.h>

/* y = x    models/planted.lua:3
 * z = y    models/planted.lua:4 */
static void k1_show(float x)
{
    printf("%f\n", (double)x);
}

void planted(float x);
void planted(float x)
{
    k1_show(x);
}

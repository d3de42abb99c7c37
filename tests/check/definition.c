//! expf is not the file's to declare
#include <math.h>

float expf(float x)
{
    return x;
}

//! k1_broken, which comes from models/planted.lua:9: use of undeclared identifier 'z'
/* y = z    models/planted.lua:9 */
static float k1_broken(float x)
{
    return x + z;
}

float planted(float x);
float planted(float x)
{
    return k1_broken(x);
}

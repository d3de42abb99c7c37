//! unused variable 'y'
float planted(float x);
float planted(float x)
{
    float y;
    return x;
}

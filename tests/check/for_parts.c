//! a for loop that is not
float planted(const float *x);
float planted(const float *x)
{
    float sum = 0.0f;
    int i = 0;
    for (; i < 8; i++)
        sum += x[i];
    return sum;
}

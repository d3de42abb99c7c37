//! the loop over i does not compare i with its bound
float planted(const float *x);
float planted(const float *x)
{
    float sum = 0.0f;
    for (int i = 0; x[i] > 0.0f; i++)
        sum += x[i];
    return sum;
}

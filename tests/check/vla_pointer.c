//! x has a variable-length array type
float planted(int n, float x[n][n]);
float planted(int n, float x[n][n])
{
    return x[n - 1][0];
}

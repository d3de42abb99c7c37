//! row has a variable-length array type
float planted(int n);
float planted(int n)
{
    float row[n];
    row[0] = 1.0f;
    return row[0];
}

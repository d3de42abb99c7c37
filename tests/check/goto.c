//! a goto
int planted(int n);
int planted(int n)
{
    if (n < 0)
        goto done;
    n++;
done:
    return n;
}

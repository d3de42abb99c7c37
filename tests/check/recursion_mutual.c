//! recursion: even -> odd -> even
static int odd(int n);

static int even(int n)
{
    return n == 0 ? 1 : odd(n - 1);
}

static int odd(int n)
{
    return n == 0 ? 0 : even(n - 1);
}

int planted(int n);
int planted(int n)
{
    return even(n);
}

//! recursion: planted -> planted
int planted(int n);
int planted(int n)
{
    return n > 0 ? planted(n - 1) : 0;
}

//! a call through a pointer
int planted(int (*f)(int), int x);
int planted(int (*f)(int), int x)
{
    return f(x);
}

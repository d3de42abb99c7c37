//! inline assembly
int planted(int n);
int planted(int n)
{
    __asm__("" : "+r"(n));
    return n;
}

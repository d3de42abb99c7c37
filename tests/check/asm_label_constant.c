//! a word of the compiler's own that the emitter never writes: __asm__
static const int planted __asm__("environ") = 1;

int reader(void);
int reader(void)
{
    return planted;
}

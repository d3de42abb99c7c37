//! a word of the compiler's own that the emitter never writes: __asm__
int planted(void) __asm__("abort");
int planted(void)
{
    return 0;
}

//! an attribute that the emitter never writes: section
static __attribute__((aligned(16), section("planted"))) int other(void)
{
    return 0;
}

int reader(void);
int reader(void)
{
    return other();
}

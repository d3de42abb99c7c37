//! an attribute that the emitter never writes: constructor
static void planted(void) __attribute__((constructor));
static void planted(void)
{
}

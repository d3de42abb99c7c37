//! a spelling that the emitter never writes
int plénted(void);
int plénted(void)
{
    return 0;
}

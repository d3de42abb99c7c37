//! a directive that the emitter never writes: pragma weak planted
#pragma weak planted
int planted(void);
int planted(void)
{
    return 0;
}

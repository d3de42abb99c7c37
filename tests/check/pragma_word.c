//! a pragma that the emitter never writes: ("redefine_extname memset abort")
_Pragma("redefine_extname memset abort")

int planted(void);
int planted(void)
{
    return 0;
}

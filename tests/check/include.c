//! a directive that the emitter never writes: include "/etc/passwd"
#if defined(GATCC_NEITHER)
#include "/etc/passwd"
#endif

int planted(void);
int planted(void)
{
    return 0;
}

//! inline assembly?
__asm__(".globl planted_symbol");

int planted(void);
int planted(void)
{
    return 0;
}

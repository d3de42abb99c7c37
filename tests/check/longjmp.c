//! a call of longjmp, which is outside the contract
#include <setjmp.h>

void planted(jmp_buf *back);
void planted(jmp_buf *back)
{
    longjmp(*back, 1);
}

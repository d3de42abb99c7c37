//! a spelling that the emitter never writes: %:define GAT_X 1
%:define GAT_X 1

int planted(void);
int planted(void)
{
    return GAT_X;
}

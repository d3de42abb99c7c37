//! calls is a mutable global
int calls;

int planted(void);
int planted(void)
{
    return calls++;
}

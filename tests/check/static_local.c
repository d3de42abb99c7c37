//! calls is a mutable static
int planted(void);
int planted(void)
{
    static int calls;
    return calls++;
}

//! an extern declaration that the emitter never writes: extern const int planted;
extern const int planted;

int reader(void);
int reader(void)
{
    return planted;
}

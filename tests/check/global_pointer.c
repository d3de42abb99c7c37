//! names is a mutable global
static const char *names[] = {"a", "b"};

const char *planted(int i);
const char *planted(int i)
{
    return names[i];
}

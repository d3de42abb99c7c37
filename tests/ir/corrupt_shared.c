/* corrupt_shared.c - ways to break what share_kernels says: bindings, and that the loops of kernels with one function
 * are equal. */
#include "../../compiler/loops/equal.h"

/* A kernel that runs another's function. */
static Kernel *pick_sharer(Random *r, Prog *p)
{
    int start = random_below(r, p->kernel_count);
    for (int i = 0; i < p->kernel_count; i++) {
        Kernel *k = p->kernels[(start + i) % p->kernel_count];
        if (k->shared != k)
            return k;
    }
    return NULL;
}

static bool bindings_swapped(Random *r, Prog *p)
{
    Kernel *k = pick_sharer(r, p);
    if (!k || k->field_count < 2)
        return false;
    int at = random_below(r, k->field_count - 1), other = at + 1 + random_below(r, k->field_count - at - 1);
    const char *name = k->bound[at];
    k->bound[at] = k->bound[other];
    k->bound[other] = name;
    return true;
}

static bool binding_replaced(Random *r, Prog *p)
{
    Kernel *k = pick_sharer(r, p);
    int other = random_below(r, p->field_count);
    int at = k ? random_below(r, k->field_count) : 0;
    if (!k || !strcmp(k->bound[at], p->fields[other].name))
        return false;
    k->bound[at] = p->fields[other].name;
    return true;
}

static bool binding_short(Random *r, Prog *p)
{
    Kernel *k = pick_sharer(r, p);
    if (k)
        k->field_count--;
    return k != NULL;
}

static bool function_of_another(Random *r, Prog *p)
{
    Kernel *k = pick_sharer(r, p), *other = p->kernels[random_below(r, p->kernel_count)];
    if (!k || other->shared == k->shared)
        return false;
    k->shared = other->shared;
    return true;
}

/* Numbers of a kernel's loops, one of which is to change. */
typedef struct Numbers {
    double *at[256];
    int64_t *whole[256];
    int count, wholes;
} Numbers;

static void note_number(void *arg, const Expr *x)
{
    Numbers *n = arg;
    if (x->kind == X_NUMBER && n->count < 256)
        n->at[n->count++] = &((Expr *)x)->num;
}

static void note_whole(void *arg, const Ix *x)
{
    Numbers *n = arg;
    if (x->kind == IX_NUMBER && n->wholes < 256)
        n->whole[n->wholes++] = &((Ix *)x)->num;
}

static Numbers numbers_of(const Kernel *k)
{
    Numbers n = {0};
    visit_stmts(&(Visit){.expr = note_number, .ix = note_whole, .arg = &n}, k->body);
    return n;
}

static bool constant_differs(Random *r, Prog *p)
{
    Numbers n = {0};
    for (int tries = 0; tries < 8 && !n.count; tries++) {
        Kernel *k = pick_sharer(r, p);
        if (k)
            n = numbers_of(k);
    }
    double *number = n.count ? n.at[random_below(r, n.count)] : NULL;
    if (number)
        *number = *number == 0.5 ? 0.25 : 0.5; /* one more would leave an infinite one as it is */
    return number != NULL;
}

static bool index_differs(Random *r, Prog *p)
{
    Kernel *k = pick_sharer(r, p);
    Numbers n = {0};
    if (k)
        n = numbers_of(k);
    if (n.wholes)
        *n.whole[random_below(r, n.wholes)] += 1;
    return n.wholes > 0;
}

static bool bound_to_narrow(Random *r, Prog *p)
{
    Kernel *k = pick_sharer(r, p);
    for (int i = 0; k && i < k->field_count; i++)
        for (int j = 0; j < p->field_count; j++) {
            Field *f = &p->fields[j];
            if (strcmp(f->name, k->bound[i]) != 0 || f->kind != FIELD_BUF || f->buf->width < 2)
                continue;
            Buf *narrow = arena_alloc(1, sizeof *narrow);
            *narrow = *f->buf;
            narrow->width--;
            f->buf = narrow;
            return true;
        }
    return false;
}

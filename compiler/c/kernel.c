/* kernel.c - kernels as C functions: names bound to the context's members, then the body (statements.c).
 * In: kernels whose bodies are loops; of equal ones the first. Out: a function each. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loop.h"

#include <string.h>

/* The struct that a function's bindings are of: one of its own where it has several, else its program's context. */
const char *binding_type(const Prog *p, const Kernel *k)
{
    return is_shared(k) ? arena_format("%s_ctx", k->shared->name) : arena_format("%s_%s_ctx", p->model->name, p->name);
}

const char *kernel_label(const Prog *p, const Kernel *k)
{
    return k->name + strlen(p->model->name) + strlen(p->name) + 2;
}

static void emit_bindings(Out *o, const Prog *p, const Kernel *k)
{
    out_line(o, "const %s *const c = ctx;", binding_type(p, k));
    for (int i = 0; i < k->field_count; i++) {
        const Field *f = find_field(p, k->fields[i]);
        const char *lead = kernel_writes(k, f) ? "" : "const ";
        if (f->pointer)
            out_line(o, "%s%s *restrict const %s = c->%s;", lead, elem_types[f->elem], f->name, f->name);
        else
            out_line(o, "const %s %s = c->%s;", elem_types[f->elem], f->name, f->name);
    }
}

/* Which of its arguments a kernel uses. */
typedef struct Uses {
    const char *name;
    bool found;
} Uses;

static void find_name(void *arg, const Var *var)
{
    Uses *uses = arg;
    uses->found |= var->kind == VAR_GIVEN && !strcmp(var->name, uses->name);
}

static void emit_unused(Out *o, const Kernel *k)
{
    static const char *const given[] = {"lo", "hi", "chunk"};
    const char *list = "";
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        Uses uses = {.name = given[i]};
        visit_stmts(&(Visit){.var = find_name, .arg = &uses}, k->body);
        if (!uses.found)
            list = arena_format("%s%s(void)%s", list, *list ? ", " : "", given[i]);
    }
    if (*list)
        out_line(o, "%s;", list);
}

static void emit_kernel(Out *o, const Prog *p, const Kernel *k)
{
    out_blank(o);
    emit_kernel_comment(o, p, k);
    out_open_function(o, "static GAT_KERNEL void %s(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)", k->name);
    emit_bindings(o, p, k);
    emit_unused(o, k);
    out_line(o, "GAT_NO_LEAF");
    emit_body(o, k);
    out_close(o, "");
}

void emit_kernels(Out *o, const Prog *p)
{
    for (int i = 0; i < p->kernel_count; i++)
        if (p->kernels[i]->shared == p->kernels[i])
            emit_kernel(o, p, p->kernels[i]);
}

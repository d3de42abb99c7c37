/* names.c - C names for a program's values, buffers and kernels: as in the layer's Lua
 * where it had a name, else after the op; unique in the program, clear of C's words and
 * of the letters loops use. */
#include "schedule.h"

#include <ctype.h>
#include <string.h>

static const char *plain_name(const Val *v)
{
    switch (v->op) {
    case OP_sum_in:
    case OP_sum_out:
    case OP_sum_last:
    case OP_sum_heads:
    case OP_sum_rows:
    case OP_pool_sum: return "sum";
    case OP_max_in:
    case OP_max_last: return "top";
    case OP_matmul:
    case OP_matmul_t: return "product";
    case OP_outer: return "outer";
    default: return op_info[v->op].name;
    }
}

static const char *c_name(const char *name)
{
    char *text = arena_format("%s%s", isdigit((unsigned char)*name) ? "x" : "", name);
    for (char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return text;
}

static bool name_taken(const Prog *p, int count, const char *name)
{
    /* letters of loops, what kernels declare, functions of <math.h> */
    static const char *const reserved[] = {
        "v",   "u",   "e",      "q",     "n",      "h",         "i",         "k",       "c",
        "lo",  "hi",  "chunk",  "piece", "first",  "sum",       "draw",      "nodes",   "edges",
        "x_k", "x_q", "a_k",    "dy_i",  "loss",   "in_start",  "in_src",    "pieces",  "w",
        "ctx", "run", "params", "graph", "inputs", "workspace", "out_start", "out_dst", "out_edge",
        "log", "exp", "sqrt",   "tanh",  "erf",    "abs",       "div",       "index"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (!strcmp(name, reserved[i]))
            return true;
    if (out_is_taken_word(name))
        return true;
    for (int i = 0; i < count; i++)
        if (p->labels[i] && !strcmp(p->labels[i], name))
            return true;
    return false;
}

static const char *unique_name(const Prog *p, int count, const char *wish)
{
    const char *base = c_name(wish), *name = base;
    for (int n = 2; name_taken(p, count, name); n++)
        name = arena_format("%s%s%d", base, isdigit((unsigned char)base[strlen(base) - 1]) ? "_" : "", n);
    return name;
}

void name_values(Prog *p)
{
    p->labels = arena_alloc((size_t)p->count + 1, sizeof(char *));
    for (int i = 0; i < p->count; i++) {
        const Val *v = p->vals[i];
        const char *wish = v->op == OP_input   ? p->model->inputs[v->attr.index].name
                           : v->op == OP_param ? p->model->params[v->attr.index].name
                           : v->name           ? v->name
                                               : plain_name(v);
        p->labels[i] = unique_name(p, i, wish);
    }
    int outputs = 1;
    for (int i = 0; i < p->root_count; i++)
        outputs = p->roots[i].index >= outputs ? p->roots[i].index + 1 : outputs;
    p->param_labels = arena_alloc((size_t)p->model->param_count + 1, sizeof(char *));
    p->output_labels = arena_alloc((size_t)outputs + 1, sizeof(char *));
    for (int i = 0; i < p->model->param_count; i++)
        p->param_labels[i] = c_name(p->model->params[i].name);
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == ROOT_OUTPUT || p->roots[i].kind == ROOT_ON_DEMAND)
            p->output_labels[p->roots[i].index] = c_name(p->roots[i].name);
    for (int i = 0; i < p->buf_count; i++)
        p->bufs[i].name =
            p->bufs[i].val ? p->labels[p->bufs[i].val->id] : arena_format("pieces_of_%d", p->bufs[i].kernel);
}

/* A kernel is called after the widest thing it makes. */
void name_kernel(Prog *p, Kernel *k)
{
    const Val *widest = k->vals[0];
    for (int i = 1; i < k->count; i++)
        if (val_width(k->vals[i]) > val_width(widest) && k->kind != KERNEL_REDUCE)
            widest = k->vals[i];
    const char *what = k->kind == KERNEL_REDUCE ? "sums" : p->labels[widest->id];
    k->name = arena_format("%s_%s_k%d_%s", p->model->name, p->name, k->id, what);
}

/* equation.c - a value as a line of mathematics, for comments and dumps. Named values
 * stand by name; what has no name is written out. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/kernels.h"

#include <string.h>

enum { MAX_TEXT = 160, MAX_DEPTH = 6 };

static const char *text_of(const Prog *p, const Val *v, int depth, int tightness);

static const char *infix(const Prog *p, const Val *v, int depth, int tightness)
{
    static const struct {
        Op op;
        const char *sign;
        int tight;
    } signs[] = {
        {OP_add, " + ", 1},
        {OP_sub, " - ", 1},
        {OP_mul, " ", 2},
        {OP_div, " / ", 2},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (signs[i].op != v->op)
            continue;
        const char *a = text_of(p, v->in[0], depth + 1, signs[i].tight);
        const char *b = text_of(p, v->in[1], depth + 1, signs[i].tight + (v->op == OP_sub || v->op == OP_div));
        const char *both = arena_format("%s%s%s", a, signs[i].sign, b);
        return signs[i].tight < tightness ? arena_format("(%s)", both) : both;
    }
    return NULL;
}

static const char *call(const Prog *p, const Val *v, int depth)
{
    const char *args = "";
    for (int i = 0; i < op_info[v->op].arity; i++)
        args = arena_format("%s%s%s", args, i ? ", " : "", text_of(p, v->in[i], depth + 1, 0));
    if (v->op == OP_leaky_relu || v->op == OP_elu)
        args = arena_format("%s, %s", args, out_double(v->attr.num));
    return arena_format("%s(%s)", op_word(v), args);
}

static const char *expression(const Prog *p, const Val *v, int depth, int tightness)
{
    switch (v->op) {
    case OP_constant: return out_double(v->attr.num);
    case OP_iota: return "iota";
    case OP_keep: return arena_format("keep(%s)", out_double(v->attr.num));
    case OP_slice:
        return arena_format("%s[%d..%d]", text_of(p, v->in[0], depth + 1, 3), v->attr.index,
                            v->attr.index + v->attr.length);
    case OP_neg: return arena_format("-%s", text_of(p, v->in[0], depth + 1, 3));
    case OP_recip: return arena_format("1 / %s", text_of(p, v->in[0], depth + 1, 3));
    case OP_matmul:
        return arena_format("%s %s", text_of(p, v->in[0], depth + 1, 3), text_of(p, v->in[1], depth + 1, 3));
    case OP_matmul_t:
        return arena_format("%s %s^T", text_of(p, v->in[0], depth + 1, 3), text_of(p, v->in[1], depth + 1, 3));
    default: {
        const char *sum = infix(p, v, depth, tightness);
        return sum ? sum : call(p, v, depth);
    }
    }
}

/* Sums and products stand by name; so does what other kernels made. */
static bool has_home(const Prog *p, const Val *v)
{
    Kind kind = op_info[v->op].kind;
    return p->places && (p->places[v->id].stored || kind == KIND_SCATTER || kind == KIND_GEMM || kind == KIND_REDUCE);
}

static const char *text_of(const Prog *p, const Val *v, int depth, int tightness)
{
    bool leaf = v->op == OP_input || v->op == OP_param;
    if (v->op == OP_reshape || v->op == OP_expand) /* there is none of its own, whatever it is called */
        return text_of(p, v->in[0], depth, tightness);
    if (leaf ||
        (depth > 0 && (v->name || depth > MAX_DEPTH || has_home(p, v)) && v->op != OP_keep && v->op != OP_constant))
        return p->labels[v->id];
    return expression(p, v, depth, tightness);
}

const char *equation(const Prog *p, const Val *v)
{
    const char *right = text_of(p, v, 0, 0);
    if (strlen(right) > MAX_TEXT)
        right = arena_format("%.*s ...", MAX_TEXT, right);
    return arena_format("%s = %s", p->labels[v->id], right);
}

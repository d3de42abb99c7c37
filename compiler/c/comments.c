/* comments.c - what stands above a kernel: one sentence for those who look for a place, then each of its values as an
 * equation, with its type and the line it comes from. All of it is read off ops and names; no layer is known here. */
#include "compiler/base/arena.h"
#include "compiler/base/quote.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/print.h"
#include "compiler/kernels/kernels.h"
#include "compiler/loops/equal.h"

#include <string.h>

/* ------------------------------------------------------------ what it is about */

static const char *label(const Prog *p, const Val *v)
{
    return p->labels[view_base(v)->id];
}

static void add(Out *list, const char *more)
{
    out_text(list, "%s%s", list->size ? ", " : "", more);
}

static const Val *behind_gather(const Val *v)
{
    v = view_base(v);
    return v->op == OP_gather ? view_base(v->in[0]) : v;
}

/* Is e = exp(x - the maximum of x)? */
static bool is_exp_below(const Val *e, const Val *max)
{
    const Val *below = e->op == OP_exp ? view_base(e->in[0]) : NULL;
    return below && below->op == OP_sub && behind_gather(below->in[1]) == max;
}

enum { DEEPEST = 4 }; /* factors are looked for no deeper */

/* The factor exp(x - maximum) of a product, which may be it itself. */
static const Val *softmax_factor(const Val *v, const Val *max, int depth)
{
    const Val *found = NULL;
    v = view_base(v);
    if (is_exp_below(v, max))
        return v;
    for (int i = 0; v->op == OP_mul && depth < DEEPEST && i < 2 && !found; i++)
        found = softmax_factor(v->in[i], max, depth + 1);
    return found;
}

/* The first factor that is neither that nor a random draw. */
static const Val *other_factor(const Val *v, const Val *not_this, int depth)
{
    const Val *found = NULL;
    v = view_base(v);
    if (v == not_this || v->op == OP_keep)
        return NULL;
    if (v->op != OP_mul || depth == DEEPEST)
        return behind_gather(v);
    for (int i = 0; i < 2 && !found; i++)
        found = other_factor(v->in[i], not_this, depth + 1);
    return found;
}

/* The maximum of this kernel that a sum's operand is measured from; NULL: none. */
static const Val *maximum_of(const Kernel *k, const Val *sum, const Val **factor)
{
    for (int i = 0; i < k->count; i++)
        if (k->vals[i]->op == OP_max_to && (*factor = softmax_factor(sum->in[0], k->vals[i], 0)))
            return k->vals[i];
    return NULL;
}

static const char *sum_phrase(const Prog *p, const Kernel *k, const Val *sum)
{
    const Val *factor, *max = maximum_of(k, sum, &factor);
    if (!max)
        return arena_format("sum %s", label(p, sum));
    if (factor == view_base(sum->in[0]))
        return arena_format("softmax of %s", label(p, max->in[0]));
    const Val *other = other_factor(sum->in[0], factor, 0);
    return other ? arena_format("sum of %s by its weights", label(p, other)) : arena_format("sum %s", label(p, sum));
}

/* What a reader would look for in a kernel; NULL: a step on the way there. */
static const char *phrase(const Prog *p, const Kernel *k, const Val *v)
{
    switch (v->op) {
    case OP_sum_to: return sum_phrase(p, k, v);
    case OP_matmul: return arena_format("%s times %s", label(p, v->in[0]), label(p, v->in[1]));
    case OP_matmul_t: return arena_format("%s times %s transposed", label(p, v->in[0]), label(p, v->in[1]));
    case OP_max_to:
        for (int i = 0; i < k->count; i++) {
            const Val *factor, *sum = k->vals[i];
            if (sum->op == OP_sum_to && maximum_of(k, sum, &factor) == v)
                return NULL; /* told with the sum */
        }
        return arena_format("maximum %s", label(p, v));
    default: return NULL;
    }
}

static const char *phrases(const Prog *p, const Kernel *k)
{
    Out list, dots, parts;
    const char *last = "";
    out_init(&list);
    out_init(&dots);
    out_init(&parts);
    for (int i = 0; i < k->count; i++) {
        const Val *v = k->vals[i];
        const char *more = phrase(p, k, v);
        last = label(p, v);
        if (more)
            add(&list, more);
        if (v->op == OP_sum_last && view_base(v->in[0])->op == OP_mul)
            add(&dots, last);
        if (is_row_sum(v))
            add(&parts, last);
    }
    if (dots.size)
        out_text(&list, "%sdot products %s", list.size ? "; " : "", dots.text);
    if (parts.size)
        out_text(&list, "%sthe chunk's part of %s", list.size ? "; " : "", parts.text);
    const char *text = list.size ? arena_format("%s", list.text) : last;
    out_free(&list);
    out_free(&dots);
    out_free(&parts);
    return text;
}

static const char *sentence(const Prog *p, const Kernel *k)
{
    const Val *v = k->vals[0];
    const char *lists = "";
    for (int i = 0; i < k->walks.count; i++)
        lists = arena_format("%s%s%s", lists, i ? " and " : ", over its ", met_rows(k->walks.at[i]));
    switch (k->kind) {
    case KERNEL_ROWS: return arena_format("For each %s%s: %s.", k->rows->name, lists, phrases(p, k));
    case KERNEL_GEMM: return arena_format("For a chunk of %s at once: %s.", rows_name(k->rows), phrases(p, k));
    case KERNEL_COLUMNS:
        return arena_format("For each column of a sparse input: its entries times rows of %s, which is a row of %s.",
                            label(p, v->in[1]), label(p, v));
    case KERNEL_REDUCE: return "Adds up, in the order of the chunks, what each has of these sums.";
    default: return "Once, of what has one row.";
    }
}

/* ------------------------------------------------------------ the comment */

enum { WIDEST = 116, MOST = 24 };

/* The next line of a comment, in lines of at most WIDEST where blanks allow it. */
static void put_line(Out *o, const char **lead, const char *text)
{
    while (strlen(text) > WIDEST) {
        const char *cut = text + WIDEST;
        while (cut > text && *cut != ' ')
            cut--;
        if (cut == text)
            break;
        out_line(o, "%s %.*s", *lead, (int)(cut - text), text);
        text = cut + 1;
        *lead = " *";
    }
    out_line(o, "%s %s", *lead, text);
    *lead = " *";
}

/* The other kernels that run this function, by program. */
static const char *sharers(const Model *m, const Kernel *k)
{
    const char *line = "Also";
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        const Prog *p = m->progs[emit_order[i]];
        const char *program = p ? arena_format(" %s", p->name) : "";
        for (int j = 0; p && j < p->kernel_count; j++) {
            if (p->kernels[j]->shared != k || p->kernels[j] == k)
                continue;
            line = arena_format("%s%s %s", line, program, kernel_label(p, p->kernels[j]));
            program = ",";
        }
    }
    return line;
}

/* Stands written out in the equation that uses it. */
static bool is_inside(const Kernel *k, int i)
{
    const Val *v = k->vals[i];
    return !v->name && op_info[v->op].kind == KIND_MAP && i + 1 < k->count;
}

void emit_kernel_comment(Out *o, const Prog *p, const Kernel *k)
{
    const char *lead = "/*";
    int shown = 0;
    put_line(o, &lead, sentence(p, k));
    if (is_shared(k))
        put_line(o, &lead, sharers(p->model, k));
    for (int i = 0; i < k->count; i++) {
        const Val *v = k->vals[i];
        if (is_inside(k, i) || shown++ >= MOST)
            continue;
        const char *from = v->pos.line ? pos_text(v->pos) : arena_format("%s:1", p->model->source);
        out_line(o, " *   %s   %s   %s", equation(p, v), type_text(v->type), quote_comment(from));
    }
    if (shown > MOST)
        out_line(o, " *   and %d more", shown - MOST);
    out_line(o, " */");
}

/* demand.c - which rows of each value reach a root.
 *
 * Rows are ordered by demand level: the first rows(l) nodes are those within l hops,
 * against the edges, of the rows that are wanted (the labelled nodes in training).
 * Two numbers for each node or edge value (an edge counts by its destination):
 *
 *   support  rows past rows(support) are known to be zero     (forward; from the loss weights)
 *   level    rows past rows(level) are not needed by any root (backward; from the roots)
 *
 * A loop over a value stops at its level; a sum over rows or edges stops at the
 * support of what it sums. Both only leave out zeros and unread rows, so the result
 * is the same to the bit. Where any value is needed in every row, nothing may be left
 * out of the graph and the program asks for no levels. */
#include "compiler/algebra/algebra.h"
#include "compiler/algebra/guard.h"
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/ir/print.h"

static int deeper(int level)
{
    return level >= LEVEL_ALL ? LEVEL_ALL : level + 1;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

/* Support of an operand as the result sees it: a zero constant is zero everywhere. */
static int operand_support(const Prog *p, const Val *x)
{
    if (x->op == OP_constant && x->attr.num == 0)
        return 0;
    return has_rows(x) ? p->support[x->id] : LEVEL_ALL;
}

static int support_of_operands(const Prog *p, const Val *v)
{
    int arity = op_info[v->op].arity, support;
    if (v->op == OP_select)
        return most(least(operand_support(p, v->in[0]), operand_support(p, v->in[1])), operand_support(p, v->in[2]));
    switch (op_info[v->op].zero) {
    case ZERO_ANY:
        support = LEVEL_ALL;
        for (int i = 0; i < arity; i++)
            support = least(support, operand_support(p, v->in[i]));
        return support;
    case ZERO_ALL:
        support = 0;
        for (int i = 0; i < arity; i++)
            support = most(support, operand_support(p, v->in[i]));
        return support;
    case ZERO_FIRST: return operand_support(p, v->in[0]);
    default: return LEVEL_ALL;
    }
}

/* An edge has the level of the row at its sorted end; the row at the other end may lie one hop further out. */
static bool crosses_levels(const Val *v)
{
    return !v->attr.end->sorted || v->attr.end->of->kind == SPACE_ROWS;
}

static int support_of(const Prog *p, const Val *v)
{
    switch (v->op) {
    case OP_input: return p->model->inputs[v->attr.index].role == GATRT_WEIGHT ? 0 : LEVEL_ALL;
    case OP_gather: return crosses_levels(v) || is_single(v->in[0]) ? LEVEL_ALL : operand_support(p, v->in[0]);
    case OP_sum_to:
    case OP_max_to: return crosses_levels(v) ? deeper(operand_support(p, v->in[0])) : support_of_operands(p, v);
    default: return support_of_operands(p, v);
    }
}

static void need(Prog *p, const Val *v, int level)
{
    p->level[v->id] = most(p->level[v->id], level);
}

/* Rows that count in a sum over all rows: past the support of what it sums there are only zeros. */
int fold_level(const Prog *p, const Val *fold)
{
    int level = LEVEL_ALL;
    for (int i = 0; i < op_info[fold->op].arity; i++)
        level = least(level, operand_support(p, fold->in[i]));
    return level;
}

/* What each operand must have so that v has its rows up to its level. */
static void need_operands(Prog *p, const Val *v)
{
    int level = p->level[v->id], arity = op_info[v->op].arity;
    switch (v->op) {
    case OP_gather:
        if (has_rows(v->in[0]) && crosses_levels(v))
            level = deeper(level);
        break;
    case OP_sum_to:
    case OP_max_to:
        level = crosses_levels(v) ? LEVEL_ALL : level;
        if (has_rows(v))
            need(p, v->in[0], least(level, p->support[v->in[0]->id]));
        else
            need(p, v->in[0], fold_level(p, v));
        return;
    case OP_sum_rows:
    case OP_outer:
        for (int i = 0; i < arity; i++)
            need(p, v->in[i], has_rows(v->in[i]) ? fold_level(p, v) : 0);
        return;
    case OP_select: /* where the condition is 0 the first value is not looked at */
        if (has_rows(v) && has_rows(v->in[1])) {
            need(p, v->in[0], has_rows(v->in[0]) ? level : 0);
            need(p, v->in[1], least(level, operand_support(p, v->in[0])));
            need(p, v->in[2], has_rows(v->in[2]) ? level : 0);
            return;
        }
        break;
    default: break;
    }
    for (int i = 0; i < arity; i++)
        need(p, v->in[i], has_rows(v->in[i]) && has_rows(v) ? level : 0);
}

/* Does it go along an end between rows that both have kernels of their own? Their lists are whole, so that nothing may
 * be left out of the graph. */
static bool joins_rows(const Val *v)
{
    return v->attr.end && v->attr.end->of->kind == SPACE_ROWS;
}

/* One row needed everywhere means every row everywhere. The graph holds the edges into
 * level l only if it holds their sources, which are at level l + 1. */
static void settle(Prog *p)
{
    int deepest = -1;
    for (int i = 0; i < p->count; i++)
        if (has_rows(p->vals[i]) && p->level[i] >= 0)
            deepest = joins_rows(p->vals[i])
                          ? LEVEL_ALL
                          : most(deepest, is_edge_value(p->vals[i]) ? deeper(p->level[i]) : p->level[i]);
    p->levels = deepest >= LEVEL_ALL || p->model->switches.no_demand ? 0 : deepest + 1;
    if (p->levels)
        return;
    for (int i = 0; i < p->count; i++) {
        if (p->level[i] >= 0)
            p->level[i] = LEVEL_ALL;
        p->support[i] = LEVEL_ALL;
    }
}

static void find_levels(Prog *p)
{
    p->level = arena_alloc((size_t)p->count + 1, sizeof(int));
    p->support = arena_alloc((size_t)p->count + 1, sizeof(int));
    for (int i = 0; i < p->count; i++) {
        p->level[i] = -1;
        p->support[i] = support_of(p, p->vals[i]);
    }
    for (int i = 0; i < p->root_count; i++)
        need(p, p->roots[i].val, p->roots[i].kind == ROOT_INPUT_GRAD ? LEVEL_ALL : 0);
    for (int i = p->count - 1; i >= 0; i--)
        if (p->level[i] >= 0)
            need_operands(p, p->vals[i]);
    settle(p);
}

/* Zeros are guarded where that takes a hop less of the graph. */
void demand(Prog *p)
{
    find_levels(p);
    Prog guarded = *p;
    if (!guard_zeros(&guarded))
        return;
    find_levels(&guarded);
    if (guarded.levels < p->levels)
        *p = guarded;
}

void demand_print(FILE *out, const Prog *p)
{
    fprintf(out, "; program %s: %d demand level%s\n", p->name, p->levels, p->levels == 1 ? "" : "s");
    for (int i = 0; i < p->count; i++) {
        const Val *v = p->vals[i];
        if (!has_rows(v) || p->level[i] < 0)
            continue;
        fprintf(out, "%%%-3d %-16s %-10s level ", i, type_text(v->type), op_word(v));
        fprintf(out, p->level[i] >= LEVEL_ALL ? "all" : "%d", p->level[i]);
        if (p->support[i] < LEVEL_ALL)
            fprintf(out, ", zero past %d", p->support[i]);
        fprintf(out, "%s%s\n", v->name ? "   ; " : "", v->name ? v->name : "");
    }
}

/* guard.c - zeros that need not be worked out.
 *
 * In a backward pass the gradient of a layer's output is zero past rows(s), and is added to one that reaches further: of the
 * layers before it has as many rows as these ask for. Read as it is, it would have to be there in all of them, with all
 * that it is made of, up to a hop more of the forward pass, only to be zero. So such a sum reads
 *
 *   g_s > 0 ? a : 0        g_0 = the weight of the row in the loss        g_(s+1) = g_s + the g_s of the rows that it points to
 *
 * where g_s is above 0 in the rows that a can be other than zero in, and 0 past rows(s). demand.c knows that a choice's
 * first value is not read where the condition is 0.
 *
 * In: a program with levels and supports. Out: one whose sums ask for less; its levels are to be found anew. */
#include "compiler/algebra/algebra.h"
#include "compiler/algebra/guard.h"
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"

enum {
    MOST_GUARDS = 4
}; /* each is a pass over edges; where more are asked for, rows a hop away are most rows anyway */

typedef struct Guarding {
    const Prog *p;
    const Val *weight;       /* of p: what the loss gives each row */
    bool alone;              /* all relations lead from rows of its space to rows of its space */
    Val *guard[MOST_GUARDS]; /* of the copy, as they are asked for */
} Guarding;

static const Val *find_weight(const Prog *p)
{
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->op == OP_input && p->model->inputs[p->vals[i]->attr.index].role == GATRT_WEIGHT)
            return p->vals[i];
    return NULL;
}

/* Rows of another space have other levels. */
static bool is_of_weight(const Guarding *g, const Val *x)
{
    return has_rows(x) && x->type.space == g->weight->type.space && (g->alone || g->p->support[x->id] == 0);
}

/* Past its support it is read, and only as the zeros that it has there. */
static bool is_read_past_support(const Guarding *g, const Val *v, const Val *x)
{
    const int support = g->p->support[x->id];
    return (v->op == OP_add || v->op == OP_sub) && g->p->level[v->id] > support && g->p->support[v->id] > support &&
           is_of_weight(g, x) && x->op != OP_input;
}

static bool is_alone(const Guarding *g)
{
    const Model *m = g->p->model;
    const Space *rows = g->weight->type.space;
    for (int i = 0; i < m->space_count; i++)
        for (int j = 0; m->spaces[i]->kind == SPACE_EDGES && j < m->spaces[i]->end_count; j++)
            if (m->spaces[i]->ends[j]->to != rows)
                return false;
    return true;
}

static Val *along_all(Guarding *g, Prog *to, Val *inner, Pos pos)
{
    const Model *m = g->p->model;
    Val *sum = inner;
    for (int i = 0; i < m->space_count; i++) {
        const Space *relation = m->spaces[i];
        if (relation->kind != SPACE_EDGES)
            continue;
        const End *sorted = sorted_end(relation), *far = far_end(sorted);
        Val *there = mk_along(to, OP_gather, sorted, inner, pos);
        sum = mk2(to, OP_add, sum, mk_along(to, OP_sum_to, far, there, pos), pos);
    }
    return sum;
}

static Val *guard_of(Guarding *g, Prog *to, int support, Pos pos)
{
    if (!g->guard[support])
        g->guard[support] = support ? along_all(g, to, guard_of(g, to, support - 1, pos), pos)
                                    : build(to, OP_input, NULL, &g->weight->attr, pos);
    return g->guard[support];
}

static Val *guard_operands(Prog *to, const Val *v, Val **in, void *arg)
{
    Guarding *g = arg;
    Val *guarded[MAX_IN] = {0};
    bool any = false;
    for (int i = 0; i < op_info[v->op].arity; i++) {
        guarded[i] = in[i];
        if (!is_read_past_support(g, v, v->in[i]))
            continue;
        Val *choice[] = {guard_of(g, to, g->p->support[v->in[i]->id], v->pos), in[i], mk_constant(to, 0, v->pos)};
        guarded[i] = build(to, OP_select, choice, &(Attr){0}, v->pos);
        any = true;
    }
    if (!any)
        return NULL;
    Val *copy = build(to, v->op, guarded, &v->attr, v->pos);
    name_like(copy, v);
    return copy;
}

bool guard_zeros(Prog *p)
{
    Guarding g = {.p = p, .weight = find_weight(p)};
    int most = -1;
    g.alone = g.weight && is_alone(&g);
    for (int i = 0; g.weight && p->levels && i < p->count; i++)
        for (int j = 0; j < op_info[p->vals[i]->op].arity; j++)
            if (is_read_past_support(&g, p->vals[i], p->vals[i]->in[j]))
                most = p->support[p->vals[i]->in[j]->id] > most ? p->support[p->vals[i]->in[j]->id] : most;
    if (most < 0 || most >= MOST_GUARDS)
        return false;
    const unsigned facts = p->facts;
    *p = *prog_copy(p, p->name, NULL, guard_operands, &g);
    p->facts = facts;
    return true;
}

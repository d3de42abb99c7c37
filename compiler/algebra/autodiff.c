/* autodiff.c - appends the backward pass: values of the same kind as the forward
 * ones, scheduled and fused by the same machinery.
 *
 * Reverse mode over the value list. Each op has one rule, under its equation; dy
 * is the adjoint of y and always has y's type. flow() is the only place where
 * gradients accumulate. Only values that depend on a parameter get an adjoint.
 * In: a typed program with a loss. Out: for each parameter of the model a ROOT_GRAD, for each
 * state a ROOT_STATE. */
#include "compiler/algebra/algebra.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/model.h"
#include "compiler/ir/words.h"

typedef struct Back {
    Prog *p;
    Val **adjoint; /* by id of the forward value; NULL: none yet */
    bool *wanted;  /* by id: does the value depend on a parameter? */
    int forward;   /* values before the backward pass */
} Back;

static Val *number(Back *k, double x, Val *like)
{
    return mk_constant(k->p, x, like->pos);
}

static Val *mul(Back *k, Val *a, Val *b)
{
    return mk2(k->p, OP_mul, a, b, a->pos);
}

static Val *neg(Back *k, Val *a)
{
    return mk1(k->p, OP_neg, a, a->pos);
}

static Val *recip(Back *k, Val *a)
{
    return mk1(k->p, OP_recip, a, a->pos);
}

static Val *select3(Back *k, Val *c, Val *a, Val *b)
{
    return mk3(k->p, OP_select, c, a, b, c->pos);
}

static Val *zeros(Back *k, const Space *space, Shape shape, Pos pos)
{
    Attr attr = {.num = 0, .type = {space, shape}};
    return build(k->p, OP_constant, NULL, &attr, pos);
}

/* [a,b,c] -> [a,1,c]: of a parameter only, so b is small. The b parts of a row lie one after another. */
static Val *sum_middle(Prog *p, Val *dy)
{
    Shape s = dy->type.shape;
    Val *row = mk_reshape(p, dy, shape_make(2, s.dim[0], s.dim[1] * s.dim[2], 1), dy->pos);
    Val *sum = mk_slice(p, row, 0, s.dim[2], dy->pos);
    for (int32_t i = 1; i < s.dim[1]; i++)
        sum = mk2(p, OP_add, sum, mk_slice(p, row, i * s.dim[2], s.dim[2], dy->pos), dy->pos);
    return mk_reshape(p, sum, shape_make(3, s.dim[0], 1, s.dim[2]), dy->pos);
}

/* Sums dy over the dimensions along which x was repeated, so that the shapes agree. */
static Val *reduce_shape(Back *k, Val *dy, Shape want)
{
    Prog *p = k->p;
    while (dy->type.shape.rank > 1 && want.dim[dy->type.shape.rank - 1] == 1)
        dy = mk1(p, OP_sum_last, dy, dy->pos);
    if (dy->type.shape.rank == 3 && want.dim[1] == 1 && dy->type.shape.dim[1] != 1)
        dy = sum_middle(p, dy);
    if (want.dim[0] == 1 && dy->type.shape.dim[0] != 1) {
        Shape s = dy->type.shape;
        if (s.rank == 1) {
            dy = mk1(p, OP_sum_last, dy, dy->pos);
        } else {
            if (s.rank == 3)
                dy = mk_reshape(p, dy, shape_make(2, s.dim[0], s.dim[1] * s.dim[2], 1), dy->pos);
            dy = mk1(p, OP_sum_heads, dy, dy->pos);
        }
    }
    return shape_equal(dy->type.shape, want) ? dy : mk_reshape(p, dy, want, dy->pos);
}

/* Adds dy to the adjoint of x, brought to x's own type first: sums over broadcast
 * dimensions, and over all rows where a parameter met rows. */
static void flow(Back *k, Val *x, Val *dy)
{
    if (x->id >= k->forward || !k->wanted[x->id])
        return;
    dy = reduce_shape(k, dy, x->type.shape);
    if (x->type.space == SPACE_PARAM && dy->type.space != SPACE_PARAM)
        dy = mk1(k->p, OP_sum_rows, dy, dy->pos);
    if (x->type.space != dy->type.space) { /* a parameter's worth of gradient for every row */
        Attr one = {.num = 1, .type = x->type};
        dy = mul(k, build(k->p, OP_constant, NULL, &one, dy->pos), dy);
    }
    Val *old = k->adjoint[x->id];
    k->adjoint[x->id] = old ? mk2(k->p, OP_add, old, dy, x->pos) : dy;
}

/* leaves, and ops that stop gradients */
static void grad_none(Back *k, Val *y, Val *dy)
{
    (void)k, (void)y, (void)dy;
}

/* y = -x   =>   dx = -dy */
static void grad_neg(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], neg(k, dy));
}

/* y = 1/x   =>   dx = -dy y^2 */
static void grad_recip(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], neg(k, mul(k, dy, mk1(k->p, OP_square, y, y->pos))));
}

/* y = e^x   =>   dx = dy y */
static void grad_exp(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], mul(k, dy, y));
}

/* y = ln x   =>   dx = dy / x */
static void grad_log(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], mul(k, dy, recip(k, y->in[0])));
}

/* y = x^(1/2)   =>   dx = dy / (2 y) */
static void grad_sqrt(Back *k, Val *y, Val *dy)
{
    Val *half = number(k, 0.5, y);
    flow(k, y->in[0], mul(k, mul(k, dy, recip(k, y)), half));
}

/* y = x^2   =>   dx = 2 dy x */
static void grad_square(Back *k, Val *y, Val *dy)
{
    Val *two = number(k, 2, y);
    flow(k, y->in[0], mul(k, mul(k, dy, y->in[0]), two));
}

/* y = |x|   =>   dx = dy sign x, 0 at 0 */
static void grad_abs(Back *k, Val *y, Val *dy)
{
    Val *x = y->in[0], *zero = number(k, 0, y);
    Val *down = neg(k, dy), *minus_x = neg(k, x);
    flow(k, x, select3(k, x, dy, select3(k, minus_x, down, zero)));
}

/* y = tanh x   =>   dx = dy (1 - y^2) */
static void grad_tanh(Back *k, Val *y, Val *dy)
{
    Val *square = mk1(k->p, OP_square, y, y->pos);
    Val *slope = mk2(k->p, OP_sub, number(k, 1, y), square, y->pos);
    flow(k, y->in[0], mul(k, dy, slope));
}

/* y = erf x   =>   dx = dy 2/sqrt(pi) e^(-x^2) */
static void grad_erf(Back *k, Val *y, Val *dy)
{
    Val *bell = mk1(k->p, OP_exp, neg(k, mk1(k->p, OP_square, y->in[0], y->pos)), y->pos);
    flow(k, y->in[0], mul(k, dy, mul(k, bell, number(k, 1.1283791670955126, y))));
}

/* y = 1/(1 + e^-x)   =>   dx = dy y (1 - y) */
static void grad_sigmoid(Back *k, Val *y, Val *dy)
{
    Val *slope = mul(k, y, mk2(k->p, OP_sub, number(k, 1, y), y, y->pos));
    flow(k, y->in[0], mul(k, dy, slope));
}

/* y = ln(1 + e^x)   =>   dx = dy / (1 + e^-x) */
static void grad_softplus(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], mul(k, dy, mk1(k->p, OP_sigmoid, y->in[0], y->pos)));
}

/* y = max(x, 0)   =>   dx = dy where x > 0 */
static void grad_relu(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], select3(k, y->in[0], dy, number(k, 0, y)));
}

/* y = x or n x   =>   dx = dy or n dy */
static void grad_leaky_relu(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], select3(k, y->in[0], dy, mul(k, dy, number(k, y->attr.num, y))));
}

/* y = x or n (e^x - 1)   =>   dx = dy or dy (y + n) */
static void grad_elu(Back *k, Val *y, Val *dy)
{
    Val *slope = mk2(k->p, OP_add, y, number(k, y->attr.num, y), y->pos);
    flow(k, y->in[0], select3(k, y->in[0], dy, mul(k, dy, slope)));
}

/* y = a + b   =>   da = dy,  db = dy */
static void grad_add(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], dy);
    flow(k, y->in[1], dy);
}

/* y = a - b   =>   da = dy,  db = -dy */
static void grad_sub(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], dy);
    flow(k, y->in[1], neg(k, dy));
}

/* y = a b   =>   da = dy b,  db = dy a */
static void grad_mul(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], mul(k, dy, y->in[1]));
    flow(k, y->in[1], mul(k, dy, y->in[0]));
}

/* y = a / b   =>   da = dy / b,  db = -dy y / b */
static void grad_div(Back *k, Val *y, Val *dy)
{
    Val *share = mul(k, dy, recip(k, y->in[1]));
    flow(k, y->in[0], share);
    flow(k, y->in[1], neg(k, mul(k, share, y)));
}

/* y = a if a > b else b   =>   dy to the one that was taken */
static void grad_maximum(Back *k, Val *y, Val *dy)
{
    Val *ahead = mk2(k->p, OP_sub, y->in[0], y->in[1], y->pos), *zero = number(k, 0, y);
    flow(k, y->in[0], select3(k, ahead, dy, zero));
    flow(k, y->in[1], select3(k, ahead, zero, dy));
}

/* y = a if a < b else b   =>   dy to the one that was taken */
static void grad_minimum(Back *k, Val *y, Val *dy)
{
    Val *below = mk2(k->p, OP_sub, y->in[1], y->in[0], y->pos), *zero = number(k, 0, y);
    flow(k, y->in[0], select3(k, below, dy, zero));
    flow(k, y->in[1], select3(k, below, zero, dy));
}

/* y = a if c > 0 else b   =>   dy to the one that was taken; none to c */
static void grad_select(Back *k, Val *y, Val *dy)
{
    Val *zero = number(k, 0, y);
    flow(k, y->in[1], select3(k, y->in[0], dy, zero));
    flow(k, y->in[2], select3(k, y->in[0], zero, dy));
}

/* y = a in training, b elsewhere   =>   da = dy: a gradient is of training */
static void grad_training(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], dy);
}

/* y = sum of x along one dimension   =>   dx = dy everywhere along it */
static void grad_sum_axis(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], mk_expand(k->p, dy, y->in[0]->type.shape, y->pos));
}

/* y = max of x   =>   dx = dy shared between the elements equal to y */
static void grad_max_last(Back *k, Val *y, Val *dy)
{
    Val *hit = mk2(k->p, OP_equal, y->in[0], y, y->pos);
    Val *hits = mk1(k->p, OP_sum_last, hit, y->pos);
    flow(k, y->in[0], mul(k, hit, mul(k, dy, recip(k, hits))));
}

/* y = x reshaped   =>   dx = dy reshaped back */
static void grad_reshape(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], mk_reshape(k->p, dy, y->in[0]->type.shape, y->pos));
}

/* y = x repeated   =>   dx = dy, summed by flow() over the repetitions */
static void grad_expand(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], dy);
}

/* y = x[a..b]   =>   dx = dy between zeros */
static void grad_slice(Back *k, Val *y, Val *dy)
{
    Val *x = y->in[0];
    Shape s = x->type.shape;
    int last = s.rank - 1;
    int32_t before = y->attr.index, after = s.dim[last] - y->attr.index - y->attr.length;
    if (before > 0) {
        s.dim[last] = before;
        dy = mk2(k->p, OP_concat, zeros(k, x->type.space, s, y->pos), dy, y->pos);
    }
    if (after > 0) {
        s.dim[last] = after;
        dy = mk2(k->p, OP_concat, dy, zeros(k, x->type.space, s, y->pos), y->pos);
    }
    flow(k, x, dy);
}

/* y = [a, b]   =>   da, db = the parts of dy */
static void grad_concat(Back *k, Val *y, Val *dy)
{
    int last = y->type.shape.rank - 1;
    int32_t a = y->in[0]->type.shape.dim[last], b = y->in[1]->type.shape.dim[last];
    flow(k, y->in[0], mk_slice(k->p, dy, 0, a, y->pos));
    flow(k, y->in[1], mk_slice(k->p, dy, a, b, y->pos));
}

/* y[e] = x[the row at the end of e]   =>   dx[v] = sum of dy[e], e with v at the end */
static void grad_gather(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], mk_along(k->p, OP_sum_to, y->attr.end, dy, y->pos));
}

/* y[v] = sum of x[e], e with v at the end   =>   dx[e] = dy[the row at the end of e] */
static void grad_sum_to(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], mk_along(k->p, OP_gather, y->attr.end, dy, y->pos));
}

/* y[v] = max of x[e], e with v at the end   =>   dx[e] = dy[v], shared between those equal to the maximum */
static void grad_max_to(Back *k, Val *y, Val *dy)
{
    const End *end = y->attr.end;
    Val *hit = mk2(k->p, OP_equal, y->in[0], mk_along(k->p, OP_gather, end, y, y->pos), y->pos);
    Val *one = number(k, 1, y);
    Val *hits = mk2(k->p, OP_maximum, mk_along(k->p, OP_sum_to, end, hit, y->pos), one, y->pos);
    Val *share = mul(k, dy, recip(k, hits));
    flow(k, y->in[0], mul(k, hit, mk_along(k->p, OP_gather, end, share, y->pos)));
}

static Val *outer(Back *k, Val *x, Val *y, Shape shape)
{
    Attr attr = {.type = {SPACE_PARAM, shape}};
    return build(k->p, OP_outer, (Val *[]){x, y}, &attr, y->pos);
}

/* y = x W   =>   dx = dy W^T,  dW = sum over the rows of x^T dy */
static void grad_matmul(Back *k, Val *y, Val *dy)
{
    Val *x = y->in[0], *w = y->in[1];
    if (k->wanted[x->id])
        flow(k, x, mk_reshape(k->p, mk2(k->p, OP_matmul_t, dy, w, y->pos), x->type.shape, y->pos));
    if (k->wanted[w->id])
        flow(k, w, outer(k, x, dy, w->type.shape));
}

/* y = x W^T   =>   dx = dy W,  dW = sum over the rows of dy^T x */
static void grad_matmul_t(Back *k, Val *y, Val *dy)
{
    Val *x = y->in[0], *w = y->in[1];
    if (k->wanted[x->id])
        flow(k, x, mk_reshape(k->p, mk2(k->p, OP_matmul, dy, w, y->pos), x->type.shape, y->pos));
    if (k->wanted[w->id])
        flow(k, w, outer(k, dy, x, w->type.shape));
}

/* y = sum of x over all rows   =>   dx = dy in every row (flow() spreads it) */
static void grad_sum_rows(Back *k, Val *y, Val *dy)
{
    flow(k, y->in[0], dy);
}

/* Y = sum over the rows of a^T b   =>   da = b dY^T,  db = a dY */
static void grad_outer(Back *k, Val *y, Val *dy)
{
    Val *a = y->in[0], *b = y->in[1];
    if (k->wanted[a->id])
        flow(k, a, mk_reshape(k->p, mk2(k->p, OP_matmul_t, b, dy, y->pos), a->type.shape, y->pos));
    if (k->wanted[b->id])
        flow(k, b, mk_reshape(k->p, mk2(k->p, OP_matmul, a, dy, y->pos), b->type.shape, y->pos));
}

typedef void GradientRule(Back *k, Val *y, Val *dy);

/* A row of ops.def whose gradient does not exist does not compile. */
static GradientRule *const gradient_of[OP_COUNT] = {
#define OP(name, arity, kind, gradient, zero, cost, lanes, ctext, meaning) [OP_##name] = grad_##gradient,
#include "compiler/ir/ops.def"
#undef OP
};

/* Inputs whose gradients explanations read. */
static bool is_explained(const Model *m, const Val *v)
{
    const gatrt_role role = v->op == OP_input ? m->inputs[v->attr.index].role : GATRT_LABEL;
    return role == GATRT_FEATURES || role == GATRT_MASK;
}

static bool is_trained(const Model *m, const Val *v)
{
    return v->op == OP_param && !m->params[v->attr.index].state;
}

/* Does the value depend on one of those along a path that carries gradient? */
static void mark_wanted(Back *k, bool (*is_leaf_wanted)(const Model *m, const Val *v))
{
    for (int i = 0; i < k->forward; i++) {
        Val *v = k->p->vals[i];
        k->wanted[i] = is_leaf_wanted(k->p->model, v);
        for (int j = 0; j < op_info[v->op].arity && gradient_of[v->op] != grad_none; j++)
            k->wanted[i] |= k->wanted[v->in[j]->id];
    }
}

static Val *root_of(const Prog *p, RootKind kind)
{
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == kind && p->roots[i].index == 0)
            return p->roots[i].val;
    return NULL;
}

/* What the columns of output 0 count in the sum that is differentiated. */
static Val *asked(Back *k, const Val *output)
{
    const Model *m = k->p->model;
    for (int i = 0; i < m->input_count; i++)
        if (m->inputs[i].role == GATRT_ASKED) {
            Attr attr = {.index = i, .type = m->inputs[i].type};
            return build(k->p, OP_input, NULL, &attr, output->pos);
        }
    bug("autodiff: program %s has neither a loss nor what is asked", k->p->name);
}

/* Adjoints carry the name of what they are the gradient of, with a d in front. That of a sum is its operands', too, and
 * called after them where the sum itself has but a hint. */
static void name_adjoint(const Val *v, Val *dv)
{
    const char *word = v->name ? v->name : v->op == OP_add ? NULL : v->hint;
    if (!word || dv->name || (dv->hint && !v->name))
        return;
    const char **place = v->name ? &dv->name : &dv->hint;
    *place = intern(arena_format("d%s", word));
    dv->pos.layer = v->pos.layer;
}

/* A state that the model never updates stays what it is. */
static void keep_state(Back *k, int index)
{
    Prog *p = k->p;
    const ParamInfo *info = &p->model->params[index];
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == ROOT_STATE && p->roots[i].index == index)
            return;
    Attr attr = {.index = index};
    add_root(p, ROOT_STATE, index, info->name, build(p, OP_param, NULL, &attr, info->pos));
}

static void add_gradient_roots(Back *k)
{
    Prog *p = k->p;
    Val **of_param = arena_alloc((size_t)p->model->param_count + 1, sizeof(Val *));
    for (int i = 0; i < k->forward; i++)
        if (p->vals[i]->op == OP_param)
            of_param[p->vals[i]->attr.index] = k->adjoint[i];
    for (int i = 0; i < p->model->param_count; i++) {
        const ParamInfo *info = &p->model->params[i];
        if (info->state) {
            keep_state(k, i);
            continue;
        }
        if (!of_param[i]) /* the loss does not depend on it */
            of_param[i] = zeros(k, SPACE_PARAM, info->shape, info->pos);
        add_root(p, ROOT_GRAD, i, info->name, of_param[i]);
    }
}

static void add_input_roots(Back *k)
{
    Prog *p = k->p;
    for (int i = 0; i < k->forward; i++) {
        const Val *v = p->vals[i];
        if (is_explained(p->model, v))
            add_root(p, ROOT_INPUT_GRAD, v->attr.index, p->model->inputs[v->attr.index].name,
                     k->adjoint[i] ? k->adjoint[i] : zeros(k, v->type.space, v->type.shape, v->pos));
    }
}

void autodiff(Prog *p)
{
    Back k = {.p = p, .forward = p->count};
    give_words(p);
    k.adjoint = arena_alloc((size_t)p->count + 1, sizeof(Val *));
    k.wanted = arena_alloc((size_t)p->count + 1, sizeof(bool));

    Val *loss = root_of(p, ROOT_LOSS), *of = loss ? loss : root_of(p, ROOT_OUTPUT);
    Attr one = {.num = 1, .type = of->type};
    mark_wanted(&k, loss ? is_trained : is_explained);
    if (k.wanted[of->id])
        k.adjoint[of->id] = loss ? build(p, OP_constant, NULL, &one, of->pos) : asked(&k, of);
    for (int i = k.forward - 1; i >= 0; i--) {
        Val *v = p->vals[i];
        if (!k.adjoint[i])
            continue;
        name_adjoint(v, k.adjoint[i]);
        gradient_of[v->op](&k, v, k.adjoint[i]);
    }
    (loss ? add_gradient_roots : add_input_roots)(&k);
}

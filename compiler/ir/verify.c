/* verify.c - what must hold of a Prog between any two passes. A pass that breaks one of
 * these is caught where it did so, by name, and not three passes later in strange C.
 *
 *   - an id is a position; operands stand before their users and are of this program
 *   - every type is what infer_type gives, every attribute in its range
 *   - build() would find each value again (no duplicates, the table is whole)
 *   - roots are of this program, once each, and of the space their use asks for; gradients are of all parameters */
#include "compiler/ir/verify.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/infer.h"
#include "compiler/ir/model.h"
#include "compiler/ir/print.h"

#include <string.h>

typedef struct Check {
    const Prog *p;
    const char *after;
} Check;

static _Noreturn void fail(const Check *c, const char *what)
{
    bug("%s, after %s: %s", c->p->name ? c->p->name : "?", c->after, what);
}

static _Noreturn void fail_at(const Check *c, const Val *v, const char *what)
{
    const char *op = (unsigned)v->op < OP_COUNT ? op_info[v->op].name : "no op";
    fail(c, arena_format("value %%%d (%s, %s, %s:%d): %s", v->id, op, type_text(v->type),
                         v->pos.file ? v->pos.file : "?", v->pos.line, what));
}

static void check_tables(const Check *c)
{
    const Prog *p = c->p;
    if (p->count < 0 || p->count > p->capacity || (p->count && !p->vals))
        fail(c, "the list of values is broken");
    if (p->root_count < 0 || p->root_count > p->root_capacity || (p->root_count && !p->roots))
        fail(c, "the list of roots is broken");
    if (!p->table)
        fail(c, "the table of values is missing");
    if (!p->name)
        fail(c, "the program has no name");
}

static void check_operands(const Check *c, const Val *v)
{
    int arity = op_info[v->op].arity;
    for (int i = 0; i < MAX_IN; i++) {
        const Val *in = v->in[i];
        if (i >= arity && in)
            fail_at(c, v, arena_format("has an operand %d, but takes %d", i, arity));
        if (i >= arity)
            continue;
        if (!in)
            fail_at(c, v, arena_format("operand %d is missing", i));
        if (in->id < 0 || in->id >= v->id)
            fail_at(c, v, arena_format("operand %d is %%%d, which does not come before it", i, in->id));
        if (c->p->vals[in->id] != in)
            fail_at(c, v, arena_format("operand %d is not a value of this program", i));
    }
}

static void check_type(const Check *c, const Val *v)
{
    Type type;
    Diag why;
    if (!infer_type(c->p->model, v->op, v->in, &v->attr, &type, &why))
        fail_at(c, v, why.message);
    if (!type_equal(type, v->type))
        fail_at(c, v, arena_format("its rule gives the type %s", type_text(type)));
    for (int d = v->type.shape.rank; d < MAX_RANK; d++) {
        if (v->type.shape.dim[d] != 1)
            fail_at(c, v, "a dimension past its rank is not 1");
    }
}

static void check_val(const Check *c, int id)
{
    const Val *v = c->p->vals[id];
    if (!v)
        fail(c, arena_format("value %%%d is missing", id));
    if ((unsigned)v->op >= OP_COUNT)
        fail_at(c, v, "there is no such op");
    if (v->id != id)
        fail_at(c, v, arena_format("stands at position %d", id));
    check_operands(c, v);
    check_type(c, v);
}

/* After all values are known to be sound: hashing follows operands. */
static void check_found(const Check *c, const Val *v)
{
    Prog view = *c->p;
    const Val *found = find_val(&view, v->op, v->in, &v->attr);
    if (!found)
        fail_at(c, v, "the table does not know it");
    if (found != v)
        fail_at(c, v, arena_format("equals %%%d, and was made a second time", found->id));
}

static const char *root_fault(const Prog *p, const Root *root)
{
    Type type = root->val->type;
    switch (root->kind) {
    case ROOT_OUTPUT:
    case ROOT_ON_DEMAND: return root->name ? NULL : "an output without a name";
    case ROOT_LOSS:
        return type_equal(type, (Type){SPACE_PARAM, shape_make(1, 1, 1, 1)}) ? NULL : "the loss must be param [1]";
    case ROOT_GRAD:
    case ROOT_STATE:
        if (!p->model || root->index < 0 || root->index >= p->model->param_count)
            return "a gradient of no parameter";
        if (!type_equal(type, (Type){SPACE_PARAM, p->model->params[root->index].shape}))
            return "a gradient must have its parameter's type";
        if (p->model->params[root->index].state != (root->kind == ROOT_STATE))
            return "a state has a next value, any other parameter a gradient";
        return NULL;
    case ROOT_INPUT_GRAD:
        if (!p->model || root->index < 0 || root->index >= p->model->input_count)
            return "a gradient of no input";
        return type_equal(type, p->model->inputs[root->index].type) ? NULL : "a gradient must have its input's type";
    }
    return "a root of no known kind";
}

static void check_root(const Check *c, int position)
{
    const Prog *p = c->p;
    const Root *root = &p->roots[position];
    const Val *v = root->val;
    if (!v || v->id < 0 || v->id >= p->count || p->vals[v->id] != v)
        fail(c, arena_format("root %d (%s) is not a value of this program", position, root->name ? root->name : "?"));
    const char *fault = root_fault(p, root);
    if (fault)
        fail_at(c, v, fault);
    for (int i = 0; i < position; i++) {
        bool same = p->roots[i].kind == root->kind && p->roots[i].index == root->index;
        if (same)
            fail_at(c, v, arena_format("roots %d and %d are for the same thing", i, position));
    }
}

/* A loss has gradients of all parameters that are trained, or of none; states have next values only beside it. */
static void check_gradients(const Check *c)
{
    int of[ROOT_INPUT_GRAD + 1] = {0};
    for (int i = 0; i < c->p->root_count; i++)
        of[c->p->roots[i].kind]++;
    if (of[ROOT_GRAD] && (!of[ROOT_LOSS] || of[ROOT_GRAD] + of[ROOT_STATE] != c->p->model->param_count))
        fail(c, arena_format("%d losses have %d gradients and %d states, of %d parameters", of[ROOT_LOSS],
                             of[ROOT_GRAD], of[ROOT_STATE], c->p->model->param_count));
}

void verify(const Prog *p, const char *after)
{
    const Check c = {p, after};
    check_tables(&c);
    for (int id = 0; id < p->count; id++)
        check_val(&c, id);
    for (int id = 0; id < p->count; id++)
        check_found(&c, p->vals[id]);
    for (int i = 0; i < p->root_count; i++)
        check_root(&c, i);
    check_gradients(&c);
}

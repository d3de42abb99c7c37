/* corrupt.c - ways to break a program: its values and roots. Each function breaks one thing at a random place and says
 * whether it found one; what it leaves is wrong for certain, or it says no. Levels, kernels, memory and loops are
 * in corrupt_kernels.c. */
#include "../support/compiler.h"
#include "../support/compile.h"

#include <math.h>
#include <string.h>

typedef struct Corruption {
    const char *name;
    unsigned needs; /* facts without which there is nothing to break */
    bool (*apply)(Random *r, Prog *p);
} Corruption;

/* ------------------------------------------------------------------- picking */

typedef bool Picks(const Prog *p, const Val *v);

static Val *pick_val(Random *r, Prog *p, Picks *picks)
{
    int start = random_below(r, p->count);
    for (int i = 0; i < p->count; i++) {
        Val *v = p->vals[(start + i) % p->count];
        if (!picks || picks(p, v))
            return v;
    }
    return NULL;
}

static bool has_operands(const Prog *p, const Val *v)
{
    (void)p;
    return op_info[v->op].arity > 0;
}

static bool is_not_last(const Prog *p, const Val *v)
{
    return v->id + 1 < p->count;
}

static bool has_room(const Prog *p, const Val *v)
{
    (void)p;
    return op_info[v->op].arity < MAX_IN && v->id > 0;
}

static int any_operand(Random *r, const Val *v)
{
    return random_below(r, op_info[v->op].arity);
}

static Root *pick_root(Random *r, Prog *p, unsigned kinds)
{
    int start = p->root_count ? random_below(r, p->root_count) : 0;
    for (int i = 0; i < p->root_count; i++) {
        Root *root = &p->roots[(start + i) % p->root_count];
        if (kinds >> root->kind & 1)
            return root;
    }
    return NULL;
}

static Val *copy_of(const Val *v)
{
    Val *copy = arena_alloc(1, sizeof *copy);
    *copy = *v;
    return copy;
}

/* -------------------------------------------------------------------- values */

static bool id_off(Random *r, Prog *p)
{
    pick_val(r, p, NULL)->id += random_below(r, 2) ? 1 : -1;
    return true;
}

static bool ids_swapped(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_not_last);
    if (!v)
        return false;
    p->vals[v->id + 1]->id = v->id;
    v->id++;
    return true;
}

static bool values_swapped(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_not_last);
    if (!v)
        return false;
    int at = v->id;
    p->vals[at] = p->vals[at + 1];
    p->vals[at + 1] = v;
    return true;
}

static bool value_missing(Random *r, Prog *p)
{
    p->vals[random_below(r, p->count)] = NULL;
    return true;
}

static bool value_replaced(Random *r, Prog *p)
{
    int at = random_below(r, p->count - 1); /* users, the table or a root still know the old one */
    p->vals[at] = copy_of(p->vals[at]);
    return true;
}

static bool count_too_large(Random *r, Prog *p)
{
    p->count = p->capacity + 1 + random_below(r, 9);
    return true;
}

static bool operand_later(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_operands);
    if (v)
        v->in[any_operand(r, v)] = p->vals[v->id + random_below(r, p->count - v->id)];
    return v != NULL;
}

static bool operand_foreign(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_operands);
    if (!v)
        return false;
    Val **in = &v->in[any_operand(r, v)];
    *in = copy_of(*in);
    return true;
}

static bool operand_missing(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_operands);
    if (v)
        v->in[any_operand(r, v)] = NULL;
    return v != NULL;
}

static bool operand_extra(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_room);
    if (v)
        v->in[op_info[v->op].arity] = p->vals[random_below(r, v->id)];
    return v != NULL;
}

/* Of the same type or not: the table knows the value by the operands it had. */
static bool operand_other(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_operands);
    if (!v || v->id < 2)
        return false;
    int i = any_operand(r, v);
    Val *other = p->vals[random_below(r, v->id)];
    if (other == v->in[i])
        return false;
    v->in[i] = other;
    return find_val(p, v->op, v->in, &v->attr) != v; /* else the table's order happens to lead there */
}

static bool operands_turned(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_operands);
    if (!v || op_info[v->op].arity < 2 || v->in[0] == v->in[1])
        return false;
    Val *first = v->in[0];
    v->in[0] = v->in[1];
    v->in[1] = first;
    return find_val(p, v->op, v->in, &v->attr) != v;
}

/* --------------------------------------------------------------- ops and types */

static bool op_unknown(Random *r, Prog *p)
{
    pick_val(r, p, NULL)->op = (Op)(OP_COUNT + random_below(r, 5));
    return true;
}

static bool op_other(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_operands);
    Op op = (Op)random_below(r, OP_COUNT);
    if (!v || op == v->op)
        return false;
    v->op = op;
    return op_info[op].arity > 0 && (op_info[op].arity > 1) == (v->in[1] != NULL) &&
           (op_info[op].arity > 2) == (v->in[2] != NULL) && find_val(p, v->op, v->in, &v->attr) != v;
}

static bool space_other(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, NULL);
    const Model *m = p->model;
    v->type.space = m->spaces[((uint64_t)v->type.space->id + 1 + random_below(r, 3)) % (uint64_t)m->space_count];
    return v->op != OP_constant && v->op != OP_keep; /* those are told by their attribute, see attribute_type */
}

static bool goes_along(const Prog *p, const Val *v)
{
    (void)p;
    return v->attr.end != NULL;
}

/* The other end of the same relation types as well where both lead to one space; equal values have merged all the same. */
static bool end_other(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, goes_along);
    if (!v)
        return false;
    const Model *m = p->model;
    v->attr.end = m->ends[((uint64_t)v->attr.end->id + 1 + random_below(r, 2)) % (uint64_t)m->end_count];
    Type type;
    return !infer_type(m, v->op, v->in, &v->attr, &type, NULL);
}

static bool dimension_other(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, NULL);
    v->type.shape.dim[random_below(r, v->type.shape.rank)] += 1 + random_below(r, 3);
    return true;
}

static bool rank_other(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, NULL);
    v->type.shape.rank += v->type.shape.rank > 1 && random_below(r, 2) ? -1 : 1;
    return true;
}

static bool dimension_past_rank(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, NULL);
    if (v->type.shape.rank == MAX_RANK)
        return false;
    v->type.shape.dim[v->type.shape.rank] = 2;
    return true;
}

static bool has_number(const Prog *p, const Val *v)
{
    (void)p;
    return v->op == OP_constant || v->op == OP_keep || v->op == OP_leaky_relu || v->op == OP_elu;
}

static bool number_other(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_number);
    if (!v)
        return false;
    v->attr.num = v->attr.num * 0.5 + 0.0625;
    return find_val(p, v->op, v->in, &v->attr) != v;
}

static bool has_bound_number(const Prog *p, const Val *v)
{
    return has_number(p, v) && v->op != OP_constant;
}

static bool number_out_of_range(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_bound_number);
    if (v)
        v->attr.num = random_below(r, 2) ? NAN : INFINITY;
    return v != NULL;
}

static bool has_typed_attribute(const Prog *p, const Val *v)
{
    (void)p;
    return v->op == OP_constant || v->op == OP_keep || v->op == OP_iota || v->op == OP_reshape || v->op == OP_expand;
}

static bool attribute_type(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_typed_attribute);
    if (v)
        v->attr.type.shape.dim[0] += 1 + random_below(r, 3);
    return v != NULL;
}

static bool is_numbered(const Prog *p, const Val *v)
{
    (void)p;
    return v->op == OP_input || v->op == OP_param || v->op == OP_slice;
}

static bool index_out_of_range(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_numbered);
    if (v)
        v->attr.index = random_below(r, 2) ? -1 : 1 << 24;
    return v != NULL;
}

/* --------------------------------------------------------------------- table */

static bool value_twice(Random *r, Prog *p)
{
    Val *v = copy_of(pick_val(r, p, NULL));
    GROW(p->vals, p->count, p->capacity);
    v->id = p->count;
    p->vals[p->count++] = v;
    return true;
}

static bool table_missing(Random *r, Prog *p)
{
    (void)r;
    p->table = NULL;
    return true;
}

static bool table_forgets(Random *r, Prog *p)
{
    int count = p->count;
    p->count = random_below(r, count);
    prog_reset_table(p);
    p->count = count;
    return true;
}

/* --------------------------------------------------------------------- roots */

enum { ALL_ROOTS = 63, OUTPUTS = 1 << ROOT_OUTPUT | 1 << ROOT_ON_DEMAND };

static bool root_missing_value(Random *r, Prog *p)
{
    pick_root(r, p, ALL_ROOTS)->val = NULL;
    return true;
}

static bool root_foreign(Random *r, Prog *p)
{
    Root *root = pick_root(r, p, ALL_ROOTS);
    root->val = copy_of(root->val);
    return true;
}

static bool root_twice(Random *r, Prog *p)
{
    Root *root = pick_root(r, p, ALL_ROOTS);
    add_root(p, root->kind, root->index, root->name, root->val);
    return true;
}

static bool root_of_other_type(Random *r, Prog *p)
{
    Root *root = pick_root(r, p, 1 << ROOT_LOSS | 1 << ROOT_GRAD | 1 << ROOT_STATE);
    Val *other = pick_val(r, p, NULL);
    if (!root || type_equal(other->type, root->val->type))
        return false;
    root->val = other;
    return true;
}

static bool root_without_name(Random *r, Prog *p)
{
    Root *root = pick_root(r, p, OUTPUTS);
    if (root)
        root->name = NULL;
    return root != NULL;
}

static bool root_of_no_kind(Random *r, Prog *p)
{
    pick_root(r, p, ALL_ROOTS)->kind = (RootKind)(ROOT_INPUT_GRAD + 1 + random_below(r, 3));
    return true;
}

static bool gradient_of_nothing(Random *r, Prog *p)
{
    Root *root = pick_root(r, p, 1 << ROOT_GRAD);
    if (root)
        root->index = random_below(r, 2) ? -1 : p->model->param_count;
    return root != NULL;
}

static bool gradient_lost(Random *r, Prog *p)
{
    int gradients = 0;
    for (int i = 0; i < p->root_count; i++)
        gradients += p->roots[i].kind == ROOT_GRAD;
    Root *root = pick_root(r, p, 1 << ROOT_GRAD);
    if (!root || gradients < 2)
        return false;
    *root = p->roots[--p->root_count];
    return true;
}

static bool loss_lost(Random *r, Prog *p)
{
    Root *root = pick_root(r, p, 1 << ROOT_LOSS);
    if (!root || !pick_root(r, p, 1 << ROOT_GRAD))
        return false;
    *root = p->roots[--p->root_count];
    return true;
}

/* classes.c - which numbers of shapes are one, and what they are.
 *
 * Dimensions that an op holds to be one are one: those of a sum's operands, of a matrix and the rows it is multiplied by,
 * of a value and its sum over edges; so are the widths of values that are one row under two shapes. Such a class is called
 * after the model's dimension, where an input or an output has it (GAT2_CLASSES), else after the layer that makes such rows
 * and its part in them (GAT2_CONV1_HEADS, _DIM, _WIDTH). Programs share the classes of parameters and inputs.
 * In: a model whose programs are as they will be scheduled. Out: Shape.names of all their values. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/ir/words.h"
#include "compiler/loops/dims.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/schedule.h"

#include <string.h>

/* ------------------------------------------------------------ what is one */

enum { WIDTH = MAX_RANK, SLOTS }; /* of a value's numbers: its dimensions, then its width */

typedef struct Classes {
    const Prog *p;
    int *parent; /* by slot; a class goes by its first */
    Class *at;
} Classes;

static int find_class(const Classes *c, int slot)
{
    while (c->parent[slot] != slot)
        slot = c->parent[slot] = c->parent[c->parent[slot]];
    return slot;
}

static Class *class_at(const Classes *c, int slot)
{
    return &c->at[find_class(c, slot)];
}

static void join(const Classes *c, int a, int b)
{
    a = find_class(c, a);
    b = find_class(c, b);
    c->parent[a > b ? a : b] = a > b ? b : a;
}

static int slot_of_dim(const Val *v, int d)
{
    return v->id * SLOTS + d;
}

/* Where all but one dimension are 1, that one is the width. */
static int slot_of_width(const Val *v)
{
    const Shape s = v->type.shape;
    for (int d = 0; d < s.rank; d++)
        if (s.dim[d] == shape_width(s))
            return slot_of_dim(v, d);
    return v->id * SLOTS + WIDTH;
}

/* The dimensions from..to - 1 of a are those of b from `behind` on; where they are all, the rows are as wide. */
static void join_dims(const Classes *c, const Val *a, int from, int to, const Val *b, int behind)
{
    for (int d = from; d < to; d++) {
        const int at = d - from + behind;
        if (at < b->type.shape.rank && a->type.shape.dim[d] > 1 && a->type.shape.dim[d] == b->type.shape.dim[at])
            join(c, slot_of_dim(a, d), slot_of_dim(b, at));
    }
}

static void join_same(const Classes *c, const Val *a, const Val *b)
{
    join_dims(c, a, 0, a->type.shape.rank, b, 0);
    if (val_width(a) > 1 && val_width(a) == val_width(b))
        join(c, slot_of_width(a), slot_of_width(b));
}

/* x [k] times w [k, ..] is y [..]. */
static void join_product(const Classes *c, const Val *x, const Val *w, const Val *y)
{
    join(c, slot_of_width(x), slot_of_dim(w, 0));
    join_dims(c, w, 1, w->type.shape.rank, y, 0);
}

static void join_operands(const Classes *c, const Val *v)
{
    const int last = v->type.shape.rank - 1;
    switch (v->op) {
    case OP_sum_last:
    case OP_max_last: join_dims(c, v->in[0], 0, v->in[0]->type.shape.rank - 1, v, 0); break;
    case OP_sum_heads: join_dims(c, v->in[0], 1, 2, v, 1); break;
    case OP_slice: join_dims(c, v, 0, last, v->in[0], 0); break;
    case OP_concat:
        join_dims(c, v, 0, last, v->in[0], 0);
        join_dims(c, v, 0, last, v->in[1], 0);
        break;
    case OP_reshape: join(c, slot_of_width(v), slot_of_width(v->in[0])); break;
    case OP_matmul: join_product(c, v->in[0], v->in[1], v); break;
    case OP_matmul_t: join_product(c, v, v->in[1], v->in[0]); break;
    case OP_outer: join_product(c, v->in[0], v, v->in[1]); break;
    default:
        for (int i = 0; i < op_info[v->op].arity; i++)
            join_same(c, v->in[i], v);
    }
}

/* ------------------------------------------------------------ what it is */

static const char *dim_of_size(const Model *m, int64_t size)
{
    const char *name = NULL;
    for (int i = 0; i < m->dim_count; i++)
        if (m->dims[i].size == size) {
            if (name)
                return NULL; /* of two dimensions of one size none is told apart */
            name = m->dims[i].name;
        }
    return name;
}

static bool is_row_matrix(const Val *v)
{
    const Shape s = v->type.shape;
    return has_rows(v) && s.rank == 2 && s.dim[0] > 1 && s.dim[1] > 1;
}

/* Layers within a layer are called after it: the shortest name is that of the outermost. */
static void note_layer(Class *class, const Val *v)
{
    const char *layer = v->pos.layer;
    if (layer && has_rows(v) && (!class->layer || strlen(layer) < strlen(class->layer)))
        class->layer = layer;
}

static const char *word_of_leaf(const Model *m, const Val *v)
{
    return v->op == OP_param ? m->params[v->attr.index].name : v->op == OP_input ? m->inputs[v->attr.index].name : NULL;
}

static void note_slot(const Classes *c, const Val *v, int at)
{
    static const char *const roles[SLOTS] = {[0] = "heads", [1] = "dim", [WIDTH] = "width"};
    Class *class = class_at(c, v->id * SLOTS + at);
    note_layer(class, v);
    if (is_row_matrix(v) && (!class->role || at == WIDTH))
        class->role = roles[at];
    if (!class->word)
        class->word = has_rows(v) && val_word(v) ? val_word(v) : word_of_leaf(c->p->model, v);
    class->m = c->p->model;
}

static void note_dim(const Classes *c, const Val *v)
{
    Class *class = class_at(c, slot_of_width(v));
    if (!class->dim && val_width(v) > 1)
        class->dim = dim_of_size(c->p->model, val_width(v));
}

/* Inputs and outputs have the model's own dimensions. */
static void note_dims(const Classes *c)
{
    const Prog *p = c->p;
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->op == OP_input)
            note_dim(c, p->vals[i]);
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == ROOT_OUTPUT)
            note_dim(c, p->roots[i].val);
}

/* One number, however it was come by. */
static Class *counted(const Classes *c, int slot, int64_t num)
{
    Class *class = class_at(c, slot);
    if (class->num && class->num != num)
        bug("schedule: program %s, value %%%d: %lld and %lld are taken for one dimension", c->p->name, slot / SLOTS,
            (long long)class->num, (long long)num);
    class->num = num;
    return class;
}

static struct ShapeNames *names_of(const Classes *c, const Val *v)
{
    struct ShapeNames *names = arena_alloc(1, sizeof *names);
    const Shape s = v->type.shape;
    for (int d = 0; d < s.rank; d++)
        names->dim[d] = counted(c, slot_of_dim(v, d), s.dim[d]);
    if (has_rows(v) || s.rank == 1)
        names->width = counted(c, slot_of_width(v), shape_width(s));
    return names;
}

/* ------------------------------------------------------------ of all programs */

static const struct ShapeNames **leaf_names(Model *m, const Val *v)
{
    return v->op == OP_param   ? &m->params[v->attr.index].shape.names
           : v->op == OP_input ? &m->inputs[v->attr.index].type.shape.names
                               : NULL;
}

static void link_class(Class *class, Class *other)
{
    while (other && other->same)
        other = other->same;
    if (!class || !other || class->same || class == other)
        return;
    if (class->num != other->num)
        bug("schedule: a dimension of %lld is one of %lld in another program", (long long)class->num,
            (long long)other->num);
    class->same = other;
}

/* A parameter or an input that an earlier program has is called as there. */
static void link_leaf(const Classes *c, Val *v)
{
    const struct ShapeNames **leaf = leaf_names(c->p->model, v), *names = v->type.shape.names;
    if (!leaf)
        return;
    for (int d = 0; *leaf && d < v->type.shape.rank; d++)
        link_class(class_at(c, slot_of_dim(v, d)), (*leaf)->dim[d]);
    if (*leaf)
        link_class(names->width, (*leaf)->width);
    else
        *leaf = names;
}

static void classify(Prog *p)
{
    const size_t slots = (size_t)p->count * SLOTS + 1;
    Classes c = {.p = p, .parent = arena_alloc(slots, sizeof(int)), .at = arena_alloc(slots, sizeof(Class))};
    for (size_t i = 0; i < slots; i++)
        c.parent[i] = (int)i;
    for (int i = 0; i < p->count; i++)
        join_operands(&c, p->vals[i]);
    for (int i = 0; i < p->count * SLOTS; i++)
        note_slot(&c, p->vals[i / SLOTS], i % SLOTS);
    note_dims(&c);
    for (int i = 0; i < p->count; i++)
        p->vals[i]->type.shape.names = names_of(&c, p->vals[i]);
    for (int i = 0; i < p->count; i++)
        link_leaf(&c, p->vals[i]);
}

void name_dims(Model *m)
{
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        Prog *p = m->progs[emit_order[i]];
        if (!p || (p->count && p->vals[0]->type.shape.names))
            continue;
        give_words(p);
        classify(p);
    }
}

/* ir.c - makes values and programs.
 *
 * build() is the only door by which a Val enters a Prog: it types the value, looks
 * for an equal one and appends what is new. So equal values are one pointer, operands
 * stand before their users, and an id is a position in Prog.vals. Values never change
 * afterwards, but for the id, which prog_compact() renumbers. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/infer.h"
#include "compiler/ir/model.h"

#include <string.h>

const OpInfo op_info[OP_COUNT] = {
#define OP(name, arity, kind, gradient, zero, cost, lanes, ctext, meaning)                                             \
    [OP_##name] = {#name, arity, KIND_##kind, ZERO_##zero, cost, LANES_##lanes, ctext, meaning},
#include "compiler/ir/ops.def"
#undef OP
};

/* Open addressing with linear probing, never more than half full. */
typedef struct ValTable {
    Val **slots;
    size_t capacity; /* a power of two, or 0 */
    size_t used;
} ValTable;

/* ------------------------------------------------------------- equality */

/* An attribute with only what the op means by it, so that leftovers in a caller's
 * struct keep no two equal values apart. */
static Attr attr_canonical(Op op, const Attr *given, Type type)
{
    Attr attr = {0};
    switch (op) {
    case OP_input:
    case OP_param:
        attr.index = given->index;
        attr.type = type;
        break;
    case OP_constant:
        attr.num = given->num;
        attr.type = type;
        break;
    case OP_keep:
        attr.num = given->num;
        attr.index = given->index;
        attr.type = type;
        break;
    case OP_leaky_relu:
    case OP_elu: attr.num = given->num; break;
    case OP_slice:
        attr.index = given->index;
        attr.length = given->length;
        break;
    case OP_gather:
    case OP_sum_to:
    case OP_max_to: attr.end = given->end; break;
    case OP_iota:
    case OP_self_loop:
    case OP_reshape:
    case OP_expand:
    case OP_outer: attr.type = type; break;
    default: break;
    }
    return attr;
}

/* By bits: 0 and -0 differ, and a NaN equals itself. */
static uint64_t num_bits(double num)
{
    uint64_t bits;
    memcpy(&bits, &num, sizeof bits);
    return bits;
}

static uint64_t type_hash(uint64_t hash, Type type)
{
    hash = gatrt_mix(hash ^ (uint64_t)type.space->id ^ (uint64_t)type.shape.rank << 8);
    for (int i = 0; i < type.shape.rank; i++)
        hash = gatrt_mix(hash ^ (uint32_t)type.shape.dim[i]);
    return hash;
}

/* From ids, not addresses: the table's layout is the same in every execution. */
static uint64_t val_hash(Op op, Val *const *in, const Attr *attr, Type type)
{
    uint64_t hash = type_hash((uint64_t)op, type);
    for (int i = 0; i < op_info[op].arity; i++)
        hash = gatrt_mix(hash ^ (uint32_t)in[i]->id);
    hash = gatrt_mix(hash ^ num_bits(attr->num) ^ (attr->end ? (uint64_t)attr->end->id + 1 : 0));
    return gatrt_mix(hash ^ (uint32_t)attr->index ^ (uint64_t)(uint32_t)attr->length << 32);
}

/* attr.type is left out: where it is part of the value it is the result type. */
static bool val_is(const Val *v, Op op, Val *const *in, const Attr *attr, Type type)
{
    if (v->op != op || !type_equal(v->type, type))
        return false;
    for (int i = 0; i < op_info[op].arity; i++) {
        if (v->in[i] != in[i])
            return false;
    }
    return num_bits(v->attr.num) == num_bits(attr->num) && v->attr.index == attr->index &&
           v->attr.length == attr->length && v->attr.end == attr->end;
}

/* ---------------------------------------------------------------- table */

static void table_place(ValTable *table, Val *v)
{
    size_t mask = table->capacity - 1;
    size_t slot = (size_t)val_hash(v->op, v->in, &v->attr, v->type) & mask;
    while (table->slots[slot])
        slot = (slot + 1) & mask;
    table->slots[slot] = v;
    table->used++;
}

static void table_add(ValTable *table, Val *v)
{
    if ((table->used + 1) * 2 > table->capacity) {
        Val **old = table->slots;
        size_t old_capacity = table->capacity;
        table->capacity = old_capacity ? old_capacity * 2 : 64;
        table->slots = arena_alloc(table->capacity, sizeof *table->slots);
        table->used = 0;
        for (size_t i = 0; i < old_capacity; i++) {
            if (old[i])
                table_place(table, old[i]);
        }
    }
    table_place(table, v);
}

static Val *table_find(const ValTable *table, Op op, Val *const *in, const Attr *attr, Type type)
{
    if (table->capacity == 0)
        return NULL;
    size_t mask = table->capacity - 1;
    size_t slot = (size_t)val_hash(op, in, attr, type) & mask;
    for (; table->slots[slot]; slot = (slot + 1) & mask) {
        if (val_is(table->slots[slot], op, in, attr, type))
            return table->slots[slot];
    }
    return NULL;
}

/* Makes the table anew from p->vals: ids, which it hashes, have changed. */
void prog_reset_table(Prog *p)
{
    p->table = arena_alloc(1, sizeof *p->table);
    for (int i = 0; i < p->count; i++)
        table_add(p->table, p->vals[i]);
}

/* --------------------------------------------------------------- values */

Prog *prog_new(Model *model, const char *name)
{
    Prog *p = arena_alloc(1, sizeof *p);
    p->name = name;
    p->model = model;
    p->facts = FACT_TYPED;
    p->table = arena_alloc(1, sizeof *p->table);
    return p;
}

static bool owns(const Prog *p, const Val *v)
{
    return v && v->id >= 0 && v->id < p->count && p->vals[v->id] == v;
}

static void require_operands(const Prog *p, Op op, Val *const *in)
{
    if ((unsigned)op >= OP_COUNT)
        bug("%s: asked for op number %d of %d", p->name, (int)op, (int)OP_COUNT);
    for (int i = 0; i < op_info[op].arity; i++) {
        /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): callers give as many operands as the arity says */
        if (!in || !owns(p, in[i]))
            bug("%s: operand %d of %s is not a value of this program", p->name, i, op_info[op].name);
    }
}

static Val *append_val(Prog *p, Op op, Val *const *in, const Attr *attr, Type type, Pos pos)
{
    Val *v = arena_alloc(1, sizeof *v);
    v->op = op;
    v->type = type;
    for (int i = 0; i < op_info[op].arity; i++)
        v->in[i] = in[i];
    v->attr = *attr;
    v->pos = pos;
    v->id = p->count;
    GROW(p->vals, p->count, p->capacity);
    p->vals[p->count++] = v;
    table_add(p->table, v);
    return v;
}

Val *build(Prog *p, Op op, Val *const *in, const Attr *attr, Pos pos)
{
    const Attr none = {0};
    const Attr *given = attr ? attr : &none;
    require_operands(p, op, in);
    Type type;
    Diag why;
    if (!infer_type(p->model, op, in, given, &type, &why))
        bug("%s: an ill-typed %s was built at %s:%d: %s", p->name, word_of(op, given->end), pos.file ? pos.file : "?",
            pos.line, why.message);
    Attr canonical = attr_canonical(op, given, type);
    Val *found = table_find(p->table, op, in, &canonical, type);
    return found ? found : append_val(p, op, in, &canonical, type, pos);
}

void name_like(Val *w, const Val *v)
{
    if (w->name)
        return;
    if (v->name || !w->hint)
        w->pos.layer = v->name || v->hint ? v->pos.layer : w->pos.layer;
    w->name = v->name;
    w->hint = w->hint ? w->hint : v->hint;
}

Val *find_val(Prog *p, Op op, Val *const *in, const Attr *attr)
{
    const Attr none = {0};
    const Attr *given = attr ? attr : &none;
    require_operands(p, op, in);
    Type type;
    Diag why;
    if (!infer_type(p->model, op, in, given, &type, &why))
        return NULL;
    Attr canonical = attr_canonical(op, given, type);
    return table_find(p->table, op, in, &canonical, type);
}

void add_root(Prog *p, RootKind kind, int index, const char *name, Val *val)
{
    if (!owns(p, val))
        bug("%s: root %s is not a value of this program", p->name, name ? name : "?");
    GROW(p->roots, p->root_count, p->root_capacity);
    p->roots[p->root_count++] = (Root){.kind = kind, .index = index, .name = name, .val = val};
}

bool is_op(const Val *v, Op op)
{
    return v && v->op == op;
}

bool is_leaf(const Val *v)
{
    return op_info[v->op].kind == KIND_LEAF;
}

bool is_view(const Val *v)
{
    return v->op == OP_reshape || v->op == OP_expand || v->op == OP_slice;
}

bool is_row_sum(const Val *v)
{
    return op_info[v->op].kind == KIND_FOLD &&
           !(is_single(v->in[0]) && (op_info[v->op].arity < 2 || is_single(v->in[1])));
}

const Val *view_base(const Val *v)
{
    while (is_view(v))
        v = v->in[0];
    return v;
}

/* Its rows lie one behind the other in memory, so that what takes an address can read them. A constant, a draw, a
 * position are written where they are used; rows of a slice lie apart, an expansion has fewer than it shows. */
bool has_address(const Val *v)
{
    while (v->op == OP_reshape)
        v = v->in[0];
    return !is_view(v) && (!is_leaf(v) || v->op == OP_input || v->op == OP_param);
}

/* Up to this many multiplications a row's product is a loop in the row's own kernel: as long as the matrix stays in the
 * first cache beside it, and less where an outer product's rows fill no lanes. */
bool is_small_product(const Val *v)
{
    int64_t k = v->op == OP_outer ? val_width(v->in[0]) : v->in[1]->type.shape.dim[0];
    int64_t m = v->op == OP_outer ? val_width(v->in[1]) : val_width(v->in[1]) / k;
    bool lanes = v->op != OP_outer || k % LANES == 0 || m % LANES == 0;
    return k * m <= (lanes ? 8192 : 4096);
}

/* Biases and states are few, and count much; so does a number that stands alone. */
Packing param_packing(const Model *m, int param)
{
    enum { WORTH_IT = 64 };
    const ParamInfo *info = &m->params[param];
    const bool matrix = info->shape.rank >= 2 && shape_width(info->shape) >= WORTH_IT && !info->state;
    return matrix ? m->switches.packing : PACK_FLOAT32;
}

int64_t val_width(const Val *v)
{
    return shape_width(v->type.shape);
}

/* ------------------------------------------------------- whole programs */

/* Counts, then fills in: all operands twice. */
Readers readers_of(const Prog *p)
{
    size_t count = (size_t)p->count + 2, reads = 0;
    for (int i = 0; i < p->count; i++)
        reads += (size_t)op_info[p->vals[i]->op].arity;
    Readers r = {.start = arena_alloc(count, sizeof(int)), .id = arena_alloc(reads + 1, sizeof(int))};
    for (int fill = 0; fill < 2; fill++) {
        for (int i = 0; i < p->count; i++)
            for (int j = 0; !is_view(p->vals[i]) && j < op_info[p->vals[i]->op].arity; j++) {
                int base = view_base(p->vals[i]->in[j])->id;
                if (fill)
                    r.id[r.start[base + 1]++] = i;
                else
                    r.start[base + 2]++;
            }
        for (int i = 2; !fill && i < p->count + 2; i++)
            r.start[i] += r.start[i - 1];
    }
    return r;
}

/* Which values the roots `keep` accepts (all where NULL) need, by id. Operands come
 * first, so one walk from the back reaches everything. */
static bool *mark_needed(const Prog *p, bool (*keep)(const Root *root))
{
    bool *needed = arena_alloc((size_t)p->count + 1, sizeof *needed);
    for (int i = 0; i < p->root_count; i++) {
        if (!keep || keep(&p->roots[i]))
            needed[p->roots[i].val->id] = true;
    }
    for (int id = p->count - 1; id >= 0; id--) {
        const Val *v = p->vals[id];
        for (int i = 0; needed[id] && i < op_info[v->op].arity; i++)
            needed[v->in[i]->id] = true;
    }
    return needed;
}

static Val *copy_val(Prog *to, const Val *v, Val *const *copies, MapVal *map, void *arg)
{
    Val *in[MAX_IN] = {0};
    for (int i = 0; i < op_info[v->op].arity; i++)
        in[i] = copies[v->in[i]->id];
    Val *mapped = map ? map(to, v, in, arg) : NULL;
    if (mapped && !owns(to, mapped))
        bug("%s: the replacement of value %d is of another program", to->name, v->id);
    if (mapped)
        return mapped;
    Val *copy = build(to, v->op, in, &v->attr, v->pos);
    name_like(copy, v);
    return copy;
}

Prog *prog_copy(const Prog *p, const char *name, bool (*keep)(const Root *root), MapVal *map, void *arg)
{
    Prog *to = prog_new(p->model, name);
    to->facts = p->facts & (FACT_TYPED | FACT_DIFFED); /* side tables stay behind, and so do their facts */
    const bool *needed = mark_needed(p, keep);
    Val **copies = arena_alloc((size_t)p->count + 1, sizeof *copies);
    for (int id = 0; id < p->count; id++) {
        if (needed[id])
            copies[id] = copy_val(to, p->vals[id], copies, map, arg);
    }
    for (int i = 0; i < p->root_count; i++) {
        const Root *root = &p->roots[i];
        if (!keep || keep(root))
            add_root(to, root->kind, root->index, root->name, copies[root->val->id]);
    }
    return to;
}

/* Side tables are indexed by id: they end with the numbering they were made for. */
static void drop_side_tables(Prog *p)
{
    p->facts &= FACT_TYPED | FACT_DIFFED;
    p->level = p->support = NULL;
    p->places = NULL;
    p->kernels = NULL;
    p->bufs = NULL;
    p->kernel_count = p->buf_count = p->levels = 0;
}

void prog_compact(Prog *p)
{
    const bool *needed = mark_needed(p, NULL);
    int kept = 0;
    for (int id = 0; id < p->count; id++) {
        if (!needed[id])
            continue;
        p->vals[kept] = p->vals[id];
        p->vals[kept]->id = kept;
        kept++;
    }
    if (kept == p->count)
        return;
    p->count = kept;
    drop_side_tables(p);
    prog_reset_table(p);
}

/* ---------------------------------------------------------- short hands */

Val *mk1(Prog *p, Op op, Val *a, Pos pos)
{
    return build(p, op, (Val *[]){a}, NULL, pos);
}

Val *mk2(Prog *p, Op op, Val *a, Val *b, Pos pos)
{
    return build(p, op, (Val *[]){a, b}, NULL, pos);
}

Val *mk3(Prog *p, Op op, Val *a, Val *b, Val *c, Pos pos)
{
    return build(p, op, (Val *[]){a, b, c}, NULL, pos);
}

Val *mk_along(Prog *p, Op op, const End *end, Val *a, Pos pos)
{
    return build(p, op, (Val *[]){a}, &(Attr){.end = end}, pos);
}

Val *mk_constant(Prog *p, double value, Pos pos)
{
    Attr attr = {.num = value, .type = {SPACE_PARAM, shape_make(1, 1, 1, 1)}};
    return build(p, OP_constant, NULL, &attr, pos);
}

/* The next three give `a` itself where nothing would change. */
Val *mk_reshape(Prog *p, Val *a, Shape shape, Pos pos)
{
    if (shape_equal(a->type.shape, shape))
        return a;
    return build(p, OP_reshape, (Val *[]){a}, &(Attr){.type = {a->type.space, shape}}, pos);
}

Val *mk_expand(Prog *p, Val *a, Shape shape, Pos pos)
{
    if (shape_equal(a->type.shape, shape))
        return a;
    return build(p, OP_expand, (Val *[]){a}, &(Attr){.type = {a->type.space, shape}}, pos);
}

Val *mk_slice(Prog *p, Val *a, int32_t start, int32_t length, Pos pos)
{
    Shape shape = a->type.shape;
    if (start == 0 && length == shape.dim[shape.rank - 1])
        return a;
    return build(p, OP_slice, (Val *[]){a}, &(Attr){.index = start, .length = length}, pos);
}

/* block_loops.c - which acts share a loop, and how each value is held.
 *
 * Acts of the same shape share a loop as long as each reads only the loop's own
 * element of what the loop makes. A value used once, there, is written out in place;
 * one used only inside its loop is a scalar; any other is an array of the row or edge.
 * In: acts, operands first. Out: Block.loops in order, and the modes. */
#include "compiler/base/arena.h"
#include "compiler/loops/block.h"

/* ------------------------------------------------------------ shapes of loops */

bool is_nested(Shape s)
{
    return s.rank == 2 && s.dim[0] > 1 && s.dim[1] > 1;
}

/* Do both shapes visit the same elements in the same loops? */
static bool same_loops(Shape a, Shape b)
{
    if (shape_width(a) != shape_width(b) || is_nested(a) != is_nested(b))
        return false;
    return !is_nested(a) || a.dim[0] == b.dim[0];
}

static bool is_product(const Val *v)
{
    return op_info[v->op].kind == KIND_GEMM || v->op == OP_outer;
}

static bool is_alone(const Act *a)
{
    return a->kind == ACT_OUTER || (a->kind == ACT_MAKE && (a->val->op == OP_concat || is_product(a->val)));
}

Shape act_shape(const Act *a)
{
    return a->kind == ACT_FOLD ? a->val->in[0]->type.shape : a->val->type.shape;
}

int act_operands(const Act *a, Val **in)
{
    if (a->kind == ACT_STORE || a->kind == ACT_ROOT) {
        in[0] = a->val;
        return 1;
    }
    int arity = op_info[a->val->op].arity;
    for (int i = 0; i < arity; i++)
        in[i] = a->val->in[i];
    return arity;
}

bool is_reduce(const Act *a)
{
    return a->kind == ACT_MAKE && op_info[a->val->op].kind == KIND_REDUCE;
}

bool made_in_block(const Block *b, const Val *v)
{
    return b->loop_of[v->id] != -1;
}

/* ------------------------------------------------------------ what is written out in place */

void count_uses(Block *b)
{
    for (int i = 0; i < b->count; i++) {
        Val *in[MAX_IN];
        int n = act_operands(&b->acts[i], in);
        for (int j = 0; j < n; j++)
            b->uses[view_base(in[j])->id]++;
    }
}

/* Would the reader's C text repeat its operand number `at`? */
static bool repeats(const Act *reader, int at)
{
    const char *text = reader->kind == ACT_MAKE ? op_info[reader->val->op].ctext : NULL;
    int seen = 0;
    for (; text && *text; text++)
        seen += text[0] == '$' && text[1] == '0' + at;
    return seen > 1;
}

/* The one act that reads v: may v's expression stand there? */
static bool may_inline(const Block *b, const Act *reader, int at, const Val *operand, const Val *v)
{
    Sched *s = b->s;
    bool element = op_info[v->op].kind == KIND_MAP || v->op == OP_keep;
    if (!element || operand != v || b->uses[v->id] != 1 || s->outside[v->id] || is_alone(reader) || repeats(reader, at))
        return false;
    if (is_reduce(reader))
        return true;
    return !v->name && same_loops(v->type.shape, act_shape(reader));
}

/* C compilers take so many brackets and no more, and what is longer is better read in parts. */
enum { MOST_NESTED = 40 };

/* Operands come first: what is written out in them is known. */
void choose_inline(Block *b)
{
    for (int i = 0; i < b->count; i++) {
        const Act *reader = &b->acts[i];
        Val *in[MAX_IN];
        int n = act_operands(reader, in);
        for (int j = 0; j < n; j++) {
            const Val *v = view_base(in[j]);
            if (!made_in_block(b, v) || !may_inline(b, reader, j, in[j], v) || b->nested[v->id] >= MOST_NESTED)
                continue;
            b->s->mode[v->id] = MODE_INLINE;
            if (reader->kind == ACT_MAKE && b->nested[reader->val->id] <= b->nested[v->id])
                b->nested[reader->val->id] = b->nested[v->id] + 1;
        }
    }
}

/* ------------------------------------------------------------ acts dealt out to loops */

typedef struct Reads {
    Shape loops;  /* of the reader */
    int earliest; /* first loop the reader may be in */
    int at;       /* second pass: the loop it is in; marks what is shared */
} Reads;

/* Follows an operand to the values made in this block that it reads; `together`: at the reader's own element. */
static void follow(Block *b, Reads *reads, const Val *v, bool together)
{
    while (is_view(v)) {
        together &= v->op != OP_slice && same_loops(v->type.shape, v->in[0]->type.shape);
        v = v->in[0];
    }
    if (!made_in_block(b, v))
        return;
    together &= same_loops(v->type.shape, reads->loops);
    if (b->s->mode[v->id] == MODE_INLINE) {
        for (int i = 0; i < op_info[v->op].arity; i++)
            follow(b, reads, v->in[i], together && same_loops(v->in[i]->type.shape, v->type.shape));
        return;
    }
    int loop = b->loop_of[v->id];
    int first = together ? loop : loop + 1;
    reads->earliest = first > reads->earliest ? first : reads->earliest;
    if (reads->at >= 0 && (reads->at != loop || !together))
        b->shared[v->id] = true;
}

static Reads follow_operands(Block *b, const Act *a, int at)
{
    Reads reads = {.loops = act_shape(a), .at = at};
    Val *in[MAX_IN];
    int n = act_operands(a, in);
    for (int j = 0; j < n; j++)
        follow(b, &reads, in[j], !is_reduce(a) && !is_alone(a));
    return reads;
}

static int find_loop(Block *b, const Act *a, int earliest)
{
    bool alone = is_alone(a);
    bool reduces = is_reduce(a) && shape_width(act_shape(a)) > 1;
    for (int i = earliest; i < b->loop_count && !alone; i++)
        if (!b->loops[i].alone && b->loops[i].reduces == reduces && b->loops[i].level == a->level &&
            same_loops(b->loops[i].shape, act_shape(a)))
            return i;
    GROW(b->loops, b->loop_count, b->loop_capacity);
    b->loops[b->loop_count] = (Loop){.shape = act_shape(a), .level = a->level, .alone = alone, .reduces = reduces};
    return b->loop_count++;
}

static bool is_inline(const Block *b, const Act *a)
{
    return a->kind == ACT_MAKE && b->s->mode[a->val->id] == MODE_INLINE;
}

void deal_acts(Block *b)
{
    for (int i = 0; i < b->count; i++) {
        const Act *a = &b->acts[i];
        if (is_inline(b, a))
            continue;
        int at = find_loop(b, a, follow_operands(b, a, -1).earliest);
        Loop *loop = &b->loops[at];
        GROW(loop->acts, loop->count, loop->capacity);
        loop->acts[loop->count++] = a;
        if (a->kind == ACT_MAKE)
            b->loop_of[a->val->id] = at;
    }
    for (int i = 0; i < b->loop_count; i++)
        for (int j = 0; j < b->loops[i].count; j++)
            follow_operands(b, b->loops[i].acts[j], i);
}

void choose_modes(Block *b)
{
    for (int i = 0; i < b->count; i++) {
        const Act *a = &b->acts[i];
        if (a->kind != ACT_MAKE || is_inline(b, a))
            continue;
        const Val *v = a->val;
        bool local = b->s->outside[v->id] || b->shared[v->id] || is_alone(a);
        if (is_single(v)) {
            b->s->mode[v->id] = MODE_MEMORY;
            continue;
        }
        bool scalar = val_width(v) == 1 && a->level >= b->level && !is_alone(a); /* no loop or guard around it */
        local &= !scalar;
        b->s->mode[v->id] = local ? MODE_LOCAL : MODE_LET;
        if (local)
            declare_local(b->s, v, a->level < b->level);
    }
}

/* place.c - decides, before kernels form, which edge values are computed once and
 * kept (a few floats an edge) and which are made again in every walk that asks.
 *
 * A walk over incoming edges has the destination's rows at hand and gathers the
 * source's; a walk over outgoing edges is its mirror image. A value that both walks
 * want is computed in the walk that must gather less for it. The other walk makes it
 * again too, unless that would cost more gathered floats than KEEP_FACTOR times
 * the value's own width: then it is stored once and read back. A value as wide as
 * what it gathers can never win that comparison, so nothing of heads x dim is kept.
 * What is cheap to make from other stored values is not stored beside them.
 * In: levels. Out: Place of every value, `item` where fuse must find a home. */
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/error.h"
#include "compiler/ir/model.h"
#include "compiler/ir/print.h"
#include "compiler/kernels/kernels.h"

#include <string.h>

enum { KEEP_FACTOR = 4, BOTH_WALKS = 3 };

/* ------------------------------------------------------------ sparse inputs */

static bool is_sparse_value(const Prog *p, const Val *v)
{
    if (v->op == OP_input)
        return p->model->inputs[v->attr.index].sparse;
    if (op_info[v->op].kind != KIND_MAP)
        return false;
    if (op_info[v->op].arity == 1)
        return op_info[v->op].zero == ZERO_ALL && p->places[v->in[0]->id].sparse;
    if (v->op != OP_mul)
        return false;
    bool a = p->places[v->in[0]->id].sparse, b = p->places[v->in[1]->id].sparse;
    return (a && !b && is_leaf(v->in[1])) || (b && !a && is_leaf(v->in[0]));
}

static void check_sparse_use(const Prog *p, const Val *user)
{
    for (int i = 0; i < op_info[user->op].arity; i++) {
        const Val *x = user->in[i];
        bool product = (user->op == OP_matmul || user->op == OP_outer) && i == 0;
        if (!p->places[x->id].sparse || p->places[user->id].sparse || product)
            continue;
        Diag why = {.hint = "multiply it by a matrix first (nn.linear), or declare the input with sparse = false"};
        snprintf(why.message, sizeof why.message, "%s needs every element of a sparse input", op_word(user));
        user_error(user->pos, user->in, op_info[user->op].arity, &why);
    }
}

/* ------------------------------------------------------------ who wants an edge value */

typedef struct Wants {
    Prog *p;
    unsigned char *wanted; /* by id: bits of its relation's ends whose walks reach it through values made in place */
    bool *tied;            /* by id: depends on the value at hand, or this on it */
    int *stamp, now;       /* visited marks */
    bool *again;           /* by id: not stored, for it is cheap from stored values */
} Wants;

/* Marks what u depends on and what depends on u. */
static void mark_tied(Wants *w, const Val *u)
{
    const Prog *p = w->p;
    memset(w->tied, 0, (size_t)p->count * sizeof *w->tied);
    w->tied[u->id] = true;
    for (int i = u->id; i >= 0; i--)
        for (int k = 0; w->tied[i] && k < op_info[p->vals[i]->op].arity; k++)
            w->tied[p->vals[i]->in[k]->id] = true;
    for (int i = u->id + 1; i < p->count; i++) /* none of these is tied yet */
        for (int k = 0; k < op_info[p->vals[i]->op].arity; k++) {
            const Val *x = p->vals[i]->in[k];
            w->tied[i] |= x == u || (x->id > u->id && w->tied[x->id]);
        }
}

/* Adds up, once each, the node rows that making u gathers in a walk. */
static int64_t gathered(Wants *w, const Val *u, const End *walk)
{
    u = view_base(u);
    if (!is_edge_value(u) || w->stamp[u->id] == w->now)
        return 0;
    w->stamp[u->id] = w->now;
    if (w->p->places[u->id].item)
        return 0;
    if (is_edge_gather(u)) {
        const Val *row = view_base(u->in[0]);
        if (!reads_far(u, walk) || row->op == OP_constant || row->op == OP_keep)
            return 0;
        return val_width(row);
    }
    int64_t sum = 0;
    for (int i = 0; i < op_info[u->op].arity; i++)
        sum += gathered(w, u->in[i], walk);
    return sum;
}

/* Floats a walk gathers for u beyond what unrelated sums of the same walk gather anyway. */
static int64_t extra_gather(Wants *w, const Val *u, const End *walk)
{
    w->now++;
    mark_tied(w, u);
    for (int i = 0; i < w->p->count; i++) {
        const Val *s = w->p->vals[i];
        if (w->p->level[i] >= 0 && sink_walk(s) == walk && !w->tied[i])
            gathered(w, s->in[0], walk);
    }
    return gathered(w, u, walk);
}

static void decide(Wants *w, Val *u)
{
    Place *place = &w->p->places[u->id];
    const Space *relation = u->type.space;
    int64_t first = extra_gather(w, u, relation->ends[0]), second = extra_gather(w, u, relation->ends[1]);
    int64_t other = first <= second ? second : first;
    if (other > KEEP_FACTOR * val_width(u)) {
        place->item = true;
        place->walk = relation->ends[first <= second ? 0 : 1];
        place->reason = arena_format("stored, %lld an edge: the walk over %s edges gathers %lld floats for it, "
                                     "the other would gather %lld",
                                     (long long)val_width(u), place->walk->adjective,
                                     (long long)(first <= second ? first : second), (long long)other);
    } else {
        place->reason = arena_format("made in both walks: %lld and %lld floats gathered against %lld stored and read",
                                     (long long)first, (long long)second, 2 * (long long)val_width(u));
    }
}

static void want(Wants *w, const Val *v, unsigned walks)
{
    v = view_base(v);
    if (is_edge_value(v))
        w->wanted[v->id] |= (unsigned char)walks;
}

/* The bits of the walks that want what v, no edge value, reads: that of its sum. */
static unsigned walk_bit(const End *walk)
{
    return walk ? 1u << walk->index : 0;
}

/* From the sums down to what they are made of; a stored value ends the chain. */
static void spread_wants(Wants *w)
{
    for (int i = w->p->count - 1; i >= 0; i--) {
        Val *v = w->p->vals[i];
        Place *place = &w->p->places[i];
        if (w->p->level[i] < 0 || is_view(v))
            continue;
        if (!is_edge_value(v)) {
            for (int k = 0; k < op_info[v->op].arity; k++)
                want(w, v->in[k], walk_bit(sink_walk(v)));
            continue;
        }
        bool made = op_info[v->op].kind != KIND_LEAF && op_info[v->op].kind != KIND_GATHER;
        if (made && !place->item && !w->again[i] && w->wanted[i] == BOTH_WALKS)
            decide(w, v);
        for (int k = 0; k < op_info[v->op].arity; k++)
            want(w, v->in[k], place->item ? walk_bit(place->walk) : w->wanted[i]);
    }
}

static bool is_output(const Prog *p, const Val *v)
{
    for (int i = 0; i < p->root_count; i++)
        if (view_base(p->roots[i].val) == v)
            return true;
    return false;
}

/* Stored whatever it costs. */
static bool is_fixed(const Prog *p, const Val *v)
{
    return p->places[v->id].once || is_output(p, v);
}

/* Finds values that were to be stored, users before their operands, and that turn out to be cheap given what else is
 * stored: an attention weight after dropout, beside the weight itself. True where there are any. */
static bool find_again(Wants *w)
{
    bool found = false;
    for (int i = 0; i < w->p->count; i++) {
        Place *place = &w->p->places[i];
        const Val *v = w->p->vals[i];
        if (!place->item || !is_edge_value(v) || is_fixed(w->p, v))
            continue;
        place->item = false;
        const Space *relation = v->type.space;
        int64_t first = extra_gather(w, v, relation->ends[0]), second = extra_gather(w, v, relation->ends[1]);
        int64_t least = KEEP_FACTOR * val_width(v);
        place->item = first > least || second > least;
        if (place->item)
            continue;
        found = w->again[i] = true;
        place->reason = arena_format("made in both walks: %lld and %lld floats gathered, given what else is stored",
                                     (long long)first, (long long)second);
    }
    return found;
}

/* Decides anew, without the values that are made again: what they are made of is wanted by both walks now. */
static void decide_again(Wants *w)
{
    for (int i = 0; i < w->p->count; i++) {
        const Val *v = w->p->vals[i];
        w->wanted[i] = 0;
        if (!is_edge_value(v) || is_fixed(w->p, v) || w->again[i])
            continue;
        w->p->places[i].item = false;
        w->p->places[i].reason = NULL;
    }
    spread_wants(w);
}

/* ------------------------------------------------------------ the pass */

static bool has_own_home(const Val *v)
{
    return !is_leaf(v) && !is_view(v) && !is_edge_value(v);
}

static void keep_edge_value(Prog *p, const Val *v, const char *reason)
{
    p->places[v->id].item = true;
    p->places[v->id].walk = v->type.space->ends[0];
    p->places[v->id].reason = reason;
}

/* The gradient of a maximum goes to what is equal to it. Made again elsewhere, an operand may differ in its last bit:
 * compilers contract a b + c d as they like, sums may be added in another order. So it is made once and stored. */
static void keep_what_equal_compares(Prog *p, const Val *equal)
{
    for (int i = 0; i < op_info[equal->op].arity; i++) {
        const Val *v = view_base(equal->in[i]);
        while (op_info[v->op].kind == KIND_GATHER)
            v = view_base(v->in[0]);
        if (is_leaf(v) || p->places[v->id].sparse)
            continue;
        p->places[v->id].once = true;
        if (is_edge_value(v))
            keep_edge_value(p, v, "stored: compared with its maximum");
    }
}

void place(Prog *p)
{
    p->places = arena_alloc((size_t)p->count + 1, sizeof(Place));
    for (int i = 0; i < p->count; i++) {
        p->places[i] = (Place){.kernel = -1, .reduced = -1};
        p->places[i].sparse = is_sparse_value(p, p->vals[i]);
        p->places[i].item = has_own_home(p->vals[i]) && !p->places[i].sparse;
    }
    for (int i = 0; i < p->count; i++) {
        if (p->level[i] < 0)
            continue;
        check_sparse_use(p, p->vals[i]);
        if (p->vals[i]->op == OP_equal)
            keep_what_equal_compares(p, p->vals[i]);
    }
    for (int i = 0; i < p->root_count; i++) {
        const Val *v = view_base(p->roots[i].val);
        bool made = !is_leaf(v) && op_info[v->op].kind != KIND_GATHER; /* a gathered row is never worth storing */
        if (is_edge_value(v) && made)
            keep_edge_value(p, v, "an output");
    }
    Wants w = {.p = p};
    w.wanted = arena_alloc((size_t)p->count + 1, 1);
    w.stamp = arena_alloc((size_t)p->count + 1, sizeof(int));
    w.again = arena_alloc((size_t)p->count + 1, sizeof(bool));
    w.tied = arena_alloc((size_t)p->count + 1, sizeof(bool));
    spread_wants(&w);
    if (find_again(&w))
        decide_again(&w);
}

void place_print(FILE *out, const Prog *p)
{
    fprintf(out, "; program %s: edge values that both walks want, and outputs\n", p->name);
    for (int i = 0; i < p->count; i++)
        if (p->places[i].reason && is_edge_value(p->vals[i]))
            fprintf(out, "%%%-3d %-14s %-10s %s\n", i, type_text(p->vals[i]->type),
                    p->vals[i]->name ? p->vals[i]->name : op_word(p->vals[i]), p->places[i].reason);
}

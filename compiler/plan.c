/* plan.c - what is kept between kernels, and where.
 *
 * A node value that later kernels read is stored, unless it is cheap arithmetic on
 * values that are stored anyway: then each reader makes its row again. Stored values
 * share one workspace: two may overlap when no kernel needs both. Offsets count floats
 * per node, per edge, per chunk, or in all, so one plan serves graphs of every size:
 *
 *   bytes(N, E, chunks) = 4 (a N + b E + c chunks + d)      N and E rounded up to 16
 *
 * In: kernels. Out: Place.stored, Place.recomputed, Prog.bufs. */
#include "gatcc.h"

enum { CHEAP = 2 };     /* cost of an op that a reader may repeat for each element */

typedef struct Plan {
    Prog *p;
    int *last;          /* by id: last kernel after its home that reads it; -1: none */
    bool *far;          /* by id: some reader wants other rows than its own */
    int *stamp, now;
} Plan;

static bool is_leaf(const Val *v)
{
    return op_info[v->op].kind == KIND_LEAF;
}

static void read_val(Plan *plan, const Kernel *k, const Val *v, bool far);

static void read_operands(Plan *plan, const Kernel *k, const Val *v)
{
    for (int i = 0; i < op_info[v->op].arity; i++) {
        bool far = (v->op == OP_src && k->major != MAJOR_OUT) || (v->op == OP_dst && k->major != MAJOR_IN);
        read_val(plan, k, v->in[i], far || k->kind != KERNEL_ROWS);
    }
}

/* Kernel k reads v: from memory where another kernel made it, through its operands where it makes it itself. */
static void read_val(Plan *plan, const Kernel *k, const Val *v, bool far)
{
    v = view_base(v);
    const Place *place = &plan->p->places[v->id];
    if (is_leaf(v))
        return;
    if (place->item && place->kernel != k->id) {
        plan->far[v->id] |= far;
        if (!(place->recomputed && !far)) {
            plan->last[v->id] = k->id > plan->last[v->id] ? k->id : plan->last[v->id];
            return;
        }
    } else if (place->item) {
        return; /* its own operands are read on its own account */
    }
    if (plan->stamp[v->id] == plan->now)
        return;
    plan->stamp[v->id] = plan->now;
    read_operands(plan, k, v);
}

static void find_readers(Plan *plan)
{
    Prog *p = plan->p;
    for (int i = 0; i < p->count; i++)
        plan->last[i] = -1;
    for (int i = 0; i < p->kernel_count; i++) {
        plan->now++;
        if (p->kernels[i]->kind == KERNEL_REDUCE)
            continue; /* reads partial sums only */
        for (int j = 0; j < p->kernels[i]->count; j++)
            read_operands(plan, p->kernels[i], p->kernels[i]->vals[j]);
    }
}

/* ------------------------------------------------------------ store or make again */

static bool can_recompute(const Plan *plan, const Val *v)
{
    const Prog *p = plan->p;
    const Place *place = &p->places[v->id];
    if (v->type.space != SPACE_NODE || !place->item || op_info[v->op].kind != KIND_MAP ||
        op_info[v->op].cost > CHEAP || plan->far[v->id])
        return false;
    for (int i = 0; i < op_info[v->op].arity; i++) {
        const Val *x = view_base(v->in[i]);
        const Place *from = &p->places[x->id];
        if (from->sparse)
            return false;
        if (is_leaf(x) || is_single(x) || from->recomputed)
            continue;
        if (plan->last[x->id] < plan->last[v->id])
            return false; /* keeping x alive for it would cost what it saves */
    }
    return true;
}

static void decide(Plan *plan)
{
    Prog *p = plan->p;
    for (int i = 0; i < p->count; i++) {
        const Val *v = p->vals[i];
        Place *place = &p->places[i];
        if (!place->item || plan->last[i] < 0 || v->type.space != SPACE_NODE)
            continue;
        place->recomputed = can_recompute(plan, v);
        if (place->recomputed)
            place->reason = "made again by its readers: cheap, from values that are stored anyway";
        else if (plan->far[i])
            place->reason = "stored: read from other rows, or by a product";
        else
            place->reason = op_info[v->op].kind == KIND_MAP && op_info[v->op].cost <= CHEAP
                                ? "stored: what it is made from is not needed later"
                                : "stored: dear to make again";
    }
}

/* ------------------------------------------------------------ buffers */

static void add_buf(Prog *p, Buf buf)
{
    GROW(p->bufs, p->buf_count, p->buf_capacity);
    p->bufs[p->buf_count++] = buf;
}

static Extent extent_of(const Val *v)
{
    return v->type.space == SPACE_NODE ? EXTENT_NODE : v->type.space == SPACE_EDGE ? EXTENT_EDGE : EXTENT_FIXED;
}

/* Room for the pieces that a kernel's chunks make of sums over all rows. */
static void add_partial_sums(Prog *p, const Kernel *k)
{
    Buf buf = {.kernel = k->id, .extent = EXTENT_CHUNK};
    for (int i = 0; i < k->count; i++) {
        const Val *v = k->vals[i];
        if (!is_row_sum(v) || p->places[v->id].kernel != k->id || k->kind == KERNEL_COLUMNS)
            continue;
        buf.width += val_width(v);
        buf.last = p->places[v->id].reduced > buf.last ? p->places[v->id].reduced : buf.last;
    }
    if (buf.width)
        add_buf(p, buf);
}

static void collect(Plan *plan)
{
    Prog *p = plan->p;
    for (int i = 0; i < p->kernel_count; i++) {
        const Kernel *k = p->kernels[i];
        for (int j = 0; j < k->count; j++) {
            const Val *v = k->vals[j];
            Place *place = &p->places[v->id];
            int home = place->reduced >= 0 ? place->reduced : place->kernel;
            bool single = k->kind == KERNEL_SINGLE; /* its values have no row to live in */
            if (home != k->id || (plan->last[v->id] < 0 && !single) || place->stored || op_info[v->op].kind == KIND_LEAF)
                continue;
            place->stored = true;
            add_buf(p, (Buf){.val = v, .kernel = home,
                             .last = plan->last[v->id] > home ? plan->last[v->id] : home, .extent = extent_of(v), .width = val_width(v)});
        }
        if (k->kind == KERNEL_ROWS || k->kind == KERNEL_GEMM)
            add_partial_sums(p, k);
    }
}

static bool meet(const Buf *a, const Buf *b)
{
    return a->extent == b->extent && a->kernel <= b->last && b->kernel <= a->last;
}

/* First fit: the lowest offset at which no buffer alive at the same time is in the way. */
static void assign_offset(Prog *p, int at)
{
    Buf *buf = &p->bufs[at];
    for (bool moved = true; moved;) {
        moved = false;
        for (int i = 0; i < at; i++) {
            const Buf *other = &p->bufs[i];
            if (meet(buf, other) && buf->offset < other->offset + other->width &&
                other->offset < buf->offset + buf->width) {
                buf->offset = other->offset + other->width;
                moved = true;
            }
        }
    }
    int64_t *size = buf->extent == EXTENT_NODE ? &p->per_node : buf->extent == EXTENT_EDGE ? &p->per_edge
                    : buf->extent == EXTENT_CHUNK ? &p->per_chunk : &p->fixed;
    int64_t end = buf->offset + buf->width;
    *size = end > *size ? end : *size;
}

void plan(Prog *p)
{
    Plan plan = {.p = p};
    plan.last = arena_alloc((size_t)p->count + 1, sizeof(int));
    plan.far = arena_alloc((size_t)p->count + 1, sizeof(bool));
    plan.stamp = arena_alloc((size_t)p->count + 1, sizeof(int));
    find_readers(&plan);
    decide(&plan);
    find_readers(&plan);
    collect(&plan);
    p->per_node = p->per_edge = p->per_chunk = p->fixed = 0;
    for (int i = 0; i < p->buf_count; i++)
        assign_offset(p, i);
}

/* ------------------------------------------------------------ --dump=plan */

static const char *label(const Val *v)
{
    return v->name ? v->name : op_info[v->op].name;
}

void plan_print(FILE *out, const Prog *p)
{
    static const char *const unit[] = {"node", "edge", "chunk", "program"};
    fprintf(out, "; program %s: bytes(N, E, chunks) = 4 (%lld N + %lld E + %lld chunks + %lld), N and E rounded up to 16\n",
            p->name, (long long)p->per_node, (long long)p->per_edge, (long long)p->per_chunk, (long long)p->fixed);
    for (int i = 0; i < p->buf_count; i++) {
        const Buf *b = &p->bufs[i];
        fprintf(out, "%4lld floats a %-8s at %-6lld kernels %d to %d   ", (long long)b->width, unit[b->extent],
                (long long)b->offset, b->kernel, b->last);
        if (b->val)
            fprintf(out, "%%%-3d %s\n", b->val->id, label(b->val));
        else
            fprintf(out, "pieces of kernel %d's sums over all rows\n", b->kernel);
    }
    for (int i = 0; i < p->count; i++)
        if (p->places[i].reason && p->level[i] >= 0)
            fprintf(out, "%%%-3d %-14s %-10s %s\n", i, type_text(p->vals[i]->type), label(p->vals[i]),
                    p->places[i].reason);
}

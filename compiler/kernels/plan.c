/* plan.c - what is kept between kernels.
 *
 * A node value that later kernels read is stored, unless it is cheap arithmetic on
 * values that are stored anyway: then each reader makes its row again. Stored values
 * share one workspace, in which pack.c gives each a place: two may overlap when no kernel
 * needs both.
 *
 * peak.c then makes dear values again that are alive where most is.
 *
 * In: kernels. Out: Place.stored, Place.recomputed, Prog.bufs. */
#include "compiler/kernels/plan.h"
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/ir/print.h"
#include "compiler/kernels/peak.h"

enum {
    CHEAP = 2,         /* cost of an op that a reader may repeat for each element */
    LONGEST = 6,       /* of a chain of such ops */
    CHEAP_FORCED = 30, /* the same under -fplan=recompute */
    LONGEST_FORCED = 12,
};

static void read_val(Plan *plan, const Kernel *k, const Val *v, bool far);

static void read_operands(Plan *plan, const Kernel *k, const Val *v)
{
    const bool far = kernel_reads_far(k, v);
    for (int i = 0; i < op_info[v->op].arity; i++)
        read_val(plan, k, v->in[i], far);
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
        plan->at_home[v->id] = true; /* its own operands are read on its own account */
        return;
    }
    if (plan->stamp[v->id] == plan->now)
        return;
    plan->stamp[v->id] = plan->now;
    plan->work += place->item ? op_info[v->op].cost * val_width(v) : 0;
    read_operands(plan, k, v);
}

void find_readers(Plan *plan)
{
    Prog *p = plan->p;
    plan->work = 0;
    for (int i = 0; i < p->count; i++) {
        plan->last[i] = -1;
        plan->at_home[i] = false;
    }
    for (int i = 0; i < p->root_count; i++)
        plan->at_home[view_base(p->roots[i].val)->id] = true;
    for (int i = 0; i < p->kernel_count; i++) {
        plan->now++;
        if (p->kernels[i]->kind == KERNEL_REDUCE)
            continue; /* reads partial sums only */
        for (int j = 0; j < p->kernels[i]->count; j++)
            read_operands(plan, p->kernels[i], p->kernels[i]->vals[j]);
    }
}

/* ------------------------------------------------------------ store or make again */

static bool is_cheap(const Plan *plan, const Val *v)
{
    const Place *place = &plan->p->places[v->id];
    return v->type.space->kind == SPACE_ROWS && place->item && !place->sparse && !place->once &&
           op_info[v->op].kind == KIND_MAP && op_info[v->op].cost <= plan->cheap && !plan->far[v->id];
}

/* Can a kernel as late as `reader` have v's row from what is stored by then, or from `extra`? */
static bool is_within_reach(const Plan *plan, const Val *v, int reader, const Val *extra, int depth)
{
    v = view_base(v);
    if ((extra && v == extra) || is_leaf(v) || is_single(v))
        return !plan->p->places[v->id].sparse;
    if (plan->last[v->id] >= reader && !plan->p->places[v->id].recomputed)
        return true;
    if (!is_cheap(plan, v) || depth == plan->longest)
        return false;
    for (int i = 0; i < op_info[v->op].arity; i++)
        if (!is_within_reach(plan, v->in[i], reader, extra, depth + 1))
            return false;
    return true;
}

static bool can_recompute(const Plan *plan, const Val *v, const Val *extra)
{
    if (!is_cheap(plan, v) || plan->last[v->id] < 0 || plan->p->places[v->id].recomputed)
        return false;
    for (int i = 0; i < op_info[v->op].arity; i++)
        if (!is_within_reach(plan, v->in[i], plan->last[v->id], extra, 1))
            return false;
    return true;
}

static void recompute(Plan *plan, const Val *v, const Val *extra, const char *reason)
{
    v = view_base(v);
    Place *place = &plan->p->places[v->id];
    bool stored = plan->last[v->id] >= 0 && !is_cheap(plan, v);
    if (v == extra || is_leaf(v) || is_single(v) || stored || place->recomputed)
        return;
    if (!is_cheap(plan, v))
        return;
    place->recomputed = true;
    place->reason = reason;
    for (int i = 0; i < op_info[v->op].arity; i++)
        recompute(plan, v->in[i], extra, reason);
}

/* Floats that keeping x would save: the values that could then be made again, less x itself. */
static int64_t saved_by_keeping(const Plan *plan, const Val *x)
{
    int64_t saved = -val_width(x);
    for (int i = x->id + 1; i < plan->p->count; i++)
        if (can_recompute(plan, plan->p->vals[i], x))
            saved += val_width(plan->p->vals[i]);
    return saved;
}

static void keep_instead(Plan *plan, const Val *x)
{
    int last = -1;
    for (int i = x->id + 1; i < plan->p->count; i++) {
        const Val *v = plan->p->vals[i];
        if (!can_recompute(plan, v, x))
            continue;
        last = plan->last[i] > last ? plan->last[i] : last;
        recompute(plan, v, x, arena_format("made again by its readers from %%%d, which is smaller", x->id));
    }
    plan->last[x->id] = last;
}

static void say_why_stored(Plan *plan)
{
    for (int i = 0; i < plan->p->count; i++) {
        const Val *v = plan->p->vals[i];
        Place *place = &plan->p->places[i];
        if (!place->item || plan->last[i] < 0 || v->type.space->kind != SPACE_ROWS || place->recomputed)
            continue;
        place->reason = plan->far[i]        ? "stored: read from other rows, or by a product"
                        : place->once       ? "stored: compared for equality"
                        : is_cheap(plan, v) ? "stored: what it is made from is not needed later"
                                            : "stored: dear to make again";
    }
}

/* Values that can be made again from what is stored; another reader may keep a value longer, and so more can be. */
void decide_stored(Plan *plan)
{
    Prog *p = plan->p;
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < p->count; i++) {
            if (!can_recompute(plan, p->vals[i], NULL))
                continue;
            recompute(plan, p->vals[i], NULL, "made again by its readers: cheap, from values that are stored anyway");
            changed = true;
        }
        if (changed)
            find_readers(plan);
    }
}

static void decide(Plan *plan)
{
    Prog *p = plan->p;
    decide_stored(plan);
    for (int i = 0; i < p->count; i++) {
        const Val *x = p->vals[i];
        bool node = x->type.space->kind == SPACE_ROWS && p->places[i].item && !p->places[i].recomputed;
        if (node && plan->last[i] < 0 && saved_by_keeping(plan, x) > 0)
            keep_instead(plan, x);
    }
}

static void drop_member(Kernel *k, const Val *v)
{
    int kept = 0;
    for (int i = 0; i < k->count; i++)
        if (k->vals[i] != v)
            k->vals[kept++] = k->vals[i];
    k->count = kept;
}

/* A value that only later kernels read, and make again, leaves the kernel that was its
 * home; what was made for it alone may follow. */
static void leave_unread_homes(Plan *plan)
{
    Prog *p = plan->p;
    for (bool changed = true; changed;) {
        changed = false;
        find_readers(plan);
        for (int i = 0; i < p->count; i++)
            if (p->places[i].recomputed && p->places[i].kernel >= 0 && !plan->at_home[i]) {
                drop_member(p->kernels[p->places[i].kernel], p->vals[i]);
                p->places[i].kernel = -1;
                changed = true;
            }
    }
}

/* Kernels that lost all their values go; the others move up. */
static void drop_empty_kernels(Plan *plan)
{
    Prog *p = plan->p;
    int kept = 0;
    for (int i = 0; i < p->kernel_count; i++) {
        Kernel *k = p->kernels[i];
        if (!k->count)
            continue;
        for (int j = 0; j < p->count && kept != i; j++) {
            Place *place = &p->places[j];
            place->kernel = place->kernel == i ? kept : place->kernel;
            place->reduced = place->reduced == i ? kept : place->reduced;
        }
        k->id = kept;
        p->kernels[kept++] = k;
    }
    p->kernel_count = kept;
    find_readers(plan);
}

/* ------------------------------------------------------------ buffers */

static void add_buf(Prog *p, Buf buf)
{
    GROW(p->bufs, p->buf_count, p->buf_capacity);
    p->bufs[p->buf_count++] = buf;
}

static Extent extent_of(const Val *v)
{
    if (has_rows(v) && !v->type.space->first)
        return EXTENT_SPACE;
    static const Extent extents[] = {
        [SPACE_ONE] = EXTENT_FIXED, [SPACE_ROWS] = EXTENT_NODE, [SPACE_EDGES] = EXTENT_EDGE};
    return extents[v->type.space->kind];
}

/* Room for the pieces that a kernel's chunks make of sums over all rows. */
static void add_partial_sums(Prog *p, const Kernel *k)
{
    Buf buf = {.of = k, .kernel = k->id, .extent = EXTENT_CHUNK};
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

/* For updates all rows stay for the next run. */
static void keep_all(Prog *p)
{
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].val)
            p->bufs[i].last = p->kernel_count - 1;
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
            bool single = k->kind == KERNEL_SINGLE;        /* its values have no row to live in */
            bool passed = place->once && is_edge_value(v); /* from one pass to the next */
            if (home != k->id || (plan->last[v->id] < 0 && !single && !passed) || place->stored ||
                op_info[v->op].kind == KIND_LEAF || is_view(v))
                continue;
            place->stored = true;
            add_buf(p, (Buf){.val = v,
                             .kernel = home,
                             .last = plan->last[v->id] > home ? plan->last[v->id] : home,
                             .level = k->level,
                             .extent = extent_of(v),
                             .width = val_width(v)});
        }
        if (k->kind == KERNEL_ROWS || k->kind == KERNEL_GEMM)
            add_partial_sums(p, k);
    }
}

void plan(Prog *p)
{
    bool forced = p->model->switches.plan == PLAN_RECOMPUTE;
    Plan plan = {.p = p, .cheap = forced ? CHEAP_FORCED : CHEAP, .longest = forced ? LONGEST_FORCED : LONGEST};
    plan.last = arena_alloc((size_t)p->count + 1, sizeof(int));
    plan.far = arena_alloc((size_t)p->count + 1, sizeof(bool));
    plan.at_home = arena_alloc((size_t)p->count + 1, sizeof(bool));
    plan.stamp = arena_alloc((size_t)p->count + 1, sizeof(int));
    find_readers(&plan);
    if (p->model->switches.plan != PLAN_STORE)
        decide(&plan);
    if (p->model->switches.plan == PLAN_AUTO)
        lower_peak(&plan);
    leave_unread_homes(&plan);
    drop_empty_kernels(&plan);
    say_why_stored(&plan);
    collect(&plan);
    if (p->model->switches.updates)
        keep_all(p);
    pack(p);
}

/* ------------------------------------------------------------ --dump=plan */

static const char *label(const Val *v)
{
    return v->name ? v->name : op_word(v);
}

/* "413 N + 8 E", or "max(377 N + 1 E, 232 N + 8 E)" */
static char *rows_text(const Prog *p)
{
    char *text = p->need_count > 1 ? "max(" : p->need_count ? "" : "0 N + 0 E";
    for (int i = 0; i < p->need_count; i++)
        text = arena_format("%s%s%lld N + %lld E", text, i ? ", " : "", (long long)p->needs[i].node,
                            (long long)p->needs[i].edge);
    return arena_format("%s%s", text, p->need_count > 1 ? ")" : "");
}

/* "64", in the buffer's own unit, or "377 N + 1 E" where nodes lie below edges or edges below nodes */
static char *start_text(const Buf *b)
{
    if ((b->extent == EXTENT_EDGE && b->start.node) || (b->extent == EXTENT_NODE && b->start.edge))
        return arena_format("%lld N + %lld E", (long long)b->start.node, (long long)b->start.edge);
    int64_t at = b->extent == EXTENT_NODE ? b->start.node : b->extent == EXTENT_EDGE ? b->start.edge : b->offset;
    return arena_format("%lld", (long long)at);
}

/* " + 3 graphs" */
static const char *other_rows_text(const Prog *p)
{
    const char *text = "";
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i])
            text = arena_format("%s + %lld %s", text, (long long)p->per_row[i], rows_name(p->model->spaces[i]));
    return text;
}

void plan_print(FILE *out, const Prog *p)
{
    static const char *const unit[] = {"a node", "an edge", "a chunk", "in all"};
    fprintf(out, "; program %s: bytes(N, E, chunks) = 4 (%s + %lld chunks%s + %lld), N and E rounded up to 16\n",
            p->name, rows_text(p), (long long)p->per_chunk, other_rows_text(p), (long long)p->fixed);
    for (int i = 0; i < p->buf_count; i++) {
        const Buf *b = &p->bufs[i];
        fprintf(out, "%4lld float%s %-8s at %-6s kernels %d to %d   ", (long long)b->width, b->width == 1 ? " " : "s",
                b->extent == EXTENT_SPACE ? arena_format("a %s", b->val->type.space->name) : unit[b->extent],
                start_text(b), b->kernel, b->last);
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

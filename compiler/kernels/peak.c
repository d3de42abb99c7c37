/* peak.c - less memory where most is alive.
 *
 * A program needs as much as the kernel beside which most is stored. A wide value alive there that is arithmetic on its
 * own row may be made again although that is dear (an exponential), if the floats saved at the peak are worth the
 * operations. One value at a time, the widest first, until none does. What lies elsewhere stays stored: making it again
 * would save nothing.
 *
 * In: what plan.c has decided. Out: Place.recomputed. */
#include "compiler/kernels/peak.h"
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEAR = 16,    /* cost of an op at most: of those that go by lanes */
    PRICE = 24,   /* operations a row for each float a row less */
    TRIALS = 1024 /* values that are tried, so that the time for large programs is bounded */
};

typedef struct Peak {
    Plan *plan;
    int64_t *alive;       /* by kernel: floats a row, those of an edge counted for EDGES_A_NODE */
    int64_t *alive_trial; /* the same while a value is tried */
    Place *before;        /* places as they were before that */
    const Val **widest;   /* all values, the widest first */
    int trials;
} Peak;

static int64_t find_peak(const Plan *plan, int64_t *alive)
{
    const Prog *p = plan->p;
    int64_t peak = 0;
    memset(alive, 0, ((size_t)p->kernel_count + 1) * sizeof *alive); /* what begins less what has ended */
    for (int i = 0; i < p->count; i++) {
        const Val *v = p->vals[i];
        int64_t rows = is_single(v) ? 0 : is_edge_value(v) ? EDGES_A_NODE : 1;
        int from = p->places[i].kernel;
        if (!rows || !p->places[i].item || from < 0 || from > plan->last[i])
            continue;
        alive[from] += rows * val_width(v);
        alive[plan->last[i] + 1] -= rows * val_width(v);
    }
    for (int k = 0; k < p->kernel_count; k++) {
        alive[k] += k ? alive[k - 1] : 0;
        peak = alive[k] > peak ? alive[k] : peak;
    }
    return peak;
}

/* Could each reader have v's row from the rows of its operands? */
static bool is_remakable(const Plan *plan, const Val *v)
{
    const Place *place = &plan->p->places[v->id];
    if (v->type.space->kind != SPACE_ROWS || !place->item || place->sparse || place->once || place->recomputed ||
        plan->far[v->id] || op_info[v->op].kind != KIND_MAP || op_info[v->op].cost > DEAR || plan->last[v->id] < 0)
        return false;
    for (int i = 0; i < op_info[v->op].arity; i++)
        if (plan->p->places[view_base(v->in[i])->id].sparse)
            return false;
    return true;
}

static bool lives_at(const Plan *plan, const Val *v, const int64_t *alive, int64_t peak)
{
    for (int k = plan->p->places[v->id].kernel; k <= plan->last[v->id]; k++)
        if (alive[k] == peak)
            return true;
    return false;
}

/* Its operands are stored for its readers where they are not yet, or made again as well where that is cheap. */
static void make_again(Plan *plan, const Val *v)
{
    plan->p->places[v->id].recomputed = true;
    find_readers(plan);
    decide_stored(plan);
}

/* Floats less at the peak if v is made again; 0 where that costs too many operations. */
static int64_t try_value(Peak *peak, const Val *v, int64_t floats)
{
    Plan *plan = peak->plan;
    const size_t bytes = (size_t)plan->p->count * sizeof *peak->before;
    const int64_t work = plan->work;
    memcpy(peak->before, plan->p->places, bytes);
    make_again(plan, v);
    int64_t saved = floats - find_peak(plan, peak->alive_trial);
    if (plan->work - work > PRICE * saved)
        saved = 0;
    memcpy(plan->p->places, peak->before, bytes);
    find_readers(plan);
    return saved;
}

static void keep_made_again(Peak *peak, const Val *v, int64_t saved)
{
    Plan *plan = peak->plan;
    const int64_t work = plan->work;
    make_again(plan, v);
    plan->p->places[v->id].reason =
        arena_format("made again by its readers, %lld operations a row: %lld floats a row less where most are alive",
                     (long long)(plan->work - work), (long long)saved);
}

/* Tries each value once, the widest first. */
static bool lower(Peak *peak)
{
    const Plan *plan = peak->plan;
    int64_t floats = find_peak(plan, peak->alive);
    bool lowered = false;
    for (int i = 0; i < plan->p->count && peak->trials > 0; i++) {
        const Val *v = peak->widest[i];
        if (!is_remakable(plan, v) || !lives_at(plan, v, peak->alive, floats))
            continue;
        peak->trials--;
        int64_t saved = try_value(peak, v, floats);
        if (saved <= 0)
            continue;
        keep_made_again(peak, v, saved);
        floats = find_peak(plan, peak->alive);
        lowered = true;
    }
    return lowered;
}

static int wider_first(const void *a, const void *b)
{
    const Val *x = *(const Val *const *)a, *y = *(const Val *const *)b;
    int64_t wx = val_width(x), wy = val_width(y);
    return wx != wy ? (wx < wy) - (wx > wy) : (x->id > y->id) - (x->id < y->id);
}

void lower_peak(Plan *plan)
{
    const size_t kernels = (size_t)plan->p->kernel_count + 1, values = (size_t)plan->p->count;
    Peak peak = {.plan = plan, .trials = TRIALS};
    peak.alive = arena_alloc(kernels, sizeof *peak.alive);
    peak.alive_trial = arena_alloc(kernels, sizeof *peak.alive_trial);
    peak.before = arena_alloc(values + 1, sizeof *peak.before);
    peak.widest = arena_alloc(values + 1, sizeof *peak.widest);
    for (size_t i = 0; i < values; i++)
        peak.widest[i] = plan->p->vals[i];
    qsort(peak.widest, values, sizeof *peak.widest, wider_first);
    find_readers(plan);
    while (lower(&peak))
        ;
}

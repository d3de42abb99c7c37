/* over.c - what a kernel goes over: rows of a space, and the lists of those rows that it walks.
 *
 * For each space a kernel is tried with each walk, alone; the one that sums most floats wins.
 *
 * -fjoin-walks: then further relations' lists are walked as well, where their sums meet its own. Where one of those cannot
 * be made yet, for an earlier kernel has to make what it gathers, the kernel is left for later as long as there is other
 * work: else messages along two relations would be summed by two kernels only because one of them was ready first. */
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/kernels/fuse.h"

/* ------------------------------------------------------------ sums that are not ready */

/* A value is seen twice at most: on the way down from one that reads it, and on the way up from what it reads. */
static bool is_seen(Fuse *f, const Val *v, bool up)
{
    int *seen = &f->seen[v->id];
    if (*seen == f->seen_now || (*seen == f->seen_now - 1 && !up))
        return true;
    *seen = up ? f->seen_now : f->seen_now - 1;
    return false;
}

static bool is_ready(Fuse *f, const Val *sum, const Space *rows)
{
    Over alone = {.rows = rows};
    add_walk(&alone.walks, sink_walk(sum));
    f->now++;
    return !cannot_join(f, sum, &alone);
}

/* Is v, of the same rows and not made yet, made of a sum over another relation that is not ready? */
static bool reads_unready(Fuse *f, const Val *v, const Over *over)
{
    for (int i = 0; i < op_info[v->op].arity; i++) {
        const Val *x = view_base(v->in[i]);
        const End *sink = sink_walk(x);
        if (x->type.space != over->rows || !is_pending(f, x) || is_seen(f, x, false))
            continue;
        if (sink ? !walk_over(&over->walks, sink->of) && !is_ready(f, x, over->rows) : reads_unready(f, x, over))
            return true;
    }
    return false;
}

/* Does v, or a value of the same row that is made of it, meet such a sum? */
static bool meets_unready(Fuse *f, const Val *v, const Over *over)
{
    const Readers *readers = &f->ready.readers;
    for (int at = readers->start[v->id]; at < readers->start[v->id + 1]; at++) {
        const Val *user = f->p->vals[readers->id[at]];
        const bool same_row =
            user->type.space == over->rows && op_info[user->op].kind != KIND_GATHER && !sink_walk(user);
        if (!same_row || f->p->level[user->id] < 0 || is_seen(f, user, true))
            continue;
        if (!is_view(user) && is_pending(f, user) && reads_unready(f, user, over))
            return true;
        if (meets_unready(f, user, over))
            return true;
    }
    return false;
}

/* Of the kernel that was tried. */
static bool is_early(Fuse *f, const Over *over)
{
    const Model *m = f->p->model;
    bool others = false;
    for (int i = 0; i < m->end_count; i++)
        others |= m->ends[i]->to == over->rows && !walk_over(&over->walks, m->ends[i]->of);
    f->seen_now += 2;
    for (int i = 0; others && i < f->members.count; i++) {
        const Val *v = f->p->vals[f->members.at[i]];
        if (sink_walk(v) && meets_unready(f, v, over))
            return true;
    }
    return false;
}

/* ------------------------------------------------------------ which walks */

typedef struct Choice {
    Over over;
    int64_t sums;
    int members;
} Choice;

/* The best of what has been tried: of all, and of those that could not do more later and are more than arithmetic that
 * could wait for its reader. */
typedef struct Best {
    Choice any, ripe;
    bool early; /* some could do more later */
} Best;

static void keep_better(Choice *best, Choice one)
{
    if (one.sums > best->sums || (one.sums == best->sums && one.members > best->members))
        *best = one;
}

static void try_one(Fuse *f, const Space *rows, const End *walk, bool patient, Best *best)
{
    Choice one = {.over = {.rows = rows}};
    if (walk)
        add_walk(&one.over.walks, walk);
    one.sums = try_over(f, &one.over);
    one.members = f->members.count;
    keep_better(&best->any, one);
    if (!patient)
        return;
    const bool early = is_early(f, &one.over);
    best->early |= early;
    if (!early && has_anchor(f))
        keep_better(&best->ripe, one);
}

/* Tries each space's rows with each walk from there; without one where there is none. The kernel that
 * sums most wins, then the one with most members, then the first. */
static Best best_walk(Fuse *f, bool patient)
{
    const Model *m = f->p->model;
    Best best = {.early = false};
    for (int s = 0; s < m->space_count; s++) {
        const Space *rows = m->spaces[s];
        bool walked = rows->kind != SPACE_ROWS;
        for (int i = 0; rows->kind == SPACE_ROWS && i < m->end_count; i++)
            if (m->ends[i]->to == rows) {
                try_one(f, rows, m->ends[i], patient, &best);
                walked = true;
            }
        if (!walked)
            try_one(f, rows, NULL, patient, &best);
    }
    return best;
}

/* Counts members of the kernel that was tried, but for those counted since `seen_now` went up. */
static int count_new(Fuse *f)
{
    int count = 0;
    for (int i = 0; i < f->members.count; i++) {
        int *seen = &f->seen[f->members.at[i]];
        count += *seen != f->seen_now;
        *seen = f->seen_now;
    }
    return count;
}

/* May a value join that could not if the kernel walked only the lists of either? */
static bool meets(Fuse *f, const Over *over, const End *walk)
{
    Over alone = {.rows = over->rows}, both = {.rows = over->rows};
    add_walk(&alone.walks, walk);
    for (int i = 0; i < over->walks.count; i++)
        add_walk(&both.walks, over->walks.at[i]);
    add_walk(&both.walks, walk);
    f->seen_now++;
    try_over(f, over);
    int members = count_new(f);
    try_over(f, &alone);
    members += count_new(f);
    try_over(f, &both);
    return f->members.count > members;
}

/* Walks further relations' lists as well, as long as their sums meet those that the kernel has. */
static void widen(Fuse *f, Over *over)
{
    const Model *m = f->p->model;
    for (int i = 0; over->walks.count && i < m->end_count; i++) {
        const End *walk = m->ends[i];
        if (walk->to != over->rows || walk_over(&over->walks, walk->of) || !meets(f, over, walk))
            continue;
        add_walk(&over->walks, walk);
        i = -1; /* others may meet it that met none before */
    }
}

bool choose_over(Fuse *f, bool patient, Over *best)
{
    const bool joins = f->p->model->switches.join_walks && !f->p->model->switches.no_fuse;
    if (!joins && !patient)
        return false; /* as it was found before */
    const Best found = best_walk(f, joins && patient);
    const Choice *choice = found.early ? &found.ripe : &found.any;
    if (!choice->members)
        return false;
    *best = choice->over;
    if (joins)
        widen(f, best);
    return true;
}

/* rows.c - a kernel over rows: stages of node statements with passes over the row's
 * edges between them.
 *
 *   for v in rows:  stage 0;  for e in edges of v: pass 0;  stage 1;  pass 1;  ...
 *
 * A sum over edges is available one stage after the pass that makes it. Values needed
 * for fewer rows than the kernel visits stand under `if (v < nodes_within_hop1)`. Sums
 * over all rows go into one piece per chunk.
 * In: homes and buffers. Out: Kernel.body. */
#include "compiler/algebra/algebra.h"
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/loops/schedule.h"

#include <math.h>

typedef struct Rows {
    Sched *s;
    Val **made; /* what each row makes: members and values made again, operands first */
    int count, capacity;
    int *stage; /* by id: stage (node values), pass (sums and edge values) */
    int stages;
} Rows;

static bool sums_edges(const Val *v)
{
    return sink_walk(v) != NULL;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* ------------------------------------------------------------ what a row makes */

static void collect_operands(Rows *r, const Val *v);

/* Node values that no earlier kernel left in memory are made here. */
static void collect_value(Rows *r, const Val *v)
{
    Sched *s = r->s;
    v = view_base(v);
    const Place *place = &s->p->places[v->id];
    if (is_leaf(v) || is_single(v) || s->here[v->id])
        return;
    bool elsewhere = place->item && place->kernel != s->k->id;
    if (elsewhere && !place->recomputed)
        return;
    if (v->type.space == s->k->rows && !place->sparse)
        s->here[v->id] = true;
    if (is_edge_value(v) || place->recomputed || place->sparse || place->kernel == s->k->id)
        collect_operands(r, v);
}

static void collect_operands(Rows *r, const Val *v)
{
    if (kernel_reads_far(r->s->k, v))
        return;
    for (int i = 0; i < op_info[v->op].arity; i++)
        collect_value(r, v->in[i]);
}

static void collect(Rows *r)
{
    Sched *s = r->s;
    for (int i = 0; i < s->k->count; i++) {
        collect_value(r, s->k->vals[i]);
        collect_operands(r, s->k->vals[i]);
    }
    for (int i = 0; i < s->p->count; i++)
        if (s->here[i]) {
            GROW(r->made, r->count, r->capacity);
            r->made[r->count++] = s->p->vals[i];
        }
}

/* ------------------------------------------------------------ stages */

static int stage_of(Rows *r, const Val *v);

/* The first pass in which an edge value can be made. */
static int pass_of(Rows *r, const Val *v)
{
    int pass = 0;
    v = view_base(v);
    const Place *place = &r->s->p->places[v->id];
    if (is_leaf(v) || is_single(v) || (place->item && place->kernel != r->s->k->id))
        return 0;
    if (is_edge_gather(v))
        return kernel_reads_far(r->s->k, v) ? 0 : stage_of(r, v->in[0]);
    if (r->stage[v->id] >= 0)
        return r->stage[v->id];
    for (int i = 0; i < op_info[v->op].arity; i++) {
        int at = pass_of(r, v->in[i]);
        pass = at > pass ? at : pass;
    }
    return r->stage[v->id] = pass;
}

/* The first stage at which a row's value is there. */
static int stage_of(Rows *r, const Val *v)
{
    int stage = 0;
    v = view_base(v);
    if (is_single(v) || !r->s->here[v->id])
        return 0;
    if (r->stage[v->id] >= 0)
        return r->stage[v->id];
    if (sums_edges(v))
        stage = pass_of(r, v->in[0]) + 1;
    for (int i = 0; i < op_info[v->op].arity && !sums_edges(v); i++) {
        int at = stage_of(r, v->in[i]);
        stage = at > stage ? at : stage;
    }
    r->stage[v->id] = stage;
    return stage;
}

static bool at_edges(const Val *v)
{
    return sums_edges(v) || is_edge_value(v) || (is_row_sum(v) && is_edge_value(v->in[0]));
}

/* When a member's statement stands: a stage for node values, a pass for what is made at edges. */
static int when(Rows *r, const Val *v)
{
    int last = 0;
    if (is_edge_value(v))
        return pass_of(r, v);
    if (!at_edges(v) && !is_row_sum(v))
        return stage_of(r, v);
    for (int i = 0; i < op_info[v->op].arity; i++) {
        int at = at_edges(v) ? pass_of(r, v->in[i]) : stage_of(r, v->in[i]);
        last = at > last ? at : last;
    }
    return last;
}

/* ------------------------------------------------------------ acts of a block */

/* Rows a value made here is needed for: its own demand, or less where it is made again for less. */
static int row_level(const Sched *s, const Val *v)
{
    return least(s->p->level[v->id], s->k->level);
}

static void push_fold(Sched *s, Acts *acts, Val *v, int level)
{
    push_act(acts, (Act){.kind = v->op == OP_outer ? ACT_OUTER : ACT_FOLD,
                         .val = v,
                         .piece = piece_start(s->p, s->k, v),
                         .level = level});
}

static void push_stores(Sched *s, Acts *acts, Val *v, int level)
{
    if (s->p->places[v->id].stored && s->p->places[v->id].kernel == s->k->id)
        push_act(acts, (Act){.kind = ACT_STORE, .val = v, .level = level});
    for (int i = 0; i < s->p->root_count; i++) {
        const Root *root = &s->p->roots[i];
        if (view_base(root->val) == v && s->p->places[v->id].kernel == s->k->id && !is_row_sum(v))
            push_act(acts, (Act){.kind = ACT_ROOT, .val = root->val, .root = root, .level = level});
    }
}

/* ------------------------------------------------------------ node stages */

static bool stage_reads_outside(Rows *r, const Val *v, int stage);

/* Is a node value read in a pass, or in another stage than its own? */
static void mark_outside(Rows *r)
{
    Sched *s = r->s;
    for (int i = 0; i < r->count; i++) {
        Val *v = r->made[i];
        s->outside[v->id] = sums_edges(v) || stage_reads_outside(r, v, r->stage[v->id]);
        s->mode[v->id] = MODE_LOCAL;
    }
}

static bool stage_reads_outside(Rows *r, const Val *v, int stage)
{
    Sched *s = r->s;
    const Readers *readers = &s->tables->readers;
    for (int at = readers->start[v->id]; at < readers->start[v->id + 1]; at++) {
        const int i = readers->id[at];
        const Val *user = s->p->vals[i];
        if (s->p->level[i] < 0)
            continue;
        if (is_edge_value(user))
            return true;
        bool member = s->p->places[i].kernel == s->k->id;
        if ((s->here[i] || member) && (sums_edges(user) || when(r, user) != stage))
            return true;
    }
    return false;
}

static void emit_stage(Rows *r, int stage)
{
    Sched *s = r->s;
    Acts acts = {0};
    for (int i = 0; i < r->count; i++) {
        Val *v = r->made[i];
        if (r->stage[v->id] != stage)
            continue;
        if (!sums_edges(v))
            push_act(&acts, (Act){.kind = ACT_MAKE, .val = v, .level = row_level(s, v)});
        push_stores(s, &acts, v, row_level(s, v));
    }
    for (int i = 0; i < s->k->count; i++) {
        Val *v = s->k->vals[i];
        if (is_row_sum(v) && !is_edge_value(v->in[0]) && when(r, v) == stage)
            push_fold(s, &acts, v, least(fold_level(s->p, v), s->k->level));
        if (is_leaf(v) && v->type.space == s->k->rows && stage == 0)
            push_stores(s, &acts, v, s->k->level);
    }
    block_emit(s, acts.at, acts.count, s->k->level);
}

/* ------------------------------------------------------------ passes */

/* One loop over a row's list: what it ends in, the rows that need it, the destinations that count. */
typedef struct Pass {
    const End *walk;
    int rows, bound;
    Val **ends;
    int count, capacity;
} Pass;

static Pass limits_of(const Sched *s, const Val *end)
{
    const Prog *p = s->p;
    bool fold = is_row_sum(end);
    int edges = is_edge_value(end) ? p->level[end->id] : fold ? fold_level(p, end) : p->support[end->in[0]->id];
    int rows = fold || is_edge_value(end) ? edges : p->level[end->id];
    const End *walk = sums_edges(end) ? sink_walk(end) : walk_over(&s->k->walks, (fold ? end->in[0] : end)->type.space);
    if (walk->sorted)
        return (Pass){.walk = walk, .rows = least(least(rows, edges), s->k->level), .bound = LEVEL_ALL};
    if (fold || is_edge_value(end))
        rows = edges >= LEVEL_ALL ? edges : edges + 1;
    return (Pass){.walk = walk, .rows = least(rows, s->k->level), .bound = edges};
}

/* What one pass has stored and later ones read; other edge values are made in each pass. */
static bool is_passed_on(const Sched *s, const Val *v, const Pass *pass)
{
    bool mine = false;
    for (int i = 0; i < pass->count; i++)
        mine |= pass->ends[i] == v;
    return s->p->places[v->id].once && s->p->places[v->id].item && !mine;
}

static void collect_edge_values(const Sched *s, const Val *v, const Pass *pass, bool *needed)
{
    v = view_base(v);
    const Place *place = &s->p->places[v->id];
    if (!is_edge_value(v) || needed[v->id] || (place->item && place->kernel != s->k->id) || is_passed_on(s, v, pass))
        return;
    if (is_edge_gather(v) || (is_leaf(v) && v->op != OP_keep))
        return;
    needed[v->id] = true;
    for (int i = 0; i < op_info[v->op].arity; i++)
        collect_edge_values(s, v->in[i], pass, needed);
}

static void push_edge_end(Sched *s, Acts *acts, Val *end)
{
    if (is_edge_value(end))
        push_stores(s, acts, end, 0);
    else if (is_row_sum(end))
        push_fold(s, acts, end, 0);
    else
        push_act(acts, (Act){.kind = end->op == OP_max_to ? ACT_MAX : ACT_SUM, .val = end});
}

static void edge_block(Sched *s, const Pass *pass)
{
    Acts acts = {0};
    bool *needed = cleared(s, s->tables->needed, sizeof(bool));
    for (int i = 0; i < s->p->count; i++)
        if (is_edge_value(s->p->vals[i]))
            s->mode[i] = MODE_MEMORY;
    for (int i = 0; i < pass->count; i++) {
        if (is_edge_value(pass->ends[i]))
            collect_edge_values(s, pass->ends[i], pass, needed);
        else
            for (int j = 0; j < op_info[pass->ends[i]->op].arity; j++)
                collect_edge_values(s, pass->ends[i]->in[j], pass, needed);
    }
    for (int i = 0; i < s->p->count; i++)
        if (needed[i])
            push_act(&acts, (Act){.kind = ACT_MAKE, .val = s->p->vals[i]});
    for (int i = 0; i < pass->count; i++)
        push_edge_end(s, &acts, pass->ends[i]);
    block_emit(s, acts.at, acts.count, 0);
}

/* The walk's own letter: of an edge, or of a position in the list of edges that leave the row. */
static char walk_letter(const Sched *s)
{
    return s->walk->sorted ? 'e' : 'q';
}

/* Behind the last entry of this row's list. */
static const Ix *list_end(const Var *start)
{
    return ix_read(start, ix_add(ix_at('v'), ix_number(1)));
}

/* Long lists are summed in blocks, each first by itself, as rounding would else grow with their length. Edges into a node
 * are few; nodes of a graph may be many. */
static const Dim block_at_once = {BLOCK, "GAT_BLOCK"};

static bool is_blocked(const Sched *s, const Pass *pass)
{
    bool sums = false;
    for (int i = 0; i < pass->count; i++)
        sums |= pass->ends[i]->op == OP_sum_to;
    return sums && s->walk->of->kind == SPACE_ROWS;
}

static Stmt **open_block(Sched *s, const Pass *pass)
{
    const Var *start = use_list(s, s->walk, LIST_START);
    Stmt **loop = s->tail, **outer = loop_open(s, 'b', ix_read(start, ix_at('v')), list_end(start));
    (*loop)->step = ix_dim(block_at_once);
    for (int i = 0; i < pass->count; i++) {
        const Val *v = pass->ends[i];
        const Index first = index_flat(v->type.shape, ix_number(0));
        if (v->op != OP_sum_to)
            continue;
        const Var *part = block_dest(s, v, first).var;
        if (val_width(v) == 1)
            declare_value(s, part, expr_number(0));
        else
            declare_array(s, part, true);
    }
    return outer;
}

static void add_blocks(Sched *s, const Pass *pass)
{
    for (int i = 0; i < pass->count; i++) {
        const Val *v = pass->ends[i];
        Stmt **outer;
        if (v->op != OP_sum_to)
            continue;
        s->wide = true;
        const Index at = open_row(s, v->type.shape, NULL, 'i', val_dim(v), &outer);
        const Ref part = block_dest(s, v, at);
        add(s, element_dest(s, v, at),
            part.at ? expr_element(part.var, part.at, at.lane == LANE_STEP) : expr_var(part.var));
        close_row(s, outer);
        s->wide = false;
    }
}

static Stmt **open_walk(Sched *s, const Pass *pass)
{
    const Var *start = use_list(s, s->walk, LIST_START);
    const Cond *bound = NULL;
    if (s->blocked) {
        const Var *stop = local_scalar("stop", ELEM_INT64);
        declare_index(s, stop, ix_least(ix_add(ix_at('b'), ix_dim(block_at_once)), list_end(start)));
        return loop_open(s, walk_letter(s), ix_at('b'), ix_var(stop));
    }
    if (pass->bound < LEVEL_ALL) {
        const Ix *rows = use_rows(s, far_end(s->walk)->to, pass->bound);
        bound = cond(COND_LESS, ix_read(use_list(s, s->walk, LIST_FAR), ix_at(walk_letter(s))), rows, NULL);
    }
    Stmt **loop = s->tail, **outer = loop_open(s, walk_letter(s), ix_read(start, ix_at('v')), list_end(start));
    (*loop)->bound = bound;
    return outer;
}

/* Where the edges of this call's last row end, for those that look ahead. */
static const Ix *last_entry(Sched *s, const Var *start)
{
    const char *name = s->k->walks.count > 1 ? arena_format("%s_last", s->walk->list) : "last";
    const Var *last = local_scalar(name, ELEM_INT64);
    Stmt **tail = s->tail, *made = NULL;
    s->tail = &made;
    declare_index(s, last, ix_sub(ix_read(start, ix_given(GIVEN_HI)), ix_number(1)));
    s->tail = tail;
    note_declare(s, s->head, last, made);
    return ix_var(last);
}

/* Asks for the rows of an entry further on, so that they are there when their turn comes. */
static void fetch_ahead(Sched *s, int from)
{
    const End *walk = s->walk;
    const Var *next = local_scalar("next", ELEM_INT64), *ahead = local_scalar("ahead", ELEM_INT64);
    bool far = false;
    if (from == s->ahead_count)
        return;
    const Ix *last = last_entry(s, use_list(s, walk, LIST_START));
    declare_index(s, next, ix_least(ix_add(ix_at(walk_letter(s)), ix_ahead()), last));
    for (int i = from; i < s->ahead_count; i++)
        far |= !s->aheads[i].edge;
    if (far)
        declare_index(s, ahead, ix_read(use_list(s, walk, LIST_FAR), ix_var(next)));
    for (int i = from; i < s->ahead_count; i++) {
        const Ahead *a = &s->aheads[i];
        const Ix *row = a->edge ? ix_read(use_list(s, walk, LIST_ROW), ix_var(next)) : ix_var(ahead);
        const Arg args[] = {arg_address(a->base, ix_mul(row, a->width)), arg_index(ix_dim(a->width))};
        call(s, CALL_PREFETCH, args, 2);
    }
}

/* A maximum begins below everything; where there is no edge it stays 0. */
static void begin_maximum(Sched *s, const Val *v)
{
    const Var *start = use_list(s, s->walk, LIST_START);
    Stmt **first = s->tail;
    Stmt **after = if_open(s, cond(COND_LESS, ix_read(start, ix_at('v')), list_end(start), NULL));
    (*first)->note =
        arena_format("%s: below all %s, or 0 where there are none", val_label(s->p, v), rows_name(s->walk->of));
    Stmt **outer;
    s->wide = true;
    Index at = open_row(s, v->type.shape, NULL, 'i', val_dim(v), &outer);
    set(s, element_dest(s, v, at), expr_number(-INFINITY));
    close_row(s, outer);
    s->wide = false;
    s->tail = after;
}

/* The letters that the pass has named, and what it looks ahead for, stand before its declarations. */
static void open_edge(Sched *s, int fetched)
{
    const End *walk = s->walk;
    if (s->uses_far)
        declare_index(s, letter('u'), ix_read(use_list(s, walk, LIST_FAR), ix_at(walk_letter(s))));
    if (!walk->sorted && s->uses_edge)
        declare_index(s, letter('e'), ix_read(use_list(s, walk, LIST_ROW), ix_at(walk_letter(s))));
    fetch_ahead(s, fetched);
}

static void emit_pass(Rows *r, Pass *pass)
{
    Sched *s = r->s;
    Stmt **guard = pass->rows < s->k->level
                       ? if_open(s, cond(COND_LESS, ix_at('v'), use_rows(s, s->k->rows, pass->rows), NULL))
                       : NULL;
    s->walk = pass->walk;
    for (int i = 0; i < pass->count; i++)
        if (pass->ends[i]->op == OP_max_to)
            begin_maximum(s, pass->ends[i]);
    s->blocked = is_blocked(s, pass);
    Stmt **first = s->tail;
    Stmt **behind = s->blocked ? open_block(s, pass) : NULL;
    Stmt **after = open_walk(s, pass);
    (*first)->note = note_of_pass(s->p, s->walk, pass->ends, pass->count);
    Stmt *letters = stmt_add(s, (Stmt){.kind = S_GROUP});
    Scope edge;
    scope_open(s, &edge);
    s->edge = &edge;
    s->uses_far = s->uses_edge = false;
    int fetched = s->ahead_count;
    settle(s);
    edge_block(s, pass);
    s->tail = &letters->body;
    open_edge(s, fetched);
    settle(s);
    s->edge = NULL;
    s->walk = NULL;
    if (s->blocked) {
        s->tail = after;
        add_blocks(s, pass);
        after = behind;
        s->blocked = false;
    }
    s->tail = guard ? guard : after;
}

static bool same_limits(const Pass *a, const Pass *b)
{
    return a->walk == b->walk && a->rows == b->rows && a->bound == b->bound;
}

static void emit_passes(Rows *r, int stage)
{
    Sched *s = r->s;
    Pass *passes = NULL;
    int count = 0, capacity = 0, first = 0;
    for (int i = 0; i < s->k->count; i++) {
        Val *v = s->k->vals[i];
        if (!at_edges(v) || when(r, v) != stage)
            continue;
        Pass limits = limits_of(s, v);
        int at = first;
        while (at < count && !same_limits(&passes[at], &limits))
            at++;
        if (at == count) {
            GROW(passes, count, capacity);
            passes[count++] = limits;
        }
        GROW(passes[at].ends, passes[at].count, passes[at].capacity);
        passes[at].ends[passes[at].count++] = v;
        if (is_edge_value(v) && s->p->places[v->id].once)
            first = at; /* what reads it comes with it or after it */
    }
    for (int i = 0; i < count; i++)
        emit_pass(r, &passes[i]);
}

/* ------------------------------------------------------------ kernels over rows */

static void open_piece(Sched *s)
{
    const Dim width = piece_width(s->p, s->k);
    if (!width.num)
        return;
    const Ref first = piece_element(dim_number(0), ix_at('i'));
    Stmt **begin = s->tail;
    declare_pointer(s, first.var, use_pieces_buf(s, s->k->id), ix_mul(ix_given(GIVEN_CHUNK), width));
    (*begin)->note = note_of_piece(s->p, s->k);
    Stmt **outer = open_features(s, 'i', width);
    set(s, first, expr_number(0));
    s->tail = outer;
}

static void find_stages(Rows *r)
{
    r->stage = r->s->tables->stage;
    for (int i = 0; i < r->s->p->count; i++)
        r->stage[i] = -1;
    collect(r);
    for (int i = 0; i < r->count; i++) {
        int stage = stage_of(r, r->made[i]);
        r->stages = stage > r->stages ? stage : r->stages;
    }
    for (int i = 0; i < r->s->k->count; i++) {
        int at = when(r, r->s->k->vals[i]);
        r->stages = at > r->stages ? at : r->stages;
    }
    mark_outside(r);
}

void schedule_rows(Sched *s)
{
    Rows r = {.s = s};
    Scope head, row;
    find_stages(&r);
    open_piece(s);
    scope_open(s, &head);
    loop_open(s, 'v', ix_given(GIVEN_LO), ix_given(GIVEN_HI));
    scope_open(s, &row);
    s->head = &head;
    s->row = &row;
    for (int i = 0; i < r.count; i++)
        if (sums_edges(r.made[i]))
            declare_local(s, r.made[i], true);
    for (int stage = 0; stage <= r.stages; stage++) {
        emit_stage(&r, stage);
        emit_passes(&r, stage);
    }
    settle(s);
}

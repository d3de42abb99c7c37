/* rows.c - a kernel over rows: stages of node statements with passes over the row's
 * edges between them.
 *
 *   for v in rows:  stage 0;  for e in edges of v: pass 0;  stage 1;  pass 1;  ...
 *
 * A sum over edges is available one stage after the pass that makes it. Values needed
 * for fewer rows than the kernel visits stand under `if (v < rows<level>)`. Sums over
 * all rows go into one piece per chunk.
 * In: homes and buffers. Out: Kernel.body. */
#include "schedule.h"

typedef struct Rows {
    Sched *s;
    Val **made; /* what each row makes: members and values made again, operands first */
    int count, capacity;
    int *stage; /* by id: stage (node values), pass (sums and edge values) */
    int stages;
} Rows;

static bool sums_edges(const Val *v)
{
    return v->op == OP_sum_in || v->op == OP_sum_out || v->op == OP_max_in;
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
    if (v->type.space == SPACE_NODE && !place->sparse)
        s->here[v->id] = true;
    if (v->type.space == SPACE_EDGE || place->recomputed || place->sparse || place->kernel == s->k->id)
        collect_operands(r, v);
}

static void collect_operands(Rows *r, const Val *v)
{
    if (is_far(v, r->s->k->major))
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
        return is_far(v, r->s->k->major) ? 0 : stage_of(r, v->in[0]);
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
    return sums_edges(v) || v->type.space == SPACE_EDGE || (is_row_sum(v) && v->in[0]->type.space == SPACE_EDGE);
}

/* When a member's statement stands: a stage for node values, a pass for what is made at edges. */
static int when(Rows *r, const Val *v)
{
    int last = 0;
    if (v->type.space == SPACE_EDGE)
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
                         .piece = piece_start(s->k, v),
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
        if (user->type.space == SPACE_EDGE)
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
        if (is_row_sum(v) && v->in[0]->type.space != SPACE_EDGE && when(r, v) == stage)
            push_fold(s, &acts, v, least(fold_level(s->p, v), s->k->level));
        if (is_leaf(v) && v->type.space == SPACE_NODE && stage == 0)
            push_stores(s, &acts, v, s->k->level);
    }
    block_emit(s, acts.at, acts.count, s->k->level);
}

/* ------------------------------------------------------------ passes */

/* One edge loop: what it ends in, the rows that need it, the destinations that count. */
typedef struct Pass {
    int rows, bound;
    Val **ends;
    int count, capacity;
} Pass;

static Pass limits_of(const Sched *s, const Val *end)
{
    const Prog *p = s->p;
    bool fold = is_row_sum(end);
    int edges = end->type.space == SPACE_EDGE ? p->level[end->id]
                : fold                        ? fold_level(p, end)
                                              : p->support[end->in[0]->id];
    int rows = fold || end->type.space == SPACE_EDGE ? edges : p->level[end->id];
    if (s->k->major == MAJOR_IN)
        return (Pass){.rows = least(least(rows, edges), s->k->level), .bound = LEVEL_ALL};
    if (fold || end->type.space == SPACE_EDGE)
        rows = edges >= LEVEL_ALL ? edges : edges + 1;
    return (Pass){.rows = least(rows, s->k->level), .bound = edges};
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
    if (v->type.space != SPACE_EDGE || needed[v->id] || (place->item && place->kernel != s->k->id) ||
        is_passed_on(s, v, pass))
        return;
    if (is_edge_gather(v) || (is_leaf(v) && v->op != OP_keep))
        return;
    needed[v->id] = true;
    for (int i = 0; i < op_info[v->op].arity; i++)
        collect_edge_values(s, v->in[i], pass, needed);
}

static void push_edge_end(Sched *s, Acts *acts, Val *end)
{
    if (end->type.space == SPACE_EDGE)
        push_stores(s, acts, end, 0);
    else if (is_row_sum(end))
        push_fold(s, acts, end, 0);
    else
        push_act(acts, (Act){.kind = end->op == OP_max_in ? ACT_MAX : ACT_SUM, .val = end});
}

static void edge_block(Sched *s, const Pass *pass)
{
    Acts acts = {0};
    bool *needed = cleared(s, s->tables->needed, sizeof(bool));
    for (int i = 0; i < s->p->count; i++)
        if (s->p->vals[i]->type.space == SPACE_EDGE)
            s->mode[i] = MODE_MEMORY;
    for (int i = 0; i < pass->count; i++) {
        if (pass->ends[i]->type.space == SPACE_EDGE)
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

static Stmt **open_walk(Sched *s, const Pass *pass)
{
    Stmt **outer;
    if (s->k->major == MAJOR_IN) {
        const char *start = use_graph(s, "in_start");
        outer = stmt_open(s, S_LOOP, "e", arena_format("%s[v]", start), arena_format("%s[v + 1]", start), false);
        return outer;
    }
    const char *start = use_graph(s, "out_start");
    const char *bound = "";
    if (pass->bound < LEVEL_ALL) {
        const char *rows = use_rows(s, pass->bound);
        bound = arena_format(" && %s[q] < %s", use_graph(s, "out_dst"), rows);
    }
    outer = stmt_open(s, S_LOOP, "q", arena_format("%s[v]", start), arena_format("%s[v + 1]%s", start, bound), false);
    return outer;
}

/* Asks for the rows of an entry further on, so that they are there when their turn comes. */
static void fetch_ahead(Sched *s, int from)
{
    bool out = s->k->major == MAJOR_OUT, far = false;
    const char *letter = out ? "q" : "e", *start = use_graph(s, out ? "out_start" : "in_start");
    if (from == s->ahead_count)
        return;
    if (declare_head(s, "last")) {
        Stmt **old = s->tail;
        s->tail = s->head_tail;
        stmt_line(s, "const int64_t last = %s[hi] - 1", start);
        s->head_tail = s->tail;
        s->tail = old;
    }
    stmt_line(s, "const int64_t next = %s + GAT_AHEAD < last ? %s + GAT_AHEAD : last", letter, letter);
    for (int i = from; i < s->ahead_count; i++)
        far |= !s->aheads[i].edge;
    if (far)
        stmt_line(s, "const int64_t ahead = %s[next]", use_graph(s, out ? "out_dst" : "in_src"));
    const char *edge = "(int64_t)%s[next]"; /* its place in a row of several floats may be no int32 */
    for (int i = from; i < s->ahead_count; i++)
        stmt_line(s, "gat_prefetch(%s + %s%s, %lld)", s->aheads[i].base,
                  s->aheads[i].edge ? arena_format(edge, use_graph(s, "out_edge")) : "ahead",
                  s->aheads[i].width == 1 ? "" : arena_format(" * %lld", (long long)s->aheads[i].width),
                  (long long)s->aheads[i].width);
}

/* A maximum begins below everything; where there is no edge it stays 0. */
static void begin_maximum(Sched *s, const Val *v)
{
    const char *start = use_graph(s, "in_start");
    Stmt **after = stmt_open(s, S_IF, arena_format("%s[v] < %s[v + 1]", start, start), NULL, NULL, false);
    Stmt **outer;
    s->wide = true;
    Index at = open_row(s, v->type.shape, "", "i", val_width(v), &outer);
    stmt_add(s, S_SET, element_dest(s, v, at), expr_place("-INFINITY"));
    close_row(s, outer);
    s->wide = false;
    s->tail = after;
}

static void emit_pass(Rows *r, Pass *pass)
{
    Sched *s = r->s;
    Stmt **guard = NULL;
    if (pass->rows < s->k->level)
        guard = stmt_open(s, S_IF, arena_format("v < %s", use_rows(s, pass->rows)), NULL, NULL, false);
    for (int i = 0; i < pass->count; i++)
        if (pass->ends[i]->op == OP_max_in)
            begin_maximum(s, pass->ends[i]);
    Stmt **after = open_walk(s, pass);
    Stmt **body = s->tail;

    Stmt *edge_top = NULL, *work = NULL;
    s->edge_top = NULL;
    s->edge_tail = &edge_top;
    s->edge_count = 0;
    s->uses_far = s->uses_edge = false;
    s->tail = &work;
    int fetched = s->ahead_count;
    edge_block(s, pass);

    bool out = s->k->major == MAJOR_OUT;
    s->tail = body;
    *s->edge_tail = work;
    s->edge_tail = NULL;
    if (s->uses_far)
        stmt_line(s, "const int64_t u = %s[%s]", use_graph(s, out ? "out_dst" : "in_src"), out ? "q" : "e");
    if (out && s->uses_edge)
        stmt_line(s, "const int64_t e = %s[q]", use_graph(s, "out_edge"));
    fetch_ahead(s, fetched);
    *s->tail = edge_top ? edge_top : work;
    s->tail = guard ? guard : after;
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
        while (at < count && (passes[at].rows != limits.rows || passes[at].bound != limits.bound))
            at++;
        if (at == count) {
            GROW(passes, count, capacity);
            passes[count++] = limits;
        }
        GROW(passes[at].ends, passes[at].count, passes[at].capacity);
        passes[at].ends[passes[at].count++] = v;
        if (v->type.space == SPACE_EDGE && s->p->places[v->id].once)
            first = at; /* what reads it comes with it or after it */
    }
    for (int i = 0; i < count; i++)
        emit_pass(r, &passes[i]);
}

/* ------------------------------------------------------------ kernels over rows */

static void open_piece(Sched *s)
{
    int64_t width = piece_width(s->k);
    if (!width)
        return;
    const char *start = width == 1 ? "chunk" : arena_format("chunk * %lld", (long long)width);
    stmt_line(s, "float *const piece = %s + %s", use_pieces_buf(s, s->k->id), start);
    Stmt **outer = stmt_open(s, S_LOOP, "i", "0", arena_format("%lld", (long long)width), true);
    stmt_add(s, S_SET, "piece[i]", expr_place("0.0f"));
    s->tail = outer;
}

void schedule_rows(Sched *s)
{
    Rows r = {.s = s};
    r.stage = s->tables->stage;
    for (int i = 0; i < s->p->count; i++)
        r.stage[i] = -1;
    collect(&r);
    for (int i = 0; i < r.count; i++) {
        int stage = stage_of(&r, r.made[i]);
        r.stages = stage > r.stages ? stage : r.stages;
    }
    for (int i = 0; i < s->k->count; i++) {
        int at = when(&r, s->k->vals[i]);
        r.stages = at > r.stages ? at : r.stages;
    }
    mark_outside(&r);

    open_piece(s);
    Stmt **loop = s->tail;
    stmt_open(s, S_LOOP, "v", "lo", "hi", false);
    Stmt **row_body = s->tail;
    Stmt *head = NULL, *row_top = NULL, *work = NULL;
    s->head_tail = &head;
    s->row_tail = &row_top;
    s->tail = &work;
    for (int i = 0; i < r.count; i++)
        if (sums_edges(r.made[i]))
            declare_local(s, r.made[i], true);
    for (int stage = 0; stage <= r.stages; stage++) {
        emit_stage(&r, stage);
        emit_passes(&r, stage);
    }
    *s->row_tail = work;
    *row_body = row_top ? row_top : work;
    if (head) {
        *s->head_tail = *loop;
        *loop = head;
    }
    s->tail = NULL;
}

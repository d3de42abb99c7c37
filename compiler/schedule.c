/* schedule.c - kernels become loop nests: for each row, stages of node statements
 * with passes over the row's edges between them.
 *
 *   for v in rows:  stage 0;  for e in edges of v: pass 0;  stage 1;  pass 1;  ...
 *
 * A sum over edges is available one stage after the pass that makes it. Values needed
 * for fewer rows than the kernel visits stand under `if (v < rows<level>)`. Sums over
 * all rows go into one piece per chunk, added up in chunk order by a reduce kernel, so
 * the number of threads cannot be seen in the result.
 * In: homes and buffers. Out: Kernel.body, and the members of the kernels' context. */
#include "schedule.h"

#include <ctype.h>
#include <string.h>

typedef struct Rows {
    Sched *s;
    Val **made;         /* what each row makes: members and values made again, operands first */
    int count, capacity;
    int *stage;         /* by id: stage (node values), pass (sums and edge values) */
    int stages;
} Rows;

static bool is_leaf(const Val *v)
{
    return op_info[v->op].kind == KIND_LEAF;
}

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
    bool out = r->s->k->major == MAJOR_OUT;
    for (int i = 0; i < op_info[v->op].arity; i++) {
        bool far = v->type.space == SPACE_EDGE && ((v->op == OP_src && !out) || (v->op == OP_dst && out));
        if (!far)
            collect_value(r, v->in[i]);
    }
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
    bool out = r->s->k->major == MAJOR_OUT;
    const Place *place = &r->s->p->places[v->id];
    if (is_leaf(v) || is_single(v) || (place->item && place->kernel != r->s->k->id))
        return 0;
    if (v->op == OP_src || v->op == OP_dst)
        return (v->op == OP_src) == out ? stage_of(r, v->in[0]) : 0;
    for (int i = 0; i < op_info[v->op].arity; i++) {
        int at = pass_of(r, v->in[i]);
        pass = at > pass ? at : pass;
    }
    return pass;
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

typedef struct Acts {
    Act *at;
    int count, capacity;
} Acts;

static void push_act(Acts *acts, Act act)
{
    GROW(acts->at, acts->count, acts->capacity);
    acts->at[acts->count++] = act;
}

/* Rows a value made here is needed for: its own demand, or less where it is made again for less. */
static int row_level(const Sched *s, const Val *v)
{
    return least(s->p->level[v->id], s->k->level);
}

/* Where in the piece of its kernel a sum over all rows begins. */
static int64_t piece_start(const Kernel *k, const Val *fold)
{
    int64_t start = 0;
    for (int i = 0; i < k->count && k->vals[i] != fold; i++)
        if (is_row_sum(k->vals[i]))
            start += val_width(k->vals[i]);
    return start;
}

static void push_fold(Sched *s, Acts *acts, Val *v, int level)
{
    push_act(acts, (Act){.kind = v->op == OP_outer ? ACT_OUTER : ACT_FOLD, .val = v, .piece = piece_start(s->k, v),
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

static bool reads_directly(const Val *user, const Val *v)
{
    for (int i = 0; i < op_info[user->op].arity; i++)
        if (view_base(user->in[i]) == v)
            return true;
    return false;
}

static bool stage_reads_outside(Rows *r, const Val *v, int stage)
{
    Sched *s = r->s;
    for (int i = v->id + 1; i < s->p->count; i++) {
        const Val *user = s->p->vals[i];
        if (is_view(user) || s->p->level[i] < 0 || !reads_directly(user, v))
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
                : fold ? fold_level(p, end) : p->support[end->in[0]->id];
    int rows = fold || end->type.space == SPACE_EDGE ? edges : p->level[end->id];
    if (s->k->major == MAJOR_IN)
        return (Pass){.rows = least(least(rows, edges), s->k->level), .bound = LEVEL_ALL};
    if (fold || end->type.space == SPACE_EDGE)
        rows = edges >= LEVEL_ALL ? edges : edges + 1;
    return (Pass){.rows = least(rows, s->k->level), .bound = edges};
}

static void collect_edge_values(const Sched *s, const Val *v, bool *needed)
{
    v = view_base(v);
    const Place *place = &s->p->places[v->id];
    if (v->type.space != SPACE_EDGE || needed[v->id] || (place->item && place->kernel != s->k->id))
        return;
    if (v->op == OP_src || v->op == OP_dst || (is_leaf(v) && v->op != OP_keep))
        return;
    needed[v->id] = true;
    for (int i = 0; i < op_info[v->op].arity; i++)
        collect_edge_values(s, v->in[i], needed);
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
    bool *needed = arena_alloc((size_t)s->p->count + 1, sizeof(bool));
    for (int i = 0; i < s->p->count; i++)
        if (s->p->vals[i]->type.space == SPACE_EDGE)
            s->mode[i] = MODE_MEMORY;
    for (int i = 0; i < pass->count; i++) {
        if (pass->ends[i]->type.space == SPACE_EDGE)
            collect_edge_values(s, pass->ends[i], needed);
        else
            for (int j = 0; j < op_info[pass->ends[i]->op].arity; j++)
                collect_edge_values(s, pass->ends[i]->in[j], needed);
    }
    for (int i = 0; i < s->p->count; i++)
        if (needed[i])
            push_act(&acts, (Act){.kind = ACT_MAKE, .val = s->p->vals[i]});
    for (int i = 0; i < pass->count; i++)
        push_edge_end(s, &acts, pass->ends[i]);
    block_emit(s, acts.at, acts.count, 0);
}

static bool is_max(const Pass *pass)
{
    for (int i = 0; i < pass->count; i++)
        if (pass->ends[i]->op == OP_max_in)
            return true;
    return false;
}

static Stmt **open_walk(Sched *s, const Pass *pass)
{
    Stmt **outer;
    if (s->k->major == MAJOR_IN) {
        const char *start = use_graph(s, "in_start");
        if (is_max(pass))
            stmt_line(s, "const int64_t first = %s[v]", start);
        outer = stmt_open(s, S_LOOP, "e", arena_format("%s[v]", start), arena_format("%s[v + 1]", start), false);
        return outer;
    }
    const char *start = use_graph(s, "out_start");
    const char *bound = pass->bound >= LEVEL_ALL ? ""
                        : arena_format(" && %s[q] < %s", use_graph(s, "out_dst"), use_rows(s, pass->bound));
    outer = stmt_open(s, S_LOOP, "q", arena_format("%s[v]", start), arena_format("%s[v + 1]%s", start, bound), false);
    return outer;
}

static bool mentions(const Stmt *stmt, const char *word);

static bool expr_mentions(const Expr *x, const char *word)
{
    if (!x)
        return false;
    if (x->kind == X_PLACE && strstr(x->place, word))
        return true;
    for (int i = 0; i < MAX_IN; i++)
        if (expr_mentions(x->arg[i], word))
            return true;
    return false;
}

static bool mentions(const Stmt *stmt, const char *word)
{
    for (; stmt; stmt = stmt->next)
        if ((stmt->text && strstr(stmt->text, word)) || expr_mentions(stmt->value, word) || mentions(stmt->body, word))
            return true;
    return false;
}

/* Is the name, standing alone, read in the statements? */
static bool reads_name(const Stmt *body, const char *letter)
{
    return mentions(body, arena_format("[%s]", letter)) || mentions(body, arena_format(" %s *", letter)) ||
           mentions(body, arena_format(", %s)", letter)) || mentions(body, arena_format("[%s *", letter));
}

static void emit_pass(Rows *r, Pass *pass)
{
    Sched *s = r->s;
    Stmt **guard = NULL;
    if (pass->rows < s->k->level)
        guard = stmt_open(s, S_IF, arena_format("v < %s", use_rows(s, pass->rows)), NULL, NULL, false);
    Stmt **after = open_walk(s, pass);
    Stmt **body = s->tail;

    Stmt *edge_top = NULL, *work = NULL;
    s->edge_top = NULL;
    s->edge_tail = &edge_top;
    s->edge_count = 0;
    s->in_edge = true;
    s->tail = &work;
    edge_block(s, pass);
    s->in_edge = false;

    bool out = s->k->major == MAJOR_OUT;
    s->tail = body;
    *s->edge_tail = work;
    if (reads_name(edge_top ? edge_top : work, "u"))
        stmt_line(s, "const int64_t u = %s[%s]", use_graph(s, out ? "out_dst" : "in_src"), out ? "q" : "e");
    if (out && reads_name(edge_top ? edge_top : work, "e"))
        stmt_line(s, "const int64_t e = %s[q]", use_graph(s, "out_edge"));
    *s->tail = edge_top ? edge_top : work;
    s->tail = guard ? guard : after;
}

static void emit_passes(Rows *r, int stage)
{
    Sched *s = r->s;
    Pass *passes = NULL;
    int count = 0, capacity = 0;
    for (int i = 0; i < s->k->count; i++) {
        Val *v = s->k->vals[i];
        if (!at_edges(v) || when(r, v) != stage)
            continue;
        Pass limits = limits_of(s, v);
        int at = 0;
        while (at < count && (passes[at].rows != limits.rows || passes[at].bound != limits.bound))
            at++;
        if (at == count) {
            GROW(passes, count, capacity);
            passes[count++] = limits;
        }
        GROW(passes[at].ends, passes[at].count, passes[at].capacity);
        passes[at].ends[passes[at].count++] = v;
    }
    for (int i = 0; i < count; i++)
        emit_pass(r, &passes[i]);
}

/* ------------------------------------------------------------ kernels over rows */

static int64_t piece_width(const Kernel *k)
{
    int64_t width = 0;
    for (int i = 0; i < k->count; i++)
        width += is_row_sum(k->vals[i]) ? val_width(k->vals[i]) : 0;
    return width;
}

static const char *use_pieces_buf(Sched *s, int kernel)
{
    for (int i = 0; i < s->p->buf_count; i++)
        if (!s->p->bufs[i].val && s->p->bufs[i].kernel == kernel)
            return use_field(s, &(Field){.name = s->p->bufs[i].name, .type = "float *", .kind = FIELD_BUF,
                                         .buf = &s->p->bufs[i]});
    bug("schedule: kernel %d sums over rows but has no pieces", kernel);
}

static void open_piece(Sched *s)
{
    int64_t width = piece_width(s->k);
    if (!width)
        return;
    stmt_line(s, "float *const piece = %s + chunk * %lld", use_pieces_buf(s, s->k->id), (long long)width);
    Stmt **outer = stmt_open(s, S_LOOP, "i", "0", arena_format("%lld", (long long)width), true);
    stmt_add(s, S_SET, "piece[i]", expr_place("0.0f"));
    s->tail = outer;
}

static void schedule_rows(Sched *s)
{
    Rows r = {.s = s};
    r.stage = arena_alloc((size_t)s->p->count + 1, sizeof(int));
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
    stmt_open(s, S_LOOP, "v", "lo", "hi", false);
    Stmt **row_body = s->tail;
    Stmt *row_top = NULL, *work = NULL;
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
    s->tail = NULL;
}

/* ------------------------------------------------------------ the other kinds */

/* Where a sum over all rows ends up: a parameter's gradient, the loss, or memory. */
static const char *finished_base(Sched *s, const Val *v, const Root **direct)
{
    *direct = NULL;
    for (int i = 0; i < s->p->root_count; i++)
        if (s->p->roots[i].val == v && !s->p->places[v->id].stored) {
            *direct = &s->p->roots[i];
            return root_base(s, *direct);
        }
    return use_buf(s, v);
}

static bool is_copy(const Root *root, const Val *v, const Root *done)
{
    return view_base(root->val) == v && root != done;
}

static void check_root_views(const Sched *s, const Val *v)
{
    for (int i = 0; i < s->p->root_count; i++)
        if (view_base(s->p->roots[i].val) == v && val_width(s->p->roots[i].val) != val_width(v))
            bug("schedule: a root repeats or cuts %%%d", v->id);
}

/* dest[n] = sum over the chunks, in their order, of what each made of element n. The
 * elements of all sums form one range, so that slices of it can go to any thread. */
static void reduce_one(Sched *s, Val *v, int64_t start)
{
    const Kernel *home = s->p->kernels[s->p->places[v->id].kernel];
    const Root *direct;
    check_root_views(s, v);
    const char *dest = finished_base(s, v, &direct);
    const char *lo = start ? arena_format("lo - %lld, hi - %lld", (long long)start, (long long)start) : "lo, hi";
    int64_t at = piece_start(home, v);
    const char *pieces = use_pieces_buf(s, home->id);
    stmt_line(s, "gat_add_pieces(%s, %s%s, %s, %lld, %lld, %s)", dest, pieces,
              at ? arena_format(" + %lld", (long long)at) : "", use_pieces(s, home->level), (long long)piece_width(home),
              (long long)val_width(v), lo);
    for (int i = 0; i < s->p->root_count; i++)
        if (is_copy(&s->p->roots[i], v, direct))
            stmt_line(s, "gat_add_pieces(%s, %s%s, %s, %lld, %lld, %s)", root_base(s, &s->p->roots[i]), pieces,
                      at ? arena_format(" + %lld", (long long)at) : "", use_pieces(s, home->level),
                      (long long)piece_width(home), (long long)val_width(v), lo);
}

static void schedule_reduce(Sched *s)
{
    int64_t start = 0;
    for (int i = 0; i < s->k->count; i++) {
        reduce_one(s, s->k->vals[i], start);
        start += val_width(s->k->vals[i]);
    }
}

/* dW[n,:] = sum over the non-zeros of column n, rows in order, of x[v,n] dy[v,:] */
static void schedule_columns(Sched *s)
{
    Val *v = s->k->vals[0], *x = v->in[0], *dy = v->in[1];
    int64_t m = val_width(dy);
    const Val *input = x;
    while (input->op != OP_input)
        input = s->p->places[input->in[0]->id].sparse ? input->in[0] : input->in[1];
    const char *start = use_sparse(s, input, "col_start"), *row = use_sparse(s, input, "row");
    const Root *direct;
    stmt_open(s, S_LOOP, "n", "lo", "hi", false);
    stmt_line(s, "float sum[%lld] = {0}", (long long)m);
    const char *bound = s->k->level >= LEVEL_ALL ? "" : arena_format(" && %s[q] < %s", row, use_rows(s, s->k->level));
    Stmt **outer = stmt_open(s, S_LOOP, "q", arena_format("%s[n]", start), arena_format("%s[n + 1]%s", start, bound), false);
    Stmt **body = s->tail;
    Stmt *row_top = NULL, *work = NULL;
    s->row_tail = &row_top;
    s->tail = &work;
    s->sparse = true;
    stmt_add(s, S_LET, "x_k", element(s, x, index_flat(x->type.shape, "n")));
    s->sparse = false;
    stmt_open(s, S_IF, "x_k != 0.0f", NULL, NULL, false);
    stmt_open(s, S_LOOP, "i", "0", arena_format("%lld", (long long)m), true);
    stmt_add(s, S_LET, "dy_i", element(s, dy, index_flat(dy->type.shape, "i")));
    stmt_add(s, S_ADD, "sum[i]", expr_place("x_k * dy_i"));
    *s->row_tail = work;
    s->tail = body;
    stmt_line(s, "const int64_t v = %s[q]", row);
    *s->tail = row_top ? row_top : work;

    s->tail = outer;
    stmt_open(s, S_LOOP, "i", "0", arena_format("%lld", (long long)m), true);
    check_root_views(s, v);
    const char *element = m == 1 ? "n" : arena_format("n * %lld + i", (long long)m);
    stmt_add(s, S_SET, arena_format("%s[%s]", finished_base(s, v, &direct), element), expr_place("sum[i]"));
    for (int i = 0; i < s->p->root_count; i++)
        if (is_copy(&s->p->roots[i], v, direct))
            stmt_add(s, S_SET, arena_format("%s[%s]", root_base(s, &s->p->roots[i]), element), expr_place("sum[i]"));
}

/* One call for a chunk of rows. */
static void schedule_gemm(Sched *s)
{
    Val *v = s->k->vals[0], *a = v->in[0], *b = v->in[1];
    int64_t wa = val_width(a);
    const char *x, *y;
    x = memory_base(s, view_base(a));
    y = memory_base(s, view_base(b));
    if (v->op == OP_outer) {
        stmt_line(s, "gatrt_gemm_tn(%lld, %lld, hi - lo, %s + lo * %lld, %s + lo * %lld, %s + chunk * %lld, 0)",
                  (long long)wa, (long long)val_width(b), x, (long long)wa, y, (long long)val_width(b),
                  use_pieces_buf(s, s->k->id), (long long)val_width(v));
        return;
    }
    const char *call = v->op == OP_matmul ? "GAT_GEMM" : "GAT_GEMM_NT";
    const char *out = s->p->places[v->id].stored ? use_buf(s, v) : NULL;
    for (int i = 0; i < s->p->root_count; i++) {
        if (view_base(s->p->roots[i].val) != v)
            continue;
        const char *dest = root_base(s, &s->p->roots[i]);
        stmt_line(s, "%s(hi - lo, %lld, %lld, %s + lo * %lld, %s, %s + lo * %lld, 0)", call, (long long)val_width(v),
                  (long long)wa, x, (long long)wa, y, dest, (long long)val_width(v));
    }
    if (out)
        stmt_line(s, "%s(hi - lo, %lld, %lld, %s + lo * %lld, %s, %s + lo * %lld, 0)", call, (long long)val_width(v),
                  (long long)wa, x, (long long)wa, y, out, (long long)val_width(v));
}

static void schedule_single(Sched *s)
{
    Acts acts = {0};
    Stmt *row_top = NULL, *work = NULL;
    Stmt **body = s->tail;
    s->row_tail = &row_top;
    s->tail = &work;
    for (int i = 0; i < s->k->count; i++) {
        Val *v = s->k->vals[i];
        s->outside[v->id] = true;
        if (!is_leaf(v))
            push_act(&acts, (Act){.kind = ACT_MAKE, .val = v});
        for (int j = 0; j < s->p->root_count; j++)
            if (view_base(s->p->roots[j].val) == v)
                push_act(&acts, (Act){.kind = ACT_ROOT, .val = s->p->roots[j].val, .root = &s->p->roots[j]});
    }
    block_emit(s, acts.at, acts.count, 0);
    *s->row_tail = work;
    *body = row_top ? row_top : work;
}

/* ------------------------------------------------------------ names */

static const char *plain_name(const Val *v)
{
    switch (v->op) {
    case OP_sum_in: case OP_sum_out: case OP_sum_last: case OP_sum_heads: case OP_sum_rows: case OP_pool_sum: return "sum";
    case OP_max_in: case OP_max_last: return "top";
    case OP_matmul: case OP_matmul_t: return "product";
    case OP_outer: return "outer";
    default: return op_info[v->op].name;
    }
}

static const char *c_name(const char *name)
{
    char *text = arena_format("%s%s", isdigit((unsigned char)*name) ? "x" : "", name);
    for (char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return text;
}

static bool name_taken(const Prog *p, int count, const char *name)
{
    static const char *const reserved[] = {
        "v", "u", "e", "q", "n", "h", "i", "k", "c", "lo", "hi", "chunk", "piece", "first", "sum", "draw", "nodes", "edges",
        "pieces", "x_k", "a_k", "b_i", "x_i", "x_q", "dy_i", "loss", "in_start", "in_src", "out_start", "out_dst",
        "out_edge", "float", "int", "double", "char", "for", "if", "else", "while", "do", "const", "static", "return",
        "switch", "case", "default", "break", "continue", "goto", "short", "long", "signed", "unsigned", "void", "struct",
        "union", "enum", "typedef", "register", "extern", "auto", "volatile", "sizeof", "inline", "restrict", "log",
        "exp", "sqrt", "tanh", "erf", "y0", "y1", "j0", "j1", "yn", "jn", "gamma", "main", "index", "abs", "div"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (!strcmp(name, reserved[i]))
            return true;
    for (int i = 0; i < count; i++)
        if (p->labels[i] && !strcmp(p->labels[i], name))
            return true;
    return false;
}

static const char *unique_name(const Prog *p, int count, const char *wish)
{
    const char *base = c_name(wish), *name = base;
    for (int n = 2; name_taken(p, count, name); n++)
        name = arena_format("%s%s%d", base, isdigit((unsigned char)base[strlen(base) - 1]) ? "_" : "", n);
    return name;
}

static void name_values(Prog *p)
{
    p->labels = arena_alloc((size_t)p->count + 1, sizeof(char *));
    for (int i = 0; i < p->count; i++) {
        const Val *v = p->vals[i];
        const char *wish = v->op == OP_input   ? p->model->inputs[v->attr.index].name
                           : v->op == OP_param ? p->model->params[v->attr.index].name
                           : v->name           ? v->name
                                               : plain_name(v);
        p->labels[i] = unique_name(p, i, wish);
    }
    int outputs = 1;
    for (int i = 0; i < p->root_count; i++)
        outputs = p->roots[i].index >= outputs ? p->roots[i].index + 1 : outputs;
    p->param_labels = arena_alloc((size_t)p->model->param_count + 1, sizeof(char *));
    p->output_labels = arena_alloc((size_t)outputs + 1, sizeof(char *));
    for (int i = 0; i < p->model->param_count; i++)
        p->param_labels[i] = c_name(p->model->params[i].name);
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == ROOT_OUTPUT || p->roots[i].kind == ROOT_ON_DEMAND)
            p->output_labels[p->roots[i].index] = c_name(p->roots[i].name);
    for (int i = 0; i < p->buf_count; i++)
        p->bufs[i].name = p->bufs[i].val ? p->labels[p->bufs[i].val->id] : arena_format("pieces_of_%d", p->bufs[i].kernel);
}

/* A kernel is called after the widest thing it makes. */
static void name_kernel(Prog *p, Kernel *k)
{
    const Val *widest = k->vals[0];
    for (int i = 1; i < k->count; i++)
        if (val_width(k->vals[i]) > val_width(widest) && k->kind != KERNEL_REDUCE)
            widest = k->vals[i];
    const char *what = k->kind == KERNEL_REDUCE ? "sums" : p->labels[widest->id];
    k->name = arena_format("%s_%s_k%d_%s", p->model->name, p->name, k->id, what);
}

void schedule(Prog *p)
{
    name_values(p);
    for (int i = 0; i < p->kernel_count; i++) {
        size_t n = (size_t)p->count + 1;
        Kernel *k = p->kernels[i];
        Sched s = {.p = p, .k = k, .tail = &k->body};
        s.mode = arena_alloc(n, sizeof(Mode));
        s.here = arena_alloc(n, sizeof(bool));
        s.outside = arena_alloc(n, sizeof(bool));
        name_kernel(p, k);
        switch (k->kind) {
        case KERNEL_ROWS:    schedule_rows(&s); break;
        case KERNEL_GEMM:    schedule_gemm(&s); break;
        case KERNEL_COLUMNS: schedule_columns(&s); break;
        case KERNEL_REDUCE:  schedule_reduce(&s); break;
        case KERNEL_SINGLE:  schedule_single(&s); break;
        }
    }
}

void schedule_print(FILE *file, const Prog *p)
{
    Out o;
    out_init(&o);
    for (int i = 0; i < p->kernel_count; i++) {
        out_line(&o, "; %s", p->kernels[i]->name);
        emit_body(&o, p->kernels[i]);
    }
    fputs(o.text, file);
    out_free(&o);
}

/* corrupt_kernels.c - ways to break what the later passes make: levels, kernels and homes, memory, loops. */
#include "../../compiler/loops/loop.h"
#include "corrupt.c"

/* -------------------------------------------------------------------- levels */

static bool is_live(const Prog *p, const Val *v)
{
    return p->level[v->id] >= 0;
}

static bool has_rows_too(const Prog *p, const Val *v)
{
    return is_live(p, v) && has_rows(v);
}

/* A value has the fewest rows that will do: one level less is too few for some user, or for the root it is. */
static bool level_low(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_rows_too);
    if (v)
        p->level[v->id] = p->level[v->id] >= LEVEL_ALL ? LEVEL_ALL - 1 : p->level[v->id] - 1;
    return v != NULL;
}

static bool level_none(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_live);
    if (v)
        p->level[v->id] = -1;
    return v != NULL;
}

static bool level_past_levels(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_rows_too);
    if (!v || !p->levels)
        return false;
    p->level[v->id] = p->levels + random_below(r, 3);
    return true;
}

static bool support_short(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_rows_too);
    if (!v || p->support[v->id] == 0)
        return false;
    p->support[v->id] = p->support[v->id] >= LEVEL_ALL ? random_below(r, 3) : p->support[v->id] - 1;
    return true;
}

static bool too_few_levels(Random *r, Prog *p)
{
    (void)r;
    if (p->levels < 2)
        return false;
    p->levels--;
    return true;
}

/* ------------------------------------------------------------------- kernels */

static Kernel *pick_kernel(Random *r, Prog *p, unsigned kinds, int least)
{
    int start = p->kernel_count ? random_below(r, p->kernel_count) : 0;
    for (int i = 0; i < p->kernel_count; i++) {
        Kernel *k = p->kernels[(start + i) % p->kernel_count];
        if (kinds >> k->kind & 1 && k->count >= least)
            return k;
    }
    return NULL;
}

enum { ANY_KERNEL = 31, ROWS_KERNEL = 1 << KERNEL_ROWS };

static bool kernel_renumbered(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ANY_KERNEL, 1);
    if (k)
        k->id += random_below(r, 2) ? 1 : -1;
    return k != NULL;
}

static bool kernel_emptied(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ANY_KERNEL, 1);
    if (k)
        k->count = 0;
    return k != NULL;
}

static bool kernel_lost(Random *r, Prog *p)
{
    (void)r;
    if (!p->kernel_count)
        return false;
    p->kernel_count--;
    return true;
}

/* The kernel that finishes a stored value, and one that reads it as a member's operand: changed about. */
static bool kernels_swapped(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ANY_KERNEL & ~(1 << KERNEL_REDUCE), 1);
    const Val *v = k ? k->vals[random_below(r, k->count)] : NULL;
    if (!v || !op_info[v->op].arity)
        return false;
    const Val *x = view_base(v->in[0]);
    const Place *place = &p->places[x->id];
    int made = place->reduced >= 0 ? place->reduced : place->kernel, other = k->id;
    if (!place->item || place->recomputed || made < 0 || made == other)
        return false;
    for (int i = 0; i < p->count; i++) {
        int *homes[] = {&p->places[i].kernel, &p->places[i].reduced};
        for (int j = 0; j < 2; j++)
            *homes[j] = *homes[j] == made ? other : *homes[j] == other ? made : *homes[j];
    }
    p->kernels[other] = p->kernels[made];
    p->kernels[made] = k;
    p->kernels[made]->id = made;
    p->kernels[other]->id = other;
    return true;
}

static bool member_lost(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ANY_KERNEL, 1);
    if (!k)
        return false;
    k->vals[random_below(r, k->count)] = k->vals[k->count - 1];
    k->count--;
    return true;
}

static bool member_twice(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ANY_KERNEL & ~(1 << KERNEL_REDUCE), 1);
    if (!k)
        return false;
    Val *v = k->vals[random_below(r, k->count)];
    GROW(k->vals, k->count, k->capacity);
    k->vals[k->count++] = v;
    return true;
}

static bool member_foreign(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ANY_KERNEL, 1);
    if (!k)
        return false;
    Val **v = &k->vals[random_below(r, k->count)];
    *v = copy_of(*v);
    return true;
}

/* To another kernel, home and all: whatever read it there, or what it reads, is now in the wrong order or of the
 * wrong kind; where neither is so the move is sound. */
static bool member_moved(Random *r, Prog *p)
{
    Kernel *from = pick_kernel(r, p, ANY_KERNEL & ~(1 << KERNEL_REDUCE), 2), *to = pick_kernel(r, p, ANY_KERNEL, 1);
    if (!from || from == to)
        return false;
    Val *v = from->vals[--from->count];
    GROW(to->vals, to->count, to->capacity);
    to->vals[to->count++] = v;
    if (random_below(r, 2))
        return true; /* the home stays behind */
    p->places[v->id].kernel = to->id;
    return to->kind != from->kind;
}

/* A member before one that it reads. */
static bool members_turned(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ROWS_KERNEL | 1 << KERNEL_SINGLE, 2);
    for (int i = 0; k && i < k->count; i++)
        for (int j = 0; j < i; j++)
            for (int n = 0; n < op_info[k->vals[i]->op].arity; n++) {
                if (view_base(k->vals[i]->in[n]) != k->vals[j] || !p->places[k->vals[j]->id].item)
                    continue;
                Val *v = k->vals[i];
                k->vals[i] = k->vals[j];
                k->vals[j] = v;
                return !p->places[v->id].recomputed && !is_row_sum(k->vals[i]);
            }
    return false;
}

static bool needs_walk(const Kernel *k)
{
    for (int i = 0; i < k->count; i++) {
        if (sink_walk(k->vals[i]) || is_edge_value(k->vals[i]))
            return true;
    }
    return false;
}

static const End *other_end(const End *end)
{
    return end->of->ends[1 - end->index];
}

static bool walk_other(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ROWS_KERNEL, 1);
    if (!k || !needs_walk(k))
        return false;
    const End **walk = &k->walks.at[random_below(r, (uint32_t)k->walks.count)];
    if ((*walk)->of->end_count < 2)
        return false;
    *walk = other_end(*walk);
    return true;
}

static bool walk_none(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ROWS_KERNEL, 1);
    if (!k || !needs_walk(k))
        return false;
    k->walks.count--;
    return true;
}

static bool kernel_level_low(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ROWS_KERNEL | 1 << KERNEL_GEMM, 1);
    if (!k || k->level <= 0)
        return false;
    k->level = k->level >= LEVEL_ALL ? LEVEL_ALL - 1 : k->level - 1;
    return true;
}

static bool kernel_kind_other(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ANY_KERNEL, 1);
    if (!k)
        return false;
    KernelKind old = k->kind;
    k->kind = (KernelKind)((old + 1 + random_below(r, 5)) % 6);
    /* A product by itself is sound as either of these two. */
    bool either = k->count == 1 && (1 << old | 1 << k->kind) == (1 << KERNEL_GEMM | 1 << KERNEL_ROWS);
    return k->kind != old && !either;
}

/* --------------------------------------------------------------------- homes */

static bool has_home(const Prog *p, const Val *v)
{
    return is_live(p, v) && p->places[v->id].item && p->places[v->id].kernel >= 0;
}

static bool home_other(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_home);
    if (!v || p->kernel_count < 2)
        return false;
    Place *place = &p->places[v->id];
    place->kernel = (place->kernel + 1 + random_below(r, p->kernel_count - 1)) % p->kernel_count;
    return true;
}

static bool home_none(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_home);
    if (v)
        p->places[v->id].kernel = -1;
    return v != NULL;
}

static bool home_of_no_kernel(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_home);
    if (v)
        p->places[v->id].kernel = p->kernel_count + random_below(r, 3);
    return v != NULL;
}

static bool item_not(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_home);
    if (!v || is_edge_value(v))
        return false;
    p->places[v->id].item = false;
    return true;
}

static bool is_any_leaf(const Prog *p, const Val *v)
{
    return is_live(p, v) && is_leaf(v);
}

static bool leaf_an_item(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_any_leaf);
    if (v)
        p->places[v->id].item = true;
    return v != NULL;
}

static bool is_in_pieces(const Prog *p, const Val *v)
{
    return has_home(p, v) && p->places[v->id].reduced >= 0;
}

static bool sum_never_finished(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_in_pieces);
    if (v)
        p->places[v->id].reduced = -1;
    return v != NULL;
}

static bool sum_finished_early(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_in_pieces);
    if (v)
        p->places[v->id].reduced = p->places[v->id].kernel;
    return v != NULL;
}

static bool is_no_sum(const Prog *p, const Val *v)
{
    return has_home(p, v) && !is_row_sum(v);
}

static bool finished_without_pieces(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_no_sum);
    if (v)
        p->places[v->id].reduced = p->kernel_count - 1;
    return v != NULL;
}

static bool is_stored_edge(const Prog *p, const Val *v)
{
    return has_home(p, v) && is_edge_value(v) && p->kernels[p->places[v->id].kernel]->walks.count > 0;
}

static bool edge_of_other_walk(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_stored_edge);
    if (v)
        p->places[v->id].walk = other_end(p->places[v->id].walk);
    return v != NULL;
}

static bool has_dense_operands(const Prog *p, const Val *v)
{
    for (int i = 0; i < op_info[v->op].arity; i++)
        if (p->places[v->in[i]->id].sparse)
            return false;
    return is_live(p, v) && !(v->op == OP_input && p->model->inputs[v->attr.index].sparse);
}

static bool sparse_not_so(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, has_dense_operands);
    if (v)
        p->places[v->id].sparse = true;
    return v != NULL;
}

static bool is_sparse_input(const Prog *p, const Val *v)
{
    return is_live(p, v) && v->op == OP_input && p->places[v->id].sparse;
}

static bool sparse_forgotten(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_sparse_input);
    if (v)
        p->places[v->id].sparse = false;
    return v != NULL;
}

static bool is_dear(const Prog *p, const Val *v)
{
    return has_home(p, v) && !p->places[v->id].recomputed && op_info[v->op].kind != KIND_MAP;
}

static bool recomputed_though_dear(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_dear);
    if (v)
        p->places[v->id].recomputed = true;
    return v != NULL;
}

/* -------------------------------------------------------------------- memory */

static Buf *pick_buf(Random *r, Prog *p, bool pieces)
{
    int start = p->buf_count ? random_below(r, p->buf_count) : 0;
    for (int i = 0; i < p->buf_count; i++) {
        Buf *buf = &p->bufs[(start + i) % p->buf_count];
        if (!pieces || !buf->val)
            return buf;
    }
    return NULL;
}

static bool buffer_elsewhere(Random *r, Prog *p)
{
    Buf *buf = pick_buf(r, p, false);
    if (!buf)
        return false;
    int64_t *starts[] = {&buf->start.node, &buf->start.edge};
    int64_t *start = buf->extent > EXTENT_EDGE ? &buf->offset : starts[random_below(r, 2)];
    *start = random_below(r, 2) ? -1 : 1 << 20;
    return true;
}

/* Of rows, those of nodes and those of edges: a begins within b. */
static bool buffers_overlap(Random *r, Prog *p)
{
    Buf *a = pick_buf(r, p, false), *b = pick_buf(r, p, false);
    bool rows = a && a->extent <= EXTENT_EDGE && b->extent <= EXTENT_EDGE;
    if (!a || a == b || (!rows && a->extent != b->extent) || a->kernel > b->last || b->kernel > a->last)
        return false;
    int64_t within = random_below(r, (int)b->width);
    a->offset = b->offset + (rows ? 0 : within);
    a->start = b->start;
    *(b->extent == EXTENT_NODE ? &a->start.node : &a->start.edge) += rows ? within : 0;
    return true;
}

/* In neither order does one lie below the other for all nodes and edges. */
static bool buffers_cross(Random *r, Prog *p)
{
    Buf *a = pick_buf(r, p, false), *b = pick_buf(r, p, false);
    if (!a || a == b || a->extent > EXTENT_EDGE || b->extent > EXTENT_EDGE || a->kernel > b->last ||
        b->kernel > a->last)
        return false;
    b->start.edge += b->start.edge == 0;
    a->start = (Room){buf_end(b).node + (b->extent == EXTENT_EDGE), b->start.edge - 1};
    return true;
}

static bool buffer_narrow(Random *r, Prog *p)
{
    Buf *buf = pick_buf(r, p, false);
    if (buf)
        buf->width -= 1;
    return buf != NULL;
}

static bool buffer_of_other_extent(Random *r, Prog *p)
{
    Buf *buf = pick_buf(r, p, false);
    if (buf)
        buf->extent = (Extent)((buf->extent + 1 + random_below(r, 3)) % 4);
    return buf != NULL;
}

/* Its life ends at its last reader, or where the last of its pieces is added up. */
static bool buffer_dies_early(Random *r, Prog *p)
{
    Buf *buf = pick_buf(r, p, false);
    if (!buf || buf->last == buf->kernel)
        return false;
    buf->last--;
    return true;
}

static bool buffer_born_late(Random *r, Prog *p)
{
    Buf *buf = pick_buf(r, p, false);
    if (!buf || buf->last == buf->kernel)
        return false;
    buf->kernel++;
    return true;
}

static bool buffer_outlives(Random *r, Prog *p)
{
    Buf *buf = pick_buf(r, p, false);
    if (buf)
        buf->last = p->kernel_count + random_below(r, 3);
    return buf != NULL;
}

static bool buffer_lost(Random *r, Prog *p)
{
    Buf *buf = pick_buf(r, p, false);
    if (!buf)
        return false;
    *buf = p->bufs[--p->buf_count];
    return true;
}

static bool buffer_twice(Random *r, Prog *p)
{
    Buf *buf = pick_buf(r, p, false);
    if (!buf)
        return false;
    Buf copy = *buf;
    GROW(p->bufs, p->buf_count, p->buf_capacity);
    p->bufs[p->buf_count++] = copy;
    return true;
}

static bool pieces_narrow(Random *r, Prog *p)
{
    Buf *buf = pick_buf(r, p, true);
    if (buf)
        buf->width += 1 + random_below(r, 3);
    return buf != NULL;
}

static bool workspace_small(Random *r, Prog *p)
{
    Room *need = p->need_count ? &p->needs[random_below(r, p->need_count)] : NULL;
    int64_t *sizes[] = {&p->per_chunk, &p->fixed, need ? &need->node : NULL, need ? &need->edge : NULL};
    int64_t *size = sizes[random_below(r, 4)];
    if (!size || *size == 0)
        return false;
    --*size;
    return true;
}

static bool is_stored(const Prog *p, const Val *v)
{
    return p->places[v->id].stored;
}

static bool stored_not(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_stored);
    if (v)
        p->places[v->id].stored = false;
    return v != NULL;
}

static bool is_unstored(const Prog *p, const Val *v)
{
    return !p->places[v->id].stored;
}

static bool stored_nowhere(Random *r, Prog *p)
{
    Val *v = pick_val(r, p, is_unstored);
    if (v)
        p->places[v->id].stored = true;
    return v != NULL;
}

/* --------------------------------------------------------------------- loops */

static bool is_kind(const Stmt *s, unsigned kinds)
{
    return kinds >> s->kind & 1;
}

static int count_stmts(const Stmt *s, unsigned kinds)
{
    int count = 0;
    for (; s; s = s->next)
        count += is_kind(s, kinds) + count_stmts(s->body, kinds);
    return count;
}

static Stmt *nth_stmt(Stmt *s, unsigned kinds, int *n)
{
    for (; s; s = s->next) {
        if (is_kind(s, kinds) && (*n)-- == 0)
            return s;
        Stmt *within = nth_stmt(s->body, kinds, n);
        if (within)
            return within;
    }
    return NULL;
}

static Stmt *pick_stmt(Random *r, Prog *p, unsigned kinds)
{
    Kernel *k = pick_kernel(r, p, ANY_KERNEL, 1);
    int count = k ? count_stmts(k->body, kinds) : 0;
    if (!count)
        return NULL;
    int n = random_below(r, count);
    return nth_stmt(k->body, kinds, &n);
}

enum { ASSIGNS = 1 << S_SET | 1 << S_ADD, HAS_BODY = 1 << S_LOOP | 1 << S_IF };

static Field *pick_field(Random *r, Prog *p, FieldKind kind)
{
    int start = p->field_count ? random_below(r, p->field_count) : 0;
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[(start + i) % p->field_count].kind == kind)
            return &p->fields[(start + i) % p->field_count];
    return NULL;
}

typedef struct NameFound {
    const char *name;
    bool found;
} NameFound;

static void find_var(void *arg, const Var *var)
{
    NameFound *wanted = arg;
    wanted->found |= strcmp(var->name, wanted->name) == 0;
}

static bool names_it(const Stmt *s, const char *name)
{
    NameFound wanted = {.name = name};
    visit_stmts(&(Visit){.var = find_var, .arg = &wanted}, s);
    return wanted.found;
}

static bool body_missing(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ANY_KERNEL, 1);
    if (k)
        k->body = NULL;
    return k != NULL;
}

static bool statement_without_name(Random *r, Prog *p)
{
    Stmt *s = pick_stmt(r, p, ASSIGNS | 1 << S_LOOP | 1 << S_DECLARE);
    if (s)
        s->var = NULL;
    return s != NULL;
}

/* A declaration becomes that of another name: what was declared is read undeclared, if it is read. */
static bool declared_as_another(Random *r, Prog *p)
{
    static const Var other = {.kind = VAR_LOCAL, .name = "nobody", .elem = ELEM_INT64};
    Stmt *s = pick_stmt(r, p, 1 << S_LOOP);
    if (!s || !names_it(s->body, s->var->name))
        return false;
    s->var = &other;
    return true;
}

static Stmt *first_lanes(Stmt *s)
{
    for (; s; s = s->next) {
        if (is_kind(s, ASSIGNS) && s->value->lanes)
            return s;
        Stmt *within = first_lanes(s->body);
        if (within)
            return within;
    }
    return NULL;
}

/* A statement that assigns lanes of something, in any kernel. */
static Stmt *pick_lanes(Random *r, Prog *p)
{
    const int start = p->kernel_count ? random_below(r, p->kernel_count) : 0;
    Stmt *s = NULL;
    for (int i = 0; i < p->kernel_count && !s; i++)
        s = first_lanes(p->kernels[(start + i) % p->kernel_count]->body);
    return s;
}

/* An index in a list of lanes that a division takes apart. */
static bool lanes_taken_apart(Random *r, Prog *p)
{
    Stmt *s = pick_lanes(r, p);
    if (!s || s->var->form == FORM_SCALAR || s->var->elem != ELEM_FLOAT)
        return false;
    s->value = expr_element(s->var, ix_mod(s->at, dim_number(3)), true);
    return true;
}

/* The logarithm, which is written for one number, of what is in lanes. */
static bool lanes_of_one(Random *r, Prog *p)
{
    Stmt *s = pick_lanes(r, p);
    if (s)
        s->value = expr_op(OP_log, 0, &s->value);
    return s != NULL;
}

static bool input_written(Random *r, Prog *p)
{
    Stmt *s = pick_stmt(r, p, ASSIGNS);
    const Field *field = pick_field(r, p, FIELD_PARAM);
    if (!s || !field)
        return false;
    Var *var = arena_alloc(1, sizeof *var);
    *var = (Var){.kind = VAR_FIELD, .name = field->name, .form = FORM_POINTER, .field = field};
    s->var = var;
    s->at = ix_number(0);
    return true;
}

static bool group_left(Random *r, Prog *p)
{
    Stmt *s = pick_stmt(r, p, HAS_BODY);
    if (s)
        s->kind = S_GROUP;
    return s != NULL;
}

static bool statement_without_value(Random *r, Prog *p)
{
    Stmt *s = pick_stmt(r, p, ASSIGNS);
    if (s)
        s->value = NULL;
    return s != NULL;
}

/* A constant is declared, and read in the next statement, and nothing gives it a value. */
static bool is_read_next(const Stmt *s)
{
    NameFound wanted = {.name = s->var->name};
    if (s->var->form != FORM_SCALAR || s->var->changes || !s->next)
        return false;
    visit_reads(&(Visit){.var = find_var, .arg = &wanted}, s->next);
    return wanted.found;
}

static bool constant_without_value(Random *r, Prog *p)
{
    for (int tries = 0; tries < 10; tries++) {
        Stmt *s = pick_stmt(r, p, 1 << S_DECLARE);
        if (!s || !is_read_next(s))
            continue;
        s->value = NULL;
        s->index = NULL;
        return true;
    }
    return false;
}

static bool operator_without_operand(Random *r, Prog *p)
{
    Stmt *s = pick_stmt(r, p, ASSIGNS);
    if (!s || s->value->kind != X_OP)
        return false;
    Expr *x = arena_alloc(1, sizeof *x);
    *x = *s->value;
    x->arg[any_operand(r, &(Val){.op = x->op})] = NULL;
    s->value = x;
    return true;
}

static bool loop_without_bound(Random *r, Prog *p)
{
    Stmt *s = pick_stmt(r, p, 1 << S_LOOP);
    if (!s)
        return false;
    *(random_below(r, 2) ? &s->lo : &s->hi) = NULL;
    return true;
}

static bool loop_of_nothing(Random *r, Prog *p)
{
    Stmt *s = pick_stmt(r, p, HAS_BODY);
    if (s)
        s->body = NULL;
    return s != NULL;
}

static bool field_unlisted(Random *r, Prog *p)
{
    Kernel *k = pick_kernel(r, p, ANY_KERNEL, 1);
    if (!k || !k->field_count)
        return false;
    k->fields[random_below(r, k->field_count)] = k->fields[k->field_count - 1];
    k->field_count--;
    return true;
}

/* A place that is no kernel's own any more: the name of another buffer instead of that the kernel lists. */
static bool place_renamed(Random *r, Prog *p)
{
    Stmt *s = pick_stmt(r, p, ASSIGNS);
    Kernel *k = NULL;
    for (int i = 0; s && i < p->kernel_count && !k; i++) {
        int all = count_stmts(p->kernels[i]->body, ASSIGNS);
        for (int n = 0; n < all && !k; n++) {
            int at = n;
            k = nth_stmt(p->kernels[i]->body, ASSIGNS, &at) == s ? p->kernels[i] : NULL;
        }
    }
    Field *field = k ? pick_field(r, p, FIELD_BUF) : NULL;
    for (int i = 0; field && i < k->field_count; i++)
        if (strcmp(k->fields[i], field->name) == 0)
            return false;
    if (!field)
        return false;
    Var *var = arena_alloc(1, sizeof *var);
    *var = (Var){.kind = VAR_FIELD, .name = field->name, .form = FORM_POINTER, .field = field};
    s->value = expr_element(var, ix_number(0), false);
    return true;
}

static bool field_of_no_buffer(Random *r, Prog *p)
{
    Field *field = pick_field(r, p, FIELD_BUF);
    if (field)
        field->buf = NULL;
    return field != NULL;
}

/* Alive elsewhere: a kernel that names the field finds another's floats there. */
static bool field_of_other_buffer(Random *r, Prog *p)
{
    Field *field = pick_field(r, p, FIELD_BUF);
    Buf *other = pick_buf(r, p, false);
    if (!field)
        return false;
    bool outside = false;
    for (int i = 0; i < p->kernel_count; i++)
        for (int j = 0; j < p->kernels[i]->field_count; j++)
            outside |= strcmp(p->kernels[i]->fields[j], field->name) == 0 && (i < other->kernel || i > other->last);
    field->buf = other;
    return outside;
}

static bool field_name_twice(Random *r, Prog *p)
{
    if (p->field_count < 2)
        return false;
    int at = random_below(r, p->field_count - 1);
    p->fields[at + 1].name = p->fields[at].name;
    return true;
}

static bool field_of_no_parameter(Random *r, Prog *p)
{
    Field *field = pick_field(r, p, random_below(r, 2) ? FIELD_PARAM : FIELD_GRAD);
    if (field)
        field->index = random_below(r, 2) ? -1 : p->model->param_count;
    return field != NULL;
}

/* verify_kernels.c - what must hold once values have levels, kernels and places. Says
 * it in its own words, not in the passes', so that a slip in one of them does not hide.
 *
 *   levels    an operand has every row that its user reads
 *   kernels   what a value reads is finished by an earlier kernel, or made for the same
 *             row by its own; the far end of an edge always comes from an earlier one
 *   plan      what a kernel reads from memory is stored there by then and still there;
 *             no two values that are alive together share a float */
#include "gatcc.h"

static bool is_live(const Prog *p, const Val *v)
{
    return p->level[v->id] >= 0;
}

static _Noreturn void broken(const Prog *p, const char *after, const Val *v, const char *rule)
{
    bug("after %s, program %s, value %%%d (%s, %s:%d): %s", after, p->name, v->id, op_info[v->op].name,
        v->pos.file ? v->pos.file : "?", v->pos.line, rule);
}

/* ------------------------------------------------------------ levels */

static int needed_level(const Prog *p, const Val *v, const Val *x)
{
    int level = p->level[v->id];
    if (is_single(x))
        return 0;
    switch (v->op) {
    case OP_src: return level >= LEVEL_ALL ? LEVEL_ALL : level + 1;
    case OP_sum_in:
    case OP_max_in: return level < p->support[x->id] ? level : p->support[x->id];
    case OP_sum_out: return p->support[x->id];
    case OP_pool_sum:
    case OP_sum_rows:
    case OP_outer: return fold_level(p, v);
    default: return is_single(v) ? 0 : level;
    }
}

static void verify_levels(const Prog *p, const char *after)
{
    for (int i = 0; i < p->count; i++) {
        const Val *v = p->vals[i];
        for (int j = 0; is_live(p, v) && j < op_info[v->op].arity; j++)
            if (p->level[v->in[j]->id] < needed_level(p, v, v->in[j]))
                broken(p, after, v, "an operand lacks rows that it reads");
    }
}

/* ------------------------------------------------------------ kernels */

/* The first kernel after which other rows of v can be read; -1: always. */
static int finished_by(const Prog *p, const Val *v)
{
    const Place *place = &p->places[v->id];
    return is_row_sum(v) && place->reduced >= 0 ? place->reduced : place->kernel;
}

/* A member of a kernel, and the values in between that were followed for it. */
typedef struct Reader {
    const Prog *p;
    const char *after;
    const Kernel *k;
    const Val *member;
    int *seen, now;
} Reader;

static void check_read(Reader *r, const Val *x, bool far);

static void check_operands(Reader *r, const Val *v)
{
    const Kernel *k = r->k;
    for (int i = 0; i < op_info[v->op].arity; i++) {
        bool far = (v->op == OP_src && k->major != MAJOR_OUT) || (v->op == OP_dst && k->major != MAJOR_IN);
        check_read(r, v->in[i], far || k->kind != KERNEL_ROWS);
    }
}

/* The kernel makes `member`, for which it reads x. */
static void check_read(Reader *r, const Val *x, bool far)
{
    const Prog *p = r->p;
    const Kernel *k = r->k;
    const Val *member = r->member;
    const char *after = r->after;
    x = view_base(x);
    const Place *place = &p->places[x->id];
    bool in_place = !place->item || (place->recomputed && place->kernel != k->id && !far);
    if (is_leaf(x))
        return;
    if (in_place) {
        if (r->seen[x->id] != r->now) {
            r->seen[x->id] = r->now;
            check_operands(r, x);
        }
        return;
    }
    int made = finished_by(p, x);
    if (made < 0)
        broken(p, after, member, "reads a value that no kernel makes");
    if (made > k->id || (made == k->id && far && !is_single(x)))
        broken(p, after, member, "reads rows that no earlier kernel has finished");
    if (made == k->id && x->id >= member->id)
        broken(p, after, member, "reads a value of its own kernel that comes later");
    if ((p->facts & FACT_PLANNED) && made != k->id && !place->stored)
        broken(p, after, member, "reads from memory what is not stored");
}

static void verify_homes(const Prog *p, const char *after)
{
    for (int i = 0; i < p->count; i++) {
        const Val *v = p->vals[i];
        const Place *place = &p->places[i];
        if (!is_live(p, v) || !place->item)
            continue;
        if (place->kernel < 0 && !place->recomputed)
            broken(p, after, v, "has no kernel");
        if (is_row_sum(v) && place->reduced < 0 && p->kernels[place->kernel]->kind != KERNEL_COLUMNS)
            broken(p, after, v, "is summed in pieces that nothing adds up");
    }
    Reader r = {.p = p, .after = after, .seen = arena_alloc((size_t)p->count + 1, sizeof(int))};
    for (int i = 0; i < p->kernel_count; i++) {
        const Kernel *k = p->kernels[i];
        if (k->id != i || k->count == 0)
            bug("after %s, program %s: kernel %d is numbered %d and holds %d values", after, p->name, i, k->id,
                k->count);
        for (int j = 0; j < k->count && k->kind != KERNEL_REDUCE; j++) {
            r.k = k;
            r.member = k->vals[j];
            r.now++;
            check_operands(&r, k->vals[j]);
        }
    }
}

/* ------------------------------------------------------------ plan */

static bool overlap(int64_t a, int64_t a_end, int64_t b, int64_t b_end)
{
    return a < b_end && b < a_end;
}

static void verify_plan(const Prog *p, const char *after)
{
    const int64_t sizes[] = {p->per_node, p->per_edge, p->per_chunk, p->fixed};
    for (int i = 0; i < p->buf_count; i++) {
        const Buf *a = &p->bufs[i];
        if (a->width <= 0 || a->offset < 0 || a->offset + a->width > sizes[a->extent] || a->last < a->kernel)
            bug("after %s, program %s: buffer %d lies outside its part of the workspace", after, p->name, i);
        for (int j = 0; j < i; j++) {
            const Buf *b = &p->bufs[j];
            if (a->extent == b->extent && overlap(a->kernel, a->last + 1, b->kernel, b->last + 1) &&
                overlap(a->offset, a->offset + a->width, b->offset, b->offset + b->width))
                bug("after %s, program %s: buffers %d and %d are alive together and share floats", after, p->name, j,
                    i);
        }
    }
}

static const Buf *find_buf(const Prog *p, const Val *v)
{
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].val == v)
            return &p->bufs[i];
    return NULL;
}

/* Loops read what fields name: each buffer a kernel names is alive in it. */
static void verify_fields(const Prog *p, const char *after)
{
    for (int i = 0; i < p->kernel_count; i++)
        for (int j = 0; j < p->kernels[i]->field_count; j++)
            for (int f = 0; f < p->field_count; f++) {
                const Field *field = &p->fields[f];
                if (field->kind != FIELD_BUF || field->name != p->kernels[i]->fields[j])
                    continue;
                const Buf *buf = field->buf->val ? find_buf(p, field->buf->val) : field->buf;
                if (!buf || i < buf->kernel || i > buf->last)
                    bug("after %s, program %s: kernel %d uses %s outside its life", after, p->name, i, field->name);
            }
}

/* Programs are for training or not: only the model as written is for both. */
static void verify_decided(const Prog *p, const char *after)
{
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->op == OP_training)
            bug("%s, after %s: value %%%d still asks whether this is training", p->name, after, i);
}

void verify_kernels(const Prog *p, const char *after)
{
    verify_decided(p, after);
    if (p->facts & FACT_LEVELED)
        verify_levels(p, after);
    if (p->facts & FACT_GROUPED)
        verify_homes(p, after);
    if (p->facts & FACT_PLANNED)
        verify_plan(p, after);
    if (p->facts & FACT_LOWERED)
        verify_fields(p, after);
}

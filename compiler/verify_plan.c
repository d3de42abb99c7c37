/* verify_plan.c - what must hold of memory and loops, in words of its own as verify_kernels.c.
 *
 *   plan      what is stored has one buffer, as wide as it is, from the kernel that finishes it to its last reader;
 *             so have the pieces of sums over all rows; no two that are alive together share a float
 *   arrays    those on the stack take no more than they may; the others have a place each, in a buffer that holds as
 *             much for every chunk
 *   loops     statements are whole; a kernel uses the members of the context that it lists, and buffers only while
 *             they are alive */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "gatcc.h"

static _Noreturn void broken(const Prog *p, const char *after, const Val *v, const char *rule)
{
    bug("after %s, program %s, value %%%d (%s, %s:%d): %s", after, p->name, v->id, op_info[v->op].name,
        v->pos.file ? v->pos.file : "?", v->pos.line, rule);
}

/* ------------------------------------------------------------ buffers */

static const Buf *find_buf(const Prog *p, const Val *v)
{
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].val == v)
            return &p->bufs[i];
    return NULL;
}

static const Buf *find_kernel_buf(const Prog *p, int kernel, bool rows)
{
    for (int i = 0; i < p->buf_count; i++)
        if (!p->bufs[i].val && p->bufs[i].rows == rows && p->bufs[i].kernel == kernel)
            return &p->bufs[i];
    return NULL;
}

void verify_read(const Prog *p, const char *after, const Val *reader, const Val *x, int kernel)
{
    const Buf *buf = p->places[x->id].stored ? find_buf(p, x) : NULL;
    if (!buf)
        broken(p, after, reader, "reads from memory what is not stored");
    if (kernel <= buf->kernel || kernel > buf->last)
        broken(p, after, reader, "reads a buffer that is not alive");
}

static void verify_stored(const Prog *p, const char *after, const Val *v)
{
    static const Extent extents[] = {[SPACE_PARAM] = EXTENT_FIXED,
                                     [SPACE_NODE] = EXTENT_NODE,
                                     [SPACE_EDGE] = EXTENT_EDGE,
                                     [SPACE_GRAPH] = EXTENT_FIXED};
    const Place *place = &p->places[v->id];
    const Buf *buf = find_buf(p, v);
    if (!place->stored != !buf)
        broken(p, after, v, place->stored ? "is stored nowhere" : "has a buffer, but is not stored");
    if (!buf)
        return;
    if (buf->kernel != (place->reduced >= 0 ? place->reduced : place->kernel))
        broken(p, after, v, "is written by another kernel than the one that finishes it");
    if (buf->extent != extents[v->type.space] || buf->width != val_width(v))
        broken(p, after, v, "does not fill its buffer");
}

/* The pieces of a kernel's sums over all rows stay until the last is added up. */
static void verify_pieces(const Prog *p, const char *after, const Kernel *k)
{
    int64_t width = 0;
    int last = k->id;
    for (int i = 0; i < k->count && (k->kind == KERNEL_ROWS || k->kind == KERNEL_GEMM); i++)
        if (is_row_sum(k->vals[i])) {
            int reduced = p->places[k->vals[i]->id].reduced;
            width += val_width(k->vals[i]);
            last = reduced > last ? reduced : last;
        }
    const Buf *buf = find_kernel_buf(p, k->id, false);
    if (width ? !buf || buf->width != width || buf->extent != EXTENT_CHUNK || buf->last < last : buf != NULL)
        bug("after %s, program %s: the pieces of kernel %d's sums have no room of %lld floats up to kernel %d", after,
            p->name, k->id, (long long)width, last);
}

static bool is_of_rows(const Buf *b)
{
    return b->extent == EXTENT_NODE || b->extent == EXTENT_EDGE;
}

/* Where each float of b lies for every number of nodes and edges: from start to end. */
static Room start_of(const Buf *b)
{
    return is_of_rows(b) ? b->start : (Room){b->offset, b->offset};
}

static Room end_of(const Buf *b)
{
    Room end = start_of(b);
    end.node += b->extent == EXTENT_EDGE ? 0 : b->width;
    end.edge += b->extent == EXTENT_NODE ? 0 : b->width;
    return end;
}

/* node N + edge E of the first is at most that of the second, whatever N and E. */
static bool never_past(Room a, Room b)
{
    return a.node <= b.node && a.edge <= b.edge;
}

static bool share_floats(const Buf *a, const Buf *b)
{
    bool one_part = is_of_rows(a) ? is_of_rows(b) : a->extent == b->extent;
    bool together = a->kernel <= b->last && b->kernel <= a->last;
    return one_part && together && !never_past(end_of(a), start_of(b)) && !never_past(end_of(b), start_of(a));
}

static bool is_inside(const Prog *p, const Buf *b)
{
    Room start = start_of(b), end = end_of(b), chunk = {p->per_chunk, p->per_chunk}, fixed = {p->fixed, p->fixed};
    if (start.node < 0 || start.edge < 0)
        return false;
    if (!is_of_rows(b))
        return never_past(end, b->extent == EXTENT_CHUNK ? chunk : fixed);
    for (int i = 0; i < p->need_count; i++)
        if (never_past(end, p->needs[i]))
            return true;
    return false;
}

static void verify_buf(const Prog *p, const char *after, int at)
{
    const Buf *a = &p->bufs[at];
    if ((unsigned)a->extent > EXTENT_FIXED || a->width <= 0 || !is_inside(p, a) || a->last < a->kernel ||
        a->last >= p->kernel_count)
        bug("after %s, program %s: buffer %d lies outside its part of the workspace", after, p->name, at);
    for (int j = 0; j < at; j++) {
        const Buf *b = &p->bufs[j];
        if (a->val == b->val && a->rows == b->rows && (a->val || a->kernel == b->kernel))
            bug("after %s, program %s: buffers %d and %d are for the same thing", after, p->name, j, at);
        if (share_floats(a, b))
            bug("after %s, program %s: buffers %d and %d are alive together and share floats", after, p->name, j, at);
    }
}

void verify_plan(const Prog *p, const char *after)
{
    for (int i = 0; i < p->buf_count; i++)
        verify_buf(p, after, i);
    for (int i = 0; i < p->count; i++)
        verify_stored(p, after, p->vals[i]);
    for (int i = 0; i < p->kernel_count; i++)
        verify_pieces(p, after, p->kernels[i]);
}

/* ------------------------------------------------------------ loops */

typedef struct Body {
    const Prog *p;
    const char *after;
    const Kernel *k;
    bool *used;   /* by number of the field: some statement names it */
    int *by_name; /* the fields' numbers + 1 where their names' hashes say or behind that, else 0 */
    size_t mask;  /* of a hash; a power of two less 1, so that no more than half of the places are taken */
} Body;

static _Noreturn void broken_body(const Body *b, const char *what, const char *text)
{
    bug("after %s, program %s, kernel %d: %s: %s", b->after, b->p->name, b->k->id, what, text ? text : "nothing");
}

static size_t name_hash(const char *name, size_t length)
{
    size_t hash = length;
    for (size_t i = 0; i < length; i++)
        hash = hash * 31 + (unsigned char)name[i];
    return hash;
}

static bool is_named(const Field *field, const char *name, size_t length)
{
    return strncmp(field->name, name, length) == 0 && field->name[length] == '\0';
}

/* Where the field of this name stands in by_name, or would. */
static int *field_place(const Body *b, const char *name, size_t length)
{
    size_t at = name_hash(name, length) & b->mask;
    while (b->by_name[at] && !is_named(&b->p->fields[b->by_name[at] - 1], name, length))
        at = (at + 1) & b->mask;
    return &b->by_name[at];
}

static int find_field(const Body *b, const char *name, size_t length)
{
    return *field_place(b, name, length) - 1;
}

/* Notes each of the context's members that the text names. */
static void note_names(const Body *b, const char *text)
{
    for (const char *c = text; c && *c;) {
        size_t length = 0;
        while (isalnum((unsigned char)c[length]) || c[length] == '_')
            length++;
        bool member = c > text && (c[-1] == '.' || (c > text + 1 && c[-1] == '>' && c[-2] == '-'));
        int field = length && !member ? find_field(b, c, length) : -1;
        if (field >= 0)
            b->used[field] = true;
        c += length ? length : 1;
    }
}

static void verify_expr(const Body *b, const Expr *x)
{
    if (!x)
        broken_body(b, "an expression is missing", NULL);
    if (x->kind == X_PLACE && !x->place)
        broken_body(b, "a place is missing", NULL);
    if (x->kind == X_PLACE)
        note_names(b, x->place);
    if (x->kind != X_OP)
        return;
    if ((unsigned)x->op >= OP_COUNT || !op_info[x->op].ctext)
        broken_body(b, "an operator cannot be written", NULL);
    for (int i = 0; i < op_info[x->op].arity; i++)
        verify_expr(b, x->arg[i]);
}

static void verify_stmts(const Body *b, const Stmt *s)
{
    for (; s; s = s->next) {
        if (!s->text)
            broken_body(b, "a statement is empty", NULL);
        if (s->kind == S_COMMENT)
            continue;
        note_names(b, s->text);
        if (s->kind == S_ARRAY && (!s->lo || !s->hi || s->floats <= 0))
            broken_body(b, "an array has no type or size", s->text);
        if (s->kind == S_ARRAY)
            note_names(b, s->base);
        if (s->kind == S_LET || s->kind == S_SET || s->kind == S_ADD)
            verify_expr(b, s->value);
        if (s->kind != S_LOOP && s->kind != S_IF)
            continue;
        if (s->kind == S_LOOP && (!s->lo || !s->hi))
            broken_body(b, "a loop has no bounds", s->text);
        if (!s->body)
            broken_body(b, "nothing is done in", s->text);
        note_names(b, s->lo);
        note_names(b, s->hi);
        verify_stmts(b, s->body);
    }
}

/* Is what the field stands for there? */
static const char *field_fault(const Prog *p, const Field *field)
{
    const Model *m = p->model;
    switch (field->kind) {
    case FIELD_BUF: return field->buf ? NULL : "stands for no buffer";
    case FIELD_INPUT: return field->index >= 0 && field->index < m->input_count ? NULL : "stands for no input";
    case FIELD_PARAM:
    case FIELD_GRAD: return field->index >= 0 && field->index < m->param_count ? NULL : "stands for no parameter";
    default: return NULL;
    }
}

static void verify_field(const Body *b, int at)
{
    const Field *field = &b->p->fields[at];
    bool listed = false;
    for (int j = 0; j < b->k->field_count; j++)
        listed |= strcmp(b->k->fields[j], field->name) == 0;
    if (b->used[at] != listed)
        broken_body(b, listed ? "lists what it does not use" : "uses what it does not list", field->name);
    if (!listed || field->kind != FIELD_BUF)
        return;
    const Buf *buf =
        field->buf->val ? find_buf(b->p, field->buf->val) : find_kernel_buf(b->p, field->buf->kernel, field->buf->rows);
    if (!buf || b->k->id < buf->kernel || b->k->id > buf->last)
        broken_body(b, "uses a buffer outside its life", field->name);
}

/* ------------------------------------------------------------ arrays */

/* All arrays of a kernel that lie in its rows of the workspace, and what those on the stack take. */
typedef struct Lying {
    const Stmt **at;
    int count, capacity;
    int64_t stack;
    bool floats; /* some array of numbers is on the stack */
} Lying;

static void find_arrays(Lying *l, const Stmt *s)
{
    for (; s; s = s->next) {
        find_arrays(l, s->body);
        if (s->kind != S_ARRAY)
            continue;
        if (!s->base) {
            l->stack += s->floats * 4;
            l->floats |= strcmp(s->lo, "float") == 0;
        } else if (s->offset >= 0) {
            GROW(l->at, l->count, l->capacity);
            l->at[l->count++] = s;
        }
    }
}

static int by_offset(const void *a, const void *b)
{
    const Stmt *x = *(const Stmt *const *)a, *y = *(const Stmt *const *)b;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

static void verify_arrays(const Body *b)
{
    Lying l = {0};
    find_arrays(&l, b->k->body);
    const Buf *rows = find_kernel_buf(b->p, b->k->id, true);
    if (l.stack != b->k->stack || (l.stack > STACK_BYTES && l.floats && b->k->kind != KERNEL_SINGLE))
        broken_body(b, "takes more of the stack than it says or may", b->k->name);
    if (!l.count != !rows || (rows && (b->k->kind != KERNEL_ROWS || rows->extent != EXTENT_CHUNK)) ||
        (rows && rows->width != b->k->wide))
        broken_body(b, "has no room for its arrays, or room for none", b->k->name);
    if (l.count)
        qsort(l.at, (size_t)l.count, sizeof *l.at, by_offset);
    for (int i = 0; i < l.count; i++)
        if (l.at[i]->offset + l.at[i]->floats > (i + 1 < l.count ? l.at[i + 1]->offset : rows->width))
            broken_body(b, "an array reaches into the next or past its kernel's rows", l.at[i]->text);
}

static void verify_fields(Body *b)
{
    const Prog *p = b->p;
    for (b->mask = 1; b->mask < 2 * (size_t)p->field_count; b->mask = 2 * b->mask + 1)
        ;
    b->by_name = arena_alloc(b->mask + 1, sizeof *b->by_name);
    for (int i = 0; i < p->field_count; i++) {
        const Field *field = &p->fields[i];
        const char *fault = !field->name || !field->type ? "has no name or type" : field_fault(p, field);
        int *place = fault ? NULL : field_place(b, field->name, strlen(field->name));
        if (place && *place)
            fault = "has the name of another";
        if (fault)
            bug("after %s, program %s: member %d of the context (%s) %s", b->after, p->name, i,
                field->name ? field->name : "?", fault);
        *place = i + 1;
    }
}

void verify_loops(const Prog *p, const char *after)
{
    Body b = {.p = p, .after = after, .used = arena_alloc((size_t)p->field_count + 1, sizeof(bool))};
    verify_fields(&b);
    for (int i = 0; i < p->kernel_count; i++) {
        b.k = p->kernels[i];
        memset(b.used, 0, (size_t)p->field_count * sizeof(bool));
        if (!b.k->name || !b.k->body)
            broken_body(&b, "has no name or nothing to do", b.k->name);
        verify_stmts(&b, b.k->body);
        verify_arrays(&b);
        for (int f = 0; f < p->field_count; f++)
            verify_field(&b, f);
    }
}

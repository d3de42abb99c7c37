/* emit.c - loop nests become C: one case for each kind of statement and no knowledge
 * of any op beyond its C text in ops.def.
 *
 * A file holds, in this order: the inference program with its public functions, which
 * needs nothing but <math.h>; and, unless GATCC_INFERENCE_ONLY is defined, the other
 * programs, the tables the runtime reads, and main. */
#include "compiler/ir/ends.h"
#include "compiler/c/emit.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/quote.h"
#include "compiler/ir/print.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loop.h"

#include <ctype.h>
#include <string.h>

/* ------------------------------------------------------------ kernels */

/* The struct that a function's bindings are of: one of its own where it has several, else its program's context. */
static const char *binding_type(const Prog *p, const Kernel *k)
{
    return is_shared(k) ? arena_format("%s_ctx", k->shared->name) : arena_format("%s_%s_ctx", p->model->name, p->name);
}

const char *kernel_label(const Prog *p, const Kernel *k)
{
    return k->name + strlen(p->model->name) + strlen(p->name) + 2;
}

static void emit_bindings(Out *o, const Prog *p, const Kernel *k)
{
    out_line(o, "const %s *const c = ctx;", binding_type(p, k));
    for (int i = 0; i < k->field_count; i++) {
        const Field *f = find_field(p, k->fields[i]);
        const char *lead = kernel_writes(k, f) ? "" : "const ";
        if (f->pointer)
            out_line(o, "%s%s *restrict const %s = c->%s;", lead, elem_types[f->elem], f->name, f->name);
        else
            out_line(o, "const %s %s = c->%s;", elem_types[f->elem], f->name, f->name);
    }
}

/* Which of its arguments a kernel uses. */
typedef struct Uses {
    const char *name;
    bool found;
} Uses;

static void find_name(void *arg, const Var *var)
{
    Uses *uses = arg;
    uses->found |= var->kind == VAR_GIVEN && !strcmp(var->name, uses->name);
}

static void emit_unused(Out *o, const Kernel *k)
{
    static const char *const given[] = {"lo", "hi", "chunk"};
    const char *list = "";
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        Uses uses = {.name = given[i]};
        visit_stmts(&(Visit){.var = find_name, .arg = &uses}, k->body);
        if (!uses.found)
            list = arena_format("%s%s(void)%s", list, *list ? ", " : "", given[i]);
    }
    if (*list)
        out_line(o, "%s;", list);
}

static void emit_kernel(Out *o, const Prog *p, const Kernel *k)
{
    out_blank(o);
    emit_kernel_comment(o, p, k);
    out_open_function(o, "static GAT_KERNEL void %s(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)", k->name);
    emit_bindings(o, p, k);
    emit_unused(o, k);
    out_line(o, "GAT_NO_LEAF");
    emit_body(o, k);
    out_close(o, "");
}

void emit_kernels(Out *o, const Prog *p)
{
    for (int i = 0; i < p->kernel_count; i++)
        if (p->kernels[i]->shared == p->kernels[i])
            emit_kernel(o, p, p->kernels[i]);
}

/* ------------------------------------------------------------ the context */

/* "[nodes, GAT2_CONV1_HEADS, GAT2_CONV1_DIM]" */
static const char *shape_note(const Space *rows, Shape shape)
{
    const char *text = rows && rows->kind != SPACE_ONE ? rows_name(rows) : "";
    for (int d = 0; d < shape.rank; d++)
        if (shape.dim[d] != 1)
            text = arena_format("%s%s%s", text, *text ? ", " : "", dim_text(shape_dim(shape, d)));
    return arena_format("[%s]", *text ? text : "1");
}

static const char *field_note(const Prog *p, const Field *f)
{
    if (f->kind == FIELD_BUF && f->buf->rows)
        return arena_format("rows too wide for the stack, %lld floats per chunk", (long long)f->buf->width);
    if (f->kind == FIELD_BUF && !f->buf->val)
        return "[chunks] pieces";
    if (f->kind == FIELD_BUF)
        return shape_note(f->buf->val->type.space, f->buf->val->type.shape);
    if (f->kind == FIELD_PARAM)
        return shape_note(NULL, p->model->params[f->index].shape);
    if (f->kind == FIELD_ROWS)
        return f->index >= LEVEL_ALL ? arena_format("all %s", rows_name(f->rows))
                                     : arena_format("%s at demand level %d", rows_name(f->rows), f->index);
    if (f->kind == FIELD_PIECES)
        return "chunks that cover them";
    return NULL;
}

/* What a function with several bindings is bound to. */
static void emit_binding_type(Out *o, const Prog *p, const Kernel *k)
{
    out_blank(o);
    out_line(o, "/* What %s works on. */", k->name);
    out_open(o, "typedef struct %s", binding_type(p, k));
    for (int i = 0; i < k->field_count; i++) {
        const Field *f = find_field(p, k->fields[i]);
        out_line(o, "%s%s %s%s;", f->pointer && !kernel_writes(k, f) ? "const " : "", elem_types[f->elem],
                 f->pointer ? "*" : "", f->name);
    }
    out_close(o, arena_format(" %s;", binding_type(p, k)));
}

static bool shares(const Prog *p)
{
    for (int i = 0; i < p->kernel_count; i++)
        if (is_shared(p->kernels[i]))
            return true;
    return false;
}

static void emit_bound_members(Out *o, const Prog *p)
{
    if (!shares(p))
        return;
    out_open(o, "struct");
    for (int i = 0; i < p->kernel_count; i++)
        if (is_shared(p->kernels[i]))
            out_line(o, "%s %s;", binding_type(p, p->kernels[i]), kernel_label(p, p->kernels[i]));
    out_close(o, " bound; /* what kernels work on that share a function */");
}

void emit_context(Out *o, const Prog *p)
{
    for (int i = 0; i < p->kernel_count; i++)
        if (p->kernels[i]->users > 1)
            emit_binding_type(o, p, p->kernels[i]);
    out_blank(o);
    out_line(o, "/* What the kernels of %s work on. */", p->name);
    out_open(o, "typedef struct %s_%s_ctx", p->model->name, p->name);
    for (int i = 0; i < p->field_count; i++) {
        const char *note = field_note(p, &p->fields[i]);
        const Field *f = &p->fields[i];
        out_line(o, "%s%s %s%s;%s", f->pointer && f->constant ? "const " : "", elem_types[f->elem],
                 f->pointer ? "*" : "", f->name, note ? arena_format(" /* %s */", note) : "");
    }
    emit_bound_members(o, p);
    if (!p->field_count)
        out_line(o, "char nothing;");
    out_close(o, arena_format(" %s_%s_ctx;", p->model->name, p->name));
}

/* ------------------------------------------------------------ the workspace */

static const char *plus(const char *text, int64_t factor, const char *what)
{
    if (!factor)
        return text;
    const char *term = factor == 1 ? what : arena_format("%lld * %s", (long long)factor, what);
    return *text ? arena_format("%s + %s", text, term) : term;
}

static const char *rows_text(Room room)
{
    return plus(plus("", room.node, "n"), room.edge, "e");
}

/* "3 graphs + 5 pairs": of the spaces before this one, what values with a row in each take. */
static const char *other_rows_text(const Prog *p, const char *text, const Space *before)
{
    for (int i = 0; i < p->model->space_count && p->model->spaces[i] != before; i++)
        text = plus(text, p->per_row[i], rows_name(p->model->spaces[i]));
    return text;
}

static bool has_other_rows(const Prog *p)
{
    return *other_rows_text(p, "", NULL) != '\0';
}

/* Floats before a buffer. n and e are rounded up; head is what chunks' pieces, single rows and those of other spaces take. */
static const char *buf_offset(const Prog *p, const Buf *b)
{
    const char *text = "";
    if (b->extent == EXTENT_NODE || b->extent == EXTENT_EDGE) {
        text = plus(p->per_chunk || p->fixed || has_other_rows(p) ? "head" : "", b->start.node, "n");
        text = plus(text, b->start.edge, "e");
    } else {
        text = plus(text, b->extent == EXTENT_CHUNK ? b->offset : p->per_chunk, "chunks");
        const int64_t numbers = b->extent == EXTENT_FIXED ? b->offset : b->extent == EXTENT_SPACE ? p->fixed : 0;
        if (b->extent == EXTENT_SPACE) {
            const Space *space = b->val->type.space;
            text = plus(other_rows_text(p, text, space), b->offset, rows_name(space));
        }
        if (numbers)
            text =
                *text ? arena_format("%s + %lld", text, (long long)numbers) : arena_format("%lld", (long long)numbers);
    }
    return *text ? text : "0";
}

/* ` || more`, where there is something before it. */
static const char *or_else(const char *text, const char *more)
{
    return *text ? arena_format("%s || %s", text, more) : more;
}

static const char *less(const char *taken)
{
    return !*taken ? "most" : arena_format(strstr(taken, " + ") ? "most - (%s)" : "most - %s", taken);
}

/* Does factor * what go beyond what is left of `most` after `taken`? Constants alone are divided. */
static const char *excess(int64_t factor, const char *what, const char *taken)
{
    const char *text =
        factor == 1 ? arena_format("%s > most", what) : arena_format("%s > most / %lld", what, (long long)factor);
    return *taken ? or_else(text, arena_format("%s > %s", plus("", factor, what), less(taken))) : text;
}

static void emit_no_size(Out *o, const char *condition)
{
    out_line(o, "if (%s)", condition);
    out_line(o, "    return SIZE_MAX;");
}

/* The most that one of the needs asks for: an expression, or the name of a variable. */
static const char *emit_rows(Out *o, const Prog *p)
{
    for (int i = 0; i < p->need_count; i++) {
        const Room room = p->needs[i];
        const char *text = rows_text(room), *nodes = plus("", room.node, "n"), *condition = "";
        if (room.node)
            condition = excess(room.node, "n", "");
        if (room.edge)
            condition = or_else(condition, excess(room.edge, "e", nodes));
        if (*condition)
            emit_no_size(o, condition);
        if (p->need_count == 1)
            return text;
        if (i == 0) {
            out_line(o, "uint64_t rows = %s; /* the most that is alive at a time */", text);
            continue;
        }
        out_line(o, "if (rows < %s)", text);
        out_line(o, "    rows = %s;", text);
    }
    return p->need_count ? "rows" : "";
}

/* One more term of the size: factor * what, if that is still a size. */
static const char *emit_term(Out *o, const char *text, int64_t factor, const char *what)
{
    if (factor)
        emit_no_size(o, excess(factor, what, text));
    return plus(text, factor, what);
}

/* `c` counts chunks; without it there is one. */
static void emit_size_terms(Out *o, const Prog *p, bool c)
{
    const bool head = p->per_chunk || p->fixed || has_other_rows(p);
    const int64_t rest = p->fixed + (head ? 15 : 0) + (c ? 0 : p->per_chunk);
    const char *text = emit_rows(o, p);
    if (c)
        text = emit_term(o, text, p->per_chunk, "c");
    for (int i = 0; i < p->model->space_count; i++)
        text = emit_term(o, text, p->per_row[i], arena_format("(uint64_t)%s", rows_name(p->model->spaces[i])));
    if (rest) {
        emit_no_size(o, arena_format("%lld > %s", (long long)rest, less(text)));
        text = *text ? arena_format("%s + %lld", text, (long long)rest) : arena_format("%lld", (long long)rest);
    }
    out_line(
        o, strchr(text, ' ') ? "return (size_t)(%s) * sizeof(float) + 64;" : "return (size_t)%s * sizeof(float) + 64;",
        *text ? text : "0");
}

static bool needs_rows(const Prog *p, bool of_nodes)
{
    for (int i = 0; i < p->need_count; i++)
        if (of_nodes ? p->needs[i].node : p->needs[i].edge)
            return true;
    return false;
}

/* The numbers that a workspace's size depends on, as arguments. */
const char *workspace_arguments(const Prog *p)
{
    const char *text = arena_format("int64_t %s, int64_t %s", rows_name(first_space(p->model, SPACE_ROWS)),
                                    rows_name(first_space(p->model, SPACE_EDGES)));
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i])
            text = arena_format("%s, int64_t %s", text, rows_name(p->model->spaces[i]));
    return text;
}

/* The same of a prepared graph. */
static void emit_sizes_of_graph(Out *o, const Prog *p)
{
    const Space *rows = first_space(p->model, SPACE_ROWS), *edges = first_space(p->model, SPACE_EDGES);
    out_line(o, "const int64_t %s = graph->spaces[%d].count, %s = graph->spaces[%d].count%s;", rows_name(rows),
             rows->id, rows_name(edges), edges->id, p->per_chunk ? ", chunks = graph->chunks" : "");
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i])
            out_line(o, "const int64_t %s = graph->spaces[%d].count;", rows_name(p->model->spaces[i]), i);
}

/* In integers, as doubles would pull soft floats into small targets. */
void emit_workspace_size(Out *o, const Prog *p, const char *function, bool of_graph)
{
    out_open_function(o, "%s(%s)", function, of_graph ? "const gatrt_graph *graph" : workspace_arguments(p));
    if (of_graph)
        emit_sizes_of_graph(o, p);
    emit_no_size(o, "nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15");
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i])
            emit_no_size(o, arena_format("%s < 0 || %s > INT32_MAX", rows_name(p->model->spaces[i]),
                                         rows_name(p->model->spaces[i])));
    if (p->need_count || p->per_chunk || p->fixed || has_other_rows(p))
        out_line(o, "const uint64_t most = (SIZE_MAX - 64) / sizeof(float);");
    if (needs_rows(p, true))
        out_line(o, "const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;");
    if (needs_rows(p, false))
        out_line(o, "const uint64_t e = ((uint64_t)edges + 15) / 16 * 16;");
    if (of_graph && p->per_chunk)
        out_line(o, "const uint64_t c = (uint64_t)chunks;");
    emit_size_terms(o, p, of_graph);
    out_close(o, "");
}

/* Does some buffer's offset count the thing that the letter stands for? */
static bool offsets_use(const Prog *p, const char *word)
{
    size_t n = strlen(word);
    for (int i = 0; i < p->buf_count; i++) {
        const char *text = buf_offset(p, &p->bufs[i]);
        for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
            if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[n]))
                return true;
    }
    return false;
}

/* A kernel's binding, some members a line. */
static void emit_binding(Out *o, const Prog *p, const Kernel *k)
{
    enum { WIDEST = 90 };
    const char *line = "";
    out_line(o, "c->bound.%s = (%s){", kernel_label(p, k), binding_type(p, k));
    o->depth++;
    for (int i = 0; i < k->shared->field_count; i++) {
        const char *member =
            arena_format(".%s = c->%s%s", k->shared->fields[i], k->bound[i], i + 1 < k->field_count ? "," : "");
        if (*line && strlen(line) + strlen(member) > WIDEST) {
            out_line(o, "%s", line);
            line = "";
        }
        line = *line ? arena_format("%s %s", line, member) : member;
    }
    out_line(o, "%s", line);
    o->depth--;
    out_line(o, "};");
}

/* Names that buffers' offsets count with. */
static void emit_bind_counts(Out *o, const Prog *p, const BindText *text)
{
    const bool head = offsets_use(p, "head");
    if (offsets_use(p, "n"))
        out_line(o, "const int64_t n = (%s + 15) / 16 * 16;", text->count(first_space(p->model, SPACE_ROWS)));
    if (offsets_use(p, "e"))
        out_line(o, "const int64_t e = (%s + 15) / 16 * 16;", text->count(first_space(p->model, SPACE_EDGES)));
    if (offsets_use(p, "chunks") || (head && p->per_chunk))
        out_line(o, "const int64_t chunks = %s;", text->chunks);
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i] && (head || offsets_use(p, rows_name(p->model->spaces[i]))))
            out_line(o, "const int64_t %s = %s;", rows_name(p->model->spaces[i]), text->count(p->model->spaces[i]));
    if (!head)
        return;
    const char *rows = other_rows_text(p, plus("", p->per_chunk, "chunks"), NULL);
    if (*rows)
        out_line(o, "const int64_t head = (%s + %lld) / 16 * 16;", rows, (long long)p->fixed + 15);
    else
        out_line(o, "const int64_t head = %lld;", ((long long)p->fixed + 15) / 16 * 16);
}

/* Points the context's members at their places; `text` says where each kind comes from. */
void emit_bind(Out *o, const Prog *p, const BindText *text)
{
    if (p->buf_count)
        out_line(o, "float *const w = %s;", text->workspace);
    emit_bind_counts(o, p, text);
    for (int i = 0; i < p->field_count; i++) {
        const Field *f = &p->fields[i];
        const char *offset = f->kind == FIELD_BUF ? buf_offset(p, f->buf) : "0";
        const char *place = strcmp(offset, "0") ? arena_format("w + %s", offset) : "w";
        const char *value = f->kind == FIELD_BUF ? place : text->value(p, f);
        out_line(o, "c->%s = %s;", f->name, value);
    }
    for (int i = 0; i < p->kernel_count; i++)
        if (is_shared(p->kernels[i]))
            emit_binding(o, p, p->kernels[i]);
}

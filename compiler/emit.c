/* emit.c - loop nests become C: one case for each kind of statement and no knowledge
 * of any op beyond its C text in ops.def.
 *
 * A file holds, in this order: the inference program with its public functions, which
 * needs nothing but <math.h>; and, unless GATCC_INFERENCE_ONLY is defined, the other
 * programs, the tables the runtime reads, and main. */
#include "gatcc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ expressions */

static bool is_plain(const char *text)
{
    int depth = 0;
    for (const char *c = text; *c; c++) {
        depth += (*c == '[') + (*c == '(') - (*c == ']') - (*c == ')');
        if (*c == ' ' && depth == 0)
            return false;
    }
    return text[0] != '-';
}

static const char *expr_text(const Expr *x);

static const char *operand_text(const Expr *x)
{
    const char *text = expr_text(x);
    return is_plain(text) ? text : arena_format("(%s)", text);
}

/* An argument of a call; where the call is of lanes, a single number goes to all of them. */
static const char *argument_text(const Expr *x, int i)
{
    const char *text = expr_text(x->arg[i]);
    return x->lanes && !x->arg[i]->lanes ? arena_format("GAT_ALL(%s)", text) : text;
}

/* Fills $0 $1 $2 and $n of an op's C text; operands of a call need no brackets of their own. */
static const char *fill(const Expr *x)
{
    const char *pattern = op_info[x->op].ctext, *text = "";
    bool call = isalpha((unsigned char)pattern[0]);
    if (call && x->lanes) {
        text = "gat_lanes_";
        pattern += strlen("gat_");
    }
    for (const char *c = pattern; *c; c++) {
        if (*c != '$') {
            text = arena_format("%s%c", text, *c);
            continue;
        }
        c++;
        if (*c == 'n')
            text = arena_format("%s%s", text, out_float((float)x->num));
        else
            text = arena_format("%s%s", text, call ? argument_text(x, *c - '0') : operand_text(x->arg[*c - '0']));
    }
    return text;
}

/* Multiplication binds tighter: a b + c needs no brackets. */
static const char *sum_text(const Expr *x)
{
    const Expr *a = x->arg[0], *b = x->arg[1];
    bool a_product = a->kind == X_OP && (a->op == OP_mul || a->op == OP_add || a->op == OP_sub);
    bool b_product = b->kind == X_OP && b->op == OP_mul;
    return arena_format("%s %c %s", a_product ? expr_text(a) : operand_text(a), x->op == OP_add ? '+' : '-',
                        b_product ? expr_text(b) : operand_text(b));
}

static const char *expr_text(const Expr *x)
{
    switch (x->kind) {
    case X_NUMBER: return out_float((float)x->num);
    case X_PLACE: return x->place;
    default:
        if (x->op == OP_add || x->op == OP_sub)
            return sum_text(x);
        return fill(x);
    }
}

/* ------------------------------------------------------------ statements */

static void emit_stmts(Out *o, const Stmt *stmt);

bool emit_is_short(const Stmt *s)
{
    if (s->kind != S_LOOP || !s->constant || s->lanes || strcmp(s->text, "i"))
        return false;
    for (const Stmt *inner = s->body; inner; inner = inner->next)
        if (inner->body)
            return false;
    long count = strtol(s->hi, NULL, 10);
    return count >= 4 && count <= 16 && count % 4 == 0;
}

static bool calls(const Expr *x)
{
    if (x->kind == X_PLACE)
        return !strncmp(x->place, "gat_", 4) || !strncmp(x->place, "gatrt_", 6); /* names.c: no value is called so */
    if (x->kind == X_OP && isalpha((unsigned char)op_info[x->op].ctext[0]) && x->op != OP_maximum)
        return true;
    for (int i = 0; x->kind == X_OP && i < op_info[x->op].arity; i++)
        if (calls(x->arg[i]))
            return true;
    return false;
}

/* Written out, what the loop sums into can stay in registers around it; calls would only make it long. */
bool emit_unrolls(const Stmt *s)
{
    enum { REGISTERS = 16 };
    if (s->kind != S_LOOP || !s->constant || !s->lanes || strtol(s->hi, NULL, 10) / LANES > REGISTERS)
        return false;
    for (const Stmt *inner = s->body; inner; inner = inner->next)
        if (inner->body || (inner->value && calls(inner->value)))
            return false;
    return true;
}

/* a = a + b reads better with the loop on one line only when it is one statement. */
static void emit_loop(Out *o, const Stmt *s)
{
    const char *type = s->constant ? "int" : "int64_t";
    bool bare = s->body && !s->body->next && (s->body->kind == S_SET || s->body->kind == S_ADD);
    const char *step = s->step ? s->step : arena_format("%s++", s->text);
    if (emit_is_short(s))
        out_line(o, "GAT_ROLLED");
    if (emit_unrolls(s))
        out_line(o, "GAT_UNROLL");
    if (!bare) {
        out_open(o, "for (%s %s = %s; %s < %s; %s)", type, s->text, s->lo, s->text, s->hi, step);
        emit_stmts(o, s->body);
        out_close(o, "");
        return;
    }
    out_line(o, "for (%s %s = %s; %s < %s; %s)", type, s->text, s->lo, s->text, s->hi, step);
    o->depth++;
    emit_stmts(o, s->body);
    o->depth--;
}

static const char *value_text(const Stmt *s)
{
    const char *text = expr_text(s->value);
    return s->lanes && !s->value->lanes && s->kind != S_ADD ? arena_format("GAT_ALL(%s)", text) : text;
}

/* What is assigned to: an element, and for lanes its neighbours too; a name already stands for all of them. */
static const char *dest_text(const Stmt *s)
{
    return s->lanes && strchr(s->text, '[') ? arena_format("GAT_PUT(%s)", s->text) : s->text;
}

static void emit_array(Out *o, const Stmt *s)
{
    if (!s->base) {
        out_line(o, "%s %s[%s]%s;", s->lo, s->text, s->hi, s->zero ? " = {0}" : "");
        return;
    }
    out_line(o, "%s *restrict const %s = %s;", s->lo, s->text, s->base);
    if (s->zero)
        out_line(o, "memset(%s, 0, %s * sizeof(%s));", s->text, s->hi, s->lo);
}

static void emit_stmts(Out *o, const Stmt *s)
{
    for (; s; s = s->next) {
        switch (s->kind) {
        case S_LOOP: emit_loop(o, s); break;
        case S_IF:
            out_open(o, "if (%s)", s->text);
            emit_stmts(o, s->body);
            out_close(o, "");
            break;
        case S_ARRAY: emit_array(o, s); break;
        case S_LINE: out_line(o, "%s;", s->text); break;
        case S_LET: out_line(o, "const %s %s = %s;", s->lanes ? "gat_lanes" : "float", s->text, value_text(s)); break;
        case S_SET: out_line(o, "%s = %s;", dest_text(s), value_text(s)); break;
        case S_ADD: out_line(o, "%s += %s;", dest_text(s), value_text(s)); break;
        case S_COMMENT: out_line(o, "/* %s */", s->text); break;
        }
    }
}

void emit_body(Out *o, const Kernel *k)
{
    emit_stmts(o, k->body);
}

/* ------------------------------------------------------------ kernels */

static const Field *find_field(const Prog *p, const char *name)
{
    for (int i = 0; i < p->field_count; i++)
        if (!strcmp(p->fields[i].name, name))
            return &p->fields[i];
    bug("emit: %s is no member of the context of %s", name, p->name);
}

static bool is_pointer(const Field *f)
{
    return f->type[strlen(f->type) - 1] == '*';
}

static bool writes(const Kernel *k, const Field *f)
{
    if (f->kind == FIELD_BUF)
        return f->buf->kernel == k->id;
    return f->kind == FIELD_OUTPUT ? strncmp(f->type, "const", 5) != 0 : f->kind == FIELD_GRAD || f->kind == FIELD_LOSS;
}

static void emit_bindings(Out *o, const Prog *p, const Kernel *k)
{
    out_line(o, "const %s_%s_ctx *const c = ctx;", p->model->name, p->name);
    for (int i = 0; i < k->field_count; i++) {
        const Field *f = find_field(p, k->fields[i]);
        if (!is_pointer(f))
            out_line(o, "const %s%s = c->%s;", f->type, f->name, f->name);
        else if (writes(k, f))
            out_line(o, "float *restrict const %s = c->%s;", f->name, f->name);
        else
            out_line(o, "%s%srestrict const %s = c->%s;", strncmp(f->type, "const", 5) ? "const " : "", f->type,
                     f->name, f->name);
    }
}

static bool uses_word(const Stmt *s, const char *word)
{
    size_t n = strlen(word);
    for (; s; s = s->next) {
        const char *const texts[] = {s->text, s->lo, s->hi};
        for (size_t i = 0; i < 3; i++)
            for (const char *at = texts[i] ? strstr(texts[i], word) : NULL; at; at = strstr(at + 1, word)) {
                bool begins = at == texts[i] || (!isalnum((unsigned char)at[-1]) && at[-1] != '_');
                if (begins && !isalnum((unsigned char)at[n]) && at[n] != '_')
                    return true;
            }
        if (uses_word(s->body, word))
            return true;
    }
    return false;
}

static void emit_unused(Out *o, const Kernel *k)
{
    static const char *const given[] = {"lo", "hi", "chunk"};
    const char *list = "";
    for (size_t i = 0; i < 3; i++)
        if (!uses_word(k->body, given[i]))
            list = arena_format("%s%s(void)%s", list, *list ? ", " : "", given[i]);
    if (*list)
        out_line(o, "%s;", list);
}

static const char *row_text(const Val *v)
{
    const char *type = type_text(v->type);
    return arena_format("%s", type);
}

/* The kernel's values as equations, each with the layer's line, and the model's line last. */
static void emit_kernel_comment(Out *o, const Prog *p, const Kernel *k)
{
    enum { MOST = 24 };
    const Pos *pos = NULL;
    int shown = 0;
    for (int i = 0; i < k->count; i++) {
        const Val *v = k->vals[i];
        pos = v->pos.line ? &v->pos : pos;
        bool inside = !v->name && op_info[v->op].kind == KIND_MAP; /* stands written out in the equation that uses it */
        if (inside && k->count > 1 && i + 1 < k->count)
            continue;
        if (shown++ < MOST)
            out_line(o, "%s %s   %s", shown == 1 ? "/*" : " *", equation(p, v), row_text(v));
    }
    if (shown > MOST)
        out_line(o, " * and %d more", shown - MOST);
    const char *lead = shown ? " *" : "/*";
    if (pos && pos->layer_file && strcmp(pos->layer_file, pos->file ? pos->file : ""))
        out_line(o, "%s %s:%d, called at", lead, quote_comment(pos->layer_file), pos->layer_line);
    out_line(o, "%s %s:%d */", pos && pos->layer_file ? " *" : lead, quote_comment(pos ? pos->file : p->model->source),
             pos ? pos->line : 1);
}

static void emit_kernel(Out *o, const Prog *p, const Kernel *k)
{
    out_blank(o);
    emit_kernel_comment(o, p, k);
    out_open_function(o, "static GAT_KERNEL void %s(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)", k->name);
    emit_bindings(o, p, k);
    emit_unused(o, k);
    out_line(o, "GAT_NO_LEAF");
    emit_stmts(o, k->body);
    out_close(o, "");
}

void emit_kernels(Out *o, const Prog *p)
{
    for (int i = 0; i < p->kernel_count; i++)
        emit_kernel(o, p, p->kernels[i]);
}

/* ------------------------------------------------------------ the context */

static const char *field_note(const Field *f)
{
    static const char *const unit[] = {"node", "edge", "chunk", "program"};
    if (f->kind == FIELD_BUF && f->buf->rows)
        return arena_format("rows too wide for the stack, %lld floats per chunk", (long long)f->buf->width);
    if (f->kind == FIELD_BUF)
        return arena_format("%lld floats per %s", (long long)f->buf->width, unit[f->buf->extent]);
    if (f->kind == FIELD_ROWS)
        return f->index >= LEVEL_ALL ? "all nodes" : arena_format("nodes at demand level %d", f->index);
    if (f->kind == FIELD_PIECES)
        return "chunks that cover them";
    return NULL;
}

void emit_context(Out *o, const Prog *p)
{
    out_blank(o);
    out_line(o, "/* What the kernels of %s work on. */", p->name);
    out_open(o, "typedef struct %s_%s_ctx", p->model->name, p->name);
    for (int i = 0; i < p->field_count; i++) {
        const char *note = field_note(&p->fields[i]);
        out_line(o, "%s%s;%s", p->fields[i].type, p->fields[i].name, note ? arena_format(" /* %s */", note) : "");
    }
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

/* Floats before a buffer. n and e are rounded up; head is what chunks' pieces and single rows take. */
static const char *buf_offset(const Prog *p, const Buf *b)
{
    const char *text = "";
    if (b->extent == EXTENT_NODE || b->extent == EXTENT_EDGE) {
        text = plus(p->per_chunk || p->fixed ? "head" : "", b->start.node, "n");
        text = plus(text, b->start.edge, "e");
    } else {
        text = plus(text, b->extent == EXTENT_CHUNK ? b->offset : p->per_chunk, "chunks");
        if (b->extent == EXTENT_FIXED && b->offset)
            text = *text ? arena_format("%s + %lld", text, (long long)b->offset)
                         : arena_format("%lld", (long long)b->offset);
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

/* `c` counts chunks; without it there is one. */
static void emit_size_terms(Out *o, const Prog *p, bool c)
{
    const int64_t rest = p->fixed + (p->per_chunk || p->fixed ? 15 : 0) + (c ? 0 : p->per_chunk);
    const char *text = emit_rows(o, p);
    if (c && p->per_chunk) {
        emit_no_size(o, excess(p->per_chunk, "c", text));
        text = plus(text, p->per_chunk, "c");
    }
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

/* In integers, as doubles would pull soft floats into small targets. */
void emit_workspace_size(Out *o, const Prog *p, const char *function, const char *arguments)
{
    const bool given = strstr(arguments, "chunks") != NULL;
    out_open_function(o, "%s(%s)", function, arguments);
    emit_no_size(o, "nodes < 0 || nodes > INT32_MAX || edges < 0 || edges > INT64_MAX - 15");
    if (p->need_count || p->per_chunk || p->fixed)
        out_line(o, "const uint64_t most = (SIZE_MAX - 64) / sizeof(float);");
    if (needs_rows(p, true))
        out_line(o, "const uint64_t n = ((uint64_t)nodes + 15) / 16 * 16;");
    if (needs_rows(p, false))
        out_line(o, "const uint64_t e = ((uint64_t)edges + 15) / 16 * 16;");
    if (given)
        out_line(o, p->per_chunk ? "const uint64_t c = (uint64_t)chunks;" : "(void)chunks;");
    emit_size_terms(o, p, given);
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

/* Points the context's members at their places; `text` says where each kind comes from. */
void emit_bind(Out *o, const Prog *p, const BindText *text)
{
    if (p->buf_count)
        out_line(o, "float *const w = %s;", text->workspace);
    if (offsets_use(p, "n"))
        out_line(o, "const int64_t n = (%s + 15) / 16 * 16;", text->nodes);
    if (offsets_use(p, "e"))
        out_line(o, "const int64_t e = (%s + 15) / 16 * 16;", text->edges);
    bool head = offsets_use(p, "head");
    if (offsets_use(p, "chunks") || (head && p->per_chunk))
        out_line(o, "const int64_t chunks = %s;", text->chunks);
    if (head && p->per_chunk)
        out_line(o, "const int64_t head = (%s + %lld) / 16 * 16;", plus("", p->per_chunk, "chunks"),
                 (long long)p->fixed + 15);
    else if (head)
        out_line(o, "const int64_t head = %lld;", ((long long)p->fixed + 15) / 16 * 16);
    for (int i = 0; i < p->field_count; i++) {
        const Field *f = &p->fields[i];
        const char *value = f->kind == FIELD_BUF ? arena_format("w + %s", buf_offset(p, f->buf)) : text->value(p, f);
        out_line(o, "c->%s = %s;", f->name, value);
    }
}

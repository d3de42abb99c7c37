/* statements.c - loop nests become C: one case for each kind of node, and no knowledge of any op beyond its C text in
 * ops.def. All that is C in a kernel's body is written here. */
#include "compiler/base/arena.h"
#include "compiler/base/quote.h"
#include "compiler/c/emit.h"
#include "compiler/loops/loop.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* ------------------------------------------------------------ whole numbers */

const char *const elem_types[] = {"float",    "gat_lanes", "int32_t",  "int64_t",
                                  "uint32_t", "uint64_t",  "uint16_t", "float"};

/* How tightly a node's text holds together: an operand must hold tighter than what it stands in. */
static int tightness(const Ix *x)
{
    switch (x->kind) {
    case IX_LEAST: return 0;
    case IX_ADD:
    case IX_SUB: return 1;
    case IX_MUL:
    case IX_DIV:
    case IX_MOD: return 2;
    case IX_NUMBER: return x->name && strchr(x->name, ' ') ? 2 : 3;
    default: return 3;
    }
}

static const char *ix_text(const Ix *x);

/* An operand: in brackets where it is looser than `least`; a list's 32 bits become 64 before arithmetic. */
static const char *ix_operand(const Ix *x, int least)
{
    const char *text = ix_text(x);
    if (x->kind == IX_READ && x->var->elem == ELEM_INT32)
        return arena_format("(int64_t)%s", text);
    return tightness(x) < least ? arena_format("(%s)", text) : text;
}

static const char *ix_text(const Ix *x)
{
    static const char signs[] = {[IX_ADD] = '+', [IX_SUB] = '-', [IX_MUL] = '*', [IX_DIV] = '/', [IX_MOD] = '%'};
    switch (x->kind) {
    case IX_NUMBER: return x->name ? x->name : arena_format("%lld", (long long)x->num);
    case IX_LANES: return "GAT_STEP";
    case IX_WIDE: return "GAT_WIDE";
    case IX_AHEAD: return "GAT_AHEAD";
    case IX_VAR: return x->var->name;
    case IX_READ: return arena_format("%s[%s]", x->var->name, ix_text(x->a));
    case IX_LEAST: {
        const char *a = ix_text(x->a), *b = ix_text(x->b);
        return arena_format("%s < %s ? %s : %s", a, b, a, b);
    }
    case IX_ADD: return arena_format("%s + %s", ix_operand(x->a, 1), ix_operand(x->b, 1));
    case IX_SUB: return arena_format("%s - %s", ix_operand(x->a, 1), ix_operand(x->b, 2));
    default: return arena_format("%s %c %s", ix_operand(x->a, 3), signs[x->kind], ix_operand(x->b, 3));
    }
}

static const char *cond_text(const Cond *c)
{
    const char *text = arena_format("%s %s %s", ix_text(c->a), c->kind == COND_LESS ? "<" : "==", ix_text(c->b));
    return c->next ? arena_format("%s || %s", text, cond_text(c->next)) : text;
}

/* ------------------------------------------------------------ calls */

static const char *const call_names[CALL_COUNT] = {
    [CALL_KEEP] = "gatrt_keep",
    [CALL_KEEP_ELEMENTS] = "gat_keep_elements",
    [CALL_KEEP_ROWS] = "gat_keep_rows",
    [CALL_ROW_KEY] = "gatrt_row_key",
    [CALL_TOTAL] = "gat_total",
    [CALL_TOTALS] = "gat_totals",
    [CALL_PREFETCH] = "gat_prefetch",
    [CALL_ADD_PIECES] = "gat_add_pieces",
    [CALL_ADD_TURNED_PIECES] = "gat_add_turned_pieces",
    [CALL_GEMM] = "GAT_GEMM",
    [CALL_GEMM_NT] = "GAT_GEMM_NT",
    [CALL_GEMM_TN] = "GAT_GEMM_TN",
};

const char *call_name(Call call, bool lanes)
{
    return lanes && call == CALL_KEEP ? "gat_lanes_keep" : call_names[call];
}

static const char *address_text(const Var *base, const Ix *at)
{
    return !at || ix_is(at, 0) ? base->name : arena_format("%s + %s", base->name, ix_operand(at, 1));
}

static const char *arg_text(const Arg *arg)
{
    switch (arg->kind) {
    case ARG_INDEX: return ix_text(arg->ix);
    case ARG_UINT32:
        if (arg->ix->kind == IX_NUMBER)
            return ix_text(arg->ix);
        return arena_format(tightness(arg->ix) < 3 ? "(uint32_t)(%s)" : "(uint32_t)%s", ix_text(arg->ix));
    case ARG_THRESHOLD: return arena_format("GATRT_THRESHOLD(%s)", out_double(arg->num));
    case ARG_FLOAT: return out_float((float)arg->num);
    default: return address_text(arg->var, arg->ix);
    }
}

static const char *call_text(Call call, const Arg *args, int count, bool lanes)
{
    const char *text = "";
    for (int i = 0; i < count; i++)
        text = arena_format("%s%s%s", text, i ? ", " : "", arg_text(&args[i]));
    return arena_format("%s(%s)", call_name(call, lanes), text);
}

/* ------------------------------------------------------------ floats */

static const char *expr_text(const Expr *x);

/* Does the text need no brackets beside an operator? */
static bool is_atom(const Expr *x)
{
    if (x->kind == X_NUMBER)
        return !signbit(x->num);
    return x->kind != X_OP || op_is_call(x->op) || x->op == OP_detach;
}

static const char *operand_text(const Expr *x)
{
    const char *text = expr_text(x);
    return is_atom(x) ? text : arena_format("(%s)", text);
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
    bool call = op_is_call(x->op);
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

static bool is_sum(const Expr *x)
{
    return x->kind == X_OP && (x->op == OP_add || x->op == OP_sub);
}

static bool is_product(const Expr *x)
{
    return x->kind == X_OP && x->op == OP_mul;
}

/* Multiplication binds tighter: a b + c needs no brackets. */
static const char *sum_text(const Expr *x)
{
    const Expr *a = x->arg[0], *b = x->arg[1];
    const char *left = is_product(a) || is_sum(a) ? expr_text(a) : operand_text(a);
    const char *right = is_product(b) ? expr_text(b) : operand_text(b);
    return arena_format("%s %c %s", left, x->op == OP_add ? '+' : '-', right);
}

/* An element, and for lanes its neighbours too, by the macro that reads or writes them: AT or PUT. */
static const char *element_text(const char *macro, const Var *base, const Ix *at, bool lanes, bool wide)
{
    const char *text = arena_format("%s[%s]", base->name, ix_text(at));
    if (!lanes || base->elem == ELEM_LANES)
        return text;
    return arena_format("GAT_%s%s(%s)", wide ? "WIDE_" : "", macro, text);
}

/* Read of fewer bytes. */
static const char *narrow_text(const Expr *x)
{
    const char *lanes = x->lanes ? "lanes_" : "", *at = ix_text(x->at);
    if (x->var->elem == ELEM_HALF)
        return arena_format("gat_%shalf(%s, %s)", lanes, x->var->name, at);
    return arena_format("gat_%sint8(%s, %lld, %s)", lanes, x->var->name, (long long)x->var->count, at);
}

static const char *expr_text(const Expr *x)
{
    switch (x->kind) {
    case X_NUMBER: return out_float((float)x->num);
    case X_VAR: return x->var->name;
    case X_ELEMENT:
        return is_narrow(x->var->elem) ? narrow_text(x) : element_text("AT", x->var, x->at, x->lanes, x->wide);
    case X_CALL: return call_text(x->call, x->args, x->arg_count, x->lanes);
    case X_INDEX: return arena_format("(float)%s", ix_operand(x->at, 3));
    case X_SAME: return arena_format("(float)(%s == %s)", ix_text(x->at), ix_text(x->other));
    default: return is_sum(x) ? sum_text(x) : fill(x);
    }
}

/* ------------------------------------------------------------ loops */

static void emit_stmts(Out *o, const Stmt *stmt);

bool emit_is_short(const Stmt *s)
{
    if (s->kind != S_LOOP || s->lanes || s->hi->kind != IX_NUMBER || strcmp(s->var->name, "i"))
        return false;
    for (const Stmt *inner = s->body; inner; inner = inner->next)
        if (inner->body)
            return false;
    return s->hi->num >= 4 && s->hi->num <= 16 && s->hi->num % 4 == 0;
}

static bool calls(const Expr *x)
{
    if (x->kind == X_CALL || (x->kind == X_OP && op_is_call(x->op) && x->op != OP_maximum))
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
    if (s->kind != S_LOOP || !s->lanes || s->hi->kind != IX_NUMBER || s->hi->num / LANES > REGISTERS)
        return false;
    for (const Stmt *inner = s->body; inner; inner = inner->next)
        if (inner->body || (inner->value && calls(inner->value)))
            return false;
    return true;
}

static bool is_assignment(const Stmt *s)
{
    return s->kind == S_SET || s->kind == S_ADD;
}

static const char *loop_text(const Stmt *s)
{
    const bool is_short = s->hi->kind <= IX_LANES && (s->lo->kind == IX_NUMBER || s->lanes);
    const char *type = is_short ? "int" : "int64_t", *name = s->var->name;
    const char *step = s->step ? arena_format("%s += %s", name, ix_text(s->step)) : arena_format("%s++", name);
    const char *bound = s->bound ? arena_format(" && %s", cond_text(s->bound)) : "";
    return arena_format("for (%s %s = %s; %s < %s%s; %s)", type, name, ix_text(s->lo), name, ix_text(s->hi), bound,
                        step);
}

/* Braces go where there is more than one assignment. */
static void emit_block(Out *o, const char *head, const Stmt *body)
{
    if (!body || body->next || body->note || !is_assignment(body)) {
        out_open(o, "%s", head);
        emit_stmts(o, body);
        out_close(o, "");
        return;
    }
    out_line(o, "%s", head);
    o->depth++;
    emit_stmts(o, body);
    o->depth--;
}

static void emit_loop(Out *o, const Stmt *s)
{
    if (emit_is_short(s))
        out_line(o, "GAT_ROLLED");
    if (emit_unrolls(s))
        out_line(o, "GAT_UNROLL");
    emit_block(o, loop_text(s), s->body);
}

/* ------------------------------------------------------------ statements */

enum { COLUMNS = 120, INDENT = 4 };

/* How ill a line may end in that character: operands of one operator belong together, arguments less so. */
static int tie_of(char end)
{
    return end == '*' ? 2 : end == '+' || end == '-' ? 1 : 0;
}

/* Where a line that is too long goes on in the next: behind the assignment, if what follows fits one, else where fewest
 * brackets are open and least belongs together, in its second half if it can be; NULL: nowhere. */
static const char *end_of_line(const char *text, size_t most)
{
    enum { TIES = 3, SHORT = 1000 };
    const char *cut = NULL, *set = strstr(text, "= ");
    int depth = 0, least = INT_MAX;
    if (set && (size_t)(set + 1 - text) <= most && strlen(set + 2) + INDENT <= most)
        return set + 1;
    for (const char *at = text + 1; *at && (size_t)(at - text) <= most; at++) {
        depth += (at[-1] == '(' || at[-1] == '[') - (at[-1] == ')' || at[-1] == ']');
        if (*at != ' ' || !strchr(",+-*=?:", at[-1]))
            continue;
        const int worth = depth * TIES + tie_of(at[-1]) + ((size_t)(at - text) < most / 2 ? SHORT : 0);
        if (worth <= least) {
            least = worth;
            cut = at;
        }
    }
    return cut;
}

static void put_stmt(Out *o, const char *text)
{
    const int depth = o->depth;
    for (;;) {
        const size_t taken = (size_t)o->depth * INDENT, most = taken < COLUMNS ? COLUMNS - taken : 0;
        const char *cut = strlen(text) > most ? end_of_line(text, most) : NULL;
        if (!cut)
            break;
        out_line(o, "%.*s", (int)(cut - text), text);
        text = cut + 1;
        o->depth = depth + 1;
    }
    out_line(o, "%s", text);
    o->depth = depth;
}

static const char *value_text(const Expr *value, bool lanes, bool wide)
{
    const char *text = expr_text(value);
    return lanes && !value->lanes ? arena_format("GAT_%sALL(%s)", wide ? "WIDE_" : "", text) : text;
}

/* On the stack, or a part of the workspace. */
static void emit_array(Out *o, const Stmt *s)
{
    const char *count = s->var->count_name ? s->var->count_name : arena_format("%lld", (long long)s->var->count);
    const char *type = elem_types[s->var->elem], *name = s->var->name;
    if (!s->base) {
        out_line(o, "%s %s[%s]%s;", type, name, count, s->zero ? " = {0}" : "");
        return;
    }
    out_line(o, "%s *restrict const %s = %s;", type, name, address_text(s->base, s->index));
    if (s->zero)
        out_line(o, "memset(%s, 0, %s * sizeof(%s));", name, count, type);
}

static void emit_declaration(Out *o, const Stmt *s)
{
    const Var *var = s->var;
    const char *type = elem_types[var->elem], *lead = var->changes ? "" : "const ";
    if (var->form == FORM_ARRAY)
        emit_array(o, s);
    else if (var->form == FORM_POINTER)
        put_stmt(o, arena_format("%s%s *const %s = %s;", lead, type, var->name, address_text(s->base, s->index)));
    else if (s->value)
        put_stmt(o, arena_format("%s%s %s = %s;", lead, type, var->name,
                                 value_text(s->value, var->elem == ELEM_LANES, false)));
    else if (s->index)
        out_line(o, "%s%s %s = %s;", lead, type, var->name, ix_text(s->index));
    else
        out_line(o, "%s %s;", type, var->name);
}

static const char *dest_text(const Stmt *s)
{
    return s->at ? element_text("PUT", s->var, s->at, s->lanes, s->wide) : s->var->name;
}

static void emit_count(Out *o, const Stmt *s)
{
    if (s->value)
        out_line(o, "%s += %s != 0.0f;", s->var->name, expr_text(s->value));
    else
        out_line(o, "%s++;", s->var->name);
}

static void emit_stmt(Out *o, const Stmt *s)
{
    if (s->note)
        put_stmt(o, arena_format("/* %s */", quote_comment(s->note)));
    switch (s->kind) {
    case S_LOOP: emit_loop(o, s); break;
    case S_IF: emit_block(o, arena_format("if (%s)", cond_text(s->cond)), s->body); break;
    case S_DECLARE: emit_declaration(o, s); break;
    case S_SET:
        put_stmt(o, arena_format("%s = %s;", dest_text(s),
                                 value_text(s->value, s->lanes || s->var->elem == ELEM_LANES, s->wide)));
        break;
    case S_ADD: put_stmt(o, arena_format("%s += %s;", dest_text(s), expr_text(s->value))); break;
    case S_INDEX: out_line(o, "%s = %s;", dest_text(s), ix_text(s->index)); break;
    case S_COUNT: emit_count(o, s); break;
    case S_CALL: put_stmt(o, arena_format("%s;", call_text(s->call, s->args, s->arg_count, false))); break;
    case S_GROUP: emit_stmts(o, s->body); break;
    }
}

static void emit_stmts(Out *o, const Stmt *s)
{
    for (; s; s = s->next)
        emit_stmt(o, s);
}

void emit_body(Out *o, const Kernel *k)
{
    emit_stmts(o, k->body);
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

/* emit_math.c - which of the helpers in c/lib/ a file of emitted C carries: those its code and its ops' C texts
 * call, and those these call, so that inference depends on nothing. A helper is whatever c/lib/helpers.h says it is. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/embedded.h"
#include "compiler/c/emit.h"
#include "compiler/c/lib/blocks.h"
#include "compiler/loops/loop.h"

#include <string.h>

/* What brings a helper, "gat_exp(", and its text. Those that call stand behind what they call. */
typedef struct Helper {
    const char *call, *text;
} Helper;

enum { MAX_HELPERS = 96 };
typedef struct Helpers {
    int count;
    Helper at[MAX_HELPERS];
} Helpers;

static const char *copy(const char *from, const char *to)
{
    return arena_format("%.*s", (int)(to - from), from);
}

/* The lines behind "//: CALL", up to the next "//:". */
static Helpers read_helpers(void)
{
    static const char mark[] = "\n//: ";
    Helpers all = {0};
    for (const char *at = helpers_text; (at = strstr(at, mark)) && all.count < MAX_HELPERS;) {
        const char *call = at + strlen(mark), *line_end = strchr(call, '\n');
        const char *end = line_end ? strstr(line_end, "\n//:") : NULL;
        if (!end)
            bug("c/lib: no line //: ends the helper %.40s", call);
        all.at[all.count++] = (Helper){copy(call, line_end), copy(line_end + 1, end + 1)};
        at = end;
    }
    if (all.count == MAX_HELPERS)
        bug("c/lib has more helpers than MAX_HELPERS, %d", MAX_HELPERS);
    return all;
}

static const char *helper_text(const Helpers *all, const char *call)
{
    for (int i = 0; i < all->count; i++)
        if (!strcmp(all->at[i].call, call))
            return all->at[i].text;
    bug("c/lib has no helper %s", call);
}

/* What a program's code uses that a helper may stand for; [1]: in lanes. */
typedef struct Used {
    bool kernels, rolled, lanes, wide;
    bool op[OP_COUNT][2], call[CALL_COUNT][2], half[2], int8[2];
    bool kept, held, block;
    bool programs, workspace, rows; /* whose size is said; one that has floats, rows of nodes or edges */
} Used;

static void use_in_expr(void *arg, const Expr *x)
{
    Used *used = arg;
    if (x->kind == X_OP)
        used->op[x->op][x->lanes] = true;
    else if (x->kind == X_CALL)
        used->call[x->call][x->lanes] = true;
    else if (x->kind == X_ELEMENT && is_narrow(x->var->elem))
        (x->var->elem == ELEM_HALF ? used->half : used->int8)[x->lanes] = true;
}

/* A loop's step, or what a count is compared with. */
static void use_number(Used *used, const Ix *x)
{
    if (!x || x->kind != IX_NUMBER || !x->name)
        return;
    used->kept |= !strcmp(x->name, "GAT_KEPT");
    used->held |= !strcmp(x->name, "GAT_HELD");
    used->block |= !strcmp(x->name, "GAT_BLOCK");
}

_Static_assert(KEPT == GAT_KEPT && HELD == GAT_HELD && BLOCK == GAT_BLOCK, "loops count as c/lib/blocks.h says");

static void use_in_stmt(void *arg, const Stmt *s)
{
    Used *used = arg;
    if (s->kind == S_CALL)
        used->call[s->call][0] = true;
    used->rolled |= emit_is_short(s);
    used->lanes |= s->lanes || (s->kind == S_DECLARE && s->var->elem == ELEM_LANES);
    used->wide |= s->wide;
    use_number(used, s->step);
    use_number(used, s->cond ? s->cond->b : NULL);
}

static void use_in_program(Used *used, const Prog *p)
{
    const Visit visit = {.stmt = use_in_stmt, .expr = use_in_expr, .arg = used};
    used->programs = true;
    used->workspace |= has_workspace(p);
    used->rows |= counts_rows(p, true) || counts_rows(p, false);
    for (int i = 0; i < p->kernel_count; i++) {
        used->kernels = true;
        visit_stmts(&visit, p->kernels[i]->body);
    }
}

static Used used_by(Prog *const *progs, int count)
{
    Used used = {0};
    for (int i = 0; i < count; i++)
        if (progs[i])
            use_in_program(&used, progs[i]);
    return used;
}

/* Is the helper, named `call`, an op's? Its C text has the name for one number; for lanes it begins otherwise. */
static bool is_of_op(const Used *used, const char *call)
{
    static const char prefix[] = "gat_lanes_";
    const bool lanes = !strncmp(call, prefix, strlen(prefix));
    const char *name = lanes ? arena_format("gat_%s", call + strlen(prefix)) : call;
    for (int op = 0; op < OP_COUNT; op++)
        if (used->op[op][lanes] && strstr(op_info[op].ctext, name))
            return true;
    return false;
}

static bool is_of_call(const Used *used, const char *name)
{
    for (int i = 0; i < CALL_COUNT * 2; i++) {
        const char *text = used->call[i / 2][i % 2] ? call_name((Call)(i / 2), i % 2) : NULL;
        const size_t n = text ? strlen(text) : 0;
        if (text && !strncmp(name, text, n) && name[n] == '(')
            return true;
    }
    return false;
}

/* Every kernel is marked by GAT_KERNEL. */
static bool is_used(const Used *used, const char *call)
{
    const struct {
        const char *name;
        bool used;
    } marks[] = {{"GAT_KERNEL", used->kernels},      {"GAT_ROLLED", used->rolled},       {"GAT_STEP", used->lanes},
                 {"GAT_WIDE", used->wide},           {"GAT_KEPT", used->kept},           {"GAT_HELD", used->held},
                 {"GAT_BLOCK", used->block},         {"gat_bytes(", used->programs},     {"gat_more(", used->workspace},
                 {"gat_half(", used->half[0]},       {"gat_lanes_half(", used->half[1]}, {"gat_int8(", used->int8[0]},
                 {"gat_lanes_int8(", used->int8[1]}, {"gat_rounded(", used->rows}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (!strcmp(marks[i].name, call))
            return marks[i].used;
    return is_of_op(used, call) || is_of_call(used, call);
}

/* PLAIN: only where there is one lane and the functions of lanes are other names for those of one number. */
typedef enum Need { NOT, PLAIN, ALWAYS } Need;

static bool is_of_lanes(const char *call)
{
    return !strncmp(call, "gat_lanes_", strlen("gat_lanes_"));
}

static bool is_of_one(const char *call)
{
    return !strncmp(call, "gat_", 4) && !is_of_lanes(call);
}

/* How much a helper is needed for the sake of another that may call it. */
static Need need_of_caller(const Helper *helper, const Helper *caller, Need need)
{
    if (!need || !strstr(caller->text, helper->call))
        return NOT;
    return is_of_lanes(caller->call) && is_of_one(helper->call) ? PLAIN : need;
}

/* Which functions the programs need, themselves or through other helpers: those that call stand later. */
static void find_wanted(const Helpers *all, Prog *const *progs, int count, Need *wanted)
{
    const Used used = used_by(progs, count);
    for (int i = all->count - 1; i >= 0; i--) {
        wanted[i] = is_used(&used, all->at[i].call) ? ALWAYS : NOT;
        for (int j = i + 1; j < all->count; j++) {
            Need need = need_of_caller(&all->at[i], &all->at[j], wanted[j]);
            wanted[i] = need > wanted[i] ? need : wanted[i];
        }
    }
}

void emit_helpers(Out *o, Prog *const *now, int now_count, Prog *const *before, int before_count)
{
    const Helpers all = read_helpers();
    Need needed[MAX_HELPERS], there[MAX_HELPERS];
    find_wanted(&all, now, now_count, needed);
    find_wanted(&all, before, before_count, there);
    for (int i = 0; i < all.count; i++) {
        if (needed[i] <= there[i])
            continue;
        out_blank(o);
        if (needed[i] == PLAIN || there[i] == PLAIN)
            out_line(o, needed[i] == PLAIN ? "#if GAT_STEP == 1" : "#if GAT_STEP > 1");
        out_raw(o, all.at[i].text);
        if (needed[i] == PLAIN || there[i] == PLAIN)
            out_line(o, "#endif");
    }
}

void emit_helper(Out *o, const char *call)
{
    const Helpers all = read_helpers();
    out_blank(o);
    out_raw(o, helper_text(&all, call));
}

void emit_flag_check(Out *o)
{
    emit_helper(o, "GAT_FLAGS");
    emit_helper(o, "GAT_NO_LEAF");
}

/* Inference bears more digits than a float has; a trainer compares a value kept in a register with the same one stored. */
void emit_trainer_flag_check(Out *o)
{
    out_line(o, "#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ > 0 && __FLT_EVAL_METHOD__ != 16");
    out_line(o, "#error \"training needs floats without x87's extra digits: add -msse2 -mfpmath=sse\"");
    out_line(o, "#endif");
}

/* build.c - names and statements, one after another, at s->tail. */
#include "compiler/base/arena.h"
#include "compiler/loops/schedule.h"

#include <string.h>

/* ------------------------------------------------------------ names */

const Var *letter(char name)
{
    static const Var letters['v' - 'a' + 1] = {
        ['b' - 'a'] = {.kind = VAR_LOOP, .name = "b", .elem = ELEM_INT64},
        ['e' - 'a'] = {.kind = VAR_LOOP, .name = "e", .elem = ELEM_INT64},
        ['h' - 'a'] = {.kind = VAR_LOOP, .name = "h", .elem = ELEM_INT64},
        ['i' - 'a'] = {.kind = VAR_LOOP, .name = "i", .elem = ELEM_INT64},
        ['j' - 'a'] = {.kind = VAR_LOOP, .name = "j", .elem = ELEM_INT64},
        ['k' - 'a'] = {.kind = VAR_LOOP, .name = "k", .elem = ELEM_INT64},
        ['l' - 'a'] = {.kind = VAR_LOOP, .name = "l", .elem = ELEM_INT64},
        ['n' - 'a'] = {.kind = VAR_LOOP, .name = "n", .elem = ELEM_INT64},
        ['q' - 'a'] = {.kind = VAR_LOOP, .name = "q", .elem = ELEM_INT64},
        ['u' - 'a'] = {.kind = VAR_LOOP, .name = "u", .elem = ELEM_INT64},
        ['v' - 'a'] = {.kind = VAR_LOOP, .name = "v", .elem = ELEM_INT64},
    };
    return &letters[name - 'a'];
}

const Ix *ix_at(char name)
{
    return ix_var(letter(name));
}

const Var *given(Given which)
{
    static const Var names[] = {
        [GIVEN_LO] = {.kind = VAR_GIVEN, .name = "lo", .elem = ELEM_INT64},
        [GIVEN_HI] = {.kind = VAR_GIVEN, .name = "hi", .elem = ELEM_INT64},
        [GIVEN_CHUNK] = {.kind = VAR_GIVEN, .name = "chunk", .elem = ELEM_INT64},
    };
    return &names[which];
}

const Ix *ix_given(Given which)
{
    return ix_var(given(which));
}

static const Var *make_var(Var var)
{
    Var *made = arena_alloc(1, sizeof *made);
    *made = var;
    return made;
}

const Var *local_scalar(const char *name, Elem elem)
{
    return make_var((Var){.kind = VAR_LOCAL, .name = name, .elem = elem});
}

const Var *local_variable(const char *name, Elem elem)
{
    return make_var((Var){.kind = VAR_LOCAL, .name = name, .elem = elem, .changes = true});
}

const Var *local_array(const char *name, Elem elem, Dim count)
{
    return make_var((Var){.kind = VAR_LOCAL,
                          .name = name,
                          .elem = elem,
                          .form = FORM_ARRAY,
                          .count = count.num,
                          .count_name = count.name});
}

const Var *local_pointer(const char *name, bool changes)
{
    return make_var((Var){.kind = VAR_LOCAL, .name = name, .form = FORM_POINTER, .changes = changes});
}

/* ------------------------------------------------------------ statements */

Stmt *stmt_add(Sched *s, Stmt node)
{
    Stmt *stmt = arena_alloc(1, sizeof *stmt);
    *stmt = node;
    *s->tail = stmt;
    s->tail = &stmt->next;
    return stmt;
}

void stmt_append(Sched *s, Stmt *list)
{
    *s->tail = list;
    while (*s->tail)
        s->tail = &(*s->tail)->next;
}

static Stmt **open_body(Sched *s, Stmt node)
{
    Stmt *stmt = stmt_add(s, node);
    Stmt **outer = s->tail;
    s->tail = &stmt->body;
    return outer;
}

Stmt **loop_open(Sched *s, char name, const Ix *lo, const Ix *hi)
{
    return open_body(s, (Stmt){.kind = S_LOOP, .var = letter(name), .lo = lo, .hi = hi});
}

Stmt **if_open(Sched *s, const Cond *c)
{
    return open_body(s, (Stmt){.kind = S_IF, .cond = c});
}

void declare_value(Sched *s, const Var *var, const Expr *value)
{
    stmt_add(s, (Stmt){.kind = S_DECLARE, .var = var, .value = value});
}

void declare_index(Sched *s, const Var *var, const Ix *index)
{
    stmt_add(s, (Stmt){.kind = S_DECLARE, .var = var, .index = index});
}

void declare_array(Sched *s, const Var *var, bool zero)
{
    stmt_add(s, (Stmt){.kind = S_DECLARE, .var = var, .zero = zero});
}

void declare_pointer(Sched *s, const Var *var, const Var *base, const Ix *index)
{
    stmt_add(s, (Stmt){.kind = S_DECLARE, .var = var, .base = base, .index = index});
}

Ref ref(const Var *var, const Ix *at)
{
    return (Ref){var, at};
}

void set(Sched *s, Ref to, const Expr *value)
{
    stmt_add(s, (Stmt){.kind = S_SET, .var = to.var, .at = to.at, .value = value, .lanes = s->lanes});
}

void add(Sched *s, Ref to, const Expr *value)
{
    stmt_add(s, (Stmt){.kind = S_ADD, .var = to.var, .at = to.at, .value = value, .lanes = s->lanes});
}

void set_index(Sched *s, Ref to, const Ix *index)
{
    stmt_add(s, (Stmt){.kind = S_INDEX, .var = to.var, .at = to.at, .index = index});
}

void count_up(Sched *s, const Var *var, const Expr *where)
{
    stmt_add(s, (Stmt){.kind = S_COUNT, .var = var, .value = where});
}

Arg arg_index(const Ix *ix)
{
    return (Arg){.kind = ARG_INDEX, .ix = ix};
}

Arg arg_address(const Var *base, const Ix *at)
{
    return (Arg){.kind = ARG_ADDRESS, .var = base, .ix = at};
}

void call(Sched *s, Call what, const Arg *args, int count)
{
    Arg *copy = arena_alloc((size_t)count + 1, sizeof *copy);
    memcpy(copy, args, (size_t)count * sizeof *copy);
    stmt_add(s, (Stmt){.kind = S_CALL, .call = what, .args = copy, .arg_count = count});
}

const Expr *let(Sched *s, const char *name, const Expr *x)
{
    const Var *var = local_scalar(name, s->lanes ? ELEM_LANES : ELEM_FLOAT);
    declare_value(s, var, x);
    return expr_var(var);
}

/* ------------------------------------------------------------ loops over features */

Stmt **open_features(Sched *s, char name, Dim count)
{
    return loop_open(s, name, ix_number(0), ix_dim(count));
}

/* GAT_STEP features at a time; what is added to the loop is of all of them. */
Stmt **open_lanes(Sched *s, char name, Dim count)
{
    Stmt **loop = s->tail, **outer = open_features(s, name, count);
    (*loop)->lanes = s->lanes = true;
    (*loop)->step = ix_lanes();
    return outer;
}

/* ------------------------------------------------------------ sums in lanes */

const Dim lane_parts = {1, "GAT_PARTS"}, lanes_in_all = {LANES, "GAT_LANES"};

Ref lane_part_of(const Var *parts, const Ix *sum)
{
    return ref(parts, ix_add(ix_mul(sum, (Dim){LANES, "GAT_PARTS"}), ix_at('l')));
}

Stmt **open_lane_sum(Sched *s, Ref part, char name, Dim count)
{
    Stmt **outer = loop_open(s, 'l', ix_number(0), ix_dim(lane_parts));
    s->lanes = true;
    set(s, part, expr_number(0));
    Stmt **loop = s->tail;
    open_lanes(s, name, count);
    (*loop)->lo = ix_mul(ix_at('l'), (Dim){LANES, "GAT_STEP"});
    (*loop)->step = ix_dim(lanes_in_all);
    return outer;
}

/* ------------------------------------------------------------ rows */

/* A loop over the elements row + i (or another letter) of something of that shape: by lanes where the count is a
 * multiple of them and nothing has refused; else one by one, and without a loop for a single one. */
Index open_row(Sched *s, Shape shape, const Ix *row, char name, Dim count, Stmt ***outer)
{
    const Ix *first = row ? row : ix_number(0);
    Index at = index_flat(shape, count.num == 1 ? first : ix_add(first, ix_at(name)));
    *outer = count.num == 1 ? NULL : s->tail;
    if (count.num == 1)
        return at;
    at.lane = count.num % LANES == 0 && s->wide ? LANE_STEP : LANE_NONE;
    *outer = at.lane ? open_lanes(s, name, count) : open_features(s, name, count);
    return at;
}

void close_row(Sched *s, Stmt **outer)
{
    s->lanes = false;
    if (outer)
        s->tail = outer;
}

/* ------------------------------------------------------------ scopes */

void scope_open(Sched *s, Scope *scope)
{
    *scope = (Scope){.top = stmt_add(s, (Stmt){.kind = S_GROUP})};
    scope->tail = &scope->top->body;
}

static Stmt **flatten_stmts(Stmt **at)
{
    while (*at) {
        Stmt *stmt = *at;
        if (stmt->kind != S_GROUP) {
            flatten_stmts(&stmt->body);
            at = &stmt->next;
            continue;
        }
        Stmt *after = stmt->next;
        *at = stmt->body;
        at = flatten_stmts(at);
        *at = after;
    }
    return at;
}

void flatten(Kernel *k)
{
    flatten_stmts(&k->body);
}

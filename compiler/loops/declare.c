/* declare.c - declarations of rows stand where the row is first used, as one would write them.
 *
 * Stages and passes come to know what they need while they are made, so declarations collect at the tops of scopes
 * (members.c). Once a kernel is done they move down: to before the first statement among their neighbours that names what
 * they declare, and into the condition that alone does. They take nothing that a statement in between could change: zeros,
 * addresses, keys of rows.
 * In and out: Kernel.body. */
#include "compiler/base/arena.h"
#include "compiler/loops/schedule.h"

#include <string.h>

/* ------------------------------------------------------------ who names it */

typedef struct Search {
    const char *name;
    bool found;
} Search;

static void compare_name(void *arg, const Var *var)
{
    Search *search = arg;
    search->found |= !strcmp(var->name, search->name);
}

/* The statement, or something within it. */
static bool names(const Stmt *s, const Var *var)
{
    Search search = {.name = var->name};
    Stmt alone = *s;
    alone.next = NULL;
    visit_stmts(&(Visit){.var = compare_name, .arg = &search}, &alone);
    return search.found;
}

static bool condition_names(const Stmt *s, const Var *var)
{
    Stmt alone = *s;
    alone.next = alone.body = NULL;
    return names(&alone, var);
}

static bool later_names(const Stmt *s, const Var *var)
{
    for (; s; s = s->next)
        if (names(s, var))
            return true;
    return false;
}

/* ------------------------------------------------------------ moves */

static bool may_move(const Stmt *s)
{
    if (s->kind != S_DECLARE || s->var->form != FORM_SCALAR)
        return s->kind == S_DECLARE;
    const bool zero = s->value && s->value->kind == X_NUMBER;
    const bool key = s->value && s->value->kind == X_CALL && s->value->call == CALL_ROW_KEY;
    return zero || key || (!s->value && !s->index);
}

/* What a reader is told before the first statement is told before its declarations; what a walk is for stays with it. */
static void take_note(Stmt *declaration, Stmt *first)
{
    const bool walks = first->kind == S_LOOP && first->lo->kind != IX_NUMBER;
    if (declaration->note || walks)
        return;
    declaration->note = first->note;
    first->note = NULL;
}

/* A number that is set as soon as it is declared begins as that. */
static void begin_as_set(Stmt *declaration)
{
    const Stmt *next = declaration->next;
    if (declaration->var->form != FORM_SCALAR || next->kind != S_SET || next->at || next->note ||
        strcmp(next->var->name, declaration->var->name))
        return;
    declaration->value = next->value;
    declaration->next = next->next;
}

/* Takes the statement at `at` out of its list and puts it to where it belongs in what follows. */
static void move_down(Stmt **at)
{
    Stmt *s = *at, **to = &s->next;
    while (*to && !names(*to, s->var))
        to = &(*to)->next;
    while (*to && (*to)->kind == S_IF && !condition_names(*to, s->var) && !later_names((*to)->next, s->var)) {
        to = &(*to)->body;
        while (!names(*to, s->var))
            to = &(*to)->next;
    }
    if (!*to || *to == s->next)
        return;
    *at = s->next;
    take_note(s, *to);
    s->next = *to;
    *to = s;
    begin_as_set(s);
}

static void move_all(Stmt **list)
{
    Stmt **found = NULL;
    int count = 0, capacity = 0;
    for (Stmt *s = *list; s; s = s->next)
        if (may_move(s)) {
            GROW(found, count, capacity);
            found[count++] = s;
        }
    for (int i = 0; i < count; i++) {
        Stmt **at = list;
        while (*at != found[i])
            at = &(*at)->next;
        move_down(at);
    }
    for (Stmt *s = *list; s; s = s->next)
        move_all(&s->body);
}

void declare_late(Kernel *k)
{
    move_all(&k->body);
}

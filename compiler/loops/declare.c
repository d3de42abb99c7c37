/* declare.c - declarations of rows stand where the row is first used, as one would write them.
 *
 * Stages and passes come to know what they need while they are made, so declarations collect at the tops of scopes
 * (members.c). Once a kernel is done they move down: to before the first statement among their neighbours that names what
 * they declare, and into the condition that alone does. They take nothing that a statement in between could change: zeros,
 * addresses, keys of rows. Whole numbers that turn out not to be read are not declared.
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

/* A declaration that may move, and the first statement behind it that names what it declares. */
typedef struct Movable {
    const char *name; /* interned; NULL: an empty slot */
    const Stmt *declaration, *first;
    bool passed;
} Movable;

/* Those of one list, by name, with open addressing; `at` is the statement being read. */
typedef struct Movables {
    Movable *slots;
    size_t mask;
    const Stmt *at;
} Movables;

static Movable *slot_of(const Movables *m, const char *name)
{
    size_t i = (uintptr_t)name / 16 & m->mask;
    while (m->slots[i].name && m->slots[i].name != name)
        i = (i + 1) & m->mask;
    return &m->slots[i];
}

static void note_name(void *arg, const Var *var)
{
    const Movables *m = arg;
    Movable *found = slot_of(m, intern(var->name));
    if (found->passed && !found->first)
        found->first = m->at;
}

/* One reading of the list for all of them: to search it for each takes a time that grows with its square. */
static Movables find_firsts(const Stmt *list, Stmt *const *found, int count)
{
    Movables m = {.mask = 1};
    while (m.mask < 2 * (size_t)count)
        m.mask = 2 * m.mask + 1;
    m.slots = arena_alloc(m.mask + 1, sizeof *m.slots);
    for (int i = 0; i < count; i++) {
        const char *name = intern(found[i]->var->name);
        *slot_of(&m, name) = (Movable){.name = name, .declaration = found[i]};
    }
    for (; list; list = list->next) {
        Stmt alone = *list;
        alone.next = NULL;
        m.at = list;
        visit_stmts(&(Visit){.var = note_name, .arg = &m}, &alone);
        Movable *own = list->kind == S_DECLARE ? slot_of(&m, intern(list->var->name)) : NULL;
        if (own && own->declaration == list)
            own->passed = true;
    }
    return m;
}

/* Where the statement behind s is that names what s declares first. The one that was found may have become a part of
 * another's declaration since. */
static Stmt **place_for(Stmt *s, const Movable *known)
{
    Stmt **to = &s->next;
    while (*to && *to != known->first)
        to = &(*to)->next;
    if (*to || (known->declaration == s && !known->first))
        return to;
    for (to = &s->next; *to && !names(*to, s->var);)
        to = &(*to)->next;
    return to;
}

/* Takes the statement at `at` out of its list and puts it to where it belongs in what follows. */
static void move_down(Stmt **at, const Movable *known)
{
    Stmt *s = *at, **to = place_for(s, known);
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
    const Movables movables = count > 0 ? find_firsts(*list, found, count) : (Movables){0};
    for (int i = 0; i < count; i++) {
        Stmt **at = list;
        /* NOLINTBEGIN(clang-analyzer-core.NullDereference): what was found stands in the list */
        while (*at != found[i])
            at = &(*at)->next;
        move_down(at, slot_of(&movables, intern(found[i]->var->name)));
        /* NOLINTEND(clang-analyzer-core.NullDereference) */
    }
    for (Stmt *s = *list; s; s = s->next)
        move_all(&s->body);
}

/* ------------------------------------------------------------ what nothing reads */

/* Of a list and all within it. */
static bool reads(const Stmt *list, const Var *var)
{
    Search search = {.name = var->name};
    const Visit visit = {.var = compare_name, .arg = &search};
    for (; list && !search.found; list = list->next) {
        visit_reads(&visit, list);
        visit_bound(&visit, list);
        search.found |= reads(list->body, var);
    }
    return search.found;
}

/* A list of whole numbers that is written down for nobody. */
static void drop_writes(Stmt **list, const Var *var)
{
    for (Stmt **at = list; *at;) {
        Stmt *s = *at;
        drop_writes(&s->body, var);
        if (s->kind == S_INDEX && !strcmp(s->var->name, var->name))
            *at = s->next;
        else
            at = &s->next;
    }
}

static bool is_unread(const Stmt *s)
{
    if (s->kind != S_DECLARE || (s->var->elem != ELEM_INT32 && s->var->elem != ELEM_INT64))
        return false;
    return s->var->form == FORM_SCALAR ? s->index && !later_names(s->next, s->var)
                                       : s->var->form == FORM_ARRAY && !reads(s->next, s->var);
}

/* Indices are declared, and listed, before it is known who reads them: the row of an entry, where all rows have the same
 * numbers. */
static bool drop_unread(Stmt **list)
{
    bool dropped = false;
    for (Stmt **at = list; *at;) {
        Stmt *s = *at;
        if (is_unread(s)) {
            drop_writes(&s->next, s->var);
            *at = s->next;
            dropped = true;
            continue;
        }
        dropped |= drop_unread(&s->body);
        at = &s->next;
    }
    return dropped;
}

static void keep_named_fields(Kernel *k)
{
    int kept = 0;
    for (int i = 0; i < k->field_count; i++)
        if (later_names(k->body, &(Var){.name = k->fields[i]}))
            k->fields[kept++] = k->fields[i];
    k->field_count = kept;
}

void drop_unread_indices(Kernel *k)
{
    bool dropped = false;
    while (drop_unread(&k->body)) /* what only they read is not read any more */
        dropped = true;
    if (dropped)
        keep_named_fields(k);
}

void declare_late(Kernel *k)
{
    move_all(&k->body);
}

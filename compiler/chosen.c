/* chosen.c - `--outputs`: which of the values that the model names inference gives, in this order. The others are made only
 * where these need them.
 * In: a model as written. Out: its roots, of which those that were chosen are outputs and come first. */
#include "compiler/chosen.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"

#include <string.h>

static bool is_named(const Root *root)
{
    return root->kind == ROOT_OUTPUT || root->kind == ROOT_ON_DEMAND;
}

static const char *names_of(const Prog *p)
{
    const char *names = "";
    for (int i = 0; i < p->root_count; i++)
        if (is_named(&p->roots[i]))
            names = arena_format("%s%s%s", names, *names ? ", " : "", p->roots[i].name);
    return names;
}

static int find_root(const Prog *p, const char *spec, const char *name, size_t length)
{
    for (int i = 0; i < p->root_count; i++)
        if (is_named(&p->roots[i]) && strlen(p->roots[i].name) == length && !strncmp(p->roots[i].name, name, length))
            return i;
    usage_error("--outputs %s: the model %s has no \"%.*s\"; it has %s", spec, p->model->name, (int)length, name,
                names_of(p));
}

/* Puts root `from` at `to`, before those that stand there. */
static void move_root(Prog *p, int from, int to)
{
    const Root root = p->roots[from];
    memmove(&p->roots[to + 1], &p->roots[to], (size_t)(from - to) * sizeof root);
    p->roots[to] = root;
}

void choose_outputs(Model *m, const char *spec)
{
    Prog *p = m->forward;
    int chosen = 0;
    for (const char *name = spec; *name || !chosen;) {
        const size_t length = strcspn(name, ",");
        const int at = find_root(p, spec, name, length);
        if (at < chosen)
            usage_error("--outputs %s: \"%.*s\" stands there twice", spec, (int)length, name);
        move_root(p, at, chosen++);
        name += length + (name[length] == ',');
    }
    for (int i = 0; i < p->root_count; i++)
        if (i < chosen || is_named(&p->roots[i]))
            p->roots[i].kind = i < chosen ? ROOT_OUTPUT : ROOT_ON_DEMAND;
}

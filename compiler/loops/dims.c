/* dims.c - the numbers of shapes, as loops count with them, and others of the model's: each with the constant that emitted C
 * calls it by. A constant is made when it is first asked for; that of a shape has the name of the number's class (classes.c).
 * In: Shape.names. Out: Model.constants. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/loops/dims.h"
#include "compiler/loops/schedule.h"

#include <string.h>

/* ------------------------------------------------------------ constants */

/* Is the name, which no number has yet, a constant of the header or a macro? */
static bool is_taken(const Model *m, const char *name)
{
    static const char *const own[] = {HEADER_CONSTANTS};
    const char *word = name + strlen(m->name) + 1;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!strcmp(own[i], word))
            return true;
    for (int i = 0; i < m->space_count; i++) {
        const char *rows = upper_name(rows_name(m->spaces[i])); /* of --capacity */
        if (!strcmp(arena_format("MAX_%s", rows), word) || !strcmp(arena_format("MAX_LISTED_%s", rows), word))
            return true;
    }
    for (int i = 0; i < m->dim_count; i++)
        if (!strcmp(upper_name(m->dims[i].name), word))
            return true;
    return reserved_constant(name) || reserved_macro(name);
}

/* Where the name, interned, is or would be. */
static ConstantInfo *find_constant(const Model *m, const char *name)
{
    int i = 0;
    while (i < m->constant_count && m->constants[i].name != name)
        i++;
    return i < m->constant_count ? &m->constants[i] : NULL;
}

/* The constant of that name and number, made where it is not there: of one name there may be several numbers. */
static ConstantInfo *constant(Model *m, ConstantKind kind, const char *wish, int64_t num)
{
    const char *base = upper_name(arena_format("%s_%s", m->name, wish)), *name = intern(base);
    for (int next = 2;; next++) {
        ConstantInfo *found = find_constant(m, name);
        if (found && found->num == num && found->kind == kind)
            return found;
        if (!found && !is_taken(m, name))
            break;
        name = intern(arena_format("%s_%d", base, next));
    }
    GROW(m->constants, m->constant_count, m->constant_capacity);
    m->constants[m->constant_count] = (ConstantInfo){.name = name, .num = num, .kind = kind};
    return &m->constants[m->constant_count++];
}

Dim program_constant(const Prog *p, ConstantKind kind, const char *wish, int64_t num)
{
    if (!num)
        return dim_number(0);
    ConstantInfo *found = constant(p->model, kind, wish, num);
    found->of = found->of ? found->of : p;
    found->of_inference |= p == p->model->progs[PROGRAM_INFER];
    return (Dim){num, found->name};
}

const char *table_constant(Model *m, ConstantKind kind, const char *wish, int number)
{
    return constant(m, kind, wish, number)->name;
}

/* ------------------------------------------------------------ numbers */

static const char *class_name(Class *class)
{
    while (class->same)
        class = class->same;
    if (class->name)
        return class->name;
    if (class->dim)
        return class->name = upper_name(arena_format("%s_%s", class->m->name, class->dim));
    const char *of = class->layer ? class->layer : class->word ? class->word : "row";
    const char *wish = arena_format("%s_%s", of, class->role ? class->role : "width");
    return class->name = constant(class->m, CONSTANT_SHAPE, wish, class->num)->name;
}

static Dim class_dim(Class *class, int64_t num)
{
    return (Dim){num, class && num > 1 ? class_name(class) : NULL};
}

Dim dim_number(int64_t num)
{
    return (Dim){num, NULL};
}

/* A name stands for both numbers where one of them is 1; a product that has none is written as one. */
Dim dim_times(Dim a, Dim b)
{
    if (a.num == 1 || b.num == 1)
        return a.num == 1 ? b : a;
    return (Dim){a.num * b.num, a.name && b.name ? arena_format("%s * %s", a.name, b.name) : NULL};
}

const char *dim_text(Dim dim)
{
    return dim.name ? dim.name : arena_format("%lld", (long long)dim.num);
}

Dim shape_dim(Shape s, int d)
{
    return class_dim(s.names ? s.names->dim[d] : NULL, s.dim[d]);
}

Dim shape_row(Shape s)
{
    if (!s.names || s.names->width)
        return class_dim(s.names ? s.names->width : NULL, shape_width(s));
    const Dim first = shape_dim(s, 0); /* asked for in this order */
    return dim_times(first, shape_rest(s, 0));
}

Dim shape_rest(Shape s, int d)
{
    Dim rest = dim_number(1);
    for (int i = d + 1; i < s.rank; i++)
        rest = dim_times(rest, shape_dim(s, i));
    return rest;
}

Dim val_dim(const Val *v)
{
    return shape_row(v->type.shape);
}

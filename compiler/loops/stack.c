/* stack.c - where the arrays of kernels lie.
 *
 * A row or an edge at hand is an array on the stack, as long as all of its kernel's take no more than STACK_BYTES. Where
 * they would take more, the widest go into the workspace until the others fit. Chunks of rows may be done side by side,
 * so each has rows of its own there; nothing is read from it that the same call has not written.
 *
 * In: Kernel.body. Out: where the arrays lie, a buffer for the kernels that need one, Kernel.stack. */
#include "compiler/base/arena.h"
#include "compiler/ir/model.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/schedule.h"

#include <stdlib.h>

enum { LINE_FLOATS = 16 }; /* arrays begin at whole cache lines, and so do the rows of chunks */

typedef struct Arrays {
    Stmt **at;
    int count, capacity;
} Arrays;

static bool is_array(const Stmt *s)
{
    return s->kind == S_DECLARE && s->var->form == FORM_ARRAY;
}

static void collect_arrays(Arrays *arrays, Stmt *s)
{
    for (; s; s = s->next) {
        if (is_array(s) && !s->base) {
            GROW(arrays->at, arrays->count, arrays->capacity);
            arrays->at[arrays->count++] = s;
        }
        collect_arrays(arrays, s->body);
    }
}

static int wider_first(const void *a, const void *b)
{
    const Stmt *x = *(Stmt *const *)a, *y = *(Stmt *const *)b;
    const int64_t more = array_floats(y->var), less = array_floats(x->var);
    return more != less ? (more > less) - (more < less) : (x->offset > y->offset) - (x->offset < y->offset);
}

/* Of arrays equally wide those that come first in the kernel move first. */
static void sort_arrays(Arrays *arrays)
{
    for (int i = 0; i < arrays->count; i++)
        arrays->at[i]->offset = i;
    if (arrays->count)
        qsort(arrays->at, (size_t)arrays->count, sizeof *arrays->at, wider_first);
}

/* wide: this chunk's rows in the workspace */
static void point_at_rows(Sched *s, const Var *wide, int64_t floats)
{
    Prog *p = s->p;
    Buf *buf = &p->bufs[p->buf_count++]; /* reserve_wide_rows: it is there, and stays where it is */
    const char *name = arena_format("%s_wide", kernel_word(p, s->k));
    *buf = (Buf){.of = s->k,
                 .rows = true,
                 .kernel = s->k->id,
                 .last = s->k->id,
                 .extent = EXTENT_CHUNK,
                 .width = floats,
                 .name = name};
    const Var *rows = use_field(s, &(Field){.name = name, .pointer = true, .kind = FIELD_BUF, .buf = buf});
    settle(s);
    Stmt *body = s->k->body;
    s->tail = &s->k->body;
    declare_pointer(s, wide, rows, ix_mul(ix_given(GIVEN_CHUNK), buf_width(p, buf)));
    *s->tail = body;
}

static void move_array(Stmt *array, const Var *wide, int64_t *floats)
{
    array->offset = *floats;
    array->in_rows = true;
    array->base = wide;
    array->index = ix_number(*floats);
    *floats += (array_floats(array->var) + LINE_FLOATS - 1) / LINE_FLOATS * LINE_FLOATS;
}

void lay_arrays(Sched *s)
{
    const int64_t bound = s->p->model->switches.no_stack ? 0 : STACK_BYTES;
    const Var *rows = local_pointer("wide", true);
    Arrays arrays = {0};
    int64_t bytes = 0, wide = 0;
    collect_arrays(&arrays, s->k->body);
    for (int i = 0; i < arrays.count; i++)
        bytes += array_floats(arrays.at[i]->var) * (int64_t)sizeof(float);
    sort_arrays(&arrays);
    for (int i = 0; i < arrays.count && bytes > bound && s->k->kind == KERNEL_ROWS; i++) {
        if (arrays.at[i]->var->elem != ELEM_FLOAT)
            continue; /* vectors and lists of entries are few and short, and stay */
        bytes -= array_floats(arrays.at[i]->var) * (int64_t)sizeof(float);
        move_array(arrays.at[i], rows, &wide);
    }
    s->k->stack = bytes;
    s->k->wide = wide;
    if (wide)
        point_at_rows(s, rows, wide);
}

/* Fields point to buffers, which must not move while kernels are scheduled. */
void reserve_wide_rows(Prog *p)
{
    while (p->buf_capacity < p->buf_count + p->kernel_count)
        p->bufs = array_grow(p->bufs, &p->buf_capacity, sizeof *p->bufs);
}

void pack_wide_rows(Prog *p)
{
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].rows) {
            pack(p);
            return;
        }
}

/* ------------------------------------------------------------ what a function takes */

static int64_t count_stmts(const Stmt *s)
{
    int64_t count = 0;
    for (; s; s = s->next)
        count += 1 + count_stmts(s->body);
    return count;
}

/* Beside its arrays a function has scalars, what vectors do not stay in registers, and parts of rows that a compiler
 * loads ahead of a loop. Round numbers, of which gcc and clang took two thirds at most: tests/emit/stack.sh. */
int64_t kernel_stack(const Kernel *k)
{
    enum { FUNCTION = 1024, STMT = 48 };
    return k->stack + k->stack / 4 + FUNCTION + STMT * count_stmts(k->body);
}

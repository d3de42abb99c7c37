/* notes.c - what a reader of emitted C is told inside a kernel: which values a loop makes, and the lines they come from.
 * In: acts, ends of passes. Out: Stmt.note, as plain text. */
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/loops/block.h"

#include <string.h>

static const char *listed(const char *list, const char *more)
{
    return *list ? arena_format("%s, %s", list, more) : more;
}

static bool is_made(const Act *a)
{
    return a->kind != ACT_STORE && a->kind != ACT_ROOT && a->val->pos.line;
}

static bool same_line(const Pos *a, const Pos *b)
{
    return a->file == b->file && a->line == b->line;
}

static bool is_of_layer(const Pos *pos)
{
    return pos->layer_file && pos->layer_file != pos->file;
}

/* Does an act before this one name its layer's line? */
static bool is_told(const Loop *loop, int at)
{
    const Pos *pos = &loop->acts[at]->val->pos;
    for (int i = 0; i < at; i++) {
        const Pos *other = &loop->acts[i]->val->pos;
        if (is_made(loop->acts[i]) && same_line(pos, other) && other->layer_file == pos->layer_file &&
            other->layer_line == pos->layer_line)
            return true;
    }
    return false;
}

/* "nn/gat.lua:36, 41" of the values that the model line makes. */
static const char *layer_lines(const Loop *loop, const Pos *pos)
{
    const char *list = "", *file = NULL;
    for (int i = 0; i < loop->count; i++) {
        const Pos *other = &loop->acts[i]->val->pos;
        if (!is_made(loop->acts[i]) || !same_line(pos, other) || !is_of_layer(other) || is_told(loop, i))
            continue;
        list = listed(list, other->layer_file == file ? arena_format("%d", other->layer_line)
                                                      : arena_format("%s:%d", other->layer_file, other->layer_line));
        file = other->layer_file;
    }
    return list;
}

/* Is the act the first in its loop of its model line? */
static bool is_first(const Loop *loop, int at)
{
    for (int i = 0; i < at; i++)
        if (is_made(loop->acts[i]) && same_line(&loop->acts[i]->val->pos, &loop->acts[at]->val->pos))
            return false;
    return true;
}

const char *note_of_loop(const Prog *p, const Loop *loop)
{
    const char *note = "";
    for (int i = 0; i < loop->count; i++) {
        const Pos *pos = &loop->acts[i]->val->pos;
        const char *names = "";
        if (!is_made(loop->acts[i]) || !is_first(loop, i))
            continue;
        for (int j = i; j < loop->count; j++)
            if (is_made(loop->acts[j]) && same_line(pos, &loop->acts[j]->val->pos))
                names = listed(names, val_label(p, loop->acts[j]->val));
        const char *lines = layer_lines(loop, pos);
        const char *from = arena_format("%s: %s:%d", names, pos->file ? pos->file : "model", pos->line);
        from = *lines ? arena_format("%s (%s)", from, lines) : from;
        note = *note ? arena_format("%s; %s", note, from) : from;
    }
    return *note ? note : NULL;
}

/* "over incoming edges: maximum conv1_largest" */
const char *note_of_pass(const Prog *p, const End *walk, Val *const *ends, int count)
{
    const char *list = "";
    for (int i = 0; i < count; i++) {
        const char *what = ends[i]->op == OP_max_to ? "maximum " : ends[i]->op == OP_sum_to ? "sum " : "";
        list = listed(list, arena_format("%s%s", what, val_label(p, ends[i])));
    }
    return arena_format("over %s: %s", met_rows(walk), list);
}

/* "this chunk's part of conv2_datt_src, conv2_dW" */
const char *note_of_piece(const Prog *p, const Kernel *k)
{
    const char *list = "";
    for (int i = 0; i < k->count; i++)
        if (is_row_sum(k->vals[i]))
            list = listed(list, val_label(p, k->vals[i]));
    return arena_format("this chunk's part of %s", list);
}

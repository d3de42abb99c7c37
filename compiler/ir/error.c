/* error.c - the model is wrong: how it is told, exit 1.
 *
 *   models/gat.lua:14: what was found, what was expected
 *       local s = dst(h) + h
 *     left   edge [8]   dst      models/gat.lua:14
 *     right  node [8]   matmul   models/gat.lua:11
 *     hint: src(x) or dst(x) brings a node value to the edges
 *
 * The first line says it all; what is indented below it helps. Text from a model file is
 * printed without control characters and cut to a line's length. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include "compiler/ir/error.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/printable.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/print.h"
#include "runtime/gatrt.h"

static const char *shown(const char *text)
{
    return printable_line(text, strlen(text), SIZE_MAX);
}

static char *place_text(const char *file, int line)
{
    return line > 0 ? arena_format("%s:%d", shown(file), line) : arena_format("%s", shown(file));
}

/* The words that tell operand i of `count` from the others, all of one width. */
static const char *operand_word(int i, int count)
{
    static const char *const two[] = {"left ", "right"};
    static const char *const more[] = {"first ", "second", "third "};
    return count == 1 ? "value" : count == 2 ? two[i] : i < 3 ? more[i] : "value ";
}

/* How wide the columns of the operands' lines are. */
typedef struct Columns {
    int type, op;
} Columns;

static int wider(int width, const char *text)
{
    int length = (int)strlen(text);
    return length > width ? length : width;
}

static char *operands_text(Val *const *operands, int count)
{
    Columns columns = {0};
    for (int i = 0; i < count; i++) {
        columns.type = wider(columns.type, type_text(operands[i]->type));
        columns.op = wider(columns.op, op_word(operands[i]));
    }
    char *text = arena_format("%s", "");
    for (int i = 0; i < count; i++) {
        const Val *v = operands[i];
        text =
            arena_format("%s  %s  %-*s   %-*s   %s\n", text, operand_word(i, count), columns.type, type_text(v->type),
                         columns.op, op_word(v), v->pos.file ? place_text(v->pos.file, v->pos.line) : "");
    }
    return text;
}

/* The layer's own line where the user called a layer of the library. */
static char *layer_text(Pos pos)
{
    if (!pos.layer_file || (pos.file && strcmp(pos.layer_file, pos.file) == 0))
        return arena_format("%s", "");
    return arena_format("  in %s: %s\n", place_text(pos.layer_file, pos.layer_line),
                        source_line(pos.layer_file, pos.layer_line));
}

char *user_error_text(Pos pos, Val *const *operands, int count, const Diag *diag)
{
    const char *file = pos.file ? pos.file : "model";
    const char *line = source_line(file, pos.line);
    char *text = arena_format("%s: %s\n", place_text(file, pos.line), shown(diag->message));
    if (*line)
        text = arena_format("%s    %s\n", text, line);
    text = arena_format("%s%s%s", text, layer_text(pos), operands_text(operands, count));
    if (diag->hint[0])
        text = arena_format("%s  hint: %s\n", text, shown(diag->hint));
    return text;
}

_Noreturn void user_error(Pos pos, Val *const *operands, int count, const Diag *diag)
{
    fputs(user_error_text(pos, operands, count, diag), stderr);
    leave(GATRT_FAILED);
}

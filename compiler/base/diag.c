/* diag.c - the four failures and how they are told.
 *
 *   user_error   the model is wrong    exit 1    models/gat.lua:14: what was found, what was expected
 *                                                    local s = dst(h) + h
 *                                                  left   edge [8]   dst      models/gat.lua:14
 *                                                  right  node [8]   matmul   models/gat.lua:11
 *                                                  hint: src(x) or dst(x) brings a node value to the edges
 *   die          the machine is wrong  exit 1    gatcc: one line
 *   usage_error  the command line is  exit 2    gatcc: one line
 *   bug          the compiler is wrong exit 70   gatcc: one line
 *
 * The first line says it all; what is indented below it helps. Text from a model file is
 * printed without control characters and cut to a line's length. */
#include "runtime/runtime.h"
#include "compiler/gatcc.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_LINE = 160 };

/* ---------------------------------------------------------------- source */

typedef struct Source {
    const char *file, *text;
    size_t size;
} Source;

static Source *sources;
static int source_count, source_capacity;

static Source *find_source(const char *file)
{
    for (int i = 0; file && i < source_count; i++)
        if (strcmp(sources[i].file, file) == 0)
            return &sources[i];
    return NULL;
}

void source_remember(const char *file, const char *text, size_t size)
{
    Source *source = find_source(file);
    if (!source) {
        GROW(sources, source_count, source_capacity);
        source = &sources[source_count++];
        source->file = intern(file);
    } else if (source->size == size && memcmp(source->text, text, size) == 0) {
        return;
    }
    char *copy = arena_alloc(size + 1, 1);
    memcpy(copy, text, size);
    source->text = copy;
    source->size = size;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

const char *source_line(const char *file, int line)
{
    const Source *source = find_source(file);
    if (!source || line < 1)
        return "";
    const char *start = source->text, *end = source->text + source->size;
    for (int skipped = 1; skipped < line; skipped++) {
        start = memchr(start, '\n', (size_t)(end - start));
        if (!start)
            return "";
        start++;
    }
    const char *stop = memchr(start, '\n', (size_t)(end - start));
    if (!stop)
        stop = end;
    while (start < stop && is_blank(*start))
        start++;
    while (start < stop && is_blank(stop[-1]))
        stop--;
    return printable_line(start, (size_t)(stop - start), LONGEST_LINE);
}

/* ---------------------------------------------------------------- report */

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

_Noreturn void leave(int status)
{
    check_end();
    exit(status);
}

_Noreturn void user_error(Pos pos, Val *const *operands, int count, const Diag *diag)
{
    fputs(user_error_text(pos, operands, count, diag), stderr);
    leave(GATRT_FAILED);
}

/* One line, whatever the paths in it hold. Does not allocate, for the arena reports through it. */
static __attribute__((format(printf, 2, 0))) void tell(const char *lead, const char *format, va_list args)
{
    char text[8192];
    vsnprintf(text, sizeof text, format, args);
    fputs(lead, stderr);
    text_print(stderr, text);
    fputc('\n', stderr);
}

_Noreturn void usage_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell("gatcc: ", arena_format("%s (gatcc --help)", format), args);
    va_end(args);
    leave(GATRT_USAGE);
}

_Noreturn void bug(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell("gatcc: internal error: ", format, args);
    va_end(args);
    leave(GATRT_BUG);
}

_Noreturn void die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell("gatcc: ", format, args);
    va_end(args);
    leave(GATRT_FAILED);
}

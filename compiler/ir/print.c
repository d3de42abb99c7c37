/* print.c - a program as text for people and for diff: one value a line, the roots at
 * the end. The same program prints the same bytes everywhere: no addresses, no times,
 * numbers with the fewest digits that read back the same. */
#include "compiler/ir/print.h"
#include "compiler/base/arena.h"
#include "compiler/base/quote.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 96, COMMENT_COLUMN = 56 };

/* Takes any type, a wrong one too: error messages print what they refuse. */
static void format_type(char text[TEXT_SIZE], Type type)
{
    const char *space = type.space ? type.space->name : "?";
    int rank = type.shape.rank < MAX_RANK ? type.shape.rank : MAX_RANK;
    size_t used = (size_t)snprintf(text, TEXT_SIZE, "%s [", space);
    for (int i = 0; i < rank; i++)
        used += (size_t)snprintf(text + used, TEXT_SIZE - used, "%s%d", i ? "," : "", (int)type.shape.dim[i]);
    snprintf(text + used, TEXT_SIZE - used, "]");
}

void print_type(FILE *out, Type type)
{
    char text[TEXT_SIZE];
    format_type(text, type);
    fputs(text, out);
}

char *type_text(Type type)
{
    char text[TEXT_SIZE];
    format_type(text, type);
    return arena_format("%s", text);
}

/* The layer's line, if a layer made it, and the model's. */
const char *pos_text(Pos pos)
{
    const char *model = arena_format("%s:%d", pos.file ? pos.file : "model", pos.line);
    const bool layer = pos.layer_file && (!pos.file || strcmp(pos.layer_file, pos.file) != 0);
    return layer ? arena_format("%s:%d, %s", pos.layer_file, pos.layer_line, model) : model;
}

static void format_number(char text[TEXT_SIZE], double number)
{
    if (!isfinite(number)) {
        snprintf(text, TEXT_SIZE, "%s", isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
        return;
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, TEXT_SIZE, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            return;
    }
}

static const char *input_name(const Model *model, int index)
{
    return model && index >= 0 && index < model->input_count ? model->inputs[index].name : "?";
}

static const char *param_name(const Model *model, int index)
{
    return model && index >= 0 && index < model->param_count ? model->params[index].name : "?";
}

/* What stands between the op's name and its operands; shapes are seen in the value's type. */
static char *attr_text(const Prog *p, const Val *v)
{
    char number[TEXT_SIZE];
    format_number(number, v->attr.num);
    switch (v->op) {
    case OP_input: return arena_format(" %s", input_name(p->model, v->attr.index));
    case OP_param: return arena_format(" %s", param_name(p->model, v->attr.index));
    case OP_constant:
    case OP_leaky_relu:
    case OP_elu: return arena_format(" %s", number);
    case OP_keep: return arena_format(" %s #%d", number, (int)v->attr.index);
    case OP_slice: return arena_format(" %d+%d", (int)v->attr.index, (int)v->attr.length);
    default: return arena_format("%s", "");
    }
}

static char *operation_text(const Prog *p, const Val *v)
{
    char *text = arena_format("%s%s", op_word(v), attr_text(p, v));
    for (int i = 0; i < op_info[v->op].arity; i++)
        text = arena_format("%s %%%d", text, v->in[i]->id);
    return text;
}

/* Name, model line, demand level: what is known of them. */
static char *comment_text(const Prog *p, const Val *v)
{
    char *text = arena_format("%s", v->name ? v->name : "");
    if (v->pos.file)
        text = arena_format("%s%s%s:%d", text, *text ? "  " : "", quote_visible(v->pos.file), v->pos.line);
    if (p->level && p->level[v->id] >= LEVEL_ALL)
        text = arena_format("%s%slevel all", text, *text ? "  " : "");
    else if (p->level)
        text = arena_format("%s%slevel %d", text, *text ? "  " : "", p->level[v->id]);
    return text;
}

static void print_val(FILE *out, const Prog *p, const Val *v)
{
    char type[TEXT_SIZE];
    format_type(type, v->type);
    char *line = arena_format("%-4s %-16s %s", arena_format("%%%d", v->id), type, operation_text(p, v));
    const char *comment = comment_text(p, v);
    if (*comment)
        fprintf(out, "%-*s ; %s\n", (int)COMMENT_COLUMN, line, comment);
    else
        fprintf(out, "%s\n", line);
}

static void print_root(FILE *out, const Prog *p, const Root *root)
{
    static const char *const words[] = {"output", "on_demand", "loss", "grad", "state", "input_grad"};
    const char *name = root->name;
    if (root->kind == ROOT_GRAD || root->kind == ROOT_STATE)
        name = param_name(p->model, root->index);
    else if (root->kind == ROOT_INPUT_GRAD)
        name = p->model->inputs[root->index].name;
    else if (root->kind == ROOT_LOSS && root->index == 0)
        name = NULL;
    fprintf(out, "%s%s%s %%%d\n", words[root->kind], name ? " " : "", name ? name : "", root->val->id);
}

void print_prog(FILE *out, const Prog *p)
{
    fprintf(out, "prog %s\n", p->name);
    for (int id = 0; id < p->count; id++)
        print_val(out, p, p->vals[id]);
    for (int i = 0; i < p->root_count; i++)
        print_root(out, p, &p->roots[i]);
}

/* front_names.c - what the names of a model may be: fit for files, for checkpoints beside what a trainer keeps
 * there, and for C, whose functions, types and constants they become. What C cannot carry is told here, at the
 * line that says it; the emitter relies on it. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/error.h"
#include "compiler/lang/front.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_NAME = 100, LONGEST_OUTPUT = 63 }; /* of an array in an archive: npy.c */

/* A name as checkpoints, archives and C comments can carry it. */
const char *front_check_name(lua_State *L, int arg, const char *what)
{
    if (lua_type(L, arg) != LUA_TSTRING)
        front_fail(L, NULL, 0, NULL, "the name of %s is %s; a string was expected", what, front_kind(L, arg));
    size_t length;
    const char *name = lua_tolstring(L, arg, &length);
    bool fit = length >= 1 && length <= LONGEST_NAME && strlen(name) == length;
    for (size_t i = 0; fit && i < length; i++)
        fit = isalnum((unsigned char)name[i]) || strchr("_.-", name[i]);
    if (!fit)
        front_fail(L, NULL, 0, NULL, "the name of %s is %s; expected 1 to %d letters, digits, '_', '.' or '-'", what,
                   length <= LONGEST_NAME ? arena_format("\"%s\"", name) : "too long", (int)LONGEST_NAME);
    return intern(name);
}

/* ----------------------------------------------------------------- model */

static bool is_identifier(const char *name)
{
    if (isdigit((unsigned char)name[0]))
        return false;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && *name != '_')
            return false;
    return true;
}

const char *front_wrong_model_name(const char *name)
{
    if (strlen(name) > LONGEST_NAME)
        return arena_format("is longer than %d letters", (int)LONGEST_NAME);
    if (!*name || !is_identifier(name))
        return "names functions in C, so expected letters, digits and '_', no digit first";
    const char *reserved = reserved_model(name);
    return reserved ? arena_format("names functions in C, but %s", reserved) : NULL;
}

const char *front_model_name(lua_State *L, int arg)
{
    const FrontOptions *options = front_of(L)->options;
    const char *name = front_check_name(L, arg, "the model");
    const char *wrong = front_wrong_model_name(name);
    if (wrong && !(options && options->name)) /* gatcc --name: then it names nothing */
        front_fail(L, NULL, 0, NULL, "the model's name is \"%s\"; it %s", name, wrong);
    return name;
}

const char *front_name_of_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = arena_format("%.60s", slash ? slash + 1 : path);
    char *dot = strchr(name, '.');
    if (dot)
        *dot = '\0';
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return intern(front_wrong_model_name(name) ? arena_format("model_%s", name) : name);
}

/* ---------------------------------------------------------------- spaces */

enum { LONGEST_SPACE = 24 };

/* Rows of two spaces must not be counted, nor lists be called, by one name in C. */
static const Space *space_of_name(const Model *m, const char *name)
{
    const Space space = {.name = name};
    for (int i = 0; i < m->space_count; i++)
        if (!strcmp(m->spaces[i]->name, name) || !strcmp(rows_name(m->spaces[i]), name) ||
            !strcmp(m->spaces[i]->name, rows_name(&space)) || !strcmp(rows_name(m->spaces[i]), rows_name(&space)))
            return m->spaces[i];
    return NULL;
}

/* A space's name begins names of members and lists in C, and of keys in data sets, where "__" stands between three. */
void front_check_space_name(lua_State *L, int arg, const char *what)
{
    const char *name = front_check_name(L, arg, arena_format("a %s", what));
    const char *reserved = reserved_word(name) ? "C has a word of that name" : NULL;
    const Space *other = space_of_name(front_of(L)->model, name);
    if (!is_identifier(name) || strlen(name) > LONGEST_SPACE || strstr(name, "__") || name[0] == '_' ||
        name[strlen(name) - 1] == '_')
        front_fail(L, NULL, 0, NULL,
                   "the name of a %s is \"%s\"; expected at most %d letters, digits and '_', a letter first, no \"__\"",
                   what, name, (int)LONGEST_SPACE);
    if (reserved)
        front_fail(L, NULL, 0, NULL, "the name of a %s is \"%s\", but %s", what, name, reserved);
    if (other)
        front_fail(L, NULL, 0, NULL, "the name of a %s is \"%s\", too near to \"%s\", which is one already", what, name,
                   other->name);
}

/* ------------------------------------------------------------ dimensions */

/* Constants of every header, behind the model's name. */
static bool is_header_constant(const char *word)
{
    static const char *const constants[] = {HEADER_CONSTANTS};
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (!strcmp(constants[i], word))
            return true;
    return false;
}

void front_check_dim(lua_State *L, const char *name)
{
    const Model *model = front_of(L)->model;
    const char *upper = upper_name(name);
    if (is_header_constant(upper))
        front_fail(L, NULL, 0, NULL,
                   "the dimension %s would be called NAME_%s in the model's header, which has a constant of that name",
                   name, upper);
    for (int i = 0; i < model->dim_count; i++)
        if (!strcmp(upper_name(model->dims[i].name), upper))
            front_fail(L, NULL, 0, NULL, "the dimensions %s and %s would both be called NAME_%s in the model's header",
                       model->dims[i].name, name, upper);
}

/* The model's name may be said after a dimension, and changed by --name: looked at when both are known. */
char *front_constant_error(const Model *model)
{
    for (int i = 0; i < model->dim_count; i++) {
        const DimInfo *dim = &model->dims[i];
        const char *constant = arena_format("%s_%s", upper_name(model->name), upper_name(dim->name));
        if (!reserved_constant(constant) && !reserved_macro(constant))
            continue;
        Diag diag = {.hint = "another name of the dimension, or of the model (gatcc --name NAME)"};
        snprintf(diag.message, sizeof diag.message,
                 "the dimension %s of the model %s would be the constant %s, which is a macro already", dim->name,
                 model->name, constant);
        return user_error_text(dim->pos, NULL, 0, &diag);
    }
    return NULL;
}

/* ------------------------------------------------------------ parameters */

/* What checkpoint.c keeps beside the parameters. */
static bool is_of_checkpoints(const char *name)
{
    return !strcmp(name, "__metadata__") || !strncmp(name, "optimizer.", strlen("optimizer."));
}

void front_check_param(lua_State *L, const char *name)
{
    const Model *model = front_of(L)->model;
    if (is_of_checkpoints(name))
        front_fail(L, NULL, 0, NULL,
                   "a parameter cannot be named \"%s\": checkpoints keep __metadata__ and the optimiser's arrays, "
                   "optimizer.*, beside the parameters",
                   name);
    for (int i = 0; i < model->param_count; i++)
        if (model->params[i].name == name)
            front_fail(L, NULL, 0, "give the layers different names",
                       "two parameters are named \"%s\"; the first is at %s:%d", name, model->params[i].pos.file,
                       model->params[i].pos.line);
}

/* --------------------------------------------------------------- outputs */

/* What predict.c writes beside the outputs, and np.load()'s own suffix. */
void front_check_output(lua_State *L, const char *name)
{
    static const char *const beside[] = {"classes", "labels", "edge_index"};
    const Prog *p = front_of(L)->model->forward;
    if (strlen(name) > LONGEST_OUTPUT)
        front_fail(L, NULL, 0, NULL, "the name of an output has %d letters; expected at most %d", (int)strlen(name),
                   (int)LONGEST_OUTPUT);
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        if (!strcmp(name, beside[i]))
            front_fail(L, NULL, 0, NULL,
                       "an output cannot be named \"%s\": predict writes classes, labels and edge_index beside the "
                       "outputs",
                       name);
    for (int i = 0; i < p->root_count; i++)
        if (front_is_output(&p->roots[i]) && p->roots[i].name == name)
            front_fail(L, NULL, 0, NULL, "two outputs are named \"%s\"", name);
}

/* front.c - reads a model: a Lua file, run once in a sandbox, describes a Model.
 *
 * The sandbox holds the language's words (lua/prelude.lua, loss.lua, train.lua, nn/) and a part of Lua's own library
 * (front_library.c). Work, memory, time and values are bounded (front_limits.c), so any text at all ends in a
 * Model or in one error. The Lua state is gone when we return. */
#include "compiler/lang/front.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/embedded.h"
#include "compiler/ir/error.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MODEL_BYTES = 1 << 20 };

Front *front_of(lua_State *L)
{
    return *(Front **)lua_getextraspace(L);
}

/* --------------------------------------------------------------- sandbox */

/* Names that Lua has and a model does not: the error says why. */
static const char *const outside[] = {
    "collectgarbage", "coroutine", "debug",   "dofile",       "getmetatable", "io",   "load",   "loadfile", "os",
    "package",        "pcall",     "require", "setmetatable", "utf8",         "warn", "xpcall", NULL,
};

void front_set_globals(lua_State *L)
{
    if (!lua_setupvalue(L, -2, 1))
        lua_pop(L, 1);
}

/* A global the model has not set itself: a word of the language, or a mistake. */
static int l_word(lua_State *L)
{
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    const char *word = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    for (int i = 0; outside[i]; i++)
        if (strcmp(word, outside[i]) == 0)
            return front_fail(L, NULL, 0, "it has string, table and math, and the words of the language",
                              "a model has no %s: it only describes", word);
    const char *near = front_nearest(L, lua_upvalueindex(1), word, NULL);
    near = front_nearest(L, 1, word, near);
    return front_fail(L, NULL, 0, near ? arena_format("did you mean %s?", near) : NULL, "unknown word %s", word);
}

/* Runs the library in the table of words, then leaves the model's globals in the registry. */
static int l_open(lua_State *L)
{
    front_push_library(L);
    int words = lua_gettop(L);
    lua_newtable(L);
    int native = lua_gettop(L);
    open_errors(L);
    open_values(L);
    open_spaces(L);
    open_tables(L);
    open_roots(L);
    open_recipe(L);
    front_open_layers(L, words, native);
    lua_newtable(L);
    lua_newtable(L);
    lua_pushvalue(L, words);
    lua_pushcclosure(L, l_word, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_setfield(L, LUA_REGISTRYINDEX, "globals");
    return 0;
}

/* ------------------------------------------------------------------- run */

static char *nested_error(Front *front)
{
    Diag diag = {.message = "functions call each other too deeply; does a recursion lack its end?"};
    return user_error_text(front->reached, NULL, 0, &diag);
}

static void open_sandbox(lua_State *L)
{
    lua_pushcfunction(L, l_open);
    int status = lua_pcall(L, 0, 0, 0);
    if (status == LUA_ERRMEM)
        die("out of memory before %s was read", front_of(L)->file);
    if (status != LUA_OK)
        bug("the layer library does not load: %s", front_of(L)->error               ? front_of(L)->error
                                                   : lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1)
                                                                                    : "?");
}

static int l_load(lua_State *L)
{
    const struct LuaFile *text = lua_touserdata(L, 1);
    Front *front = front_of(L);
    if (luaL_loadbufferx(L, text->text, text->size, "@model", "t") != LUA_OK) {
        const char *message = lua_tostring(L, -1);
        front->error = front_syntax_error(front, message ? message : "?");
        return lua_error(L);
    }
    lua_getfield(L, LUA_REGISTRYINDEX, "globals");
    front_set_globals(L);
    lua_call(L, 0, 0);
    return 0;
}

static void run_model(Front *front, lua_State *L, const char *text, size_t size)
{
    struct LuaFile file = {front->file, text, size};
    open_sandbox(L);
    front_limits_begin(L);
    lua_pushcfunction(L, front_on_error);
    lua_pushcfunction(L, l_load);
    lua_pushlightuserdata(L, &file);
    int status = lua_pcall(L, 1, 0, -3);
    front_limits_end(front);
    if (status == LUA_ERRMEM)
        front->error = front_starved_error(front);
    else if (status != LUA_OK && !front->error)
        front->error = nested_error(front);
}

/* ------------------------------------------------------------- after it */

static int count_lines(const char *text, size_t size)
{
    int lines = 0;
    while (size && isspace((unsigned char)text[size - 1]))
        size--;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    return size ? lines + 1 : 0;
}

static bool has_output(const Prog *p)
{
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == ROOT_OUTPUT)
            return true;
    return false;
}

static const char *list_dims(const Model *model)
{
    const char *list = "";
    for (int i = 0; i < model->dim_count; i++)
        list = arena_format("%s%s%s", list, i ? ", " : "it has ", model->dims[i].name);
    return *list ? list : "it has none";
}

/* What a model lacks is told at its last line: that is where it should stand. */
static char *missing_error(Front *front, int last_line)
{
    const FrontOptions *options = front->options;
    Pos pos = {.file = front->file, .line = last_line, .layer_file = front->file, .layer_line = last_line};
    Diag diag = {0};
    for (int i = 0; options && i < options->dim_count; i++) {
        if (front->dim_used[i])
            continue;
        pos.line = 0;
        snprintf(diag.message, sizeof diag.message, "-D %s=%lld: the model has no dimension %s; %s",
                 options->dim_names[i], (long long)options->dim_values[i], options->dim_names[i],
                 list_dims(front->model));
        return user_error_text(pos, NULL, 0, &diag);
    }
    if (!has_output(front->model->forward)) {
        snprintf(diag.message, sizeof diag.message, "the model ends without an output");
        snprintf(diag.hint, sizeof diag.hint, "output(\"logits\", y)");
        return user_error_text(pos, NULL, 0, &diag);
    }
    if (!front->loss) {
        snprintf(diag.message, sizeof diag.message, "the model ends without a loss: there is nothing to train");
        snprintf(diag.hint, sizeof diag.hint, "loss(cross_entropy(y, target.class(C)))");
        return user_error_text(pos, NULL, 0, &diag);
    }
    char *error = front_constant_error(front->model);
    error = error ? error : front_recipe_error(front);
    return error ? error : front_measure_error(front);
}

static Model *new_model(const char *path)
{
    Model *model = arena_alloc(1, sizeof *model);
    model->source = intern(path);
    model->name = front_name_of_path(path);
    model->recipe = (gatrt_recipe){.epochs = 200, .optimizer = "adam", .metric = "accuracy"};
    model->forward = prog_new(model, "forward");
    GROW(model->deps, model->dep_count, model->dep_capacity);
    model->deps[model->dep_count++] = model->source;
    return model;
}

Model *front_read_text(const char *name, const char *text, size_t size, const FrontOptions *options, char **error)
{
    Front front = {.model = new_model(name), .options = options, .file = intern(name)};
    front.reached = (Pos){.file = front.file, .layer_file = front.file};
    front.layer_run.of = RUN_OF_LAYER;
    front.word_run.of = RUN_OF_WORD;
    front.dim_used = arena_alloc(options ? (size_t)options->dim_count + 1 : 1, sizeof *front.dim_used);
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* a byte order mark, as some editors write */
        text += 3;
        size -= 3;
    }
    source_remember(front.file, text, size);
    for (int i = 0; i < lua_library_count; i++)
        source_remember(lua_library[i].name, lua_library[i].text, lua_library[i].size);
    lua_State *L = lua_newstate(front_alloc, &front);
    if (!L)
        die("out of memory before %s was read", front.file);
    front.lua = L;
    *(Front **)lua_getextraspace(L) = &front;
    run_model(&front, L, text, size);
    lua_close(L);
    front_name_values(&front);
    if (options && options->name)
        front.model->name = intern(options->name);
    if (!front.error)
        front.error = missing_error(&front, count_lines(text, size));
    *error = front.error;
    if (!front.error)
        front_states_last(front.model);
    return front.error ? NULL : front.model;
}

/* ------------------------------------------------------------------ file */

static char *read_model(const char *path, size_t *size)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        die("%s: cannot be opened: %s", path, strerror(errno));
    char *text = arena_alloc(MOST_MODEL_BYTES + 1, 1);
    errno = 0;
    *size = fread(text, 1, MOST_MODEL_BYTES + 1, in);
    int failure = ferror(in) ? errno : 0;
    fclose(in);
    if (failure)
        die("%s: cannot be read: %s", path, strerror(failure));
    if (*size > MOST_MODEL_BYTES)
        die("%s: larger than 1 MiB; a model is a Lua text of some lines", path);
    return text;
}

Model *front_read(const char *path, const FrontOptions *options)
{
    size_t size;
    char *error = NULL;
    const char *text = read_model(path, &size);
    Model *model = front_read_text(path, text, size, options, &error);
    if (!model) {
        fputs(error, stderr);
        leave(GATRT_FAILED);
    }
    return model;
}

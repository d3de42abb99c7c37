/* front.c - reads a model: a Lua file, run once in a sandbox, describes a Model.
 *
 * The sandbox holds the language's words (lua/prelude.lua, loss.lua, nn/), and of Lua's
 * own library what neither reaches outside nor runs long within one instruction: no io,
 * os, load, patterns or metatables. Instructions, memory and values are bounded, so any
 * text at all ends in a Model or in one error. The Lua state is gone when we return. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "front.h"

enum {
    MOST_MEBIBYTES = 256,
    MOST_MILLIONS = 50,
    MOST_SECONDS = 30,
    HOOK_EVERY = 1000, /* instructions between two looks at the limits */
    MOST_MODEL_BYTES = 1 << 20,
};

Front *front_of(lua_State *L)
{
    return *(Front **)lua_getextraspace(L);
}

/* ---------------------------------------------------------------- limits */

typedef struct Memory {
    Front *front;
    lua_State *L; /* NULL until there is one */
} Memory;

/* The allocator is asked in the middle of an instruction; the position is taken here,
 * for Lua unwinds a failed allocation without telling where it was. */
static void *refuse_memory(Memory *memory)
{
    if (memory->L && memory->front->guarded) {
        memory->front->starved = true;
        front_pos(memory->L);
    }
    return NULL;
}

static void *limited_alloc(void *user, void *block, size_t old_size, size_t new_size)
{
    const size_t most = (size_t)MOST_MEBIBYTES << 20;
    Memory *memory = user;
    Front *front = memory->front;
    if (!block)
        old_size = 0; /* Lua passes a type there */
    if (new_size == 0) {
        free(block);
        front->memory -= old_size;
        return NULL;
    }
    size_t others = front->memory - old_size;
    if (new_size > old_size && (new_size > most || others > most - new_size))
        return refuse_memory(memory);
    void *moved = realloc(block, new_size);
    if (!moved) {
        front->machine_starved = true;
        return NULL;
    }
    front->memory = others + new_size;
    front->work += (int64_t)(new_size >> 6); /* long strings cost time that no instruction shows */
    return moved;
}

static void check_limits(lua_State *L, lua_Debug *event)
{
    (void)event;
    Front *front = front_of(L);
    front->work += HOOK_EVERY;
    if (!front->guarded)
        return;
    if (front->work > (int64_t)MOST_MILLIONS * 1000000)
        front_fail(L, NULL, 0, "a loop without an end?",
                   "the model ran for more than %d million Lua instructions; a description takes a few thousand",
                   (int)MOST_MILLIONS);
    if (clock() / CLOCKS_PER_SEC > front->started / CLOCKS_PER_SEC + MOST_SECONDS)
        front_fail(L, NULL, 0, NULL, "the model ran for more than %d seconds", (int)MOST_SECONDS);
}

/* --------------------------------------------------------------- sandbox */

/* As string.rep, but bounded before it starts: Lua's own runs for ever on ("").rep. */
static int l_repeat(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer times = luaL_checkinteger(L, 2);
    size_t gap_size;
    const char *gap = luaL_optlstring(L, 3, "", &gap_size);
    const size_t most = (size_t)MOST_MEBIBYTES << 20;
    if (times < 1 || size + gap_size == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if (size + gap_size > most || (lua_Unsigned)times > most / (size + gap_size))
        return front_fail(L, NULL, 0, NULL, "string.rep: the text would be longer than %d MiB", (int)MOST_MEBIBYTES);
    luaL_Buffer out;
    size_t total = (size_t)times * (size + gap_size) - gap_size;
    char *end = luaL_buffinitsize(L, &out, total);
    for (lua_Integer i = 0; i < times; i++) {
        memcpy(end, text, size);
        end += size;
        if (i + 1 == times)
            break;
        memcpy(end, gap, gap_size);
        end += gap_size;
    }
    luaL_pushresultsize(&out, total);
    return 1;
}

static int l_print(lua_State *L)
{
    int count = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        fprintf(stderr, "%s%s", i > 1 ? "\t" : "", luaL_tolstring(L, i, NULL));
        lua_pop(L, 1);
    }
    fputc('\n', stderr);
    return 0;
}

/* What a model may use of Lua's library. string.rep is ours. */
static const char *const safe_base[] = {
    "assert", "error",  "ipairs",   "next",     "pairs", "rawequal", "rawget",
    "rawlen", "rawset", "tonumber", "tostring", "type",  NULL,
};
static const char *const safe_string[] = {
    "byte", "char", "format", "len", "lower", "reverse", "sub", "upper", NULL,
};
static const char *const safe_table[] = {"concat", "insert", "pack", "remove", "sort", "unpack", NULL};
static const char *const safe_math[] = {
    "abs",  "acos", "asin", "atan",       "ceil", "cos",        "exp",  "floor", "fmod",
    "huge", "log",  "max",  "maxinteger", "min",  "mininteger", "modf", "pi",    "rad",
    "sin",  "sqrt", "tan",  "tointeger",  "type", "ult",        NULL,
};

/* Names that Lua has and a model does not: the error says why. */
static const char *const outside[] = {
    "collectgarbage", "coroutine", "debug",   "dofile",       "getmetatable", "io",   "load",   "loadfile", "os",
    "package",        "pcall",     "require", "setmetatable", "utf8",         "warn", "xpcall", NULL,
};

/* Copies the named fields of the library on top into the table below it; leaves that table. */
static void keep_safe(lua_State *L, const char *const *names)
{
    for (int i = 0; names[i]; i++) {
        lua_getfield(L, -1, names[i]);
        lua_setfield(L, -3, names[i]);
    }
    lua_pop(L, 1);
}

static void push_safe_library(lua_State *L, const char *name, lua_CFunction open, const char *const *names)
{
    lua_newtable(L);
    luaL_requiref(L, name, open, 0);
    keep_safe(L, names);
    front_close_table(L, name);
}

/* Strings carry methods: ("x"):rep(3) must find the safe table, not Lua's own. */
static void set_string_methods(lua_State *L)
{
    lua_pushcfunction(L, l_repeat);
    lua_setfield(L, -2, "rep");
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 2);
}

/* Pushes the table of all words: first Lua's. */
static void push_words(lua_State *L)
{
    lua_newtable(L);
    luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
    keep_safe(L, safe_base);
    lua_pushcfunction(L, l_print);
    lua_setfield(L, -2, "print");
    push_safe_library(L, LUA_STRLIBNAME, luaopen_string, safe_string);
    set_string_methods(L);
    lua_setfield(L, -2, "string");
    push_safe_library(L, LUA_TABLIBNAME, luaopen_table, safe_table);
    lua_setfield(L, -2, "table");
    push_safe_library(L, LUA_MATHLIBNAME, luaopen_math, safe_math);
    lua_setfield(L, -2, "math");
}

/* The table on top becomes the globals of the loaded text below it. */
static void set_globals(lua_State *L)
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
    push_words(L);
    int words = lua_gettop(L);
    lua_newtable(L);
    int native = lua_gettop(L);
    open_errors(L);
    open_values(L);
    open_tables(L);
    for (int i = 0; i < lua_library_count; i++) {
        const struct LuaFile *file = &lua_library[i];
        lua_pushfstring(L, "@%s", file->name);
        if (luaL_loadbufferx(L, file->text, file->size, lua_tostring(L, -1), "t") != LUA_OK)
            return lua_error(L);
        lua_pushvalue(L, words);
        set_globals(L);
        lua_pushvalue(L, native);
        lua_call(L, 1, 0);
        lua_pop(L, 1);
    }
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

static char *starved_error(Front *front)
{
    if (front->machine_starved || !front->starved)
        die("out of memory while %s was read", front->file);
    Diag diag = {.hint = "a loop that fills a table or a string?"};
    snprintf(diag.message, sizeof diag.message, "the model needs more than %d MiB of Lua memory", (int)MOST_MEBIBYTES);
    return user_error_text(front->reached, NULL, 0, &diag);
}

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
    set_globals(L);
    lua_call(L, 0, 0);
    return 0;
}

static void run_model(Front *front, lua_State *L, const char *text, size_t size)
{
    struct LuaFile file = {front->file, text, size};
    open_sandbox(L);
    front->guarded = true;
    front->work = 0;
    front->started = clock();
    lua_sethook(L, check_limits, LUA_MASKCOUNT, HOOK_EVERY);
    lua_pushcfunction(L, front_on_error);
    lua_pushcfunction(L, l_load);
    lua_pushlightuserdata(L, &file);
    int status = lua_pcall(L, 1, 0, -3);
    front->guarded = false;
    if (status == LUA_ERRMEM)
        front->error = starved_error(front);
    else if (status != LUA_OK && !front->error)
        front->error = nested_error(front);
}

/* ------------------------------------------------------------- after it */

/* "gat2" from "models/gat2.lua" */
static const char *name_from_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = arena_format("%s%.60s", "", slash ? slash + 1 : path);
    char *dot = strchr(name, '.');
    if (dot)
        *dot = '\0';
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return intern(*name && !isdigit((unsigned char)*name) ? name : arena_format("model_%s", name));
}

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
    return NULL;
}

static Model *new_model(const char *path)
{
    Model *model = arena_alloc(1, sizeof *model);
    model->source = intern(path);
    model->name = name_from_path(path);
    model->recipe = (gatrt_recipe){.epochs = 200,
                                   .optimizer = "adam",
                                   .lr = 1e-3,
                                   .beta1 = 0.9,
                                   .beta2 = 0.999,
                                   .eps = 1e-8,
                                   .metric = "accuracy"};
    model->forward = prog_new(model, "forward");
    GROW(model->deps, model->dep_count, model->dep_capacity);
    model->deps[model->dep_count++] = model->source;
    return model;
}

Model *front_read_text(const char *name, const char *text, size_t size, const FrontOptions *options, char **error)
{
    Front front = {.model = new_model(name), .options = options, .file = intern(name)};
    Memory memory = {.front = &front};
    front.reached = (Pos){.file = front.file, .layer_file = front.file};
    front.dim_used = arena_alloc(options ? (size_t)options->dim_count + 1 : 1, sizeof *front.dim_used);
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* a byte order mark, as some editors write */
        text += 3;
        size -= 3;
    }
    source_remember(front.file, text, size);
    for (int i = 0; i < lua_library_count; i++)
        source_remember(lua_library[i].name, lua_library[i].text, lua_library[i].size);
    lua_State *L = lua_newstate(limited_alloc, &memory);
    if (!L)
        die("out of memory before %s was read", front.file);
    memory.L = L;
    *(Front **)lua_getextraspace(L) = &front;
    run_model(&front, L, text, size);
    lua_close(L);
    front_name_values(&front);
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

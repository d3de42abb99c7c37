/* front_error.c - where in the model we are, and how a mistake is told.
 *
 * A position has two lines: the model's (the nearest frame of the user's file) and the
 * layer's (the nearest frame that is not the prelude's). Messages that Lua itself makes
 * start with the chunk's name and line; that part is taken off and our own put before it. */
#include "compiler/base/arena.h"
#include "compiler/ir/error.h"
#include "compiler/lang/front.h"
#include "runtime/base/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_model(const char *chunk)
{
    return strcmp(chunk, "@model") == 0;
}

/* Layers have lines of their own worth showing; prelude and losses are words of the language. */
static bool is_layer(const char *chunk)
{
    return strncmp(chunk, "@nn/", 4) == 0;
}

/* What a layer is called: its function's local `name`, by which its parameters are called, too. NULL: not said yet. */
static const char *layer_name(lua_State *L, const lua_Debug *frame)
{
    const char *local, *name = NULL;
    for (int i = 1; (local = lua_getlocal(L, frame, i)); i++) {
        if (!strcmp(local, "name") && lua_type(L, -1) == LUA_TSTRING)
            name = lua_tostring(L, -1);
        lua_pop(L, 1);
    }
    return name ? intern(name) : NULL;
}

/* Words of the language are Lua, too: what they call a value is a hint. */
static void note_word(Front *front, const lua_Debug *frame)
{
    if (front->word.line)
        return;
    front->word.line = frame->currentline;
    front->word.file = is_model(frame->source) || is_layer(frame->source) ? NULL : intern(frame->source + 1);
}

Pos front_pos(lua_State *L)
{
    Front *front = front_of(L);
    lua_Debug frame;
    Pos pos = {0};
    front->word = (Pos){0};
    for (int level = 0; !pos.file && lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "Sl", &frame);
        if (frame.currentline < 1)
            continue;
        note_word(front, &frame);
        if (is_model(frame.source)) {
            pos.file = front->file;
            pos.line = frame.currentline;
        } else if (is_layer(frame.source)) {
            pos.layer = pos.layer ? pos.layer : layer_name(L, &frame);
            pos.layer_line = pos.layer_file ? pos.layer_line : frame.currentline;
            pos.layer_file = pos.layer_file ? pos.layer_file : intern(frame.source + 1);
        }
    }
    /* A tail call drops the model's frame: the line before it is the nearest we know. */
    if (!pos.file) {
        pos.file = front->file;
        pos.line = front->reached.line;
    }
    if (!pos.layer_file) {
        pos.layer_file = pos.file;
        pos.layer_line = pos.line;
    }
    front->reached = pos;
    return pos;
}

static int raise_error(lua_State *L, char *text)
{
    front_of(L)->error = text;
    lua_pushlightuserdata(L, text); /* not a string: front_on_error leaves it alone */
    return lua_error(L);
}

int front_fail_diag(lua_State *L, Val *const *operands, int count, const Diag *diag)
{
    return raise_error(L, user_error_text(front_pos(L), operands, count, diag));
}

/* The position without the layer's line, where that line only passes on what the user wrote. */
static Pos model_pos(lua_State *L)
{
    Pos pos = front_pos(L);
    pos.layer_file = pos.file;
    pos.layer_line = pos.line;
    return pos;
}

int front_fail(lua_State *L, Val *const *operands, int count, const char *hint, const char *format, ...)
{
    Diag diag = {0};
    va_list args;
    va_start(args, format);
    vsnprintf(diag.message, sizeof diag.message, format, args);
    va_end(args);
    if (hint)
        snprintf(diag.hint, sizeof diag.hint, "%s", hint);
    return raise_error(L, user_error_text(model_pos(L), operands, count, &diag));
}

/* ----------------------------------------------------------- suggestions */

const char *front_nearest(lua_State *L, int table, const char *word, const char *best)
{
    int best_distance = best ? word_distance(best, word) : WORD_FAR;
    table = lua_absindex(L, table);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            continue;
        const char *candidate = lua_tostring(L, -2);
        int distance = word_distance(candidate, word);
        if (distance < best_distance ||
            (distance < WORD_FAR && distance == best_distance && best && strcmp(candidate, best) < 0)) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best_distance < WORD_FAR ? best : NULL;
}

const char *front_kind(lua_State *L, int arg)
{
    static const char *const kinds[] = {
        [LUA_TNIL] = "nil",          [LUA_TBOOLEAN] = "a boolean",
        [LUA_TNUMBER] = "a number",  [LUA_TSTRING] = "a string",
        [LUA_TTABLE] = "a table",    [LUA_TFUNCTION] = "a function",
        [LUA_TUSERDATA] = "a value", [LUA_TLIGHTUSERDATA] = "a value of C",
        [LUA_TTHREAD] = "a thread",
    };
    int type = lua_type(L, arg);
    if (type == LUA_TNONE)
        return "missing";
    if (lua_isinteger(L, arg))
        return arena_format("%lld", (long long)lua_tointeger(L, arg));
    if (type == LUA_TNUMBER)
        return arena_format("%.9g", lua_tonumber(L, arg));
    if (type == LUA_TSTRING && lua_rawlen(L, arg) <= WORD_FAR)
        return arena_format("\"%s\"", lua_tostring(L, arg));
    return kinds[type];
}

/* ---------------------------------------------------------- Lua's errors */

/* The message without the "chunk:line: " of the innermost Lua frame. */
static const char *without_place(lua_State *L, const char *message)
{
    lua_Debug frame;
    for (int level = 0; lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "Sl", &frame);
        if (frame.currentline < 1)
            continue;
        const char *place = arena_format("%s:%d: ", frame.short_src, frame.currentline);
        return strncmp(message, place, strlen(place)) == 0 ? message + strlen(place) : message;
    }
    return message;
}

int front_on_error(lua_State *L)
{
    Front *front = front_of(L);
    if (front->error)
        return 1;
    const char *message = lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : NULL;
    Diag diag = {0};
    if (!message)
        snprintf(diag.message, sizeof diag.message, "the model raised an error that is %s, not a text",
                 front_kind(L, 1));
    else if (strstr(message, "stack overflow"))
        snprintf(diag.message, sizeof diag.message,
                 "functions call each other too deeply; does a recursion lack its end?");
    else
        snprintf(diag.message, sizeof diag.message, "%s", without_place(L, message));
    front->error = user_error_text(front_pos(L), NULL, 0, &diag);
    return 1;
}

/* Lua's parser says "model:LINE: what near where". */
char *front_syntax_error(Front *front, const char *message)
{
    Pos pos = {.file = front->file, .layer_file = front->file};
    char *rest = NULL;
    if (strncmp(message, "model:", 6) == 0) {
        pos.line = (int)strtol(message + 6, &rest, 10);
        message = strncmp(rest, ": ", 2) == 0 ? rest + 2 : rest;
    }
    Diag diag = {0};
    snprintf(diag.message, sizeof diag.message, "syntax error: %s", message);
    if (strstr(message, "stack overflow"))
        snprintf(diag.message, sizeof diag.message, "syntax error: brackets or blocks are nested too deeply");
    if (strstr(message, "binary chunk"))
        snprintf(diag.message, sizeof diag.message, "this is compiled Lua; a model is read as text only");
    return user_error_text(pos, NULL, 0, &diag);
}

/* ------------------------------------------------------- words for Lua */

/* fail(message, hint or nil, values ...) */
static int l_fail(lua_State *L)
{
    Val *operands[MAX_IN];
    int count = 0;
    for (int arg = 3; arg <= lua_gettop(L) && count < MAX_IN; arg++) {
        Val *v = front_test_value(L, arg);
        if (v)
            operands[count++] = v;
    }
    return front_fail(L, operands, count, luaL_optstring(L, 2, NULL), "%s", luaL_checkstring(L, 1));
}

static int l_kind(lua_State *L)
{
    lua_pushstring(L, front_kind(L, 1));
    return 1;
}

/* nearest(word, table): the nearest of the table's keys, or nil */
static int l_nearest(lua_State *L)
{
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_pushstring(L, front_nearest(L, 2, luaL_checkstring(L, 1), NULL));
    return 1;
}

static int l_closed_index(lua_State *L)
{
    const char *what = lua_tostring(L, lua_upvalueindex(1));
    if (lua_type(L, 2) != LUA_TSTRING)
        return front_fail(L, NULL, 0, NULL, "%s has names as keys, found %s", what, front_kind(L, 2));
    const char *word = lua_tostring(L, 2);
    const char *near = front_nearest(L, 1, word, NULL);
    const char *hint = near ? arena_format("did you mean %s.%s?", what, near) : NULL;
    return front_fail(L, NULL, 0, hint, "there is no %s.%s", what, word);
}

void front_close_table(lua_State *L, const char *name)
{
    lua_newtable(L);
    lua_pushstring(L, name);
    lua_pushcclosure(L, l_closed_index, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

/* closed(table, name, function that a call of the table calls, or nil) -> table */
static int l_closed(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    const char *name = luaL_checkstring(L, 2);
    const bool callable = lua_type(L, 3) == LUA_TFUNCTION;
    lua_pushvalue(L, 1);
    front_close_table(L, name);
    if (callable && lua_getmetatable(L, -1)) {
        lua_pushvalue(L, 3);
        lua_setfield(L, -2, "__call");
        lua_pop(L, 1);
    }
    return 1;
}

void open_errors(lua_State *L)
{
    const luaL_Reg words[] = {
        {"fail", l_fail}, {"kind", l_kind}, {"nearest", l_nearest}, {"closed", l_closed}, {NULL, NULL},
    };
    luaL_setfuncs(L, words, 0);
}

/* front_layers.c - the library's files. The words, and what all layers share, are read before the model; a file of layers
 * when the model or another layer first names what it defines. They would be most of gatcc's time for a small model, and
 * few models name more than three.
 *
 * A file of layers defines words of `nn`, and may define some of `native` for others, by lines "function nn.gat(". */
#include "compiler/lang/front.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/embedded.h"

#include <string.h>

enum { WORDS = 1, NATIVE, NAME, OTHERWISE }; /* upvalues of l_index */

static bool is_layers(const struct LuaFile *file)
{
    return strstr(file->text, "\nfunction nn.") != NULL;
}

/* Runs a file in the table of words, with `native` as its argument. It is ours: no limit of the model's holds meanwhile. */
static void run_file(lua_State *L, int number, int words, int native)
{
    Front *front = front_of(L);
    const struct LuaFile *file = &lua_library[number];
    const bool guarded = front->guarded;
    if (front->library_read[number])
        return;
    front->library_read[number] = true;
    front->guarded = false;
    luaL_checkstack(L, 4, "layers");
    lua_pushfstring(L, "@%s", file->name);
    const int status = luaL_loadbufferx(L, file->text, file->size, lua_tostring(L, -1), "t");
    if (status == LUA_ERRMEM)
        die("out of memory before %s was read", front->file);
    if (status != LUA_OK)
        bug("the layer library does not load: %s", lua_tostring(L, -1));
    lua_pushvalue(L, words);
    front_set_globals(L);
    lua_pushvalue(L, native);
    lua_call(L, 1, 0);
    lua_pop(L, 1);
    front->guarded = guarded;
}

/* The file of layers that defines TABLE.WORD; -1: none. */
static int file_defining(const char *table, const char *word)
{
    const char *line = arena_format("\nfunction %s.%s(", table, word);
    for (int i = 0; i < lua_library_count; i++)
        if (is_layers(&lua_library[i]) && strstr(lua_library[i].text, line))
            return i;
    return -1;
}

/* A word that the table does not have: the file that defines it is read; else what reading it did before. */
static int l_index(lua_State *L)
{
    const int words = lua_upvalueindex(WORDS), native = lua_upvalueindex(NATIVE);
    const bool is_word = lua_type(L, 2) == LUA_TSTRING;
    const int file = is_word ? file_defining(lua_tostring(L, lua_upvalueindex(NAME)), lua_tostring(L, 2)) : -1;
    if (file >= 0)
        run_file(L, file, words, native);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, 1) != LUA_TNIL || lua_isnil(L, lua_upvalueindex(OTHERWISE)))
        return 1;
    for (int i = 0; i < lua_library_count; i++) /* what may have been meant */
        run_file(L, i, words, native);
    lua_pushvalue(L, lua_upvalueindex(OTHERWISE));
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_call(L, 2, 1);
    return 1;
}

/* The table on top reads files by its words from now on. */
static void read_by_words(lua_State *L, const char *name, int words, int native)
{
    if (!lua_getmetatable(L, -1))
        lua_newtable(L);
    lua_pushvalue(L, words);
    lua_pushvalue(L, native);
    lua_pushstring(L, name);
    lua_getfield(L, -4, "__index");
    lua_pushcclosure(L, l_index, OTHERWISE);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

void front_open_layers(lua_State *L, int words, int native)
{
    front_of(L)->library_read = arena_alloc((size_t)lua_library_count, sizeof(bool));
    for (int i = 0; i < lua_library_count; i++)
        if (!is_layers(&lua_library[i]))
            run_file(L, i, words, native);
    lua_pushvalue(L, native);
    read_by_words(L, "native", words, native);
    lua_getfield(L, words, "nn");
    read_by_words(L, "nn", words, native);
}

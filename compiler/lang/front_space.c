/* front_space.c - spaces and relations as Lua declares them, and the words that go along their ends.
 *
 * prelude.lua declares the spaces of every model (node, edge, graph) by the same words as a model its own. */
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/lang/front.h"

#include <string.h>

static int word_index(lua_State *L, int arg, const char *const words[])
{
    const char *word = luaL_checkstring(L, arg);
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return luaL_error(L, "no such word here: %s", word);
}

static SpaceKind check_kind(lua_State *L, int arg)
{
    static const char *const words[] = {"one", "rows", "edges", NULL};
    static const SpaceKind kinds[] = {SPACE_ONE, SPACE_ROWS, SPACE_EDGES};
    return kinds[word_index(L, arg, words)];
}

/* check_space(name, what): what the name of one more "space" or "relation" may be */
static int l_check_space(lua_State *L)
{
    enum { MOST_SPACES = 200 };
    front_check_space_name(L, 1, luaL_checkstring(L, 2));
    if (front_of(L)->model->space_count >= MOST_SPACES)
        return front_fail(L, NULL, 0, NULL, "the model has more than %d spaces and relations", (int)MOST_SPACES);
    return 0;
}

/* space(name, kind: "one", "rows" or "edges") */
static int l_space(lua_State *L)
{
    Model *m = front_of(L)->model;
    declare_space(m, intern(luaL_checkstring(L, 1)), check_kind(L, 2));
    return 0;
}

/* ending(relation, { name, to, gather, sum, max, list, adjective, sorted }): one more end of it */
static int l_ending(lua_State *L)
{
    Model *m = front_of(L)->model;
    Space *of = (Space *)front_check_space(L, 1, "ending");
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_getfield(L, 2, "to");
    const Space *to = front_check_space(L, -1, "ending");
    lua_pop(L, 1);
    lua_getfield(L, 2, "sorted");
    const bool sorted = lua_toboolean(L, -1);
    lua_pop(L, 1);
    const End end = {.name = front_text_field(L, 2, "name"),
                     .to = to,
                     .gather = front_text_field(L, 2, "gather"),
                     .sum = front_text_field(L, 2, "sum"),
                     .max = front_text_field(L, 2, "max"),
                     .list = front_text_field(L, 2, "list"),
                     .adjective = front_text_field(L, 2, "adjective"),
                     .sorted = sorted};
    declare_end(m, of, end);
    return 0;
}

static int l_go_along(lua_State *L)
{
    return front_primitive(L, (Op)lua_tointeger(L, lua_upvalueindex(1)), lua_touserdata(L, lua_upvalueindex(2)));
}

/* along(op: "gather", "sum_to" or "max_to", relation, end) -> function of a value */
static int l_along(lua_State *L)
{
    static const char *const words[] = {"gather", "sum_to", "max_to", NULL};
    static const Op ops[] = {OP_gather, OP_sum_to, OP_max_to};
    const Op op = ops[word_index(L, 1, words)];
    const End *end = find_end(front_check_space(L, 2, "along"), luaL_checkstring(L, 3));
    if (!end)
        return luaL_error(L, "%s has no end %s", lua_tostring(L, 2), lua_tostring(L, 3));
    lua_pushinteger(L, op);
    lua_pushlightuserdata(L, (void *)end);
    lua_pushcclosure(L, l_go_along, 2);
    return 1;
}

void open_spaces(lua_State *L)
{
    const luaL_Reg words[] = {
        {"space", l_space}, {"check_space", l_check_space}, {"ending", l_ending}, {"along", l_along}, {NULL, NULL}};
    luaL_setfuncs(L, words, 0);
}

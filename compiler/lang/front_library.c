/* front_library.c - what a model may use of Lua's own library.
 *
 * Nothing that reaches outside, catches errors, or searches by pattern. Of the rest, every function that can run long
 * is charged for it before it starts, or is ours; and none tells an address or an order that differs between runs:
 * pairs and next go by the keys' order, sort keeps equal elements as they were, a table is shown as "table". */
#include "compiler/base/printable.h"
#include "compiler/lang/front.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { MOST_PRINTED_BYTES = 1 << 20, MOST_PRINTED_LINES = 10000 };

static const char *const safe_base[] = {
    "assert", "error", "ipairs", "rawequal", "rawget", "rawlen", "rawset", "tonumber", "type", NULL,
};
static const char *const safe_string[] = {
    "byte", "char", "format", "len", "lower", "reverse", "sub", "upper", NULL,
};
static const char *const safe_table[] = {"concat", "insert", "pack", "remove", "unpack", NULL};
static const char *const safe_math[] = {
    "abs",  "acos", "asin", "atan",       "ceil", "cos",        "exp",  "floor", "fmod",
    "huge", "log",  "max",  "maxinteger", "min",  "mininteger", "modf", "pi",    "rad",
    "sin",  "sqrt", "tan",  "tointeger",  "type", "ult",        NULL,
};

/* ------------------------------------------------- Lua's, with their price */

/* The function that stands behind ours, on the same arguments. */
static int call_original(lua_State *L)
{
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* What reads its arguments through, and no more. */
static int l_sized(lua_State *L)
{
    size_t bytes = 0;
    int count = lua_gettop(L);
    for (int i = 1; i <= count; i++)
        bytes += sizeof(void *) + (lua_type(L, i) == LUA_TSTRING ? lua_rawlen(L, i) : 0);
    front_charge_bytes(L, bytes);
    return call_original(L);
}

/* insert and remove at a place move what is behind it. */
static int l_shifting(lua_State *L)
{
    bool inserts = lua_tointeger(L, lua_upvalueindex(2)) != 0;
    lua_Integer count = lua_type(L, 1) == LUA_TTABLE ? (lua_Integer)lua_rawlen(L, 1) : 0;
    lua_Integer place = !inserts || lua_gettop(L) > 2 ? luaL_optinteger(L, 2, count) : count;
    front_charge(L, place >= 1 && place <= count ? (uint64_t)(count - place + 1) : 1);
    return call_original(L);
}

/* concat(t, gap, from, to) and unpack(t, from, to) read a range. */
static int l_ranging(lua_State *L)
{
    int first = (int)lua_tointeger(L, lua_upvalueindex(2));
    lua_Integer count = lua_type(L, 1) == LUA_TTABLE ? (lua_Integer)lua_rawlen(L, 1) : 0;
    lua_Integer from = luaL_optinteger(L, first, 1), to = luaL_optinteger(L, first + 1, count);
    uint64_t range = from <= to ? (uint64_t)to - (uint64_t)from : 0;
    uint64_t most = (uint64_t)count + LUAI_MAXSTACK; /* concat stops at the first hole, unpack fails beyond the stack */
    front_charge(L, 1 + (range < most ? range : most));
    return call_original(L);
}

/* --------------------------------------------------------------- strings */

/* Pushes the value as a text that is the same in every run; luaL_tolstring alone would add addresses. */
static const char *push_text(lua_State *L, int arg, size_t *size)
{
    if (lua_type(L, arg) > LUA_TSTRING || lua_type(L, arg) == LUA_TLIGHTUSERDATA) {
        if (luaL_getmetafield(L, arg, "__tostring") == LUA_TNIL) {
            lua_pushstring(L, luaL_typename(L, arg));
            return lua_tolstring(L, -1, size);
        }
        lua_pop(L, 1);
    }
    return luaL_tolstring(L, arg, size);
}

static int l_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    push_text(L, 1, NULL);
    return 1;
}

static void count_printed(lua_State *L, size_t bytes, int lines)
{
    Front *front = front_of(L);
    front_charge_bytes(L, bytes);
    front->printed_bytes += bytes;
    front->printed_lines += lines;
    if (front->printed_bytes > MOST_PRINTED_BYTES || front->printed_lines > MOST_PRINTED_LINES)
        front_fail(L, NULL, 0, "a loop that prints?", "print: more than %d MiB or %d lines in all",
                   MOST_PRINTED_BYTES >> 20, (int)MOST_PRINTED_LINES);
}

static int l_print(lua_State *L)
{
    int count = lua_gettop(L);
    count_printed(L, 1, 1);
    for (int i = 1; i <= count; i++) {
        size_t size;
        const char *text = push_text(L, i, &size);
        count_printed(L, size, 0);
        fprintf(stderr, "%s%s", i > 1 ? "\t" : "", printable_text(text, size));
        lua_pop(L, 1);
    }
    fputc('\n', stderr);
    return 0;
}

/* Bounded before it starts: Lua's own runs for ever on ("").rep. */
static int l_repeat(lua_State *L)
{
    size_t size, gap_size;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer times = luaL_checkinteger(L, 2);
    const char *gap = luaL_optlstring(L, 3, "", &gap_size);
    if (times < 1 || size + gap_size == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if ((lua_Unsigned)times > MOST_TEXT_BYTES / (size + gap_size))
        return front_fail(L, NULL, 0, NULL, "string.rep: the text would be longer than %d MiB", MOST_TEXT_BYTES >> 20);
    size_t total = (size_t)times * (size + gap_size) - gap_size;
    front_charge_bytes(L, total);
    luaL_Buffer out;
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

/* What %s shows goes by push_text, and %p, which shows nothing but an address, is no conversion. */
static int l_format(lua_State *L)
{
    size_t size;
    const char *format = luaL_checklstring(L, 1, &size), *end = format + size;
    int arg = 1;
    for (const char *c = format; c < end; c++) {
        if (*c != '%')
            continue;
        c++;
        if (c < end && *c == '%')
            continue;
        c += strspn(c, "-+ #0123456789.");
        arg++;
        if (c < end && *c == 'p')
            return front_fail(L, NULL, 0, NULL, "string.format: %%p would show an address, which differs between runs");
        if (c < end && *c == 's' && arg <= lua_gettop(L)) {
            push_text(L, arg, NULL);
            lua_replace(L, arg);
        }
    }
    return l_sized(L);
}

/* ----------------------------------------------------------------- order */

/* Does the element at stack index a stand before the one at b? */
typedef bool Before(lua_State *L, int a, int b);

/* As Lua's <, or by the function at index 2. */
static bool before_by_order(lua_State *L, int a, int b)
{
    if (lua_isnoneornil(L, 2)) {
        if (lua_type(L, a) == LUA_TSTRING && lua_type(L, b) == LUA_TSTRING)
            front_charge_bytes(L, lua_rawlen(L, a) < lua_rawlen(L, b) ? lua_rawlen(L, a) : lua_rawlen(L, b));
        return lua_compare(L, a, b, LUA_OPLT);
    }
    lua_pushvalue(L, 2);
    lua_pushvalue(L, a);
    lua_pushvalue(L, b);
    lua_call(L, 2, 1);
    bool before = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return before;
}

/* Kinds of keys in the order in which pairs visits them; 0: has none but its address. */
static int key_rank(lua_State *L, int key)
{
    switch (lua_type(L, key)) {
    case LUA_TNUMBER: return 1;
    case LUA_TSTRING: return 2;
    case LUA_TBOOLEAN: return 3;
    default: return front_test_value(L, key) ? 4 : 0;
    }
}

static bool before_as_keys(lua_State *L, int a, int b)
{
    int left = key_rank(L, a), right = key_rank(L, b);
    if (left == 0 || right == 0)
        front_fail(L, NULL, 0, "name the entries, or number them and use ipairs",
                   "pairs: keys that are %s have no order that is the same in every run",
                   lua_type(L, left ? b : a) == LUA_TTABLE ? "tables" : "functions");
    if (left != right)
        return left < right;
    if (left == 3)
        return lua_toboolean(L, a) < lua_toboolean(L, b);
    if (left == 4)
        return front_test_value(L, a)->id < front_test_value(L, b)->id;
    front_charge_bytes(L, left == 2 ? lua_rawlen(L, a) : 0);
    return lua_compare(L, a, b, LUA_OPLT);
}

/* The lists at `from` and `to` are absolute stack indices. Merges from[i..middle) and from[middle..end) into to. */
static void merge(lua_State *L, int from, lua_Integer i, lua_Integer middle, lua_Integer end, Before *before)
{
    int to = from + 1;
    lua_Integer j = middle;
    for (lua_Integer k = i; k < end; k++) {
        bool right = i == middle;
        if (i < middle && j < end) {
            lua_rawgeti(L, from, j);
            lua_rawgeti(L, from, i);
            int top = lua_gettop(L);
            right = before(L, top - 1, top);
            lua_pop(L, 2);
        }
        lua_rawgeti(L, from, right ? j++ : i++);
        lua_rawseti(L, to, k);
    }
}

/* Sorts the list of `count` elements on top of the stack; equal ones stay as they were. */
static void sort_list(lua_State *L, lua_Integer count, Before *before)
{
    int list = lua_gettop(L);
    luaL_checkstack(L, 8, "table.sort");
    lua_newtable(L);
    for (lua_Integer width = 1; width < count; width *= 2) {
        front_charge(L, (uint64_t)count);
        for (lua_Integer start = 1; start <= count; start += 2 * width) {
            lua_Integer middle = start + width <= count ? start + width : count + 1;
            lua_Integer end = middle + width <= count ? middle + width : count + 1;
            merge(L, list, start, middle, end, before);
        }
        lua_insert(L, list);
    }
    lua_pop(L, 1);
}

/* Moves list[1..count] of index `from` to `to`. */
static void copy_list(lua_State *L, int from, int to, lua_Integer count)
{
    front_charge(L, (uint64_t)count);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, from, i);
        lua_rawseti(L, to, i);
    }
}

/* A copy is sorted, so that a comparison may do to the table what it likes. */
static int l_sort(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2))
        luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    lua_Integer count = (lua_Integer)lua_rawlen(L, 1);
    lua_newtable(L);
    copy_list(L, 1, 3, count);
    sort_list(L, count, before_by_order);
    copy_list(L, 3, 1, count);
    return 0;
}

/* pairs' step: upvalues are the sorted keys and how many were visited. Keys that are gone by now are left out. */
static int l_next_pair(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
    for (;;) {
        lua_settop(L, 1);
        if (lua_rawgeti(L, lua_upvalueindex(1), ++at) == LUA_TNIL)
            return 1;
        lua_pushvalue(L, -1);
        if (lua_rawget(L, 1) != LUA_TNIL)
            break;
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(2));
    return 2;
}

static int l_pairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_newtable(L);
    lua_Integer count = 0;
    for (lua_pushnil(L); lua_next(L, 1);) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_rawseti(L, 2, ++count);
    }
    front_charge(L, (uint64_t)count);
    sort_list(L, count, before_as_keys);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, l_next_pair, 2);
    lua_pushvalue(L, 1);
    return 2;
}

/* next(t, key): the smallest of the keys behind it. */
static int l_next(lua_State *L)
{
    enum { TABLE = 1, KEY, BEST };
    luaL_checktype(L, TABLE, LUA_TTABLE);
    lua_settop(L, KEY);
    lua_pushnil(L);
    for (lua_pushnil(L); lua_next(L, TABLE); lua_pop(L, 1)) {
        int key = lua_gettop(L) - 1;
        front_charge(L, 1);
        if (!lua_isnil(L, KEY) && !before_as_keys(L, KEY, key))
            continue;
        if (lua_isnil(L, BEST) || before_as_keys(L, key, BEST)) {
            lua_pushvalue(L, key);
            lua_replace(L, BEST);
        }
    }
    if (lua_isnil(L, BEST))
        return 1;
    lua_pushvalue(L, BEST);
    lua_rawget(L, TABLE);
    return 2;
}

/* ------------------------------------------------------------- the tables */

/* Copies the named fields of the library on top into the table below it; leaves that table. */
static void keep_safe(lua_State *L, const char *const *names)
{
    for (int i = 0; names[i]; i++) {
        lua_getfield(L, -1, names[i]);
        lua_setfield(L, -3, names[i]);
    }
    lua_pop(L, 1);
}

/* The named function of the table on top is from now on called by `ours`, which finds `word` in upvalue 2. */
static void put_before(lua_State *L, const char *name, lua_CFunction ours, int word)
{
    lua_getfield(L, -1, name);
    lua_pushinteger(L, word);
    lua_pushcclosure(L, ours, 2);
    lua_setfield(L, -2, name);
}

static void push_safe_library(lua_State *L, const char *name, lua_CFunction open, const char *const *names)
{
    lua_newtable(L);
    luaL_requiref(L, name, open, 0);
    keep_safe(L, names);
    front_close_table(L, name);
}

/* Strings carry methods: ("x"):rep(3) must find the safe table, not Lua's own. */
static void push_string_library(lua_State *L)
{
    push_safe_library(L, LUA_STRLIBNAME, luaopen_string, safe_string);
    for (int i = 0; safe_string[i]; i++)
        put_before(L, safe_string[i], strcmp(safe_string[i], "format") == 0 ? l_format : l_sized, 0);
    lua_pushcfunction(L, l_repeat);
    lua_setfield(L, -2, "rep");
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 2);
}

static void push_table_library(lua_State *L)
{
    enum { REMOVE, INSERT, UNPACK_FROM = 2, CONCAT_FROM = 3 };
    push_safe_library(L, LUA_TABLIBNAME, luaopen_table, safe_table);
    put_before(L, "insert", l_shifting, INSERT);
    put_before(L, "remove", l_shifting, REMOVE);
    put_before(L, "unpack", l_ranging, UNPACK_FROM);
    put_before(L, "concat", l_ranging, CONCAT_FROM);
    put_before(L, "pack", l_sized, 0);
    lua_pushcfunction(L, l_sort);
    lua_setfield(L, -2, "sort");
}

void front_push_library(lua_State *L)
{
    const luaL_Reg ours[] = {
        {"print", l_print}, {"tostring", l_tostring}, {"pairs", l_pairs}, {"next", l_next}, {NULL, NULL},
    };
    lua_newtable(L);
    luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
    keep_safe(L, safe_base);
    put_before(L, "tonumber", l_sized, 0);
    luaL_setfuncs(L, ours, 0);
    push_string_library(L);
    lua_setfield(L, -2, "string");
    push_table_library(L);
    lua_setfield(L, -2, "table");
    push_safe_library(L, LUA_MATHLIBNAME, luaopen_math, safe_math);
    lua_setfield(L, -2, "math");
}

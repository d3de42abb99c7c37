/* front_value.c - values as Lua sees them, and every row of ops.def as a function.
 *
 * A value is a userdata that points to its Val; one Val has one userdata, so == in Lua
 * is identity in the Prog. A number stands for a constant wherever a value may stand.
 * A value takes the name of the Lua local on whose line it was the last to be built:
 * `local z = matmul(h, W)` in a layer, `local h = nn.gat(x, ...)` in the model. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/lang/front.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <string.h>

enum { MOST_VALUES = 100000 };

static const char value_type[] = "value";   /* what Lua calls it in its own messages */
static const char value_cache[] = "values"; /* the registry's table Val* -> userdata */

/* ---------------------------------------------------------------- values */

int front_push_value(lua_State *L, Val *v)
{
    lua_getfield(L, LUA_REGISTRYINDEX, value_cache);
    if (lua_rawgetp(L, -1, v) == LUA_TNIL) {
        lua_pop(L, 1);
        Val **box = lua_newuserdatauv(L, sizeof *box, 0);
        *box = v;
        luaL_setmetatable(L, value_type);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, -3, v);
    }
    lua_remove(L, -2);
    return 1;
}

Val *front_test_value(lua_State *L, int arg)
{
    Val **box = luaL_testudata(L, arg, value_type);
    return box ? *box : NULL;
}

static Val *build_constant(lua_State *L, double number, const char *what)
{
    if (!isfinite(number) || fabs(number) > (double)FLT_MAX)
        front_fail(L, NULL, 0, NULL, "%s: the number %g is not one a float can hold", what, number);
    Attr attr = {.num = number, .type = {SPACE_PARAM, shape_make(1, 1, 1, 1)}};
    return front_build(L, OP_constant, NULL, &attr);
}

Val *front_check_value(lua_State *L, int arg, const char *what)
{
    Val *v = front_test_value(L, arg);
    if (v)
        return v;
    if (lua_type(L, arg) == LUA_TNUMBER)
        return build_constant(L, lua_tonumber(L, arg), what);
    front_fail(L, NULL, 0, NULL, "%s: argument %d is %s; a value or a number was expected", what, arg,
               front_kind(L, arg));
    return NULL;
}

/* ----------------------------------------------------------------- names */

/* The name in "local NAME = ..." or "NAME = ..."; NULL where the line is something else. */
static const char *assigned_name(const char *line)
{
    enum { LONGEST_NAME = 60 };
    if (strncmp(line, "local ", 6) == 0)
        line += 6;
    while (*line == ' ')
        line++;
    int length = 0;
    while (isalnum((unsigned char)line[length]) || line[length] == '_')
        length++;
    const char *rest = line + length;
    while (*rest == ' ')
        rest++;
    if (length == 0 || length > LONGEST_NAME || isdigit((unsigned char)line[0]) || rest[0] != '=' || rest[1] == '=')
        return NULL;
    return intern(arena_format("%.*s", length, line));
}

static bool is_made_of(const Val *v, const Val *part, int depth)
{
    for (int i = 0; depth && i < op_info[v->op].arity; i++)
        if (v->in[i] == part || is_made_of(v->in[i], part, depth - 1))
            return true;
    return false;
}

/* A line of the language that calls other words of it ends its run for them: what it had made so far is not the whole. */
static void hint(Run *run, Val *v, const char *name)
{
    enum { NEAR = 4 };
    if (run->hinted && run->hinted_at == run->line && run->hinted->hint == name && is_made_of(v, run->hinted, NEAR))
        run->hinted->hint = NULL;
    v->hint = name;
    run->hinted = v;
    run->hinted_at = run->line;
}

static void end_run(Run *run)
{
    Val *v = run->last;
    const char *name = v ? assigned_name(source_line(run->file, run->line)) : NULL;
    run->last = NULL;
    if (name && run->of == RUN_OF_WORD)
        hint(run, v, name);
    else if (name)
        v->name = name;
    if (name && name[1] && run->of == RUN_OF_MODEL)
        v->pos.layer = NULL; /* the user's name stands by itself, a single letter does not */
}

/* A value found again keeps its first name, so it ends the run without taking part. */
static void extend_run(Run *run, const char *file, int line, Val *v, bool fresh)
{
    if (run->file != file || run->line != line)
        end_run(run);
    run->file = file;
    run->line = line;
    run->last = fresh ? v : NULL;
}

/* The layer's name first: where the user names the layer's result, the user's name stands. */
void front_name_values(Front *front)
{
    end_run(&front->word_run);
    end_run(&front->layer_run);
    end_run(&front->model_run);
}

static void note_value(Front *front, Pos pos, Val *v, bool fresh)
{
    if (front->model_run.line != pos.line)
        front_name_values(front);
    extend_run(&front->word_run, front->word.file, front->word.line, v, fresh && front->word.file);
    extend_run(&front->layer_run, pos.layer_file, pos.layer_line, v, fresh && pos.layer_file != pos.file);
    extend_run(&front->model_run, pos.file, pos.line, v, fresh);
}

Val *front_build(lua_State *L, Op op, Val *const *in, const Attr *attr)
{
    Front *front = front_of(L);
    Prog *p = front->model->forward;
    Type type;
    Diag why = {0};
    if (!infer_type(front->model, op, in, attr, &type, &why))
        front_fail_diag(L, in, op_info[op].arity, &why);
    if (p->count >= MOST_VALUES)
        front_fail(L, NULL, 0, "a loop without an end?", "the model has more than %d values", (int)MOST_VALUES);
    int before = p->count;
    Pos pos = front_pos(L);
    Val *v = build(p, op, in, attr, pos);
    note_value(front, pos, v, p->count > before);
    return v;
}

/* ------------------------------------------------------------ attributes */

/* "\"param\", \"node\" or \"edge\"" */
static const char *names_of_spaces(const Model *m)
{
    const char *text = "";
    for (int i = 0; i < m->space_count; i++)
        text = arena_format("%s%s\"%s\"", text,
                            i == 0                   ? ""
                            : i + 1 < m->space_count ? ", "
                                                     : " or ",
                            m->spaces[i]->name);
    return text;
}

const Space *front_check_space(lua_State *L, int arg, const char *what)
{
    const Model *m = front_of(L)->model;
    const Space *space = lua_type(L, arg) == LUA_TSTRING ? find_space(m, lua_tostring(L, arg)) : NULL;
    if (!space)
        front_fail(L, NULL, 0, NULL, "%s: the space is %s; expected %s", what, front_kind(L, arg), names_of_spaces(m));
    return space;
}

static int32_t check_dim(lua_State *L, int arg, int i, const char *what)
{
    int exact = 0;
    lua_Integer size = lua_tointegerx(L, arg, &exact);
    if (lua_type(L, arg) != LUA_TNUMBER || !exact || size < 1 || size > MAX_WIDTH)
        front_fail(L, NULL, 0, NULL, "%s: dimension %d is %s; expected a whole number from 1 to %d", what, i,
                   front_kind(L, arg), (int)MAX_WIDTH);
    return (int32_t)size;
}

/* { 8, 64 }, or 64 for { 64 } */
Shape front_check_shape(lua_State *L, int arg, const char *what)
{
    arg = lua_absindex(L, arg);
    if (lua_type(L, arg) == LUA_TNUMBER)
        return shape_make(1, check_dim(L, arg, 1, what), 1, 1);
    if (lua_type(L, arg) != LUA_TTABLE)
        front_fail(L, NULL, 0, NULL, "%s: the shape is %s; expected a table such as { 8, 64 }", what,
                   front_kind(L, arg));
    size_t rank = lua_rawlen(L, arg);
    if (rank < 1 || rank > MAX_RANK)
        front_fail(L, NULL, 0, NULL, "%s: the shape has %zu dimensions; expected 1 to %d", what, rank, (int)MAX_RANK);
    int32_t dim[MAX_RANK] = {1, 1, 1};
    for (int i = 0; i < (int)rank; i++) {
        lua_rawgeti(L, arg, i + 1);
        dim[i] = check_dim(L, -1, i + 1, what);
        lua_pop(L, 1);
    }
    return shape_make((int)rank, dim[0], dim[1], dim[2]);
}

static int32_t check_int32(lua_State *L, const char *key, const char *what)
{
    int exact = 0;
    lua_Integer number = lua_tointegerx(L, -1, &exact);
    if (!exact || number < INT32_MIN || number > INT32_MAX)
        front_fail(L, NULL, 0, NULL, "%s: %s is %s; a whole number was expected", what, key, front_kind(L, -1));
    return (int32_t)number;
}

/* The key at -2 and its value at -1 into the attribute. */
static void set_attr(lua_State *L, Op op, Attr *attr, const char *what)
{
    const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
    if (strcmp(key, "num") == 0) {
        if (lua_type(L, -1) != LUA_TNUMBER)
            front_fail(L, NULL, 0, NULL, "%s: num is %s; a number was expected", what, front_kind(L, -1));
        attr->num = lua_tonumber(L, -1);
    } else if (strcmp(key, "index") == 0 && op != OP_keep) {
        attr->index = check_int32(L, key, what);
    } else if (strcmp(key, "length") == 0) {
        attr->length = check_int32(L, key, what);
    } else if (strcmp(key, "shape") == 0) {
        attr->type.shape = front_check_shape(L, -1, what);
    } else if (strcmp(key, "space") == 0) {
        attr->type.space = front_check_space(L, -1, what);
    } else {
        front_fail(L, NULL, 0, NULL, "%s: %s is no attribute; expected num, index, length, shape or space", what,
                   front_kind(L, -2));
    }
}

static Attr check_attr(lua_State *L, int arg, Op op, const char *what)
{
    Attr attr = {0};
    if (op_info[op].kind == KIND_LEAF)
        attr.type = (Type){SPACE_PARAM, shape_make(1, 1, 1, 1)};
    if (!lua_isnoneornil(L, arg)) {
        if (lua_type(L, arg) != LUA_TTABLE)
            front_fail(L, NULL, 0, NULL, "%s takes %d value%s; argument %d is %s", what, op_info[op].arity,
                       op_info[op].arity == 1 ? "" : "s", arg, front_kind(L, arg));
        for (lua_pushnil(L); lua_next(L, arg); lua_pop(L, 1))
            set_attr(L, op, &attr, what);
    }
    if (!isfinite(attr.num) || fabs(attr.num) > (double)FLT_MAX)
        front_fail(L, NULL, 0, NULL, "%s: the number %g is not one a float can hold", what, attr.num);
    return attr;
}

/* ------------------------------------------------------------ primitives */

int front_primitive(lua_State *L, Op op, const End *end)
{
    const char *what = word_of(op, end);
    int arity = op_info[op].arity;
    if (lua_gettop(L) > arity + 1)
        return front_fail(L, NULL, 0, NULL, "%s takes %d value%s, found %d arguments", what, arity,
                          arity == 1 ? "" : "s", lua_gettop(L));
    lua_settop(L, arity + 1);
    Val *in[MAX_IN] = {0};
    for (int i = 0; i < arity; i++)
        in[i] = front_check_value(L, i + 1, what);
    Attr attr = check_attr(L, arity + 1, op, what);
    attr.end = end;
    /* Each mask is a draw of its own: two of them are never the same value. */
    if (op == OP_keep)
        attr.index = front_of(L)->model->draws;
    Val *v = front_build(L, op, in, &attr);
    if (op == OP_keep)
        front_of(L)->model->draws++;
    return front_push_value(L, v);
}

/* op.NAME(v1, ..., attributes): this closure over the opcode is all that a row of ops.def needs. */
static int l_primitive(lua_State *L)
{
    return front_primitive(L, (Op)lua_tointeger(L, lua_upvalueindex(1)), NULL);
}

/* a + b and its like: the same closure, with Lua handing over exactly the operands. */
static int l_operator(lua_State *L)
{
    lua_settop(L, op_info[lua_tointeger(L, lua_upvalueindex(1))].arity);
    return l_primitive(L);
}

/* ---------------------------------------------------------------- fields */

static int push_shape(lua_State *L, Shape shape)
{
    lua_createtable(L, shape.rank, 0);
    for (int i = 0; i < shape.rank; i++) {
        lua_pushinteger(L, shape.dim[i]);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

static int push_integer(lua_State *L, int64_t number)
{
    lua_pushinteger(L, number);
    return 1;
}

static int l_value_index(lua_State *L)
{
    Val *v = *(Val **)luaL_checkudata(L, 1, value_type);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    Shape shape = v->type.shape;
    if (strcmp(key, "dim") == 0)
        return push_integer(L, shape.dim[shape.rank - 1]);
    if (strcmp(key, "heads") == 0)
        return push_integer(L, shape.rank == 1 ? 1 : shape.dim[shape.rank - 2]);
    if (strcmp(key, "width") == 0)
        return push_integer(L, shape_width(shape));
    if (strcmp(key, "shape") == 0)
        return push_shape(L, shape);
    if (strcmp(key, "space") == 0) {
        lua_pushstring(L, v->type.space->name);
        return 1;
    }
    return front_fail(L, &v, 1, NULL, "a value has no field %s; expected dim, heads, width, shape or space",
                      front_kind(L, 2));
}

static int l_value_text(lua_State *L)
{
    const Val *v = *(Val **)luaL_checkudata(L, 1, value_type);
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    luaL_addstring(&text, v->type.space->name);
    for (int i = 0; i < v->type.shape.rank; i++) {
        luaL_addstring(&text, i == 0 ? " [" : ",");
        lua_pushinteger(L, v->type.shape.dim[i]);
        luaL_addvalue(&text);
    }
    luaL_addstring(&text, "]");
    luaL_pushresult(&text);
    return 1;
}

/* What values cannot do, and what to write instead. */
static int l_value_cannot(lua_State *L)
{
    Val *operands[2];
    int count = 0;
    for (int arg = 1; arg <= 2; arg++) {
        Val *v = front_test_value(L, arg);
        if (v)
            operands[count++] = v;
    }
    return front_fail(L, operands, count, lua_tostring(L, lua_upvalueindex(2)), "a value cannot be %s",
                      lua_tostring(L, lua_upvalueindex(1)));
}

static const struct {
    const char *event;
    Op op;
} operators[] = {
    {"__add", OP_add}, {"__sub", OP_sub}, {"__mul", OP_mul}, {"__div", OP_div}, {"__unm", OP_neg},
};

static const struct {
    const char *event, *what, *hint;
} refusals[] = {
    {"__lt", "compared with <", "its numbers are known at run time: maximum(a, b), or select(a - b, x, y)"},
    {"__le", "compared with <=", "its numbers are known at run time: maximum(a, b), or select(a - b, x, y)"},
    {"__mod", "divided with %", "only + - * / and ^ are defined"},
    {"__idiv", "divided with //", "only + - * / and ^ are defined"},
    {"__call", "called", "was a word of the language overwritten?"},
    {"__concat", "joined with ..", "concat(a, b) puts rows side by side; tostring(v) is its type"},
    {"__len", "measured with #", "v.dim is its last dimension, v.width all its numbers"},
    {"__newindex", "changed", "make a new value"},
};

static void open_value_type(lua_State *L)
{
    luaL_newmetatable(L, value_type);
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        lua_pushinteger(L, operators[i].op);
        lua_pushcclosure(L, l_operator, 1);
        lua_setfield(L, -2, operators[i].event);
    }
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        lua_pushstring(L, refusals[i].what);
        lua_pushstring(L, refusals[i].hint);
        lua_pushcclosure(L, l_value_cannot, 2);
        lua_setfield(L, -2, refusals[i].event);
    }
    lua_pushcfunction(L, l_value_index);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, l_value_text);
    lua_setfield(L, -2, "__tostring");
}

/* is_value(x) */
static int l_is_value(lua_State *L)
{
    lua_pushboolean(L, front_test_value(L, 1) != NULL);
    return 1;
}

static bool goes_along_end(Op op)
{
    return op_info[op].kind == KIND_GATHER || op_info[op].kind == KIND_SCATTER;
}

void open_values(lua_State *L)
{
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, value_cache);
    open_value_type(L);
    lua_setfield(L, -2, value_type);
    lua_newtable(L);
    for (int op = 0; op < OP_COUNT; op++) {
        if (goes_along_end((Op)op))
            continue; /* a word for each end: front_space.c */
        lua_pushinteger(L, op);
        lua_pushcclosure(L, l_primitive, 1);
        lua_setfield(L, -2, op_info[op].name);
    }
    lua_setfield(L, -2, "op");
    lua_pushcfunction(L, l_is_value);
    lua_setfield(L, -2, "is_value");
}

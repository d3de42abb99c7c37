/* front_recipe.c - how a model is trained and what is done to its graph: train { }, metrics, graph { }.
 *
 * What has a name and settings, such as an optimiser, is a text in the model, "adam:lr=0.005", which the runtime reads
 * (runtime/train/spec.c). The runtime's tables of them are handed to the prelude, which makes words of their names and
 * checks of their ranges.
 */
#include "compiler/base/arena.h"
#include "compiler/base/out.h"
#include "compiler/lang/front.h"
#include "runtime/runtime.h"

static double number_field(lua_State *L, int arg, const char *key)
{
    lua_getfield(L, arg, key);
    double number = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return number;
}

const char *front_text_field(lua_State *L, int arg, const char *key)
{
    lua_getfield(L, arg, key);
    const char *text = lua_isstring(L, -1) ? intern(lua_tostring(L, -1)) : NULL;
    lua_pop(L, 1);
    return text;
}

/* Pushes { { name, initial, the name of its check }, ... } */
static void push_settings(lua_State *L, const Setting *rows)
{
    lua_newtable(L);
    for (int i = 0; i < MOST_SETTINGS && rows[i].name; i++) {
        lua_newtable(L);
        lua_pushstring(L, rows[i].name);
        lua_rawseti(L, -2, 1);
        if (rows[i].range == RANGE_FLAG)
            lua_pushboolean(L, rows[i].initial > 0.0);
        else
            lua_pushnumber(L, rows[i].initial);
        lua_rawseti(L, -2, 2);
        lua_pushstring(L, range_word(rows[i].range));
        lua_rawseti(L, -2, 3);
        lua_rawseti(L, -2, i + 1);
    }
}

/* Pushes { { name, settings }, ... } of a table of the runtime. */
static int push_kinds(lua_State *L, const Setting *(*row)(int i, const char **name))
{
    const char *name;
    const Setting *rows;
    lua_newtable(L);
    for (int i = 0; (rows = row(i, &name)); i++) {
        lua_newtable(L);
        lua_pushstring(L, name);
        lua_rawseti(L, -2, 1);
        push_settings(L, rows);
        lua_rawseti(L, -2, 2);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

static int l_optimizers(lua_State *L)
{
    return push_kinds(L, optim_table);
}

/* exact_text(number) -> as many digits as read back as the same double */
static int l_exact_text(lua_State *L)
{
    lua_pushstring(L, out_double(luaL_checknumber(L, 1)));
    return 1;
}

/* train{ epochs, patience, metric, optimizer: a text }, all checked in train.lua */
static int l_train(lua_State *L)
{
    Front *front = front_of(L);
    gatrt_recipe *recipe = &front->model->recipe;
    if (front->train_said)
        return front_fail(L, NULL, 0, NULL, "train { } was said before");
    front->train_said = true;
    luaL_checktype(L, 1, LUA_TTABLE);
    recipe->epochs = (int)number_field(L, 1, "epochs");
    recipe->patience = (int)number_field(L, 1, "patience");
    recipe->optimizer = front_text_field(L, 1, "optimizer");
    const char *metric = front_text_field(L, 1, "metric");
    if (metric) {
        recipe->metric = metric;
        recipe->metric_named = 1;
    }
    return 0;
}

/* metric(name, prediction, is_logit): the loss's own, unless train { } names one, and what it is of */
static int l_metric(lua_State *L)
{
    Front *front = front_of(L);
    front_add_prediction(front, front_check_value(L, 2, "metric"), lua_toboolean(L, 3));
    if (!front->model->recipe.metric_named)
        front->model->recipe.metric = intern(luaL_checkstring(L, 1));
    return 0;
}

/* prepare(self_loops: 0, 1 or 2 as in gatrt_loops, symmetric: nil where the model does not say) */
static int l_prepare(lua_State *L)
{
    Front *front = front_of(L);
    if (front->prepare_said)
        return front_fail(L, NULL, 0, NULL, "graph { } was said before");
    front->prepare_said = true;
    front->model->recipe.self_loops = (gatrt_loops)luaL_checkinteger(L, 1);
    front->model->recipe.symmetric = lua_isnoneornil(L, 2) ? 0 : lua_toboolean(L, 2) ? 1 : -1;
    return 0;
}

void open_recipe(lua_State *L)
{
    const luaL_Reg words[] = {
        {"train", l_train},           {"metric", l_metric},         {"prepare", l_prepare},
        {"optimizers", l_optimizers}, {"exact_text", l_exact_text}, {NULL, NULL},
    };
    luaL_setfuncs(L, words, 0);
}

/* front_recipe.c - how a model is trained and what is done to its graph: train { }, metrics, graph { }.
 *
 * What has a name and settings, such as an optimiser, is a text in the model, "adam:lr=0.005", which the runtime reads
 * (runtime/train/spec.c). The runtime's tables of them are handed to the prelude, which makes words of their names and
 * checks of their ranges.
 */
#include "compiler/base/arena.h"
#include "compiler/base/out.h"
#include "compiler/ir/error.h"
#include "compiler/lang/front.h"
#include "runtime/runtime.h"

#include <math.h>

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
        else if (isnan(rows[i].initial))
            lua_pushnil(L);
        else
            lua_pushnumber(L, rows[i].initial);
        lua_rawseti(L, -2, 2);
        lua_pushstring(L, range_word(rows[i].range));
        lua_rawseti(L, -2, 3);
        lua_rawseti(L, -2, i + 1);
    }
}

/* Pushes { { name, settings }, ... } of a table of the runtime. */
static int push_kinds(lua_State *L, SpecTable *row)
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

static int l_schedules(lua_State *L)
{
    return push_kinds(L, schedule_table);
}

static int l_clips(lua_State *L)
{
    return push_kinds(L, clip_table);
}

static int l_averages(lua_State *L)
{
    return push_kinds(L, average_table);
}

static int l_group_settings(lua_State *L)
{
    push_settings(L, groups_table());
    return 1;
}

/* exact_text(number) -> as many digits as read back as the same double */
static int l_exact_text(lua_State *L)
{
    const double x = luaL_checknumber(L, 1);
    lua_pushstring(L, fabs(x) < 1e9 && x == floor(x) ? arena_format("%.0f", x) : out_double(x));
    return 1;
}

/* What settings mean together, the runtime knows. */
static void check_schedule(lua_State *L, const gatrt_recipe *recipe)
{
    OptimSettings optim;
    Schedule schedule;
    Error error = {""};
    if (!recipe->schedule)
        return;
    if (!optim_parse(recipe->optimizer, &optim, &error) ||
        !schedule_parse(recipe->schedule, recipe->epochs, &schedule, &error) ||
        !schedule_fits(&schedule, &optim, &error))
        front_fail(L, NULL, 0, NULL, "train: %s", error.text);
}

/* train{ epochs, patience, metric, optimizer and schedule: texts }, all checked in train.lua */
static int l_train(lua_State *L)
{
    Front *front = front_of(L);
    gatrt_recipe *recipe = &front->model->recipe;
    if (front->train_said)
        return front_fail(L, NULL, 0, NULL, "train { } was said before");
    front->train_said = true;
    front->train = front_pos(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    recipe->epochs = (int)number_field(L, 1, "epochs");
    recipe->patience = (int)number_field(L, 1, "patience");
    recipe->optimizer = front_text_field(L, 1, "optimizer");
    recipe->schedule = front_text_field(L, 1, "schedule");
    check_schedule(L, recipe);
    recipe->clip = front_text_field(L, 1, "clip");
    recipe->groups = front_text_field(L, 1, "groups");
    recipe->stop_on = front_text_field(L, 1, "stop_on");
    recipe->average = front_text_field(L, 1, "average");
    recipe->l1 = number_field(L, 1, "l1");
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

char *front_recipe_error(const Front *front)
{
    const Model *m = front->model;
    const char **names = arena_alloc((size_t)m->param_count + 1, sizeof *names);
    int count = 0;
    Groups groups;
    Error error = {""};
    Diag diag = {.message = ""};
    for (int i = 0; i < m->param_count; i++)
        if (!m->params[i].state)
            names[count++] = m->params[i].name;
    if (groups_parse(m->recipe.groups, &groups, &error) &&
        (groups.count == 0 || groups_check(&groups, names, count, &error)))
        return NULL;
    snprintf(diag.message, sizeof diag.message, "train: %s", error.text);
    return user_error_text(front->train, NULL, 0, &diag);
}

void open_recipe(lua_State *L)
{
    const luaL_Reg words[] = {
        {"train", l_train},
        {"metric", l_metric},
        {"prepare", l_prepare},
        {"optimizers", l_optimizers},
        {"schedules", l_schedules},
        {"exact_text", l_exact_text},
        {"clips", l_clips},
        {"averages", l_averages},
        {"group_settings", l_group_settings},
        {NULL, NULL},
    };
    luaL_setfuncs(L, words, 0);
}

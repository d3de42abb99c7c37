/* front_roots.c - what a model's programs are for: parameters, outputs, the loss, states' next values. Names are
 * fit for files and C, sizes are bounded, what is said once is not said again. */
#include "compiler/base/arena.h"
#include "compiler/ir/print.h"
#include "compiler/lang/front.h"
#include "runtime/runtime.h"

/* ------------------------------------------------------------ parameters */

static int64_t check_numbers(lua_State *L, const char *name, Shape shape)
{
    int64_t numbers = 1;
    for (int i = 0; i < shape.rank; i++) {
        numbers *= shape.dim[i];
        if (numbers > MAX_WIDTH)
            front_fail(L, NULL, 0, NULL, "the parameter %s would hold more than %d numbers", name, (int)MAX_WIDTH);
    }
    return numbers;
}

/* As checkpoints store it: the same shape unless the layer says otherwise. */
static void set_stored(lua_State *L, int arg, ParamInfo *info, int64_t numbers)
{
    Shape stored = info->shape;
    if (!lua_isnoneornil(L, arg))
        stored = front_check_shape(L, arg, arena_format("param %s, stored", info->name));
    if (check_numbers(L, info->name, stored) != numbers)
        front_fail(L, NULL, 0, NULL, "the parameter %s is stored with %lld numbers, but has %lld", info->name,
                   (long long)shape_width(stored), (long long)numbers);
    if (info->transposed && (stored.rank != 2 || stored.dim[1] != info->shape.dim[0]))
        front_fail(L, NULL, 0, NULL, "the parameter %s is transposed: expected stored = { columns, %d }", info->name,
                   (int)info->shape.dim[0]);
    info->stored_rank = stored.rank;
    for (int i = 0; i < MAX_RANK; i++)
        info->stored[i] = stored.dim[i];
}

/* param(name, shape, init, init_arg, fan_in or nil, fan_out or nil, stored or nil, transposed, state) -> value */
static int l_param(lua_State *L)
{
    Model *model = front_of(L)->model;
    ParamInfo info = {.name = front_check_name(L, 1, "a parameter"), .pos = front_pos(L)};
    front_check_param(L, info.name);
    info.shape = front_check_shape(L, 2, arena_format("param %s", info.name));
    int64_t numbers = check_numbers(L, info.name, info.shape);
    info.init = intern(luaL_checkstring(L, 3));
    info.init_arg = luaL_optnumber(L, 4, 0);
    info.fan_in = luaL_optinteger(L, 5, info.shape.dim[0]);
    info.fan_out = luaL_optinteger(L, 6, info.shape.rank == 1 ? info.shape.dim[0] : numbers / info.shape.dim[0]);
    info.transposed = lua_toboolean(L, 8);
    info.state = lua_toboolean(L, 9);
    set_stored(L, 7, &info, numbers);
    GROW(model->params, model->param_count, model->param_capacity);
    Attr attr = {.index = model->param_count, .type = {SPACE_PARAM, info.shape}};
    model->params[model->param_count++] = info;
    return front_push_value(L, front_build(L, OP_param, NULL, &attr));
}

/* ----------------------------------------------------------------- roots */

static Val *check_root(lua_State *L, int arg, const char *what)
{
    Val *v = front_test_value(L, arg);
    if (!v)
        front_fail(L, NULL, 0, NULL, "%s takes a value, found %s", what, front_kind(L, arg));
    return v;
}

static bool is_state(const Model *m, const Val *v)
{
    return v && v->op == OP_param && m->params[v->attr.index].state;
}

/* update(state, value): what the state will be after a training step */
static int l_update(lua_State *L)
{
    Model *model = front_of(L)->model;
    Prog *p = model->forward;
    Val *state = front_test_value(L, 1);
    if (!is_state(model, state))
        return front_fail(L, &state, state ? 1 : 0, "state(name, shape) makes one",
                          "update: the first argument is %s; a state was expected",
                          state ? type_text(state->type) : front_kind(L, 1));
    Val *next = front_check_value(L, 2, "update");
    const ParamInfo *info = &model->params[state->attr.index];
    if (!type_equal(next->type, state->type))
        return front_fail(L, &next, 1, next->type.space != SPACE_PARAM ? "op.sum_rows(x) is one row for all" : NULL,
                          "update of %s: the next value is %s; expected %s", info->name, type_text(next->type),
                          type_text(state->type));
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == ROOT_STATE && p->roots[i].index == state->attr.index)
            return front_fail(L, NULL, 0, NULL, "the state %s is updated twice", info->name);
    add_root(p, ROOT_STATE, state->attr.index, info->name, next);
    return 0;
}

/* Moves states behind the parameters that are trained: these are one range of the block then. */
void front_states_last(Model *m)
{
    ParamInfo *sorted = arena_alloc((size_t)m->param_count + 1, sizeof *sorted);
    int *position = arena_alloc((size_t)m->param_count + 1, sizeof *position), next = 0;
    for (int state = 0; state < 2; state++)
        for (int i = 0; i < m->param_count; i++)
            if (m->params[i].state == (state == 1)) {
                position[i] = next;
                sorted[next++] = m->params[i];
            }
    Prog *p = m->forward;
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->op == OP_param)
            p->vals[i]->attr.index = position[p->vals[i]->attr.index];
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == ROOT_STATE)
            p->roots[i].index = position[p->roots[i].index];
    m->params = sorted;
    m->param_capacity = m->param_count;
    prog_reset_table(p);
}

bool front_is_output(const Root *root)
{
    return root->kind == ROOT_OUTPUT || root->kind == ROOT_ON_DEMAND;
}

static int count_outputs(const Prog *p)
{
    int count = 0;
    for (int i = 0; i < p->root_count; i++)
        count += front_is_output(&p->roots[i]);
    return count;
}

/* output(name, value, on_demand) */
static int l_output(lua_State *L)
{
    Prog *p = front_of(L)->model->forward;
    const char *name = front_check_name(L, 1, "an output");
    Val *v = check_root(L, 2, "an output");
    front_check_output(L, name);
    if (v->type.space == SPACE_PARAM)
        return front_fail(L, &v, 1, "checkpoints hold the parameters",
                          "the output \"%s\" is %s; expected a node, edge or graph value", name, type_text(v->type));
    if (!lua_toboolean(L, 3) && !front_of(L)->first_output.file)
        front_of(L)->first_output = front_pos(L);
    add_root(p, lua_toboolean(L, 3) ? ROOT_ON_DEMAND : ROOT_OUTPUT, count_outputs(p), name, v);
    return 0;
}

static bool depends_on_param(const Model *m, const Prog *p, const Val *v)
{
    bool *depends = arena_alloc((size_t)p->count, sizeof *depends);
    for (int id = 0; id <= v->id; id++) {
        depends[id] = p->vals[id]->op == OP_param && !is_state(m, p->vals[id]);
        for (int i = 0; i < op_info[p->vals[id]->op].arity; i++)
            depends[id] = depends[id] || depends[p->vals[id]->in[i]->id];
    }
    return depends[v->id];
}

static bool is_one_number(const Val *v)
{
    return type_equal(v->type, (Type){SPACE_PARAM, shape_make(1, 1, 1, 1)});
}

/* The list of names at 2 and of values at 3: roots beside the sum, from 1 on. */
static void add_terms(lua_State *L, Prog *p)
{
    const int count = lua_istable(L, 2) ? (int)lua_rawlen(L, 2) : 0;
    if (count > GATRT_TERMS)
        front_fail(L, NULL, 0, NULL, "the loss has %d terms; expected at most %d", count, (int)GATRT_TERMS);
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, 2, i);
        lua_rawgeti(L, 3, i);
        const char *name = front_check_name(L, lua_absindex(L, -2), "a term of the loss");
        Val *v = check_root(L, -1, "a term of the loss");
        if (!is_one_number(v))
            front_fail(L, &v, 1, NULL, "the term %s of the loss is %s; expected one number", name, type_text(v->type));
        add_root(p, ROOT_LOSS, i, name, v);
        lua_pop(L, 2);
    }
}

/* loss(value, names or nil, values): what is to be least, and the terms that it is the sum of */
static int l_loss(lua_State *L)
{
    Front *front = front_of(L);
    Prog *p = front->model->forward;
    Val *v = check_root(L, 1, "loss");
    if (front->loss)
        return front_fail(L, &front->loss, 1, "add them: loss(a + b)", "the model has a loss already");
    if (!is_one_number(v))
        return front_fail(L, &v, 1,
                          "cross_entropy, bce_with_logits, mse and their like give one; pool_sum(x) sums node values",
                          "the loss is %s; expected one number", type_text(v->type));
    if (!depends_on_param(front->model, p, v))
        return front_fail(L, &v, 1, NULL, "the loss does not depend on any parameter: there is nothing to train");
    front->loss = v;
    add_root(p, ROOT_LOSS, 0, "loss", v);
    add_terms(L, p);
    return 0;
}

void open_roots(lua_State *L)
{
    const luaL_Reg words[] = {
        {"param", l_param}, {"update", l_update}, {"output", l_output}, {"loss", l_loss}, {NULL, NULL},
    };
    luaL_setfuncs(L, words, 0);
}

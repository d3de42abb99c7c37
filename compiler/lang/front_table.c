/* front_table.c - the tables of a model that its data fill: dimensions, inputs; front_roots.c has the others.
 *
 * The words of the language are written in Lua (prelude.lua, loss.lua) and check their
 * options there; here is what must hold of the tables themselves: names are fit for
 * files and C (front_names.c), sizes are bounded, and dimensions agree with the data set's. */
#include "compiler/base/arena.h"
#include "compiler/ir/print.h"
#include "compiler/lang/front.h"
#include "runtime/runtime.h"

#include <math.h>
#include <string.h>

/* model(name) */
static int l_model(lua_State *L)
{
    Front *front = front_of(L);
    const char *name = front_model_name(L, 1);
    if (front->model_said)
        return front_fail(L, NULL, 0, NULL, "the model was already named \"%s\"", front->model->name);
    front->model->name = name;
    front->model_said = true;
    return 0;
}

/* ------------------------------------------------------------ dimensions */

/* "drug.features" is about the set "drug", "binds.edge_features" about the relation "binds"; plain ones about nodes and
 * their edges. The word after the name. */
static const char *dim_word(const char *name, char of[128], const char *plain)
{
    const char *dot = strrchr(name, '.');
    snprintf(of, 128, "%.*s", dot ? (int)(dot - name) : 127, dot ? name : plain);
    return dot ? dot + 1 : name;
}

/* What the data set lacks has no rows. */
static const gatrt_set *set_called(const gatrt_data *data, const char *name)
{
    static const gatrt_set none = {.rows = 0};
    const gatrt_set *set = data_find_set(data, name);
    return set ? set : &none;
}

/* FROM__NAME__TO, or NAME alone. */
static const gatrt_relation *relation_called(const gatrt_data *data, const char *name)
{
    static const gatrt_relation none = {.edges = 0};
    for (int i = 0; i < data->relation_count; i++) {
        const gatrt_relation *r = &data->relations[i];
        const char *triple = arena_format("%s__%s__%s", data->sets[r->from].name, r->name, data->sets[r->to].name);
        if (!strcmp(r->name, name) || !strcmp(triple, name))
            return r;
    }
    return &none;
}

/* What the data set says about the dimension; 0 where it says nothing. */
static int64_t size_from_data(const gatrt_data *data, const char *name)
{
    char of[128];
    const char *word = dim_word(name, of, EDGE_RELATION);
    if (!data)
        return 0;
    if (strcmp(word, "edge_features") == 0)
        return relation_called(data, of)->edge_features;
    dim_word(name, of, NODE_SET);
    const gatrt_set *set = set_called(data, of);
    if (strcmp(word, "features") == 0)
        return set->features;
    if (strcmp(word, "classes") == 0)
        return set->classes;
    if (strcmp(word, "rows") == 0)
        return set->rows;
    /* numbers in y for each row */
    return strcmp(word, "targets") ? 0 : set->label ? 1 : set->target ? set->classes : 0;
}

/* Whole numbers that cannot be classes are values; their largest is no number of classes. */
static void check_classes(lua_State *L, const gatrt_data *data, const char *name)
{
    Error error = {""};
    char of[128];
    const bool classes = strcmp(dim_word(name, of, NODE_SET), "classes") == 0;
    const gatrt_set *set = classes ? data_find_set(data, of) : NULL;
    if (set && !data_check_classes(data, set, &error))
        front_fail(L, NULL, 0, "for numbers that are no classes: target.value(dim(\"targets\", 1))", "%s",
                   intern(error.text));
}

/* The command line goes before the data set, the data set before the model's default. `hint`: what to do without any. */
static int64_t size_of_dim(lua_State *L, const char *name, const char *hint, const char **origin)
{
    Front *front = front_of(L);
    const FrontOptions *options = front->options;
    int64_t size = 0;
    for (int i = 0; options && i < options->dim_count; i++) {
        if (strcmp(options->dim_names[i], name) == 0) {
            front->dim_used[i] = true;
            *origin = "-D";
            size = options->dim_values[i];
        }
    }
    if (*origin)
        return size;
    *origin = "--data";
    if (options && options->data)
        check_classes(L, options->data, name);
    size = size_from_data(options ? options->data : NULL, name);
    if (size > 0)
        return size;
    *origin = "its default";
    if (lua_isnoneornil(L, 2))
        front_fail(L, NULL, 0, hint, "the dimension %s has no value", name);
    int exact = 0;
    size = lua_tointegerx(L, 2, &exact);
    if (lua_type(L, 2) != LUA_TNUMBER || !exact)
        front_fail(L, NULL, 0, NULL, "the default of dimension %s is %s; a whole number was expected", name,
                   front_kind(L, 2));
    return size;
}

/* Are so few features not zero that going by those is cheaper than by all? At a third it is still, by a third. */
static bool is_mostly_zero(const gatrt_data *data)
{
    const gatrt_set *node = set_called(data, NODE_SET);
    int64_t all = node->rows * node->features, count = 0;
    for (int64_t i = 0; !node->sparse && node->x && i < all; i++)
        count += node->x[i] != 0.0f;
    return 2 * (node->sparse ? node->x_start[node->rows] : count) <= all;
}

/* sparse_features(default) -> are the data set's features mostly zero? The default where there is no data set. */
static int l_sparse_features(lua_State *L)
{
    const FrontOptions *options = front_of(L)->options;
    bool given = lua_toboolean(L, 1);
    lua_pushboolean(L, options && options->data ? is_mostly_zero(options->data) : given);
    return 1;
}

static const DimInfo *find_dim(const Model *model, const char *name)
{
    for (int i = 0; i < model->dim_count; i++)
        if (model->dims[i].name == name)
            return &model->dims[i];
    return NULL;
}

static int64_t add_dim(lua_State *L, const char *name, const char *hint)
{
    Model *model = front_of(L)->model;
    front_check_dim(L, name);
    const char *origin = NULL;
    int64_t size = size_of_dim(L, name, hint, &origin);
    if (size < 1 || size > MAX_WIDTH)
        front_fail(L, NULL, 0, NULL, "the dimension %s is %lld (from %s); expected 1 to %d", name, (long long)size,
                   origin, (int)MAX_WIDTH);
    GROW(model->dims, model->dim_count, model->dim_capacity);
    model->dims[model->dim_count++] = (DimInfo){name, size, front_pos(L)};
    return size;
}

/* dim(name, default or nil) -> size */
static int l_dim(lua_State *L)
{
    const char *name = front_check_name(L, 1, "a dimension");
    if (find_dim(front_of(L)->model, name))
        return front_fail(L, NULL, 0, "keep it in a local and use that", "the dimension %s was declared before", name);
    lua_pushinteger(
        L, add_dim(L, name, arena_format("compile with -D %s=NUMBER, or write dim(\"%s\", NUMBER)", name, name)));
    return 1;
}

/* rows(dimension, default or nil, space) -> how many rows the space has: a dimension, whoever asks first declares it */
static int l_rows(lua_State *L)
{
    const char *name = front_check_name(L, 1, "a dimension"), *space = luaL_checkstring(L, 3);
    const DimInfo *known = find_dim(front_of(L)->model, name);
    const char *hint = arena_format("compile with --data FILE or -D %s=NUMBER, or write embedding(%s, ..., "
                                    "{ rows = NUMBER })",
                                    name, space);
    lua_pushinteger(L, known ? known->size : add_dim(L, name, hint));
    return 1;
}

/* ---------------------------------------------------------------- inputs */

/* clang-format off */
static const struct { const char *word; gatrt_role role; const char *what; } roles[] = {
    {"features", GATRT_FEATURES, "node feature matrix"}, {"edge_attr", GATRT_EDGE_ATTR, "edge feature matrix"},
    {"edge_weight", GATRT_EDGE_WEIGHT, "list of edge weights"}, {"label", GATRT_LABEL, "list of class numbers"},
    {"target", GATRT_TARGET, "target matrix"}, {"weight", GATRT_WEIGHT, "list of row weights"},
    {"class_weight", GATRT_CLASS_WEIGHT, "list of class weights"},
    {"pos_weight", GATRT_POS_WEIGHT, "list of label weights"},
    {"row_number", GATRT_ROW_NUMBER, "list of row numbers"},
};
/* clang-format on */
enum { ROLES = sizeof roles / sizeof roles[0] };

static int find_role(lua_State *L, int arg)
{
    const char *word = luaL_checkstring(L, arg);
    for (int i = 0; i < ROLES; i++)
        if (strcmp(roles[i].word, word) == 0)
            return i;
    return luaL_error(L, "no input has the role %s", word);
}

/* What of the data set the space of an input is, and what it has of it. */
static int64_t width_in_data(const gatrt_data *data, gatrt_role role, const char *space, int64_t width)
{
    const gatrt_set *set = set_called(data, space);
    switch (role) {
    case GATRT_FEATURES: return set->features;
    case GATRT_EDGE_ATTR: return relation_called(data, space)->edge_features;
    case GATRT_TARGET: return set->label ? 1 : set->classes; /* one number a row */
    case GATRT_ROW_NUMBER: return set->rows;
    default: return width;
    }
}

/* "node feature matrix", "feature matrix of drug" */
static const char *input_text(int role, const char *space)
{
    const char *what = roles[role].what;
    if (!strcmp(space, NODE_SET) || !strcmp(space, EDGE_RELATION))
        return what;
    what = !strncmp(what, "node ", 5) || !strncmp(what, "edge ", 5) ? what + 5 : what;
    return arena_format("%s of %s", what, space);
}

static const char *dim_of(gatrt_role role, const char *space)
{
    const char *word = role == GATRT_FEATURES     ? "features"
                       : role == GATRT_EDGE_ATTR  ? "edge_features"
                       : role == GATRT_ROW_NUMBER ? "rows"
                                                  : "classes";
    const bool plain = !strcmp(space, NODE_SET) || !strcmp(space, EDGE_RELATION);
    return arena_format("%s%s%s", plain ? "" : space, plain ? "" : ".", word);
}

/* A width that the data set cannot fill would only be noticed when training starts. */
static void check_width_against_data(lua_State *L, int role, const char *space, int64_t width)
{
    const gatrt_data *data = front_of(L)->options ? front_of(L)->options->data : NULL;
    if (!data)
        return;
    const gatrt_relation *edge = relation_called(data, space);
    if (roles[role].role == GATRT_EDGE_WEIGHT && !edge->edge_weight)
        front_fail(L, NULL, 0,
                   edge->edge_features == 1 ? "its edges carry one number each, edge_attr: input.edge { 1 }"
                                            : "add edge_weight [edges] to the data set",
                   "the data set %s has no edge_weight", data->name);
    if ((roles[role].role == GATRT_TARGET || roles[role].role == GATRT_ROW_NUMBER) && !data_find_set(data, space))
        return; /* links that --split makes, whose y is one number; rows that are not there: the trainer looks at it */
    const int64_t found = width_in_data(data, roles[role].role, space, width);
    if (found == width)
        return;
    front_fail(L, NULL, 0,
               arena_format("dim(\"%s\") takes the number from the data set", dim_of(roles[role].role, space)),
               "the %s is %lld wide here, but %lld wide in %s", input_text(role, space), (long long)width,
               (long long)found, data->name ? data->name : "the data set");
}

static bool same_numbers(const InputInfo *a, const InputInfo *b)
{
    if (!a->given || !b->given)
        return a->given == b->given;
    return memcmp(a->given, b->given, (size_t)shape_width(a->type.shape) * sizeof *a->given) == 0;
}

static bool same_input(const InputInfo *a, const InputInfo *b)
{
    return a->name == b->name && type_equal(a->type, b->type) && a->sparse == b->sparse &&
           a->row_normalize == b->row_normalize && a->loop_given == b->loop_given && a->loop == b->loop &&
           same_numbers(a, b);
}

/* The row of the table: a second declaration that says the same is the same input. */
static int add_input(lua_State *L, int role, const InputInfo *info)
{
    Model *model = front_of(L)->model;
    for (int i = 0; i < model->input_count; i++) {
        const InputInfo *other = &model->inputs[i];
        if (other->role == info->role && same_input(other, info))
            return i;
        if (other->role == info->role && other->type.space == info->type.space)
            return front_fail(L, NULL, 0, NULL, "the data set has one %s, declared before as \"%s\", %s",
                              roles[role].what, other->name, type_text(other->type));
        if (other->name == info->name)
            return front_fail(L, NULL, 0, NULL, "two inputs are named \"%s\"", info->name);
    }
    GROW(model->inputs, model->input_count, model->input_capacity);
    model->inputs[model->input_count] = *info;
    return model->input_count++;
}

/* The model's word where it says one; else features are read as the data set has them. */
static bool is_sparse(lua_State *L, int arg, gatrt_role role, const char *space)
{
    const gatrt_data *data = front_of(L)->options ? front_of(L)->options->data : NULL;
    if (!lua_isnoneornil(L, arg))
        return lua_toboolean(L, arg);
    return role == GATRT_FEATURES && data && set_called(data, space)->sparse;
}

/* The numbers of a list that loss.lua has checked. */
static const float *given_numbers(lua_State *L, int arg, int64_t count)
{
    if (lua_isnoneornil(L, arg))
        return NULL;
    luaL_checktype(L, arg, LUA_TTABLE);
    float *numbers = arena_alloc((size_t)count, sizeof *numbers);
    for (int64_t i = 0; i < count; i++) {
        lua_rawgeti(L, arg, i + 1);
        numbers[i] = (float)lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
    return numbers;
}

/* input(role, name, space, shape, sparse: true, false or nil, row_normalize, loop: number or nil,
 * given: list of numbers or nil) -> value */
static int l_input(lua_State *L)
{
    int role = find_role(L, 1);
    const Space *space = front_check_space(L, 3, "input");
    InputInfo info = {
        .name = front_check_name(L, 2, "an input"),
        .role = roles[role].role,
        .type = {space, front_check_shape(L, 4, "input")},
        .sparse = is_sparse(L, 5, roles[role].role, space->name),
        .row_normalize = (int)luaL_optinteger(L, 6, 0),
        .loop_given = !lua_isnoneornil(L, 7),
        .loop = (float)luaL_optnumber(L, 7, 0),
    };
    info.given = given_numbers(L, 8, shape_width(info.type.shape));
    check_width_against_data(L, role, space->name, shape_width(info.type.shape));
    Attr attr = {.index = add_input(L, role, &info), .type = info.type};
    return front_push_value(L, front_build(L, OP_input, NULL, &attr));
}

/* bound(value, least, most or nil, why): if it is an input as the data set has it, its numbers are within these.
 * Of several bounds the tightest holds; a value that is computed is bounded by nothing here, and the answer is false. */
static int l_bound(lua_State *L)
{
    const Val *v = view_base(front_check_value(L, 1, "bound"));
    const float least = (float)luaL_checknumber(L, 2), most = (float)luaL_optnumber(L, 3, INFINITY);
    lua_pushboolean(L, v->op == OP_input);
    if (v->op != OP_input)
        return 1;
    InputInfo *in = &front_of(L)->model->inputs[v->attr.index];
    in->least = in->bound_by && in->least > least ? in->least : least;
    in->most = in->bound_by && in->most < most ? in->most : most;
    in->bound_by = intern(luaL_checkstring(L, 4));
    if (in->loop_given && (in->loop < in->least || in->loop > in->most))
        return front_fail(L, NULL, 0, NULL, "added self loops carry %g as %s; expected at least %g: %s",
                          (double)in->loop, in->name, (double)in->least, in->bound_by);
    return 1;
}

void open_tables(lua_State *L)
{
    const luaL_Reg words[] = {
        {"model", l_model}, {"dim", l_dim},     {"sparse_features", l_sparse_features},
        {"rows", l_rows},   {"input", l_input}, {"bound", l_bound},
        {NULL, NULL},
    };
    luaL_setfuncs(L, words, 0);
}

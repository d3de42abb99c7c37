/* test_ops.c - every row of ops.def, compiled, against eval.c, and its gradient against
 * central differences. Run: ctest -R ops/test_ops. A row without a case fails.
 *
 * A row is a Lua statement or more; take(y) makes y an output and a part of the loss. A
 * row runs once for each space it names, with `space` set to it, so one row is several
 * models. value(space, shape) depends on parameters, so every operand has a gradient. */
#define _GNU_SOURCE /* compile.c: mkdtemp, dlopen */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/compile.c"
#include "../support/graphs.c"
#include "../support/check.c"

#include <stdlib.h>

/* What every model starts with. positive() keeps log, sqrt and divisors off their poles. */
static const char opening[] = "local x, q = input.node { 6 }, input.edge { 3 }\n"
                              "local made, total = 0, nil\n"
                              "local function weight(shape) made = made + 1; return param('p' .. made, shape) end\n"
                              "local function value(space, shape)\n"
                              "  local d = table.unpack\n"
                              "  if space == 'param' then return weight(shape) end\n"
                              "  if space == 'graph' then return pool_sum(value('node', shape)) / 6 end\n"
                              "  if space == 'node' then return matmul(x, weight { 6, d(shape) }) end\n"
                              "  return matmul(q, weight { 3, d(shape) }) + src(value('node', shape)) / 2\n"
                              "end\n"
                              "local function positive(v) return square(v) + 0.5 end\n"
                              "local function take(y)\n"
                              "  made = made + 1\n"
                              "  if y.space ~= 'param' then output('y' .. made, y) end\n"
                              "  local flat = flatten(y)\n"
                              "  local s = sum(flat * (0.3 + op.iota { shape = { flat.dim } } / 8))\n"
                              "  if s.space == 'edge' then s = sum_in(s) end\n"
                              "  if s.space == 'node' then s = pool_sum(s) end\n"
                              "  if s.space == 'param' then s = s * op.constant { num = 1, space = 'graph' } end\n"
                              "  total = total and total + s or s\n"
                              "end\n";

/* The loss hangs on a parameter whatever the row did. */
static const char ending[] = "take(value('node', { 2 }))\nloss(total)\n";

/* Shapes that broadcast against each other, both ways; other is the second operand's space. */
#define UNARY(expression)                                                                                              \
    "for _, s in ipairs { { 2, 3 }, { 5 }, { 1 } } do local a = value(space, s); take(" expression ") end\n"
#define BINARY(expression)                                                                                             \
    "for i, s in ipairs { { { 2, 3 }, { 2, 3 } }, { { 2, 3 }, { 2, 3 } }, { { 2 }, { 2, 3 } }, "                       \
    "{ { 2, 3 }, { 1, 3 } }, { { 1 }, { 2, 3 } }, { { 5 }, { 1 } } } do\n"                                             \
    "  local other = i % 2 == 0 and 'param' or space\n"                                                                \
    "  local a, b = value(space, s[1]), value(other, s[2])\n"                                                          \
    "  take(" expression ")\n"                                                                                         \
    "end\n"

enum { IN_PARAM = 1, IN_NODE = 2, IN_EDGE = 4, IN_GRAPH = 8, EVERYWHERE = 15, ROWS = 14, ONCE = 2 };

typedef struct Case {
    Op op;
    int spaces;
    const char *text;
    bool no_differences; /* detach: its gradient is none by decree */
} Case;

/* clang-format off */
static const Case cases[] = {
    {OP_input, ONCE, "take(x)\ntake(q)\ntake(x * weight { 6 })\ntake(q * weight { 3 })\n", 0},
    {OP_input, ONCE, "take(value('edge', { 1 }) * src(matmul(x, weight { 6, 2, 2 })))\n", 0},
    {OP_param, EVERYWHERE, "local a = value(space, { 2, 3 })\ntake(a * weight { 2, 3 })\ntake(a + weight { 2 })\n"
                           "take(sum(a * weight { 1, 3 }))\ntake(op.concat(weight { 2, 3 }, weight { 2, 1 }))\n", 0},
    {OP_constant, EVERYWHERE, "local c = op.constant { num = 0.7, space = space, shape = { 2, 3 } }\n"
                              "take(c)\ntake(c * value(space, { 2, 3 }))\ntake(value(space, { 2 }) - c)\n", 0},
    {OP_iota, EVERYWHERE, "local i = op.iota { shape = { 5 } }\ntake(i * value(space, { 5 }))\n"
                          "take(i - value(space, { 1 }))\n", 0},
    {OP_keep, EVERYWHERE, "take(dropout(value(space, { 2, 3 }), 0.4))\nlocal a = value(space, { 5 })\n"
                          "take(dropout(a, 0.3) * a)\ntake(dropout(a, 0.3) + dropout(a, 0.3))\n", 0},
    {OP_self_loop, IN_EDGE, "take(op.self_loop { space = 'edge' } * value(space, { 3 }))\n"
                            "take(sum_in(op.self_loop { space = 'edge' } * src(value('node', { 2 }))))\n"
                            "take(op.sum_out((1 - op.self_loop { space = 'edge' }) * value(space, { 2 })))\n"
                            "take(drop_edge(0.4) * value(space, { 2, 3 }))\n", 0},

    {OP_neg, EVERYWHERE, UNARY("-a"), 0},
    {OP_recip, EVERYWHERE, UNARY("recip(positive(a))"), 0},
    {OP_exp, EVERYWHERE, UNARY("exp(a)"), 0},
    {OP_log, EVERYWHERE, UNARY("log(positive(a))"), 0},
    {OP_sqrt, EVERYWHERE, UNARY("sqrt(positive(a))"), 0},
    {OP_square, EVERYWHERE, UNARY("square(a)"), 0},
    {OP_abs, EVERYWHERE, UNARY("abs(a)"), 0},
    {OP_tanh, EVERYWHERE, UNARY("tanh(a)"), 0},
    {OP_erf, EVERYWHERE, UNARY("erf(a)"), 0},
    {OP_sigmoid, EVERYWHERE, UNARY("sigmoid(a)"), 0},
    {OP_softplus, EVERYWHERE, UNARY("softplus(a)"), 0},
    {OP_relu, EVERYWHERE, UNARY("relu(a)"), 0},
    {OP_leaky_relu, EVERYWHERE, UNARY("leaky_relu(a, 0.2)"), 0},
    {OP_elu, EVERYWHERE, UNARY("elu(a, 1.3)"), 0},
    {OP_detach, EVERYWHERE, UNARY("detach(a)"), 1},
    {OP_add, EVERYWHERE, BINARY("a + b"), 0},
    {OP_sub, EVERYWHERE, BINARY("a - b"), 0},
    {OP_mul, EVERYWHERE, BINARY("a * b"), 0},
    {OP_div, EVERYWHERE, BINARY("a / positive(b)"), 0},
    {OP_maximum, EVERYWHERE, BINARY("maximum(a, b)"), 0},
    {OP_minimum, EVERYWHERE, BINARY("minimum(a, b)"), 0},
    {OP_equal, EVERYWHERE, BINARY("equal(a, b)"), 0},
    {OP_equal, IN_NODE, "take(equal(target.class(4), op.iota { shape = { 4 } }) * value(space, { 4 }))\n", 0},
    {OP_select, EVERYWHERE, BINARY("select(a, b, 0.5)"), 0},
    {OP_select, EVERYWHERE, BINARY("select(value(other, { 1 }), a, b)"), 0},
    {OP_training, EVERYWHERE, BINARY("training(a, b)") BINARY("training(b, a)"), 0},

    {OP_sum_last, EVERYWHERE, UNARY("op.sum_last(a)"), 0},
    {OP_sum_last, IN_PARAM, "take(op.sum_last(weight { 2, 3, 4 }))\n", 0},
    {OP_max_last, EVERYWHERE, UNARY("op.max_last(a)"), 0},
    {OP_sum_heads, EVERYWHERE, "take(op.sum_heads(value(space, { 3, 2 })))\ntake(sum_heads(value(space, { 1, 4 })))\n"
                               "take(mean_heads(value(space, { 4, 1 })))\n", 0},
    {OP_reshape, EVERYWHERE, "local a = value(space, { 2, 6 })\ntake(reshape(a, { 12 }))\ntake(reshape(a, { 3, 4 }))\n"
                             "take(reshape(a, { 6, 2 }) * value(space, { 6 }))\n", 0},
    {OP_expand, EVERYWHERE, "take(op.expand(value(space, { 2 }), { shape = { 2, 3 } }))\n"
                            "take(op.expand(value(space, { 1, 3 }), { shape = { 4, 3 } }))\n"
                            "take(op.expand(value(space, { 1 }), { shape = { 5 } }))\n", 0},
    {OP_slice, EVERYWHERE, "local a = value(space, { 2, 5 })\ntake(slice(a, 0, 2))\ntake(slice(a, 1, 3))\n"
                           "take(slice(a, 4, 1) * slice(a, 0, 1))\ntake(slice(value(space, { 7 }), 2, 5))\n", 0},
    {OP_concat, EVERYWHERE, "local a = value(space, { 2, 3 })\ntake(concat(a, value(space, { 2, 1 }), a))\n"
                            "take(concat(value(space, { 1 }), value(space, { 4 })))\n", 0},

    {OP_gather, ONCE, UNARY("src(a)") "local a = value(space, { 3 })\ntake(src(a) * dst(a))\n", 0},
    {OP_gather, ONCE, UNARY("dst(a)") "local a = value(space, { 2, 3 })\ntake(exp(dst(a)) * src(sigmoid(a)))\n", 0},
    {OP_gather, IN_GRAPH, UNARY("spread(a)") "take(src(spread(value(space, { 3 }))))\n", 0},
    {OP_sum_to, IN_EDGE, UNARY("sum_in(a)") "take(sum_in(src(sum_in(value(space, { 3 })))))\n", 0},
    {OP_sum_to, IN_EDGE, UNARY("op.sum_out(a)") "take(sum_in(src(op.sum_out(value(space, { 3 })))))\n", 0},
    {OP_max_to, IN_EDGE, UNARY("max_in(a)") "take(max_in(src(value('node', { 3 }))))\n"
                         "take(edge_softmax(value(space, { 2 })) * src(value('node', { 2, 3 })))\n", 0},
    {OP_max_to, IN_EDGE, UNARY("op.max_out(a)") "take(sum_in(src(op.max_out(value(space, { 3 })))))\n"
                         "take(edge_softmax(value(space, { 2 }), nil, reversed(edge)) * dst(value('node', { 2, 3 })))\n", 0},
    {OP_max_to, IN_EDGE, "local a = value(space, { 3 })\ntake(var_in(a))\ntake(min_in(a))\ntake(std_in(a))\n"
                         "take(std_in(a, 1e-3, nil, reversed(edge)))\ntake(mean_in(a, nil, reversed(edge)))\n", 0},
    {OP_sum_to, IN_NODE, UNARY("pool_sum(a)") "take(pool_mean(value(space, { 3 })) * value('param', { 3 }))\n", 0},

    {OP_matmul, EVERYWHERE, "local a = value(space, { 5 })\ntake(matmul(a, weight { 5, 3 }))\n"
                            "take(matmul(a, weight { 5, 2, 3 }))\n"
                            "take(matmul(value(space, { 2, 3 }), weight { 6, 1 }))\n"
                            "take(matmul(relu(matmul(a, weight { 5, 17 })), weight { 17, 4 }))\n", 0},
    {OP_matmul, EVERYWHERE, "local a, W = value(space, { 5, 2 }), flatten(weight { 20, 3 })\n"
                            "local function rows(i) return reshape(slice(W, i * 3, 30), { 10, 3 }) end\n"
                            "take(matmul(a, rows(0)) * matmul(a, rows(10)))\ntake(matmul(a, rows(5)))\n", 0},
    {OP_matmul_t, EVERYWHERE, "local a = value(space, { 5 })\ntake(op.matmul_t(a, weight { 3, 5 }))\n"
                              "take(op.matmul_t(value(space, { 2, 3 }), weight { 4, 2, 3 }))\n"
                              "local W = weight { 5, 5 }\ntake(op.matmul_t(matmul(a, W), W))\n", 0},
    {OP_sum_rows, ROWS, UNARY("op.sum_rows(a) / 9")
                        "local a = value(space, { 4 })\ntake(a - op.sum_rows(a) / 20)\n", 0},
    {OP_outer, EVERYWHERE, "local a, b = value(space, { 2 }), value(space, { 3 })\nlocal W = op.outer(a, b) / 9\n"
                           "take(W)\ntake(matmul(a, W))\n", 0},
};
/* clang-format on */
enum { CASES = sizeof cases / sizeof cases[0] };
static const char *const space_words[] = {"param", "node", "edge", "graph"};

static void every_row_has_a_case(void **state)
{
    (void)state;
    bool seen[OP_COUNT] = {false};
    for (int i = 0; i < CASES; i++)
        seen[cases[i].op] = true;
    for (int op = 0; op < OP_COUNT; op++)
        if (!seen[op])
            fail_msg("%s: ops.def has the row, test_ops.c has no case for it", op_info[op].name);
}

/* One model for each case and space. $GATCC_OP picks the cases of one op. */
typedef struct Models {
    ModelText *texts;
    const Case **from;
    int count, text_capacity, from_capacity;
} Models;

static void add_model(Models *all, const Case *from, int number, int space)
{
    const char *name = arena_format("%s_%d_%s", op_info[from->op].name, number, space_words[space]);
    const char *text =
        arena_format("model '%s'\nlocal space = '%s'\n%s%s%s", name, space_words[space], opening, from->text, ending);
    GROW(all->texts, all->count, all->text_capacity);
    GROW(all->from, all->count, all->from_capacity);
    all->texts[all->count] = (ModelText){.name = name, .text = text};
    all->from[all->count++] = from;
}

static Models list_models(void)
{
    const char *only = getenv("GATCC_OP");
    Models all = {0};
    for (int i = 0; i < CASES; i++)
        for (int space = 0; space < 4; space++)
            if (cases[i].spaces >> space & 1 && (!only || strcmp(only, op_info[cases[i].op].name) == 0))
                add_model(&all, &cases[i], i, space);
    return all;
}

/* Central differences cost an evaluation each: on one small graph only. */
static CheckPlan plan_for(const Case *from, GraphKind kind)
{
    return (CheckPlan){.kind = kind,
                       .seed = 11 + (uint64_t)kind,
                       .classes = 4,
                       .output_tolerance = 1e-5,
                       .gradient_tolerance = 1e-4,
                       .masked = false,
                       .differences = kind == GRAPH_TWICE && !from->no_differences ? 3 : 0};
}

static int check_case(const Built *b, const Case *from)
{
    static const GraphKind kinds[] = {GRAPH_TWICE, GRAPH_ISOLATED, GRAPH_NO_EDGES, GRAPH_ONE_LOOP, GRAPH_LARGE};
    int failed = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        Error why;
        CheckPlan plan = plan_for(from, kinds[k]);
        CheckOutcome outcome = check_model(b, &plan, &why);
        if (outcome == CHECK_FAILED)
            print_error("%s\n", why.text);
        failed += outcome == CHECK_FAILED;
    }
    return failed;
}

static void ops_agree_with_eval(void **state)
{
    (void)state;
    Models all = list_models();
    int failed = 0;
    Error error;
    Batch *batch = batch_compile(all.texts, all.count, &error);
    if (!batch)
        fail_msg("%s", error.text);
    for (int i = 0; i < batch->count; i++)
        failed += check_case(&batch->built[i], all.from[i]) > 0;
    print_message("%d models, %d failed\n", batch->count, failed);
    batch_free(batch);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_a_case),
        cmocka_unit_test(ops_agree_with_eval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

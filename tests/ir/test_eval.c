/* test_eval.c - what every op computes, against numbers worked out by hand.
 * Run: ctest -R ir/test_eval. The table has a row for every op of ops.def at least.
 *
 * The graph, edges in order:  0 <- 1, 0 <- 1 (twice), 1 <- 0, 1 <- 2, 1 <- 1 (a self
 * loop), 2 <- 0; node 3 has no edges. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../support/compiler.h"
#include "../support/spaces.h"

enum { MOST = 24 }; /* numbers of an operand or a result */

static const int64_t in_start[] = {0, 2, 5, 6, 6}, out_start[] = {0, 2, 5, 6, 6};
static const int32_t in_src[] = {1, 1, 0, 2, 1, 0}, out_dst[] = {1, 2, 0, 0, 1, 1};
static const int32_t out_edge[] = {2, 5, 0, 1, 4, 3};
static const int64_t graph_start[] = {0, 4};
static const int32_t node_graph[] = {0, 0, 0, 0};
static const gatrt_rowset spaces[GATRT_PLAIN_SPACES] = {
    [GATRT_NODE] = {.count = 4}, [GATRT_EDGE] = {.count = 6}, [GATRT_GRAPH] = {.count = 1}};
static const gatrt_walk ends[GATRT_PLAIN_ENDS] = {
    [GATRT_EDGE_DST] = {.start = in_start, .far = in_src},
    [GATRT_EDGE_SRC] = {.start = out_start, .far = out_dst, .row = out_edge},
    [GATRT_NODE_GRAPH] = {.start = graph_start, .at = node_graph},
};
static const gatrt_graph graph = {.spaces = spaces, .ends = ends};
static const Pos here = {.file = "t.lua", .line = 1};

typedef struct Operand {
    Type type;
    float numbers[MOST];
} Operand;

typedef struct Case {
    Op op;
    Operand in[MAX_IN];
    Attr attr;
    int count; /* numbers expected */
    double expect[MOST];
} Case;

/* clang-format off */
#define PARAM1(a)       {SPACE_PARAM, {1, {a, 1, 1}}}
#define PARAM2(a, b)    {SPACE_PARAM, {2, {a, b, 1}}}
#define PARAM3(a, b, c) {SPACE_PARAM, {3, {a, b, c}}}
#define NODE1(a)        {SPACE_NODE, {1, {a, 1, 1}}}
#define NODE2(a, b)     {SPACE_NODE, {2, {a, b, 1}}}
#define EDGE1(a)        {SPACE_EDGE, {1, {a, 1, 1}}}
#define GRAPH1(a)       {SPACE_GRAPH, {1, {a, 1, 1}}}
#define GRAPH2(a, b)    {SPACE_GRAPH, {2, {a, b, 1}}}
/* One number for each of the four nodes, of one operand or two. */
#define MAP1(name, number, a, b, c, d, ...) \
    {.op = OP_##name, .in = {{NODE1(1), {a, b, c, d}}}, .attr = {.num = number}, .count = 4, .expect = {__VA_ARGS__}}
#define MAP2(name, ...) \
    {.op = OP_##name, .in = {{NODE1(1), {3, -2, 4, 0}}, {NODE1(1), {2, 4, 4, -1}}}, .count = 4, \
     .expect = {__VA_ARGS__}}

static const Case cases[] = {
    /* leaves; input and param also stand behind every operand below */
    {.op = OP_input, .in = {{NODE1(2), {1, 2, 3, 4, 5, 6, 7, 8}}}, .count = 8, .expect = {1, 2, 3, 4, 5, 6, 7, 8}},
    {.op = OP_param, .in = {{PARAM2(2, 2), {1, 2, 3, 4}}}, .count = 4, .expect = {1, 2, 3, 4}},
    {.op = OP_constant, .attr = {.num = 0.25, .type = NODE1(1)}, .count = 4, .expect = {0.25, 0.25, 0.25, 0.25}},
    {.op = OP_iota, .attr = {.type = PARAM1(4)}, .count = 4, .expect = {0, 1, 2, 3}},
    {.op = OP_keep, .attr = {.num = 0.5, .index = 1, .type = NODE1(1)}, .count = 4, .expect = {1, 1, 1, 1}},
    {.op = OP_self_loop, .attr = {.type = EDGE1(1)}, .count = 6, .expect = {0, 0, 0, 0, 1, 0}},

    /* element-wise */
    MAP1(neg, 0, 1, -2, 0, 4, -1, 2, 0, -4),
    MAP1(recip, 0, 1, -2, 0.5f, 4, 1, -0.5, 2, 0.25),
    MAP1(exp, 0, 0, 1, -1, 2, 1, 2.718281828459045, 0.36787944117144233, 7.38905609893065),
    MAP1(log, 0, 1, 2, 0.5f, 8, 0, 0.6931471805599453, -0.6931471805599453, 2.0794415416798357),
    MAP1(sqrt, 0, 1, 2, 0.25f, 0, 1, 1.4142135623730951, 0.5, 0),
    MAP1(square, 0, 1, -2, 0.5f, 3, 1, 4, 0.25, 9),
    MAP1(abs, 0, 1, -2, 0, -0.5f, 1, 2, 0, 0.5),
    MAP1(tanh, 0, 0, 1, -1, 20, 0, 0.7615941559557649, -0.7615941559557649, 1),
    MAP1(erf, 0, 0, 1, -1, 8, 0, 0.8427007929497149, -0.8427007929497149, 1),
    MAP1(sigmoid, 0, 0, 1, -1, -900, 0.5, 0.7310585786300049, 0.2689414213699951, 0),
    MAP1(softplus, 0, 0, 1, -1, 900, 0.6931471805599453, 1.3132616875182228, 0.31326168751822286, 900),
    MAP1(relu, 0, 1, -2, 0, 3, 1, 0, 0, 3),
    MAP1(leaky_relu, 0.25, 1, -2, 0, 3, 1, -0.5, 0, 3),
    MAP1(elu, 2, 1, -1, 0, 3, 1, -1.2642411176571153, 0, 3),
    MAP1(detach, 0, 1, -2, 0, 3, 1, -2, 0, 3),
    MAP2(add, 5, 2, 8, -1),
    MAP2(sub, 1, -6, 0, 1),
    MAP2(mul, 6, -8, 16, 0),
    MAP2(div, 1.5, -0.5, 1, 0),
    MAP2(maximum, 3, 4, 4, 0),
    MAP2(minimum, 2, -2, 4, -1),
    MAP2(equal, 0, 0, 1, 0),
    {.op = OP_div, .in = {{NODE1(1), {1, -1, 0, 1}}, {PARAM1(1), {0}}}, .count = 4,
     .expect = {(double)INFINITY, -(double)INFINITY, (double)NAN, (double)INFINITY}},
    {.op = OP_select, .in = {{NODE1(1), {1, -1, 0, 2}}, {NODE1(1), {5, 6, 7, 8}}, {PARAM1(1), {9}}}, .count = 4,
     .expect = {5, 9, 9, 8}},
    {.op = OP_training, .in = {{NODE1(1), {1, -1, 0, 2}}, {PARAM1(1), {9}}}, .count = 4, .expect = {9, 9, 9, 9}},
    /* [2] against [2,2]: one factor a head; [1,2]: one a column; a parameter: one row for all */
    {.op = OP_mul, .in = {{GRAPH2(2, 2), {1, 2, 3, 4}}, {GRAPH1(2), {10, 100}}}, .count = 4,
     .expect = {10, 20, 300, 400}},
    {.op = OP_mul, .in = {{GRAPH2(2, 2), {1, 2, 3, 4}}, {PARAM2(1, 2), {10, 100}}}, .count = 4,
     .expect = {10, 200, 30, 400}},
    {.op = OP_add, .in = {{GRAPH2(1, 2), {1, 2}}, {PARAM1(3), {10, 20, 30}}}, .count = 6,
     .expect = {11, 12, 21, 22, 31, 32}},
    {.op = OP_add, .in = {{NODE1(2), {1, 2, 3, 4, 5, 6, 7, 8}}, {PARAM1(2), {10, 20}}}, .count = 8,
     .expect = {11, 22, 13, 24, 15, 26, 17, 28}},
    {.op = OP_add, .in = {{PARAM1(2), {10, 20}}, {PARAM3(2, 1, 2), {1, 2, 3, 4}}}, .count = 4,
     .expect = {11, 12, 23, 24}},

    /* within a row */
    {.op = OP_sum_last, .in = {{NODE2(1, 2), {1, 2, 3, 4, 5, 6, 7, -8}}}, .count = 4, .expect = {3, 7, 11, -1}},
    {.op = OP_sum_last, .in = {{PARAM3(2, 1, 3), {1, 2, 3, 4, 5, 6}}}, .count = 2, .expect = {6, 15}},
    {.op = OP_sum_last, .in = {{GRAPH1(3), {1, 2, 3}}}, .count = 1, .expect = {6}},
    {.op = OP_max_last, .in = {{GRAPH2(2, 3), {-3, -1, -2, 4, 6, 5}}}, .count = 2, .expect = {-1, 6}},
    {.op = OP_sum_heads, .in = {{GRAPH2(3, 2), {1, 2, 10, 20, 100, 200}}}, .count = 2, .expect = {111, 222}},
    {.op = OP_sum_heads, .in = {{NODE2(2, 1), {1, 2, 3, 4, 5, 6, 7, 8}}}, .count = 4, .expect = {3, 7, 11, 15}},
    {.op = OP_reshape, .in = {{PARAM2(2, 3), {1, 2, 3, 4, 5, 6}}}, .attr = {.type = PARAM2(3, 2)}, .count = 6,
     .expect = {1, 2, 3, 4, 5, 6}},
    {.op = OP_expand, .in = {{GRAPH1(2), {1, 2}}}, .attr = {.type = GRAPH2(2, 3)}, .count = 6,
     .expect = {1, 1, 1, 2, 2, 2}},
    {.op = OP_expand, .in = {{GRAPH2(1, 3), {1, 2, 3}}}, .attr = {.type = GRAPH2(2, 3)}, .count = 6,
     .expect = {1, 2, 3, 1, 2, 3}},
    {.op = OP_slice, .in = {{GRAPH2(2, 4), {1, 2, 3, 4, 5, 6, 7, 8}}}, .attr = {.index = 1, .length = 2}, .count = 4,
     .expect = {2, 3, 6, 7}},
    {.op = OP_concat, .in = {{GRAPH2(2, 2), {1, 2, 3, 4}}, {GRAPH2(2, 1), {8, 9}}}, .count = 6,
     .expect = {1, 2, 8, 3, 4, 9}},

    /* between rows: duplicates count twice, node 3 has nothing to give or get */
    {.op = OP_gather, .attr = {.end = &src_end}, .in = {{NODE1(1), {10, 20, 30, 40}}}, .count = 6, .expect = {20, 20, 10, 30, 20, 10}},
    {.op = OP_gather, .attr = {.end = &dst_end}, .in = {{NODE1(1), {10, 20, 30, 40}}}, .count = 6, .expect = {10, 10, 20, 20, 20, 30}},
    {.op = OP_gather, .attr = {.end = &graph_end}, .in = {{GRAPH1(2), {1, 2}}}, .count = 8, .expect = {1, 2, 1, 2, 1, 2, 1, 2}},
    {.op = OP_sum_to, .attr = {.end = &dst_end}, .in = {{EDGE1(1), {1, 2, 4, 8, 16, 32}}}, .count = 4, .expect = {3, 28, 32, 0}},
    {.op = OP_sum_to, .attr = {.end = &src_end}, .in = {{EDGE1(1), {1, 2, 4, 8, 16, 32}}}, .count = 4, .expect = {36, 19, 8, 0}},
    {.op = OP_max_to, .attr = {.end = &dst_end}, .in = {{EDGE1(1), {-2, -1, 4, 8, 2, -32}}}, .count = 4, .expect = {-1, 8, -32, 0}},
    {.op = OP_max_to, .attr = {.end = &dst_end}, .in = {{EDGE1(2), {1, 9, 2, 8, 3, 3, 4, 2, 5, 1, 6, 0}}}, .count = 8,
     .expect = {2, 9, 5, 3, 6, 0, 0, 0}},
    {.op = OP_sum_to, .attr = {.end = &graph_end}, .in = {{NODE1(2), {1, 2, 3, 4, 5, 6, 7, 8}}}, .count = 2, .expect = {16, 20}},

    /* matrices [k,m]: row times matrix, and row times its transpose */
    {.op = OP_matmul, .in = {{NODE1(2), {1, 0, 0, 1, 1, 1, 2, -1}}, {PARAM2(2, 3), {1, 2, 3, 4, 5, 6}}}, .count = 12,
     .expect = {1, 2, 3, 4, 5, 6, 5, 7, 9, -2, -1, 0}},
    {.op = OP_matmul, .in = {{GRAPH2(1, 2), {1, 2}}, {PARAM3(2, 2, 1), {1, 2, 3, 4}}}, .count = 2, .expect = {7, 10}},
    {.op = OP_matmul_t, .in = {{GRAPH1(3), {1, 0, 2}}, {PARAM2(2, 3), {1, 2, 3, 4, 5, 6}}}, .count = 2,
     .expect = {7, 16}},
    {.op = OP_matmul, .in = {{PARAM1(2), {1, 2}}, {PARAM2(2, 2), {1, 2, 3, 4}}}, .count = 2, .expect = {7, 10}},

    /* over all rows */
    {.op = OP_sum_rows, .in = {{EDGE1(1), {1, 2, 4, 8, 16, 32}}}, .count = 1, .expect = {63}},
    {.op = OP_sum_rows, .in = {{GRAPH1(2), {1, 2}}}, .count = 2, .expect = {1, 2}},
    {.op = OP_outer, .in = {{NODE1(2), {1, 2, 3, 4, 5, 6, 7, 8}}, {NODE1(1), {1, -1, 1, 0}}}, .count = 2,
     .expect = {3, 4}},
    {.op = OP_outer, .in = {{GRAPH1(2), {1, 2}}, {GRAPH1(2), {3, 4}}}, .attr = {.type = PARAM3(2, 1, 2)}, .count = 4,
     .expect = {3, 4, 6, 8}},
};
/* clang-format on */

/* ----------------------------------------------------------- the harness */

/* A program's inputs and parameters, filled as operands are declared. */
typedef struct Bench {
    Prog *p;
    gatrt_tensor inputs[MAX_IN];
    float params[MAX_IN * MOST];
    int64_t param_floats;
} Bench;

static Val *add_operand(Bench *bench, const Operand *operand)
{
    Model *m = bench->p->model;
    if (operand->type.space != SPACE_PARAM) {
        GROW(m->inputs, m->input_count, m->input_capacity);
        m->inputs[m->input_count] = (InputInfo){.name = "x", .type = operand->type};
        bench->inputs[m->input_count].dense = operand->numbers;
        return build(bench->p, OP_input, NULL, &(Attr){.index = m->input_count++}, here);
    }
    GROW(m->params, m->param_count, m->param_capacity);
    m->params[m->param_count] = (ParamInfo){.name = "w", .shape = operand->type.shape};
    int64_t width = shape_width(operand->type.shape);
    memcpy(bench->params + bench->param_floats, operand->numbers, (size_t)width * sizeof(float));
    bench->param_floats += width;
    return build(bench->p, OP_param, NULL, &(Attr){.index = m->param_count++}, here);
}

static EvalData bench_data(const Bench *bench)
{
    return (EvalData){.graph = &graph, .inputs = bench->inputs, .params = bench->params};
}

static bool close_enough(double found, double expected)
{
    if (isnan(expected) || isinf(expected))
        return isnan(expected) ? isnan(found) : found == expected;
    return fabs(found - expected) <= 1e-15 + 1e-14 * fabs(expected);
}

static void check_case(const Case *row)
{
    Bench bench = {.p = prog_new(with_spaces(arena_alloc(1, sizeof(Model))), "case")};
    Val *in[MAX_IN] = {0};
    int operands = row->op == OP_input || row->op == OP_param ? 1 : op_info[row->op].arity;
    for (int i = 0; i < operands; i++)
        in[i] = add_operand(&bench, &row->in[i]);
    Val *v = operands > op_info[row->op].arity ? in[0] : build(bench.p, row->op, in, &row->attr, here);
    EvalData data = bench_data(&bench);
    assert_int_equal(eval_rows(&data, v->type.space) * val_width(v), row->count);
    double **values = eval_prog(bench.p, &data);
    for (int i = 0; i < row->count; i++) {
        if (!close_enough(values[v->id][i], row->expect[i]))
            fail_msg("%s, case %d, number %d: found %.17g, expected %.17g", op_info[row->op].name, (int)(row - cases),
                     i, values[v->id][i], row->expect[i]);
    }
    eval_free(bench.p, values);
}

static void test_cases(void **state)
{
    (void)state;
    bool seen[OP_COUNT] = {false};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_case(&cases[i]);
        seen[cases[i].op] = true;
    }
    for (int op = 0; op < OP_COUNT; op++) {
        if (!seen[op])
            fail_msg("no number worked out for %s", op_info[op].name);
    }
}

/* ---------------------------------------------------------- other inputs */

static void test_sparse_input(void **state)
{
    (void)state;
    static const int64_t row_start[] = {0, 1, 1, 3, 4};
    static const int32_t col[] = {2, 0, 1, 2};
    static const float val[] = {5, 6, 7, 8};
    static const double expect[] = {0, 0, 5, 0, 0, 0, 6, 7, 0, 0, 0, 8};
    Bench bench = {.p = prog_new(with_spaces(arena_alloc(1, sizeof(Model))), "sparse")};
    Val *x = add_operand(&bench, &(Operand){.type = NODE1(3)});
    bench.inputs[0] = (gatrt_tensor){.row_start = row_start, .col = col, .val = val};
    EvalData data = bench_data(&bench);
    double **values = eval_prog(bench.p, &data);
    assert_memory_equal(values[x->id], expect, sizeof expect);
    eval_free(bench.p, values);
}

/* Dropout draws as generated code does: by draw, value number, row and element. */
static void test_keep(void **state)
{
    (void)state;
    Bench bench = {.p = prog_new(with_spaces(arena_alloc(1, sizeof(Model))), "keep")};
    Attr attr = {.num = 0.6, .index = 3, .type = {SPACE_EDGE, {2, {8, 16, 1}}}};
    Val *v = build(bench.p, OP_keep, NULL, &attr, here);
    EvalData data = bench_data(&bench);
    data.draw = gatrt_draw(42, 7);
    data.dropout = 1;
    double **values = eval_prog(bench.p, &data);
    int kept = 0;
    for (int64_t e = 0; e < graph.spaces[GATRT_EDGE].count; e++) {
        for (uint32_t i = 0; i < 128; i++) {
            uint32_t bits = gatrt_bits(gatrt_row_key(gatrt_value_draw(data.draw, 3), (uint32_t)e), i);
            double found = values[v->id][e * 128 + i];
            assert_true(bits < 2576980377u ? found == 0 : found == (double)2.5f);
            kept += found > 0;
        }
    }
    assert_in_range(kept, 250, 370); /* 0.4 of 768, five deviations wide */
    eval_free(bench.p, values);
}

static void test_empty_graph(void **state)
{
    (void)state;
    static const int64_t start[] = {0, 0};
    static const gatrt_rowset one_node[GATRT_PLAIN_SPACES] = {
        [GATRT_NODE] = {.count = 1}, [GATRT_GRAPH] = {.count = 1}};
    static const gatrt_walk no_edges[GATRT_PLAIN_ENDS] = {
        [GATRT_EDGE_DST] = {.start = start}, [GATRT_EDGE_SRC] = {.start = start}};
    const gatrt_graph alone = {.spaces = one_node, .ends = no_edges};
    Bench bench = {.p = prog_new(with_spaces(arena_alloc(1, sizeof(Model))), "empty")};
    Val *x = add_operand(&bench, &(Operand){.type = NODE1(1), .numbers = {3}});
    Val *edges = mk_along(bench.p, OP_gather, &src_end, x, here);
    Val *sums = mk_along(bench.p, OP_sum_to, &dst_end, edges, here),
        *most = mk_along(bench.p, OP_max_to, &dst_end, edges, here);
    Val *all = mk1(bench.p, OP_sum_rows, edges, here);
    EvalData data = bench_data(&bench);
    data.graph = &alone;
    double **values = eval_prog(bench.p, &data);
    assert_true(values[sums->id][0] == 0 && values[most->id][0] == 0 && values[all->id][0] == 0);
    eval_free(bench.p, values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_sparse_input),
        cmocka_unit_test(test_keep),
        cmocka_unit_test(test_empty_graph),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

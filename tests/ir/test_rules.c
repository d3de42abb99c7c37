/* test_rules.c - the laws of simplify.c, by number. Run: ctest -R ir/test_rules
 *
 * Every model in tests/ir, and a few whole ones, is simplified; its outputs, its loss and
 * all gradients must be what eval.c makes of the program as written (both in double).
 * Every row of the table of rules must fire in a case tests/ir/rule_*.lua, so a rule
 * without a case fails here. */
#define _GNU_SOURCE /* glob, fork */
#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "../support/compiler.h"

enum { NODES = 6, EDGES = 13, CLASSES = 3, SEEDS = 2, MOST_SPACES = 32 };

/* Of the largest number of the value; and, where that is what cancellation left over, of all values compared. */
static const double TOLERANCE = 1e-9, LEFT_OVER = 1e-12;

/* ------------------------------------------------------------ a graph with everything in it */

/* By destination: edges twice, a self loop, a hub; node 4 has no edges at all, 5 only outgoing ones. */
static const int32_t edge_src[EDGES] = {1, 1, 2, 5, 0, 1, 3, 0, 3, 5, 1, 2, 0};
static const int32_t edge_dst[EDGES] = {0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3};

typedef struct Adjacency {
    int64_t in_start[NODES + 1], out_start[NODES + 1];
    int32_t out_dst[EDGES], out_edge[EDGES];
    int64_t graph_start[2]; /* one graph */
    int32_t node_graph[NODES];
    gatrt_rowset spaces[MOST_SPACES];
    gatrt_walk ends[MOST_SPACES];
    int32_t link_at[MOST_SPACES][NODES], link_row[MOST_SPACES][NODES]; /* of ends of links */
    int64_t link_start[MOST_SPACES][NODES + 1];
    gatrt_graph graph;
} Adjacency;

/* End i is one of links, which join what every second edge does. */
static void fill_link_end(Adjacency *a, int i, bool first)
{
    int32_t next = 0;
    for (int k = 0; k < NODES; k++)
        a->link_at[i][k] = first ? edge_src[2 * k] : edge_dst[2 * k];
    for (int v = 0; v < NODES; v++) {
        for (int32_t k = 0; k < NODES; k++)
            if (a->link_at[i][k] == v)
                a->link_row[i][next++] = k;
        a->link_start[i][v + 1] = next;
    }
    a->ends[i] = (gatrt_walk){.start = a->link_start[i], .row = a->link_row[i], .at = a->link_at[i]};
}

/* Rows of a model's own are as many as there are nodes, and its relations join them as the edges do those. */
static void fill_own(Adjacency *a, const Model *m)
{
    assert_true(m->space_count <= MOST_SPACES && m->end_count <= MOST_SPACES);
    for (int i = GATRT_PLAIN_SPACES; i < m->space_count; i++)
        a->spaces[i].count = m->spaces[i]->kind == SPACE_EDGES ? EDGES : NODES;
    for (int i = GATRT_PLAIN_ENDS; i < m->end_count; i++) {
        const End *end = m->ends[i];
        if (end->of->kind == SPACE_EDGES)
            a->ends[i] = a->ends[end->sorted ? GATRT_EDGE_DST : GATRT_EDGE_SRC];
        else
            fill_link_end(a, i, end == end->of->ends[0]);
    }
}

static void fill_adjacency(Adjacency *a)
{
    int64_t next = 0;
    memset(a, 0, sizeof *a);
    for (int v = 0; v < NODES; v++) {
        a->in_start[v] = v ? a->in_start[v - 1] : 0;
        while (a->in_start[v] < EDGES && edge_dst[a->in_start[v]] < v)
            a->in_start[v]++;
        a->out_start[v] = next;
        for (int e = 0; e < EDGES; e++)
            if (edge_src[e] == v) {
                a->out_dst[next] = edge_dst[e];
                a->out_edge[next++] = e;
            }
    }
    a->in_start[NODES] = a->out_start[NODES] = EDGES;
    a->graph_start[1] = NODES;
    a->spaces[GATRT_NODE].count = NODES;
    a->spaces[GATRT_EDGE].count = EDGES;
    a->spaces[GATRT_GRAPH].count = 1;
    a->ends[GATRT_EDGE_DST] = (gatrt_walk){.start = a->in_start, .far = edge_src};
    a->ends[GATRT_EDGE_SRC] = (gatrt_walk){.start = a->out_start, .far = a->out_dst, .row = a->out_edge};
    a->ends[GATRT_NODE_GRAPH] = (gatrt_walk){.start = a->graph_start, .at = a->node_graph};
    a->graph = (gatrt_graph){.spaces = a->spaces, .ends = a->ends};
}

/* ------------------------------------------------------------ data that fits a model */

static float random_number(uint64_t *state)
{
    double unit = (double)(gatrt_mix((*state)++) >> 11) * 0x1p-53;
    return (float)(2 * unit - 1);
}

static float *random_numbers(uint64_t *state, int64_t count)
{
    float *numbers = arena_alloc((size_t)count + 1, sizeof *numbers);
    for (int64_t i = 0; i < count; i++)
        numbers[i] = random_number(state);
    return numbers;
}

static const float *input_numbers(const InputInfo *info, uint64_t *state)
{
    int64_t rows = info->type.space->kind == SPACE_EDGES ? EDGES : info->type.space->kind == SPACE_ROWS ? NODES : 1;
    float *numbers = random_numbers(state, rows * shape_width(info->type.shape));
    for (int v = 0; v < NODES && info->role == GATRT_LABEL; v++)
        numbers[v] = (float)(gatrt_mix((*state)++) % CLASSES);
    for (int v = 0; v < NODES && info->role == GATRT_WEIGHT; v++)
        numbers[v] = v % 3 ? 0.25f : 0.0f; /* four of the six count */
    return numbers;
}

/* Inputs as the model has them now: programs derived from it may have added some. */
static EvalData data_for(const Model *m, const Adjacency *a, uint64_t seed)
{
    uint64_t state = gatrt_mix(seed);
    gatrt_tensor *inputs = arena_alloc((size_t)m->input_count + 1, sizeof *inputs);
    for (int i = 0; i < m->input_count; i++)
        inputs[i].dense = input_numbers(&m->inputs[i], &state);
    int64_t floats = 0;
    for (int i = 0; i < m->param_count; i++)
        floats += shape_width(m->params[i].shape);
    return (EvalData){.graph = &a->graph,
                      .inputs = inputs,
                      .params = random_numbers(&state, floats),
                      .draw = gatrt_mix(state),
                      .dropout = 1};
}

/* ------------------------------------------------------------ programs, as written and simplified */

static bool is_loss(const Root *root)
{
    return root->kind == ROOT_LOSS;
}

static bool is_output(const Root *root)
{
    return root->kind == ROOT_OUTPUT || root->kind == ROOT_ON_DEMAND;
}

static bool has_root(const Prog *p, bool (*kind)(const Root *))
{
    for (int i = 0; i < p->root_count; i++)
        if (kind(&p->roots[i]))
            return true;
    return false;
}

static void run_rules(Prog *p, int *fired)
{
    simplify(p);
    verify(p, "simplify");
    for (int i = 0; i < simplify_rule_count(); i++)
        fired[i] += p->fired[i];
}

static Prog *loss_program(const Model *m, int *fired)
{
    Prog *p = prog_copy(m->forward, "train", is_loss, NULL, NULL);
    if (fired)
        run_rules(p, fired);
    autodiff(p);
    p->facts |= FACT_DIFFED;
    if (fired)
        run_rules(p, fired);
    return p;
}

static Prog *output_program(const Model *m, int *fired)
{
    Prog *p = prog_copy(m->forward, "infer", is_output, NULL, NULL);
    p->facts |= FACT_DIFFED;
    if (fired)
        run_rules(p, fired);
    return p;
}

/* ------------------------------------------------------------ they compute the same */

static double largest(const double *numbers, int64_t count)
{
    double most = 0;
    for (int64_t i = 0; i < count; i++)
        most = fmax(most, fabs(numbers[i]));
    return most;
}

static int64_t root_count(const Root *root, const EvalData *data)
{
    return eval_rows(data, root->val->type.space) * val_width(root->val);
}

static int compare_root(const char *file, const Root *expected, const double *a, const Root *found, const double *b,
                        const EvalData *data, double least)
{
    static const char *const kinds[] = {"output", "output", "loss", "gradient of"};
    const char *name = expected->name ? expected->name : "";
    if (!type_equal(expected->val->type, found->val->type)) {
        print_error("%s: %s %s is %s as written and %s simplified\n", file, kinds[expected->kind], name,
                    type_text(expected->val->type), type_text(found->val->type));
        return 1;
    }
    int64_t count = root_count(expected, data);
    double allowed = TOLERANCE * largest(a, count) + least;
    for (int64_t i = 0; i < count; i++)
        if (!(fabs(a[i] - b[i]) <= allowed)) {
            print_error("%s: %s %s [%lld] is %.17g as written and %.17g simplified\n", file, kinds[expected->kind],
                        name, (long long)i, a[i], b[i]);
            return 1;
        }
    return 0;
}

static int compare(const char *file, const Prog *written, const Prog *simple, const EvalData *data)
{
    int wrong = 0;
    double all = 0;
    assert_int_equal(written->root_count, simple->root_count);
    double **a = eval_prog(written, data), **b = eval_prog(simple, data);
    for (int i = 0; i < written->root_count; i++)
        all = fmax(all, largest(a[written->roots[i].val->id], root_count(&written->roots[i], data)));
    for (int i = 0; i < written->root_count; i++) {
        const Root *expected = &written->roots[i], *found = &simple->roots[i];
        assert_int_equal(expected->kind, found->kind);
        wrong += compare_root(file, expected, a[expected->val->id], found, b[found->val->id], data, LEFT_OVER * all);
    }
    eval_free(written, a);
    eval_free(simple, b);
    return wrong;
}

/* Numbers that differ; rules that fired are counted in `fired`. */
static int check_model(const char *file, const Model *m, const Adjacency *a, int *fired)
{
    const Prog *written[2] = {0}, *simple[2] = {0};
    int wrong = 0;
    if (has_root(m->forward, is_loss)) {
        written[0] = loss_program(m, NULL);
        simple[0] = loss_program(m, fired);
    }
    if (has_root(m->forward, is_output)) {
        written[1] = output_program(m, NULL);
        simple[1] = output_program(m, fired);
    }
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        EvalData data = data_for(m, a, seed);
        for (int i = 0; i < 2; i++)
            wrong += written[i] ? compare(file, written[i], simple[i], &data) : 0;
    }
    return wrong;
}

/* ------------------------------------------------------------ the cases */

static const char *source_folder(void)
{
    const char *folder = getenv("GATCC_SOURCE");
    return folder && *folder ? folder : ".";
}

static const char *read_text(const char *path, size_t *size)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        die("%s: cannot be read", path);
    enum { MOST = 1 << 16 };
    char *text = arena_alloc(MOST, 1);
    *size = fread(text, 1, MOST - 1, in);
    fclose(in);
    return text;
}

static const Model *read_model(const char *path)
{
    static const char *dim_names[] = {"classes"};
    static const int64_t dim_values[] = {CLASSES};
    size_t size;
    char *error = NULL;
    const char *text = read_text(path, &size);
    FrontOptions options = {
        .dim_names = dim_names, .dim_values = dim_values, .dim_count = strstr(text, "dim(\"classes\"") ? 1 : 0};
    Model *m = front_read_text(path, text, size, &options, &error);
    if (!m)
        fail_msg("%s", error);
    return m;
}

/* Checks the files that match; returns how many there were. */
static int check_files(const char *pattern, int *fired, int *wrong)
{
    glob_t found;
    Adjacency adjacency;
    fill_adjacency(&adjacency);
    if (glob(arena_format("%s/%s", source_folder(), pattern), 0, NULL, &found))
        return 0;
    int count = (int)found.gl_pathc;
    for (int i = 0; i < count; i++) {
        const Model *m = read_model(found.gl_pathv[i]);
        fill_own(&adjacency, m);
        *wrong += check_model(found.gl_pathv[i], m, &adjacency, fired);
    }
    globfree(&found);
    return count;
}

static void every_rule_fires_in_a_case_and_keeps_the_numbers(void **state)
{
    (void)state;
    int *fired = arena_alloc((size_t)simplify_rule_count(), sizeof *fired), wrong = 0;
    if (!check_files("tests/ir/rule_*.lua", fired, &wrong))
        fail_msg("no tests/ir/rule_*.lua under %s; set GATCC_SOURCE", source_folder());
    for (int i = 0; i < simplify_rule_count(); i++)
        if (!fired[i]) {
            print_error("no case tests/ir/rule_*.lua in which this rule fires: %s\n", simplify_rule_law(i));
            wrong++;
        }
    assert_int_equal(wrong, 0);
}

static void whole_models_keep_their_numbers(void **state)
{
    (void)state;
    int *fired = arena_alloc((size_t)simplify_rule_count(), sizeof *fired), wrong = 0;
    assert_true(check_files("models/*.lua", fired, &wrong) > 0);
    assert_true(check_files("tests/train/*.lua", fired, &wrong) > 0);
    check_files("tests/ir/[!r]*.lua", fired, &wrong);
    assert_int_equal(wrong, 0);
}

/* ------------------------------------------------------------ laws at their edges */

/* Operands that broadcast, constants that carry the shape, sums of nothing: where a rule that is right for
 * equal shapes goes wrong. Each is the y of a model. */
static const char *const edges[] = {
    "select(k, select(k, k, z), exp(k))",
    "select(k, exp(k), select(k, z, k))",
    "select(k, k, op.constant { num = 0, space = 'node', shape = { 3 } }) + select(k, 0, exp(k))",
    "select(z, 0, k) + select(z, k, 0)",
    "op.constant { num = 1, space = 'node', shape = { 3 } } * k",
    "flatten(op.constant { num = 1, space = 'node', shape = { 3, 2 } } * z)",
    "flatten(op.constant { num = 0, space = 'node', shape = { 3, 2 } } + z)",
    "flatten(z - op.constant { num = 0, space = 'node', shape = { 3, 2 } })",
    "op.constant { num = 0, space = 'node', shape = { 3 } } - k",
    "op.constant { num = 1, space = 'node', shape = { 3 } } / (k + 2)",
    "-k * z - -(k * z) + -z",
    "matmul(z, op.outer(src(z), src(k)))",
    "matmul(z, op.outer(dst(z), src(z)))",
    "sum(op.expand(s, { shape = { 4 } })) * z",
    "sum(op.expand(k, { shape = { 2, 3 } }))",
    "sum(k * op.constant { num = 2, shape = { 3 } })",
    "sum(op.expand(z, { shape = { 3, 2 } }) * param('P', { 3, 2 }) * k)",
    "sum_in(dst(k) * op.constant { num = 1, space = 'edge', shape = { 3 } })",
    "sum_in(s * op.constant { num = 1, space = 'edge' })",
    "sum_in(s * dst(z)) + op.sum_out(src(z))",
    "sum_in(dst(z)) * sum_in(dst(k) * src(z) * dst(z) * s)",
    "spread(pool_sum(spread(pool_sum(z)))) * z",
    "spread(pool_sum(spread(pool_sum(k)))) * z",
    "op.sum_rows(dst(k) * q) * z",
    "op.sum_rows(q * dst(z) * src(z) * dst(k)) * z",
    "op.sum_rows(dst(z) * src(k)) * z",
    "op.sum_rows(dst(z) * dst(z)) * z",
    "op.sum_rows(s * dst(z)) * z",
    "op.sum_rows(param('P', { 1, 3 }) * z)",
    "matmul(sum_in(src(reshape(x, { 2, 3 }))), param('V', { 6, 2 }))",
    "matmul(sum_in(src(reshape(x, { 2, 3 })) * slice(q, 0, 1)), param('V', { 6, 2 }))",
    "matmul(sum_in(src(reshape(x, { 2, 3 })) * slice(q, 0, 2)), param('V', { 6, 2 }))",
    "matmul(sum_in(src(x) * dst(x)), param('V', { 6, 2 }))",
    "matmul(op.sum_out(dst(x) * slice(q, 0, 1)), param('V', { 6, 1 }))",
    "matmul(sum_in(s * src(x) * slice(q, 1, 1)), param('V', { 6, 1 }))",
    "matmul(x + (sum_in(src(x)) + 1), param('V', { 6, 2 }))",
    "matmul(reshape(x, { 2, 3 }) - sum_in(src(reshape(x, { 2, 3 }))), param('V', { 6, 2 }))",
    "matmul(k - k * mean_in(src(x)) / (square(k) + 1), param('V', { 6, 2 }))",
    "matmul(x + sum_in(src(x) * dst(x)), param('V', { 6, 2 }))",
    "matmul(s * x + sum_in(src(x)) * k, param('V', { 6, 1 }))",
    "matmul(k * s / (k * k + 1), param('V', { 1, 1 }))",
    "matmul(k / (x * x + 1), param('V', { 6, 3 }))",
    "matmul(k * param('A', { 6 }), param('V', { 6, 3 }))",
    "op.matmul_t(k * reshape(x, { 2, 3 }), param('V', { 4, 2, 3 }))",
    "sum_in(dot(param('A', { 3 }), matmul(q, param('V', { 3, 3 }))))",
    "sum_in(dot(param('A', { 2, 3 }), matmul(q, param('V', { 3, 2, 3 }))) * slice(q, 0, 1))",
    "sum_in(dot(param('A', { 2 }), matmul(q, param('V', { 3, 2, 3 }))) * 2)",
    "sum_in(dot(param('A', { 1, 4 }), matmul(q, param('V', { 3, 2, 4 }))))",
    "sum_in(matmul(src(z), param('V', { 3, 8 })))",
    "sum_in(src(k) / (dst(square(z)) + src(k * k + 1)))",
    "slice(concat(k, z), 0, 2) * slice(concat(z, k), 1, 2)",
    "sum(concat(z, k)) + dot(concat(z, k), concat(k, z)) + dot(concat(z, k), concat(z, k))",
    "dot(param('A', { 2, 6 }), concat(reshape(x, { 2, 3 }), reshape(exp(x), { 2, 3 })))",
    "sum_in(src(dropout(z, 0.5)) * dropout(dst(z), 0.5))",
    "sum_in(dropout(edge_softmax(src(k) + dst(k)), 0.5) * src(z))",
    "z * detach(z) + detach(z)",
};

static int check_edge(const char *y, const Adjacency *a)
{
    int *fired = arena_alloc((size_t)simplify_rule_count(), sizeof *fired);
    const char *text =
        arena_format("model 'edge'\nlocal x, q, s = input.node { 6 }, input.edge { 3 }, param('s', { 1 })\n"
                     "local z, k = matmul(x, param('U', { 6, 3 })), matmul(x, param('K', { 6, 1 }))\n"
                     "local y = %s\nif y.space ~= 'node' then y = y * z end\noutput('y', y)\n"
                     "loss(pool_sum(sum(flatten(y * y)) + sum(z) + k))\n",
                     y);
    char *error = NULL;
    Model *m = front_read_text(y, text, strlen(text), &(FrontOptions){0}, &error);
    if (!m) {
        print_error("%s", error);
        return 1;
    }
    return check_model(y, m, a, fired);
}

/* Each in a process of its own: a bug() in one must not hide the others. */
static void laws_hold_where_shapes_differ(void **state)
{
    (void)state;
    int wrong = 0;
    Adjacency adjacency;
    fill_adjacency(&adjacency);
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        int status = -1;
        fflush(NULL);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            _exit(check_edge(edges[i], &adjacency) ? 1 : 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status)) {
            print_error("failed: y = %s\n", edges[i]);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_fires_in_a_case_and_keeps_the_numbers),
        cmocka_unit_test(whole_models_keep_their_numbers),
        cmocka_unit_test(laws_hold_where_shapes_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

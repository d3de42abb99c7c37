/* test_cost.c - what cost.c counts for kernels that can be counted by hand. Run: ctest -R test_cost */
#include "../support/compiler.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const Prog *program(const char *text, Program number)
{
    const FrontOptions options = {0};
    const DumpOptions none = {0};
    char *error = NULL;
    Model *m = front_read_text("cost.lua", text, strlen(text), &options, &error);
    if (!m)
        fail_msg("%s", error);
    m->switches.join_walks = true;
    pipeline_run(m, &none);
    return m->progs[number];
}

/* All terms of a kind, over a program's kernels. */
static gatrt_cost total(const Prog *p, gatrt_per per)
{
    Costs costs = {0};
    gatrt_cost sum = {.per = per};
    cost(p, &costs);
    for (int i = 0; i < costs.count; i++) {
        const gatrt_cost *c = &costs.at[i];
        assert_in_range(c->kernel, 0, p->kernel_count - 1);
        if (c->per != per)
            continue;
        sum.read += c->read, sum.gathered += c->gathered, sum.written += c->written, sum.flops += c->flops;
    }
    return sum;
}

static void check(gatrt_cost c, int64_t read, int64_t gathered, int64_t written, int64_t flops)
{
    assert_int_equal(c.read, read);
    assert_int_equal(c.gathered, gathered);
    assert_int_equal(c.written, written);
    assert_int_equal(c.flops, flops);
}

/* y = x W + b: a row of 3 in, 2 out, 6 multiply-adds and 2 additions. */
static void a_linear_layer(void **state)
{
    (void)state;
    const Prog *p = program("model 'm' local x = input.node { 3 }\n"
                            "local y = nn.linear(x, { out = 2 })\n"
                            "output('y', y) loss(mse(y, target.value(2)))\n",
                            PROGRAM_INFER);
    check(total(p, GATRT_PER_ROW), 3, 0, 2, 2 * 6 + 2);
    check(total(p, GATRT_PER_RUN), 6 + 2, 0, 0, 0);
    check(total(p, GATRT_PER_EDGE), 0, 0, 0, 0);
}

/* Each edge brings a row of 5 from its source and an id, and adds it; the two ends of a list are read. */
static void a_sum_over_edges(void **state)
{
    (void)state;
    const Prog *p = program("model 'm' local y = sum_in(src(input.node { 5 }))\n"
                            "output('y', y) loss(mse(y + param('b', { 5 }), target.value(5)))\n",
                            PROGRAM_INFER);
    check(total(p, GATRT_PER_EDGE), 1, 5, 0, 5);
    check(total(p, GATRT_PER_ROW), 2, 0, 5, 0);
}

/* Two relations bring rows of the same papers to one kernel: either brings its own, and has a list of its own. */
static void sums_over_two_relations(void **state)
{
    (void)state;
    const Prog *p = program("model 'm' local paper = space 'paper'\n"
                            "local cites = relation('cites', { from = paper, to = paper })\n"
                            "local near = relation('near', { from = paper, to = paper })\n"
                            "local x = input(paper) { 5 }\n"
                            "local y = cites.sum_in(cites.src(x)) * near.sum_in(near.src(x))\n"
                            "output('y', y) loss(mse(y + param('b', { 5 }), target(paper).value(5)))\n",
                            PROGRAM_INFER);
    assert_int_equal(p->kernel_count, 1);
    check(total(p, GATRT_PER_EDGE), 2 * 1, 2 * 5, 0, 2 * 5);
    check(total(p, GATRT_PER_ROW), 2 * 2, 0, 5, 5);
}

/* What authors send is made by a kernel of its own, after what papers send is there: the sums wait for each other. */
static void sums_that_wait(void **state)
{
    (void)state;
    const Prog *p = program("model 'm' local author, paper = space 'author', space 'paper'\n"
                            "local writes = relation('writes', { from = author, to = paper })\n"
                            "local cites = relation('cites', { from = paper, to = paper })\n"
                            "local a, x = matmul(input(author) { 9 }, param('A', { 9, 2 })), input(paper) { 9 }\n"
                            "local p = matmul(x, param('P', { 9, 2 }))\n"
                            "local y = relu(cites.sum_in(cites.src(p)) + writes.sum_in(writes.src(a)))\n"
                            "output('y', y) loss(mse(y, target(paper).value(2)))\n",
                            PROGRAM_INFER);
    assert_int_equal(p->kernel_count, 3);
    assert_int_equal(p->kernels[2]->walks.count, 2);
}

/* A non-zero fetches its row of W, half of them where dropout leaves half; it draws there and nowhere else. */
static void a_sparse_product(void **state)
{
    (void)state;
    const char *model = "model 'm' local x = input.node { 100, sparse = true }\n"
                        "local y = matmul(dropout(x, 0.5), param('w', { 100, 4 }))\n"
                        "output('y', y) loss(mse(y, target.value(4)))\n";
    check(total(program(model, PROGRAM_INFER), GATRT_PER_NONZERO), 2, 4, 0, 8);
    const gatrt_cost train = total(program(model, PROGRAM_TRAIN), GATRT_PER_NONZERO);
    check(train, 2 * 2, 2 * 2, 0, 2 * (4 + op_info[OP_keep].cost + 1)); /* forward, and the columns of dW */
    assert_true(total(program(model, PROGRAM_TRAIN), GATRT_PER_ROW).flops < 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_linear_layer),
        cmocka_unit_test(a_sum_over_edges),
        cmocka_unit_test(sums_over_two_relations),
        cmocka_unit_test(sums_that_wait),
        cmocka_unit_test(a_sparse_product),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

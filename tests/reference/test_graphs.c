/* test_graphs.c - layers over the nodes of many graphs against PyTorch Geometric's (graph/): read-outs, norms, jumping
 * knowledge, networks and their losses. Outputs, and the gradients of the loss for every parameter and for every input, to
 * 1e-4 of the largest; of a norm the running statistics, too.
 *
 * Run: ctest -R reference/test_graphs. One graph of every case comes with the source, made with PyG 2.9.0 (some without the
 * float32 results, which nothing reads); where GATCC_REFERENCE_TASKS, by default ../shared/reference-tasks beside the source,
 * exists, every case is run on all of its graphs. Nothing here lists the cases: a model's text is made from the row in
 * cases.json (scene_graph.c), with its inputs as data and once more as parameters, as in test_layers.c.
 */
#include "trial_by_name.c"

#include "scene_graph.c"

static void pooled_over_graphs(void **state)
{
    (void)state;
    run_group("graph");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pooled_over_graphs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

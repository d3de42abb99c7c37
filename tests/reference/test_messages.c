/* test_messages.c - more message-passing layers against PyTorch Geometric's (layers/): outputs, attention weights, losses, and
 * the gradients of the loss for every parameter and for every input, to 1e-4 of the largest.
 *
 * Run: ctest -R reference/test_messages. The graph `mixed` of every case comes with the source, made with PyG 2.9.0 (without the
 * float32 results, which nothing reads); where GATCC_REFERENCE_TASKS, by default ../shared/reference-tasks beside the source,
 * exists, every case is run on all of its graphs. Nothing here lists the cases: a model's text is made from the row in
 * cases.json (scene_layer.c), with its inputs as parameters, as in test_layers.c.
 */
#define FIRST_FORM AS_PARAM

#include "trial_by_name.c"

#include "scene_layer.c"

static void messages_along_edges(void **state)
{
    (void)state;
    run_group("layers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(messages_along_edges)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_relations.c - layers over relations against PyTorch Geometric's: from one space to another (bipartite/), and over
 * several relations, of one space or of several (hetero/): outputs, attention weights, and the gradients of the loss for
 * every parameter and for every input, to 1e-4 of the largest.
 *
 * Run: ctest -R reference/test_relations. One graph of every case comes with the source, made with PyG 2.9.0; where
 * GATCC_REFERENCE_TASKS, by default ../shared/reference-tasks beside the source, exists, every case is run on all of its
 * graphs. Nothing here lists the cases: a model's text is made from the row in cases.json (scene_relation.c), with its
 * inputs as data and once more as parameters, as in test_layers.c.
 */
#include "trial_by_name.c"

#include "scene_relation.c"

static void from_one_space_to_another(void **state)
{
    (void)state;
    run_group("bipartite");
}

static void over_several_relations(void **state)
{
    (void)state;
    run_group("hetero");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(from_one_space_to_another),
                                       cmocka_unit_test(over_several_relations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

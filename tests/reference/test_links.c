/* test_links.c - networks that score pairs against PyTorch Geometric's (link/): decoders, binary losses and losses of order,
 * graph autoencoders, LightGCN. Scores, and the gradients of the loss for every parameter and for the features, to 1e-4 of the
 * largest.
 *
 * Run: ctest -R reference/test_links. One graph of every case comes with the source, made with PyG 2.9.0; where
 * GATCC_REFERENCE_TASKS, by default ../shared/reference-tasks beside the source, exists, every case that we have words for is
 * run on all of its graphs. Nothing here lists the cases: a model's text is made from the row in cases.json (scene_link.c).
 */
#include "trial_by_name.c"

#include "scene_link.c"

static void pairs_are_scored(void **state)
{
    (void)state;
    complete_case = complete_links;
    knows_class = is_link_class;
    run_group("link");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_are_scored)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

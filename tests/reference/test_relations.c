/* test_relations.c - layers against PyTorch Geometric's: from one space to another (bipartite/), over several relations, of
 * one space or of several (hetero/), and over the nodes of many graphs (graph/): read-outs, norms, jumping knowledge, networks
 * and their losses. Outputs, attention weights, and the gradients of the loss for every parameter and for every input, to
 * 1e-4 of the largest.
 *
 * Run: ctest -R reference/test_relations. One graph of every case comes with the source, made with PyG 2.9.0 (some without
 * the float32 results, which nothing reads); where GATCC_REFERENCE_TASKS, by default ../shared/reference-tasks beside the
 * source, exists, every case is run on all of its graphs. Nothing here lists the cases: a model's text is made from the row
 * in cases.json (scene_relation.c, scene_graph.c), with its inputs as data and once more as parameters, as in test_layers.c.
 */
#include "trial.c"

#include "scene_relation.c"

#include "scene_graph.c"

static bool takes_sparse(const Layer *l)
{
    return graph_class(l) ? graphs_take_sparse(l) : relations_take_sparse(l);
}

static void set_scene(Layer *l, const Npz *npz)
{
    l->scene = arena_alloc(1, sizeof *l->scene);
    if (graph_class(l))
        set_graph_scene(l, npz);
    else
        set_relation_scene(l);
}

static const char *layer_text(const Layer *l, const char *name, int form, bool sparse)
{
    return graph_class(l) ? graph_text(l, name, form, sparse) : relation_text(l, name, form, sparse);
}

static double *given_of(const Trial *t, const gatrt_param *p)
{
    if (strcmp(p->name, PROBE) == 0)
        return mem_alloc((size_t)p->count, sizeof(double));
    if (npz_find(t->npz, p->name))
        return padded(p, npz_find(t->npz, p->name)); /* an input: 0 in the rows that no data row meets */
    const Spot spot = spot_of(t, p);
    return of_spot(t, p, spot.array, &spot);
}

/* By PyG's names of our parameters. */
static float *weights_of(const Trial *t)
{
    const gatrt_model *code = t->built->code;
    float *params = mem_alloc((size_t)code->param_floats, sizeof *params);
    for (int i = 0; i < code->param_count; i++) {
        const gatrt_param *p = &code->params[i];
        double *values = given_of(t, p);
        for (int64_t j = 0; j < p->count; j++)
            params[p->offset + j] = (float)values[j];
        mem_free(values);
    }
    return params;
}

/* ------------------------------------------------------------------ all cases */

static void run_group(const char *group)
{
    const char *folder =
        arena_format("%s/%s", environment("GATCC_REFERENCE_TASKS", source_path("../shared/reference-tasks")), group);
    Suite own;
    suite_read(&own, source_path(arena_format("tests/reference/%s", group)));
    suite_compile(&own);
    printf("%d cases of %s/ agree with PyG, with inputs as data and as parameters\n", run_suite(&own), group);
    if (access(arena_format("%s/cases.json", folder), R_OK) == 0)
        printf("%d reference cases agree with PyG, likewise\n", run_whole_set(&own, folder));
    else
        printf("skipped: all reference cases, as %s/cases.json is not there (GATCC_REFERENCE_TASKS)\n", folder);
    batch_free(own.batch);
    suite_close(&own);
}

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

static void pooled_over_graphs(void **state)
{
    (void)state;
    run_group("graph");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(from_one_space_to_another),
                                       cmocka_unit_test(over_several_relations), cmocka_unit_test(pooled_over_graphs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

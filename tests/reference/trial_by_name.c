/* trial_by_name.c - the weights of a case, by PyG's names of our parameters; a group of cases in a folder of that name,
 * those that come with the source and, where they are at hand, all. */
#include "trial.c"

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

static void run_group(const char *group)
{
    const char *folder =
        arena_format("%s/%s", environment("GATCC_REFERENCE_TASKS", source_path("../shared/reference-tasks")), group);
    Suite own;
    suite_read(&own, source_path(arena_format("tests/reference/%s", group)));
    suite_compile(&own);
    printf("%d cases of %s/ agree with PyG, with inputs %sas parameters\n", run_suite(&own), group,
           FIRST_FORM == AS_DATA ? "as data and " : "");
    if (access(arena_format("%s/cases.json", folder), R_OK) == 0)
        printf("%d reference cases agree with PyG, likewise\n", run_whole_set(&own, folder));
    else
        printf("skipped: all reference cases, as %s/cases.json is not there (GATCC_REFERENCE_TASKS)\n", folder);
    batch_free(own.batch);
    suite_close(&own);
}

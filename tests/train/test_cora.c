/* test_cora.c - a network that PyTorch Geometric trained on Cora, told again by ours.
 *
 * Run: ctest -R train/test_cora. Needs cora.npz in GATCC_DATA and the folder cora_gat_pyg
 * in GATCC_REFERENCE (default ../shared/reference beside the source); skipped, visibly,
 * where they are not. What is held:
 *  - models/gat2.lua as it stands, made a program by gatcc, predicts PyG's logits on all
 *    nodes from PyG's own trained.safetensors;
 *  - without dropout, the first gradient from initial.safetensors is PyG's, and so are the
 *    losses before each of 30 Adam steps and after the last.
 * All to 1e-4 of the largest number compared, losses to 1e-4.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/compile.c"
#include "../support/graphs.c"

#include <jansson.h>

#define TOLERANCE 1e-4
enum { STEPS = 30 };

static const char *cora, *reference; /* NULL: not there, everything is skipped */
static char *folder;

/* ------------------------------------------------------------------ what is needed */

static const char *source_path(const char *relative)
{
    return arena_format("%s/%s", environment("GATCC_SOURCE", "."), relative);
}

static const char *if_there(const char *path)
{
    if (access(path, R_OK) == 0)
        return path;
    printf("skipped: %s is not there (GATCC_DATA, GATCC_REFERENCE)\n", path);
    return NULL;
}

static int find_files(void **state)
{
    (void)state;
    Error error = {""};
    const char *data = environment("GATCC_DATA", source_path("../shared/data"));
    const char *given = environment("GATCC_REFERENCE", source_path("../shared/reference"));
    cora = if_there(arena_format("%s/cora.npz", data));
    reference = if_there(arena_format("%s/cora_gat_pyg", given));
    folder = new_folder(&error);
    return folder ? 0 : -1;
}

static int remove_files(void **state)
{
    (void)state;
    remove_folder(folder);
    return 0;
}

static void need_files(void)
{
    if (!cora || !reference)
        skip();
}

static Npz *read_npz(const char *path)
{
    Error error = {""};
    Npz *npz = npz_read(path, &error);
    if (!npz)
        fail_msg("%s", error.text);
    return npz;
}

static const NpyArray *need(const Npz *npz, const char *name, int64_t count)
{
    const NpyArray *array = npz_find(npz, name);
    if (!array || array->count != count)
        fail_msg("%s: %s is missing or has not %lld numbers", npz->path, name, (long long)count);
    return array;
}

/* ------------------------------------------------------------------ prediction */

static void run_command(const char *command)
{
    fflush(NULL);
    if (system(command) != 0)
        fail_msg("failed: %s", command);
}

static void compare_logits(const Npz *ours, const Npz *theirs)
{
    const NpyArray *logits = npz_find(theirs, "logits");
    if (!logits)
        fail_msg("%s: no logits", theirs->path);
    const NpyArray *found = need(ours, "logits", logits->count);
    assert_int_equal(found->rank, 2);
    assert_int_equal(found->dim[1], logits->dim[1]);
    for (int64_t i = 0; i < logits->count; i++)
        if (!(fabs(npy_number(found, i) - npy_number(logits, i)) <= TOLERANCE))
            fail_msg("logit %lld of node %lld is %.9g, PyG has %.9g", (long long)(i % logits->dim[1]),
                     (long long)(i / logits->dim[1]), npy_number(found, i), npy_number(logits, i));
}

/* As users do it: gatcc, then the program it made. */
static void trained_weights_give_the_logits(void **state)
{
    (void)state;
    need_files();
    const char *gatcc = arena_format("%s/gatcc", environment("GATCC_BUILD", "build"));
    run_command(arena_format("'%s' '%s' -o '%s/gat2'", gatcc, source_path("models/gat2.lua"), folder));
    run_command(arena_format("'%s/gat2' predict --quiet --data '%s' --weights '%s/trained.safetensors' "
                             "--out '%s/ours.npz' > '%s/log'",
                             folder, cora, reference, folder, folder));
    Npz *ours = read_npz(arena_format("%s/ours.npz", folder));
    Npz *theirs = read_npz(arena_format("%s/logits.npz", reference));
    compare_logits(ours, theirs);
    npz_free(ours);
    npz_free(theirs);
}

/* ------------------------------------------------------------------ training */

static const char *text_of(const char *path)
{
    unsigned char *bytes = NULL;
    size_t size = 0;
    Error error = {""};
    if (!file_read(path, &bytes, &size, &error))
        fail_msg("%s", error.text);
    const char *text = arena_format("%.*s", (int)size, (const char *)bytes);
    mem_free(bytes);
    return text;
}

/* A model file without comments, without its name, and without what speaks of dropout. */
static const char *bare(const char *text, const char *const drop[], int count)
{
    const char *bare_text = strstr(text, "\nlocal F");
    if (!bare_text)
        fail_msg("the model file no longer begins with its dimensions");
    for (int i = 0; i < count; i++) {
        for (const char *at; (at = strstr(bare_text, drop[i]));)
            bare_text = arena_format("%.*s%s", (int)(at - bare_text), bare_text, at + strlen(drop[i]));
    }
    return bare_text;
}

static void nodropout_is_gat2(void **state)
{
    (void)state;
    static const char *const of_dropout[] = {"dropout(", ", 0.6)", ", attention_dropout = 0.6",
                                             "   -- Cora's; -D or --data override"};
    const char *gat2 = text_of(source_path("models/gat2.lua"));
    const char *without = text_of(source_path("tests/train/gat2_nodropout.lua"));
    assert_string_equal(bare(gat2, of_dropout, 4), bare(without, NULL, 0));
}

static Batch *compile_nodropout(void)
{
    Error error = {""};
    const ModelText text = {.name = "gat2_nodropout", .text = text_of(source_path("tests/train/gat2_nodropout.lua"))};
    Batch *batch = batch_compile(&text, 1, &error);
    if (!batch)
        fail_msg("%s", error.text);
    return batch;
}

/* PyG's gradient of p at index i of our layout. */
static double expected_at(const NpyArray *array, const gatrt_param *p, int64_t i)
{
    if (!p->transposed)
        return npy_number(array, i);
    int64_t columns = p->stored[0], rows = p->count / columns;
    return npy_number(array, i % columns * rows + i / columns);
}

static void compare_gradient(const Npz *theirs, const gatrt_param *p, const float *grads)
{
    const NpyArray *array = need(theirs, arena_format("grad.f64.%s", p->name), p->count);
    double largest = 0.0;
    for (int64_t i = 0; i < p->count; i++)
        largest = fabs(npy_number(array, i)) > largest ? fabs(npy_number(array, i)) : largest;
    for (int64_t i = 0; i < p->count; i++) {
        double expected = expected_at(array, p, i), found = (double)grads[p->offset + i];
        if (!(fabs(found - expected) <= TOLERANCE * largest))
            fail_msg("gradient of %s[%lld] is %.9g, PyG has %.9g", p->name, (long long)i, found, expected);
    }
}

static void first_gradient(void **state)
{
    (void)state;
    need_files();
    Batch *batch = compile_nodropout();
    const Built *built = &batch->built[0];
    Error error = {""};
    gatrt_data *data = gatrt_data_load(cora, error.text);
    Prepared *on = data ? prepare_for(built->code, data, data->sets[0].mask[0], true, &error) : NULL;
    float *params = mem_alloc((size_t)built->code->param_floats, sizeof *params);
    const WeightsFile from = {.path = arena_format("%s/initial.safetensors", reference)};
    Result train;
    if (!on || !weights_load(built->code, &from, params, NULL, &error) ||
        !result_run(&train, built, TRAIN, on, params, 1, NULL, NULL, &error))
        fail_msg("%s", error.text);
    Npz *theirs = read_npz(arena_format("%s/initial_gradient.npz", reference));
    for (int i = 0; i < built->code->param_count; i++)
        compare_gradient(theirs, &built->code->params[i], train.grads);
    npz_free(theirs);
    result_free(&train);
    mem_free(params);
    prepared_free(on);
    gatrt_data_free(data);
    batch_free(batch);
}

static json_t *read_json(const char *path)
{
    json_error_t error;
    json_t *json = json_load_file(path, 0, &error);
    if (!json)
        fail_msg("%s:%d: %s", path, error.line, error.text);
    return json;
}

/* 31 epochs: the loss of each is taken before its step. */
static void train_steps(const gatrt_model *code, const char *json)
{
    char *words[] = {(char *)"gat2_nodropout",
                     (char *)"train",
                     (char *)"--quiet",
                     (char *)"--data",
                     arena_format("%s", cora),
                     (char *)"--weights",
                     arena_format("%s/initial.safetensors", reference),
                     (char *)"--epochs",
                     arena_format("%d", STEPS + 1),
                     (char *)"--patience",
                     (char *)"0",
                     (char *)"--json",
                     arena_format("%s", json)};
    assert_int_equal(gatrt_main(code, (int)(sizeof words / sizeof *words), words), GATRT_OK);
}

static void thirty_adam_steps(void **state)
{
    (void)state;
    need_files();
    Batch *batch = compile_nodropout();
    const char *path = arena_format("%s/steps.json", folder);
    train_steps(batch->built[0].code, path);
    json_t *ours = read_json(path), *report = read_json(arena_format("%s/report.json", reference));
    const json_t *theirs = json_object_get(json_object_get(report, "loss_without_dropout"), "f64");
    const json_t *losses = json_object_get(ours, "losses");
    assert_int_equal(json_array_size(theirs), STEPS + 1);
    assert_int_equal(json_array_size(losses), STEPS + 1);
    for (size_t i = 0; i <= STEPS; i++) {
        double found = json_number_value(json_array_get(losses, i));
        double expected = json_number_value(json_array_get(theirs, i));
        if (!(fabs(found - expected) <= TOLERANCE))
            fail_msg("the loss before step %zu is %.9g, PyG has %.9g", i + 1, found, expected);
    }
    json_decref(ours);
    json_decref(report);
    batch_free(batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodropout_is_gat2),
        cmocka_unit_test(trained_weights_give_the_logits),
        cmocka_unit_test(first_gradient),
        cmocka_unit_test(thirty_adam_steps),
    };
    return cmocka_run_group_tests(tests, find_files, remove_files);
}

/* test_own_attention.c - own_attention.lua, a layer that is in no library, learns.
 *
 * Run: ctest -R train/test_own_attention. Trained as a user would, by the command line of
 * its program, on the karate club (4 labelled members of 34) and on a synthetic graph; mean
 * test accuracy over 5 seeds must be well above what guessing gives (1 in 4). Then a
 * checkpoint is written, evaluated and its attention weights are looked at. Gradients:
 * test_gradients.c.
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

#define SYNTH "synth:nodes=400,edges=2400,features=34,classes=4,seed=3,train=80,val=100,test=200"

static Batch *batch;

static int compile_own(void **state)
{
    (void)state;
    const char *path = arena_format("%s/tests/train/own_attention.lua", environment("GATCC_SOURCE", "."));
    unsigned char *bytes = NULL;
    size_t size = 0;
    Error error = {""};
    if (file_read(path, &bytes, &size, &error)) {
        const ModelText text = {.name = "own_attention", .text = arena_format("%.*s", (int)size, (const char *)bytes)};
        batch = batch_compile(&text, 1, &error);
        mem_free(bytes);
    }
    if (!batch)
        fprintf(stderr, "%s\n", error.text);
    return batch ? 0 : -1;
}

static int free_own(void **state)
{
    (void)state;
    batch_free(batch);
    return 0;
}

/* ------------------------------------------------------------------ the program */

/* A file in the batch's folder, which goes when the batch does. */
static const char *scratch(const char *name)
{
    return arena_format("%s/%s", batch->folder, name);
}

/* `line` as a shell would split it at blanks. */
static int run_program(const char *line)
{
    char *words[32] = {arena_format("own_attention")}, *rest = arena_format("%s", line), *place = NULL;
    int count = 1;
    for (char *word = strtok_r(rest, " ", &place); word; word = strtok_r(NULL, " ", &place)) {
        assert_true(count < 32);
        words[count++] = word;
    }
    return gatrt_main(batch->built[0].code, count, words);
}

static double number_of(const char *path, const char *key)
{
    json_error_t error;
    json_t *json = json_load_file(path, 0, &error);
    if (!json)
        fail_msg("%s:%d: %s", path, error.line, error.text);
    const json_t *number = json_object_get(json, key);
    if (!json_is_number(number))
        fail_msg("%s has no number %s", path, key);
    double value = json_number_value(number);
    json_decref(json);
    return value;
}

/* ------------------------------------------------------------------ the tests */

static void check_learns(const char *data, double least)
{
    const char *json = scratch("train.json");
    assert_int_equal(run_program(arena_format("train --quiet --seed 1 --runs 5 --data %s --json %s", data, json)),
                     GATRT_OK);
    double accuracy = number_of(json, "test_accuracy_mean");
    if (!(accuracy >= least))
        fail_msg("%s: mean test accuracy %.3f over 5 seeds; at least %.3f was expected", data, accuracy, least);
}

static void learns_karate(void **state)
{
    (void)state;
    check_learns("karate", 0.65);
}

static void learns_synth(void **state)
{
    (void)state;
    check_learns(SYNTH, 0.75);
}

/* Weights are a share between 0 and 1 times a gate between 0 and 1: those into a node sum to less than 1. */
static void check_weights(const Npz *npz, const char *name, int64_t heads)
{
    const NpyArray *weights = npz_find(npz, name), *ends = npz_find(npz, "edge_index");
    if (!weights || !ends || weights->rank != 2)
        fail_msg("%s: no %s or no edge_index", npz->path, name);
    int64_t edges = weights->dim[0];
    assert_int_equal(weights->dim[1], heads);
    assert_int_equal(ends->count, 2 * edges);
    double sums[34 * 2] = {0};
    for (int64_t e = 0; e < edges; e++) {
        for (int64_t h = 0; h < heads; h++) {
            double w = npy_number(weights, e * heads + h);
            assert_true(w > 0.0 && w < 1.0);
            sums[(int64_t)npy_number(ends, edges + e) * heads + h] += w;
        }
    }
    for (int i = 0; i < 34 * 2; i++)
        assert_true(sums[i] > 0.0 && sums[i] < 1.0 + 1e-5);
}

static void keeps_and_shows_what_it_learned(void **state)
{
    (void)state;
    const char *weights = scratch("own.safetensors"), *trained = scratch("trained.json");
    const char *evaluated = scratch("evaluated.json"), *out = scratch("own.npz");
    Error error = {""};
    assert_int_equal(
        run_program(arena_format("train --quiet --seed 1 --data karate --checkpoint %s --json %s", weights, trained)),
        GATRT_OK);
    assert_int_equal(run_program(arena_format("eval --quiet --data karate --weights %s --json %s", weights, evaluated)),
                     GATRT_OK);
    assert_true(number_of(trained, "test_accuracy") == number_of(evaluated, "test_accuracy"));
    assert_int_equal(
        run_program(arena_format("predict --quiet --data karate --weights %s --attention --out %s", weights, out)),
        GATRT_OK);
    Npz *npz = npz_read(out, &error);
    if (!npz)
        fail_msg("%s", error.text);
    check_weights(npz, "first.attention", 2);
    check_weights(npz, "second.attention", 2);
    npz_free(npz);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learns_karate),
        cmocka_unit_test(learns_synth),
        cmocka_unit_test(keeps_and_shows_what_it_learned),
    };
    return cmocka_run_group_tests(tests, compile_own, free_own);
}

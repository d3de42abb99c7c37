/* test_gae.c - a graph autoencoder that PyTorch Geometric trained on Cora, told again by ours: its pairs and first weights,
 * given as data. AUC, average precision and Hits@100 before the first step, and the losses of ten steps, to 1e-4.
 *
 * Run: ctest -R train/test_gae. Needs cora.npz in GATCC_DATA and runs/ in GATCC_REFERENCE_TASKS (default
 * ../shared/reference-tasks beside the source); skipped, visibly, where they are not.
 */
#define _GNU_SOURCE
#include "../../runtime/formats/save.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../support/real_file.h"

enum { STEPS = 10, MOST_PAIRS = 20000 };

static char folder[] = "/tmp/test_gae_XXXXXX", cora[4096], runs[2048];

static const char *environment(const char *name, const char *otherwise)
{
    return getenv(name) ? getenv(name) : otherwise;
}

/* ------------------------------------------------------------------ the data set */

/* Columns of an array [2, count], behind what is there. */
static int64_t append(gatrt_relation *r, const Npz *npz, const char *name, bool turned)
{
    const NpyArray *pairs = npz_find(npz, name);
    if (!pairs || pairs->rank != 2 || r->edges + pairs->dim[1] > MOST_PAIRS)
        fail_msg("%s: no %s", npz->path, name);
    for (int64_t i = 0; i < pairs->dim[1]; i++) {
        r->src[r->edges] = (int32_t)npy_number(pairs, turned ? pairs->dim[1] + i : i);
        r->dst[r->edges++] = (int32_t)npy_number(pairs, turned ? i : pairs->dim[1] + i);
    }
    return pairs->dim[1];
}

static void empty(gatrt_relation *r)
{
    mem_free(r->src);
    mem_free(r->dst);
    r->edges = 0;
    r->src = mem_alloc(MOST_PAIRS, sizeof *r->src);
    r->dst = mem_alloc(MOST_PAIRS, sizeof *r->dst);
}

static void add_pairs(gatrt_data *d, const Npz *npz)
{
    static const char *const parts[3] = {"train", "val", "test"};
    gatrt_set *set = data_add_set(d, "link");
    gatrt_relation *r = data_add_relation(d, "link", 0, 0);
    empty(r);
    set->rows = MOST_PAIRS;
    set->classes = 2;
    set->label = mem_alloc(MOST_PAIRS, sizeof *set->label);
    for (int m = 0; m < 3; m++) {
        split_new(set, m);
        for (int positive = 1; positive >= 0; positive--) {
            char name[32];
            const int64_t first = r->edges;
            snprintf(name, sizeof name, "%s_%s", parts[m], positive ? "pos" : "neg");
            append(r, npz, name, false);
            for (int64_t k = first; k < r->edges; k++) {
                set->label[k] = positive;
                split_add(set, m, k);
            }
        }
    }
    set->rows = r->edges;
}

static void write_data(const char *path)
{
    Error error = {""};
    char pairs[4096];
    snprintf(pairs, sizeof pairs, "%s/cora_gae.npz", runs);
    gatrt_data *d = data_load(cora, &(DataUse){.split = 0}, &error);
    Npz *npz = npz_read(pairs, &error);
    if (!d || !npz)
        fail_msg("%s", error.text);
    empty(&d->relations[0]);
    append(&d->relations[0], npz, "train_pos", false);
    append(&d->relations[0], npz, "train_pos", true);
    add_pairs(d, npz);
    for (int m = 0; m < 3; m++) {
        mem_free(d->sets[0].mask[m]);
        d->sets[0].mask[m] = NULL;
    }
    if (!data_save(d, path, &error))
        fail_msg("%s", error.text);
    npz_free(npz);
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ as users do it */

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void run(const char *format, ...)
{
    char command[16384];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    fflush(NULL);
    if (system(command) != 0)
        fail_msg("failed: %s", command);
}

static json_t *json_of(const char *path)
{
    json_t *read = json_load_file(path, 0, NULL);
    if (!read)
        fail_msg("%s: no JSON", path);
    return read;
}

static void near(const char *what, double found, double wanted)
{
    if (!(fabs(found - wanted) <= 1e-4 * fabs(wanted)))
        fail_msg("%s is %.9g, PyTorch Geometric has %.9g", what, found, wanted);
}

static void check_metric(const json_t *wanted, const char *metric, const char *key)
{
    char path[128], name[64];
    snprintf(path, sizeof path, "%s/eval.json", folder);
    run("'%s/gae' eval --quiet --data '%s/gae.npz' --weights '%s/cora_gae.initial.safetensors' --metric %s "
        "--json '%s' >/dev/null",
        folder, folder, runs, metric, path);
    json_t *found = json_of(path);
    for (int test = 0; test < 2; test++) {
        const char *part = test ? "test" : "val";
        snprintf(name, sizeof name, "%s_%s", part, metric);
        near(name, json_number_value(json_object_get(found, name)),
             json_number_value(json_object_get(json_object_get(json_object_get(wanted, "before_f64"), part), key)));
    }
    json_decref(found);
}

/* Its loss is the sum of two means over as many pairs each: twice the mean over all. */
static void check_losses(const json_t *wanted)
{
    char path[128];
    snprintf(path, sizeof path, "%s/train.json", folder);
    run("'%s/gae' train --quiet --data '%s/gae.npz' --weights '%s/cora_gae.initial.safetensors' "
        "--epochs %d --json '%s' >/dev/null",
        folder, folder, runs, STEPS, path);
    json_t *found = json_of(path);
    for (size_t i = 0; i < STEPS; i++)
        near("a loss", 2.0 * json_number_value(json_array_get(json_object_get(found, "losses"), i)),
             json_number_value(json_array_get(json_object_get(wanted, "loss_f64"), i)));
    json_decref(found);
}

static void ten_steps(void **state)
{
    (void)state;
    char path[4096];
    snprintf(path, sizeof path, "%s/gae.npz", folder);
    write_data(path);
    /* PyG's rows were divided by their sums; the model takes them as they are. */
    run("sed 's/sparse = true }/sparse = true, normalize = \"l1\" }/' '%s/models/gae.lua' >'%s/gae.lua'",
        environment("GATCC_SOURCE", "."), folder);
    run("'%s/gatcc' '%s/gae.lua' -o '%s/gae' >/dev/null", environment("GATCC_BUILD", "build"), folder, folder);
    snprintf(path, sizeof path, "%s/runs.json", runs);
    json_t *all = json_of(path);
    const json_t *wanted = json_object_get(all, "cora_gae");
    check_metric(wanted, "roc_auc", "auc");
    check_metric(wanted, "average_precision", "ap");
    check_metric(wanted, "hits@100", "hits@100");
    check_losses(wanted);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ten_steps)};
    char file[4096];
    if (!real_file("cora.npz", cora, sizeof cora))
        return 77;
    snprintf(runs, sizeof runs, "%s%s/runs", environment("GATCC_REFERENCE_TASKS", environment("GATCC_SOURCE", ".")),
             getenv("GATCC_REFERENCE_TASKS") ? "" : "/../shared/reference-tasks");
    snprintf(file, sizeof file, "%s/runs.json", runs);
    if (access(file, R_OK) != 0) {
        printf("skipped: no %s (GATCC_REFERENCE_TASKS)\n", file);
        return 77;
    }
    if (!mkdtemp(folder))
        return 1;
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    run("rm -rf '%s'", folder);
    return failed;
}

/* bench.c - how long things take: a training epoch alone and with its validation,
 * inference over all nodes, and each kernel of the training and inference programs.
 *
 * Wall-clock time of whole epochs is measured first, kernels in a second pass, so
 * that reading the clock between kernels does not weigh on the epochs. A few rounds
 * of each warm up caches and threads and are not counted. Beside each kernel stands
 * what it had to move and compute, from the compiler's count.
 */
#include "runtime/runtime.h"
#include "runtime/graph/work.h"

#include <inttypes.h>
#include <string.h>

enum { WARM_UP = 20 };      /* rounds at most, ... */
#define WARM_UP_SECONDS 0.5 /* ... and no new one after so long */

typedef struct Bench {
    Job *job;
    Fit *fit;
    int64_t rounds;
    float *ms; /* [rounds] */
} Bench;

static void report_spread(const Bench *b, const char *key, const char *words, Spread s)
{
    char name[80];
    snprintf(name, sizeof name, "%s_ms_median", key);
    report_number(b->job->report, name, s.median);
    snprintf(name, sizeof name, "%s_ms_min", key);
    report_number(b->job->report, name, s.min);
    snprintf(name, sizeof name, "%s_ms_p90", key);
    report_number(b->job->report, name, s.p90);
    fprintf(b->job->people, "%-32s %10.4f %10.4f %10.4f\n", words, s.median, s.min, s.p90);
}

static bool train_once(Bench *b, Error *error)
{
    return fit_step(b->fit, error);
}

static bool train_and_validate_once(Bench *b, Error *error)
{
    if (!fit_step(b->fit, error))
        return false;
    fit_validate(b->fit);
    return true;
}

static bool infer_once(Bench *b, Error *error)
{
    (void)error;
    view_infer(b->fit->all, VIEW_INFER, b->fit->state.params, b->job->pool, NULL);
    return true;
}

static bool time_rounds(Bench *b, bool (*once)(Bench *, Error *), Spread *spread, Error *error)
{
    const double begun = clock_seconds();
    for (int i = 0; i < WARM_UP && clock_seconds() - begun < WARM_UP_SECONDS; i++)
        if (!once(b, error))
            return false;
    for (int64_t i = 0; i < b->rounds; i++) {
        double start = clock_seconds();
        if (!once(b, error))
            return false;
        b->ms[i] = (float)(1e3 * (clock_seconds() - start));
    }
    *spread = spread_of(b->ms, b->rounds);
    return true;
}

static void report_kernel(Bench *b, const gatrt_program *program, int kernel, Spread s, Work work)
{
    const char *name = program->kernels[kernel].name;
    fprintf(b->job->people, "  %-30.30s %10.4f %10.4f %10.4f %9.3f %9.3f %9.2f\n", name, s.median, s.min, s.p90,
            1e-6 * work.stream, 1e-6 * work.gathered, 1e-6 * work.operations);
    Report *row = report_row(b->job->report, "kernels");
    report_text(row, "program", program->name);
    report_text(row, "name", name);
    report_number(row, "ms_median", s.median);
    report_number(row, "ms_min", s.min);
    report_number(row, "ms_p90", s.p90);
    report_number(row, "stream_bytes", work.stream);
    report_number(row, "gathered_bytes", work.gathered);
    report_number(row, "operations", work.operations);
}

/* One row for each kernel of a program, by the median over rounds. */
static void time_kernels(Bench *b, View *view, int program, const gatrt_program *described)
{
    size_t count = (size_t)described->kernel_count;
    double *seconds = mem_alloc(count, sizeof *seconds);
    float *ms = mem_alloc(count, (size_t)b->rounds * sizeof *ms); /* [kernel][round] */
    for (int64_t i = 0; i < b->rounds; i++) {
        memset(seconds, 0, count * sizeof *seconds);
        view_infer(view, program, b->fit->state.params, b->job->pool, seconds);
        for (size_t k = 0; k < count; k++)
            ms[k * (size_t)b->rounds + (size_t)i] = (float)(1e3 * seconds[k]);
    }
    for (size_t k = 0; k < count; k++) {
        Spread s = spread_of(ms + k * (size_t)b->rounds, b->rounds);
        report_kernel(b, described, (int)k, s, work_of(view->model, described, (int)k, view->on));
    }
    mem_free(ms);
    mem_free(seconds);
}

static bool measure(Bench *b, Error *error)
{
    const gatrt_model *model = b->job->model;
    Spread spread;
    fprintf(b->job->people, "%-32s %10s %10s %10s %9s %9s %9s\n", "milliseconds", "median", "min", "p90", "MB in row",
            "MB far", "Mops");
    if (!time_rounds(b, train_once, &spread, error))
        return false;
    report_spread(b, "epoch", "training epoch", spread);
    if (!time_rounds(b, train_and_validate_once, &spread, error))
        return false;
    if (b->fit->choice == CHOOSE_TRAIN_LOSS) /* there are no validation nodes */
        report_spread(b, "epoch_with_evaluation", "training epoch and evaluation", spread);
    else
        report_spread(b, "epoch_with_validation", "training epoch with validation", spread);
    if (!time_rounds(b, infer_once, &spread, error))
        return false;
    report_spread(b, "infer", "inference over all nodes", spread);
    fprintf(b->job->people, "kernels of a training epoch\n");
    time_kernels(b, b->fit->train, VIEW_TRAIN, &model->train);
    fprintf(b->job->people, "kernels of inference over all nodes\n");
    time_kernels(b, b->fit->all, VIEW_INFER, &model->infer);
    return true;
}

static void report_costs(const Bench *b)
{
    const Job *job = b->job;
    size_t workspace = fit_workspace(b->fit);
    report_count(job->report, "epochs", b->rounds);
    report_number(job->report, "train_loss", (double)b->fit->train->loss[0]);
    report_count(job->report, "workspace_bytes", (int64_t)workspace);
    fit_report_memory(b->fit, 0);
    fprintf(job->people, "%d threads, %" PRId64 " rounds, workspace %.2f MiB, peak memory %.1f MiB",
            pool_threads(job->pool), b->rounds, (double)workspace / 1048576.0, peak_rss_mib());
    const char *kernels = blas_kernels();
    if (kernels) {
        fprintf(job->people, ", large products by OpenBLAS's kernels for %s", kernels);
        report_text(job->report, "openblas_kernels", kernels);
    }
    fputc('\n', job->people);
}

bool command_bench(Job *job, Error *error)
{
    const Options *o = job->options;
    Bench b = {.job = job, .rounds = o->epochs};
    b.fit = fit_new_and_all(job, error);
    b.ms = mem_alloc((size_t)b.rounds, sizeof *b.ms);
    bool worked = b.fit && fit_start(b.fit, (uint64_t)o->seed, error) && measure(&b, error);
    if (worked)
        job_tell_data(job);
    if (worked)
        report_costs(&b);
    mem_free(b.ms);
    fit_free(b.fit);
    return worked;
}

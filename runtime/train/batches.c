/* batches.c - an epoch as steps over a few training rows each.
 *
 * In: a view of the whole graph, and what the command line says of batches. Out: for each step a sample, and the training
 * program bound to it. Each epoch takes the training rows in another order and every one of them once; the last batch may
 * be smaller. Order and samples are functions of seed and epoch alone, so threads and a pause change nothing.
 *
 * Rows that weigh nothing in the loss (--undersample leaves them out) are in no batch. Of many graphs those that train are one
 * batch where nothing is said: no mean over rows, as batch norm's, is of graphs that validate or test.
 */
#include "runtime/sample/sample.h"

#include <inttypes.h>
#include <string.h>

enum { SHUFFLE_VALUE = 0xFFFD }; /* no random value of a model has this number */

struct Batches {
    Fanouts fanouts;
    Sampler *sampler;
    Exec *exec;
    int32_t *order; /* [rows] of the base, in this epoch's order: nodes, or graphs */
    int64_t rows, batch, count;
    SampleBound bound; /* what it may come to */
    size_t bytes, workspace;
    int64_t most_rows, most_edges; /* what it came to in this run */
    bool drawn;                    /* the one batch that there is, whole: it is the same in each epoch */
};

static void take_order(Batches *b, const Prepared *base)
{
    const int64_t *id = base->row_id[base->space];
    b->rows = 0;
    for (int64_t i = 0; i < base->wanted; i++) {
        const int64_t v = base->wanted_row ? base->wanted_row[i] : i;
        if (!base->row_weight || base->row_weight[id[v]] > 0.0f)
            b->order[b->rows++] = (int32_t)v;
    }
}

static bool check_size(const Batches *b, const gatrt_model *model, Error *error)
{
    for (int s = 0; s < model->space_count; s++)
        if (b->bound.rows[s] > INT32_MAX)
            return error_set(error,
                             "--batch %" PRId64 " of such fan-outs may have more than 2147483647 rows of %s; make "
                             "either smaller",
                             b->batch, model->spaces[s].name);
    return true;
}

bool batches_due(const Job *job)
{
    const gatrt_set *set = job_set(job);
    return job->options->batch || (samples_graphs(job->model) && set->mask[0] && split_count(set, 0) < set->rows);
}

Batches *batches_new(const Job *job, View *whole, Error *error)
{
    const Options *o = job->options;
    Batches *b = mem_alloc(1, sizeof *b);
    b->order = mem_alloc((size_t)whole->on->wanted, sizeof *b->order);
    take_order(b, whole->on);
    b->batch = o->batch && o->batch < b->rows ? o->batch : b->rows;
    b->count = b->rows > 0 ? (b->rows - 1) / b->batch + 1 : 0;
    bool good = fanouts_read(job->model, o->fanout, o->replace, &b->fanouts, error);
    if (good) {
        b->bound = bound_of(job->model, whole->on, &b->fanouts, b->batch);
        good = check_size(b, job->model, error);
    }
    if (good) {
        b->bytes = bound_bytes(&b->bound, job->model, whole->on);
        b->workspace = bound_workspace(&b->bound, job->model);
        b->sampler = sampler_new(job->model, job->data, whole->on, &b->fanouts, b->batch);
        b->exec = exec_new_beside(&job->model->train, sampler_graph(b->sampler), job->model, whole->exec[VIEW_INFER], 0,
                                  error);
    }
    if (b->exec) {
        exec_run(b->exec)->loss = whole->loss;
        return b;
    }
    batches_free(b);
    return NULL;
}

void batches_free(Batches *b)
{
    if (!b)
        return;
    exec_free(b->exec);
    sampler_free(b->sampler);
    bound_free(&b->bound);
    fanouts_free(&b->fanouts);
    mem_free(b->order);
    mem_free(b);
}

void batches_begin(Batches *b)
{
    b->most_rows = b->most_edges = 0;
}

int64_t batches_count(const Batches *b)
{
    return b->count;
}

int64_t batches_rows(const Batches *b, int64_t i)
{
    return i + 1 < b->count ? b->batch : b->rows - i * b->batch;
}

const int32_t *batches_order(const Batches *b)
{
    return b->order;
}

/* By R. Durstenfeld, from the same order in each epoch. */
void batches_shuffle(Batches *b, uint64_t seed, int64_t epoch, const Prepared *base)
{
    const uint64_t draw = gatrt_value_draw(gatrt_draw(seed, (uint64_t)epoch), SHUFFLE_VALUE);
    take_order(b, base);
    for (int64_t i = b->rows - 1; i > 0; i--) {
        const uint32_t key = gatrt_row_key(draw, (uint32_t)i);
        const int32_t j = draw_below(i + 1, gatrt_bits(key, 0), gatrt_bits(key, 1)), kept = b->order[i];
        b->order[i] = b->order[j];
        b->order[j] = kept;
    }
}

static void note_size(Batches *b, const gatrt_model *model)
{
    const Prepared *p = sampler_graph(b->sampler);
    int64_t rows = 0, edges = 0;
    for (int s = 0; s < model->space_count; s++)
        *(model->spaces[s].kind == GATRT_EDGES ? &edges : &rows) += p->spaces[s].count;
    b->most_rows = rows > b->most_rows ? rows : b->most_rows;
    b->most_edges = edges > b->most_edges ? edges : b->most_edges;
}

Exec *batches_draw(Batches *b, const Job *job, int64_t i, uint64_t draw, Error *error)
{
    if (!b->drawn)
        sampler_draw(b->sampler, b->order + i * b->batch, batches_rows(b, i), draw, job->pool);
    b->drawn = b->fanouts.graphs && b->count == 1;
    note_size(b, job->model);
    return exec_follow(b->exec, error) ? b->exec : NULL;
}

size_t batches_bytes(const Batches *b)
{
    return b->bytes;
}

size_t batches_workspace(const Batches *b)
{
    return b->workspace;
}

static int64_t sum_of(const Batches *b, const gatrt_model *model, gatrt_kind kind)
{
    int64_t sum = 0;
    for (int s = 0; s < model->space_count; s++)
        sum += model->spaces[s].kind == kind ? b->bound.rows[s] : 0;
    return sum;
}

void batches_tell(const Batches *b, const Job *job)
{
    const Options *o = job->options;
    if (o->batch && o->fanout && sees_all_rows(job->model))
        fprintf(
            stderr,
            "%s: warning: --batch: model %s looks along edges out of rows, too: of these a step has only those that it "
            "drew into others\n",
            o->program, job->model->name);
    if (o->quiet || !o->batch)
        return;
    fprintf(job->people,
            "batches of %" PRId64 " of %s, %" PRId64 " an epoch; %s%s%s; each with at most %" PRId64
            " rows and %" PRId64 " edges, %.1f MiB\n",
            b->batch, rows_text(job_set(job), b->rows).text, b->count, o->fanout ? "fan-out " : "whole",
            o->fanout ? text_shown(o->fanout).text : "", o->replace ? ", with replacement" : "",
            sum_of(b, job->model, GATRT_ROWS), sum_of(b, job->model, GATRT_EDGES),
            ((double)b->bytes + (double)b->workspace) / 1048576.0);
    fflush(job->people);
}

void batches_report(const Batches *b, const Job *job)
{
    const Options *o = job->options;
    Report *r = job->report;
    if (!o->batch)
        return;
    report_count(r, "batch", b->batch);
    if (o->fanout)
        report_text(r, "fanout", o->fanout);
    if (o->fanout)
        report_text(r, "replace", o->replace ? "yes" : "no");
    report_count(r, "batches", b->count);
    report_count(r, "batch_bytes_bound", (int64_t)(b->bytes + b->workspace));
    report_count(r, "batch_rows_most", b->most_rows);
    report_count(r, "batch_edges_most", b->most_edges);
}

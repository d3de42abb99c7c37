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
    Clusters *clusters;  /* NULL: a batch is of rows, or graphs */
    Sampler *sampler[2]; /* the second where samples are drawn ahead, beside the step */
    Exec *exec[2];
    const gatrt_relation *pairs; /* of links, where negatives are drawn anew in each step; NULL: none are */
    Ahead *ahead;                /* NULL: each sample is drawn in its step's turn */
    int64_t asked;               /* the step whose sample is being drawn ahead; -1: none */
    uint64_t seed;               /* of the run, */
    int64_t epoch;               /* and which epoch the order is of */
    int32_t *order;              /* [rows] of the base, in this epoch's order: nodes, or graphs; or clusters */
    int64_t rows, batch, count;
    SampleBound bound; /* what it may come to */
    size_t bytes, workspace;
    int64_t most_rows, most_edges; /* what it came to in this run */
    bool drawn;                    /* the one batch that there is, whole: it is the same in each epoch */
};

/* Negatives that are drawn anew come with the link that they are set against. */
static bool is_seed(const Batches *b, const Prepared *base, int64_t id)
{
    return (!base->row_weight || base->row_weight[id] > 0.0f) && !(b->pairs && links_drawn(b->pairs, id));
}

static void take_order(Batches *b, const Prepared *base)
{
    const int64_t *id = base->row_id[base->space];
    b->rows = 0;
    for (int64_t i = 0; i < base->wanted; i++) {
        const int64_t v = base->wanted_row ? base->wanted_row[i] : i;
        if (is_seed(b, base, id[v]))
            b->order[b->rows++] = (int32_t)v;
    }
}

/* Those with a row that trains. */
static void take_clusters(Batches *b)
{
    b->rows = 0;
    for (int64_t k = 0; k < b->clusters->count; k++)
        if (b->clusters->trained[k] > 0)
            b->order[b->rows++] = (int32_t)k;
}

/* What is dealt to the steps of an epoch, in the same order at first. */
static void take(Batches *b, const Prepared *base)
{
    if (b->clusters)
        take_clusters(b);
    else
        take_order(b, base);
}

static bool make_clusters(Batches *b, const Job *job, const Prepared *base, Error *error)
{
    const int64_t count = job->options->clusters;
    if (!fanouts_of_clusters(job->model, &b->fanouts, error))
        return false;
    b->clusters = clusters_new(job->model, base, count, b->order, b->rows, error);
    b->fanouts.clusters = b->clusters;
    if (!b->clusters)
        return false;
    mem_free(b->order);
    b->order = mem_alloc((size_t)count, sizeof *b->order);
    take_clusters(b);
    return true;
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

/* Beside a step there is a thread more only where the step has several, and where there is a next one. */
static bool draws_ahead(const Batches *b, const Job *job)
{
    return pool_threads(job->pool) > 1 && b->count > 1;
}

static bool make_samplers(Batches *b, const Job *job, View *whole, Error *error)
{
    const int count = draws_ahead(b, job) ? 2 : 1;
    b->bytes = bound_bytes(&b->bound, job->model, whole->on) * (size_t)count;
    b->workspace = bound_workspace(&b->bound, job->model);
    for (int k = 0; k < count; k++) {
        b->sampler[k] = sampler_new(job->model, job->data, whole->on, &b->fanouts, b->batch);
        b->exec[k] = exec_new_beside(&job->model->train, sampler_graph(b->sampler[k]), job->model,
                                     whole->exec[VIEW_INFER], 0, error);
        if (!b->exec[k])
            return false;
        exec_run(b->exec[k])->loss = whole->loss;
    }
    b->ahead = count == 2 ? ahead_new(b->sampler[0], b->sampler[1], job->pool) : NULL;
    return true;
}

Batches *batches_new(const Job *job, View *whole, Error *error)
{
    const Options *o = job->options;
    Batches *b = mem_alloc(1, sizeof *b);
    b->order = mem_alloc((size_t)whole->on->wanted, sizeof *b->order);
    b->pairs = batch_pairs(job->model, job->data);
    take_order(b, whole->on);
    b->asked = -1;
    bool good = o->clusters ? make_clusters(b, job, whole->on, error)
                            : fanouts_read(job->model, o->fanout, o->replace, &b->fanouts, error);
    b->batch = o->batch && o->batch < b->rows ? o->batch : b->rows;
    b->count = b->rows > 0 ? (b->rows - 1) / b->batch + 1 : 0;
    if (good) {
        b->bound = bound_of(job->model, whole->on, &b->fanouts, b->batch * pairs_each(job->model, job->data));
        good = check_size(b, job->model, error);
    }
    if (good && make_samplers(b, job, whole, error))
        return b;
    batches_free(b);
    return NULL;
}

void batches_free(Batches *b)
{
    if (!b)
        return;
    ahead_free(b->ahead);
    for (int k = 0; k < 2; k++) {
        exec_free(b->exec[k]);
        sampler_free(b->sampler[k]);
    }
    bound_free(&b->bound);
    clusters_free(b->clusters);
    fanouts_free(&b->fanouts);
    mem_free(b->order);
    mem_free(b);
}

/* A run that was asked to stop leaves a sample behind. */
static void drop_asked(Batches *b)
{
    if (b->asked >= 0)
        ahead_rest(b->ahead);
    b->asked = -1;
}

void batches_begin(Batches *b)
{
    drop_asked(b);
    b->most_rows = b->most_edges = 0;
}

int64_t batches_count(const Batches *b)
{
    return b->count;
}

/* Of the order, step i's. */
static int64_t dealt_to(const Batches *b, int64_t i)
{
    return i + 1 < b->count ? b->batch : b->rows - i * b->batch;
}

int64_t batches_rows(const Batches *b, int64_t i)
{
    int64_t rows = 0;
    if (!b->clusters)
        return dealt_to(b, i);
    for (int64_t k = 0; k < dealt_to(b, i); k++)
        rows += b->clusters->trained[b->order[i * b->batch + k]];
    return rows;
}

const int32_t *batches_order(const Batches *b)
{
    return b->order;
}

/* By R. Durstenfeld, from the same order in each epoch. */
void batches_shuffle(Batches *b, uint64_t seed, int64_t epoch, const Prepared *base)
{
    const uint64_t draw = gatrt_value_draw(gatrt_draw(seed, (uint64_t)epoch), SHUFFLE_VALUE);
    drop_asked(b);
    b->seed = seed;
    b->epoch = epoch;
    take(b, base);
    for (int64_t i = b->rows - 1; i > 0; i--) {
        const uint32_t key = gatrt_row_key(draw, (uint32_t)i);
        const int32_t j = draw_below(i + 1, gatrt_bits(key, 0), gatrt_bits(key, 1)), kept = b->order[i];
        b->order[i] = b->order[j];
        b->order[j] = kept;
    }
}

static void note_size(Batches *b, const gatrt_model *model, const Prepared *p)
{
    int64_t rows = 0, edges = 0;
    for (int s = 0; s < model->space_count; s++)
        *(model->spaces[s].kind == GATRT_EDGES ? &edges : &rows) += p->spaces[s].count;
    b->most_rows = rows > b->most_rows ? rows : b->most_rows;
    b->most_edges = edges > b->most_edges ? edges : b->most_edges;
}

int64_t batches_step(const Batches *b, int64_t i)
{
    return b->epoch * b->count + i;
}

static const int32_t *seeds_of(const Batches *b, int64_t i)
{
    return b->order + i * b->batch;
}

static uint64_t draw_of(const Batches *b, int64_t i)
{
    return gatrt_draw(b->seed, (uint64_t)batches_step(b, i));
}

static void ask(Batches *b, int64_t i)
{
    if (i < b->count)
        ahead_ask(b->ahead, seeds_of(b, i), dealt_to(b, i), draw_of(b, i));
    b->asked = i < b->count ? i : -1;
}

/* Step i's sample is there, and the next one on its way. Which sampler's it is. */
static int take_ahead(Batches *b, int64_t i, Pool *pool)
{
    if (b->asked != i) {
        drop_asked(b);
        ask(b, i);
    }
    const int taken = ahead_take(b->ahead, pool);
    ask(b, i + 1);
    return taken;
}

Exec *batches_draw(Batches *b, const Job *job, int64_t i, Error *error)
{
    const int k = b->ahead ? take_ahead(b, i, job->pool) : 0;
    if (!b->ahead && !b->drawn)
        sampler_draw(b->sampler[0], seeds_of(b, i), dealt_to(b, i), draw_of(b, i), job->pool);
    b->drawn = b->fanouts.graphs && b->count == 1;
    note_size(b, job->model, sampler_graph(b->sampler[k]));
    return exec_follow(b->exec[k], error) ? b->exec[k] : NULL;
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

static bool leads_to(const gatrt_model *model, int space)
{
    for (int s = 0; s < model->space_count; s++)
        if (model->spaces[s].kind == GATRT_EDGES && space_ends(model, s).to == space && space_is_asked_for(model, s))
            return true;
    return false;
}

/* Around the ends of links: a space from which relations only lead away. NULL: there is none. */
static const char *only_left(const gatrt_model *model)
{
    const Joined ends = space_ends(model, model_space(model));
    const int space[2] = {ends.from, ends.to};
    for (int s = 0; s < model->space_count; s++) {
        const int from = model->spaces[s].kind == GATRT_EDGES ? space_ends(model, s).from : -1;
        for (int i = 0; i < 2; i++)
            if (from == space[i] && space_is_asked_for(model, s) && !leads_to(model, from))
                return model->spaces[from].name;
    }
    return NULL;
}

static void warn(const Batches *b, const Job *job)
{
    const gatrt_model *model = job->model;
    const bool links = is_link(model, model_space(model));
    if (!job->options->fanout || b->fanouts.whole)
        return;
    if (!links && sees_all_rows(model))
        fprintf(
            stderr,
            "%s: warning: --batch: model %s looks along edges out of rows, too: of these a step has only those that it "
            "drew into others\n",
            job->options->program, model->name);
    if (links && only_left(model))
        fprintf(stderr,
                "%s: warning: --batch: no relation leads to rows of %s, so none is drawn around these: a step has only "
                "their edges that it drew into others; --fanout -1 takes all\n",
                job->options->program, only_left(model));
}

void batches_tell(const Batches *b, const Job *job)
{
    const Options *o = job->options;
    if (!o->batch)
        return;
    warn(b, job);
    if (o->quiet)
        return;
    char dealt[sizeof(KeyText)];
    if (b->clusters)
        snprintf(dealt, sizeof dealt, "%" PRId64 " clusters", b->rows);
    else
        snprintf(dealt, sizeof dealt, "%s", rows_text(job_set(job), b->rows).text);
    fprintf(job->people,
            "batches of %" PRId64 " of %s%s, %" PRId64 " an epoch; %s%s%s; each with at most %" PRId64
            " rows and %" PRId64 " edges, %.1f MiB\n",
            b->batch, dealt, b->pairs ? " and their negatives" : "", b->count,
            o->fanout     ? "fan-out "
            : b->clusters ? "all edges among them"
                          : "whole",
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
    if (b->clusters)
        report_count(r, "clusters", b->clusters->count);
    if (o->fanout)
        report_text(r, "fanout", o->fanout);
    if (o->fanout)
        report_text(r, "replace", o->replace ? "yes" : "no");
    report_count(r, "batches", b->count);
    report_count(r, "batch_bytes_bound", (int64_t)(b->bytes + b->workspace));
    report_count(r, "batch_rows_most", b->most_rows);
    report_count(r, "batch_edges_most", b->most_edges);
}

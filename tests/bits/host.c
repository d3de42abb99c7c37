/* host.c - a trainer that runs steps.c with the whole runtime, on any number of threads, and writes down what it prepared for
 * worker.c. Linked with a model's C in place of the runtime's own command line.
 *
 *   host DATA EPOCHS THREADS OUT [BLOB]
 */
#include "blob.h"
#include "steps.h"

#include <stdlib.h>
#include <string.h>

static void put(FILE *to, const void *bytes, size_t size)
{
    unsigned char line[BLOB_LINE] = {0};
    const int64_t count = bytes ? (int64_t)size : -1;
    memcpy(line, &count, sizeof count);
    fwrite(line, 1, sizeof line, to);
    if (!bytes)
        return;
    fwrite(bytes, 1, size, to);
    memset(line, 0, sizeof line);
    fwrite(line, 1, (BLOB_LINE - size % BLOB_LINE) % BLOB_LINE, to);
}

static void put_spaces(FILE *to, const gatrt_model *model, const Prepared *p)
{
    for (int i = 0; i < model->space_count; i++) {
        const gatrt_rowset *rows = &p->spaces[i];
        const int64_t numbers[] = {rows->count, rows->chunks};
        put(to, numbers, sizeof numbers);
        put(to, rows->level, (size_t)p->graph.levels * sizeof *rows->level);
        put(to, rows->chunk_start, (size_t)(rows->chunks + 1) * sizeof *rows->chunk_start);
    }
}

static void put_ends(FILE *to, const gatrt_model *model, const Prepared *p)
{
    for (int i = 0; i < model->end_count; i++) {
        const gatrt_walk *w = &p->ends[i];
        const size_t rows = (size_t)p->spaces[model->ends[i].to].count;
        const size_t of = (size_t)p->spaces[model->ends[i].of].count;
        const size_t entries = w->start ? (size_t)w->start[rows] : 0;
        put(to, w->start, (rows + 1) * sizeof *w->start);
        put(to, w->far, entries * sizeof *w->far);
        put(to, w->row, entries * sizeof *w->row);
        put(to, w->at, of * sizeof *w->at);
    }
}

static void put_inputs(FILE *to, const gatrt_model *model, const Prepared *p)
{
    for (int i = 0; i < model->input_count; i++) {
        const gatrt_input *in = &model->inputs[i];
        const gatrt_tensor *t = &p->inputs[i];
        const size_t rows = in->space == GATRT_PARAM ? 1 : (size_t)p->spaces[in->space].count;
        const size_t entries = t->row_start ? (size_t)t->row_start[rows] + GATRT_SLACK : 0;
        const size_t column_entries = t->col_start ? (size_t)t->col_start[in->width] + GATRT_SLACK : 0;
        put(to, t->dense, rows * (size_t)in->width * sizeof(float));
        put(to, t->row_start, (rows + 1) * sizeof *t->row_start);
        put(to, t->col, entries * sizeof *t->col);
        put(to, t->val, entries * sizeof *t->val);
        put(to, t->col_start, ((size_t)in->width + 1) * sizeof *t->col_start);
        put(to, t->row, column_entries * sizeof *t->row);
        put(to, t->col_val, column_entries * sizeof *t->col_val);
    }
}

static void put_prepared(FILE *to, const gatrt_model *model, const Prepared *p)
{
    const int64_t numbers[] = {p->graph.levels, p->graph.chunks};
    put(to, numbers, sizeof numbers);
    put_spaces(to, model, p);
    put_ends(to, model, p);
    put_inputs(to, model, p);
}

static bool write_blob(const Steps *s, const char *path, Error *error)
{
    const int64_t epochs = s->epochs;
    FILE *to = fopen(path, "wb");
    if (!to)
        return error_set(error, "%s cannot be written", path);
    put(to, &epochs, sizeof epochs);
    put_prepared(to, s->model, s->train);
    put_prepared(to, s->model, s->all);
    return fclose(to) == 0 || error_set(error, "%s cannot be written", path);
}

static Prepared *prepare(const gatrt_model *model, const gatrt_data *data, bool whole, Error *error)
{
    const int levels = whole ? model->infer.levels : model->train.levels;
    const Wanted wanted = {.mask = whole ? NULL : split_mask(trained_set(model, data), 0),
                           .levels = levels,
                           .prune = true,
                           .self_loops = model->recipe.self_loops,
                           .symmetric = model->recipe.symmetric > 0};
    return graph_prepare(model, data, &wanted, error);
}

static bool run(const gatrt_model *model, const gatrt_data *data, char **argv, Error *error)
{
    Prepared *train = prepare(model, data, false, error), *all = train ? prepare(model, data, true, error) : NULL;
    Pool *pool = pool_new(atoi(argv[3]));
    const Steps steps = {model, train, all, atoi(argv[2])};
    bool ok = train && all && (!argv[5] || write_blob(&steps, argv[5], error));
    ok = ok && steps_run(&steps, pool, argv[4], error);
    pool_free(pool);
    prepared_free(all);
    prepared_free(train);
    return ok;
}

/* In place of the runtime's: what a model's main calls. */
int gatrt_main(const gatrt_model *model, int argc, char **argv)
{
    Error error = {"usage: host DATA EPOCHS THREADS OUT [BLOB]"};
    const DataUse use = {.model = model};
    gatrt_data *data = argc == 5 || argc == 6 ? data_load(argv[1], &use, &error) : NULL;
    const bool ok = data && inputs_check(model, data, &error) && run(model, data, argv, &error);
    if (!ok)
        fprintf(stderr, "host: %s\n", error.text);
    gatrt_data_free(data);
    return ok ? 0 : 1;
}

/* worker.c - runs steps.c where the rest of the runtime does not go: on small and foreign machines, on one thread, from a file
 * that host.c wrote. It is one text with the parts of the runtime that it needs.
 *
 *   worker BLOB OUT        compiled with -D'_Static_assert(...)=', as those parts are for machines of 64 bits
 */
#include "blob.h"
#include "steps.h"

#include "runtime/exec/init.c"
#undef INIT_STEP
#include "runtime/exec/functions.c"
#include "runtime/exec/exact.c"
#include "runtime/exec/rng.c"
#define run_slice run_optimiser_slice
#include "runtime/train/optim.c"
#include "runtime/train/optim_methods.c"
#undef run_slice
#include "runtime/train/clip.c"
#define least least_of_two
#include "runtime/base/words.c"
#undef least
#include "runtime/train/spec.c"
#include "runtime/exec/run.c"
#define prepare prepare_nothing
#include "steps.c"

#include <stdarg.h>
#include <stdlib.h>

/* ------------------------------------------------------------ what those parts ask for */

void *mem_alloc(size_t count, size_t size)
{
    char *room = calloc(1, count * size + 2 * BLOB_LINE); /* not every libc has aligned_alloc */
    if (!room) {
        fprintf(stderr, "worker: out of memory\n");
        exit(1);
    }
    char *p = room + BLOB_LINE + (BLOB_LINE - (uintptr_t)room % BLOB_LINE) % BLOB_LINE;
    memcpy(p - sizeof room, &room, sizeof room);
    return p;
}

void mem_free(void *p)
{
    char *room = NULL;
    if (p)
        memcpy(&room, (char *)p - sizeof room, sizeof room);
    free(room);
}

bool error_set(Error *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(error->text, sizeof error->text, format, args);
    va_end(args);
    return false;
}

void error_add(Error *error, const char *format, ...)
{
    const size_t size = strlen(error->text);
    va_list args;
    va_start(args, format);
    vsnprintf(error->text + size, sizeof error->text - size, format, args);
    va_end(args);
}

const char *recipe_optimizer(const gatrt_model *model)
{
    return model->recipe.optimizer ? model->recipe.optimizer : "adam";
}

/* Programs go kernel by kernel here. */
Bands *bands_new(const gatrt_program *program, const gatrt_run *run, const Cut *cuts, int threads)
{
    (void)program, (void)run, (void)cuts, (void)threads;
    return NULL;
}

void bands_free(Bands *b)
{
    (void)b;
}

size_t bands_workspace(const Bands *b)
{
    (void)b;
    return 0;
}

void bands_step(Bands *b, Pool *pool)
{
    (void)b, (void)pool;
}

void pool_stages(Pool *pool, const Stage *stages, int count, double *seconds)
{
    (void)pool, (void)seconds;
    for (int i = 0; i < count; i++)
        for (int32_t k = 0; k < stages[i].pieces; k++)
            stages[i].piece(stages[i].arg, k);
}

/* ------------------------------------------------------------ the file */

typedef struct Blob {
    unsigned char *at;
} Blob;

static const void *take(Blob *b)
{
    int64_t size;
    memcpy(&size, b->at, sizeof size);
    b->at += BLOB_LINE;
    const unsigned char *bytes = b->at;
    if (size < 0)
        return NULL;
    b->at += (size_t)(size + BLOB_LINE - 1) / BLOB_LINE * BLOB_LINE;
    return bytes;
}

static Prepared *take_prepared(Blob *b, const gatrt_model *model)
{
    Prepared *p = mem_alloc(1, sizeof *p);
    const int64_t *numbers = take(b);
    p->spaces = mem_alloc((size_t)model->space_count, sizeof *p->spaces);
    p->ends = mem_alloc((size_t)model->end_count, sizeof *p->ends);
    p->inputs = mem_alloc((size_t)model->input_count, sizeof *p->inputs);
    p->graph = (gatrt_graph){p->spaces, p->ends, (int)numbers[0], numbers[1]};
    for (int i = 0; i < model->space_count; i++) {
        const int64_t *counts = take(b);
        p->spaces[i].count = counts[0];
        p->spaces[i].chunks = counts[1];
        p->spaces[i].level = take(b);
        p->spaces[i].chunk_start = take(b);
    }
    for (int i = 0; i < model->end_count; i++) {
        gatrt_walk *w = &p->ends[i];
        w->start = take(b), w->far = take(b), w->row = take(b), w->at = take(b);
    }
    for (int i = 0; i < model->input_count; i++) {
        gatrt_tensor *t = &p->inputs[i];
        t->dense = take(b), t->row_start = take(b), t->col = take(b), t->val = take(b);
        t->col_start = take(b), t->row = take(b), t->col_val = take(b);
    }
    return p;
}

static unsigned char *read_all(const char *path)
{
    FILE *from = fopen(path, "rb");
    if (!from || fseek(from, 0, SEEK_END))
        return NULL;
    const long size = ftell(from);
    unsigned char *bytes = mem_alloc((size_t)size, 1);
    rewind(from);
    const bool ok = fread(bytes, 1, (size_t)size, from) == (size_t)size;
    fclose(from);
    return ok ? bytes : NULL;
}

int gatrt_main(const gatrt_model *model, int argc, char **argv)
{
    Error error = {"usage: worker BLOB OUT"};
    Blob blob = {argc == 3 ? read_all(argv[1]) : NULL};
    const int64_t *epochs = blob.at ? take(&blob) : NULL;
    Prepared *train = epochs ? take_prepared(&blob, model) : NULL, *all = epochs ? take_prepared(&blob, model) : NULL;
    const Steps steps = {model, train, all, epochs ? (int)*epochs : 0};
    if (epochs && steps_run(&steps, NULL, argv[2], &error))
        return 0;
    fprintf(stderr, "worker: %s\n", error.text);
    return 1;
}

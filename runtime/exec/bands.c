/* bands.c - a program whose kernels go over a chunk of rows one after another before the next chunk is begun.
 *
 * In: a program that has such a form (gatrt_program.bands), its kernels as run.c cut them. What kernels of a band alone
 * read has the rows of one chunk, in a place that a thread takes while it works on the chunk; so the memory is that of
 * what bands read of each other. Chunks are those of the plain form and so are all sums: no bit differs.
 */
#include "runtime/exec/cut.h"

#include <stdatomic.h>

enum { LINE_FLOATS = 16 };

/* Of a thread: the context that its kernels read, and rows behind the workspace. */
typedef struct Place {
    atomic_flag taken;
    void *ctx;
} Place;

typedef struct Band {
    const Bands *of;
    int first, end; /* in the program's order */
} Band;

struct Bands {
    const gatrt_program *program;
    const gatrt_run *run;
    const Cut *cuts;
    Band *bands;
    Stage *stages;
    int count;
    Place *places;
    int place_count;
    int64_t rows;  /* of the largest chunk, in whole lines */
    size_t shared; /* bytes before the places */
};

/* There are as many as threads: one is free. */
static int take_place(const Bands *b)
{
    for (int i = 0;; i = (i + 1) % b->place_count)
        if (!atomic_flag_test_and_set(&b->places[i].taken))
            return i;
}

static float *rows_of(const Bands *b, int place)
{
    return (float *)(void *)((char *)b->run->workspace + b->shared) + (int64_t)place * b->rows * b->program->own_floats;
}

static void run_piece(void *arg, int64_t index)
{
    const Band *band = arg;
    const Bands *b = band->of;
    const Cut *first = &b->cuts[b->program->bands[band->first].kernel];
    const int at = take_place(b);
    Place *place = &b->places[at];
    const int64_t lo = first->chunk_start ? first->chunk_start[index] : 0;
    b->program->bind_chunk(place->ctx, b->run, rows_of(b, at), b->rows, lo);
    for (int i = band->first; i < band->end; i++) {
        const Cut *cut = &b->cuts[b->program->bands[i].kernel];
        cut_run(cut, (const char *)place->ctx + cut->kernel->bound, index);
    }
    atomic_flag_clear(&place->taken);
}

/* As many pieces as its longest kernel has. */
static int32_t pieces_of(const Bands *b, const Band *band)
{
    int32_t most = 0;
    for (int i = band->first; i < band->end; i++) {
        const int32_t pieces = b->cuts[b->program->bands[i].kernel].pieces;
        most = pieces > most ? pieces : most;
    }
    return most;
}

static void make_bands(Bands *b)
{
    const gatrt_band *order = b->program->bands;
    for (int i = 0; i < b->program->kernel_count; i++) {
        if (i == 0 || order[i].band != order[i - 1].band)
            b->bands[b->count++] = (Band){.of = b, .first = i};
        b->bands[b->count - 1].end = i + 1;
    }
    for (int i = 0; i < b->count; i++)
        b->stages[i] = (Stage){run_piece, &b->bands[i], pieces_of(b, &b->bands[i])};
}

static int64_t longest_chunk(const Bands *b)
{
    int64_t most = 0;
    for (int k = 0; k < b->program->kernel_count; k++) {
        const Cut *cut = &b->cuts[k];
        for (int32_t i = 0; cut->chunk_start && i < cut->pieces; i++) {
            const int64_t rows = cut->chunk_start[i + 1] - cut->chunk_start[i];
            most = rows > most ? rows : most;
        }
    }
    return (most + LINE_FLOATS - 1) / LINE_FLOATS * LINE_FLOATS;
}

Bands *bands_new(const gatrt_program *program, const gatrt_run *run, const Cut *cuts, int threads)
{
    const size_t kernels = (size_t)program->kernel_count;
    enum { LINE = 64 };
    Bands *b = mem_alloc(1, sizeof *b);
    *b = (Bands){.program = program, .run = run, .cuts = cuts, .place_count = threads};
    b->bands = mem_alloc(kernels, sizeof *b->bands);
    b->stages = mem_alloc(kernels, sizeof *b->stages);
    b->places = mem_alloc((size_t)threads, sizeof *b->places);
    for (int i = 0; i < threads; i++) {
        atomic_flag_clear(&b->places[i].taken);
        b->places[i].ctx = mem_alloc(program->ctx_size ? program->ctx_size : 1, 1);
    }
    make_bands(b);
    b->rows = longest_chunk(b);
    gatrt_graph all = *run->graph;
    all.levels = 0; /* of a whole graph: another mask's rows may be more */
    b->shared = program->shared(&all);
    if (b->shared < SIZE_MAX - LINE)
        b->shared = (b->shared + LINE - 1) / LINE * LINE;
    return b;
}

void bands_free(Bands *b)
{
    for (int i = 0; b && i < b->place_count; i++)
        mem_free(b->places[i].ctx);
    if (!b)
        return;
    mem_free(b->places);
    mem_free(b->stages);
    mem_free(b->bands);
    mem_free(b);
}

size_t bands_workspace(const Bands *b)
{
    size_t row, rows;
    if (!size_mul((size_t)b->program->own_floats, sizeof(float), &row) ||
        !size_mul(row, (size_t)b->rows * (size_t)b->place_count, &rows) || rows > SIZE_MAX - b->shared)
        return SIZE_MAX;
    return b->shared + rows;
}

void bands_step(Bands *b, Pool *pool)
{
    pool_stages(pool, b->stages, b->count, NULL);
}

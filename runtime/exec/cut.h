/* cut.h - a kernel as the stages of a program see it: run.c cuts it, bands.c goes over it with others. */
#ifndef CUT_H
#define CUT_H

#include "runtime/runtime.h"

typedef struct Cut {
    const gatrt_kernel *kernel;
    const void *ctx;            /* what it is bound to */
    const int64_t *chunk_start; /* GATRT_OVER_ROWS */
    int64_t end, slice;         /* pieces stay below end */
    int32_t pieces;
} Cut;

/* Its piece of that number. `ctx`: of its program. */
static inline void cut_run(const Cut *cut, const void *ctx, int64_t index)
{
    const int64_t lo = cut->chunk_start ? cut->chunk_start[index] : index * cut->slice;
    const int64_t stop = cut->chunk_start ? cut->chunk_start[index + 1] : lo + cut->slice;
    if (lo < cut->end)
        cut->kernel->run(ctx, lo, stop < cut->end ? stop : cut->end, index);
}

/* ---- bands.c: kernels go over a chunk one after another, with memory of that chunk's alone */
typedef struct Bands Bands;
Bands *bands_new(const gatrt_program *program, const gatrt_run *run, const Cut *cuts, int threads);
void bands_free(Bands *b);
/* What is alive from band to band, and behind it a place for the rows at hand of each thread. SIZE_MAX: there is no such size. */
size_t bands_workspace(const Bands *b);
void bands_step(Bands *b, Pool *pool);

#endif

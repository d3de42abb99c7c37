/* run.c - one program bound to one prepared graph: context and workspace are
 * allocated once, and its kernels become the stages of a job for the pool.
 *
 * How a kernel is cut depends on the graph and on its count, never on the number of
 * threads: over rows, the chunks of their space as far as they lie below rows(level); over a range, slices of `slice_of(count)`; otherwise one piece.
 */
#include "runtime/exec/cut.h"

#include <string.h>

enum { RANGE_PIECES = 64, RANGE_STEP = 16 };

/* What programs that never run at the same time write into, as large as the largest needs. */
typedef struct Workspace {
    void *bytes;
    size_t size;
    int users;
} Workspace;

struct Exec {
    const gatrt_program *program;
    Workspace *workspace;
    void *ctx;
    gatrt_run run;
    float **no_outputs; /* [output_count] NULL, until the caller sets run.outputs */
    size_t workspace_size;
    Cut *cuts;     /* [kernel_count] */
    Stage *stages; /* [kernel_count + 1]: the last is the caller's */
    int threads;   /* in bands, for so many; 0: kernel by kernel */
    Bands *bands;
};

static void run_cut(void *arg, int64_t index)
{
    const Cut *cut = arg;
    cut_run(cut, cut->ctx, index);
}

/* About 64 slices, of whole cache lines of floats. */
static int64_t slice_of(int64_t count)
{
    const int64_t part = count / RANGE_PIECES + (count % RANGE_PIECES != 0);
    return (part + RANGE_STEP - 1) / RANGE_STEP * RANGE_STEP;
}

static int64_t chunks_below(const gatrt_rowset *of, int64_t rows)
{
    int64_t chunks = 0;
    while (chunks < of->chunks && of->chunk_start[chunks] < rows)
        chunks++;
    return chunks;
}

static bool cut_kernel(Exec *x, int k, Error *error)
{
    const gatrt_graph *graph = x->run.graph;
    const gatrt_kernel *kernel = &x->program->kernels[k];
    Cut *cut = &x->cuts[k];
    int64_t pieces = 1;
    const void *ctx = (const char *)x->ctx + kernel->bound;
    *cut = (Cut){.kernel = kernel, .ctx = ctx, .end = 1, .slice = 1};
    if (kernel->over == GATRT_OVER_ROWS) {
        const gatrt_rowset *rows = &graph->spaces[kernel->space];
        cut->end = gatrt_rows(graph, kernel->space, kernel->level);
        cut->chunk_start = rows->chunk_start;
        pieces = chunks_below(rows, cut->end);
    } else if (kernel->over == GATRT_OVER_RANGE) {
        cut->end = kernel->count > 0 ? kernel->count : 0;
        cut->slice = slice_of(cut->end);
        pieces = cut->end == 0 ? 0 : (cut->end - 1) / cut->slice + 1;
    }
    if (pieces > INT32_MAX)
        return error_set(error, "%s: kernel %s has %lld pieces; use fewer, larger chunks", x->program->name,
                         kernel->name, (long long)pieces);
    cut->pieces = (int32_t)pieces;
    x->stages[k] = (Stage){run_cut, cut, (int32_t)pieces};
    return true;
}

static void enlarge(Workspace *w, size_t size)
{
    if (w->bytes && w->size >= size)
        return;
    mem_free(w->bytes);
    w->bytes = mem_alloc(size ? size : 1, 1);
    w->size = size;
}

static Workspace *share_workspace(Workspace *shared, size_t size)
{
    Workspace *w = shared ? shared : mem_alloc(1, sizeof *w);
    w->users++;
    enlarge(w, size);
    return w;
}

static void leave_workspace(Workspace *w)
{
    if (!w || --w->users > 0)
        return;
    mem_free(w->bytes);
    mem_free(w);
}

/* By the graph as it is now. */
static bool measure(Exec *x, Error *error)
{
    const gatrt_graph *graph = x->run.graph;
    const gatrt_program *program = x->program;
    for (int k = 0; k < program->kernel_count; k++)
        if (!cut_kernel(x, k, error))
            return false;
    if (x->threads && !x->bands)
        x->bands = bands_new(program, &x->run, x->cuts, x->threads);
    x->workspace_size = x->bands ? bands_workspace(x->bands) : program->workspace(graph);
    if (x->workspace_size == SIZE_MAX)
        return error_set(error, "%s: the workspace for %lld nodes and %lld edges does not fit into memory",
                         program->name, (long long)graph->spaces[GATRT_NODE].count,
                         (long long)graph->spaces[GATRT_EDGE].count);
    return true;
}

static bool prepare(Exec *x, Workspace *shared, Error *error)
{
    if (!measure(x, error))
        return false;
    x->workspace = share_workspace(shared, x->workspace_size);
    x->run.workspace = x->workspace->bytes;
    return true;
}

Exec *exec_new(const gatrt_program *program, const Prepared *on, const gatrt_model *model, Error *error)
{
    return exec_new_beside(program, on, model, NULL, 0, error);
}

Exec *exec_new_beside(const gatrt_program *program, const Prepared *on, const gatrt_model *model, const Exec *other,
                      int threads, Error *error)
{
    if (!program->kernels || program->kernel_count <= 0) {
        error_set(error, "model %s has no program for this; does its Lua file call loss() and output()?", model->name);
        return NULL;
    }
    const size_t kernels = (size_t)program->kernel_count;
    const size_t outputs = model->output_count > 0 ? (size_t)model->output_count : 1;
    Exec *x = mem_alloc(1, sizeof *x);
    x->program = program;
    x->threads = program->bands ? threads : 0;
    x->ctx = mem_alloc(program->ctx_size ? program->ctx_size : 1, 1);
    x->cuts = mem_alloc(kernels, sizeof *x->cuts);
    x->stages = mem_alloc(kernels + MOST_AFTER, sizeof *x->stages);
    x->no_outputs = mem_alloc(outputs, sizeof *x->no_outputs);
    x->run = (gatrt_run){.graph = &on->graph, .inputs = on->inputs, .outputs = x->no_outputs};
    if (!prepare(x, other ? other->workspace : NULL, error)) {
        exec_free(x);
        return NULL;
    }
    return x;
}

void exec_free(Exec *x)
{
    if (!x)
        return;
    leave_workspace(x->workspace);
    bands_free(x->bands);
    mem_free(x->no_outputs);
    mem_free(x->stages);
    mem_free(x->cuts);
    mem_free(x->ctx);
    mem_free(x);
}

gatrt_run *exec_run(Exec *x)
{
    return &x->run;
}

static void bind(Exec *x)
{
    x->run.workspace = x->workspace->bytes; /* a program that joined later may have enlarged it */
    if (!x->bands)
        x->program->bind(x->ctx, &x->run);
}

void exec_step(Exec *x, Pool *pool, double *kernel_seconds)
{
    bind(x);
    if (x->bands)
        bands_step(x->bands, pool);
    else
        pool_stages(pool, x->stages, x->program->kernel_count, kernel_seconds);
}

void exec_kernels(Exec *x, int from, int to)
{
    if (from == 0)
        bind(x);
    for (int k = from; k < to; k++)
        for (int32_t i = 0; i < x->cuts[k].pieces; i++)
            run_cut(&x->cuts[k], i);
}

void exec_step_and(Exec *x, Pool *pool, const Stage *after, int count, double *seconds)
{
    const int kernels = x->program->kernel_count;
    bind(x);
    memcpy(x->stages + kernels, after, (size_t)count * sizeof *after);
    pool_stages(pool, x->stages, kernels + count, seconds);
}

bool exec_follow(Exec *x, Error *error)
{
    if (!measure(x, error))
        return false;
    if (x->workspace->size < x->workspace_size) /* the next graph may be a little larger again */
        enlarge(x->workspace, x->workspace_size + x->workspace_size / 8);
    return true;
}

size_t exec_workspace(const Exec *x)
{
    return x->workspace_size;
}

void exec_ask(Exec *x, size_t bytes)
{
    enlarge(x->workspace, bytes);
}

char *exec_bytes(const Exec *x)
{
    return x->workspace->bytes;
}

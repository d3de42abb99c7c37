/* blas.c - OpenBLAS, loaded when the first product is wanted: most models never want one.
 *
 * It is told to start no threads of its own before it is there: they would change the bits, and where there is no
 * memory for them they ask for it for ever. So does a product: each that runs beside others needs a buffer of
 * 128 MiB of address space. All that the pool may want are made here, first of all, and only where there is room;
 * where there is room for fewer, fewer products run at the same time.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "runtime/runtime.h"

#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifndef GATRT_OPENBLAS
#define GATRT_OPENBLAS "libopenblas.so.0"
#endif

#define BUFFER_BYTES ((size_t)128 << 20)
enum { MOST_BUFFERS = 64 };

static struct {
    __typeof__(cblas_sgemm) *sgemm;
    void *(*buffer_new)(int); /* its own allocator, as far as it shows it */
    void (*buffer_free)(void *);
    char *(*kernels)(void);
    bool limited; /* more threads than buffers: `room` counts these */
    sem_t room;
} blas;
static atomic_int most_threads = 1;
static pthread_once_t once = PTHREAD_ONCE_INIT;

void blas_threads(int threads)
{
    if (threads > atomic_load(&most_threads))
        atomic_store(&most_threads, threads);
}

static _Noreturn void no_openblas(const char *what, const char *reason)
{
    give_up(GATRT_FAILED, "OpenBLAS, which this model's products need: %s%s", what, reason ? reason : "");
}

/* C has no conversion from an object pointer to a function's. */
static bool find(void *library, const char *name, void *function, size_t size)
{
    void *address = dlsym(library, name);
    memcpy(function, &address, size);
    return address != NULL;
}

/* The environment is as it was afterwards: it is the caller's. */
static void *load_with(const char *name, const char *value, void *(*then)(void))
{
    const char *before = getenv(name);
    char *kept = before ? strdup(before) : NULL;
    if (before && !kept)
        no_openblas("out of memory", NULL);
    setenv(name, value, 1);
    void *library = then();
    if (kept)
        setenv(name, kept, 1);
    else
        unsetenv(name);
    free(kept);
    return library;
}

static void *load_any(void)
{
    return dlopen(GATRT_OPENBLAS, RTLD_NOW | RTLD_LOCAL);
}

static void *load_single_threaded(void)
{
    return load_with("OPENBLAS_NUM_THREADS", "1", load_any);
}

/* OpenBLAS knows processors by their numbers and takes one of its own time for that of 2004, a fifth as fast; it has kernels
 * for it nevertheless. NULL: there are none better, or whoever runs us has chosen. */
static const char *better_kernels(void *library)
{
#if defined(__x86_64__) && defined(__GNUC__)
    char *(*kernels)(void);
    if (getenv("OPENBLAS_CORETYPE") || !find(library, "openblas_get_corename", &kernels, sizeof kernels) ||
        strcmp(kernels(), "Prescott") != 0 || !__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        return NULL;
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
               ? "SkylakeX"
               : "Haswell";
#else
    (void)library;
    return NULL;
#endif
}

/* Kernels are chosen while it is loaded, so it is loaded again; where somebody else has it, it stays as it is. */
static void *load_library(void)
{
    void *library = load_single_threaded();
    const char *kernels = library ? better_kernels(library) : NULL;
    if (!kernels)
        return library;
    dlclose(library);
    return load_with("OPENBLAS_CORETYPE", kernels, load_single_threaded);
}

static bool has_room(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p != MAP_FAILED && munmap(p, bytes) == 0;
}

/* It keeps what is freed, so that a product finds one. More than one only where others still find memory. */
static int make_buffers(int wanted)
{
    void *made[MOST_BUFFERS];
    int count = 0;
    while (count < wanted && has_room(count ? 2 * BUFFER_BYTES : BUFFER_BYTES) &&
           (made[count] = blas.buffer_new(0)) != NULL)
        count++;
    for (int i = 0; i < count; i++)
        blas.buffer_free(made[i]);
    return count;
}

static void load(void)
{
    void (*set_threads)(int);
    void *library = load_library();
    if (!library || !find(library, "cblas_sgemm", &blas.sgemm, sizeof blas.sgemm))
        no_openblas("cannot be loaded; is libopenblas0 installed, and memory left? ", dlerror());
    if (!find(library, "openblas_get_corename", &blas.kernels, sizeof blas.kernels))
        blas.kernels = NULL;
    if (find(library, "openblas_set_num_threads", &set_threads, sizeof set_threads))
        set_threads(1); /* where it was there before us */
    if (!find(library, "blas_memory_alloc", &blas.buffer_new, sizeof blas.buffer_new) ||
        !find(library, "blas_memory_free", &blas.buffer_free, sizeof blas.buffer_free))
        return;
    const int threads = atomic_load(&most_threads), wanted = threads < MOST_BUFFERS ? threads : MOST_BUFFERS;
    const int count = make_buffers(wanted);
    if (count == 0)
        no_openblas("out of memory: it needs 128 MiB of address space", NULL);
    blas.limited = count < threads;
    if (sem_init(&blas.room, 0, (unsigned)count) != 0)
        no_openblas("no semaphore", NULL);
}

const char *blas_kernels(void)
{
    return blas.kernels ? blas.kernels() : NULL;
}

void blas_begin(void)
{
    pthread_once(&once, load);
    while (blas.limited && sem_wait(&blas.room) != 0) {
    } /* a signal is no turn */
}

void blas_end(void)
{
    if (blas.limited)
        sem_post(&blas.room);
}

void blas_product(int m, int n, int k, BlasMatrix a, BlasMatrix b, float *c, float beta)
{
    blas.sgemm(CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans, b.transposed ? CblasTrans : CblasNoTrans, m, n,
               k, 1.0f, a.at, a.leading, b.at, b.leading, beta, c, n);
}

/* machine.c - what this machine can do at most, to set kernels against: bandwidth of
 * streams and of rows gathered at random, in memory and in the cache, and arithmetic;
 * on one thread and on as many as asked for. Prints one JSON object.
 *
 *   cc -O3 -march=native machine.c -o machine -lpthread && ./machine 1 2
 *
 * Each figure is the best of a few repetitions: a limit, not an average.
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_THREADS = 256, ROW = 64, LANES = 8, CHAINS = 12, REPEATS = 5 };
#define LARGE ((int64_t)1 << 26) /* floats of all streams, or of the gathered matrix: 256 MiB */
#define SMALL ((int64_t)1 << 18) /* 1 MiB: what two cores keep close */
#define TURNS ((int64_t)1 << 26) /* floats moved at least, where the data are small */

typedef enum Kind { TRIAD, GATHER, FMA } Kind;

typedef struct Work {
    Kind kind;
    float *memory; /* [floats] */
    int64_t floats;
    int32_t *row; /* GATHER: which rows, in order of use */
    int64_t rows;
    int threads, index;
    pthread_barrier_t *together;
    double unit; /* bytes or operations this thread did, from start to end */
    double start, end;
    float sink; /* so that nothing is optimised away */
} Work;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int64_t turns_for(int64_t floats)
{
    return floats < TURNS ? TURNS / floats : 1;
}

/* a = b + s c, every thread on its third of its own part */
static void triad(Work *w)
{
    const int64_t part = w->floats / w->threads, n = part / 3;
    float *restrict a = w->memory + w->index * part;
    const float *restrict b = a + n, *restrict c = b + n;
    for (int64_t t = 0; t < turns_for(w->floats); t++) {
        for (int64_t i = 0; i < n; i++)
            a[i] = b[i] + 0.5f * c[i];
        w->unit += 3.0 * sizeof(float) * (double)n;
    }
}

static void gather(Work *w)
{
    const int64_t lo = w->index * w->rows / w->threads, hi = (w->index + 1) * w->rows / w->threads;
    float sum[ROW] = {0};
    for (int64_t t = 0; t < turns_for(w->floats); t++) {
        for (int64_t r = lo; r < hi; r++) {
            const float *row = w->memory + (int64_t)w->row[r] * ROW;
            for (int i = 0; i < ROW; i++)
                sum[i] += row[i];
        }
        w->unit += (double)ROW * sizeof(float) * (double)(hi - lo);
    }
    w->sink = sum[0] + sum[ROW - 1];
}

/* Chains of multiply-adds that do not wait for each other. */
static void multiply_add(Work *w)
{
    enum { STEPS = 1 << 21 };
    float x[CHAINS][LANES];
    const float keep = w->memory[0] * 1e-9f + 0.999f, add = w->memory[1] * 1e-9f + 0.001f;
    for (int c = 0; c < CHAINS; c++)
        for (int i = 0; i < LANES; i++)
            x[c][i] = (float)(c + i);
    for (int step = 0; step < STEPS; step++)
        for (int c = 0; c < CHAINS; c++)
            for (int i = 0; i < LANES; i++)
                x[c][i] = x[c][i] * keep + add;
    for (int c = 0; c < CHAINS; c++)
        for (int i = 0; i < LANES; i++)
            w->sink += x[c][i];
    w->unit += 2.0 * STEPS * CHAINS * LANES;
}

static void *run_thread(void *arg)
{
    static void (*const run[])(Work *) = {[TRIAD] = triad, [GATHER] = gather, [FMA] = multiply_add};
    Work *w = arg;
    for (int i = 0; i < REPEATS + 1; i++) {
        pthread_barrier_wait(w->together);
        w->unit = 0.0;
        w->start = now();
        run[w->kind](w);
        w->end = now();
        pthread_barrier_wait(w->together);
    }
    return NULL;
}

/* From the first thread's start to the last one's end. The next repetition waits for us. */
static double rate_of(const Work *work, int threads)
{
    double start = work[0].start, end = work[0].end, units = 0.0;
    for (int t = 0; t < threads; t++) {
        start = work[t].start < start ? work[t].start : start;
        end = work[t].end > end ? work[t].end : end;
        units += work[t].unit;
    }
    return units / (end - start);
}

/* Billions of bytes or operations a second; the first repetition warms up. */
static double measure(Kind kind, int threads, float *memory, int64_t floats, int32_t *row)
{
    static Work work[MOST_THREADS];
    pthread_t thread[MOST_THREADS];
    pthread_barrier_t together;
    double best = 0.0;
    pthread_barrier_init(&together, NULL, (unsigned)threads + 1);
    for (int t = 0; t < threads; t++) {
        work[t] = (Work){.kind = kind,
                         .memory = memory,
                         .floats = floats,
                         .row = row,
                         .rows = floats / ROW,
                         .threads = threads,
                         .index = t,
                         .together = &together};
        if (pthread_create(&thread[t], NULL, run_thread, &work[t]) != 0) {
            fprintf(stderr, "machine: cannot start %d threads\n", threads);
            exit(1);
        }
    }
    for (int i = 0; i < REPEATS + 1; i++) {
        pthread_barrier_wait(&together);
        pthread_barrier_wait(&together);
        const double rate = rate_of(work, threads);
        if (i > 0 && rate > best)
            best = rate;
    }
    for (int t = 0; t < threads; t++)
        pthread_join(thread[t], NULL);
    pthread_barrier_destroy(&together);
    return 1e-9 * best;
}

static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 32);
}

static void pick_rows(int32_t *row, int64_t rows)
{
    uint64_t state = 1;
    for (int64_t r = 0; r < rows; r++)
        row[r] = (int32_t)(((uint64_t)next_random(&state) * (uint64_t)rows) >> 32);
}

int main(int argc, char **argv)
{
    float *memory = aligned_alloc(64, (size_t)LARGE * sizeof *memory);
    int32_t *row = malloc((size_t)(LARGE / ROW) * sizeof *row);
    if (!memory || !row || argc < 2) {
        fprintf(stderr, "usage: machine THREADS...   (needs %lld MiB)\n", (long long)(LARGE >> 18));
        return 2;
    }
    for (int64_t i = 0; i < LARGE; i++)
        memory[i] = (float)(i & 1023);
    printf("{\"machine\": [");
    for (int i = 1; i < argc; i++) {
        const int threads = atoi(argv[i]) < 1 ? 1 : atoi(argv[i]) > MOST_THREADS ? MOST_THREADS : atoi(argv[i]);
        printf("%s\n  {\"threads\": %d, ", i > 1 ? "," : "", threads);
        printf("\"triad\": %.2f, ", measure(TRIAD, threads, memory, LARGE, NULL));
        printf("\"triad_cached\": %.2f, ", measure(TRIAD, threads, memory, SMALL, NULL));
        pick_rows(row, LARGE / ROW);
        printf("\"gather\": %.2f, ", measure(GATHER, threads, memory, LARGE, row));
        pick_rows(row, SMALL / ROW);
        printf("\"gather_cached\": %.2f, ", measure(GATHER, threads, memory, SMALL, row));
        printf("\"fma\": %.2f}", measure(FMA, threads, memory, LARGE, NULL));
    }
    printf("\n]}\n");
    free(memory);
    free(row);
    return 0;
}

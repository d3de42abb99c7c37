/* test_threads.c - stages, slices, programs and products on pools of several sizes. Run: ctest -R threads */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_getaffinity */
#endif
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECES = 97, STAGES = 40 };
static const int sizes[] = {1, 2, 3, 8};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

/* ------------------------------------------------------- memory runs out */

static void want_too_much(void *arg, int64_t index)
{
    (void)index;
    pthread_barrier_wait(arg);
    mem_alloc(SIZE_MAX, 2);
}

/* Wherever it is caught, it ends in one line and exit 1, though all threads find out at once. */
static _Noreturn void end_at_once(int to)
{
    enum { THREADS = 8 };
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, THREADS);
    dup2(to, STDERR_FILENO);
    const Stage stage = {want_too_much, &barrier, THREADS};
    pool_stages(pool_new(THREADS), &stage, 1, NULL);
    _exit(0);
}

static void memory_runs_out_once(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        int ends[2], status;
        char line[256] = "";
        assert_int_equal(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0)
            end_at_once(ends[1]);
        close(ends[1]);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(read(ends[0], line, sizeof line - 1) > 0);
        close(ends[0]);
        assert_ptr_equal(strstr(line, "gatrt: out of memory: "), line);
        assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == GATRT_FAILED);
    }
}

/* ----------------------------------------------------------------- stages */

/* Each stage adds one to every cell; a stage that began too early would find a cell of the stage before missing. */
typedef struct Cells {
    int64_t value[PIECES];
    atomic_int late, early;
} Cells;

typedef struct CellStage {
    Cells *cells;
    int64_t number;
} CellStage;

static void add_one(void *arg, int64_t index)
{
    CellStage *s = arg;
    if (s->cells->value[index] != s->number)
        atomic_fetch_add(&s->cells->early, 1);
    s->cells->value[index]++;
}

/* Reads all cells, writes none: a stage between two that write. */
static void check_all_cells(void *arg, int64_t index)
{
    CellStage *s = arg;
    (void)index;
    for (int i = 0; i < PIECES; i++)
        if (s->cells->value[i] != s->number)
            atomic_fetch_add(&s->cells->late, 1);
}

static void stages_follow_each_other(void **state)
{
    (void)state;
    for (int k = 0; k < SIZES; k++) {
        Pool *pool = pool_new(sizes[k]);
        for (int round = 0; round < 50; round++) {
            Cells cells = {0};
            CellStage args[STAGES];
            Stage stages[STAGES];
            for (int s = 0; s < STAGES; s += 2) {
                args[s] = (CellStage){&cells, s / 2};
                args[s + 1] = (CellStage){&cells, s / 2 + 1};
                stages[s] = (Stage){add_one, &args[s], PIECES};
                stages[s + 1] = (Stage){check_all_cells, &args[s + 1], s % 3 + 1};
            }
            pool_stages(pool, stages, STAGES, NULL);
            assert_int_equal(atomic_load(&cells.early), 0);
            assert_int_equal(atomic_load(&cells.late), 0);
            for (int i = 0; i < PIECES; i++)
                assert_int_equal(cells.value[i], STAGES / 2);
        }
        pool_free(pool);
    }
}

static void count_piece(void *arg, int64_t index)
{
    atomic_int *seen = arg;
    atomic_fetch_add(&seen[index], 1);
}

static void empty_stages_are_skipped(void **state)
{
    (void)state;
    for (int k = 0; k < SIZES; k++) {
        Pool *pool = pool_new(sizes[k]);
        atomic_int seen[3] = {0};
        double seconds[4] = {0};
        const Stage stages[4] = {
            {count_piece, seen, 0},
            {count_piece, seen, 3},
            {count_piece, seen, 1},
            {count_piece, seen, 0},
        };
        pool_stages(pool, stages, 4, seconds);
        pool_stages(pool, stages, 0, NULL);
        assert_int_equal(atomic_load(&seen[0]), 2);
        assert_int_equal(atomic_load(&seen[2]), 1);
        for (int i = 0; i < 4; i++)
            assert_true(seconds[i] >= 0.0 && seconds[i] < 10.0);
        pool_free(pool);
    }
}

/* A quota of whole and broken processors, none, and lines that are no quota. */
static void quotas_are_rounded_up(void **state)
{
    (void)state;
    assert_int_equal(processors_of_quota("200000 100000\n"), 2);
    assert_int_equal(processors_of_quota("150000 100000\n"), 2);
    assert_int_equal(processors_of_quota("1000 100000\n"), 1);
    assert_int_equal(processors_of_quota("max 100000\n"), 0);
    assert_int_equal(processors_of_quota("-1\n 100000\n"), 0); /* version 1 says so */
    assert_int_equal(processors_of_quota("100000"), 0);
    assert_int_equal(processors_of_quota(""), 0);
    assert_in_range(processors_allowed(), 1, 1 << 20);
}

/* Does this system let a thread choose its processor, and say which it is? Sandboxes may not. */
static bool can_choose(const cpu_set_t *allowed)
{
    bool can = true;
    for (size_t cpu = 0; cpu < CPU_SETSIZE && can; cpu++) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        if (CPU_ISSET(cpu, allowed))
            can = sched_setaffinity(0, sizeof one, &one) == 0 && processor_here() == (int)cpu;
    }
    return sched_setaffinity(0, sizeof *allowed, allowed) == 0 && can && CPU_COUNT(allowed) > 1;
}

/* A thread that moves may run everywhere it might before. */
static void moving_binds_to_nothing(void **state)
{
    (void)state;
    cpu_set_t before, after;
    if (sched_getaffinity(0, sizeof before, &before) != 0) {
        printf("skipped: this system does not tell which processors a thread may use\n");
        skip();
    }
    bool moved = !can_choose(&before);
    for (int steps = 1; steps <= 100; steps++) {
        const int from = processor_here();
        processor_move(from, steps);
        moved |= processor_here() != from;
        assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
        assert_true(CPU_EQUAL(&before, &after));
    }
    assert_true(moved);
    processor_move(-1, 1); /* unknown: stays */
}

/* ----------------------------------------------------------------- slices */

typedef struct Marks {
    int64_t slice;
    atomic_int mark[1000];
    atomic_int wrong;
} Marks;

static void mark_range(void *arg, int64_t lo, int64_t hi, int64_t index)
{
    Marks *m = arg;
    if (lo != index * m->slice || hi <= lo || hi - lo > m->slice)
        atomic_fetch_add(&m->wrong, 1);
    for (int64_t i = lo; i < hi; i++)
        atomic_fetch_add(&m->mark[i], 1);
}

static void slices_cover_once(void **state)
{
    (void)state;
    static const int64_t counts[] = {0, 1, 15, 16, 17, 999, 1000};
    for (int k = 0; k < SIZES + 1; k++) {
        Pool *pool = k < SIZES ? pool_new(sizes[k]) : NULL;
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            static Marks marks;
            memset(&marks, 0, sizeof marks);
            marks.slice = 16;
            pool_run(pool, mark_range, &marks, counts[c], marks.slice);
            assert_int_equal(atomic_load(&marks.wrong), 0);
            for (int64_t i = 0; i < 1000; i++)
                assert_int_equal(atomic_load(&marks.mark[i]), i < counts[c]);
        }
        pool_free(pool);
    }
}

static void pool_knows_its_size(void **state)
{
    (void)state;
    Pool *one = pool_new(1), *three = pool_new(3), *all = pool_new(0);
    assert_int_equal(pool_threads(one), 1);
    assert_int_equal(pool_threads(three), 3);
    assert_int_equal(pool_threads(NULL), 1);
    assert_true(pool_threads(all) >= 1);
    pool_free(one);
    pool_free(three);
    pool_free(all);
    pool_free(NULL);
}

/* --------------------------------------------------------------- programs */

/* A program in the shape of a generated one: per-node values from neighbours, partial sums by
 * chunk, a range, and a total in one piece. */
typedef struct Context {
    const gatrt_graph *graph;
    const gatrt_run *run;
    float *node, *part, *range;
} Context;

enum { RANGE = 1000, NODES = 500, CHUNKS = 20, WANTED = 130 };

static void bind(void *ctx, const gatrt_run *run)
{
    Context *c = ctx;
    c->graph = run->graph;
    c->run = run;
    c->node = run->workspace;
    c->part = c->node + run->graph->spaces[GATRT_NODE].count;
    c->range = c->part + run->graph->spaces[GATRT_NODE].chunks;
}

static size_t workspace(const gatrt_graph *graph)
{
    return (size_t)(graph->spaces[GATRT_NODE].count + graph->spaces[GATRT_NODE].chunks + RANGE) * sizeof(float);
}

static size_t endless_workspace(const gatrt_graph *graph)
{
    (void)graph;
    return SIZE_MAX;
}

static void fill_nodes(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const Context *c = ctx;
    (void)chunk;
    for (int64_t v = lo; v < hi; v++)
        c->node[v] = c->run->params[0] / (float)(v + 3);
}

static void sum_chunk(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const Context *c = ctx;
    c->part[chunk] = 0.0f;
    for (int64_t v = lo; v < hi; v++)
        c->part[chunk] += c->node[v] + c->node[(v * 7) % NODES];
}

static void fill_range(const void *ctx, int64_t lo, int64_t hi, int64_t slice)
{
    const Context *c = ctx;
    for (int64_t i = lo; i < hi; i++)
        c->range[i] = c->part[i % 6] * (float)slice;
}

static void total(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const Context *c = ctx;
    (void)chunk;
    float sum = (float)(hi - lo);
    for (int i = 0; i < RANGE; i++)
        sum += c->range[i];
    *c->run->loss = sum;
}

static const gatrt_kernel kernels[] = {
    {"fill_nodes", fill_nodes, GATRT_OVER_ROWS, GATRT_NODE, 1, 0, 0},
    {"sum_chunk", sum_chunk, GATRT_OVER_ROWS, GATRT_NODE, 0, 0, 0},
    {"fill_range", fill_range, GATRT_OVER_RANGE, 0, 0, RANGE, 0},
    {"total", total, GATRT_ONCE, 0, 0, 0, 0},
};
static const gatrt_program program = {"train", kernels, 4,    1, sizeof(Context), bind, workspace, NULL, 0,
                                      NULL,    NULL,    NULL, 0};
static const gatrt_model model = {.abi = GATRT_ABI,
                                  .name = "sums",
                                  .spaces = plain_spaces,
                                  .space_count = GATRT_PLAIN_SPACES,
                                  .ends = plain_ends,
                                  .end_count = GATRT_PLAIN_ENDS};

static Prepared graph_of_chunks(int64_t chunk_start[CHUNKS + 1], gatrt_rowset spaces[GATRT_PLAIN_SPACES])
{
    static const int64_t rows[1] = {WANTED};
    for (int i = 0; i <= CHUNKS; i++)
        chunk_start[i] = i * (NODES / CHUNKS);
    memset(spaces, 0, GATRT_PLAIN_SPACES * sizeof *spaces);
    spaces[GATRT_NODE] = (gatrt_rowset){.count = NODES, .level = rows, .chunks = CHUNKS, .chunk_start = chunk_start};
    return (Prepared){.graph = {.spaces = spaces, .levels = 1, .chunks = CHUNKS}};
}

static float loss_with(int threads, double *seconds)
{
    int64_t chunk_start[CHUNKS + 1];
    gatrt_rowset spaces[GATRT_PLAIN_SPACES];
    const Prepared on = graph_of_chunks(chunk_start, spaces);
    const float param = 1.7f;
    float loss = 0.0f;
    Error error = {""};
    Pool *pool = pool_new(threads);
    Exec *x = exec_new(&program, &on, &model, &error);
    assert_non_null(x);
    assert_int_equal(exec_workspace(x), workspace(&on.graph));
    exec_run(x)->params = &param;
    exec_run(x)->loss = &loss;
    for (int step = 0; step < 200; step++)
        exec_step(x, pool, seconds);
    exec_free(x);
    pool_free(pool);
    return loss;
}

static void same_bits_for_any_pool(void **state)
{
    (void)state;
    const float alone = loss_with(1, NULL);
    assert_true(alone > 1.0f);
    for (int k = 1; k < SIZES; k++) {
        double seconds[4] = {0};
        const float loss = loss_with(sizes[k], seconds);
        assert_memory_equal(&loss, &alone, sizeof loss);
        assert_true(seconds[0] > 0.0);
    }
}

static void record_piece(const void *ctx, int64_t lo, int64_t hi, int64_t chunk)
{
    const Context *c = ctx;
    c->run->grads[2 * chunk] = (float)lo;
    c->run->grads[2 * chunk + 1] = (float)hi;
}

/* 130 wanted rows in chunks of 25: five whole chunks and one of five rows, and no more. */
static void pieces_end_at_the_level(void **state)
{
    (void)state;
    static const gatrt_kernel only[] = {{"record", record_piece, GATRT_OVER_ROWS, GATRT_NODE, 0, 0, 0}};
    const gatrt_program records = {"record", only, 1,    1, sizeof(Context), bind, workspace, NULL, 0,
                                   NULL,     NULL, NULL, 0};
    int64_t chunk_start[CHUNKS + 1];
    gatrt_rowset spaces[GATRT_PLAIN_SPACES];
    const Prepared on = graph_of_chunks(chunk_start, spaces);
    float seen[2 * CHUNKS] = {0};
    Error error = {""};
    Exec *x = exec_new(&records, &on, &model, &error);
    exec_run(x)->grads = seen;
    exec_step(x, NULL, NULL);
    for (int i = 0; i < CHUNKS; i++) {
        const int hi = i < 5 ? 25 * (i + 1) : i == 5 ? WANTED : 0;
        assert_int_equal((int)seen[2 * i], hi ? 25 * i : 0);
        assert_int_equal((int)seen[2 * i + 1], hi);
    }
    exec_free(x);
}

static void what_cannot_run_is_refused(void **state)
{
    (void)state;
    int64_t chunk_start[CHUNKS + 1];
    gatrt_rowset spaces[GATRT_PLAIN_SPACES];
    const Prepared on = graph_of_chunks(chunk_start, spaces);
    gatrt_program bad = program;
    Error error = {""};
    bad.workspace = endless_workspace;
    assert_null(exec_new(&bad, &on, &model, &error));
    assert_non_null(strstr(error.text, "does not fit"));
    bad.kernels = NULL;
    assert_null(exec_new(&bad, &on, &model, &error));
    assert_non_null(strstr(error.text, "sums"));
}

/* ---------------------------------------------------------- dense products */

enum { ROWS = 23, COLUMNS = 17, INNER = 31 };

typedef struct Product {
    float a[ROWS * INNER], b[INNER * COLUMNS], at[INNER * ROWS], bt[COLUMNS * INNER];
    atomic_int wrong; /* counted, not asserted: cmocka's asserts must stay on its own thread */
} Product;

/* The three products of one pair of matrices, first written over NaN, then added to themselves. */
static void multiply_three_ways(void *arg, int64_t lo, int64_t hi, int64_t index)
{
    Product *p = arg;
    (void)index;
    for (int64_t round = lo; round < hi; round++) {
        float c[3][ROWS * COLUMNS];
        for (int i = 0; i < ROWS * COLUMNS; i++)
            c[0][i] = c[1][i] = c[2][i] = NAN;
        for (int accumulate = 0; accumulate < 2; accumulate++) {
            gatrt_gemm(ROWS, COLUMNS, INNER, p->a, p->b, c[0], accumulate);
            gatrt_gemm_nt(ROWS, COLUMNS, INNER, p->a, p->bt, c[1], accumulate);
            gatrt_gemm_tn(ROWS, COLUMNS, INNER, p->at, p->b, c[2], accumulate);
        }
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            double exact = 0.0;
            for (int k = 0; k < INNER; k++)
                exact += 2.0 * (double)p->a[i / COLUMNS * INNER + k] * (double)p->b[k * COLUMNS + i % COLUMNS];
            for (int way = 0; way < 3; way++)
                atomic_fetch_add(&p->wrong, !(fabs((double)c[way][i] - exact) < 1e-4));
        }
    }
}

static void products_agree_on_many_threads(void **state)
{
    (void)state;
    static Product p;
    for (int64_t i = 0; i < ROWS; i++)
        for (int64_t k = 0; k < INNER; k++)
            p.a[i * INNER + k] = p.at[k * ROWS + i] = (float)rng_uniform(1, 0, i * INNER + k) - 0.5f;
    for (int64_t k = 0; k < INNER; k++)
        for (int64_t j = 0; j < COLUMNS; j++)
            p.b[k * COLUMNS + j] = p.bt[j * INNER + k] = (float)rng_uniform(1, 1, k * COLUMNS + j) - 0.5f;
    Pool *pool = pool_new(3);
    pool_run(pool, multiply_three_ways, &p, 300, 10);
    assert_int_equal(atomic_load(&p.wrong), 0);
    pool_free(pool);
}

static void empty_products(void **state)
{
    (void)state;
    const float a[4] = {1, 2, 3, 4};
    float c[4] = {NAN, 5, 6, 7};
    gatrt_gemm(0, 2, 2, a, a, c, 0);
    gatrt_gemm(2, 0, 2, a, a, c, 0);
    assert_true(isnan(c[0]) && c[3] == 7.0f);
    gatrt_gemm(2, 2, 0, a, a, c, 1);
    assert_true(c[1] == 5.0f);
    gatrt_gemm_tn(2, 2, 0, a, a, c, 0);
    assert_true(c[0] == 0.0f && c[3] == 0.0f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_runs_out_once),
        cmocka_unit_test(stages_follow_each_other),
        cmocka_unit_test(empty_stages_are_skipped),
        cmocka_unit_test(slices_cover_once),
        cmocka_unit_test(pool_knows_its_size),
        cmocka_unit_test(same_bits_for_any_pool),
        cmocka_unit_test(pieces_end_at_the_level),
        cmocka_unit_test(what_cannot_run_is_refused),
        cmocka_unit_test(products_agree_on_many_threads),
        cmocka_unit_test(empty_products),
        cmocka_unit_test(quotas_are_rounded_up),
        cmocka_unit_test(moving_binds_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

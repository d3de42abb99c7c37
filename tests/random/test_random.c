/* test_random.c - random models on random graphs, compiled, against eval.c.
 *
 *   test_random [--models N] [--variants V] [--seed S] [--jobs J] [--no-shrink] [--table]   ctest -R random/test_random
 *
 * --table prints which ops were tried, in which spaces, by which passes, as Markdown (coverage.c).
 *
 *   test_random --file MODEL.lua         the same comparisons for a model in a file, on every kind of graph
 *
 * Model number i is made from seed S + i, so `--models 1 --seed S+i` repeats it, by the compiler and flags that it had
 * (choose_compiler), which a failure's line says. Compared
 * are outputs, loss and every gradient; central differences for some; pruned and whole
 * graph, 1 and 3 threads to the same bits. So are V variants of it (1, where not said), each with
 * a pass held back. A model that fails is written to a file, made smaller as long as it
 * fails, and named with the command that repeats it. */
#define _GNU_SOURCE /* compile.c: mkdtemp, dlopen */
#include <stdlib.h>
#include <string.h>

#include "../support/compile.c"
#include "../support/graphs.c"
#include "../support/check.c"
#include "generate.c" /* which brings between.c, steps.c and sketch.c */
#include "shrink.c"

#include <sys/wait.h>
#include <unistd.h>

/* What a model is compiled with besides all passes; its seed says where the list begins. */
typedef struct Variant {
    const char *name;
    Switches switches;
} Variant;
static const Variant variants[] = {
    {"no_simplify", {.no_simplify = true}},
    {"no_demand", {.no_demand = true}},
    {"no_fuse", {.no_fuse = true}},
    {"store", {.plan = PLAN_STORE}},
    {"recompute", {.plan = PLAN_RECOMPUTE}},
    {"no_stack", {.no_stack = true}},
    {"call_products", {.call_products = true}},
    {"join_walks", {.join_walks = true, .explains = true}},
};
enum { VARIANTS = sizeof variants / sizeof *variants };

enum { BATCH = 10, SLICE = 100, BUILDS = 1 + VARIANTS, GRAPHS = 2, MOST_JOBS = 64 };

typedef struct Arguments {
    int models, jobs, variants;
    uint64_t seed;
    bool no_shrink, table;
    const char *file;
} Arguments;

static const Arguments *arguments;

/* -------------------------------------------------------------- one model */

/* Small graphs of every kind in turn; now and then one of several chunks. */
static CheckPlan plan_of(const Sketch *s, uint64_t seed, int graph)
{
    uint64_t at = gatrt_mix(seed * GRAPHS + (uint64_t)graph);
    GraphKind kind = graph == 0 ? (GraphKind)(seed % GRAPH_LARGE) : at % 8 == 0 ? GRAPH_LARGE : GRAPH_RANDOM;
    bool differences = graph == 1 && kind != GRAPH_LARGE && s->differences && seed % 4 == 0;
    return (CheckPlan){.kind = kind,
                       .seed = at & 0xffffff,
                       .classes = s->classes,
                       .output_tolerance = 1e-4,
                       .gradient_tolerance = 1e-4,
                       .masked = at >> 30 & 1 || graph == 1,
                       .differences = differences ? 2 : 0};
}

static int check_built(const Built *b, const Sketch *s, uint64_t seed)
{
    bool kink = false;
    for (int graph = 0; graph < GRAPHS; graph++) {
        Error why;
        CheckPlan plan = plan_of(s, seed, graph);
        switch (check_model(b, &plan, &why)) {
        case CHECK_FAILED: fprintf(stderr, "%s\n", why.text); return CHECK_FAILED;
        case CHECK_NEAR_KINK: kink = true; break;
        case CHECK_GOOD: break;
        }
    }
    return kink ? CHECK_NEAR_KINK : CHECK_GOOD;
}

/* The model itself, then its variants. */
static int builds_of(void)
{
    return 1 + arguments->variants;
}

/* Which variant build i of a model is; -1: all passes run. */
static int variant_of(uint64_t seed, int i)
{
    return i == 0 ? -1 : (int)((seed + (uint64_t)i) % VARIANTS);
}

/* Half of the models; $GATCC_TEST_BITS=exact or fast: all, or none. */
static bool bits_exact(uint64_t seed)
{
    const char *asked = getenv("GATCC_TEST_BITS");
    return asked ? strcmp(asked, "exact") == 0 : gatrt_mix(~seed) & 1;
}

static void add_texts(ModelText *texts, const Sketch *s, uint64_t seed)
{
    const char *text = sketch_text(s);
    for (int i = 0; i < builds_of(); i++) {
        int variant = variant_of(seed, i);
        texts[i] = (ModelText){.name = s->name, .text = text};
        if (variant >= 0) {
            texts[i].name = arena_format("%s_%s", s->name, variants[variant].name);
            texts[i].text =
                arena_format("model \"%s\"%s", texts[i].name, text + strcspn(text, "\n")); /* its first line */
            texts[i].switches = variants[variant].switches;
        }
        texts[i].switches.exact = bits_exact(seed);
    }
}

static int check_builds(const Built *b, const Sketch *s, uint64_t seed)
{
    int outcome = CHECK_GOOD;
    for (int i = 0; i < builds_of(); i++) {
        int one = check_built(&b[i], s, seed);
        if (one == CHECK_FAILED) {
            fprintf(stderr, "%s: this was it\n", b[i].name);
            return one;
        }
        outcome = one == CHECK_NEAR_KINK ? one : outcome;
    }
    return outcome;
}

/* A child takes what a bug() or a crash does; its exit code says the outcome, any other is a failure. */
enum { EXIT_OUTCOME = 40 };

static int in_child(int (*work)(const void *), const void *argument, bool quiet)
{
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        die("no child process can be started");
    if (child == 0) {
        if (quiet && !freopen("/dev/null", "w", stderr))
            _exit(EXIT_OUTCOME + CHECK_FAILED);
        int outcome = work(argument);
        fflush(NULL);
        _exit(EXIT_OUTCOME + outcome);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child)
        return CHECK_FAILED;
    int outcome = WIFEXITED(status) ? WEXITSTATUS(status) - EXIT_OUTCOME : CHECK_FAILED;
    return outcome == CHECK_GOOD || outcome == CHECK_NEAR_KINK ? outcome : CHECK_FAILED;
}

/* What is to be tried: `built` holds the model and its variants, or is NULL. */
typedef struct Subject {
    const Built *built;
    const Sketch *sketch;
    uint64_t seed;
} Subject;

/* Through the compiler without cc: whether the emitter gets to its end, and for a share what libclang says. */
enum { CHECKED_EVERY = 4 };
static int probe(const void *argument)
{
    const Subject *subject = argument;
    ModelText texts[BUILDS];
    add_texts(texts, subject->sketch, subject->seed);
    for (int i = 0; i < builds_of(); i++) {
        char *error = NULL;
        Model *model = front_read_text(texts[i].name, texts[i].text, strlen(texts[i].text), NULL, &error);
        if (!model) {
            fprintf(stderr, "%s", error);
            return CHECK_FAILED;
        }
        model->switches = texts[i].switches;
        pipeline_run(model, NULL);
        Out c, h;
        out_init(&c);
        out_init(&h);
        emit_model(model, arena_format("%s.c", model->name), &c, &h);
        if ((int)(subject->seed % CHECKED_EVERY) == i) /* libclang takes longer than all passes together */
            check_source(arena_format("%s.c", model->name), c.text, arena_format("%s.h", model->name), h.text,
                         CHECK_STRICT);
        out_free(&c);
        out_free(&h);
    }
    return CHECK_GOOD;
}

static int check_subject(const void *argument)
{
    const Subject *subject = argument;
    return check_builds(subject->built, subject->sketch, subject->seed);
}

/* All of it for one model: what shrinking asks again and again. */
static int check_alone(const void *argument)
{
    const Subject *subject = argument;
    Error error;
    ModelText texts[BUILDS];
    add_texts(texts, subject->sketch, subject->seed);
    Batch *batch = batch_compile(texts, builds_of(), &error);
    if (!batch) {
        fprintf(stderr, "%s\n", error.text);
        return CHECK_FAILED;
    }
    int outcome = check_builds(batch->built, subject->sketch, subject->seed);
    batch_free(batch);
    return outcome;
}

/* A candidate must be a model, and fail; a wrong model is no smaller case. */
static bool still_fails(const Sketch *s, uint64_t seed)
{
    const char *text = sketch_text(s);
    char *error = NULL;
    if (!front_read_text(s->name, text, strlen(text), NULL, &error))
        return false;
    const Subject subject = {.sketch = s, .seed = seed};
    return in_child(check_alone, &subject, true) == CHECK_FAILED;
}

/* ---------------------------------------------------------------- reports */

/* A fault may be one compiler's at one level: the variables that choose_compiler, or the user, set. */
static const char *environment_text(void)
{
    static const char *const names[] = {"CC", "GATCC_TEST_CFLAGS", "GATCC_TEST_PLAIN", "GATCC_TEST_FOR",
                                        "GATCC_TEST_BITS"};
    const char *text = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (getenv(names[i]))
            text = arena_format("%s%s='%s' ", text, names[i], getenv(names[i]));
    return text;
}

static void report_failure(const Sketch *s, uint64_t seed)
{
    const char *file =
        arena_format("%s/gatcc-random-%llu.lua", environment("TMPDIR", "/tmp"), (unsigned long long)seed);
    if (!arguments->no_shrink)
        s = shrink(s, seed, still_fails);
    const char *text = sketch_text(s);
    out_write_file(file, text, strlen(text));
    fprintf(stderr, "FAILED: %s; repeat it by: %stest_random --models 1 --seed %llu\n", file, environment_text(),
            (unsigned long long)seed);
}

/* ---------------------------------------------------------------- batches */

#include "coverage.c"

static void count_outcome(Totals *totals, int outcome, const Sketch *s, uint64_t seed)
{
    totals->models++;
    totals->good += outcome == CHECK_GOOD;
    totals->near_kink += outcome == CHECK_NEAR_KINK;
    totals->failed += outcome == CHECK_FAILED;
    if (outcome == CHECK_FAILED)
        report_failure(s, seed);
}

/* cc is most of the time, and optimising most of that: a wrong program of ours is wrong at any -O, so of sixty
 * batches one is compiled as users do (of a short run, by -O1), most by what is fastest. Given CC or flags hold. */
static void choose_compiler(int batch)
{
    static const char *quick; /* found once in a job */
    if (!quick)
        quick = is_there("tcc") ? "tcc" : is_there("clang") ? "clang" : "cc";
    if (*SANITIZE && batch % 4 == 0) { /* they make cc slow, so they go with a share */
        unsetenv("CC");
        unsetenv("GATCC_TEST_PLAIN");
        return;
    }
    setenv("GATCC_TEST_PLAIN", "1", 1);
    const char *slow = batch % 60 == 30 ? "-O3" : batch % 60 == 0 ? "-O1" : NULL;
    bool clang = batch % 10 == 5 && is_there("clang");
    setenv("CC", slow ? "cc" : clang ? "clang" : quick, 1);
    setenv("GATCC_TEST_CFLAGS", slow ? slow : "-O0", 1);
}

/* One call of cc; where it fails, halves find the model that is to blame. */
static void run_batch(Totals *totals, Sketch *const *sketches, const uint64_t *seeds, int count)
{
    ModelText texts[BATCH * BUILDS] = {0};
    for (int i = 0; i < count; i++)
        add_texts(texts + i * builds_of(), sketches[i], seeds[i]);
    Error error;
    Batch *batch = count ? batch_compile(texts, count * builds_of(), &error) : NULL;
    if (!batch && count > 1) {
        run_batch(totals, sketches, seeds, count / 2);
        run_batch(totals, sketches + count / 2, seeds + count / 2, count - count / 2);
    } else if (!batch && count == 1) {
        fprintf(stderr, "%s\n", error.text);
        count_outcome(totals, CHECK_FAILED, sketches[0], seeds[0]);
    }
    for (int i = 0; batch && i < count; i++) {
        const Subject subject = {&batch->built[i * builds_of()], sketches[i], seeds[i]};
        count_built(totals, subject.built, seeds[i]);
        count_outcome(totals, in_child(check_subject, &subject, false), sketches[i], seeds[i]);
    }
    batch_free(batch);
}

/* Models first .. end - 1. */
static void run_models(Totals *totals, int first, int end)
{
    Sketch *sketches[BATCH];
    uint64_t seeds[BATCH];
    int count = 0;
    bool free_choice = !getenv("GATCC_TEST_CFLAGS") && !getenv("CC");
    for (int i = first; i < end; i++) {
        uint64_t seed = arguments->seed + (uint64_t)i;
        Sketch *s = sketch_random(seed);
        if (in_child(probe, &(Subject){NULL, s, seed}, false) == CHECK_FAILED)
            count_outcome(totals, CHECK_FAILED, s, seed);
        else {
            sketches[count] = s;
            seeds[count++] = seed;
        }
        if (count < BATCH && i + 1 < end)
            continue;
        if (free_choice)
            choose_compiler(i / BATCH);
        run_batch(totals, sketches, seeds, count);
        count = 0;
    }
}

/* The labels' number of classes stands in the text. */
static int classes_in(const char *text)
{
    static const char word[] = ".class(";
    const char *at = strstr(text, word);
    int classes = at ? atoi(at + sizeof word - 1) : 1;
    return classes > 0 && classes < 1000 ? classes : 1;
}

/* On every kind of graph; how many failed. */
static int check_text(const char *text)
{
    Error error;
    Batch *batch = batch_compile(&(ModelText){.name = "model", .text = text}, 1, &error);
    if (!batch)
        die("%s", error.text);
    int failed = 0;
    for (int kind = 0; kind < 2 * GRAPH_KINDS; kind++) {
        CheckPlan plan = {.kind = (GraphKind)(kind / 2),
                          .seed = arguments->seed,
                          .classes = classes_in(text),
                          .output_tolerance = 1e-4,
                          .gradient_tolerance = 1e-4,
                          .differences = kind / 2 == GRAPH_LARGE || strstr(text, "detach(") ? 0 : 2,
                          .masked = kind % 2 == 1};
        if (check_model(&batch->built[0], &plan, &error) != CHECK_FAILED)
            continue;
        fprintf(stderr, "%s\n", error.text);
        failed++;
    }
    batch_free(batch);
    return failed;
}

/* Compiled for the baseline and as users do, unless one is asked for. */
static int check_file(const char *path)
{
    unsigned char *bytes;
    size_t size;
    Error error;
    if (!file_read(path, &bytes, &size, &error))
        die("%s", error.text);
    const char *text = arena_format("%.*s", (int)size, (const char *)bytes);
    mem_free(bytes);
    const bool forced = getenv("GATCC_TEST_FOR");
    int failed = forced ? check_text(text) : 0;
    for (int set = BASELINE; set <= OPTIMISED && !forced; set += OPTIMISED) {
        setenv("GATCC_TEST_FOR", flag_names[set], 1);
        failed += check_text(text);
    }
    printf("%s: %d of %d graphs failed\n", path, failed, (forced ? 2 : 4) * GRAPH_KINDS);
    return failed ? GATRT_FAILED : GATRT_OK;
}

#include "jobs.c"

/* ------------------------------------------------------------ command line */

static _Noreturn void refuse(const char *word)
{
    fprintf(stderr,
            "test_random: %s: expected [--models N] [--variants V] [--seed S] [--jobs J] [--no-shrink] [--table], "
            "or --file MODEL\n",
            word);
    exit(GATRT_USAGE);
}

static uint64_t number_after(int argc, char **argv, int *i, uint64_t most)
{
    char *end = NULL;
    if (*i + 1 >= argc || argv[*i + 1][0] < '0' || argv[*i + 1][0] > '9')
        refuse(argv[*i]);
    unsigned long long number = strtoull(argv[++*i], &end, 10);
    if (*end || number > most)
        refuse(argv[*i]);
    return number;
}

static Arguments parse(int argc, char **argv)
{
    Arguments a = {.models = *SANITIZE ? 40 : 120, .seed = 1, .jobs = 2, .variants = 1};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--models") == 0)
            a.models = (int)number_after(argc, argv, &i, 100000000);
        else if (strcmp(argv[i], "--seed") == 0)
            a.seed = number_after(argc, argv, &i, UINT64_MAX / 4);
        else if (strcmp(argv[i], "--variants") == 0)
            a.variants = (int)number_after(argc, argv, &i, VARIANTS);
        else if (strcmp(argv[i], "--jobs") == 0)
            a.jobs = (int)number_after(argc, argv, &i, MOST_JOBS);
        else if (strcmp(argv[i], "--no-shrink") == 0)
            a.no_shrink = true;
        else if (strcmp(argv[i], "--table") == 0)
            a.table = true;
        else if (strcmp(argv[i], "--file") == 0 && i + 1 < argc)
            a.file = argv[++i];
        else
            refuse(argv[i]);
    }
    return a;
}

int main(int argc, char **argv)
{
    Arguments given = parse(argc, argv);
    arguments = &given;
    if (given.file)
        return check_file(given.file);
    if (given.jobs < 1)
        given.jobs = 1;
    Totals totals = run_jobs();
    bool lost = totals.models != given.models;
    if (lost)
        fprintf(stderr, "only %d of %d models were tried: a job came to a bad end\n", totals.models, given.models);
    if (given.table)
        print_table(&totals);
    int holes = print_holes(&totals);
    printf("%d models from seed %llu: %d agree, %d stand at a kink (bits compared only), %d failed\n", totals.models,
           (unsigned long long)given.seed, totals.good, totals.near_kink, totals.failed);
    bool too_many = totals.models >= 20 && totals.near_kink * 5 > totals.models;
    if (too_many)
        fprintf(stderr, "more than a fifth of the models stand at a kink: the generator is at fault\n");
    return totals.failed || too_many || lost || holes ? GATRT_FAILED : GATRT_OK;
}

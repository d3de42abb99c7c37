/* compile.c - model texts become loaded code; code and oracle run side by side.
 *
 * In: Lua texts. Out: for each a Model and the gatrt_model that cc made of the emitted C.
 * All C files of a batch with the same flags go through one call of cc, for starting it
 * costs more than what it does. The code calls the runtime through bridge.c, so that a test
 * program need not export its symbols. A test that includes this file defines _GNU_SOURCE
 * (mkdtemp) first. */
#include "compile.h"

#include <dirent.h>
#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the emitted C may call; set through `bridge` once the library is loaded. */
typedef void Product(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int accumulate);
typedef struct Bridge {
    Product *gemm, *gemm_nt, *gemm_tn, *exact_gemm, *exact_gemm_nt, *exact_gemm_tn;
} Bridge;

static const char bridge_text[] =
    "#include \"gatrt.h\"\n"
    "typedef void Product(int64_t, int64_t, int64_t, const float *, const float *, float *, int);\n"
    "struct Bridge { Product *gemm, *gemm_nt, *gemm_tn, *exact_gemm, *exact_gemm_nt, *exact_gemm_tn; };\n"
    "extern struct Bridge bridge;\n"
    "struct Bridge bridge;\n"
    "void gatrt_gemm(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int add)\n"
    "{\n    bridge.gemm(m, n, k, a, b, c, add);\n}\n"
    "void gatrt_gemm_nt(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int add)\n"
    "{\n    bridge.gemm_nt(m, n, k, a, b, c, add);\n}\n"
    "void gatrt_gemm_tn(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int add)\n"
    "{\n    bridge.gemm_tn(m, n, k, a, b, c, add);\n}\n"
    "void gatrt_exact_gemm(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int add)\n"
    "{\n    bridge.exact_gemm(m, n, k, a, b, c, add);\n}\n"
    "void gatrt_exact_gemm_nt(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int add)\n"
    "{\n    bridge.exact_gemm_nt(m, n, k, a, b, c, add);\n}\n"
    "void gatrt_exact_gemm_tn(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, int add)\n"
    "{\n    bridge.exact_gemm_tn(m, n, k, a, b, c, add);\n}\n";

#if defined __has_feature
#define HAS_FEATURE(x) __has_feature(x)
#else
#define HAS_FEATURE(x) 0
#endif
#if defined __SANITIZE_ADDRESS__ || HAS_FEATURE(address_sanitizer)
#define SANITIZE " -fsanitize=address,undefined -fno-sanitize-recover=all"
#elif defined __SANITIZE_THREAD__ || HAS_FEATURE(thread_sanitizer)
#define SANITIZE " -fsanitize=thread"
#else
#define SANITIZE ""
#endif
#if defined __clang__
#define OWN_COMPILER "clang"
#else
#define OWN_COMPILER "gcc"
#endif

/* ------------------------------------------------------------ the compiler */

static bool is_training_root(const Root *root)
{
    return root->kind == ROOT_LOSS || root->kind == ROOT_STATE;
}

static Prog *with_gradients(const Prog *forward)
{
    for (int i = 0; i < forward->root_count; i++) {
        if (forward->roots[i].kind != ROOT_LOSS)
            continue;
        Prog *p = prog_copy(forward, "oracle", is_training_root, NULL, NULL);
        autodiff(p);
        verify(p, "autodiff of the oracle");
        return p;
    }
    return NULL;
}

static bool compile_one(Built *b, const ModelText *text, const char *folder, Error *error)
{
    char *why = NULL;
    b->name = text->name;
    b->text = text->text;
    b->model = front_read_text(text->name, text->text, strlen(text->text), text->options, &why);
    if (!b->model)
        return error_set(error, "%s", why);
    b->model->switches = text->switches;
    b->oracle = with_gradients(b->model->forward);
    pipeline_run(b->model, NULL);
    Out c, h;
    out_init(&c);
    out_init(&h);
    const char *c_name = arena_format("%s.c", text->name);
    emit_model(b->model, c_name, &c, &h);
    const OutFile files[] = {
        {arena_format("%s/%s", folder, c_name), c.text, c.size, false},
        {arena_format("%s/%s.h", folder, text->name), h.text, h.size, false},
    };
    out_write_files(files, 2);
    out_free(&c);
    out_free(&h);
    return true;
}

/* ---------------------------------------------------------------------- cc */

static const char *environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

/* The line of cc's output that says what is wrong: the first error, or the first line of all. */
static const char *first_complaint(const char *path)
{
    FILE *in = fopen(path, "r");
    char line[200];
    const char *first = NULL;
    while (in && fgets(line, sizeof line, in)) {
        bool error = strstr(line, "error: ") != NULL;
        if (!first || error)
            first = arena_format("%.*s", (int)strcspn(line, "\n"), line);
        if (error)
            break;
    }
    if (in)
        fclose(in);
    return first ? first : "cc says nothing";
}

/* Optimising is most of the time, and a wrong program of ours is wrong at any -O: one in sixteen is compiled as users do.
 * ISO C contracts nothing in gcc; GNU C does wherever the machine multiplies and adds at once. "plain" has no vectors: it
 * is for tcc, which takes a tenth of the time of others, or where there is no tcc as the baseline is. */
enum { BASELINE, MACHINE, OPTIMISED, PLAIN_C, FLAG_SETS };
static const char *const flag_sets[] = {"-std=c11 -O0", "-std=gnu17 -O0 -march=native", "-std=gnu17 -O2 -march=native",
                                        "-std=c11"};
static const char *const flag_names[] = {"baseline", "machine", "optimised", "plain"};
static const int set_of_16[] = {OPTIMISED, MACHINE, MACHINE, MACHINE, BASELINE, BASELINE, BASELINE, PLAIN_C,
                                PLAIN_C,   PLAIN_C, PLAIN_C, PLAIN_C, PLAIN_C,  PLAIN_C,  PLAIN_C,  PLAIN_C};

/* Some compilers for some machines do not know their own. Asked again where $CC has changed. */
static bool knows_machine(void)
{
    static char asked[64];
    static bool known;
    const char *compiler = environment("CC", "cc");
    if (strncmp(asked, compiler, sizeof asked - 1) == 0)
        return known;
    snprintf(asked, sizeof asked, "%s", compiler);
    known = system(arena_format("%s -march=native -x c -fsyntax-only /dev/null 2>/dev/null", compiler)) == 0;
    if (!known && strcmp(compiler, "tcc") != 0) /* which random models ask for */
        fprintf(stderr, "%s knows no -march=native: what it compiles is for the baseline\n", compiler);
    return known;
}

/* $GATCC_TEST_FOR, else by the name: the same whatever else is in the batch. */
static int flags_of(const char *name)
{
    const char *forced = environment("GATCC_TEST_FOR", "");
    for (int i = 0; i < FLAG_SETS; i++)
        if (strcmp(forced, flag_names[i]) == 0)
            return i;
    uint64_t hash = 0;
    for (const char *c = name; *c; c++)
        hash = gatrt_mix(hash ^ (unsigned char)*c);
    const int set = set_of_16[hash % 16];
    return (set == MACHINE || set == OPTIMISED) && !knows_machine() ? BASELINE : set;
}

static bool is_there(const char *program)
{
    return system(arena_format("command -v %s > /dev/null 2>&1", program)) == 0;
}

/* Where nothing is to be optimised clang is twice as fast as gcc. */
static const char *compiler(bool plain, int set)
{
    static const char *quick, *quickest; /* found once */
    if (!quick) {
        quick = is_there("clang") ? "clang" : "cc";
        quickest = is_there("tcc") ? "tcc" : quick;
    }
    return environment("CC", *SANITIZE && !plain ? OWN_COMPILER
                             : set == OPTIMISED  ? "cc"
                             : set == PLAIN_C    ? quickest
                                                 : quick);
}

/* With sanitizers optimising takes longer than what it saves; GATCC_TEST_PLAIN leaves them out of the emitted C. */
static const char *cc_of(int set)
{
    bool plain = getenv("GATCC_TEST_PLAIN");
    return arena_format("%s %s%s%s %s -fPIC -DGATCC_NO_MAIN -Wall -Wextra -Werror -Wno-unused-function -I.",
                        compiler(plain, set), flag_sets[set], *SANITIZE ? " -O0" : "", plain ? "" : SANITIZE,
                        environment("GATCC_TEST_CFLAGS", ""));
}

/* The models with one set of flags become objects; a name is an identifier, so it needs no quoting. */
static const char *compile_command(Batch *batch, int set)
{
    const char *files = "";
    for (int i = 0; i < batch->count; i++) {
        Built *b = &batch->built[i];
        if (flags_of(b->name) != set)
            continue;
        b->flags = flag_names[set];
        files = arena_format("%s %s.c", files, b->name);
    }
    return *files ? arena_format("%s -c%s && ", cc_of(set), files) : "";
}

static bool call_cc(Batch *batch, Error *error)
{
    const char *objects = "";
    for (int set = 0; set < FLAG_SETS; set++)
        objects = arena_format("%s%s", objects, compile_command(batch, set));
    const char *command = arena_format("cd '%s' && { %s%s -shared bridge.c *.o -lm -o batch.so; } 2> messages",
                                       batch->folder, objects, cc_of(BASELINE));
    fflush(NULL);
    if (system(command) == 0)
        return true;
    return error_set(error, "the emitted C does not compile (GATCC_KEEP=1 leaves it in %s): %s", batch->folder,
                     first_complaint(arena_format("%s/messages", batch->folder)));
}

static bool load_library(Batch *batch, Error *error)
{
    batch->library = dlopen(arena_format("%s/batch.so", batch->folder), RTLD_NOW | RTLD_LOCAL);
    if (!batch->library)
        return error_set(error, "the emitted C does not load: %s", dlerror());
    Bridge *bridge = dlsym(batch->library, "bridge");
    if (!bridge)
        return error_set(error, "the bridge is missing: %s", dlerror());
    *bridge =
        (Bridge){gatrt_gemm, gatrt_gemm_nt, gatrt_gemm_tn, gatrt_exact_gemm, gatrt_exact_gemm_nt, gatrt_exact_gemm_tn};
    for (int i = 0; i < batch->count; i++) {
        Built *b = &batch->built[i];
        const char *symbol = arena_format("%s_model", b->model->name);
        b->code = dlsym(batch->library, symbol);
        if (!b->code)
            return error_set(error, "%s: the emitted C has no %s", b->name, symbol);
    }
    return true;
}

static char *new_folder(Error *error)
{
    char *folder = arena_format("%s/gatcc-test-XXXXXX", environment("TMPDIR", "/tmp"));
    if (mkdtemp(folder))
        return folder;
    error_set(error, "%s: no such folder can be made", folder);
    return NULL;
}

static void remove_folder(const char *folder)
{
    DIR *list = opendir(folder);
    for (struct dirent *entry; list && (entry = readdir(list)) != NULL;)
        if (entry->d_name[0] != '.')
            unlink(arena_format("%s/%s", folder, entry->d_name));
    if (list)
        closedir(list);
    rmdir(folder);
}

static bool fill_batch(Batch *batch, const ModelText *texts, Error *error)
{
    for (int i = 0; i < batch->count; i++)
        if (!compile_one(&batch->built[i], &texts[i], batch->folder, error))
            return false;
    out_write_file(arena_format("%s/gatrt.h", batch->folder), gatrt_header_text, strlen(gatrt_header_text));
    out_write_file(arena_format("%s/bridge.c", batch->folder), bridge_text, strlen(bridge_text));
    return call_cc(batch, error) && load_library(batch, error);
}

Batch *batch_compile(const ModelText *texts, int count, Error *error)
{
    char *folder = new_folder(error);
    if (!folder)
        return NULL;
    Batch *batch = mem_alloc(1, sizeof *batch);
    batch->built = mem_alloc((size_t)count, sizeof *batch->built);
    batch->count = count;
    batch->folder = folder;
    if (fill_batch(batch, texts, error))
        return batch;
    batch_free(batch);
    return NULL;
}

void batch_free(Batch *batch)
{
    if (!batch)
        return;
    if (batch->library)
        dlclose(batch->library);
    if (batch->folder && !getenv("GATCC_KEEP"))
        remove_folder(batch->folder);
    mem_free(batch->built);
    mem_free(batch);
}

/* ------------------------------------------------------------- running code */

const gatrt_program *code_program(const gatrt_model *code, int program)
{
    const gatrt_program *const programs[] = {&code->train, &code->infer, &code->score, &code->inspect};
    return programs[program]->kernels ? programs[program] : NULL;
}

int code_levels(const gatrt_model *code)
{
    int levels = 1;
    for (int i = TRAIN; i <= INSPECT; i++) {
        const gatrt_program *program = code_program(code, i);
        if (program && program->levels == 0)
            return 0;
        if (program && program->levels > levels)
            levels = program->levels;
    }
    return levels;
}

int64_t code_rows(const gatrt_model *code, int output, const Prepared *on)
{
    const int space = code->outputs[output].space;
    return space == GATRT_PARAM ? 1 : on->spaces[space].count;
}

/* Bytes of 0xFF are NaN in every float: what a program forgets to write, or reads too early, is seen. */
static float *new_nans(int64_t rows, int64_t width)
{
    size_t count;
    if (!size_mul((size_t)rows, (size_t)width, &count))
        die("%lld rows of %lld floats are too many", (long long)rows, (long long)width);
    float *values = mem_alloc(count, sizeof *values);
    return memset(values, 0xFF, count * sizeof *values);
}

static void make_result(Result *r, const gatrt_model *code, int program, const Prepared *on)
{
    memset(&r->loss, 0xFF, sizeof r->loss);
    r->grads = new_nans(code->param_floats, 1);
    r->output_count = code->output_count;
    r->outputs = mem_alloc((size_t)code->output_count, sizeof *r->outputs);
    for (int i = 0; i < code->output_count; i++)
        if (program == INSPECT || (program == INFER && !code->outputs[i].on_demand))
            r->outputs[i] = new_nans(code_rows(code, i, on), code->outputs[i].width);
}

static bool same_outputs(const Result *a, const Result *b, const gatrt_model *code, const Prepared *on)
{
    for (int i = 0; i < a->output_count; i++) {
        const size_t floats = a->outputs[i] ? (size_t)(code_rows(code, i, on) * code->outputs[i].width) : 0;
        if (floats && memcmp(a->outputs[i], b->outputs[i], floats * sizeof(float)) != 0)
            return false;
    }
    return true;
}

/* Kernels that go over a chunk one after another leave the same bits, on any number of threads. */
static bool check_bands(const Result *plain, const Built *b, const Prepared *on, const float *params, Pool *pool,
                        Error *error)
{
    const gatrt_program *infer = &b->code->infer;
    Result r = {0};
    Exec *exec = infer->bands ? exec_new_beside(infer, on, b->code, NULL, pool_threads(pool), error) : NULL;
    if (!exec)
        return !infer->bands;
    make_result(&r, b->code, INFER, on);
    exec_run(exec)->params = params;
    exec_run(exec)->outputs = r.outputs;
    memset(exec_run(exec)->workspace, 0xFF, exec_workspace(exec));
    exec_step(exec, pool, NULL);
    const bool same = same_outputs(plain, &r, b->code, on);
    exec_free(exec);
    result_free(&r);
    return same || error_set(error, "%s: inference in bands has other bits", b->name);
}

bool result_run(Result *r, const Built *b, int program, const Prepared *on, const float *params, uint64_t draw,
                const Result *given, Pool *pool, Error *error)
{
    *r = (Result){0};
    const gatrt_program *chosen = code_program(b->code, program);
    if (!chosen)
        return error_set(error, "%s has no program number %d", b->name, program);
    Exec *exec = exec_new(chosen, on, b->code, error);
    if (!exec)
        return false;
    make_result(r, b->code, program, on);
    gatrt_run *run = exec_run(exec);
    run->params = params;
    run->grads = r->grads;
    run->loss = &r->loss;
    run->outputs = given ? given->outputs : r->outputs;
    run->draw = draw;
    memset(run->workspace, 0xFF, exec_workspace(exec)); /* arbitrary, the contract says */
    exec_step(exec, pool, NULL);
    exec_free(exec);
    return program != INFER || check_bands(r, b, on, params, pool, error);
}

void result_free(Result *r)
{
    for (int i = 0; r->outputs && i < r->output_count; i++)
        mem_free(r->outputs[i]);
    mem_free(r->outputs);
    mem_free(r->grads);
    *r = (Result){0};
}

/* ------------------------------------------------------------------ oracle */

double **oracle_eval(const Prog *p, const Prepared *on, const float *params, uint64_t draw, bool dropout)
{
    const EvalData data = {
        .graph = &on->graph, .inputs = on->inputs, .params = params, .draw = draw, .dropout = dropout};
    return eval_prog(p, &data);
}

const Root *oracle_root(const Prog *p, RootKind kind, int index)
{
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == kind && p->roots[i].index == index)
            return &p->roots[i];
    return NULL;
}

static double loss_at(const Prog *p, const Prepared *on, const float *params, uint64_t draw, bool dropout)
{
    double **values = oracle_eval(p, on, params, draw, dropout);
    double loss = values[oracle_root(p, ROOT_LOSS, 0)->val->id][0];
    eval_free(p, values);
    return loss;
}

/* Divides by the step that the floats really took. */
double oracle_difference(const Prog *p, const Prepared *on, float *params, int64_t at, double step, uint64_t draw,
                         bool dropout)
{
    float middle = params[at], high = (float)((double)middle + step), low = (float)((double)middle - step);
    params[at] = high;
    double above = loss_at(p, on, params, draw, dropout);
    params[at] = low;
    double below = loss_at(p, on, params, draw, dropout);
    params[at] = middle;
    return (above - below) / ((double)high - (double)low);
}

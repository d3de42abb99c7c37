/* programs.c - programs of a model with other dimensions, for tune.
 *
 * In: --model, and values of dimensions. Out: programs, each of the C text that gatcc emits for them. They lie in the user's
 * cache under a hash of that text, of what compiles it and of the runtime at hand, so that no search compiles one again; where
 * there is no such folder, in one that lasts as long as the search. A trial is `PROGRAM tune` of a grid of one point with the
 * options of this search: it has taken the test rows away before it trains, as this one has, and comes to the same figures.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/cli/programs.h"
#include "runtime/base/tool.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_ARGUMENTS = 192, PATH_SIZE = 1024 };

typedef struct Program {
    char values[MOST_WORDS * VALUE_TEXT]; /* "-D heads=4 -D hidden=8" */
    char path[PATH_SIZE];
} Program;

struct Programs {
    const Job *job;
    const Space *space;
    const char *gatcc;
    char folder[PATH_SIZE], cache[PATH_SIZE]; /* what is gone with the search; where programs stay */
    Program *program;
    int64_t count, room;
};

/* The words of a command, each of which is its own; the last is NULL. */
typedef struct Words {
    char *word[MOST_ARGUMENTS];
    int count;
} Words;

static void add_word(Words *w, const char *first, const char *second)
{
    const size_t size = strlen(first) + strlen(second) + 1;
    if (w->count + 1 >= MOST_ARGUMENTS)
        give_up(GATRT_FAILED, "tune --model: more than %d words for a command", MOST_ARGUMENTS);
    char *word = mem_alloc(size, 1);
    snprintf(word, size, "%s%s", first, second);
    w->word[w->count++] = word;
}

static void free_words(Words *w)
{
    for (int i = 0; i < w->count; i++)
        mem_free(w->word[i]);
}

static ToolEnd run_words(Words *w, Error *error)
{
    const ToolEnd end = tool_run((const char *const *)w->word, "", 0, NULL, NULL, error);
    free_words(w);
    return end;
}

/* ------------------------------------------------------------------ folders */

static bool make_folders(const char *base, const char *below, char *path)
{
    if (!base || !*base || (size_t)snprintf(path, PATH_SIZE, "%s%s", base, below) >= PATH_SIZE - 64)
        return false;
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made)
            return false;
    }
    return (mkdir(path, 0777) == 0 || errno == EEXIST) && access(path, W_OK) == 0;
}

static bool find_folders(Programs *p, Error *error)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(p->folder, sizeof p->folder, "%.900s/gatcc-tune-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(p->folder)) {
        p->folder[0] = '\0';
        return error_set(error, "tune --model: cannot make a temporary folder: %s", strerror(errno));
    }
    if (!make_folders(getenv("XDG_CACHE_HOME"), "/gatcc/tune", p->cache) &&
        !make_folders(getenv("HOME"), "/.cache/gatcc/tune", p->cache))
        snprintf(p->cache, sizeof p->cache, "%s", p->folder);
    return true;
}

static void path_in(const Programs *p, const char *name, char path[PATH_SIZE + 64])
{
    snprintf(path, PATH_SIZE + 64, "%s/%s", p->folder, name);
}

Programs *programs_new(const Job *job, const Space *space, Error *error)
{
    const char *gatcc = getenv("GATCC");
    Programs *p = mem_alloc(1, sizeof *p);
    *p = (Programs){.job = job, .space = space, .gatcc = gatcc && *gatcc ? gatcc : "gatcc"};
    Words words = {.count = 0};
    add_word(&words, p->gatcc, "");
    add_word(&words, "--version", "");
    const ToolEnd end = run_words(&words, error);
    if (end == TOOL_MISSING)
        error_set(error, "tune --model: %.60s is not in PATH; it compiles what is tried. GATCC=/path/to/gatcc names it",
                  p->gatcc);
    if (end == TOOL_DONE && find_folders(p, error))
        return p;
    programs_free(p);
    return NULL;
}

void programs_free(Programs *p)
{
    char path[PATH_SIZE + 64];
    static const char *const made[] = {"model.c", "model.h"};
    if (!p)
        return;
    for (size_t i = 0; i < 2 && p->folder[0]; i++) {
        path_in(p, made[i], path);
        unlink(path);
    }
    for (int64_t i = 0; i < p->count && strcmp(p->cache, p->folder) == 0; i++)
        unlink(p->program[i].path);
    if (p->folder[0])
        rmdir(p->folder);
    mem_free(p->program);
    mem_free(p);
}

/* ------------------------------------------------------------------ compiling */

static void values_text(const Programs *p, const Trial *trial, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < p->space->count; i++)
        if (p->space->dim[i].compiled && used < size)
            used += (size_t)snprintf(text + used, size - used, "%s-D %s=%s", used ? " " : "", p->space->dim[i].name,
                                     trial->value[i].text);
}

/* What gatcc is told of the data set decides about features and classes. */
static void add_data(Words *w, const Options *o)
{
    const struct {
        const char *option, *value;
    } of[] = {{"--data=", o->data},
              {"--features=", o->features},
              {"--labels=", o->labels},
              {"--label-column=", o->label_column},
              {"--missing=", o->prepare.missing},
              {"--scale=", o->prepare.scale},
              {"--one-hot=", o->prepare.one_hot}};
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
        if (of[i].value)
            add_word(w, of[i].option, of[i].value);
}

static bool run_gatcc(const Programs *p, const Trial *trial, const char *out, Error *error)
{
    Words words = {.count = 0};
    Error why = {""};
    add_word(&words, p->gatcc, "");
    add_word(&words, p->job->options->model_file, "");
    for (int i = 0; i < p->space->count; i++)
        if (p->space->dim[i].compiled) {
            char value[sizeof p->space->dim[i].name + VALUE_TEXT + 2];
            snprintf(value, sizeof value, "%s=%s", p->space->dim[i].name, trial->value[i].text);
            add_word(&words, "-D", value);
        }
    add_data(&words, p->job->options);
    add_word(&words, "--bits=", model_bits(p->job->model));
    add_word(&words, "-o", out);
    return run_words(&words, &why) == TOOL_DONE ||
           error_set(error, "tune --model: %s", why.text[0] ? why.text : "gatcc is gone");
}

static uint64_t words_print(uint64_t print, const char *text)
{
    return bytes_print(print, text ? text : "", text ? strlen(text) + 1 : 1);
}

/* Of the text, of who compiles it and how, and of this program, which has the runtime that is linked. */
static bool find_print(const Programs *p, const char *source, uint64_t *print, Error *error)
{
    unsigned char *bytes;
    size_t size;
    const char *const files[] = {source, "/proc/self/exe"};
    *print = words_print(words_print(words_print(0, getenv("CC")), getenv("CFLAGS")), p->gatcc);
    for (int i = 0; i < 2; i++) {
        if (!file_read(files[i], &bytes, &size, error))
            return false;
        *print = bytes_print(*print, bytes, size);
        mem_free(bytes);
    }
    return true;
}

/* Beside its place, then renamed: another search may be making the same. */
static bool compile(const Programs *p, const Trial *trial, const char *path, Error *error)
{
    char made[PATH_SIZE + 64];
    snprintf(made, sizeof made, "%s-%ld", path, (long)getpid());
    if (!run_gatcc(p, trial, made, error))
        return false;
    if (rename(made, path) == 0)
        return true;
    error_set(error, "%s: cannot write: %s", file_shown(path), strerror(errno));
    unlink(made);
    return false;
}

static const Program *find_program(const Programs *p, const Trial *trial)
{
    char values[sizeof p->program->values];
    values_text(p, trial, values, sizeof values);
    for (int64_t i = 0; i < p->count; i++)
        if (strcmp(p->program[i].values, values) == 0)
            return &p->program[i];
    return NULL;
}

bool programs_make(Programs *p, const Trial *trial, Error *error)
{
    char source[PATH_SIZE + 64];
    uint64_t print;
    if (find_program(p, trial))
        return true;
    path_in(p, "model.c", source);
    if (!run_gatcc(p, trial, source, error) || !find_print(p, source, &print, error))
        return false;
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 16;
        p->program = mem_longer(p->program, p->count, p->room, sizeof *p->program);
    }
    Program *made = &p->program[p->count];
    values_text(p, trial, made->values, sizeof made->values);
    snprintf(made->path, sizeof made->path, "%.950s/%016" PRIx64, p->cache, print);
    if (access(made->path, X_OK) != 0) {
        if (!p->job->options->quiet)
            fprintf(stderr, "%s: compiling %s\n", p->job->options->program, made->values);
        if (!compile(p, trial, made->path, error))
            return false;
    }
    p->count++;
    return true;
}

/* ------------------------------------------------------------------ training */

static void add_values(Words *w, const Programs *p, const Trial *trial)
{
    char epochs[32];
    bool says_epochs = false;
    for (int i = 0; i < p->space->count; i++) {
        const Dimension *dim = &p->space->dim[i];
        char word[sizeof dim->name + VALUE_TEXT + 2];
        if (dim->compiled)
            continue;
        says_epochs |= strcmp(dim->name, "epochs") == 0;
        snprintf(word, sizeof word, "%s=%s", dim->name, trial->value[i].text);
        add_word(w, word, "");
    }
    snprintf(epochs, sizeof epochs, "epochs=%" PRId64, trial->limit ? trial->limit : p->job->options->epochs);
    if (!says_epochs)
        add_word(w, epochs, "");
}

static void add_options(Words *w, const Programs *p, int threads, const char *out, const char *checkpoint)
{
    const Options *o = p->job->options;
    char text[32];
    int at = 0;
    for (char *word = options_word(o, &at); word; word = options_word(o, &at)) {
        add_word(w, word, "");
        mem_free(word);
    }
    for (int i = 0; i < o->data_count; i++)
        add_word(w, "--data=", o->datas[i]);
    snprintf(text, sizeof text, "%d", threads);
    add_word(w, "--threads=", text);
    add_word(w, "--at-once=1", "");
    add_word(w, "--method=grid", "");
    add_word(w, "--quiet", "");
    add_word(w, "--out=", out);
    if (checkpoint)
        add_word(w, "--checkpoint=", checkpoint);
}

/* A signal reaches the whole group of processes: what it ended is no result. */
bool programs_train(const Programs *p, int64_t number, int threads, const char *checkpoint, Trial *trial,
                    bool *interrupted, Error *error)
{
    char out[PATH_SIZE + 64], name[40];
    const Program *program = find_program(p, trial);
    Words words = {.count = 0};
    Error why = {""};
    snprintf(name, sizeof name, "trial-%" PRId64 ".jsonl", number);
    path_in(p, name, out);
    add_word(&words, program->path, "");
    add_word(&words, "tune", "");
    add_values(&words, p, trial);
    add_options(&words, p, threads, out, checkpoint);
    const bool ran = run_words(&words, &why) == TOOL_DONE;
    *interrupted = signals_asked();
    const bool worked =
        *interrupted || (ran ? trials_read(out, p->job->model->recipe.metric, trial, error)
                             : error_set(error, "tune --model: the program of %s: %.150s", program->values, why.text));
    unlink(out);
    return worked;
}

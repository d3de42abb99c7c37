/* test_replay.c - every file of tests/fuzz/corpus through its target, as the fuzzers would, without
 * libFuzzer. Run: ctest -R fuzz/test_replay, or  test_fuzz_replay [TARGET FILE...]
 *
 * A target that finds a fault ends the process, and so does one that is not done in a minute; the last line says at
 * which file it was, and how to repeat it. */
#define _GNU_SOURCE /* memfd_create, and what the runtime's own files ask for */

#include "scratch.c"
#include "promises.c"
#include "fuzz_lua.c"
#include "fuzz_npz.c"
#include "fuzz_data.c"
#include "fuzz_pickle.c"
#include "fuzz_pt.c"
#include "fuzz_drawn.c"
#include "fuzz_safetensors.c"
#include "fuzz_spec.c"
#include "fuzz_tu.c"
#include "fuzz_musae.c"
#include "fuzz_ogb.c"
#include "fuzz_text.c"
#include "fuzz_list.c"
#include "fuzz_options.c"

#include <dirent.h>
#include <signal.h>
#include <unistd.h>

typedef struct Target {
    const char *name; /* and its folder in corpus/ */
    FuzzTarget *run;
} Target;

static const Target targets[] = {
    {"lua", fuzz_lua},       {"npz", fuzz_npz},     {"data", fuzz_data},
    {"pickle", fuzz_pickle}, {"pt", fuzz_pt},       {"safetensors", fuzz_safetensors},
    {"tu", fuzz_tu},         {"drawn", fuzz_drawn}, {"text", fuzz_text},
    {"ogb", fuzz_ogb},       {"spec", fuzz_spec},   {"options", fuzz_options},
    {"list", fuzz_list},     {"musae", fuzz_musae},
};

enum { TARGETS = sizeof targets / sizeof *targets, MOST_FILE = 1 << 20 };

static const char *current_target, *current_file;

static void tell_where(void)
{
    if (current_file)
        fprintf(stderr, "FAILED: %s at %s; again: test_fuzz_replay %s %s\n", current_target, current_file,
                current_target, current_file);
}

/* Sanitizers end a process by ways of their own; without them the name stands for nothing. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

/* abort() runs no exit handlers. */
static void tell_where_aborted(int signal_number)
{
    tell_where();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void replay_file(const Target *target, const char *path)
{
    static uint8_t bytes[MOST_FILE];
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    bool read = file && !ferror(file);
    if (file)
        fclose(file);
    if (!read) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(GATRT_FAILED);
    }
    current_target = target->name;
    current_file = path;
    /* A block of exactly this size: a sanitizer sees a read behind it. */
    uint8_t *copy = malloc(size ? size : 1);
    MUST(copy);
    memcpy(copy, bytes, size);
    alarm(60);
    target->run(copy, size);
    alarm(0);
    free(copy);
    current_file = NULL;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The folder's files in order of their names. */
static int replay_folder(const Target *target, const char *folder)
{
    enum { MOST_FILES = 4096 };
    static char *files[MOST_FILES];
    int count = 0;
    DIR *listing = opendir(folder);
    if (!listing) {
        fprintf(stderr, "%s: cannot be listed; run by ctest, or with GATCC_SOURCE set\n", folder);
        exit(GATRT_FAILED);
    }
    for (struct dirent *entry; (entry = readdir(listing)) && count < MOST_FILES;) {
        size_t size = strlen(folder) + strlen(entry->d_name) + 2;
        if (entry->d_name[0] == '.')
            continue;
        files[count] = malloc(size);
        MUST(files[count]);
        snprintf(files[count++], size, "%s/%s", folder, entry->d_name);
    }
    closedir(listing);
    qsort(files, (size_t)count, sizeof *files, by_name);
    for (int i = 0; i < count; i++) {
        replay_file(target, files[i]);
        free(files[i]);
    }
    return count;
}

static void replay_all(const char *source)
{
    for (int i = 0; i < TARGETS; i++) {
        char folder[1024];
        snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", source, targets[i].name);
        int files = replay_folder(&targets[i], folder);
        printf("%-12s %4d files\n", targets[i].name, files);
        MUST(files > 0);
    }
}

static const Target *find_target(const char *name)
{
    for (int i = 0; i < TARGETS; i++)
        if (strcmp(targets[i].name, name) == 0)
            return &targets[i];
    fprintf(stderr,
            "test_fuzz_replay: no target %s; there are lua, npz, data, pickle, pt, tu, musae, drawn, safetensors, "
            "spec, options\n",
            name);
    exit(GATRT_USAGE);
}

int main(int argc, char **argv)
{
    const char *source = getenv("GATCC_SOURCE");
    fuzz_lua_pass_every = fuzz_lua_check_every = 1;
    atexit(tell_where);
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(tell_where);
    signal(SIGALRM, tell_where_aborted);
    signal(SIGILL, tell_where_aborted);
    signal(SIGBUS, tell_where_aborted);
    signal(SIGABRT, tell_where_aborted);
    signal(SIGSEGV, tell_where_aborted);
    signal(SIGFPE, tell_where_aborted);
    if (argc == 1)
        replay_all(source ? source : ".");
    for (int i = 2; i < argc; i++)
        replay_file(find_target(argv[1]), argv[i]);
    if (argc == 2)
        find_target(argv[1]);
    compiler_forget();
    return GATRT_OK;
}

/* native.c - machine code from the emitted C, by the C compiler the user has.
 *
 * The text goes to a temporary folder (scratch.c), which nobody else can write to,
 * and so does the result. Objects and shared libraries hold inference only; a program is linked with libgatrt, found as --gatrt says, beside gatcc
 * (build folder), in gatcc's installation, or by pkg-config. */
#define _POSIX_C_SOURCE 200809L
#include "compiler/native.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/embedded.h"
#include "compiler/base/quote.h"
#include "compiler/base/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef GATCC_LIBDIR
#define GATCC_LIBDIR "lib"
#endif
#ifndef GATCC_LINK_LIBS
#define GATCC_LINK_LIBS "-lzip -lz -ljansson -lexpat -lm -lpthread -ldl"
#endif
#ifndef GATCC_EXTRA_FLAGS
#define GATCC_EXTRA_FLAGS ""
#endif

/* ------------------------------------------------------------------ command lines */

typedef struct Command {
    char **words;
    int count, capacity;
} Command;

static void add_word(Command *command, const char *word)
{
    GROW(command->words, command->count, command->capacity);
    command->words[command->count++] = word ? arena_format("%s", word) : NULL;
}

/* Words between blanks, as make passes $(CC) and $(CFLAGS); no quoting. */
static void add_words(Command *command, const char *words)
{
    while (words && *words) {
        words += strspn(words, " \t\n");
        size_t length = strcspn(words, " \t\n");
        if (length > 0)
            add_word(command, arena_format("%.*s", (int)length, words));
        words += length;
    }
}

/* Words as pkg-config writes them for a shell: what stands behind a backslash ends no word. */
static void add_quoted_words(Command *command, const char *words)
{
    char *word = arena_alloc(strlen(words) + 1, 1);
    size_t length = 0;
    for (;; words++) {
        if (*words && !strchr(" \t\n", *words)) {
            words += words[0] == '\\' && words[1];
            word[length++] = *words;
            continue;
        }
        word[length] = '\0';
        if (length > 0)
            add_word(command, word);
        length = 0;
        if (!*words)
            return;
    }
}

static void show_command(const Command *command)
{
    fputc('+', stderr);
    for (int i = 0; i < command->count && command->words[i]; i++)
        fprintf(stderr, " %s", quote_visible(command->words[i]));
    fputc('\n', stderr);
}

/* ------------------------------------------------------------------ the compiler */

static bool is_program(const char *name)
{
    const char *path = getenv("PATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        if (access(arena_format("%.*s/%s", (int)length, path, name), X_OK) == 0)
            return true;
        path += length + (path[length] == ':');
    }
    return false;
}

static void add_compiler(Command *command)
{
    const char *chosen = getenv("CC");
#ifdef GATCC_CC
    if (!chosen || !*chosen)
        chosen = GATCC_CC; /* objects with sanitizers link only by the compiler that made them */
#endif
    static const char *const usual[] = {"clang", "gcc", "cc"};
    for (int i = 0; (!chosen || !*chosen) && i < 3; i++)
        if (is_program(usual[i]))
            chosen = usual[i];
    if (!chosen || !*chosen)
        die("no C compiler: neither clang nor gcc is here; install one or set CC");
    add_words(command, chosen);
    if (command->count == 0)
        die("CC names no program; set it to a C compiler, such as gcc");
}

/* ------------------------------------------------------------------ WebAssembly */

/* What inference takes of C's library, which is not there: instructions of the machine. */
static const char wasm_math[] = "#define INFINITY __builtin_inff()\n"
                                "#define NAN __builtin_nanf(\"\")\n"
                                "#define HUGE_VALF INFINITY\n"
                                "#define sqrt __builtin_sqrt\n"
                                "#define sqrtf __builtin_sqrtf\n"
                                "#define fabsf __builtin_fabsf\n";
static const char wasm_string[] = "#include <stddef.h>\n"
                                  "void *memcpy(void *restrict to, const void *restrict from, size_t size);\n"
                                  "void *memset(void *to, int byte, size_t size);\n"
                                  "#define memcpy __builtin_memcpy\n" /* a free-standing compiler knows no other */
                                  "#define memset __builtin_memset\n";
static const char wasm_memory[] = "#include <stddef.h>\n"
                                  "void *memcpy(void *restrict to, const void *restrict from, size_t size)\n"
                                  "{\n    return __builtin_memcpy(to, from, size);\n}\n"
                                  "void *memmove(void *to, const void *from, size_t size)\n"
                                  "{\n    return __builtin_memmove(to, from, size);\n}\n"
                                  "void *memset(void *to, int byte, size_t size)\n"
                                  "{\n    return __builtin_memset(to, byte, size);\n}\n";

/* $CC may be another compiler, and $CFLAGS are for another machine. Of logarithms, clang 14 makes other numbers where it gathers
 * scalars into vectors of its own (SLP); ours are lanes as they stand. */
static void add_wasm_compiler(Command *command)
{
    const char *chosen = getenv("CC");
    if (!is_program("clang") && !(chosen && strstr(chosen, "clang")))
        die("WebAssembly takes clang and its linker wasm-ld: in Debian the packages clang and lld");
    if (chosen && strstr(chosen, "clang"))
        add_words(command, chosen);
    else
        add_word(command, "clang");
    add_words(command,
              "--target=wasm32 -std=c17 -O3 -fno-slp-vectorize -msimd128 -mbulk-memory -ffreestanding -nostdlib "
              "-Wl,--no-entry,--export-all,--stack-first,-z,stack-size=131072");
}

static void add_wasm_library(Command *command)
{
    scratch_put("math.h", wasm_math, strlen(wasm_math));
    scratch_put("string.h", wasm_string, strlen(wasm_string));
    add_word(command, scratch_put("wasm_memory.c", wasm_memory, strlen(wasm_memory)));
}

/* ------------------------------------------------------------------ the processor */

static bool chooses_processor(const char *words)
{
    return words && (strstr(words, "-march=") || strstr(words, "-mcpu="));
}

static bool compiler_takes(const char *flag)
{
    Command command = {0};
    add_compiler(&command);
    add_word(&command, flag);
    add_words(&command, "-x c -fsyntax-only /dev/null");
    add_word(&command, NULL);
    return scratch_run(command.words, true) == 0;
}

static bool asked_for_processor(const NativeOptions *options)
{
    return chooses_processor(getenv("CC")) || chooses_processor(getenv("CFLAGS")) || chooses_processor(options->cflags);
}

/* A program is for the machine it is made on, as that halves its time; an object goes elsewhere. Some compilers
 * say it otherwise, some have no word for it: NULL. */
static const char *native_flag(void)
{
    static const char *const flags[] = {"-march=native", "-mcpu=native"};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (compiler_takes(flags[i]))
            return flags[i];
    return NULL;
}

static void tell_processor(const char *program, const char *flag)
{
    program = quote_visible(program);
    if (flag)
        fprintf(stderr, "gatcc: %s is for this machine's processor (%s); for others: --cflags=-march=... or CFLAGS\n",
                program, flag);
    else
        fprintf(stderr, "gatcc: the C compiler knows no -march=native; %s may run slower than it could: see CFLAGS\n",
                program);
}

/* ------------------------------------------------------------------ libgatrt */

static const char *library_in(const char *folder)
{
    char *path = arena_format("%s/libgatrt.a", folder);
    return access(path, R_OK) == 0 ? path : NULL;
}

static const char *own_folder(void)
{
    enum { LONGEST_PATH = 4096 };
    char *path = arena_alloc(LONGEST_PATH, 1);
    ssize_t length = readlink("/proc/self/exe", path, LONGEST_PATH - 1);
    if (length <= 0)
        return ".";
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    return path;
}

static const char *find_library(const char *asked)
{
    if (asked) {
        const char *library = library_in(asked);
        if (!library)
            library = library_in(arena_format("%s/%s", asked, GATCC_LIBDIR));
        if (!library)
            die("--gatrt %s: there is no libgatrt.a", asked);
        return library;
    }
    const char *here = own_folder();
    const char *library = library_in(here);
    return library ? library : library_in(arena_format("%s/../%s", here, GATCC_LIBDIR));
}

/* What pkg-config says of gatrt; false where it knows nothing. */
static bool add_pkg_config(Command *command)
{
    FILE *answer = popen("pkg-config --cflags --libs gatrt 2>/dev/null", "r");
    if (!answer)
        return false;
    char line[4096];
    size_t size = fread(line, 1, sizeof line - 1, answer);
    line[size] = '\0';
    if (pclose(answer) != 0)
        return false;
    add_quoted_words(command, line);
    return true;
}

/* A program cannot do without the library; a shared library takes from it what inference calls, if anything. */
static void add_runtime(Command *command, const NativeOptions *options)
{
    add_word(command, "-Wl,--as-needed,-z,relro,-z,now");
    const char *library = find_library(options->gatrt);
    if (library) {
        add_word(command, library);
        add_words(command, GATCC_LINK_LIBS);
    } else if (!add_pkg_config(command) && options->kind == NATIVE_PROGRAM) {
        die("libgatrt is neither beside gatcc nor known to pkg-config; name its folder with --gatrt DIR");
    }
    add_word(command, "-lm");
}

/* ------------------------------------------------------------------ entry */

static void add_source(Command *command, const OutFile *source, const OutFile *header)
{
    scratch_make();
    scratch_put(header->path, header->text, header->size);
    scratch_put("gatrt.h", gatrt_header_text, strlen(gatrt_header_text));
    add_word(command, arena_format("-I%s", scratch_folder()));
    add_word(command, scratch_put(source->path, source->text, source->size));
}

static void add_native_compiler(Command *command, const char *flag)
{
    add_compiler(command);
    add_words(command, "-std=c17 -O3 -fPIC " GATCC_EXTRA_FLAGS);
    add_words(command, flag);
    add_words(command, getenv("CFLAGS"));
}

OutFile native_build(const NativeOptions *options, const OutFile *source, const OutFile *header)
{
    const char *slash = strrchr(options->path, '/');
    Command command = {0};
    const bool wasm = options->kind == NATIVE_WASM,
               tuned = options->kind == NATIVE_PROGRAM && !asked_for_processor(options);
    const char *flag = tuned ? native_flag() : NULL;
    if (wasm)
        add_wasm_compiler(&command);
    else
        add_native_compiler(&command, flag);
    add_words(&command, options->cflags);
    if (options->kind != NATIVE_PROGRAM)
        add_word(&command, "-DGATCC_INFERENCE_ONLY");
    if (options->kind == NATIVE_OBJECT)
        add_word(&command, "-c");
    if (options->kind == NATIVE_SHARED)
        add_words(&command, "-shared -Wl,--no-undefined");
    add_source(&command, source, header);
    if (wasm)
        add_wasm_library(&command);
    else if (options->kind != NATIVE_OBJECT)
        add_runtime(&command, options);
    const char *made = scratch_put(slash ? slash + 1 : options->path, NULL, 0);
    add_word(&command, "-o");
    add_word(&command, made);
    add_word(&command, NULL);

    if (options->verbose)
        show_command(&command);
    int status = scratch_run(command.words, false);
    if (status != 0)
        die("%s: %s failed on the emitted C (its message stands above)", options->path, command.words[0]);
    if (tuned)
        tell_processor(options->path, flag);
    OutFile result = out_read_file(made);
    result.path = options->path;
    result.program = options->kind != NATIVE_OBJECT && !wasm;
    return result;
}

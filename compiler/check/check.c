/* check.c - reads the emitted C with libclang, in memory, before it is written.
 *
 * In:  the text of the source and of its header.   Out: nothing; a bug() names
 * the kernel, the emitted line and the model line of the first complaint.
 *
 * syntax: no diagnostic as a trainer, as an inference source, and none of the header as C++; no declaration, pragma,
 * attribute or label that the emitter never writes, see lexical.c. strict: also the contract, see audit.c. The three
 * are parsed side by side. */
#include "compiler/check/check.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/embedded.h"

#include <ctype.h>
#include <pthread.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* ------------------------------------------------------------------ complaints */

const char *check_string(CXString string)
{
    const char *text = clang.getCString(string);
    const char *kept = arena_format("%s", text ? text : "");
    clang.disposeString(string);
    return kept;
}

/* Start of line `line` (from 1), NULL past the end. */
static const char *line_start(const char *text, unsigned line)
{
    for (; line > 1 && text; line--) {
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return text;
}

static const char *line_text(const char *text, unsigned line)
{
    const char *start = line > 0 ? line_start(text, line) : NULL;
    if (!start)
        return "";
    while (*start == ' ')
        start++;
    return arena_format("%.*s", (int)(strcspn(start, "\n") & 0xFFFF), start);
}

/* The last "file.lua:12" of the text, or NULL. */
static const char *last_model_line(const char *text, size_t size)
{
    for (size_t i = size; i >= 5; i--) {
        const char *colon = text + i - 1;
        if (*colon != ':' || !isdigit((unsigned char)colon[1]) || strncmp(colon - 4, ".lua", 4) != 0)
            continue;
        const char *start = colon - 4, *end = colon + 1;
        while (start > text && !isspace((unsigned char)start[-1]) && !strchr("(),*\"", start[-1]))
            start--;
        while (end < text + size && isdigit((unsigned char)*end))
            end++;
        return arena_format("%.*s", (int)(end - start), start);
    }
    return NULL;
}

/* The model line named by the comment that ends directly above `line`. */
static const char *model_line_above(const char *text, unsigned line)
{
    const char *end = line_start(text, line);
    if (!end)
        return NULL;
    while (end > text && isspace((unsigned char)end[-1]))
        end--;
    if (end - text < 4 || strncmp(end - 2, "*/", 2) != 0)
        return NULL;
    const char *start = end - 2;
    while (start > text && strncmp(start, "/*", 2) != 0)
        start--;
    return last_model_line(start, (size_t)(end - start));
}

static const Function *function_at(const Check *k, unsigned line)
{
    for (int i = 0; i < k->function_count; i++)
        if (k->functions[i].first <= line && line <= k->functions[i].last)
            return &k->functions[i];
    return NULL;
}

_Noreturn void check_complain(const Check *k, unsigned line, const char *message)
{
    const Function *function = function_at(k, line);
    const char *model = function ? model_line_above(k->c_text, function->first) : NULL;
    const char *where = function ? arena_format(" in %s", function->name) : "";
    const char *from = model ? arena_format(", which comes from %s", model) : "";
    bug("emitted C, %s:%u%s%s: %s: %s", k->c_name, line, where, from, message, line_text(k->c_text, line));
}

unsigned check_line(CXCursor cursor)
{
    unsigned line = 0;
    clang.getExpansionLocation(clang.getCursorLocation(cursor), NULL, &line, NULL, NULL);
    return line;
}

_Noreturn void check_complain_at(const Check *k, CXCursor cursor, const char *message)
{
    check_complain(k, check_line(cursor), message);
}

/* ------------------------------------------------------------------ parsing */

/* Everything the parser may see lies in one directory that need not exist. */
static const char *virtual_path(const char *name)
{
    return arena_format("/gatcc-emitted/%s", name);
}

bool check_in_main_file(CXCursor cursor)
{
    return clang.Location_isFromMainFile(clang.getCursorLocation(cursor)) != 0;
}

static enum CXChildVisitResult note_function(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    Check *k = data;
    if (clang.getCursorKind(cursor) != CXCursor_FunctionDecl || !clang.isCursorDefinition(cursor) ||
        !check_in_main_file(cursor))
        return CXChildVisit_Continue;
    CXSourceRange extent = clang.getCursorExtent(cursor);
    GROW(k->functions, k->function_count, k->function_capacity);
    Function *function = &k->functions[k->function_count++];
    *function = (Function){.name = check_string(clang.getCursorSpelling(cursor))};
    clang.getExpansionLocation(clang.getRangeStart(extent), NULL, &function->first, NULL, NULL);
    clang.getExpansionLocation(clang.getRangeEnd(extent), NULL, &function->last, NULL, NULL);
    return CXChildVisit_Continue;
}

/* The first warning or error ends the run. */
static void refuse_diagnostics(const Check *k, CXTranslationUnit unit, const char *as)
{
    unsigned count = clang.getNumDiagnostics(unit);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(unit, i);
        enum CXDiagnosticSeverity severity = clang.getDiagnosticSeverity(diagnostic);
        const char *text = check_string(clang.getDiagnosticSpelling(diagnostic));
        unsigned line = 0;
        CXFile file = NULL;
        clang.getExpansionLocation(clang.getDiagnosticLocation(diagnostic), &file, &line, NULL, NULL);
        const char *path = file ? check_string(clang.getFileName(file)) : "";
        clang.disposeDiagnostic(diagnostic);
        if (severity < CXDiagnostic_Warning)
            continue;
        if (strstr(text, "file not found") && !strstr(text, "gatrt.h") && !strstr(text, k->c_name))
            die("libclang has no system headers (%s): install libclang-dev and libc6-dev, or use --check=off", text);
        if (strcmp(path, virtual_path(k->c_name)) == 0)
            check_complain(k, line, arena_format("%s (%s)", text, as));
        const char *slash = strrchr(path, '/');
        bug("emitted C, %s:%u: %s (%s)", slash ? slash + 1 : path, line, text, as);
    }
}

/* Headers as far as emitted text may use them. C's own may include <stddef.h> for types it names first. */
#define CALL(name, result, arguments) "extern " #result " " #name #arguments ";\n"
static const char math_header[] = CONTRACT_MATH(CALL) "#define INFINITY __builtin_inff()\n"
                                                      "#define NAN __builtin_nanf(\"\")\n";
static const char string_header[] = "#include <stddef.h>\n" CONTRACT_STRING(CALL);
#undef CALL
static const char stddef_header[] = "#ifndef GATCC_STDDEF\n"
                                    "#define GATCC_STDDEF\n"
                                    "typedef __SIZE_TYPE__ size_t;\n"
                                    "typedef __PTRDIFF_TYPE__ ptrdiff_t;\n"
                                    "#define offsetof(type, member) __builtin_offsetof(type, member)\n"
                                    "#ifdef __cplusplus\n"
                                    "#define NULL __null\n"
                                    "#else\n"
                                    "typedef __WCHAR_TYPE__ wchar_t;\n"
                                    "#define NULL ((void *)0)\n"
                                    "#endif\n"
                                    "#endif\n";
static const char stdint_header[] = "typedef __INT8_TYPE__ int8_t;\n"
                                    "typedef __INT16_TYPE__ int16_t;\n"
                                    "typedef __INT32_TYPE__ int32_t;\n"
                                    "typedef __INT64_TYPE__ int64_t;\n"
                                    "typedef __UINT8_TYPE__ uint8_t;\n"
                                    "typedef __UINT16_TYPE__ uint16_t;\n"
                                    "typedef __UINT32_TYPE__ uint32_t;\n"
                                    "typedef __UINT64_TYPE__ uint64_t;\n"
                                    "typedef __INTPTR_TYPE__ intptr_t;\n"
                                    "typedef __UINTPTR_TYPE__ uintptr_t;\n"
                                    "#define INT32_MAX __INT32_MAX__\n"
                                    "#define INT64_MAX __INT64_MAX__\n"
                                    "#define UINT32_MAX __UINT32_MAX__\n"
                                    "#define UINT64_MAX __UINT64_MAX__\n"
                                    "#define SIZE_MAX __SIZE_MAX__\n";

static struct CXUnsavedFile unsaved(const char *name, const char *text)
{
    return (struct CXUnsavedFile){.Filename = virtual_path(name), .Contents = text, .Length = strlen(text)};
}

typedef struct Sources {
    struct CXUnsavedFile files[7];
    unsigned count;
} Sources;

enum { MOST_FLAGS = 12, PARSER_STACK = 8 << 20 }; /* what clang's own threads have */

/* One reading of the text: what to parse and how, and what came of it. */
typedef struct Reading {
    const char *path, *as;
    const char *flags[MOST_FLAGS];
    int flag_count;
    Sources *sources;
    CXIndex index;
    CXTranslationUnit unit;
    bool header; /* by itself: what it declares the source defines */
    bool beside; /* in a thread of its own */
    pthread_t thread;
    enum CXErrorCode failed;
} Reading;

static void read_one(Reading *r)
{
    r->failed = clang.parseTranslationUnit2(r->index, r->path, r->flags, r->flag_count, r->sources->files,
                                            r->sources->count, CXTranslationUnit_None, &r->unit);
}

static void *read_in_thread(void *reading)
{
    read_one(reading);
    return NULL;
}

static void begin_beside(Reading *r)
{
    pthread_attr_t stack;
    const bool asked = pthread_attr_init(&stack) == 0 && pthread_attr_setstacksize(&stack, PARSER_STACK) == 0;
    r->beside = pthread_create(&r->thread, asked ? &stack : NULL, read_in_thread, r) == 0;
    pthread_attr_destroy(&stack);
}

/* Waits for what was begun, reads here what was not or could not be. */
static void finish(Reading *r)
{
    if (r->beside)
        pthread_join(r->thread, NULL);
    else
        read_one(r);
}

static Reading reading_new(const char *name, const char *as, Sources *sources, const char *const *flags, int count)
{
    Reading r = {.path = virtual_path(name), .as = as, .flag_count = count, .sources = sources};
    r.index = clang.createIndex(0, 0); /* the first readies LLVM: here, where no thread waits for that */
    for (int i = 0; i < count; i++)
        r.flags[i] = flags[i];
    return r;
}

static void judge(Check *k, const Reading *r, CheckLevel level)
{
    if (r->failed || !r->unit) /* it caught its own crash: no C text makes it fail */
        die("libclang cannot parse the emitted C (code %d), most likely for want of memory; --check=off leaves it out",
            (int)r->failed);
    k->inside = -1;
    if (!r->header) {
        k->function_count = 0;
        clang.visitChildren(clang.getTranslationUnitCursor(r->unit), note_function, k);
    }
    refuse_diagnostics(k, r->unit, r->as);
    if (level == CHECK_STRICT && !r->header)
        audit_unit(k, r->unit);
    else
        audit_declarations(k, r->unit);
    clang.disposeTranslationUnit(r->unit);
    clang.disposeIndex(r->index);
}

/* Clang needs a time that grows with the cube of a function to follow which variables have a value. In longer ones it
 * is left to verify_loops.c, which holds every kernel to it before it is written. */
enum { LONGEST_FOLLOWED = 2000 };

/* Lines of the longest function: from a brace in the first column to the next that closes there. */
static int longest_function(const char *text)
{
    int longest = 0, lines = 0;
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        lines = *line == '{' ? 0 : lines + 1;
        longest = *line == '}' && lines > longest ? lines : longest;
    }
    return longest;
}

static void leave_values_out(Reading *r)
{
    r->flags[r->flag_count++] = "-Wno-uninitialized";
    r->flags[r->flag_count++] = "-Wno-sometimes-uninitialized";
}

/* What gcc is here is not looked for, which clang would do in forty places: emitted text needs none of its headers. */
#define WARNINGS   "-Wall", "-Wextra", "-Wpedantic", "--gcc-toolchain=/gatcc-emitted", "-I/gatcc-emitted"
#define FLAGS(...) (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

void check_here(const char *c_name, const char *c_text, const char *h_name, const char *h_text, CheckLevel level)
{
    libclang_load();
#ifdef __GLIBC__
    mallopt(M_TOP_PAD, 4 << 20); /* what three threads ask for, a few kilobytes at a time, comes in few pieces */
#endif
    Check check = {.c_name = c_name, .c_text = c_text, .inside = -1};
    Sources sources = {.files = {unsaved(c_name, c_text), unsaved("gatrt.h", gatrt_header_text),
                                 unsaved("math.h", math_header), unsaved("string.h", string_header),
                                 unsaved("stddef.h", stddef_header), unsaved("stdint.h", stdint_header)},
                       .count = 6};
    Reading readings[3] = {
        reading_new(c_name, "as a trainer", &sources, FLAGS("-xc", "-std=c17", WARNINGS, "-DGATCC_TRAINER")),
        reading_new(c_name, "as an inference source", &sources,
                    FLAGS("-xc", "-std=c17", WARNINGS, "-DGATCC_INFERENCE_ONLY")),
    };
    for (int i = 0; i < 2 && longest_function(c_text) > LONGEST_FOLLOWED; i++)
        leave_values_out(&readings[i]);
    if (h_name) {
        sources.files[sources.count++] = unsaved(h_name, h_text);
        readings[2] = reading_new(h_name, "header as C++", &sources,
                                  FLAGS("-xc++", "-std=c++11", WARNINGS, "-Wno-pragma-once-outside-header"));
        readings[2].header = true;
    }
    const int count = h_name ? 3 : 2;
    for (int i = 1; i < count; i++)
        begin_beside(&readings[i]);
    for (int i = 0; i < count; i++) { /* the first, which is the longest, in this thread */
        finish(&readings[i]);
        judge(&check, &readings[i], level);
    }
    lexical_check(&check, h_name);
    if (h_name)
        lexical_check(&(Check){.c_name = h_name, .c_text = h_text, .inside = -1}, NULL);
}

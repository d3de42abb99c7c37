/* check.c - reads the emitted C with libclang, in memory, before it is written.
 *
 * In:  the text of the source and of its header.   Out: nothing; a bug() names
 * the kernel, the emitted line and the model line of the first complaint.
 *
 * syntax: no diagnostic as a trainer, as an inference source, and none of the header
 * as C++.  strict: also the contract, see audit.c. */
#include "check.h"

#include <ctype.h>
#include <string.h>

/* ------------------------------------------------------------------ complaints */

const char *check_string(CXString string)
{
    const char *text = clang_getCString(string);
    const char *kept = arena_format("%s", text ? text : "");
    clang_disposeString(string);
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
    bug("emitted C, %s:%u%s%s: %s\n    %s", k->c_name, line, where, from, message, line_text(k->c_text, line));
}

unsigned check_line(CXCursor cursor)
{
    unsigned line = 0;
    clang_getExpansionLocation(clang_getCursorLocation(cursor), NULL, &line, NULL, NULL);
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
    return clang_Location_isFromMainFile(clang_getCursorLocation(cursor)) != 0;
}

static enum CXChildVisitResult note_function(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    Check *k = data;
    if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl || !clang_isCursorDefinition(cursor) ||
        !check_in_main_file(cursor))
        return CXChildVisit_Continue;
    CXSourceRange extent = clang_getCursorExtent(cursor);
    GROW(k->functions, k->function_count, k->function_capacity);
    Function *function = &k->functions[k->function_count++];
    *function = (Function){.name = check_string(clang_getCursorSpelling(cursor))};
    clang_getExpansionLocation(clang_getRangeStart(extent), NULL, &function->first, NULL, NULL);
    clang_getExpansionLocation(clang_getRangeEnd(extent), NULL, &function->last, NULL, NULL);
    return CXChildVisit_Continue;
}

/* The first warning or error ends the run. */
static void refuse_diagnostics(const Check *k, CXTranslationUnit unit, const char *as)
{
    unsigned count = clang_getNumDiagnostics(unit);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
        enum CXDiagnosticSeverity severity = clang_getDiagnosticSeverity(diagnostic);
        const char *text = check_string(clang_getDiagnosticSpelling(diagnostic));
        unsigned line = 0;
        CXFile file = NULL;
        clang_getExpansionLocation(clang_getDiagnosticLocation(diagnostic), &file, &line, NULL, NULL);
        const char *path = file ? check_string(clang_getFileName(file)) : "";
        clang_disposeDiagnostic(diagnostic);
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

typedef struct Sources {
    struct CXUnsavedFile files[3];
    unsigned count;
} Sources;

static CXTranslationUnit parse(CXIndex index, const char *path, const char *const *flags, int flag_count,
                               Sources *sources)
{
    CXTranslationUnit unit = NULL;
    enum CXErrorCode failed = clang_parseTranslationUnit2(index, path, flags, flag_count, sources->files,
                                                          sources->count, CXTranslationUnit_None, &unit);
    if (failed || !unit)
        bug("libclang cannot parse the emitted C (code %d)", (int)failed);
    return unit;
}

/* ------------------------------------------------------------------ entry */

#define C_FLAGS "-xc", "-std=c17", "-Wall", "-Wextra", "-Wpedantic", "-I/gatcc-emitted"

static void check_c(Check *k, CXIndex index, Sources *sources, const char *define, const char *as, CheckLevel level)
{
    const char *flags[] = {C_FLAGS, define};
    CXTranslationUnit unit =
        parse(index, virtual_path(k->c_name), flags, (int)(sizeof flags / sizeof flags[0]), sources);
    k->function_count = 0;
    k->inside = -1;
    clang_visitChildren(clang_getTranslationUnitCursor(unit), note_function, k);
    refuse_diagnostics(k, unit, as);
    if (level == CHECK_STRICT)
        audit_unit(k, unit);
    clang_disposeTranslationUnit(unit);
}

static void check_header_as_cpp(const Check *k, CXIndex index, Sources *sources, const char *h_name)
{
    static const char *const flags[] = {
        "-xc++", "-std=c++11", "-Wall", "-Wextra", "-Wpedantic", "-Wno-pragma-once-outside-header", "-I/gatcc-emitted"};
    CXTranslationUnit unit = parse(index, virtual_path(h_name), flags, (int)(sizeof flags / sizeof flags[0]), sources);
    refuse_diagnostics(k, unit, "header as C++");
    clang_disposeTranslationUnit(unit);
}

static struct CXUnsavedFile unsaved(const char *name, const char *text)
{
    return (struct CXUnsavedFile){.Filename = virtual_path(name), .Contents = text, .Length = strlen(text)};
}

void check_source(const char *c_name, const char *c_text, const char *h_name, const char *h_text, CheckLevel level)
{
    if (level == CHECK_OFF)
        return;
    Check check = {.c_name = c_name, .c_text = c_text, .inside = -1};
    Sources sources = {.files = {unsaved(c_name, c_text), unsaved("gatrt.h", gatrt_header_text)}, .count = 2};
    if (h_name)
        sources.files[sources.count++] = unsaved(h_name, h_text);

    CXIndex index = clang_createIndex(0, 0);
    check_c(&check, index, &sources, "-DGATCC_TRAINER", "as a trainer", level);
    check_c(&check, index, &sources, "-DGATCC_INFERENCE_ONLY", "as an inference source", level);
    if (h_name)
        check_header_as_cpp(&check, index, &sources, h_name);
    clang_disposeIndex(index);
}

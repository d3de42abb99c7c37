/* lexical.c - what of emitted C no syntax tree shows: directives, pragmas, attributes, labels in assembly, words of
 * one compiler only, other spellings of a token. The emitter writes a few of them, in a few forms; anything else has
 * come in by text that was not ours, and is a bug().
 *
 * All of the text is read, also what stands between an #if and an #endif that neither reading sees. */
#include "compiler/base/arena.h"
#include "compiler/check/check.h"

#include <ctype.h>
#include <string.h>

typedef struct Scan {
    const Check *check; /* of this text: name, text, functions */
    const char *at, *own_header;
    unsigned line;
} Scan;

/* ------------------------------------------------------------------ what the emitter writes */

static const char *const includes[] = {"<math.h>",   "<string.h>", "<stddef.h>",
                                       "<stdint.h>", "<float.h>",  "\"gatrt.h\""};
static const char *const conditions[] = {"if", "ifdef", "ifndef", "elif", "else", "endif", "error"};
/* How their names begin; of the random draws as the runtime's header has them. */
static const char *const macros[] = {"GAT_", "gat_", "GATCC_", "GATRT_STIR(", "GATRT_THRESHOLD("};
static const char *const attributes[] = {"vector_size", "aligned", "may_alias",       "noipa",
                                         "noinline",    "unused",  "min_vector_width"};
static const char *const pragmas[] = {"\"GCC unroll ",
                                      "\"clang loop unroll(full)\"",
                                      "\"clang fp reassociate(off)\"",
                                      "\"clang fp contract(off)\"",
                                      "\"GCC optimize(\\\"fp-contract=off\\\")\"",
                                      "\"STDC FP_CONTRACT OFF\""};
static const char *const own_words[] = {"__builtin_prefetch",      "__builtin_shuffle", "__builtin_shufflevector",
                                        "__builtin_convertvector", "__VA_ARGS__",       "_Static_assert"};

static bool begins_with_one_of(const char *at, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strncmp(at, list[i], strlen(list[i])))
            return true;
    return false;
}

static bool is_one_of(const char *at, size_t length, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == length && !memcmp(list[i], at, length))
            return true;
    return false;
}
#define BEGINS(at, list)         begins_with_one_of((at), (list), sizeof(list) / sizeof *(list))
#define IS_ONE(at, length, list) is_one_of((at), (length), (list), sizeof(list) / sizeof *(list))

static _Noreturn void refuse(const Scan *s, const char *what, const char *from, size_t length)
{
    check_complain(s->check, s->line, arena_format("%s that the emitter never writes: %.*s", what, (int)length, from));
}

/* ------------------------------------------------------------------ tokens */

static size_t word_length(const char *at)
{
    size_t length = 0;
    while (isalnum((unsigned char)at[length]) || at[length] == '_')
        length++;
    return length;
}

static void skip_blanks(Scan *s)
{
    while (*s->at == ' ' || *s->at == '\t')
        s->at++;
}

static void skip_comment(Scan *s)
{
    const char *end = s->at[1] == '/' ? strchr(s->at, '\n') : strstr(s->at + 2, "*/");
    if (!end)
        end = s->at + strlen(s->at);
    for (; s->at < end; s->at++)
        s->line += *s->at == '\n';
    if (s->at[0] == '*')
        s->at += 2;
}

/* A literal ends in its line. */
static void skip_literal(Scan *s)
{
    const char quote = *s->at++;
    while (*s->at && *s->at != '\n' && *s->at != quote)
        s->at += s->at[0] == '\\' && s->at[1] ? 2 : 1;
    if (*s->at != quote)
        refuse(s, "a literal without an end", s->at, 0);
    s->at++;
}

/* ((a, b(...))): names at the inner level. */
static void read_attribute(Scan *s)
{
    skip_blanks(s);
    if (strncmp(s->at, "((", 2))
        refuse(s, "an attribute", s->at, strcspn(s->at, "\n"));
    int depth = 0;
    do {
        size_t length = word_length(s->at);
        if (length && depth == 2 && !IS_ONE(s->at, length, attributes))
            refuse(s, "an attribute", s->at, length);
        depth += *s->at == '(';
        depth -= *s->at == ')';
        s->at += length ? length : 1;
    } while (depth > 0 && *s->at && *s->at != '\n' && *s->at != '"');
    if (depth > 0)
        refuse(s, "an attribute", s->at, strcspn(s->at, "\n"));
}

static void read_pragma(Scan *s)
{
    skip_blanks(s);
    if (*s->at != '(' || !BEGINS(s->at + 1, pragmas))
        refuse(s, "a pragma", s->at, strcspn(s->at, "\n"));
    s->at++;
    skip_literal(s);
}

static bool word_ends(const char *word, size_t length, const char *end)
{
    const size_t size = strlen(end);
    return length > size && !memcmp(word + length - size, end, size);
}

/* `extern "C" {`, and `extern const NAME_params NAME_weights;`: what the source behind it defines. */
static bool is_own_extern(const char *rest)
{
    if (!strncmp(rest, " \"C\" {\n", 7))
        return true;
    if (strncmp(rest, " const ", 7) != 0)
        return false;
    const char *type = rest + 7;
    const size_t length = word_length(type);
    const char *what = word_ends(type, length, "_params")  ? "_params"
                       : word_ends(type, length, "_graph") ? "_graph"
                                                           : NULL;
    if (!what || type[length] != ' ')
        return false;
    const char *constant = strcmp(what, "_params") == 0 ? "_weights" : "_own_graph";
    const char *name = type + length + 1;
    const size_t name_length = word_length(name);
    return word_ends(name, name_length, constant) && name_length == length - strlen(what) + strlen(constant) &&
           !memcmp(name, type, length - strlen(what)) && !strncmp(name + name_length, ";\n", 2);
}

static void read_word(Scan *s)
{
    const char *word = s->at;
    size_t length = word_length(word);
    s->at += length;
    bool of_compiler = word[0] == '_' && (word[1] == '_' || isupper((unsigned char)word[1]));
    if (length == 13 && !memcmp(word, "__attribute__", length))
        read_attribute(s);
    else if (length == 7 && !memcmp(word, "_Pragma", length))
        read_pragma(s);
    else if ((of_compiler && !IS_ONE(word, length, own_words)) || (length == 3 && !memcmp(word, "asm", length)))
        refuse(s, "a word of the compiler's own", word, length);
    else if (length == 6 && !memcmp(word, "extern", length) && !is_own_extern(s->at))
        refuse(s, "an extern declaration", word, strcspn(word, "\n"));
}

/* ------------------------------------------------------------------ directives */

/* A macro's text is read on as any other: what it says counts where it stands. */
static void read_directive(Scan *s)
{
    s->at++;
    skip_blanks(s);
    size_t length = word_length(s->at);
    const char *name = s->at, *rest = s->at + length + strspn(s->at + length, " \t");
    size_t all = strcspn(rest, "\n");
    bool own = s->own_header && strlen(s->own_header) + 2 == all && rest[0] == '"' &&
               !strncmp(rest + 1, s->own_header, all - 2);
    if (IS_ONE(name, length, conditions)) {
        s->at = rest + all;
    } else if (length == 7 && !memcmp(name, "include", length) && (own || IS_ONE(rest, all, includes))) {
        s->at = rest + all;
    } else if (length == 6 && !memcmp(name, "define", length) && BEGINS(rest, macros)) {
        s->at = rest + word_length(rest);
    } else {
        refuse(s, "a directive", name, strcspn(name, "\n"));
    }
}

/* Trigraphs, digraphs for #, attributes in brackets; a backslash but at the end of a macro's line. */
static void check_spelling(const Scan *s)
{
    static const char *const others[] = {"??", "%:", "[["};
    if (BEGINS(s->at, others) || (*s->at == '\\' && s->at[1] != '\n') || (unsigned char)*s->at > '~' || *s->at == '@' ||
        *s->at == '$' || *s->at == '`')
        refuse(s, "a spelling", s->at, strcspn(s->at, "\n"));
}

static void read_token(Scan *s, bool *begins_line)
{
    bool begins = *begins_line;
    *begins_line = *s->at == '\n' || (begins && (*s->at == ' ' || *s->at == '\t'));
    if (s->at[0] == '/' && (s->at[1] == '*' || s->at[1] == '/')) {
        skip_comment(s);
    } else if (*s->at == '"' || *s->at == '\'') {
        skip_literal(s);
    } else if (*s->at == '#' && begins) {
        read_directive(s);
    } else if (isdigit((unsigned char)*s->at)) {
        s->at += word_length(s->at); /* 0x1p3f, 10u */
    } else if (word_length(s->at)) {
        read_word(s);
    } else {
        check_spelling(s);
        s->line += *s->at == '\n';
        s->at++;
    }
}

void lexical_check(const Check *check, const char *own_header)
{
    Scan s = {.check = check, .at = check->c_text, .own_header = own_header, .line = 1};
    bool begins_line = true;
    while (*s.at)
        read_token(&s, &begins_line);
}

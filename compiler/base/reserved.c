/* reserved.c - names that belong to C, C++ and the C library, and files that bear the names
 * of their headers. What gatcc names after the user's words must not be one of them.
 *
 * Each list is sorted by byte, for it is searched by halves. */
#include "compiler/base/reserved.h"
#include "compiler/base/arena.h"
#include "compiler/base/embedded.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Words of C and C++; types, functions and macros that emitted files see, or whose like an application's
 * headers define as macros. */
/* clang-format off */
static const char *const words[] = {
    "BUFSIZ", "DOMAIN", "EOF", "HUGE_VAL", "HUGE_VALF", "I", "INFINITY", "INT16_MAX", "INT16_MIN", "INT32_MAX",
    "INT32_MIN", "INT64_MAX", "INT64_MIN", "INT8_MAX", "INT8_MIN", "MAXFLOAT", "NAN", "NULL", "OVERFLOW", "PLOSS",
    "RAND_MAX", "SING", "SIZE_MAX", "TLOSS", "UINT16_MAX", "UINT32_MAX", "UINT64_MAX", "UINT8_MAX", "UNDERFLOW",
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch",
    "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "complex",
    "concept", "const", "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype", "default",
    "delete", "do", "double", "double_t", "dynamic_cast", "else", "enum", "environ", "erff", "errno", "expf",
    "explicit", "export", "extern", "fabsf", "false", "float", "float_t", "fmaxf", "fminf", "for", "friend",
    "goto", "i386", "if", "imaginary", "inline", "int", "int16_t", "int32_t", "int64_t", "int8_t", "int_fast16_t",
    "int_fast32_t", "int_fast64_t", "int_fast8_t", "int_least16_t", "int_least32_t", "int_least64_t",
    "int_least8_t", "intmax_t", "intptr_t", "j0", "j1", "jn", "linux", "log1pf", "logf", "long", "main",
    "max_align_t", "memcpy", "memset", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
    "operator", "or", "or_eq", "private", "protected", "ptrdiff_t", "public", "register", "reinterpret_cast",
    "requires", "restrict", "return", "short", "signed", "signgam", "size_t", "sizeof", "sqrtf", "static",
    "static_assert", "static_cast", "stderr", "stdin", "stdout", "struct", "switch", "tanhf", "template", "this",
    "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "typeof", "typeof_unqual", "uint16_t",
    "uint32_t", "uint64_t", "uint8_t", "uint_fast16_t", "uint_fast32_t", "uint_fast64_t", "uint_fast8_t",
    "uint_least16_t", "uint_least32_t", "uint_least64_t", "uint_least8_t", "uintmax_t", "uintptr_t", "union",
    "unix", "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq", "y0", "y1",
    "yn",
};

/* More of the C library: a model called so would be taken for it. */
static const char *const library[] = {
    "FILE", "abort", "abs", "acos", "acosh", "aligned_alloc", "asctime", "asin", "asinh", "assert",
    "at_quick_exit", "atan", "atan2", "atanh", "atexit", "atof", "atoi", "atol", "atoll", "bsearch", "btowc",
    "cabs", "cacos", "call_once", "calloc", "carg", "casin", "catan", "cbrt", "ccos", "ceil", "cexp", "cimag",
    "clearerr", "clock", "clock_t", "clog", "cnd_wait", "conj", "copysign", "cos", "cosh", "cpow", "cproj",
    "creal", "csin", "csqrt", "ctan", "ctime", "difftime", "div", "div_t", "erf", "erfc", "exit", "exp", "exp2",
    "expm1", "fabs", "fclose", "fdim", "feof", "ferror", "fflush", "fgetc", "fgetpos", "fgets", "fgetwc", "fgetws",
    "floor", "fma", "fmax", "fmin", "fmod", "fopen", "fpclassify", "fpos_t", "fprintf", "fputc", "fputs", "fputwc",
    "fputws", "fread", "free", "freopen", "frexp", "fscanf", "fseek", "fsetpos", "ftell", "fwide", "fwprintf",
    "fwrite", "fwscanf", "getc", "getchar", "getenv", "gets", "getwc", "getwchar", "gmtime", "hypot", "ilogb",
    "imaxabs", "imaxdiv", "isalnum", "isalpha", "isblank", "iscntrl", "isdigit", "isfinite", "isgraph",
    "isgreater", "isinf", "isless", "islower", "isnan", "isnormal", "isprint", "ispunct", "isspace", "isunordered",
    "isupper", "iswalnum", "iswalpha", "iswdigit", "iswspace", "isxdigit", "jmp_buf", "kill_dependency", "labs",
    "ldexp", "ldiv", "ldiv_t", "lgamma", "llabs", "lldiv", "lldiv_t", "llrint", "llround", "localeconv",
    "localtime", "log", "log10", "log1p", "log2", "logb", "longjmp", "lrint", "lround", "malloc", "mblen",
    "mbrlen", "mbrtowc", "mbsinit", "mbstate_t", "mbstowcs", "mbtowc", "memchr", "memcmp", "memmove", "mktime",
    "modf", "mtx_lock", "nan", "nearbyint", "nextafter", "nexttoward", "offsetof", "perror", "pow", "printf",
    "putc", "putchar", "puts", "putwc", "putwchar", "qsort", "quick_exit", "raise", "rand", "realloc", "remainder",
    "remove", "remquo", "rename", "rewind", "rint", "round", "scalbln", "scalbn", "scanf", "setbuf", "setjmp",
    "setlocale", "setvbuf", "sig_atomic_t", "signal", "signbit", "sin", "sinh", "snprintf", "sprintf", "sqrt",
    "srand", "sscanf", "strcat", "strchr", "strcmp", "strcoll", "strcpy", "strcspn", "strerror", "strftime",
    "strlen", "strncat", "strncmp", "strncpy", "strpbrk", "strrchr", "strspn", "strstr", "strtod", "strtof",
    "strtoimax", "strtok", "strtol", "strtold", "strtoll", "strtoul", "strtoull", "strtoumax", "strxfrm",
    "swprintf", "swscanf", "system", "tan", "tanh", "tgamma", "thrd_create", "time", "time_t", "timespec_get",
    "tmpfile", "tmpnam", "tolower", "toupper", "towlower", "towupper", "trunc", "tss_create", "ungetc", "ungetwc",
    "va_arg", "va_copy", "va_end", "va_list", "va_start", "vfprintf", "vfscanf", "vfwprintf", "vprintf", "vscanf",
    "vsnprintf", "vsprintf", "vsscanf", "vswprintf", "vwprintf", "wcrtomb", "wcscat", "wcschr", "wcscmp",
    "wcscoll", "wcscpy", "wcscspn", "wcsftime", "wcslen", "wcsncat", "wcsncmp", "wcsncpy", "wcspbrk", "wcsrchr",
    "wcsspn", "wcsstr", "wcstod", "wcstof", "wcstok", "wcstol", "wcstold", "wcstoll", "wcstombs", "wcstoul",
    "wcstoull", "wcsxfrm", "wctob", "wctomb", "wctrans", "wctrans_t", "wctype", "wctype_t", "wint_t", "wmemchr",
    "wmemcmp", "wmemcpy", "wmemmove", "wmemset", "wprintf", "wscanf",
};

/* Macros that could be the name of a model and a word behind it. */
static const char *const macros[] = {
    "AF_INET", "AF_UNIX", "ARG_MAX", "CHAR_BIT", "CHAR_MAX", "CHAR_MIN", "CLOCKS_PER_SEC", "CLOCK_MONOTONIC",
    "CLOCK_REALTIME", "DBL_DECIMAL_DIG", "DBL_DIG", "DBL_EPSILON", "DBL_MANT_DIG", "DBL_MAX", "DBL_MAX_EXP",
    "DBL_MIN", "DBL_MIN_EXP", "DBL_TRUE_MIN", "DECIMAL_DIG", "EXIT_FAILURE", "EXIT_SUCCESS", "FE_ALL_EXCEPT",
    "FE_DFL_ENV", "FE_DIVBYZERO", "FE_DOWNWARD", "FE_INEXACT", "FE_INVALID", "FE_OVERFLOW", "FE_TONEAREST",
    "FE_TOWARDZERO", "FE_UNDERFLOW", "FE_UPWARD", "FILENAME_MAX", "FLT_DECIMAL_DIG", "FLT_DIG", "FLT_EPSILON",
    "FLT_EVAL_METHOD", "FLT_HAS_SUBNORM", "FLT_MANT_DIG", "FLT_MAX", "FLT_MAX_EXP", "FLT_MIN", "FLT_MIN_EXP",
    "FLT_RADIX", "FLT_ROUNDS", "FLT_TRUE_MIN", "FOPEN_MAX", "FP_FAST_FMA", "FP_ILOGB0", "FP_ILOGBNAN",
    "FP_INFINITE", "FP_NAN", "FP_NORMAL", "FP_SUBNORMAL", "FP_ZERO", "F_DUPFD", "F_GETFD", "F_GETFL", "F_GETLK",
    "F_OK", "F_SETFD", "F_SETFL", "F_SETLK", "HOST_NAME_MAX", "HUGE_VAL", "HUGE_VALF", "HUGE_VALL", "INT16_C",
    "INT16_MAX", "INT16_MIN", "INT16_WIDTH", "INT32_C", "INT32_MAX", "INT32_MIN", "INT32_WIDTH", "INT64_C",
    "INT64_MAX", "INT64_MIN", "INT64_WIDTH", "INT8_C", "INT8_MAX", "INT8_MIN", "INT8_WIDTH", "INTMAX_C",
    "INTMAX_MAX", "INTMAX_MIN", "INTPTR_MAX", "INTPTR_MIN", "INT_MAX", "INT_MIN", "INT_WIDTH", "LC_ALL",
    "LC_COLLATE", "LC_CTYPE", "LC_MESSAGES", "LC_MONETARY", "LC_NUMERIC", "LC_TIME", "LDBL_DIG", "LDBL_EPSILON",
    "LDBL_MANT_DIG", "LDBL_MAX", "LDBL_MIN", "LINE_MAX", "LLONG_MAX", "LLONG_MIN", "LONG_MAX", "LONG_MIN",
    "L_tmpnam", "MAP_FAILED", "MAP_FIXED", "MAP_PRIVATE", "MAP_SHARED", "MATH_ERREXCEPT", "MATH_ERRNO",
    "MB_CUR_MAX", "MB_LEN_MAX", "M_1_PI", "M_2_PI", "M_2_SQRTPI", "M_E", "M_LN10", "M_LN2", "M_LOG10E", "M_LOG2E",
    "M_PI", "M_PI_2", "M_PI_4", "M_SQRT1_2", "M_SQRT2", "NAME_MAX", "ONCE_FLAG_INIT", "OPEN_MAX", "O_APPEND",
    "O_CREAT", "O_EXCL", "O_NONBLOCK", "O_RDONLY", "O_RDWR", "O_TRUNC", "O_WRONLY", "PATH_MAX", "PIPE_BUF",
    "PROT_EXEC", "PROT_NONE", "PROT_READ", "PROT_WRITE", "PTRDIFF_MAX", "PTRDIFF_MIN", "RAND_MAX", "R_OK",
    "SCHAR_MAX", "SCHAR_MIN", "SEEK_CUR", "SEEK_DATA", "SEEK_END", "SEEK_HOLE", "SEEK_SET", "SHRT_MAX", "SHRT_MIN",
    "SIG_ATOMIC_MAX", "SIG_ATOMIC_MIN", "SIG_BLOCK", "SIG_DFL", "SIG_ERR", "SIG_IGN", "SIG_SETMASK", "SIG_UNBLOCK",
    "SIZE_MAX", "SIZE_WIDTH", "SSIZE_MAX", "STDERR_FILENO", "STDIN_FILENO", "STDOUT_FILENO", "S_IRUSR", "S_IWUSR",
    "S_IXUSR", "TIME_UTC", "TMP_MAX", "UCHAR_MAX", "UINT16_C", "UINT16_MAX", "UINT32_C", "UINT32_MAX", "UINT64_C",
    "UINT64_MAX", "UINT8_C", "UINT8_MAX", "UINTMAX_C", "UINTMAX_MAX", "UINTPTR_MAX", "UINT_MAX", "ULLONG_MAX",
    "ULONG_MAX", "USHRT_MAX", "WCHAR_MAX", "WCHAR_MIN", "WINT_MAX", "WINT_MIN", "W_OK", "X_OK",
};

/* Headers that an include path must not hide: C's, POSIX's, those they include, the runtime's. */
static const char *const headers[] = {
    "alloca", "arpa", "assert", "bits", "byteswap", "complex", "ctype", "dirent", "dlfcn", "elf", "endian", "err",
    "errno", "error", "fcntl", "features", "fenv", "float", "fnmatch", "ftw", "gatrt", "getopt", "glob", "grp",
    "iconv", "inttypes", "iso646", "langinfo", "libgen", "libintl", "limits", "link", "locale", "malloc", "math",
    "memory", "monetary", "mqueue", "netdb", "nl_types", "poll", "pthread", "pwd", "regex", "sched", "search",
    "semaphore", "setjmp", "signal", "spawn", "stdalign", "stdarg", "stdatomic", "stdbool", "stddef", "stdint",
    "stdio", "stdlib", "stdnoreturn", "string", "strings", "syscall", "sysexits", "syslog", "tar", "termios",
    "tgmath", "threads", "time", "uchar", "ucontext", "ulimit", "unistd", "utime", "utmpx", "values", "wait",
    "wchar", "wctype", "wordexp",
};
/* clang-format on */

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_among(const char *const *list, size_t count, const char *name)
{
    return bsearch(&name, list, count, sizeof *list, compare_words) != NULL;
}
#define IS_AMONG(list, name) is_among(list, sizeof(list) / sizeof *(list), name)

bool reserved_word(const char *name)
{
    return IS_AMONG(words, name);
}

bool reserved_constant(const char *name)
{
    return IS_AMONG(macros, name);
}

bool reserved_macro(const char *name)
{
    for (const char *at = helpers_text; (at = strstr(at, "#define ")); at++) {
        const char *word = at + strlen("#define ");
        if (!strncmp(word, name, strlen(name)) && strchr(" (\n", word[strlen(name)]))
            return true;
    }
    return false;
}

bool reserved_header(const char *stem)
{
    return IS_AMONG(headers, stem);
}

const char *reserved_model(const char *name)
{
    if (name[0] == '_')
        return "begins with an underscore, as C's own names do";
    const char *upper = upper_name(name);
    if (!strncmp(upper, "GATRT", 5) && (!upper[5] || upper[5] == '_'))
        return "is the runtime's own";
    if (!strcmp(upper, "GATCC"))
        return "is the compiler's own";
    if (IS_AMONG(words, name))
        return "is a word of C or C++";
    if (IS_AMONG(library, name) || IS_AMONG(macros, name))
        return "is a name of the C library";
    const char *ok = arena_format("%s_OK", upper);
    return IS_AMONG(macros, ok) ? arena_format("would make a constant %s, which is a macro of <unistd.h>", ok) : NULL;
}

const char *upper_name(const char *name)
{
    char *copy = arena_format("%s", name);
    for (char *c = copy; *c; c++)
        *c = (char)(isalnum((unsigned char)*c) ? toupper((unsigned char)*c) : '_');
    return copy;
}

/* table.c - a text file of numbers with commas between them, as spreadsheets and pandas write it.
 *
 * A byte order mark is skipped, lines end in LF or CR LF, blank lines count for nothing, numbers may stand in quotes
 * (RFC 4180). The first line is a header if every field of it is a name: no word in it begins with a digit, a sign or a point, so that
 * no number is ever dropped as one. Whether a first row of 0, 1, 2, ... is data, or the names that pandas
 * gives to columns without any, this file cannot tell: it marks it (`counts_up`), and who knows the
 * other files decides.
 */
#include "runtime/formats/decimal.h"
#include "runtime/formats/edge_words.h"
#include "runtime/formats/fields.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\r')
        at++;
    return at;
}

/* ---------------------------------------------------------------------- a row */

/* Past the number at `at`, in quotes or not; NULL where there is none, or what follows belongs to it. */
static const char *read_number(const char *at, double *number)
{
    at = skip_blanks(at);
    const bool quoted = *at == '"';
    at += quoted;
    if (isspace((unsigned char)*at)) /* strtod, which reads what is unusual, would go on to the next line */
        return NULL;
    const char *end = decimal_double(at, number);
    if (!end || (quoted && *end != '"'))
        return NULL;
    const char *after = skip_blanks(end + quoted);
    return *after == ',' || *after == '\n' || *after == '\0' ? after : NULL;
}

/* Past a field that says that nothing is known; NULL where it says something. */
static const char *read_missing(const char *at, double *number)
{
    at = skip_blanks(at);
    const char *end = at + strcspn(at, ",\r\n"), *last = end;
    while (last > at && (last[-1] == ' ' || last[-1] == '\t'))
        last--;
    const bool quoted = last - at >= 2 && *at == '"' && last[-1] == '"';
    if (!field_unknown((Field){at + quoted, (size_t)(last - at) - 2 * quoted}))
        return NULL;
    *number = (double)NAN;
    return skip_blanks(end);
}

/* What to do about a field that is no number; "" where that is plain. */
static const char *advice(const Table *t, const char *field, int length)
{
    if (memchr(field, ';', (size_t)length) || memchr(field, '\t', (size_t)length))
        return "; put commas between numbers";
    if ((length == 4 && !memcmp(field, "True", 4)) || (length == 5 && !memcmp(field, "False", 5)))
        return "; write 1 for True and 0 for False";
    if (t->rows == 0 && !t->named && isalpha((unsigned char)(*field == '"' ? field[1] : *field)))
        return "; a header is names alone, and no word of them begins with a digit";
    return "";
}

static bool field_error(const Table *t, int64_t line, const char *at, Error *error)
{
    at = skip_blanks(at);
    const int length = (int)strcspn(at, ",\r\n");
    return error_set(error, "%s:%lld: \"%.*s\" is not a number%s", file_shown(t->path), (long long)line,
                     length < 40 ? length : 40, at, advice(t, at, length));
}

/* One line of numbers, appended to the table; the first row says how many there are. */
static bool read_row(Table *t, const char *at, int64_t line, Error *error)
{
    double *to = t->values + t->rows * t->columns;
    int64_t count = 0;
    for (;; at++, count++) {
        const char *after = NULL;
        if (t->rows == 0 || count < t->columns)
            after = read_number(at, &to[count]);
        if (!after && t->missing && (t->rows == 0 || count < t->columns))
            after = read_missing(at, &to[count]);
        if (!after && t->rows > 0 && count >= t->columns)
            return error_set(error, "%s:%lld: more than %lld numbers, which line %lld has", file_shown(t->path),
                             (long long)line, (long long)t->columns, (long long)t->first_line);
        if (!after)
            return field_error(t, line, at, error);
        at = after;
        if (*at != ',')
            break;
    }
    count++;
    if (t->rows == 0)
        t->columns = count;
    t->rows++;
    return count == t->columns ||
           error_set(error, "%s:%lld: %lld numbers, but line %lld has %lld", file_shown(t->path), (long long)line,
                     (long long)count, (long long)t->first_line, (long long)t->columns);
}

/* ------------------------------------------------------------------ the header */

/* What pandas makes of a column without a name when it reads and writes it again: "Unnamed: 0". */
static bool is_unnamed(const char *at, size_t length)
{
    static const char words[] = "Unnamed: ";
    const size_t quotes = length > 0 && *at == '"';
    at += quotes;
    length -= length >= 2 * quotes ? 2 * quotes : length;
    return length > strlen(words) && !memcmp(at, words, strlen(words)) &&
           strspn(at + strlen(words), "0123456789\r") >= length - strlen(words);
}

/* A digit is part of a name only behind a letter of its word. */
static bool is_name(const char *at, size_t length)
{
    bool in_word = false;
    if (is_unnamed(at, length))
        return true;
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)at[i];
        if (isdigit(c) && !in_word)
            return false;
        if (isalpha(c) || c == '_' || c >= 128)
            in_word = true;
        else if (!isdigit(c) && c != '-' && c != '.')
            in_word = false;
    }
    return true;
}

/* Past `number` written in digits and what follows it in a line; NULL where something else stands there. */
static const char *skip_count(const char *at, int64_t number)
{
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%lld", (long long)number);
    at = skip_blanks(at);
    const bool quoted = *at == '"';
    at += quoted;
    if (strncmp(at, digits, (size_t)length) != 0 || (quoted && at[length] != '"'))
        return NULL;
    at = skip_blanks(at + length + quoted);
    return *at == ',' || *at == '\n' || *at == '\0' ? at : NULL;
}

/* 0, 1, 2, ... to the line's end */
static bool counts_up(const char *at)
{
    for (int64_t number = 0;; number++, at++) {
        at = skip_count(at, number);
        if (!at || *at != ',')
            return at != NULL;
    }
}

/* All fields are names, and none a number ("nan"). Pandas leaves its index column without a name, and may count
 * the others. */
static bool is_header(const char *line)
{
    double ignored;
    const char *second = line + (strncmp(line, "\"\"", 2) ? 0 : 2);
    if (*second == ',' && counts_up(second + 1))
        return true;
    for (;; line++) {
        const size_t length = strcspn(line, ",\n");
        if (read_number(line, &ignored) || !is_name(line, length))
            return false;
        line += length;
        if (*line != ',')
            return true;
    }
}

static bool is_bracket(char c)
{
    return c == '"' || c == '\'' || c == '#' || isspace((unsigned char)c);
}

enum { NAMED_COLUMNS = sizeof((Table *)0)->names / sizeof((Table *)0)->names[0] };

/* A column's name, small letters without quotes; where the next one begins. */
static const char *take_name(char name[32], const char *line)
{
    size_t length = 0;
    for (; *line != ',' && *line != '\n' && *line; line++)
        if (!is_bracket(*line) && length + 1 < 32)
            name[length++] = (char)tolower((unsigned char)*line);
    name[length] = '\0';
    return *line == ',' ? line + 1 : line;
}

/* Commas within quotes are part of a name. Of a comment nothing is known: 0. */
static int64_t count_names(const char *line)
{
    int64_t names = 1;
    bool quoted = false;
    if (*skip_blanks(line) == '#')
        return 0;
    for (; *line && *line != '\n'; line++) {
        quoted ^= *line == '"';
        names += *line == ',' && !quoted;
    }
    return names;
}

static void take_names(Table *t, const char *line)
{
    t->named = true;
    t->name_count = count_names(line);
    for (int64_t i = 0; i < t->name_count || i < NAMED_COLUMNS; i++) {
        line = take_name(t->last_name, line);
        if (i < NAMED_COLUMNS)
            memcpy(t->names[i], t->last_name, sizeof t->last_name);
    }
}

/* -------------------------------------------------------------------- the file */

/* Every number is followed by a comma, a line's end or the text's: these bound how many there are. */
static size_t count_fields(const char *text, size_t size)
{
    size_t fields = 1;
    for (size_t i = 0; i < size; i++)
        fields += (text[i] == ',') | (text[i] == '\n');
    return fields;
}

static bool read_first(Table *t, const char *at, int64_t line, Error *error)
{
    t->first_line = line;
    t->counts_up = (!t->named || t->name_count == 0) && counts_up(at); /* below names a header does not come again */
    if (!read_row(t, at, line, error))
        return false;
    return !t->named || t->name_count == 0 || t->name_count == t->columns ||
           error_set(error, "%s:%lld: %lld numbers, but the header has %lld names; name each column",
                     file_shown(t->path), (long long)line, (long long)t->columns, (long long)t->name_count);
}

static bool parse_table(Table *t, const char *text, size_t size, Error *error)
{
    int64_t line = 1;
    t->values = mem_alloc(count_fields(text, size), sizeof *t->values);
    for (const char *at = text; *at; line++) {
        const char *start = skip_blanks(at);
        const bool blank = *start == '\n' || *start == '\0', first = t->rows == 0 && !t->named;
        if (!blank && first && is_header(at))
            take_names(t, at);
        else if (!blank && !(t->rows == 0 ? read_first : read_row)(t, at, line, error))
            return false;
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return true;
}

static const char *what_is_no_text(const unsigned char *bytes, size_t size)
{
    if (size >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)))
        return "is UTF-16; save it as UTF-8";
    return memchr(bytes, '\0', size) ? "is not text" : NULL;
}

static bool read_file(Table *t, const char *folder, const char *name, bool missing, Error *error)
{
    unsigned char *bytes;
    size_t size;
    *t = (Table){.missing = missing};
    const int length = snprintf(t->path, sizeof t->path, "%s/%s", folder, name);
    if (length < 0 || (size_t)length >= sizeof t->path)
        return error_set(error, "%s: the path is too long", file_shown(folder));
    if (!file_read(t->path, &bytes, &size, error))
        return false;
    const char *wrong = what_is_no_text(bytes, size);
    const size_t mark = size >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
    bool good = wrong ? error_set(error, "%s: %s", file_shown(t->path), wrong)
                      : parse_table(t, (const char *)bytes + mark, size - mark, error);
    mem_free(bytes);
    return good;
}

bool table_read(Table *t, const char *folder, const char *name, Error *error)
{
    return read_file(t, folder, name, false, error);
}

bool table_read_missing(Table *t, const char *folder, const char *name, Error *error)
{
    return read_file(t, folder, name, true, error);
}

void table_free(Table *t)
{
    mem_free(t->values);
    t->values = NULL;
    t->rows = 0;
}

double table_at(const Table *t, int64_t row, int64_t column)
{
    return t->values[(row + t->skipped) * t->columns + column];
}

void table_skip_first(Table *t)
{
    t->skipped = 1;
    t->rows--;
}

bool table_error(const Table *t, int64_t row, int64_t column, const char *wrong, Error *error)
{
    return error_set(error, "%s: row %lld, number %lld is %.15g, %s", file_shown(t->path), (long long)row + 1,
                     (long long)column + 1, table_at(t, row, column), wrong);
}

/* ------------------------------------------------------------- a column of nodes */

bool table_begins_with(const Table *t, const char *const *words)
{
    return t->named && is_word(t->names[0], words);
}

int64_t table_column(const Table *t, const char *const *words)
{
    for (int i = 0; t->named && i < NAMED_COLUMNS && i < t->columns; i++)
        if (is_word(t->names[i], words))
            return i;
    return -1;
}

enum { FEWEST_COUNTED = 3 }; /* rows that must count up before the column is taken for their numbers */

bool table_has_nodes(const Table *t)
{
    if (t->columns < 2 || t->rows == 0)
        return false;
    if (t->named)
        return table_begins_with(t, node_words);
    for (int64_t r = 0; r < t->rows; r++)
        if (table_at(t, r, 0) != (double)r)
            return false;
    return t->rows >= FEWEST_COUNTED;
}

bool table_is_shuffled(const Table *t)
{
    if (!table_has_nodes(t))
        return false;
    for (int64_t r = 1; r < t->rows; r++)
        if (table_at(t, r, 0) < table_at(t, r - 1, 0))
            return true;
    return false;
}

bool table_may_have_nodes(const Table *t)
{
    if (t->columns < 2 || t->rows < FEWEST_COUNTED)
        return false;
    bool *seen = mem_alloc((size_t)t->rows, sizeof *seen);
    int64_t r = 0;
    for (; r < t->rows; r++) {
        const double number = table_at(t, r, 0);
        if (!(number >= 0.0 && number < (double)t->rows && number == floor(number)) || seen[(int64_t)number])
            break;
        seen[(int64_t)number] = true;
    }
    mem_free(seen);
    return r == t->rows;
}

bool table_node(const Table *t, int64_t row, int64_t column, int64_t nodes, int32_t *node, Error *error)
{
    char wrong[64];
    const double number = table_at(t, row, column);
    if (number >= 0.0 && number < (double)nodes && number == floor(number)) {
        *node = (int32_t)number;
        return true;
    }
    snprintf(wrong, sizeof wrong, "but nodes are numbered from 0 to %lld", (long long)nodes - 1);
    return table_error(t, row, column, wrong, error);
}

/* musae_csv.c - a text of records with commas between their fields, under a header, as RFC 4180 has it: what stands in
 * quotes may hold commas, line ends, and quotes twice. */
#include "runtime/formats/musae.h"
#include "runtime/formats/names.h"

#include <stdarg.h>
#include <string.h>

bool musae_error(const MusaeCsv *csv, const char *format, ...)
{
    char wrong[192];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(wrong, sizeof wrong, format, arguments);
    va_end(arguments);
    return error_set(csv->error, "%s:%lld: %s", file_shown(csv->path), (long long)csv->line, wrong);
}

int64_t musae_lines(const MusaeCsv *csv)
{
    int64_t lines = 1;
    for (size_t i = 0; i < csv->size; i++)
        lines += csv->bytes[i] == '\n';
    return lines;
}

void musae_close(MusaeCsv *csv)
{
    mem_free(csv->bytes);
    csv->bytes = NULL;
}

/* ------------------------------------------------------------------ fields */

/* Behind the first quote: its text moves to `to`; where it ends, behind the last quote, or NULL. */
static char *take_quoted(MusaeCsv *csv, char *at, char **to)
{
    char *end = csv->bytes + csv->size;
    for (; at < end; at++) {
        if (*at == '"' && (at + 1 == end || at[1] != '"'))
            return at + 1;
        at += *at == '"';
        csv->next_line += *at == '\n';
        *(*to)++ = *at;
    }
    return NULL;
}

/* One field, which gets an end of its own; what stands behind it: a comma, a line end, or the end of all. */
static bool take_field(MusaeCsv *csv, char *after)
{
    char *at = csv->bytes + csv->at, *end = csv->bytes + csv->size, *to = at;
    csv->field[csv->count] = at;
    if (at < end && *at == '"') {
        at = take_quoted(csv, at + 1, &to);
        if (!at)
            return musae_error(csv, "a quote has no other that ends it");
    }
    for (; at < end && *at != ',' && *at != '\n'; at++)
        if (*at != '\r' || (at + 1 < end && at[1] != '\n'))
            *to++ = *at;
    *after = at < end ? *at : '\n';
    csv->at = (size_t)(at - csv->bytes) + (at < end);
    *to = 0;
    csv->count++;
    return true;
}

static bool take_record(MusaeCsv *csv)
{
    char after = ',';
    csv->line = csv->next_line;
    for (csv->count = 0; after == ',';) {
        if (csv->count == MUSAE_FIELDS)
            return musae_error(csv, "more than %d fields", MUSAE_FIELDS);
        if (!take_field(csv, &after))
            return false;
    }
    csv->next_line++;
    return true;
}

static MusaeStep next_record(MusaeCsv *csv)
{
    do {
        if (csv->at >= csv->size)
            return MUSAE_END;
        if (!take_record(csv))
            return MUSAE_FAILED;
    } while (csv->count == 1 && csv->field[0][0] == 0);
    return MUSAE_RECORD;
}

MusaeStep musae_next(MusaeCsv *csv)
{
    const int wanted = csv->count;
    const MusaeStep step = next_record(csv);
    if (step != MUSAE_RECORD || csv->count == wanted)
        return step;
    musae_error(csv, "%d fields, but the header has %d", csv->count, wanted);
    return MUSAE_FAILED;
}

/* ------------------------------------------------------------------ the file */

bool musae_open(MusaeCsv *csv, const char *prefix, const char *suffix, Error *error)
{
    unsigned char *bytes;
    *csv = (MusaeCsv){.line = 1, .next_line = 1, .error = error};
    snprintf(csv->path, sizeof csv->path, "%s%s", prefix, suffix);
    if (!file_read(csv->path, &bytes, &csv->size, error))
        return false;
    csv->bytes = (char *)bytes;
    csv->at = csv->size >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
    if (csv->size > 0 && memchr(bytes, 0, csv->size))
        return error_set(error, "%s: is not text", file_shown(csv->path));
    const MusaeStep step = next_record(csv);
    return step == MUSAE_RECORD || (step == MUSAE_END && error_set(error, "%s: is empty", file_shown(csv->path)));
}

int musae_column(const MusaeCsv *csv, const char *const *words)
{
    for (; *words; words++)
        for (int i = 0; i < csv->count; i++)
            if (!strcmp(csv->field[i], *words))
                return i;
    return -1;
}

bool musae_node(const MusaeCsv *csv, int field, int64_t nodes, int32_t *node)
{
    int64_t number;
    if (!name_is_whole(csv->field[field], &number))
        return musae_error(csv, "\"%.40s\" is not a node's number", csv->field[field]);
    if (number < 0 || number >= nodes)
        return musae_error(csv, "node %lld, but there are nodes 0 to %lld", (long long)number, (long long)nodes - 1);
    *node = (int32_t)number;
    return true;
}

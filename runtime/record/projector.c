/* projector.c - TensorBoard's embedding projector: in a folder of event files
 *
 *   NAME.tensors.tsv         the numbers of a row in a line, with tabs between
 *   SPACE.metadata.tsv       columns with a head: which row it is, and what is known of it
 *   projector_config.pbtxt   which of these belong together: ProjectorConfig as text, of projector_config.proto
 *
 * The configuration has one name for all runs in a folder: TensorBoard looks for no other.
 */
#include "runtime/runtime.h"
#include "runtime/record/projector.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

enum { ROOM = 1 << 16, LONGEST_PATH = 4096, LONGEST_NAME = 60, DECIMALS = 6 };

TableName projector_name(const Projector *p, const char *what, const char *kind)
{
    TableName name;
    char safe[LONGEST_NAME + 1];
    size_t used = 0;
    for (; *what && used < LONGEST_NAME; what++)
        safe[used++] = isalnum((unsigned char)*what) || strchr("._-", *what) ? *what : '_';
    safe[used] = '\0';
    if (p->first > 0)
        snprintf(name.text, sizeof name.text, "%s.%.9s-%" PRId64 ".tsv", safe, kind, p->first);
    else
        snprintf(name.text, sizeof name.text, "%s.%.9s.tsv", safe, kind);
    return name;
}

static bool path_of(const Projector *p, const char *name, char path[LONGEST_PATH], Error *error)
{
    if ((size_t)snprintf(path, LONGEST_PATH, "%s/%s", p->folder, name) < LONGEST_PATH)
        return true;
    return error_set(error, "--log: the path is too long: %s", file_shown(p->folder));
}

void projector_begin(Projector *p, TableName name)
{
    char path[LONGEST_PATH];
    if (!p->trouble.text[0] && path_of(p, name.text, path, &p->trouble))
        (void)!log_file_open(&p->table, path, ROOM, &p->trouble); /* p->trouble says it */
}

static void make_room(Projector *p)
{
    if (log_file_full(&p->table))
        (void)!log_file_flush(&p->table, &p->trouble);
}

void projector_put(Projector *p, const char *format, ...)
{
    char text[200];
    va_list arguments;
    if (p->trouble.text[0])
        return;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    make_room(p);
    p->table.broken |= length < 0 || (size_t)length >= sizeof text;
    log_file_add(&p->table, text, p->table.broken ? 0 : (size_t)length);
}

/* Most numbers are neither large nor next to 0, and printf takes ten times as long: a table is made of them. */
void projector_number(Projector *p, double value, char behind)
{
    char text[24];
    size_t at = sizeof text;
    const double size = fabs(value);
    if (!(size >= 0.01 && size < 1e6)) {
        projector_put(p, "%.6g%c", value, behind);
        return;
    }
    uint64_t rest = (uint64_t)(size * 1e6 + 0.5);
    text[--at] = behind;
    for (int digits = 0; rest || digits <= DECIMALS; digits++) {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
        if (digits + 1 == DECIMALS)
            text[--at] = '.';
    }
    if (value < 0.0)
        text[--at] = '-';
    if (!p->trouble.text[0]) {
        make_room(p);
        log_file_add(&p->table, text + at, sizeof text - at);
    }
}

void projector_text(Projector *p, const char *text)
{
    for (; *text && !p->trouble.text[0]; text++) {
        const char byte = iscntrl((unsigned char)*text) ? ' ' : *text;
        make_room(p);
        log_file_add(&p->table, &byte, 1);
    }
}

void projector_end(Projector *p)
{
    if (!p->trouble.text[0])
        (void)!log_file_flush(&p->table, &p->trouble);
    if (p->table.path)
        log_file_close(&p->table);
}

void projector_pair(Projector *p, TableName tensors, TableName metadata)
{
    const size_t room = sizeof p->config - p->used;
    const char *end = strstr(tensors.text, ".tensors");
    const int length =
        snprintf(p->config + p->used, room,
                 "embeddings {\n  tensor_name: \"%.*s\"\n  tensor_path: \"%s\"\n  metadata_path: \"%s\"\n}\n",
                 (int)(end ? end - tensors.text : 0), tensors.text, tensors.text, metadata.text);
    p->used += length > 0 && (size_t)length < room ? (size_t)length : 0; /* one that there is no room for is left out */
}

bool projector_write(Projector *p, Error *error)
{
    char path[LONGEST_PATH];
    if (!p->trouble.text[0] && path_of(p, "projector_config.pbtxt", path, &p->trouble))
        (void)!file_write(path, p->config, p->used, &p->trouble);
    if (p->trouble.text[0])
        *error = p->trouble;
    return !p->trouble.text[0];
}

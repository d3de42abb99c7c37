/* trials.c - the file of a search.
 *
 * The first line says of which search it is; each further line is a trial, in their order, written by one call and
 * synchronised before the next. What a kill leaves of a line is no line: it is cut off. There are no times in it, so a
 * search that was ended and goes on leaves the bytes of one that was not. Nothing that it claims is believed: values
 * must be those that the search has for that number.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/cli/trials.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct TrialFile {
    const char *path, *metric;
    const Space *space;
    int file;
    json_t *lines; /* of trials that are there */
};

static json_t *number_json(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *line_of(const TrialFile *f, int64_t number, const Trial *trial)
{
    char metric[112];
    json_t *line = json_object(), *values = json_object();
    for (int i = 0; values && i < f->space->count; i++)
        json_object_set_new(values, f->space->dim[i].name, json_string(trial->value[i].text));
    snprintf(metric, sizeof metric, "val_%.90s", f->metric);
    json_object_set_new(line, "trial", json_integer(number + 1));
    json_object_set_new(line, "values", values);
    if (trial->limit)
        json_object_set_new(line, "limit", json_integer(trial->limit));
    json_object_set_new(line, metric, number_json(trial->metric));
    json_object_set_new(line, "val_loss", number_json(trial->loss));
    json_object_set_new(line, "epochs", json_integer(trial->epochs));
    json_object_set_new(line, "ended", json_string(trial->diverged ? "diverged" : "done"));
    return line;
}

static bool write_line(const TrialFile *f, const char *text, size_t length, Error *error)
{
    const off_t before = lseek(f->file, 0, SEEK_END);
    const ssize_t written = before < 0 ? -1 : write(f->file, text, length);
    if (written == (ssize_t)length && fdatasync(f->file) == 0)
        return true;
    const int why = written >= 0 && written < (ssize_t)length ? ENOSPC : errno;
    if (before >= 0 && ftruncate(f->file, before) != 0)
        return error_set(error, "%s: cannot write, nor take back what was written: %s", file_shown(f->path),
                         strerror(errno));
    return error_set(error, "%s: cannot write: %s", file_shown(f->path), strerror(why));
}

bool trials_add(TrialFile *f, int64_t number, const Trial *trial, Error *error)
{
    if (f->file < 0)
        return true;
    json_t *line = line_of(f, number, trial);
    char *text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(17) | JSON_ENSURE_ASCII);
    json_decref(line);
    if (!text)
        return error_set(error, "%s: out of memory", file_shown(f->path));
    const size_t length = strlen(text);
    text[length] = '\n'; /* in place of the end: only `length` counts from here */
    const bool worked = write_line(f, text, length + 1, error);
    free(text);
    return worked;
}

/* Lines behind the first, and where the last whole one ends. */
static bool read_lines(TrialFile *f, const char *text, size_t size, size_t *whole, Error *error)
{
    for (size_t at = *whole; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        json_error_t wrong;
        if (!end)
            return true;
        json_t *line = json_loadb(text + at, (size_t)(end - text) - at, JSON_REJECT_DUPLICATES, &wrong);
        if (!line || json_array_append_new(f->lines, line) != 0)
            return error_set(error, "%s: line %zu is no trial: %.100s", file_shown(f->path),
                             json_array_size(f->lines) + 2, wrong.text);
        at = *whole = (size_t)(end - text) + 1;
    }
    return true;
}

static bool read_file(TrialFile *f, const char *search, Error *error)
{
    unsigned char *bytes;
    size_t size, whole = 0;
    if (!file_read(f->path, &bytes, &size, error))
        return false;
    const size_t length = strlen(search);
    const char *text = (const char *)bytes;
    const bool begun = size > length && memcmp(text, search, length) == 0 && text[length] == '\n';
    const bool cut = !begun && !memchr(text, '\n', size) && size <= length && memcmp(text, search, size) == 0;
    bool worked = begun || cut ||
                  error_set(error, "%s is of another search; name another file, or remove it", file_shown(f->path));
    whole = begun ? length + 1 : 0;
    worked = worked && (!begun || read_lines(f, text, size, &whole, error));
    mem_free(bytes);
    if (worked && ftruncate(f->file, (off_t)whole) != 0)
        return error_set(error, "%s: cannot write: %s", file_shown(f->path), strerror(errno));
    return worked;
}

static bool begin_file(TrialFile *f, const char *search, Error *error)
{
    const size_t length = strlen(search);
    if (lseek(f->file, 0, SEEK_END) > 0)
        return true;
    char *line = mem_alloc(length + 2, 1);
    snprintf(line, length + 2, "%s\n", search);
    const bool worked = write_line(f, line, length + 1, error);
    mem_free(line);
    return worked;
}

TrialFile *trials_open(const char *path, const char *search, const Space *space, const char *metric, Error *error)
{
    TrialFile *f = mem_alloc(1, sizeof *f);
    *f = (TrialFile){.path = path, .metric = metric, .space = space, .file = -1, .lines = json_array()};
    if (!path)
        return f;
    f->file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    bool worked = f->file >= 0 || error_set(error, "%s: cannot write: %s", file_shown(path), strerror(errno));
    struct flock alone = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (worked && fcntl(f->file, F_SETLK, &alone) != 0 && (errno == EAGAIN || errno == EACCES))
        worked = error_set(error, "%s: another search is writing it", file_shown(path));
    if (worked && lseek(f->file, 0, SEEK_END) > 0)
        worked = read_file(f, search, error);
    if (worked && begin_file(f, search, error))
        return f;
    trials_close(f);
    return NULL;
}

int64_t trials_done(const TrialFile *f)
{
    return (int64_t)json_array_size(f->lines);
}

static double number_at(const json_t *line, const char *key)
{
    const json_t *value = json_object_get(line, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static void read_results(const json_t *line, const char *metric_name, Trial *trial)
{
    char metric[112];
    snprintf(metric, sizeof metric, "val_%.90s", metric_name);
    trial->metric = number_at(line, metric);
    trial->loss = number_at(line, "val_loss");
    trial->epochs = (int64_t)json_integer_value(json_object_get(line, "epochs"));
    const char *ended = json_string_value(json_object_get(line, "ended"));
    trial->diverged = ended && strcmp(ended, "diverged") == 0;
}

bool trials_take(TrialFile *f, int64_t number, Trial *trial, Error *error)
{
    const json_t *line = json_array_get(f->lines, (size_t)number);
    read_results(line, f->metric, trial);
    json_t *again = line_of(f, number, trial);
    const bool same = json_equal(line, again);
    json_decref(again);
    return same || error_set(error, "%s: line %" PRId64 " is not trial %" PRId64 " of this search; name another file",
                             file_shown(f->path), number + 2, number + 1);
}

bool trials_read(const char *path, const char *metric, Trial *trial, Error *error)
{
    unsigned char *bytes;
    size_t size;
    char key[112];
    if (!file_read(path, &bytes, &size, error))
        return false;
    const char *second = memchr(bytes, '\n', size);
    const size_t before = second ? (size_t)(second + 1 - (const char *)bytes) : size;
    json_t *line = json_loadb((const char *)bytes + before, size - before, JSON_DISABLE_EOF_CHECK, NULL);
    snprintf(key, sizeof key, "val_%.90s", metric);
    const bool found = json_object_get(line, key) && json_object_get(line, "ended");
    if (found)
        read_results(line, metric, trial);
    json_decref(line);
    mem_free(bytes);
    return found ||
           error_set(error, "tune --model: a trial's program told no %.40s; is --model the text of this one?", key);
}

void trials_close(TrialFile *f)
{
    if (f->file >= 0)
        close(f->file);
    json_decref(f->lines);
    mem_free(f);
}

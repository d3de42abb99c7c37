/* recorder.c - the figures of a training as they come, in a folder:
 *
 *   events.out.tfevents.FIRST.gatcc   scalars, histograms and pictures, for TensorBoard
 *   scalars.csv, scalars.jsonl        a row, an object, for each epoch that is logged
 *
 * They grow while the training runs, so that they can be watched; no file of an earlier run is touched.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/runtime.h"
#include "runtime/record/event_file.h"
#include "runtime/record/recorder.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

enum { TEXT_ROOM = 1 << 16, LONGEST_PATH = 4096 };
#define FLUSH_AFTER 1.0 /* seconds */

struct Recorder {
    EventFile *events;
    LogFile csv, json;
    const char *const *names;
    int count;
    double flushed;
    Histogram histogram;
    Error trouble; /* not empty: nothing more is written */
};

/* The folder and those above it. */
static bool make_folder(const char *folder, Error *error)
{
    char path[LONGEST_PATH];
    const size_t length = strlen(folder);
    if (length + 64 > sizeof path)
        return error_set(error, "--log: the path is too long: %s", file_shown(folder));
    for (size_t i = 1; i <= length; i++) {
        if (i < length && folder[i] != '/')
            continue;
        memcpy(path, folder, i);
        path[i] = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            return error_set(error, "--log: %s: cannot make the folder: %s", file_shown(path), strerror(errno));
    }
    return true;
}

/* A name in the folder, with the epochs done before. */
static bool open_text(LogFile *f, const char *folder, const char *suffix, int64_t first, Error *error)
{
    char path[LONGEST_PATH];
    if (first > 0)
        snprintf(path, sizeof path, "%s/scalars-%" PRId64 ".%s", folder, first, suffix);
    else
        snprintf(path, sizeof path, "%s/scalars.%s", folder, suffix);
    return log_file_open(f, path, TEXT_ROOM, error);
}

static void put_header(Recorder *r)
{
    log_file_print(&r->csv, "epoch");
    for (int i = 0; i < r->count; i++)
        log_file_print(&r->csv, ",%s", r->names[i]);
    log_file_print(&r->csv, "\n");
}

static bool open_all(Recorder *r, const char *folder, int64_t first, Error *error)
{
    char path[LONGEST_PATH];
    if (!make_folder(folder, error))
        return false;
    snprintf(path, sizeof path, "%s/events.out.tfevents.%010" PRId64 ".gatcc", folder, first);
    r->events = event_file_new(path, error);
    return r->events && open_text(&r->csv, folder, "csv", first, error) &&
           open_text(&r->json, folder, "jsonl", first, error);
}

Recorder *recorder_new(const char *folder, int64_t first, const char *const *names, int count, Error *error)
{
    Recorder *r = mem_alloc(1, sizeof *r);
    r->names = names;
    r->count = count;
    r->flushed = clock_seconds();
    if (!open_all(r, folder, first, error)) {
        recorder_free(r);
        return NULL;
    }
    put_header(r);
    return r;
}

/* Nine digits are a float exactly; JSON has no word for what is no number. */
static void put_number(Recorder *r, int column, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.9g", value);
    log_file_print(&r->csv, ",%s", text);
    log_file_print(&r->json, ", \"%s\": %s", r->names[column], isfinite(value) ? text : "null");
}

void recorder_row(Recorder *r, int64_t epoch, const double *values)
{
    if (r->trouble.text[0])
        return;
    event_file_scalars(r->events, epoch, r->names, values, r->count);
    log_file_print(&r->csv, "%" PRId64, epoch);
    log_file_print(&r->json, "{\"epoch\": %" PRId64, epoch);
    for (int i = 0; i < r->count; i++)
        put_number(r, i, values[i]);
    log_file_print(&r->csv, "\n");
    log_file_print(&r->json, "}\n");
}

/* One event fills up to a quarter of the file's room: what is there goes first where there is less. */
static bool has_room(Recorder *r)
{
    return !r->trouble.text[0] && (!event_file_full(r->events) || event_file_flush(r->events, &r->trouble));
}

void recorder_histogram(Recorder *r, int64_t epoch, const char *group, const char *name, const float *values,
                        int64_t count)
{
    char tag[256];
    if (!has_room(r))
        return;
    snprintf(tag, sizeof tag, "%.20s/%.200s", group, name);
    histogram_of(&r->histogram, values, count);
    event_file_histogram(r->events, epoch, tag, &r->histogram);
}

void recorder_image(Recorder *r, int64_t epoch, const char *tag, const Picture *picture)
{
    if (has_room(r))
        event_file_image(r->events, epoch, tag, picture);
}

bool recorder_flush(Recorder *r, bool now, Error *error)
{
    const double time = clock_seconds();
    const bool full = log_file_full(&r->csv) || log_file_full(&r->json) || event_file_full(r->events);
    if (!r->trouble.text[0] && (now || full || time - r->flushed > FLUSH_AFTER)) {
        r->flushed = time;
        const bool all = event_file_flush(r->events, &r->trouble) && log_file_flush(&r->csv, &r->trouble) &&
                         log_file_flush(&r->json, &r->trouble);
        (void)all; /* r->trouble says it */
    }
    if (r->trouble.text[0])
        *error = r->trouble;
    return !r->trouble.text[0];
}

void recorder_free(Recorder *r)
{
    if (!r)
        return;
    event_file_free(r->events);
    log_file_close(&r->csv);
    log_file_close(&r->json);
    mem_free(r);
}

/* log.c - what people see while a model trains, and how figures are printed.
 *
 * On a terminal one bar that is redrawn at most ten times a second; anywhere else
 * a plain line every so many epochs. Both go to standard error, so that standard
 * output holds results only.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double peak_rss_mib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024.0;
}

static int compare_floats(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

Spread spread_of(float *samples, int64_t count)
{
    if (count <= 0)
        return (Spread){NAN, NAN, NAN};
    qsort(samples, (size_t)count, sizeof samples[0], compare_floats);
    double below = (double)samples[(count - 1) / 2], above = (double)samples[count / 2];
    return (Spread){0.5 * (below + above), (double)samples[0], (double)samples[(count - 1) * 9 / 10]};
}

Text metric_text(const char *metric, double value)
{
    Text t;
    if (!isfinite(value))
        snprintf(t.text, sizeof t.text, "none");
    else if (strcmp(metric, "accuracy") == 0)
        snprintf(t.text, sizeof t.text, "%.1f %%", 100.0 * value);
    else
        snprintf(t.text, sizeof t.text, "%.4f", value);
    return t;
}

Progress progress_start(const Options *o, int64_t done)
{
    int64_t ten_lines = (o->epochs - done + 9) / 10;
    double now = clock_seconds();
    return (Progress){.total = o->epochs,
                      .every = o->log_every ? o->log_every : (ten_lines > 1 ? ten_lines : 1),
                      .bar = isatty(STDERR_FILENO) == 1,
                      .shown = !o->quiet,
                      .drawn = 0.0,
                      .started = now};
}

static void draw_bar(const EpochLine *line, const Progress *p)
{
    enum { WIDTH = 24 };
    char bar[WIDTH + 1];
    int full = p->total > 0 ? (int)(line->epoch * WIDTH / p->total) : WIDTH;
    for (int i = 0; i < WIDTH; i++)
        bar[i] = i < full ? '#' : '.';
    bar[WIDTH] = '\0';
    fprintf(stderr, "\r[%s] %" PRId64 "/%" PRId64 "  loss %.4f  val %.4f %s\033[K", bar, line->epoch, p->total,
            line->loss, line->val_loss, metric_text(line->metric, line->val_metric).text);
    fflush(stderr);
}

void progress_epoch(Progress *p, const EpochLine *line)
{
    if (!p->shown)
        return;
    if (p->bar) {
        double now = clock_seconds();
        if (now - p->drawn < 0.1)
            return;
        p->drawn = now;
        draw_bar(line, p);
    } else if (line->epoch % p->every == 0 || line->epoch == p->total) {
        fprintf(stderr, "epoch %" PRId64 "  loss %.4f  val loss %.4f  val %s %s  %.2f s\n", line->epoch, line->loss,
                line->val_loss, line->metric, metric_text(line->metric, line->val_metric).text,
                clock_seconds() - p->started);
    }
}

/* Results follow on a clean line. */
void progress_end(Progress *p)
{
    if (p->shown && p->bar && p->drawn > 0.0) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
}

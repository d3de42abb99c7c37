/* progress.c - what people see while a model trains.
 *
 * On a terminal one bar that is redrawn at most ten times a second; anywhere else
 * a plain line every so many epochs. Both go to standard error, so that standard
 * output holds results only.
 */
#include "runtime/runtime.h"
#include "runtime/base/terminal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

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
                      .bar = isatty(STDERR_FILENO) == 1 && !o->log_every,
                      .shown = !o->quiet,
                      .drawn = 0.0,
                      .started = now};
}

/* A line that wraps cannot be drawn over: the bar takes what the figures leave, and they are cut. */
static void draw_bar(const EpochLine *line, const Progress *p)
{
    enum { WIDEST = 24, NARROWEST = 4, BRACKETS = 3 };
    char bar[WIDEST + 1], text[160];
    const int columns = terminal_columns() - 1;
    const int length =
        snprintf(text, sizeof text, "%" PRId64 "/%" PRId64 "  loss %.4f  %s %.4f %s", line->epoch, p->total, line->loss,
                 line->split, line->split_loss, metric_text(line->metric, line->split_metric).text);
    const int room = columns - length - BRACKETS, width = room < WIDEST ? room : WIDEST;
    const int full = p->total > 0 ? (int)(line->epoch * width / p->total) : width;
    for (int i = 0; i < width; i++)
        bar[i] = i < full ? '#' : '.';
    bar[width > 0 ? width : 0] = '\0';
    if (width >= NARROWEST)
        fprintf(stderr, "\r[%s] %s\033[K", bar, text);
    else
        fprintf(stderr, "\r%.*s\033[K", columns, text);
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
        fprintf(stderr, "epoch %" PRId64 "  loss %.4f  %s loss %.4f  %s %s %s  %.2f s\n", line->epoch, line->loss,
                line->split, line->split_loss, line->split, line->metric,
                metric_text(line->metric, line->split_metric).text, clock_seconds() - p->started);
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

/* progress.c - what people see while a model trains.
 *
 * On a terminal one line that is redrawn at most ten times a second: a bar that is the curve of the training loss,
 * figures, the best so far, the time that is left; anywhere else a plain line every so many epochs. Both go to standard
 * error, so that standard output holds results only.
 */
#include "runtime/runtime.h"
#include "runtime/base/terminal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define HASHES "########################################"
#define DOTS   "........................................"
enum { WIDEST_BAR = sizeof HASHES - 1 };

MetricUnit metric_unit(const char *metric)
{
    return strcmp(metric, "accuracy") == 0 ? (MetricUnit){100.0, 1, " %"} : (MetricUnit){1.0, 4, ""};
}

Text metric_text(const char *metric, double value)
{
    Text t;
    const MetricUnit unit = metric_unit(metric);
    if (isfinite(value))
        snprintf(t.text, sizeof t.text, "%.*f%s", unit.digits, unit.factor * value, unit.word);
    else
        snprintf(t.text, sizeof t.text, "none");
    return t;
}

Progress progress_start(const Options *o, int64_t done, FILE *to)
{
    int64_t ten_lines = (o->epochs - done + 9) / 10;
    return (Progress){.total = o->epochs,
                      .every = o->log_every ? o->log_every : (ten_lines > 1 ? ten_lines : 1),
                      .first = done,
                      .to = to,
                      .bar = to == stderr && terminal_draws() && !o->log_every,
                      .shown = !o->quiet,
                      .colours = terminal_colours(),
                      .blocks = terminal_blocks(),
                      .started = clock_seconds()};
}

/* "  1:02:03 left", if patience does not run out before. */
static Text left_text(const Progress *p, int64_t epoch)
{
    Text t = {""};
    const double each = (clock_seconds() - p->started) / (double)(epoch - p->first),
                 left = each * (double)(p->total - epoch);
    const int64_t seconds = left < 1e9 ? (int64_t)left : 0;
    if (seconds >= 3600)
        snprintf(t.text, sizeof t.text, "  %" PRId64 ":%02d:%02d left", seconds / 3600, (int)(seconds / 60 % 60),
                 (int)(seconds % 60));
    else if (left < 1e9)
        snprintf(t.text, sizeof t.text, "  %d:%02d left", (int)(seconds / 60), (int)(seconds % 60));
    return t;
}

static Text best_text(const EpochLine *line)
{
    Text t = {""};
    if (isfinite(line->best))
        snprintf(t.text, sizeof t.text, "  best %.40s", metric_text(line->best_of, line->best).text);
    return t;
}

/* " (class 1.9459, edges 0.6931)"; "" where the loss has no terms of its own. */
static void terms_text(const EpochLine *line, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < line->term_count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s %.4f", i ? ", " : " (", line->term_names[i],
                                 (double)line->terms[i]);
    if (used > 0 && used < size)
        snprintf(text + used, size - used, ")");
}

/* The text, if it fits into what is left of the line. */
static bool take_room(int *room, const char *text)
{
    const int length = (int)strlen(text);
    if (length > *room)
        return false;
    *room -= length;
    return true;
}

/* What is done of it shows the training loss so far, or #. */
static void draw_bar(const Progress *p, int64_t epoch, int width)
{
    char done[SPARK_BYTES * WIDEST_BAR + 1];
    const int full = p->total > 0 ? (int)(epoch * width / p->total) : width;
    if (p->blocks)
        spark_text(&p->losses, full, done);
    else
        snprintf(done, sizeof done, "%.*s", full, HASHES);
    fprintf(stderr, "[%s%s%s%.*s] ", p->colours ? "\033[36m" : "", done, p->colours ? "\033[0m" : "", width - full,
            DOTS);
}

/* Figures of changing length do not make it jump: it only gets shorter, while the terminal is as wide. */
static int bar_width(Progress *p, int columns, int room)
{
    const int width = room < WIDEST_BAR ? room : WIDEST_BAR;
    if (p->columns != columns || width < p->width)
        p->width = width;
    p->columns = columns;
    return p->width;
}

/* A line that wraps cannot be drawn over: first come the figures, cut where they must be, then what else has room. */
static void draw_line(const EpochLine *line, Progress *p)
{
    enum { NARROWEST = 4, BRACKETS = 3 };
    char text[400], terms[240];
    const int columns = terminal_columns() - 1;
    terms_text(line, terms, sizeof terms);
    int room = columns - snprintf(text, sizeof text, "%" PRId64 "/%" PRId64 "  loss %.4f%s  %s %.4f %s", line->epoch,
                                  p->total, line->loss, terms, line->split, line->split_loss,
                                  metric_text(line->metric, line->split_metric).text);
    const Text left = left_text(p, line->epoch), best = best_text(line);
    const bool bar = room >= NARROWEST + BRACKETS;
    room -= bar ? NARROWEST + BRACKETS : 0;
    const bool has_left = take_room(&room, left.text), has_best = take_room(&room, best.text);
    fputc('\r', stderr);
    if (bar)
        draw_bar(p, line->epoch, bar_width(p, columns, NARROWEST + room));
    fprintf(stderr, "%.*s", columns, text);
    if (has_best)
        fprintf(stderr, "%s%s%s", p->colours ? "\033[32m" : "", best.text, p->colours ? "\033[0m" : "");
    fprintf(stderr, "%s\033[K", has_left ? left.text : "");
    fflush(stderr);
}

void progress_epoch(Progress *p, const EpochLine *line)
{
    if (!p->shown)
        return;
    if (p->bar) {
        spark_add(&p->losses, line->loss);
        double now = clock_seconds();
        if (now - p->drawn < 0.1)
            return;
        p->drawn = now;
        draw_line(line, p);
    } else if (line->epoch % p->every == 0 || line->epoch == p->total) {
        char terms[240];
        terms_text(line, terms, sizeof terms);
        fprintf(p->to, "epoch %" PRId64 "  loss %.4f%s  %s loss %.4f  %s %s %s  %.2f s\n", line->epoch, line->loss,
                terms, line->split, line->split_loss, line->split, line->metric,
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

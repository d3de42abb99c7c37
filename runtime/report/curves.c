/* curves.c - loss and metric over the epochs of the training, from what train --json wrote. */
#include "runtime/report/study.h"
#include "runtime/report/history.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MOST_POINTS = 1200 };

typedef struct Curve {
    const char *name, *kind;
    double *y; /* [count] */
    int64_t count;
} Curve;

/* Of a long curve a point is the mean of some epochs, so that the page stays small; how many is told. */
static int64_t thin(Curve *c, int64_t stride)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < c->count; i += stride) {
        double sum = 0.0;
        const int64_t end = i + stride < c->count ? i + stride : c->count;
        for (int64_t k = i; k < end; k++)
            sum += c->y[k];
        c->y[kept++] = sum / (double)(end - i);
    }
    return c->count = kept;
}

static Axis range_of(const Curve *curves, int count, const char *name)
{
    Axis a = {.name = name, .low = INFINITY, .high = -INFINITY};
    for (int i = 0; i < count; i++)
        for (int64_t k = 0; k < curves[i].count; k++)
            if (isfinite(curves[i].y[k])) {
                a.low = fmin(a.low, curves[i].y[k]);
                a.high = fmax(a.high, curves[i].y[k]);
            }
    return a;
}

static void draw(Study *s, const char *heading, const char *unit, Curve *curves, int count, int64_t first)
{
    char text[240];
    const int64_t epochs = curves[0].count, stride = (epochs + MOST_POINTS - 1) / MOST_POINTS;
    const int64_t best = history_count(s->history, "best_epoch");
    const bool kept = best >= first && best < first + epochs;
    double *x = mem_alloc(MOST_POINTS, sizeof *x);
    Chart c = {.x = {"epoch", (double)first, (double)(first + epochs - 1), false}, .y = range_of(curves, count, unit)};
    for (int i = 0; i < count; i++)
        thin(&curves[i], stride);
    for (int64_t k = 0; k < curves[0].count; k++)
        x[k] = (double)(first + k * stride);
    figure_begin(&s->page, heading);
    snprintf(text, sizeof text, "%s of %" PRId64 " epochs, from %.4g to %.4g at the last", heading, epochs,
             curves[0].y[0], curves[0].y[curves[0].count - 1]);
    chart_begin(&c, &s->page, heading, text);
    for (int i = 0; i < count; i++)
        chart_line(&c, curves[i].kind, x, curves[i].y, curves[i].count);
    if (kept)
        page_put(&s->page, "<path class=\"mark\" d=\"M%.1f %dV%.1f\"><title>the kept epoch, %" PRId64 "</title></path>",
                 chart_x(&c, (double)best), CHART_TOP, c.height - CHART_BOTTOM, best);
    chart_end(&c);
    const char *const names[] = {curves[0].name, count > 1 ? curves[1].name : NULL};
    const char *const kinds[] = {curves[0].kind, count > 1 ? curves[1].kind : NULL};
    chart_legend(&s->page, names, kinds, count);
    size_t used = (size_t)snprintf(text, sizeof text, "%s.", heading);
    if (kept)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 " The dashed line is the epoch whose weights were kept, %" PRId64 ".", best);
    if (stride > 1)
        snprintf(text + used, sizeof text - used, " Points are means of several epochs.");
    figure_end(&s->page, text);
    mem_free(x);
}

static Curve curve_of(const Study *s, const char *key, const char *name, const char *kind)
{
    Curve c = {.name = name, .kind = kind};
    c.y = history_series(s->history, key, &c.count);
    return c;
}

static void draw_all(Study *s)
{
    const bool validated = history_has(s->history, "val_losses");
    const char *measured = validated ? "validation" : "training, without dropout";
    Curve losses[2] = {curve_of(s, "losses", "training, with dropout", "s0"),
                       curve_of(s, validated ? "val_losses" : "train_losses", measured, "s1")};
    Curve metric = curve_of(s, validated ? "val_metrics" : "train_metrics", measured, "s1");
    const int64_t epochs = losses[0].count, first = history_count(s->history, "epochs") - epochs + 1;
    if (epochs > 1)
        draw(s, "Loss", "loss", losses, losses[1].count == epochs ? 2 : 1, first);
    if (epochs > 1 && metric.count == epochs)
        draw(s, "Metric", s->model->recipe.metric, &metric, 1, first);
    mem_free(losses[0].y);
    mem_free(losses[1].y);
    mem_free(metric.y);
}

void section_curves(Study *s)
{
    section_begin(s, "curves", "Training");
    if (s->history && history_has(s->history, "losses")) {
        page_raw(&s->page, "<p>From ");
        page_xml(&s->page, s->job->options->history);
        page_raw(&s->page, ".</p>\n");
        draw_all(s);
    } else {
        page_raw(&s->page,
                 "<p>A file of weights holds no curves. <code>train --json train.json</code> writes them, and "
                 "<code>report --history train.json</code> shows them here.</p>\n");
    }
    section_end(s);
}

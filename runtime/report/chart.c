/* chart.c - drawings with two axes, as SVG. */
#include "runtime/runtime.h"
#include "runtime/report/chart.h"

#include <math.h>
#include <string.h>

enum { MOST_TICKS = 64 };

static double along(const Axis *a, double value)
{
    if (a->logarithmic)
        return (log2(value) - log2(a->low)) / (log2(a->high) - log2(a->low));
    return (value - a->low) / (a->high - a->low);
}

double chart_x(const Chart *c, double value)
{
    return CHART_LEFT + along(&c->x, value) * (c->width - CHART_LEFT - CHART_RIGHT);
}

double chart_y(const Chart *c, double value)
{
    return c->height - CHART_BOTTOM - along(&c->y, value) * (c->height - CHART_TOP - CHART_BOTTOM);
}

static void widen(Axis *a)
{
    if (!isfinite(a->low) || !isfinite(a->high))
        a->low = a->logarithmic ? 1.0 : 0.0, a->high = a->logarithmic ? 2.0 : 1.0;
    if (a->high > a->low)
        return;
    a->high = a->logarithmic ? 2.0 * a->low : a->low + (a->low != 0.0 ? fabs(a->low) : 1.0);
}

/* 1, 2 or 5 times a power of ten, so that there are about five. */
static double tick_step(const Axis *a)
{
    const double rough = (a->high - a->low) / 5.0, power = pow(10.0, floor(log10(rough))), part = rough / power;
    return power * (part < 1.5 ? 1.0 : part < 3.5 ? 2.0 : part < 7.5 ? 5.0 : 10.0);
}

static double first_tick(const Axis *a, double step)
{
    return a->logarithmic ? exp2(ceil(log2(a->low) - 1e-9)) : ceil(a->low / step - 1e-9) * step + 0.0; /* no -0 */
}

static double tick_at(const Axis *a, double first, double step, int number)
{
    const double tick = first + number * step;
    return a->logarithmic ? first * exp2(number) : fabs(tick) < 1e-9 * step ? 0.0 : tick;
}

static void put_ticks(Chart *c, const Axis *a, bool vertical)
{
    const double step = a->logarithmic ? 1.0 : tick_step(a), end = a->high * (a->high > 0 ? 1.0 + 1e-9 : 1.0 - 1e-9);
    const double first = first_tick(a, step);
    for (int k = 0; k < MOST_TICKS && tick_at(a, first, step, k) <= end; k++) {
        const double t = tick_at(a, first, step, k), at = vertical ? chart_y(c, t) : chart_x(c, t);
        if (vertical)
            page_put(c->page,
                     "<path class=\"grid\" d=\"M%d %.1fH%.1f\"/><text x=\"%d\" y=\"%.1f\" class=\"ty\">%g</text>",
                     CHART_LEFT, at, c->width - CHART_RIGHT, CHART_LEFT - 6, at + 4.0, t);
        else
            page_put(c->page,
                     "<path class=\"grid\" d=\"M%.1f %dV%.1f\"/><text x=\"%.1f\" y=\"%.1f\" class=\"tx\">%g</text>", at,
                     CHART_TOP, c->height - CHART_BOTTOM, at, c->height - CHART_BOTTOM + 16.0, t);
    }
}

void chart_begin(Chart *c, Page *page, const char *title, const char *text)
{
    enum { BROAD = 500 }; /* more than a phone's screen, where letters are larger then */
    char more[200];
    c->page = page;
    c->width = c->width > 0.0 ? c->width : CHART_WIDTH;
    c->height = c->height > 0.0 ? c->height : CHART_HEIGHT;
    widen(&c->x);
    widen(&c->y);
    snprintf(more, sizeof more, " style=\"max-width:%gpx\" data-x=\"%d %.6g %.6g %d\" data-x-high=\"%.6g\"", c->width,
             CHART_LEFT, c->width - CHART_RIGHT, c->x.low, c->x.logarithmic, c->x.high);
    drawing_begin(page, c->width < BROAD ? "chart" : "chart broad", c->width, c->height, more, title, text);
    put_ticks(c, &c->x, false);
    put_ticks(c, &c->y, true);
    page_put(page, "<text x=\"%.1f\" y=\"%.1f\" class=\"tx name\">", 0.5 * (c->width + CHART_LEFT - CHART_RIGHT),
             c->height - 6.0);
    page_xml(page, c->x.name);
    page_put(page, "</text><text transform=\"translate(13 %.1f) rotate(-90)\" class=\"tx name\">",
             0.5 * (c->height + CHART_TOP - CHART_BOTTOM));
    page_xml(page, c->y.name);
    page_raw(page, "</text>\n");
}

void chart_end(Chart *c)
{
    page_put(c->page, "<path class=\"frame\" d=\"M%d %dV%.1fH%.1f\"/>", CHART_LEFT, CHART_TOP, c->height - CHART_BOTTOM,
             c->width - CHART_RIGHT);
    drawing_end(c->page);
}

void chart_line(const Chart *c, const char *kind, const double *x, const double *y, int64_t count)
{
    bool drawing = false;
    page_put(c->page, "<path class=\"line %s\" d=\"", kind);
    for (int64_t i = 0; i < count; i++) {
        if (isfinite(y[i]))
            page_put(c->page, "%s%.1f %.1f", drawing ? "L" : "M", chart_x(c, x[i]), chart_y(c, y[i]));
        drawing = isfinite(y[i]);
    }
    page_raw(c->page, "\"/>\n");
}

static void put_hint(const Chart *c, const char *element, const char *hint)
{
    if (!hint) {
        page_raw(c->page, "/>");
        return;
    }
    page_raw(c->page, "><title>");
    page_xml(c->page, hint);
    page_put(c->page, "</title></%s>", element);
}

void chart_bar(const Chart *c, const char *kind, double from, double to, double value, const char *hint)
{
    const double left = chart_x(c, from), right = chart_x(c, to), top = chart_y(c, value);
    const double bottom = chart_y(c, c->y.logarithmic ? c->y.low : fmax(0.0, c->y.low));
    if (top > bottom || !isfinite(top))
        return;
    page_put(c->page, "<rect class=\"bar %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"", kind, left, top,
             fmax(right - left, 0.5), bottom - top);
    put_hint(c, "rect", hint);
}

void chart_dot(const Chart *c, const char *kind, double x, double y, double radius, const char *hint)
{
    page_put(c->page, "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"", kind, chart_x(c, x), chart_y(c, y),
             radius);
    put_hint(c, "circle", hint);
}

void chart_legend(Page *page, const char *const *names, const char *const *kinds, int count)
{
    legend_begin(page);
    for (int i = 0; i < count; i++)
        legend_item(page, false, kinds[i], names[i]);
    legend_end(page);
}

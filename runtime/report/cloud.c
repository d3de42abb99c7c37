/* cloud.c - points of the plane, with lines between them. */
#include "runtime/report/cloud.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MOST_SHAPES = 20000, MOST_LINES = 300000, SIDE = 1000, MARGIN = 12, MOST_NAMES = 60 };

/* From the points' own numbers to the drawing's. */
typedef struct Frame {
    double x, y, scale;
} Frame;

static Frame frame_of(const Cloud *c)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int64_t k = 0; k < 2 * c->points; k++) {
        low[k % 2] = fmin(low[k % 2], c->xy[k]);
        high[k % 2] = fmax(high[k % 2], c->xy[k]);
    }
    const double width = fmax(fmax(high[0] - low[0], high[1] - low[1]), 1e-300), scale = (SIDE - 2.0 * MARGIN) / width;
    return (Frame){0.5 * SIDE - 0.5 * scale * (low[0] + high[0]), 0.5 * SIDE - 0.5 * scale * (low[1] + high[1]), scale};
}

static double at_x(const Cloud *c, Frame f, int64_t i)
{
    return f.x + f.scale * c->xy[2 * i];
}

static double at_y(const Cloud *c, Frame f, int64_t i)
{
    return f.y + f.scale * c->xy[2 * i + 1];
}

static int64_t row_of(const Cloud *c, int64_t i)
{
    return c->row ? c->row[i] : i;
}

/* The true class where it is known, else the one told. */
static int64_t class_of(const Study *s, const Cloud *c, int64_t i)
{
    if (!c->of_set)
        return -1;
    const int64_t truth = study_truth(s, row_of(c, i));
    return truth >= 0 ? truth : study_told(s, row_of(c, i));
}

static bool is_wrong(const Study *s, const Cloud *c, int64_t i)
{
    const int64_t truth = c->of_set ? study_truth(s, row_of(c, i)) : -1;
    return truth >= 0 && study_told(s, row_of(c, i)) != truth;
}

static double radius_of(const Cloud *c, int64_t i)
{
    return c->radius ? c->radius[i] : 4.0;
}

/* ------------------------------------------------------------------------ SVG */

static void put_point(Study *s, const Cloud *c, Frame f, int64_t i)
{
    const int64_t class = class_of(s, c, i);
    page_raw(&s->page, "<circle class=\"node ");
    if (class >= 0)
        page_put(&s->page, "c%d", (int)(class % CLASS_COLOURS));
    page_put(&s->page, "%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>", is_wrong(s, c, i) ? " wrong" : "",
             at_x(c, f, i), at_y(c, f, i), radius_of(c, i));
    if (c->of_set)
        page_xml(&s->page, study_row_text(s, row_of(c, i)).text);
    else
        page_put(&s->page, "%" PRId64, row_of(c, i));
    page_raw(&s->page, "</title></circle>\n");
}

/* One path of all that are as wide; -1: of all. */
static void put_lines_of(Study *s, const Cloud *c, Frame f, int width)
{
    int64_t first = 0;
    while (width >= 0 && first < c->edges && c->width[first] != width)
        first++;
    if (first == c->edges)
        return;
    page_raw(&s->page, "<path class=\"ties\"");
    if (width >= 0)
        page_put(&s->page, " style=\"stroke-width:%.2f\"", 0.25 * width);
    page_raw(&s->page, " d=\"");
    for (int64_t e = first; e < c->edges; e++)
        if (c->src[e] != c->dst[e] && (width < 0 || c->width[e] == width))
            page_put(&s->page, "M%.0f %.0fL%.0f %.0f", at_x(c, f, c->src[e]), at_y(c, f, c->src[e]),
                     at_x(c, f, c->dst[e]), at_y(c, f, c->dst[e]));
    page_raw(&s->page, "\"/>\n");
}

static void put_lines(Study *s, const Cloud *c, Frame f)
{
    for (int width = c->width ? 0 : -1; width < (c->width ? CLOUD_WIDTHS : 0); width++)
        put_lines_of(s, c, f, width);
}

static void draw_shapes(Study *s, const Cloud *c, Frame f)
{
    drawing_begin(&s->page, "cloud", SIDE, SIDE, "", c->name, c->text);
    put_lines(s, c, f);
    for (int64_t i = 0; i < c->points; i++)
        put_point(s, c, f, i);
    drawing_end(&s->page);
}

/* --------------------------------------------------------------------- canvas */

/* Numbers as bytes, little endian, in base 64. */
static void put_numbers(Study *s, const char *name, int64_t count, int bytes,
                        uint32_t (*number)(const Study *, const Cloud *, Frame, int64_t), const Cloud *c, Frame f)
{
    unsigned char *all = mem_alloc((size_t)count + 1, (size_t)bytes);
    for (int64_t i = 0; i < count; i++) {
        const uint32_t value = number(s, c, f, i);
        for (int b = 0; b < bytes; b++)
            all[i * bytes + b] = (unsigned char)(value >> 8 * b);
    }
    page_put(&s->page, ",\"%s\":\"", name);
    page_bytes(&s->page, all, (size_t)count * (size_t)bytes);
    page_raw(&s->page, "\"");
    mem_free(all);
}

/* The drawing is 65536 wide there. */
static uint32_t number_of_place(const Study *s, const Cloud *c, Frame f, int64_t k)
{
    (void)s;
    const double at = k % 2 ? at_y(c, f, k / 2) : at_x(c, f, k / 2);
    return (uint32_t)fmax(0.0, fmin(65535.0, at / SIDE * 65535.0));
}

static uint32_t number_of_class(const Study *s, const Cloud *c, Frame f, int64_t i)
{
    (void)f;
    const int64_t class = class_of(s, c, i);
    return class < 0 ? 255 : (uint32_t)(class % CLASS_COLOURS);
}

static uint32_t number_of_radius(const Study *s, const Cloud *c, Frame f, int64_t i)
{
    (void)s, (void)f;
    return (uint32_t)fmin(255.0, 10.0 * radius_of(c, i));
}

static uint32_t number_of_end(const Study *s, const Cloud *c, Frame f, int64_t k)
{
    (void)s, (void)f;
    return (uint32_t)(k % 2 ? c->dst[k / 2] : c->src[k / 2]);
}

static uint32_t number_of_width(const Study *s, const Cloud *c, Frame f, int64_t e)
{
    (void)s, (void)f;
    return c->width ? c->width[e] : 2;
}

static void draw_canvas(Study *s, const Cloud *c, Frame f)
{
    const int64_t lines = c->edges < MOST_LINES ? c->edges : MOST_LINES;
    page_put(&s->page, "<canvas class=\"cloud\" role=\"img\" width=\"%d\" height=\"%d\" aria-label=\"", SIDE, SIDE);
    page_xml(&s->page, c->name);
    page_raw(&s->page, ". ");
    page_xml(&s->page, c->text);
    page_raw(&s->page, "\">So many points are drawn by the page's script.</canvas>\n");
    page_put(&s->page, "<script type=\"application/json\">{\"points\":%" PRId64, c->points);
    put_numbers(s, "xy", 2 * c->points, 2, number_of_place, c, f);
    put_numbers(s, "class", c->points, 1, number_of_class, c, f);
    put_numbers(s, "radius", c->points, 1, number_of_radius, c, f);
    put_numbers(s, "edges", 2 * lines, 4, number_of_end, c, f);
    put_numbers(s, "widths", lines, 1, number_of_width, c, f);
    page_raw(&s->page, "}</script>\n");
    if (lines < c->edges)
        page_put(&s->page, "<p>The first %d of %" PRId64 " edges are drawn.</p>\n", MOST_LINES, c->edges);
}

void cloud_draw(Study *s, const Cloud *c)
{
    const Frame f = frame_of(c);
    page_raw(&s->page, "<div class=\"pan\">");
    if (s->page.sheet || c->points + c->edges <= MOST_SHAPES)
        draw_shapes(s, c, f);
    else
        draw_canvas(s, c, f);
    page_raw(&s->page, "</div>\n");
}

void cloud_legend(Study *s)
{
    const int64_t classes = s->answer == ANSWER_CLASS ? s->set->classes : 0;
    char kind[8];
    if (classes < 1)
        return;
    legend_begin(&s->page);
    for (int64_t c = 0; c < classes && c < MOST_NAMES; c++) {
        snprintf(kind, sizeof kind, "c%d", (int)(c % CLASS_COLOURS));
        legend_item(&s->page, true, kind, study_class_text(s, c).text);
    }
    legend_end(&s->page);
}

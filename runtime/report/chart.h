/* chart.h - drawings with two axes, as SVG: what is drawn between chart_begin and chart_end is in the axes' numbers. */
#ifndef CHART_H
#define CHART_H

#include "runtime/report/drawing.h"

typedef struct Axis {
    const char *name;
    double low, high;                                    /* low < high, or the chart widens them */
    bool logarithmic;                                    /* base 2 is drawn, powers of two are marked; low > 0 */
} Axis;
typedef struct Chart {
    Page *page;
    Axis x, y;
    double width, height;                                /* of all of it */
} Chart;
enum { CHART_WIDTH = 640, CHART_HEIGHT = 300, CHART_LEFT = 56, CHART_RIGHT = 12, CHART_TOP = 10, CHART_BOTTOM = 42 };

/* `title` is what it is called by those who do not see it, `text` what it says; both of ours or escaped here. */
void   chart_begin(Chart *c, Page *page, const char *title, const char *text);
void   chart_end(Chart *c);
double chart_x(const Chart *c, double value);            /* in the drawing's own units */
double chart_y(const Chart *c, double value);
/* `kind` is a class of the style sheet: "s0" to "s9" are colours of series. Values that are not finite break a line. */
void   chart_line(const Chart *c, const char *kind, const double *x, const double *y, int64_t count);
void   chart_bar(const Chart *c, const char *kind, double from, double to, double value, const char *hint);
void   chart_dot(const Chart *c, const char *kind, double x, double y, double radius, const char *hint);
void   chart_legend(Page *page, const char *const *names, const char *const *kinds, int count);

#endif

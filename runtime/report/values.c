/* values.c - of a model that tells numbers: what it tells by what is true. */
#include "runtime/report/study.h"

#include <inttypes.h>
#include <math.h>

enum { MOST_DOTS = 3000, MOST_TARGETS = 6 };

static double truth_of(const Study *s, int64_t row, int64_t target)
{
    if (s->set->target)
        return (double)s->set->target[row * s->set->classes + target];
    return s->set->label && s->set->label[row] != GATRT_UNKNOWN ? (double)s->set->label[row] : (double)NAN;
}

static void draw(Study *s, int64_t target)
{
    const int64_t width = s->model->outputs[0].width;
    int64_t rows = 0, seen = 0;
    Chart c = {.x = {"true", INFINITY, -INFINITY, false},
               .y = {"told", INFINITY, -INFINITY, false},
               .width = 420,
               .height = 360};
    for (int64_t v = 0; v < s->set->rows; v++) {
        const double y = truth_of(s, v, target);
        if (!study_measures(s, v) || !isfinite(y))
            continue;
        const double told = (double)study_output(s, v)[target < width ? target : 0];
        c.x.low = c.y.low = fmin(c.x.low, fmin(y, told));
        c.x.high = c.y.high = fmax(c.x.high, fmax(y, told));
        rows++;
    }
    char text[160];
    const int64_t stride = rows / MOST_DOTS + 1;
    snprintf(text, sizeof text, "Target %" PRId64 " of %" PRId64 " %s rows: told by true%s", target, rows,
             study_part_name(s), stride > 1 ? "; of many some, evenly" : "");
    figure_begin(&s->page, "Told and true");
    chart_begin(&c, &s->page, "Told and true", text);
    for (int64_t v = 0; v < s->set->rows; v++)
        if (study_measures(s, v) && isfinite(truth_of(s, v, target)) && seen++ % stride == 0)
            chart_dot(&c, "s0", truth_of(s, v, target), (double)study_output(s, v)[target < width ? target : 0], 2.0,
                      study_row_text(s, v).text);
    page_put(&s->page, "<path class=\"mark\" d=\"M%.1f %.1fL%.1f %.1f\"/>", chart_x(&c, c.x.low), chart_y(&c, c.x.low),
             chart_x(&c, c.x.high), chart_y(&c, c.x.high));
    chart_end(&c);
    figure_end(&s->page, text);
}

void section_values(Study *s)
{
    const bool answers = s->answer == ANSWER_VALUES && s->place && (s->set->target || s->set->label);
    if (!answers)
        return;
    const int64_t targets = s->set->target ? s->set->classes : 1;
    section_begin(s, "values", "Values");
    for (int64_t t = 0; t < targets && t < MOST_TARGETS; t++)
        draw(s, t);
    if (targets > MOST_TARGETS)
        page_put(&s->page, "<p>The first %d of %" PRId64 " targets.</p>\n", MOST_TARGETS, targets);
    section_end(s);
}

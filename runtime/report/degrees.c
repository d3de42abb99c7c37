/* degrees.c - how many edges rows have, as the data set lists them: by row, and how many rows have so many. */
#include "runtime/report/study.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MOST_SPIKES = 1500 };

static int64_t *count_ends(const int32_t *ends, int64_t edges, int64_t rows)
{
    int64_t *degree = mem_alloc((size_t)rows, sizeof *degree);
    for (int64_t e = 0; e < edges; e++)
        degree[ends[e]]++;
    return degree;
}

static int64_t most_of(const int64_t *values, int64_t count)
{
    int64_t most = 0;
    for (int64_t i = 0; i < count; i++)
        most = values[i] > most ? values[i] : most;
    return most;
}

/* A spike for each row; of very many, the highest of some neighbours. */
static void draw_spikes(Study *s, const char *name, const char *kind, const int64_t *degree, int64_t rows)
{
    char text[200];
    const int64_t most = most_of(degree, rows), stride = (rows + MOST_SPIKES - 1) / MOST_SPIKES;
    Chart c = {.x = {"row", 0.0, (double)rows, false}, .y = {name, 0.0, (double)most, false}, .height = 200};
    snprintf(text, sizeof text, "%s by row: %" PRId64 " at most%s", name, most,
             stride > 1 ? "; a spike is the highest of some rows in a row" : "");
    figure_begin(&s->page, name);
    chart_begin(&c, &s->page, name, text);
    page_put(&s->page, "<path class=\"line %s\" d=\"", kind);
    for (int64_t v = 0; v < rows; v += stride) {
        const int64_t high = most_of(degree + v, v + stride < rows ? stride : rows - v);
        if (high > 0)
            page_put(&s->page, "M%.1f %.1fV%.1f", chart_x(&c, (double)v), chart_y(&c, 0.0), chart_y(&c, (double)high));
    }
    page_raw(&s->page, "\"/>\n");
    chart_end(&c);
    figure_end(&s->page, text);
}

static int64_t *count_degrees(const int64_t *degree, int64_t rows, int64_t most)
{
    int64_t *count = mem_alloc((size_t)most + 1, sizeof *count);
    for (int64_t v = 0; v < rows; v++)
        count[degree[v]]++;
    return count;
}

static void draw_dots(const Chart *c, const char *kind, const char *name, const int64_t *count, int64_t most)
{
    char hint[120];
    for (int64_t d = 1; d <= most; d++) {
        if (!count[d])
            continue;
        snprintf(hint, sizeof hint, "%s %" PRId64 ": %" PRId64 " rows", name, d, count[d]);
        chart_dot(c, kind, (double)d, (double)count[d], 3.0, hint);
    }
}

/* Both ends in one drawing, with logarithms at both axes, where a power law is a line. */
static void draw_distribution(Study *s, int64_t *const degree[2], const int64_t rows[2])
{
    static const char *const names[2] = {"in-degree", "out-degree"};
    static const char *const kinds[2] = {"s0", "s1"};
    char text[200];
    int64_t *count[2], most[2];
    for (int i = 0; i < 2; i++) {
        most[i] = most_of(degree[i], rows[i]);
        count[i] = count_degrees(degree[i], rows[i], most[i]);
    }
    const double widest = fmax((double)most[0], (double)most[1]);
    const double highest = fmax((double)most_of(count[0], most[0] + 1), (double)most_of(count[1], most[1] + 1));
    Chart c = {.x = {"degree", 1.0, widest, true}, .y = {"rows", 1.0, highest, true}};
    snprintf(text, sizeof text, "How many rows have a degree; without edges in %" PRId64 ", without edges out %" PRId64,
             count[0][0], count[1][0]);
    figure_begin(&s->page, "Distribution of degrees");
    chart_begin(&c, &s->page, "Distribution of degrees", text);
    for (int i = 0; i < 2; i++) {
        draw_dots(&c, kinds[i], names[i], count[i], most[i]);
        mem_free(count[i]);
    }
    chart_end(&c);
    chart_legend(&s->page, names, kinds, 2);
    figure_end(&s->page, text);
}

static void draw_relation(Study *s, const gatrt_relation *r)
{
    const gatrt_data *d = s->job->data;
    const int64_t rows[2] = {d->sets[r->to].rows, d->sets[r->from].rows};
    int64_t *degree[2] = {count_ends(r->dst, r->edges, rows[0]), count_ends(r->src, r->edges, rows[1])};
    if (d->relation_count > 1)
        figure_heading(&s->page, r->name);
    const bool same = rows[0] == rows[1] && memcmp(degree[0], degree[1], (size_t)rows[0] * sizeof **degree) == 0;
    draw_spikes(s, "in-degree", "s0", degree[0], rows[0]);
    if (same)
        page_raw(&s->page, "<p>The out-degree of each row is its in-degree.</p>\n");
    else
        draw_spikes(s, "out-degree", "s1", degree[1], rows[1]);
    draw_distribution(s, degree, rows);
    for (int i = 0; i < 2; i++)
        mem_free(degree[i]);
}

void section_degrees(Study *s)
{
    const gatrt_data *d = s->job->data;
    section_begin(s, "degrees", "Degrees");
    page_raw(&s->page, "<p>Edges as the data set lists them, before reverses and self loops are added.</p>\n");
    for (int i = 0; i < d->relation_count; i++)
        if (d->relations[i].edges > 0)
            draw_relation(s, &d->relations[i]);
    section_end(s);
}

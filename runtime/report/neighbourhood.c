/* neighbourhood.c - attention into single rows, those with the most edges, some drawn, and those asked for: a picture with the
 * neighbours around the row, one head at a time, and all heads at once, a line of cells each.
 */
#include "runtime/report/attention.h"
#include "runtime/report/kamada.h"
#include "runtime/report/layout.h"
#include "runtime/formats/row_names.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
    HIGHEST = 4,
    DRAWN = 4,
    TRIES = 64,
    MOST_ROWS = 24,
    MOST_AROUND = 200,
    MOST_BETWEEN = 2000,
    ITERATIONS = 200,
    MOST_CELLS = 2400,
    MIDDLE = 200,
    RADIUS = 175
};
#define TURN 6.28318530717958647692

/* Rows of one relation's targets, as places. */
typedef struct Picked {
    int64_t place[MOST_ROWS];
    int count;
} Picked;

/* Edges into one row, those of the greatest mean weight first. */
typedef struct Around {
    int64_t edge[MOST_AROUND], all; /* all: how many there are */
    double mean[MOST_AROUND];
    int count;
} Around;

static int64_t edges_into(const Heads *h, int64_t place)
{
    return h->in->start[place + 1] - h->in->start[place];
}

static bool is_picked(const Picked *p, int64_t place)
{
    for (int i = 0; i < p->count; i++)
        if (p->place[i] == place)
            return true;
    return false;
}

/* Of equal ones the row that the data set lists first. */
static void pick_highest(const Heads *h, Picked *p)
{
    for (int k = 0; k < HIGHEST && p->count < MOST_ROWS; k++) {
        int64_t best = -1;
        for (int64_t v = 0; v < h->targets; v++) {
            const int64_t more = best < 0 ? 1 : edges_into(h, v) - edges_into(h, best);
            if (!is_picked(p, v) && edges_into(h, v) > 1 &&
                (more > 0 || (more == 0 && h->target_id[v] < h->target_id[best])))
                best = v;
        }
        if (best < 0)
            return;
        p->place[p->count++] = best;
    }
}

/* Some of the others, always the same. */
static void pick_drawn(const Heads *h, Picked *p)
{
    const int enough = p->count + DRAWN;
    for (uint64_t k = 0; k < TRIES && p->count < enough && p->count < MOST_ROWS; k++) {
        const int64_t v = (int64_t)(gatrt_mix(k) % (uint64_t)h->targets);
        if (!is_picked(p, v) && edges_into(h, v) > 1)
            p->place[p->count++] = v;
    }
}

static bool pick_named(const Study *s, const Heads *h, const char *nodes, Picked *p, Error *error)
{
    const gatrt_set *set = space_set(s->model, s->job->data, h->joined.to);
    int64_t count = 0, *rows = set ? row_names_list(s->job->data, set, nodes, &count, error) : NULL;
    int64_t *place = prepared_places(s->view->on, h->joined.to);
    bool worked = rows || !set;
    for (int64_t i = 0; worked && i < count; i++) {
        if (p->count == MOST_ROWS)
            worked = error_set(error, "--nodes: more than %d", MOST_ROWS);
        else if (!is_picked(p, place[rows[i]]))
            p->place[p->count++] = place[rows[i]];
    }
    mem_free(rows);
    mem_free(place);
    return worked;
}

static Around look_around(const Study *s, const Heads *h, int64_t place)
{
    Around a = {.all = edges_into(h, place)};
    for (int64_t e = h->in->start[place]; e < h->in->start[place + 1]; e++) {
        double mean = 0.0;
        for (int i = 0; i < h->count; i++)
            mean += fabs(heads_weight(s, h, i, e)) / h->count;
        if (a.count == MOST_AROUND && mean <= a.mean[MOST_AROUND - 1])
            continue;
        int at = a.count < MOST_AROUND ? a.count++ : MOST_AROUND - 1;
        for (; at > 0 && a.mean[at - 1] < mean; at--) {
            a.mean[at] = a.mean[at - 1];
            a.edge[at] = a.edge[at - 1];
        }
        a.mean[at] = mean;
        a.edge[at] = e;
    }
    return a;
}

/* Of the greatest weight: where neighbours are many, narrow enough to be told apart. */
static double widest(const Around *a)
{
    return fmin(6.0, 0.6 * TURN * RADIUS / (a->count + 1));
}

static double greatest(const Study *s, const Heads *h, const Around *a, int head)
{
    double most = 0.0;
    for (int i = 0; i < a->count; i++)
        most = fmax(most, fabs(heads_weight(s, h, head, a->edge[i])));
    return most > 0.0 ? most : 1.0;
}

/* Of rows that are not those the model is trained on, no class. */
RowText neighbour_text(const Study *s, int space, int64_t row)
{
    RowText t;
    if (space == s->space)
        return study_row_text(s, row);
    snprintf(t.text, sizeof t.text, "%.40s %.200s", s->model->spaces[space].name,
             row_text(space_set(s->model, s->job->data, space), row).text);
    return t;
}

static int colour_of(const Study *s, int space, int64_t row)
{
    return space == s->space && study_truth(s, row) >= 0 ? (int)(study_truth(s, row) % CLASS_COLOURS) : -1;
}

void neighbour_circle(Study *s, int space, int64_t row, double x, double y, double radius)
{
    const int colour = colour_of(s, space, row);
    page_put(&s->page, "<circle class=\"node ");
    page_put(&s->page, colour < 0 ? "none" : "c%d", colour);
    page_put(&s->page, "\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>", x, y, radius);
    page_xml(&s->page, neighbour_text(s, space, row).text);
    page_raw(&s->page, "</title></circle>");
}

/* The picture as a graph: node 0 is the row, node i + 1 what edge i comes from; its edges are those drawn, then those
 * among neighbours, where both ends of the relation are of one set. */
typedef struct Ring {
    double xy[2 * (MOST_AROUND + 1)]; /* in the drawing */
    int32_t src[MOST_AROUND + MOST_BETWEEN], dst[MOST_AROUND + MOST_BETWEEN];
    int count, edges;
} Ring;

/* Of two places of one row the first; 0: it is not drawn, or is the row in the middle. */
static int node_at(const Heads *h, const Around *a, int64_t place)
{
    for (int i = 0; i < a->count; i++)
        if (h->in->far[a->edge[i]] == place)
            return i + 1;
    return 0;
}

/* Either way. */
static bool is_between(const Ring *r, int first, int one, int other)
{
    for (int k = first; k < r->edges; k++)
        if ((r->src[k] == one && r->dst[k] == other) || (r->src[k] == other && r->dst[k] == one))
            return true;
    return false;
}

static void add_between(const Heads *h, const Around *a, int64_t middle, Ring *r)
{
    for (int i = 0; i < a->count && h->joined.from == h->joined.to; i++) {
        const int64_t to = h->in->far[a->edge[i]];
        if (to == middle || node_at(h, a, to) != i + 1)
            continue;
        for (int64_t e = h->in->start[to]; e < h->in->start[to + 1] && r->edges < MOST_AROUND + MOST_BETWEEN; e++) {
            const int from = h->in->far[e] == middle ? 0 : node_at(h, a, h->in->far[e]);
            if (from == 0 || from == i + 1 || is_between(r, a->count, from, i + 1))
                continue;
            r->src[r->edges] = from;
            r->dst[r->edges++] = i + 1;
        }
    }
}

/* Into the square, as large as it has room for. */
static void fit(Ring *r)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int k = 0; k < 2 * r->count; k++) {
        low[k % 2] = fmin(low[k % 2], r->xy[k]);
        high[k % 2] = fmax(high[k % 2], r->xy[k]);
    }
    const double side = fmax(fmax(high[0] - low[0], high[1] - low[1]), 1e-300);
    for (int k = 0; k < 2 * r->count; k++)
        r->xy[k] = MIDDLE + 2.0 * RADIUS * (r->xy[k] - 0.5 * (low[k % 2] + high[k % 2])) / side;
}

static void place_around(const Study *s, const Heads *h, const Around *a, int64_t middle, Ring *r)
{
    *r = (Ring){.count = a->count + 1, .xy = {MIDDLE, MIDDLE}};
    for (int i = 0; i < a->count; i++) {
        r->dst[r->edges] = i + 1;
        r->edges++;
        r->xy[2 * i + 2] = MIDDLE + RADIUS * sin(TURN * i / a->count);
        r->xy[2 * i + 3] = MIDDLE - RADIUS * cos(TURN * i / a->count);
    }
    if (s->layout != LAYOUT_KAMADA && s->layout != LAYOUT_FORCE)
        return;
    add_between(h, a, middle, r);
    if (s->layout == LAYOUT_KAMADA)
        kamada_place(r->count, r->edges, r->src, r->dst, r->xy);
    else
        layout_place(r->count, r->edges, r->src, r->dst, ITERATIONS, 1, r->xy, s->job->pool);
    fit(r);
}

static void draw_between(Study *s, const Ring *r, int from)
{
    for (int k = from; k < r->edges; k++)
        page_put(&s->page, "<path class=\"ties\" d=\"M%.1f %.1fL%.1f %.1f\"/>", r->xy[2 * r->src[k]],
                 r->xy[2 * r->src[k] + 1], r->xy[2 * r->dst[k]], r->xy[2 * r->dst[k] + 1]);
}

static void draw_around(Study *s, const Heads *h, const Around *a, int64_t place)
{
    const double most = greatest(s, h, a, 0), size = fmin(9.0, fmax(2.0, 0.4 * TURN * RADIUS / (a->count + 1)));
    char title[200];
    Ring r;
    place_around(s, h, a, place, &r);
    snprintf(title, sizeof title, "Neighbourhood of %.150s", neighbour_text(s, h->joined.to, h->target_id[place]).text);
    drawing_begin(&s->page, "around", 2.0 * MIDDLE, 2.0 * MIDDLE, "", title, NULL);
    draw_between(s, &r, a->count);
    for (int i = 0; i < a->count; i++)
        page_put(&s->page, "<path class=\"tie\" stroke-width=\"%.2f\" d=\"M%.4g %.4gL%.1f %.1f\"/>",
                 widest(a) * fabs(heads_weight(s, h, 0, a->edge[i])) / most, r.xy[0], r.xy[1], r.xy[2 * i + 2],
                 r.xy[2 * i + 3]);
    for (int i = 0; i < a->count; i++)
        neighbour_circle(s, h->joined.from, h->source_id[h->in->far[a->edge[i]]], r.xy[2 * i + 2], r.xy[2 * i + 3],
                         size);
    neighbour_circle(s, h->joined.to, h->target_id[place], r.xy[0], r.xy[1], 12.0);
    drawing_end(&s->page);
}

/* For the slider: names of heads, and of each the weights by its greatest. */
static void put_weights(Study *s, const Heads *h, const Around *a)
{
    page_put(&s->page, "<script type=\"application/json\">{\"widest\":%.2f,\"heads\":[", widest(a));
    for (int i = 0; i < h->count; i++) {
        page_raw(&s->page, i ? "," : "");
        page_json(&s->page, heads_text(s, h, i).text);
    }
    page_raw(&s->page, "],\"weights\":[");
    for (int i = 0; i < h->count; i++) {
        const double most = greatest(s, h, a, i);
        page_raw(&s->page, i ? ",[" : "[");
        for (int k = 0; k < a->count; k++)
            page_put(&s->page, "%s%.3f", k ? "," : "", fabs(heads_weight(s, h, i, a->edge[k])) / most);
        page_raw(&s->page, "]");
    }
    page_raw(&s->page, "]}</script>\n");
}

/* A line of cells for each head, a column for each neighbour. */
static void draw_cells(Study *s, const Heads *h, const Around *a)
{
    const int fit = MOST_CELLS / h->count, columns = a->count < fit ? a->count : fit > 1 ? fit : 1;
    const double wide = 600.0 / columns, high = 16.0;
    drawing_begin(&s->page, "cells", 770.0, high * h->count, "",
                  "Weights of all heads, from the neighbour of the greatest mean weight to the least", NULL);
    for (int i = 0; i < h->count; i++) {
        const double most = greatest(s, h, a, i);
        page_put(&s->page, "<text x=\"160\" y=\"%.1f\" class=\"ty\">", high * i + 12.0);
        page_xml(&s->page, heads_text(s, h, i).text);
        page_raw(&s->page, "</text><g class=\"cell\">");
        for (int k = 0; k < columns; k++)
            page_put(&s->page, "<rect x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"15\" opacity=\"%.2f\"/>",
                     166.0 + wide * k, high * i, wide, fabs(heads_weight(s, h, i, a->edge[k])) / most);
        page_raw(&s->page, "</g>\n");
    }
    drawing_end(&s->page);
}

/* The strongest of one head, in words. */
static void put_strongest(Study *s, const Heads *h, const Around *a)
{
    static const char *const columns[] = {"neighbour", "#mean over heads", "#least", "#most"};
    page_raw(&s->page, "<details><summary>The strongest in numbers</summary>");
    table_begin(&s->page, "The ten greatest mean weights", columns, 4);
    for (int k = 0; k < a->count && k < 10; k++) {
        double least = INFINITY, most = -INFINITY;
        for (int i = 0; i < h->count; i++) {
            least = fmin(least, heads_weight(s, h, i, a->edge[k]));
            most = fmax(most, heads_weight(s, h, i, a->edge[k]));
        }
        table_row(&s->page, neighbour_text(s, h->joined.from, h->source_id[h->in->far[a->edge[k]]]).text);
        table_number(&s->page, 4, a->mean[k]);
        table_number(&s->page, 4, least);
        table_number(&s->page, 4, most);
        table_row_end(&s->page);
    }
    table_end(&s->page);
    page_raw(&s->page, "</details>\n");
}

static void put_row(Study *s, const Heads *h, int64_t place)
{
    char caption[400];
    const Around a = look_around(s, h, place);
    figure_begin(&s->page, neighbour_text(s, h->joined.to, h->target_id[place]).text);
    page_raw(&s->page, "<div class=\"heads\">");
    draw_around(s, h, &a, place);
    page_raw(&s->page, "<p class=\"choose\" hidden=\"hidden\"><label>Layer and head <input type=\"range\" min=\"0\" "
                       "value=\"0\" step=\"1\"/></label> <output></output></p>\n");
    put_weights(s, h, &a);
    page_raw(&s->page, "</div>\n");
    draw_cells(s, h, &a);
    put_strongest(s, h, &a);
    snprintf(caption, sizeof caption,
             "%" PRId64 " edges%s. Widths, and the cells' shades, are by the greatest weight of a "
             "head; the picture%s is of %.120s.%s",
             a.all, a.all > a.count ? ", of which the strongest are drawn" : "",
             s->page.sheet ? "" : " without a slider", heads_text(s, h, 0).text,
             s->layout == LAYOUT_KAMADA  ? " Distances are by paths (Kamada and Kawai); thin lines are edges among "
                                           "neighbours."
             : s->layout == LAYOUT_FORCE ? " Placed by forces (ForceAtlas2); thin lines are edges among neighbours."
                                         : "");
    figure_end(&s->page, caption);
}

static bool put_relation(Study *s, const Heads *h, const char *nodes, Error *error)
{
    Picked picked = {.count = 0};
    if (!nodes || !s->page.sheet) { /* a picture of given rows is of these alone */
        pick_highest(h, &picked);
        pick_drawn(h, &picked);
    }
    if (nodes && !pick_named(s, h, nodes, &picked, error))
        return false;
    if (h->left_out)
        page_put(&s->page, "<p>%d more heads are not shown.</p>\n", h->left_out);
    for (int i = 0; i < picked.count; i++)
        put_row(s, h, picked.place[i]);
    return true;
}

bool section_attention(Study *s, Error *error)
{
    const char *nodes = s->job->options->nodes;
    Heads h;
    bool any = false, worked = true;
    for (int relation = 0; worked && relation < s->model->space_count; relation++) {
        if (!heads_of(s, relation, &h))
            continue;
        if (!any)
            section_begin(s, "attention", "Attention");
        any = true;
        if (relation != GATRT_EDGE)
            figure_heading(&s->page, s->model->spaces[relation].name);
        worked = put_relation(s, &h, nodes, error);
    }
    if (any)
        section_end(s);
    return worked &&
           (any || !nodes || error_set(error, "--nodes: the model %s shows no weights of edges", s->model->name));
}

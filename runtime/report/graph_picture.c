/* graph_picture.c - the graph of the data set: springs or forces place it, classes colour it, degrees size it. */
#include "runtime/report/betweenness.h"
#include "runtime/report/cloud.h"
#include "runtime/report/kamada.h"
#include "runtime/report/layout.h"
#include "runtime/graph/facts.h"

#include <inttypes.h>
#include <math.h>

enum { MOST_NODES = 100000, FEW_NODES = 100, ITERATIONS = 200, WORK = 6000000 };

/* Fewer for large graphs, which would take minutes. */
static int iterations_for(int64_t nodes)
{
    const int64_t fit = WORK / (nodes + 1);
    return fit > ITERATIONS ? ITERATIONS : fit < 40 ? 40 : (int)fit;
}

static double *radii(const gatrt_relation *r, int64_t rows)
{
    double *radius = mem_alloc((size_t)rows, sizeof *radius);
    const double small = rows > 1000 ? 1.5 : 4.0;
    for (int64_t e = 0; e < r->edges; e++) {
        radius[r->src[e]] += 1.0;
        radius[r->dst[e]] += 1.0;
    }
    for (int64_t v = 0; v < rows; v++)
        radius[v] = fmin(small + 0.5 * sqrt(radius[v]), 14.0);
    return radius;
}

/* Where every edge has a reverse, one of the two is drawn. */
static int64_t one_way(const gatrt_data *data, const gatrt_relation *r, int32_t *src, int32_t *dst)
{
    const bool twice = facts_relation(data, r).one_way == 0;
    int64_t count = 0;
    for (int64_t e = 0; e < r->edges; e++) {
        if (r->src[e] == r->dst[e] || (twice && r->src[e] > r->dst[e]))
            continue;
        src[count] = r->src[e];
        dst[count++] = r->dst[e];
    }
    return count;
}

/* Half a unit for edges that no path goes along but their own, up to four: by the logarithm, to the sixth power, as pytorch-GAT draws it. */
static uint8_t *widths(int64_t edges, const double *between)
{
    uint8_t *width = mem_alloc((size_t)edges + 1, 1);
    double most = 0.0;
    for (int64_t e = 0; e < edges; e++)
        most = fmax(most, log(fmax(between[e], 1.0)));
    for (int64_t e = 0; e < edges; e++)
        width[e] = (uint8_t)(2.0 + (most > 0.0 ? 14.0 * pow(log(fmax(between[e], 1.0)) / most, 6.0) : 0.0));
    return width;
}

/* Springs between all pairs show a small graph best; time goes with the square of nodes. Says in `text` what was done. */
static void place(const Study *s, int64_t nodes, int64_t edges, const int32_t *src, const int32_t *dst, double *xy,
                  char text[120])
{
    const bool springs = s->layout == LAYOUT_KAMADA || (s->layout == LAYOUT_OWN && nodes <= FEW_NODES);
    if (springs) {
        const double energy = kamada_place(nodes, edges, src, dst, xy);
        snprintf(text, 120, "placed by springs as long as paths (Kamada and Kawai, energy %.1f)", energy);
        return;
    }
    const int iterations = iterations_for(nodes);
    layout_place(nodes, edges, src, dst, iterations, 1, xy, s->job->pool);
    snprintf(text, 120, "placed by forces (ForceAtlas2, %d iterations)", iterations);
}

static void draw(Study *s, const gatrt_relation *r, const gatrt_set *set)
{
    char text[400], placed[120];
    double *xy = mem_alloc((size_t)set->rows, 2 * sizeof *xy), *radius = radii(r, set->rows);
    int32_t *src = mem_alloc((size_t)r->edges + 1, sizeof *src), *dst = mem_alloc((size_t)r->edges + 1, sizeof *dst);
    const int64_t edges = one_way(s->job->data, r, src, dst);
    place(s, set->rows, edges, src, dst, xy, placed);
    double *between = mem_alloc((size_t)edges + 1, sizeof *between);
    const int64_t from = betweenness_of_edges(set->rows, edges, src, dst, between);
    uint8_t *width = widths(edges, between);
    int used = snprintf(text, sizeof text,
                        "%" PRId64 " nodes and %" PRId64 " edges, %s; a node's size is by its degree, an edge's "
                        "width by its betweenness",
                        set->rows, edges, placed);
    if (from < set->rows)
        snprintf(text + used, sizeof text - (size_t)used, ", from %" PRId64 " nodes", from);
    figure_begin(&s->page, "Graph");
    cloud_draw(s, &(Cloud){.name = "Graph",
                           .text = text,
                           .points = set->rows,
                           .xy = xy,
                           .of_set = set == s->set,
                           .radius = radius,
                           .edges = edges,
                           .src = src,
                           .dst = dst,
                           .width = width});
    figure_end(&s->page, text);
    void *const owned[] = {xy, radius, src, dst, between, width};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
}

void section_graph(Study *s)
{
    const gatrt_data *d = s->job->data;
    const gatrt_relation *r = &d->relations[0];
    const gatrt_set *set = &d->sets[r->from];
    if (d->relation_count < 1 || r->from != r->to || r->edges < 1)
        return;
    section_begin(s, "graph", "The graph");
    if (set->rows > MOST_NODES) {
        page_put(&s->page, "<p>%" PRId64 " nodes: graphs of up to %d are drawn.</p>\n", set->rows, MOST_NODES);
    } else {
        if (set == s->set)
            cloud_legend(s);
        if (d->relation_count > 1) {
            page_raw(&s->page, "<p>Of several relations the first: ");
            page_xml(&s->page, r->name);
            page_raw(&s->page, ".</p>\n");
        }
        draw(s, r, set);
    }
    section_end(s);
}

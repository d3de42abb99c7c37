/* predict_drawn.c - predictions as GEXF for Gephi, or GraphML for networkx: nodes with their class y, the class told, its
 * probability, all outputs and a place in the plane; edges as messages go, added reverses and self loops too, with the mean over
 * heads of each output of edges. Gephi reads the place from viz:position, others from the numbers position_x and position_y.
 */
#include "runtime/cli/predict_drawn.h"
#include "runtime/formats/beginnings.h"
#include "runtime/report/layout.h"
#include "runtime/report/page.h"
#include "runtime/train/answer.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MOST_NODES = 100000, ITERATIONS = 100 };

typedef struct Drawing {
    const gatrt_model *model;
    const View *view;
    const gatrt_set *set;
    const gatrt_walk *in;
    bool gexf;
    int space, relation;
    int64_t rows, edges;
    const int64_t *id;  /* place -> row */
    int32_t *src, *dst; /* [edges] rows */
    double *xy;         /* [rows, 2] */
    Page page;
} Drawing;

bool predict_drawn_form(const char *path)
{
    return name_ends(path, ".gexf") || name_ends(path, ".graphml");
}

/* ------------------------------------------------------------------ attributes */

/* `number` -1: none. */
static void put_name(Drawing *d, const char *name, int64_t number)
{
    page_xml(&d->page, name);
    if (number >= 0)
        page_put(&d->page, "_%" PRId64, number);
}

static void declare(Drawing *d, const char *of, const char *name, int64_t number, const char *type)
{
    page_raw(&d->page, d->gexf ? "<attribute id=\"" : "<key id=\"");
    put_name(d, name, number);
    page_put(&d->page, d->gexf ? "\" title=\"" : "\" for=\"%s\" attr.name=\"", of);
    put_name(d, name, number);
    page_put(&d->page, d->gexf ? "\" type=\"%s\"/>\n" : "\" attr.type=\"%s\"/>\n", type);
}

static void begin_value(Drawing *d, const char *name, int64_t number)
{
    page_raw(&d->page, d->gexf ? "<attvalue for=\"" : "<data key=\"");
    put_name(d, name, number);
    page_raw(&d->page, d->gexf ? "\" value=\"" : "\">");
}

static void end_value(Drawing *d)
{
    page_raw(&d->page, d->gexf ? "\"/>" : "</data>");
}

static void put_number(Drawing *d, const char *name, int64_t number, double value)
{
    begin_value(d, name, number);
    page_put(&d->page, "%.9g", value);
    end_value(d);
}

/* Its name, where the data set has names. */
static void put_class(Drawing *d, const char *name, int64_t class)
{
    begin_value(d, name, -1);
    if (d->set->class_name && class < d->set->classes)
        page_xml(&d->page, d->set->class_name[class]);
    else
        page_put(&d->page, "%" PRId64, class);
    end_value(d);
}

/* ------------------------------------------------------------------ nodes */

static bool has_classes(const Drawing *d)
{
    return d->set->label && answer_of(d->model) == ANSWER_CLASS;
}

static void declare_nodes(Drawing *d)
{
    const char *class = d->set->class_name ? "string" : "long";
    const gatrt_output *out = &d->model->outputs[0];
    if (has_classes(d))
        declare(d, "node", "y", -1, class);
    if (answer_of(d->model) == ANSWER_CLASS) {
        declare(d, "node", "told", -1, class);
        declare(d, "node", "probability", -1, "double");
    }
    for (int64_t j = 0; j < out->width; j++)
        declare(d, "node", out->name, j, "double");
    declare(d, "node", "position_x", -1, "double");
    declare(d, "node", "position_y", -1, "double");
}

/* Softmax at the largest: 1 / sum exp(x_j - x_max). */
static double probability(const float *row, int64_t width, int64_t told)
{
    double sum = 0.0;
    for (int64_t j = 0; j < width; j++)
        sum += exp((double)row[j] - (double)row[told]);
    return 1.0 / sum;
}

static void put_id(Drawing *d, int64_t row)
{
    if (d->set->row_name)
        page_xml(&d->page, d->set->row_name[row]);
    else
        page_put(&d->page, "%" PRId64, row);
}

static void put_values(Drawing *d, int64_t row, const float *out)
{
    const int64_t width = d->model->outputs[0].width;
    if (has_classes(d) && d->set->label[row] != GATRT_UNKNOWN)
        put_class(d, "y", d->set->label[row]);
    if (answer_of(d->model) == ANSWER_CLASS) {
        const int64_t told = answer_class(out, width);
        put_class(d, "told", told);
        put_number(d, "probability", -1, probability(out, width, told));
    }
    for (int64_t j = 0; j < width; j++)
        put_number(d, d->model->outputs[0].name, j, (double)out[j]);
    put_number(d, "position_x", -1, d->xy[2 * row]);
    put_number(d, "position_y", -1, d->xy[2 * row + 1]);
}

static void put_nodes(Drawing *d)
{
    int64_t *place = prepared_places(d->view->on, d->space);
    for (int64_t v = 0; v < d->rows; v++) {
        page_raw(&d->page, "<node id=\"");
        put_id(d, v);
        if (d->gexf) {
            page_raw(&d->page, "\" label=\"");
            put_id(d, v);
        }
        page_raw(&d->page, d->gexf ? "\"><attvalues>" : "\">");
        put_values(d, v, d->view->outputs[0] + place[v] * d->model->outputs[0].width);
        if (d->gexf)
            page_put(&d->page, "</attvalues><viz:position x=\"%.9g\" y=\"%.9g\" z=\"0\"/>", d->xy[2 * v],
                     d->xy[2 * v + 1]);
        page_raw(&d->page, "</node>\n");
    }
    mem_free(place);
}

/* ------------------------------------------------------------------ edges */

static bool is_of_edges(const Drawing *d, int output)
{
    return d->view->outputs[output] && d->model->outputs[output].space == d->relation;
}

static void declare_edges(Drawing *d)
{
    for (int i = 0; i < d->model->output_count; i++)
        if (is_of_edges(d, i))
            declare(d, "edge", d->model->outputs[i].name, -1, "double");
}

static void put_edges(Drawing *d)
{
    for (int64_t e = 0; e < d->edges; e++) {
        page_put(&d->page, d->gexf ? "<edge id=\"%" PRId64 "\" source=\"" : "<edge id=\"e%" PRId64 "\" source=\"", e);
        put_id(d, d->src[e]);
        page_raw(&d->page, "\" target=\"");
        put_id(d, d->dst[e]);
        page_raw(&d->page, d->gexf ? "\"><attvalues>" : "\">");
        for (int i = 0; i < d->model->output_count; i++)
            if (is_of_edges(d, i))
                put_number(d, d->model->outputs[i].name, -1, view_mean(d->view, i, e));
        page_raw(&d->page, d->gexf ? "</attvalues></edge>\n" : "</edge>\n");
    }
}

/* ------------------------------------------------------------------ the file */

static void put_all(Drawing *d)
{
    page_raw(&d->page, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    page_raw(&d->page,
             d->gexf ? "<gexf xmlns=\"http://www.gexf.net/1.2draft\" xmlns:viz=\"http://www.gexf.net/1.2draft/viz\" "
                       "version=\"1.2\">\n<graph defaultedgetype=\"directed\" mode=\"static\">\n"
                       "<attributes class=\"node\" mode=\"static\">\n"
                     : "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
    declare_nodes(d);
    page_raw(&d->page, d->gexf ? "</attributes>\n<attributes class=\"edge\" mode=\"static\">\n" : "");
    declare_edges(d);
    page_raw(&d->page, d->gexf ? "</attributes>\n<nodes>\n" : "<graph edgedefault=\"directed\">\n");
    put_nodes(d);
    page_raw(&d->page, d->gexf ? "</nodes>\n<edges>\n" : "");
    put_edges(d);
    page_raw(&d->page, d->gexf ? "</edges>\n</graph>\n</gexf>\n" : "</graph>\n</graphml>\n");
}

static bool fits(const Job *job, const Drawing *d, Error *error)
{
    const bool edges = d->relation < job->model->space_count && job->model->spaces[d->relation].kind == GATRT_EDGES;
    const Joined joined = edges ? space_joins(job->model, job->data, d->relation) : (Joined){.from = -1, .to = -1};
    const char *why = job->data->set_count > 1 || job->data->relation_count > 1 ? "there are several kinds of them"
                      : !d->set || joined.from != d->space || joined.to != d->space
                          ? "the model answers rows of another kind"
                      : d->set->rows > MOST_NODES ? "there are more than 100000 nodes"
                                                  : NULL;
    return !why ||
           error_set(error, "--out %s: a drawing is of nodes that are answered and the edges between them, but %s",
                     file_shown(job->options->out), why);
}

/* Rows of the edges' ends, and places of the rows by forces. */
static void place_rows(const Job *job, Drawing *d)
{
    d->src = mem_alloc((size_t)d->edges + 1, sizeof *d->src);
    d->dst = mem_alloc((size_t)d->edges + 1, sizeof *d->dst);
    d->xy = mem_alloc((size_t)d->rows + 1, 2 * sizeof *d->xy);
    for (int64_t v = 0; v < d->rows; v++)
        for (int64_t e = d->in->start[v]; e < d->in->start[v + 1]; e++) {
            d->src[e] = (int32_t)d->id[d->in->far[e]];
            d->dst[e] = (int32_t)d->id[v];
        }
    layout_place(d->rows, d->edges, d->src, d->dst, ITERATIONS, 1, d->xy, job->pool);
}

bool predict_drawn(const Job *job, const View *view, Error *error)
{
    const char *out = job->options->out;
    const int space = answer_space(job->model);
    Drawing d = {.model = job->model,
                 .view = view,
                 .set = space_set(job->model, job->data, space),
                 .gexf = name_ends(out, ".gexf"),
                 .space = space,
                 .relation = GATRT_EDGE};
    if (!fits(job, &d, error))
        return false;
    d.in = &view->on->ends[space_joins(job->model, job->data, d.relation).in];
    d.rows = view->on->spaces[space].count;
    d.edges = view->on->spaces[d.relation].count;
    d.id = view->on->row_id[space];
    place_rows(job, &d);
    put_all(&d);
    const bool worked = d.page.broken ? error_set(error, "%s: a number cannot be printed", file_shown(out))
                                      : file_write(out, d.page.text, d.page.used, error);
    page_free(&d.page);
    mem_free(d.src);
    mem_free(d.dst);
    mem_free(d.xy);
    return worked;
}

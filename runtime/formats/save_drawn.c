/* save_drawn.c - a data set of one kind of node as GraphML or GEXF, for networkx, igraph and Gephi: edges directed, as they
 * stand, y and masks by their names, features as numbers x0, x1, ..., sparse ones with a default of 0. Floats have the nine
 * digits that give them back.
 */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "runtime/formats/save.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FEATURES = 90000 /* fewer than drawn.c reads attributes */ };

typedef struct Out {
    FILE *to;
    bool gexf, named;
    const gatrt_set *node;
    const gatrt_relation *edge;
} Out;

/* ------------------------------------------------------------------ text */

static void put_text(const Out *o, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '<': fputs("&lt;", o->to); break;
        case '>': fputs("&gt;", o->to); break;
        case '&': fputs("&amp;", o->to); break;
        case '"': fputs("&quot;", o->to); break;
        default: fputc(*text, o->to);
        }
}

/* XML has no control characters, and its readers take texts in UTF-8 alone. */
static bool can_stand(char *const *texts, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        for (const char *at = texts[i]; *at;) {
            const size_t length = text_visible(at);
            if (length == 0)
                return false;
            at += length;
        }
    return true;
}

static void put_row(const Out *o, int64_t row)
{
    if (o->named)
        put_text(o, o->node->row_name[row]);
    else
        fprintf(o->to, "%" PRId64, row);
}

static void declare(const Out *o, const char *of, const char *name, int64_t number, const char *type, const char *other)
{
    char digits[24] = "";
    if (number >= 0)
        snprintf(digits, sizeof digits, "%" PRId64, number);
    if (o->gexf)
        fprintf(o->to, "<attribute id=\"%s%s\" title=\"%s%s\" type=\"%s\">", name, digits, name, digits, type);
    else
        fprintf(o->to, "<key id=\"%s%s\" for=\"%s\" attr.name=\"%s%s\" attr.type=\"%s\">", name, digits, of, name,
                digits, type);
    if (other)
        fprintf(o->to, "<default>%s</default>", other);
    fputs(o->gexf ? "</attribute>\n" : "</key>\n", o->to);
}

static void begin_value(const Out *o, const char *name, int64_t number)
{
    fprintf(o->to, o->gexf ? "<attvalue for=\"%s" : "<data key=\"%s", name);
    if (number >= 0)
        fprintf(o->to, "%" PRId64, number);
    fputs(o->gexf ? "\" value=\"" : "\">", o->to);
}

static void end_value(const Out *o)
{
    fputs(o->gexf ? "\"/>" : "</data>", o->to);
}

static void put_number(const Out *o, const char *name, int64_t number, double value)
{
    begin_value(o, name, number);
    fprintf(o->to, "%.9g", value);
    end_value(o);
}

/* ------------------------------------------------------------------ what there is */

static void declare_nodes(const Out *o)
{
    const gatrt_set *node = o->node;
    if (node->label || node->target)
        declare(o, "node", "y", -1, node->class_name ? "string" : node->label ? "long" : "double", NULL);
    for (int m = 0; m < 3; m++)
        if (node->mask[m])
            declare(o, "node", data_mask_name[m], -1, "boolean", NULL);
    for (int64_t i = 0; (node->x || node->sparse) && i < node->features; i++)
        declare(o, "node", "x", i, "double", node->sparse ? "0" : NULL);
}

static void declare_edges(const Out *o)
{
    if (o->edge->edge_weight && !o->gexf)
        declare(o, "edge", "weight", -1, "double", NULL);
    for (int64_t i = 0; o->edge->edge_attr && i < o->edge->edge_features; i++)
        declare(o, "edge", "edge_attr", i, "double", NULL);
}

static void put_answer(const Out *o, int64_t v)
{
    const gatrt_set *node = o->node;
    if (node->label && node->label[v] != GATRT_UNKNOWN && node->class_name) {
        begin_value(o, "y", -1);
        put_text(o, node->class_name[node->label[v]]);
        end_value(o);
    } else if (node->label && node->label[v] != GATRT_UNKNOWN) {
        begin_value(o, "y", -1);
        fprintf(o->to, "%d", node->label[v]);
        end_value(o);
    } else if (node->target && !isnan(node->target[v])) {
        put_number(o, "y", -1, (double)node->target[v]);
    }
}

static void put_node(const Out *o, int64_t v)
{
    const gatrt_set *node = o->node;
    fputs("<node id=\"", o->to);
    put_row(o, v);
    if (o->gexf) {
        fputs("\" label=\"", o->to);
        put_row(o, v);
    }
    fputs(o->gexf ? "\"><attvalues>" : "\">", o->to);
    put_answer(o, v);
    for (int m = 0; m < 3; m++)
        if (node->mask[m]) { /* whoever reads it may know of no default */
            begin_value(o, data_mask_name[m], -1);
            fputs(node->mask[m][v] ? "true" : "false", o->to);
            end_value(o);
        }
    for (int64_t i = 0; node->x && i < node->features; i++)
        put_number(o, "x", i, (double)node->x[v * node->features + i]);
    for (int64_t i = node->sparse ? node->x_start[v] : 0; node->sparse && i < node->x_start[v + 1]; i++)
        put_number(o, "x", node->x_col[i], (double)node->x_val[i]);
    fputs(o->gexf ? "</attvalues></node>\n" : "</node>\n", o->to);
}

static void put_edge(const Out *o, int64_t e)
{
    const gatrt_relation *r = o->edge;
    if (o->gexf)
        fprintf(o->to, "<edge id=\"%" PRId64 "\" source=\"", e);
    else
        fputs("<edge source=\"", o->to);
    put_row(o, r->src[e]);
    fputs("\" target=\"", o->to);
    put_row(o, r->dst[e]);
    if (o->gexf && r->edge_weight)
        fprintf(o->to, "\" weight=\"%.9g", (double)r->edge_weight[e]);
    fputs(o->gexf ? "\"><attvalues>" : "\">", o->to);
    if (!o->gexf && r->edge_weight)
        put_number(o, "weight", -1, (double)r->edge_weight[e]);
    for (int64_t i = 0; r->edge_attr && i < r->edge_features; i++)
        put_number(o, "edge_attr", i, (double)r->edge_attr[e * r->edge_features + i]);
    fputs(o->gexf ? "</attvalues></edge>\n" : "</edge>\n", o->to);
}

static void put_graphml(const Out *o)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
          o->to);
    declare_nodes(o);
    declare_edges(o);
    fputs("<graph edgedefault=\"directed\">\n", o->to);
    for (int64_t v = 0; v < o->node->rows; v++)
        put_node(o, v);
    for (int64_t e = 0; e < o->edge->edges; e++)
        put_edge(o, e);
    fputs("</graph>\n</graphml>\n", o->to);
}

static void put_gexf(const Out *o)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://www.gexf.net/1.2draft\" version=\"1.2\">\n"
          "<graph defaultedgetype=\"directed\" mode=\"static\">\n<attributes class=\"node\" mode=\"static\">\n",
          o->to);
    declare_nodes(o);
    fputs("</attributes>\n<attributes class=\"edge\" mode=\"static\">\n", o->to);
    declare_edges(o);
    fputs("</attributes>\n<nodes>\n", o->to);
    for (int64_t v = 0; v < o->node->rows; v++)
        put_node(o, v);
    fputs("</nodes>\n<edges>\n", o->to);
    for (int64_t e = 0; e < o->edge->edges; e++)
        put_edge(o, e);
    fputs("</edges>\n</graph>\n</gexf>\n", o->to);
}

/* ------------------------------------------------------------------ the file */

static bool fits(const gatrt_data *d, const char *path, Error *error)
{
    const gatrt_set *node = &d->sets[0];
    const char *why =
        d->set_count != 1 || d->relation_count != 1 || node->graph        ? "several kinds of rows, or several graphs,"
        : node->target && node->classes > 1                               ? "several answers a node"
        : node->features > MOST_FEATURES                                  ? "so many features"
        : node->class_name && !can_stand(node->class_name, node->classes) ? "names of classes with control characters"
                                                                          : NULL;
    return !why || error_set(error, "%s: %s cannot be written so; write an .npz", file_shown(path), why);
}

bool save_drawn(const gatrt_data *data, const char *path, bool gexf, Error *error)
{
    char *text = NULL;
    size_t size = 0;
    if (!fits(data, path, error))
        return false;
    Out o = {.to = open_memstream(&text, &size), .gexf = gexf, .node = &data->sets[0], .edge = &data->relations[0]};
    if (!o.to)
        return error_set(error, "%s: out of memory", file_shown(path));
    o.named = o.node->row_name && can_stand(o.node->row_name, o.node->rows);
    (gexf ? put_gexf : put_graphml)(&o);
    bool good = ferror(o.to) == 0;
    good = fclose(o.to) == 0 && good;
    good = good ? file_write(path, text, size, error) : error_set(error, "%s: out of memory", file_shown(path));
    free(text);
    return good;
}

/* fuzz_drawn.c - a file of a graph tool (GraphML, JSON, ...) as a data set: the form is told by its first bytes, as
 * for --data. What is read keeps the promises that any data set keeps. */
#include "fuzz.h"

#include "../../runtime/formats/drawn.h"

#include <string.h>

/* clang-format off */
const char *const drawn_words[] = {
    "<?xml version=\"1.0\"?>", "<graphml>", "</graphml>", "<graph edgedefault=\"undirected\">", "</graph>", "<node id=\"a\"/>",
    "<node id=\"b\">", "</node>", "<edge source=\"a\" target=\"b\"/>", "<key id=\"k\" for=\"all\" attr.name=\"x\" attr.type=\"int\"/>",
    "<default>0</default>", "<data key=\"k\">", "</data>", "&amp;", "<!DOCTYPE g [<!ENTITY a \"b\">]>", "<![CDATA[", "]]>",
    "<gexf>", "<nodes>", "<attvalue for=\"0\" value=\"1\"/>", "<attributes class=\"node\">", "graph [", "node [ id 0 ]",
    "edge [ source 0 target 1 ]", "]", "&#228;", "{\"nodes\": [", "{\"id\": 1}", "\"links\": [", "\"source\": 0", "\"target\"", "true", "null", "1e400", "[1, 2]", "NaN",
    "train_mask", "weight", "y", "x", "label", "directed", NULL,
};
/* clang-format on */

static void check(const gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *r = &d->relations[0];
    double sum = 0.0;
    for (int64_t e = 0; e < r->edges; e++) {
        MUST(r->src[e] >= 0 && r->src[e] < node->rows && r->dst[e] >= 0 && r->dst[e] < node->rows);
        sum += r->edge_weight ? (double)r->edge_weight[e] : 0.0;
    }
    for (int64_t i = 0; node->x && i < node->rows * node->features; i++)
        sum += (double)node->x[i];
    for (int64_t v = 0; v < node->rows; v++) {
        sum += node->row_name ? (double)strlen(node->row_name[v]) : 0.0;
        MUST(!node->class_name || !node->label || node->label[v] == GATRT_UNKNOWN ||
             (node->label[v] >= 0 && node->label[v] < node->classes));
    }
    for (int64_t c = 0; node->class_name && c < node->classes; c++)
        sum += (double)strlen(node->class_name[c]);
    volatile double read = sum;
    (void)read;
}

void fuzz_drawn(const uint8_t *bytes, size_t size)
{
    static gatrt_data *(*const loaders[])(const char *, const DataUse *, Error *) = {
        [DRAWN_GRAPHML] = load_graphml,
        [DRAWN_GEXF] = load_gexf,
        [DRAWN_GML] = load_gml,
        [DRAWN_NODE_LINK] = load_node_link,
    };
    Error error = {""};
    const char *path = scratch_file(bytes, size);
    const DrawnForm form = drawn_form(path);
    if (form == DRAWN_NO)
        return;
    gatrt_data *d = loaders[form](path, &(DataUse){.split = 0}, &error);
    if (d && data_check(d, &error))
        check(d);
    else
        must_be_one_line(error.text);
    gatrt_data_free(d);
}

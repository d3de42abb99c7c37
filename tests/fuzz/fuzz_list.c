/* fuzz_list.c - a text as a data set: lists of edges and Matrix Market files. What is read must be a graph, and its nodes
 * must have as many names as there are, all different. */
#include "fuzz.h"

#include "../../runtime/formats/names.h"

#include <math.h>
#include <string.h>

/* clang-format off */
const char *const list_words[] = {
    "%%MatrixMarket matrix coordinate pattern general\n", "%%MatrixMarket matrix coordinate real symmetric\n",
    "2 2 1\n", "3 3 2\n", "source", "target", "weight", "id", "# ", "%", ",", ";", "\t", " ", "\"", "\"\"", "\r\n", "\n",
    "1.0", "007", "1e3", "\xEF\xBB\xBF", "{'weight': 2}", "{}", "\xC3\xA4", NULL,
};
/* clang-format on */

static void check_names(const gatrt_set *node)
{
    Names *seen = names_new();
    for (int64_t v = 0; node->row_name && v < node->rows; v++)
        MUST(names_add(seen, node->row_name[v], strlen(node->row_name[v])) == v);
    names_free(seen);
}

static void check_list(const gatrt_data *d)
{
    const gatrt_relation *edge = &d->relations[0];
    Error error = {""};
    MUST(data_check(d, &error));
    MUST(edge->edges >= 0 && d->sets[0].rows >= 1);
    for (int64_t i = 0; edge->edge_attr && i < edge->edges * edge->edge_features; i++)
        MUST(isfinite(edge->edge_attr[i]));
    check_names(&d->sets[0]);
}

void fuzz_list(const uint8_t *bytes, size_t size)
{
    char error[256] = "";
    gatrt_data *d = gatrt_data_load(scratch_file(bytes, size), error);
    if (d)
        check_list(d);
    else
        must_be_one_line(error);
    gatrt_data_free(d);
}

/* split_groups.c - by=SET: rows that belong to one row of another set are in one part together: links at either end, nodes
 * in a graph.
 * In: a set and the other's name. Out: of each row, that of the other set.
 */
#include "runtime/formats/split_draw.h"

#include <inttypes.h>
#include <string.h>

/* The end of the set's links that is meant; NULL: neither, or nobody can tell. */
static const int32_t *end_called(const Parts *p, const gatrt_relation *links, const char *by, const gatrt_set **of)
{
    const gatrt_set *from = &p->data->sets[links->from], *to = &p->data->sets[links->to];
    const bool source = !strcmp(by, "source") || (from != to && !strcmp(by, from->name));
    const bool target = !strcmp(by, "target") || (from != to && !strcmp(by, to->name));
    *of = source ? from : to;
    return source == target ? NULL : source ? links->src : links->dst;
}

bool split_groups(const Parts *p, const int32_t **group, const gatrt_set **of)
{
    const char *by = p->rule->path[0];
    const gatrt_relation *links = data_find_relation(p->data, p->set->name, NULL, NULL);
    *of = NULL;
    *group = NULL;
    if (!by[0])
        return true;
    if (p->set->graph && !strcmp(by, GRAPH_SET)) {
        *of = data_find_set(p->data, GRAPH_SET);
        *group = p->set->graph;
    } else if (links && links->edges == p->set->rows) {
        *group = end_called(p, links, by, of);
    }
    if (*group)
        return true;
    if (links && links->edges == p->set->rows)
        return error_set(p->error, "%s: --split by=%.60s: a %s goes from %s to %s; by=source or by=target will do",
                         p->name, by, p->set->name, p->data->sets[links->from].name, p->data->sets[links->to].name);
    return error_set(p->error, "%s: --split by=%.60s: rows of %s belong to no such row", p->name, by, p->set->name);
}

/* drawn_data.c - a data set of what a graph tool's file told: nodes in their order, classes by name, edges that have no
 * direction in both; and what of it was read, left, taken for granted.
 */
#include "runtime/formats/drawn_make.h"

static bool make_all(Make *m, const DrawnAsked *asked, const DataUse *use)
{
    Drawn *d = m->d;
    if (d->rows == 0)
        return error_set(d->error, "%s: there is no node", file_shown(d->path));
    if (!make_joins(d) || !drawn_roles(&m->roles, d, asked))
        return false;
    m->node->rows = d->rows;
    m->node->features = make_role_width(m, DRAWN_NODES, ROLE_FEATURE);
    m->edge->edge_features = make_role_width(m, DRAWN_EDGES, ROLE_EDGE_FEATURE);
    if (use->model && !inputs_check_widths(use->model, m->data, d->error))
        return false;
    if (!make_edges(m) || !make_features(m) || !make_answers(m) || !make_masks(m))
        return false;
    make_names(m);
    make_told(m);
    return true;
}

gatrt_data *drawn_data(Drawn *d, const char *spec, const DrawnAsked *asked, const DataUse *use)
{
    Make m = {.d = d, .data = data_new(spec)};
    m.node = &m.data->sets[0];
    m.edge = &m.data->relations[0];
    const bool good = make_all(&m, asked, use);
    drawn_roles_free(&m.roles);
    mem_free(m.drawn);
    if (good)
        return m.data;
    gatrt_data_free(m.data);
    return NULL;
}

gatrt_data *drawn_load(const char *spec, const DataUse *use, bool (*read)(Drawn *d), Error *error)
{
    DrawnAsked asked;
    Drawn d;
    if (!drawn_ask(&asked, spec, error))
        return NULL;
    drawn_begin(&d, asked.path, error);
    gatrt_data *data = read(&d) ? drawn_data(&d, spec, &asked, use) : NULL;
    drawn_free(&d);
    return data;
}

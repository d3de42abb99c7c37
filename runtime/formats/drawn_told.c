/* drawn_told.c - what nodes are called, and what people are told: what was read, what was left, and how to ask for it. */
#include "runtime/formats/drawn_make.h"

#include <string.h>

enum { FEW = 8 };

/* What people call the nodes, where each has a name of its own; else what the file calls them. */
static Names *shown_names(const Make *m)
{
    const Drawn *d = m->d;
    const int64_t column = d->label_names ? names_find(d->of[DRAWN_NODES].names, "label", 5) : -1;
    const DrawnColumn *c = column >= 0 ? &d->of[DRAWN_NODES].columns[column] : NULL;
    Names *names = names_new();
    if (!c || column == m->roles.label || c->kind != DRAWN_TEXT || c->count != d->rows)
        return names;
    for (int64_t v = 0; v < d->rows && c->cells[v].row == v; v++) {
        const char *text = names_at(d->texts, (int64_t)c->cells[v].value);
        if (*text)
            names_add(names, text, strlen(text));
    }
    return names;
}

void make_names(Make *m)
{
    const Drawn *d = m->d;
    Names *names = shown_names(m);
    if (names_count(names) < d->rows) {
        int64_t *id = mem_alloc((size_t)d->rows, sizeof *id);
        for (int64_t i = 0; i < names_count(d->ids); i++)
            if (d->row[i] >= 0)
                id[d->row[i]] = i;
        names_free(names);
        names = names_new();
        for (int64_t v = 0; v < d->rows; v++)
            names_add(names, names_at(d->ids, id[v]), strlen(names_at(d->ids, id[v])));
        mem_free(id);
    }
    if (names_are_rows(names))
        names_free(names);
    else
        m->node->row_name = names_take(names);
}

/* Of many features the first and the last. */
static void tell_features(Make *m, DrawnOf of, DrawnRole role, const char *what)
{
    int64_t columns = 0, last = 0, told = 0;
    char first[96] = "";
    for (int64_t c = 0; c < m->d->of[of].count; c++)
        if (m->roles.role[of][c] == role) {
            columns++;
            last = c;
        }
    for (int64_t c = 0; c < m->d->of[of].count && told < columns; c++) {
        if (m->roles.role[of][c] != role)
            continue;
        if (columns <= FEW)
            origin_add(m->data, ORIGIN_USED, make_name(m, of, c), "%s %lld of %lld", what, (long long)told,
                       (long long)columns);
        else if (told == 0)
            snprintf(first, sizeof first, "%.40s to %.40s", make_name(m, of, c), make_name(m, of, last));
        told++;
    }
    if (columns > FEW)
        origin_add(m->data, ORIGIN_USED, first, "%lld %ss", (long long)columns, what);
}

static void tell_ignored(Make *m, DrawnOf of)
{
    int64_t count = 0;
    for (int64_t c = 0; c < m->d->of[of].count; c++) {
        if (m->roles.role[of][c] != ROLE_NONE)
            continue;
        if (count++ < 4 * (int64_t)FEW)
            origin_add(m->data, ORIGIN_IGNORED, make_name(m, of, c), "%s", m->roles.why[of][c]);
        if (of == DRAWN_NODES && m->roles.other[c])
            origin_add(m->data, ORIGIN_REMARK, make_name(m, of, c),
                       "may be classes, too, but they are read from %s; label=%s takes this one",
                       make_name(m, of, m->roles.label), make_name(m, of, c));
    }
    if (count > 4 * (int64_t)FEW)
        origin_add(m->data, ORIGIN_IGNORED, "others", "%lld attributes", (long long)(count - 4 * (int64_t)FEW));
}

void make_told(Make *m)
{
    tell_features(m, DRAWN_NODES, ROLE_FEATURE,
                  m->roles.all ? "number of nodes, as no x is there: feature" : "feature");
    tell_features(m, DRAWN_EDGES, ROLE_EDGE_FEATURE, "edge feature");
    if (m->roles.weight >= 0)
        origin_add(m->data, ORIGIN_USED, make_name(m, DRAWN_EDGES, m->roles.weight), "edge_weight");
    tell_ignored(m, DRAWN_NODES);
    tell_ignored(m, DRAWN_EDGES);
    if (m->rounded != 0.0)
        data_tell_rounded(m->data, m->of, m->rounded);
}

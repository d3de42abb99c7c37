/* drawn_answers.c - classes by name, numbers, and which nodes train, validate and test. */
#include "runtime/formats/drawn_make.h"

#include <math.h>
#include <string.h>

static void tell_classes(Make *m, const char *attribute)
{
    const gatrt_set *node = m->node;
    char text[160] = "";
    size_t at = 0;
    for (int64_t c = 0; c < node->classes && at < sizeof text; c++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%lld %.40s", c ? ", " : "", (long long)c,
                               node->class_name[c]);
    origin_add(m->data, ORIGIN_USED, attribute, "classes by name: %s%s", text, at < sizeof text ? "" : "...");
}

static void take_texts(Make *m, const double *values)
{
    gatrt_set *node = m->node;
    Names *classes = names_new();
    for (int64_t v = 0; v < node->rows; v++) {
        const char *text = isnan(values[v]) ? NULL : names_at(m->d->texts, (int64_t)values[v]);
        node->label[v] = text ? (int32_t)names_add(classes, text, strlen(text)) : GATRT_UNKNOWN;
    }
    names_number_classes(classes, node);
    node->class_name = names_take(classes);
}

static bool take_numbers(Make *m, const double *values)
{
    bool whole = true;
    for (int64_t v = 0; v < m->node->rows && whole; v++) {
        whole = data_take_label(m->node, v, values[v]);
        make_float(m, DRAWN_NODES, m->roles.label, values[v]);
    }
    return whole;
}

static void take_targets(Make *m, const DrawnColumn *c, const double *values)
{
    gatrt_set *node = m->node;
    const int64_t width = make_width(c);
    mem_free(node->label);
    node->label = NULL;
    node->classes = width;
    node->target = mem_alloc((size_t)node->rows * (size_t)width, sizeof *node->target);
    for (int64_t v = 0; v < node->rows; v++)
        for (int64_t i = 0; i < width; i++)
            node->target[v * width + i] =
                isnan(values[v])        ? NAN
                : c->kind == DRAWN_LIST ? make_float(m, DRAWN_NODES, m->roles.label, c->numbers[(int64_t)values[v] + i])
                                        : make_float(m, DRAWN_NODES, m->roles.label, values[v]);
}

bool make_answers(Make *m)
{
    gatrt_set *node = m->node;
    if (m->roles.label < 0)
        return true;
    const char *name = make_name(m, DRAWN_NODES, m->roles.label);
    const DrawnColumn *c = &m->d->of[DRAWN_NODES].columns[m->roles.label];
    if (c->kind == DRAWN_LIST && c->width < 1)
        return make_error(m, "lists without a number", name);
    double *values = make_values(m, DRAWN_NODES, m->roles.label);
    if (!values)
        return false;
    node->label = mem_alloc((size_t)node->rows, sizeof *node->label);
    if (c->kind == DRAWN_TEXT)
        take_texts(m, values);
    else if (c->kind == DRAWN_LIST || !take_numbers(m, values))
        take_targets(m, c, values);
    mem_free(values);
    if (node->class_name)
        tell_classes(m, name);
    else
        origin_add(m->data, ORIGIN_USED, name, node->label ? "y: a whole number each" : "y: %lld numbers each",
                   (long long)node->classes);
    return true;
}

static bool fill_mask(Make *m, int64_t column)
{
    const char *name = make_name(m, DRAWN_NODES, column);
    int split = 0;
    split_named(name, strlen(name), &split);
    double *values = make_values(m, DRAWN_NODES, column);
    if (!values)
        return false;
    bool good = true;
    split_new(m->node, split);
    for (int64_t v = 0; v < m->node->rows && good; v++) {
        good = isnan(values[v]) || values[v] == 0.0 || values[v] == 1.0;
        if (values[v] == 1.0)
            split_add(m->node, split, v);
        if (!good)
            error_set(m->d->error, "%s: %.60s of %s is %g, but a mask holds true and false, or 1 and 0",
                      file_shown(m->d->path), name, make_shown(m, DRAWN_NODES, v).text, values[v]);
    }
    mem_free(values);
    if (good)
        split_used(m->data, m->node, split, name);
    return good;
}

bool make_masks(Make *m)
{
    for (int64_t c = 0; c < m->d->of[DRAWN_NODES].count; c++)
        if (m->roles.role[DRAWN_NODES][c] == ROLE_MASK && !fill_mask(m, c))
            return false;
    return true;
}

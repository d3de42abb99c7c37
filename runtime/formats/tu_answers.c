/* tu_answers.c - what TU data sets say of their graphs: classes, numbered in the order of their values and named by them;
 * or numbers, graph_attributes, which go before classes where both are there. */
#include "runtime/formats/names.h"
#include "runtime/formats/tu.h"

#include <math.h>

/* ------------------------------------------------------------------ classes */

static bool name_labels(const Tu *tu, Names *names)
{
    gatrt_set *graph = tu->graph;
    int32_t label;
    for (int64_t g = 0; g < graph->rows; g++) {
        char text[16];
        if (!tu_whole(tu, TU_GRAPH_LABELS, g, 0, -INT32_MAX, INT32_MAX, "but a class must be a whole number", &label))
            return false;
        const int length = snprintf(text, sizeof text, "%d", label);
        graph->label[g] = (int32_t)names_add(names, text, (size_t)length);
    }
    return true;
}

static void tell_classes(const Tu *tu, const Names *names)
{
    char text[128] = "";
    size_t at = 0;
    for (int64_t c = 0; c < names_count(names) && at < sizeof text; c++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", c ? ", " : "", names_at(names, c));
    origin_add(tu->data, ORIGIN_USED, tu_name[TU_GRAPH_LABELS], "%lld classes of graphs, in this order: %s%s",
               (long long)names_count(names), text, at < sizeof text ? "" : "...");
}

static bool take_classes(const Tu *tu)
{
    gatrt_set *graph = tu->graph;
    const Table *t = &tu->table[TU_GRAPH_LABELS];
    Names *names = names_new();
    if (t->columns != 1) {
        names_free(names);
        return error_set(tu->error,
                         "%s: %lld numbers in a line, but a graph has one class; numbers to be predicted belong in "
                         "graph_attributes",
                         file_shown(t->path), (long long)t->columns);
    }
    graph->label = mem_alloc((size_t)graph->rows, sizeof *graph->label);
    if (!name_labels(tu, names)) {
        names_free(names);
        return false;
    }
    names_number_classes(names, graph);
    tell_classes(tu, names);
    if (names_are_rows(names))
        names_free(names);
    else
        graph->class_name = names_take(names);
    return true;
}

/* ------------------------------------------------------------------ numbers */

static bool take_whole(const Tu *tu)
{
    const Table *t = &tu->table[TU_GRAPH_ATTRIBUTES];
    gatrt_set *graph = tu->graph;
    if (t->columns != 1)
        return false;
    graph->label = mem_alloc((size_t)graph->rows, sizeof *graph->label);
    for (int64_t g = 0; g < graph->rows; g++)
        if (!data_take_label(graph, g, table_at(t, g, 0))) {
            mem_free(graph->label);
            graph->label = NULL;
            return false;
        }
    return true;
}

static bool take_floats(const Tu *tu)
{
    const Table *t = &tu->table[TU_GRAPH_ATTRIBUTES];
    gatrt_set *graph = tu->graph;
    graph->classes = t->columns;
    graph->target = mem_alloc((size_t)graph->rows * (size_t)t->columns, sizeof *graph->target);
    for (int64_t i = 0; i < graph->rows * t->columns; i++) {
        graph->target[i] = (float)table_at(t, i / t->columns, i % t->columns);
        if (isinf(graph->target[i]))
            return table_error(t, i / t->columns, i % t->columns, "but it must be a finite float32", tu->error);
    }
    return true;
}

static bool take_numbers(const Tu *tu)
{
    const Table *t = &tu->table[TU_GRAPH_ATTRIBUTES];
    origin_add(tu->data, ORIGIN_USED, tu_name[TU_GRAPH_ATTRIBUTES], "%lld numbers of each graph, to be predicted",
               (long long)t->columns);
    table_tell_rounded(tu->data, t, tu_name[TU_GRAPH_ATTRIBUTES], 0);
    if (tu_has(tu, TU_GRAPH_LABELS))
        origin_add(tu->data, ORIGIN_REMARK, tu_name[TU_GRAPH_LABELS],
                   "y is graph_attributes instead; for these classes take that file away");
    return take_whole(tu) || take_floats(tu);
}

bool tu_take_answers(Tu *tu)
{
    if (tu_has(tu, TU_GRAPH_ATTRIBUTES))
        return take_numbers(tu);
    return !tu_has(tu, TU_GRAPH_LABELS) || take_classes(tu); /* without either: enough to predict */
}

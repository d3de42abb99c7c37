/* needs.c - what programs need of a graph and of a data set: spaces, ends and their lists, inputs.
 * In: a program whose kernels are loops. Out: answers. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/kernels.h"
#include "compiler/loops/loops.h"

const Prog *inference(const Model *m)
{
    return m->progs[PROGRAM_INFER];
}

/* No list of an end is read without where each row's begins. */
bool reads_lists(const Prog *p, const End *end)
{
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[i].kind == FIELD_GRAPH && p->fields[i].end == end && p->fields[i].list == LIST_START)
            return true;
    return false;
}

static bool has_values(const Prog *p, const Space *space)
{
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->type.space == space && p->level[i] >= 0)
            return true;
    return false;
}

bool uses_end(const Prog *p, const End *end)
{
    for (int i = 0; i < p->kernel_count && end->of->kind == SPACE_ROWS && end->sorted; i++)
        if (p->kernels[i]->rows == end->to)
            return true;
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->attr.end == end && p->level[i] >= 0)
            return true;
    return false;
}

/* The first relation is in every graph whose model uses no other one. */
bool is_part_of_graph(const Prog *p, const Space *space)
{
    const Model *m = p->model;
    if (has_values(p, space))
        return true;
    bool other = false;
    for (int i = 0; i < m->space_count; i++)
        other |= m->spaces[i]->kind == space->kind && has_values(p, m->spaces[i]);
    if (space->kind == SPACE_EDGES)
        return space->first && !other;
    for (int i = 0; i < m->end_count; i++)
        if (m->ends[i]->to == space &&
            (m->ends[i]->of->kind == SPACE_EDGES ? is_part_of_graph(p, m->ends[i]->of) : uses_end(p, m->ends[i])))
            return true;
    return false;
}

bool is_relation(const Prog *p, const Space *space)
{
    return space->kind == SPACE_EDGES && is_part_of_graph(p, space);
}

bool has_count(const Model *m, const Space *space)
{
    return space->kind != SPACE_ONE && is_part_of_graph(inference(m), space);
}

bool has_rows_in_graph(const Model *m, const Space *space)
{
    return space->kind == SPACE_ROWS && is_part_of_graph(inference(m), space);
}

int relation_number(const Model *m, const Space *relation)
{
    int number = 0;
    for (int i = 0; i < m->space_count && m->spaces[i] != relation; i++)
        number += is_relation(inference(m), m->spaces[i]);
    return number;
}

const char *graph_counts(const Prog *p)
{
    const Model *m = p->model;
    const char *counts = "";
    for (int i = 0; i < m->space_count; i++)
        if (m->spaces[i]->kind != SPACE_ONE && is_part_of_graph(p, m->spaces[i]))
            counts = arena_format("%s%s%s", counts, *counts ? ", " : "", rows_name(m->spaces[i]));
    return counts;
}

bool reads_input(const Prog *p, int index)
{
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[i].kind == FIELD_INPUT && p->fields[i].index == index)
            return true;
    return false;
}

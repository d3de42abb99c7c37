/* ends.c - spaces and the ends of relations: which rows an op brings together, and which of them a kernel has at hand.
 *
 * A row of a relation joins one row at each of its ends. Each end has a walk, which goes from a row to the relation's
 * rows that have it at that end. A kernel that walks has the row at the walk's own end at hand; the row at the other end
 * is far: it is read where it is stored, so an earlier kernel must have made it. Without a walk there is no edge, and
 * either end is far. So are rows of a space of its own kernels that are met in a walk, and the row at an end of the row
 * at hand: a graph's nodes, a node's graph. Placing, fusing, planning, costing, scheduling and verifying all ask here. */
#include "compiler/ir/ends.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/model.h"

#include <string.h>

const Space param_space = {.name = "param", .kind = SPACE_ONE};

bool is_single(const Val *v)
{
    return v->type.space->kind == SPACE_ONE;
}

bool has_rows(const Val *v)
{
    return !is_single(v);
}

bool is_edge_value(const Val *v)
{
    return v->type.space->kind == SPACE_EDGES;
}

bool is_edge_gather(const Val *v)
{
    return v->op == OP_gather && is_edge_value(v);
}

bool is_row_gather(const Val *v)
{
    return v->op == OP_gather && !is_edge_value(v);
}

bool reads_far(const Val *v, const End *walk)
{
    if (v->op == OP_gather)
        return is_row_gather(v) || v->attr.end != walk;
    return op_info[v->op].kind == KIND_SCATTER && !is_edge_value(v->in[0]);
}

const End *sorted_end(const Space *relation)
{
    for (int i = 0; i < relation->end_count; i++)
        if (relation->ends[i]->sorted)
            return relation->ends[i];
    bug("%s is in the order of none of its ends", relation->name);
}

const End *far_end(const End *walk)
{
    return walk->of->ends[walk->of->end_count - 1 - walk->index];
}

const End *sink_walk(const Val *v)
{
    return op_info[v->op].kind == KIND_SCATTER ? v->attr.end : NULL;
}

bool is_of_walk(const Val *v, const End *walk)
{
    return walk && v->type.space == walk->of;
}

const char *word_of(Op op, const End *end)
{
    const char *word = !end              ? NULL
                       : op == OP_gather ? end->gather
                       : op == OP_sum_to ? end->sum
                       : op == OP_max_to ? end->max
                                         : NULL;
    return word ? word : op_info[op].name;
}

const char *op_word(const Val *v)
{
    return word_of(v->op, v->attr.end);
}

const char *rows_name(const Space *space)
{
    const size_t length = strlen(space->name);
    return arena_format(length && space->name[length - 1] == 's' ? "%s_rows" : "%ss", space->name);
}

const char *met_rows(const End *walk)
{
    const bool told = walk->adjective && *walk->adjective;
    const char *name = walk->of->name; /* "incoming edges", "incoming writes" */
    const size_t length = strlen(name);
    const char *plural = length && name[length - 1] == 's' ? "" : "s";
    return arena_format("%s%s%s%s", told ? walk->adjective : "", told ? " " : "", name, plural);
}

/* ------------------------------------------------------------ declared */

static void add_space(Model *m, Space *space)
{
    GROW(m->spaces, m->space_count, m->space_capacity);
    m->spaces[m->space_count++] = space;
}

Space *declare_space(Model *m, const char *name, SpaceKind kind)
{
    if (!m->space_count)
        add_space(m, (Space *)&param_space);
    Space *space = arena_alloc(1, sizeof *space);
    *space = (Space){.name = name, .kind = kind, .id = m->space_count, .first = true};
    for (int i = 0; i < m->space_count; i++)
        space->first &= m->spaces[i]->kind != kind;
    add_space(m, space);
    return space;
}

const End *declare_end(Model *m, Space *of, End end)
{
    if (of->end_count == MAX_ENDS)
        bug("%s has more than %d ends", of->name, MAX_ENDS);
    End *made = arena_alloc(1, sizeof *made);
    *made = end;
    made->of = of;
    made->id = m->end_count;
    made->index = of->end_count;
    of->ends[of->end_count++] = made;
    GROW(m->ends, m->end_count, m->end_capacity);
    m->ends[m->end_count++] = made;
    return made;
}

const Space *first_space(const Model *m, SpaceKind kind)
{
    for (int i = 0; i < m->space_count; i++)
        if (m->spaces[i]->kind == kind)
            return m->spaces[i];
    bug("a model without a space of a kind that every model has");
}

const Space *find_space(const Model *m, const char *name)
{
    for (int i = 0; i < m->space_count; i++)
        if (!strcmp(m->spaces[i]->name, name))
            return m->spaces[i];
    return NULL;
}

const End *find_end(const Space *relation, const char *name)
{
    for (int i = 0; i < relation->end_count; i++)
        if (!strcmp(relation->ends[i]->name, name))
            return relation->ends[i];
    return NULL;
}

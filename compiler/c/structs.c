/* structs.c - the structs of NAME.h member by member, in their order: for what fills them in C, and for languages that have to
 * say them again. In: a model. Out: calls of a writer, one for each member. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"

static void counts(const Model *m, void *to, MemberWriter *member)
{
    for (int i = 0; i < m->space_count; i++)
        if (has_count(m, m->spaces[i]))
            member(to, rows_name(m->spaces[i]), MEMBER_INT64);
}

void relation_members(const Model *m, const Space *relation, void *to, MemberWriter *member)
{
    const End *in = sorted_end(relation), *out = far_end(in);
    member(to, arena_format("%s_start", in->list), MEMBER_INT64S);
    member(to, arena_format("%s_%s", in->list, out->name), MEMBER_INT32S);
    if (numbers_edges(m, relation))
        member(to, arena_format("%s_id", in->list), MEMBER_INT64S);
    if (!reads_lists(inference(m), out))
        return;
    member(to, arena_format("%s_start", out->list), MEMBER_INT64S);
    member(to, arena_format("%s_%s", out->list, in->name), MEMBER_INT32S);
    member(to, arena_format("%s_%s", out->list, relation->name), MEMBER_INT32S);
}

void graph_members(const Model *m, void *to, MemberWriter *member)
{
    counts(m, to, member);
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]))
            relation_members(m, m->spaces[i], to, member);
}

static void edges_of(const Model *m, const Space *s, void *to, MemberWriter *member)
{
    member(to, edges_side(s, far_end(sorted_end(s))), MEMBER_INT32S);
    member(to, edges_side(s, sorted_end(s)), MEMBER_INT32S);
    for (int j = 0; j < m->input_count; j++)
        if (is_carried(m, j, s))
            member(to, m->input_ids[j], MEMBER_FLOATS);
}

void edges_members(const Model *m, void *to, MemberWriter *member)
{
    counts(m, to, member);
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]))
            edges_of(m, m->spaces[i], to, member);
    for (int i = 0; i < m->space_count; i++)
        if (updates(m) && is_relation(inference(m), m->spaces[i]))
            member(to, arena_format("%s_room", rows_name(m->spaces[i])), MEMBER_INT64);
}

void inputs_members(const Model *m, void *to, MemberWriter *member)
{
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i];
        if (!reads_input(inference(m), i))
            continue;
        if (m->inputs[i].sparse) {
            member(to, arena_format("%s_row_start", id), MEMBER_INT64S);
            member(to, arena_format("%s_col", id), MEMBER_INT32S);
            member(to, arena_format("%s_val", id), MEMBER_FLOATS);
        } else {
            member(to, id, MEMBER_FLOATS);
        }
    }
}

int64_t param_floats(const Model *m)
{
    int64_t floats = 0;
    for (int i = 0; i < m->param_count; i++)
        floats += shape_width(m->params[i].shape);
    return floats;
}

/* ------------------------------------------------------------------ outputs as arguments */

const char *output_id(const Model *m, int root)
{
    return m->output_ids[inference(m)->roots[root].index];
}

const char *outputs_argument(const Model *m, const char *before, const char *behind)
{
    const char *text = "";
    for (int k = 0; k < inference(m)->root_count; k++)
        text = arena_format("%s, %s%s%s", text, before, output_id(m, k), behind);
    return text;
}

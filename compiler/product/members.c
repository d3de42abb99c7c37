/* members.c - the structs of NAME.h member by member, in their order, for languages that have to say them again. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

static void counts(const Model *m, Out *o, MemberWriter *member)
{
    for (int i = 0; i < m->space_count; i++)
        if (has_count(m, m->spaces[i]))
            member(o, rows_name(m->spaces[i]), MEMBER_INT64);
}

static void lists_of(const Model *m, const Space *s, Out *o, MemberWriter *member)
{
    const End *in = sorted_end(s), *out = far_end(in);
    member(o, arena_format("%s_start", in->list), MEMBER_INT64S);
    member(o, arena_format("%s_%s", in->list, out->name), MEMBER_INT32S);
    if (numbers_edges(m, s))
        member(o, arena_format("%s_id", in->list), MEMBER_INT64S);
    if (!reads_lists(inference(m), out))
        return;
    member(o, arena_format("%s_start", out->list), MEMBER_INT64S);
    member(o, arena_format("%s_%s", out->list, in->name), MEMBER_INT32S);
    member(o, arena_format("%s_%s", out->list, s->name), MEMBER_INT32S);
}

void graph_members(const Model *m, Out *o, MemberWriter *member)
{
    counts(m, o, member);
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]))
            lists_of(m, m->spaces[i], o, member);
}

static void edges_of(const Model *m, const Space *s, Out *o, MemberWriter *member)
{
    member(o, edges_side(s, far_end(sorted_end(s))), MEMBER_INT32S);
    member(o, edges_side(s, sorted_end(s)), MEMBER_INT32S);
    for (int j = 0; j < m->input_count; j++)
        if (takes_input(m, j, true) && m->inputs[j].type.space == s)
            member(o, m->input_ids[j], MEMBER_FLOATS);
}

void edges_members(const Model *m, Out *o, MemberWriter *member)
{
    counts(m, o, member);
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]))
            edges_of(m, m->spaces[i], o, member);
    for (int i = 0; i < m->space_count; i++)
        if (updates(m) && is_relation(inference(m), m->spaces[i]))
            member(o, arena_format("%s_room", rows_name(m->spaces[i])), MEMBER_INT64);
}

void inputs_members(const Model *m, Out *o, MemberWriter *member)
{
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i];
        if (!reads_input(inference(m), i))
            continue;
        if (m->inputs[i].sparse) {
            member(o, arena_format("%s_row_start", id), MEMBER_INT64S);
            member(o, arena_format("%s_col", id), MEMBER_INT32S);
            member(o, arena_format("%s_val", id), MEMBER_FLOATS);
        } else {
            member(o, id, MEMBER_FLOATS);
        }
    }
}

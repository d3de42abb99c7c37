/* update_sets.c - which rows `--update` makes again, as sets at run time, and what NAME_prepare keeps for them.
 * kernels/reach.c says which rows of a kernel change with what; a set is made of what the application says, of others by the
 * lists of an end. In: a model whose kernels are loops. Out: the sets in the order in which they are made, their words in what
 * NAME_prepare keeps, and what cannot be updated. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/c/update.h"
#include "compiler/ir/ends.h"

/* ------------------------------------------------------------------ the sets at run time */

bool set_is_base(const RowSet *set)
{
    return set->inputs + set->list_count == 1 && !set->step_count;
}

static void need(bool *needed, const Reach *r, const RowSet *set)
{
    if (!set || needed[set->id])
        return;
    needed[set->id] = true;
    for (int i = 0; i < set->step_count; i++)
        need(needed, r, set->steps[i].from);
    for (int i = 0; i < r->count; i++) {
        const RowSet *base = r->sets[i];
        if (!set_is_base(base) || base->space != set->space)
            continue;
        for (int j = 0; j < set->list_count; j++)
            needed[i] |= base->list_count && base->lists[0] == set->lists[j];
        needed[i] |= base->inputs && set->inputs;
    }
}

Sets sets_of_update(const Model *m)
{
    const Prog *p = inference(m);
    Sets s = {.reach = reach_of(p)};
    const Reach *r = &s.reach;
    bool *needed = arena_alloc((size_t)r->count + 1, sizeof *needed);
    s.at = arena_alloc((size_t)r->count + 1, sizeof *s.at);
    for (int i = 0; i < p->kernel_count; i++)
        need(needed, r, r->of_kernel[i]);
    for (int bases = 1; bases >= 0; bases--)
        for (int i = 0; i < r->count; i++)
            if (needed[i] && set_is_base(r->sets[i]) == bases)
                s.at[s.count++] = r->sets[i];
    return s;
}

int place_of_set(const Sets *s, const RowSet *set)
{
    int at = 0;
    while (s->at[at] != set)
        at++;
    return at;
}

int base_of_rows(const Sets *s, const Space *space, const End *end)
{
    for (int i = 0; i < s->count; i++)
        if (set_is_base(s->at[i]) &&
            (end ? s->at[i]->list_count && s->at[i]->lists[0] == end : s->at[i]->inputs && s->at[i]->space == space))
            return i;
    return -1;
}

bool steps_along(const Sets *s, const End *end)
{
    for (int i = 0; i < s->count; i++)
        for (int j = 0; j < s->at[i]->step_count; j++)
            if (s->at[i]->steps[j].end == end)
                return true;
    return false;
}

/* ------------------------------------------------------------------ what may be updated */

bool updates(const Model *m)
{
    return m->switches.updates;
}

bool update_takes_rows(const Model *m, const Space *space)
{
    if (!updates(m) || space->kind != SPACE_ROWS)
        return false;
    const Sets s = sets_of_update(m);
    return base_of_rows(&s, space, NULL) >= 0;
}

/* A space's number of rows, of the lists of a relation that it is at an end of; NULL: of none. */
static const char *rows_in_lists(const Model *m, const Space *space)
{
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!is_relation(inference(m), s))
            continue;
        const End *in = sorted_end(s);
        if (in->to == space || far_end(in)->to == space)
            return arena_format("l[%d].%s_rows", relation_number(m, s), in->to == space ? "to" : "from");
    }
    return NULL;
}

void update_check(const Model *m)
{
    const Prog *p = inference(m);
    const char *why = is_prepared(m) ? reach_of(p).refused : "rows belong to others by lists of an application's own";
    for (int i = 0; i < m->space_count && !why; i++) {
        const Space *s = m->spaces[i];
        if (has_rows_in_graph(m, s) && !rows_in_lists(m, s))
            why = arena_format("its %s are joined by no edges", rows_name(s));
        if (is_relation(p, s) && reads_lists(p, far_end(sorted_end(s))))
            why = "it walks outgoing edges, whose numbers change where an edge comes or goes";
    }
    if (why)
        usage_error("--update: rows of the model %s cannot be made again one by one: %s", m->name, why);
}

/* ------------------------------------------------------------------ what NAME_prepare keeps */

bool is_turned_for_update(const Model *m, const Space *relation)
{
    const Sets s = sets_of_update(m);
    return steps_along(&s, sorted_end(relation));
}

/* What stands in the words before all others: the number of the interface; of each space its rows, of each relation its edges
 * with what may come, and those in its lists. Of NULL: how many words there are. */
int word_of_state(const Model *m, const Space *space)
{
    int word = 1;
    for (int i = 0; i < m->space_count && m->spaces[i] != space; i++)
        word += is_relation(inference(m), m->spaces[i]) ? 2 : has_rows_in_graph(m, m->spaces[i]);
    return word;
}

int update_words(const Model *m)
{
    return updates(m) ? word_of_state(m, NULL) : 0;
}

int64_t update_set_words(const Model *m, const int64_t *rows)
{
    int64_t words = 0;
    const Sets s = sets_of_update(m);
    for (int i = 0; i < s.count; i++)
        words += (rows[s.at[i]->space->id] + 2) / 2 + (rows[s.at[i]->space->id] + 7) / 8;
    return words;
}

void emit_update_helpers(const Model *m, Out *c)
{
    const Sets s = sets_of_update(m);
    bool joins = false, steps = false;
    for (int i = 0; i < s.count; i++) {
        joins |= !set_is_base(s.at[i]);
        steps |= s.at[i]->step_count > 0;
    }
    emit_helper(c, "gat_rows_add(");
    if (m->recipe.symmetric > 0)
        emit_helper(c, "gat_links_mark(");
    if (joins)
        emit_helper(c, "gat_rows_join(");
    if (steps)
        emit_helper(c, "gat_rows_step(");
}

void emit_update_words(const Model *m, Out *c)
{
    const Sets s = sets_of_update(m);
    for (int i = 0; i < s.count; i++)
        out_line(c, "kept += gat_words_rows(%s);", rows_in_lists(m, s.at[i]->space));
}

void emit_set_places(const Model *m, const Sets *s, Out *c)
{
    for (int i = 0; i < s->count; i++)
        out_line(c, "gat_rows_place(&set[%d], %s, &kept);", i, rows_in_lists(m, s->at[i]->space));
}

/* Behind all lists of NAME_prepare. */
void emit_update_prepare(const Model *m, Out *c)
{
    const Sets s = sets_of_update(m);
    out_line(c, "gat_rows set[%d];", s.count);
    emit_set_places(m, &s, c);
    out_line(c, "for (int64_t n = 0; n < %d; n++)", s.count);
    out_line(c, "    memset(set[n].in, 0, (size_t)set[n].rows);");
    out_line(c, "first[0] = %s;", guard_of(m));
    for (int i = 0; i < m->space_count; i++) {
        const Space *space = m->spaces[i];
        const char *rows = rows_name(space);
        const int word = word_of_state(m, space);
        if (has_rows_in_graph(m, space))
            out_line(c, "first[%d] = edges->%s;", word, rows);
        if (!is_relation(inference(m), space))
            continue;
        out_line(c, "first[%d] = edges->%s + edges->%s_room;", word, rows, rows);
        out_line(c, "first[%d] = l[%d].count;", word + 1, relation_number(m, space));
    }
}

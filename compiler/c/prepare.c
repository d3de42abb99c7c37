/* prepare.c - what an application calls before inference: its edges become the lists that inference walks, with the
 * reverses, self loops and normalised features that the model was trained with. The work is c/lib/prepare.h's; here a model's
 * relations and inputs are named.
 * In: a model. Out: NAME_edges, NAME_prepare_size, NAME_prepare, NAME_normalize_INPUT. Nothing of the first three for a model
 * whose rows belong to others by themselves (graphs of a batch, links): these lists are an application's own. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/loops/loops.h"

/* ------------------------------------------------------------------ what there is to prepare */

bool is_prepared(const Model *m)
{
    for (int i = 0; i < m->end_count; i++)
        if (m->ends[i]->of->kind == SPACE_ROWS && uses_end(inference(m), m->ends[i]))
            return false;
    return relation_number(m, NULL) > 0;
}

bool is_carried(const Model *m, int input, const Space *relation)
{
    return m->inputs[input].type.space == relation && reads_input(inference(m), input);
}

bool edges_carry(const Model *m)
{
    for (int i = 0; i < m->input_count; i++)
        for (int s = 0; s < m->space_count; s++)
            if (is_relation(inference(m), m->spaces[s]) && is_carried(m, i, m->spaces[s]))
                return true;
    return false;
}

/* Are its lists by source walked, too? */
static bool is_turned(const Model *m, const Space *relation)
{
    return is_relation(inference(m), relation) && reads_lists(inference(m), far_end(sorted_end(relation)));
}

/* Or are they kept for updates? */
static bool is_kept_turned(const Model *m, const Space *relation)
{
    return is_turned(m, relation) || (updates(m) && is_turned_for_update(m, relation));
}

static bool turns(const Model *m)
{
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]) && is_kept_turned(m, m->spaces[i]))
            return true;
    return false;
}

bool is_divided(const Model *m, int input)
{
    return m->inputs[input].row_normalize && reads_input(inference(m), input);
}

/* "src" of the first relation, "writes_src" of others. */
const char *edges_side(const Space *relation, const End *end)
{
    return relation->first ? end->name : arena_format("%s_%s", relation->name, end->name);
}

static bool has_reverses(const Model *m, const Space *relation)
{
    return relation->first && m->recipe.symmetric > 0;
}

static int loops_of(const Model *m, const Space *relation)
{
    return relation->first ? (int)m->recipe.self_loops : 0;
}

/* Outputs of edges are in the order of the lists: whose they are has to be said. */
bool numbers_edges(const Model *m, const Space *relation)
{
    const Prog *p = inference(m);
    for (int i = 0; i < p->root_count && is_prepared(m); i++)
        if (p->roots[i].val->type.space == relation)
            return is_relation(p, relation);
    return false;
}

/* ------------------------------------------------------------------ how much it is */

int64_t listed_edges(const Model *m, const Space *relation, const int64_t *rows)
{
    const int64_t edges = rows[relation->id];
    return edges + (has_reverses(m, relation) ? edges : 0) +
           (loops_of(m, relation) ? rows[sorted_end(relation)->to->id] : 0);
}

static int64_t half(int64_t numbers)
{
    return (numbers + 1) / 2; /* words that hold so many of 4 bytes */
}

/* As gat_words_kept, _turned, _carried and _meanwhile of c/lib/prepare.h have it. */
int64_t prepare_bytes(const Model *m, const int64_t *rows)
{
    int64_t kept = 0, meanwhile = 0;
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!is_relation(inference(m), s))
            continue;
        const int64_t from = rows[far_end(sorted_end(s))->to->id], to = rows[sorted_end(s)->to->id];
        const int64_t slots = listed_edges(m, s, rows);
        const int64_t work = (from > to ? from : to) + 2 + 2 * slots + 2 * half(slots);
        kept += to + 1 + slots + half(slots);
        if (is_kept_turned(m, s))
            kept += from + 2 + 2 * half(slots);
        for (int j = 0; j < m->input_count; j++)
            if (is_carried(m, j, s))
                kept += half(slots * shape_width(m->inputs[j].type.shape));
        meanwhile = work > meanwhile ? work : meanwhile;
    }
    if (updates(m))
        kept += update_words(m) + update_set_words(m, rows);
    return (kept + meanwhile + 1) * (int64_t)sizeof(int64_t);
}

const char *prepare_arguments(const Model *m)
{
    return edges_carry(m) ? "inputs, " : "";
}

/* ------------------------------------------------------------------ the header */

static void declare_relation(const Model *m, const Space *relation, Out *h)
{
    const End *in = sorted_end(relation), *out = far_end(in);
    const char *rows = rows_name(relation), *from = edges_side(relation, out), *to = edges_side(relation, in);
    out_line(h, "const int32_t *%s, *%s; /* [%s] %s e goes from %s %s[e] to %s %s[e] */", from, to, rows,
             relation->name, out->to->name, from, in->to->name, to);
    for (int i = 0; i < m->input_count; i++)
        if (is_carried(m, i, relation))
            out_line(h, "const float *%s; /* [%s, %lld] */", m->input_ids[i], rows,
                     (long long)shape_width(m->inputs[i].type.shape));
}

static const char *added_text(const Model *m)
{
    static const char *const loops[] = {"", "one self loop at every node", "a self loop at every node that has none"};
    const char *text = loops[m->recipe.self_loops];
    if (m->recipe.symmetric > 0)
        text = arena_format("the reverse of every edge that lacks it%s%s", *text ? ", " : "", text);
    return *text ? arena_format(", with %s as the model was trained", text) : "";
}

static const char *prepare_head(const Model *m)
{
    return arena_format("int %s_prepare(const %s_edges *edges, %s_graph *graph, %svoid *memory)", m->name, m->name,
                        m->name, edges_carry(m) ? arena_format("%s_inputs *inputs, ", m->name) : "");
}

static const char *normalize_head(const Model *m, int input)
{
    const char *rows = rows_name(m->inputs[input].type.space), *name = m->input_ids[input];
    return m->inputs[input].sparse
               ? arena_format("int %s_normalize_%s(int64_t %s, const int64_t *row_start, float *val)", m->name, name,
                              rows)
               : arena_format("int %s_normalize_%s(int64_t %s, float *%s)", m->name, name, rows, name);
}

static void declare_prepare(const Model *m, Out *h)
{
    out_blank(h);
    out_line(h, "/* A graph as an application has it, in any order. */");
    out_open(h, "typedef struct %s_edges", m->name);
    out_line(h, "int64_t %s;", graph_counts(inference(m)));
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]))
            declare_relation(m, m->spaces[i], h);
    for (int i = 0; i < m->space_count; i++)
        if (updates(m) && is_relation(inference(m), m->spaces[i]))
            out_line(h, "int64_t %s_room; /* so many more than these may come by %s_update */", rows_name(m->spaces[i]),
                     m->name);
    out_close(h, arena_format(" %s_edges;", m->name));
    out_blank(h);
    out_line(
        h, "/* Bytes of memory that %s_prepare takes, by the counts alone; SIZE_MAX where that is not a size, or where",
        m->name);
    out_line(h, " * there are more than 2147483647 of anything. */");
    out_line(h, "size_t %s_prepare_size(const %s_edges *edges);", m->name, m->name);
    out_line(h, "/* Makes the lists of `graph`%s%s.", edges_carry(m) ? " and what edges carry of `inputs`" : "",
             added_text(m));
    out_line(h, " * They lie in `memory`, which has to last as long. A code as %s_infer's. */", m->name);
    out_line(h, "%s;", prepare_head(m));
}

void emit_prepare_declarations(const Model *m, Out *h)
{
    if (is_prepared(m))
        declare_prepare(m, h);
    for (int i = 0; i < m->input_count; i++)
        if (is_divided(m, i)) {
            out_blank(h);
            out_line(h, "/* Raw %s becomes what the model was trained with: each row divided by the sum of its %s. */",
                     m->inputs[i].name, m->inputs[i].row_normalize == GATRT_ROW_L1 ? "absolute values" : "values");
            out_line(h, "%s;", normalize_head(m, i));
        }
}

/* ------------------------------------------------------------------ the source */

static const char *edges_with_room(const Model *m, const Space *s)
{
    const char *rows = rows_name(s);
    return updates(m) ? arena_format("edges->%s + edges->%s_room", rows, rows) : arena_format("edges->%s", rows);
}

/* Statements for each relation, whose number they have as %d. */
static void emit_relations(const Model *m, Out *c)
{
    out_blank(c);
    out_line(c, "/* The relations, and whether there may be so many of everything. */");
    out_open_function(c, "static int %s_relations(const %s_edges *edges, gat_lists *l)", m->name, m->name);
    const char *sound = "", *indent = "\n           ";
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!has_count(m, s))
            continue;
        sound = arena_format("%s%s%sgat_is_count(edges->%s)", sound, *sound ? " &&" : "", *sound ? indent : "",
                             rows_name(s));
        if (s->kind != SPACE_EDGES)
            continue;
        if (updates(m)) {
            out_line(c, "if (!gat_is_count(edges->%s) || !gat_is_count(edges->%s_room) || !gat_is_count(%s))",
                     rows_name(s), rows_name(s), edges_with_room(m, s));
            out_line(c, "    return 0;");
        }
        const End *in = sorted_end(s), *out = far_end(in);
        out_line(c, "l[%d] = (gat_lists){", relation_number(m, s));
        out_line(c,
                 "    .from_rows = edges->%s, .to_rows = edges->%s, .edges = %s, .src = edges->%s, .dst = edges->%s,",
                 rows_name(out->to), rows_name(in->to), edges_with_room(m, s), edges_side(s, out), edges_side(s, in));
        out_line(c, "    .reverses = %d, .loops = %d};", has_reverses(m, s), loops_of(m, s));
    }
    out_line(c, "return %s;", sound);
    out_close(c, "");
}

static void emit_words(const Model *m, Out *c)
{
    out_blank(c);
    out_line(c, "/* Words that stay; in `meanwhile` those that are needed before. */");
    out_open_function(c, "static int64_t %s_words(const gat_lists *l, int64_t *meanwhile)", m->name);
    out_line(c, "int64_t kept = 0;");
    out_line(c, "*meanwhile = 0;");
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        const int at = relation_number(m, s);
        if (!is_relation(inference(m), s))
            continue;
        out_line(c, "kept += gat_words_kept(&l[%d]);", at);
        if (is_kept_turned(m, s))
            out_line(c, "kept += gat_words_turned(&l[%d]);", at);
        for (int j = 0; j < m->input_count; j++)
            if (is_carried(m, j, s))
                out_line(c, "kept += gat_words_carried(&l[%d], %lld);", at,
                         (long long)shape_width(m->inputs[j].type.shape));
        out_line(c, "if (*meanwhile < gat_words_meanwhile(&l[%d]))", at);
        out_line(c, "    *meanwhile = gat_words_meanwhile(&l[%d]);", at);
    }
    if (updates(m))
        emit_update_words(m, c);
    out_line(c, "return kept;");
    out_close(c, "");
}

static void emit_size(const Model *m, Out *c)
{
    out_blank(c);
    out_open_function(c, "size_t %s_prepare_size(const %s_edges *edges)", m->name, m->name);
    out_line(c, "gat_lists l[%d];", relation_number(m, NULL));
    out_line(c, "if (!edges || !%s_relations(edges, l))", m->name);
    out_line(c, "    return SIZE_MAX;");
    out_line(c, "int64_t meanwhile;");
    out_line(c, "const int64_t kept = %s_words(l, &meanwhile);", m->name);
    const char *state = updates(m) ? arena_format(" + %d", update_words(m)) : "";
    out_line(c, "return gat_words_bytes(kept + meanwhile%s);", state);
    out_close(c, "");
}

static void emit_out_lists(const Space *relation, int at, Out *c)
{
    const End *in = sorted_end(relation), *out = far_end(in);
    out_line(c, "gat_lists_turn(&l[%d], &kept, &graph->%s_start, &graph->%s_%s, &graph->%s_%s);", at, out->list,
             out->list, in->name, out->list, relation->name);
}

static void emit_carried(const Model *m, const Space *relation, int at, Out *c)
{
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        if (is_carried(m, i, relation))
            out_line(c, "inputs->%s = gat_lists_carry(&l[%d], &kept, %lld, edges->%s, %d, %s);", m->input_ids[i], at,
                     (long long)shape_width(in->type.shape), m->input_ids[i], in->loop_given, out_float(in->loop));
    }
}

/* Who walks outgoing edges is not updated, so these lists are no part of the graph. */
static void emit_relation_for_updates(const Model *m, const Space *relation, int at, Out *c)
{
    out_line(c, "l[%d].edges = %s;", at, edges_with_room(m, relation));
    if (has_reverses(m, relation))
        out_line(c, "gat_links_mark(&l[%d]);", at);
    if (!is_turned_for_update(m, relation))
        return;
    const End *in = sorted_end(relation), *out = far_end(in);
    out_line(c, "const int64_t *%s_start;", out->list);
    out_line(c, "const int32_t *%s_%s, *%s_%s;", out->list, in->name, out->list, relation->name);
    out_line(c, "gat_lists_turn(&l[%d], &kept, &%s_start, &%s_%s, &%s_%s);", at, out->list, out->list, in->name,
             out->list, relation->name);
}

static void emit_relation(const Model *m, const Space *relation, Out *c)
{
    const End *in = sorted_end(relation), *out = far_end(in);
    const int at = relation_number(m, relation);
    out_line(c, "gat_lists_place(&l[%d], &kept, meanwhile);", at);
    if (updates(m))
        out_line(c, "l[%d].edges = edges->%s;", at, rows_name(relation));
    out_line(c, "if (!gat_lists_make(&l[%d])%s)", at,
             is_turned(m, relation) ? arena_format(" || !gat_is_count(l[%d].count)", at) : "");
    out_line(c, "    return %s_BAD_GRAPH;", upper_name(m->name));
    out_line(c, "graph->%s = l[%d].count;", rows_name(relation), at);
    out_line(c, "graph->%s_start = l[%d].in_start;", in->list, at);
    out_line(c, "graph->%s_%s = l[%d].in_src;", in->list, out->name, at);
    if (numbers_edges(m, relation))
        out_line(c, "graph->%s_id = l[%d].id;", in->list, at);
    if (updates(m))
        emit_relation_for_updates(m, relation, at, c);
    if (is_turned(m, relation))
        emit_out_lists(relation, at, c);
    emit_carried(m, relation, at, c);
}

static void emit_missing(const Model *m, Out *c)
{
    out_line(c, "if (!edges || !graph || !memory%s)", edges_carry(m) ? " || !inputs" : "");
    out_line(c, "    return %s_NO_ARGUMENT;", upper_name(m->name));
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!is_relation(inference(m), s))
            continue;
        const End *in = sorted_end(s);
        const char *missing = arena_format("!edges->%s || !edges->%s", edges_side(s, far_end(in)), edges_side(s, in));
        for (int j = 0; j < m->input_count; j++)
            if (is_carried(m, j, s))
                missing = arena_format("%s || !edges->%s", missing, m->input_ids[j]);
        out_line(c, "if (edges->%s && (%s))", rows_name(s), missing);
        out_line(c, "    return %s_NO_ARGUMENT;", upper_name(m->name));
    }
}

/* A fixed capacity holds what may come, too. */
static void emit_room_check(const Model *m, Out *c)
{
    for (int i = 0; m->capacity && i < m->space_count; i++) {
        if (!is_relation(inference(m), m->spaces[i]))
            continue;
        out_line(c, "if (%s > %s)", edges_with_room(m, m->spaces[i]), capacity_constant(m, m->spaces[i], false));
        out_line(c, "    return %s_E_CAPACITY;", upper_name(m->name));
    }
}

static void emit_prepare_function(const Model *m, Out *c)
{
    out_blank(c);
    out_open_function(c, "%s", prepare_head(m));
    emit_missing(m, c);
    emit_capacity_check(m, "edges->", false, c);
    out_line(c, "gat_lists l[%d];", relation_number(m, NULL));
    out_line(c, "if (!%s_relations(edges, l))", m->name);
    out_line(c, "    return %s_BAD_GRAPH;", upper_name(m->name));
    if (updates(m)) {
        out_line(c, "int64_t *const first = gat_first_word(memory);");
        out_line(c, "first[0] = 0; /* of no graph, until there is one */");
        emit_room_check(m, c);
    }
    const char *first = updates(m) ? arena_format("first + %d", update_words(m)) : "gat_first_word(memory)";
    out_line(c, "int64_t words, *const meanwhile = %s;", first);
    out_line(c, "%s_words(l, &words);", m->name);
    out_line(c, "int64_t *kept = meanwhile + words;");
    for (int i = 0; i < m->space_count; i++)
        if (has_rows_in_graph(m, m->spaces[i]))
            out_line(c, "graph->%s = edges->%s;", rows_name(m->spaces[i]), rows_name(m->spaces[i]));
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]))
            emit_relation(m, m->spaces[i], c);
    if (updates(m))
        emit_update_prepare(m, c);
    out_line(c, "return %s_OK;", upper_name(m->name));
    out_close(c, "");
}

static void emit_normalize(const Model *m, int input, Out *c)
{
    const InputInfo *in = &m->inputs[input];
    const char *rows = rows_name(in->type.space), *name = m->input_ids[input],
               *width = dim_text(shape_row(in->type.shape));
    const int absolute = in->row_normalize == GATRT_ROW_L1;
    out_blank(c);
    out_open_function(c, "%s", normalize_head(m, input));
    out_line(c, in->sparse ? "if (%s > 0 && (!row_start || !val))" : "if (%s > 0 && !%s)", rows, name);
    out_line(c, "    return %s_NO_ARGUMENT;", upper_name(m->name));
    out_line(c, "int sound = %s;", in->sparse ? arena_format("%s <= 0 || row_start[0] == 0", rows) : "1");
    if (in->sparse) {
        out_line(c, "for (int64_t v = 0; v < %s; v++)", rows);
        out_line(c, "    sound &= row_start[v] <= row_start[v + 1];");
    }
    out_line(c, "for (int64_t v = 0; sound && v < %s; v++)", rows);
    if (in->sparse)
        out_line(c, "    sound &= gat_divide_row(row_start[v + 1] - row_start[v], val + row_start[v], %d);", absolute);
    else
        out_line(c, "    sound &= gat_divide_row(%s, %s + v * %s, %d);", width, name, width, absolute);
    out_line(c, "return sound ? %s_OK : %s_BAD_INPUT;", upper_name(m->name), upper_name(m->name));
    out_close(c, "");
}

void emit_prepare(const Model *m, Out *c)
{
    if (is_prepared(m)) {
        emit_helper(c, "gat_lists_make(");
        if (turns(m))
            emit_helper(c, "gat_lists_turn(");
        if (edges_carry(m))
            emit_helper(c, "gat_lists_carry(");
        if (updates(m))
            emit_update_helpers(m, c);
        emit_relations(m, c);
        emit_words(m, c);
        emit_size(m, c);
        emit_prepare_function(m, c);
    }
    bool divides = false;
    for (int i = 0; i < m->input_count; i++)
        divides |= is_divided(m, i);
    if (divides)
        emit_helper(c, "gat_divide_row(");
    for (int i = 0; i < m->input_count; i++)
        if (is_divided(m, i))
            emit_normalize(m, i, c);
}

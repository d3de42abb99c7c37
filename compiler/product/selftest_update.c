/* selftest_update.c - what NAME_test.c holds of updates: after each of many edits, of rows' numbers and of edges, lists and
 * outputs are the bits of preparing and inferring anew; an edit that cannot be made changes nothing. Behind inference on the
 * sample, in its variables; all relations have the same edges. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

#include <string.h>

static const char *update_call(const Model *m)
{
    return arena_format("%s_update(&%s, &changes, &graph, &inputs%s, memory, workspace)", m->name, params_argument(m),
                        outputs_argument(m, "got_", ""));
}

/* Chosen by numbers that are the same everywhere. */
void write_update_functions(const Model *m, Out *o)
{
    if (!updates(m))
        return;
    out_line(o, "/* Edits, of at most so many rows and edges; as many edges as there may be. */");
    out_line(o, "#ifndef EDITS");
    out_line(o, "#define EDITS 300");
    out_line(o, "#endif");
    out_line(o, "enum { MOST = 4, MORE = 2 * EDGES };");
    out_blank(o);
    out_open_function(o, "static int32_t draw(int32_t n)");
    out_line(o, "static uint64_t state = 1;");
    out_line(o, "state = state * 6364136223846793005u + 1442695040888963407u;");
    out_line(o, "return (int32_t)((state >> 33) %% (uint64_t)n);");
    out_close(o, "");
    out_blank(o);
}

/* ------------------------------------------------------------------ one edit */

/* Another row's numbers; of sparse inputs other ones, elsewhere. */
static void write_new_numbers(const Model *m, int input, Out *o)
{
    const InputInfo *in = &m->inputs[input];
    const char *id = m->input_ids[input];
    const long long width = shape_width(in->type.shape);
    if (in->sparse) {
        out_open(o, "for (int64_t q = %s_start[row[r]]; q < %s_start[row[r] + 1]; q++)", id, id);
        out_line(o, "%s_col[q] = draw(%lld);", id, width);
        out_line(o, "%s_val[q] = number(draw(1 << 20)) + 0.125f;", id);
        out_close(o, "");
    } else {
        out_line(o, "memmove(%s + row[r] * %lld, %s + draw(ROWS) * %lld, %lld * sizeof(float));", id, width, id, width,
                 width);
    }
}

static void write_changed_rows(const Model *m, Out *o)
{
    out_line(o, "const int rows = draw(MOST);");
    out_open(o, "for (int r = 0; r < rows; r++)");
    out_line(o, "row[r] = draw(ROWS);");
    for (int i = 0; i < m->input_count; i++)
        if (takes_input(m, i, false))
            write_new_numbers(m, i, o);
    out_close(o, "");
    for (int i = 0; i < m->space_count; i++)
        if (update_takes_rows(m, m->spaces[i])) {
            out_line(o, "changes.%s_changed = rows;", rows_name(m->spaces[i]));
            out_line(o, "changes.changed_%s = row;", rows_name(m->spaces[i]));
        }
}

static void write_changed_edges(const Model *m, Out *o)
{
    out_line(o, "const int go = edge_count < MOST ? 0 : draw(MOST), come = edge_count > MORE - MOST ? 0 : draw(MOST);");
    out_open(o, "for (int r = 0; r < go; r++)");
    out_line(o, "const int at = draw(edge_count--);");
    out_line(o, "old_src[r] = src[at], old_dst[r] = dst[at];");
    out_line(o, "src[at] = src[edge_count], dst[at] = dst[edge_count];");
    out_close(o, "");
    out_open(o, "for (int r = 0; r < come; r++)");
    out_line(o, "src[edge_count] = new_src[r] = draw(ROWS);");
    out_line(o, "dst[edge_count++] = new_dst[r] = draw(ROWS);");
    out_close(o, "");
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!is_relation(inference(m), s))
            continue;
        const char *rows = rows_name(s), *to = edges_side(s, sorted_end(s)),
                   *from = edges_side(s, far_end(sorted_end(s)));
        out_line(o, "changes.%s_removed = go, changes.%s_added = come;", rows, rows);
        out_line(o, "changes.removed_%s = old_src, changes.removed_%s = old_dst;", from, to);
        out_line(o, "changes.added_%s = new_src, changes.added_%s = new_dst;", from, to);
        out_line(o, "edges.%s = edge_count, edges.%s_room = MORE - edge_count;", rows, rows);
    }
}

/* ------------------------------------------------------------------ from scratch */

static void write_comparison(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    const char *upper = upper_name(m->name);
    out_line(o, "expect(%s_prepare(&edges, &anew, other_memory) == %s_OK, \"the edited graph is prepared\");", m->name,
             upper);
    out_line(o, "expect(%s_infer(&%s, &anew, &inputs%s, other) == %s_OK, \"inference anew\");", m->name,
             params_argument(m), outputs_argument(m, "anew_", ""), upper);
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!is_relation(inference(m), s))
            continue;
        const End *in = sorted_end(s);
        out_line(
            o, "expect(graph.%s == anew.%s && !memcmp(graph.%s_start, anew.%s_start, (ROWS + 1) * sizeof(int64_t)) &&",
            rows_name(s), rows_name(s), in->list, in->list);
        out_line(o,
                 "           !memcmp(graph.%s_%s, anew.%s_%s, (size_t)anew.%s * sizeof(int32_t)), \"edited lists\");",
                 in->list, far_end(in)->name, in->list, far_end(in)->name, rows_name(s));
    }
    for (int k = 0; k < p->root_count; k++) {
        const char *id = output_id(m, k);
        out_line(o, "expect(!memcmp(got_%s, anew_%s, sizeof got_%s), \"%s after an edit\");", id, id, id, id);
    }
}

static void write_refusals(const Model *m, Out *o)
{
    const char *upper = upper_name(m->name);
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!is_relation(inference(m), s))
            continue;
        const char *rows = rows_name(s), *to = edges_side(s, sorted_end(s)),
                   *from = edges_side(s, far_end(sorted_end(s)));
        out_line(o, "memset(&changes, 0, sizeof changes);");
        out_line(o, "changes.removed_%s = src, changes.removed_%s = dst;", from, to);
        out_line(o, "changes.added_%s = full_src, changes.added_%s = full_dst;", from, to);
        out_line(o, "changes.%s_removed = edge_count ? 1 : 0, changes.%s_added = 4 * MORE;", rows, rows);
        out_line(o, "expect(%s == %s_NO_ROOM, \"too many edges are refused\");", update_call(m), upper);
        out_line(o, "full_dst[1] = ROWS, changes.%s_added = 2;", rows);
        out_line(o, "expect(%s == %s_BAD_GRAPH, \"an edge to no row does not come\");", update_call(m), upper);
        out_line(o, "full_dst[1] = 1, changes.removed_%s = full_src, changes.removed_%s = full_dst;", from, to);
        out_line(o, "changes.%s_removed = 4 * MORE, changes.%s_added = 0;", rows, rows);
        out_line(o, "expect(%s == %s_BAD_GRAPH, \"an edge that is not there does not go\");", update_call(m), upper);
    }
    out_line(o, "memset(&changes, 0, sizeof changes);");
    out_line(o, "expect(%s == %s_OK, \"nothing changes\");", update_call(m), upper);
}

static void write_room(const Model *m, Out *o)
{
    out_line(o, "static int32_t row[MOST], old_src[MOST], old_dst[MOST], new_src[MOST], new_dst[MOST];");
    out_line(o, "static int32_t full_src[4 * MORE], full_dst[4 * MORE];");
    out_line(o, "for (int i = 0; i < 4 * MORE; i++)");
    out_line(o, "    full_dst[i] = 1;");
    write_output_arrays(m, "anew_", o);
    out_line(o, "%s_graph anew;", m->name);
    out_line(o, "%s_changes changes;", m->name);
    out_line(o, "unsigned char *other_memory = room(bytes);");
    out_line(o, "unsigned char *other = room(size);");
    out_line(o, "int edge_count = EDGES;");
}

void write_update_test(const Model *m, Out *o)
{
    if (!updates(m))
        return;
    write_room(m, o);
    out_line(o, "expect(%s == %s_OK, \"inference before edits\");", infer_call(m, "got_", "", "workspace"),
             upper_name(m->name));
    out_open(o, "for (int edit = 0; edit < EDITS && !failed; edit++)");
    out_line(o, "memset(&changes, 0, sizeof changes);");
    write_changed_rows(m, o);
    write_changed_edges(m, o);
    out_line(o, "expect(%s == %s_OK, \"an update works\");", update_call(m), upper_name(m->name));
    write_comparison(m, o);
    out_close(o, "");
    write_refusals(m, o);
    write_comparison(m, o);
    out_line(o, "free_room(other, size);");
    out_line(o, "free_room(other_memory, bytes);");
}

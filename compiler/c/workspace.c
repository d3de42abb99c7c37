/* workspace.c - a program's workspace in C: how large it is for a graph, and where in it each buffer begins.
 *
 * What each chunk has of its own comes first, behind it values with one row, those of the model's own spaces, and from the
 * next whole line on the rows of the first space and relation. A buffer begins where another ends: what follows what can be
 * read in the text; where none ends there, a constant says where.
 * In: Prog.bufs as pack.c laid them, and its formula. Out: a function; the context's members that point to buffers. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/loops.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ numbers */

/* "GAT2_TRAIN_NODE_FLOATS": of the workspace, for each of something. */
static Dim floats_of(const Prog *p, const char *what, int64_t floats)
{
    return program_constant(p, CONSTANT_WORKSPACE, arena_format("%s_%s_floats", p->name, what), floats);
}

static Dim floats_of_space(const Prog *p, const Space *space)
{
    return floats_of(p, space->name, p->per_row[space->id]);
}

static const Space *nodes_of(const Prog *p)
{
    return first_space(p->model, SPACE_ROWS);
}

static const Space *edges_of(const Prog *p)
{
    return first_space(p->model, SPACE_EDGES);
}

static bool has_other_rows(const Prog *p)
{
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i])
            return true;
    return false;
}

static bool has_head(const Prog *p)
{
    return p->per_chunk || p->fixed || has_other_rows(p);
}

bool counts_rows(const Prog *p, bool of_nodes)
{
    for (int i = 0; i < p->need_count; i++)
        if (of_nodes ? p->needs[i].node : p->needs[i].edge)
            return true;
    return false;
}

bool has_workspace(const Prog *p)
{
    return has_head(p) || p->need_count;
}

static const char *plus(const char *text, const char *more)
{
    return *text ? arena_format("%s + %s", text, more) : more;
}

/* ------------------------------------------------------------ its size */

/* The numbers that a workspace's size depends on, as arguments. */
const char *workspace_arguments(const Prog *p)
{
    const char *text = arena_format("int64_t %s, int64_t %s", rows_name(nodes_of(p)), rows_name(edges_of(p)));
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i])
            text = arena_format("%s, int64_t %s", text, rows_name(p->model->spaces[i]));
    return text;
}

/* What a graph does not have there is none of. */
static const char *count_text(const Prog *p, const Space *space, const char *of)
{
    return is_part_of_graph(p, space) ? arena_format("%s%s", of, rows_name(space)) : "0";
}

const char *workspace_counts(const Prog *p, const char *of)
{
    const char *text = arena_format("%s, %s", count_text(p, nodes_of(p), of), count_text(p, edges_of(p), of));
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i])
            text = arena_format("%s, %s", text, count_text(p, p->model->spaces[i], of));
    return text;
}

/* The rows that the outermost of a space's buffers has: each has those that the kernel covers that writes it. */
static int stored_level(const Prog *p, const Space *space)
{
    int level = 0;
    for (int i = 0; i < p->buf_count; i++) {
        const Buf *b = &p->bufs[i];
        if ((b->extent == EXTENT_NODE || b->extent == EXTENT_SPACE) && b->val->type.space == space)
            level = b->level > level ? b->level : level;
    }
    return level;
}

/* Of a relation all edges: those into rows that no kernel covers are not in a graph that is made for the program. */
const char *stored_rows(const Prog *p, const Space *space, const char *graph)
{
    const int level = space->kind == SPACE_ROWS ? stored_level(p, space) : LEVEL_ALL;
    const char *name = space_constant(p->model, space);
    return level >= LEVEL_ALL ? arena_format("%s->spaces[%s].count", graph, name)
                              : arena_format("gatrt_rows(%s, %s, %d)", graph, name, level);
}

static void emit_count_of_graph(Out *o, const Prog *p, const Space *space)
{
    out_line(o, "const int64_t %s = %s;", rows_name(space), stored_rows(p, space, "graph"));
}

/* The same of a prepared graph. */
static void emit_counts_of_graph(Out *o, const Prog *p)
{
    emit_count_of_graph(o, p, nodes_of(p));
    emit_count_of_graph(o, p, edges_of(p));
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i])
            emit_count_of_graph(o, p, p->model->spaces[i]);
}

static void refuse_size(Out *o, const char *condition)
{
    out_line(o, "if (%s)", condition);
    out_line(o, "    return SIZE_MAX;");
}

static void emit_size_checks(Out *o, const Prog *p)
{
    const char *nodes = rows_name(nodes_of(p)), *edges = rows_name(edges_of(p));
    refuse_size(
        o, arena_format("%s < 0 || %s > INT32_MAX || %s < 0 || %s > INT64_MAX - GAT_LINE", nodes, nodes, edges, edges));
    for (int i = 0; i < p->model->space_count; i++) {
        const char *rows = rows_name(p->model->spaces[i]);
        if (p->per_row[i])
            refuse_size(o, arena_format("%s < 0 || %s > INT32_MAX", rows, rows));
    }
}

static const char *need_text(const Prog *p, Room need)
{
    const char *text = "0";
    if (need.node)
        text = arena_format("gat_more(%s, %s, n)", text, dim_text(floats_of(p, nodes_of(p)->name, need.node)));
    if (need.edge)
        text = arena_format("gat_more(%s, %s, e)", text, dim_text(floats_of(p, edges_of(p)->name, need.edge)));
    return text;
}

/* The most that one of the needs asks for. */
static void emit_needs(Out *o, const Prog *p)
{
    if (counts_rows(p, true))
        out_line(o, "const int64_t n = gat_rounded(%s);", rows_name(nodes_of(p)));
    if (counts_rows(p, false))
        out_line(o, "const int64_t e = gat_rounded(%s);", rows_name(edges_of(p)));
    out_line(o, "uint64_t floats = %s;", p->need_count ? need_text(p, p->needs[0]) : "0");
    for (int i = 1; i < p->need_count; i++) {
        const char *other = arena_format("floats%d", i + 1);
        out_line(o, "const uint64_t %s = %s;", other, need_text(p, p->needs[i]));
        out_line(o, "floats = floats > %s ? floats : %s; /* alive at another time */", other, other);
    }
}

static void emit_more(Out *o, const char *each, const char *count)
{
    out_line(o, "floats = gat_more(floats, %s, %s);", each, count);
}

void emit_workspace_size(Out *o, const Prog *p, const char *function, WorkspaceOf of)
{
    const bool of_graph = of == WORKSPACE_OF_GRAPH;
    const char *chunks = of_graph ? "graph->chunks" : of == WORKSPACE_OF_CHUNKS ? "chunks" : "1";
    out_open_function(o, "%s(%s%s)", function, of_graph ? "const gatrt_graph *graph" : workspace_arguments(p),
                      of == WORKSPACE_OF_CHUNKS ? ", int64_t chunks" : "");
    if (of_graph)
        emit_counts_of_graph(o, p);
    emit_size_checks(o, p);
    if (has_workspace(p))
        emit_needs(o, p);
    if (p->per_chunk)
        emit_more(o, dim_text(floats_of(p, "chunk", p->per_chunk)), chunks);
    else if (of == WORKSPACE_OF_CHUNKS)
        out_line(o, "(void)chunks;");
    if (p->fixed)
        emit_more(o, dim_text(floats_of(p, "single", p->fixed)), "1");
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i])
            emit_more(o, dim_text(floats_of_space(p, p->model->spaces[i])), rows_name(p->model->spaces[i]));
    if (has_head(p))
        emit_more(o, "GAT_LINE - 1", "1");
    out_line(o, "return gat_bytes(%s);", has_workspace(p) ? "floats" : "0");
    out_close(o, "");
}

static int64_t rows_of(const Prog *p, const Space *space, const int64_t *rows)
{
    return is_part_of_graph(p, space) ? rows[space->id] : 0;
}

/* As the function's text. A count is below 2^31 and a row of all buffers below 2^31 floats, so nothing wraps. */
int64_t workspace_bytes(const Prog *p, const int64_t *rows)
{
    enum { LINE = 16 };
    const int64_t n = (rows_of(p, nodes_of(p), rows) + LINE - 1) / LINE * LINE;
    const int64_t e = (rows_of(p, edges_of(p), rows) + LINE - 1) / LINE * LINE;
    int64_t floats = 0;
    for (int i = 0; i < p->need_count; i++) {
        const int64_t need = p->needs[i].node * n + p->needs[i].edge * e;
        floats = need > floats ? need : floats;
    }
    floats += p->per_chunk + p->fixed;
    for (int i = 0; i < p->model->space_count; i++)
        if (p->per_row[i])
            floats += p->per_row[i] * rows_of(p, p->model->spaces[i], rows);
    floats += has_head(p) ? LINE - 1 : 0;
    return (floats + LINE) * (int64_t)sizeof(float);
}

/* ------------------------------------------------------------ its buffers */

/* The buffers that kernels name, and what is counted to find where they begin. */
typedef struct Layout {
    const Prog *p;
    const Buf **bufs; /* as they lie */
    int count;
    bool nodes, edges, chunks, rows;
    bool *spaces; /* by id */
} Layout;

static bool is_among_rows(const Buf *b)
{
    return b->extent == EXTENT_NODE || b->extent == EXTENT_EDGE;
}

static int64_t part_of(const Buf *b)
{
    return b->extent == EXTENT_CHUNK   ? -2
           : b->extent == EXTENT_FIXED ? -1
           : b->extent == EXTENT_SPACE ? b->val->type.space->id
                                       : INT64_MAX;
}

static int64_t start_of(const Buf *b)
{
    return is_among_rows(b) ? b->start.node : b->offset;
}

static int compared(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* What ends where another begins stands before it. */
static int by_start(const void *a, const void *b)
{
    const Buf *x = *(const Buf *const *)a, *y = *(const Buf *const *)b;
    int order = compared(part_of(x), part_of(y));
    order = order ? order : compared(start_of(x), start_of(y));
    order = order ? order : compared(x->start.edge, y->start.edge);
    return order ? order : compared(x - y, 0);
}

static Layout lay_out(const Prog *p)
{
    Layout l = {.p = p};
    l.bufs = arena_alloc((size_t)p->field_count + 1, sizeof *l.bufs);
    l.spaces = arena_alloc((size_t)p->model->space_count + 1, sizeof *l.spaces);
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[i].kind == FIELD_BUF && p->fields[i].buf->extent != EXTENT_BAND)
            l.bufs[l.count++] = p->fields[i].buf;
    if (l.count)
        qsort(l.bufs, (size_t)l.count, sizeof *l.bufs, by_start);
    return l;
}

/* ---- floats before a buffer */

static const char *times(const char *count, Dim floats)
{
    return floats.num == 1 ? count : arena_format("%s * %s", count, dim_text(floats));
}

static const char *of_space(Layout *l, const Space *space, Dim floats)
{
    l->spaces[space->id] = true;
    return times(rows_name(space), floats);
}

static const char *of_chunks(Layout *l, Dim floats)
{
    l->chunks = true;
    return times("chunks", floats);
}

static const char *of_nodes(Layout *l, Dim floats)
{
    l->nodes = true;
    return times("n", floats);
}

static const char *of_edges(Layout *l, Dim floats)
{
    l->edges = true;
    return times("e", floats);
}

/* So many for each of what the buffer has rows of. */
static const char *of_rows(Layout *l, const Buf *b, Dim floats)
{
    switch (b->extent) {
    case EXTENT_NODE: return of_nodes(l, floats);
    case EXTENT_EDGE: return of_edges(l, floats);
    case EXTENT_CHUNK: return of_chunks(l, floats);
    case EXTENT_SPACE: return of_space(l, b->val->type.space, floats);
    default: return dim_text(floats);
    }
}

static bool is_beside(const Buf *a, const Buf *b)
{
    return part_of(a) == part_of(b);
}

static bool ends_where(const Buf *a, const Buf *b)
{
    const Room end = buf_end(a);
    if (!is_beside(a, b))
        return false;
    return is_among_rows(a) ? end.node == b->start.node && end.edge == b->start.edge
                            : a->offset + a->width == b->offset;
}

/* What comes before a part of the workspace. */
static const char *before_part(Layout *l, int64_t part)
{
    const Prog *p = l->p;
    const char *text = "";
    if (part > -2 && p->per_chunk)
        text = of_chunks(l, floats_of(p, "chunk", p->per_chunk));
    if (part > -1 && p->fixed)
        text = plus(text, dim_text(floats_of(p, "single", p->fixed)));
    for (int i = 0; i < p->model->space_count && i < part; i++)
        if (p->per_row[i])
            text = plus(text, of_space(l, p->model->spaces[i], floats_of_space(p, p->model->spaces[i])));
    return text;
}

/* What comes before a buffer within its part: by constants of its own, as none ends where it begins. */
static const char *before_buf(Layout *l, const Buf *b)
{
    const char *wish = arena_format("%s_%s_at", l->p->name, b->name), *text = "";
    Dim at = program_constant(l->p, CONSTANT_WORKSPACE, wish, start_of(b));
    if (!is_among_rows(b))
        return b->offset ? of_rows(l, b, at) : "";
    if (b->start.node)
        text = of_nodes(l, at);
    at = program_constant(l->p, CONSTANT_WORKSPACE, wish, b->start.edge);
    return b->start.edge ? plus(text, of_edges(l, at)) : text;
}

static const char *pointer_text(Layout *l, const Buf *b)
{
    for (int i = 0; i < l->count && l->bufs[i] != b; i++)
        if (ends_where(l->bufs[i], b))
            return arena_format("c->%s + %s", l->bufs[i]->name, of_rows(l, l->bufs[i], buf_width(l->p, l->bufs[i])));
    const char *part = is_among_rows(b) ? "" : before_part(l, part_of(b)), *own = before_buf(l, b);
    const char *from = is_among_rows(b) && has_head(l->p) ? "rows" : "w";
    l->rows |= *from == 'r';
    const char *floats = *part && *own ? plus(part, own) : *part ? part : own;
    return *floats ? arena_format("%s + %s", from, floats) : from;
}

/* What the pointers count with. */
static void emit_counts(Out *o, Layout *l, const BindText *text)
{
    const Prog *p = l->p;
    const char *head = l->rows ? before_part(l, INT64_MAX) : "";
    out_line(o, "float *const w = %s; /* buffers that live at different times may overlap */", text->workspace);
    if (l->nodes)
        out_line(o, "const int64_t n = gat_rounded(%s);", text->count(p, nodes_of(p)));
    if (l->edges)
        out_line(o, "const int64_t e = gat_rounded(%s);", text->count(p, edges_of(p)));
    if (l->chunks)
        out_line(o, "const int64_t chunks = %s;", text->chunks);
    for (int i = 0; i < p->model->space_count; i++)
        if (l->spaces[i])
            out_line(o, "const int64_t %s = %s;", rows_name(p->model->spaces[i]), text->count(p, p->model->spaces[i]));
    if (l->rows)
        out_line(o, "float *const rows = w + gat_rounded(%s);", head);
}

/* Row v of these is row v - lo of `own`, which has so many rows as the chunk at hand. */
static void emit_own_buffers(Out *o, const Prog *p)
{
    bool counts = false;
    for (int i = 0; i < p->field_count; i++) {
        const Field *f = &p->fields[i];
        if (f->kind != FIELD_BUF || f->buf->extent != EXTENT_BAND)
            continue;
        counts |= f->buf->offset > 0;
        const char *before = f->buf->offset ? arena_format(" + %lld * rows_here", (long long)f->buf->offset) : "";
        out_line(o, "c->%s = own%s - lo * %s;", f->name, before, dim_text(buf_width(p, f->buf)));
    }
    if (p->per_band && !counts)
        out_line(o, "(void)rows_here;");
}

void emit_buffers(Out *o, const Prog *p, const BindText *text)
{
    Layout l = lay_out(p);
    emit_own_buffers(o, p);
    if (!l.count)
        return;
    const char **pointers = arena_alloc((size_t)l.count, sizeof *pointers);
    for (int i = 0; i < l.count; i++)
        pointers[i] = pointer_text(&l, l.bufs[i]);
    emit_counts(o, &l, text);
    for (int i = 0; i < l.count; i++)
        out_line(o, "c->%s = %s;", l.bufs[i]->name, pointers[i]);
}

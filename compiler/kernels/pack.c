/* pack.c - where in the workspace each buffer lies.
 *
 *   floats(N, E, chunks) = round16(c chunks + d) + the most of (a N + b E)      over the Needs; N and E rounded up to 16
 *
 * Pieces of chunks and what has one row come first. Behind them a buffer starts at node N + edge E floats, its Room.
 * Of two that are alive together one lies below the other for all N and E alike: neither number of its end is past the
 * other's start. So a buffer of edges that lives while few rows of nodes do begins where these end, in what wider
 * rows take at other times; and one that lives long lies below all nodes.
 *
 * Which is best depends on E / N: a few orders are tried, and the one kept whose size is least at EDGES_A_NODE. Any
 * is sound for all. In: Prog.bufs. Out: their start or offset, Prog.needs. */
#include "compiler/ir/model.h"
#include "compiler/base/arena.h"
#include "compiler/kernels/plan.h"

#include <string.h>

/* Node buffers by first fit in this order: the widest edge buffers beside them first, or not; then by `by`. */
typedef enum By { BY_BIRTH, BY_LIFE, BY_WIDTH } By;
typedef struct Order {
    bool edges_first;
    By by;
} Order;

typedef struct Pack {
    Prog *p;
    Buf **nodes, **edges; /* nodes: in the order tried */
    int node_count, edge_count;
    Buf **placed; /* node buffers that have their start, by start */
    int placed_count;
    int long_life;   /* edge buffers that live for so many kernels lie below the nodes */
    int64_t bottom;  /* floats an edge of these */
    int64_t *beside; /* by kernel: floats an edge that lie above the nodes */
} Pack;

static bool meet(const Buf *a, const Buf *b)
{
    return a->kernel <= b->last && b->kernel <= a->last;
}

static int life(const Buf *b)
{
    return b->last - b->kernel + 1;
}

static int64_t largest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

Room buf_end(const Buf *b)
{
    Room end = b->start;
    if (b->extent == EXTENT_NODE)
        end.node += b->width;
    else
        end.edge += b->width;
    return end;
}

static bool is_below(Room end, Room start)
{
    return end.node <= start.node && end.edge <= start.edge;
}

/* ------------------------------------------------------------ pieces, and what has one row */

/* Of one extent, and of one space where that is EXTENT_SPACE. */
static bool is_of(const Buf *b, Extent extent, const Space *space)
{
    return b->extent == extent && (extent != EXTENT_SPACE || b->val->type.space == space);
}

static void pack_head(Prog *p, Extent extent, const Space *space, int64_t *size)
{
    *size = 0;
    for (int at = 0; at < p->buf_count; at++) {
        Buf *buf = &p->bufs[at];
        bool moved = is_of(buf, extent, space);
        while (moved) {
            moved = false;
            for (int i = 0; i < at; i++) {
                const Buf *other = &p->bufs[i];
                if (is_of(other, extent, space) && meet(buf, other) && buf->offset < other->offset + other->width &&
                    other->offset < buf->offset + buf->width) {
                    buf->offset = other->offset + other->width;
                    moved = true;
                }
            }
        }
        if (is_of(buf, extent, space))
            *size = largest(*size, buf->offset + buf->width);
    }
}

/* ------------------------------------------------------------ rows of nodes */

static int64_t edges_beside(const Pack *pack, const Buf *b)
{
    int64_t most = 0;
    for (int k = b->kernel; k <= b->last; k++)
        most = largest(most, pack->beside[k]);
    return most;
}

static bool comes_first(const Pack *pack, Order order, const Buf *a, const Buf *b)
{
    int64_t beside_a = edges_beside(pack, a), beside_b = edges_beside(pack, b);
    if (order.edges_first && beside_a != beside_b)
        return beside_a > beside_b;
    if (order.by == BY_LIFE && life(a) != life(b))
        return life(a) > life(b);
    if (order.by == BY_WIDTH && a->width != b->width)
        return a->width > b->width;
    return a < b; /* as they were collected: by birth */
}

static void sort_nodes(Pack *pack, Order order)
{
    for (int i = 1; i < pack->node_count; i++) {
        Buf *b = pack->nodes[i];
        int at = i;
        for (; at > 0 && comes_first(pack, order, b, pack->nodes[at - 1]); at--)
            pack->nodes[at] = pack->nodes[at - 1];
        pack->nodes[at] = b;
    }
}

/* First fit: the lowest gap between buffers alive at the same time. */
static void place_nodes(Pack *pack, Buf *b)
{
    b->start = (Room){0, pack->bottom};
    for (int i = 0; i < pack->placed_count; i++) {
        const Buf *other = pack->placed[i];
        if (!meet(b, other))
            continue;
        if (b->start.node + b->width <= other->start.node)
            break;
        b->start.node = largest(b->start.node, buf_end(other).node);
    }
    int at = pack->placed_count++;
    for (; at > 0 && pack->placed[at - 1]->start.node > b->start.node; at--)
        pack->placed[at] = pack->placed[at - 1];
    pack->placed[at] = b;
}

/* ------------------------------------------------------------ rows of edges */

static bool is_at_bottom(const Pack *pack, const Buf *b)
{
    return life(b) >= pack->long_life;
}

/* Raises b until each buffer of edges alive at the same time, among the first `count`, lies below or above it. */
static void raise_edges(const Pack *pack, Buf *b, int count)
{
    for (bool moved = true; moved;) {
        moved = false;
        for (int i = 0; i < count; i++) {
            const Buf *other = pack->edges[i];
            if (is_at_bottom(pack, other) != is_at_bottom(pack, b) || !meet(b, other) ||
                is_below(buf_end(other), b->start) || is_below(buf_end(b), other->start))
                continue;
            b->start.node = largest(b->start.node, buf_end(other).node);
            b->start.edge = largest(b->start.edge, buf_end(other).edge);
            moved = true;
        }
    }
}

static void place_bottom(Pack *pack)
{
    pack->bottom = 0;
    for (int i = 0; i < pack->edge_count; i++) {
        Buf *b = pack->edges[i];
        if (!is_at_bottom(pack, b))
            continue;
        b->start = (Room){0, 0};
        raise_edges(pack, b, i);
        pack->bottom = largest(pack->bottom, buf_end(b).edge);
    }
}

static void sort_edges_by_start(Pack *pack)
{
    for (int i = 1; i < pack->edge_count; i++) {
        Buf *b = pack->edges[i];
        int at = i;
        for (; at > 0 && pack->edges[at - 1]->start.node > b->start.node; at--)
            pack->edges[at] = pack->edges[at - 1];
        pack->edges[at] = b;
    }
}

/* Where the nodes alive with it end: the lowest first, so that others may lie on it. */
static void place_edges(Pack *pack)
{
    for (int i = 0; i < pack->edge_count; i++) {
        Buf *b = pack->edges[i];
        if (is_at_bottom(pack, b))
            continue;
        b->start = (Room){0, pack->bottom};
        for (int j = 0; j < pack->node_count; j++)
            if (meet(b, pack->nodes[j]))
                b->start.node = largest(b->start.node, buf_end(pack->nodes[j]).node);
    }
    sort_edges_by_start(pack);
    for (int i = 0; i < pack->edge_count; i++)
        if (!is_at_bottom(pack, pack->edges[i]))
            raise_edges(pack, pack->edges[i], i);
}

/* ------------------------------------------------------------ the best of some orders */

static int64_t size_of(const Pack *pack)
{
    int64_t size = 0;
    for (int i = 0; i < pack->p->buf_count; i++) {
        const Buf *b = &pack->p->bufs[i];
        if (b->extent == EXTENT_NODE || b->extent == EXTENT_EDGE)
            size = largest(size, buf_end(b).node + EDGES_A_NODE * buf_end(b).edge);
    }
    return size;
}

static void try_order(Pack *pack, Order order)
{
    sort_nodes(pack, order);
    pack->placed_count = 0;
    for (int i = 0; i < pack->node_count; i++)
        place_nodes(pack, pack->nodes[i]);
    place_edges(pack);
}

/* Which edge buffers lie at the bottom; false where those are the same as before. */
static bool choose_bottom(Pack *pack, int long_life)
{
    bool changed = long_life > pack->p->kernel_count;
    for (int i = 0; i < pack->edge_count; i++)
        changed |= life(pack->edges[i]) == long_life;
    if (!changed)
        return false;
    pack->long_life = long_life;
    memset(pack->beside, 0, (size_t)pack->p->kernel_count * sizeof *pack->beside);
    for (int i = 0; i < pack->edge_count; i++)
        for (int k = pack->edges[i]->kernel; !is_at_bottom(pack, pack->edges[i]) && k <= pack->edges[i]->last; k++)
            pack->beside[k] += pack->edges[i]->width;
    place_bottom(pack);
    return true;
}

static void copy_starts(Prog *p, Room *to)
{
    for (int i = 0; i < p->buf_count; i++)
        to[i] = p->bufs[i].start;
}

static void pack_rows(Pack *pack)
{
    static const Order orders[] = {{false, BY_BIRTH}, {true, BY_BIRTH}, {true, BY_LIFE},
                                   {true, BY_WIDTH},  {false, BY_LIFE}, {false, BY_WIDTH}};
    Prog *p = pack->p;
    Room *best = arena_alloc((size_t)p->buf_count + 1, sizeof *best);
    int64_t least = INT64_MAX;
    for (int long_life = p->kernel_count + 1; long_life > 0; long_life--) {
        if (!choose_bottom(pack, long_life))
            continue;
        for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
            try_order(pack, orders[i]);
            if (size_of(pack) >= least)
                continue;
            least = size_of(pack);
            copy_starts(p, best);
        }
    }
    for (int i = 0; i < p->buf_count; i++)
        p->bufs[i].start = best[i];
}

/* A need within another asks for nothing more. */
static void add_need(Prog *p, Room end)
{
    for (int i = 0; i < p->need_count; i++)
        if (is_below(end, p->needs[i]))
            return;
    int kept = 0;
    for (int i = 0; i < p->need_count; i++)
        if (!is_below(p->needs[i], end))
            p->needs[kept++] = p->needs[i];
    p->need_count = kept;
    GROW(p->needs, p->need_count, p->need_capacity);
    p->needs[p->need_count++] = end;
}

void pack(Prog *p)
{
    Pack pack = {.p = p};
    pack.nodes = arena_alloc((size_t)p->buf_count + 1, sizeof *pack.nodes);
    pack.edges = arena_alloc((size_t)p->buf_count + 1, sizeof *pack.edges);
    pack.placed = arena_alloc((size_t)p->buf_count + 1, sizeof *pack.placed);
    pack.beside = arena_alloc((size_t)p->kernel_count + 1, sizeof *pack.beside);
    for (int i = 0; i < p->buf_count; i++) {
        if (p->bufs[i].extent == EXTENT_NODE)
            pack.nodes[pack.node_count++] = &p->bufs[i];
        if (p->bufs[i].extent == EXTENT_EDGE)
            pack.edges[pack.edge_count++] = &p->bufs[i];
    }
    pack_head(p, EXTENT_CHUNK, NULL, &p->per_chunk);
    pack_head(p, EXTENT_FIXED, NULL, &p->fixed);
    pack_head(p, EXTENT_BAND, NULL, &p->per_band);
    p->per_row = arena_alloc((size_t)p->model->space_count + 1, sizeof *p->per_row);
    for (int i = 0; i < p->model->space_count; i++)
        pack_head(p, EXTENT_SPACE, p->model->spaces[i], &p->per_row[i]);
    pack_rows(&pack);
    p->need_count = 0;
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].extent == EXTENT_NODE || p->bufs[i].extent == EXTENT_EDGE)
            add_need(p, buf_end(&p->bufs[i]));
}

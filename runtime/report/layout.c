/* layout.c - a graph in the plane, by forces (Jacomy et al. 2014): with m = degree + 1, nodes repel by
 * REPULSION m_i m_j / d, edges draw by d, all are drawn to the middle by GRAVITY m. Steps are as long as a node's forces
 * agree with those of the step before (equations 8 to 14 there). Each node's sums are its own, those over nodes are taken
 * in their order: threads change nothing.
 */
#include "runtime/report/layout.h"
#include "runtime/report/both_ways.h"
#include "runtime/report/quadtree.h"

#include <math.h>

enum { SLICE = 64 };
#define REPULSION 2.0
#define GRAVITY   1.0
#define THETA     1.0
#define TOLERANCE 1.0
#define SOFTENING 1e-4

typedef struct Layout {
    int64_t nodes;
    BothWays near;
    Quadtree tree;
    double *mass, *xy, *force, *before; /* [nodes], [nodes, 2] each */
} Layout;

static void find_forces(void *arg, int64_t lo, int64_t hi, int64_t piece)
{
    Layout *l = arg;
    (void)piece;
    for (int64_t v = lo; v < hi; v++) {
        const double x = l->xy[2 * v], y = l->xy[2 * v + 1], away = REPULSION * l->mass[v];
        const Pull pull = quadtree_pull(&l->tree, x, y, SOFTENING, THETA, 0);
        const double far = sqrt(x * x + y * y), inward = far > 0.0 ? GRAVITY * l->mass[v] / far : 0.0;
        double fx = -away * pull.x - inward * x, fy = -away * pull.y - inward * y;
        for (int64_t k = l->near.start[v]; k < l->near.start[v + 1]; k++) {
            fx += l->xy[2 * l->near.far[k]] - x;
            fy += l->xy[2 * l->near.far[k] + 1] - y;
        }
        l->force[2 * v] = fx;
        l->force[2 * v + 1] = fy;
    }
}

/* How much the forces on all nodes agree with those before. */
static double speed_of(const Layout *l, double old)
{
    double swinging = 0.0, traction = 0.0;
    for (int64_t v = 0; v < l->nodes; v++) {
        const double *now = l->force + 2 * v, *was = l->before + 2 * v;
        swinging += l->mass[v] * hypot(now[0] - was[0], now[1] - was[1]);
        traction += 0.5 * l->mass[v] * hypot(now[0] + was[0], now[1] + was[1]);
    }
    const double speed = swinging > 0.0 ? TOLERANCE * traction / swinging : old;
    return fmin(speed, 1.5 * old);
}

static void move(Layout *l, double speed)
{
    for (int64_t v = 0; v < l->nodes; v++) {
        double *now = l->force + 2 * v, *was = l->before + 2 * v;
        const double swing = hypot(now[0] - was[0], now[1] - was[1]), size = hypot(now[0], now[1]);
        const double own = fmin(speed / (1.0 + speed * sqrt(swing)), size > 0.0 ? 10.0 / size : 0.0);
        for (int k = 0; k < 2; k++) {
            l->xy[2 * v + k] += own * now[k];
            was[k] = now[k];
        }
    }
}

void layout_place(int64_t nodes, int64_t edges, const int32_t *src, const int32_t *dst, int iterations, uint64_t seed,
                  double *xy, Pool *pool)
{
    const size_t two = 2 * (size_t)nodes;
    Layout l = {.nodes = nodes,
                .xy = xy,
                .mass = mem_alloc((size_t)nodes, sizeof(double)),
                .force = mem_alloc(two, sizeof(double)),
                .before = mem_alloc(two, sizeof(double))};
    double speed = 1.0;
    l.near = both_ways_of(nodes, edges, src, dst);
    for (int64_t v = 0; v < nodes; v++)
        l.mass[v] = (double)(l.near.start[v + 1] - l.near.start[v]) + 1.0;
    for (int64_t k = 0; k < 2 * nodes; k++)
        xy[k] = 10.0 * sqrt((double)nodes) * (rng_uniform(gatrt_draw(seed, 0), 1, k) - 0.5);
    for (int i = 0; i < iterations; i++) {
        quadtree_build(&l.tree, xy, l.mass, nodes);
        pool_run(pool, find_forces, &l, nodes, SLICE);
        speed = speed_of(&l, speed);
        move(&l, speed);
    }
    void *const owned[] = {l.mass, l.force, l.before};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
    quadtree_free(&l.tree);
    both_ways_free(&l.near);
}

/* quadtree.c - points of the plane by squares. Points are put in one after the other, so a tree is a function of them and
 * their order alone; at MOST_DEPTH what is in a square counts as one point.
 */
#include "runtime/runtime.h"
#include "runtime/report/quadtree.h"

#include <math.h>

enum { MOST_DEPTH = 40, STACK = 4 * MOST_DEPTH, FIRST_ROOM = 1024 };

/* Four empty squares. */
static int32_t add_parts(Quadtree *t, double width)
{
    if (t->count + 4 > t->room) {
        const int64_t room = t->room ? 2 * t->room : FIRST_ROOM;
        t->quad = mem_longer(t->quad, t->count, room, sizeof *t->quad);
        t->room = room;
    }
    for (int i = 0; i < 4; i++)
        t->quad[t->count + i] = (Quad){.width = width, .part = -1};
    t->count += 4;
    return (int32_t)(t->count - 4);
}

/* While the tree grows x and y are sums over the points. */
static void put_into(Quad *q, double x, double y, double mass)
{
    q->mass += mass;
    q->x += mass * x;
    q->y += mass * y;
}

typedef struct Place {
    double x, y; /* of a square's middle */
} Place;

/* Which of the parts a point is in; the middle moves there. */
static int step_into(Place *middle, double half, double x, double y)
{
    const int right = x >= middle->x, up = y >= middle->y;
    middle->x += right ? 0.5 * half : -0.5 * half;
    middle->y += up ? 0.5 * half : -0.5 * half;
    return 2 * up + right;
}

static void put_point(Quadtree *t, Place middle, double x, double y, double mass)
{
    int64_t at = 0;
    for (int depth = 0;; depth++) {
        const Quad old = t->quad[at];
        put_into(&t->quad[at], x, y, mass);
        if (old.part < 0 && (old.mass == 0.0 || depth == MOST_DEPTH))
            return;
        const double half = 0.5 * old.width;
        if (old.part < 0) { /* who was here alone goes into a part */
            const int32_t part = add_parts(t, half);
            Place place = middle;
            t->quad[at].part = part;
            put_into(&t->quad[part + step_into(&place, half, old.x / old.mass, old.y / old.mass)], old.x / old.mass,
                     old.y / old.mass, old.mass);
        }
        at = t->quad[at].part + step_into(&middle, half, x, y);
    }
}

void quadtree_build(Quadtree *t, const double *xy, const double *mass, int64_t points)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int64_t i = 0; i < 2 * points; i++) {
        low[i % 2] = fmin(low[i % 2], xy[i]);
        high[i % 2] = fmax(high[i % 2], xy[i]);
    }
    const double width = points ? fmax(fmax(high[0] - low[0], high[1] - low[1]), 1e-9) : 1.0;
    const Place middle = {0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1])};
    t->count = 0;
    add_parts(t, width); /* the first is the whole, three are left empty */
    for (int64_t i = 0; i < points; i++)
        put_point(t, middle, xy[2 * i], xy[2 * i + 1], mass ? mass[i] : 1.0);
    for (int64_t i = 0; i < t->count; i++) {
        Quad *q = &t->quad[i];
        q->x = q->mass > 0.0 ? q->x / q->mass : 0.0;
        q->y = q->mass > 0.0 ? q->y / q->mass : 0.0;
    }
}

/* A square is one point where it is narrower than theta times its distance. */
Pull quadtree_pull(const Quadtree *t, double x, double y, double soft, double theta, int square)
{
    int32_t stack[STACK] = {0};
    int depth = 1;
    Pull pull = {0.0, 0.0, 0.0};
    const double narrow = theta * theta;
    while (depth > 0) {
        const Quad *q = &t->quad[stack[--depth]];
        if (q->mass == 0.0)
            continue;
        const double dx = q->x - x, dy = q->y - y, distance = dx * dx + dy * dy;
        if (q->part >= 0 && q->width * q->width > narrow * distance) {
            for (int32_t i = 0; i < 4; i++)
                stack[depth++] = q->part + i;
            continue;
        }
        if (distance == 0.0 && soft == 0.0)
            continue;
        const double near = 1.0 / (soft + distance), weight = q->mass * (square ? near * near : near);
        pull.x += weight * dx;
        pull.y += weight * dy;
        pull.weight += q->mass * near;
    }
    return pull;
}

void quadtree_free(Quadtree *t)
{
    mem_free(t->quad);
    *t = (Quadtree){0};
}

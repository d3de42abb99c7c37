/* kamada.c - Kamada and Kawai 1989: springs between all pairs, of natural length d_ij, the number of edges between them, and
 * strength 1 / d_ij^2:
 *
 *   E = 1/2 sum_{i<j} (|p_i - p_j| - d_ij)^2 / d_ij^2
 *
 * The node with the largest slope of E is moved by Newton's steps (equations 11 to 16 there) until its slope is gone; then
 * the next, until all are. It begins on a circle in the order of the nodes, so that the same graph has the same places.
 */
#include "runtime/runtime.h"
#include "runtime/report/both_ways.h"
#include "runtime/report/kamada.h"

#include <math.h>

enum { MOST_STEPS = 20, MOVES_A_NODE = 50 };
#define FLAT   1e-4 /* a slope that is none */
#define LITTLE 1e-9 /* a distance that is none */
#define TURN   6.28318530717958647692

typedef struct Springs {
    int64_t nodes;
    uint16_t *length;   /* [nodes, nodes] of shortest paths */
    double *xy, *slope; /* [nodes, 2] each */
} Springs;

/* ---------------------------------------------------------------------- paths */

/* From one node to all, breadth first; 0: not reached, or itself. Returns the longest. */
static int measure_from(const BothWays *l, int64_t from, uint16_t *length, int32_t *queue)
{
    int64_t read = 0, filled = 0;
    queue[filled++] = (int32_t)from;
    while (read < filled) {
        const int32_t v = queue[read++];
        for (int64_t k = l->start[v]; k < l->start[v + 1]; k++) {
            const int32_t u = l->far[k];
            if (u == from || length[u])
                continue;
            length[u] = (uint16_t)(length[v] + 1);
            queue[filled++] = u;
        }
    }
    return length[queue[filled - 1]];
}

static void measure(Springs *s, int64_t edges, const int32_t *src, const int32_t *dst)
{
    BothWays l = both_ways_of(s->nodes, edges, src, dst);
    int32_t *queue = mem_alloc((size_t)s->nodes, sizeof *queue);
    int longest = 0;
    s->length = mem_alloc((size_t)s->nodes, (size_t)s->nodes * sizeof *s->length);
    for (int64_t v = 0; v < s->nodes; v++) {
        const int far = measure_from(&l, v, s->length + v * s->nodes, queue);
        longest = far > longest ? far : longest;
    }
    for (int64_t k = 0; k < s->nodes * s->nodes; k++)
        if (!s->length[k] && k / s->nodes != k % s->nodes)
            s->length[k] = (uint16_t)(longest + 2);
    mem_free(queue);
    both_ways_free(&l);
}

/* --------------------------------------------------------------------- springs */

/* What the spring from m to i adds to the slope at m, and to the second derivatives xx, xy, yy there. */
static void pull(const Springs *s, int64_t m, int64_t i, double slope[2], double second[3])
{
    const double d = (double)s->length[m * s->nodes + i], k = 1.0 / (d * d);
    const double x = s->xy[2 * m] - s->xy[2 * i], y = s->xy[2 * m + 1] - s->xy[2 * i + 1];
    const double far = fmax(hypot(x, y), LITTLE), cube = d / (far * far * far);
    slope[0] += k * (x - d * x / far);
    slope[1] += k * (y - d * y / far);
    second[0] += k * (1.0 - cube * y * y);
    second[1] += k * cube * x * y;
    second[2] += k * (1.0 - cube * x * x);
}

static void look_at(const Springs *s, int64_t m, double slope[2], double second[3])
{
    slope[0] = slope[1] = second[0] = second[1] = second[2] = 0.0;
    for (int64_t i = 0; i < s->nodes; i++)
        if (i != m)
            pull(s, m, i, slope, second);
}

/* Downhill where the surface is no bowl: there Newton's step would go to the top. */
static void step_of(const double slope[2], const double second[3], double step[2])
{
    const double det = second[0] * second[2] - second[1] * second[1], size = hypot(slope[0], slope[1]);
    const bool bowl = det > 1e-12 && second[0] + second[2] > 0.0;
    step[0] = bowl ? -(second[2] * slope[0] - second[1] * slope[1]) / det : -slope[0];
    step[1] = bowl ? -(second[0] * slope[1] - second[1] * slope[0]) / det : -slope[1];
    const double length = hypot(step[0], step[1]), most = bowl ? 1.0 : fmin(1.0, size);
    if (length > most) {
        step[0] *= most / length;
        step[1] *= most / length;
    }
}

/* Slopes of the others change by what the spring to m pulls. */
static void change_others(Springs *s, int64_t m, double sign)
{
    for (int64_t i = 0; i < s->nodes; i++) {
        double none[3] = {0.0, 0.0, 0.0}, slope[2] = {0.0, 0.0};
        if (i == m)
            continue;
        pull(s, i, m, slope, none);
        s->slope[2 * i] += sign * slope[0];
        s->slope[2 * i + 1] += sign * slope[1];
    }
}

static void settle(Springs *s, int64_t m)
{
    double second[3], step[2];
    change_others(s, m, -1.0);
    for (int i = 0; i < MOST_STEPS; i++) {
        look_at(s, m, s->slope + 2 * m, second);
        if (hypot(s->slope[2 * m], s->slope[2 * m + 1]) < 0.1 * FLAT)
            break;
        step_of(s->slope + 2 * m, second, step);
        s->xy[2 * m] += step[0];
        s->xy[2 * m + 1] += step[1];
    }
    look_at(s, m, s->slope + 2 * m, second);
    change_others(s, m, 1.0);
}

static int64_t steepest(const Springs *s, double *size)
{
    int64_t most = 0;
    *size = -1.0;
    for (int64_t i = 0; i < s->nodes; i++) {
        const double here = hypot(s->slope[2 * i], s->slope[2 * i + 1]);
        if (here > *size) {
            *size = here;
            most = i;
        }
    }
    return most;
}

static double energy(const Springs *s)
{
    double sum = 0.0;
    for (int64_t i = 0; i < s->nodes; i++)
        for (int64_t j = i + 1; j < s->nodes; j++) {
            const double far = hypot(s->xy[2 * i] - s->xy[2 * j], s->xy[2 * i + 1] - s->xy[2 * j + 1]);
            const double share = far / (double)s->length[i * s->nodes + j] - 1.0;
            sum += 0.5 * share * share;
        }
    return sum;
}

static void begin(Springs *s)
{
    double second[3];
    const double radius = 0.5 * sqrt((double)s->nodes);
    for (int64_t i = 0; i < s->nodes; i++) {
        s->xy[2 * i] = radius * cos(TURN * (double)i / (double)s->nodes);
        s->xy[2 * i + 1] = radius * sin(TURN * (double)i / (double)s->nodes);
    }
    for (int64_t i = 0; i < s->nodes; i++)
        look_at(s, i, s->slope + 2 * i, second);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): s.xy writes to it */
double kamada_place(int64_t nodes, int64_t edges, const int32_t *src, const int32_t *dst, double *xy)
{
    Springs s = {.nodes = nodes, .xy = xy, .slope = mem_alloc((size_t)nodes + 1, 2 * sizeof(double))};
    double size;
    measure(&s, edges, src, dst);
    begin(&s);
    for (int64_t move = 0; move < MOVES_A_NODE * nodes; move++) {
        const int64_t m = steepest(&s, &size);
        if (size < FLAT)
            break;
        settle(&s, m);
    }
    const double sum = energy(&s);
    mem_free(s.slope);
    mem_free(s.length);
    return sum;
}

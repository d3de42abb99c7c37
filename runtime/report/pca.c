/* pca.c - orthogonal iteration (Golub and Van Loan, 8.2.4): both axes are multiplied by the covariance, which is never made,
 * and made orthogonal again, until they stand still. Sums go in the order of rows.
 */
#include "runtime/runtime.h"
#include "runtime/report/pca.h"

#include <math.h>
#include <string.h>

enum { MOST_STEPS = 300 };
#define STILL 1e-7

typedef struct Pca {
    const float *rows;
    int64_t points, width;
    double *mean, *axes, *next, *xy; /* [width], [2, width] twice, [points, 2] */
} Pca;

static double dot(const double *a, const double *b, int64_t count)
{
    double sum = 0.0;
    for (int64_t j = 0; j < count; j++)
        sum += a[j] * b[j];
    return sum;
}

static void project(const Pca *p)
{
    const double middle[2] = {dot(p->mean, p->axes, p->width), dot(p->mean, p->axes + p->width, p->width)};
    for (int64_t i = 0; i < p->points; i++) {
        double sum[2] = {-middle[0], -middle[1]};
        for (int64_t j = 0; j < p->width; j++) {
            const double value = (double)p->rows[i * p->width + j];
            sum[0] += value * p->axes[j];
            sum[1] += value * p->axes[p->width + j];
        }
        p->xy[2 * i] = sum[0];
        p->xy[2 * i + 1] = sum[1];
    }
}

/* next = covariance times axes, but for a factor; the places' mean is 0, so rows need not be centred. */
static void multiply(const Pca *p)
{
    memset(p->next, 0, 2 * (size_t)p->width * sizeof *p->next);
    for (int64_t i = 0; i < p->points; i++)
        for (int k = 0; k < 2; k++) {
            const double along = p->xy[2 * i + k];
            double *to = p->next + k * p->width;
            for (int64_t j = 0; j < p->width; j++)
                to[j] += along * (double)p->rows[i * p->width + j];
        }
}

/* Where an axis has come to nothing, a unit vector that there is room for. */
static void make_unit(double *axis, int64_t width, int64_t other)
{
    const double length = sqrt(dot(axis, axis, width));
    for (int64_t j = 0; j < width; j++)
        axis[j] = length > 1e-150 ? axis[j] / length : j == other ? 1.0 : 0.0;
}

static void take_off(double *axis, const double *from, int64_t width)
{
    const double along = dot(axis, from, width);
    for (int64_t j = 0; j < width; j++)
        axis[j] -= along * from[j];
}

static int64_t least_of(const double *axis, int64_t width)
{
    int64_t least = 0;
    for (int64_t j = 1; j < width; j++)
        least = fabs(axis[j]) < fabs(axis[least]) ? j : least;
    return least;
}

/* A second time, for what rounding left. */
static void make_orthogonal(double *axes, int64_t width)
{
    make_unit(axes, width, 0);
    const int64_t least = least_of(axes, width);
    make_unit(axes + width, width, least);
    for (int again = 0; again < 2; again++) {
        take_off(axes + width, axes, width);
        make_unit(axes + width, width, least);
    }
}

/* How far the plane has turned: what of each new axis the old ones do not reach. */
static double turned(const Pca *p)
{
    double most = 0.0;
    for (int k = 0; k < 2; k++) {
        const double *axis = p->next + k * p->width;
        const double a = dot(axis, p->axes, p->width), b = dot(axis, p->axes + p->width, p->width);
        most = fmax(most, 1.0 - a * a - b * b);
    }
    return most;
}

/* Within their plane the axes become the principal ones. */
static void turn_in_plane(const Pca *p)
{
    double a = 0.0, b = 0.0, c = 0.0;
    for (int64_t i = 0; i < p->points; i++) {
        a += p->xy[2 * i] * p->xy[2 * i];
        b += p->xy[2 * i] * p->xy[2 * i + 1];
        c += p->xy[2 * i + 1] * p->xy[2 * i + 1];
    }
    const double angle = 0.5 * atan2(2.0 * b, a - c), x = cos(angle), y = sin(angle);
    for (int64_t j = 0; j < p->width; j++) {
        const double first = p->axes[j], second = p->axes[p->width + j];
        p->axes[j] = x * first + y * second;
        p->axes[p->width + j] = x * second - y * first;
    }
}

static void begin(double *axes, int64_t width)
{
    bool any = false;
    for (int64_t j = 0; j < 2 * width; j++)
        any |= axes[j] != 0.0;
    for (int64_t j = 0; j < 2 * width && !any; j++)
        axes[j] = rng_uniform(gatrt_draw(1, 0), 0, j) - 0.5;
    make_orthogonal(axes, width);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): p.xy writes to it */
void pca_place(const float *rows, int64_t points, int64_t width, double *axes, double *xy)
{
    Pca p = {rows,  points,
             width, mem_alloc((size_t)width, sizeof(double)),
             axes,  mem_alloc(2 * (size_t)width, sizeof(double)),
             xy};
    for (int64_t i = 0; i < points * width; i++)
        p.mean[i % width] += (double)rows[i] / (double)points;
    begin(axes, width);
    for (int step = 0, still = 0; step < MOST_STEPS && !still; step++) {
        project(&p);
        multiply(&p);
        make_orthogonal(p.next, width);
        still = turned(&p) < STILL;
        memcpy(axes, p.next, 2 * (size_t)width * sizeof *axes);
    }
    project(&p);
    turn_in_plane(&p);
    project(&p);
    mem_free(p.mean);
    mem_free(p.next);
}

void procrustes_turn(const double *to, double *xy, int64_t points)
{
    double h[2][2] = {{0.0, 0.0}, {0.0, 0.0}};
    for (int64_t i = 0; i < points; i++)
        for (int a = 0; a < 2; a++)
            for (int b = 0; b < 2; b++)
                h[a][b] += xy[2 * i + a] * to[2 * i + b];
    const double turn[2] = {h[0][0] + h[1][1], h[0][1] - h[1][0]}, mirror[2] = {h[0][0] - h[1][1], h[0][1] + h[1][0]};
    const double turn_gain = hypot(turn[0], turn[1]), mirror_gain = hypot(mirror[0], mirror[1]);
    const bool mirrors = mirror_gain > turn_gain;
    const double gain = mirrors ? mirror_gain : turn_gain;
    if (gain == 0.0)
        return;
    const double c = (mirrors ? mirror[0] : turn[0]) / gain, s = (mirrors ? mirror[1] : turn[1]) / gain;
    for (int64_t i = 0; i < points; i++) {
        const double x = xy[2 * i], y = mirrors ? -xy[2 * i + 1] : xy[2 * i + 1];
        xy[2 * i] = c * x - s * y;
        xy[2 * i + 1] = s * x + c * y;
    }
}

/* positions.c - features that say where a node stands in its graph:
 *
 *   walk:K        the probability that a walk at random is back after 1, 2, ..., K steps (Dwivedi et al. 2022, arXiv:2110.07875)
 *   laplacian:K   eigenvectors 2 to K + 1 of the Laplacian I - D^-1/2 A D^-1/2, by their eigenvalues, of each connected part of the
 *                 graph (Dwivedi and Bresson 2021, arXiv:2012.09699); 0 where it has fewer nodes
 *
 * Neighbours are as for degrees: at an edge in either direction, each once, self loops aside. An eigenvector may be turned over,
 * and several of one value may be turned within their space: here its first entry of the largest size is positive, which says
 * nothing of the graph. A model should not depend on that.
 */
#include "runtime/formats/positions.h"
#include "runtime/formats/beside.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_POSITIONS = 256, MOST_PART = 600 };
#define MOST_STEPS 2e11 /* along edges, of all walks: some minutes */

bool positions_named(const char *features, Positions *p)
{
    char *end;
    *p = (Positions){.behind = *features == '+'};
    features += p->behind;
    p->laplacian = strncmp(features, "laplacian:", 10) == 0;
    if (!p->laplacian && strncmp(features, "walk:", 5) != 0)
        return false;
    features += p->laplacian ? 10 : 5;
    errno = 0;
    const long long width = strtoll(features, &end, 10);
    p->width = width;
    return end != features && !*end && !errno && width >= 1 && width <= MOST_POSITIONS;
}

/* Lists of different neighbours. */
typedef struct Near {
    int64_t rows, *start;
    int32_t *list;
} Near;

static Near near_of(const gatrt_data *data, const gatrt_set *node)
{
    const gatrt_relation none = {.edges = 0}, *edge = data_find_relation(data, EDGE_RELATION, NODE_SET, NODE_SET);
    Near n = {.rows = node->rows, .start = mem_alloc((size_t)node->rows + 1, sizeof *n.start)};
    n.list = features_neighbours(edge ? edge : &none, node->rows, n.start);
    int64_t kept = 0, from = 0;
    for (int64_t v = 0; v < n.rows; v++) {
        const int64_t end = n.start[v + 1], begin = kept;
        for (; from < end; from++)
            if (kept == begin || n.list[kept - 1] != n.list[from])
                n.list[kept++] = n.list[from];
        n.start[v + 1] = kept;
    }
    return n;
}

static void near_free(Near *n)
{
    mem_free(n->start);
    mem_free(n->list);
}

/* -------------------------------------------------------------------------- walks */

/* Where a walk is, by node, and which nodes these are. */
typedef struct Walk {
    double *at, *next;
    int32_t *on, *next_on;
    int64_t count;
} Walk;

static void step(const Near *n, Walk *w)
{
    int64_t reached = 0;
    for (int64_t i = 0; i < w->count; i++) {
        const int32_t v = w->on[i];
        const int64_t degree = n->start[v + 1] - n->start[v];
        const double share = degree ? w->at[v] / (double)degree : 0.0;
        w->at[v] = 0.0;
        for (int64_t k = n->start[v]; k < n->start[v + 1]; k++) {
            if (w->next[n->list[k]] == 0.0)
                w->next_on[reached++] = n->list[k];
            w->next[n->list[k]] += share;
        }
    }
    double *const at = w->at;
    int32_t *const on = w->on;
    w->at = w->next;
    w->next = at;
    w->on = w->next_on;
    w->next_on = on;
    w->count = reached;
}

static void walk_from(const Near *n, Walk *w, int32_t v, int64_t steps, float *back)
{
    w->at[v] = 1.0;
    w->on[0] = v;
    w->count = 1;
    for (int64_t k = 0; k < steps; k++) {
        step(n, w);
        back[k] = (float)w->at[v];
    }
    for (int64_t i = 0; i < w->count; i++)
        w->at[w->on[i]] = 0.0;
}

static bool add_walks(const gatrt_data *data, const Near *n, int64_t steps, float *to, Error *error)
{
    if ((double)n->rows * (double)n->start[n->rows] * (double)steps > MOST_STEPS && n->rows > 100000)
        return error_set(error, "%s: walk:%lld from each of %lld nodes along %lld edges would take hours; fewer steps",
                         file_shown(data->name), (long long)steps, (long long)n->rows, (long long)n->start[n->rows]);
    Walk w = {mem_alloc((size_t)n->rows, sizeof *w.at), mem_alloc((size_t)n->rows, sizeof *w.next),
              mem_alloc((size_t)n->rows, sizeof *w.on), mem_alloc((size_t)n->rows, sizeof *w.next_on), 0};
    for (int64_t v = 0; v < n->rows; v++)
        walk_from(n, &w, (int32_t)v, steps, to + v * steps);
    mem_free(w.at);
    mem_free(w.next);
    mem_free(w.on);
    mem_free(w.next_on);
    return true;
}

/* ---------------------------------------------------------------------- eigenvectors */

/* The nodes that are connected with the first of them; `place` is -1 of all that have not been met. */
static int64_t gather_part(const Near *n, int32_t first, int32_t *part, int32_t *place)
{
    int64_t count = 0;
    part[count] = first;
    place[first] = (int32_t)count++;
    for (int64_t i = 0; i < count; i++)
        for (int64_t k = n->start[part[i]]; k < n->start[part[i] + 1]; k++)
            if (place[n->list[k]] < 0) {
                part[count] = n->list[k];
                place[n->list[k]] = (int32_t)count++;
            }
    return count;
}

static void fill_laplacian(const Near *n, const int32_t *part, const int32_t *place, int64_t count, double *matrix)
{
    memset(matrix, 0, (size_t)(count * count) * sizeof *matrix);
    for (int64_t i = 0; i < count; i++) {
        const int64_t *start = &n->start[part[i]];
        matrix[i * count + i] = 1.0;
        for (int64_t k = start[0]; k < start[1]; k++) {
            const int32_t u = n->list[k];
            const double degrees = (double)(start[1] - start[0]) * (double)(n->start[u + 1] - n->start[u]);
            matrix[i * count + place[u]] -= 1.0 / sqrt(degrees);
        }
    }
}

/* Its first entry of the largest size, up to rounding, decides. */
static double sign_of(const double *vector, int64_t count)
{
    double most = 0.0;
    for (int64_t i = 0; i < count; i++)
        most = fmax(most, fabs(vector[i]));
    for (int64_t i = 0; i < count; i++)
        if (fabs(vector[i]) >= most * (1.0 - 1e-9))
            return vector[i] < 0.0 ? -1.0 : 1.0;
    return 1.0;
}

static bool add_part(const gatrt_data *data, const Near *n, const int32_t *part, const int32_t *place, int64_t count,
                     int64_t width, float *to, Error *error)
{
    if (count > MOST_PART)
        return error_set(
            error,
            "%s: laplacian is for connected parts of at most %d nodes, but one has %lld; walk:%lld has no such bound",
            file_shown(data->name), MOST_PART, (long long)count, (long long)width);
    double *matrix = mem_alloc((size_t)(count * count), sizeof *matrix);
    double *vectors = mem_alloc((size_t)(count * count), sizeof *vectors);
    double *values = mem_alloc((size_t)count, sizeof *values);
    fill_laplacian(n, part, place, count, matrix);
    eigen_symmetric(matrix, count, values, vectors);
    for (int64_t j = 0; j < width && j + 1 < count; j++) {
        const double *vector = vectors + (j + 1) * count, sign = sign_of(vector, count);
        for (int64_t i = 0; i < count; i++)
            to[part[i] * width + j] = (float)(sign * vector[i]);
    }
    mem_free(matrix);
    mem_free(vectors);
    mem_free(values);
    return true;
}

static bool add_vectors(const gatrt_data *data, const Near *n, int64_t width, float *to, Error *error)
{
    int32_t *part = mem_alloc((size_t)n->rows, sizeof *part), *place = mem_alloc((size_t)n->rows, sizeof *place);
    bool worked = true;
    memset(place, 0xFF, (size_t)n->rows * sizeof *place);
    for (int32_t v = 0; worked && v < n->rows; v++)
        if (place[v] < 0) {
            const int64_t count = gather_part(n, v, part, place);
            worked = add_part(data, n, part, place, count, width, to, error);
        }
    mem_free(part);
    mem_free(place);
    return worked;
}

/* --------------------------------------------------------------------------- columns */

static void put_dense(gatrt_set *node, const float *values, int64_t width)
{
    const int64_t before = node->features;
    float *x = mem_alloc((size_t)node->rows, (size_t)(before + width) * sizeof *x);
    for (int64_t v = 0; v < node->rows; v++) {
        if (before)
            memcpy(x + v * (before + width), node->x + v * before, (size_t)before * sizeof *x);
        memcpy(x + v * (before + width) + before, values + v * width, (size_t)width * sizeof *x);
    }
    mem_free(node->x);
    node->x = x;
}

static void put_sparse(gatrt_set *node, const float *values, int64_t width)
{
    const int64_t entries = node->x_start[node->rows] + node->rows * width;
    int32_t *col = mem_alloc((size_t)entries, sizeof *col);
    float *val = mem_alloc((size_t)entries, sizeof *val);
    int64_t at = 0;
    for (int64_t v = 0, from = 0; v < node->rows; v++) {
        for (; from < node->x_start[v + 1]; from++, at++) {
            col[at] = node->x_col[from];
            val[at] = node->x_val[from];
        }
        node->x_start[v + 1] = at + width;
        from = node->x_start[v + 1] - (v + 1) * width;
        for (int64_t j = 0; j < width; j++, at++) {
            col[at] = (int32_t)(node->features + j);
            val[at] = values[v * width + j];
        }
    }
    mem_free(node->x_col);
    mem_free(node->x_val);
    node->x_col = col;
    node->x_val = val;
}

bool positions_add(gatrt_data *data, gatrt_set *node, const Positions *p, Error *error)
{
    if (node->features > INT32_MAX - p->width)
        return error_set(error, "%s: there are %lld features already", file_shown(data->name),
                         (long long)node->features);
    Near n = near_of(data, node);
    float *values = mem_alloc((size_t)node->rows, (size_t)p->width * sizeof *values);
    const bool worked =
        p->laplacian ? add_vectors(data, &n, p->width, values, error) : add_walks(data, &n, p->width, values, error);
    if (worked) {
        (node->sparse ? put_sparse : put_dense)(node, values, p->width);
        node->features += p->width;
        origin_add(data, ORIGIN_USED, p->laplacian ? "positions by eigenvectors" : "positions by walks",
                   "%lld columns%s, as --features says", (long long)p->width,
                   p->behind ? " behind its own features" : ", no other features");
    }
    mem_free(values);
    near_free(&n);
    return worked;
}

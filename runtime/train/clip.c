/* clip.c - what is done to gradients before an optimiser takes them: an L1 penalty's share is added, then they are clipped.
 *
 * Clipping is PyTorch's clip_grad_norm_ and clip_grad_value_: by the norm of all gradients together, or each number by
 * itself; of parameters that are frozen there are none. Norms are summed in double over pieces that are always the
 * same: the bits do not depend on the pool. Nothing here runs where nothing was asked for.
 */
#include "runtime/train/optim.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

struct ClipKind {
    const char *name;
    Setting setting[MOST_SETTINGS];
    double (*part)(const float *grads,
                   int64_t count); /* of a piece, to be added up, or the largest taken; NULL: no norm */
    bool largest, root;
};

/* Four sums, so that they do not wait for each other. */
static double sum_of_squares(const float *g, int64_t count)
{
    double sum[4] = {0.0};
    for (int64_t i = 0; i < count; i++)
        sum[i & 3] += (double)g[i] * (double)g[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static double sum_of_sizes(const float *g, int64_t count)
{
    double sum[4] = {0.0};
    for (int64_t i = 0; i < count; i++)
        sum[i & 3] += fabs((double)g[i]);
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* NaN where there is one, as a sum would be. */
static double largest_size(const float *g, int64_t count)
{
    float most = 0.0f;
    for (int64_t i = 0; i < count; i++)
        most = fabsf(g[i]) <= most ? most : fabsf(g[i]);
    return (double)most;
}

/* clang-format off */
#define MAX {"max", offsetof(Clip, max), NAN, RANGE_POSITIVE}
static const ClipKind kinds[] = {
    { "norm",     {MAX}, sum_of_squares, .root = true },
    { "norm_1",   {MAX}, sum_of_sizes,   .root = false },
    { "norm_inf", {MAX}, largest_size,   .largest = true },
    { "value",    {MAX}, NULL,           .root = false },
};
/* clang-format on */
enum { KINDS = sizeof kinds / sizeof kinds[0] };

const Setting *clip_table(int i, const char **name)
{
    if (i >= KINDS)
        return NULL;
    *name = kinds[i].name;
    return kinds[i].setting;
}

bool clip_parse(const char *spec, Clip *clip, Error *error)
{
    *clip = (Clip){.kind = NULL};
    const int row = spec_read(clip_table, "clip", spec, clip, error);
    clip->kind = row < 0 ? NULL : &kinds[row];
    if (row >= 0 && isnan(clip->max))
        return error_set(error, "clip %s needs its max: %s:max=1", kinds[row].name, kinds[row].name);
    return row >= 0;
}

/* ------------------------------------------------------------------- stages */

static void add_l1(const Step *s, const Piece *piece, float *grads)
{
    const float l1 = s->l1;
    for (int64_t i = piece->lo; i < piece->hi; i++)
        grads[i] += s->params[i] > 0.0f ? l1 : s->params[i] < 0.0f ? -l1 : 0.0f;
}

static void clip_values(const Piece *piece, float most, float *grads)
{
    for (int64_t i = piece->lo; i < piece->hi; i++)
        grads[i] = grads[i] > most ? most : grads[i] < -most ? -most : grads[i]; /* NaN stays */
}

static void first_pass(void *arg, int64_t index)
{
    const Optim *o = arg;
    const Piece *piece = &o->pieces[index];
    const ClipKind *kind = o->clip.kind;
    if (o->group[piece->group].step.l1 > 0.0f)
        add_l1(&o->group[piece->group].step, piece, o->grads);
    if (kind && kind->part)
        o->part[index] = kind->part(o->grads + piece->lo, piece->hi - piece->lo);
    else if (kind)
        clip_values(piece, (float)o->clip.max, o->grads);
}

static void find_norm(void *arg, int64_t index)
{
    Optim *o = arg;
    const ClipKind *kind = o->clip.kind;
    double norm = 0.0;
    (void)index;
    for (int64_t i = 0; i < o->piece_count; i++)
        norm = !kind->largest ? norm + o->part[i] : o->part[i] <= norm ? norm : o->part[i];
    o->norm = kind->root ? sqrt(norm) : norm;
}

/* By min(1, max / (norm + 1e-6)); where the norm is no number neither are the gradients then, and the run ends. */
static void scale(void *arg, int64_t index)
{
    const Optim *o = arg;
    const Piece *piece = &o->pieces[index];
    const double factor = o->clip.max / (o->norm + 1e-6);
    if (factor >= 1.0)
        return;
    for (int64_t i = piece->lo; i < piece->hi; i++)
        o->grads[i] = (float)((double)o->grads[i] * factor);
}

int clip_stages(Optim *o, Stage *stages)
{
    const int32_t pieces = (int32_t)o->piece_count;
    bool l1 = false;
    for (int g = 0; g < o->group_count; g++)
        l1 |= o->group[g].step.l1 > 0.0f;
    if (!l1 && !o->clip.kind)
        return 0;
    stages[0] = (Stage){first_pass, o, pieces};
    if (!o->clip.kind || !o->clip.kind->part)
        return 1;
    stages[1] = (Stage){find_norm, o, 1};
    stages[2] = (Stage){scale, o, pieces};
    return 3;
}

void optim_clip(Optim *o, const Clip *clip)
{
    o->clip = *clip;
}

double optim_norm(const Optim *o)
{
    return o->norm;
}

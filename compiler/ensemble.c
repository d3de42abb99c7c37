/* ensemble.c - `--weights A,B,...`: one inference that answers as several weights do together.
 *
 * In: a model as written, and sets of its parameters. Out: a model that has each parameter once a set, the sets as its
 * constant, and what is made of parameters once a set; what is made of inputs alone is one value, as values that are equal
 * are merged. So kernels may serve all members in one walk, and every product of inference is made of it as of any model.
 * Losses and what states become fall away: this is for inference alone.
 *
 * Of logits z_k of classes, log p_k = z_k - log(sum exp z_k), and of the mean of p_k
 *     log((1/K) sum_k p_k) = m + log(sum_k exp(log p_k - m)) - log K,   m the largest of them.
 * Of labels log p = -softplus(-z) and log(1 - p) = -softplus(z); the logit of the mean is the difference of such sums.
 */
#include "compiler/ensemble.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/oracle/runtime_model.h"
#include "runtime/runtime.h"
#include "runtime/train/answer.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ parameters */

/* Those of one name stand together, so that states stay behind all others. */
static void expand_params(Model *m, int count)
{
    ParamInfo *params = arena_alloc((size_t)m->param_count * (size_t)count + 1, sizeof *params);
    for (int i = 0; i < m->param_count; i++)
        for (int k = 0; k < count; k++) {
            params[i * count + k] = m->params[i];
            params[i * count + k].name = intern(arena_format("member%d.%s", k + 1, m->params[i].name));
        }
    m->params = params;
    m->param_count *= count;
    m->param_capacity = m->param_count;
}

static const float *join_weights(const Model *m, const float *const *weights, int count)
{
    int64_t floats = 0, at = 0;
    for (int i = 0; i < m->param_count; i++)
        floats += shape_width(m->params[i].shape);
    float *joined = arena_alloc((size_t)floats * (size_t)count + 1, sizeof *joined);
    for (int i = 0; i < m->param_count; i++) {
        const int64_t width = shape_width(m->params[i].shape);
        for (int k = 0; k < count; k++)
            memcpy(joined + at * count + k * width, weights[k] + at, (size_t)width * sizeof *joined);
        at += width;
    }
    return joined;
}

/* ------------------------------------------------------------------ values */

typedef struct Members {
    int count;
    Val **copies; /* of member k the value of id: [id * count + k] */
} Members;

static bool is_shown(const Root *root)
{
    return root->kind == ROOT_OUTPUT || root->kind == ROOT_ON_DEMAND;
}

static Val *copy_for(Prog *to, const Val *v, const Members *of, int k)
{
    Val *in[MAX_IN] = {0};
    Attr attr = v->attr;
    for (int i = 0; i < op_info[v->op].arity; i++)
        in[i] = of->copies[v->in[i]->id * of->count + k];
    if (v->op == OP_param)
        attr.index = attr.index * of->count + k;
    Val *copy = build(to, v->op, in, &attr, v->pos);
    name_like(copy, v);
    return copy;
}

/* A MapVal: all members' copies, of which prog_copy keeps the first one's. */
static Val *copy_all(Prog *to, const Val *v, Val **in, void *members)
{
    const Members *of = members;
    (void)in;
    for (int k = 0; k < of->count; k++)
        of->copies[v->id * of->count + k] = copy_for(to, v, of, k);
    return of->copies[v->id * of->count];
}

/* ------------------------------------------------------------------ means */

typedef Val *Map(Prog *p, Val *z);

static Val *log_softmax(Prog *p, Val *z)
{
    Val *shifted = mk2(p, OP_sub, z, mk1(p, OP_max_last, z, z->pos), z->pos);
    Val *total = mk1(p, OP_sum_last, mk1(p, OP_exp, shifted, z->pos), z->pos);
    return mk2(p, OP_sub, shifted, mk1(p, OP_log, total, z->pos), z->pos);
}

static Val *log_sigmoid(Prog *p, Val *z)
{
    return mk1(p, OP_neg, mk1(p, OP_softplus, mk1(p, OP_neg, z, z->pos), z->pos), z->pos);
}

static Val *log_other(Prog *p, Val *z)
{
    return mk1(p, OP_neg, mk1(p, OP_softplus, z, z->pos), z->pos);
}

static Val *fold(Prog *p, Op op, Val *const *v, int count)
{
    Val *all = v[0];
    for (int k = 1; k < count; k++)
        all = mk2(p, op, all, v[k], v[k]->pos);
    return all;
}

/* log(sum_k exp(of(z_k))) */
static Val *log_of_sum(Prog *p, Map *of, Val *const *z, int count)
{
    Val **v = arena_alloc((size_t)count, sizeof(Val *));
    for (int k = 0; k < count; k++)
        v[k] = of(p, z[k]);
    Val *most = fold(p, OP_maximum, v, count);
    for (int k = 0; k < count; k++)
        v[k] = mk1(p, OP_exp, mk2(p, OP_sub, v[k], most, most->pos), most->pos);
    return mk2(p, OP_add, most, mk1(p, OP_log, fold(p, OP_add, v, count), most->pos), most->pos);
}

static Val *mean_of(Prog *p, Answer as, Val *const *z, int count)
{
    const Pos pos = z[0]->pos;
    if (as == ANSWER_CLASS)
        return mk2(p, OP_sub, log_of_sum(p, log_softmax, z, count), mk_constant(p, log((double)count), pos), pos);
    if (as == ANSWER_LABELS)
        return mk2(p, OP_sub, log_of_sum(p, log_sigmoid, z, count), log_of_sum(p, log_other, z, count), pos);
    return mk2(p, OP_div, fold(p, OP_add, z, count), mk_constant(p, (double)count, pos), pos);
}

/* A row of logits may have two dimensions. */
static Val *mean_of_rows(Prog *p, Answer as, Val **z, int count)
{
    const Shape shape = z[0]->type.shape;
    bool same = true;
    for (int k = 0; k < count; k++) {
        same &= z[k] == z[0];
        z[k] = as == ANSWER_CLASS ? mk_reshape(p, z[k], shape_make(1, (int32_t)shape_width(shape), 1, 1), z[k]->pos)
                                  : z[k];
    }
    return mk_reshape(p, same ? z[0] : mean_of(p, as, z, count), shape, z[0]->pos);
}

/* What the first output says of a row, by the rule that trainers go by. */
static Answer answer_of_first(const Model *m, const Val *first)
{
    gatrt_model model = runtime_model(m);
    const gatrt_output output = {.space = first->type.space->id, .width = val_width(first)};
    model.outputs = &output;
    model.output_count = 1;
    return answer_of(&model);
}

static void ensemble_make(Model *m, const float *const *weights, int count)
{
    const Prog *written = m->forward;
    Members members = {count, arena_alloc((size_t)written->count * (size_t)count + 1, sizeof(Val *))};
    m->baked = join_weights(m, weights, count);
    expand_params(m, count);
    m->forward = prog_copy(written, written->name, is_shown, copy_all, &members);
    int first = -1, at = 0;
    for (int i = 0; i < written->root_count; i++) {
        const Root *root = &written->roots[i];
        if (!is_shown(root))
            continue;
        const bool is_first = first < 0 && root->kind == ROOT_OUTPUT;
        first = is_first ? i : first;
        const Answer as = is_first ? answer_of_first(m, root->val) : ANSWER_VALUES;
        Val *mean = mean_of_rows(m->forward, as, members.copies + root->val->id * count, count);
        name_like(mean, root->val);
        m->forward->roots[at++].val = mean;
    }
    prog_compact(m->forward);
}

/* ------------------------------------------------------------------ files */

/* Weights that answer together were trained on features that were made ready in the same way. */
static void take_prepared(Model *m, const char *path, const char *prepared, bool first)
{
    Error error = {""};
    if (!first && !prepared_alike(path, prepared, m->baked_prepared, &error))
        die("%s", error.text);
    m->baked_prepared = prepared;
}

void weights_bake(Model *m, const WeightsFrom *from, const WeightsList *list)
{
    const float *weights[MOST_MEMBERS];
    const gatrt_model as_runtime = runtime_model(m);
    for (int i = 0; i < list->count; i++) {
        WeightsFrom one = *from;
        const char *prepared;
        one.path = list->path[i];
        weights[i] = runtime_weights_alone(&as_runtime, &one, &prepared);
        take_prepared(m, one.path, prepared, i == 0);
    }
    m->members = list->count;
    m->baked_from = from->path;
    if (list->count == 1)
        m->baked = weights[0];
    else if (list->count > 1)
        ensemble_make(m, weights, list->count);
}

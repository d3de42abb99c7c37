/* check.c - holds one compiled model on one graph against the oracle: see check.h. */
#include "check.h"

#include <math.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* The oracle gives back all its values and asks for them again, thousands of times: not to and from the system, which
 * would be half of the time. */
static __attribute__((constructor)) void keep_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

enum { TRIES = 3, THREADS = 3 };
static const double nearest_kink = 1e-5, difference_step = 0x1p-17;

/* The model on one graph, with what was asked for. */
typedef struct Check {
    const Built *b;
    const CheckPlan *plan;
    const gatrt_data *data;
    const uint8_t *mask;
    Prepared *whole, *pruned; /* pruned: NULL without a mask */
    float *params;
    uint64_t draw;
    Pool *one, *three;
    bool by_a_kink; /* a value stands so near to one that float may take the other branch */
    bool exact;     /* compare numbers, not only bits */
    Error *why;
} Check;

/* ------------------------------------------------------------------- kinks */

static double nearer(double least, double distance)
{
    distance = fabs(distance);
    return distance > 0 && distance < least ? distance : least;
}

static int64_t broadcast_at(const Val *x, const Val *y, int64_t row, int64_t k)
{
    Shape from = x->type.shape, to = y->type.shape;
    int64_t at[MAX_RANK], position = 0;
    for (int d = MAX_RANK - 1; d >= 0; d--) {
        int64_t size = d < to.rank ? to.dim[d] : 1;
        at[d] = k % size;
        k /= size;
    }
    for (int d = 0; d < from.rank; d++)
        position = position * from.dim[d] + (from.dim[d] == 1 ? 0 : at[d]);
    return position + (x->type.space == SPACE_PARAM ? 0 : row * val_width(x));
}

/* Ops whose branch hangs on one operand, or on the difference of two. */
static double map_distance(const Val *v, double *const *values, int64_t rows, double least)
{
    bool two = v->op == OP_maximum || v->op == OP_minimum || v->op == OP_equal;
    const Val *a = v->in[0], *b = two ? v->in[1] : NULL;
    int64_t width = val_width(v);
    for (int64_t i = 0; i < rows * width; i++) {
        double x = values[a->id][broadcast_at(a, v, i / width, i % width)];
        least = nearer(least, b ? x - values[b->id][broadcast_at(b, v, i / width, i % width)] : x);
    }
    return least;
}

static double max_last_distance(const Val *v, double *const *values, int64_t rows, double least)
{
    int64_t length = val_width(v->in[0]) / val_width(v);
    for (int64_t i = 0; i < rows * val_width(v->in[0]); i++)
        least = nearer(least, values[v->id][i / length] - values[v->in[0]->id][i]);
    return least;
}

static double max_in_distance(const Val *v, double *const *values, const gatrt_graph *graph, double least)
{
    const End *end = v->attr.end; /* its lists are ranges of rows */
    const int64_t width = val_width(v), *start = graph->ends[end->id].start;
    for (int64_t row = 0; row < graph->spaces[end->to->id].count; row++)
        for (int64_t i = start[row] * width; i < start[row + 1] * width; i++)
            least = nearer(least, values[v->id][row * width + i % width] - values[v->in[0]->id][i]);
    return least;
}

double kink_distance(const Prog *p, double *const *values, const Prepared *on)
{
    const EvalData data = {.graph = &on->graph};
    double least = INFINITY;
    for (int id = 0; id < p->count; id++) {
        const Val *v = p->vals[id];
        const int64_t rows = eval_rows(&data, v->type.space);
        if (!values[id])
            continue;
        switch (v->op) {
        case OP_relu:
        case OP_leaky_relu:
        case OP_elu:
        case OP_abs:
        case OP_select:
        case OP_maximum:
        case OP_minimum:
        case OP_equal: least = map_distance(v, values, rows, least); break;
        case OP_max_last: least = max_last_distance(v, values, rows, least); break;
        case OP_max_to: least = max_in_distance(v, values, &on->graph, least); break;
        default: break;
        }
    }
    return least;
}

/* -------------------------------------------------------------- comparisons */

static bool complain(Check *c, const char *what, const char *name)
{
    return error_set(c->why, "%s on %s, seed %llu, GATCC_TEST_FOR=%s: %s %s", c->b->name,
                     graph_kind_names[c->plan->kind], (unsigned long long)c->plan->seed, c->b->flags, what, name);
}

static double largest(const double *x, int64_t count)
{
    double most = 0;
    for (int64_t i = 0; i < count; i++)
        most = fmax(most, fabs(x[i]));
    return most;
}

/* A value of arithmetic, a little off: each op's result is some units in a float's last place
 * wrong. Ops that choose stay as they are, or what they choose would no longer be found equal. */
static Val *with_noise(Prog *to, const Val *v, Val **in, void *noise)
{
    static const double sizes[] = {-0x1p-20, -0x1p-21, 0x1p-21, 0x1p-20};
    bool chooses = v->op == OP_relu || v->op == OP_maximum || v->op == OP_minimum || v->op == OP_equal ||
                   v->op == OP_select || v->op == OP_max_last || v->op == OP_max_to || v->op == OP_detach;
    Kind kind = op_info[v->op].kind;
    if (chooses || kind == KIND_LEAF || kind == KIND_SHAPE || kind == KIND_GATHER)
        return NULL;
    Val *exact = build(to, v->op, in, &v->attr, v->pos);
    double off = sizes[gatrt_mix(*(uint64_t *)noise ^ (uint64_t)v->id) & 3];
    return mk2(to, OP_mul, exact, mk_constant(to, 1 + off, v->pos), v->pos);
}

/* How far the block moves when every step of the way is a little off: what float cannot be blamed for less than. */
static double float_spread(Check *c, const Prog *p, const Root *root, const double *wanted, int64_t count, bool dropout)
{
    double most = 0;
    for (uint64_t k = 1; k <= 3; k++) {
        uint64_t noise = gatrt_mix(k);
        Prog *noisy = prog_copy(p, "noisy", NULL, with_noise, &noise);
        double **values = oracle_eval(noisy, c->whole, c->params, c->draw, dropout);
        const double *moved = values[oracle_root(noisy, root->kind, root->index)->val->id];
        for (int64_t i = 0; i < count; i++)
            most = fmax(most, fabs(moved[i] - wanted[i]));
        eval_free(noisy, values);
    }
    return most;
}

/* What the code found for a root, against eval's values of the program that holds it. The distance is
 * relative to the block's largest number, or to what rounding alone does. A NaN of the code's never passes. */
static bool near(Check *c, const char *what, const char *name, const float *found, const Prog *p, const Root *root,
                 double *const *values, int64_t count, double tolerance)
{
    const double *wanted = values[root->val->id];
    double scale = fmax(largest(wanted, count), 1e-3), allowed = tolerance * scale, spread = -1;
    for (int64_t i = 0; c->exact && i < count; i++) {
        if (fabs((double)found[i] - wanted[i]) <= allowed)
            continue;
        if (spread < 0)
            spread = float_spread(c, p, root, wanted, count, p == c->b->oracle);
        allowed = fmax(allowed, spread);
        if (fabs((double)found[i] - wanted[i]) <= allowed)
            continue;
        if (c->by_a_kink) {
            c->exact = false;
            return true;
        }
        return complain(c,
                        arena_format("%s[%lld] is %.9g, expected %.9g (largest %.3g):", what, (long long)i,
                                     (double)found[i], wanted[i], scale),
                        name);
    }
    return true;
}

static bool same_bits(Check *c, const char *what, const char *name, const float *a, const float *b, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0)
            return complain(
                c, arena_format("%s[%lld] is %.9g and %.9g:", what, (long long)i, (double)a[i], (double)b[i]), name);
    return true;
}

/* A compiler may fuse a product with a sum in some rows of a loop and not in those that are left over at its end, as gcc
 * -O3 does, and the pruned graph's loops end elsewhere: there are as many last bits as rows, unless exact ones were asked for. */
static bool pruned_bits_are_promised(const Check *c)
{
#if defined __x86_64__
    const bool may_fuse =
        strcmp(c->b->flags, flag_names[MACHINE]) == 0 || strcmp(c->b->flags, flag_names[OPTIMISED]) == 0;
#else
    const bool may_fuse = true;
#endif
    return c->b->model->switches.exact || !may_fuse;
}

static bool same_pruned(Check *c, const char *what, const char *name, const float *a, const float *b, int64_t count)
{
    double most = 0.0;
    if (pruned_bits_are_promised(c))
        return same_bits(c, what, name, a, b, count);
    for (int64_t i = 0; i < count; i++)
        most = fmax(most, fabs((double)a[i]));
    for (int64_t i = 0; c->exact && !c->by_a_kink && i < count; i++)
        if (!(fabs((double)a[i] - (double)b[i]) <= c->plan->output_tolerance * fmax(most, 1e-3)))
            return same_bits(c, what, name, a + i, b + i, 1);
    return true;
}

/* ------------------------------------------------------------------ outputs */

static bool outputs_near(Check *c, const Result *r, int program)
{
    double **values = oracle_eval(c->b->model->forward, c->whole, c->params, c->draw, false);
    bool good = true;
    for (int i = 0; good && i < r->output_count; i++) {
        if (!r->outputs[i])
            continue;
        const gatrt_output *info = &c->b->code->outputs[i];
        const Root *root = oracle_root(c->b->model->forward, info->on_demand ? ROOT_ON_DEMAND : ROOT_OUTPUT, i);
        good = near(c, program == INFER ? "infer: output" : "inspect: output", info->name, r->outputs[i],
                    c->b->model->forward, root, values, code_rows(c->b->code, i, c->whole) * info->width,
                    c->plan->output_tolerance);
    }
    eval_free(c->b->model->forward, values);
    return good;
}

/* Rows that are wanted, and the edges into them, come first in both graphs. Of other spaces no row is. */
static int64_t wanted_rows(Check *c, int output, const Prepared *on)
{
    const gatrt_model *code = c->b->code;
    const int space = code->outputs[output].space;
    if (joins_rows(code))
        return code_rows(code, output, on);
    for (int i = 0; i < code->end_count; i++)
        if (code->ends[i].of == space && code->ends[i].sorted && code->ends[i].to == on->space)
            return on->ends[i].start[on->wanted];
    return space == on->space ? on->wanted : 0;
}

static bool outputs_same(Check *c, const char *what, const Result *a, const Result *b, bool pruned)
{
    bool good = true;
    for (int i = 0; good && i < a->output_count; i++) {
        if (!a->outputs[i])
            continue;
        int64_t rows = pruned ? wanted_rows(c, i, c->pruned) : code_rows(c->b->code, i, c->whole);
        good = (pruned ? same_pruned : same_bits)(c, what, c->b->code->outputs[i].name, a->outputs[i], b->outputs[i],
                                                  rows * c->b->code->outputs[i].width);
    }
    return good;
}

static bool check_score(Check *c, const Result *given)
{
    Result r;
    if (!result_run(&r, c->b, SCORE, c->whole, c->params, c->draw, given, c->three, c->why))
        return false;
    double **values = oracle_eval(c->b->model->forward, c->whole, c->params, c->draw, false);
    const Root *loss = oracle_root(c->b->model->forward, ROOT_LOSS, 0);
    bool good = near(c, "score: loss", "", &r.loss, c->b->model->forward, loss, values, 1, c->plan->output_tolerance);
    eval_free(c->b->model->forward, values);
    result_free(&r);
    return good;
}

static bool check_outputs(Check *c, int program)
{
    Result a = {0}, b = {0};
    bool good = result_run(&a, c->b, program, c->whole, c->params, c->draw, NULL, c->one, c->why) &&
                outputs_near(c, &a, program) &&
                result_run(&b, c->b, program, c->whole, c->params, c->draw, NULL, c->three, c->why) &&
                outputs_same(c, "1 and 3 threads: output", &a, &b, false);
    if (good && program == INFER && code_program(c->b->code, SCORE))
        good = check_score(c, &a);
    result_free(&b);
    if (good && c->pruned)
        good = result_run(&b, c->b, program, c->pruned, c->params, c->draw, NULL, c->three, c->why) &&
               outputs_same(c, "whole and pruned graph: output", &a, &b, true);
    result_free(&a);
    result_free(&b);
    return good;
}

/* ---------------------------------------------------------------- gradients */

static bool gradients_near(Check *c, const Result *r, double *const *values)
{
    const Prog *p = c->b->oracle;
    const gatrt_model *code = c->b->code;
    if (!near(c, "train: loss", "", &r->loss, p, oracle_root(p, ROOT_LOSS, 0), values, 1, c->plan->output_tolerance))
        return false;
    for (int i = 0; i < code->param_count; i++) {
        const Root *root = oracle_root(p, gatrt_is_state(code, &code->params[i]) ? ROOT_STATE : ROOT_GRAD, i);
        if (!near(c, gatrt_is_state(code, &code->params[i]) ? "next value" : "gradient", code->params[i].name,
                  r->grads + code->params[i].offset, p, root, values, code->params[i].count,
                  c->plan->gradient_tolerance))
            return false;
    }
    return true;
}

static bool training_same(Check *c, const char *what, const Result *a, const Result *b, bool pruned)
{
    bool (*const same)(Check *, const char *, const char *, const float *, const float *, int64_t) =
        pruned ? same_pruned : same_bits;
    if (!same(c, what, "the loss", &a->loss, &b->loss, 1))
        return false;
    for (int i = 0; i < c->b->code->param_count; i++) {
        const gatrt_param *param = &c->b->code->params[i];
        if (!same(c, what, param->name, a->grads + param->offset, b->grads + param->offset, param->count))
            return false;
    }
    return true;
}

/* Two steps must agree with each other: where they do not, a kink lies between them. */
static bool difference_near(Check *c, const gatrt_param *param, int64_t at, double wanted, double scale)
{
    const Prog *p = c->b->oracle;
    double found = oracle_difference(p, c->whole, c->params, param->offset + at, difference_step, c->draw, true);
    if (fabs(found - wanted) <= 1e-3 * scale)
        return true;
    double wide = oracle_difference(p, c->whole, c->params, param->offset + at, 4 * difference_step, c->draw, true);
    if (fabs(wide - found) > 1e-4 * scale)
        return true;
    return complain(
        c,
        arena_format("the gradient rules give %.9g, central differences %.9g at [%lld]:", wanted, found, (long long)at),
        param->name);
}

static bool check_differences(Check *c, double *const *values)
{
    Random r = {gatrt_mix(c->plan->seed ^ 77)};
    for (int i = 0; i < c->b->code->param_count; i++) {
        const gatrt_param *param = &c->b->code->params[i];
        if (gatrt_is_state(c->b->code, param))
            continue;
        const double *wanted = values[oracle_root(c->b->oracle, ROOT_GRAD, i)->val->id];
        double scale = fmax(largest(wanted, param->count), 1e-3);
        for (int k = 0; k < c->plan->differences && k < param->count; k++) {
            int64_t at =
                k < param->count && param->count <= c->plan->differences ? k : random_below(&r, (int)param->count);
            if (!difference_near(c, param, at, wanted[at], scale))
                return false;
        }
    }
    return true;
}

static bool check_training(Check *c, double *const *values)
{
    Result a = {0}, b = {0};
    bool good = result_run(&a, c->b, TRAIN, c->whole, c->params, c->draw, NULL, c->one, c->why) &&
                gradients_near(c, &a, values) &&
                result_run(&b, c->b, TRAIN, c->whole, c->params, c->draw, NULL, c->three, c->why) &&
                training_same(c, "1 and 3 threads: gradient", &a, &b, false);
    result_free(&b);
    if (good && c->pruned)
        good = result_run(&b, c->b, TRAIN, c->pruned, c->params, c->draw, NULL, c->three, c->why) &&
               training_same(c, "whole and pruned graph: gradient", &a, &b, true);
    if (good && c->exact && !c->by_a_kink)
        good = check_differences(c, values);
    result_free(&a);
    result_free(&b);
    return good;
}

/* ------------------------------------------------------------- explanations */

/* What the program explain gets and gives beside the others. */
typedef struct Asking {
    gatrt_tensor *inputs; /* [count] those of the graph; masks of 1, and what is asked, drawn */
    float **own;          /* [count] */
    float **grads[2];     /* [count] of one thread, and of three */
    float *answers[2];
    int count;
} Asking;

static int64_t rows_of_space(const Prepared *on, int space)
{
    return space == GATRT_PARAM ? 1 : on->spaces[space].count;
}

/* What a dense input of the program stands for. */
static const gatrt_tensor *sparse_of(const Check *c, const gatrt_input *in)
{
    const gatrt_model *code = c->b->code;
    for (int i = 0; in->role == GATRT_FEATURES && i < code->input_count; i++)
        if (code->inputs[i].role == GATRT_FEATURES && code->inputs[i].sparse && code->inputs[i].space == in->space &&
            code->inputs[i].row_normalize == in->row_normalize)
            return &c->whole->inputs[i];
    return NULL;
}

/* Masks are 1, so that the answers stand where they were: away from kinks. */
static void ask(const Check *c, Asking *a)
{
    const gatrt_model *code = c->b->code;
    Random r = {gatrt_mix(c->plan->seed ^ 55)};
    a->count = code->input_count + code->explain_inputs;
    a->inputs = mem_alloc((size_t)a->count, sizeof *a->inputs);
    a->own = mem_alloc((size_t)a->count, sizeof(float *));
    memcpy(a->inputs, c->whole->inputs, (size_t)code->input_count * sizeof *a->inputs);
    for (int i = code->input_count; i < a->count; i++) {
        const int64_t floats = rows_of_space(c->whole, code->inputs[i].space) * code->inputs[i].width;
        a->own[i] = mem_alloc((size_t)floats, sizeof(float));
        const gatrt_tensor *sparse = sparse_of(c, &code->inputs[i]);
        for (int64_t v = 0; sparse && v < floats / code->inputs[i].width; v++)
            for (int64_t k = sparse->row_start[v]; k < sparse->row_start[v + 1]; k++)
                a->own[i][v * code->inputs[i].width + sparse->col[k]] += sparse->val[k];
        for (int64_t k = 0; !sparse && k < floats; k++)
            a->own[i][k] = code->inputs[i].role == GATRT_MASK ? 1.0f : (float)random_between(&r, -1, 1);
        a->inputs[i].dense = a->own[i];
    }
}

static bool answer(const Check *c, Asking *a, int number, Pool *pool)
{
    const gatrt_model *code = c->b->code;
    float **outputs = mem_alloc((size_t)code->output_count, sizeof(float *));
    a->grads[number] = mem_alloc((size_t)a->count, sizeof(float *));
    for (int i = 0; i < a->count; i++)
        if (oracle_root(c->b->model->progs[PROGRAM_EXPLAIN], ROOT_INPUT_GRAD, i))
            a->grads[number][i] = new_nans(rows_of_space(c->whole, code->inputs[i].space), code->inputs[i].width);
    outputs[0] = a->answers[number] = new_nans(code_rows(code, 0, c->whole), code->outputs[0].width);
    Exec *exec = exec_new(&code->explain, c->whole, code, c->why);
    if (exec) {
        exec_run(exec)->params = c->params;
        exec_run(exec)->outputs = outputs;
        exec_run(exec)->input_grads = a->grads[number];
        memset(exec_run(exec)->workspace, 0xFF, exec_workspace(exec));
        exec_step(exec, pool, NULL);
    }
    mem_free(outputs);
    exec_free(exec);
    return exec != NULL;
}

static bool answers_near(Check *c, const Asking *a)
{
    const gatrt_model *code = c->b->code;
    const Prog *p = c->b->model->progs[PROGRAM_EXPLAIN];
    double **values = oracle_eval(p, c->whole, c->params, c->draw, false);
    bool good = true;
    for (int i = 0; good && i < p->root_count; i++) {
        const Root *root = &p->roots[i];
        const bool output = root->kind == ROOT_OUTPUT;
        const int64_t rows =
            output ? code_rows(code, 0, c->whole) : rows_of_space(c->whole, code->inputs[root->index].space);
        const int64_t floats = rows * (output ? code->outputs[0].width : code->inputs[root->index].width);
        const float *found = output ? a->answers[0] : a->grads[0][root->index];
        good = near(c, output ? "explain: output" : "explain: gradient", root->name, found, p, root, values, floats,
                    output ? c->plan->output_tolerance : c->plan->gradient_tolerance) &&
               same_bits(c, "1 and 3 threads: explain", root->name, found,
                         output ? a->answers[1] : a->grads[1][root->index], floats);
    }
    eval_free(p, values);
    return good;
}

/* Against the program as it was compiled, in double: gradients by differences are in runtime/test_explain_grads. */
static bool check_explained(Check *c)
{
    Prepared *before = c->whole, extended = *before;
    Asking a = {.count = 0};
    ask(c, &a);
    extended.inputs = a.inputs;
    c->whole = &extended;
    const bool good = answer(c, &a, 0, c->one) && answer(c, &a, 1, c->three) && answers_near(c, &a);
    c->whole = before;
    for (int i = 0; i < a.count; i++) {
        mem_free(a.own[i]);
        for (int k = 0; k < 2; k++)
            mem_free(a.grads[k] ? a.grads[k][i] : NULL);
    }
    for (int k = 0; k < 2; k++) {
        mem_free(a.grads[k]);
        mem_free(a.answers[k]);
    }
    mem_free(a.own);
    mem_free(a.inputs);
    return good;
}

/* --------------------------------------------------------------------- all */

/* Does a value stand so near to a kink that float may take the other branch? Exact ties of two numbers that were chosen
 * (a maximum and the operand it took) stay ties in float; those that arithmetic brought together need not, and a little
 * noise tears them apart, by too little to be away from the kink. */
static bool is_by_a_kink(Check *c, const Prog *p, double *const *values, bool dropout)
{
    const double distance = kink_distance(p, values, c->whole);
    bool near = distance < nearest_kink;
    for (uint64_t k = 1; !near && distance < INFINITY && k <= 2; k++) {
        uint64_t noise = gatrt_mix(k);
        Prog *noisy = prog_copy(p, "noisy", NULL, with_noise, &noise);
        double **moved = oracle_eval(noisy, c->whole, c->params, c->draw, dropout);
        near = kink_distance(noisy, moved, c->whole) < nearest_kink / 2;
        eval_free(noisy, moved);
    }
    return near;
}

/* Parameters away from kinks, if they can be found; eval's values of the oracle with them. */
static double **settle_params(Check *c)
{
    double **values = NULL;
    c->exact = true;
    for (int k = 0; k < TRIES; k++) {
        eval_free(c->b->oracle, values);
        mem_free(c->params);
        c->params = params_for(c->b->code, c->plan->seed * 31 + (uint64_t)k);
        values = oracle_eval(c->b->oracle, c->whole, c->params, c->draw, true);
        double **calm = oracle_eval(c->b->model->forward, c->whole, c->params, c->draw, false);
        c->by_a_kink =
            is_by_a_kink(c, c->b->oracle, values, true) || is_by_a_kink(c, c->b->model->forward, calm, false);
        eval_free(c->b->model->forward, calm);
        if (!c->by_a_kink)
            break;
    }
    return values;
}

static bool prepare_graphs(Check *c)
{
    c->mask = c->plan->masked ? trained_set(c->b->code, c->data)->mask[0] : NULL;
    c->whole = prepare_for(c->b->code, c->data, c->mask, false, c->why);
    bool prune = c->whole && c->mask && code_levels(c->b->code) > 0;
    if (prune)
        c->pruned = prepare_for(c->b->code, c->data, c->mask, true, c->why);
    return c->whole && (!prune || c->pruned);
}

static bool run_check(Check *c)
{
    double **values = settle_params(c);
    bool good = check_training(c, values) && check_outputs(c, INFER) &&
                (!code_program(c->b->code, INSPECT) || check_outputs(c, INSPECT)) &&
                (!c->b->code->explain.kernels || check_explained(c));
    eval_free(c->b->oracle, values);
    return good;
}

CheckOutcome check_model(const Built *b, const CheckPlan *plan, Error *why)
{
    gatrt_data *data = data_for(b->code, plan->kind, plan->classes, plan->seed);
    Check c = {.b = b, .plan = plan, .data = data, .draw = gatrt_draw(plan->seed, 1), .why = why};
    c.one = pool_new(1);
    c.three = pool_new(THREADS);
    bool good = prepare_graphs(&c) && run_check(&c);
    pool_free(c.one);
    pool_free(c.three);
    prepared_free(c.whole);
    prepared_free(c.pruned);
    mem_free(c.params);
    gatrt_data_free(data);
    return !good ? CHECK_FAILED : c.exact ? CHECK_GOOD : CHECK_NEAR_KINK;
}

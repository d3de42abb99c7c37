/* eval.c - the meaning of every op, slowly, in double: the oracle the compiler's output
 * is tested against. Every value of the program is computed for all its rows, in order,
 * by the loop its definition suggests. Cleverness would be a second place for the
 * compiler's errors: this file shares no code with the passes or the emitter. */
#include "compiler/ir/eval.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"

#include <math.h>
#include <stdlib.h>

/* One value to compute: y and x[] are [rows, width], row major. */
typedef struct Task {
    const Prog *p;
    const EvalData *data;
    const Val *v;
    double *y;
    const double *x[MAX_IN];
    int64_t rows, width;
    bool *met; /* of max_to: rows that have had a number */
} Task;

int64_t eval_rows(const EvalData *data, const Space *space)
{
    return space->kind == SPACE_ONE ? 1 : data->graph->spaces[space->id].count;
}

/* Zeros, and one float at least, so that a graph without edges has arrays too. */
static void *zeros(int64_t rows, int64_t width, size_t item)
{
    if (rows < 0 || (rows > 0 && (uint64_t)width > SIZE_MAX / item / (uint64_t)rows))
        die("eval: %lld rows of %lld numbers are more than memory can hold", (long long)rows, (long long)width);
    size_t count = (size_t)rows * (size_t)width;
    void *result = calloc(count ? count : 1, item);
    if (!result)
        die("eval: no memory for %lld rows of %lld numbers", (long long)rows, (long long)width);
    return result;
}

static const Val *operand(const Task *t, int i)
{
    return t->v->in[i];
}

static int64_t operand_width(const Task *t, int i)
{
    return shape_width(operand(t, i)->type.shape);
}

/* The row of operand i beside row `row` of the result: a parameter has only one. */
static const double *operand_row(const Task *t, int i, int64_t row)
{
    return t->x[i] + (operand(t, i)->type.space == SPACE_PARAM ? 0 : row * operand_width(t, i));
}

/* ---------------------------------------------------------------- leaves */

static void eval_input(const Task *t)
{
    const gatrt_tensor *tensor = &t->data->inputs[t->v->attr.index];
    if (tensor->dense) {
        for (int64_t i = 0; i < t->rows * t->width; i++)
            t->y[i] = (double)tensor->dense[i];
        return;
    }
    for (int64_t row = 0; row < t->rows; row++) {
        for (int64_t k = tensor->row_start[row]; k < tensor->row_start[row + 1]; k++)
            t->y[row * t->width + tensor->col[k]] += (double)tensor->val[k];
    }
}

static void eval_param(const Task *t)
{
    const float *from = t->data->params;
    for (int i = 0; i < t->v->attr.index; i++)
        from += shape_width(t->p->model->params[i].shape);
    for (int64_t i = 0; i < t->width; i++)
        t->y[i] = (double)from[i];
}

static void eval_keep(const Task *t)
{
    uint64_t draw = gatrt_value_draw(t->data->draw, (uint32_t)t->v->attr.index);
    uint32_t threshold = gatrt_threshold(t->v->attr.num);
    float scale = (float)(1.0 / (1.0 - t->v->attr.num));
    for (int64_t row = 0; row < t->rows; row++) {
        uint32_t key = gatrt_row_key(draw, (uint32_t)row);
        for (int64_t i = 0; i < t->width; i++)
            t->y[row * t->width + i] = t->data->dropout ? (double)gatrt_keep(key, (uint32_t)i, threshold, scale) : 1.0;
    }
}

static void eval_constant(const Task *t)
{
    for (int64_t i = 0; i < t->rows * t->width; i++)
        t->y[i] = t->v->attr.num;
}

static void eval_self_loop(const Task *t)
{
    const End *in = sorted_end(t->v->type.space);
    const gatrt_walk *walk = &t->data->graph->ends[in->id];
    for (int64_t v = 0; v < t->data->graph->spaces[in->to->id].count; v++)
        for (int64_t e = walk->start[v]; e < walk->start[v + 1]; e++)
            t->y[e] = walk->far[e] == v ? 1.0 : 0.0;
}

static void eval_iota(const Task *t)
{
    for (int64_t i = 0; i < t->width; i++)
        t->y[i] = (double)i;
}

static void eval_leaf(const Task *t)
{
    switch (t->v->op) {
    case OP_input: eval_input(t); break;
    case OP_param: eval_param(t); break;
    case OP_constant: eval_constant(t); break;
    case OP_iota: eval_iota(t); break;
    case OP_keep: eval_keep(t); break;
    case OP_self_loop: eval_self_loop(t); break;
    default: bug("eval: no meaning for the leaf %s", op_info[t->v->op].name);
    }
}

/* ------------------------------------------------------------------ maps */

/* One element from a, b, c, the operands' elements; n is the attribute's number. */
static double map_element(Op op, double n, double a, double b, double c)
{
    switch (op) {
    case OP_neg: return -a;
    case OP_recip: return 1.0 / a;
    case OP_exp: return exp(a);
    case OP_log: return log(a);
    case OP_sqrt: return sqrt(a);
    case OP_square: return a * a;
    case OP_abs: return fabs(a);
    case OP_tanh: return tanh(a);
    case OP_erf: return erf(a);
    case OP_sigmoid: return 1.0 / (1.0 + exp(-a));
    case OP_softplus: return (a > 0 ? a : 0.0) + log1p(exp(-fabs(a)));
    case OP_relu: return a > 0 ? a : 0.0;
    case OP_leaky_relu: return a > 0 ? a : n * a;
    case OP_elu: return a > 0 ? a : n * expm1(a);
    case OP_detach: return a;
    case OP_add: return a + b;
    case OP_sub: return a - b;
    case OP_mul: return a * b;
    case OP_div: return a / b;
    case OP_maximum: return a > b ? a : b;
    case OP_minimum: return a < b ? a : b;
    case OP_equal: return a == b ? 1.0 : 0.0;
    case OP_select: return a > 0 ? b : c;
    default: bug("eval: no meaning for the map %s", op_info[op].name);
    }
}

/* NOLINTBEGIN(clang-analyzer-core.NullDereference, clang-analyzer-core.UndefinedBinaryOperatorResult): from here on an
 * op has the operands of its kind, and positions have one index for each dimension; the analyzer knows neither. */

/* Position, in a row of shape `from`, of the element that stands at `at` of the result. */
static int64_t broadcast_position(Shape from, const int32_t at[MAX_RANK])
{
    int64_t position = 0;
    for (int d = 0; d < from.rank; d++)
        position = position * from.dim[d] + (from.dim[d] == 1 ? 0 : at[d]);
    return position;
}

/* Splits a position in a row of shape s into one index for each dimension. */
static void split_position(Shape s, int64_t position, int32_t at[MAX_RANK])
{
    for (int d = MAX_RANK - 1; d >= 0; d--) {
        int32_t size = d < s.rank ? s.dim[d] : 1;
        at[d] = (int32_t)(position % size);
        position /= size;
    }
}

/* Where operand i has what belongs to position `at` of the result: of row 0, and how much further for each row. */
typedef struct Column {
    const double *first;
    int64_t step;
} Column;

static Column operand_column(const Task *t, int i, const int32_t at[MAX_RANK])
{
    const int64_t step = operand(t, i)->type.space == SPACE_PARAM ? 0 : operand_width(t, i);
    return (Column){t->x[i] + broadcast_position(operand(t, i)->type.shape, at), step};
}

static void eval_training(const Task *t)
{
    int taken = t->data->dropout ? 0 : 1;
    for (int64_t k = 0; k < t->width; k++) {
        int32_t at[MAX_RANK];
        split_position(t->v->type.shape, k, at);
        const Column x = operand_column(t, taken, at);
        for (int64_t row = 0; row < t->rows; row++)
            t->y[row * t->width + k] = x.first[row * x.step];
    }
}

/* Column by column, as where the operands' elements stand is the same in all rows. */
static void eval_map(const Task *t)
{
    const int arity = op_info[t->v->op].arity;
    for (int64_t k = 0; k < t->width; k++) {
        int32_t at[MAX_RANK];
        Column from[MAX_IN] = {0};
        double x[MAX_IN] = {0};
        split_position(t->v->type.shape, k, at);
        for (int i = 0; i < arity; i++)
            from[i] = operand_column(t, i, at);
        for (int64_t row = 0; row < t->rows; row++) {
            for (int i = 0; i < arity; i++)
                x[i] = from[i].first[row * from[i].step];
            t->y[row * t->width + k] = map_element(t->v->op, t->v->attr.num, x[0], x[1], x[2]);
        }
    }
}

/* --------------------------------------------------------- within a row */

static void eval_along_last(const Task *t)
{
    int64_t length = operand_width(t, 0) / t->width;
    for (int64_t k = 0; k < t->rows * t->width; k++) {
        const double *x = t->x[0] + k * length;
        double result = x[0];
        for (int64_t i = 1; i < length; i++) {
            if (t->v->op == OP_sum_last)
                result += x[i];
            else
                result = x[i] > result ? x[i] : result;
        }
        t->y[k] = result;
    }
}

static void eval_sum_heads(const Task *t)
{
    int64_t wide = operand_width(t, 0);
    for (int64_t row = 0; row < t->rows; row++) {
        for (int64_t k = 0; k < wide; k++)
            t->y[row * t->width + k % t->width] += t->x[0][row * wide + k];
    }
}

static void eval_reduce(const Task *t)
{
    switch (t->v->op) {
    case OP_sum_last:
    case OP_max_last: eval_along_last(t); break;
    case OP_sum_heads: eval_sum_heads(t); break;
    default: bug("eval: no meaning for the reduction %s", op_info[t->v->op].name);
    }
}

static void eval_expand(const Task *t)
{
    for (int64_t row = 0; row < t->rows; row++) {
        for (int64_t k = 0; k < t->width; k++) {
            int32_t at[MAX_RANK];
            split_position(t->v->type.shape, k, at);
            t->y[row * t->width + k] = operand_row(t, 0, row)[broadcast_position(operand(t, 0)->type.shape, at)];
        }
    }
}

static int64_t last_dim(const Val *v)
{
    return v->type.shape.dim[v->type.shape.rank - 1];
}

/* The last dimension runs fastest, so what precedes it only numbers more rows. */
static void eval_slice(const Task *t)
{
    int64_t to = last_dim(t->v), from = last_dim(operand(t, 0));
    for (int64_t k = 0; k < t->rows * t->width; k++)
        t->y[k] = t->x[0][k / to * from + t->v->attr.index + k % to];
}

static void eval_concat(const Task *t)
{
    int64_t to = last_dim(t->v), left = last_dim(operand(t, 0)), right = last_dim(operand(t, 1));
    for (int64_t k = 0; k < t->rows * t->width; k++) {
        int64_t line = k / to, i = k % to;
        t->y[k] = i < left ? t->x[0][line * left + i] : t->x[1][line * right + i - left];
    }
}

static void eval_reshape(const Task *t)
{
    for (int64_t k = 0; k < t->rows * t->width; k++)
        t->y[k] = t->x[0][k];
}

static void eval_shape(const Task *t)
{
    switch (t->v->op) {
    case OP_reshape: eval_reshape(t); break;
    case OP_expand: eval_expand(t); break;
    case OP_slice: eval_slice(t); break;
    case OP_concat: eval_concat(t); break;
    default: bug("eval: no meaning for the shape op %s", op_info[t->v->op].name);
    }
}

/* ---------------------------------------------------------- between rows */

static void copy_row(const Task *t, int64_t to, int64_t from)
{
    for (int64_t i = 0; i < t->width; i++)
        t->y[to * t->width + i] = t->x[0][from * t->width + i];
}

static void add_row(const Task *t, int64_t to, int64_t from)
{
    for (int64_t i = 0; i < t->width; i++)
        t->y[to * t->width + i] += t->x[0][from * t->width + i];
}

static void max_row(const Task *t, int64_t to, int64_t from)
{
    for (int64_t i = 0; i < t->width; i++) {
        double x = t->x[0][from * t->width + i], *y = &t->y[to * t->width + i];
        *y = x > *y ? x : *y;
    }
}

/* Row e of a relation has row `at` at its end. */
static void move_row(const Task *t, int64_t e, int64_t at)
{
    switch (t->v->op) {
    case OP_gather: copy_row(t, e, at); break;
    case OP_sum_to: add_row(t, at, e); break;
    case OP_max_to:
        if (t->met[at])
            max_row(t, at, e);
        else
            copy_row(t, at, e);
        t->met[at] = true;
        break;
    default: bug("eval: no meaning for %s along an end", op_info[t->v->op].name);
    }
}

/* Rows that are met in walks only: by the lists of the end that they are sorted by. */
static void eval_edges(const Task *t)
{
    const End *end = t->v->attr.end, *in = sorted_end(end->of);
    const gatrt_walk *walk = &t->data->graph->ends[in->id];
    for (int64_t v = 0; v < t->data->graph->spaces[in->to->id].count; v++)
        for (int64_t e = walk->start[v]; e < walk->start[v + 1]; e++)
            move_row(t, e, end == in ? v : walk->far[e]);
}

static void eval_rows_at(const Task *t)
{
    const End *end = t->v->attr.end;
    for (int64_t v = 0; v < t->data->graph->spaces[end->of->id].count; v++)
        move_row(t, v, t->data->graph->ends[end->id].at[v]);
}

/* y starts as 0, which is what a row without any keeps. */
static void eval_move(Task *t)
{
    t->met = zeros(t->v->op == OP_max_to ? t->rows : 0, 1, sizeof *t->met);
    if (t->v->attr.end->of->kind == SPACE_EDGES)
        eval_edges(t);
    else
        eval_rows_at(t);
    free(t->met);
}

/* -------------------------------------------------------------- matrices */

/* Terms in the order of x's elements, row by row of the matrix as it lies in memory. */
static void eval_gemm(const Task *t)
{
    const bool transposed = t->v->op == OP_matmul_t;
    const int64_t inner = operand_width(t, 0), width = t->width;
    for (int64_t row = 0; row < t->rows; row++) {
        const double *x = operand_row(t, 0, row), *matrix = t->x[1];
        double *y = t->y + row * width;
        for (int64_t j = 0; transposed && j < width; j++)
            for (int64_t k = 0; k < inner; k++)
                y[j] += x[k] * matrix[j * inner + k];
        for (int64_t k = 0; !transposed && k < inner; k++)
            for (int64_t j = 0; j < width; j++)
                y[j] += x[k] * matrix[k * width + j];
    }
}

static void eval_outer(const Task *t, int64_t row)
{
    int64_t left = operand_width(t, 0), right = operand_width(t, 1);
    for (int64_t k = 0; k < left; k++) {
        for (int64_t m = 0; m < right; m++)
            t->y[k * right + m] += t->x[0][row * left + k] * t->x[1][row * right + m];
    }
}

static void eval_fold(const Task *t)
{
    int64_t rows = eval_rows(t->data, operand(t, 0)->type.space);
    for (int64_t row = 0; row < rows; row++) {
        switch (t->v->op) {
        case OP_sum_rows: add_row(t, 0, row); break;
        case OP_outer: eval_outer(t, row); break;
        default: bug("eval: no meaning for the fold %s", op_info[t->v->op].name);
        }
    }
}

/* ------------------------------------------------------------------- all */

static void eval_val(Task *t)
{
    switch (op_info[t->v->op].kind) {
    case KIND_LEAF: eval_leaf(t); break;
    case KIND_MAP:
        if (t->v->op == OP_training)
            eval_training(t);
        else
            eval_map(t);
        break;
    case KIND_REDUCE: eval_reduce(t); break;
    case KIND_SHAPE: eval_shape(t); break;
    case KIND_GATHER:
    case KIND_SCATTER: eval_move(t); break;
    case KIND_GEMM: eval_gemm(t); break;
    case KIND_FOLD: eval_fold(t); break;
    }
}

/* What the roots need: of the rest the graph may lack what it goes along. Without roots, everything. */
static bool *find_needed(const Prog *p)
{
    bool *needed = zeros(p->count, 1, sizeof *needed);
    for (int i = 0; i < p->root_count; i++)
        needed[p->roots[i].val->id] = true;
    for (int id = p->count - 1; id >= 0; id--) {
        needed[id] |= p->root_count == 0;
        for (int i = 0; needed[id] && i < op_info[p->vals[id]->op].arity; i++)
            needed[p->vals[id]->in[i]->id] = true;
    }
    return needed;
}

double **eval_prog(const Prog *p, const EvalData *data)
{
    double **values = zeros(p->count, 1, sizeof *values);
    bool *needed = find_needed(p);
    for (int id = 0; id < p->count; id++) {
        if (!needed[id])
            continue;
        const Val *v = p->vals[id];
        Task t = {.p = p, .data = data, .v = v, .width = shape_width(v->type.shape)};
        t.rows = eval_rows(data, v->type.space);
        values[id] = zeros(t.rows, t.width, sizeof **values);
        t.y = values[id];
        for (int i = 0; i < op_info[v->op].arity; i++)
            t.x[i] = values[v->in[i]->id];
        eval_val(&t);
    }
    free(needed);
    return values;
}

void eval_free(const Prog *p, double **values)
{
    for (int id = 0; values && id < p->count; id++)
        free(values[id]);
    free(values);
}

/* NOLINTEND(clang-analyzer-core.NullDereference, clang-analyzer-core.UndefinedBinaryOperatorResult) */

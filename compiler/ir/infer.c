/* infer.c - the type of a value from its operands' types: one function per kind of op.
 *
 * A row has at most two dimensions, a parameter three, and shapes align from the left
 * ([h] goes with [h,d]). Parameters join values of every space; nothing else changes
 * its space but by a gather or a scatter. A refusal says what was found and what was
 * expected, in the words of the model's author: the model is wrong then, not the compiler. */
#include "compiler/ir/infer.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/ir/print.h"

#include <math.h>
#include <string.h>

enum { MAX_DRAWS = 1 << 16 }; /* gatrt_value_draw keeps 16 bits of the draw's number */

typedef struct Request {
    const Model *model;
    Op op;
    Val *const *in;
    const Attr *attr;
    Diag *why;
} Request;

static bool __attribute__((format(printf, 3, 4))) refuse(const Request *r, const char *hint, const char *format, ...)
{
    if (!r->why)
        return false;
    va_list args;
    va_start(args, format);
    vsnprintf(r->why->message, sizeof r->why->message, format, args);
    va_end(args);
    snprintf(r->why->hint, sizeof r->why->hint, "%s", hint ? hint : "");
    return false;
}

static const char *op_name(const Request *r)
{
    return word_of(r->op, r->attr->end);
}

static Type operand(const Request *r, int i)
{
    return r->in[i]->type;
}

static char *operand_text(const Request *r, int i)
{
    return type_text(operand(r, i));
}

/* A dimension, 1 past the rank whatever the struct holds there. */
static int32_t dim_at(Shape s, int i)
{
    return i < s.rank ? s.dim[i] : 1;
}

static int32_t last_dim(Shape s)
{
    return s.dim[s.rank - 1];
}

static Shape without_last(Shape s)
{
    return s.rank == 1 ? shape_make(1, 1, 1, 1) : shape_make(s.rank - 1, s.dim[0], s.rank == 3 ? s.dim[1] : 1, 1);
}

/* What every shape must satisfy, whoever asks for it; bounds the width before anyone multiplies. */
static bool check_type(const Request *r, Type type)
{
    Shape s = type.shape;
    int most = type.space == SPACE_PARAM ? MAX_RANK : MAX_RANK - 1;
    if (s.rank < 1 || s.rank > most)
        return refuse(r, NULL, "%s: the result would have %d dimensions; a %s value has 1 to %d", op_name(r), s.rank,
                      type.space == SPACE_PARAM ? "param" : "row", most);
    int64_t width = 1;
    for (int i = 0; i < s.rank; i++) {
        if (s.dim[i] < 1)
            return refuse(r, NULL, "%s: dimension %d is %d; it must be at least 1", op_name(r), i + 1, (int)s.dim[i]);
        width *= s.dim[i];
        if (width > MAX_WIDTH)
            return refuse(r, NULL, "%s: the result would be more than %d numbers a row", op_name(r), (int)MAX_WIDTH);
    }
    return type.space ? true : refuse(r, NULL, "%s: a value of no space", op_name(r));
}

static Type normal_type(const Space *space, Shape s)
{
    return (Type){space, shape_make(s.rank, dim_at(s, 0), dim_at(s, 1), dim_at(s, 2))};
}

/* ---------------------------------------------------------------- leaves */

static bool infer_table_leaf(const Request *r, Type *type)
{
    int index = r->attr->index;
    int count = 0;
    if (r->model)
        count = r->op == OP_input ? r->model->input_count : r->model->param_count;
    if (index < 0 || index >= count)
        return refuse(r, NULL, "%s number %d of %d does not exist", op_name(r), index, count);
    if (r->op == OP_input)
        *type = r->model->inputs[index].type;
    else
        *type = (Type){SPACE_PARAM, r->model->params[index].shape};
    return true;
}

static bool infer_self_loop(const Request *r, Type *type)
{
    const Space *space = type->space;
    type->shape = shape_make(1, 1, 1, 1);
    if (!space)
        return true; /* check_type refuses it */
    if (space->end_count != 2 || space->ends[0]->to != space->ends[1]->to)
        return refuse(r, NULL, "self_loop needs a relation that joins rows of one space, found %s", space->name);
    return true;
}

static bool infer_leaf(const Request *r, Type *type)
{
    const Attr *attr = r->attr;
    *type = attr->type;
    if (r->op == OP_input || r->op == OP_param)
        return infer_table_leaf(r, type);
    if (r->op == OP_self_loop)
        return infer_self_loop(r, type);
    if (r->op == OP_iota && (type->space != SPACE_PARAM || type->shape.rank != 1))
        return refuse(r, NULL, "iota counts along one dimension of a param value, found %s", type_text(*type));
    if (r->op == OP_keep && !(attr->num >= 0 && attr->num < 1))
        return refuse(r, NULL, "the probability of dropout is %g; it must be at least 0 and below 1", attr->num);
    if (r->op == OP_keep && (attr->index < 0 || attr->index >= MAX_DRAWS))
        return refuse(r, NULL, "dropout number %d: a model has at most %d", (int)attr->index, (int)MAX_DRAWS);
    return true;
}

/* ------------------------------------------------------------------ maps */

/* "add", or "apply maximum to": the op as a verb. */
static const char *verb(const Request *r)
{
    switch (r->op) {
    case OP_add: return "add";
    case OP_sub: return "subtract";
    case OP_mul: return "multiply";
    case OP_div: return "divide";
    default: return arena_format("apply %s to", op_name(r));
    }
}

/* "node [8] and edge [8]" */
static const char *operands_text(const Request *r)
{
    if (op_info[r->op].arity == 3)
        return arena_format("%s, %s and %s", operand_text(r, 0), operand_text(r, 1), operand_text(r, 2));
    return arena_format("%s and %s", operand_text(r, 0), operand_text(r, 1));
}

/* The word that brings a value along an end, from `from` to `to`; NULL where the end joins others, or has no word. */
static const char *word_between(const End *end, const Space *from, const Space *to)
{
    return end->of == to && end->to == from ? end->gather : end->of == from && end->to == to ? end->sum : NULL;
}

/* What brings `x` of one space to another in one step: a gather from either end, "src(x) or dst(x)"; the sum at the end
 * by which rows are sorted; NULL: nothing. */
static const char *step_between(const Request *r, const Space *from, const Space *to, const char *x)
{
    const char *text = NULL;
    for (int i = r->model ? r->model->end_count - 1 : -1; i >= 0; i--) {
        const End *end = r->model->ends[i];
        const char *word = word_between(end, from, to);
        bool first = !text || end->of == from;
        if (word)
            text = first ? arena_format("%s(%s)", word, x) : arena_format("%s or %s(%s)", text, word, x);
    }
    return text;
}

/* The same in one step or two: "src(spread(x)) or dst(spread(x))". */
static const char *steps_between(const Request *r, const Space *from, const Space *to)
{
    const char *text = step_between(r, from, to, "x");
    for (int i = 0; !text && r->model && i < r->model->end_count; i++) {
        const End *end = r->model->ends[i];
        const Space *half = end->to == from ? end->of : end->of == from ? end->to : NULL;
        const char *first = half ? word_between(end, from, half) : NULL;
        if (first)
            text = step_between(r, half, to, arena_format("%s(x)", first));
    }
    return text;
}

static const char *article(const Space *space)
{
    return strchr("aeio", space->name[0]) ? "an" : "a";
}

static const char *space_hint(const Request *r, const Space *from, const Space *to)
{
    const char *steps = steps_between(r, from, to);
    return steps ? arena_format("%s brings %s %s value to the %s", steps, article(from), from->name, rows_name(to))
                 : NULL;
}

/* Of two spaces that met: the one that is joined goes to the relation that joins it. */
static const char *meeting_hint(const Request *r, const Space *a, const Space *b)
{
    for (int i = 0; i < b->end_count; i++)
        if (b->ends[i]->to == a)
            return space_hint(r, a, b);
    const char *hint = space_hint(r, b, a);
    return hint ? hint : space_hint(r, a, b);
}

static bool join_spaces(const Request *r, const Space **space)
{
    *space = SPACE_PARAM;
    for (int i = 0; i < op_info[r->op].arity; i++) {
        const Space *other = operand(r, i).space;
        if (other == SPACE_PARAM || other == *space)
            continue;
        if (*space != SPACE_PARAM)
            return refuse(r, meeting_hint(r, *space, other), "cannot %s values of different spaces: %s", verb(r),
                          operands_text(r));
        *space = other;
    }
    return true;
}

static bool join_shapes(const Request *r, Shape *shape)
{
    *shape = shape_make(1, 1, 1, 1);
    for (int i = 0; i < op_info[r->op].arity; i++) {
        Shape other = operand(r, i).shape;
        shape->rank = other.rank > shape->rank ? other.rank : shape->rank;
        for (int d = 0; d < MAX_RANK; d++) {
            int32_t size = dim_at(other, d);
            if (size != 1 && shape->dim[d] != 1 && size != shape->dim[d])
                return refuse(r, "shapes align from the left: [h] goes with [h,d], [1,d] with [h,d]",
                              "cannot %s %s: dimension %d is %d and %d; expected the same, or 1", verb(r),
                              operands_text(r), d + 1, (int)shape->dim[d], (int)size);
            if (size != 1)
                shape->dim[d] = size;
        }
    }
    return true;
}

static bool infer_map(const Request *r, Type *type)
{
    if ((r->op == OP_leaky_relu || r->op == OP_elu) && !isfinite(r->attr->num))
        return refuse(r, NULL, "%s: its number is %g; it must be finite", op_name(r), r->attr->num);
    return join_spaces(r, &type->space) && join_shapes(r, &type->shape);
}

/* --------------------------------------------------------- within a row */

static bool infer_reduce(const Request *r, Type *type)
{
    Type a = operand(r, 0);
    type->space = a.space;
    if (r->op == OP_sum_last || r->op == OP_max_last) {
        type->shape = without_last(a.shape);
        return true;
    }
    if (a.shape.rank != 2)
        return refuse(r, NULL, "%s needs two dimensions [heads,dim], found %s", op_name(r), type_text(a));
    type->shape = shape_make(2, 1, a.shape.dim[1], 1);
    return true;
}

static bool infer_reshape(const Request *r, Type *type)
{
    Type a = operand(r, 0);
    *type = (Type){a.space, r->attr->type.shape};
    if (!check_type(r, *type))
        return false;
    if (shape_width(type->shape) != shape_width(a.shape))
        return refuse(r, NULL, "cannot reshape %s to %s: %lld numbers a row do not fill %lld", type_text(a),
                      type_text(*type), (long long)shape_width(a.shape), (long long)shape_width(type->shape));
    return true;
}

static bool infer_expand(const Request *r, Type *type)
{
    Type a = operand(r, 0);
    *type = (Type){a.space, r->attr->type.shape};
    if (!check_type(r, *type))
        return false;
    bool fits = type->shape.rank >= a.shape.rank;
    for (int d = 0; d < MAX_RANK; d++)
        fits = fits && (dim_at(a.shape, d) == 1 || dim_at(a.shape, d) == dim_at(type->shape, d));
    if (!fits)
        return refuse(r, "only dimensions that are 1, or missing at the end, can grow", "cannot expand %s to %s",
                      type_text(a), type_text(*type));
    return true;
}

static bool infer_slice(const Request *r, Type *type)
{
    int64_t start = r->attr->index, length = r->attr->length;
    *type = operand(r, 0);
    int32_t *last = &type->shape.dim[type->shape.rank - 1];
    if (start < 0 || length < 1 || start + length > *last)
        return refuse(r, NULL, "cannot take %lld numbers from position %lld of %s: the last dimension is %d",
                      (long long)length, (long long)start, type_text(*type), (int)*last);
    *last = (int32_t)length;
    return true;
}

static bool infer_concat(const Request *r, Type *type)
{
    Type a = operand(r, 0), b = operand(r, 1);
    *type = a;
    if (a.space != b.space)
        return refuse(r, a.space == SPACE_PARAM || b.space == SPACE_PARAM ? NULL : meeting_hint(r, a.space, b.space),
                      "cannot concat values of different spaces: %s", operands_text(r));
    bool fits = a.shape.rank == b.shape.rank;
    for (int d = 0; fits && d + 1 < a.shape.rank; d++)
        fits = a.shape.dim[d] == b.shape.dim[d];
    if (!fits)
        return refuse(r, NULL, "cannot concat %s: all dimensions but the last must agree", operands_text(r));
    int64_t last = (int64_t)last_dim(a.shape) + last_dim(b.shape);
    if (last > MAX_WIDTH)
        return refuse(r, NULL, "concat: the result would be more than %d numbers a row", (int)MAX_WIDTH);
    type->shape.dim[a.shape.rank - 1] = (int32_t)last;
    return true;
}

static bool infer_shape(const Request *r, Type *type)
{
    switch (r->op) {
    case OP_reshape: return infer_reshape(r, type);
    case OP_expand: return infer_expand(r, type);
    case OP_slice: return infer_slice(r, type);
    case OP_concat: return infer_concat(r, type);
    default: bug("infer: no rule for the shape op %s", op_name(r));
    }
}

/* ------------------------------------------------------------ between rows */

static bool infer_move(const Request *r, const Space *from, const Space *to, Type *type)
{
    Type a = operand(r, 0);
    *type = (Type){to, a.shape};
    if (a.space != from)
        return refuse(r,
                      a.space == SPACE_PARAM ? "a parameter or constant joins every space as it is"
                                             : space_hint(r, a.space, from),
                      "%s takes %s %s value, found %s", op_name(r), article(from), from->name, type_text(a));
    if (a.shape.rank == MAX_RANK)
        return refuse(r, NULL, "%s: %s has too many dimensions", op_name(r), type_text(a));
    return true;
}

static bool infer_along(const Request *r, Type *type)
{
    const End *end = r->attr->end;
    if (!end)
        return refuse(r, NULL, "%s goes along an end of a relation, and none is given", op_name(r));
    return r->op == OP_gather ? infer_move(r, end->to, end->of, type) : infer_move(r, end->of, end->to, type);
}

/* -------------------------------------------------------------- matrices */

static bool infer_gemm(const Request *r, Type *type)
{
    Type x = operand(r, 0), matrix = operand(r, 1);
    Shape w = matrix.shape;
    if (matrix.space != SPACE_PARAM || w.rank < 2)
        return refuse(r, NULL, "the second operand of %s is a param matrix [in,out] or [in,heads,dim], found %s",
                      op_name(r), type_text(matrix));
    int64_t rows = w.dim[0], columns = shape_width(w) / rows;
    int64_t wanted = r->op == OP_matmul ? rows : columns;
    if (shape_width(x.shape) != wanted)
        return refuse(r, NULL, "cannot %s %s and %s: the row is %lld wide, the matrix takes %lld", op_name(r),
                      type_text(x), type_text(matrix), (long long)shape_width(x.shape), (long long)wanted);
    type->space = x.space;
    if (r->op == OP_matmul_t)
        type->shape = shape_make(1, w.dim[0], 1, 1);
    else
        type->shape = shape_make(w.rank - 1, w.dim[1], w.rank == 3 ? w.dim[2] : 1, 1);
    return true;
}

/* --------------------------------------------------------- over all rows */

static bool infer_sum_rows(const Request *r, Type *type)
{
    Type a = operand(r, 0);
    *type = (Type){SPACE_PARAM, a.shape};
    if (a.space == SPACE_PARAM)
        return refuse(r, NULL, "sum_rows takes a value with rows, found %s", type_text(a));
    return true;
}

/* Rows of a parameter are one row: the gradient of a matrix that multiplies a parameter needs that. */
static bool infer_outer(const Request *r, Type *type)
{
    Type x = operand(r, 0), y = operand(r, 1);
    if (x.space != y.space)
        return refuse(r, NULL, "outer takes two values of one space, found %s", operands_text(r));
    int64_t rows = shape_width(x.shape), columns = shape_width(y.shape);
    *type = (Type){SPACE_PARAM, r->attr->type.shape};
    if (type->shape.rank == 0)
        type->shape = shape_make(2, (int32_t)rows, (int32_t)columns, 1);
    if (!check_type(r, *type))
        return false;
    if (type->shape.rank < 2 || type->shape.dim[0] != rows || shape_width(type->shape) != rows * columns)
        return refuse(r, NULL, "outer of %s does not fill %s", operands_text(r), type_text(*type));
    return true;
}

static bool infer_fold(const Request *r, Type *type)
{
    return r->op == OP_outer ? infer_outer(r, type) : infer_sum_rows(r, type);
}

/* ------------------------------------------------------------------- all */

static bool infer_kind(const Request *r, Type *type)
{
    switch (op_info[r->op].kind) {
    case KIND_LEAF: return infer_leaf(r, type);
    case KIND_MAP: return infer_map(r, type);
    case KIND_REDUCE: return infer_reduce(r, type);
    case KIND_SHAPE: return infer_shape(r, type);
    case KIND_GATHER:
    case KIND_SCATTER: return infer_along(r, type);
    case KIND_GEMM: return infer_gemm(r, type);
    case KIND_FOLD: return infer_fold(r, type);
    }
    bug("infer: %s is of no known kind", op_name(r));
}

bool infer_type(const Model *model, Op op, Val *const *in, const Attr *attr, Type *type, Diag *why)
{
    const Attr none = {0};
    const Request r = {model, op, in, attr ? attr : &none, why};
    if (why)
        memset(why, 0, sizeof *why);
    Type found = {0};
    if (!infer_kind(&r, &found) || !check_type(&r, found))
        return false;
    *type = normal_type(found.space, found.shape);
    return true;
}

/* index.c - where an element lies in its row: broadcasting, slices and reductions as arithmetic of indices. An index
 * keeps the two loop variables apart where there are two, so that neither has to be taken out of the flat one. */
#include "compiler/loops/schedule.h"

Index index_flat(Shape shape, const Ix *flat)
{
    return (Index){.shape = shape, .flat = flat};
}

/* One dimension's index out of the flat one. */
static const Ix *dim_index(Index at, int dim)
{
    if (at.shape.dim[dim] == 1)
        return ix_number(0);
    if (at.h && at.shape.rank == 2)
        return dim == 0 ? at.h : at.i;
    const Ix *quotient = ix_div(at.flat, shape_rest(at.shape, dim));
    bool first = true;
    for (int d = 0; d < dim; d++)
        first &= at.shape.dim[d] == 1;
    return first ? quotient : ix_mod(quotient, shape_dim(at.shape, dim));
}

/* Do all lanes see one element of the operand? A flat loop's lanes may lie in two rows where it is taken apart. */
static bool same_in_lanes(Index at, Shape operand, const Ix *flat)
{
    return at.lane == LANE_STEP && !ix_divides(flat) &&
           (operand.rank < at.shape.rank || operand.dim[operand.rank - 1] == 1);
}

/* Of [1, n] and [n, 1] one loop variable is both the flat index and that of the longer side, so the two are not to be
 * taken over from one shape to the other; of other shapes they are worked out of the flat one. */
Index index_reshaped(Index at, Shape shape)
{
    if (shape_equal(shape, at.shape))
        return at;
    Index to = {.shape = shape, .flat = at.flat, .lane = at.lane};
    if (shape.rank == 2 && shape.dim[0] == 1)
        to.h = ix_number(0), to.i = at.flat;
    else if (shape.rank == 2 && shape.dim[1] == 1)
        to.h = at.flat, to.i = ix_number(0);
    return to;
}

Index index_through(Index at, Shape operand)
{
    if (shape_width(operand) == shape_width(at.shape))
        return index_reshaped(at, operand);
    Index to = {.shape = operand, .flat = ix_number(0), .lane = at.lane};
    for (int d = 0; d < operand.rank && d < at.shape.rank; d++)
        if (operand.dim[d] != 1) {
            const Ix *before = ix_mul(to.flat, shape_dim(operand, d));
            to.flat = ix_add(before, dim_index(at, d));
        }
    if (same_in_lanes(at, operand, to.flat))
        to.lane = LANE_SAME;
    return to;
}

Index index_in_lanes(Shape shape, const Ix *flat, Lane lane)
{
    return (Index){.shape = shape, .flat = flat, .lane = lane};
}

Index index_of_slice(Index at, const Val *slice)
{
    const Shape from = slice->in[0]->type.shape;
    const int last = from.rank - 1;
    Index to = {.shape = from, .lane = at.lane};
    to.i = ix_add(last == 0 ? at.flat : dim_index(at, last), ix_number(slice->attr.index));
    if (last == 0)
        return index_in_lanes(from, to.i, at.lane);
    if (last == 2) {
        const Ix *row = ix_div(at.flat, shape_dim(at.shape, 2));
        return index_in_lanes(from, ix_add(ix_mul(row, shape_dim(from, 2)), to.i), at.lane);
    }
    to.h = dim_index(at, 0);
    to.flat = ix_add(ix_mul(to.h, shape_dim(from, 1)), to.i);
    return to;
}

Index index_reduced(Shape from, Op op, Index at)
{
    const int last = from.rank - 1;
    Index to = {.shape = from};
    if (op == OP_sum_heads) {
        to.h = ix_at('k');
        to.i = at.i ? at.i : at.flat;
        to.flat = from.dim[1] == 1 ? to.h : ix_add(ix_mul(to.h, shape_dim(from, 1)), to.i);
        to.lane = at.lane;
        return to;
    }
    if (last == 0)
        return index_flat(from, ix_at('k'));
    if (last == 1) {
        to.h = at.flat;
        to.i = ix_at('k');
    }
    to.flat = ix_add(ix_mul(at.flat, shape_dim(from, last)), ix_at('k'));
    return to;
}

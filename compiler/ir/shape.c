/* shape.c - dimensions of one row. */
#include "compiler/ir/ir.h"

/* infer.c bounds every width, so the product of three dimensions fits. */
int64_t shape_width(Shape s)
{
    int64_t width = 1;
    for (int i = 0; i < s.rank; i++)
        width *= s.dim[i];
    return width;
}

Shape shape_make(int rank, int32_t a, int32_t b, int32_t c)
{
    return (Shape){.rank = rank, .dim = {a, rank > 1 ? b : 1, rank > 2 ? c : 1}};
}

bool shape_equal(Shape a, Shape b)
{
    if (a.rank != b.rank)
        return false;
    for (int i = 0; i < a.rank; i++)
        if (a.dim[i] != b.dim[i])
            return false;
    return true;
}

bool type_equal(Type a, Type b)
{
    return a.space == b.space && shape_equal(a.shape, b.shape);
}

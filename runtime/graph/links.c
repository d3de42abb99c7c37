/* links.c - relations between rows that both have kernels of their own, such as the pairs whose existence is predicted.
 *
 * In: the two rows that each joins, and where they stand in the prepared graph. Out: of each end the row at it, and the
 * list of the relation's rows that each has there. */
#include "runtime/runtime.h"

void links_fill(Prepared *p, const gatrt_model *model, const gatrt_data *data)
{
    (void)p, (void)model, (void)data;
}

/* leave_out.c - the answer without each unit in turn: an exact counterfactual, with weights of attention normalised anew
 * over the edges that are left.
 */
#include "runtime/explain/explain.h"

void find_leave_one_out(const Why *why, Scene *s, uint8_t *gone, Explanation *e)
{
    const Asked *a = &why->asked;
    for (int64_t u = 0; u < e->count; u++) {
        gone[u] = 1;
        const float *row = scene_without(s, gone);
        gone[u] = 0;
        e->effects[u].without = asked_value(a, row, e->column);
        e->effects[u].amount = e->value - e->effects[u].without;
        e->effects[u].told = a->answer == ANSWER_CLASS ? answer_class(row, a->width) : -1;
    }
    e->asked += e->count;
}

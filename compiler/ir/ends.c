/* ends.c - the ends of an edge, and which of them a kernel has at hand.
 *
 * An edge has two ends, its source and its destination; each end has a walk, the one that goes over a row's edges
 * seen from that end: over incoming edges from destinations, over outgoing ones from sources. A kernel that walks
 * has the row at the walk's own end at hand; the row at the other end is far: it is read where it is stored, so an
 * earlier kernel must have made it. Without a walk there is no edge, and either end is far. Placing, fusing,
 * planning, costing, scheduling and verifying all ask here. */
#include "compiler/gatcc.h"

static Major walk_of(End end)
{
    return end == END_DST ? MAJOR_IN : end == END_SRC ? MAJOR_OUT : MAJOR_NONE;
}

bool is_edge_gather(const Val *v)
{
    return op_info[v->op].kind == KIND_GATHER && walk_of(op_info[v->op].end) != MAJOR_NONE;
}

bool is_far(const Val *v, Major walk)
{
    return is_edge_gather(v) && walk_of(op_info[v->op].end) != walk;
}

Major sink_walk(const Val *v)
{
    return op_info[v->op].kind == KIND_SCATTER ? walk_of(op_info[v->op].end) : MAJOR_NONE;
}

Op gather_at(End end)
{
    static const Op gathers[] = {[END_SRC] = OP_src, [END_DST] = OP_dst, [END_GRAPH] = OP_spread};
    return gathers[end];
}

Op sum_at(End end)
{
    static const Op sums[] = {[END_SRC] = OP_sum_out, [END_DST] = OP_sum_in, [END_GRAPH] = OP_pool_sum};
    return sums[end];
}

/* spaces.h - the spaces of one graph, as prelude.lua declares them, for tests that make values without Lua. */
#ifndef TEST_SPACES_H
#define TEST_SPACES_H

#include "compiler.h"

static const End dst_end, src_end, graph_end;
static const Space graph_space = {.name = "graph", .kind = SPACE_ROWS, .id = 3};
static const Space node_space = {.name = "node", .kind = SPACE_ROWS, .id = 1, .first = true, .ends = {&graph_end}, .end_count = 1};
static const Space edge_space = {
    .name = "edge", .kind = SPACE_EDGES, .id = 2, .first = true, .ends = {&dst_end, &src_end}, .end_count = 2};
static const End dst_end = {"dst", &edge_space, &node_space, 0, 0, "dst", "sum_in", "max_in", "in", "incoming", true};
static const End src_end = {"src",     &edge_space, &node_space, 1,          1,    "src",
                            "sum_out", NULL,   "out",       "outgoing", false};
static const End graph_end = {"graph",    &node_space, &graph_space, 2,     0,   "spread",
                              "pool_sum", "pool_max",  "graph",      "", true};

#define SPACE_NODE  (&node_space)
#define SPACE_EDGE  (&edge_space)
#define SPACE_GRAPH (&graph_space)

/* The tables of a model that Lua did not make. */
static inline Model *with_spaces(Model *m)
{
    static const Space *const spaces[] = {&param_space, &node_space, &edge_space, &graph_space};
    static const End *const ends[] = {&dst_end, &src_end, &graph_end};
    m->spaces = (Space **)spaces;
    m->space_count = m->space_capacity = 4;
    m->ends = (End **)ends;
    m->end_count = m->end_capacity = 3;
    return m;
}

#endif

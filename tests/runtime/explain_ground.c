/* explain_ground.c - models of the kinds that make a difference to explanations, compiled once, and one of them on a seeded graph.
 * Tests include it: a test is one program.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../support/compile.c"
#include "../support/graphs.c"
#include "../../runtime/explain/explain.h"

#include <math.h>
#include <string.h>

#define END "output(\"logits\", y)\nloss(cross_entropy(y, target.class(C)))\n"

static const struct ModelKind {
    const char *name, *text;
    bool nodes; /* may be left out */
} kinds[] = {
    {"attends",
     "local C = 3\nlocal x = input.node { 6, sparse = true, normalize = \"l1\" }\n"
     "local h = nn.gat(x, { heads = 2, out = 4, activation = elu })\nlocal y = nn.gat(h, { out = C })\n" END
     "graph { self_loops = true }\n",
     true},
    {"gat_pairs",
     "local C = 3\nlocal x = input.node { 6 }\n"
     "local h = nn.gat(x, { heads = 2, out = 4, activation = elu })\nlocal y = nn.gat(h, { out = C })\n" END
     "graph { self_loops = true, symmetric = true }\n",
     true},
    {"gat_edge",
     "local C = 3\nlocal x, a = input.node { 6 }, input.edge { 2 }\n"
     "local h = nn.gat(x, { edge = a, heads = 2, out = 4, activation = elu })\n"
     "local y = nn.gat(h, { edge = a, out = C })\n" END "graph { self_loops = true }\n",
     true},
    {"gcn",
     "local C = 3\nlocal x = input.node { 6, sparse = true }\nlocal h = nn.gcn(x, { out = 4, activation = elu })\n"
     "local y = nn.gcn(h, { out = C })\n" END "graph { self_loops = \"missing\" }\n",
     true},
    {"bent",
     "local C = 3\nlocal x = input.node { 6, sparse = true }\nlocal h = elu(nn.linear(sum_in(src(tanh(x))), { out = 4 "
     "}))\n"
     "local y = nn.linear(sum_in(src(h)), { out = C }) + nn.linear(x, { out = C })\n" END,
     true},
    {"deep",
     "local C = 3\nlocal h = input.node { 6 }\n"
     "for i = 1, 3 do h = nn.gat(h, { heads = 2, out = 2, activation = elu }) end\n"
     "local y = nn.linear(h, { out = C })\n" END "graph { self_loops = true }\n",
     true},
    {"sage",
     "local C = 3\nlocal x = input.node { 6 }\nlocal h = elu(nn.sage(x, { out = 4 }))\n"
     "local y = nn.sage(h, { out = C })\n" END,
     true},
    {"both_ways",
     "local C = 3\nlocal x = input.node { 6 }\nlocal h = elu(nn.linear(sum_in(src(x)), { out = 4 }))\n"
     "local y = nn.linear(sum_out(dst(h)), { out = C }) + nn.linear(h, { out = C })\n" END,
     false},
    {"pooled",
     "local C = 3\nlocal x = input.node { 6 }\nlocal h = relu(nn.gin(x, { out = 4 }))\n"
     "local y = nn.linear(pool_mean(nn.gin(h, { out = 4 })), { out = C })\noutput(\"logits\", y)\n"
     "loss(cross_entropy(y, target(graph).class(C)))\n",
     false},
    {"cora",
     "local C = 7\nlocal x = input.node { 1433, sparse = true, normalize = \"l1\" }\n"
     "local h = nn.gat(x, { heads = 8, out = 8, activation = elu })\nlocal y = nn.gat(h, { out = C })\n" END
     "graph { self_loops = true }\n",
     false}, /* not of seeded graphs */
};
enum { CORA = sizeof kinds / sizeof kinds[0] - 1, POOLED = CORA - 1, KINDS = CORA, UNIT_ROWS = 6, CORA_PAIRS = 60 };

static Batch *batch;

static int setup(void **state)
{
    (void)state;
    ModelText texts[KINDS + 1];
    Error error;
    for (int i = 0; i <= CORA; i++)
        texts[i] = (ModelText){.name = kinds[i].name, .text = kinds[i].text, .switches = {.explains = true}};
    batch = batch_compile(texts, CORA + 1, &error);
    if (!batch)
        fprintf(stderr, "%s\n", error.text);
    return batch ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    batch_free(batch);
    return 0;
}

/* Edges between graphs lead elsewhere in the source's. */
static void part_graphs(gatrt_data *data)
{
    gatrt_relation *r = &data->relations[0];
    const int32_t *graph = data->sets[0].graph;
    for (int64_t e = 0; e < r->edges; e++)
        while (graph && graph[r->dst[e]] != graph[r->src[e]])
            r->dst[e] = (int32_t)((r->dst[e] + 1) % data->sets[0].rows);
}

/* ------------------------------------------------------------------------ one model */

typedef struct Ground {
    const gatrt_model *code;
    uint64_t seed;
    GraphKind graph;
    float *params;
    Options options;
    Job job;
    SceneStage stage;
    Why why;
} Ground;

static void begin_on(Ground *g, int kind, gatrt_data *data, UnitKind of)
{
    Error error = {""};
    g->code = batch->built[kind].code;
    g->params = params_for(g->code, g->seed);
    g->job = (Job){.model = g->code, .options = &g->options, .data = data};
    if (answer_space(g->code) == GATRT_GRAPH)
        part_graphs(g->job.data);
    g->stage = (SceneStage){.job = &g->job, .model = g->code, .params = g->params, .of = of};
    g->stage.space = answer_space(g->code);
    g->stage.set = space_set(g->code, g->job.data, g->stage.space);
    g->stage.all = view_new(&g->job, NULL, 1u << VIEW_INFER, &error);
    if (!g->stage.all)
        fail_msg("%s: %s", kinds[kind].name, error.text);
    view_infer(g->stage.all, VIEW_INFER, g->params, NULL, NULL);
    g->stage.place = prepared_places(g->stage.all->on, g->stage.space);
    g->why = (Why){.stage = &g->stage, .samples = 40, .seed = 3, .top = 2};
    g->why.asked = (Asked){.answer = answer_of(g->code), .width = g->code->outputs[0].width, .column = -1};
}

static void begin(Ground *g, int kind, GraphKind graph, uint64_t seed, UnitKind of)
{
    *g = (Ground){.graph = graph, .seed = seed};
    begin_on(g, kind, data_for(batch->built[kind].code, graph, 3, seed), of);
}

static void end(Ground *g)
{
    view_free(g->stage.all);
    mem_free(g->stage.place);
    gatrt_data_free(g->job.data);
    mem_free(g->params);
}

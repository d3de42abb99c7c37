/* spaces.c - what a data set has of a model's spaces, and which of them a model's training is about. */
#include "runtime/runtime.h"

#include <string.h>

const gatrt_space plain_spaces[GATRT_PLAIN_SPACES] = {
    [GATRT_PARAM] = {"param", GATRT_ONE},
    [GATRT_NODE] = {"node", GATRT_ROWS},
    [GATRT_EDGE] = {"edge", GATRT_EDGES},
    [GATRT_GRAPH] = {"graph", GATRT_ROWS},
};
const gatrt_end plain_ends[GATRT_PLAIN_ENDS] = {
    [GATRT_EDGE_DST] = {"dst", GATRT_EDGE, GATRT_NODE, .sorted = 1, .used = 1},
    [GATRT_EDGE_SRC] = {"src", GATRT_EDGE, GATRT_NODE, .sorted = 0, .used = 1},
    [GATRT_NODE_GRAPH] = {"graph", GATRT_NODE, GATRT_GRAPH, .sorted = 1, .used = 0},
};

int model_space(const gatrt_model *model)
{
    for (int i = 0; i < model->input_count; i++)
        if (model->inputs[i].role == GATRT_WEIGHT)
            return model->inputs[i].space;
    return GATRT_NODE;
}

bool joins_rows(const gatrt_model *model)
{
    for (int i = 0; i < model->end_count; i++)
        if (model->ends[i].used && model->spaces[model->ends[i].of].kind == GATRT_ROWS)
            return true;
    return false;
}

const gatrt_set *space_set(const gatrt_model *model, const gatrt_data *data, int space)
{
    for (int i = 0; i < data->set_count; i++)
        if (!strcmp(data->sets[i].name, model->spaces[space].name))
            return &data->sets[i];
    return NULL;
}

int64_t space_rows(const gatrt_model *model, const gatrt_data *data, int space)
{
    const gatrt_set *set = space_set(model, data, space);
    return set ? set->rows : space == GATRT_GRAPH || space == GATRT_PARAM ? 1 : 0;
}

static const gatrt_relation *find_relation(const gatrt_model *model, const gatrt_data *data, int relation)
{
    for (int i = 0; i < data->relation_count; i++)
        if (!strcmp(data->relations[i].name, model->spaces[relation].name))
            return &data->relations[i];
    return NULL;
}

Joined space_joins(const gatrt_model *model, const gatrt_data *data, int relation)
{
    Joined joined = {.in = -1, .out = -1};
    for (int i = 0; i < model->end_count; i++) {
        if (model->ends[i].of != relation)
            continue;
        *(model->ends[i].sorted ? &joined.in : &joined.out) = i;
        *(model->ends[i].sorted ? &joined.to : &joined.from) = model->ends[i].to;
    }
    const gatrt_relation *found = find_relation(model, data, relation);
    if (found) {
        joined.rows = space_rows(model, data, joined.to);
        joined.edges = found->edges;
        joined.src = found->src;
        joined.dst = found->dst;
        joined.attr = found->edge_attr;
        joined.weight = found->edge_weight;
    }
    return joined;
}

/* ------------------------------------------------------------ what must be there */

static bool is_asked_for(const gatrt_model *model, int space)
{
    bool asked = false;
    for (int i = 0; i < model->input_count; i++)
        asked |= model->inputs[i].space == space;
    for (int i = 0; i < model->output_count; i++)
        asked |= model->outputs[i].space == space;
    for (int i = 0; i < model->end_count; i++)
        asked |= model->ends[i].used && (model->ends[i].of == space || model->ends[i].to == space);
    return asked;
}

static const char *set_of(const gatrt_data *data, int set)
{
    return set >= 0 && set < data->set_count ? data->sets[set].name : "?";
}

/* A relation of the model must join the sets that the model says. */
static bool check_relation(const gatrt_model *model, const gatrt_data *data, int relation, Error *error)
{
    const Joined joined = space_joins(model, data, relation);
    const char *from = model->spaces[joined.from].name, *to = model->spaces[joined.to].name;
    const char *name = model->spaces[relation].name;
    const gatrt_relation *found = find_relation(model, data, relation);
    if (!found && relation == GATRT_EDGE)
        return error_set(error, "%s: no edges: edge_index is wanted", file_shown(data->name));
    if (!found)
        return error_set(error, "%s: no %s__%s__%s.edge_index, which the model's relation %s asks for",
                         file_shown(data->name), from, name, to, name);
    if (!strcmp(set_of(data, found->from), from) && !strcmp(set_of(data, found->to), to))
        return true;
    return error_set(error, "%s: %s leads from %s to %s, but in the model from %s to %s", file_shown(data->name), name,
                     set_of(data, found->from), set_of(data, found->to), from, to);
}

bool spaces_check(const gatrt_model *model, const gatrt_data *data, Error *error)
{
    for (int s = GATRT_PARAM + 1; s < model->space_count; s++) {
        if (!is_asked_for(model, s))
            continue;
        if (model->spaces[s].kind == GATRT_EDGES && !check_relation(model, data, s, error))
            return false;
        if (model->spaces[s].kind == GATRT_ROWS && s != GATRT_GRAPH && !space_set(model, data, s))
            return error_set(error, "%s: no %s.x nor %s.num_nodes, which the model's space %s asks for",
                             file_shown(data->name), model->spaces[s].name, model->spaces[s].name,
                             model->spaces[s].name);
    }
    return true;
}

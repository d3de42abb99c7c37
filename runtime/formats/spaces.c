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

static int space_of_role(const gatrt_model *model, gatrt_role role)
{
    for (int i = 0; i < model->input_count; i++)
        if (model->inputs[i].role == role)
            return model->inputs[i].space;
    return -1;
}

/* A loss that is written out may have neither weights nor answers: then it is of nodes, where the model has any. */
int model_space(const gatrt_model *model)
{
    static const gatrt_role roles[] = {GATRT_WEIGHT, GATRT_LABEL, GATRT_TARGET};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (space_of_role(model, roles[i]) >= 0)
            return space_of_role(model, roles[i]);
    const int first = model->output_count > 0 ? model->outputs[0].space : GATRT_NODE;
    return model->spaces[first].kind == GATRT_ROWS && !space_is_asked_for(model, GATRT_NODE) ? first : GATRT_NODE;
}

/* A data set without the set of graphs is one graph, of which nothing is known. */
const gatrt_set *trained_set(const gatrt_model *model, const gatrt_data *data)
{
    static const gatrt_set none = {.name = (char *)(uintptr_t)GRAPH_SET, .rows = 0};
    const gatrt_set *set = space_set(model, data, model_space(model));
    return set ? set : &none;
}

bool joins_rows(const gatrt_model *model)
{
    for (int i = 0; i < model->end_count; i++)
        if (model->ends[i].used && model->spaces[model->ends[i].of].kind == GATRT_ROWS)
            return true;
    return false;
}

/* Demand levels go against the edges, so that inference has none where it goes along them. */
bool sees_all_rows(const gatrt_model *model)
{
    return joins_rows(model) || model->infer.levels == 0;
}

const gatrt_set *space_set(const gatrt_model *model, const gatrt_data *data, int space)
{
    return data_find_set(data, model->spaces[space].name);
}

int64_t space_rows(const gatrt_model *model, const gatrt_data *data, int space)
{
    const gatrt_set *set = space_set(model, data, space);
    const gatrt_relation *edges = space_relation(model, data, space);
    return set ? set->rows : edges ? edges->edges : space == GATRT_GRAPH || space == GATRT_PARAM ? 1 : 0;
}

/* A relation's first end is that of its destinations. */
Joined space_ends(const gatrt_model *model, int relation)
{
    Joined joined = {.in = -1, .out = -1, .from = -1, .to = -1};
    for (int i = model->end_count - 1; i >= 0; i--) {
        if (model->ends[i].of != relation)
            continue;
        *(joined.out < 0 ? &joined.out : &joined.in) = i;
        *(joined.from < 0 ? &joined.from : &joined.to) = model->ends[i].to;
    }
    return joined;
}

bool is_link(const gatrt_model *model, int space)
{
    return model->spaces[space].kind == GATRT_ROWS && space_ends(model, space).in >= 0;
}

/* One that joins what the model says goes before others of its name, which then are told of. */
const gatrt_relation *space_relation(const gatrt_model *model, const gatrt_data *data, int space)
{
    const Joined joined = space_ends(model, space);
    const char *name = model->spaces[space].name;
    if (joined.in < 0)
        return NULL; /* it joins nothing */
    const gatrt_relation *found =
        data_find_relation(data, name, model->spaces[joined.from].name, model->spaces[joined.to].name);
    return found ? found : data_find_relation(data, name, NULL, NULL);
}

KeyText space_key(const gatrt_model *model, int space, const char *key)
{
    const gatrt_set set = {.name = (char *)(uintptr_t)model->spaces[space].name};
    const Joined joined = space_ends(model, space);
    if (model->spaces[space].kind != GATRT_EDGES && !(is_link(model, space) && !strcmp(key, "edge_index")))
        return set_key(&set, key);
    return triple_key(model->spaces[joined.from].name, set.name, model->spaces[joined.to].name, key);
}

Joined space_joins(const gatrt_model *model, const gatrt_data *data, int relation)
{
    Joined joined = space_ends(model, relation);
    const gatrt_relation *found = space_relation(model, data, relation);
    if (found) {
        joined.rows = space_rows(model, data, joined.to);
        joined.edges = found->edges;
        joined.src = found->src;
        joined.dst = found->dst;
        joined.attr = found->edge_attr;
        joined.weight = found->edge_weight;
        joined.since = found->since;
    }
    return joined;
}

/* ------------------------------------------------------------ what must be there */

bool space_is_asked_for(const gatrt_model *model, int space)
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
    const gatrt_relation *found = space_relation(model, data, relation);
    if (!found && relation == GATRT_EDGE)
        return error_set(error, "%s: no edges: edge_index is wanted", file_shown(data->name));
    if (!found)
        return error_set(error, "%s: no %s, which the model's relation %s asks for", file_shown(data->name),
                         space_key(model, relation, "edge_index").text, name);
    if (!strcmp(set_of(data, found->from), from) && !strcmp(set_of(data, found->to), to))
        return true;
    return error_set(error, "%s: %s leads from %s to %s, but in the model from %s to %s", file_shown(data->name), name,
                     set_of(data, found->from), set_of(data, found->to), from, to);
}

/* What a set of the links' name says is of each of them. */
static bool check_link(const gatrt_model *model, const gatrt_data *data, int link, Error *error)
{
    const gatrt_set *set = space_set(model, data, link);
    const int64_t rows = space_joins(model, data, link).edges;
    return !set || set->rows == rows ||
           error_set(error, "%s: %s has %lld links, but there are %lld rows of %s", file_shown(data->name),
                     space_key(model, link, "edge_index").text, (long long)rows, (long long)set->rows, set->name);
}

bool spaces_check(const gatrt_model *model, const gatrt_data *data, Error *error)
{
    for (int s = GATRT_PARAM + 1; s < model->space_count; s++) {
        if (!space_is_asked_for(model, s))
            continue;
        if ((model->spaces[s].kind == GATRT_EDGES || is_link(model, s)) && !check_relation(model, data, s, error))
            return false;
        if (is_link(model, s) && !check_link(model, data, s, error))
            return false;
        if (model->spaces[s].kind == GATRT_ROWS && !is_link(model, s) && s != GATRT_GRAPH && !space_set(model, data, s))
            return error_set(error, "%s: no %s nor %s, which the model's space %s asks for", file_shown(data->name),
                             space_key(model, s, "x").text, space_key(model, s, "num_nodes").text,
                             model->spaces[s].name);
    }
    return true;
}

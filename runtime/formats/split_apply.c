/* split_apply.c - the masks that --split asks for in place of a data set's own.
 *
 * They are those of the set that the loss is over, or without a model of the first that has answers; pairs of edges are made
 * by link_split.c, and also where a model of links finds none in the data set and no split was asked for. Whatever made them,
 * no row is in two parts. Masks that a file has are the file's: remarks.c tells where they overlap.
 */
#include "runtime/formats/split_draw.h"

#include <inttypes.h>
#include <string.h>

static gatrt_set *set_to_split(const gatrt_data *data, const gatrt_model *model)
{
    if (model)
        return data_find_set(data, model->spaces[model_space(model)].name);
    for (int i = 0; i < data->set_count; i++)
        if (data->sets[i].label || data->sets[i].target)
            return &data->sets[i];
    return data->set_count > 0 ? &data->sets[0] : NULL;
}

static bool are_values(const gatrt_model *model)
{
    for (int i = 0; model && i < model->input_count; i++)
        if (model->inputs[i].role == GATRT_TARGET && model->inputs[i].space == model_space(model))
            return true;
    return false;
}

/* Whole numbers that the model reads as values are classes all the same where there are none but 0 and 1. */
bool split_has_classes(const gatrt_set *set, const gatrt_model *model)
{
    const bool values = are_values(model);
    bool yes = set->label != NULL;
    for (int64_t v = 0; yes && values && v < set->rows; v++)
        yes = set->label[v] == 0 || set->label[v] == 1 || set->label[v] == GATRT_UNKNOWN;
    return yes;
}

static bool check_disjoint(const Parts *p)
{
    uint8_t *const *mask = p->set->mask;
    for (int64_t v = 0; v < p->set->rows; v++)
        if (mask[0][v] + mask[1][v] + mask[2][v] > 1)
            return error_set(p->error, "%s: --split has %s %" PRId64 " in two parts", p->name, set_word(p->set), v);
    return true;
}

/* A part without rows is none. */
static void drop_empty(gatrt_set *set)
{
    for (int m = 0; m < 3; m++)
        if (!split_mask(set, m))
            mem_free(set->mask[m]), set->mask[m] = NULL;
}

static bool make_masks(const Parts *p, int64_t *folds)
{
    *folds = 1;
    for (int m = 0; m < 3; m++) {
        mem_free(p->set->mask[m]);
        split_new(p->set, m);
    }
    switch (p->rule->kind) {
    case RULE_LISTS: return split_read_lists(p, folds);
    case RULE_JSON: return split_read_json(p, folds);
    default: *folds = p->rule->kind == RULE_FOLDS ? p->rule->folds : 1; return split_draw(p);
    }
}

static bool split_unasked(gatrt_data *data, const gatrt_model *model, Error *error)
{
    static const char usual[] = "links:85/5/10,seed=0";
    SplitRule rule;
    if (!link_split_is_due(data, model))
        return true;
    if (!split_rule_parse(usual, &rule, error) || !link_split(data, model, &rule, error))
        return false;
    origin_add(data, ORIGIN_REMARK, "", "it has no pairs of its own: they are edges of it, by --split %s", usual);
    return true;
}

bool split_apply(gatrt_data *data, const gatrt_model *model, const SplitRule *rule, Error *error)
{
    gatrt_set *set = set_to_split(data, model);
    if (rule->kind == RULE_FILE)
        return split_unasked(data, model, error);
    if (rule->kind == RULE_COLUMN || rule->kind == RULE_ALL)
        return true;
    if (rule->kind == RULE_LINKS)
        return link_split(data, model, rule, error);
    if (!set || set->rows < 1)
        return error_set(error, "%s: there is no %s to split", file_shown(data->name),
                         model ? model->spaces[model_space(model)].name : NODE_SET);
    /* Of runs the first: which it is in full is told of it. */
    SplitRule one = split_rule_of_run(rule, 0, 1);
    const Parts p = {file_shown(data->name), data, set, split_has_classes(set, model), &one, error};
    int64_t folds;
    if (!make_masks(&p, &folds) || !check_disjoint(&p))
        return false;
    drop_empty(set);
    origin_replace_splits(data, set, split_rule_text(&one).text);
    origin_set_splits(data, one.fold, folds > 1 ? folds : 0);
    return true;
}

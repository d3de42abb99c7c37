/* job.c - what commands and training both ask of a job. */
#include "runtime/runtime.h"

float *job_params(const Job *job)
{
    return mem_alloc((size_t)job->model->param_floats, sizeof(float));
}

const char *recipe_optimizer(const gatrt_model *model)
{
    return model->recipe.optimizer ? model->recipe.optimizer : "adam";
}

const char *model_bits(const gatrt_model *model)
{
    return model->bits ? "exact" : "fast";
}

const gatrt_set *job_set(const Job *job)
{
    return trained_set(job->model, job->data);
}

void job_report_split(const Job *job, Report *r)
{
    if (links_of(job->data))
        links_report(r, links_of(job->data));
    if (split_rule_varies(&job->options->split_rule))
        report_text(r, "split", job->options->split);
    else if (origin_was_split(job->data))
        report_text(r, "split", origin_split(job->data).text);
    else if (origin_splits(job->data) > 1)
        report_count(r, "split", job->options->split_rule.column);
}

KeyText job_key(const Job *job, const char *key)
{
    return space_key(job->model, model_space(job->model), key);
}

bool job_labelled(const Job *job, Error *error)
{
    if (job_set(job)->label || job_set(job)->target)
        return true;
    return error_set(error, "%s: there is no %s, so nothing to compare the outputs with", file_shown(job->data->name),
                     job_key(job, "y").text);
}

/* ------------------------------------------------------------------ without a split */

static bool has_classes(const gatrt_model *model)
{
    for (int i = 0; i < model->input_count; i++)
        if (model->inputs[i].role == GATRT_LABEL && model->inputs[i].space == model_space(model))
            return true;
    return false;
}

static void tell_whole(const Job *job, int64_t known)
{
    const bool eval = job->options->command->bit == FOR_EVAL;
    const gatrt_set *set = job_set(job);
    origin_set_whole(job->data);
    origin_add(job->data, ORIGIN_REMARK, "", "there is no split: all %s%s are %s",
               known < set->rows ? "whose y is known, " : "", rows_text(set, known).text,
               eval ? "measured, under the name all"
                    : "trained on, and none validates or tests; add masks, or see --split");
}

void job_take_whole(Job *job)
{
    const gatrt_set *of = job_set(job);
    const bool classes = has_classes(job->model);
    int64_t known = 0;
    job->whole = false;
    if (!(job->options->command->bit & (FOR_TRAIN | FOR_EVAL | FOR_BENCH)) || split_any(job->data) ||
        !(of->label || of->target))
        return;
    gatrt_set *set = &job->data->sets[of - job->data->sets];
    split_new(set, 0);
    for (int64_t v = 0; v < set->rows; v++)
        known += split_known(set, v, classes) && split_add(set, 0, v);
    job->whole = known > 0;
    if (job->whole)
        tell_whole(job, known);
}

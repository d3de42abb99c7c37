/* eval.c - the command eval: loss and metric of given weights on the masks of a data set, or of several.
 */
#include "runtime/cli/outcome.h"

#include <math.h>

/* The data set that is loaded; figures go to `to`. */
static bool eval_one(Job *job, Report *to, Error *error)
{
    const char *metric = job->model->recipe.metric;
    Outcome out = {.split = {{NAN, NAN}, {NAN, NAN}, {NAN, NAN}}};
    if (!job_labelled(job, error) || !per_class_fits(job, error))
        return false;
    float *params = job_params(job);
    bool worked = job_weights(job, params, error);
    size_t workspace = 0;
    int found = 0;
    int64_t classes = 0;
    Hits *hits[3] = {NULL};
    for (int i = 0; worked && i < 3; i++) {
        const uint8_t *mask = split_mask(job_set(job), i);
        View *view = mask ? view_new(job, mask, 1u << VIEW_INFER | 1u << VIEW_SCORE, error) : NULL;
        worked = !mask || view;
        if (!view)
            continue;
        out.split[i] = view_score(view, params, job);
        worked = view_check(view, job->data->name, error);
        workspace = view_workspace(view) > workspace ? view_workspace(view) : workspace;
        report_score(to, job->whole ? "all" : split_name[i], metric, out.split[i].loss, out.split[i].metric);
        found++;
        hits[i] = worked && job->options->per_class ? view_hits(view, job_set(job), &classes) : NULL;
        view_free(view);
    }
    mem_free(params);
    if (worked && !found)
        return error_set(error, "%s: nothing to evaluate; it has no %s, %s or %s", file_shown(job->data->name),
                         job_key(job, data_mask_name[0]).text, job_key(job, data_mask_name[1]).text,
                         job_key(job, data_mask_name[2]).text);
    if (worked) {
        job_tell_data(job);
        outcome_print_scores(job, &out);
        for (int i = 0; i < 3; i++)
            if (hits[i])
                per_class_print(job, hits[i], classes, job->whole ? "all" : split_name[i]);
        report_count(job->report, "workspace_bytes", (int64_t)workspace);
    }
    for (int i = 0; i < 3; i++)
        mem_free(hits[i]);
    return worked;
}

static bool next_file(Job *job, Error *error)
{
    if (!job_load_data(job, 0, error))
        return false;
    job->wrong_command = !outputs_spare_data(job->options, error);
    return !job->wrong_command;
}

/* Of several data sets each by itself, as a model of one graph meets the others of its family. */
bool command_eval(Job *job, Error *error)
{
    const Options *o = job->options;
    if (o->data_count == 1)
        return eval_one(job, job->report, error);
    for (; job->file < o->data_count; job->file++) {
        Report *row = report_row(job->report, "evaluated");
        report_text(row, "data", o->datas[job->file]);
        if (job->file > 0 && !next_file(job, error))
            return false;
        if (!eval_one(job, row, error))
            return false;
    }
    return true;
}

/* eval.c - the command eval: loss and metric of given weights on the masks of a data set, or of several.
 */
#include "runtime/cli/members.h"
#include "runtime/cli/outcome.h"

#include <math.h>

/* Of one data set. */
typedef struct Measured {
    Outcome out;
    Hits *hits[3]; /* of --per-class */
    int64_t classes;
    size_t workspace;
    int found;
} Measured;

/* The rows of one mask; figures go to `to`. */
static bool measure(Job *job, const Ensemble *members, int split, Measured *m, Report *to, Error *error)
{
    const uint8_t *mask = split_mask(job_set(job), split);
    View *view = mask ? view_new(job, mask, 1u << VIEW_INFER | 1u << VIEW_SCORE, error) : NULL;
    if (!view)
        return !mask;
    Score *score = &m->out.split[split];
    *score = ensemble_score(view, members, job);
    const bool worked = view_check(view, job->data->name, error);
    m->workspace = view_workspace(view) > m->workspace ? view_workspace(view) : m->workspace;
    report_score(to, job->whole ? "all" : split_name[split], job->model->recipe.metric, score->loss, score->metric);
    m->found++;
    m->hits[split] = worked && job->options->per_class ? view_hits(view, job_set(job), &m->classes) : NULL;
    view_free(view);
    return worked;
}

static void tell(const Job *job, const Ensemble *members, const Measured *m)
{
    job_tell_data(job);
    job_tell_members(job, members);
    outcome_print_scores(job, &m->out);
    for (int i = 0; i < 3; i++)
        if (m->hits[i])
            per_class_print(job, m->hits[i], m->classes, job->whole ? "all" : split_name[i]);
    report_count(job->report, "workspace_bytes", (int64_t)m->workspace);
}

/* The data set that is loaded; figures go to `to`. */
static bool eval_one(Job *job, Report *to, Error *error)
{
    Measured m = {.out.split = {{NAN, NAN}, {NAN, NAN}, {NAN, NAN}}};
    Ensemble members;
    if (!job_labelled(job, error) || !per_class_fits(job, error))
        return false;
    bool worked = job_ensemble(job, &members, error);
    for (int i = 0; worked && i < 3; i++)
        worked = measure(job, &members, i, &m, to, error);
    if (worked && !m.found)
        worked = error_set(error, "%s: nothing to evaluate; it has no %s, %s or %s", file_shown(job->data->name),
                           job_key(job, data_mask_name[0]).text, job_key(job, data_mask_name[1]).text,
                           job_key(job, data_mask_name[2]).text);
    if (worked)
        tell(job, &members, &m);
    for (int i = 0; i < 3; i++)
        mem_free(m.hits[i]);
    ensemble_free(&members);
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

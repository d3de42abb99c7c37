/* per_class.c - eval --per-class: of each class how many rows there are, precision, recall and F1, as a table for each part
 * and in the report. Of labels each is a class of its own. Ratios are those of metrics.c.
 */
#include "runtime/runtime.h"

#include <inttypes.h>

bool per_class_fits(const Job *job, Error *error)
{
    const gatrt_model *model = job->model;
    const gatrt_set *set = job_set(job);
    if (!job->options->per_class)
        return true;
    if (model->output_count < 1 || metric_of_numbers(model->recipe.metric) ||
        model->outputs[0].space != model_space(model))
        return error_set(error, "--per-class: the model %s tells values, or of other rows than its loss is over",
                         model->name);
    return set->label || set->classes == model->outputs[0].width ||
           error_set(error, "%s: --per-class: %s has %lld columns, but the model tells %lld labels",
                     file_shown(job->data->name), job_key(job, "y").text, (long long)set->classes,
                     (long long)model->outputs[0].width);
}

static void put_class(const Job *job, const char *part, int64_t class, const Hits *hits)
{
    const gatrt_set *set = job_set(job);
    const char *name = set->class_name && class < set->classes ? set->class_name[class] : "";
    const HitRatios of = metric_ratios(hits);
    const int64_t count = (int64_t)(hits->right + hits->missed);
    fprintf(job->people, "  %-6" PRId64 " %-24s %8" PRId64 "  %9.4f  %9.4f  %9.4f\n", class, text_shown(name).text,
            count, of.precision, of.recall, of.f1);
    Report *row = report_row(job->report, "per_class");
    report_text(row, "part", part);
    report_count(row, "class", class);
    if (*name)
        report_text(row, "name", name);
    report_count(row, "count", count);
    report_number(row, "precision", of.precision);
    report_number(row, "recall", of.recall);
    report_number(row, "f1", of.f1);
}

void per_class_print(const Job *job, const Hits *hits, int64_t classes, const char *part)
{
    fprintf(job->people, "%-33s %8s  %9s  %9s  %9s\n", part, "count", "precision", "recall", "f1");
    for (int64_t c = 0; c < classes; c++)
        if (hits[c].right + hits[c].wrong + hits[c].missed > 0.0)
            put_class(job, part, c, &hits[c]);
}

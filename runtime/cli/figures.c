/* figures.c - the first keys of a command's report: the same for all commands, null until something was measured. */
#include "runtime/runtime.h"

#include <math.h>

void report_score(Report *r, const char *split, const char *metric, double loss, double value)
{
    char key[80];
    snprintf(key, sizeof key, "%s_loss", split);
    report_number(r, key, loss);
    snprintf(key, sizeof key, "%s_%s", split, metric);
    report_number(r, key, value);
}

Report *report_new(const Options *o, const gatrt_model *model)
{
    static const char *const later[] = {"epochs", "epoch_ms_median", "infer_ms_median", "peak_rss_mib", "seconds"};
    Report *r = report_empty();
    report_text(r, "command", o->command->name);
    report_text(r, "model", model->name);
    report_text(r, "bits", model_bits(model));
    report_text(r, "data", o->data);
    for (int i = 0; i < 3; i++)
        report_score(r, split_name[i], model->recipe.metric, NAN, NAN);
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        report_number(r, later[i], NAN);
    report_count(r, "seed", o->seed);
    report_number(r, "threads", NAN);
    report_number(r, "workspace_bytes", NAN);
    return r;
}

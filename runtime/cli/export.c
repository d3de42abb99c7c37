/* export.c - the parameters as an application reads them: the floats of NAME_params in model.h, in its order and
 * its layout, and nothing else. That is the parameter block, as the compiler lays out both from one table.
 */
#include "runtime/runtime.h"

#include <inttypes.h>

bool command_export(Job *job, Error *error)
{
    const gatrt_model *model = job->model;
    const char *out = job->options->out;
    float *params = job_params(job);
    bool worked =
        job_weights(job, params, error) && file_write(out, params, (size_t)model->param_floats * sizeof *params, error);
    mem_free(params);
    if (!worked)
        return false;
    report_text(job->report, "out", out);
    report_count(job->report, "floats", model->param_floats);
    fprintf(job->people, "wrote %s: %" PRId64 " floats, the %s_params of its header\n", text_shown(out).text,
            model->param_floats, model->name);
    return true;
}

/* job.c - what commands and training both ask of a job. */
#include "runtime/runtime.h"

float *job_params(const Job *job)
{
    return mem_alloc((size_t)job->model->param_floats, sizeof(float));
}

const gatrt_set *job_set(const Job *job)
{
    return &job->data->sets[0];
}

bool job_labelled(const Job *job, Error *error)
{
    if (job_set(job)->label || job_set(job)->target)
        return true;
    return error_set(error, "%s: there is no y, so nothing to compare the outputs with", file_shown(job->data->name));
}

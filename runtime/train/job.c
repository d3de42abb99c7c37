/* job.c - what commands and training both ask of a job. */
#include "runtime/runtime.h"

float *job_params(const Job *job)
{
    return mem_alloc((size_t)job->model->param_floats, sizeof(float));
}

const gatrt_set *job_set(const Job *job)
{
    return trained_set(job->model, job->data);
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

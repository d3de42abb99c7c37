/* study_of.c - what report and draw show. */
#include "runtime/cli/study_of.h"
#include "runtime/cli/draw.h"
#include "runtime/report/frames.h"
#include "runtime/report/history.h"

#include <math.h>
#include <string.h>

/* As eval finds them: each mask's rows by themselves. */
static bool find_scores(Study *s, Error *error)
{
    bool worked = true;
    for (int i = 0; i < 3; i++) {
        const uint8_t *mask = split_mask(s->set, i);
        s->score[i] = (Score){NAN, NAN};
        if (!worked || !mask || !(s->set->label || s->set->target))
            continue;
        s->part = i;
        View *view = view_new(s->job, mask, 1u << VIEW_INFER | 1u << VIEW_SCORE, error);
        worked = view != NULL;
        if (view)
            s->score[i] = view_score(view, s->params, s->job);
        worked = worked && view_check(view, s->job->data->name, error);
        view_free(view);
    }
    return worked;
}

static bool check_finite(const Study *s, Error *error)
{
    for (int i = 0; i < s->model->output_count; i++) {
        const float *values = s->view->outputs[i];
        const int64_t count = view_output_rows(s->view, i) * s->model->outputs[i].width;
        if (values && first_not_finite(values, count) >= 0)
            return error_set(error, "%s: \"%s\" holds what is no number: there is nothing to show; predict says where",
                             file_shown(s->job->data->name), s->model->outputs[i].name);
    }
    return true;
}

/* The outputs of all rows, those on demand too. */
static bool find_outputs(Study *s, Error *error)
{
    const int program = s->model->inspect.kernels ? VIEW_INSPECT : VIEW_INFER;
    s->view = view_new(s->job, NULL, 1u << program, error);
    if (!s->view)
        return false;
    view_infer(s->view, program, s->params, s->job->pool, NULL);
    if (s->model->outputs[0].space == s->space && s->set->rows > 0)
        s->place = prepared_places(s->view->on, s->space);
    return check_finite(s, error);
}

/* Without a file of weights, where the command can do without, they are those that training begins with. */
static bool read_weights(Job *job, Study *s, Error *error)
{
    const Options *o = job->options;
    const WeightsFile from = {.path = o->weights ? o->weights : o->checkpoint, .key = o->key, .rename = o->rename};
    WeightsTold told;
    float *params = job_params(job);
    s->params = params;
    if (!job_weights(job, params, error))
        return false;
    s->weights = from.path ? weights_read(job->model, &from, &told, error) : NULL;
    if (s->weights && s->history)
        history_tell(stderr, job, s->history, s->weights);
    return s->weights || !from.path;
}

bool study_of(Job *job, Study *s, Error *error)
{
    const Options *o = job->options;
    *s = (Study){.job = job,
                 .model = job->model,
                 .set = job_set(job),
                 .space = model_space(job->model),
                 .answer = answer_of(job->model),
                 .part = -1,
                 .layer = o->layer,
                 .head = o->head,
                 .layout = draw_layout(o->layout)};
    if (o->history && !(s->history = history_read(o->history, job->model, error)))
        return false;
    return read_weights(job, s, error) && find_scores(s, error) && find_outputs(s, error) &&
           (!o->log || frames_read(s, o->log, error));
}

void study_free(Study *s)
{
    page_free(&s->page);
    view_free(s->view);
    mem_free(s->place);
    tensors_free(s->weights);
    npz_free(s->film);
    if (s->history)
        report_free(s->history);
    mem_free(s->params);
}

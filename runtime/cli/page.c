/* page.c - the command report: weights and a data set into one page of HTML, which loads nothing and holds what can be
 * said of them: scores, curves, classes, degrees, attention, outputs in the plane, the graph, the program. No clock and no
 * number of threads gets into it: the same weights, data and program make the same bytes.
 */
#include "runtime/report/study.h"
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

static bool make_page(Study *s, Error *error)
{
    frame_begin(s);
    section_summary(s);
    section_curves(s);
    section_classes(s);
    section_calibration(s);
    section_values(s);
    section_degrees(s);
    if (!section_attention(s, error))
        return false;
    section_entropy(s);
    section_embeddings(s);
    section_graph(s);
    if (!section_program(s, error))
        return false;
    frame_end(s);
    return !s->page.broken || error_set(error, "%s: a number cannot be printed", file_shown(s->job->options->out));
}

static bool make_report(Study *s, Error *error)
{
    const char *out = s->job->options->out;
    return find_scores(s, error) && find_outputs(s, error) && make_page(s, error) &&
           file_write(out, s->page.text, s->page.used, error);
}

bool command_report(Job *job, Error *error)
{
    const Options *o = job->options;
    const WeightsFile from = {.path = o->weights ? o->weights : o->checkpoint, .key = o->key, .rename = o->rename};
    WeightsTold told;
    float *params = job_params(job);
    Study s = {.job = job,
               .model = job->model,
               .set = job_set(job),
               .space = model_space(job->model),
               .answer = answer_of(job->model),
               .params = params,
               .part = -1};
    Report *history = o->history ? history_read(o->history, job->model, error) : NULL;
    Tensors *weights = (history || !o->history) && job_weights(job, params, error)
                           ? weights_read(job->model, &from, &told, error)
                           : NULL;
    s.history = history;
    s.weights = weights;
    const bool worked = weights && make_report(&s, error);
    if (worked) {
        job_tell_data(job);
        report_text(job->report, "out", o->out);
        report_count(job->report, "bytes", (int64_t)s.page.used);
        fprintf(job->people, "wrote %s: %.1f MB\n", text_shown(o->out).text, 1e-6 * (double)s.page.used);
    }
    page_free(&s.page);
    view_free(s.view);
    mem_free(s.place);
    tensors_free(weights);
    if (history)
        report_free(history);
    mem_free(params);
    return worked;
}

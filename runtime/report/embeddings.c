/* embeddings.c - outputs of rows in the plane: two columns as they are, more by t-SNE. What is inside the model is shown
 * where it names it: inspect("hidden", h).
 */
#include "runtime/report/cloud.h"
#include "runtime/report/frames.h"
#include "runtime/report/tsne.h"

#include <inttypes.h>
#include <string.h>

enum { MOST_POINTS = 4000 };

/* Of many rows some, evenly: those whose number is a multiple of a step. */
typedef struct Sample {
    int64_t *row, count, of;
    float *values; /* [count, width] */
} Sample;

static Sample sample_of(const Study *s, int output)
{
    const gatrt_output *o = &s->model->outputs[output];
    const int64_t rows = s->view->on->spaces[o->space].count, step = (rows + MOST_POINTS - 1) / MOST_POINTS;
    int64_t *place = prepared_places(s->view->on, o->space);
    Sample sample = {.row = mem_alloc((size_t)rows, sizeof *sample.row),
                     .of = rows,
                     .values = mem_alloc(MOST_POINTS + 1, (size_t)o->width * sizeof *sample.values)};
    for (int64_t v = 0; v < rows; v += step) {
        memcpy(sample.values + sample.count * o->width, s->view->outputs[output] + place[v] * o->width,
               (size_t)o->width * sizeof *sample.values);
        sample.row[sample.count++] = v;
    }
    mem_free(place);
    return sample;
}

static void place_points(const Study *s, const Sample *sample, int64_t width, double *xy, char text[200])
{
    const TsneSettings *t = &tsne_defaults;
    if (width == 2) {
        for (int64_t k = 0; k < 2 * sample->count; k++)
            xy[k] = (double)sample->values[k];
        snprintf(text, 200, "The two columns as they are");
    } else {
        const double divergence = tsne_place(sample->values, sample->count, width, t, xy, s->job->pool);
        snprintf(text, 200, "t-SNE of %" PRId64 " columns: perplexity %g, %d iterations, divergence %.3f", width,
                 t->perplexity, t->iterations, divergence);
    }
}

static void draw_output(Study *s, int output)
{
    const gatrt_output *o = &s->model->outputs[output];
    char text[200], caption[600];
    Sample sample = sample_of(s, output);
    double *xy = mem_alloc((size_t)sample.count + 1, 2 * sizeof *xy);
    place_points(s, &sample, o->width, xy, text);
    const bool of_set = o->space == s->space && s->set->rows == sample.of;
    figure_begin(&s->page, o->name);
    cloud_draw(
        s,
        &(Cloud){.name = o->name, .text = text, .points = sample.count, .xy = xy, .row = sample.row, .of_set = of_set});
    snprintf(caption, sizeof caption, "%.200s.%s%s%s", text,
             sample.count < sample.of ? " Of many rows some are drawn, evenly." : "",
             of_set && s->answer == ANSWER_CLASS ? " Colours are true classes; a ring is a row that is told wrong."
                                                 : "",
             s->page.sheet ? "" : " Wheel, + and - zoom, arrows and dragging move, 0 resets.");
    figure_end(&s->page, caption);
    mem_free(xy);
    mem_free(sample.row);
    mem_free(sample.values);
}

static bool is_drawn(const Study *s, int output)
{
    const gatrt_output *o = &s->model->outputs[output];
    return s->view->outputs[output] && study_shows(s, o->name) && o->width > 1 &&
           s->model->spaces[o->space].kind == GATRT_ROWS && s->view->on->spaces[o->space].count > 1;
}

void section_embeddings(Study *s)
{
    bool any = false;
    for (int i = 0; i < s->model->output_count; i++)
        any |= is_drawn(s, i);
    if (!any)
        return;
    section_begin(s, "embeddings", "Outputs in the plane");
    page_raw(&s->page, "<p>Outputs of rows. A layer inside the model is here too where the model names it: <code>"
                       "inspect(\"hidden\", h)</code>.</p>\n");
    cloud_legend(s);
    for (int i = 0; i < s->model->output_count; i++)
        if (is_drawn(s, i)) {
            draw_output(s, i);
            frames_put(s, i);
        }
    section_end(s);
}

/* calibration.c - is the model right as often as it says? Of a class the softmax of output 0 at the class told, of labels
 * the sigmoid of each; by bins of that probability, as in Guo et al. 2017: ECE = sum over bins of
 * share |accuracy - confidence|.
 */
#include "runtime/report/study.h"
#include "runtime/train/metrics.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

typedef struct Bins {
    double count[ECE_BINS], right[ECE_BINS], confidence[ECE_BINS], all;
} Bins;

static void add(Bins *b, double confidence, bool right)
{
    const int at = ece_bin(confidence);
    b->count[at] += 1.0;
    b->right[at] += right;
    b->confidence[at] += confidence;
    b->all += 1.0;
}

/* Softmax at the largest: 1 / sum exp(x_j - x_max). */
static double greatest_share(const float *row, int64_t width)
{
    const double most = (double)row[answer_class(row, width)];
    double sum = 0.0;
    for (int64_t j = 0; j < width; j++)
        sum += exp((double)row[j] - most);
    return 1.0 / sum;
}

static Bins count_bins(const Study *s)
{
    Bins bins;
    memset(&bins, 0, sizeof bins);
    const int64_t width = s->model->outputs[0].width;
    for (int64_t v = 0; v < s->set->rows; v++) {
        if (!study_measures(s, v))
            continue;
        const float *row = study_output(s, v);
        if (s->answer == ANSWER_CLASS)
            add(&bins, greatest_share(row, width), study_told(s, v) == study_truth(s, v));
        for (int64_t j = 0; s->answer == ANSWER_LABELS && s->set->target && j < width; j++)
            add(&bins, 1.0 / (1.0 + exp(-(double)row[j])), s->set->target[v * width + j] > 0.5f);
    }
    return bins;
}

static void draw(Study *s, const Bins *b)
{
    const char *what = s->answer == ANSWER_CLASS ? "right" : "labels that hold";
    char text[320], hint[160];
    double error = 0.0, right = 0.0, confidence = 0.0;
    for (int i = 0; i < ECE_BINS; i++) {
        error += fabs(b->right[i] - b->confidence[i]) / b->all;
        right += b->right[i] / b->all;
        confidence += b->confidence[i] / b->all;
    }
    Chart c = {.x = {"probability told", 0.0, 1.0, false}, .y = {what, 0.0, 1.0, false}, .width = 420, .height = 320};
    figure_begin(&s->page, "Reliability");
    snprintf(text, sizeof text,
             "Expected calibration error %.4f: mean probability %.4f, %s %.4f, over %.0f %s of %s rows", error,
             confidence, what, right, b->all, s->answer == ANSWER_CLASS ? "answers" : "labels", study_part_name(s));
    chart_begin(&c, &s->page, "Reliability", text);
    for (int i = 0; i < ECE_BINS; i++) {
        if (b->count[i] == 0.0)
            continue;
        snprintf(hint, sizeof hint, "%.0f told about %.3f: %s %.3f", b->count[i], b->confidence[i] / b->count[i], what,
                 b->right[i] / b->count[i]);
        chart_bar(&c, "s0", (double)i / ECE_BINS, (double)(i + 1) / ECE_BINS, b->right[i] / b->count[i], hint);
    }
    page_put(&s->page, "<path class=\"mark\" d=\"M%.1f %.1fL%.1f %.1f\"/>", chart_x(&c, 0.0), chart_y(&c, 0.0),
             chart_x(&c, 1.0), chart_y(&c, 1.0));
    chart_end(&c);
    figure_end(&s->page, text);
}

void section_calibration(Study *s)
{
    const Bins bins = s->answer == ANSWER_VALUES || !s->place ? (Bins){.all = 0.0} : count_bins(s);
    if (bins.all == 0.0)
        return;
    section_begin(s, "calibration", "Calibration");
    page_put(&s->page, "<p>Probabilities are the %s of output <code>",
             s->answer == ANSWER_CLASS ? "softmax" : "sigmoid");
    page_xml(&s->page, s->model->outputs[0].name);
    page_raw(&s->page, "</code>; on the dashed line they are what they say.</p>\n");
    draw(s, &bins);
    section_end(s);
}

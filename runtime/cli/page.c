/* page.c - the command report: weights and a data set into one page of HTML, which loads nothing and holds what can be
 * said of them: scores, curves, classes, degrees, attention, outputs in the plane, the graph, the program. No clock and no
 * number of threads gets into it: the same weights, data and program make the same bytes.
 */
#include "runtime/cli/study_of.h"

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
    if (!section_explained(s, error))
        return false;
    section_embeddings(s);
    section_graph(s);
    if (!section_program(s, error))
        return false;
    frame_end(s);
    return !s->page.broken || error_set(error, "%s: a number cannot be printed", file_shown(s->job->options->out));
}

bool command_report(Job *job, Error *error)
{
    const Options *o = job->options;
    Study s;
    const bool worked =
        study_of(job, &s, error) && make_page(&s, error) && file_write(o->out, s.page.text, s.page.used, error);
    if (worked) {
        job_tell_data(job);
        report_text(job->report, "out", o->out);
        report_count(job->report, "bytes", (int64_t)s.page.used);
        fprintf(job->people, "wrote %s: %.1f MB\n", text_shown(o->out).text, 1e-6 * (double)s.page.used);
    }
    study_free(&s);
    return worked;
}

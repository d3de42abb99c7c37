/* classes.c - how well each class is told: rows of one part whose answer is known. */
#include "runtime/report/study.h"

#include <string.h>

static void put_class(Study *s, int64_t class, const Hits *hits)
{
    const HitRatios of = metric_ratios(hits);
    table_row(&s->page, study_class_text(s, class).text);
    table_number(&s->page, 0, hits->right + hits->missed);
    table_number(&s->page, 4, of.precision);
    table_number(&s->page, 4, of.recall);
    table_number(&s->page, 4, of.f1);
    table_row_end(&s->page);
}

/* Rows that are measured, as metrics want them. */
typedef struct Measured {
    float *out; /* [count, width] */
    int64_t *row_id, count;
} Measured;

static Measured measured_of(const Study *s)
{
    const int64_t width = s->model->outputs[0].width;
    Measured m = {.out = mem_alloc((size_t)s->set->rows, (size_t)width * sizeof *m.out),
                  .row_id = mem_alloc((size_t)s->set->rows, sizeof *m.row_id)};
    for (int64_t v = 0; v < s->set->rows; v++) {
        if (!study_measures(s, v))
            continue;
        memcpy(m.out + m.count * width, study_output(s, v), (size_t)width * sizeof *m.out);
        m.row_id[m.count++] = v;
    }
    return m;
}

static void put_table(Study *s, const Hits *hits, int64_t classes)
{
    static const char *const columns[] = {"class", "#rows", "#precision", "#recall", "#F1"};
    char caption[120];
    snprintf(caption, sizeof caption, "Each class on the %s rows", study_part_name(s));
    table_begin(&s->page, caption, columns, 5);
    for (int64_t c = 0; c < classes; c++)
        if (hits[c].right + hits[c].wrong + hits[c].missed > 0.0)
            put_class(s, c, &hits[c]);
    table_end(&s->page);
}

static void put_measured(Study *s, const Measured *m)
{
    int64_t classes;
    Hits *hits = metric_hits(m->out, s->model->outputs[0].width, s->set, m->row_id, m->count, &classes);
    section_begin(s, "classes", "Classes");
    put_table(s, hits, classes);
    if (s->answer == ANSWER_CLASS) {
        int64_t *count = metric_confusion(m->out, s->model->outputs[0].width, s->set, m->row_id, m->count, &classes);
        confusion_put(s, count, classes);
        mem_free(count);
    }
    section_end(s);
    mem_free(hits);
}

void section_classes(Study *s)
{
    if (s->answer == ANSWER_VALUES || !s->place)
        return;
    const Measured m = measured_of(s);
    if (m.count)
        put_measured(s, &m);
    mem_free(m.out);
    mem_free(m.row_id);
}

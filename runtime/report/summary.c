/* summary.c - what was trained on what, how well it does, and what one needs to do it again. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/report/study.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

static void put_row(Page *p, const char *name, const char *text)
{
    table_row(p, name);
    table_text(p, text);
    table_row_end(p);
}

/* "0x1.47ae147ae147bp-8" and "0.0050000000000000001" read better as 0.005; prints are no numbers. */
static void put_note(Page *p, const char *key, const char *text)
{
    char *end, plain[40];
    const double number = strtod(text, &end);
    if (strpbrk(text, ".x") && !*end && isfinite(number)) {
        snprintf(plain, sizeof plain, "%.9g", number);
        text = plain;
    }
    put_row(p, key, text);
}

static void put_scores(Study *s)
{
    const char *metric = s->model->recipe.metric;
    char measured[80];
    snprintf(measured, sizeof measured, "#%.70s", metric);
    const char *const columns[] = {"rows", "#number", "#loss", measured};
    table_begin(&s->page, "Scores of these weights", columns, 4);
    for (int i = 0; i < 3; i++) {
        if (!split_mask(s->set, i))
            continue;
        table_row(&s->page, study_part[i]);
        table_number(&s->page, 0, (double)split_count(s->set, i));
        table_number(&s->page, 4, s->score[i].loss);
        page_raw(&s->page, "<td class=\"number\">");
        page_xml(&s->page, metric_text(metric, s->score[i].metric).text);
        page_raw(&s->page, "</td>");
        table_row_end(&s->page);
    }
    table_end(&s->page);
}

static void put_data(Study *s)
{
    const gatrt_data *d = s->job->data;
    char text[256];
    put_row(&s->page, "data", d->name);
    for (int i = 0; i < d->set_count; i++) {
        snprintf(text, sizeof text, "%" PRId64 " rows, %" PRId64 " features, %" PRId64 " classes", d->sets[i].rows,
                 d->sets[i].features, d->sets[i].classes);
        put_row(&s->page, d->sets[i].name, text);
    }
    for (int i = 0; i < d->relation_count; i++) {
        const gatrt_relation *r = &d->relations[i];
        snprintf(text, sizeof text, "%" PRId64 " from %.60s to %.60s", r->edges, d->sets[r->from].name,
                 d->sets[r->to].name);
        put_row(&s->page, r->name, text);
    }
    put_row(&s->page, "split", origin_split(d).text);
    snprintf(text, sizeof text, "%016" PRIx64, data_print(d));
    put_row(&s->page, "data print", text);
}

static void put_model(Study *s)
{
    char text[256];
    int64_t count = 0;
    for (int i = 0; i < s->model->param_count; i++)
        count += s->model->params[i].count;
    put_row(&s->page, "model", s->model->name);
    put_row(&s->page, "made from", s->model->source);
    for (int i = 0; i < s->model->dim_count; i++) {
        snprintf(text, sizeof text, "%" PRId64, s->model->dims[i].size);
        put_row(&s->page, s->model->dims[i].name, text);
    }
    snprintf(text, sizeof text, "%" PRId64, count);
    put_row(&s->page, "parameters", text);
    snprintf(text, sizeof text, "%016" PRIx64, s->model->print);
    put_row(&s->page, "model print", s->model->print ? text : "not known");
    put_row(&s->page, "bits", model_bits(s->model));
}

static void put_environment(Study *s)
{
    struct utsname system;
    char text[256];
    put_row(&s->page, "gatcc", GATRT_VERSION);
    put_row(&s->page, "runtime compiled by",
#if defined(__clang__)
            "clang " __clang_version__
#else
            "gcc " __VERSION__
#endif
    );
    if (uname(&system) == 0) {
        snprintf(text, sizeof text, "%.60s %.80s", system.sysname, system.machine);
        put_row(&s->page, "system", text);
    }
}

/* What the file of the weights says of itself, word for word: seed, epochs, optimiser, prints. */
static void put_weights(Study *s)
{
    const Options *o = s->job->options;
    char text[40];
    put_row(&s->page, "weights", o->weights ? o->weights : o->checkpoint);
    snprintf(text, sizeof text, "%016" PRIx64,
             bytes_print(0, s->params, (size_t)s->model->param_floats * sizeof(float)));
    put_row(&s->page, "weights print", text);
    for (int i = 0; i < s->weights->meta_count; i++)
        put_note(&s->page, s->weights->meta[i][0], s->weights->meta[i][1]);
}

static void put_facts(Study *s, const char *caption, void (*put)(Study *))
{
    static const char *const columns[] = {"what", "is"};
    table_begin(&s->page, caption, columns, 2);
    put(s);
    table_end(&s->page);
}

void section_summary(Study *s)
{
    section_begin(s, "summary", "Summary");
    put_scores(s);
    page_raw(&s->page, "<p>Prints are 64-bit hashes: equal prints mean equal bytes of data, of weights, of what the "
                       "model computes.</p>\n<div class=\"columns\">\n");
    put_facts(s, "Model", put_model);
    put_facts(s, "Data", put_data);
    put_facts(s, "Environment", put_environment);
    page_raw(&s->page, "</div>\n<details><summary>The weights, as their file says</summary>");
    put_facts(s, "Weights, as their file says", put_weights);
    page_raw(&s->page, "</details>\n");
    section_end(s);
}

/* program.c - how the model is computed: kernels with what they move, memory, and the text it was made from. */
#include "runtime/report/study.h"
#include "runtime/graph/work.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void put_kernels(Study *s, const gatrt_program *program, const Prepared *on, const char *rows)
{
    static const char *const columns[] = {"kernel", "#bytes in order", "#bytes far apart", "#operations"};
    char caption[160];
    snprintf(caption, sizeof caption, "Kernels of %s, %s: what one execution moves and computes", program->name, rows);
    table_begin(&s->page, caption, columns, 4);
    for (int k = 0; k < program->kernel_count; k++) {
        const Work work = work_of(s->model, program, k, on);
        table_row(&s->page, program->kernels[k].name);
        table_number(&s->page, 0, work.stream);
        table_number(&s->page, 0, work.gathered);
        table_number(&s->page, 0, work.operations);
        table_row_end(&s->page);
    }
    table_end(&s->page);
}

static void put_memory(Study *s, const gatrt_program *program, const Prepared *on, const char *rows)
{
    const size_t bytes = program->workspace(&on->graph);
    table_row(&s->page, program->name);
    table_text(&s->page, rows);
    table_number(&s->page, 0, (double)on->spaces[GATRT_NODE].count);
    table_number(&s->page, 0, (double)on->spaces[GATRT_EDGE].count);
    table_number(&s->page, 0, bytes == SIZE_MAX ? (double)NAN : (double)bytes);
    table_row_end(&s->page);
}

static void put_memory_table(Study *s, const View *train)
{
    static const char *const columns[] = {"program", "rows", "#nodes", "#edges", "#workspace, bytes"};
    const gatrt_program *const programs[] = {&s->model->train, &s->model->infer, &s->model->score, &s->model->inspect};
    table_begin(&s->page, "Memory plan: the workspace of each program", columns, 5);
    for (int i = 0; i < 4; i++) {
        if (!programs[i]->kernels)
            continue;
        if (train)
            put_memory(s, programs[i], train->on, "those that training needs");
        put_memory(s, programs[i], s->view->on, "all");
    }
    table_end(&s->page);
}

static void put_parameters(Study *s)
{
    static const char *const columns[] = {"parameter", "shape", "#numbers", "initialised by"};
    table_begin(&s->page, "Parameters", columns, 4);
    for (int i = 0; i < s->model->param_count; i++) {
        const gatrt_param *p = &s->model->params[i];
        table_row(&s->page, p->name);
        page_raw(&s->page, "<td>");
        for (int k = 0; k < p->rank; k++)
            page_put(&s->page, "%s%" PRId64, k ? " x " : "", p->stored[k]);
        page_raw(&s->page, "</td>");
        table_number(&s->page, 0, (double)p->count);
        table_text(&s->page, gatrt_is_state(s->model, p) ? "a state" : p->init);
        table_row_end(&s->page);
    }
    table_end(&s->page);
}

/* The program does not hold its model's text: the file that it was made from may have changed since, which is said. */
static void put_source(Study *s)
{
    unsigned char *bytes;
    size_t size;
    Error why;
    page_raw(&s->page, "<h3>The model's text</h3>\n<p>");
    page_xml(&s->page, s->model->source);
    if (!file_exists(s->model->source) || !file_read(s->model->source, &bytes, &size, &why)) {
        page_raw(&s->page, " is not here; run <code>report</code> in the folder where <code>gatcc</code> ran.</p>\n");
        return;
    }
    page_raw(&s->page,
             ", as it was when this page was made: the program itself keeps only the print of the model.</p>\n"
             "<pre><code>");
    char *text = mem_alloc(size + 1, 1);
    memcpy(text, bytes, size);
    page_xml(&s->page, text);
    page_raw(&s->page, "</code></pre>\n");
    mem_free(text);
    mem_free(bytes);
}

bool section_program(Study *s, Error *error)
{
    const uint8_t *mask = split_mask(s->set, 0);
    View *train = mask && s->model->train.kernels ? view_new(s->job, mask, 0, error) : NULL;
    if (mask && s->model->train.kernels && !train)
        return false;
    section_begin(s, "program", "How it is computed");
    put_memory_table(s, train);
    if (train)
        put_kernels(s, &s->model->train, train->on, "the rows that training needs");
    if (s->model->infer.kernels)
        put_kernels(s, &s->model->infer, s->view->on, "all rows");
    put_parameters(s);
    put_source(s);
    section_end(s);
    view_free(train);
    return true;
}

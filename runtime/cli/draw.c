/* draw.c - the command draw: one picture of the report's by itself, drawn by the same section. It is SVG of ours; PNG and PDF
 * are made of that by rsvg-convert, where it is installed, so that no trainer links what draws.
 */
#include "runtime/base/tool.h"
#include "runtime/base/words.h"
#include "runtime/cli/draw.h"
#include "runtime/cli/study_of.h"
#include "runtime/formats/beginnings.h"
#include "runtime/report/attention.h"
#include "runtime/report/kamada.h"

#include <inttypes.h>
#include <string.h>

enum {
    GRAPHS = 1 << LAYOUT_KAMADA | 1 << LAYOUT_FORCE,
    ROUND = 1 << LAYOUT_RADIAL | 1 << LAYOUT_KAMADA | 1 << LAYOUT_FORCE
};

static const struct Picture {
    const char *name, *title;
    void (*section)(Study *);
    bool (*checked)(Study *, Error *); /* one that may fail */
    bool weights, history;             /* cannot do without */
    bool nodes, layer, head;           /* takes the option */
    unsigned layouts;                  /* 1 << LAYOUT_... that it can have by --layout */
    const char *empty;                 /* why there may be nothing */
} pictures[] = {
    {"degrees", "Degrees", section_degrees, NULL, false, false, false, false, false, 0, "the data set has no edges"},
    {"graph", "Graph", section_graph, NULL, true, false, false, false, false, GRAPHS,
     "its first relation is not of one set of rows, or there are more than 100000 of them"},
    {"attention", "Attention", NULL, section_attention, true, false, true, true, true, ROUND,
     "the model shows no weights of edges, or no row has two of them"},
    {"explain", "Explanations", NULL, section_explained, true, false, true, false, false, 0,
     "no row that it is asked about depends on an edge, or one depends on too many"},
    {"entropy", "Entropy of attention", section_entropy, NULL, true, false, false, true, true, 0,
     "the model shows no weights of edges that are shares of 1"},
    {"tsne", "Outputs in the plane", section_embeddings, NULL, true, false, false, true, false, 0,
     "no output of rows has two columns"},
    {"curves", "Training", section_curves, NULL, false, true, false, false, false, 0, "it is of less than two epochs"},
    {"confusion", "Confusion", section_classes, NULL, true, false, false, false, false, 0,
     "no class of a row that is measured is known, or there are more than 64 classes"},
    {"calibration", "Calibration", section_calibration, NULL, true, false, false, false, false, 0,
     "no answer of a row that is measured is a known class or label"},
};
enum { PICTURES = sizeof pictures / sizeof pictures[0] };

static const struct Picture *picture_of(const char *name)
{
    for (int i = 0; i < PICTURES; i++)
        if (strcmp(pictures[i].name, name) == 0)
            return &pictures[i];
    return NULL;
}

static bool unknown(const char *name, Error *error)
{
    const char *known[PICTURES];
    for (int i = 0; i < PICTURES; i++)
        known[i] = pictures[i].name;
    return word_unknown("draw", name, "picture", known, PICTURES, error);
}

static bool takes(const struct Picture *p, const char *option, bool given, bool taken, Error *error)
{
    return !given || taken || error_set(error, "draw %s does not take --%s", p->name, option);
}

static const char *const layout_names[] = {
    [LAYOUT_RADIAL] = "radial", [LAYOUT_KAMADA] = "kamada-kawai", [LAYOUT_FORCE] = "force"};
enum { LAYOUTS = sizeof layout_names / sizeof layout_names[0] };

LayoutKind draw_layout(const char *name)
{
    int kind = LAYOUTS - 1;
    while (name && kind > LAYOUT_OWN && strcmp(layout_names[kind], name) != 0)
        kind--;
    return name ? (LayoutKind)kind : LAYOUT_OWN;
}

static bool check_layout(const struct Picture *p, const char *name, Error *error)
{
    const LayoutKind kind = draw_layout(name);
    if (!name || p->layouts >> kind & 1)
        return true;
    if (!p->layouts)
        return takes(p, "layout", true, false, error);
    error_set(error, "draw %s: --layout %.20s: expected", p->name, name);
    for (int k = LAYOUT_RADIAL, before = 0; k < LAYOUTS; k++)
        if (p->layouts >> k & 1)
            error_add(error, "%s %s", before++ ? " or" : "", layout_names[k]);
    return false;
}

bool draw_check(const Options *o, Error *error)
{
    const struct Picture *p = picture_of(o->words[0]);
    if (!p)
        return unknown(o->words[0], error);
    if (!name_ends(o->out, ".svg") && !name_ends(o->out, ".png") && !name_ends(o->out, ".pdf"))
        return error_set(error, "--out %s: must end in .svg, .png or .pdf", file_shown(o->out));
    if (p->weights && !o->weights && !o->checkpoint)
        return error_set(error, "draw %s needs --weights FILE or --checkpoint FILE", p->name);
    if (p->history && !o->history)
        return error_set(error, "draw %s needs --history FILE, which train --json writes", p->name);
    return check_layout(p, o->layout, error) && takes(p, "history", o->history != NULL, p->history, error) &&
           takes(p, "nodes", o->nodes != NULL, p->nodes, error) &&
           takes(p, "layer", o->layer != NULL, p->layer, error) && takes(p, "head", o->head >= 0, p->head, error);
}

/* What --layer names must be there, and have the head. */
static bool check_layer(const Study *s, Error *error)
{
    bool named = false, has_head = false;
    for (int i = 0; i < s->model->output_count; i++) {
        const gatrt_output *output = &s->model->outputs[i];
        named |= study_shows(s, output->name);
        has_head |= study_shows(s, output->name) && s->model->spaces[output->space].kind == GATRT_EDGES &&
                    s->head < output->width;
    }
    if (named && (has_head || s->head < 0))
        return true;
    if (named)
        return error_set(error, "--head %" PRId64 ": the model %s has no weights of edges with so many heads, from 0",
                         s->head, s->model->name);
    error_set(error, "--layer %.40s: the model %s has no output of it; there are", s->layer, s->model->name);
    for (int i = 0; i < s->model->output_count; i++)
        error_add(error, "%s %s", i ? "," : "", s->model->outputs[i].name);
    return false;
}

/* Neighbourhoods are small. */
static bool check_springs(const Study *s, const struct Picture *p, Error *error)
{
    const gatrt_data *d = s->job->data;
    const int64_t nodes = d->relation_count ? d->sets[d->relations[0].from].rows : 0;
    if (s->layout != LAYOUT_KAMADA || p->section != section_graph || nodes <= KAMADA_NODES)
        return true;
    return error_set(error, "draw graph --layout kamada-kawai: %" PRId64 " nodes; it takes up to %d: use force", nodes,
                     KAMADA_NODES);
}

static bool make_svg(Study *s, const struct Picture *p, Error *error)
{
    const Options *o = s->job->options;
    char title[300];
    Sheet sheet;
    sheet_begin(&s->page, &sheet);
    if (p->checked && !p->checked(s, error))
        return false;
    if (p->section)
        p->section(s);
    if (!sheet.drawings)
        return error_set(error, "draw %s: there is nothing to draw: %s", p->name, p->empty);
    snprintf(title, sizeof title, "%s: model %.80s on %.160s", p->title, s->model->name,
             file_shown(s->job->data->name));
    sheet_end(&s->page, title, "Each drawing in it has a title and says what it shows.", o->size);
    return !s->page.broken || error_set(error, "%s: a number cannot be printed", file_shown(o->out));
}

static bool convert(const char *path, const Page *svg, Error *error)
{
    const char *const words[] = {"rsvg-convert", name_ends(path, ".png") ? "--format=png" : "--format=pdf",
                                 "--unlimited", NULL};
    unsigned char *bytes = NULL;
    size_t size = 0;
    Error why = {""};
    switch (tool_run(words, svg->text, svg->used, &bytes, &size, &why)) {
    case TOOL_MISSING:
        return error_set(error,
                         "--out %s: rsvg-convert, which makes it, is not installed; it is in Debian's package "
                         "librsvg2-bin, and .svg needs none",
                         file_shown(path));
    case TOOL_FAILED: return error_set(error, "--out %s: %s", file_shown(path), why.text);
    case TOOL_DONE: break;
    }
    const bool worked = file_write(path, bytes, size, error);
    mem_free(bytes);
    return worked;
}

static bool write_picture(const Options *o, const Page *svg, Error *error)
{
    return name_ends(o->out, ".svg") ? file_write(o->out, svg->text, svg->used, error) : convert(o->out, svg, error);
}

bool command_draw(Job *job, Error *error)
{
    const Options *o = job->options;
    const struct Picture *p = picture_of(o->words[0]);
    Study s;
    const bool worked = study_of(job, &s, error) && check_layer(&s, error) && check_springs(&s, p, error) &&
                        make_svg(&s, p, error) && write_picture(o, &s.page, error);
    if (worked) {
        job_tell_data(job);
        report_text(job->report, "picture", p->name);
        report_text(job->report, "out", o->out);
        fprintf(job->people, "wrote %s\n", text_shown(o->out).text);
    }
    study_free(&s);
    return worked;
}

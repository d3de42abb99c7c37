/* live.c - `-o page.html`: a page that trains the model where it is read. It holds the model as WebAssembly, the module of
 * JavaScript that wraps it, the data set, and live.js, which has the buttons and draws; it loads nothing, and browsers hold it to
 * that. It looks as reports do: their style, and live.css behind it. */
#include "compiler/product/live.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/files.h"
#include "compiler/c/emit.h"
#include "runtime/report/texts.h"
#include "runtime/runtime.h"

#include <inttypes.h>
#include <string.h>

enum { MOST_CLASSES = 60, CLASS_COLOURS = 20 };

/* ------------------------------------------------------------------ what cannot be */

static bool learns_classes(const Model *m)
{
    for (int i = 0; i < m->input_count; i++)
        if (is_answer(m, i) && m->inputs[i].role == GATRT_LABEL)
            return true;
    return false;
}

void live_check(const Model *m, const gatrt_data *data, const char *out)
{
    if (!has_score(m) || !learns_classes(m))
        usage_error("-o %s: a page shows how classes are learned (target.class), which the model %s does not", out,
                    m->name);
    if (m->recipe.metric && strcmp(m->recipe.metric, "accuracy") != 0)
        usage_error("-o %s: a page measures accuracy, and the model %s is measured by %s", out, m->name,
                    m->recipe.metric);
    if (m->recipe.stop_on)
        usage_error("-o %s: the model %s has a stop in train { }, which a page has not", out, m->name);
    if (data->set_count != 1 || data->relation_count != 1 || !data->sets[0].label)
        usage_error("-o %s: a page is of one graph of one kind of node and edge, with a class for each node", out);
    if (!split_mask(&data->sets[0], 0))
        die("%s: no node is to be trained on; gatcc data --split random:60/20/20 -o FILE draws some", data->name);
}

/* ------------------------------------------------------------------ text */

/* A script in HTML that is XML as well: what would end it, or change how it is read, is told otherwise, in strings and comments. */
static void put_script(Page *page, const char *text)
{
    static const struct {
        const char *from, *to;
    } others[] = {{"</", "<\\/"}, {"<!--", "<\\!--"}, {"]]>", "]]\\x3e"}};
    while (*text) {
        size_t length = strcspn(text, "<]"), skipped = 0;
        page_put(page, "%.*s", (int)length, text);
        text += length;
        for (size_t i = 0; *text && !skipped && i < sizeof others / sizeof *others; i++)
            if (!strncmp(text, others[i].from, strlen(others[i].from))) {
                page_raw(page, others[i].to);
                skipped = strlen(others[i].from);
            }
        if (*text && !skipped)
            page_put(page, "%c", *text), skipped = 1;
        text += skipped;
    }
}

static void put_title(const Model *m, const gatrt_data *data, Page *page)
{
    const char *slash = strrchr(data->name, '/');
    page_xml(page, m->name);
    page_raw(page, " learns ");
    page_xml(page, slash && slash[1] ? slash + 1 : data->name);
}

static void put_head(const Model *m, const gatrt_data *data, Page *page)
{
    page_raw(page, "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta "
                   "charset=\"utf-8\"/>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src 'unsafe-inline'; script-src 'unsafe-inline' 'wasm-unsafe-eval'\"/>\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                   "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>");
    put_title(m, data, page);
    page_raw(page, "</title>\n<style>/*<![CDATA[*/\n");
    page_raw(page, report_style_text);
    page_raw(page, live_style_text);
    page_raw(page, "/*]]>*/</style>\n</head>\n<body>\n<header><h1>");
    put_title(m, data, page);
    page_raw(page, "</h1></header>\n<main id=\"main\">\n");
}

/* ------------------------------------------------------------------ the part that moves */

static void put_controls(Page *page)
{
    page_raw(
        page,
        "<noscript><p>Training here takes JavaScript, which this browser has not, or is told not to "
        "run.</p></noscript>\n"
        "<div class=\"controls\" role=\"group\" aria-label=\"Training\">\n"
        "<button type=\"button\" id=\"go\" disabled=\"\">Train</button>\n"
        "<button type=\"button\" id=\"one\" disabled=\"\">One epoch</button>\n"
        "<button type=\"button\" id=\"again\" disabled=\"\">Start again</button>\n"
        "<label>Seed <input id=\"seed\" type=\"number\" min=\"0\" step=\"1\" value=\"0\" disabled=\"\"/></label>\n"
        "<label>Speed <select id=\"speed\" disabled=\"\"><option value=\"1\">1 epoch a second</option>"
        "<option value=\"10\">10 epochs a second</option><option value=\"60\" selected=\"\">60 epochs a second</option>"
        "<option value=\"0\">as fast as it goes</option></select></label>\n</div>\n"
        "<p id=\"status\" role=\"status\" aria-live=\"polite\">It is made ready.</p>\n");
}

static void put_figure_row(Page *page, const char *name, const char *id)
{
    page_put(page,
             "<tr><th scope=\"row\">%s</th><td class=\"number\" id=\"now-%s\">–</td><td class=\"number\" "
             "id=\"kept-%s\">–</td></tr>\n",
             name, id, id);
}

static const char *judged_rows(const gatrt_data *data)
{
    return split_mask(&data->sets[0], 1) ? "validation" : "training, without dropout";
}

static void put_figures(const Model *m, const gatrt_data *data, Page *page)
{
    static const char *const names[][2] = {
        {"accuracy, training", "train"}, {"accuracy, validation", "val"}, {"accuracy, test", "test"}};
    page_put(
        page,
        "<div class=\"wide\"><table><caption>Epoch <span id=\"epoch\">0</span> of at most %d</caption>\n<thead><tr><th "
        "scope=\"col\">figure</th><th scope=\"col\" class=\"number\">now</th><th scope=\"col\" class=\"number\" "
        "id=\"kept\">kept</th></tr></thead>\n<tbody>\n",
        m->recipe.epochs);
    for (int part = 0; part < 3; part++)
        if (split_mask(&data->sets[0], part))
            put_figure_row(page, names[part][0], names[part][1]);
    put_figure_row(page, "loss, as learned from", "loss");
    put_figure_row(page, arena_format("loss, %s", judged_rows(data)), "judged");
    page_raw(page, "</tbody></table></div>\n");
}

static void put_key(Page *page, const char *kind, int number, const char *name)
{
    page_put(page, "<li><span class=\"%s %s%d\"></span>", kind, kind[0] == 'k' ? "s" : "c", number);
    page_xml(page, name);
    page_raw(page, "</li>");
}

static void put_plane(const gatrt_data *data, Page *page)
{
    const gatrt_set *set = &data->sets[0];
    page_raw(page, "<figure><h2>What comes out</h2>\n<canvas id=\"plane\" role=\"img\" aria-label=\"The nodes in the "
                   "plane by what "
                   "the model gives for each, coloured by class\"></canvas>\n<ul class=\"legend\">");
    for (int64_t c = 0; c < set->classes && c < MOST_CLASSES; c++)
        put_key(page, "dot-key", (int)(c % CLASS_COLOURS),
                set->class_name && *set->class_name[c] ? set->class_name[c] : arena_format("class %" PRId64, c));
    page_raw(
        page,
        "</ul>\n<figcaption>A point is a node, its place what the model's output says of it: two columns as they are, "
        "more "
        "by the two directions in which nodes differ most, with what is far out at the border. Its colour is its true "
        "class; those with a ring are learned from.</figcaption></figure>\n");
}

typedef struct Line {
    int series; /* of colours, as live.js has them */
    const char *name;
} Line;

static void put_curve(Page *page, const char *title, const char *id, const Line *lines)
{
    page_put(
        page,
        "<figure><h2>%s</h2>\n<svg id=\"%s\" class=\"chart\" height=\"200\" role=\"img\" aria-label=\"%s by epoch; "
        "the numbers are below\"></svg>\n<ul class=\"legend\">",
        title, id, title);
    for (; lines->name; lines++)
        put_key(page, "key", lines->series, lines->name);
    page_raw(page, "</ul></figure>\n");
}

static void put_curves(const gatrt_data *data, Page *page)
{
    static const char *const names[] = {"training", "validation", "test"};
    const bool validates = split_mask(&data->sets[0], 1) != NULL;
    const Line losses[] = {{0, "training, as learned from"}, {validates ? 1 : 4, judged_rows(data)}, {0, NULL}};
    Line accuracies[4] = {{0, NULL}};
    for (int part = 0, count = 0; part < 3; part++)
        if (split_mask(&data->sets[0], part))
            accuracies[count++] = (Line){part, names[part]};
    page_raw(page, "<div>\n");
    put_curve(page, "Loss", "losses", losses);
    put_curve(page, "Accuracy", "accuracies", accuracies);
    page_raw(page, "</div>\n");
}

/* ------------------------------------------------------------------ the part that stands */

static void put_command(const Model *m, const LiveParts *parts, Page *page)
{
    const char *data = arena_format("--data %s%s", parts->spec, parts->data_words);
    page_raw(page, "<pre tabindex=\"0\"><code>gatcc ");
    page_xml(page, arena_format("%s %s%s%s -o %s\n./%s train --order given --seed 0 %s", parts->model_file, data,
                                parts->model_words, m->switches.exact ? " --bits=exact" : "", m->name, m->name, data));
    page_raw(page, "</code></pre>\n");
}

static void put_about(const Model *m, const gatrt_data *data, const LiveParts *parts, Page *page)
{
    const gatrt_set *set = &data->sets[0];
    page_put(page,
             "<section id=\"about\"><h2>What this is</h2>\n<p>A graph neural network of %lld weights, compiled to "
             "WebAssembly: "
             "forward, backward and the optimiser's step. It is in this page, and so is the data set: %" PRId64
             " nodes, %" PRId64 " edges, %" PRId64 " features, %" PRId64
             " classes. Nothing is loaded, and nothing leaves the page. Dropout is drawn by the seed, so that a seed "
             "always gives the same training, %s these commands:</p>\n",
             (long long)param_floats(m), set->rows, data->relations[0].edges, set->features, set->classes,
             m->switches.exact ? "bit for bit that of" : "but for last digits that of");
    put_command(m, parts, page);
    page_raw(page, "<p>An epoch is kept as there: ");
    page_raw(page, !split_mask(set, 1)      ? "that of the lowest loss on the training nodes."
                   : m->recipe.metric_named ? "the best by validation accuracy, of equal ones that of the lowest loss."
                                            : "the last with validation loss and accuracy both as good as ever.");
    page_raw(page, "</p>\n<h3>The model</h3>\n<pre tabindex=\"0\"><code>");
    const OutFile lua = out_read_file(parts->model_file);
    page_xml(page, arena_format("%.*s", (int)lua.size, (const char *)lua.text));
    page_raw(page, "</code></pre></section>\n");
}

/* ------------------------------------------------------------------ all */

void live_page(const Model *m, const gatrt_data *data, const LiveParts *parts, Page *page)
{
    put_head(m, data, page);
    put_controls(page);
    page_raw(page, "<div class=\"columns\">\n<div>\n");
    put_plane(data, page);
    page_raw(page, "</div>\n<div>\n");
    put_figures(m, data, page);
    put_curves(data, page);
    page_raw(page, "</div>\n</div>\n<details id=\"all\"><summary>Figures of all epochs</summary><pre id=\"log\" "
                   "tabindex=\"0\"></pre></details>\n");
    put_about(m, data, parts, page);
    page_raw(page,
             "</main>\n<footer><p>Made by gatcc " GATRT_VERSION
             ". The page is whole: it loads nothing.</p></footer>\n<script type=\"application/json\" id=\"given\">");
    live_data(m, data, parts, page);
    page_raw(page, "</script>\n<script type=\"module\">//<![CDATA[\n");
    put_script(page, parts->module);
    put_script(page, live_script_text);
    page_raw(page, "//]]></script>\n</body>\n</html>\n");
}

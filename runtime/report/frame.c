/* frame.c - the page around the sections: what it may load (nothing), how it looks, what the script does. The texts of
 * style.css and script.js are compiled in.
 */
#include "runtime/report/study.h"
#include "runtime/report/texts.h"

#include <string.h>

static const struct {
    const char *id, *name;
} links[] = {
    {"summary", "Summary"},    {"curves", "Training"}, {"classes", "Classes"},     {"calibration", "Calibration"},
    {"values", "Values"},      {"degrees", "Degrees"}, {"attention", "Attention"}, {"entropy", "Entropy"}, {"explained", "Explanations"},
    {"embeddings", "Outputs"}, {"graph", "Graph"},     {"program", "Computation"}};

static void put_title(Study *s)
{
    page_raw(&s->page, "Model ");
    page_xml(&s->page, s->model->name);
    page_raw(&s->page, " on ");
    page_xml(&s->page, s->job->data->name);
}

/* Neither a link nor a file: what the page needs is in it, and browsers hold it to that. */
void frame_begin(Study *s)
{
    page_raw(&s->page,
             "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta "
             "charset=\"utf-8\"/>\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
             "script-src 'unsafe-inline'\"/>\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
             "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>");
    put_title(s);
    page_raw(&s->page, "</title>\n<style>/*<![CDATA[*/\n");
    page_raw(&s->page, report_style_text);
    page_raw(&s->page,
             "/*]]>*/</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the content</a>\n<header>\n<h1>");
    put_title(s);
    page_raw(&s->page, "</h1>\n</header>\n<nav aria-label=\"Sections\"><ul>");
    page_raw(&s->page, "<!--links--></ul></nav>\n<main id=\"main\">\n");
}

static bool has_section(const Study *s, const char *id)
{
    char mark[80];
    snprintf(mark, sizeof mark, "<section id=\"%s\"", id);
    return strstr(s->page.text, mark) != NULL;
}

/* Once it is known which sections there are. */
static void put_links(Study *s)
{
    Page whole = {0};
    char *at = strstr(s->page.text, "<!--links-->");
    *at = '\0';
    page_raw(&whole, s->page.text);
    *at = '<';
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (has_section(s, links[i].id))
            page_put(&whole, "<li><a href=\"#%s\">%s</a></li>", links[i].id, links[i].name);
    page_raw(&whole, at + strlen("<!--links-->"));
    whole.broken = s->page.broken;
    page_free(&s->page);
    s->page = whole;
}

void frame_end(Study *s)
{
    page_raw(&s->page, "</main>\n<footer><p>Made by a program of gatcc " GATRT_VERSION
                       ". The page is whole: it loads nothing.</p></footer>\n<script>//<![CDATA[\n");
    page_raw(&s->page, report_script_text);
    page_raw(&s->page, "//]]></script>\n</body>\n</html>\n");
    put_links(s);
}

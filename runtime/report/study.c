/* study.c - what sections of a report ask of its rows, and how they begin, end and put tables. */
#include "runtime/report/study.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

const float *study_output(const Study *s, int64_t row)
{
    return s->view->outputs[0] + s->place[row] * s->model->outputs[0].width;
}

bool study_measures(const Study *s, int64_t row)
{
    const uint8_t *mask = s->part >= 0 ? s->set->mask[s->part] : NULL;
    return (!mask || mask[row]) && split_known(s->set, row, s->answer == ANSWER_CLASS);
}

int64_t study_truth(const Study *s, int64_t row)
{
    const bool classes = s->answer == ANSWER_CLASS && s->set->label && s->set->label[row] >= 0;
    return classes ? s->set->label[row] : -1;
}

int64_t study_told(const Study *s, int64_t row)
{
    return s->answer == ANSWER_CLASS && s->place ? answer_class(study_output(s, row), s->model->outputs[0].width) : -1;
}

bool study_shows(const Study *s, const char *output)
{
    const size_t length = s->layer ? strlen(s->layer) : 0;
    return !s->layer || (strncmp(output, s->layer, length) == 0 && (!output[length] || output[length] == '.'));
}

const char *const study_part[3] = {"training", "validation", "test"};

const char *study_part_name(const Study *s)
{
    return s->part >= 0 ? study_part[s->part] : "known";
}

RowText study_class_text(const Study *s, int64_t class)
{
    RowText t;
    const bool named = s->set->class_name && class < s->set->classes && *s->set->class_name[class];
    if (named)
        snprintf(t.text, sizeof t.text, "%" PRId64 " (%.120s)", class, s->set->class_name[class]);
    else
        snprintf(t.text, sizeof t.text, "%" PRId64, class);
    return t;
}

RowText study_row_text(const Study *s, int64_t row)
{
    RowText t;
    const int64_t truth = study_truth(s, row), told = study_told(s, row);
    size_t used = (size_t)snprintf(t.text, sizeof t.text, "%.40s %.140s", set_word(s->set), row_text(s->set, row).text);
    if (truth >= 0)
        used += (size_t)snprintf(t.text + used, sizeof t.text - used, ": class %.80s", study_class_text(s, truth).text);
    if (told >= 0 && told != truth)
        snprintf(t.text + used, sizeof t.text - used, "%s told %.80s", truth >= 0 ? "," : ":",
                 study_class_text(s, told).text);
    return t;
}

void section_begin(Study *s, const char *id, const char *heading)
{
    page_put(&s->page, "<section id=\"%s\" aria-labelledby=\"%s-heading\">\n<h2 id=\"%s-heading\">", id, id, id);
    page_xml(&s->page, heading);
    page_raw(&s->page, "</h2>\n");
}

void section_end(Study *s)
{
    page_raw(&s->page, "</section>\n");
}

/* The first column names the row. A # before a column's name: its numbers stand to the right, and so does the name. */
void table_begin(Page *p, const char *caption, const char *const *columns, int count)
{
    page_raw(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    page_xml(p, caption);
    page_raw(p, "\"><table>");
    page_element(p, "caption", caption);
    page_raw(p, "<thead><tr>");
    for (int i = 0; i < count; i++) {
        const bool number = columns[i][0] == '#';
        page_put(p, "<th scope=\"col\"%s>", number ? " class=\"number\"" : "");
        page_xml(p, columns[i] + number);
        page_raw(p, "</th>");
    }
    page_raw(p, "</tr></thead>\n<tbody>");
}

void table_row(Page *p, const char *name)
{
    page_raw(p, "<tr><th scope=\"row\">");
    page_xml(p, name);
    page_raw(p, "</th>");
}

void table_row_end(Page *p)
{
    page_raw(p, "</tr>\n");
}

void table_text(Page *p, const char *text)
{
    page_element(p, "td", text);
}

void table_number(Page *p, int digits, double value)
{
    if (isfinite(value))
        page_put(p, "<td class=\"number\">%.*f</td>", digits, value);
    else
        page_raw(p, "<td class=\"number\">none</td>");
}

void table_end(Page *p)
{
    page_raw(p, "</tbody></table></div>\n");
}

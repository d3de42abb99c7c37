/* drawing.c - drawings with their headings, legends and captions. In a page of HTML the browser lays them out; on a sheet they
 * stand from left to right, in rows, and their texts are lines of SVG, broken by the number of their characters: there is
 * nobody here who knows how wide a font is.
 */
#include "runtime/runtime.h"
#include "runtime/report/drawing.h"
#include "runtime/report/texts.h"

#include <math.h>
#include <string.h>

enum { EDGE = 16, GAP = 16, ROW = 1330, LINE = 17, COLUMNS = 100, LETTER = 7, MARK = 14, LEAST_WIDTH = 660 };

/* ---------------------------------------------------------------------- sheets */

static void next_row(Sheet *t)
{
    t->y += t->high > 0.0 ? t->high + GAP : 0.0;
    t->x = EDGE;
    t->high = 0.0;
}

/* Bytes of a line of at most `columns` characters: up to the last blank, or all that fit of a word that is longer. */
static size_t line_length(const char *text, int columns)
{
    size_t used = 0, blank = 0;
    for (int k = 0; text[used] && k < columns; k++) {
        blank = text[used] == ' ' ? used : blank;
        used++;
        while (((unsigned char)text[used] & 0xC0) == 0x80)
            used++;
    }
    return text[used] && text[used] != ' ' && blank > 0 ? blank : used;
}

static void put_line(Page *p, const char *kind, double x, double y, const char *text, size_t length)
{
    char line[4 * COLUMNS + 1];
    snprintf(line, sizeof line, "%.*s", (int)length, text);
    page_put(p, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", kind, x, y);
    page_xml(p, line);
    page_raw(p, "</text>\n");
}

/* In a row of its own. */
static void put_text(Page *p, const char *kind, const char *text)
{
    Sheet *t = p->sheet;
    next_row(t);
    t->open = true;
    while (*text) {
        const size_t length = line_length(text, COLUMNS);
        put_line(p, kind, EDGE, t->y + LINE - 4.0, text, length);
        t->y += LINE;
        text += length + strspn(text + length, " ");
    }
    t->open = false;
    t->y += 4.0;
}

void sheet_begin(Page *page, Sheet *sheet)
{
    *sheet = (Sheet){.x = EDGE, .y = EDGE, .width = LEAST_WIDTH};
    page->sheet = sheet;
}

void sheet_end(Page *page, const char *title, const char *text, int64_t size)
{
    Page whole = {.broken = page->broken};
    next_row(page->sheet);
    const double width = page->sheet->width + EDGE, height = page->sheet->y + EDGE - GAP;
    const double scale = size > 0 ? (double)size / width : 1.0;
    page_put(&whole,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
             "width=\"%g\" height=\"%g\" viewBox=\"0 0 %g %g\">\n",
             scale * width, ceil(scale * height), width, height);
    page_element(&whole, "title", title);
    page_element(&whole, "desc", text);
    page_raw(&whole, "\n<style>\n");
    page_raw(&whole, report_picture_text);
    page_put(&whole, "</style>\n<rect class=\"paper\" width=\"%g\" height=\"%g\"/>\n", width, height);
    page_raw(&whole, page->text ? page->text : "");
    page_raw(&whole, "</svg>\n");
    page_free(page);
    *page = whole;
}

/* The corner of a drawing, which may begin a new row; its label stands above it. */
static void place(Page *p, double width, double height, double *x, double *y)
{
    Sheet *t = p->sheet;
    const double above = *t->label ? LINE : 0.0;
    if (t->x > EDGE && t->x + width > ROW)
        next_row(t);
    *x = t->x;
    *y = t->y + above;
    t->open = true;
    if (*t->label)
        put_line(p, "label", t->x, t->y + LINE - 4.0, t->label, line_length(t->label, (int)(width / LETTER)));
    t->label[0] = '\0';
    t->x += width + GAP;
    t->high = fmax(t->high, height + above);
    t->width = fmax(t->width, *x + width);
    t->drawings++;
}

/* --------------------------------------------------------------------- figures */

void figure_begin(Page *page, const char *heading)
{
    page_raw(page, "<figure>\n");
    figure_heading(page, heading);
}

void figure_end(Page *page, const char *caption)
{
    page_element(page, "figcaption", caption);
    page_raw(page, "</figure>\n");
    if (page->sheet)
        put_text(page, "caption", caption);
}

void figure_heading(Page *page, const char *heading)
{
    page_element(page, "h3", heading);
    if (!page->sheet)
        return;
    next_row(page->sheet);
    page->sheet->y += page->sheet->y > EDGE ? GAP : 0.0;
    put_text(page, "heading", heading);
}

void figure_label(Page *page, const char *label)
{
    page_element(page, "h4", label);
    if (page->sheet)
        snprintf(page->sheet->label, sizeof page->sheet->label, "%s", label);
}

void drawing_begin(Page *page, const char *kind, double width, double height, const char *more, const char *title,
                   const char *text)
{
    double x = 0.0, y = 0.0;
    if (page->sheet)
        place(page, width, height, &x, &y);
    page_put(page, "<svg class=\"%s\" role=\"img\" viewBox=\"0 0 %g %g\"", kind, width, height);
    if (page->sheet)
        page_put(page, " x=\"%.1f\" y=\"%.1f\" width=\"%g\" height=\"%g\"", x, y, width, height);
    else
        page_raw(page, more);
    page_raw(page, ">");
    page_element(page, "title", title);
    if (text)
        page_element(page, "desc", text);
}

void drawing_end(Page *page)
{
    page_raw(page, "</svg>\n");
    if (page->sheet)
        page->sheet->open = false;
}

/* --------------------------------------------------------------------- legends */

void legend_begin(Page *page)
{
    page_raw(page, "<ul class=\"legend\">");
    if (page->sheet)
        next_row(page->sheet);
}

static int64_t letters(const char *text)
{
    int64_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void place_item(Page *page, bool dot, const char *kind, const char *name)
{
    Sheet *t = page->sheet;
    const double width = MARK + 6.0 + LETTER * (double)letters(name);
    if (t->x > EDGE && t->x + width > LEAST_WIDTH)
        next_row(t);
    t->open = true;
    if (dot)
        page_put(page, "<circle class=\"node %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\"/>", kind, t->x + 0.5 * MARK,
                 t->y + 0.5 * MARK);
    else
        page_put(page, "<rect class=\"bar %s\" x=\"%.1f\" y=\"%.1f\" width=\"14\" height=\"14\"/>", kind, t->x, t->y);
    put_line(page, "caption", t->x + MARK + 5.0, t->y + MARK - 3.0, name, line_length(name, COLUMNS));
    t->open = false;
    t->x += width + GAP;
    t->high = MARK - 8.0;
}

void legend_item(Page *page, bool dot, const char *kind, const char *name)
{
    if (page->sheet) {
        place_item(page, dot, kind, name);
        return;
    }
    page_raw(page, "<li><svg aria-hidden=\"true\" width=\"14\" height=\"14\">");
    if (dot)
        page_put(page, "<circle class=\"node %s\" cx=\"7\" cy=\"7\" r=\"6\"/></svg> ", kind);
    else
        page_put(page, "<rect class=\"bar %s\" width=\"14\" height=\"14\"/></svg> ", kind);
    page_xml(page, name);
    page_raw(page, "</li>");
}

void legend_end(Page *page)
{
    page_raw(page, "</ul>\n");
    if (page->sheet)
        next_row(page->sheet);
}

/* confusion.c - which class is taken for which: a table in pages, which is read and copied as one; on a sheet, which has no
 * tables, squares.
 */
#include "runtime/report/study.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MOST_CLASSES = 64 }; /* of a matrix that can be read */

/* Of rows of this class. */
static double share(const int64_t *count, int64_t truth, int64_t told, int64_t classes)
{
    int64_t all = 0;
    for (int64_t c = 0; c < classes; c++)
        all += count[truth * classes + c];
    return all ? (double)count[truth * classes + told] / (double)all : 0.0;
}

static void put_row(Study *s, const int64_t *count, int64_t truth, int64_t classes)
{
    table_row(&s->page, study_class_text(s, truth).text);
    for (int64_t c = 0; c < classes; c++)
        page_put(&s->page, "<td class=\"number heat%s\" style=\"--share:%.3f\">%" PRId64 "</td>",
                 c == truth ? " right" : "", share(count, truth, c, classes), count[truth * classes + c]);
    table_row_end(&s->page);
}

static void put_table(Study *s, const char *caption, const int64_t *count, int64_t classes)
{
    RowText names[MOST_CLASSES];
    const char *columns[MOST_CLASSES + 1] = {"class"};
    for (int64_t c = 0; c < classes; c++) {
        names[c] = study_class_text(s, c);
        columns[c + 1] = names[c].text;
    }
    page_raw(&s->page, "<div class=\"confusion\">");
    table_begin(&s->page, caption, columns, (int)classes + 1);
    for (int64_t c = 0; c < classes; c++)
        put_row(s, count, c, classes);
    table_end(&s->page);
    page_raw(&s->page, "</div>\n");
}

/* Columns have numbers, rows names too: those of columns would have to stand upright. */
static void draw_squares(Study *s, const char *caption, const int64_t *count, int64_t classes)
{
    enum { SIDE = 44, TOP = 20, LETTER = 7, LEAST = 40, MOST = 280 };
    Page *p = &s->page;
    double left = LEAST;
    for (int64_t c = 0; c < classes; c++)
        left = fmax(left, LETTER * (double)strlen(study_class_text(s, c).text));
    left = fmin(left, MOST);
    drawing_begin(p, "confusion", left + SIDE * (double)classes, TOP + SIDE * (double)classes, "", "Confusion",
                  caption);
    for (int64_t truth = 0; truth < classes; truth++) {
        page_put(p, "<text class=\"tx\" x=\"%.1f\" y=\"14\">%" PRId64 "</text>", left + SIDE * ((double)truth + 0.5),
                 truth);
        page_put(p, "<text class=\"ty\" x=\"%.1f\" y=\"%.1f\">", left - 6.0, TOP + SIDE * ((double)truth + 0.5) + 4.0);
        page_xml(p, study_class_text(s, truth).text);
        page_raw(p, "</text>\n");
        for (int64_t c = 0; c < classes; c++) {
            const double x = left + SIDE * (double)c, y = TOP + SIDE * (double)truth;
            page_put(p, "<rect class=\"cell%s\" x=\"%.1f\" y=\"%.1f\" width=\"42\" height=\"42\" opacity=\"%.3f\"/>",
                     c == truth ? "" : " other", x, y, 0.04 + 0.66 * share(count, truth, c, classes));
            page_put(p, "<text class=\"count\" x=\"%.1f\" y=\"%.1f\">%" PRId64 "</text>\n", x + 21.0, y + 26.0,
                     count[truth * classes + c]);
        }
    }
    drawing_end(p);
}

void confusion_put(Study *s, const int64_t *count, int64_t classes)
{
    char caption[160];
    snprintf(caption, sizeof caption, "Confusion on the %s rows: a row for each true class, a column for each told",
             study_part_name(s));
    if (classes > MOST_CLASSES) {
        page_put(&s->page, "<p>%" PRId64 " classes: too many for a confusion matrix that can be read.</p>\n", classes);
    } else if (s->page.sheet) {
        figure_heading(&s->page, "Confusion");
        draw_squares(s, caption, count, classes);
        figure_end(&s->page, caption);
    } else {
        put_table(s, caption, count, classes);
    }
}

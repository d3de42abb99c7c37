/* drawing.h - drawings with their headings, legends and captions: parts of a page, or laid out on a sheet of their own. */
#ifndef DRAWING_H
#define DRAWING_H

#include "runtime/report/page.h"

/* Drawings from left to right, in rows, from the top down; in the units of the drawings. */
typedef struct Sheet {
    bool open;                                           /* what is put is kept: it is in a drawing, or ours */
    double x, y, high;                                   /* where the next one goes; height of the row so far */
    double width;                                        /* of all of it so far */
    int64_t drawings;
    char label[160];                                     /* what stands above the next one; "": nothing */
} Sheet;

void   sheet_begin(Page *page, Sheet *sheet);            /* which is zeroed and stays until sheet_end */
/* A whole SVG file in place of what was put: `size` pixels wide, or in its own units where that is 0. */
void   sheet_end(Page *page, const char *title, const char *text, int64_t size);

void   figure_begin(Page *page, const char *heading);    /* h3; a figure, whose caption comes last */
void   figure_end(Page *page, const char *caption);
void   figure_heading(Page *page, const char *heading);  /* h3, of figures that follow */
void   figure_label(Page *page, const char *label);      /* h4, of the next drawing */
/* `kind` is a class of the style sheet; `title` what it is called by those who do not see it, `text` what it says, or NULL;
 * `more` attributes, ours, or "". */
void   drawing_begin(Page *page, const char *kind, double width, double height, const char *more, const char *title,
                     const char *text);
void   drawing_end(Page *page);
void   legend_begin(Page *page);
void   legend_item(Page *page, bool dot, const char *kind, const char *name);   /* a dot, or a square, of that class */
void   legend_end(Page *page);

#endif

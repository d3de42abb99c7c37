/* cloud.h - points of the plane, with lines between them: SVG where they are few, else data for the script's canvas. */
#ifndef CLOUD_H
#define CLOUD_H

#include "runtime/report/study.h"

enum { CLOUD_WIDTHS = 20 };

typedef struct Cloud {
    const char *name, *text;     /* what it is called, and what it says, for those who do not see it */
    int64_t points;
    const double *xy;            /* [points, 2] */
    const int64_t *row;          /* [points] of the set; NULL: point i is row i */
    bool of_set;                 /* are points rows of the study's set, with classes and texts? Else they have numbers */
    const double *radius;        /* [points], of a drawing 1000 wide; NULL: 4 */
    int64_t edges;
    const int32_t *src, *dst;    /* [edges] points; NULL where edges is 0 */
    const uint8_t *width;        /* [edges] of its line, in quarters of a unit of the drawing, below CLOUD_WIDTHS; NULL: all thin */
} Cloud;
void   cloud_draw(Study *s, const Cloud *c);
void   cloud_legend(Study *s);   /* of the classes; nothing where there are none */

#endif

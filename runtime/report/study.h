/* study.h - what a report is about: a model, its weights and a data set, with the outputs of every row; and the sections
 * of the page, each of which adds itself, or nothing where it has nothing to say. */
#ifndef STUDY_H
#define STUDY_H

#include "runtime/runtime.h"
#include "runtime/train/answer.h"
#include "runtime/report/chart.h"

/* How what is drawn is placed; LAYOUT_OWN: as suits the picture and its size. */
typedef enum LayoutKind { LAYOUT_OWN, LAYOUT_RADIAL, LAYOUT_KAMADA, LAYOUT_FORCE } LayoutKind;

typedef struct Study {
    const Job *job;
    const gatrt_model *model;
    const gatrt_set *set;        /* whose rows the model is trained on */
    int space;                   /* and their space */
    View *view;                  /* every row, with its outputs, those on demand too where there are any */
    int64_t *place;              /* [set->rows] where a row is in the outputs; NULL: output 0 is not of these rows */
    Answer answer;               /* of output 0 */
    Tensors *weights;      /* with what the file says of itself */
    float *params;
    Score score[3];              /* of train, validation, test rows; NaN */
    int part;                    /* the mask whose rows are measured in detail: the last there is; -1: all known ones */
    Report *history;       /* what train --json wrote; NULL */
    Npz *film;             /* that train --film wrote, for frames.c; NULL */
    const char *layer;           /* of which attention and outputs are shown: study_shows; NULL: of all */
    int64_t head;                /* which column of attention; -1: all */
    LayoutKind layout;
    Page page;
} Study;

/* study.c */
enum { CLASS_COLOURS = 20 };                                     /* c0 to c19 of the style sheet, then again */
typedef struct RowText { char text[400]; } RowText;
const float *study_output(const Study *s, int64_t row);          /* output 0 of a row of the set */
bool   study_measures(const Study *s, int64_t row);              /* is it of the part, with a known answer? */
int64_t study_truth(const Study *s, int64_t row);                /* its class; -1: unknown, or there are none */
int64_t study_told(const Study *s, int64_t row);                 /* the class that the model tells; -1: it tells none */
extern const char *const study_part[3];                          /* "training", "validation", "test" */
bool   study_shows(const Study *s, const char *output);         /* is it of the layer asked for, "conv1" or in full? */
const char *study_part_name(const Study *s);                     /* of s->part; "known" */
RowText study_row_text(const Study *s, int64_t row);             /* "node 12 (ann): class 3 (math), told 4" */
RowText study_class_text(const Study *s, int64_t class);         /* "3 (math)" */
void   section_begin(Study *s, const char *id, const char *heading);
void   section_end(Study *s);
void   table_begin(Page *p, const char *caption, const char *const *columns, int count);
void   table_row(Page *p, const char *name);                     /* which the first column holds; cells; then table_row_end */
void   table_row_end(Page *p);
void   table_text(Page *p, const char *text);                    /* a cell */
void   table_number(Page *p, int digits, double value);
void   table_end(Page *p);

/* confusion.c: count [classes, classes], of a true class by the class told */
void   confusion_put(Study *s, const int64_t *count, int64_t classes);

/* frame.c: the whole page, which may be written as it is */
void   frame_begin(Study *s);
void   frame_end(Study *s);

/* One file each. */
void   section_summary(Study *s);
void   section_curves(Study *s);
void   section_classes(Study *s);
void   section_calibration(Study *s);
void   section_values(Study *s);
void   section_degrees(Study *s);
bool   section_attention(Study *s, Error *error);
void   section_entropy(Study *s);
bool   section_explained(Study *s, Error *error);
void   section_embeddings(Study *s);
void   section_graph(Study *s);
bool   section_program(Study *s, Error *error);

#endif

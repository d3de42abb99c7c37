/* attention.h - what a model weighs its edges with: the outputs of a relation's edges, one column a head. */
#ifndef ATTENTION_H
#define ATTENTION_H

#include "runtime/report/study.h"

enum { MOST_HEADS = 128 };

/* Heads of all layers over one relation. */
typedef struct Heads {
    int relation;
    Joined joined;
    const gatrt_walk *in;        /* by target: rows of the relation are sorted by it */
    int64_t targets;
    const int64_t *target_id, *source_id;   /* place -> the data set's row */
    int count, left_out;         /* left_out: beyond MOST_HEADS */
    struct { int output, column; } head[MOST_HEADS];
} Heads;

typedef struct HeadText { char text[160]; } HeadText;
bool   heads_of(const Study *s, int relation, Heads *h);         /* false: no output is of its edges */
double heads_weight(const Study *s, const Heads *h, int head, int64_t edge);
HeadText heads_text(const Study *s, const Heads *h, int head);   /* "conv1.attention, head 3" */
/* Is it a share of 1 for the edges into each row, so that it has an entropy? */
bool   heads_share(const Study *s, const Heads *h, int head);
/* -sum w log2 w over the edges into a row, in bits. */
double heads_entropy(const Study *s, const Heads *h, int head, int64_t target);

/* ---- neighbourhood.c: a row by its name and class, and as a circle of its class */
RowText neighbour_text(const Study *s, int space, int64_t row);
void   neighbour_circle(Study *s, int space, int64_t row, double x, double y, double radius);

#endif

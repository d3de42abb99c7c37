/* generate.h - random well-typed models as Lua text; see generate.c. */
#ifndef GENERATE_H
#define GENERATE_H

#include "../support/compile.h"

/* What a sketch knows of a value: in which space, of which shape. The last are a model's own: rows, edges from them to
 * nodes, from nodes to them, and of another kind between nodes; links from them to nodes. */
typedef enum In { IN_PARAM, IN_NODE, IN_EDGE, IN_GRAPH, IN_OTHER, IN_INTO, IN_BACK, IN_KIN, IN_PAIR, INS } In;
extern const char *const in_names[INS];
typedef struct Row {
    In space;
    Shape shape;
} Row;

/* One line of the model. Lines that make a value name it v1, v2, ... and keep its type. */
typedef struct Line {
    const char *name;       /* NULL: a line that makes none */
    const char *expression; /* or the whole line */
    Row type;
    double size; /* no number of it is much larger */
    bool used;
    bool sparse; /* read at its non-zeros only: products take it, nothing else */
} Line;

typedef struct Sketch {
    Line *lines;
    int count, capacity;
    const char *name;
    int classes;      /* labels go below this */
    bool differences; /* detach occurs only where it changes no gradient */
} Sketch;

/* The same sketch for the same seed, always. */
Sketch *sketch_random(uint64_t seed);
const char *sketch_text(const Sketch *s);
const char *sketch_leaf(const Sketch *s, int line, Row type); /* an expression of that type from nothing */

#endif

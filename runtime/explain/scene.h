/* scene.h - what is around one row: all that its answer depends on, as a prepared graph of which parts can be left out. */
#ifndef SCENE_H
#define SCENE_H

#include "runtime/runtime.h"

/* What is left out, one or several at a time. */
typedef enum { OF_EDGES, OF_NODES, OF_FEATURES } UnitKind;

typedef struct Unit {
    int space;        /* edges: their relation; nodes: theirs; features: that of the row which is asked about */
    int64_t from, to; /* rows of the data set, where they are edges; nodes: `to` is the node; features: the column */
} Unit;

/* What all scenes of a command share. */
typedef struct SceneStage {
    const Job *job;
    const gatrt_model *model;
    View *all;               /* every row, with its outputs; nothing else runs in its workspace meanwhile */
    const float *params;
    UnitKind of;
    int space;               /* whose rows are asked about */
    const gatrt_set *set;    /* and their set */
    int64_t *place;          /* [set->rows] where a row is in `all` */
} SceneStage;

/* ---- unit_text.c */
typedef struct UnitText { char text[400]; } UnitText;
UnitText unit_text(const SceneStage *stage, Unit unit);     /* "edge 3 (ann) -> 7 (bo)"; a pair where edges go both ways: "-" */

/* ---- scene.c: one at a time, in the same memory. Each thread has its own */
typedef struct Scene Scene;
Scene *scene_new(const SceneStage *stage, Error *error); /* NULL where the model has none that are exact: it says why */
void   scene_free(Scene *s);
bool   scene_stand(Scene *s, int64_t row, Pool *pool, Error *error); /* around a row of the data set */
int64_t scene_units(const Scene *s);
Unit   scene_unit(const Scene *s, int64_t unit);
int64_t scene_rows(const Scene *s);     /* of all spaces that are in it */
/* Output 0 of the row with nothing left out, or without the units that are `gone` [units]: bit by bit what a data set
 * without them gives. There until the next of the same. */
const float *scene_whole(const Scene *s);
const float *scene_without(Scene *s, const uint8_t *gone);
/* The edges of `all` that a unit of edges is, at most `room` of them; how many. */
int    scene_edges(const Scene *s, int64_t unit, int64_t *edge, int room);

/* ---- scene_grads.c: gradients, of trainers that gatcc --explain made */
typedef struct Grads Grads;
bool   grads_there(const gatrt_model *model, Error *error); /* false: it says how to have them */
Grads *grads_new(Scene *s);                                 /* of a scene that stands; until it stands elsewhere */
void   grads_free(Grads *g);
/* Messages along the edges of a relation are multiplied by these [entries of the full lists], 1 at first; NULL: none depends on features. */
float *grads_mask(Grads *g, int relation);
int64_t grads_entries(const Grads *g, int relation);
void   grads_set_masks(Grads *g, const double *of_unit);    /* [units] of edges; 1 where a self loop is none */
void   grads_scale(Grads *g, float share);                  /* features of all rows are that share of what they are */
const float *grads_answer(Grads *g);                        /* output 0 of the row, with masks and features as they are */
/* Then gradients of the sum of the row's columns, each times what it counts [width]: */
void   grads_find(Grads *g, const float *counts);
const float *grads_of_mask(const Grads *g, int relation);
void   grads_of_units(const Grads *g, bool absolute, double *to);   /* [units] of edges: those of their masks, or their sizes */
double grads_of_row(const Grads *g, int64_t place, bool times, bool absolute);  /* summed over its features: times these, of sizes */
double grads_of_feature(const Grads *g, int64_t column, bool times);    /* of the row that is asked about */

#endif

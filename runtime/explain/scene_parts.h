/* scene_parts.h - what the files that make a scene say to each other. */
#ifndef SCENE_PARTS_H
#define SCENE_PARTS_H

#include "runtime/explain/scene.h"
#include "runtime/sample/sampler.h"

enum { NO_UNIT = -1 };

/* The edges of one relation. What is full is the sampler's or the whole graph's; what is kept is the scene's own. */
typedef struct SceneEdges {
    Joined ends;
    bool loops, pairs;   /* loops: the model makes its self loops; pairs: an edge and its reverse are one unit */
    int32_t (*unit)[2];  /* [entries] of the full lists: the units that take the entry with them; NO_UNIT */
    int64_t *id;         /* [entries] as Prepared.row_id has them */
    int32_t *entry;      /* [kept] which of the full lists' each is */
    int64_t *kept_id;
    int64_t *in_start, *out_start, *next;
    int32_t *in_src, *out_dst, *out_edge;
    int64_t entries, id_room, unit_room, entry_room, src_room, dst_room, edge_room, kept_room, in_room, out_room, next_room;
} SceneEdges;

/* The values of an input that changes. */
typedef struct SceneInput {
    float *dense, *val;
    int32_t *col;
    int64_t dense_room, val_room, col_room;
} SceneInput;

struct Scene {
    const SceneStage *stage;
    Fanouts fanouts;
    Sampler *sampler;     /* NULL: the scene is every row */
    const Prepared *full; /* with nothing left out */
    Prepared *part;       /* with what is kept: points into `full` and into what is below */
    SceneEdges *edges;    /* [space_count] */
    SceneInput *inputs;   /* [input_count] */
    Unit *units;
    int64_t unit_count, unit_room;
    int64_t row, place;   /* that is asked about: of the data set, and where it stands in the scene */
    Exec *exec;
    int again;            /* kernels from this one on read lists; those before need not run again. -1: all run again */
    char *saved;          /* the workspace before that kernel */
    int64_t saved_room;
    float *answers;       /* output 0 of the scene's rows */
    int64_t answers_room;
    float **outputs;      /* [output_count] */
    float *whole;         /* [width] */
    uint8_t *gone_column; /* [features of the set] */
};

int64_t scene_row_id(const Scene *s, int space, int64_t place); /* the data set's row there */
void   scene_add(Scene *s, Unit unit);

/* ---- scene_units.c: what can be left out, and which entries of lists go with it */
void   units_find(Scene *s);
/* ---- scene_lists.c: lists and inputs of edges without what is gone; NULL: nothing is */
void   scene_keep(Scene *s, const uint8_t *gone);
/* ---- scene_features.c: the asked row's features without those that are gone */
bool   scene_is_features(const Scene *s, int input); /* of the space that is asked about */
void   scene_features_begin(Scene *s);
void   scene_blank(Scene *s, const uint8_t *gone);

#endif

/* sampler.h - what the files that make a sample say to each other. */
#ifndef SAMPLER_H
#define SAMPLER_H

#include "runtime/sample/sample.h"

bool sampled_loops(const gatrt_model *model, int relation); /* has every row one, always there and never drawn? */
int sampled_levels(const Fanouts *f);                       /* of the sample; the training program's, at least 1 */
int sampled_lists(const Fanouts *f);                        /* levels whose rows have lists */
int drawn_lists(const Fanouts *f); /* of them those in which anything is drawn */

/* Rows of one space. */
typedef struct SampledRows {
    int64_t count, room;
    int64_t *level;       /* [levels] */
    int64_t first;        /* of the rows of the hop that is being drawn */
    int32_t *row;         /* [room] place -> the base's row */
    int32_t *place;       /* [rows of the base] and back; -1: it is not in the sample */
    uint64_t *fresh;      /* a bit for each of the base's rows: reached in this hop */
    uint64_t *fresh_word; /* a bit for each word of these: is it not 0? */
    int64_t words;
    int64_t *work, work_room;
    int64_t share, *chunk_start;
} SampledRows;

/* Edges of one relation. */
typedef struct SampledEdges {
    Joined ends; /* spaces and ends alone */
    bool loops;
    int64_t count, room, out_entries;
    int64_t listed; /* destinations that have a list */
    int32_t *entry; /* [room] the base's edge that each is */
    int32_t *in_src, *out_dst, *out_edge;
    int64_t *in_start, in_room, *out_start, *next, out_room;
} SampledEdges;

/* Which graph each node of a batch of graphs is of, and where each graph's begin. */
typedef struct SampledGraphs {
    int64_t *start, start_room;
    int32_t *of;
    int64_t of_room;
} SampledGraphs;

/* One end of the links of a batch. */
typedef struct SampledLink {
    int32_t *at, *row; /* [links] */
    int64_t *start, *next;
    int64_t at_room, row_room, start_room, next_room;
} SampledLink;

typedef struct SampledLinks {
    int space; /* whose rows they are; GATRT_PARAM: a batch is of other rows */
    Joined ends; /* spaces and ends alone */
    const gatrt_relation *pairs; /* some of which are drawn anew; NULL: none */
    int64_t *place[2]; /* then: [rows] of the data set's rows at both ends, from and to, where they stand in the base */
    SampledLink end[2];
    bool all; /* every link of the base is there */
} SampledLinks;

/* Room for the values of one input. */
typedef struct Gathered {
    float *dense;
    int64_t dense_room;
    int64_t *row_start, row_room, *col_start, *col_next;
    int32_t *col, *row;
    float *val, *col_val;
    int64_t entry_room;
    double *class_weight; /* CLASS_WEIGHT: before they are shared out over a batch */
    bool shared;
} Gathered;

struct Sampler {
    const gatrt_model *model;
    const gatrt_data *data;
    const Prepared *base;
    Fanouts fanouts;
    Prepared *p; /* points into what is below */
    int levels;
    SampledRows *rows;   /* [space_count] */
    SampledEdges *edges; /* [space_count] */
    Gathered *inputs;    /* [input_count] */
    SampledGraphs graphs;
    SampledLinks links;
    int64_t *seed_id;    /* [batch] the data set's rows that the batch is of, ascending */
    int64_t *edge_id, edge_id_room;
};

/* Room for `need` elements, and some more so that the next sample seldom asks again. The first `used` are kept. */
void *sample_room(void *at, int64_t *room, int64_t used, int64_t need, size_t size);

/* ---- sampler.c */
void rows_reach(SampledRows *rows, int32_t row);
void sampler_place(Sampler *s, int hop); /* in every space; they are those of the hop */
void edges_rows(SampledEdges *edges, int64_t rows);  /* room for the lists of so many rows, */
void edges_room(SampledEdges *edges, int64_t need);  /* and for so many edges */
void rows_place(SampledRows *rows); /* those reached get their places, behind the others and in the base's order */
void sampler_relation(Sampler *s, int relation, int hop, uint64_t draw, Pool *pool); /* edges into the rows placed last */
/* ---- pairs.c: what a batch of links is of; how many there are with their negatives */
int64_t pairs_reach(Sampler *s, const int32_t *seeds, int64_t count, uint64_t draw, Pool *pool);
void pairs_list(Sampler *s);
void pairs_new_links(Sampler *s);
void pairs_free_links(SampledLinks *l);
/* ---- clusters.c: all rows and edges of these; how many rows train */
int64_t clusters_draw(Sampler *s, const int32_t *cluster, int64_t count);
/* ---- lists.c: both adjacency lists and chunks, once rows and edges are known */
void lists_make(Sampler *s);
/* ---- gather.c: the inputs of the sample's rows and edges */
void gather_new(Sampler *s);
void gather_inputs(Sampler *s, Pool *pool);
void gather_free(Sampler *s);

#endif

/* sample.h - mini-batches: a few rows of a large graph, and of the rows around them what is drawn, or a few of many graphs, as a
 * prepared graph. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "runtime/runtime.h"

/* ---- metis.c: rows 0..rows-1, neighbours far[start[v]..start[v + 1]), each edge from both ends -> part[v], of so many */
bool metis_part(int32_t rows, int32_t *start, int32_t *far, int32_t parts, int32_t *part, Error *error);

/* ---- clusters.c: a whole graph in parts */
typedef struct Clusters {
    int64_t count;
    int space_count;
    int64_t **start; /* [space_count][count + 1]; NULL of spaces without rows of their own */
    int32_t **row;   /* [space_count] the base's rows, part by part */
    uint8_t *trains; /* [rows of the base's space] */
    int64_t *trained; /* [count] rows that train */
} Clusters;
/* `trained`: the base's rows that train. NULL on error; clusters_free */
Clusters *clusters_new(const gatrt_model *model, const Prepared *base, int64_t count, const int32_t *trained,
                       int64_t rows, Error *error);
void clusters_free(Clusters *c);

/* ---- fanout.c: how many edges are drawn into a row, hop by hop: "15,10", "15,10;writes:5,5" */
enum { MOST_HOPS = 16, FANOUT_ALL = -1, MOST_FANOUT = 1 << 20 };
typedef struct Fanouts {
    int levels;   /* demand levels of the training program; 0: it computes every row that is there */
    int hops;     /* that are drawn; a level behind them gets the self loops that the model adds, and nothing else */
    bool replace; /* an edge may be drawn again */
    bool graphs;  /* rows of a batch are graphs, with all that is in them */
    const Clusters *clusters; /* a batch is of so many of these, with all edges among them; NULL: of single rows */
    bool whole;   /* of links: all other rows are in each sample, with all their edges */
    int32_t (*most)[MOST_HOPS]; /* [space_count], of relations; FANOUT_ALL: every edge */
} Fanouts;
/* `text` NULL: none are given, as for models of graphs. false: the model cannot be trained so. fanouts_free */
bool fanouts_read(const gatrt_model *model, const char *text, bool replace, Fanouts *f, Error *error);
bool fanouts_of_clusters(const gatrt_model *model, Fanouts *f, Error *error); /* all edges; the clusters are for the caller to set */
bool samples_graphs(const gatrt_model *model); /* are its batches of whole graphs? */
void fanouts_free(Fanouts *f);
int32_t fanout_at(const Fanouts *f, int relation, int hop);

/* ---- pairs.c: batches of links */
bool joins_links(const gatrt_model *model, int relation); /* does it lead to links, as rivals do? All its edges are there */
const gatrt_relation *batch_pairs(const gatrt_model *model, const gatrt_data *data); /* whose negatives are drawn anew; NULL */
int64_t pairs_each(const gatrt_model *model, const gatrt_data *data); /* links that a batch has for each of its rows */

/* ---- neighbours.c: which of a list's entries are drawn, ascending: `take` of `count`, a function of the row's key alone */
void neighbours_draw(int64_t count, int32_t take, bool replace, uint32_t row_key, int32_t *at);
int64_t place_among(const int32_t *at, int64_t count,
                    int32_t value); /* where in these, which ascend, it stands or would stand */

/* ---- bound.c: what a sample may come to, whatever is drawn */
typedef struct SampleBound {
    int levels;     /* of the sample */
    int64_t *rows;  /* [space_count] of spaces with rows; of relations their edges */
    int64_t *level; /* [space_count][levels] rows up to a level */
    int64_t *work;  /* [space_count] what chunks are balanced by: rows, and edges into them */
} SampleBound;
SampleBound bound_of(const gatrt_model *model, const Prepared *base, const Fanouts *f, int64_t batch); /* bound_free */
void bound_free(SampleBound *bound);
size_t bound_bytes(const SampleBound *bound, const gatrt_model *model,
                   const Prepared *base);                                   /* of a sample and what draws it */
size_t bound_workspace(const SampleBound *bound, const gatrt_model *model); /* of its step; SIZE_MAX: there is none */

/* ---- sampler.c: samples, one after another in the same memory */
typedef struct Sampler Sampler;
/* `base` is whole, its wanted rows stand first; it and the data set's answers stay as they are. */
Sampler *sampler_new(const gatrt_model *model, const gatrt_data *data, const Prepared *base, const Fanouts *f,
                     int64_t batch);
void sampler_free(Sampler *s);
const Prepared *sampler_graph(const Sampler *s); /* what is in it changes with each sample, where it is does not */
/* Around `count` rows of the base's wanted ones, each once, in any order. */
void sampler_draw(Sampler *s, const int32_t *seeds, int64_t count, uint64_t draw, Pool *pool);

/* ---- ahead.c: the next sample, drawn on a thread of its own while the step computes on the one before */
typedef struct Ahead Ahead;
Ahead *ahead_new(Sampler *one, Sampler *other, const Pool *beside); /* of one base, which take turns; `beside`: the step's threads */
void ahead_free(Ahead *a);                                          /* the samplers stay */
void ahead_ask(Ahead *a, const int32_t *seeds, int64_t count, uint64_t draw); /* the seeds stay where they are until it is taken */
int ahead_take(Ahead *a, Pool *pool); /* what was asked for: whose it is, 0 or 1, and theirs until the next is taken */
void ahead_rest(Ahead *a);            /* what was asked for is not wanted any more; nothing is drawn afterwards */

#endif

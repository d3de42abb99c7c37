/* runtime.h - what the files of the runtime say to each other; one section per file.
 * gatrt.h is the public side. Functions that can fail return false (or NULL) and
 * leave one line in `error` that names the file, the place and what is wrong. */
#ifndef RUNTIME_H
#define RUNTIME_H

#include "gatrt.h"
#include "base/file.h"
#include "base/sparkline.h"
#include "formats/data_use.h"

#include <stdbool.h>
#include <stdio.h>

/* Losses that are no number are found, missing ones are NaN; counts of 64 bits become sizes. */
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "-ffinite-math-only (in -Ofast, -ffast-math) hides NaN: add -fno-finite-math-only"
#endif
_Static_assert(sizeof(size_t) >= sizeof(int64_t), "the runtime is for machines of 64 bits; inference alone is for others, too");

/* ---- give_up.c: the end of the program in one line behind "gatrt: ", whichever threads call at once; never returns */
_Noreturn void give_up(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- memory.c: sizes that multiply are checked; out of memory is one line and exit 1 */
bool   size_mul(size_t a, size_t b, size_t *product);
void  *mem_alloc(size_t count, size_t size);             /* zeroed, 64-byte aligned; dies where it fails or overflows */
void  *mem_longer(void *old, int64_t used, int64_t room, size_t size); /* room for more elements, the used ones moved to it; old is freed */
void   mem_free(void *p);
uint64_t mem_physical(void);                             /* bytes of memory this machine has */
double clock_seconds(void);                              /* clock.c; that only go forward */
int64_t first_not_finite(const float *values, int64_t count);   /* finite.c; -1: all are numbers */
/* starts.c: counts[k + 1] holds how many are of kind k; afterwards counts[k] is where kind k starts. */
void   counts_to_starts(int64_t *counts, int64_t kinds);
int64_t *copy_starts(const int64_t *starts, int64_t kinds);     /* to count on while a list is filled; mem_free */

/* A row of so many by 64 random bits: the high half of their product, each row as likely, to within 2^-33. */
static inline int32_t draw_below(int64_t rows, uint32_t high, uint32_t low)
{
    return (int32_t)(((uint64_t)high * (uint64_t)rows + ((uint64_t)low * (uint64_t)rows >> 32)) >> 32);
}

/* Of variance 1, near enough to a normal deviate, and exact: four 16-bit uniforms. */
static inline double draw_normal(uint64_t bits)
{
    const int64_t sum =
        (int64_t)(bits & 65535) + (int64_t)(bits >> 16 & 65535) + (int64_t)(bits >> 32 & 65535) + (int64_t)(bits >> 48);
    return (double)(sum - 2 * 65535) / 65536.0 * 1.7320508;
}

/* ---- npy.c, npz.c: arrays, and named arrays in a zip; bounded, every size checked */
typedef enum { NPY_BOOL, NPY_INT, NPY_UINT, NPY_FLOAT, NPY_TEXT } NpyKind;
typedef struct NpyArray {
    char name[128];
    NpyKind kind;
    int item;            /* bytes of one element */
    int rank;
    int64_t dim[4];
    int64_t count;       /* product of dim */
    bool fortran;
    bool wide;           /* text of four bytes a character, as numpy's U */
    bool stored;         /* is written as it is, not deflated */
    bool turned;         /* the file has rows for columns: where a number is, is told so */
    unsigned char *bytes;/* count * item, little endian */
} NpyArray;
typedef struct NpzMember NpzMember;
typedef struct NpzArchive NpzArchive;
typedef struct Npz {
    char *path;
    int count;
    NpyArray *arrays;
    NpzMember *members;
    NpzArchive *archive;
} Npz;
Npz   *npz_open(const char *path, Error *error);         /* the names of the arrays */
bool   npz_look(Npz *npz, const char *name, NpyArray **found, Error *error); /* kind and shape; NULL: there is none */
bool   npz_load(Npz *npz, NpyArray *a, Error *error);    /* the elements of an array that was looked at */
Npz   *npz_read(const char *path, Error *error);         /* all of it, loaded */
void   npz_free(Npz *npz);
const NpyArray *npz_find(const Npz *npz, const char *name);
double npy_number(const NpyArray *a, int64_t i);         /* element i in C order, whatever the type */
/* Element i of text as UTF-8, with an end, into item + 1 bytes; false: it is none. */
bool   npy_text(const NpyArray *a, int64_t i, char *to);
/* Texts as numpy's S: all as long as the longest, at most `most`, with zeros behind the others. mem_free */
char  *npy_texts(char *const *texts, int64_t count, size_t most, size_t *length);
enum { NPY_HEADER = 256 };
size_t npy_header(const NpyArray *a, char header[NPY_HEADER]);  /* magic, version, dict; returns its size */
/* NULL, or what is wrong; swap: bytes of one big-endian unit, 0 or 1 where nothing is to be swapped */
const char *npy_parse_header(const char *text, size_t size, NpyArray *a, int *swap);
const char *npy_parse_type(const char *type, NpyArray *a, int *swap);    /* "<f4" */
void   npy_swap(unsigned char *bytes, size_t size, size_t unit);    /* the bytes of each unit the other way round */
bool   npz_write(const char *path, const NpyArray *arrays, int count, Error *error); /* deflated, but what is `stored`; atomic */

/* ---- origin.c: what was read of a data set's files and keys, and what was not; loaders fill it */
typedef enum { ORIGIN_USED, ORIGIN_IGNORED, ORIGIN_REMARK } OriginKind;
void   origin_add(gatrt_data *data, OriginKind kind, const char *name, const char *format, ...)
           __attribute__((format(printf, 4, 5)));
void   origin_set_splits(gatrt_data *data, int64_t split, int64_t splits);  /* of several, this one was read */
void   origin_add_remarks(gatrt_data *to, const gatrt_data *from);  /* under the name of `from` */
void   origin_set_whole(gatrt_data *data);                      /* it came without a split */
int64_t origin_splits(const gatrt_data *data);                  /* 1 where masks have no several */
void   origin_mark_split(gatrt_data *data, const gatrt_set *set);      /* what was added last is a mask of the set */
void   origin_replace_splits(gatrt_data *data, const gatrt_set *set, const char *rule); /* masks are what --split says */
bool   origin_was_split(const gatrt_data *data);                /* are they? */
typedef struct OriginText { char text[RULE_TEXT]; } OriginText;
OriginText origin_split(const gatrt_data *data);                /* which split it is, as --split would have it */
void   origin_set_prepared(gatrt_data *data, const char *text, FeatureFit *fit);    /* prepare.c did; `fit` is its from here on */
const char *origin_prepared(const gatrt_data *data, const FeatureFit **fit);       /* "", NULL: nothing was made of the features */
void   origin_free(gatrt_data *data);
void   origin_print_line(FILE *to, const gatrt_data *data);     /* sizes, what was read, what was ignored */
void   origin_print_remarks(FILE *to, const char *program, const gatrt_data *data); /* a line each, where there are any */

/* ---- splits.c: which rows of a set train, validate and test */
typedef enum { SPLIT_NONE, SPLIT_MASK, SPLIT_IDS, SPLIT_BARE } SplitForm;
extern const char *const data_mask_name[3];              /* "train_mask", ... as in gatrt_set.mask */
SplitForm split_named(const char *name, size_t length, int *split);  /* 0 train, 1 validation, 2 test */
void   split_new(gatrt_set *set, int split);
const uint8_t *split_mask(const gatrt_set *set, int split);    /* NULL where absent or empty */
bool   split_add(gatrt_set *set, int split, int64_t row);        /* false where it was there already */
bool   split_any(const gatrt_data *data);                        /* has a set a mask? */
int64_t split_shared(const gatrt_set *set, int one, int other);  /* rows that are in both */
bool   split_known(const gatrt_set *set, int64_t row, bool classes);   /* are all of its answers known? Classes below 0 are not */
extern const char *const split_name[3];                          /* "train", "val", "test" */
int64_t split_count(const gatrt_set *set, int split);
void   split_used(gatrt_data *data, const gatrt_set *set, int split, const char *name); /* origin_add with the number of rows */

/* ---- split_apply.c: masks by a rule, with split_draw.c, split_lists.c, split_json.c */
bool   split_apply(gatrt_data *data, const gatrt_model *model, const SplitRule *rule, Error *error);
bool   split_has_classes(const gatrt_set *set, const gatrt_model *model);   /* is its label one for each row? NULL: any model */

/* ---- link_split.c, link_rows.c, link_pairs.c, link_proof.c: pairs to predict, made of a relation's edges */
bool   link_split(gatrt_data *data, const gatrt_model *model, const SplitRule *rule, Error *error);
bool   rivals_find(gatrt_data *data, const gatrt_model *model, Error *error); /* of its own pairs, where the model asks for them */
bool   link_split_is_due(const gatrt_data *data, const gatrt_model *model);     /* a model of links, and no links */
void   links_free(struct gatrt_links *links);
int64_t links_negatives(const gatrt_relation *pairs, int64_t k, int64_t *first);   /* of positive k, which trains: how many, from which on */
bool   links_drawn(const gatrt_relation *pairs, int64_t k);      /* is pair k drawn anew in each epoch? */
uint64_t links_first_draw(const gatrt_relation *pairs);          /* of the split itself */
void   links_draw(const gatrt_relation *pairs, uint64_t draw, int64_t k, int32_t pair[2]);    /* pair k in that epoch */
void   links_print(FILE *to, const gatrt_relation *pairs);       /* what was made, and that nothing leaks */
const gatrt_relation *links_of(const gatrt_data *data);          /* the pairs that --split links made; NULL: it made none */

/* ---- foreign.c: what somebody gave instead of a data set */
const char *foreign_kind(const unsigned char *head, size_t size);    /* NULL: unknown */
bool   foreign_text(const unsigned char *head, size_t size);     /* is it a text's beginning? */
bool   foreign_folder(const char *path, Error *error);   /* which files it lacks, and which it has; always false */

/* ---- table.c: a text file of numbers with commas between them */
typedef struct Table {
    char path[4096];
    double *values;          /* row by row; table_at */
    int64_t rows, columns;
    int64_t first_line;      /* of the first row, in the file */
    int64_t skipped;         /* rows that turned out to be a header */
    bool named;              /* there is a header of names */
    int64_t name_count;      /* how many; 0: not known */
    bool counts_up;          /* its first row is 0,1,2,..: data, or names that pandas made up */
    bool missing;            /* fields may be empty, or say that nothing is known (nan, NA, ?): NaN */
    char names[6][32];       /* of the first columns, small letters; "" of those that are not there */
    char last_name[32];      /* of the last one */
} Table;                     /* owns values; table_free */
bool   table_read(Table *t, const char *folder, const char *name, Error *error);
bool   table_read_missing(Table *t, const char *folder, const char *name, Error *error);    /* fields may be missing */
void   table_free(Table *t);
double table_at(const Table *t, int64_t row, int64_t column);
void   table_skip_first(Table *t);                       /* it is a header */
bool   table_error(const Table *t, int64_t row, int64_t column, const char *wrong, Error *error);
bool   table_begins_with(const Table *t, const char *const *words);  /* is its first column called one of them? NULL ends */
int64_t table_column(const Table *t, const char *const *words);      /* of the first six, the one called so; -1: none */
bool   table_has_nodes(const Table *t);                  /* is its first column the nodes' numbers? */
bool   table_may_have_nodes(const Table *t);             /* does it hold each of their numbers once? */
bool   table_is_shuffled(const Table *t);                /* it has, and they do not rise */
bool   table_node(const Table *t, int64_t row, int64_t column, int64_t nodes, int32_t *node, Error *error);

/* ---- taken.c: what is taken for granted of a file that was read, a remark each */
void   table_tell(gatrt_data *data, const Table *t, const char *name, bool numbered);   /* of a row a node; numbered: table_has_nodes */
void   table_tell_features(gatrt_data *data, const Table *t, const char *name);
void   table_tell_rounded(gatrt_data *data, const Table *t, const char *name, int64_t first);   /* columns from `first` on */

/* ---- sets.c: the sets and relations that a data set is made of */
#define NODE_SET "node"
#define GRAPH_SET "graph"
#define EDGE_RELATION "edge"
gatrt_data *data_new(const char *name);                  /* of one kind of node, named and empty; for loaders to fill */
gatrt_data *data_new_empty(const char *name);            /* without a set; where they lie changes with each that is added: */
gatrt_set *data_add_set(gatrt_data *data, const char *name);
gatrt_relation *data_add_relation(gatrt_data *data, const char *name, int from, int to);
gatrt_set *data_find_set(const gatrt_data *data, const char *name);  /* NULL: there is none */
gatrt_relation *data_find_relation(const gatrt_data *data, const char *name, const char *from, const char *to); /* NULL: any */
typedef struct KeyText { char text[160]; } KeyText;
KeyText set_key(const gatrt_set *set, const char *key);  /* "x", "drug.x" */
KeyText relation_key(const gatrt_data *data, const gatrt_relation *relation, const char *key);
KeyText triple_key(const char *from, const char *relation, const char *to, const char *key);
KeyText rows_text(const gatrt_set *set, int64_t count);  /* "4 nodes", "4 rows of drug" */
KeyText row_text(const gatrt_set *set, int64_t row);     /* "12", or with its name "12 (ann)"; set NULL: the number */
const char *set_word(const gatrt_set *set);              /* what a row of it is called: "node", "graph", "row" */

/* ---- load_*.c, loaders.def, data.c, check_data.c: formats -> gatrt_data, checked on entry */
bool   data_check(const gatrt_data *data, Error *error);
bool   data_check_part(const gatrt_data *data, bool missing, Error *error);  /* features may be missing: they are filled later */
bool   data_check_classes(const gatrt_data *data, const gatrt_set *set, Error *error); /* is label, where there is one, a class each? */
bool   data_take_label(gatrt_set *set, int64_t row, double number);    /* false where it cannot be a label */
bool   data_rounds(double number);                       /* is it a whole number that float32 has not? */
void   data_tell_rounded(gatrt_data *data, const char *name, double number);    /* a remark */
bool   csv_reads(const char *name);                      /* is a file of this name a part of a folder's graph? */
bool   planetoid_is_at(const char *spec);                /* is it where files of Planetoid lie: their beginning, folder, or one of them? */
bool   musae_is_at(const char *spec);                    /* are there files of MUSAE? */
bool   tu_is_at(const char *spec);                       /* are there files of TU? */
bool   mtx_is_at(const char *path);                       /* does it begin with %%MatrixMarket, packed or not? */
bool   linqs_is_at(const char *spec);                    /* are there NAME.content and NAME.cites? */
bool   yamanishi_is_at(const char *spec);                /* are there NAME_admat_dgc.txt, ...? */
bool   davis_is_at(const char *spec);                    /* is it a folder with Davis' affinities? */
bool   dtinet_is_at(const char *spec);                   /* is it a folder with mat_drug_protein.txt? */
bool   ogb_is_at(const char *spec);                      /* does it name a folder of OGB, or one of its splits? */
void   data_remark(gatrt_data *data, const gatrt_model *model); /* what is likely wrong with it, as remarks */
#define LOADER(recognise, pattern, load, shown) gatrt_data *load(const char *spec, const DataUse *use, Error *error);
#include "formats/loaders.def"

/* ---- spaces.c: what a data set has of the spaces of a model */
extern const gatrt_space plain_spaces[GATRT_PLAIN_SPACES];     /* of a model that declares none */
extern const gatrt_end plain_ends[GATRT_PLAIN_ENDS];
typedef struct Joined {   /* what a relation that is met in walks joins in a data set; numbers of spaces and ends */
    int from, to, out, in;
    int64_t rows, edges;  /* rows: of `to` */
    const int32_t *src, *dst;
    const float *attr, *weight; /* [edges]; NULL: there are none */
    const uint8_t *since; /* [edges] the part from which on messages go along it; NULL: always */
} Joined;
int    model_space(const gatrt_model *model);            /* whose rows the loss is over */
const gatrt_set *trained_set(const gatrt_model *model, const gatrt_data *data);    /* and its set; without rows where there is none */
bool   is_link(const gatrt_model *model, int space);     /* rows by themselves that join two others each */
bool   joins_rows(const gatrt_model *model);             /* does a program go along an end between rows of two kernels? */
bool   sees_all_rows(const gatrt_model *model);          /* is an output made of more than what edges into rows lead to? */
const gatrt_set *space_set(const gatrt_model *model, const gatrt_data *data, int space);   /* NULL: the data set has none */
const gatrt_relation *space_relation(const gatrt_model *model, const gatrt_data *data, int space);     /* NULL as well */
KeyText space_key(const gatrt_model *model, int space, const char *key);    /* as a file would call it: "drug.x" */
int64_t space_rows(const gatrt_model *model, const gatrt_data *data, int space);
bool   space_is_asked_for(const gatrt_model *model, int space);  /* by an input, an output or a program */
Joined space_ends(const gatrt_model *model, int relation);   /* the same without a data set: spaces and ends alone, -1: none */
Joined space_joins(const gatrt_model *model, const gatrt_data *data, int relation);
bool   spaces_check(const gatrt_model *model, const gatrt_data *data, Error *error);   /* has it all that the model asks for? */

/* ---- graph.c: a data set -> prepared graph and inputs in its order */
typedef struct Wanted {
    const uint8_t *mask;  /* [rows of model_space()] those wanted (level 0); NULL: all */
    int levels;           /* demand levels the program uses; 0: it needs every row, nothing is left out */
    bool prune;           /* leave out what the wanted rows do not need; same bits either way */
    bool whole;           /* keep all rows, needed or not */
    bool given;           /* rows stay in the order of the data set, whichever are wanted: nothing is left out */
    bool most;            /* where they need most of the nodes, keep all, so that other masks can share the graph */
    const int32_t *sequence; /* NULL, or [nodes]: the order of nodes within a level; else by number */
    const float *row_weight; /* [rows of model_space()] in the loss; NULL: 1 each */
    gatrt_data *take;     /* NULL, or the data set: its edges and features are used up where all nodes are kept */
    gatrt_loops self_loops;
    bool symmetric;
    int part;             /* 0 train, 1 validation, 2 test: which edges carry messages, where a split of links says so */
} Wanted;
typedef struct Prepared {
    gatrt_graph graph;    /* of the two next */
    gatrt_rowset *spaces; /* [space_count] */
    gatrt_walk *ends;     /* [end_count] */
    int space_count, end_count;
    int64_t **row_id;     /* [space_count][rows] position -> the data set's row; of edges -1: added self loop, -2-i: reverse of
                             i; NULL of those without rows, and where they have been dropped */
    gatrt_tensor *inputs; /* [model->input_count] */
    int input_count;
    int space;            /* model_space(): that of the wanted rows */
    int64_t wanted;       /* rows at level 0 */
    bool whole;           /* holds every row, and every edge of its part */
    int part;             /* whose messages it is for */
    int64_t *wanted_row;  /* [wanted] their places; NULL: they come first */
    const float *row_weight; /* Wanted's */
    const struct Prepared *base; /* NULL, or whose graph and inputs this one shares, for other wanted rows */
} Prepared;               /* owns what it does not share; prepared_free */
/* Rows into pieces of about `share` of work, 1 for a row and 1 for each entry of its list; how many there are. Room in
 * `chunk_start` is the caller's, which begins with 0. */
enum { CHUNK_WORK = 256, MOST_CHUNKS = 128 };            /* none but the last has less work; about so many there are at the most */
int64_t cut_rows(const int64_t *list_start, int64_t rows, int64_t share, int64_t *chunk_start);

/* ---- turn.c: lists by one end of their entries become lists by the other, entries of each in their order */
typedef struct Turn {
    int64_t rows, to_rows;
    const int64_t *start;      /* [rows + 1] */
    const int32_t *far;        /* [start[rows]] of each entry the row at the other end */
    const float *value;        /* [start[rows]], which goes with an entry; NULL: its number does */
    int64_t *to_start, *next;  /* [to_rows + 1], [to_rows]: next is scratch, NULL: it is made */
    int32_t *to_far, *to_entry;
    float *to_value;
} Turn;
void   lists_turn(Turn t);

/* graphs.c, links.c: relations whose rows have kernels of their own */
int32_t *graphs_sequence(const gatrt_set *nodes, int64_t graphs, const int32_t *sequence);   /* the same, graph by graph; the caller frees it */
bool   graphs_apart(const gatrt_model *model, const gatrt_data *data, Error *error);  /* false: model of graphs, and an edge joins two */
void   graphs_fill(Prepared *p, const gatrt_set *of);
/* Chunks of graphs of about equal work, into `chunk_start`, which has room for as many as there are of nodes. */
void   graphs_cut(const gatrt_rowset *nodes, gatrt_rowset *graphs, const int64_t *node_start, int64_t *chunk_start);
void   links_fill(Prepared *p, const gatrt_model *model, const gatrt_data *data);
typedef struct LinkDraws LinkDraws;                       /* pairs of a prepared graph that are drawn anew in each epoch */
/* The lists of what is at `at`, of `rows`; `next` has room for a number a row. Links ascend in each. */
void   links_list(const int32_t *at, int64_t links, int64_t rows, int64_t *start, int64_t *next, int32_t *row);
LinkDraws *link_draws_new(Prepared *p, const gatrt_model *model, const gatrt_data *data);   /* NULL: there are none */
void   link_draws_free(LinkDraws *draws);
void   link_draws_make(LinkDraws *draws, uint64_t draw);  /* in place: those of the epoch, a function of `draw` alone */
void   link_draws_rest(LinkDraws *draws);                 /* those that the split began with, as eval has them */
Prepared *prepared_new(const gatrt_model *model);         /* prepared.c: with nothing in it */
void   prepared_find_wanted(Prepared *p, const uint8_t *mask);    /* where the rows of the mask stand, in no order of levels */
Prepared *graph_prepare(const gatrt_model *model, const gatrt_data *data, const Wanted *wanted, Error *error);
/* The rows of another mask, on a whole graph that is there: all of it is computed, but nothing is stored twice. */
Prepared *graph_share(const gatrt_model *model, const gatrt_data *data, const uint8_t *mask, const Prepared *base,
                      Error *error);
int64_t *prepared_places(const Prepared *p, int space);  /* the data set's row -> its place, where the space is whole; mem_free */
void   prepared_drop_edge_ids(Prepared *p, const gatrt_model *model);    /* where nothing is to be written in the data set's order */
void   prepared_free(Prepared *p);

/* ---- order.c: sequences of nodes in which neighbours are near each other */
typedef enum { ORDER_AUTO, ORDER_NONE, ORDER_GIVEN, ORDER_DEGREE, ORDER_BFS, ORDER_RCM, ORDERS } NodeOrder;
bool   order_named(const char *name, NodeOrder *order);
bool   order_is_given(const char *name);                  /* rows stay where the data set has them, whichever are wanted */
const char *order_taken(const char *name);               /* what auto stands for where it has a sequence */
int32_t *order_sequence(const gatrt_data *data, NodeOrder order);   /* [nodes]; NULL: as they are numbered. mem_free */

/* ---- match.c: do a data set and a model fit each other? */
bool   inputs_check(const gatrt_model *model, const gatrt_data *data, Error *error);
bool   inputs_check_widths(const gatrt_model *model, const gatrt_data *data, Error *error); /* by sizes alone */

/* ---- inputs.c: the model's inputs in the prepared graph's order; graph.c calls it */
bool   inputs_fill(Prepared *p, const gatrt_model *model, const gatrt_data *data, const Wanted *wanted, Error *error);
bool   inputs_share(Prepared *p, const gatrt_model *model, const gatrt_data *data, const Wanted *wanted, Error *error);
void   inputs_free(Prepared *p);
/* What added self loops carry: a number, or the mean of the edges into their row. `id`: of edges, as row_id has them. */
void   inputs_fill_loops(const gatrt_walk *walk, int64_t rows, const int64_t *id, const gatrt_input *in, float *attr);
/* Of the rows that are trained on, CLASS_WEIGHT or POS_WEIGHT; true: they are to be shared out over those of a loss. */
bool   inputs_class_weights(const gatrt_set *node, const gatrt_input *in, double *weight);

/* ---- row_numbers.c: which row of the data set each place is; id [count], the numbers are below the width */
void   row_numbers(const int64_t *id, int64_t count, int64_t width, gatrt_tensor *to);

/* ---- processors.c */
int    processors_allowed(void);                                /* by affinity and control groups; at least 1 */
int    processor_here(void);                                    /* the caller runs on; -1: unknown */
/* Moves the calling thread to the steps-th allowed processor after `from`; from there it may move as before. */
void   processor_move(int from, int steps);
int    processors_of_quota(const char *quota_and_period);       /* "150000 100000" -> 2; 0: no quota */

/* ---- threads.c: a pool that runs the pieces of one kernel after another */
typedef struct Pool Pool;
Pool  *pool_new(int threads);   /* 0: processors this process may use */
int    pool_threads(const Pool *pool);
void   pool_free(Pool *pool);
Pool  *pool_share(const Pool *pool, int lanes); /* another, of what threads a lane has where so many share them; NULL: its own alone */
/* Pieces 0..pieces-1 of one stage may run at the same time, in any order; the next stage waits for all of them. */
typedef struct Stage { void (*piece)(void *arg, int64_t index); void *arg; int32_t pieces; } Stage;
void   pool_stages(Pool *pool, const Stage *stages, int count, double *seconds); /* seconds [count] is added to, or NULL */
void   pool_run(Pool *pool, void (*piece)(void *arg, int64_t lo, int64_t hi, int64_t index), void *arg, int64_t count,
                int64_t slice);  /* slices of 0..count; pool NULL: the caller's thread alone */

/* ---- lanes.c: long pieces of work side by side, taken in their order */
typedef struct LaneWork {
    int lanes, slots;              /* one lane: the caller does all of it, in slot 0; slots are as many as lanes at least */
    int64_t count;                 /* of pieces */
    bool (*more)(void);            /* may another be begun? The first one is in any case */
    void (*make)(void *arg, int lane, int slot, int64_t number);  /* on a thread of the lane */
    bool (*take)(void *arg, int slot, int64_t number);            /* on the caller's; false: what is made beyond is not wanted */
    void *arg;
} LaneWork;
void   lanes_run(const LaneWork *work);

/* ---- blas.c: OpenBLAS; gemm.c calls it */
typedef struct BlasMatrix { const float *at; int leading; bool transposed; } BlasMatrix;    /* row major */
void   blas_threads(int threads);   /* so many may want products at the same time; said before the first */
void   blas_begin(void);            /* around products, which need memory; may wait for another thread's end */
void   blas_end(void);
const char *blas_kernels(void);     /* whose it takes, "Haswell"; NULL: no product was wanted yet, or it does not say */
void   blas_product(int m, int n, int k, BlasMatrix a, BlasMatrix b, float *c, float beta); /* c = a b + beta c */

/* ---- run.c: workspace and execution of programs */
typedef struct Exec Exec;       /* one program bound to one prepared graph, workspace allocated once */
Exec  *exec_new(const gatrt_program *program, const Prepared *on, const gatrt_model *model, Error *error);
Exec  *exec_new_beside(const gatrt_program *program, const Prepared *on, const gatrt_model *model, const Exec *other,
                       int threads, Error *error);   /* never runs at the same time as `other` (NULL: none): one workspace
                                                        serves both. threads: of those that run it where it is to take less
                                                        memory, if it has such a form (gatrt_program.bands); 0: it is not to */
void   exec_free(Exec *x);
gatrt_run *exec_run(Exec *x);   /* params, grads, loss, outputs, draw: set before exec_step */
void   exec_step(Exec *x, Pool *pool, double *kernel_seconds); /* kernel_seconds [kernel_count] is added to; NULL: not timed */
enum { MOST_AFTER = 8 };
void   exec_step_and(Exec *x, Pool *pool, const Stage *after, int count, double *seconds); /* and so many stages more, in the same job */
void   exec_kernels(Exec *x, int from, int to);  /* these alone, on the caller's thread; from 0 first of all. Not in bands */
bool   exec_follow(Exec *x, Error *error);  /* what is in its graph has changed: kernels are cut anew, the workspace may move */
size_t exec_workspace(const Exec *x);   /* bytes the program needs */
void   exec_ask(Exec *x, size_t bytes); /* its workspace, shared or not, is to have so many at least */
char  *exec_bytes(const Exec *x);       /* the workspace; moves where one that joins it asks for more */

/* ---- functions.c: as <math.h> has them, with the same bits on every system */
double exact_log(double x);                              /* no number where x is none or below 0; of none below 2^-1022 */
double exact_cos_turns(double turns);                    /* cos(2 pi turns), turns from 0 to 1 */
double exact_power(double base, int64_t exponent);       /* exponent from 0 on */
double exact_exp(double x);                              /* of any x */
double exact_log1p(double x);                            /* log(1 + x), x from 0 to 2^1000 */

/* ---- rng.c, init.c */
double rng_uniform(uint64_t draw, uint32_t value, int64_t i);   /* [0, 1) */
bool   init_params(const gatrt_model *model, uint64_t seed, float *params, Error *error);
#define INIT_STEP UINT64_MAX                              /* that of gatrt_draw for them: no training step has this number */
typedef enum InitElements { INIT_CONSTANT, INIT_UNIFORM, INIT_NORMAL } InitElements;
typedef struct InitRule { InitElements elements; double scale; } InitRule;      /* the constant, bound or deviation */
bool   init_rule(const gatrt_param *p, InitRule *rule, Error *error);           /* how a parameter's are made */

/* ---- spec.c: what is asked for by name, with settings, as one text: "adam:lr=0.005,amsgrad" */
enum { MOST_SETTINGS = 12, MOST_EPOCHS = 16 };
typedef enum { RANGE_NOT_NEGATIVE, RANGE_POSITIVE, RANGE_BELOW_ONE, RANGE_FLAG, RANGE_COUNT, RANGE_COUNT_OR_ZERO, RANGE_EPOCHS } Range;
/* The double `field` bytes behind the beginning of a struct; of RANGE_EPOCHS MOST_EPOCHS of them, NaN behind the last. Tables
 * of them end with one without a name. */
typedef struct Setting { const char *name; size_t field; double initial; Range range; } Setting;
const char *range_word(Range range);                           /* as models' checks call it: "not_negative" */
const char *range_shown(Range range);                          /* "a number of at least 0" */
double setting_value(const void *of, const Setting *row);
bool   setting_check(const void *of, const Setting *row);      /* is it what it may be? */
void   settings_initial(const Setting *rows, void *to);        /* what they are where nothing is said */
bool   settings_read(const char *what, const char *text, const Setting *rows, void *to, Error *error);  /* "lr=0.1,amsgrad" */
size_t spec_name(const char *spec, const char **settings);     /* length of the name, and what is behind its colon */
typedef const Setting *SpecTable(int i, const char **name);    /* row i: its name, its settings; NULL behind the last */
int    spec_find(SpecTable *table, const char *kind, const char *spec, Error *error);  /* which row; -1: none */
int    spec_read(SpecTable *table, const char *kind, const char *spec, void *to, Error *error); /* the same, and its settings */
void   spec_text(SpecTable *table, int row, const void *of, char *text, size_t size);  /* as it would be given; row -1: "none" */

/* ---- optim.c, optim_methods.c: one block of parameters, one of gradients, state beside them */
typedef struct Optim Optim;
/* What the names mean is in optim_methods.c; flags are 0 or 1. */
typedef struct OptimSettings {
    const char *name;
    double lr, weight_decay, momentum, beta1, beta2, eps, dampening, nesterov, amsgrad, centered, lr_decay,
        initial_accumulator_value, momentum_decay, decoupled_weight_decay, eta_minus, eta_plus, step_min, step_max;
    double l1;                     /* of any: l1 times the sign of a parameter is added to its gradient, before it is clipped */
} OptimSettings;
typedef struct OptimSetting { const char *name; double value; } OptimSetting;
const Setting *optim_table(int i, const char **name);
bool   optim_parse(const char *spec, OptimSettings *settings, Error *error);    /* "adam:lr=0.1", others as in PyTorch */
bool   optim_change(const char *spec, OptimSettings *settings, Error *error);   /* what is said behind the colon; same optimiser */
int    optim_list(const OptimSettings *settings, OptimSetting list[MOST_SETTINGS]);    /* what belongs to it; how many */
Optim *optim_new(const OptimSettings *settings, int64_t count, Error *error);
void   optim_free(Optim *o);
/* Parameters that have settings of their own: NaN is as for all. A range ends where the next begins. */
typedef struct OptimGroup { double lr, weight_decay, l1, frozen; } OptimGroup;
typedef struct ParamRange { int64_t lo; int group; } ParamRange;
void   optim_group(Optim *o, const OptimGroup *groups, int count, const ParamRange *ranges, int range_count);
int    optim_groups(const Optim *o);
double optim_lr(const Optim *o, int group);                    /* as it was given */
void   optim_set(Optim *o, int group, double lr, double momentum); /* from the next step on; momentum or beta1, NaN: as it is */
void   optim_use_narrow(Optim *o);                             /* the loops of any processor; same bits */
/* The next step, to be run once, and how many stages it has; its bits do not depend on the pool. L1 and clipping change grads. */
enum { OPTIM_STAGES = 4 };
int    optim_stages(Optim *o, float *params, float *grads, Stage stages[OPTIM_STAGES]);
void   optim_step(Optim *o, Pool *pool, float *params, float *grads);
int    optim_state_count(const Optim *o);                      /* arrays to checkpoint */
float *optim_state(Optim *o, int i, const char **name);        /* "exp_avg", ...; [count] */
int64_t *optim_steps(Optim *o);
const char *optim_name(const Optim *o);

/* ---- clip.c: gradients before a step: "norm:max=1" */
typedef struct ClipKind ClipKind;
typedef struct Clip { const ClipKind *kind; double max; } Clip;
const Setting *clip_table(int i, const char **name);
bool   clip_parse(const char *spec, Clip *clip, Error *error);
void   optim_clip(Optim *o, const Clip *clip);
double optim_norm(const Optim *o);                             /* of all gradients of the last step, before they were clipped by it */

/* ---- groups.c: parameters by their names: "conv1.*:lr=0.001;*.bias:weight_decay=0" */
enum { MOST_GROUPS = 16 };
typedef struct NamedGroup { char pattern[64]; OptimGroup of; } NamedGroup;
typedef struct Groups { int count; NamedGroup group[MOST_GROUPS]; } Groups;
const Setting *groups_table(void);                             /* what a group may say */
bool   pattern_fits(const char *pattern, const char *name);    /* * any letters, ? one */
bool   patterns_fit(const char *patterns, const char *name);   /* one of them, with commas between; NULL: none */
bool   groups_parse(const char *spec, Groups *groups, Error *error);   /* NULL: none */
int    groups_find(const Groups *groups, const char *name);    /* the first that fits; -1: none */
bool   groups_check(const Groups *groups, const char *const *names, int count, Error *error); /* does each fit one, and something train? */
bool   groups_check_model(const Groups *groups, const gatrt_model *model, Error *error);
void   groups_apply(const Groups *groups, const gatrt_model *model, Optim *optim);

/* ---- schedule.c: the learning rate of each epoch */
typedef struct ScheduleKind ScheduleKind;
typedef struct Schedule {
    const ScheduleKind *kind;      /* NULL: the rate stays what it is */
    double step_size, gamma, t_max, eta_min, t_0, t_mult, start_factor, end_factor, total_iters, power, total_steps, pct_start,
        div_factor, final_div_factor, linear, cycle_momentum, base_momentum, max_momentum, factor, patience, threshold,
        absolute, cooldown, min_lr, eps, of_metric, warmup, warmup_start, milestones[MOST_EPOCHS];
} Schedule;
/* Of plateau, which goes by what was measured: the best so far (NaN: nothing), epochs without better, epochs to rest, cuts. */
typedef struct Plateau { double best; int64_t bad, cooldown, cuts; } Plateau;
const Setting *schedule_table(int i, const char **name);
bool   schedule_parse(const char *spec, int64_t epochs, Schedule *s, Error *error);
bool   schedule_fits(const Schedule *s, const OptimSettings *optim, Error *error); /* does the optimiser have what it moves? */
void   schedule_text(const Schedule *s, char *text, size_t size);      /* as it would be given, or "none" */
void   schedule_begin(Plateau *p);
double schedule_lr(const Schedule *s, const Plateau *p, double base, int64_t t);   /* t: epochs done */
double schedule_momentum(const Schedule *s, int64_t t);        /* NaN: it is not moved */
bool   schedule_of_metric(const Schedule *s);                  /* plateau: goes it by the metric, not by the loss? */
void   schedule_note(const Schedule *s, Plateau *p, double value, bool less, int64_t epoch); /* after each; less: is better */

/* ---- average.c: the average of weights: "ema:decay=0.99" */
typedef struct AverageKind AverageKind;
typedef struct Average {
    const AverageKind *kind;       /* NULL: none */
    double decay, start, every;
    const float *from;             /* of the step under way */
    float *to, share;
    int64_t count;
} Average;
const Setting *average_table(int i, const char **name);
bool   average_parse(const char *spec, Average *a, Error *error);
void   average_text(const Average *a, char *text, size_t size);        /* as it would be given, or "none" */
/* What comes behind the step that ends an epoch (from 1 on): 0 or 1 stages. taken: how many weights are in the average. */
int    average_stages(Average *a, const float *params, float *average, int64_t count, int64_t epoch, int64_t *taken, Stage *stage);

/* ---- metrics.c, metrics by name over rows with a mask */
bool   metric_check(const gatrt_model *model, const char *name, Error *error);  /* is there one that fits the model? */
/* Of metrics that exist: */
bool   metric_better(const char *name, double a, double b);    /* false where they are equal, or one is NaN */
double metric_worst(const char *name);                         /* what any number is better than */
bool   metric_of_numbers(const char *name);                    /* mse and its like: outputs are numbers, not scores */
typedef struct Hits { double right, wrong, missed; } Hits;     /* of one class: true positives, wrongly predicted, missed */
typedef struct HitRatios { double precision, recall, f1; } HitRatios;
/* Of each class, or label, of outputs that are finite and whose answers are known: [classes], mem_free. */
Hits  *metric_hits(const float *out, int64_t width, const gatrt_set *of, const int64_t *row_id, int64_t rows,
                   int64_t *classes);
HitRatios metric_ratios(const Hits *hits);
/* [classes of metric_hits, the same], row: the true class, column: the predicted one; NULL for labels. mem_free */
int64_t *metric_confusion(const float *out, int64_t width, const gatrt_set *of, const int64_t *row_id, int64_t rows, int64_t *classes);
double metric_value(const char *name, const float *out, int64_t width, const gatrt_set *of, const int64_t *row_id,
                    int64_t rows);
/* The same of pairs, whose source[r] is the row where the r-th begins. */
double metric_of_pairs(const char *name, const float *out, int64_t width, const gatrt_set *of, const int64_t *row_id,
                       int64_t rows, const int32_t *source);

/* ---- safetensors.c: named float32 tensors and text metadata */
typedef struct NamedTensor { char name[128]; int rank; int64_t dim[4]; int64_t count; float *values; bool whole; } NamedTensor; /* whole: of integers in the file */
typedef struct Tensors { int count; NamedTensor *tensors; int meta_count; char (*meta)[2][256]; } Tensors;
Tensors *tensors_read(const char *path, Error *error);         /* F32, F64, F16, BF16, I64 read; converted to float */
bool   tensors_write(const char *path, const Tensors *t, Error *error);  /* atomic */
void   tensors_free(Tensors *t);

/* ---- weights.c: weights from any file, under the names that a model has */
enum { TAKEN = 64 };
typedef struct WeightsFile { const char *path, *key, *rename, *fresh; } WeightsFile;   /* key, rename, fresh: as the options have them, or NULL */
typedef struct WeightsTold {
    bool other;                    /* the file says that a model of another text wrote it */
    char split[RULE_TEXT];         /* the split that it was trained with, as --split would have it; "": it does not say */
    char prepared[112];            /* what was made of the features that it was trained with; "": nothing, or it does not say */
    char key[TAKEN], prefix[TAKEN];  /* the member taken without being named; what was left out of all names; or "" */
} WeightsTold;
Tensors *weights_read(const gatrt_model *model, const WeightsFile *from, WeightsTold *told, Error *error);
void   weights_tell(FILE *to, const char *program, const WeightsFile *from, const WeightsTold *told);   /* a line each */
/* The same --missing, --scale and --one-hot, as origin_prepared says them? An error names both. */
bool   prepared_alike(const char *path, const char *was, const char *now, Error *error);
/* Where they leave for inference, which makes nothing of features. */
void   weights_tell_prepared(FILE *to, const char *program, const char *path, const WeightsTold *told);
/* Are the data set's features made ready as those that they were trained with? PyG's files do not say. */
bool   weights_prepared(const gatrt_data *data, const char *path, const WeightsTold *told, Error *error);

/* ---- checkpoint.c: weights as PyG would name and lay them out; optimiser, step, seed for --resume */
enum { MOST_NOTES = MOST_SETTINGS + 15, KEPT_TEXT = 256 };
typedef struct RunNote { const char *key; char now[RULE_TEXT], was[RULE_TEXT]; } RunNote;  /* was: "" where the file says nothing */
typedef struct RunNotes { int count; RunNote note[MOST_NOTES]; } RunNotes;
typedef struct TrainState {
    uint64_t seed;
    int64_t epoch;                 /* epochs done */
    int64_t best_epoch, waited;
    double best_loss, best_metric; /* the best of each so far, not always of one epoch */
    double kept_loss;              /* of best_epoch */
    double best_stop;              /* of what --stop-on counts by; NaN: nothing yet */
    float *params, *best;          /* [param_floats] each */
    float *average;                /* NULL: none was asked for */
    int64_t averaged;              /* how many weights are in it */
    int64_t step;                  /* steps done of an epoch in batches that is not whole; else 0 */
    double step_loss[1 + GATRT_TERMS]; /* the sum of its rows' losses so far, and of their terms */
    Plateau plateau;
    Optim *optim;                  /* NULL where only weights matter */
    RunNotes *notes;               /* NULL, or what else the run depends on: `now` is saved, `was` read */
    const FeatureFit *features;    /* what their preparation counted, to be saved; NULL: they were not prepared */
    char kept[KEPT_TEXT];          /* epochs whose weights lie beside it, as keep_best.h writes them; "": none */
} TrainState;
/* told: may be NULL */
bool   weights_load(const gatrt_model *model, const WeightsFile *from, float *params, WeightsTold *told, Error *error);
bool   checkpoint_save(const gatrt_model *model, const char *path, const TrainState *s, Error *error);
bool   checkpoint_load(const gatrt_model *model, const char *path, TrainState *s, Error *error);
/* What a training's features were prepared by; NULL in `fit` where the file does not say. checkpoint_fit_free */
bool   checkpoint_fit(const char *path, FeatureFit **fit, Error *error);
void   checkpoint_fit_free(FeatureFit *fit);

/* ---- options.c: one table of options; a wrong command line is one line and exit 2 */
typedef struct Job Job;
enum { FOR_TRAIN = 1, FOR_EVAL = 2, FOR_PREDICT = 4, FOR_BENCH = 8, FOR_INFO = 16, FOR_EXPORT = 32, FOR_LOOK = 64,
       FOR_REPORT = 128, FOR_COMPARE = 256, FOR_TUNE = 512, FOR_DRAW = 1024, FOR_EXPLAIN = 2048 };
typedef struct Command {
    const char *name, *summary;
    unsigned bit;                                   /* FOR_... */
    bool (*run)(Job *job, Error *error);
} Command;
enum { MOST_DATA = 64, MOST_WORDS = 32, MOST_OPTIONS = 128 };
typedef struct Options {
    const char *program;                            /* as errors name it */
    const Command *command;
    const char *data, *features, *labels, *label_column;
    PrepareRule prepare;
    const char *class_weight;
    bool oversample, undersample, smote;
    const char *checkpoint, *resume, *weights, *key, *rename, *json, *out, *optimizer, *schedule, *clip, *groups, *average, *fresh, *stop, *metric, *order, *log, *history, *nodes, *layer, *layout;
    const char *split;
    SplitRule split_rule;                           /* what `split` says */
    const char *protocol;                           /* as given; `by`: its row; its split, where none was given */
    const struct Protocol *by;
    char protocol_split[64];
    const char *fanout;
    int64_t clusters;
    int64_t batch;                                  /* rows of a step; 0: all of them */
    int64_t seed, threads, epochs, patience, runs, log_every, log_rate, checkpoint_every, keep_best;
    int64_t log_histograms;                         /* epochs; 0: never, -1: not given */
    int64_t film;                                   /* epochs between its frames; 0: none */
    double l1;
    double lr, weight_decay, momentum;              /* where given; `optim` has what holds */
    OptimSettings optim;
    const char *datas[MOST_DATA]; int data_count;   /* of each --data; `data` is the first */
    bool replace, no_prune, attention, per_class, quiet, help, seed_given;
    int64_t head, size;                             /* of draw; head -1, size 0: not given */
    int64_t at_once;                                /* runs; 0: by what one takes */
    const char *words[MOST_WORDS]; int word_count;  /* that are no options */
    const char *model_file;                         /* of tune: what is compiled for other dimensions */
    const char *method; int64_t trials;             /* of tune; method: of explain, too */
    const char *of, *class; int64_t top, samples;   /* of explain; class NULL: the one that is told */
    bool given[MOST_OPTIONS];                       /* i: row i of options.def was on the command line */
} Options;
bool   options_parse(Options *o, const gatrt_model *model, const Command *command, int argc, char **argv,
                     Error *error);                 /* argv after the command's name */
bool   options_given(const Options *o, const char *name);
const char *options_one_run(const Options *o);                  /* an option that is for a single run, if there is one */
bool   options_tunable(const char *name, bool *whole);          /* may tune try values of it? whole: numbers of it are */
/* Another value of one of these; once all have theirs, options_settle tells whether they go together. */
bool   options_change(Options *o, const char *name, const char *text, Error *error);
bool   options_settle(Options *o, const gatrt_model *model, Error *error);
void   options_text(const Options *o, char *text, size_t size); /* of tune: what was given and decides about figures */
char  *options_word(const Options *o, int *at);                 /* the next of these from row *at on, but of the search itself:
                                                                   "--runs=3"; NULL: no more. mem_free */
void   options_help(FILE *to, const Options *o);

/* ---- outputs.c: before the work */
bool   outputs_differ(const Options *o, Error *error);      /* no two are one file, nor is one what is read */
bool   outputs_writable(const Options *o, Error *error);
bool   outputs_of_run(Job *job, const char *checkpoint, Error *error);  /* all three, of the checkpoint of one of several runs */
bool   outputs_spare_data(const Options *o, Error *error);  /* once the data set is loaded: none is a file of it */

/* ---- report.c: what a command measured, as one JSON object; numbers that are not finite are null */
typedef struct json_t Report;
Report *report_empty(void);
void   report_free(Report *r);
void   report_number(Report *r, const char *key, double value);
void   report_count(Report *r, const char *key, int64_t value);
void   report_text(Report *r, const char *key, const char *value);
void   report_floats(Report *r, const char *key, const float *values, int64_t count);
void   report_counts(Report *r, const char *key, const int64_t *values, int64_t count);
void   links_report(Report *r, const gatrt_relation *pairs);     /* link_proof.c */
Report *report_row(Report *r, const char *list);    /* a new object at the end of array `list`; owned by r */
bool   report_write(const Report *r, const char *path, Error *error);   /* "-": standard output */
void   origin_print_all(FILE *to, const gatrt_data *data, Report *report);  /* origin.c: a line for each file or key */

/* ---- split_counts.c: where classes are: how many rows of each class are in each part */
void   split_print_line(FILE *to, const gatrt_set *set);
void   split_print_table(FILE *to, const gatrt_set *set, Report *report);

/* ---- figures.c: the keys that all commands have */
Report *report_new(const Options *o, const gatrt_model *model);
void   report_score(Report *r, const char *split, const char *metric, double loss, double value);

/* ---- progress.c: a line per so many epochs for people, a line that is drawn over on a terminal */
typedef struct Progress {
    int64_t total, every, first; /* first: epochs done before */
    bool bar, shown, colours, blocks;
    int columns, width;          /* of the terminal when it was last drawn, and of the bar */
    double drawn, started;
    Sparkline losses;
    FILE *to;
} Progress;
/* best: the best so far of `best_of`, the metric or "loss"; not finite where there is none yet */
typedef struct EpochLine {
    int64_t epoch;
    double loss;
    const char *const *term_names;
    const float *terms;             /* [term_count]: what the loss is the sum of */
    int term_count;
    const char *split, *metric;
    double split_loss, split_metric;
    const char *best_of;
    double best;
} EpochLine;
Progress progress_start(const Options *o, int64_t done, FILE *to);   /* one that is not stderr has no line to draw over */
void   progress_epoch(Progress *p, const EpochLine *line);
void   progress_end(Progress *p);
typedef struct Text { char text[48]; } Text;
typedef struct MetricUnit { double factor; int digits; const char *word; } MetricUnit;
MetricUnit metric_unit(const char *metric);                 /* how people read it: accuracy in percent */
Text   metric_text(const char *metric, double value);   /* "83.1 %" for accuracy, "0.8312" for others */

/* ---- log.c: figures of a whole run */
double peak_rss_mib(void);
typedef struct Spread { double median, min, p90; } Spread;
Spread spread_of(float *samples, int64_t count);    /* sorts the samples; NaN where there are none */

/* ---- visible.c: what a terminal may show of text that is not ours */
char  *text_encode(char *to, uint64_t character);   /* its bytes in UTF-8; where they end, NULL: there is none such */
size_t text_visible(const char *at);                /* bytes of the character there; 0: a control character, or not UTF-8 */
void   text_print(FILE *to, const char *text);      /* other bytes as \x1b */
typedef struct Shown { char text[1024]; } Shown;
Shown  text_shown(const char *text);                 /* the same, for a line of ours; a very long one is cut */

/* ---- main.c: the command line. What a command works on; main.c makes and frees it */
struct Job {
    const gatrt_model *model;
    const Options *options;
    gatrt_data *data;        /* NULL where no --data was given */
    int64_t runs, splits;    /* how many there are to be, and how many splits to choose from */
    int32_t *sequence;       /* [data->nodes] of --order; NULL: as they are numbered */
    float *row_weight;       /* [rows that are trained on] in the loss; NULL: 1 each */
    Pool *pool;
    Report *report;
    FILE *people;            /* stdout, or stderr where the JSON goes to stdout */
    double started;
    double base_mib;         /* peak memory before any data */
    bool wrong_command;      /* what failed is the command line: exit 2 */
    uint64_t answers;        /* answers_print of the first run's split, before classes were balanced */
    bool told_optimizer;
    bool failed;             /* the command has said why, and there is a report all the same */
    int file;                /* eval: which --data it is about; other commands have all of them as one */
    bool whole;              /* the data set has no split: what is called train is all rows whose y is known */
};
void   job_report_split(const Job *job, Report *r);             /* where it is not simply the file's */
bool   job_load_data(Job *job, int64_t run, Error *error);       /* with the split of a run; what there was is gone */
bool   job_weights(const Job *job, float *params, Error *error); /* --weights, --checkpoint, or fresh ones */
void   job_tell_data(const Job *job);                            /* the data set in a line, and what is odd with it */
bool   job_labelled(const Job *job, Error *error);              /* is there a y to train on and to measure with? */
void   job_take_whole(Job *job);                                 /* sets `whole`, and that mask */
const gatrt_set *job_set(const Job *job);                       /* whose rows are trained on, measured and told */
KeyText job_key(const Job *job, const char *key);               /* what its keys are called in files */
const char *recipe_optimizer(const gatrt_model *model);         /* with its settings */
const char *model_bits(const gatrt_model *model);               /* which are promised: exact or fast */
float *job_params(const Job *job);                              /* a parameter block, zeroed; mem_free */

/* ---- balance.c: classes of which there are many rows and few */
bool   balance_check(const char *weights, Error *error);         /* are they "balanced", or numbers? */
bool   balance_classes_of(Job *job, Error *error);               /* by --class-weight, --oversample, --smote, --undersample */
const char *balance_option(const Options *o);                    /* which of these it is; NULL: none */

/* ---- view.c: the rows of one mask, prepared, with the programs that run on them */
enum { VIEW_TRAIN, VIEW_INFER, VIEW_SCORE, VIEW_INSPECT, VIEW_PROGRAMS };
typedef struct View {
    const gatrt_model *model;
    Prepared *on;
    Exec *exec[VIEW_PROGRAMS];   /* NULL where not asked for, or the model has no such program */
    float **outputs;             /* [output_count], in the workspace; on-demand ones only with VIEW_INSPECT. Set and
                                    filled by view_infer, and there until another program of the workspace runs */
    size_t *outputs_at;          /* [output_count], bytes before them in the workspace; 0: none */
    bool outputs_shared, twin;   /* twin: `on` is another view's */
    int threads;                 /* inference goes by bands, on so many; 0: kernel by kernel */
    size_t outputs_end, picked_at, asked; /* bytes before what is behind the outputs, the picked rows, all that */
    float *picked;               /* where the wanted rows are not the first: theirs of output 0, and their nodes */
    int64_t *picked_id;
    float loss[1 + GATRT_TERMS]; /* of training or score, whichever ran last; of training, its terms behind it */
} View;                          /* owns what it does not share; view_free */
View  *view_new(const Job *job, const uint8_t *mask, unsigned programs, Error *error);  /* bits 1 << VIEW_... */
View  *view_whole(const Job *job, const uint8_t *mask, unsigned programs, Error *error);  /* of all rows, as samples are drawn
                                                   from; in the order that training on the mask would have */
View  *view_first(const Job *job, const uint8_t *mask, unsigned programs, Error *error); /* one that others may share */
/* Runs never at the same time as `first`: workspace, and where it is whole graph, inputs and outputs are shared.
 * `first` is freed last. */
View  *view_beside(const Job *job, const uint8_t *mask, unsigned programs, const View *first, Error *error);
/* Of the same rows on the same graph, in a workspace of its own: both may run at the same time. `of` is freed last. */
View  *view_twin(const View *of, const View *first, Error *error);
void   view_free(View *view);
int64_t view_output_rows(const View *view, int output);
void   view_infer(View *view, int program, const float *params, Pool *pool, double *kernel_seconds);
double view_mean(const View *view, int output, int64_t row);    /* over the columns of an output that is there, as over heads */
double view_loss(View *view, const float *params, Pool *pool);  /* of the outputs; infinite where there is no score */
double view_metric(const View *view, const gatrt_set *of);
double view_metric_of(const View *view, const gatrt_set *of, const char *name);   /* another than the model's */
Hits  *view_hits(const View *view, const gatrt_set *of, int64_t *classes);   /* after the metric, of outputs that view_check passed */
/* Likewise, [classes, classes] of a true class by the class told; NULL: rows have labels, or no output is of them. mem_free */
int64_t *view_confusion(const View *view, const gatrt_set *of, int64_t *classes);
int    view_most(const View *view);             /* the program that fills the most outputs of those that are there */
bool   view_check(const View *view, const char *data, Error *error); /* is output 0 finite where it is wanted, after the metric? */
typedef struct Score { double loss, metric; } Score;
Score  view_score(View *view, const float *params, const Job *job);      /* infer, then both */
Score  view_score_again(View *view, const float *params, const Job *job); /* both, of the outputs that are there */
size_t view_workspace(const View *view);        /* of its largest program, or of inference and its outputs */
size_t view_bytes(const View *view);            /* what it keeps beside the workspace, by the sizes of its graph */

/* ---- signals.c: asked to stop, a run is kept first; between begin and end a closed pipe is an error, not the end */
void   signals_begin(void);
void   signals_catch(void);                         /* Ctrl-C, SIGTERM and SIGHUP, but those ignored so far; again: nothing */
bool   signals_asked(void);                         /* has one come? */
int    signals_exit_code(void);                     /* 128 and its number; GATRT_OK where none has */
void   signals_end(void);

/* ---- choose.c: which epoch's weights are kept, when patience ends, which of --runs stands for all */
typedef enum { CHOOSE_BOTH, CHOOSE_METRIC, CHOOSE_TRAIN_LOSS } Choice;
typedef struct ChoiceText { char text[112]; } ChoiceText;
Choice choice_of(const Job *job);
int    choice_split(Choice by);                             /* whose rows choose: 0 train, 1 validation */
const char *choice_rows(Choice by);                         /* the same for people: "training", "validation" */
bool   choice_note(Choice by, const char *metric, TrainState *s, Score score); /* an epoch's; true: its weights are the best */
bool   choice_better(Choice by, const char *metric, Score a, Score b);         /* of two runs */
ChoiceText choice_name(Choice by, const char *metric);      /* for programs: "val_roc_auc" */
ChoiceText choice_reason(Choice by, const char *metric, const char *row);   /* for people: what the best epoch is the best of */
void   choice_stop(const char *stop, TrainState *s, int64_t waited, double value); /* after it, waited: before; patience by this alone */
ChoiceText choice_patience(Choice by, const char *metric, const char *stop);  /* and what an epoch that tries patience lacks */

/* ---- resume.c: what a run depends on beside its state, and whether it still is the same */
#define NOTE_ORDER  "order"
#define NOTE_SPLIT  "split"
#define NOTE_DATA   "data_print"
#define NOTE_CHOICE "chosen_by"
#define NOTE_MODEL  "model_print"
#define NOTE_BITS   "bits"
#define NOTE_PREPARED "prepared"
#define NOTE_SCHEDULE "schedule"
#define NOTE_GROUPS "groups"
#define NOTE_CLIP   "clip"
#define NOTE_L1     "l1"
#define NOTE_AVERAGE "average"
#define NOTE_STOP   "stop_on"
#define NOTE_BATCH  "batch"
#define NOTE_BALANCE "balance"
uint64_t bytes_print(uint64_t print, const void *bytes, size_t size);     /* of bytes and what came before: 64 bits */
uint64_t data_print(const gatrt_data *data);
uint64_t answers_print(const gatrt_set *set);                   /* of labels, targets and masks alone */
typedef struct Fit Fit;
void   notes_make(RunNotes *notes, const Fit *fit);             /* while the data set is whole */
bool   notes_check(const RunNotes *notes, const char *path, Error *error);   /* may it go on at all? */
void   notes_tell(const RunNotes *notes, const char *program, const char *path);   /* a line where something differs */

/* ---- log_epoch.c: train --log; record/ writes it */
typedef struct EpochLog EpochLog;
EpochLog *epoch_log_new(const Fit *fit, Error *error);     /* before its first epoch */
/* False where it cannot be written, then and ever after. */
bool   epoch_log_add(EpochLog *log, const EpochLine *line, double ms, const Fit *fit, const float *measured, Error *error); /* of these weights */
bool   epoch_log_result(EpochLog *log, Fit *fit, Error *error);   /* once, of the weights that are kept */
bool   epoch_log_end(EpochLog *log, Error *error);         /* frees it as well; false: not all of it could be written */

/* ---- batches.c: an epoch in steps, each over a sample of the graph */
typedef struct Batches Batches;
bool   batches_due(const Job *job);                       /* is an epoch steps of batches, or one of some graphs of many? */
Batches *batches_new(const Job *job, View *whole, Error *error);   /* whole: view_whole, whose workspace and loss are the steps' too */
void   batches_free(Batches *b);
void   batches_begin(Batches *b);                          /* another run */
int64_t batches_count(const Batches *b);                   /* steps of an epoch */
int64_t batches_rows(const Batches *b, int64_t i);         /* training rows of its step i */
const int32_t *batches_order(const Batches *b);            /* of the base's rows, batch after batch */
void   batches_shuffle(Batches *b, uint64_t seed, int64_t epoch, const Prepared *base);
int64_t batches_step(const Batches *b, int64_t i);         /* how many steps the run had before it */
Exec  *batches_draw(Batches *b, const Job *job, int64_t i, Error *error);  /* step i's program, bound to its sample; the next is drawn meanwhile */
size_t batches_bytes(const Batches *b);                    /* the most that samples may take, two of them where one is drawn ahead, */
size_t batches_workspace(const Batches *b);                /* and its step, which shares the workspace of the whole graph */
void   batches_tell(const Batches *b, const Job *job);     /* people, before the first step */
void   batches_report(const Batches *b, const Job *job);

/* ---- fit_make.c, fit_start.c, fit.c: the training loop and evaluation over any model */
struct Fit {
    Job *job;
    View *train, *val, *test;    /* val is train where there is no validation mask; test may be NULL */
    Choice choice;
    Schedule schedule;
    Groups groups;
    Clip clip;
    Average average;
    RunNotes notes;
    View *all;                   /* every row, for inference, and with outputs on demand for logs; NULL where not asked for */
    LinkDraws *draws;            /* negatives of the training view; NULL: there are none */
    Batches *batches;            /* NULL: every step is over all training rows */
    float *grads;
    TrainState state;
    float *losses, *rates, *measured_losses, *measured_metrics, *step_ms, *epoch_ms, *infer_ms;  /* [epochs]: of the epochs done
                                    since fit_start; measured: on the rows that choose */
    float *terms;                                    /* [epochs][term_count], likewise: what the losses are the sums of */
    int64_t done;
    bool interrupted;            /* epochs were left */
    bool diverged;               /* a loss or weights were not numbers: of this run only the best weights are */
    Error trouble;               /* not empty: the command is to fail with it, once all that there is was written */
    EpochLog *log;               /* of --log, while a run lasts; NULL: none, or it could not be written any more */
    struct KeepBest *kept;       /* of --keep-best; NULL: none */
    int64_t saved_epoch;         /* of the last checkpoint of this run, with all that --resume needs; -1: none */
    FILE *told;                  /* what people are told meanwhile; stderr, but of runs that others run beside */
    const struct Over *over;     /* of such a run: nobody wants it any more; NULL: never */
};
Fit   *fit_new(Job *job, Error *error);
Fit   *fit_new_and_all(Job *job, Error *error);               /* with fit->all */
/* On the views of another of the same data, to run beside it; that one is freed last. */
Fit   *fit_twin(Job *job, const Fit *of, Error *error);
bool   fit_may_have_twins(const Fit *fit);                    /* does nothing in its views change while it trains? */
size_t fit_own_bytes(const Fit *fit);                         /* what a twin takes */
void   fit_free(Fit *fit);
bool   fit_start(Fit *fit, uint64_t seed, Error *error);      /* fresh weights, --weights or --resume */
bool   fit_step(Fit *fit, Error *error);                      /* one training epoch: gradients and update */
void   fit_rest(Fit *fit);                                    /* before figures: negatives are those that eval has */
Score  fit_validate(Fit *fit);
void   fit_report_memory(const Fit *fit, int twins);           /* what should be there, with so many twins, and what was before */
bool   fit_run(Fit *fit, Error *error);     /* to the last epoch, patience's end, Ctrl-C, or a loss that is no number,
                                               an error only where no epoch before it had weights to keep */
bool   fit_save(Fit *fit, Error *error);                      /* --checkpoint */
bool   fit_save_to(Fit *fit, const char *path, Error *error);
size_t fit_workspace(const Fit *fit);                         /* bytes that exist: the largest of what shares it */

/* ---- train.c, predict.c, export.c, bench.c, info.c: the commands */
bool   per_class_fits(const Job *job, Error *error);       /* per_class.c: are there classes to count? */
void   per_class_print(const Job *job, const Hits *hits, int64_t classes, const char *part);
bool   command_train(Job *job, Error *error);
bool   command_eval(Job *job, Error *error);
bool   command_predict(Job *job, Error *error);
bool   command_export(Job *job, Error *error);
bool   command_bench(Job *job, Error *error);
bool   command_info(Job *job, Error *error);
bool   command_data(Job *job, Error *error);       /* data.c */
bool   command_report(Job *job, Error *error);     /* page.c */
bool   command_draw(Job *job, Error *error);       /* draw.c */
bool   command_explain(Job *job, Error *error);    /* explain.c */
bool   command_compare(Job *job, Error *error);    /* compare.c */
bool   command_tune(Job *job, Error *error);       /* tune.c */

#endif

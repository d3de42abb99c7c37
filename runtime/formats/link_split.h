/* link_split.h - pairs to predict, made of a relation's edges: --split links:85/5/10. In: a data set, a model whose loss is
 * over links, a rule. Out: of the relation, from which part on each edge carries messages; the pairs as a relation and a set of
 * rows with answers and masks; how their negatives are drawn; and a proof that nothing leaks.
 */
#ifndef LINK_SPLIT_H
#define LINK_SPLIT_H

#include "runtime/runtime.h"

enum { PART_NEVER = 3 }; /* of gatrt_relation.since: an edge that no part's messages go along */

/* ---- link_pairs.c: a set of pairs (u, v) of rows, which are one with (v, u) where `both_ways` */
typedef struct PairSet {
    uint64_t *slot; /* [room], a pair's key and 1; 0: none. Room is a power of two, twice the pairs at least */
    uint64_t room;
    int64_t from_rows, to_rows;
    int64_t count;  /* of the pairs that could be drawn */
    bool one_set;   /* both ends are rows of one set: no row is drawn with itself */
    bool both_ways;
} PairSet;
PairSet pairs_new(int64_t from_rows, int64_t to_rows, bool one_set, bool both_ways, int64_t most);
void   pairs_free(PairSet *pairs);
bool   pairs_has(const PairSet *pairs, int64_t u, int64_t v);
void   pairs_add(PairSet *pairs, int64_t u, int64_t v);      /* once or again */
double pairs_left(const PairSet *pairs);                     /* how many could still be drawn */
/* One of those that are left, uniformly: a function of `draw` and `row` alone. */
void   pairs_draw(const PairSet *pairs, uint64_t draw, int64_t row, int32_t pair[2]);
/* The same of those with pair[0] for a source; false where none is left. */
bool   pairs_draw_beside(const PairSet *pairs, uint64_t draw, int64_t row, int32_t pair[2]);

/* ---- link_proof.c: what is counted anew in the data set as it came out */
typedef struct LinkProof {
    int64_t positives[3], negatives[3]; /* of train, val, test */
    int64_t messages[3];                /* edges that carry messages there */
    int64_t among_messages[3];          /* positives, or their reverses, among the messages of their own part */
    int64_t in_two_parts;               /* positives whose pair, either way, is in another part as well */
    int64_t negative_edges;             /* negatives that are edges, of any part */
    int64_t negatives_shared;           /* negatives that are in another part as well */
} LinkProof;

/* How pairs were made of a relation's edges. */
struct gatrt_links {
    PairSet known;   /* what no negative may be: edges of all parts, and the negatives that validate and test */
    uint8_t *drawn;  /* [pairs] 1: drawn anew in each epoch */
    bool ranked;     /* negatives are drawn for a positive each, and have its source; else they are any, and these NULL: */
    int32_t *above;  /* [pairs] that positive; -1: it is one */
    int32_t *source; /* [pairs] kept, as a prepared graph takes the ends of pairs for its own */
    int64_t trained, each; /* positives that train, the first rows; negatives for each of all positives */
    uint64_t draw;   /* of the split itself: what those are that it begins with */
    char of[64];     /* the relation */
    bool both_ways;
    LinkProof proof;
};

/* The relation `edges` and the pairs made of it; false where something leaks. */
bool   link_proof(gatrt_data *data, const gatrt_relation *edges, gatrt_relation *pairs, const gatrt_set *of,
                  Error *error);

/* ---- link_rows.c: the pairs as a relation and a set. `part` of each pair that is an edge, ends in `src`, `dst` */
typedef struct LinkRows {
    int64_t count;
    int32_t *src, *dst;
    uint8_t *part;
} LinkRows;
bool   link_rows(gatrt_data *data, const char *name, const gatrt_relation *edges, const LinkRows *positives, bool both_ways,
                 bool ranked, const SplitRule *rule, Error *error);

/* ---- link_rivals.c: which pairs are to stand below which */
const char *rivals_name(const gatrt_model *model);       /* the model's relation of them; NULL: it asks for none */
void   rivals_of_split(gatrt_data *data, int pairs, const char *name); /* of relation `pairs` */

#endif

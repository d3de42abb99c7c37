/* facts.h - what can be said of a data set without a model: counts, degrees, classes, features. */
#ifndef FACTS_H
#define FACTS_H

#include "runtime/runtime.h"

typedef struct DegreeFacts { int64_t least, most; double median, mean; } DegreeFacts;

typedef struct RelationFacts {
    DegreeFacts in, out;                 /* of the rows at either end */
    bool square;                         /* both ends are rows of one set; what follows up to the next comment is of these */
    int64_t loops;                       /* edges of a row with itself */
    int64_t joined, one_way;             /* pairs that are no loops, each once, and those without a reverse */
    /* of any */
    int64_t repeated;                    /* edges that are there already */
    int64_t isolated;                    /* rows of both sets without an edge to another */
    int64_t components, largest;         /* of these rows, whichever way edges go */
    bool labelled;                       /* square, and of classes: */
    int64_t known;                       /* edges between two rows of known classes, without loops */
    double homophily, insensitive;       /* share of one class; Lim et al. 2021, equation 7. NaN: there is none */
} RelationFacts;

typedef struct FeatureFacts {
    int64_t entries;                     /* that are not 0 */
    int64_t not_numbers;
    float least, most;
    int64_t constant, zero_rows;         /* columns of one value, rows of zeros */
} FeatureFacts;

/* What is in facts of classes is [classes]; where y is no class, or there are too many to tell, NULL. mem_free. */
int64_t *facts_classes(const gatrt_data *data, const gatrt_set *set, const uint8_t *mask);
RelationFacts facts_relation(const gatrt_data *data, const gatrt_relation *r);
FeatureFacts facts_features(const gatrt_set *set);

#endif

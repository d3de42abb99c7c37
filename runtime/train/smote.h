/* smote.h - rows made for small classes: what balance.c asks of smote.c. */
#ifndef SMOTE_H
#define SMOTE_H

#include "runtime/formats/split_draw.h"

typedef struct SmoteClasses {
    int64_t count, most;         /* classes; training rows of the largest */
    const int64_t *rows;         /* [count] training rows of each */
    const DrawnRow *drawn;       /* these rows, class by class, in an order that the seed makes */
} SmoteClasses;

bool   smote_fits(const Job *job, const gatrt_set *set, Error *error);   /* can it be done to this data set? */
bool   smote_make(gatrt_data *data, gatrt_set *set, const SmoteClasses *classes, uint64_t seed, Error *error);

#endif

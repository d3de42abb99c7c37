/* prepare.h - from features as a file has them to features as a model takes them: categories as columns of 0 and 1, numbers for
 * what is missing, scales. What is counted for it is counted over training rows. */
#ifndef PREPARE_H
#define PREPARE_H

#include "runtime/runtime.h"

/* Columns that are categories; those of texts hold the texts' numbers. */
typedef struct Categories {
    uint8_t *is;                 /* [features], NULL: none is known by name */
    uint64_t print;              /* of the texts */
} Categories;                    /* owns is */

/* What was counted over the training rows: where a training has it, all that is told of its weights needs the same. */
typedef enum { FIT_FILL, FIT_SHIFT, FIT_FACTOR, FIT_MASKED, FIT_ROWS } FitRow;
struct FeatureFit {
    int64_t columns;             /* once categories are columns */
    float *values;               /* [FIT_ROWS, columns]: for what is missing; x' = (x - shift) factor; has it a column that
                                    says where it was missing? */
};                               /* owns values */

/* ---- prepare.c: --one-hot, --missing, --scale, in that order; NODE_SET's */
bool   prepare_is_due(const PrepareRule *rule);          /* is anything to be made? */
bool   features_prepare(gatrt_data *data, const DataUse *use, const Categories *categories, Error *error);

/* ---- prepare_one_hot.c */
/* Which columns the rule names by number, where none is known by name. */
bool   one_hot_columns(const char *rule, const gatrt_data *data, const gatrt_set *node, Categories *to, Error *error);
/* `made` [features]: columns that hold 0 and 1 now; mem_free. `print`: of the categories. */
bool   one_hot_expand(const gatrt_data *data, gatrt_set *node, const Categories *categories, uint8_t **made,
                      uint64_t *print, Error *error);

/* ---- prepare_fit.c */
typedef struct RowEntries { const int32_t *column; float *value; int64_t count; } RowEntries;    /* column NULL: 0, 1, 2, ... */
RowEntries prepare_row(const gatrt_set *node, int64_t row);
int64_t prepare_column(const RowEntries *r, int64_t i);
RowEntries prepare_all(const gatrt_set *node);           /* of all rows, behind each other; their columns: prepare_column_of */
int64_t prepare_column_of(const gatrt_set *node, int64_t i);
bool   prepare_dense(const gatrt_data *data, gatrt_set *node, const char *why, Error *error);
void   fit_fill(const gatrt_set *node, const uint8_t *training, bool median, float *fill);
void   fit_scale(const gatrt_set *node, const uint8_t *training, bool range, const uint8_t *made, FeatureFit *fit);

/* ---- prepare_missing.c */
int64_t missing_count(const gatrt_set *node, float *in_column);  /* [features], or NULL: to be 1 where one is missing */
bool   missing_fill(const gatrt_data *data, gatrt_set *node, const char *how, const FeatureFit *fit, uint8_t **made,
                    Error *error);

#endif

/* explain_told.h - explanations for people, as a table, and what they come to together. */
#ifndef EXPLAIN_TOLD_H
#define EXPLAIN_TOLD_H

#include "runtime/explain/explain.h"
#include "runtime/report/page.h"

typedef struct ExplainTold {
    const Why *why;
    const ExplainMethod *method;
    const Job *job;
    bool sentences;      /* few enough to be told one by one */
    Page table;          /* of --out */
    double started;
    int64_t rows, units, asked, turned; /* turned: units without which another class is told */
    int64_t classes, changed, kept;     /* of rows with a class: another without the top, the same with it alone */
    double unfaithful;
} ExplainTold;

void explain_told_begin(ExplainTold *t, const Why *why, const ExplainMethod *method, int64_t rows);
void explain_tell(ExplainTold *t, const Explanation *e);             /* row after row */
bool explain_told_end(ExplainTold *t, Error *error);                 /* writes the table and the sums */
void explain_told_free(ExplainTold *t);

#endif

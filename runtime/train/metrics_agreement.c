/* metrics_agreement.c - how far truth and prediction agree beyond chance, of the table that counts both. Of one class a row:
 * several labels of a row have no such table. */
#include "runtime/train/metrics.h"

#include <math.h>

int64_t *task_confusion(const Task *t)
{
    int64_t *table = mem_alloc((size_t)t->classes, (size_t)t->classes * sizeof *table);
    for (int64_t row = 0; row < t->rows; row++)
        if (task_class(t, row) >= 0)
            table[task_class(t, row) * t->classes + task_prediction(t, row)]++;
    return table;
}

/* Sums of the table: of rows, of columns, of all. */
typedef struct Margins {
    int64_t *table;
    double *truth, *told, all;
} Margins;

static Margins margins_of(const Task *t)
{
    const int64_t classes = t->classes;
    Margins m = {.table = task_confusion(t),
                 .truth = mem_alloc((size_t)classes, sizeof(double)),
                 .told = mem_alloc((size_t)classes, sizeof(double))};
    for (int64_t i = 0; i < classes; i++)
        for (int64_t j = 0; j < classes; j++) {
            const double count = (double)m.table[i * classes + j];
            m.truth[i] += count;
            m.told[j] += count;
            m.all += count;
        }
    return m;
}

static void margins_free(Margins *m)
{
    mem_free(m->table);
    mem_free(m->truth);
    mem_free(m->told);
}

/* Gorodkin 2004, equation (8): 0 where either side names one class only. */
double metric_mcc(const Task *t)
{
    if (task_is_labels(t))
        return NAN;
    Margins m = margins_of(t);
    double right = 0.0, together = 0.0, truth = 0.0, told = 0.0;
    for (int64_t j = 0; j < t->classes; j++) {
        right += (double)m.table[j * t->classes + j];
        together += m.truth[j] * m.told[j];
        truth += m.truth[j] * m.truth[j];
        told += m.told[j] * m.told[j];
    }
    const double below = sqrt(m.all * m.all - truth) * sqrt(m.all * m.all - told);
    const double value = m.all > 0.0 ? (below > 0.0 ? (m.all * right - together) / below : 0.0) : NAN;
    margins_free(&m);
    return value;
}

/* Cohen 1960, 1968: 1 - (weighted disagreement) / (that of chance); 0 / 0 where all is one class. */
static double kappa(const Task *t, double (*weight)(double distance))
{
    if (task_is_labels(t))
        return NAN;
    Margins m = margins_of(t);
    double found = 0.0, chance = 0.0;
    for (int64_t i = 0; i < t->classes; i++)
        for (int64_t j = 0; j < t->classes; j++) {
            const double w = weight(fabs((double)(i - j)));
            found += w * (double)m.table[i * t->classes + j];
            chance += w * m.truth[i] * m.told[j];
        }
    const double value = chance > 0.0 ? 1.0 - found * m.all / chance : NAN;
    margins_free(&m);
    return value;
}

static double differs(double distance)
{
    return distance > 0.0;
}

static double as_it_is(double distance)
{
    return distance;
}

static double squared(double distance)
{
    return distance * distance;
}

double metric_kappa(const Task *t)
{
    return kappa(t, differs);
}

double metric_kappa_linear(const Task *t)
{
    return kappa(t, as_it_is);
}

double metric_kappa_quadratic(const Task *t)
{
    return kappa(t, squared);
}

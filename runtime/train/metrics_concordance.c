/* metrics_concordance.c - the concordance index of numbers, Gönen and Heller 2005 (doi:10.1093/biomet/92.4.965), as drug-target
 * affinities are measured by (Öztürk et al. 2018): of the pairs of rows with different truth the share whose predictions
 * stand in the same order, equal predictions counting half.
 *
 * Rows are taken by their truth, least first; a tree of counts (Fenwick 1994) over the ranks of predictions says how
 * many of those before are below: n log n.
 */
#include "runtime/train/metrics.h"

#include <math.h>
#include <stdlib.h>

typedef struct Told {
    double truth, told;
    int64_t rank; /* of told among the different ones, from 1 */
} Told;

static int by_told(const void *left, const void *right)
{
    const double a = ((const Told *)left)->told, b = ((const Told *)right)->told;
    return (a > b) - (a < b);
}

static int by_truth(const void *left, const void *right)
{
    const double a = ((const Told *)left)->truth, b = ((const Told *)right)->truth;
    return (a > b) - (a < b);
}

/* How many of the counts are at ranks up to this one. */
static int64_t up_to(const int64_t *tree, int64_t rank)
{
    int64_t sum = 0;
    for (; rank > 0; rank -= rank & -rank)
        sum += tree[rank];
    return sum;
}

static void count_one(int64_t *tree, int64_t ranks, int64_t rank)
{
    for (; rank <= ranks; rank += rank & -rank)
        tree[rank]++;
}

static int64_t give_ranks(Told *row, int64_t rows)
{
    int64_t ranks = 0;
    qsort(row, (size_t)rows, sizeof *row, by_told);
    for (int64_t i = 0; i < rows; i++) {
        ranks += i == 0 || by_told(&row[i - 1], &row[i]) != 0;
        row[i].rank = ranks;
    }
    return ranks;
}

/* NaN where all truth is equal. Rows of equal truth are no pairs: they are asked before any of them is counted. */
static double concordance(Told *row, int64_t rows)
{
    const int64_t ranks = give_ranks(row, rows);
    int64_t *tree = mem_alloc((size_t)ranks + 1, sizeof *tree);
    double pairs = 0.0, right = 0.0;
    qsort(row, (size_t)rows, sizeof *row, by_truth);
    for (int64_t first = 0, end; first < rows; first = end) {
        for (end = first; end < rows && by_truth(&row[first], &row[end]) == 0; end++)
            right += 0.5 * (double)(up_to(tree, row[end].rank - 1) + up_to(tree, row[end].rank));
        pairs += (double)first * (double)(end - first);
        for (int64_t i = first; i < end; i++)
            count_one(tree, ranks, row[i].rank);
    }
    mem_free(tree);
    return pairs > 0.0 ? right / pairs : NAN;
}

/* Mean over the columns. */
double metric_ci(const Task *t)
{
    const int64_t columns = task_columns(t);
    Told *row = mem_alloc(t->rows > 0 ? (size_t)t->rows : 1, sizeof *row);
    double sum = 0.0;
    for (int64_t j = 0; j < columns; j++) {
        for (int64_t i = 0; i < t->rows; i++)
            row[i] = (Told){task_number(t, i, j), (double)t->out[i * t->width + j], 0};
        sum += concordance(row, t->rows);
    }
    mem_free(row);
    return sum / (double)columns;
}

/* metrics_recommend.c - metrics of what is recommended: of each source of pairs (a user) the pairs are ranked by their scores,
 * the first K are shown, and those that are edges are relevant. The mean over sources that have any relevant pair.
 *
 * Ranked are the pairs that there are: a split's negatives, not all that might have been. Of equal scores the irrelevant stand
 * first, so a constant score recommends nothing.
 */
#include "runtime/train/metrics.h"

#include <math.h>
#include <stdlib.h>

typedef struct Ranked {
    int32_t group;
    double score;
    bool relevant;
} Ranked;

static int by_rank(const void *left, const void *right)
{
    const Ranked *a = left, *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score ? -1 : 1;
    return a->relevant - b->relevant;
}

/* What the first k of a source say: relevant ones among them, how good their places are, and how many there could be. */
typedef struct List {
    double hits, relevant, gain, ideal, precisions;
} List;

static double gain_at(int64_t rank)
{
    return exact_log(2.0) / exact_log((double)rank + 2.0);
}

static List read_list(const Ranked *rows, int64_t count, int64_t k)
{
    List list = {0};
    for (int64_t i = 0; i < count; i++) {
        if (!rows[i].relevant)
            continue;
        if ((int64_t)list.relevant < k)
            list.ideal += gain_at((int64_t)list.relevant);
        list.relevant++;
        if (i >= k)
            continue;
        list.hits++;
        list.gain += gain_at(i);
        list.precisions += list.hits / (double)(i + 1);
    }
    return list;
}

static int64_t rank_rows(const Task *t, Ranked *rows)
{
    int64_t count = 0;
    for (int64_t r = 0; r < t->rows; r++)
        if (task_is_labels(t) || task_class(t, r) >= 0)
            rows[count++] = (Ranked){t->group[r], (double)t->out[r * t->width],
                                     task_is_labels(t) ? task_has_label(t, r, 0) : task_class(t, r) == 1};
    qsort(rows, (size_t)count, sizeof *rows, by_rank);
    return count;
}

static double mean_of_lists(const Task *t, double (*value)(const List *list, double k))
{
    if (!t->group || t->width != 1)
        return NAN;
    Ranked *rows = mem_alloc(t->rows > 0 ? (size_t)t->rows : 1, sizeof *rows);
    const int64_t count = rank_rows(t, rows);
    double sum = 0.0, lists = 0.0;
    for (int64_t first = 0, end; first < count; first = end) {
        for (end = first; end < count && rows[end].group == rows[first].group;)
            end++;
        const List list = read_list(rows + first, end - first, t->k);
        if (list.relevant > 0.0) {
            sum += value(&list, (double)t->k);
            lists++;
        }
    }
    mem_free(rows);
    return lists > 0.0 ? sum / lists : NAN;
}

static double precision_of(const List *list, double k)
{
    return list->hits / k;
}

static double recall_of(const List *list, double k)
{
    (void)k;
    return list->hits / list->relevant;
}

/* Järvelin and Kekäläinen 2002: each relevant one counts 1 / log2(rank + 1), over the best that could be. */
static double ndcg_of(const List *list, double k)
{
    (void)k;
    return list->gain / list->ideal;
}

static double map_of(const List *list, double k)
{
    return list->precisions / fmin(k, list->relevant);
}

static double hit_of(const List *list, double k)
{
    (void)k;
    return list->hits > 0.0;
}

double metric_precision_at(const Task *t)
{
    return mean_of_lists(t, precision_of);
}

double metric_recall_at(const Task *t)
{
    return mean_of_lists(t, recall_of);
}

double metric_ndcg_at(const Task *t)
{
    return mean_of_lists(t, ndcg_of);
}

double metric_map_at(const Task *t)
{
    return mean_of_lists(t, map_of);
}

double metric_hit_ratio_at(const Task *t)
{
    return mean_of_lists(t, hit_of);
}

/* promises.c - what any data set that was read and checked keeps: a reader follows every index without a look. */
#include "fuzz.h"

#include "../../runtime/runtime.h"

static void hold_relation(const gatrt_data *d, const gatrt_relation *r)
{
    for (int64_t e = 0; e < r->edges; e++)
        MUST(r->src[e] >= 0 && r->src[e] < d->sets[r->from].rows && r->dst[e] >= 0 && r->dst[e] < d->sets[r->to].rows);
    float sum = 0.0f;
    for (int64_t i = 0; r->edge_attr && i < r->edges * r->edge_features; i++)
        sum += r->edge_attr[i];
    volatile float read = sum;
    (void)read;
}

static float sum_of_sparse(const gatrt_set *set)
{
    float sum = 0.0f;
    MUST(set->x_start[0] == 0);
    for (int64_t v = 0; v < set->rows; v++)
        MUST(set->x_start[v] <= set->x_start[v + 1]);
    for (int64_t i = 0; i < set->x_start[set->rows]; i++) {
        MUST(set->x_col[i] >= 0 && set->x_col[i] < set->features);
        sum += set->x_val[i];
    }
    return sum;
}

/* Names are texts; labels that have them are within them. */
static float sum_of_names(char *const *names, int64_t count)
{
    float sum = 0.0f;
    for (int64_t i = 0; names && i < count; i++)
        for (const char *c = names[i]; *c; c++)
            sum += (float)*c;
    return sum;
}

static void hold_set(const gatrt_data *d, const gatrt_set *set)
{
    const gatrt_set *graph = data_find_set(d, "graph");
    MUST(set->rows >= 1);
    for (int64_t v = 0; set->graph && v < set->rows; v++)
        MUST(graph && set->graph[v] >= 0 && set->graph[v] < graph->rows);
    float sum = set->sparse ? sum_of_sparse(set) : 0.0f;
    for (int64_t i = 0; set->x && i < set->rows * set->features; i++)
        sum += set->x[i];
    for (int64_t v = 0; set->label && v < set->rows; v++) {
        MUST(!set->class_name || set->label[v] == GATRT_UNKNOWN ||
             (set->label[v] >= 0 && set->label[v] < set->classes));
        sum += (float)set->label[v];
    }
    for (int64_t i = 0; set->target && i < set->rows * set->classes; i++)
        sum += set->target[i];
    volatile float read = sum + sum_of_names(set->row_name, set->rows) + sum_of_names(set->class_name, set->classes);
    (void)read;
}

void must_keep_promises(const gatrt_data *d)
{
    for (int i = 0; i < d->set_count; i++)
        hold_set(d, &d->sets[i]);
    for (int i = 0; i < d->relation_count; i++)
        hold_relation(d, &d->relations[i]);
}

/* fuzz_pt.c - a file of torch.save, or a pickle by itself, as a data set, and as weights. What is read keeps the promises
 * that any data set keeps; a reader would follow every index without a look. */
#include "fuzz.h"

#include "../../runtime/formats/state_dict.h"
#include "../../runtime/formats/torch.h"

#include <string.h>

static void check_relation(const gatrt_data *d, const gatrt_relation *r)
{
    for (int64_t e = 0; e < r->edges; e++)
        MUST(r->src[e] >= 0 && r->src[e] < d->sets[r->from].rows && r->dst[e] >= 0 && r->dst[e] < d->sets[r->to].rows);
    float sum = 0.0f;
    for (int64_t i = 0; r->edge_attr && i < r->edges * r->edge_features; i++)
        sum += r->edge_attr[i];
    volatile float read = sum;
    (void)read;
}

static void check_set(const gatrt_data *d, const gatrt_set *set)
{
    const gatrt_set *graph = data_find_set(d, "graph");
    MUST(set->rows >= 1);
    for (int64_t v = 0; set->graph && v < set->rows; v++)
        MUST(graph && set->graph[v] >= 0 && set->graph[v] < graph->rows);
    float sum = 0.0f;
    for (int64_t i = 0; set->x && i < set->rows * set->features; i++)
        sum += set->x[i];
    for (int64_t v = 0; set->label && v < set->rows; v++)
        sum += (float)set->label[v];
    volatile float read = sum;
    (void)read;
}

static void read_state_dict(const char *path, const char *key)
{
    Error error = {""};
    char taken[TAKEN];
    Tensors *t = state_dict_read(path, key, taken, &error);
    if (!t) {
        must_be_one_line(error.text);
        return;
    }
    float sum = 0.0f;
    for (int i = 0; i < t->count; i++) {
        int64_t count = 1;
        for (int k = 0; k < t->tensors[i].rank; k++)
            count *= t->tensors[i].dim[k];
        MUST(count == t->tensors[i].count && memchr(t->tensors[i].name, 0, sizeof t->tensors[i].name));
        for (int64_t k = 0; k < count; k++)
            sum += t->tensors[i].values[k];
    }
    volatile float read = sum;
    (void)read;
    tensors_free(t);
}

void fuzz_pt(const uint8_t *bytes, size_t size)
{
    Error error = {""};
    const char *path = scratch_file(bytes, size);
    read_state_dict(path, NULL);
    read_state_dict(path, "model.x");
    gatrt_data *d = load_pt(path, &(DataUse){NULL, 0}, &error);
    if (!d || !data_check(d, &error)) {
        must_be_one_line(error.text);
        gatrt_data_free(d);
        return;
    }
    for (int i = 0; i < d->set_count; i++)
        check_set(d, &d->sets[i]);
    for (int i = 0; i < d->relation_count; i++)
        check_relation(d, &d->relations[i]);
    gatrt_data_free(d);
}

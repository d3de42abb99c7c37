/* sets.c - the sets and relations of a data set: made, found by name, freed; and how people are told of them. In a
 * data set of one kind of node, keys and counts go without its name: x, edge_index, 34 nodes; of others they have it:
 * drug.x, drug__binds__target.edge_index, 34 rows of drug.
 */
#include "runtime/runtime.h"

#include <string.h>

/* ------------------------------------------------------------------ making and finding */

static char *copy_name(const char *name)
{
    const size_t size = strlen(name) + 1;
    return memcpy(mem_alloc(size, 1), name, size);
}

/* `count` elements of `size`, and one more, which is zeroed. */
static void *add_one(void *array, int count, size_t size)
{
    char *longer = mem_alloc((size_t)count + 1, size);
    if (count > 0)
        memcpy(longer, array, (size_t)count * size);
    mem_free(array);
    return longer;
}

gatrt_set *data_add_set(gatrt_data *data, const char *name)
{
    data->sets = add_one(data->sets, data->set_count, sizeof *data->sets);
    gatrt_set *set = &data->sets[data->set_count++];
    set->name = copy_name(name);
    return set;
}

gatrt_relation *data_add_relation(gatrt_data *data, const char *name, int from, int to)
{
    data->relations = add_one(data->relations, data->relation_count, sizeof *data->relations);
    gatrt_relation *relation = &data->relations[data->relation_count++];
    relation->name = copy_name(name);
    relation->from = from;
    relation->to = to;
    return relation;
}

gatrt_data *data_new_empty(const char *name)
{
    gatrt_data *data = mem_alloc(1, sizeof *data);
    data->name = copy_name(name);
    return data;
}

gatrt_data *data_new(const char *name)
{
    gatrt_data *data = data_new_empty(name);
    data_add_set(data, NODE_SET);
    data_add_relation(data, EDGE_RELATION, 0, 0);
    return data;
}

gatrt_set *data_find_set(const gatrt_data *data, const char *name)
{
    for (int i = 0; i < data->set_count; i++)
        if (!strcmp(data->sets[i].name, name))
            return &data->sets[i];
    return NULL;
}

gatrt_relation *data_find_relation(const gatrt_data *data, const char *name, const char *from, const char *to)
{
    for (int i = 0; i < data->relation_count; i++) {
        gatrt_relation *r = &data->relations[i];
        if (!strcmp(r->name, name) && (!from || !strcmp(data->sets[r->from].name, from)) &&
            (!to || !strcmp(data->sets[r->to].name, to)))
            return r;
    }
    return NULL;
}

static void free_set(gatrt_set *set)
{
    void *const owned[] = {set->name,  set->x,        set->x_start,   set->x_col,   set->x_val,
                           set->label, set->target,   set->mask[0],   set->mask[1], set->mask[2],
                           set->graph, set->row_name, set->class_name};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
}

static void free_relation(gatrt_relation *relation)
{
    void *const owned[] = {relation->name,      relation->src,         relation->dst,
                           relation->edge_attr, relation->edge_weight, relation->since};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        mem_free(owned[i]);
    links_free(relation->links);
}

void gatrt_data_free(gatrt_data *data)
{
    if (!data)
        return;
    for (int i = 0; i < data->set_count; i++)
        free_set(&data->sets[i]);
    for (int i = 0; i < data->relation_count; i++)
        free_relation(&data->relations[i]);
    mem_free(data->sets);
    mem_free(data->relations);
    origin_free(data);
    mem_free(data->name);
    mem_free(data);
}

/* ------------------------------------------------------------------ for people */

KeyText set_key(const gatrt_set *set, const char *key)
{
    KeyText shown;
    const bool plain = !strcmp(set->name, NODE_SET);
    snprintf(shown.text, sizeof shown.text, "%s%s%s", plain ? "" : set->name, plain ? "" : ".", key);
    return shown;
}

KeyText triple_key(const char *from, const char *relation, const char *to, const char *key)
{
    KeyText shown;
    if (!strcmp(relation, EDGE_RELATION) && !strcmp(from, NODE_SET) && !strcmp(to, NODE_SET))
        snprintf(shown.text, sizeof shown.text, "%s", key);
    else
        snprintf(shown.text, sizeof shown.text, "%s__%s__%s.%s", from, relation, to, key);
    return shown;
}

KeyText relation_key(const gatrt_data *data, const gatrt_relation *relation, const char *key)
{
    return triple_key(data->sets[relation->from].name, relation->name, data->sets[relation->to].name, key);
}

const char *set_word(const gatrt_set *set)
{
    return !strcmp(set->name, NODE_SET) ? "node" : !strcmp(set->name, GRAPH_SET) ? "graph" : "row";
}

KeyText rows_text(const gatrt_set *set, int64_t count)
{
    KeyText shown;
    const char *word = set_word(set), *plural = count == 1 ? "" : "s";
    if (!strcmp(word, "row"))
        snprintf(shown.text, sizeof shown.text, "%lld row%s of %s", (long long)count, plural, set->name);
    else
        snprintf(shown.text, sizeof shown.text, "%lld %s%s", (long long)count, word, plural);
    return shown;
}

KeyText row_text(const gatrt_set *set, int64_t row)
{
    KeyText shown;
    if (set && set->row_name && row >= 0 && row < set->rows)
        snprintf(shown.text, sizeof shown.text, "%lld (%.100s)", (long long)row, set->row_name[row]);
    else
        snprintf(shown.text, sizeof shown.text, "%lld", (long long)row);
    return shown;
}

/* pt_stores.c - what a file of PyTorch Geometric holds, as stores.
 *
 *   Data, HeteroData           as torch.save(data) writes them; from version 2 on their values lie in stores
 *   dict                       as data.to_dict() gives them
 *   (either, slices, ..)       a data set as it is processed: all graphs joined; slices None: of one graph
 *   [either, ..]               a list of graphs
 *
 * Values are looked up by name in these places and nowhere else: what they lead to may be anything.
 */
#include "runtime/formats/pt.h"

#include <string.h>

/* Values are looked for one after another; more than these are no graph. */
enum { MOST_STORES = 2000, MOST_KEYS = 2048, MOST_OWNER_LENGTH = 100 };
#define MOST_VALUES (INT64_C(1) << 25)

const PickleValue *pt_value(const PtStore *store, int64_t list, const char *key)
{
    return pickle_get(store->values[list], key);
}

void pt_free_stores(Pt *pt)
{
    for (int i = 0; i < pt->store_count; i++)
        mem_free(pt->stores[i].values);
    mem_free(pt->stores);
    pt->stores = NULL;
    pt->store_count = 0;
}

/* ------------------------------------------------------------------ names */

static bool copy_name(const PickleValue *v, char to[MOST_OWNER])
{
    if (!v || v->kind != PICKLE_TEXT || v->length == 0 || v->length >= MOST_OWNER || memchr(v->bytes, 0, v->length))
        return false;
    memcpy(to, v->bytes, v->length);
    to[v->length] = 0;
    return true;
}

/* Three names stand together with two bars between them: where one begins must be seen. */
static bool read_triple(const PickleValue *key, PtStore *store)
{
    if (!key || key->kind != PICKLE_TUPLE || key->count != 3 || !copy_name(key->item[0], store->from) ||
        !copy_name(key->item[1], store->relation) || !copy_name(key->item[2], store->to) || strstr(store->from, "__") ||
        strstr(store->to, "__") || store->from[strlen(store->from) - 1] == '_' || store->to[0] == '_')
        return false;
    snprintf(store->owner, MOST_OWNER, "%.40s__%.40s__%.40s", store->from, store->relation, store->to);
    return strlen(store->owner) == strlen(store->from) + strlen(store->relation) + strlen(store->to) + 4;
}

static bool read_owner(const Pt *pt, const PickleValue *key, PtStore *store)
{
    const bool good =
        store->kind == PT_EDGES ? read_triple(key, store) : copy_name(key, store->owner) && !strstr(store->owner, "__");
    return (good && strlen(store->owner) <= MOST_OWNER_LENGTH) ||
           error_set(pt->error, "%s: a kind of %s has a name that is none, too long, or has __ in it", pt->name,
                     store->kind == PT_EDGES ? "edges" : "nodes");
}

/* ------------------------------------------------------------------ stores */

static PtStore *find_store(const Pt *pt, const PtStore *like)
{
    for (int i = 0; i < pt->store_count; i++)
        if (pt->stores[i].kind == like->kind && !strcmp(pt->stores[i].owner, like->owner))
            return &pt->stores[i];
    return NULL;
}

/* The first graph says which stores there are. */
static bool add_store(Pt *pt, const PtStore *like, const PickleValue *values, int64_t list)
{
    PtStore *store = find_store(pt, like);
    if (!values || values->kind != PICKLE_DICT)
        return error_set(pt->error, "%s: %s of graph %lld is no dict of values", pt->name,
                         *like->owner ? like->owner : "what is said", (long long)list);
    if (!store && list > 0)
        return error_set(pt->error, "%s: graph %lld has %s, which the first has not", pt->name, (long long)list,
                         *like->owner ? like->owner : "values of its own");
    pt->value_count += (int64_t)values->count + 1;
    if (values->count > 2 * MOST_KEYS || pt->value_count > MOST_VALUES ||
        (!store && (pt->store_count == MOST_STORES || pt->lists > MOST_VALUES / (pt->store_count + 1))))
        return error_set(pt->error, "%s: too many values, kinds of nodes and edges, or graphs", pt->name);
    if (!store) {
        store = &pt->stores[pt->store_count++];
        *store = *like;
        store->values = mem_alloc((size_t)pt->lists, sizeof *store->values);
    }
    store->values[list] = values;
    return true;
}

/* What a class keeps its values in, or the dict itself. */
static const PickleValue *mapping_of(const PickleValue *v)
{
    if (pickle_is(v, MEANS_STORE))
        return pickle_get(v->state, "_mapping");
    return v;
}

static bool few(const Pt *pt, const PickleValue *dict)
{
    return dict->count <= 2 * MOST_KEYS ||
           error_set(pt->error, "%s: a dict has more than %d keys", pt->name, MOST_KEYS);
}

static bool add_stores(Pt *pt, PtKind kind, const PickleValue *stores, int64_t list)
{
    if (stores && stores->kind == PICKLE_DICT && !few(pt, stores))
        return false;
    for (size_t i = 0; stores && stores->kind == PICKLE_DICT && i < stores->count; i += 2) {
        PtStore like = {.kind = kind};
        if (!read_owner(pt, stores->item[i], &like) || !add_store(pt, &like, mapping_of(stores->item[i + 1]), list))
            return false;
    }
    return true;
}

static bool add_whole(Pt *pt, const PickleValue *values, int64_t list)
{
    return !values || add_store(pt, &(PtStore){.kind = PT_WHOLE}, mapping_of(values), list);
}

/* As HeteroData.to_dict() has it: stores by name. */
static bool add_dict_of_dicts(Pt *pt, const PickleValue *dict, int64_t list)
{
    if (!few(pt, dict))
        return false;
    for (size_t i = 0; i < dict->count; i += 2) {
        const PickleValue *key = dict->item[i], *values = dict->item[i + 1];
        PtStore like = {.kind = key->kind == PICKLE_TUPLE ? PT_EDGES : PT_NODES};
        const bool good = pickle_is_text(key, "_global_store")
                              ? add_whole(pt, values, list)
                              : read_owner(pt, key, &like) && add_store(pt, &like, mapping_of(values), list);
        if (!good)
            return false;
    }
    return true;
}

static bool is_dict_of_dicts(const PickleValue *dict)
{
    if (pickle_get(dict, "_global_store"))
        return true;
    for (size_t i = 0; i < dict->count; i += 2)
        if (dict->item[i]->kind == PICKLE_TUPLE)
            return true;
    return false;
}

/* Before version 2 a Data had its values itself. */
static const PickleValue *values_of_data(const PickleValue *data)
{
    const PickleValue *store = pickle_get(data->state, "_store");
    return store ? mapping_of(store) : data->state;
}

static bool is_graph(const PickleValue *v)
{
    return v && (pickle_is(v, MEANS_DATA) || pickle_is(v, MEANS_HETERO) || v->kind == PICKLE_DICT);
}

static bool add_graph(Pt *pt, const PickleValue *v, int64_t list)
{
    const PtStore plain = {.kind = PT_NODES};
    if (!is_graph(v))
        return error_set(pt->error, "%s: graph %lld of the list is %s, but a Data or HeteroData is needed", pt->name,
                         (long long)list, pickle_shown(v).text);
    if (pickle_is(v, MEANS_DATA))
        return add_store(pt, &plain, values_of_data(v), list);
    if (pickle_is(v, MEANS_HETERO))
        return add_whole(pt, pickle_get(v->state, "_global_store"), list) &&
               add_stores(pt, PT_NODES, pickle_get(v->state, "_node_store_dict"), list) &&
               add_stores(pt, PT_EDGES, pickle_get(v->state, "_edge_store_dict"), list);
    return is_dict_of_dicts(v) ? add_dict_of_dicts(pt, v, list) : add_store(pt, &plain, v, list);
}

static bool check_stores(const Pt *pt)
{
    for (int i = 0; i < pt->store_count; i++)
        for (int64_t g = 0; g < pt->lists; g++)
            if (!pt->stores[i].values[g])
                return error_set(pt->error, "%s: graph %lld has no %s, which the first has", pt->name, (long long)g,
                                 *pt->stores[i].owner ? pt->stores[i].owner : "values of its own");
    return true;
}

/* ------------------------------------------------------------------ slices */

/* Of stores by their names, as values are; of the others there is but one dict. */
static bool give_slices(Pt *pt, const PickleValue *slices)
{
    if (!few(pt, slices))
        return false;
    for (int i = 0; i < pt->store_count; i++)
        if (!*pt->stores[i].owner)
            pt->stores[i].slices = slices;
    for (size_t k = 0; k < slices->count; k += 2) {
        PtStore like = {.kind = slices->item[k]->kind == PICKLE_TUPLE ? PT_EDGES : PT_NODES};
        PtStore *store = NULL;
        if (slices->item[k + 1]->kind != PICKLE_DICT)
            continue;
        if (!read_owner(pt, slices->item[k], &like))
            return false;
        if ((store = find_store(pt, &like)))
            store->slices = slices->item[k + 1];
    }
    return true;
}

/* How many graphs there are, all slices say alike; the first that does is asked. */
static bool count_graphs(Pt *pt)
{
    for (int i = 0; i < pt->store_count; i++)
        for (size_t k = 0; pt->stores[i].slices && k < pt->stores[i].slices->count; k += 2) {
            NpyArray a;
            const PickleValue *v = pt->stores[i].slices->item[k + 1];
            if (!torch_is_array(v))
                continue;
            if (!torch_look(pt->torch, v, "slices", &a, pt->error))
                return false;
            if (a.rank != 1 || a.count < 2)
                return error_set(pt->error, "%s: its slices are no list of where graphs begin", pt->name);
            pt->graphs = a.count - 1;
            return true;
        }
    return error_set(pt->error, "%s: its slices do not say where graphs begin", pt->name);
}

static bool find_sliced(Pt *pt, const PickleValue *graphs, const PickleValue *slices)
{
    pt->graphs = pt->lists = 1;
    return add_graph(pt, graphs, 0) && (slices->kind == PICKLE_NONE || (give_slices(pt, slices) && count_graphs(pt)));
}

/* ------------------------------------------------------------------ all of it */

static bool find_listed(Pt *pt, const PickleValue *list)
{
    pt->graphs = pt->lists = (int64_t)list->count;
    for (int64_t g = 0; g < pt->lists; g++)
        if (!add_graph(pt, list->item[g], g))
            return false;
    return check_stores(pt);
}

bool pt_find_stores(Pt *pt)
{
    const PickleValue *root = torch_root(pt->torch);
    const PickleValue *first = root->kind == PICKLE_TUPLE && root->count >= 2 ? root->item[0] : NULL;
    pt->stores = mem_alloc(MOST_STORES, sizeof *pt->stores);
    if (is_graph(first) && (root->item[1]->kind == PICKLE_DICT || root->item[1]->kind == PICKLE_NONE))
        return find_sliced(pt, first, root->item[1]);
    if (root->kind == PICKLE_LIST && root->count > 0 && is_graph(root->item[0]))
        return find_listed(pt, root);
    pt->graphs = pt->lists = 1;
    if (is_graph(root))
        return add_graph(pt, root, 0);
    return error_set(
        pt->error, "%s: it holds %s, but a graph is needed: Data, HeteroData, a list of them, or a processed data set",
        pt->name, pickle_shown(root).text);
}

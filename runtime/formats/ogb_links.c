/* ogb_links.c - pairs of nodes of an OGB folder, to tell those with a link from those without: split/NAME/train.pt, valid.pt,
 * test.pt, which torch.save wrote; dicts of
 *
 *   edge [M, 2], edge_neg [M, 2]   pairs that are linked, and pairs that are not
 *
 * They become the set and the relation "link", whose y is 1 where there is a link, in the order train, valid, test. Where
 * training has no pairs without a link, a line says so: OGB's examples draw them anew at each step, which is not done here.
 */
#include "runtime/formats/ogb.h"
#include "runtime/formats/torch.h"

#include <math.h>
#include <string.h>

#define LINK_SET "link"

static const char *const ogb_split_name[3] = {"train", "valid", "test"};
static const char *const pair_key[2] = {"edge_neg", "edge"}; /* by the y that its links have */

typedef struct Pairs {
    Torch *torch[3];
    NpyArray array[3][2];
    const PickleValue *value[3][2]; /* NULL: there are none */
    int64_t count;                  /* of all */
} Pairs;

static bool open_torch(const Ogb *o, const char *inside, Torch **torch)
{
    char path[OGB_ROOT + OGB_NAME + 16];
    snprintf(path, sizeof path, "%s/%s", o->root, inside);
    *torch = torch_open(path, o->error);
    return *torch != NULL;
}

/* Numbers of rows are whole ones. */
static bool row_error(const Torch *t, const NpyArray *a, int64_t i, const gatrt_set *set, Error *error)
{
    return error_set(error, "%s: %s holds %.15g at %lld, but there are %s", torch_where(t), a->name, npy_number(a, i),
                     (long long)i, rows_text(set, set->rows).text);
}

static bool is_row(double number, const gatrt_set *set)
{
    return number >= 0.0 && number < (double)set->rows && number == floor(number);
}

/* ------------------------------------------------------------------ pairs of nodes */

/* What asks for something else than whether two nodes are linked. */
static bool check_keys(const Pairs *p, int split, Error *error)
{
    static const char *const others[] = {"source_node", "head", "tail", "target_node_neg", "head_neg"};
    const PickleValue *root = torch_root(p->torch[split]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (pickle_get(root, others[i]))
            return error_set(error,
                             "%s: it has %s: to rank ends of links is not done here; save edge [M, 2] and edge_neg "
                             "[M, 2], pairs of nodes with and without a link",
                             torch_where(p->torch[split]), others[i]);
    return p->value[split][1] || p->value[split][0] ||
           error_set(error, "%s: neither edge nor edge_neg [M, 2], but %s", torch_where(p->torch[split]),
                     pickle_shown(root).text);
}

static bool look_at(Pairs *p, int split, Error *error)
{
    for (int y = 0; y < 2; y++) {
        NpyArray *a = &p->array[split][y];
        p->value[split][y] = pickle_get(torch_root(p->torch[split]), pair_key[y]);
        if (!p->value[split][y])
            continue;
        if (!torch_look(p->torch[split], p->value[split][y], pair_key[y], a, error))
            return false;
        if (a->rank != 2 || a->dim[1] != 2 || a->kind == NPY_TEXT)
            return error_set(error, "%s: %s must be [M, 2], a pair of nodes in each row", torch_where(p->torch[split]),
                             pair_key[y]);
        if (a->dim[0] > INT32_MAX - p->count)
            return error_set(error, "%s: more than 2147483647 pairs", torch_where(p->torch[split]));
        p->count += a->dim[0];
    }
    return check_keys(p, split, error);
}

static bool take_pairs(const Ogb *o, Pairs *p, int split, int y, int64_t *at)
{
    gatrt_set *link = data_find_set(o->data, LINK_SET);
    gatrt_relation *to = data_find_relation(o->data, LINK_SET, NULL, NULL);
    const gatrt_set *node = &o->data->sets[0];
    NpyArray *a = &p->array[split][y];
    bool good = torch_load(p->torch[split], p->value[split][y], a, o->error);
    for (int64_t i = 0; good && i < a->dim[0]; i++, ++*at) {
        const double src = npy_number(a, 2 * i), dst = npy_number(a, 2 * i + 1);
        if (!is_row(src, node) || !is_row(dst, node)) {
            good = row_error(p->torch[split], a, is_row(src, node) ? 2 * i + 1 : 2 * i, node, o->error);
            break;
        }
        to->src[*at] = (int32_t)src;
        to->dst[*at] = (int32_t)dst;
        link->label[*at] = y;
        link->mask[split][*at] = 1;
    }
    mem_free(a->bytes);
    a->bytes = NULL;
    return good;
}

static void tell(const Ogb *o, const Pairs *p, int split)
{
    char name[OGB_NAME + 16];
    const int64_t with = p->value[split][1] ? p->array[split][1].dim[0] : 0,
                  without = p->value[split][0] ? p->array[split][0].dim[0] : 0;
    const PickleValue *root = torch_root(p->torch[split]);
    snprintf(name, sizeof name, "%s/%s.pt", o->split, ogb_split_name[split]);
    origin_add(o->data, ORIGIN_USED, name, "%lld pairs with a link, %lld without", (long long)with, (long long)without);
    if (split == 0 && (with == 0 || without == 0))
        origin_add(o->data, ORIGIN_REMARK, name,
                   "all pairs to train on are %s a link: nothing tells them apart; save %s [M, 2] in it, too",
                   with ? "with" : "without", with ? "edge_neg" : "edge");
    if (root->count > 2 * (size_t)((with > 0) + (without > 0)))
        origin_add(o->data, ORIGIN_IGNORED, name, "what it has beside edge and edge_neg");
}

static void add_links(const Ogb *o, int64_t count)
{
    gatrt_set *link = data_add_set(o->data, LINK_SET);
    gatrt_relation *relation = data_add_relation(o->data, LINK_SET, 0, 0);
    link->rows = relation->edges = count;
    link->classes = 2;
    link->label = mem_alloc((size_t)count, sizeof *link->label);
    relation->src = mem_alloc((size_t)count, sizeof *relation->src);
    relation->dst = mem_alloc((size_t)count, sizeof *relation->dst);
    for (int split = 0; split < 3; split++)
        split_new(link, split);
}

static bool read_links(const Ogb *o, Pairs *p)
{
    int64_t at = 0;
    for (int split = 0; split < 3; split++) {
        char inside[OGB_NAME + 16];
        snprintf(inside, sizeof inside, "%s/%s.pt", o->split, ogb_split_name[split]);
        if (!open_torch(o, inside, &p->torch[split]) || !look_at(p, split, o->error))
            return false;
    }
    add_links(o, p->count);
    for (int split = 0; split < 3; split++) {
        for (int y = 1; y >= 0; y--)
            if (p->value[split][y] && !take_pairs(o, p, split, y, &at))
                return false;
        tell(o, p, split);
    }
    return true;
}

bool ogb_links(const Ogb *o)
{
    Pairs p = {.count = 0};
    if (o->kind_count > 1 || o->graphs > 1)
        return error_set(o->error, "%s: %s/train.pt: links of several kinds of nodes, or graphs, are not read",
                         file_shown(o->root), o->split);
    const bool good = read_links(o, &p);
    for (int split = 0; split < 3; split++) {
        mem_free(p.array[split][0].bytes);
        mem_free(p.array[split][1].bytes);
        torch_free(p.torch[split]);
    }
    return good;
}

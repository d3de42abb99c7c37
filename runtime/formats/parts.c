/* parts.c - a data set from arrays with names, whatever file they are in:
 *
 *   edge_index [2, E]                     row 0 sources, row 1 destinations
 *   x [N, F]                              or x_indptr [N+1], x_indices, x_data, x_shape [2] (CSR)
 *   y [N] or [N, 1]                       a class number or a value a node, as the model reads it; or [N, L]
 *   train_mask, val_mask, test_mask [N]   each optional; [N, S] or [S, N]: of S splits; or train_idx, ... the nodes' numbers; splits.c
 *                                         has all the names
 *   edge_attr [E, D], edge_weight [E]     optional
 *   num_nodes                             where there is no x
 *   batch [N], ptr [G+1]                  several graphs: part_graphs.c
 *
 * of several kinds of rows and edges: the same under SET.KEY and FROM__RELATION__TO.KEY; part_names.c says what is what.
 *
 * Numbers may have any type that arrays are saved in; whole numbers saved as floats are
 * taken. All headers are looked at, and compared with each other and with the model's
 * widths, before any element is read, but for those that are sizes; other arrays are not looked at, but named. What
 * cannot be held by gatrt_data is refused here, under the file's own keys and values;
 * what must hold of any data set, data_check looks at afterwards.
 */
#include "runtime/formats/parts.h"

#include <string.h>

/* ------------------------------------------------------------------ sizes */

static bool rows_are(const Load *l, const gatrt_set *set, const char *key, double rows)
{
    if (rows >= 1.0 && rows <= INT32_MAX)
        return true;
    return error_set(l->error, "%s: %s says %.15g %ss, but there must be 1 to 2147483647", l->name, key, rows,
                     set_word(set));
}

static bool size_by_dense(const Load *l, gatrt_set *set, const NpyArray *x)
{
    char wanted[96];
    snprintf(wanted, sizeof wanted, "[%ss, features]%s", set_word(set),
             x->rank == 2 ? " with 1 to 2147483647 features" : "");
    if (x->rank != 2)
        return part_shape_error(l, x, wanted);
    if (!rows_are(l, set, x->name, (double)x->dim[0]))
        return false;
    if (x->dim[1] < 1 || x->dim[1] > INT32_MAX)
        return part_shape_error(l, x, wanted);
    set->rows = x->dim[0];
    set->features = x->dim[1];
    return true;
}

/* Elements that are sizes, each from 1 on. */
static bool read_sizes(const Load *l, NpyArray *a, int32_t *sizes)
{
    return part_elements(l, a) &&
           part_drop(a, part_whole(l, a, 0, a->count, 1.0, INT32_MAX, "but it must be from 1 to 2147483647", sizes));
}

static bool read_sparse_shape(const Load *l, gatrt_set *set, NpyArray *shape)
{
    char wanted[48];
    int32_t extent[2];
    snprintf(wanted, sizeof wanted, "[2]: %ss and features", set_word(set));
    if (shape->rank != 1 || shape->count != 2)
        return part_shape_error(l, shape, wanted);
    if (!read_sizes(l, shape, extent))
        return false;
    set->rows = extent[0];
    set->features = extent[1];
    return true;
}

static bool size_by_sparse(const Load *l, const PartSet *part, gatrt_set *set)
{
    for (int key = ROW_STARTS; key <= SHAPE; key++)
        if (!part->found[key])
            return part_missing(l, set_key(set, set_key_name[key]).text);
    const NpyArray *starts = part->found[ROW_STARTS], *columns = part->found[COLUMNS], *values = part->found[VALUES];
    char wanted[176];
    if (!read_sparse_shape(l, set, part->found[SHAPE]))
        return false;
    if (values->rank != 1)
        return part_shape_error(l, values, "[entries]");
    snprintf(wanted, sizeof wanted, "as long as %s", values->name);
    if (columns->rank != 1 || columns->count != values->count)
        return part_shape_error(l, columns, wanted);
    snprintf(wanted, sizeof wanted, "[%s[0] + 1]", part->found[SHAPE]->name);
    return (starts->rank == 1 && starts->count == set->rows + 1) || part_shape_error(l, starts, wanted);
}

/* What has features says itself how many rows it has. */
static bool size_by_number(const Load *l, const PartSet *part, gatrt_set *set)
{
    NpyArray *size = part->found[SIZE];
    int32_t rows;
    if (!size)
        return true;
    if (size->count != 1)
        return part_shape_error(l, size, "[]: one number");
    if (!read_sizes(l, size, &rows))
        return false;
    if (set->rows > 0 && set->rows != rows)
        return error_set(l->error, "%s: %s = %d, but %s has %lld rows", l->name, size->name, rows,
                         part->found[part->found[X] ? X : VALUES]->name, (long long)set->rows);
    set->rows = rows;
    return true;
}

/* A set that is called as a relation is the relation's edges: what is predicted of each. */
static bool size_by_edges(const Load *l, gatrt_set *set)
{
    const NpyArray *pairs = NULL;
    for (int i = 0; i < l->relation_count; i++) {
        const NpyArray *found = l->relations[i].found[EDGES];
        if (strcmp(l->relations[i].name, set->name) != 0)
            continue;
        if (pairs)
            return error_set(l->error, "%s: %s is the name of two relations, so %s.KEY may be of either; rename one",
                             l->name, set->name, set->name);
        pairs = found;
    }
    const int64_t edges = pairs && pairs->rank == 2 ? pairs->dim[1] : 0;
    if (pairs && set->rows > 0 && set->rows != edges)
        return error_set(l->error, "%s: %s has %lld rows, but %s has %lld edges", l->name, set->name,
                         (long long)set->rows, pairs->name, (long long)edges);
    set->rows = pairs ? edges : set->rows;
    return true;
}

static bool no_size(const Load *l, const gatrt_set *set)
{
    if (l->from->count == 0)
        return part_missing(l, "features");
    if (!strcmp(set->name, NODE_SET))
        return error_set(l->error,
                         "%s: no features; add x [nodes, features], or x_indptr, x_indices, x_data, x_shape of a CSR "
                         "matrix",
                         l->name);
    return error_set(l->error, "%s: nothing says how many rows %s has; add %s.x [rows, features], or %s.num_nodes",
                     l->name, set->name, set->name, set->name);
}

/* How many graphs there are, batch and ptr may have to tell. */
static bool find_size(const Load *l, const PartSet *part)
{
    gatrt_set *set = part_set(l, part);
    const bool sparse = part->found[ROW_STARTS] || part->found[VALUES];
    if (part->found[X] ? !size_by_dense(l, set, part->found[X]) : sparse && !size_by_sparse(l, part, set))
        return false;
    return size_by_number(l, part, set) && size_by_edges(l, set) &&
           (set->rows > 0 || !strcmp(set->name, GRAPH_SET) || no_size(l, set));
}

/* ------------------------------------------------------------------ the headers */

static bool check_edges(const Load *l, const PartRelation *part)
{
    gatrt_relation *edge = part_relation(l, part);
    const NpyArray *pairs = part->found[EDGES], *attr = part->found[ATTR], *weight = part->found[WEIGHT];
    if (pairs->rank != 2 || pairs->dim[0] != 2)
        return part_shape_error(l, pairs, "[2, edges]: sources, then destinations");
    edge->edges = pairs->dim[1];
    if (attr && (attr->rank < 1 || attr->rank > 2 || attr->dim[0] != edge->edges ||
                 (attr->rank == 2 && (attr->dim[1] < 1 || attr->dim[1] > INT32_MAX))))
        return part_shape_error(l, attr, "[edges, width], one row for each edge of edge_index");
    edge->edge_features = !attr ? 0 : attr->rank == 2 ? attr->dim[1] : 1;
    if (weight && !((weight->rank == 1 || (weight->rank == 2 && weight->dim[1] == 1)) && weight->dim[0] == edge->edges))
        return part_shape_error(l, weight, "[edges], one number for each edge of edge_index");
    return true;
}

static bool check_answers(const Load *l, const PartSet *part)
{
    const gatrt_set *set = part_set(l, part);
    const NpyArray *y = part->found[Y];
    const int64_t rows = set->rows;
    if (!y || ((y->rank == 1 || (y->rank == 2 && y->dim[1] >= 1 && y->dim[1] <= INT32_MAX)) && y->dim[0] == rows))
        return true; /* without y there is enough to predict */
    char wanted[80];
    snprintf(wanted, sizeof wanted, "[%lld] or [%lld, targets], one row for each %s", (long long)rows, (long long)rows,
             set_word(set));
    return part_shape_error(l, y, wanted);
}

/* Of one mask for each split, `use` says which is read: the same of all sets. */
static bool note_splits(const Load *l, const NpyArray *a, int64_t splits)
{
    const int64_t others = origin_splits(l->data);
    if (splits == 1)
        return true; /* the same for all splits */
    if (others > 1 && others != splits)
        return error_set(l->error, "%s: %s has %lld splits, but another mask has %lld", l->name, a->name,
                         (long long)splits, (long long)others);
    if (l->use->split >= splits)
        return error_set(l->error, "%s: %s has %lld splits, 0 to %lld, but --split is %lld", l->name, a->name,
                         (long long)splits, (long long)splits - 1, (long long)l->use->split);
    origin_set_splits(l->data, l->use->split, splits);
    return true;
}

static bool check_masks(const Load *l, const NpyArray *a, const gatrt_set *set)
{
    const bool first = a->dim[0] == set->rows, second = a->dim[1] == set->rows;
    char wanted[256];
    if (first && second && a->count > 1)
        return part_shape_error(l, a, "[nodes, splits] or [splits, nodes], and not both; save the mask of one split");
    if ((first || second) && a->count > 0)
        return note_splits(l, a, a->dim[first ? 1 : 0]);
    snprintf(wanted, sizeof wanted, "[%ss], [%ss, splits] or [splits, %ss], and there are %s", set_word(set),
             set_word(set), set_word(set), rows_text(set, set->rows).text);
    return part_shape_error(l, a, wanted);
}

bool part_check_split(const Load *l, PartSet *part, const gatrt_set *set, int split)
{
    const NpyArray *a = part->found[SPLITS + split];
    char wanted[64];
    if (!a)
        return true;
    if (part->form[split] == SPLIT_BARE)
        part->form[split] = a->kind == NPY_BOOL ? SPLIT_MASK : SPLIT_IDS;
    if (a->rank == 1 && (part->form[split] == SPLIT_IDS || a->count == set->rows))
        return true;
    if (a->rank == 1)
        return error_set(l->error, "%s: %s has %lld entries, but there are %s", l->name, a->name, (long long)a->count,
                         rows_text(set, set->rows).text);
    if (a->rank == 2 && part->form[split] == SPLIT_MASK)
        return check_masks(l, a, set);
    snprintf(wanted, sizeof wanted, part->form[split] == SPLIT_IDS ? "[%ss of the split]" : "[%ss]: one split",
             set_word(set));
    return part_shape_error(l, a, wanted);
}

static bool need_edges(const Load *l)
{
    for (int i = 0; i < l->relation_count; i++)
        if (!l->relations[i].found[EDGES])
            return part_missing(l, relation_key(l->data, &l->data->relations[i], relation_key_name[EDGES]).text);
    return true;
}

static bool check_shapes(Load *l)
{
    if (!need_edges(l))
        return false;
    for (int i = 0; i < l->set_count; i++)
        if (!find_size(l, &l->sets[i]))
            return false;
    if (!part_read_graphs(l) || !part_find_plain(l))
        return false;
    for (int i = 0; i < l->relation_count; i++)
        if (!check_edges(l, &l->relations[i]))
            return false;
    for (int i = 0; i < l->set_count; i++) {
        PartSet *part = &l->sets[i];
        const gatrt_set *set = part_set(l, part);
        if (!check_answers(l, part) || !part_check_split(l, part, set, 0) || !part_check_split(l, part, set, 1) ||
            !part_check_split(l, part, set, 2))
            return false;
    }
    return !l->use->model || inputs_check_widths(l->use->model, l->data, l->error);
}

/* ------------------------------------------------------------------ what was read */

/* Dense features go before sparse ones; that both say the same is too long to look at. */
static const char *why_ignored(const PartName *n)
{
    return n->kind == OF_NOTHING ? "no part of a graph has this name"
           : part_is_split(n)    ? "another array of the split is read"
                                 : "x is read";
}

static void tell_name(const Load *l, const PartName *n, const NpyArray *a)
{
    if (!part_is_read(l, n))
        origin_add(l->data, ORIGIN_IGNORED, a->name, "%s", why_ignored(n));
    else if (part_is_split(n))
        split_used(l->data, &l->data->sets[n->part], n->key - SPLITS, a->name);
    else if (n->kind != OF_SET || n->key != Y || a->kind != NPY_TEXT) /* of texts it was told which are classes */
        origin_add(l->data, ORIGIN_USED, a->name, "%s", part_shape(a).text);
}

static void tell(const Load *l)
{
    for (int i = 0; i < l->from->count; i++) {
        const PartName *n = &l->names[i];
        if (n->kind == OF_SET && n->key == VALUES && !part_is_read(l, n))
            origin_add(l->data, ORIGIN_REMARK, n->array->name,
                       "features are read from x instead, whether or not the same");
    }
    for (int i = 0; i < l->from->count; i++)
        if (part_meaning(l->from, i))
            tell_name(l, &l->names[i], &l->from->arrays[i]);
}

/* ------------------------------------------------------------------ all of it */

/* Sets and relations of the data set, in the order of the parts. */
static bool make_parts(Load *l)
{
    if (!part_name_all(l))
        return false;
    for (int i = 0; i < l->set_count; i++)
        data_add_set(l->data, l->sets[i].name);
    for (int i = 0; i < l->relation_count; i++)
        data_add_relation(l->data, l->relations[i].name, l->relations[i].from, l->relations[i].to);
    return true;
}

gatrt_data *parts_load(const Source *from, const char *spec, const DataUse *use, Error *error)
{
    Load l = {.from = from, .data = data_new_empty(spec), .use = use, .name = file_shown(spec), .error = error};
    const bool good = make_parts(&l) && check_shapes(&l) && part_read_elements(&l);
    if (good)
        tell(&l);
    mem_free(l.names);
    mem_free(l.sets);
    mem_free(l.relations);
    if (good)
        return l.data;
    gatrt_data_free(l.data);
    return NULL;
}

/* part_elements.c - the elements of a file's arrays, whose headers fit each other, as sets and relations hold them. */
#include "runtime/formats/parts.h"

#include <math.h>
#include <string.h>

static bool read_row_starts(const Load *l, gatrt_set *set, NpyArray *starts, const NpyArray *values)
{
    char wrong[176];
    if (!part_elements(l, starts))
        return false;
    set->x_start = mem_alloc((size_t)starts->count, sizeof *set->x_start);
    snprintf(wrong, sizeof wrong, "but it must be a position in %s", values->name);
    for (int64_t v = 0; v <= set->rows; v++) {
        double number = npy_number(starts, v);
        if (!(number >= 0.0 && number <= (double)values->count && number == floor(number)))
            return part_number_error(l, starts, v, wrong);
        set->x_start[v] = (int64_t)number;
    }
    snprintf(wrong, sizeof wrong, "but it must be the length of %s", values->name);
    return part_drop(starts,
                     set->x_start[set->rows] == values->count || part_number_error(l, starts, set->rows, wrong));
}

/* Features that are missing are filled later. */
static bool may_lack(const Load *l)
{
    return l->use->prepare.missing || l->use->prepare.one_hot;
}

static bool read_features(const Load *l, const PartSet *part)
{
    gatrt_set *set = part_set(l, part);
    if (part->found[X])
        return part_floats(l, part->found[X], may_lack(l), &set->x);
    NpyArray *columns = part->found[COLUMNS], *values = part->found[VALUES];
    if (!columns)
        return true;
    char wrong[64];
    snprintf(wrong, sizeof wrong, "but there are %lld features", (long long)set->features);
    set->sparse = 1;
    if (!read_row_starts(l, set, part->found[ROW_STARTS], values) || !part_elements(l, columns))
        return false;
    set->x_col = mem_alloc((size_t)columns->count, sizeof *set->x_col);
    return part_drop(columns,
                     part_whole(l, columns, 0, columns->count, 0.0, (double)set->features - 1.0, wrong, set->x_col)) &&
           part_floats(l, values, may_lack(l), &set->x_val);
}

static bool read_ends(const Load *l, const NpyArray *pairs, int64_t first, const gatrt_set *set, int64_t edges,
                      int32_t **to)
{
    char wrong[176];
    snprintf(wrong, sizeof wrong, "but there are %s", rows_text(set, set->rows).text);
    *to = mem_alloc((size_t)edges, sizeof **to);
    return part_whole(l, pairs, first, edges, 0.0, (double)set->rows - 1.0, wrong, *to);
}

static bool read_edges(const Load *l, const PartRelation *part)
{
    gatrt_relation *edge = part_relation(l, part);
    NpyArray *pairs = part->found[EDGES];
    const gatrt_set *from = &l->data->sets[edge->from], *to = &l->data->sets[edge->to];
    if (!part_elements(l, pairs))
        return false;
    return part_drop(pairs, read_ends(l, pairs, 0, from, edge->edges, &edge->src) &&
                                read_ends(l, pairs, edge->edges, to, edge->edges, &edge->dst)) &&
           (!part->found[ATTR] || part_floats(l, part->found[ATTR], false, &edge->edge_attr)) &&
           (!part->found[WEIGHT] || part_floats(l, part->found[WEIGHT], false, &edge->edge_weight));
}

/* One whole number a row, of any type, may be a class or a value: the model says which. */
static bool take_labels(const Load *l, gatrt_set *set, const NpyArray *y)
{
    double rounded = 0.0;
    set->label = mem_alloc((size_t)set->rows, sizeof *set->label);
    for (int64_t v = 0; v < set->rows; v++) {
        const double number = npy_number(y, v);
        if (!data_take_label(set, v, number))
            return false;
        rounded = rounded == 0.0 && data_rounds(number) ? number : rounded;
    }
    if (rounded != 0.0)
        data_tell_rounded(l->data, y->name, rounded);
    return true;
}

static bool read_answers(const Load *l, const PartSet *part)
{
    gatrt_set *set = part_set(l, part);
    NpyArray *y = part->found[Y];
    if (!y)
        return true;
    if (!part_elements(l, y))
        return false;
    if (y->kind == NPY_TEXT)
        return y->count == set->rows ? part_drop(y, part_classes(l, set, y))
                                     : part_shape_error(l, y, "one class for each row, where it holds text");
    if (y->count == set->rows && take_labels(l, set, y))
        return part_drop(y, true);
    mem_free(set->label);
    set->label = NULL;
    set->classes = y->rank == 2 ? y->dim[1] : 1;
    return part_floats(l, y, true, &set->target);
}

/* Of row v, in the split that is wanted. */
static int64_t mask_at(const Load *l, const NpyArray *mask, const gatrt_set *set, int64_t v)
{
    if (mask->rank == 1 || mask->count == set->rows)
        return v;
    return mask->dim[0] == set->rows ? v * mask->dim[1] + l->use->split : l->use->split * mask->dim[1] + v;
}

static bool read_mask(const Load *l, const NpyArray *mask, gatrt_set *set, int split)
{
    for (int64_t v = 0; v < set->rows; v++) {
        const int64_t at = mask_at(l, mask, set, v);
        const double number = npy_number(mask, at);
        if (number != 0.0 && number != 1.0)
            return part_number_error(l, mask, at, "but a mask holds 0 and 1");
        if (number != 0.0)
            split_add(set, split, v);
    }
    return true;
}

static bool read_ids(const Load *l, const NpyArray *ids, gatrt_set *set, int split)
{
    char wrong[176];
    snprintf(wrong, sizeof wrong, "but there are %s", rows_text(set, set->rows).text);
    for (int64_t i = 0; i < ids->count; i++) {
        int32_t row = 0;
        if (!part_whole(l, ids, i, 1, 0.0, (double)set->rows - 1.0, wrong, &row))
            return false;
        if (!split_add(set, split, row))
            return part_number_error(l, ids, i,
                                     "a second time; a mask of 0 and 1 belongs under a key that ends in _mask");
    }
    return true;
}

static bool read_split(const Load *l, const PartSet *part, gatrt_set *set, int split)
{
    NpyArray *a = part->found[SPLITS + split];
    if (!a)
        return true;
    if (!part_elements(l, a))
        return false;
    split_new(set, split);
    return part_drop(a, (part->form[split] == SPLIT_MASK ? read_mask : read_ids)(l, a, set, split));
}

/* Another array of a split that was read: which of the two is meant, nothing tells where they differ. */
static bool read_twin(const Load *l, const PartName *n)
{
    const int split = n->key - SPLITS;
    const PartSet *part = &l->sets[n->part];
    const gatrt_set *set = part_set(l, part);
    const char *used = part->found[n->key]->name;
    gatrt_set other = {.name = set->name, .rows = set->rows};
    PartSet twin = *part;
    twin.found[n->key] = n->array;
    twin.form[split] = n->form;
    bool good = part_check_split(l, &twin, &other, split) && read_split(l, &twin, &other, split);
    if (good && memcmp(other.mask[split], set->mask[split], (size_t)other.rows) != 0)
        good = error_set(l->error, "%s: %s and %s are both of one split, but not of the same %ss; leave one out",
                         l->name, used, n->array->name, set_word(set));
    if (good)
        origin_add(l->data, ORIGIN_REMARK, n->array->name, "has the %ss of %s, which is read instead", set_word(set),
                   used);
    mem_free(other.mask[split]);
    return good;
}

static bool read_splits(const Load *l)
{
    for (int i = 0; i < l->set_count; i++)
        for (int split = 0; split < 3; split++)
            if (!read_split(l, &l->sets[i], part_set(l, &l->sets[i]), split))
                return false;
    for (int i = 0; i < l->from->count; i++)
        if (part_is_split(&l->names[i]) && !part_is_read(l, &l->names[i]) && !read_twin(l, &l->names[i]))
            return false;
    return true;
}

bool part_read_elements(const Load *l)
{
    for (int i = 0; i < l->set_count; i++)
        if (!read_features(l, &l->sets[i]))
            return false;
    for (int i = 0; i < l->relation_count; i++)
        if (!read_edges(l, &l->relations[i]))
            return false;
    for (int i = 0; i < l->set_count; i++)
        if (!read_answers(l, &l->sets[i]))
            return false;
    return read_splits(l);
}

/* tu_features.c - features of nodes and edges of TU data sets, as PyTorch Geometric has them: attributes, then each column
 * of labels one-hot, from its least label to its largest.
 *
 * Where nodes have many labels, features are sparse: a file of few bytes may name labels far apart. */
#include "runtime/formats/tu.h"

#include <math.h>

enum { LABELS_ALWAYS = 1000, WIDEST_EDGE = 1000, WIDEST_DENSE = 128 };

/* Columns of labels, and where each begins among the features. */
typedef struct OneHot {
    TuFile file;
    int64_t count, width; /* of the columns; of all features */
    int32_t *least;       /* [count] */
    int64_t *first;       /* [count] */
} OneHot;

static void free_one_hot(OneHot *hot)
{
    mem_free(hot->least);
    mem_free(hot->first);
}

/* ------------------------------------------------------------------ columns */

static int64_t width_of(const Tu *tu, TuFile file)
{
    return tu_has(tu, file) ? tu->table[file].columns : 0;
}

static bool label_at(const Tu *tu, TuFile file, int64_t row, int64_t column, int32_t *label)
{
    return tu_whole(tu, file, row, column, -INT32_MAX, INT32_MAX, "but a label must be a whole number", label);
}

/* A label far from all others is a mistake, or no label. */
static bool find_column(const Tu *tu, OneHot *hot, int64_t column, int64_t most)
{
    const Table *t = &tu->table[hot->file];
    int32_t least = INT32_MAX, largest = -INT32_MAX, label;
    for (int64_t r = 0; r < t->rows; r++) {
        if (!label_at(tu, hot->file, r, column, &label))
            return false;
        least = label < least ? label : least;
        largest = label > largest ? label : largest;
    }
    hot->least[column] = least;
    hot->first[column] = hot->width;
    hot->width += (int64_t)largest - least + 1;
    return hot->width <= most || error_set(tu->error,
                                           "%s: labels from %d to %d in column %lld would be more than %lld features, "
                                           "one for each label",
                                           file_shown(t->path), least, largest, (long long)column + 1, (long long)most);
}

/* Behind `before` other features. */
static bool find_one_hot(const Tu *tu, TuFile file, int64_t before, int64_t most, OneHot *hot)
{
    const int64_t count = width_of(tu, file);
    *hot = (OneHot){.file = file, .count = count, .width = before};
    hot->least = mem_alloc((size_t)count, sizeof *hot->least);
    hot->first = mem_alloc((size_t)count, sizeof *hot->first);
    for (int64_t c = 0; c < count; c++)
        if (!find_column(tu, hot, c, before + most))
            return false;
    return true;
}

static bool attribute_at(const Tu *tu, TuFile file, int64_t row, int64_t column, float *to)
{
    const Table *t = &tu->table[file];
    *to = (float)table_at(t, row, column);
    return isfinite(*to) || (t->missing && isnan(*to)) ||
           table_error(t, row, column, "but it must be a finite float32", tu->error);
}

static void tell(const Tu *tu, TuFile file, int64_t first, int64_t end, const char *of, const char *to)
{
    if (!tu_has(tu, file))
        return;
    origin_add(tu->data, ORIGIN_USED, tu_name[file], "%lld features of each %s%s, columns %lld to %lld of %s",
               (long long)(end - first), of, file == TU_NODE_LABELS || file == TU_EDGE_LABELS ? ", one-hot" : "",
               (long long)first, (long long)end - 1, to);
    table_tell_rounded(tu->data, &tu->table[file], tu_name[file], 0);
}

/* `to` is zeros, [features]. */
static bool fill_row(const Tu *tu, TuFile attributes, const OneHot *hot, int64_t row, float *to)
{
    int32_t label;
    for (int64_t j = 0; j < width_of(tu, attributes); j++)
        if (!attribute_at(tu, attributes, row, j, &to[j]))
            return false;
    for (int64_t c = 0; c < hot->count; c++) {
        if (!label_at(tu, hot->file, row, c, &label))
            return false;
        to[hot->first[c] + ((int64_t)label - hot->least[c])] = 1.0f;
    }
    return true;
}

static bool fill_dense(const Tu *tu, TuFile attributes, const OneHot *hot, int64_t rows, float **to)
{
    size_t floats = 0;
    *to = mem_alloc(size_mul((size_t)rows, (size_t)hot->width, &floats) ? floats : SIZE_MAX, sizeof **to);
    for (int64_t r = 0; r < rows; r++)
        if (!fill_row(tu, attributes, hot, r, *to + r * hot->width))
            return false;
    return true;
}

/* ------------------------------------------------------------------ nodes */

static void add_entry(gatrt_set *node, int64_t row, int64_t column, float value)
{
    const int64_t at = node->x_start[row + 1];
    node->x_col[at] = (int32_t)column;
    node->x_val[at] = value;
    node->x_start[row + 1] += value != 0.0f;
}

static bool add_row(const Tu *tu, const OneHot *hot, int64_t attributes, int64_t row)
{
    gatrt_set *node = tu->node;
    float value;
    int32_t label;
    node->x_start[row + 1] = node->x_start[row];
    for (int64_t j = 0; j < attributes; j++) {
        if (!attribute_at(tu, TU_NODE_ATTRIBUTES, row, j, &value))
            return false;
        add_entry(node, row, j, value);
    }
    for (int64_t c = 0; c < hot->count; c++) {
        if (!label_at(tu, hot->file, row, c, &label))
            return false;
        add_entry(node, row, hot->first[c] + ((int64_t)label - hot->least[c]), 1.0f);
    }
    return true;
}

/* There is room for as many entries as both tables have numbers, and for one more, which add_entry may try. */
static bool fill_sparse(const Tu *tu, const OneHot *hot, int64_t attributes)
{
    gatrt_set *node = tu->node;
    const size_t room = (size_t)node->rows * (size_t)(attributes + hot->count) + 1;
    node->sparse = 1;
    node->x_start = mem_alloc((size_t)node->rows + 1, sizeof *node->x_start);
    node->x_col = mem_alloc(room, sizeof *node->x_col);
    node->x_val = mem_alloc(room, sizeof *node->x_val);
    for (int64_t v = 0; v < node->rows; v++)
        if (!add_row(tu, hot, attributes, v))
            return false;
    return true;
}

static void tell_choice(const Tu *tu, int64_t attributes)
{
    if (tu_has(tu, TU_NODE_ATTRIBUTES) && tu_has(tu, TU_NODE_LABELS) && !tu->use->features)
        origin_add(
            tu->data, ORIGIN_REMARK, "",
            "features are %lld attributes, then %lld columns of labels, one-hot; --features attributes, or labels, "
            "reads one of these",
            (long long)attributes, (long long)(tu->node->features - attributes));
}

bool tu_take_features(Tu *tu)
{
    gatrt_set *node = tu->node;
    const int64_t attributes = width_of(tu, TU_NODE_ATTRIBUTES);
    OneHot hot;
    bool good =
        find_one_hot(tu, TU_NODE_LABELS, attributes, node->rows < LABELS_ALWAYS ? LABELS_ALWAYS : node->rows, &hot);
    node->features = hot.width;
    if (good && hot.width > 0)
        good = hot.count > 0 && hot.width > WIDEST_DENSE
                   ? fill_sparse(tu, &hot, attributes)
                   : fill_dense(tu, TU_NODE_ATTRIBUTES, &hot, node->rows, &node->x);
    if (good) {
        tell(tu, TU_NODE_ATTRIBUTES, 0, attributes, "node", "x");
        tell(tu, TU_NODE_LABELS, attributes, hot.width, "node", "x");
        tell_choice(tu, attributes);
    }
    free_one_hot(&hot);
    return good;
}

/* ------------------------------------------------------------------ edges */

bool tu_take_edge_features(Tu *tu)
{
    gatrt_relation *edge = &tu->data->relations[0];
    const int64_t attributes = width_of(tu, TU_EDGE_ATTRIBUTES);
    OneHot hot;
    bool good = find_one_hot(tu, TU_EDGE_LABELS, attributes, WIDEST_EDGE, &hot);
    if (good && hot.width > 0) {
        edge->edge_features = hot.width;
        good = fill_dense(tu, TU_EDGE_ATTRIBUTES, &hot, edge->edges, &edge->edge_attr);
    }
    if (good) {
        tell(tu, TU_EDGE_ATTRIBUTES, 0, attributes, "edge", "edge_attr");
        tell(tu, TU_EDGE_LABELS, attributes, hot.width, "edge", "edge_attr");
    }
    free_one_hot(&hot);
    return good;
}

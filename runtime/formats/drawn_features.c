/* drawn_features.c - features of nodes out of their attributes, one beside the other. */
#include "runtime/formats/drawn_make.h"

#include <string.h>

/* Where what the file does not say is 0, features are sparse. */
static bool are_sparse(const Make *m, int64_t *cells)
{
    bool sparse = true;
    *cells = 0;
    for (int64_t c = 0; c < m->d->of[DRAWN_NODES].count; c++) {
        const DrawnColumn *column = &m->d->of[DRAWN_NODES].columns[c];
        if (m->roles.role[DRAWN_NODES][c] != ROLE_FEATURE)
            continue;
        *cells += column->kind == DRAWN_LIST ? column->number_count : column->count;
        sparse &= column->has_other && column->other == 0.0;
    }
    return sparse;
}

/* The place of each row's first entry; where a row has a column twice, that column. */
static int64_t count_entries(Make *m)
{
    gatrt_set *node = m->node;
    int64_t *last = mem_alloc((size_t)node->rows, sizeof *last), twice = -1;
    node->x_start = mem_alloc((size_t)node->rows + 1, sizeof *node->x_start);
    for (int64_t c = 0; c < m->d->of[DRAWN_NODES].count && twice < 0; c++) {
        const DrawnColumn *column = &m->d->of[DRAWN_NODES].columns[c];
        for (int64_t i = 0; m->roles.role[DRAWN_NODES][c] == ROLE_FEATURE && i < column->count; i++) {
            const int64_t row = column->cells[i].row;
            twice = last[row] == c + 1 ? c : twice;
            last[row] = c + 1;
            node->x_start[row + 1] += column->cells[i].value != 0.0;
        }
    }
    mem_free(last);
    for (int64_t v = 0; v < node->rows; v++)
        node->x_start[v + 1] += node->x_start[v];
    return twice;
}

static bool fill_sparse(Make *m)
{
    gatrt_set *node = m->node;
    const int64_t twice = count_entries(m);
    if (twice >= 0)
        return make_error(m, "a node has it twice", make_name(m, DRAWN_NODES, twice));
    int64_t *next = copy_starts(node->x_start, node->rows), feature = 0;
    node->sparse = 1;
    node->x_col = mem_alloc((size_t)node->x_start[node->rows] + 1, sizeof *node->x_col);
    node->x_val = mem_alloc((size_t)node->x_start[node->rows] + 1, sizeof *node->x_val);
    for (int64_t c = 0; c < m->d->of[DRAWN_NODES].count; c++) {
        const DrawnColumn *column = &m->d->of[DRAWN_NODES].columns[c];
        if (m->roles.role[DRAWN_NODES][c] != ROLE_FEATURE)
            continue;
        for (int64_t i = 0; i < column->count; i++) {
            if (column->cells[i].value == 0.0)
                continue;
            const int64_t at = next[column->cells[i].row]++;
            node->x_col[at] = (int32_t)feature;
            node->x_val[at] = make_float(m, DRAWN_NODES, c, column->cells[i].value);
        }
        feature++;
    }
    mem_free(next);
    return true;
}

bool make_features(Make *m)
{
    gatrt_set *node = m->node;
    int64_t cells;
    if (node->features == 0)
        return true;
    if (are_sparse(m, &cells))
        return fill_sparse(m);
    if (node->features > (MOST_FILLED + 4 * cells) / node->rows)
        return error_set(m->d->error, "%s: %lld features of %lld nodes, most of them a default that is not 0: too many",
                         file_shown(m->d->path), (long long)node->features, (long long)node->rows);
    node->x = mem_alloc((size_t)node->rows * (size_t)node->features, sizeof *node->x);
    return make_columns(m, DRAWN_NODES, ROLE_FEATURE, NULL, node->rows, node->features, node->x);
}

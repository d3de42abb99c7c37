/* npz_matrix.c - a square sparse matrix of an .npz file as edges: its entry [u, v] is one from u to v, with the value as its
 * weight where not all are 1. Its rows or columns are compressed (CSR, CSC), or it is a list of entries (COO).
 */
#include "runtime/formats/npz_layout.h"

#include <math.h>
#include <string.h>

enum { FORM_TEXT = 32 }; /* bytes of a form's name, of four bytes a character, with an end; longer ones are none */

static const char *path_of(const NpzSource *s)
{
    return file_shown(s->npz->path);
}

static bool number_error(const NpzSource *s, const NpyArray *a, int64_t i, const char *wrong, Error *error)
{
    return error_set(error, "%s: %s[%lld] = %.15g, but %s", path_of(s), a->name, (long long)i, npy_number(a, i), wrong);
}

/* As files have it, the low byte first. */
static void put_whole(unsigned char *to, int bytes, int64_t number)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (unsigned char)((uint64_t)number >> 8 * i);
}

/* ------------------------------------------------------------------ headers */

/* An array that there must be, of numbers. */
static bool look_needed(const NpzSource *s, const char *name, NpyArray **found, Error *error)
{
    const MatrixNames *m = &s->layout->matrix;
    if (!npz_look(s->npz, name, found, error))
        return false;
    if (!*found && s->listed)
        return error_set(error, "%s: %s, but no %s; the graph is %s, col, %s of a COO matrix", path_of(s),
                         s->layout->mark, name, m->rows, m->extent);
    if (!*found)
        return error_set(error, "%s: %s, but no %s; the graph is %s, %s, %s of a %s matrix", path_of(s),
                         s->layout->mark, name, m->starts, m->ends, m->extent, s->by_columns ? "CSC" : "CSR");
    return (*found)->kind != NPY_TEXT ||
           error_set(error, "%s: %s holds text, but numbers are needed", path_of(s), name);
}

/* Of features, too: what is missing is told under the file's own name. */
static bool check_attributes(const NpzSource *s, Error *error)
{
    static const char *const names[] = {"attr_indptr", "attr_indices", "attr_data", "attr_shape"};
    const char *missing = NULL, *there = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        *(npz_find(s->npz, names[i]) ? &there : &missing) = names[i];
    return !there || !missing ||
           error_set(error, "%s: %s, but no %s; features are attr_indptr, attr_indices, attr_data, attr_shape",
                     path_of(s), there, missing);
}

static bool square_error(const NpzSource *s, const NpyArray *shape, Error *error)
{
    char wrong[96];
    snprintf(wrong, sizeof wrong, "%.40s[0] is another number: the matrix must be square", shape->name);
    return number_error(s, shape, 1, wrong, error);
}

static bool read_extent(NpzSource *s, NpyArray *shape, Error *error)
{
    if (shape->rank != 1 || shape->count != 2)
        return error_set(error, "%s: %s has shape %s, but it must be [2]", path_of(s), shape->name,
                         part_shape(shape).text);
    if (!npz_load(s->npz, shape, error))
        return false;
    const double nodes = npy_number(shape, 0);
    if (!(nodes >= 1.0 && nodes <= INT32_MAX && nodes == floor(nodes)))
        return number_error(s, shape, 0, "there must be 1 to 2147483647 nodes", error);
    if (npy_number(shape, 1) != nodes)
        return square_error(s, shape, error);
    s->nodes = (int64_t)nodes;
    s->size = (NpyArray){.kind = NPY_INT, .item = 8, .rank = 1, .dim = {1}, .count = 1};
    snprintf(s->size.name, sizeof s->size.name, "%s", shape->name);
    s->size.bytes = mem_alloc(1, 8);
    put_whole(s->size.bytes, 8, s->nodes);
    return true;
}

/* What has another shape, parts refuse. */
static bool all_ones(NpzSource *s, int64_t entries, Error *error)
{
    NpyArray *values;
    s->unweighted = false;
    if (!npz_look(s->npz, s->layout->matrix.values, &values, error))
        return false;
    if (!values || values->kind == NPY_TEXT || values->rank != 1 || values->count != entries)
        return true;
    if (!npz_load(s->npz, values, error))
        return false;
    s->unweighted = true;
    for (int64_t i = 0; i < values->count && s->unweighted; i++)
        s->unweighted = npy_number(values, i) == 1.0;
    return true;
}

/* Whose sources or destinations `ends` are: pairs go by its name. */
static bool make_pairs(NpzSource *s, const NpyArray *ends, Error *error)
{
    if (ends->rank != 1)
        return error_set(error, "%s: %s has shape %s, but it must be [edges]", path_of(s), ends->name,
                         part_shape(ends).text);
    s->pairs = (NpyArray){.kind = NPY_INT, .item = 4, .rank = 2, .dim = {2, ends->count}};
    s->pairs.count = 2 * ends->count;
    snprintf(s->pairs.name, sizeof s->pairs.name, "%s", ends->name);
    return all_ones(s, ends->count, error);
}

static bool open_compressed(NpzSource *s, Error *error)
{
    const MatrixNames *m = &s->layout->matrix;
    NpyArray *ends, *shape;
    if (!look_needed(s, m->starts, &s->beside, error) || !look_needed(s, m->ends, &ends, error) ||
        !look_needed(s, m->extent, &shape, error) || !check_attributes(s, error) || !read_extent(s, shape, error))
        return false;
    if (s->beside->rank != 1 || s->beside->count != s->nodes + 1)
        return error_set(error, "%s: %s has shape %s, but it must be [%s[0] + 1]", path_of(s), m->starts,
                         part_shape(s->beside).text, m->extent);
    return make_pairs(s, ends, error);
}

static bool open_listed(NpzSource *s, Error *error)
{
    const MatrixNames *m = &s->layout->matrix;
    NpyArray *columns, *shape;
    if (!look_needed(s, m->rows, &s->beside, error) || !look_needed(s, "col", &columns, error) ||
        !look_needed(s, m->extent, &shape, error) || !read_extent(s, shape, error))
        return false;
    if (s->beside->rank != 1 || s->beside->count != columns->count)
        return error_set(error, "%s: %s has shape %s, but it must be as long as col", path_of(s), m->rows,
                         part_shape(s->beside).text);
    return make_pairs(s, columns, error);
}

/* Texts by number; of another kind or shape they are ignored, as any array that is not known. */
static bool look_names(const NpzSource *s, const char *name, NpyArray **found, Error *error)
{
    if (!npz_look(s->npz, name, found, error))
        return false;
    if (*found && ((*found)->kind != NPY_TEXT || (*found)->rank != 1))
        *found = NULL;
    return true;
}

bool npz_matrix_open_rows(NpzSource *s, Error *error)
{
    return open_compressed(s, error) && look_names(s, "class_names", &s->class_names, error) &&
           look_names(s, "node_names", &s->node_names, error);
}

bool npz_matrix_open_saved(NpzSource *s, Error *error)
{
    char form[FORM_TEXT] = "";
    if (!npz_look(s->npz, s->layout->mark, &s->form, error))
        return false;
    const bool text = s->form->kind == NPY_TEXT && s->form->count == 1 && s->form->item < (int)sizeof form;
    if (text && !npz_load(s->npz, s->form, error))
        return false;
    if (text && !npy_text(s->form, 0, form))
        *form = 0;
    s->listed = !strcmp(form, "coo");
    s->by_columns = !strcmp(form, "csc");
    if (s->listed)
        return open_listed(s, error);
    return s->by_columns || !strcmp(form, "csr")
               ? open_compressed(s, error)
               : error_set(error, "%s: %s is %s%s%s; save the matrix as csr, csc or coo", path_of(s), s->layout->mark,
                           *form ? "\"" : "", *form ? form : "no name of a form", *form ? "\"" : "");
}

/* ------------------------------------------------------------------ elements */

/* Where rows begin: from 0 on, never less than before, and all entries are in one. */
static bool check_starts(const NpzSource *s, int64_t entries, Error *error)
{
    double before = 0.0;
    char wrong[96];
    if (npy_number(s->beside, 0) != 0.0)
        return number_error(s, s->beside, 0, "it must be 0", error);
    snprintf(wrong, sizeof wrong, "it must be a place in %s, not before the last one", s->layout->matrix.ends);
    for (int64_t v = 1; v < s->beside->count; v++) {
        const double start = npy_number(s->beside, v);
        if (!(start >= before && start <= (double)entries && start == floor(start)))
            return number_error(s, s->beside, v, wrong, error);
        before = start;
    }
    snprintf(wrong, sizeof wrong, "it must be the length of %s", s->layout->matrix.ends);
    return before == (double)entries || number_error(s, s->beside, s->beside->count - 1, wrong, error);
}

static void put_end(NpyArray *pairs, int64_t at, int64_t end)
{
    put_whole(pairs->bytes + 4 * at, 4, end);
}

/* Element e of `ends`, as an end of edge e. */
static bool take_end(NpzSource *s, const NpyArray *ends, int64_t e, bool source, Error *error)
{
    const double node = npy_number(ends, e);
    char wrong[64];
    if (!(node >= 0.0 && node < (double)s->nodes && node == floor(node))) {
        snprintf(wrong, sizeof wrong, "there are %lld nodes", (long long)s->nodes);
        return number_error(s, ends, e, wrong, error);
    }
    put_end(&s->pairs, source ? e : s->pairs.dim[1] + e, (int64_t)node);
    return true;
}

static bool take_compressed(NpzSource *s, const NpyArray *ends, Error *error)
{
    const int64_t count = s->pairs.dim[1];
    if (!check_starts(s, count, error))
        return false;
    for (int64_t v = 0, e = 0; v + 1 < s->beside->count; v++)
        for (const int64_t next = (int64_t)npy_number(s->beside, v + 1); e < next; e++) {
            put_end(&s->pairs, s->by_columns ? count + e : e, v);
            if (!take_end(s, ends, e, s->by_columns, error))
                return false;
        }
    return true;
}

static bool take_listed(NpzSource *s, const NpyArray *columns, Error *error)
{
    for (int64_t e = 0; e < columns->count; e++)
        if (!take_end(s, s->beside, e, true, error) || !take_end(s, columns, e, false, error))
            return false;
    return true;
}

bool npz_matrix_load(NpzSource *s, Error *error)
{
    NpyArray *ends;
    if (!npz_look(s->npz, s->pairs.name, &ends, error) || !npz_load(s->npz, ends, error) ||
        !npz_load(s->npz, s->beside, error))
        return false;
    s->pairs.bytes = mem_alloc((size_t)s->pairs.count, 4);
    return (s->listed ? take_listed : take_compressed)(s, ends, error) && part_drop(ends, true) &&
           part_drop(s->beside, true);
}

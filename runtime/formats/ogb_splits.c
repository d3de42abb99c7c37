/* ogb_splits.c - which rows of an OGB folder train, validate and test: split/NAME/train.csv.gz, valid.csv.gz, test.csv.gz, a
 * row's number a line; or split_dict.pt, which OGB reads first: a dict whose train, valid and test are arrays [M] of these
 * numbers, of several kinds of nodes dicts of such arrays.
 *
 * Rows without a label are left out, as OGB's evaluators do, and counted in a line. Rows of several numbers of which some are
 * not known are no rows to train on here: no metric would leave these out.
 */
#include "runtime/formats/ogb.h"
#include "runtime/formats/torch.h"

#include <math.h>
#include <string.h>

static const char *const split_keys[3] = {"train", "valid", "test"};

/* Rows as they come, of one split of a set. */
typedef struct Taking {
    gatrt_data *data;
    gatrt_set *set;
    int split;
    int64_t unlabelled;
} Taking;

/* How many of a row's numbers are not known. */
static int64_t unknown_of(const gatrt_set *set, int64_t row)
{
    int64_t unknown = 0;
    if (set->label)
        return set->label[row] == GATRT_UNKNOWN;
    for (int64_t j = 0; set->target && j < set->classes; j++)
        unknown += isnan(set->target[row * set->classes + j]);
    return unknown;
}

/* false: `why` says what is wrong with it, but not where it stands. */
static bool take_row(Taking *t, int64_t row, Error *why)
{
    const gatrt_set *set = t->set;
    if (row < 0 || row >= set->rows)
        return error_set(why, "%lld, but there are %s", (long long)row, rows_text(set, set->rows).text);
    const int64_t unknown = unknown_of(set, row), all = set->target ? set->classes : 1;
    if (unknown > 0 && unknown < all)
        return error_set(
            why, "%lld of the %lld numbers of %s %lld are not known (nan); leave it out, or keep a column alone",
            (long long)unknown, (long long)set->classes, set_word(set), (long long)row);
    if (unknown > 0)
        t->unlabelled++;
    else if (!split_add(t->set, t->split, row))
        return error_set(why, "%lld, a second time", (long long)row);
    return true;
}

static Taking taking_begin(const Ogb *o, gatrt_set *set, int split)
{
    split_new(set, split);
    return (Taking){.data = o->data, .set = set, .split = split};
}

static void taking_end(const Taking *t, const char *name)
{
    if (t->unlabelled > 0)
        origin_add(t->data, ORIGIN_REMARK, name, "%s without a label (nan) %s left out",
                   rows_text(t->set, t->unlabelled).text, t->unlabelled == 1 ? "is" : "are");
    split_used(t->data, t->set, t->split, name);
}

/* ------------------------------------------------------------------ as text */

static bool read_lines(const Ogb *o, OgbRows *r, gatrt_set *set, int split)
{
    Taking taking = taking_begin(o, set, split);
    const char *line;
    TextStep step;
    while ((step = ogb_next(r, &line)) == TEXT_LINE) {
        Error why = {""};
        int64_t row;
        if (!text_wholes(&r->in, line, 1, &row))
            return false;
        if (!take_row(&taking, row, &why))
            return text_error(&r->in, "%s", why.text);
    }
    if (step == TEXT_END)
        taking_end(&taking, r->name);
    return step == TEXT_END;
}

bool ogb_splits(const Ogb *o, const char *folder, gatrt_set *set)
{
    bool good = true;
    for (int split = 0; good && split < 3; split++) {
        char inside[OGB_NAME];
        OgbRows r;
        snprintf(inside, sizeof inside, "%s/%s", folder, split_keys[split]);
        good = ogb_need(o, inside, &r) && read_lines(o, &r, set, split);
        ogb_close(&r);
    }
    return good;
}

/* ------------------------------------------------------------------ as a dict */

static void dict_name(const Ogb *o, char name[OGB_NAME + 16])
{
    snprintf(name, OGB_NAME + 16, "%s/split_dict.pt", o->split);
}

bool ogb_has_dict(const Ogb *o)
{
    char name[OGB_NAME + 16];
    dict_name(o, name);
    return o->split[0] && ogb_has_file(o, name);
}

static bool take_array(const Ogb *o, Torch *t, const NpyArray *a, Taking *taking)
{
    for (int64_t i = 0; i < a->dim[0]; i++) {
        Error why = {""};
        const double row = npy_number(a, i);
        if (!(fabs(row) <= INT32_MAX && row == floor(row)))
            return error_set(o->error, "%s: %s holds %.15g at %lld: no row's number", torch_where(t), a->name, row,
                             (long long)i);
        if (!take_row(taking, (int64_t)row, &why))
            return error_set(o->error, "%s: %s at %lld: %s", torch_where(t), a->name, (long long)i, why.text);
    }
    return true;
}

static bool read_array(const Ogb *o, Torch *t, const PickleValue *v, gatrt_set *set, int split)
{
    NpyArray a = {0};
    char name[OGB_NAME + 24];
    if (!v || !torch_is_array(v))
        return error_set(o->error, "%s: expected an array [M] of %s numbers at %s, not %s%s", torch_where(t),
                         set_word(set), split_keys[split], v ? pickle_shown(v).text : "nothing",
                         v && pickle_get(v, "edge") ? "; links are read from train.pt, valid.pt and test.pt" : "");
    if (!torch_look(t, v, split_keys[split], &a, o->error))
        return false;
    if (a.rank != 1 || a.kind == NPY_TEXT)
        return error_set(o->error, "%s: %s must be [M], the numbers of rows", torch_where(t), split_keys[split]);
    Taking taking = taking_begin(o, set, split);
    const bool good = torch_load(t, v, &a, o->error) && take_array(o, t, &a, &taking);
    mem_free(a.bytes);
    snprintf(name, sizeof name, "%s/split_dict.pt %s", o->split, split_keys[split]);
    if (good)
        taking_end(&taking, name);
    return good;
}

/* Of several kinds those that the dict names have a split, the others none. */
static bool read_kinds(const Ogb *o, Torch *t, const PickleValue *v, int split)
{
    bool any = false;
    for (int i = 0; i < o->kind_count; i++) {
        const PickleValue *rows = pickle_get(v, o->kinds[i].name);
        if (rows && !read_array(o, t, rows, &o->data->sets[i], split))
            return false;
        any |= rows != NULL;
    }
    return any || error_set(o->error, "%s: %s names none of the kinds of nodes that there are", torch_where(t),
                            split_keys[split]);
}

bool ogb_dict(const Ogb *o)
{
    char path[OGB_ROOT + OGB_NAME + 16], name[OGB_NAME + 16];
    const bool kinds = o->kind_count > 1 && o->data->set_count == o->kind_count;
    dict_name(o, name);
    snprintf(path, sizeof path, "%s/%s", o->root, name);
    Torch *t = torch_open(path, o->error);
    bool good = t != NULL;
    for (int split = 0; good && split < 3; split++) {
        const PickleValue *v = pickle_get(torch_root(t), split_keys[split]);
        good = kinds && v ? read_kinds(o, t, v, split)
                          : read_array(o, t, v, &o->data->sets[o->data->set_count - 1], split);
    }
    torch_free(t);
    return good;
}

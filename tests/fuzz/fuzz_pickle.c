/* fuzz_pickle.c - a pickle: its values, walked as a reader would, and each array and matrix in it. */
#include "fuzz.h"

#include "../../runtime/formats/pickle.h"

enum { MOST_VISITS = 2000, MOST_DEPTH = 12 };

static void read_array(const NpyArray *a)
{
    int64_t count = 1;
    double sum = 0.0;
    MUST(a->rank >= 0 && a->rank <= 4);
    for (int i = 0; i < a->rank; i++)
        count *= a->dim[i];
    MUST(count == a->count);
    for (int64_t i = 0; a->kind != NPY_TEXT && i < a->count; i++)
        sum += npy_number(a, i);
    volatile double read = sum;
    (void)read;
}

static void read_csr(const PickleCsr *csr)
{
    read_array(&csr->starts);
    read_array(&csr->values);
    MUST(csr->starts.count == csr->rows + 1);
    for (int64_t i = 0; i < csr->indices.count; i++)
        MUST(npy_number(&csr->indices, i) >= 0.0 && npy_number(&csr->indices, i) < (double)csr->columns);
}

static void read_call(Pickle *p, const PickleValue *v)
{
    Error error = {""};
    NpyArray a;
    PickleCsr csr;
    MUST(v->name && v->given && v->given->kind == PICKLE_TUPLE);
    if (pickle_array(p, v, "x", &a, &error))
        read_array(&a);
    else
        must_be_one_line(error.text);
    if (pickle_csr(p, v, "x", &csr, &error))
        read_csr(&csr);
    else
        must_be_one_line(error.text);
}

/* Values may lead back to themselves: the number of visits ends it. */
static void visit(Pickle *p, const PickleValue *v, int depth, int *visits)
{
    if (*visits == 0 || depth == 0)
        return;
    --*visits;
    MUST(v && v->kind != PICKLE_MARK);
    MUST(pickle_shown(v).text[0]);
    if (v->kind == PICKLE_CALL) {
        read_call(p, v);
        visit(p, v->given, depth - 1, visits);
        if (v->state)
            visit(p, v->state, depth - 1, visits);
    }
    if (v->kind == PICKLE_STORED)
        visit(p, v->given, depth - 1, visits);
    MUST(v->kind != PICKLE_DICT || v->count % 2 == 0);
    for (size_t i = 0; (v->kind == PICKLE_LIST || v->kind == PICKLE_TUPLE || v->kind == PICKLE_DICT) && i < v->count;
         i++)
        visit(p, v->item[i], depth - 1, visits);
    unsigned sum = 0;
    for (size_t i = 0; (v->kind == PICKLE_TEXT || v->kind == PICKLE_BYTES) && i < v->length; i++)
        sum += v->bytes[i];
    volatile unsigned read = sum;
    (void)read;
}

void fuzz_pickle(const uint8_t *bytes, size_t size)
{
    Error error = {""};
    size_t used = 0;
    int visits = MOST_VISITS;
    Pickle *p = pickle_read(bytes, size, &used, "case", &error);
    if (!p) {
        must_be_one_line(error.text);
        return;
    }
    MUST(used >= 1 && used <= size);
    visit(p, pickle_root(p), MOST_DEPTH, &visits);
    pickle_free(p);
}

/* fuzz_npz.c - an .npz file: every array's header and each of its numbers. */
#include "fuzz.h"

#include "../../runtime/runtime.h"

static void read_numbers(const NpyArray *a)
{
    int64_t count = 1;
    for (int i = 0; i < a->rank; i++)
        count *= a->dim[i];
    MUST(a->rank >= 0 && a->rank <= 4);
    MUST(count == a->count && a->count >= 0);
    double sum = 0.0;
    for (int64_t i = 0; a->kind != NPY_TEXT && i < a->count; i++)
        sum += npy_number(a, i);
    volatile double read = sum;
    (void)read;
}

void fuzz_npz(const uint8_t *bytes, size_t size)
{
    Error error = {""};
    Npz *npz = npz_read(scratch_file(bytes, size), &error);
    if (!npz) {
        must_be_one_line(error.text);
        return;
    }
    for (int i = 0; i < npz->count; i++) {
        MUST(npz_find(npz, npz->arrays[i].name) == &npz->arrays[i]);
        read_numbers(&npz->arrays[i]);
    }
    MUST(!npz_find(npz, "no such array"));
    npz_free(npz);
}

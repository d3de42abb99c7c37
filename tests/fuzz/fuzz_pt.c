/* fuzz_pt.c - a file of torch.save, or a pickle by itself, as a data set, and as weights. What is read keeps the promises
 * that any data set keeps; a reader would follow every index without a look. */
#include "fuzz.h"

#include "../../runtime/formats/state_dict.h"
#include "../../runtime/formats/torch.h"

#include <string.h>

static void read_state_dict(const char *path, const char *key)
{
    Error error = {""};
    char taken[TAKEN];
    Tensors *t = state_dict_read(path, key, taken, &error);
    if (!t) {
        must_be_one_line(error.text);
        return;
    }
    float sum = 0.0f;
    for (int i = 0; i < t->count; i++) {
        int64_t count = 1;
        for (int k = 0; k < t->tensors[i].rank; k++)
            count *= t->tensors[i].dim[k];
        MUST(count == t->tensors[i].count && memchr(t->tensors[i].name, 0, sizeof t->tensors[i].name));
        for (int64_t k = 0; k < count; k++)
            sum += t->tensors[i].values[k];
    }
    volatile float read = sum;
    (void)read;
    tensors_free(t);
}

void fuzz_pt(const uint8_t *bytes, size_t size)
{
    Error error = {""};
    const char *path = scratch_file(bytes, size);
    read_state_dict(path, NULL);
    read_state_dict(path, "model.x");
    gatrt_data *d = load_pt(path, &(DataUse){.split = 0}, &error);
    if (!d || !data_check(d, &error)) {
        must_be_one_line(error.text);
        gatrt_data_free(d);
        return;
    }
    must_keep_promises(d);
    gatrt_data_free(d);
}

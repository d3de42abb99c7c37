/* fuzz_ogb.c - a folder of OGB: its files stand behind each other, form feeds between them. */
#include "fuzz.h"

#include "../../runtime/runtime.h"

/* clang-format off */
const char *const ogb_words[] = {
    "\f", "\f\f", "\f\f\f\f", "0,1\n", "1,0\n", "1\n", "2\n", "0\n", "a,r,b\n", "b,r,a\n", "a,b\n", ",", "\"\"", "\r\n", "nan",
    "1.5", "3", "1000", "2147483647", "9007199254740992", NULL,
};
/* clang-format on */

void fuzz_ogb(const uint8_t *bytes, size_t size)
{
    static const char *const files[] = {"raw/num-node-list.csv",
                                        "raw/num-edge-list.csv",
                                        "raw/edge.csv",
                                        "raw/node-feat.csv",
                                        "raw/edge-feat.csv",
                                        "raw/edge_weight.csv",
                                        "raw/node-label.csv",
                                        "raw/graph-label.csv",
                                        "split/s/train.csv",
                                        "split/s/valid.csv",
                                        "split/s/test.csv",
                                        "raw/num-node-dict.csv",
                                        "raw/triplet-type-list.csv",
                                        "raw/relations/a___r___b/num-edge-list.csv",
                                        "raw/relations/a___r___b/edge.csv",
                                        "raw/relations/a___r___b/edge-feat.csv",
                                        "raw/node-feat/a/node-feat.csv",
                                        "raw/node-label/b/node-label.csv",
                                        "split/s/b/train.csv",
                                        "split/s/b/valid.csv",
                                        "split/s/b/test.csv",
                                        "split/s/train.pt",
                                        "split/s/split_dict.pt",
                                        NULL};
    const char *folder = scratch_files(bytes, size, files);
    Error error = {""};
    if (!ogb_is_at(folder))
        return;
    gatrt_data *d = load_ogb(folder, &(DataUse){.split = 0}, &error);
    if (d && data_check(d, &error))
        must_keep_promises(d);
    else
        must_be_one_line(error.text);
    gatrt_data_free(d);
}

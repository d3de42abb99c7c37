/* fuzz_tu.c - a data set of TU: its files stand behind each other, form feeds between them. */
#include "fuzz.h"

#include "../../runtime/runtime.h"

/* clang-format off */
const char *const tu_words[] = {
    "\f", "\f\f", "1, 2\n", "2, 1\n", "1, 1\n", "1\n", "2\n", "0\n", "-1\n", ", ", ",", "\r\n", "  1.5", "nan", "a\n",
    "1000", "2147483647", NULL,
};
/* clang-format on */

void fuzz_tu(const uint8_t *bytes, size_t size)
{
    static const char *const files[] = {"S_A.txt",
                                        "S_graph_indicator.txt",
                                        "S_graph_labels.txt",
                                        "S_node_labels.txt",
                                        "S_node_attributes.txt",
                                        "S_edge_labels.txt",
                                        "S_edge_attributes.txt",
                                        "S_graph_attributes.txt",
                                        NULL};
    static const char *const features[] = {NULL, "attributes", "labels"};
    const char *folder = scratch_files(bytes, size, files);
    for (int i = 0; i < 3; i++) {
        Error error = {""};
        gatrt_data *d = load_tu(folder, &(DataUse){.features = features[i]}, &error);
        if (d && data_check(d, &error))
            must_keep_promises(d);
        else
            must_be_one_line(error.text);
        gatrt_data_free(d);
    }
}

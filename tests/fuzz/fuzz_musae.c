/* fuzz_musae.c - a graph of MUSAE: its three files stand behind each other, form feeds between them. */
#include "fuzz.h"

#include "../../runtime/runtime.h"

/* clang-format off */
const char *const musae_words[] = {
    "\f", "id,target\n", "new_id,mature\n", "page_name", "id_1,id_2\n", "0,1\n", "1,0\n", "\"", "\"\"", ",", "\r\n",
    "{", "}", "[", "]", ":", "\"0\": [0]", "\"1\": [1, 2]", "true", "null", "\\u0000", "2147483647", NULL,
};
/* clang-format on */

void fuzz_musae(const uint8_t *bytes, size_t size)
{
    static const char *const files[] = {"A_edges.csv", "A.json", "A_target.csv", NULL};
    Error error = {""};
    gatrt_data *d = load_musae(scratch_files(bytes, size, files), &(DataUse){.split = 0}, &error);
    if (d && data_check(d, &error))
        must_keep_promises(d);
    else
        must_be_one_line(error.text);
    gatrt_data_free(d);
}

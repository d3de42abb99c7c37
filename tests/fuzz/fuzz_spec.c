/* fuzz_spec.c - what --data may be given instead of a file: karate, synth:nodes=..,...
 *
 * A graph of a legal size may be larger than a fuzzer has time for: such a specification
 * is passed over, by its own reading of the numbers. */
#include "fuzz.h"

#include "../../runtime/runtime.h"

#include <stdlib.h>
#include <string.h>

enum { LARGE_SPEC = 300, MOST_SETTING = 64 };

/* clang-format off */
const char *const spec_words[] = {
    "synth", "synth:", "karate", "nodes", "edges", "features", "classes", "seed", "density", "train", "val", "test",
    "=", ",", ":", "nodes=12", "edges=20", "features=8", "classes=3", "seed=1", "density=0.5", "train=3", "val=2",
    "test=2", "1e1", "0x10", "1e-300", "0.9999999", "-1", "+4", " 4", NULL,
};
/* clang-format on */

/* Is some number larger than what is tried here? Ranges and grammar are the reader's business. */
static bool too_large(const char *spec)
{
    for (const char *at = spec; *at; at++) {
        if (*at != '=' || strncmp(at - (at - spec >= 4 ? 4 : 0), "seed", 4) == 0)
            continue;
        char setting[MOST_SETTING];
        size_t length = strcspn(at + 1, ",");
        if (length >= sizeof setting)
            continue;
        memcpy(setting, at + 1, length);
        setting[length] = '\0';
        if (strtod(setting, NULL) > LARGE_SPEC)
            return true;
    }
    return false;
}

static void check_synth(const gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    Error error = {""};
    MUST(data_check(d, &error));
    MUST(node->label && node->classes >= 1 && edge->edges % 2 == 0);
    for (int64_t e = 0; e < edge->edges; e++)
        MUST(edge->src[e] != edge->dst[e]);
    for (int64_t v = 0; v < node->rows; v++)
        MUST(node->label[v] >= 0 && node->label[v] < node->classes);
}

void fuzz_spec(const uint8_t *bytes, size_t size)
{
    char *spec = scratch_text(bytes, size), error[256] = "";
    if (!strchr(spec, '/') && !too_large(spec)) { /* with a slash it may be any file of this machine */
        gatrt_data *data = gatrt_data_load(spec, error);
        if (data)
            check_synth(data);
        else
            must_be_one_line(error);
        gatrt_data_free(data);
    }
    free(spec);
}

/* splits.c - which nodes train, validate and test: the names that files and keys of splits go by,
 * and the masks made of them.
 *
 * A name is a word for the split within one of a few forms: val_mask, valid_idx, idx_dev,
 * validation. The form says what stands there, a mask or the nodes' numbers; a bare word
 * leaves that to the type.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <string.h>

const char *const data_mask_name[3] = {"train_mask", "val_mask", "test_mask"};
const char *const split_name[3] = {"train", "val", "test"};

static const struct {
    const char *word;
    int split;
} words[] = {
    {"train", 0}, {"training", 0}, {"val", 1},  {"valid", 1},   {"validation", 1},
    {"dev", 1},   {"devel", 1},    {"test", 2}, {"testing", 2},
};

static const struct {
    const char *before, *after;
    SplitForm form;
} forms[] = {
    {"", "_mask", SPLIT_MASK}, {"", "_masks", SPLIT_MASK}, {"mask_", "", SPLIT_MASK},    {"", "_idx", SPLIT_IDS},
    {"", "_ids", SPLIT_IDS},   {"", "_index", SPLIT_IDS},  {"", "_indices", SPLIT_IDS},  {"idx_", "", SPLIT_IDS},
    {"", "_nodes", SPLIT_IDS}, {"", "_id", SPLIT_IDS},     {"", "_node_ids", SPLIT_IDS}, {"", "", SPLIT_BARE},
};

static bool is_joined(const char *name, size_t length, const char *before, const char *word, const char *after)
{
    const size_t b = strlen(before), w = strlen(word), a = strlen(after);
    return length == b + w + a && !memcmp(name, before, b) && !memcmp(name + b, word, w) &&
           !memcmp(name + b + w, after, a);
}

SplitForm split_named(const char *name, size_t length, int *split)
{
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++)
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            if (is_joined(name, length, forms[f].before, words[w].word, forms[f].after)) {
                *split = words[w].split;
                return forms[f].form;
            }
    return SPLIT_NONE;
}

void split_new(gatrt_set *set, int split)
{
    set->mask[split] = mem_alloc((size_t)set->rows, 1);
}

/* False where the row is there already: of numbers each stands once, of a mask's 0 and 1 they do not. */
bool split_add(gatrt_set *set, int split, int64_t row)
{
    const bool is_new = set->mask[split][row] == 0;
    set->mask[split][row] = 1;
    return is_new;
}

int64_t split_count(const gatrt_set *set, int split)
{
    int64_t count = 0;
    for (int64_t v = 0; set->mask[split] && v < set->rows; v++)
        count += set->mask[split][v];
    return count;
}

bool split_any(const gatrt_data *data)
{
    for (int i = 0; i < data->set_count; i++)
        for (int m = 0; m < 3; m++)
            if (data->sets[i].mask[m])
                return true;
    return false;
}

int64_t split_shared(const gatrt_set *set, int one, int other)
{
    int64_t both = 0;
    for (int64_t v = 0; set->mask[one] && set->mask[other] && v < set->rows; v++)
        both += set->mask[one][v] && set->mask[other][v];
    return both;
}

bool split_known(const gatrt_set *set, int64_t row, bool classes)
{
    if (set->label)
        return set->label[row] != GATRT_UNKNOWN && !(classes && set->label[row] < 0);
    for (int64_t j = 0; set->target && j < set->classes; j++)
        if (isnan(set->target[row * set->classes + j]))
            return false;
    return set->target != NULL;
}

void split_used(gatrt_data *data, const gatrt_set *set, int split, const char *name)
{
    static const char *const purposes[3] = {"train", "validate", "test"};
    origin_add(data, ORIGIN_USED, name, "%lld %ss to %s on", (long long)split_count(set, split), set_word(set),
               purposes[split]);
    origin_mark_split(data, set);
}

const uint8_t *split_mask(const gatrt_set *set, int split)
{
    const uint8_t *mask = set->mask[split];
    return mask && memchr(mask, 1, (size_t)set->rows) ? mask : NULL;
}

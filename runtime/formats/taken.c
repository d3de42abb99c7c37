/* taken.c - what is taken for granted of a text file that was read: said in a line each, for whoever meant it otherwise.
 *
 * In: a table, and whether its first column is the nodes' numbers. Nothing here changes what is read.
 */
#include "runtime/formats/edge_words.h"

#include <string.h>

static void tell_numbered(gatrt_data *data, const Table *t, const char *name, bool numbered)
{
    if (!numbered && table_may_have_nodes(t))
        origin_add(data, ORIGIN_REMARK, name,
                   "the first column holds each number from 0 to %lld once and is taken as data; if it is the nodes' "
                   "numbers, call it node",
                   (long long)t->rows - 1);
    if (numbered && !t->named)
        origin_add(data, ORIGIN_REMARK, name,
                   "the first column counts 0, 1, 2, ... and is taken for the nodes' numbers");
}

void table_tell_rounded(gatrt_data *data, const Table *t, const char *name, int64_t first)
{
    for (int64_t i = 0; i < t->rows * (t->columns - first); i++) {
        const double number = table_at(t, i / (t->columns - first), first + i % (t->columns - first));
        if (!data_rounds(number))
            continue;
        data_tell_rounded(data, name, number);
        return;
    }
}

/* A column of data behind the first one whose name says that it is something else. */
static void tell_name(gatrt_data *data, const Table *t, const char *name, const char *const *words, const char *instead)
{
    int64_t column = table_column(t, words);
    if (column <= 0 && t->name_count == t->columns && is_word(t->last_name, words))
        column = t->columns - 1;
    if (t->named && column > 0)
        origin_add(data, ORIGIN_REMARK, name, "its column %lld is called %s, but is taken as data: %s",
                   (long long)column + 1, *t->last_name && column == t->columns - 1 ? t->last_name : t->names[column],
                   instead);
}

void table_tell(gatrt_data *data, const Table *t, const char *name, bool numbered)
{
    static const char *const numbers[] = {"node", "node_id", "nodeid", "node_idx", "id", NULL};
    tell_numbered(data, t, name, numbered);
    table_tell_rounded(data, t, name, numbered);
    if (!numbered)
        tell_name(data, t, name, numbers, "the nodes' numbers stand in the first column");
}

/* Nothing tells 1, 2, 3, ... from a header that counts so. */
static bool counts_from_one(const Table *t)
{
    int64_t j = 0;
    while (j < t->columns && table_at(t, 0, j) == (double)j + 1.0)
        j++;
    return j == t->columns && j >= 3 && !t->named && t->skipped == 0;
}

void table_tell_features(gatrt_data *data, const Table *t, const char *name)
{
    static const char *const answers[] = {"label", "labels", "class", "target", "y", NULL};
    tell_name(data, t, name, answers, "it tells what is to be predicted, which belongs in labels.csv");
    if (counts_from_one(t))
        origin_add(data, ORIGIN_REMARK, name,
                   "its first line counts 1, 2, 3, ... and is taken as a node; if it is a header, give columns names");
}

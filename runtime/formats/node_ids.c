/* node_ids.c - rows for nodes by their ids: where all ids are whole numbers, written as 7, 7.0 or 7e0, by their value, else
 * in the order in which they came. Ids that are 0, 1, 2, ... are the rows themselves.
 */
#include "runtime/formats/node_ids.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum { ID_TEXT, ID_FRACTION, ID_WHOLE } IdKind;

typedef struct Valued {
    int64_t value;
    int32_t number;
} Valued;

NodeIds ids_new(void)
{
    return (NodeIds){.names = names_new()};
}

void ids_free(NodeIds *ids)
{
    names_free(ids->names);
    mem_free(ids->row);
    *ids = (NodeIds){.names = NULL};
}

int64_t ids_add(NodeIds *ids, Field id)
{
    return names_add(ids->names, id.at, id.length);
}

/* Digits of more than 18 places are a name: no double has them all. */
static IdKind kind_of(const char *text, int64_t *value)
{
    double number;
    if (name_is_whole(text, value))
        return ID_WHOLE;
    const char *digits = text + (*text == '-' || *text == '+');
    if (digits[strspn(digits, "0123456789")] == 0 || !field_number((Field){text, strlen(text)}, &number))
        return ID_TEXT;
    if (number != floor(number) || fabs(number) > 0x1p53)
        return ID_FRACTION;
    *value = (int64_t)number;
    return ID_WHOLE;
}

static int valued_order(const void *a, const void *b)
{
    const Valued *p = a, *q = b;
    return p->value != q->value ? (p->value > q->value) - (p->value < q->value)
                                : (p->number > q->number) - (p->number < q->number);
}

/* Ids of one value, 7 and 7.0, are one node. */
static void settle_by_value(NodeIds *ids, Valued *valued, int64_t count)
{
    bool rows_already = true;
    qsort(valued, (size_t)count, sizeof *valued, valued_order);
    ids->rows = 0;
    for (int64_t i = 0; i < count; i++) {
        ids->rows += i == 0 || valued[i].value != valued[i - 1].value;
        ids->row[valued[i].number] = (int32_t)(ids->rows - 1);
        rows_already &= valued[i].value == ids->rows - 1;
    }
    ids->whole = true;
    ids->rows_already = rows_already;
    ids->least = count > 0 ? valued[0].value : 0;
    ids->most = count > 0 ? valued[count - 1].value : -1;
}

static void settle_by_appearance(NodeIds *ids)
{
    ids->rows = names_count(ids->names);
    for (int64_t i = 0; i < ids->rows; i++)
        ids->row[i] = (int32_t)i;
    ids->whole = false;
    ids->rows_already = false;
}

const char *ids_settle(NodeIds *ids)
{
    const int64_t count = names_count(ids->names);
    Valued *valued = mem_alloc((size_t)count, sizeof *valued);
    int64_t whole = 0, texts = 0, fraction = -1;
    for (int64_t i = 0; i < count; i++) {
        const IdKind kind = kind_of(names_at(ids->names, i), &valued[i].value);
        valued[i].number = (int32_t)i;
        whole += kind == ID_WHOLE;
        texts += kind == ID_TEXT;
        fraction = kind == ID_FRACTION && fraction < 0 ? i : fraction;
    }
    mem_free(ids->row);
    ids->row = mem_alloc((size_t)count, sizeof *ids->row);
    if (whole == count)
        settle_by_value(ids, valued, count);
    else
        settle_by_appearance(ids);
    mem_free(valued);
    return texts == 0 && fraction >= 0 ? names_at(ids->names, fraction) : NULL;
}

/* What stands for a row: its id as it was first written, or without the point of a whole number. */
static void name_row(const NodeIds *ids, int64_t number, Names *named)
{
    const char *text = names_at(ids->names, number);
    char digits[24];
    int64_t value;
    if (ids->whole && !name_is_whole(text, &value)) {
        kind_of(text, &value);
        snprintf(digits, sizeof digits, "%lld", (long long)value);
        text = digits;
    }
    names_add(named, text, strlen(text));
}

char **ids_row_names(const NodeIds *ids)
{
    if (ids->rows_already || ids->rows == 0)
        return NULL;
    int32_t *first = mem_alloc((size_t)ids->rows, sizeof *first); /* of each row, the number of its first id */
    for (int64_t i = names_count(ids->names); i-- > 0;)
        first[ids->row[i]] = (int32_t)i;
    Names *named = names_new();
    for (int64_t v = 0; v < ids->rows; v++)
        name_row(ids, first[v], named);
    mem_free(first);
    return names_take(named);
}

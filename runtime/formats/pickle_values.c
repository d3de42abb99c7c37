/* pickle_values.c - values of a pickle: where they live, how parts of them are found, what people see of them.
 *
 * All memory of a pickle is taken from blocks that are freed together. What a pickle asks for grows with its bytes: a
 * value, or room in a list, for each. */
#include "runtime/formats/pickle_machine.h"

#include <string.h>

enum { BLOCK = 1 << 16, ALIGNED = 16 };

struct PickleBlock {
    PickleBlock *next;
    size_t used, room;
    _Alignas(ALIGNED) unsigned char bytes[];
};

void *pickle_room(Pickle *p, size_t bytes)
{
    const size_t rounded = bytes > SIZE_MAX - ALIGNED ? SIZE_MAX : (bytes + ALIGNED - 1) / ALIGNED * ALIGNED;
    PickleBlock *block = p->blocks;
    if (!block || rounded > block->room - block->used) {
        const size_t room = rounded > BLOCK ? rounded : BLOCK;
        block = mem_alloc(1, room > SIZE_MAX - sizeof *block ? SIZE_MAX : sizeof *block + room);
        block->room = room;
        block->next = p->blocks;
        p->blocks = block;
        p->held += room;
    }
    void *at = block->bytes + block->used;
    block->used += rounded;
    return at;
}

void pickle_free(Pickle *p)
{
    if (!p)
        return;
    while (p->blocks) {
        PickleBlock *next = p->blocks->next;
        mem_free(p->blocks);
        p->blocks = next;
    }
    mem_free(p->where);
    mem_free(p);
}

PickleValue *pickle_new(Pickle *p, PickleKind kind)
{
    PickleValue *v = pickle_room(p, sizeof *v);
    v->kind = kind;
    return v;
}

/* Room doubles, and what was outgrown stays where it is: at most as much again. */
void pickle_append(Pickle *p, PickleValue *list, PickleValue *item)
{
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 2;
        PickleValue **longer = pickle_room(p, room * sizeof *longer);
        if (list->count > 0)
            memcpy(longer, list->item, list->count * sizeof *longer);
        list->item = longer;
        list->room = room;
    }
    list->item[list->count++] = item;
}

/* ------------------------------------------------------------------ finding */

bool pickle_is(const PickleValue *v, PickleMeaning meaning)
{
    return v && v->kind == PICKLE_CALL && v->name->meaning == meaning;
}

bool pickle_is_text(const PickleValue *v, const char *text)
{
    return v && v->kind == PICKLE_TEXT && v->length == strlen(text) && !memcmp(v->bytes, text, v->length);
}

const PickleValue *pickle_at(const PickleValue *v, size_t i, PickleKind kind)
{
    const bool there = v && (v->kind == PICKLE_LIST || v->kind == PICKLE_TUPLE) && i < v->count;
    return there && v->item[i]->kind == kind ? v->item[i] : NULL;
}

/* Of equal keys the last one holds, as in Python. */
const PickleValue *pickle_get(const PickleValue *dict, const char *key)
{
    const size_t entries = dict && dict->kind == PICKLE_DICT ? dict->count / 2 : 0;
    for (size_t i = entries; i > 0; i--)
        if (pickle_is_text(dict->item[2 * i - 2], key))
            return dict->item[2 * i - 1];
    return NULL;
}

bool pickle_size(const PickleValue *v, int64_t *size)
{
    if (!v || v->kind != PICKLE_INT || v->whole < 0)
        return false;
    *size = v->whole;
    return true;
}

/* ------------------------------------------------------------------ for people */

PickleShown pickle_shown(const PickleValue *v)
{
    static const char *const words[] = {[PICKLE_NONE] = "None",
                                        [PICKLE_BOOL] = "True or False",
                                        [PICKLE_INT] = "an integer",
                                        [PICKLE_LONG] = "an integer",
                                        [PICKLE_FLOAT] = "a number",
                                        [PICKLE_TEXT] = "a text",
                                        [PICKLE_BYTES] = "bytes",
                                        [PICKLE_LIST] = "a list",
                                        [PICKLE_TUPLE] = "a tuple",
                                        [PICKLE_DICT] = "a dict",
                                        [PICKLE_NAME] = "",
                                        [PICKLE_CALL] = "",
                                        [PICKLE_STORED] = "a storage",
                                        [PICKLE_MARK] = "nothing"};
    PickleShown shown;
    if (!v)
        snprintf(shown.text, sizeof shown.text, "nothing");
    else if (v->kind == PICKLE_NAME || v->kind == PICKLE_CALL)
        snprintf(shown.text, sizeof shown.text, "%s.%s", v->name->module, v->name->name);
    else if (v->kind == PICKLE_LIST || v->kind == PICKLE_TUPLE)
        snprintf(shown.text, sizeof shown.text, "%s of %zu", words[v->kind], v->count);
    else
        snprintf(shown.text, sizeof shown.text, "%s", words[v->kind]);
    return shown;
}

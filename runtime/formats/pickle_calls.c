/* pickle_calls.c - names that a pickle says, and what it calls by them: kept as a name and its arguments, never called.
 * Only what gives values that are there already is made: dicts, tuples, bytes that were written as a text.
 */
#include "runtime/formats/pickle_machine.h"

#include <string.h>

enum { MOST_NAME = 256 };

/* clang-format off */
static const PickleName known_names[] = {
#define NAME(meaning, module, name, type) { meaning, module, name, type },
#include "runtime/formats/pickle_names.def"
};
/* clang-format on */

static bool is_word(const unsigned char *bytes, size_t length, const char *word)
{
    return length == strlen(word) && !memcmp(bytes, word, length);
}

static bool unknown_name(const PickleMachine *m, const PickleValue *module, const PickleValue *name)
{
    return error_set(m->error,
                     "%s: it asks for %.*s.%.*s, which is not read, and nothing was run; save tensors, arrays "
                     "and numbers only",
                     m->p->where, (int)(module->length < 60 ? module->length : 60), (const char *)module->bytes,
                     (int)(name->length < 40 ? name->length : 40), (const char *)name->bytes);
}

static bool push_name(PickleMachine *m, const PickleValue *module, const PickleValue *name)
{
    for (size_t i = 0; i < sizeof known_names / sizeof *known_names; i++)
        if (is_word(module->bytes, module->length, known_names[i].module) &&
            is_word(name->bytes, name->length, known_names[i].name)) {
            PickleValue *v = pickle_new(m->p, PICKLE_NAME);
            v->name = &known_names[i];
            return pickle_push(m, v);
        }
    return unknown_name(m, module, name);
}

static bool take_line(PickleMachine *m, PickleValue *line)
{
    const unsigned char *start = m->bytes + m->at;
    const size_t left = m->size - m->at, most = left < MOST_NAME ? left : MOST_NAME;
    const unsigned char *end = memchr(start, '\n', most);
    if (!end)
        return pickle_damaged(m, "a name does not end");
    line->bytes = start;
    line->length = (size_t)(end - start);
    m->at += line->length + 1;
    return true;
}

bool pickle_op_global(PickleMachine *m)
{
    PickleValue module, name;
    return take_line(m, &module) && take_line(m, &name) && push_name(m, &module, &name);
}

bool pickle_op_stack_global(PickleMachine *m)
{
    PickleValue *module = NULL, *name = NULL;
    if (!pickle_pop(m, &name) || !pickle_pop(m, &module))
        return false;
    if (module->kind != PICKLE_TEXT || name->kind != PICKLE_TEXT)
        return pickle_damaged(m, "a name is no text");
    return push_name(m, module, name);
}

/* Characters from 0 to 255 are bytes, as protocol 2 writes them. A text of one character may be shared, longer ones
 * stand there once for each: what all of them make is no more than there are bytes. */
static bool push_encoded(PickleMachine *m, const PickleValue *given)
{
    const PickleValue *text = pickle_at(given, 0, PICKLE_TEXT), *as = pickle_at(given, 1, PICKLE_TEXT);
    if (!text || !(pickle_is_text(as, "latin1") || pickle_is_text(as, "latin-1")))
        return pickle_damaged(m, "only a text that is latin1 is encoded");
    m->encoded += text->length;
    if (m->encoded > m->size)
        return pickle_damaged(m, "it makes more bytes than there are");
    PickleValue *v = pickle_new(m->p, PICKLE_BYTES);
    unsigned char *to = pickle_room(m->p, text->length);
    v->bytes = to;
    for (size_t i = 0; i < text->length; i++) {
        unsigned c = text->bytes[i];
        if ((c == 0xC2 || c == 0xC3) && i + 1 < text->length && (text->bytes[i + 1] & 0xC0) == 0x80)
            c = (c & 3) << 6 | (text->bytes[++i] & 0x3F);
        else if (c >= 128)
            return pickle_damaged(m, "a text that is encoded is not latin1");
        to[v->length++] = (unsigned char)c;
    }
    return pickle_push(m, v);
}

/* Batches are made of a class that has no name: what was called gives it, of Batch and what there are several of. */
static bool push_batch(PickleMachine *m, const PickleValue *given)
{
    const PickleValue *of = pickle_at(given, 1, PICKLE_NAME);
    if (!of || (of->name->meaning != MEANS_DATA && of->name->meaning != MEANS_HETERO))
        return pickle_damaged(m, "a batch must be of Data or HeteroData");
    PickleValue *v = pickle_new(m->p, PICKLE_CALL);
    v->name = of->name;
    v->given = pickle_new(m->p, PICKLE_TUPLE);
    return pickle_push(m, v);
}

/* A call is kept as it stands, but for what only makes values that there are already. */
static bool push_call(PickleMachine *m, const PickleValue *called, PickleValue *given)
{
    if (pickle_is(called, MEANS_GETTER))
        return push_batch(m, given);
    if (called->kind != PICKLE_NAME || given->kind != PICKLE_TUPLE)
        return pickle_damaged(m, "what is called is no name");
    const PickleMeaning meaning = called->name->meaning;
    if (meaning == MEANS_WORD || meaning == MEANS_STORAGE)
        return error_set(m->error,
                         "%s: it calls %s.%s, which is not read, and nothing was run; save tensors, arrays "
                         "and numbers only",
                         m->p->where, called->name->module, called->name->name);
    if (meaning == MEANS_ENCODE)
        return push_encoded(m, given);
    if (meaning == MEANS_TUPLE && pickle_at(given, 0, PICKLE_TUPLE))
        return pickle_push(m, given->item[0]);
    if (meaning == MEANS_DICT && !pickle_at(given, 0, PICKLE_LIST))
        return pickle_push(m, pickle_new(m->p, PICKLE_DICT));
    PickleValue *v = pickle_new(m->p, PICKLE_CALL);
    v->name = called->name;
    v->given = given;
    return pickle_push(m, v);
}

bool pickle_op_call(PickleMachine *m)
{
    PickleValue *given = NULL, *called = NULL;
    return pickle_pop(m, &given) && pickle_pop(m, &called) && push_call(m, called, given);
}

/* What a dict carries beside its entries, as a state_dict its versions, is left. */
bool pickle_op_build(PickleMachine *m)
{
    PickleValue *state = NULL, *to;
    if (!pickle_pop(m, &state))
        return false;
    to = pickle_top(m);
    if (!to || (to->kind != PICKLE_CALL && to->kind != PICKLE_DICT))
        return pickle_damaged(m, "there is nothing that could have a state");
    if (to->kind == PICKLE_CALL)
        to->state = state;
    return true;
}

bool pickle_op_stored(PickleMachine *m)
{
    PickleValue *id = NULL;
    if (!pickle_pop(m, &id))
        return false;
    PickleValue *v = pickle_new(m->p, PICKLE_STORED);
    v->given = id;
    pickle_append(m->p, &m->p->stored, v);
    return pickle_push(m, v);
}

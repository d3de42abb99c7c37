/* pickle.c - the machine that a pickle is a program for: bytes in, values out, or one line of what is wrong.
 *
 * Opcodes of protocol 2 to 5, without those that only programs written by hand have. Nothing the bytes claim is
 * believed: a text must be there before it is a value, and a place in the memo cannot be further on than the bytes
 * that were read. There is no recursion, so that depth costs what length does; memory grows with the bytes, and is held
 * to this machine's.
 */
#include "runtime/formats/pickle_machine.h"

#include <string.h>

enum { NEWEST_PROTOCOL = 5, MOST_NAME = 256 };

typedef struct Machine {
    Pickle *p;
    const unsigned char *bytes;
    size_t size, at;
    PickleValue stack; /* a list; its last item is the top */
    PickleValue memo;  /* a list; NULL: nothing is there yet */
    size_t memoized;
    size_t encoded; /* bytes that ENCODE made */
    bool stopped;
    const char *opcode;
    Error *error;
} Machine;

/* clang-format off */
static const PickleName known_names[] = {
#define NAME(meaning, module, name, type) { meaning, module, name, type },
#include "runtime/formats/pickle_names.def"
};
/* clang-format on */

/* Always false, as the compiler sees. */
static bool damaged(const Machine *m, const char *what)
{
    error_set(m->error, "%s: %s at byte %zu of the pickle: %s; the file is damaged", m->p->where, m->opcode, m->at,
              what);
    return false;
}

/* ------------------------------------------------------------------ bytes */

static bool take_bytes(Machine *m, uint64_t count, const unsigned char **taken)
{
    if (count > m->size - m->at)
        return damaged(m, "it ends too early");
    *taken = m->bytes + m->at;
    m->at += (size_t)count;
    return true;
}

static uint64_t little(const unsigned char *bytes, size_t size)
{
    uint64_t number = 0;
    for (size_t i = size; i > 0; i--)
        number = number << 8 | bytes[i - 1];
    return number;
}

static bool take_number(Machine *m, size_t size, uint64_t *number)
{
    const unsigned char *taken;
    if (!take_bytes(m, size, &taken))
        return false;
    *number = little(taken, size);
    return true;
}

/* ------------------------------------------------------------------ the stack */

static bool push(Machine *m, PickleValue *v)
{
    pickle_append(m->p, &m->stack, v);
    return true;
}

static bool push_new(Machine *m, PickleKind kind)
{
    return push(m, pickle_new(m->p, kind));
}

static PickleValue *top(const Machine *m)
{
    return m->stack.count > 0 ? m->stack.item[m->stack.count - 1] : NULL;
}

/* A mark is no value, and what stands below one is not to be had. */
static bool pop(Machine *m, PickleValue **v)
{
    *v = top(m);
    if (!*v || (*v)->kind == PICKLE_MARK)
        return damaged(m, "a value is missing");
    m->stack.count--;
    return true;
}

/* How many values stand above the last mark; it and they are taken off, and stay there until the next push. */
static bool pop_to_mark(Machine *m, PickleValue ***first, size_t *count)
{
    size_t at = m->stack.count;
    while (at > 0 && m->stack.item[at - 1]->kind != PICKLE_MARK)
        at--;
    if (at == 0)
        return damaged(m, "there is no mark");
    *first = m->stack.item + at;
    *count = m->stack.count - at;
    m->stack.count = at - 1;
    return true;
}

static bool op_mark(Machine *m)
{
    return push_new(m, PICKLE_MARK);
}

/* ------------------------------------------------------------------ plain values */

static bool op_protocol(Machine *m)
{
    uint64_t version;
    if (!take_number(m, 1, &version))
        return false;
    return version <= NEWEST_PROTOCOL || damaged(m, "protocols are read up to 5");
}

/* A frame says how much follows, for those who read piece by piece. */
static bool op_frame(Machine *m)
{
    uint64_t size;
    return take_number(m, 8, &size) && (size <= m->size - m->at || damaged(m, "it ends too early"));
}

static bool op_stop(Machine *m)
{
    m->stopped = true;
    if (!pop(m, &m->p->root))
        return false;
    return m->stack.count == 0 || damaged(m, "values are left over");
}

static bool op_none(Machine *m)
{
    return push_new(m, PICKLE_NONE);
}

static bool push_whole(Machine *m, PickleKind kind, int64_t whole)
{
    PickleValue *v = pickle_new(m->p, kind);
    v->whole = whole;
    return push(m, v);
}

static bool op_true(Machine *m)
{
    return push_whole(m, PICKLE_BOOL, 1);
}

static bool op_false(Machine *m)
{
    return push_whole(m, PICKLE_BOOL, 0);
}

static bool op_int1(Machine *m)
{
    uint64_t number;
    return take_number(m, 1, &number) && push_whole(m, PICKLE_INT, (int64_t)number);
}

static bool op_int2(Machine *m)
{
    uint64_t number;
    return take_number(m, 2, &number) && push_whole(m, PICKLE_INT, (int64_t)number);
}

static bool op_int4(Machine *m)
{
    uint64_t number;
    return take_number(m, 4, &number) && push_whole(m, PICKLE_INT, (int32_t)(uint32_t)number);
}

/* Two's complement of any length. */
static bool push_long(Machine *m, uint64_t length)
{
    const unsigned char *taken;
    if (!take_bytes(m, length, &taken))
        return false;
    if (length > 8)
        return push_new(m, PICKLE_LONG);
    uint64_t number = little(taken, (size_t)length);
    if (length > 0 && length < 8 && taken[length - 1] & 128)
        number |= UINT64_MAX << (8 * length);
    return push_whole(m, PICKLE_INT, (int64_t)number);
}

static bool op_long1(Machine *m)
{
    uint64_t length;
    return take_number(m, 1, &length) && push_long(m, length);
}

static bool op_long4(Machine *m)
{
    uint64_t length;
    return take_number(m, 4, &length) && push_long(m, length);
}

/* The one number that stands there with its high bytes first. */
static bool op_float(Machine *m)
{
    const unsigned char *taken;
    uint64_t bits = 0;
    if (!take_bytes(m, 8, &taken))
        return false;
    for (int i = 0; i < 8; i++)
        bits = bits << 8 | taken[i];
    PickleValue *v = pickle_new(m->p, PICKLE_FLOAT);
    memcpy(&v->real, &bits, sizeof v->real);
    return push(m, v);
}

static bool push_bytes(Machine *m, PickleKind kind, size_t length_size)
{
    uint64_t length;
    const unsigned char *taken;
    if (!take_number(m, length_size, &length) || !take_bytes(m, length, &taken))
        return false;
    PickleValue *v = pickle_new(m->p, kind);
    v->bytes = taken;
    v->length = (size_t)length;
    return push(m, v);
}

static bool op_text1(Machine *m)
{
    return push_bytes(m, PICKLE_TEXT, 1);
}

static bool op_text4(Machine *m)
{
    return push_bytes(m, PICKLE_TEXT, 4);
}

static bool op_text8(Machine *m)
{
    return push_bytes(m, PICKLE_TEXT, 8);
}

static bool op_bytes1(Machine *m)
{
    return push_bytes(m, PICKLE_BYTES, 1);
}

static bool op_bytes4(Machine *m)
{
    return push_bytes(m, PICKLE_BYTES, 4);
}

static bool op_bytes8(Machine *m)
{
    return push_bytes(m, PICKLE_BYTES, 8);
}

/* ------------------------------------------------------------------ lists, tuples, dicts */

static bool op_empty_list(Machine *m)
{
    return push_new(m, PICKLE_LIST);
}

static bool op_empty_tuple(Machine *m)
{
    return push_new(m, PICKLE_TUPLE);
}

static bool op_empty_dict(Machine *m)
{
    return push_new(m, PICKLE_DICT);
}

/* What is added to lies below what is added. */
static bool add_to(Machine *m, PickleKind kind, PickleValue **values, size_t count)
{
    PickleValue *to = top(m);
    if (!to || to->kind != kind || (kind == PICKLE_DICT && count % 2 != 0))
        return damaged(m, kind == PICKLE_DICT ? "there is no dict, or a value without key" : "there is no list");
    for (size_t i = 0; i < count; i++)
        pickle_append(m->p, to, values[i]);
    return true;
}

static bool op_append(Machine *m)
{
    PickleValue *item;
    return pop(m, &item) && add_to(m, PICKLE_LIST, &item, 1);
}

static bool op_appends(Machine *m)
{
    PickleValue **first;
    size_t count;
    return pop_to_mark(m, &first, &count) && add_to(m, PICKLE_LIST, first, count);
}

static bool op_set(Machine *m)
{
    PickleValue *pair[2];
    return pop(m, &pair[1]) && pop(m, &pair[0]) && add_to(m, PICKLE_DICT, pair, 2);
}

static bool op_sets(Machine *m)
{
    PickleValue **first;
    size_t count;
    return pop_to_mark(m, &first, &count) && add_to(m, PICKLE_DICT, first, count);
}

static bool push_tuple(Machine *m, PickleValue **values, size_t count)
{
    PickleValue *tuple = pickle_new(m->p, PICKLE_TUPLE);
    for (size_t i = 0; i < count; i++)
        pickle_append(m->p, tuple, values[i]);
    return push(m, tuple);
}

static bool op_tuple(Machine *m)
{
    PickleValue **first;
    size_t count;
    return pop_to_mark(m, &first, &count) && push_tuple(m, first, count);
}

static bool op_tuple1(Machine *m)
{
    PickleValue *v[1];
    return pop(m, &v[0]) && push_tuple(m, v, 1);
}

static bool op_tuple2(Machine *m)
{
    PickleValue *v[2];
    return pop(m, &v[1]) && pop(m, &v[0]) && push_tuple(m, v, 2);
}

static bool op_tuple3(Machine *m)
{
    PickleValue *v[3];
    return pop(m, &v[2]) && pop(m, &v[1]) && pop(m, &v[0]) && push_tuple(m, v, 3);
}

/* ------------------------------------------------------------------ the memo */

/* Every value that has a place took a byte at least. */
static bool put(Machine *m, uint64_t place)
{
    PickleValue *v = top(m);
    if (!v || v->kind == PICKLE_MARK)
        return damaged(m, "a value is missing");
    if (place > m->at)
        return damaged(m, "its number is impossible");
    while (m->memo.count <= place)
        pickle_append(m->p, &m->memo, NULL);
    m->memoized += !m->memo.item[place];
    m->memo.item[place] = v;
    return true;
}

static bool get(Machine *m, uint64_t place)
{
    if (place >= m->memo.count || !m->memo.item[place])
        return damaged(m, "nothing has this number");
    return push(m, m->memo.item[place]);
}

static bool op_put1(Machine *m)
{
    uint64_t place;
    return take_number(m, 1, &place) && put(m, place);
}

static bool op_put4(Machine *m)
{
    uint64_t place;
    return take_number(m, 4, &place) && put(m, place);
}

static bool op_memoize(Machine *m)
{
    return put(m, m->memoized);
}

static bool op_get1(Machine *m)
{
    uint64_t place;
    return take_number(m, 1, &place) && get(m, place);
}

static bool op_get4(Machine *m)
{
    uint64_t place;
    return take_number(m, 4, &place) && get(m, place);
}

/* ------------------------------------------------------------------ names and calls */

static bool is_word(const unsigned char *bytes, size_t length, const char *word)
{
    return length == strlen(word) && !memcmp(bytes, word, length);
}

static bool unknown_name(const Machine *m, const PickleValue *module, const PickleValue *name)
{
    return error_set(m->error,
                     "%s: it asks for %.*s.%.*s, which is not read, and nothing was run; save tensors, arrays "
                     "and numbers only",
                     m->p->where, (int)(module->length < 60 ? module->length : 60), (const char *)module->bytes,
                     (int)(name->length < 40 ? name->length : 40), (const char *)name->bytes);
}

static bool push_name(Machine *m, const PickleValue *module, const PickleValue *name)
{
    for (size_t i = 0; i < sizeof known_names / sizeof *known_names; i++)
        if (is_word(module->bytes, module->length, known_names[i].module) &&
            is_word(name->bytes, name->length, known_names[i].name)) {
            PickleValue *v = pickle_new(m->p, PICKLE_NAME);
            v->name = &known_names[i];
            return push(m, v);
        }
    return unknown_name(m, module, name);
}

static bool take_line(Machine *m, PickleValue *line)
{
    const unsigned char *start = m->bytes + m->at;
    const size_t left = m->size - m->at, most = left < MOST_NAME ? left : MOST_NAME;
    const unsigned char *end = memchr(start, '\n', most);
    if (!end)
        return damaged(m, "a name does not end");
    line->bytes = start;
    line->length = (size_t)(end - start);
    m->at += line->length + 1;
    return true;
}

static bool op_global(Machine *m)
{
    PickleValue module, name;
    return take_line(m, &module) && take_line(m, &name) && push_name(m, &module, &name);
}

static bool op_stack_global(Machine *m)
{
    PickleValue *module, *name;
    if (!pop(m, &name) || !pop(m, &module))
        return false;
    if (module->kind != PICKLE_TEXT || name->kind != PICKLE_TEXT)
        return damaged(m, "a name is no text");
    return push_name(m, module, name);
}

/* Characters from 0 to 255 are bytes, as protocol 2 writes them. A text of one character may be shared, longer ones
 * stand there once for each: what all of them make is no more than there are bytes. */
static bool push_encoded(Machine *m, const PickleValue *given)
{
    const PickleValue *text = pickle_at(given, 0, PICKLE_TEXT), *as = pickle_at(given, 1, PICKLE_TEXT);
    if (!text || !(pickle_is_text(as, "latin1") || pickle_is_text(as, "latin-1")))
        return damaged(m, "only a text that is latin1 is encoded");
    m->encoded += text->length;
    if (m->encoded > m->size)
        return damaged(m, "it makes more bytes than there are");
    PickleValue *v = pickle_new(m->p, PICKLE_BYTES);
    unsigned char *to = pickle_room(m->p, text->length);
    v->bytes = to;
    for (size_t i = 0; i < text->length; i++) {
        unsigned c = text->bytes[i];
        if ((c == 0xC2 || c == 0xC3) && i + 1 < text->length && (text->bytes[i + 1] & 0xC0) == 0x80)
            c = (c & 3) << 6 | (text->bytes[++i] & 0x3F);
        else if (c >= 128)
            return damaged(m, "a text that is encoded is not latin1");
        to[v->length++] = (unsigned char)c;
    }
    return push(m, v);
}

/* A call is kept as it stands, but for what only makes values that there are already. */
static bool push_call(Machine *m, const PickleValue *called, PickleValue *given)
{
    if (called->kind != PICKLE_NAME || given->kind != PICKLE_TUPLE)
        return damaged(m, "what is called is no name");
    const PickleMeaning meaning = called->name->meaning;
    if (meaning == MEANS_WORD || meaning == MEANS_STORAGE)
        return error_set(m->error,
                         "%s: it calls %s.%s, which is not read, and nothing was run; save tensors, arrays "
                         "and numbers only",
                         m->p->where, called->name->module, called->name->name);
    if (meaning == MEANS_ENCODE)
        return push_encoded(m, given);
    if (meaning == MEANS_TUPLE && pickle_at(given, 0, PICKLE_TUPLE))
        return push(m, given->item[0]);
    if (meaning == MEANS_DICT && !pickle_at(given, 0, PICKLE_LIST))
        return push_new(m, PICKLE_DICT);
    PickleValue *v = pickle_new(m->p, PICKLE_CALL);
    v->name = called->name;
    v->given = given;
    return push(m, v);
}

static bool op_call(Machine *m)
{
    PickleValue *given, *called;
    return pop(m, &given) && pop(m, &called) && push_call(m, called, given);
}

/* What a dict carries beside its entries, as a state_dict its versions, is left. */
static bool op_build(Machine *m)
{
    PickleValue *state, *to;
    if (!pop(m, &state))
        return false;
    to = top(m);
    if (!to || (to->kind != PICKLE_CALL && to->kind != PICKLE_DICT))
        return damaged(m, "there is nothing that could have a state");
    if (to->kind == PICKLE_CALL)
        to->state = state;
    return true;
}

static bool op_stored(Machine *m)
{
    PickleValue *id;
    if (!pop(m, &id))
        return false;
    PickleValue *v = pickle_new(m->p, PICKLE_STORED);
    v->given = id;
    pickle_append(m->p, &m->p->stored, v);
    return push(m, v);
}

/* ------------------------------------------------------------------ the machine */

static const struct {
    const char *name;
    bool (*run)(Machine *m);
} opcodes[256] = {
    [0x80] = {"PROTO", op_protocol},
    [0x95] = {"FRAME", op_frame},
    ['.'] = {"STOP", op_stop},
    ['('] = {"MARK", op_mark},
    ['N'] = {"NONE", op_none},
    [0x88] = {"NEWTRUE", op_true},
    [0x89] = {"NEWFALSE", op_false},
    ['K'] = {"BININT1", op_int1},
    ['M'] = {"BININT2", op_int2},
    ['J'] = {"BININT", op_int4},
    [0x8a] = {"LONG1", op_long1},
    [0x8b] = {"LONG4", op_long4},
    ['G'] = {"BINFLOAT", op_float},
    ['U'] = {"SHORT_BINSTRING", op_text1}, /* a text of Python 2, which may as well be bytes */
    ['T'] = {"BINSTRING", op_text4},
    [0x8c] = {"SHORT_BINUNICODE", op_text1},
    ['X'] = {"BINUNICODE", op_text4},
    [0x8d] = {"BINUNICODE8", op_text8},
    ['C'] = {"SHORT_BINBYTES", op_bytes1},
    ['B'] = {"BINBYTES", op_bytes4},
    [0x8e] = {"BINBYTES8", op_bytes8},
    [0x96] = {"BYTEARRAY8", op_bytes8},
    [']'] = {"EMPTY_LIST", op_empty_list},
    ['a'] = {"APPEND", op_append},
    ['e'] = {"APPENDS", op_appends},
    [')'] = {"EMPTY_TUPLE", op_empty_tuple},
    ['t'] = {"TUPLE", op_tuple},
    [0x85] = {"TUPLE1", op_tuple1},
    [0x86] = {"TUPLE2", op_tuple2},
    [0x87] = {"TUPLE3", op_tuple3},
    ['}'] = {"EMPTY_DICT", op_empty_dict},
    ['s'] = {"SETITEM", op_set},
    ['u'] = {"SETITEMS", op_sets},
    ['q'] = {"BINPUT", op_put1},
    ['r'] = {"LONG_BINPUT", op_put4},
    [0x94] = {"MEMOIZE", op_memoize},
    ['h'] = {"BINGET", op_get1},
    ['j'] = {"LONG_BINGET", op_get4},
    ['c'] = {"GLOBAL", op_global},
    [0x93] = {"STACK_GLOBAL", op_stack_global},
    ['R'] = {"REDUCE", op_call},
    [0x81] = {"NEWOBJ", op_call}, /* of a class */
    ['b'] = {"BUILD", op_build},
    ['Q'] = {"BINPERSID", op_stored},
};

static bool step(Machine *m)
{
    const unsigned char *code;
    m->opcode = "an opcode";
    if (!take_bytes(m, 1, &code))
        return false;
    if (!opcodes[*code].run)
        return error_set(m->error,
                         "%s: opcode 0x%02x at byte %zu of the pickle is not read; is it a pickle of protocol "
                         "2 or later, and complete?",
                         m->p->where, *code, m->at - 1);
    m->opcode = opcodes[*code].name;
    return opcodes[*code].run(m) &&
           (m->p->held <= mem_physical() ||
            error_set(m->error, "%s: it takes more memory than this machine has", m->p->where));
}

static bool run(Machine *m, size_t *used)
{
    while (!m->stopped)
        if (!step(m))
            return false;
    if (used)
        *used = m->at;
    return used || m->at == m->size || damaged(m, "bytes are left over");
}

Pickle *pickle_read(const unsigned char *bytes, size_t size, size_t *used, const char *where, Error *error)
{
    Pickle *p = mem_alloc(1, sizeof *p);
    const size_t length = strlen(where) + 1;
    p->where = memcpy(mem_alloc(length, 1), where, length);
    Machine m = {.p = p, .bytes = bytes, .size = size, .error = error};
    m.stack.kind = m.memo.kind = p->stored.kind = PICKLE_LIST;
    if (run(&m, used))
        return p;
    pickle_free(p);
    return NULL;
}

const PickleValue *pickle_root(const Pickle *p)
{
    return p->root;
}

const PickleValue *pickle_stored(const Pickle *p)
{
    return &p->stored;
}

const char *pickle_where(const Pickle *p)
{
    return p->where;
}

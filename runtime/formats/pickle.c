/* pickle.c - the machine that a pickle is a program for: bytes in, values out, or one line of what is wrong.
 *
 * Opcodes of protocol 2 to 5, without those that only programs written by hand have. Nothing the bytes claim is
 * believed: a text must be there before it is a value, and a place in the memo cannot be further on than the bytes
 * that were read. There is no recursion, so that depth costs what length does; memory grows with the bytes, and is held
 * to this machine's.
 */
#include "runtime/formats/pickle_machine.h"

#include <string.h>

enum { NEWEST_PROTOCOL = 5 };

/* Always false, as the compiler sees. */
bool pickle_damaged(const PickleMachine *m, const char *what)
{
    error_set(m->error, "%s: %s at byte %zu of the pickle: %s; the file is damaged", m->p->where, m->opcode->name,
              m->at, what);
    return false;
}

/* ------------------------------------------------------------------ bytes */

bool pickle_take(PickleMachine *m, uint64_t count, const unsigned char **taken)
{
    if (count > m->size - m->at)
        return pickle_damaged(m, "it ends too early");
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

static bool take_number(PickleMachine *m, size_t size, uint64_t *number)
{
    const unsigned char *taken = NULL;
    if (!pickle_take(m, size, &taken))
        return false;
    *number = little(taken, size);
    return true;
}

/* ------------------------------------------------------------------ the stack */

bool pickle_push(PickleMachine *m, PickleValue *v)
{
    pickle_append(m->p, &m->stack, v);
    return true;
}

static bool op_new(PickleMachine *m)
{
    return pickle_push(m, pickle_new(m->p, m->opcode->kind));
}

PickleValue *pickle_top(const PickleMachine *m)
{
    return m->stack.count > 0 ? m->stack.item[m->stack.count - 1] : NULL;
}

/* The values on top are taken off, and stay there until the next push. A mark is no value, and what stands below one is
 * not to be had. */
static bool pop_some(PickleMachine *m, size_t count, PickleValue ***first)
{
    for (size_t i = 0; i < count; i++)
        if (i == m->stack.count || m->stack.item[m->stack.count - 1 - i]->kind == PICKLE_MARK)
            return pickle_damaged(m, "a value is missing");
    m->stack.count -= count;
    *first = m->stack.item + m->stack.count;
    return true;
}

bool pickle_pop(PickleMachine *m, PickleValue **v)
{
    PickleValue **first = NULL;
    if (!pop_some(m, 1, &first))
        return false;
    *v = *first;
    return true;
}

/* All values above the last mark, and the mark. */
static bool pop_to_mark(PickleMachine *m, size_t *count, PickleValue ***first)
{
    size_t at = m->stack.count;
    while (at > 0 && m->stack.item[at - 1]->kind != PICKLE_MARK)
        at--;
    if (at == 0)
        return pickle_damaged(m, "there is no mark");
    *first = m->stack.item + at;
    *count = m->stack.count - at;
    m->stack.count = at - 1;
    return true;
}

/* ------------------------------------------------------------------ plain values */

static bool op_protocol(PickleMachine *m)
{
    uint64_t version = 0;
    if (!take_number(m, 1, &version))
        return false;
    return version <= NEWEST_PROTOCOL || pickle_damaged(m, "protocols are read up to 5");
}

/* A frame says how much follows, for those who read piece by piece. */
static bool op_frame(PickleMachine *m)
{
    uint64_t size = 0;
    return take_number(m, 8, &size) && (size <= m->size - m->at || pickle_damaged(m, "it ends too early"));
}

static bool op_stop(PickleMachine *m)
{
    m->stopped = true;
    if (!pickle_pop(m, &m->p->root))
        return false;
    return m->stack.count == 0 || pickle_damaged(m, "values are left over");
}

static bool push_whole(PickleMachine *m, PickleKind kind, int64_t whole)
{
    PickleValue *v = pickle_new(m->p, kind);
    v->whole = whole;
    return pickle_push(m, v);
}

static bool op_flag(PickleMachine *m)
{
    return push_whole(m, PICKLE_BOOL, m->opcode->size);
}

static bool op_unsigned(PickleMachine *m)
{
    uint64_t number = 0;
    return take_number(m, m->opcode->size, &number) && push_whole(m, PICKLE_INT, (int64_t)number);
}

static bool op_int32(PickleMachine *m)
{
    uint64_t number = 0;
    return take_number(m, 4, &number) && push_whole(m, PICKLE_INT, (int32_t)(uint32_t)number);
}

/* A length and its bytes. */
static bool take_counted(PickleMachine *m, const unsigned char **taken, size_t *length)
{
    uint64_t count = 0;
    if (!take_number(m, m->opcode->size, &count) || !pickle_take(m, count, taken))
        return false;
    *length = (size_t)count;
    return true;
}

/* Two's complement of any length. */
static bool op_long(PickleMachine *m)
{
    const unsigned char *taken = NULL;
    size_t length = 0;
    if (!take_counted(m, &taken, &length))
        return false;
    if (length > 8)
        return pickle_push(m, pickle_new(m->p, PICKLE_LONG));
    uint64_t number = little(taken, length);
    if (length > 0 && length < 8 && taken[length - 1] & 128)
        number |= UINT64_MAX << (8 * length);
    return push_whole(m, PICKLE_INT, (int64_t)number);
}

/* The one number that stands there with its high bytes first. */
static bool op_float(PickleMachine *m)
{
    const unsigned char *taken = NULL;
    uint64_t bits = 0;
    if (!pickle_take(m, 8, &taken))
        return false;
    for (int i = 0; i < 8; i++)
        bits = bits << 8 | taken[i];
    PickleValue *v = pickle_new(m->p, PICKLE_FLOAT);
    memcpy(&v->real, &bits, sizeof v->real);
    return pickle_push(m, v);
}

static bool op_bytes(PickleMachine *m)
{
    PickleValue *v = pickle_new(m->p, m->opcode->kind);
    return take_counted(m, &v->bytes, &v->length) && pickle_push(m, v);
}

/* ------------------------------------------------------------------ lists, tuples, dicts */

/* What is added to lies below what is added. */
static bool add_to_top(PickleMachine *m, PickleValue **values, size_t count)
{
    const bool dict = m->opcode->kind == PICKLE_DICT;
    PickleValue *to = pickle_top(m);
    if (!to || to->kind != m->opcode->kind || (dict && count % 2 != 0))
        return pickle_damaged(m, dict ? "there is no dict, or a value without key" : "there is no list");
    for (size_t i = 0; i < count; i++)
        pickle_append(m->p, to, values[i]);
    return true;
}

static bool op_add(PickleMachine *m)
{
    PickleValue **first = NULL;
    return pop_some(m, m->opcode->size, &first) && add_to_top(m, first, m->opcode->size);
}

static bool op_add_marked(PickleMachine *m)
{
    PickleValue **first = NULL;
    size_t count = 0;
    return pop_to_mark(m, &count, &first) && add_to_top(m, first, count);
}

static bool push_tuple(PickleMachine *m, PickleValue **values, size_t count)
{
    PickleValue *tuple = pickle_new(m->p, PICKLE_TUPLE);
    for (size_t i = 0; i < count; i++)
        pickle_append(m->p, tuple, values[i]);
    return pickle_push(m, tuple);
}

static bool op_tuple(PickleMachine *m)
{
    PickleValue **first = NULL;
    return pop_some(m, m->opcode->size, &first) && push_tuple(m, first, m->opcode->size);
}

static bool op_tuple_marked(PickleMachine *m)
{
    PickleValue **first = NULL;
    size_t count = 0;
    return pop_to_mark(m, &count, &first) && push_tuple(m, first, count);
}

/* ------------------------------------------------------------------ the memo */

/* Every value that has a place took a byte at least. */
static bool put(PickleMachine *m, uint64_t place)
{
    PickleValue *v = pickle_top(m);
    if (!v || v->kind == PICKLE_MARK)
        return pickle_damaged(m, "a value is missing");
    if (place > m->at)
        return pickle_damaged(m, "its number is impossible");
    while (m->memo.count <= place)
        pickle_append(m->p, &m->memo, NULL);
    m->memoized += !m->memo.item[place];
    m->memo.item[place] = v;
    return true;
}

static bool op_put(PickleMachine *m)
{
    uint64_t place = 0;
    return take_number(m, m->opcode->size, &place) && put(m, place);
}

static bool op_memoize(PickleMachine *m)
{
    return put(m, m->memoized);
}

static bool op_get(PickleMachine *m)
{
    uint64_t place = 0;
    if (!take_number(m, m->opcode->size, &place))
        return false;
    if (place >= m->memo.count || !m->memo.item[place])
        return pickle_damaged(m, "nothing has this number");
    return pickle_push(m, m->memo.item[place]);
}

/* ------------------------------------------------------------------ the machine */

/* clang-format off */
static const PickleOpcode opcodes[256] = {
    [0x80] = {"PROTO",            op_protocol,     PICKLE_NONE,  0},
    [0x95] = {"FRAME",            op_frame,        PICKLE_NONE,  0},
    ['.']  = {"STOP",             op_stop,         PICKLE_NONE,  0},
    ['(']  = {"MARK",             op_new,          PICKLE_MARK,  0},
    ['N']  = {"NONE",             op_new,          PICKLE_NONE,  0},
    [0x88] = {"NEWTRUE",          op_flag,         PICKLE_BOOL,  1},
    [0x89] = {"NEWFALSE",         op_flag,         PICKLE_BOOL,  0},
    ['K']  = {"BININT1",          op_unsigned,     PICKLE_INT,   1},
    ['M']  = {"BININT2",          op_unsigned,     PICKLE_INT,   2},
    ['J']  = {"BININT",           op_int32,        PICKLE_INT,   4},
    [0x8a] = {"LONG1",            op_long,         PICKLE_INT,   1},
    [0x8b] = {"LONG4",            op_long,         PICKLE_INT,   4},
    ['G']  = {"BINFLOAT",         op_float,        PICKLE_FLOAT, 8},
    ['U']  = {"SHORT_BINSTRING",  op_bytes,        PICKLE_TEXT,  1}, /* of Python 2, which may as well be bytes */
    ['T']  = {"BINSTRING",        op_bytes,        PICKLE_TEXT,  4},
    [0x8c] = {"SHORT_BINUNICODE", op_bytes,        PICKLE_TEXT,  1},
    ['X']  = {"BINUNICODE",       op_bytes,        PICKLE_TEXT,  4},
    [0x8d] = {"BINUNICODE8",      op_bytes,        PICKLE_TEXT,  8},
    ['C']  = {"SHORT_BINBYTES",   op_bytes,        PICKLE_BYTES, 1},
    ['B']  = {"BINBYTES",         op_bytes,        PICKLE_BYTES, 4},
    [0x8e] = {"BINBYTES8",        op_bytes,        PICKLE_BYTES, 8},
    [0x96] = {"BYTEARRAY8",       op_bytes,        PICKLE_BYTES, 8},
    [']']  = {"EMPTY_LIST",       op_new,          PICKLE_LIST,  0},
    ['a']  = {"APPEND",           op_add,          PICKLE_LIST,  1},
    ['e']  = {"APPENDS",          op_add_marked,   PICKLE_LIST,  0},
    [')']  = {"EMPTY_TUPLE",      op_new,          PICKLE_TUPLE, 0},
    ['t']  = {"TUPLE",            op_tuple_marked, PICKLE_TUPLE, 0},
    [0x85] = {"TUPLE1",           op_tuple,        PICKLE_TUPLE, 1},
    [0x86] = {"TUPLE2",           op_tuple,        PICKLE_TUPLE, 2},
    [0x87] = {"TUPLE3",           op_tuple,        PICKLE_TUPLE, 3},
    ['}']  = {"EMPTY_DICT",       op_new,          PICKLE_DICT,  0},
    ['s']  = {"SETITEM",          op_add,          PICKLE_DICT,  2},
    ['u']  = {"SETITEMS",         op_add_marked,   PICKLE_DICT,  0},
    ['q']  = {"BINPUT",           op_put,          PICKLE_NONE,  1},
    ['r']  = {"LONG_BINPUT",      op_put,          PICKLE_NONE,  4},
    [0x94] = {"MEMOIZE",          op_memoize,      PICKLE_NONE,  0},
    ['h']  = {"BINGET",           op_get,          PICKLE_NONE,  1},
    ['j']  = {"LONG_BINGET",      op_get,          PICKLE_NONE,  4},
    ['c']  = {"GLOBAL",           pickle_op_global,       PICKLE_NAME,  0},
    [0x93] = {"STACK_GLOBAL",     pickle_op_stack_global, PICKLE_NAME,  0},
    ['R']  = {"REDUCE",           pickle_op_call,         PICKLE_CALL,  0},
    [0x81] = {"NEWOBJ",           pickle_op_call,         PICKLE_CALL,  0}, /* of a class */
    ['b']  = {"BUILD",            pickle_op_build,        PICKLE_NONE,  0},
    ['Q']  = {"BINPERSID",        pickle_op_stored,       PICKLE_STORED, 0},
};
/* clang-format on */

static bool step(PickleMachine *m)
{
    static const PickleOpcode none = {.name = "an opcode"};
    const unsigned char *code = NULL;
    m->opcode = &none;
    if (!pickle_take(m, 1, &code))
        return false;
    if (!opcodes[*code].run)
        return error_set(m->error,
                         "%s: opcode 0x%02x at byte %zu of the pickle is not read; is it a pickle of protocol 2 or "
                         "later, and complete?",
                         m->p->where, *code, m->at - 1);
    m->opcode = &opcodes[*code];
    return m->opcode->run(m) && (m->p->held <= mem_physical() ||
                                 error_set(m->error, "%s: it takes more memory than this machine has", m->p->where));
}

static bool run(PickleMachine *m, size_t *used)
{
    while (!m->stopped)
        if (!step(m))
            return false;
    if (used)
        *used = m->at;
    return used || m->at == m->size || pickle_damaged(m, "bytes are left over");
}

Pickle *pickle_read(const unsigned char *bytes, size_t size, size_t *used, const char *where, Error *error)
{
    Pickle *p = mem_alloc(1, sizeof *p);
    const size_t length = strlen(where) + 1;
    p->where = memcpy(mem_alloc(length, 1), where, length);
    PickleMachine m = {.p = p, .bytes = bytes, .size = size, .error = error};
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

/* pickle_machine.h - what the files of the machine that reads pickles say to each other. */
#ifndef PICKLE_MACHINE_H
#define PICKLE_MACHINE_H

#include "runtime/formats/pickle.h"

typedef struct PickleBlock PickleBlock;
struct Pickle {
    char *where;
    PickleValue *root, stored; /* a list */
    PickleBlock *blocks;
    size_t held;         /* bytes of all blocks */
};

typedef struct PickleMachine PickleMachine;
/* What an opcode does, to which kind of value, and with how many bytes or values. */
typedef struct PickleOpcode {
    const char *name;
    bool (*run)(PickleMachine *m);
    PickleKind kind;
    unsigned size;
} PickleOpcode;

struct PickleMachine {
    Pickle *p;
    const unsigned char *bytes;
    size_t size, at;
    PickleValue stack;   /* a list; its last item is the top */
    PickleValue memo;    /* a list; NULL: nothing is there yet */
    size_t memoized;
    size_t encoded;      /* bytes that were made of texts */
    bool stopped;
    const PickleOpcode *opcode; /* the one that runs */
    Error *error;
};

/* ---- pickle.c: bytes and the stack; each false with an error */
bool   pickle_damaged(const PickleMachine *m, const char *what);     /* always false */
bool   pickle_take(PickleMachine *m, uint64_t count, const unsigned char **taken);
bool   pickle_push(PickleMachine *m, PickleValue *v);                /* always true */
bool   pickle_pop(PickleMachine *m, PickleValue **v);
PickleValue *pickle_top(const PickleMachine *m);                     /* NULL: there is none */

/* ---- pickle_calls.c: opcodes that name and call */
bool   pickle_op_global(PickleMachine *m);
bool   pickle_op_stack_global(PickleMachine *m);
bool   pickle_op_call(PickleMachine *m);
bool   pickle_op_build(PickleMachine *m);
bool   pickle_op_stored(PickleMachine *m);

#endif

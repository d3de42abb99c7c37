/* pickle.h - what a pickle of Python holds, as data.
 *
 * A pickle is a program for a small stack machine, which builds values and may call whatever it names. Here the values
 * are built, and a call is kept as what it would have been: a name and its arguments. Nothing is ever run, and names
 * that are not in pickle_names.def are refused.
 *
 * Values live as long as their pickle, which owns them. They may share parts and lead back to themselves: whoever walks
 * them looks for what he knows, and never at everything. */
#ifndef PICKLE_H
#define PICKLE_H

#include "runtime/runtime.h"

typedef enum {
    MEANS_WORD,          /* only named, never called */
    MEANS_DICT, MEANS_TUPLE, MEANS_ENCODE,
    MEANS_DTYPE, MEANS_ARRAY, MEANS_NUMBER, MEANS_BUFFER, MEANS_CSR,
    MEANS_STORAGE, MEANS_TENSOR, MEANS_PARAMETER, MEANS_SPARSE, MEANS_LAYOUT,
    MEANS_DATA, MEANS_HETERO, MEANS_STORE,
    MEANS_GETTER         /* called with two classes, makes one that is both */
} PickleMeaning;
typedef struct PickleName {
    PickleMeaning meaning;
    const char *module, *name, *type;
} PickleName;

typedef enum {
    PICKLE_NONE, PICKLE_BOOL, PICKLE_INT,
    PICKLE_LONG,         /* an integer of more than 64 bits: only that it is one */
    PICKLE_FLOAT, PICKLE_TEXT, PICKLE_BYTES, PICKLE_LIST, PICKLE_TUPLE, PICKLE_DICT,
    PICKLE_NAME, PICKLE_CALL,
    PICKLE_STORED,       /* what stands elsewhere, under the id `given` */
    PICKLE_MARK          /* never in a value that was read */
} PickleKind;
typedef struct PickleValue PickleValue;
struct PickleValue {
    PickleKind kind;
    union {
        int64_t whole;                                              /* BOOL, INT */
        double real;                                                /* FLOAT */
        struct { const unsigned char *bytes; size_t length; };      /* TEXT (in UTF-8), BYTES; nothing ends them */
        struct { PickleValue **item; size_t count, room; };         /* LIST, TUPLE; DICT: keys and values in turn */
        struct { const PickleName *name; PickleValue *given, *state; };  /* NAME, CALL: a tuple of arguments, and what
                                                                       BUILD gave or NULL; STORED */
    };
};

/* ---- pickle.c: the machine */
typedef struct Pickle Pickle;
/* The pickle that the bytes begin with, and how many of them it takes (used: may be NULL, where they must be all). The
 * bytes stay the caller's, and outlive it. `where` begins error lines: the file, and what of it. */
Pickle *pickle_read(const unsigned char *bytes, size_t size, size_t *used, const char *where, Error *error);
const PickleValue *pickle_root(const Pickle *p);
const PickleValue *pickle_stored(const Pickle *p);       /* a list of all STORED in it */
const char *pickle_where(const Pickle *p);
void   pickle_free(Pickle *p);

/* ---- pickle_values.c: values made, found, and called by a name */
void  *pickle_room(Pickle *p, size_t bytes);             /* zeroed, and the pickle's */
PickleValue *pickle_new(Pickle *p, PickleKind kind);
void   pickle_append(Pickle *p, PickleValue *list, PickleValue *item);
bool   pickle_is(const PickleValue *v, PickleMeaning meaning);       /* a call of this meaning? v may be NULL, here and below */
bool   pickle_is_text(const PickleValue *v, const char *text);
const PickleValue *pickle_at(const PickleValue *v, size_t i, PickleKind kind);  /* of a list or tuple, where it is of this kind; NULL */
const PickleValue *pickle_get(const PickleValue *dict, const char *key);        /* NULL: it is no dict, or has none */
bool   pickle_size(const PickleValue *v, int64_t *size);             /* a whole number from 0 on */
typedef struct PickleShown { char text[128]; } PickleShown;
PickleShown pickle_shown(const PickleValue *v);          /* for error lines: "a list of 3", "torch_geometric.data.data.Data" */

/* ---- pickle_arrays.c: arrays of NumPy and matrices of SciPy in a pickle. Their bytes are the pickle's, to be read only. */
bool   pickle_is_array(const PickleValue *v);
bool   pickle_look(Pickle *p, const PickleValue *v, const char *name, NpyArray *a, Error *error);     /* kind and shape */
bool   pickle_array(Pickle *p, const PickleValue *v, const char *name, NpyArray *a, Error *error);
typedef struct PickleCsr { int64_t rows, columns; NpyArray starts, indices, values; } PickleCsr;
bool   pickle_csr(Pickle *p, const PickleValue *v, const char *name, PickleCsr *csr, Error *error);

#endif

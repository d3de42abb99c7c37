/* torch.h - files of torch.save: the value that was saved, and the tensors in it. What the value means, a graph or
 * weights, is for others to know. */
#ifndef TORCH_H
#define TORCH_H

#include "runtime/formats/pickle.h"

/* ---- torch_file.c: both containers, a zip and the older row of pickles, and a pickle by itself, which has no tensors */
typedef struct Torch Torch;
#define TORCH_PICKLE "data.pkl"                          /* a member that only zips of torch.save have */
Torch *torch_open(const char *path, Error *error);       /* the value; of the tensors' bytes nothing is read */
const PickleValue *torch_root(const Torch *t);
Pickle *torch_pickle(Torch *t);                          /* the value's */
const char *torch_where(const Torch *t);                 /* how error lines begin */
void   torch_free(Torch *t);

typedef struct TorchStorage {                            /* where tensors have their elements */
    const PickleName *type;
    const unsigned char *key;
    size_t key_length;
    int64_t count;                                       /* elements; `item` bytes each in the file */
    int item;
} TorchStorage;
bool   torch_storage(const PickleValue *stored, TorchStorage *s);    /* what the value says of it; false: it is none */
/* Is it there, with as many bytes as it says? */
bool   torch_storage_check(Torch *t, const TorchStorage *s, const char *name, Error *error);
/* All its bytes, the file's until the next call; torch_storage_take: the caller's, mem_free, or NULL where they are not
 * to be had without a copy. */
const unsigned char *torch_storage_bytes(Torch *t, const TorchStorage *s, const char *name, Error *error);
unsigned char *torch_storage_take(Torch *t);
bool   torch_claim(Torch *t, const char *name, int64_t count, int item, Error *error);   /* memory for so many elements */

/* ---- torch_tensor.c: tensors, parameters, arrays of NumPy and single numbers, as arrays */
bool   torch_is_array(const PickleValue *v);
bool   torch_look(Torch *t, const PickleValue *v, const char *name, NpyArray *a, Error *error);    /* kind and shape */
bool   torch_load(Torch *t, const PickleValue *v, NpyArray *a, Error *error);   /* of one looked at: elements in C order */
typedef struct TorchSparse { int64_t rows, columns; const PickleValue *indices, *values; } TorchSparse;
bool   torch_sparse(const PickleValue *v, TorchSparse *s);           /* is it a sparse matrix by coordinates? */

#endif

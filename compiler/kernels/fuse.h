/* fuse.h - shared by the files that group values into kernels:
 *   fuse.c       the kernels, one after another, and every item's home
 *   join.c       which values may join a kernel over rows, and why others may not
 *   over.c       what rows a kernel goes over, and whose lists it walks
 *   strangers.c  values that share a row with a kernel's work, but nothing else
 * In: places. Out: kernels in order of execution; a home for every item. */
#ifndef FUSE_H
#define FUSE_H

#include "compiler/kernels/kernels.h"
#include "compiler/kernels/ready.h"

typedef struct Ids {
    int *at;
    int count, capacity;
} Ids;

/* What is done for one kernel takes time by the values it may take, not by those of the program. */
typedef struct Fuse {
    Prog *p;
    bool *done;     /* by id: finished by the kernels so far */
    bool *tied;     /* by id: of use to the kernel being tried */
    bool *joined;   /* by id: in that kernel */
    bool *root;     /* by id: a root is it, or is made of it by edge values without a home */
    int *at_hand;   /* by id: memo of what is blocked, stamped */
    int now;
    int *seen, seen_now;
    int left;       /* items without a home */
    Ready ready;    /* items without a home that could be next */
    Ids members;    /* of the kernel being tried, and then made */
    Ids ties;       /* in `tied` */
    Ids found;      /* users of the kernel that was made */
    Ids unfinished; /* sums over all rows that kernels so far have made in pieces */
} Fuse;

/* What a kernel goes over: rows of a space, and the lists of those rows that it walks. */
typedef struct Over {
    const Space *rows;
    Walks walks;
} Over;

void push_id(Ids *ids, int id);
void sort_ids(Ids *ids);                                  /* operands first */

/* join.c */
const char *row_blocked(Fuse *f, const Val *v);           /* NULL: the value of the row at hand can be read */
const char *cannot_join(Fuse *f, const Val *v, const Over *over);     /* NULL: it can; else the reason, for --dump=fuse */
bool has_own_kernel(const Fuse *f, const Val *v);         /* a large product, or one that goes by columns of a sparse input */
bool is_sparse_product(const Fuse *f, const Val *v);      /* its first operand is there only where a sparse input is */
bool is_pending(const Fuse *f, const Val *v);             /* has a home to find */
bool awaits_reduce(const Fuse *f, const Val *v);          /* a sum over all rows, made in pieces that nothing has added up */
void clear_members(Fuse *f);
int64_t try_over(Fuse *f, const Over *over);              /* all that can join are members; floats it sums in walks */

/* over.c */
/* False: no value can join a kernel over rows. Asked patiently first: none that could not do more later. */
bool choose_over(Fuse *f, bool patient, Over *best);

/* strangers.c */
bool has_anchor(const Fuse *f);                           /* a member is work that a kernel over rows is made for */
void drop_strangers(Fuse *f);                             /* of the members, those that wait for the kernel that reads them */

#endif

/* plan.h - memory between kernels: plan.c and peak.c choose what is stored, pack.c where it lies.
 *
 * In: kernels in order. Out: Place.stored and Place.recomputed, Prog.bufs, and the workspace as a formula of nodes, edges
 * and chunks. */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "compiler/ir/ir.h"

/* One buffer of the workspace, which is round16(per_chunk * chunks + fixed + per_row[s] * rows of each space s but the
 * first two) floats, and behind them the most that one of the program's needs asks for. */
typedef enum Extent { EXTENT_NODE, EXTENT_EDGE, EXTENT_CHUNK, EXTENT_FIXED, EXTENT_SPACE, EXTENT_BAND } Extent;

/* So many floats for each node and each edge. */
struct Room {
    int64_t node, edge;
};

enum { EDGES_A_NODE = 14 }; /* where two plans are sound, the one that is smaller on graphs with so many is taken */

struct Buf {
    const Val *val;         /* NULL: the partial sums of a kernel, or its rows */
    const Kernel *of;       /* that kernel */
    bool rows;              /* rows of `of` that its stack has no room for; known once it is scheduled */
    int kernel;             /* written by; in bands, by one of this band */
    int last;               /* read last by, likewise */
    int level;              /* EXTENT_NODE, EXTENT_SPACE: it has the rows that the kernel covers that writes it */
    Extent extent;
    int64_t width;          /* floats per row, edge or chunk; or in all */
    int64_t offset;         /* EXTENT_CHUNK, EXTENT_FIXED, EXTENT_SPACE, EXTENT_BAND: in the same unit, within its part of the workspace */
    Room start;             /* EXTENT_NODE, EXTENT_EDGE: what lies before it behind these parts */
    const char *name;       /* member of the kernels' context */
};

/* plan.c: what is stored between kernels. */
void plan(Prog *p);
/* pack.c, part of it: where in the workspace. */
void pack(Prog *p);
Room buf_end(const Buf *b);                             /* of a buffer of rows: its start and its width */
void plan_print(FILE *out, const Prog *p);

#endif

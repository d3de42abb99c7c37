/* ends.h - spaces and the ends of relations: which rows an op brings together, and whether a kernel has them at hand.
 * Declared by the prelude, through lang; asked by everybody. */
#ifndef ENDS_H
#define ENDS_H

#include <stdbool.h>

#include "compiler/ir/ir.h"

bool  has_rows(const Val *v);                           /* not one row */
bool  is_edge_value(const Val *v);                      /* of a relation that is met in walks */
bool  is_edge_gather(const Val *v);                     /* a gather to such a relation */
bool  is_row_gather(const Val *v);                      /* a gather to rows that kernels go over: of a node's graph */
bool  reads_far(const Val *v, const End *walk);         /* its operand's rows are not those at hand: an earlier kernel stores them */
const End *sorted_end(const Space *relation);            /* of one that is met in walks: by which its rows are numbered */
const End *far_end(const End *walk);                    /* the other end of its relation, where far rows are */
const End *sink_walk(const Val *v);                     /* of a sum or maximum along an end; NULL: v is none */
bool  is_of_walk(const Val *v, const End *walk);        /* its rows are those met in the walk */
Space *declare_space(Model *m, const char *name, SpaceKind kind);   /* the name is kept */
const End *declare_end(Model *m, Space *of, End end);   /* what the relation already knows is filled in */
const Space *first_space(const Model *m, SpaceKind kind);  /* whose rows are counted in every workspace */
const Space *find_space(const Model *m, const char *name);
const End *find_end(const Space *relation, const char *name);
const char *rows_name(const Space *space);              /* "nodes": where they are counted */
const char *met_rows(const End *walk);                  /* "incoming edges": what is met in it, in a comment */
const char *op_word(const Val *v);                      /* the op by the word of the language for it: "src", "sum_in" */
const char *word_of(Op op, const End *end);             /* the same, of a value to be made; end may be NULL */

#endif

/* block.h - what the files of a block say to each other: block_loops.c puts acts into loops, block_acts.c writes one
 * act, block.c a loop of them. */
#ifndef BLOCK_H
#define BLOCK_H

#include "compiler/loops/schedule.h"

typedef struct Loop {
    Shape shape;
    int level;
    bool alone;   /* products and concatenations have loops of their own */
    bool reduces; /* contractions keep to themselves: beside their inner loop nothing would vectorise */
    const Act **acts;
    int count, capacity;
} Loop;

typedef struct Block {
    Sched *s;
    const Act *acts;
    int count, level;
    Loop *loops;
    int loop_count, loop_capacity;
    int *loop_of; /* by value id: where it is made; -1: not in this block */
    int *nested;  /* by value id: operators that stand within one another where it is written out */
    int *uses;    /* by value id: reads by acts and other values of the block */
    bool *shared; /* by value id: read from another loop than its own */
} Block;

/* ---- block_loops.c */
bool is_nested(Shape s);
Shape act_shape(const Act *a);
int act_operands(const Act *a, Val **in);
bool is_reduce(const Act *a);
bool made_in_block(const Block *b, const Val *v);
void count_uses(Block *b);
void choose_inline(Block *b);
void deal_acts(Block *b);
void choose_modes(Block *b);

/* ---- notes.c */
const char *note_of_loop(const Prog *p, const Loop *loop);

/* ---- block_acts.c */
Index open_shape(Sched *s, Shape shape, bool flat, Stmt ***outer);
bool sums_lanes(const Sched *s, const Val *v);
void make_heads(Sched *s, const Val *v);
void act_element(Sched *s, const Act *a, Index at);
void act_alone(Sched *s, const Act *a);

#endif

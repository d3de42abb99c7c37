/* lanes.h - numbers in the lanes of a register, by the vectors that gcc and clang share. */
#pragma once

#include <stdint.h>

/* One lane where the compiler has no vectors: the same text is plain C. */
//: GAT_STEP
/* GAT_STEP features at once, one in each lane of a register: GAT_AT(x[i]) is x[i] .. x[i + GAT_STEP - 1], to be read,
 * GAT_PUT(x[i]) the same to be written, GAT_ALL(x) has x in every lane. GAT_UNROLL writes a loop out, so that what it
 * sums into stays in registers. One lane where the compiler has no such vectors, where it computes a float in more
 * than a float's precision (x87), where bits are exact and vectors take small numbers for 0 (ARM of 32 bits), or with
 * -DGATCC_PLAIN. Sums over features have GAT_LANES lanes on every machine, in
 * GAT_PARTS vectors, so that they come out the same. */
#if defined(GATCC_PLAIN) || !defined(__GNUC__) || (__GNUC__ < 9 && !defined(__clang__))
#define GAT_STEP 1
#elif __FLT_EVAL_METHOD__ > 0 && __FLT_EVAL_METHOD__ != 16
#define GAT_STEP 1
#elif defined(__arm__) && defined(GAT_EXACT)
#define GAT_STEP 1
#elif defined(__AVX__)
#define GAT_STEP 8
#else
#define GAT_STEP 4
#endif
#define GAT_LANES 8
#define GAT_PARTS (GAT_LANES / GAT_STEP)
#if GAT_STEP > 1
typedef float gat_lanes __attribute__((vector_size(4 * GAT_STEP)));
typedef int32_t gat_masks __attribute__((vector_size(4 * GAT_STEP)));  /* all bits, or none */
typedef uint32_t gat_words __attribute__((vector_size(4 * GAT_STEP)));
typedef gat_lanes gat_lanes_at __attribute__((aligned(4), may_alias));
#define GAT_AT(x) (*(const gat_lanes_at *)&(x))
#define GAT_PUT(x) (*(gat_lanes_at *)&(x))
#define GAT_ALL(x) ((x) - (gat_lanes){0})
#else
typedef float gat_lanes;
#define GAT_AT(x) (x)
#define GAT_PUT(x) (x)
#define GAT_ALL(x) (x)
#endif
#if defined(__clang__)
#define GAT_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define GAT_UNROLL _Pragma("GCC unroll 16")
#else
#define GAT_UNROLL
#endif
//:

//: GAT_WIDE
/* The same by the widest register there is, for features that are only moved, multiplied and added. */
#if GAT_STEP == 8 && defined(__AVX512F__)
#define GAT_WIDE 16
typedef float gat_wide __attribute__((vector_size(4 * GAT_WIDE)));
typedef gat_wide gat_wide_at __attribute__((aligned(4), may_alias));
#define GAT_WIDE_AT(x) (*(const gat_wide_at *)&(x))
#define GAT_WIDE_PUT(x) (*(gat_wide_at *)&(x))
#define GAT_WIDE_ALL(x) ((x) - (gat_wide){0})
#else
#define GAT_WIDE GAT_STEP
#define GAT_WIDE_AT(x) GAT_AT(x)
#define GAT_WIDE_PUT(x) GAT_PUT(x)
#define GAT_WIDE_ALL(x) GAT_ALL(x)
#endif
//:

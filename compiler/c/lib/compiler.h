/* compiler.h - what emitted C asks of the C compiler: flags it cannot bear, and words that keep kernels
 * and loops as they are written. */
#pragma once

/* A maximum begins at -INFINITY, and what has diverged must show its NaN: the one kind of relaxed arithmetic that
 * cannot be borne. It is told by the macro, which -Ofast and -ffast-math set too. */
//: GAT_FLAGS
/* Infinity and NaN are numbers here like any other. */
#if defined(_M_FP_FAST) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "-ffinite-math-only (in -Ofast, -ffast-math, -ffp-model=fast) gives wrong results: add -fno-finite-math-only"
#endif
//:

/* gcc has no pragma for contraction alone, and takes ISO C's for unknown: it knows the option as a pragma, which this text has
 * before any function, so that all are of one kind and none is kept from being inlined. clang contracts below what the pragma
 * reaches under -ffp-contract=fast, of which there is no macro: gat_bits() finds it. */
/* Its name here is not the macro's: products ask whether that is there, which must not bring it. Those who compile these
 * headers as they are for x87 leave it out. */
#ifndef GAT_WITHOUT_EXACT
//: GAT_EXACT_BITS
/* Made with --bits=exact: every compiler and processor gives the same bits. A product is rounded before it is added to. */
#define GAT_EXACT 1
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
#error "--bits=exact goes without -ffast-math, -Ofast, -fassociative-math and -freciprocal-math; or: gatcc --bits=fast"
#elif defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ > 0 && __FLT_EVAL_METHOD__ != 16
#error "--bits=exact needs floats without x87's extra digits: add -msse2 -mfpmath=sse; or: gatcc --bits=fast"
#elif defined(__clang__)
_Pragma("clang fp contract(off)")
#elif defined(__GNUC__)
_Pragma("GCC optimize(\"fp-contract=off\")")
#elif !defined(__TINYC__) /* which has neither the pragma nor contraction */
_Pragma("STDC FP_CONTRACT OFF")
#endif
//:
#endif

/* Bug 109780 of gcc, in all releases up to 14: rows on the stack that only registers point to. */
//: GAT_NO_LEAF
/* gcc may forget to align the rows of a function that calls nothing, and then crash; so every kernel calls this. */
#if defined(__GNUC__) && !defined(__clang__) && (defined(__x86_64__) || defined(__i386__)) && __GNUC__ >= 8
static void __attribute__((noipa, unused)) gat_no_leaf(void)
{
}
#define GAT_NO_LEAF gat_no_leaf();
#else
#define GAT_NO_LEAF
#endif
//:

//: GAT_KERNEL
/* No kernel becomes a part of its caller: the stack that the header states is that of one, not of all. clang makes two
 * registers of a GAT_WIDE unless it is told to use the widest. */
#if defined(__clang__) && defined(__AVX512F__)
#define GAT_KERNEL __attribute__((noinline, min_vector_width(512)))
#elif defined(__GNUC__)
#define GAT_KERNEL __attribute__((noinline))
#else
#define GAT_KERNEL
#endif
//:

//: GAT_ROLLED
/* Before a short loop over features: keeps gcc from unrolling it before it could be vectorised. */
#if defined(__GNUC__) && !defined(__clang__)
#define GAT_ROLLED _Pragma("GCC unroll 1")
#else
#define GAT_ROLLED
#endif
//:

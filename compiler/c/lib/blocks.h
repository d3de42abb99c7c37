/* blocks.h - how many of a kind loops take at a time: the compiler's loops/loop.h counts with the same. */
#pragma once

//: GAT_KEPT
/* Entries of a sparse row that random draws may drop are looked through so many at a time. */
#define GAT_KEPT 64
//:

//: GAT_HELD
/* An outer product's rows are held back until there are so many: what they are added to is then read and written once. */
#define GAT_HELD 8
//:

//: GAT_BLOCK
/* Long lists are summed in blocks of so many, each first by itself: rounding does not grow with their length. */
#define GAT_BLOCK 64
//:

/* edge_words.h - what columns of edges are called, small letters; NULL ends each list. */
#ifndef EDGE_WORDS_H
#define EDGE_WORDS_H

#include "runtime/runtime.h"

extern const char *const edge_number_words[];            /* the edges' own numbers, in front */
extern const char *const edge_source_words[];
extern const char *const edge_target_words[];
extern const char *const edge_weight_words[];
extern const char *const node_words[];                   /* nodes that a row is of */
bool   is_word(const char *name, const char *const *words);

#endif

/* words.h - which known word was meant by one that nobody knows. Options of gatcc and of
 * trainers, and the words of model files, are all held to the same measure. */
#ifndef WORDS_H
#define WORDS_H

#include "runtime/base/file.h"

#include <stdbool.h>

enum { WORD_FAR = 40 };  /* too far to be a slip, or too long to look at */

/* Slips of the hand between the two, WORD_FAR where they are more than a typing error would be. */
int word_distance(const char *known, const char *word);
/* The nearest of known[count], the first among equals in the alphabet's order; NULL where none is near. */
const char *word_nearest(const char *word, const char *const *known, int count);
/* "--method fast: there is no such method; did you mean ...?; there are ...": false, as error_set. */
bool word_unknown(const char *where, const char *word, const char *what, const char *const *known, int count, Error *error);

#endif

/* film.h - outputs of rows as they were while a model was trained: frames, one every so many epochs. */
#ifndef FILM_H
#define FILM_H

#include "runtime/runtime.h"

/* A film is an .npz: film.epoch [frames], film.loss [frames] (NaN before the first step), and for each output of rows that has two
 * columns or more NAME [frames, rows, width] and NAME.rows [rows], which rows of the data set these are. */
enum { FILM_ROWS = 4000 };                               /* of more than these some, evenly */

typedef struct Film Film;
/* Room for the frames of epochs first, first + every, ... to `last`; NULL with an error where that is too much. */
Film  *film_new(const View *all, int64_t first, int64_t last, int64_t every, Error *error);
void   film_free(Film *film);                            /* NULL is nothing to do */
/* Is there to be a frame of this epoch? */
bool   film_due(const Film *film, int64_t epoch);
void   film_add(Film *film, const View *all, int64_t epoch, double loss);   /* of the outputs that are there; one too many is left out */
bool   film_write(Film *film, const char *path, Error *error);

#endif

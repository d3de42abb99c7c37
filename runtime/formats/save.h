/* save.h - a data set as a file, in a form that data.c reads back the same. */
#ifndef SAVE_H
#define SAVE_H

#include "runtime/runtime.h"

bool   data_save_form(const char *path);                 /* does its suffix name one: .npz, .graphml, .gexf, .csv, a folder's /? */
bool   data_save_partly(const char *path);              /* are edges all that it holds? */
bool   data_save(const gatrt_data *data, const char *path, Error *error);

/* ---- save_npz.c, save_drawn.c, save_csv.c */
bool   save_npz(const gatrt_data *data, const char *path, Error *error);
bool   save_drawn(const gatrt_data *data, const char *path, bool gexf, Error *error);
bool   save_csv(const gatrt_data *data, const char *path, bool folder, Error *error);

#endif

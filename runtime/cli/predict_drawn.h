/* predict_drawn.h - predictions as a graph, for programs that draw graphs. */
#ifndef PREDICT_DRAWN_H
#define PREDICT_DRAWN_H

#include "runtime/runtime.h"

bool   predict_drawn_form(const char *path);             /* does its suffix name one: .gexf, .graphml? */
bool   predict_drawn(const Job *job, const View *view, Error *error);   /* to --out */

#endif

/* tiny_model.h - the model of tiny_model.c, for tests. */
#ifndef TINY_MODEL_H
#define TINY_MODEL_H

#include "gatrt.h"

extern const gatrt_model tiny_model;

#endif

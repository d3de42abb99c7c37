/* lang.h - models as they are written: Lua in a sandbox. How the front end says so to itself: front.h.
 *
 * In: a model file, and the library of compiler/lua. Out: a Model with its tables of inputs, parameters, dimensions,
 * spaces and ends, its recipe, and the program as written (Model.forward); or one error, with the model's line. To add a
 * layer: a file in compiler/lua/nn; a word: a function in compiler/lua/prelude.lua; neither touches anything here. To add
 * what only C can do for the library: a function among the `words` of front_table.c, front_roots.c, front_space.c or
 * front_error.c. */
#ifndef LANG_H
#define LANG_H

#include <stddef.h>
#include <stdint.h>

#include "compiler/ir/model.h"

typedef struct FrontOptions {
    const char **dim_names;     /* -D name=value */
    const int64_t *dim_values;
    int dim_count;
    const gatrt_data *data;     /* --data: features, classes, sparse; NULL without */
    int seconds;                /* how long the model may run; 0: 30 */
    const char *name;           /* --name: of the model, whatever it says itself; NULL without */
} FrontOptions;

/* Runs the model file in a sandbox and returns what it described. A wrong model
 * ends in one error line and exit 1. */
Model *front_read(const char *path, const FrontOptions *options);
/* The same for a model in memory (tests, fuzzing); NULL and the error's text instead of an exit. */
Model *front_read_text(const char *name, const char *text, size_t size, const FrontOptions *options, char **error);
/* What is wrong with a model's name, as the end of a sentence; NULL where nothing is. */
const char *front_wrong_model_name(const char *name);

#endif

/* options.h - what gatcc's command line asks for. A new option: a line of the help and of parse_option. */
#ifndef GATCC_OPTIONS_H
#define GATCC_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/check/checker.h"
#include "compiler/oracle/interpret.h"
#include "compiler/ir/model.h"
#include "compiler/native.h"
#include "runtime/formats/weights_list.h"

typedef enum Want { WANT_NOTHING, WANT_SOURCE, WANT_NATIVE, WANT_FOLDER, WANT_PICTURE } Want;

typedef struct Options {
    const char *model, *out, *data, *features, *labels, *label_column, *missing, *scale, *one_hot, *name, *dump, *gatrt, *cflags, *capacity, *outputs, *bake, *check_file;
    const char *bits, *weights_as, *both_ways, *level, *seed; /* as they were given, once: of --bits, --weights-as, --symmetric, --check and --seed */
    CheckLevel check;
    bool draws;              /* --draw: OUT is to be a picture */
    bool verbose, dependencies, interpret;
    int symmetric;           /* 1, -1: edges go both ways, or as they are, whatever the model says; 0: as it says */
    InterpretOptions oracle; /* --weights, --seed */
    WeightsList members;     /* the files of --weights */
    Switches switches;
    const char **dim_names;
    int64_t *dim_values;
    int dim_count, name_capacity, value_capacity;
    Want want; /* from here on derived */
    Native native;
    bool python; /* of a shared library */
    bool cpp; /* of a source */
    bool page;   /* of WebAssembly */
    const char *dump_folder; /* -o DIR/ with --dump, or NULL */
} Options;

Options parse_options(int argc, char **argv);   /* usage_error() where it is wrong; ends after --help and --version */
const char *file_name(const char *path);        /* without its folder */
bool is_folder(const char *path);
void flush_stdout(void);                        /* die() where what was printed could not be written */

#endif

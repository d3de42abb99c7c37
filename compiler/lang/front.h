/* front.h - what the files of the front end say to each other. They alone know Lua:
 * lua.h is included here and nowhere else.
 *
 *   front.c        one model file from text to Model, in a sandbox
 *   front_limits.c   what it may use up: memory, work and time
 *   front_library.c  what it may use of Lua's own library
 *   front_error.c  where in the model we are, and how a mistake is told
 *   front_value.c  values as Lua sees them; every row of ops.def as a function
 *   front_space.c  spaces and relations, and words for going along their ends
 *   front_table.c  what data fill: dimensions, inputs
 *   front_roots.c  parameters, outputs, the loss, states
 *   front_recipe.c  how it is trained, what is done to the graph
 *   front_names.c  what names may be
 *   front_measure.c  whether the first output is what metrics can be taken of
 *
 * A mistake in the model travels one way: front_fail() writes its text into the Front
 * and raises a Lua error; there is no pcall in the sandbox, so nothing catches it but
 * the protected call in front.c. */
#ifndef FRONT_H
#define FRONT_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdbool.h>
#include <time.h>

#include "compiler/ir/infer.h"
#include "compiler/lang/lang.h"

/* Values built one after the other on one line of Lua; the last may be what the line names. */
typedef enum RunOf { RUN_OF_MODEL, RUN_OF_LAYER, RUN_OF_WORD } RunOf;   /* word: of the language, in the prelude */
typedef struct Run {
    RunOf of;
    const char *file;           /* interned */
    int line;
    Val *last;                  /* NULL where it is not new */
    Val *hinted;                /* RUN_OF_WORD: the value that the line hinted_at called last */
    int hinted_at;
} Run;

/* No text in Lua is longer. */
#define MOST_TEXT_BYTES (1 << 20)

typedef enum Limit {
    LIMIT_NONE,
    LIMIT_MACHINE,              /* the system refused memory: not the model's fault */
    LIMIT_MEMORY,
    LIMIT_TEXT,
    LIMIT_WORK,
    LIMIT_TIME,
} Limit;

typedef struct Watch Watch;

/* What a loss of the language compares with its target. */
typedef struct Prediction {
    Val *val;
    bool is_logit;              /* a label is there where it is above 0 */
} Prediction;

/* Everything about one model being read. */
typedef struct Front {
    Model *model;
    const FrontOptions *options;
    const char *file;           /* the model's path as positions name it; interned */
    char *error;                /* the mistake, once there is one */

    lua_State *lua;             /* NULL until there is one */
    size_t memory;              /* bytes Lua holds */
    int64_t work;               /* Lua instructions, and what takes as long */
    size_t printed_bytes;
    int printed_lines;
    bool *library_read;         /* [lua_library_count] which of our own files have been */
    bool guarded;               /* limits hold: not while our own library is read */
    Limit limit;                /* why memory was refused */
    clock_t started;
    Watch *watch;
    Pos reached;                /* the last line of the model known to have run */

    Pos word;                   /* the innermost line of Lua at front_pos(); file: NULL where it is a layer's or the model's */

    Run layer_run, model_run, word_run;

    bool model_said, train_said, prepare_said;
    Val *loss;
    Pos first_output;           /* of the call that made it */
    Pos train;                  /* of train { } */
    Prediction *predictions;
    int prediction_count, prediction_capacity;
    bool *dim_used;             /* [options->dim_count] */
} Front;

Front *front_of(lua_State *L);
void front_set_globals(lua_State *L);                   /* the table on top becomes those of the loaded text below it */

/* ---- front_limits.c */
void *front_alloc(void *front, void *block, size_t old_size, size_t new_size);  /* a lua_Alloc */
void front_limits_begin(lua_State *L);
void front_limits_end(Front *front);
/* Called before work is done that takes as long as so many instructions of Lua; it is a mistake where that is too much. */
void front_charge(lua_State *L, uint64_t work);
void front_charge_bytes(lua_State *L, size_t bytes);    /* that are read or copied */
char *front_starved_error(Front *front);                /* after LUA_ERRMEM: which limit it was */

/* ---- front_library.c */
void front_push_library(lua_State *L);                  /* a table of its words */

/* ---- front_layers.c */
/* Reads the words of the library into the table `words`, and layers where they are named; `native` is for the library alone. */
void front_open_layers(lua_State *L, int words, int native);

/* ---- front_error.c */
Pos  front_pos(lua_State *L);
/* The mistake made at the line the model is at. Never returns; int for `return front_fail(...)`. */
int  front_fail(lua_State *L, Val *const *operands, int count, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* The same where a primitive refuses its operands: the layer's line is shown too. */
int  front_fail_diag(lua_State *L, Val *const *operands, int count, const Diag *diag);
/* Of the string keys of the table, the one nearest to `word`; NULL where none is near. Sorted first wins a tie. */
const char *front_nearest(lua_State *L, int table, const char *word, const char *best);
const char *front_kind(lua_State *L, int arg);      /* "a table", "3", "\"mean\"" */
void front_close_table(lua_State *L, const char *name); /* on top: reading a key it does not have is a mistake */
int  front_on_error(lua_State *L);                  /* message handler of the protected call */
char *front_syntax_error(Front *front, const char *message);
void open_errors(lua_State *L);                     /* adds fail, closed, kind to the table on top */

/* ---- front_value.c */
Val *front_check_value(lua_State *L, int arg, const char *what);   /* a number becomes a constant */
Val *front_test_value(lua_State *L, int arg);                      /* NULL where it is not a value */
int  front_push_value(lua_State *L, Val *v);
Val *front_build(lua_State *L, Op op, Val *const *in, const Attr *attr);
Shape front_check_shape(lua_State *L, int arg, const char *what);
const Space *front_check_space(lua_State *L, int arg, const char *what);
int  front_primitive(lua_State *L, Op op, const End *end);         /* of the arguments on the stack; pushes the value */
void front_name_values(Front *front);               /* ends the runs: the last values get their Lua names */
void open_values(lua_State *L);                     /* adds value (the metatable) and op to the table on top */

/* ---- front_space.c */
void open_spaces(lua_State *L);                     /* adds space, ending, along to the table on top */

/* ---- front_names.c */
const char *front_check_name(lua_State *L, int arg, const char *what);   /* fit for files; interned */
void front_check_space_name(lua_State *L, int arg, const char *what);   /* of a space or relation to be declared */
const char *front_model_name(lua_State *L, int arg);
const char *front_name_of_path(const char *path);   /* "gat2" of "models/gat2.lua" */
void front_check_dim(lua_State *L, const char *name);
void front_check_param(lua_State *L, const char *name);
void front_check_output(lua_State *L, const char *name);
char *front_constant_error(const Model *model);     /* where a dimension's constant would be a macro; NULL */

/* ---- front_table.c */
void open_tables(lua_State *L);                     /* adds model, dim, input, ... to the table on top */

/* ---- front_roots.c */
bool front_is_output(const Root *root);
void front_states_last(Model *m);                   /* once, when the model was read */
void open_roots(lua_State *L);                      /* adds param, output, loss, ... to the table on top */

/* ---- front_recipe.c */
const char *front_text_field(lua_State *L, int arg, const char *key);   /* of a table; interned; NULL: no text there */
char *front_recipe_error(const Front *front);       /* where it names parameters that are not there; NULL */
void open_recipe(lua_State *L);                     /* adds train, metric, ... to the table on top */

/* ---- front_measure.c */
void front_add_prediction(Front *front, Val *v, bool is_logit);
char *front_measure_error(const Front *front);      /* where the model has outputs; NULL */

#endif

/* front.h - what the files of the front end say to each other. They alone know Lua:
 * lua.h is included here and nowhere else.
 *
 *   front.c        the sandbox: limits, libraries, one model file from text to Model
 *   front_error.c  where in the model we are, and how a mistake is told
 *   front_value.c  values as Lua sees them; every row of ops.def as a function
 *   front_table.c  the model's tables: dimensions, inputs, parameters, outputs, recipe
 *
 * A mistake in the model travels one way: front_fail() writes its text into the Front
 * and raises a Lua error; there is no pcall in the sandbox, so nothing catches it but
 * the protected call in front.c. */
#ifndef FRONT_H
#define FRONT_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <time.h>

#include "gatcc.h"

/* Values built one after the other on one line of Lua; the last may be what the line names. */
typedef struct Run {
    const char *file;           /* interned */
    int line;
    Val *last;                  /* NULL where it is not new */
} Run;

/* Everything about one model being read. */
typedef struct Front {
    Model *model;
    const FrontOptions *options;
    const char *file;           /* the model's path as positions name it; interned */
    char *error;                /* the mistake, once there is one */

    size_t memory;              /* bytes Lua holds */
    int64_t work;               /* Lua instructions, and a share for bytes allocated */
    bool guarded;               /* limits hold: not while our own library is read */
    bool starved;               /* memory was refused */
    bool machine_starved;   /* the system refused memory: not the model's fault */
    clock_t started;
    Pos reached;                /* the last line of the model known to have run */

    Run layer_run, model_run;

    bool model_said, train_said, prepare_said, metric_said;
    Val *loss;
    bool *dim_used;             /* [options->dim_count] */
} Front;

Front *front_of(lua_State *L);

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
Space front_check_space(lua_State *L, int arg, const char *what);
void front_name_values(Front *front);               /* ends the runs: the last values get their Lua names */
void open_values(lua_State *L);                     /* adds value (the metatable) and op to the table on top */

/* ---- front_table.c */
void front_states_last(Model *m);                   /* once, when the model was read */
void open_tables(lua_State *L);                     /* adds dim, input, param, output, ... to the table on top */

#endif

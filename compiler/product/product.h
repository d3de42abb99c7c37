/* product.h - `-o DIR/`: inference as a folder that builds alone, with its proof beside it. In: a model with scheduled programs.
 * Out: the texts of the folder's files; product.c lists them. */
#ifndef PRODUCT_H
#define PRODUCT_H

#include "compiler/base/out.h"
#include "compiler/c/emit.h"
#include "compiler/ir/model.h"

enum { MOST_PRODUCT_FILES = 14, PRODUCT_HEADER = 0, PRODUCT_SOURCE = 1 };
typedef struct ProductFile {
    const char *name;           /* within the folder */
    Out text;
} ProductFile;
const char *product_file_name(const Model *m, int number);  /* NULL: there are no more; known before anything is made */
int product_make(Model *m, ProductFile files[MOST_PRODUCT_FILES]);

/* ---- sample.c: a small graph, and what the model gives on it; the same by formulas here and in NAME_test.c */
enum { SAMPLE_ROWS = 12, SAMPLE_EDGES = 30 };
typedef struct Sample {
    const Model *model;
    double **values;            /* of model->forward */
    int64_t *rows;              /* [spaces] how many there are */
    int64_t **place;            /* [spaces] the row of `values` that a row is; of edges, which stand as NAME_prepare has them, NULL */
} Sample;
bool   has_sample(const Model *m);
Sample *sample_new(const Model *m);
void   sample_free(Sample *s);
/* [rows, width] of output `index`, in the order of its rows; mem_free */
float *sample_output(const Sample *s, int index, int64_t *count);
int64_t sample_step(int64_t width);                  /* sparse features: columns that are so far apart are not 0 */
bool   sample_is_whole(const InputInfo *in);         /* are its numbers whole ones, which an embedding looks up? */

/* ---- calls.c: C of both test and example, whose variables are edges, src, dst, graph, inputs, memory */
bool   is_of_edges(const InputInfo *in);
bool   takes_input(const Model *m, int input, bool of_edges);       /* does inference read it, and is it what edges carry? */
long long input_width(const InputInfo *in);
const char *params_argument(const Model *m);         /* "params", or those that are baked in */
void   bind_edges(const Model *m, const char *rows, const char *edges, Out *o);      /* rows, edges: how many */
void   bind_input(const Model *m, int input, Out *o);
void   write_divided(const Model *m, void (*write)(const Model *m, int input, Out *o), Out *o);   /* NAME_normalize_INPUT of each that has it */
const char *normalize_call(const Model *m, int input, const char *rows);
void   write_output_arrays(const Model *m, const char *before, Out *o);      /* as long as those of what is expected */
const char *prepare_call(const Model *m);
const char *workspace_size_call(const Model *m);
const char *infer_call(const Model *m, const char *before, const char *behind, const char *workspace);   /* outputs: "got_" id "" */

/* ---- selftest_rows.c: statements of NAME_test.c, where rows can be had alone */
void write_rows_test(const Model *m, Out *o);

/* ---- selftest_update.c: the same of updates, where there are; functions that these call */
void write_update_functions(const Model *m, Out *o);
void write_update_test(const Model *m, Out *o);

/* ---- selftest_step.c: the same of training, where there is */
void write_step_test(const Model *m, Out *o);

/* ---- javascript_step.c: training, where there is; a class, and what the class Model has of it */
void write_javascript_trainer(const Model *m, Out *o);
void write_javascript_training(const Model *m, Out *o);

/* ---- selftest_capacity.c: statements of NAME_test.c, where there is a capacity */
void write_capacity_test(const Model *m, Out *o);

/* ---- selftest.c, example.c, manifest.c, build_files.c */
void write_selftest(const Model *m, Out *o);
void write_example(const Model *m, Out *o);
void write_manifest(const Model *m, Out *o);
void write_makefile(const Model *m, Out *o);
void write_cmake(const Model *m, Out *o);

/* ---- apart.c: NAME_weights.c and NAME_weights.bin, where weights are large */
bool has_large_weights(const Model *m);
void write_weights_source(const Model *m, Out *o);

/* ---- cpp.c, python.c, rust.c: inference for other languages, where the edges of an application are prepared */
void write_cpp(const Model *m, Out *o);
void write_cpp_of(const Model *m, const char *header, Out *o);   /* beside a header of this name */
void write_python(const Model *m, Out *o);
void write_rust(const Model *m, Out *o);

/* What cpp.c and cpp_update.c, python.c and python_update.c, rust.c and rust_update.c say to each other; the latter write what keeps an inference for updates,
 * where there are any. */
void cpp_open(Out *o, const char *head);             /* "HEAD", and a brace in its own line */
void cpp_require(Out *o, const Model *m, const char *holds, const char *code, const char *what);
const char *cpp_rows(const Val *v);                  /* of an output on a graph `on` */
void write_cpp_kept(const Model *m, Out *o);
void write_cpp_trainer(const Model *m, Out *o);      /* cpp_step.c: where there is NAME_step */
const char *python_name(const char *id);
void write_python_input_arguments(const Model *m, Out *o);
void write_python_inputs(const Model *m, Out *o);    /* `inputs`, of these arguments, for `graph` */
void write_python_kept(const Model *m, Out *o);
void write_python_trainer(const Model *m, Out *o);   /* python_step.c: where there is NAME_step */
const char *rust_name(const char *id);
void rust_require(Out *o, const char *holds, const char *code, const char *what);
const char *rust_params_type(const Model *m);
void write_rust_kept(const Model *m, Out *o);

/* ---- javascript.c: NAME.mjs of -o NAME.wasm, whose file's name is `wasm` */
void write_javascript(const Model *m, const char *wasm, Out *o);
void write_javascript_struct(const Model *m, const char *name, void (*members)(const Model *, void *, MemberWriter *), Out *o);
const char *javascript_count(const Val *v, const char *graph);   /* numbers of an output on a Graph of this name */

/* ---- javascript_update.c: where there are updates, a class of NAME.mjs and the method that makes one */
void write_javascript_kept(const Model *m, Out *o);
void write_javascript_keep(const Model *m, Out *o);

#endif

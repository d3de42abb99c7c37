/* emit.h - C text out: a Model with scheduled programs goes in, the text of model.c and model.h comes out.
 *
 * To change how something reads: a statement in statements.c, an op in ops.def and c/lib/, the order of a file's parts in
 * emit_model.c. A new kind of statement is a case in statements.c, a new member of contexts a case in infer.c and in
 * programs.c, a new helper a text in c/lib/ (README.md). */
#ifndef EMIT_H
#define EMIT_H

#include <stdio.h>

#include "compiler/base/out.h"
#include "compiler/ir/model.h"

/* ---- emit_model.c: the C source and its header. `c_name` is the source's file name ("model.c"); the header's ends in .h. */
void emit_model(Model *m, const char *c_name, Out *c, Out *h);

/* ---- header.c */
uint32_t emit_header(const Model *m, const char *h_file, Out *h);   /* returns the number of its interface */
const char *guard_of(const Model *m);                /* its include guard, whose value is that number */
const char *infer_head(const Model *m);              /* of the inference function */

/* ---- weights.c: nothing where the model has none baked in */
void emit_weights(const Model *m, Out *c);
void emit_weights_text(const Model *m, Out *c);      /* wherever they are: the constant, for any compiler */
void emit_weights_bytes(const Model *m, Out *o);     /* NAME_params, as it lies where numbers begin with their lowest byte */
void emit_weights_declaration(const Model *m, Out *h);

/* ---- own_graph.c: nothing where the model has none baked in */
void emit_own_graph(const Model *m, Out *c);
void emit_own_graph_declarations(const Model *m, Out *h);

/* ---- structs.c: what NAME_graph, NAME_edges and NAME_inputs have in C, in their order; outputs as arguments */
typedef enum Member { MEMBER_INT64, MEMBER_DOUBLE, MEMBER_FLOAT, MEMBER_INT64S, MEMBER_INT32S, MEMBER_FLOATS } Member;   /* numbers; pointers to many */
typedef void MemberWriter(void *to, const char *name, Member kind);
void relation_members(const Model *m, const Space *relation, void *to, MemberWriter *member);   /* its lists in NAME_graph */
void graph_members(const Model *m, void *to, MemberWriter *member);
void edges_members(const Model *m, void *to, MemberWriter *member);
void inputs_members(const Model *m, void *to, MemberWriter *member);
int64_t param_floats(const Model *m);                /* in NAME_params */
const char *output_id(const Model *m, int root);     /* of inference */
const char *outputs_argument(const Model *m, const char *before, const char *behind);    /* of each: ", " before ID behind */

/* ---- prepare.c: an application's edges into lists */
bool is_prepared(const Model *m);                    /* has it NAME_prepare? */
bool is_carried(const Model *m, int input, const Space *relation);  /* is it an input of that relation's edges? */
bool edges_carry(const Model *m);                    /* inputs: NAME_prepare fills them */
bool is_divided(const Model *m, int input);          /* has it NAME_normalize_INPUT? */
const char *edges_side(const Space *relation, const End *end);   /* in NAME_edges: "src", "writes_src" */
void emit_prepare(const Model *m, Out *c);
void emit_prepare_declarations(const Model *m, Out *h);

bool numbers_edges(const Model *m, const Space *relation);       /* does the graph say which edge is which? */
int64_t listed_edges(const Model *m, const Space *relation, const int64_t *rows);     /* with what is added; rows: by space */
int64_t prepare_bytes(const Model *m, const int64_t *rows);      /* as NAME_prepare_size */
const char *prepare_arguments(const Model *m);       /* behind the edges and the graph: "inputs, " */

/* ---- cone.c: inference of some rows alone */
bool infers_rows(const Model *m);                    /* has it NAME_infer_nodes? */
const char *infer_rows_name(const Model *m);         /* "gat2_infer_nodes" */
int64_t cone_stack(const Model *m);
void emit_cone(const Model *m, Out *c);
void emit_cone_declarations(const Model *m, Out *h);

/* ---- update.c, update_sets.c: NAME_update; nothing where the model is not to be updated */
bool updates(const Model *m);
void update_check(const Model *m);                   /* usage_error() where its rows cannot be made again one by one */
bool update_takes_rows(const Model *m, const Space *space);         /* does anything depend on inputs of its rows? */
bool is_turned_for_update(const Model *m, const Space *relation);
int update_words(const Model *m);                    /* of what NAME_prepare keeps, before all others */
int64_t update_set_words(const Model *m, const int64_t *rows);
int64_t update_stack(const Model *m);
void emit_update_helpers(const Model *m, Out *c);    /* of what prepare.c emits: before it, in its parts */
void emit_update_words(const Model *m, Out *c);
void emit_update_prepare(const Model *m, Out *c);
void emit_update(const Model *m, Out *c);
void emit_update_declarations(const Model *m, Out *h);
/* What changed, in NAME_changes: `count` of it, in one array or in two. Returns how many; all members in the order of C. */
typedef struct ChangeList { const char *count, *array[2]; } ChangeList;
int change_lists(const Model *m, ChangeList **lists);
void changes_members(const Model *m, void *to, MemberWriter *member);

/* ---- step.c, step_memory.c, step_structs.c: NAME_step; nothing where the model is not to be trained by the application */
bool has_step(const Model *m);
bool has_score(const Model *m);                      /* has it NAME_score? */
void answers_members(const Model *m, void *to, MemberWriter *member);
void trainer_members(const Model *m, void *to, MemberWriter *member);   /* its losses one by one: loss, loss1, ... */
bool is_answer(const Model *m, int input);           /* what training alone reads: classes, weights */
bool has_entries(const Model *m, int input);         /* is it sparse, and does NAME_trainer_size ask how many non-zeros it has? */
const char *trainer_counts(const Model *m);          /* of NAME_trainer_size, of variables graph and inputs */
void step_check(const Model *m);                     /* usage_error() where it cannot be */
void emit_training_step(Model *m, Out *c);
void emit_training_step_declarations(const Model *m, Out *h);

/* ---- capacity.c: the most rows of everything; nothing where the model has none */
void capacity_set(Model *m, const char *spec);       /* "nodes=512,edges=4096"; usage_error() where it is wrong */
int64_t capacity_listed(const Model *m, const Space *space);     /* in graphs; of edges with those that are added */
int64_t capacity_workspace(const Model *m);          /* bytes */
int64_t capacity_fixed(const Model *m);              /* bytes of NAME_fixed where pointers have 8 */
const char *capacity_constant(const Model *m, const Space *space, bool listed);       /* "GAT2_MAX_NODES" */
void emit_capacity_check(const Model *m, const char *of, bool listed, Out *c);
void emit_capacity(const Model *m, Out *c);
void emit_capacity_declarations(const Model *m, Out *h);

/* ---- infer.c, checks.c */
void emit_inference(const Model *m, Out *c);
void emit_kernel_call(const Prog *p, const Kernel *k, const char *lo, const char *hi, Out *c);   /* for these rows */
void emit_chunk_call(const Prog *p, const Kernel *k, const char *lo, const char *hi, const char *chunk, Out *c);
void emit_infer_bind(const Model *m, Out *c);        /* statements: its context, whose members point to their places */
const char *output_arguments(const Prog *p);         /* "float *logits, "; header.c */
void emit_cone_checks(const Model *m, Out *c);       /* as emit_checks, but of no lists */
void emit_list_check(const Model *m, Out *c);        /* a function */
void emit_checks(const Model *m, Out *c);            /* statements that call it */
void emit_refusal(const Model *m, Out *c, const char *condition, const char *code);  /* if (condition) return NAME_code; */
void emit_input_arguments(const Model *m, Out *c);   /* parts of these: are inputs there? */
void emit_given_checks(const Model *m, Out *c);      /* does the graph hold what it says, and do inputs? */

/* ---- emit_trainer.c: helpers, programs, tables, main; programs.c, tables.c, fingerprint.c: parts of it */
void emit_trainer(Model *m, Out *o);
void emit_program_tables(const Prog *p, Out *o);
void emit_program_row(const Model *m, const Prog *p, const char *field, Out *o);   /* nothing where p is NULL */
void emit_descriptor(Model *m, Out *o);
uint64_t print_of_model(const Model *m);
/* Places in the tables, as constants: "GATRT_NODE", "GAT2_INPUT_X". */
const char *space_constant(Model *m, const Space *space);
const char *end_constant(Model *m, const End *end);
const char *input_constant(Model *m, int index);
const char *output_constant(Model *m, int index);

/* ---- needs.c: what programs need of a graph and of a data set */
const Prog *inference(const Model *m);
bool uses_end(const Prog *p, const End *end);        /* has it to do with the rows at this end? */
bool reads_lists(const Prog *p, const End *end);     /* does it walk the end's lists? */
bool is_part_of_graph(const Prog *p, const Space *space);
bool is_relation(const Prog *p, const Space *space); /* of the graph: its edges are met in walks */
bool has_count(const Model *m, const Space *space);  /* is it a number of the graph's? */
bool has_rows_in_graph(const Model *m, const Space *space);     /* one of rows, not of edges? */
int  relation_number(const Model *m, const Space *relation);    /* among those of the graph; of NULL: how many there are */
const char *graph_counts(const Prog *p);             /* the graph's numbers of rows: "nodes, edges" */
bool reads_input(const Prog *p, int index);

/* ---- kernel.c */
void emit_kernels(Out *o, const Prog *p);
const char *kernel_label(const Prog *p, const Kernel *k);   /* its name in its program: "k0_z" */
const char *binding_type(const Prog *p, const Kernel *k);   /* the struct that its function works on */
void emit_kernel_comment(Out *o, const Prog *p, const Kernel *k);   /* comments.c */
const char *equation(const Prog *p, const Val *v);   /* equation.c: "out = r sum_in(p src(z))" */
void emit_body(Out *o, const Kernel *k);             /* statements.c: a kernel's statements */
void schedule_print(FILE *out, const Prog *p);       /* of all kernels: --dump=schedule */

/* ---- context.c, workspace.c */
/* Where the context's members come from: C expressions, and one for each field that is no buffer. */
typedef struct BindText {
    const char *workspace, *chunks;
    const char *(*count)(const Prog *p, const Space *space);    /* how many rows of it are stored */
    const char *(*value)(const Prog *p, const Field *f);
} BindText;
void emit_context(Out *o, const Prog *p);            /* the struct its kernels read */
void emit_bind(Out *o, const Prog *p, const BindText *text);
void emit_buffers(Out *o, const Prog *p, const BindText *text);     /* of the members, those that point to buffers */
/* By what a workspace's size goes: the numbers of rows, in one chunk; these and how many chunks there are; a runtime's graph. */
typedef enum WorkspaceOf { WORKSPACE_OF_ROWS, WORKSPACE_OF_CHUNKS, WORKSPACE_OF_GRAPH } WorkspaceOf;
void emit_workspace_size(Out *o, const Prog *p, const char *function, WorkspaceOf of);
const char *workspace_arguments(const Prog *p);      /* "int64_t nodes, int64_t edges" */
const char *workspace_counts(const Prog *p, const char *of);     /* to be handed over: "graph.nodes, graph.edges" */
int64_t workspace_bytes(const Prog *p, const int64_t *rows);     /* the same number; rows: by space, below 2^31 */
const char *stored_rows(const Prog *p, const Space *space, const char *graph);    /* how many of a runtime's graph it stores */
bool has_workspace(const Prog *p);
bool counts_rows(const Prog *p, bool of_nodes);      /* else of edges: does its size depend on how many there are? */

/* ---- constants.c: enums of those that have been asked for */
void emit_chunk_constants(const Model *m, bool of_inference, Out *o);
void emit_workspace_constants(const Prog *p, Out *o);
void emit_table_constants(const Model *m, Out *o);

/* ---- emit_math.c: the helpers of c/lib/ that are called in `now` and that `before` has not brought yet */
void emit_helpers(Out *o, Prog *const *now, int now_count, Prog *const *before, int before_count);
void emit_helper(Out *o, const char *call);          /* this one */
void emit_flag_check(Out *o);                        /* refuses flags under which results would be wrong */
void emit_trainer_flag_check(Out *o);

#endif

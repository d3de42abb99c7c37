/* interpret.c - gatcc --interpret: the model's forward program on a data set, in double, by eval.c,
 * so that a person can ask the oracle what a compiled program should have said.
 *
 * In: a model as written and a data set. Out: text, every output row by row in the data set's node
 * order, and the loss over the training nodes. No pass has touched the program; dropout is off. */
#include "compiler/oracle/interpret.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/eval.h"
#include "compiler/ir/print.h"
#include "compiler/oracle/runtime_model.h"
#include "runtime/runtime.h"

#include <inttypes.h>
#include <string.h>

/* ------------------------------------------------------------------ evaluation */

/* Mask NULL: as `predict` does, for the outputs. Else the loss is over the rows of the mask. */
static Prepared *prepare(const gatrt_model *model, const gatrt_data *data, const uint8_t *mask)
{
    const Wanted wanted = {.mask = mask,
                           .levels = 0, /* every row */
                           .self_loops = model->recipe.self_loops,
                           .symmetric = model->recipe.symmetric > 0};
    Error error = {""};
    Prepared *on = graph_prepare(model, data, &wanted, &error);
    if (!on)
        die("%s", error.text);
    return on;
}

static double **evaluate(const Prog *p, const Prepared *on, const float *params)
{
    const EvalData data = {.graph = &on->graph, .inputs = on->inputs, .params = params};
    return eval_prog(p, &data);
}

/* On features that were made ready as those that they were trained with. */
static float *read_weights(const gatrt_model *model, const gatrt_data *data, const InterpretOptions *options)
{
    Error error = {""};
    WeightsTold told;
    float *params = runtime_weights(model, &options->weights, &told);
    if (!weights_prepared(data, options->weights.path, &told, &error))
        die("%s", error.text);
    return params;
}

static float *copy_of(const gatrt_model *model, const float *given)
{
    float *params = mem_alloc((size_t)model->param_floats, sizeof *params);
    memcpy(params, given, (size_t)model->param_floats * sizeof *params);
    return params;
}

static float *weights(const gatrt_model *model, const gatrt_data *data, const InterpretOptions *options)
{
    if (options->params)
        return copy_of(model, options->params);
    if (options->weights.path)
        return read_weights(model, data, options);
    Error error = {""};
    float *params = mem_alloc((size_t)model->param_floats, sizeof *params);
    if (!init_params(model, options->seed, params, &error))
        die("%s", error.text);
    return params;
}

/* ------------------------------------------------------------------ text */

static void print_row(FILE *out, const double *row, int64_t width)
{
    for (int64_t i = 0; i < width; i++)
        fprintf(out, " %.9g", row[i]);
    fputc('\n', out);
}

/* In the data set's order; the rows of the first space are numbered alone, others by their name. */
static void print_rows(FILE *out, const Prepared *on, const Space *space, const double *values, int64_t width)
{
    const int64_t rows = on->spaces[space->id].count;
    int64_t *position = prepared_places(on, space->id);
    for (int64_t id = 0; id < rows; id++) {
        if (space->first)
            fprintf(out, "%" PRId64 ":", id);
        else if (rows == 1)
            fprintf(out, "%s:", space->name);
        else
            fprintf(out, "%s %" PRId64 ":", space->name, id);
        print_row(out, values + position[id] * width, width);
    }
    mem_free(position);
}

/* By destination, as the prepared graph has them. */
static void print_edges(FILE *out, const Prepared *on, const Space *relation, const double *values, int64_t width)
{
    const End *in = sorted_end(relation), *from = far_end(in);
    const gatrt_walk *walk = &on->ends[in->id];
    for (int64_t v = 0; v < on->spaces[in->to->id].count; v++)
        for (int64_t e = walk->start[v]; e < walk->start[v + 1]; e++) {
            fprintf(out, "%" PRId64 " -> %" PRId64 ":", on->row_id[from->to->id][walk->far[e]],
                    on->row_id[in->to->id][v]);
            print_row(out, values + e * width, width);
        }
}

static void print_output(FILE *out, const Prepared *on, const Root *root, const double *values)
{
    const int64_t width = val_width(root->val);
    const Space *space = root->val->type.space;
    fprintf(out, "output %s: %s\n", root->name, type_text(root->val->type));
    if (space->kind == SPACE_ROWS)
        print_rows(out, on, space, values, width);
    else if (space->kind == SPACE_EDGES)
        print_edges(out, on, space, values, width);
    else
        bug("interpret: a parameter is no output");
}

static void print_kind(FILE *out, const Prog *p, const Prepared *on, RootKind kind, double *const *values)
{
    for (int i = 0; i < p->root_count; i++) {
        if (p->roots[i].kind == kind)
            print_output(out, on, &p->roots[i], values[p->roots[i].val->id]);
    }
}

static void print_outputs(FILE *out, const Prog *p, const Prepared *on, const float *params)
{
    double **values = evaluate(p, on, params);
    print_kind(out, p, on, ROOT_OUTPUT, values);
    print_kind(out, p, on, ROOT_ON_DEMAND, values);
    eval_free(p, values);
}

static void print_loss(FILE *out, const Prog *p, const Prepared *on, const float *params)
{
    double **values = evaluate(p, on, params);
    for (int i = 0; i < p->root_count; i++) {
        const Root *root = &p->roots[i];
        if (root->kind == ROOT_LOSS && root->index == 0)
            fprintf(out, "loss over %" PRId64 " training %ss: %.9g\n", on->wanted, p->model->spaces[on->space]->name,
                    values[root->val->id][0]);
        else if (root->kind == ROOT_LOSS)
            fprintf(out, "    of it %s: %.9g\n", root->name, values[root->val->id][0]);
    }
    eval_free(p, values);
}

static bool has_training_rows(const Prog *p, const gatrt_set *set)
{
    bool has_loss = false;
    for (int i = 0; i < p->root_count; i++)
        has_loss |= p->roots[i].kind == ROOT_LOSS;
    return has_loss && (set->label || set->target) && split_mask(set, 0);
}

/* ------------------------------------------------------------------ all */

void interpret(FILE *out, const Model *m, const gatrt_data *data, const InterpretOptions *options)
{
    const gatrt_model model = runtime_model(m);
    const gatrt_set *set = trained_set(&model, data);
    float *params = weights(&model, data, options);
    Prepared *on = prepare(&model, data, NULL);
    print_outputs(out, m->forward, on, params);
    prepared_free(on);
    if (has_training_rows(m->forward, set)) {
        on = prepare(&model, data, set->mask[0]);
        print_loss(out, m->forward, on, params);
        prepared_free(on);
    }
    mem_free(params);
}

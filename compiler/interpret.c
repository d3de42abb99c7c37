/* interpret.c - gatcc --interpret: the model's forward program on a data set, in double, by eval.c,
 * so that a person can ask the oracle what a compiled program should have said.
 *
 * In: a model as written and a data set. Out: text, every output row by row in the data set's node
 * order, and the loss over the training nodes. No pass has touched the program; dropout is off. This
 * is the one file of the compiler that calls the runtime's inside, because graph, inputs and first
 * weights must be those a trainer has: graph_prepare, init_params and weights_load make both. */
#include "compiler/interpret.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/eval.h"
#include "compiler/ir/print.h"
#include "runtime/runtime.h"

#include <inttypes.h>
#include <string.h>

/* ------------------------------------------------- the model as the runtime knows it */

static const gatrt_space *runtime_spaces(const Model *m)
{
    static const gatrt_kind kinds[] = {[SPACE_ONE] = GATRT_ONE, [SPACE_ROWS] = GATRT_ROWS, [SPACE_EDGES] = GATRT_EDGES};
    gatrt_space *table = arena_alloc((size_t)m->space_count, sizeof *table);
    for (int i = 0; i < m->space_count; i++)
        table[i] = (gatrt_space){m->spaces[i]->name, kinds[m->spaces[i]->kind]};
    return table;
}

static bool goes_along(const Prog *p, const End *end)
{
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->attr.end == end)
            return true;
    return false;
}

static const gatrt_end *runtime_ends(const Model *m)
{
    gatrt_end *table = arena_alloc((size_t)m->end_count, sizeof *table);
    for (int i = 0; i < m->end_count; i++) {
        const End *end = m->ends[i];
        table[i] = (gatrt_end){end->name, end->of->id, end->to->id, .sorted = end->sorted,
                               .used = goes_along(m->forward, end)};
    }
    return table;
}

static const gatrt_input *runtime_inputs(const Model *m)
{
    gatrt_input *table = arena_alloc((size_t)m->input_count + 1, sizeof *table);
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        table[i] = (gatrt_input){.name = in->name,
                                 .role = in->role,
                                 .space = in->type.space->id,
                                 .width = shape_width(in->type.shape),
                                 .sparse = in->sparse,
                                 .row_normalize = in->row_normalize,
                                 .loop_given = in->loop_given,
                                 .loop = in->loop,
                                 .given = in->given,
                                 .bound_by = in->bound_by,
                                 .least = in->least,
                                 .most = in->most};
    }
    return table;
}

static const gatrt_param *runtime_params(const Model *m, int64_t *floats)
{
    gatrt_param *table = arena_alloc((size_t)m->param_count + 1, sizeof *table);
    *floats = 0;
    for (int i = 0; i < m->param_count; i++) {
        const ParamInfo *info = &m->params[i];
        table[i] = (gatrt_param){.name = info->name,
                                 .offset = *floats,
                                 .count = shape_width(info->shape),
                                 .rank = info->stored_rank,
                                 .stored = {info->stored[0], info->stored[1], info->stored[2]},
                                 .transposed = info->transposed,
                                 .init = info->init,
                                 .init_arg = info->init_arg,
                                 .fan_in = info->fan_in,
                                 .fan_out = info->fan_out};
        *floats += table[i].count;
    }
    return table;
}

/* The tables only: there are no programs, the oracle needs none. */
static gatrt_model runtime_model(const Model *m)
{
    gatrt_model model = {.abi = GATRT_ABI, .name = m->name, .source = m->source, .recipe = m->recipe};
    model.spaces = runtime_spaces(m);
    model.space_count = m->space_count;
    model.ends = runtime_ends(m);
    model.end_count = m->end_count;
    model.inputs = runtime_inputs(m);
    model.input_count = m->input_count;
    model.params = runtime_params(m, &model.param_floats);
    model.param_count = m->param_count;
    return model;
}

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

static float *weights(const gatrt_model *model, const InterpretOptions *options)
{
    Error error = {""};
    float *params = mem_alloc((size_t)model->param_floats, sizeof *params);
    const WeightsFile from = {.path = options->weights, .key = options->key, .rename = options->rename};
    WeightsTold told = {.other = false};
    if (from.path ? !weights_load(model, &from, params, &told, &error)
                  : !init_params(model, options->seed, params, &error))
        die("%s", error.text);
    told.other = false; /* of a model's tables only trainers know the print */
    weights_tell(stderr, "gatcc", &from, &told);
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
        if (p->roots[i].kind == ROOT_LOSS)
            fprintf(out, "loss over %" PRId64 " training %ss: %.9g\n", on->wanted, p->model->spaces[on->space]->name,
                    values[p->roots[i].val->id][0]);
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
    float *params = weights(&model, options);
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

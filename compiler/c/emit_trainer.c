/* emit_trainer.c - what the runtime needs of a generated file: every program's context
 * and kernel table, the tables of dimensions, inputs, parameters and outputs, main. */
#include "compiler/ir/ends.h"
#include "compiler/base/reserved.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/quote.h"
#include "compiler/c/emit.h"
#include "compiler/kernels/cost.h"
#include "compiler/kernels/kernels.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loops.h"

#include <math.h>
#include <string.h>

static int64_t param_offset(const Model *m, int index)
{
    int64_t offset = 0;
    for (int i = 0; i < index; i++)
        offset += shape_width(m->params[i].shape);
    return offset;
}

static int64_t state_floats(const Model *m)
{
    int64_t floats = 0;
    for (int i = 0; i < m->param_count; i++)
        floats += m->params[i].state ? shape_width(m->params[i].shape) : 0;
    return floats;
}

/* ------------------------------------------------------------ programs */

static const char *const list_members[] = {
    [LIST_START] = "start", [LIST_FAR] = "far", [LIST_ROW] = "row", [LIST_AT] = "at"};

_Static_assert((int)LEVEL_ALL == (int)GATRT_ALL, "a level past all is the runtime's");

/* ---- numbers in the tables */

const char *space_constant(Model *m, const Space *space)
{
    static const char *const plain[] = {"GATRT_PARAM", "GATRT_NODE", "GATRT_EDGE", "GATRT_GRAPH"};
    return space->id < GATRT_PLAIN_SPACES ? plain[space->id]
                                          : table_constant(m, CONSTANT_SPACE, space->name, space->id);
}

static const char *end_constant(Model *m, const End *end)
{
    static const char *const plain[] = {"GATRT_EDGE_DST", "GATRT_EDGE_SRC", "GATRT_NODE_GRAPH"};
    const char *wish = arena_format("%s_%s", end->of->name, end->name);
    return end->id < GATRT_PLAIN_ENDS ? plain[end->id] : table_constant(m, CONSTANT_END, wish, end->id);
}

static const char *input_constant(Model *m, int index)
{
    return table_constant(m, CONSTANT_INPUT, arena_format("input_%s", m->input_ids[index]), index);
}

static const char *output_constant(Model *m, int index)
{
    return table_constant(m, CONSTANT_OUTPUT, arena_format("output_%s", m->output_ids[index]), index);
}

static const char *level_text(int level)
{
    return level >= LEVEL_ALL ? "GATRT_ALL" : arena_format("%d", level);
}

/* ---- where the context's members come from */

static const char *runtime_count(const Prog *p, const Space *space)
{
    return arena_format("run->graph->spaces[%s].count", space_constant(p->model, space));
}

static const char *runtime_value(const Prog *p, const Field *f)
{
    Model *m = p->model;
    switch (f->kind) {
    case FIELD_INPUT: return arena_format("run->inputs[%s].%s", input_constant(m, f->index), f->part);
    case FIELD_PARAM: return arena_format("params->%s", m->param_ids[f->index]);
    case FIELD_GRAD: return arena_format("grads->%s", m->param_ids[f->index]);
    case FIELD_OUTPUT: return arena_format("run->outputs[%s]", output_constant(m, f->index));
    case FIELD_LOSS: return "run->loss";
    case FIELD_GRAPH: return arena_format("run->graph->ends[%s].%s", end_constant(m, f->end), list_members[f->list]);
    case FIELD_ROWS:
        return f->index >= LEVEL_ALL
                   ? runtime_count(p, f->rows)
                   : arena_format("gatrt_rows(run->graph, %s, %d)", space_constant(m, f->rows), f->index);
    case FIELD_PIECES:
        return f->index >= LEVEL_ALL
                   ? arena_format("run->graph->spaces[%s].chunks", space_constant(m, f->rows))
                   : arena_format("gat_chunks_within(run->graph, %s, %d)", space_constant(m, f->rows), f->index);
    case FIELD_DRAW: {
        const char *wish = arena_format("draw_%.*s", (int)(strlen(f->name) - strlen("_draw")), f->name);
        return arena_format("gatrt_value_draw(run->draw, %s)", table_constant(m, CONSTANT_DRAW, wish, f->index));
    }
    default: bug("emit: a buffer is no value");
    }
}

/* What a kernel goes over, and how far. */
static const char *over_text(const Prog *p, const Kernel *k)
{
    switch (k->kind) {
    case KERNEL_ROWS:
    case KERNEL_GEMM:
        return arena_format(".over = GATRT_OVER_ROWS, .space = %s, .level = %s", space_constant(p->model, k->rows),
                            level_text(k->level));
    case KERNEL_REDUCE:
    case KERNEL_COLUMNS: return arena_format(".over = GATRT_OVER_RANGE, .count = %s", dim_text(kernel_range(p, k)));
    default: return ".over = GATRT_ONCE";
    }
}

/* What bench sets against the machine's limits. */
static void emit_costs(const Prog *p, const char *id, Out *o)
{
    static const char *const per[] = {"ROW", "EDGE", "NONZERO", "CHUNK", "RUN"};
    Costs costs = {0};
    cost(p, &costs);
    if (!costs.count)
        return;
    out_blank(o);
    out_line(o, "/* Kernel, unit, of which space, demand level; floats read, gathered, written, and operations for "
                "each unit. */");
    out_open(o, "static const gatrt_cost %s_costs[] =", id);
    for (int i = 0; i < costs.count; i++) {
        const gatrt_cost *c = &costs.at[i];
        out_line(o, "{%d, GATRT_PER_%s, %s, %s, %lld, %lld, %lld, %lld},", c->kernel, per[c->per],
                 space_constant(p->model, p->model->spaces[c->of]), level_text(c->level), (long long)c->read,
                 (long long)c->gathered, (long long)c->written, (long long)c->flops);
    }
    out_close(o, ";");
}

static bool has_field(const Prog *p, FieldKind kind)
{
    for (int i = 0; i < p->field_count; i++)
        if (p->fields[i].kind == kind)
            return true;
    return false;
}

static void emit_program_bind(const Prog *p, const char *id, Out *o)
{
    const BindText text = {
        .workspace = "run->workspace", .chunks = "run->graph->chunks", .count = runtime_count, .value = runtime_value};
    out_blank(o);
    out_open_function(o, "static void %s_bind(void *ctx, const gatrt_run *run)", id);
    out_line(o, "%s_ctx *const c = ctx;", id);
    if (has_field(p, FIELD_PARAM))
        out_line(o, "const %s_params *const params = (const void *)run->params;", p->model->name);
    if (has_field(p, FIELD_GRAD))
        out_line(o, "%s_params *const grads = (void *)run->grads; /* laid out as parameters are */", p->model->name);
    if (p->field_count)
        emit_bind(o, p, &text);
    else
        out_line(o, "(void)c, (void)run;");
    out_close(o, "");
}

/* Both count with constants of the workspace, which those of inference has before. */
static void emit_program_functions(const Prog *p, const char *id, Out *o)
{
    Out functions;
    out_init(&functions);
    emit_program_bind(p, id, &functions);
    out_blank(&functions);
    emit_workspace_size(&functions, p, arena_format("static size_t %s_workspace", id), true);
    if (p != p->model->progs[PROGRAM_INFER])
        emit_workspace_constants(p, o);
    out_raw(o, functions.text);
    out_free(&functions);
}

static void emit_program_tables(const Prog *p, Out *o)
{
    const char *id = arena_format("%s_%s", p->model->name, p->name);
    emit_program_functions(p, id, o);
    out_blank(o);
    out_open(o, "static const gatrt_kernel %s_kernels[] =", id);
    for (int i = 0; i < p->kernel_count; i++) {
        const Kernel *k = p->kernels[i];
        const char *label = kernel_label(p, k);
        const char *bound = is_shared(k) ? arena_format(", .bound = offsetof(%s_ctx, bound.%s)", id, label) : "";
        out_line(o, "{%s, %s, %s%s},", quote_string(label), k->shared->name, over_text(p, k), bound);
    }
    out_close(o, ";");
    emit_costs(p, id, o);
}

static void emit_program_row(const Model *m, const Prog *p, const char *field, Out *o)
{
    if (!p)
        return;
    const char *id = arena_format("%s_%s", m->name, p->name);
    const char *costs = arena_format("%s_costs", id);
    out_line(o, ".%s = {", field);
    out_line(o, "    .name = \"%s\", .kernels = %s_kernels, .kernel_count = %d, .levels = %d,", p->name, id,
             p->kernel_count, p->levels);
    out_line(o, "    .ctx_size = sizeof(%s_ctx), .bind = %s_bind, .workspace = %s_workspace,", id, id, id);
    if (p->kernel_count)
        out_line(o, "    .costs = %s, .cost_count = sizeof %s / sizeof %s[0],", costs, costs, costs);
    out_line(o, "},");
}

/* ------------------------------------------------------------ tables */

static void emit_dims(const Model *m, Out *o)
{
    out_blank(o);
    out_open(o, "static const gatrt_dim %s_dims[] =", m->name);
    for (int i = 0; i < m->dim_count; i++)
        out_line(o, "{%s, %lld},", quote_string(m->dims[i].name), (long long)m->dims[i].size);
    if (!m->dim_count)
        out_line(o, "{0},");
    out_close(o, ";");
}

static const char *const role_names[] = {
    [GATRT_FEATURES] = "GATRT_FEATURES",
    [GATRT_EDGE_ATTR] = "GATRT_EDGE_ATTR",
    [GATRT_EDGE_WEIGHT] = "GATRT_EDGE_WEIGHT",
    [GATRT_LABEL] = "GATRT_LABEL",
    [GATRT_TARGET] = "GATRT_TARGET",
    [GATRT_WEIGHT] = "GATRT_WEIGHT",
    [GATRT_CLASS_WEIGHT] = "GATRT_CLASS_WEIGHT",
    [GATRT_POS_WEIGHT] = "GATRT_POS_WEIGHT",
};
static const char *const loops_names[] = {
    [GATRT_LOOPS_KEPT] = "GATRT_LOOPS_KEPT",
    [GATRT_LOOPS_REPLACED] = "GATRT_LOOPS_REPLACED",
    [GATRT_LOOPS_COMPLETED] = "GATRT_LOOPS_COMPLETED",
};

static const char *const normalize_names[] = {
    "",
    [GATRT_ROW_SUM] = ", .row_normalize = GATRT_ROW_SUM",
    [GATRT_ROW_L1] = ", .row_normalize = GATRT_ROW_L1",
};

/* ", .given = ..." where the model lists an input's numbers itself. */
static const char *given_text(const InputInfo *in)
{
    if (!in->given)
        return "";
    const char *text = ", .given = (const float[]){";
    for (int64_t i = 0; i < shape_width(in->type.shape); i++)
        text = arena_format("%s%s%s", text, i ? ", " : "", out_float(in->given[i]));
    return arena_format("%s}", text);
}

static const char *bounds_text(const InputInfo *in)
{
    if (!in->bound_by)
        return "";
    return arena_format(", .bound_by = %s, .least = %s, .most = %s", quote_string(in->bound_by), out_float(in->least),
                        out_float(in->most));
}

static int emit_inputs(Model *m, Out *o)
{
    int count = 0;
    out_blank(o);
    out_open(o, "static const gatrt_input %s_input_table[] =", m->name);
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        if (in->output_of)
            continue;
        count++;
        const char *loop = in->loop_given ? arena_format(", .loop_given = 1, .loop = %s", out_float(in->loop)) : "";
        out_line(o, "[%s] = {%s, %s, .space = %s, .width = %s%s%s%s%s%s},", input_constant(m, i),
                 quote_string(in->name), role_names[in->role], space_constant(m, in->type.space),
                 dim_text(shape_row(in->type.shape)), in->sparse ? ", .sparse = 1" : "",
                 normalize_names[in->row_normalize], loop, given_text(in), bounds_text(in));
    }
    if (!count)
        out_line(o, "{0},");
    out_close(o, ";");
    return count;
}

static void emit_params(const Model *m, Out *o)
{
    out_blank(o);
    out_open(o, "static const gatrt_param %s_param_table[] =", m->name);
    for (int i = 0; i < m->param_count; i++) {
        const ParamInfo *info = &m->params[i];
        const char *arg = info->init_arg != 0 ? arena_format(", .init_arg = %s", out_double(info->init_arg)) : "";
        out_line(o, "{%s, .offset = %lld, .count = %lld, .rank = %d, .stored = {%lld, %lld, %lld}%s,",
                 quote_string(info->name), (long long)param_offset(m, i), (long long)shape_width(info->shape),
                 info->stored_rank, (long long)info->stored[0], (long long)info->stored[1], (long long)info->stored[2],
                 info->transposed ? ", .transposed = 1" : "");
        out_line(o, "    .init = %s%s, .fan_in = %lld, .fan_out = %lld},", quote_string(info->init), arg,
                 (long long)info->fan_in, (long long)info->fan_out);
    }
    if (!m->param_count)
        out_line(o, "{0},");
    out_close(o, ";");
}

static const Root *find_output(const Prog *p, int index)
{
    for (int i = 0; p && i < p->root_count; i++) {
        const Root *root = &p->roots[i];
        if ((root->kind == ROOT_OUTPUT || root->kind == ROOT_ON_DEMAND) && root->index == index)
            return root;
    }
    return NULL;
}

/* As the programs have it: numbers of shapes are named in them, not in the model as written. */
static Dim output_width(const Model *m, const Root *root)
{
    const Root *made = find_output(m->progs[PROGRAM_INFER], root->index);
    made = made ? made : find_output(m->progs[PROGRAM_INSPECT], root->index);
    return val_dim(made ? made->val : root->val);
}

static int emit_outputs(Model *m, Out *o)
{
    int count = 0;
    out_blank(o);
    out_open(o, "static const gatrt_output %s_outputs[] =", m->name);
    for (const Root *root; (root = find_output(m->forward, count)); count++)
        out_line(o, "[%s] = {%s, .space = %s, .width = %s%s},", output_constant(m, count), quote_string(root->name),
                 space_constant(m, root->val->type.space), dim_text(output_width(m, root)),
                 root->kind == ROOT_ON_DEMAND ? ", .on_demand = 1" : "");
    out_close(o, ";");
    return count;
}

static void emit_recipe(const gatrt_recipe *r, Out *o)
{
    out_line(o, ".recipe = {");
    out_line(o, "    .epochs = %d, .patience = %d, .optimizer = %s,", r->epochs, r->patience,
             quote_string(r->optimizer));
    out_line(o, "    .lr = %s, .weight_decay = %s, .momentum = %s, .beta1 = %s, .beta2 = %s, .eps = %s,",
             out_double(r->lr), out_double(r->weight_decay), out_double(r->momentum), out_double(r->beta1),
             out_double(r->beta2), out_double(r->eps));
    out_line(o, "    .metric = %s, .self_loops = %s, .symmetric = %d, .metric_named = %d,", quote_string(r->metric),
             loops_names[r->self_loops], r->symmetric, r->metric_named);
    out_line(o, "},");
}

static void mix_in(uint64_t *print, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    *print = gatrt_mix(*print ^ bits);
}

static void mix_value(uint64_t *print, const Val *v)
{
    const double parts[] = {v->op,
                            v->type.space->id,
                            v->type.shape.dim[0],
                            v->type.shape.dim[1],
                            v->attr.num,
                            v->attr.index,
                            v->attr.length,
                            v->type.shape.dim[2],
                            v->attr.end ? v->attr.end->id + 1 : 0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        mix_in(print, parts[i]);
    for (int i = 0; i < op_info[v->op].arity; i++)
        mix_in(print, v->in[i]->id);
}

/* Of the model as written, without its names and lines, and of what is done to the data before: a checkpoint knows by
 * it that the model is another. */
static uint64_t print_of_model(const Model *m)
{
    uint64_t print = 0;
    for (int i = 0; i < m->forward->count; i++)
        mix_value(&print, m->forward->vals[i]);
    for (int i = 0; i < m->input_count; i++) {
        mix_in(&print, m->inputs[i].row_normalize);
        mix_in(&print, m->inputs[i].loop);
    }
    mix_in(&print, m->recipe.self_loops);
    mix_in(&print, m->recipe.symmetric);
    return print | 1;
}

/* Of rows by themselves what the model as written goes along counts, too: the interpreter and tests evaluate that. */
static bool any_uses_end(const Model *m, const End *end)
{
    for (int i = 0; end->of->kind == SPACE_ROWS && i < m->forward->count; i++)
        if (m->forward->vals[i]->attr.end == end)
            return true;
    for (int i = 0; i < PROGRAM_COUNT; i++)
        if (m->progs[i] && uses_end(m->progs[i], end))
            return true;
    return false;
}

/* Their numbers are those that everything else counts by. */
static void emit_spaces(Model *m, Out *o)
{
    static const char *const kinds[] = {
        [SPACE_ONE] = "GATRT_ONE", [SPACE_ROWS] = "GATRT_ROWS", [SPACE_EDGES] = "GATRT_EDGES"};
    out_blank(o);
    out_open(o, "static const gatrt_space %s_spaces[] =", m->name);
    for (int i = 0; i < m->space_count; i++)
        out_line(o, "[%s] = {\"%s\", %s},", space_constant(m, m->spaces[i]), m->spaces[i]->name,
                 kinds[m->spaces[i]->kind]);
    out_close(o, ";");
    out_blank(o);
    out_open(o, "static const gatrt_end %s_ends[] =", m->name);
    for (int i = 0; i < m->end_count; i++) {
        const End *end = m->ends[i];
        out_line(o, "[%s] = {\"%s\", .of = %s, .to = %s%s%s},", end_constant(m, end), end->name,
                 space_constant(m, end->of), space_constant(m, end->to), end->sorted ? ", .sorted = 1" : "",
                 any_uses_end(m, end) ? ", .used = 1" : "");
    }
    out_close(o, ";");
}

static void emit_descriptor(Model *m, Out *o)
{
    emit_spaces(m, o);
    emit_dims(m, o);
    int inputs = emit_inputs(m, o);
    emit_params(m, o);
    int outputs = emit_outputs(m, o);
    out_blank(o);
    out_line(o, "const gatrt_model %s_model = {", m->name);
    o->depth++;
    out_line(o, ".abi = GATRT_ABI, .name = %s, .source = %s,", quote_string(m->name), quote_string(m->source));
    out_line(o, ".spaces = %s_spaces, .space_count = %d,", m->name, m->space_count);
    out_line(o, ".ends = %s_ends, .end_count = %d,", m->name, m->end_count);
    out_line(o, ".dims = %s_dims, .dim_count = %d,", m->name, m->dim_count);
    out_line(o, ".inputs = %s_input_table, .input_count = %d,", m->name, inputs);
    out_line(o, ".params = %s_param_table, .param_count = %d, .param_floats = %s_PARAMS,", m->name, m->param_count,
             upper_name(m->name));
    if (state_floats(m))
        out_line(o, ".state_floats = %lld,", (long long)state_floats(m));
    out_line(o, ".outputs = %s_outputs, .output_count = %d,", m->name, outputs);
    emit_program_row(m, m->progs[PROGRAM_TRAIN], "train", o);
    emit_program_row(m, m->progs[PROGRAM_INFER], "infer", o);
    emit_program_row(m, m->progs[PROGRAM_SCORE], "score", o);
    emit_program_row(m, m->progs[PROGRAM_INSPECT], "inspect", o);
    emit_recipe(&m->recipe, o);
    out_line(o, ".print = 0x%016llXu,", (unsigned long long)print_of_model(m));
    o->depth--;
    out_line(o, "};");
}

/* Which chunks hold rows of a demand level is asked of the runtime's graph. */
static bool counts_chunks(const Model *m)
{
    for (int i = 0; i < PROGRAM_COUNT; i++)
        for (int j = 0; m->progs[i] && j < m->progs[i]->field_count; j++)
            if (m->progs[i]->fields[j].kind == FIELD_PIECES && m->progs[i]->fields[j].index < LEVEL_ALL)
                return true;
    return false;
}

/* Every program but inference, which stands in the file before; the tables. */
static void emit_programs(Model *m, Out *o)
{
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        const Prog *p = m->progs[emit_order[i]];
        if (!p)
            continue;
        out_blank(o);
        out_line(o, "/* ---------------------------------------------------------------- %s */", p->name);
        if (emit_order[i] != PROGRAM_INFER) {
            emit_context(o, p);
            emit_kernels(o, p);
        }
        emit_program_tables(p, o);
    }
    emit_descriptor(m, o);
}

/* Constants are made when they are first asked for: what asks is written before they are. */
void emit_trainer(Model *m, Out *o)
{
    Out programs;
    out_init(&programs);
    emit_programs(m, &programs);
    emit_helpers(o, m->progs, PROGRAM_COUNT, &m->progs[PROGRAM_INFER], 1);
    if (counts_chunks(m))
        emit_helper(o, "gat_chunks_within(");
    emit_chunk_constants(m, false, o);
    emit_table_constants(m, o);
    out_raw(o, programs.text);
    out_free(&programs);
    out_blank(o);
    out_line(o, "#ifndef GATCC_NO_MAIN");
    out_open_function(o, "int main(int argc, char **argv)");
    out_line(o, "return gatrt_main(&%s_model, argc, argv);", m->name);
    out_close(o, "");
    out_line(o, "#endif");
}

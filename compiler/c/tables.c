/* tables.c - what the runtime knows of a model: tables of spaces, ends, dimensions, inputs, parameters and outputs, and the
 * descriptor that points to them.
 * In: a model. Out: the tables, with the constants that count in them. */
#include "compiler/base/arena.h"
#include "compiler/base/quote.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/loops/loops.h"

/* ------------------------------------------------------------ numbers in them */

const char *space_constant(Model *m, const Space *space)
{
    static const char *const plain[] = {"GATRT_PARAM", "GATRT_NODE", "GATRT_EDGE", "GATRT_GRAPH"};
    return space->id < GATRT_PLAIN_SPACES ? plain[space->id]
                                          : table_constant(m, CONSTANT_SPACE, space->name, space->id);
}

const char *end_constant(Model *m, const End *end)
{
    static const char *const plain[] = {"GATRT_EDGE_DST", "GATRT_EDGE_SRC", "GATRT_NODE_GRAPH"};
    const char *wish = arena_format("%s_%s", end->of->name, end->name);
    return end->id < GATRT_PLAIN_ENDS ? plain[end->id] : table_constant(m, CONSTANT_END, wish, end->id);
}

const char *input_constant(Model *m, int index)
{
    return table_constant(m, CONSTANT_INPUT, arena_format("input_%s", m->input_ids[index]), index);
}

const char *output_constant(Model *m, int index)
{
    return table_constant(m, CONSTANT_OUTPUT, arena_format("output_%s", m->output_ids[index]), index);
}

/* ------------------------------------------------------------ the parameter block */

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

/* ------------------------------------------------------------ what a model declares */

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
    [GATRT_ROW_NUMBER] = "GATRT_ROW_NUMBER",
    [GATRT_MASK] = "GATRT_MASK",
    [GATRT_ASKED] = "GATRT_ASKED",
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
        count += !in->explains;
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

/* The names of the loss's terms, in the order of its roots. Returns how many. */
static int emit_terms(const Model *m, Out *o)
{
    int count = 0;
    for (int i = 0; i < m->forward->root_count; i++) {
        const Root *root = &m->forward->roots[i];
        if (root->kind != ROOT_LOSS || root->index == 0)
            continue;
        if (count++ == 0) {
            out_blank(o);
            out_open(o, "static const char *const %s_terms[] =", m->name);
        }
        out_line(o, "%s,", quote_string(root->name));
    }
    if (count)
        out_close(o, ";");
    return count;
}

static void emit_recipe(const gatrt_recipe *r, Out *o)
{
    out_line(o, ".recipe = {");
    out_line(o, "    .epochs = %d, .patience = %d,", r->epochs, r->patience);
    out_line(o, "    .optimizer = %s,", quote_string(r->optimizer));
    if (r->schedule)
        out_line(o, "    .schedule = %s,", quote_string(r->schedule));
    if (r->clip)
        out_line(o, "    .clip = %s,", quote_string(r->clip));
    if (r->groups)
        out_line(o, "    .groups = %s,", quote_string(r->groups));
    if (r->stop_on)
        out_line(o, "    .stop_on = %s,", quote_string(r->stop_on));
    if (r->average)
        out_line(o, "    .average = %s,", quote_string(r->average));
    if (r->l1 > 0.0)
        out_line(o, "    .l1 = %s,", out_double(r->l1));
    out_line(o, "    .metric = %s, .self_loops = %s, .symmetric = %d, .metric_named = %d,", quote_string(r->metric),
             loops_names[r->self_loops], r->symmetric, r->metric_named);
    out_line(o, "},");
}

/* ------------------------------------------------------------ the descriptor */

static int explain_inputs(const Model *m)
{
    int count = 0;
    for (int i = 0; i < m->input_count; i++)
        count += m->inputs[i].explains;
    return count;
}

void emit_descriptor(Model *m, Out *o)
{
    emit_spaces(m, o);
    emit_dims(m, o);
    int inputs = emit_inputs(m, o);
    emit_params(m, o);
    int outputs = emit_outputs(m, o);
    const int terms = emit_terms(m, o);
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
    emit_program_row(m, m->progs[PROGRAM_EXPLAIN], "explain", o);
    if (explain_inputs(m))
        out_line(o, ".explain_inputs = %d,", explain_inputs(m));
    emit_recipe(&m->recipe, o);
    out_line(o, ".print = 0x%016llXu,", (unsigned long long)print_of_model(m));
    if (m->switches.exact)
        out_line(o, ".bits = gat_bits,");
    if (terms)
        out_line(o, ".terms = %s_terms, .term_count = %d,", m->name, terms);
    o->depth--;
    out_line(o, "};");
}

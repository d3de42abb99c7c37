/* first_params.c - `--step`: NAME_first_params, the weights that a training begins with, as a trainer draws them from the same
 * seed. In: a model's parameters and their initialisers, by the runtime's own table. Out: a function, and what it calls. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/embedded.h"
#include "compiler/base/reserved.h"
#include "compiler/c/step.h"
#include "runtime/runtime.h"

#include <string.h>

static InitRule rule_of(const ParamInfo *info)
{
    const gatrt_param p = {.name = info->name,
                           .init = info->init,
                           .init_arg = info->init_arg,
                           .fan_in = info->fan_in,
                           .fan_out = info->fan_out};
    InitRule rule;
    Error error = {""};
    if (!init_rule(&p, &rule, &error))
        die("%s", error.text);
    return rule;
}

static bool has_elements(const Model *m, InitElements elements)
{
    for (int i = 0; i < m->param_count; i++)
        if (rule_of(&m->params[i]).elements == elements)
            return true;
    return false;
}

bool draws_params(const Model *m)
{
    return has_elements(m, INIT_UNIFORM) || has_elements(m, INIT_NORMAL);
}

/* ------------------------------------------------------------------ the header */

void declare_first_params(const Model *m, Out *h)
{
    out_line(h, "/* Weights that a training begins with, as a trainer draws them%s: its first ones with --seed. */",
             m->switches.exact ? ", to the bit" : "");
    out_line(h, "int %s_first_params(%s_params *params, uint64_t seed);", m->name, m->name);
}

/* ------------------------------------------------------------------ the source */

/* The runtime's own text of one of its functions. */
static void emit_runtime_function(const char *name, const char *what, Out *c)
{
    const char *from = strstr(exact_functions_text, arena_format("\ndouble %s(", name));
    const char *to = from ? strstr(from, "\n}\n") : NULL;
    if (!to)
        bug("emit: the runtime has no function %s", name);
    out_blank(c);
    out_line(c, "/* %s, with the same bits everywhere. */", what);
    out_raw(c, arena_format("static %.*s\n}\n", (int)(to - from - 1), from + 1));
}

static void emit_fillers(const Model *m, Out *c)
{
    if (has_elements(m, INIT_CONSTANT))
        emit_helper(c, "gat_fill(");
    if (draws_params(m))
        emit_helper(c, "gat_uniform(");
    if (has_elements(m, INIT_UNIFORM))
        emit_helper(c, "gat_fill_uniform(");
    if (!has_elements(m, INIT_NORMAL))
        return;
    emit_runtime_function("exact_log", "The natural logarithm", c);
    emit_runtime_function("exact_cos_turns", "The cosine of so many turns, from 0 to 1", c);
    emit_helper(c, "gat_fill_normal(");
}

void emit_first_params(const Model *m, Out *c)
{
    emit_fillers(m, c);
    out_blank(c);
    out_open_function(c, "int %s_first_params(%s_params *params, uint64_t seed)", m->name, m->name);
    emit_refusal(m, c, "!params", "NO_ARGUMENT");
    if (draws_params(m)) {
        out_line(c, "const uint64_t draw = gatrt_draw(seed, UINT64_MAX); /* no step has this number */");
        out_line(c, "(void)gatrt_value_draw, (void)gatrt_row_key, (void)gatrt_keep; /* a step's, where it draws */");
    } else {
        out_line(c, "(void)seed;");
    }
    for (int i = 0; i < m->param_count; i++) {
        const InitRule rule = rule_of(&m->params[i]);
        const char *id = m->param_ids[i], *whole = arena_format("params->%s, sizeof params->%s", id, id);
        if (rule.elements == INIT_CONSTANT)
            out_line(c, "gat_fill(%s, %s);", whole, out_float((float)rule.scale));
        else
            out_line(c, "%s(%s, %s, draw, %d);", rule.elements == INIT_UNIFORM ? "gat_fill_uniform" : "gat_fill_normal",
                     whole, out_double(rule.scale), i);
    }
    out_line(c, "return %s_OK;", upper_name(m->name));
    out_close(c, "");
}

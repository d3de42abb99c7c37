/* capacity.c - `--capacity`: the most rows of everything that a graph may have. What preparing and inference take is then known
 * to the byte before anything is compiled: the header states it, and has a type of that size for what need be static. A graph
 * that has more is a code.
 * In: a model with scheduled programs, and the words of the command line. Out: Model.capacity; constants, NAME_fixed, its
 * functions, and the checks that prepare.c and checks.c ask for. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Has it more edges in its lists than the application gave? */
static bool is_longer(const Model *m, const Space *space)
{
    return m->capacity && is_prepared(m) && space->kind == SPACE_EDGES &&
           listed_edges(m, space, m->capacity) > m->capacity[space->id];
}

int64_t capacity_listed(const Model *m, const Space *space)
{
    return is_longer(m, space) ? listed_edges(m, space, m->capacity) : m->capacity[space->id];
}

/* Rows of each space in the largest graph. */
static const int64_t *listed_rows(const Model *m)
{
    int64_t *rows = arena_alloc((size_t)m->space_count, sizeof *rows);
    for (int i = 0; i < m->space_count; i++)
        rows[i] = has_count(m, m->spaces[i]) ? capacity_listed(m, m->spaces[i]) : 0;
    return rows;
}

int64_t capacity_workspace(const Model *m)
{
    return workspace_bytes(inference(m), listed_rows(m));
}

/* Floats of NAME_fixed's workspace: an even number, so that what follows has its place. */
static int64_t fixed_floats(const Model *m)
{
    return (capacity_workspace(m) + 7) / 8 * 2;
}

static void count_member(void *to, const char *name, Member kind)
{
    (void)name;
    (void)kind;
    ++*(int64_t *)to;
}

/* Members of NAME_graph, each of 8 bytes. */
static int64_t graph_pointers(const Model *m)
{
    int64_t count = 0;
    graph_members(m, &count, count_member);
    return count;
}

int64_t capacity_fixed(const Model *m)
{
    return fixed_floats(m) * (int64_t)sizeof(float) + prepare_bytes(m, m->capacity) +
           graph_pointers(m) * (int64_t)sizeof(int64_t);
}

const char *capacity_constant(const Model *m, const Space *space, bool listed)
{
    return arena_format("%s_MAX_%s%s", upper_name(m->name), listed && is_longer(m, space) ? "LISTED_" : "",
                        upper_name(rows_name(space)));
}

/* ------------------------------------------------------------------ the command line */

static int64_t *capacity_of(Model *m, const char *spec, const char *name, size_t length)
{
    for (int i = 0; i < m->space_count; i++) {
        const char *rows = rows_name(m->spaces[i]);
        if (has_count(m, m->spaces[i]) && strlen(rows) == length && !strncmp(rows, name, length))
            return &m->capacity[i];
    }
    usage_error("--capacity %s: the model %s has no %.*s; it has %s", spec, m->name, (int)length, name,
                graph_counts(inference(m)));
}

static void read_item(Model *m, const char *spec, const char *item, size_t length)
{
    const size_t name = strcspn(item, "=,");
    char *end = NULL;
    errno = 0;
    const long long most = item[name] == '=' ? strtoll(item + name + 1, &end, 10) : 0;
    if (end != item + length || errno || most < 1 || most > INT32_MAX)
        usage_error("--capacity %s: expected a number from 1 to %d of each, such as nodes=512,edges=4096", spec,
                    INT32_MAX);
    int64_t *at = capacity_of(m, spec, item, name);
    if (*at)
        usage_error("--capacity %s: %.*s stands there twice", spec, (int)name, item);
    *at = most;
}

static void refuse_dims(const Model *m)
{
    for (int i = 0; i < m->dim_count; i++)
        if (!strncmp(upper_name(m->dims[i].name), "MAX_", 4))
            usage_error("--capacity: the model's dimension %s would be called as one of its constants",
                        m->dims[i].name);
}

static void refuse_large(const Model *m, const char *spec)
{
    bool large = false;
    for (int i = 0; i < m->space_count; i++)
        large |= has_count(m, m->spaces[i]) && capacity_listed(m, m->spaces[i]) > INT32_MAX;
    if (large || capacity_workspace(m) > INT32_MAX || (is_prepared(m) && capacity_fixed(m) > INT32_MAX))
        usage_error("--capacity %s: this takes more than %d bytes; without it, memory is of the size of each graph",
                    spec, INT32_MAX);
}

void capacity_set(Model *m, const char *spec)
{
    m->capacity = arena_alloc((size_t)m->space_count, sizeof *m->capacity);
    for (const char *item = spec; *item;) {
        const size_t length = strcspn(item, ",");
        read_item(m, spec, item, length);
        item += length + (item[length] == ',');
    }
    for (int i = 0; i < m->space_count; i++)
        if (has_count(m, m->spaces[i]) && !m->capacity[i])
            usage_error("--capacity %s: how many %s? The model %s has %s", spec, rows_name(m->spaces[i]), m->name,
                        graph_counts(inference(m)));
    refuse_dims(m);
    refuse_large(m, spec);
}

/* ------------------------------------------------------------------ emitted */

void emit_capacity_check(const Model *m, const char *of, bool listed, Out *c)
{
    const char *more = "";
    if (!m->capacity)
        return;
    for (int i = 0; i < m->space_count; i++)
        if (has_count(m, m->spaces[i]))
            more = arena_format("%s%s%s%s > %s", more, *more ? " || " : "", of, rows_name(m->spaces[i]),
                                capacity_constant(m, m->spaces[i], listed));
    out_line(c, "if (%s)", more);
    out_line(c, "    return %s_E_CAPACITY;", upper_name(m->name));
}

static void declare_constants(const Model *m, Out *h)
{
    const char *upper = upper_name(m->name);
    out_blank(h);
    out_line(h, "/* The most that a graph may have%s, else %s_E_CAPACITY; and the bytes that this takes. */",
             is_prepared(m) ? ", as the application has it and in the lists made of it" : "", upper);
    out_open(h, "enum");
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!has_count(m, s))
            continue;
        out_line(h, "%s = %lld,", capacity_constant(m, s, false), (long long)m->capacity[i]);
        if (is_longer(m, s))
            out_line(h, "%s = %lld,", capacity_constant(m, s, true), (long long)capacity_listed(m, s));
    }
    if (is_prepared(m))
        out_line(h, "%s_PREPARE_BYTES = %lld,", upper, (long long)prepare_bytes(m, m->capacity));
    out_line(h, "%s_WORKSPACE_BYTES = %lld", upper, (long long)capacity_workspace(m));
    out_close(h, ";");
}

static const char *fixed_prepare_head(const Model *m)
{
    return arena_format("int %s_fixed_prepare(%s_fixed *fixed, const %s_edges *edges%s)", m->name, m->name, m->name,
                        edges_carry(m) ? arena_format(", %s_inputs *inputs", m->name) : "");
}

static const char *fixed_infer_head(const Model *m)
{
    return arena_format("int %s_fixed_infer(%s_fixed *fixed, const %s_params *params, const %s_inputs *inputs%s)",
                        m->name, m->name, m->name, m->name, outputs_argument(m, "float *", ""));
}

static const char *fixed_update_head(const Model *m)
{
    return arena_format("int %s_fixed_update(%s_fixed *fixed, const %s_params *params, const %s_changes *changes,\n%*s"
                        "const %s_inputs *inputs%s)",
                        m->name, m->name, m->name, m->name, (int)strlen(arena_format("int %s_fixed_update(", m->name)),
                        "", m->name, outputs_argument(m, "float *", ""));
}

void emit_capacity_declarations(const Model *m, Out *h)
{
    if (!m->capacity)
        return;
    declare_constants(m, h);
    if (!is_prepared(m))
        return;
    out_blank(h);
    out_line(h,
             "/* A graph of any size up to that and all that inference needs: `static %s_fixed fixed;`, of %lld bytes",
             m->name, (long long)capacity_fixed(m));
    out_line(h, " * where pointers have 8. Nothing else is kept anywhere; one call at a time for each. */");
    out_open(h, "typedef struct %s_fixed", m->name);
    out_line(h, "float workspace[%lld];", (long long)fixed_floats(m));
    out_line(h, "int64_t memory[%s_PREPARE_BYTES / 8];", upper_name(m->name));
    out_line(h, "%s_graph graph;", m->name);
    out_close(h, arena_format(" %s_fixed;", m->name));
    out_blank(h);
    out_line(h, "/* %s_prepare and %s_infer there. Where preparing fails, there is no graph. */", m->name, m->name);
    out_line(h, "%s;", fixed_prepare_head(m));
    out_line(h, "%s;", fixed_infer_head(m));
    if (updates(m))
        out_line(h, "%s;", fixed_update_head(m));
}

void emit_capacity(const Model *m, Out *c)
{
    if (!m->capacity || !is_prepared(m))
        return;
    const char *upper = upper_name(m->name);
    out_blank(c);
    out_open_function(c, "%s", fixed_prepare_head(m));
    out_line(c, "if (!fixed)");
    out_line(c, "    return %s_NO_ARGUMENT;", upper);
    out_line(c, "const int code = %s_prepare(edges, &fixed->graph, %sfixed->memory);", m->name, prepare_arguments(m));
    out_line(c, "if (code != %s_OK)", upper);
    out_line(c, "    fixed->graph = (%s_graph){0};", m->name);
    out_line(c, "return code;");
    out_close(c, "");
    out_blank(c);
    out_open_function(c, "%s", fixed_infer_head(m));
    out_line(c, "if (!fixed)");
    out_line(c, "    return %s_NO_ARGUMENT;", upper);
    out_line(c, "return %s_infer(params, &fixed->graph, inputs%s, fixed->workspace);", m->name,
             outputs_argument(m, "", ""));
    out_close(c, "");
    if (!updates(m))
        return;
    out_blank(c);
    out_open_function(c, "%s", fixed_update_head(m));
    out_line(c, "if (!fixed)");
    out_line(c, "    return %s_NO_ARGUMENT;", upper);
    out_line(c, "return %s_update(params, changes, &fixed->graph, inputs%s, fixed->memory, fixed->workspace);", m->name,
             outputs_argument(m, "", ""));
    out_close(c, "");
}

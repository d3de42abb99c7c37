/* selftest.c - NAME_test.c: the emitted inference on the sample graph against what the model means, as sample.c has it from
 * the oracle; memory that is asked for is all that is touched; wrong arguments are a code. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"
#include "runtime/runtime.h"

#include <math.h>

static const char beginning[] =
    "static int failed;\n"
    "\n"
    "static void expect(int holds, const char *what)\n"
    "{\n"
    "    if (!holds) {\n"
    "        printf(\"FAILED: %s\\n\", what);\n"
    "        failed = 1;\n"
    "    }\n"
    "}\n"
    "\n"
    "/* 0, 1/8, ... 7/8. */\n"
    "static float number(int64_t i)\n"
    "{\n"
    "    return (float)((uint32_t)i * 2654435761u >> 29) / 8.0f;\n"
    "}\n"
    "\n"
    "/* Memory of the heap or, where there is none, of the program's own: compile with -DTEST_BYTES=262144, or how "
    "many it takes.\n"
    " * What was taken last is given back first. */\n"
    "#ifdef TEST_BYTES\n"
    "static _Alignas(16) unsigned char own_memory[TEST_BYTES];\n"
    "static size_t own_used;\n"
    "\n"
    "static unsigned char *take(size_t size)\n"
    "{\n"
    "    unsigned char *bytes = own_memory + own_used;\n"
    "    if (size > TEST_BYTES - own_used)\n"
    "        return NULL;\n"
    "    own_used += (size + 15) / 16 * 16;\n"
    "    if (own_used > TEST_BYTES)\n"
    "        own_used = TEST_BYTES;\n"
    "    return bytes;\n"
    "}\n"
    "\n"
    "static void give_back(unsigned char *bytes)\n"
    "{\n"
    "    own_used = (size_t)(bytes - own_memory);\n"
    "}\n"
    "#else\n"
    "static unsigned char *take(size_t size)\n"
    "{\n"
    "    return malloc(size);\n"
    "}\n"
    "\n"
    "static void give_back(unsigned char *bytes)\n"
    "{\n"
    "    free(bytes);\n"
    "}\n"
    "#endif\n"
    "\n"
    "/* So many bytes and no more, with bytes behind them that nobody may touch. */\n"
    "static unsigned char *room(size_t size)\n"
    "{\n"
    "    unsigned char *bytes = take(size + CANARY);\n"
    "    if (!bytes) {\n"
    "        printf(\"FAILED: no memory for %lu bytes\\n\", (unsigned long)size);\n"
    "        exit(1);\n"
    "    }\n"
    "    memset(bytes, 0xa5, size + CANARY);\n"
    "    return bytes;\n"
    "}\n"
    "\n"
    "static void free_room(unsigned char *bytes, size_t size)\n"
    "{\n"
    "    for (int i = 0; i < CANARY; i++)\n"
    "        if (bytes[size + (size_t)i] != 0xa5) {\n"
    "            expect(0, \"memory behind what was asked for is untouched\");\n"
    "            break;\n"
    "        }\n"
    "    give_back(bytes);\n"
    "}\n"
    "\n"
    "/* The bits of all outputs in one number, by FNV-1a: machines that print the same one gave the same outputs. */\n"
    "static uint32_t hash = 2166136261u;\n"
    "\n"
    "static void add_to_hash(const float *numbers, int count)\n"
    "{\n"
    "    for (int i = 0; i < count; i++) {\n"
    "        uint32_t bits;\n"
    "        memcpy(&bits, &numbers[i], sizeof bits);\n"
    "        for (int at = 0; at < 32; at += 8)\n"
    "            hash = (hash ^ (bits >> at & 255u)) * 16777619u;\n"
    "    }\n"
    "}\n"
    "\n"
    "static void compare(const char *name, const float *got, const float *expected, int count)\n"
    "{\n"
    "    double most = 0.0;\n"
    "    for (int i = 0; i < count; i++) {\n"
    "        const double off = fabs((double)got[i] - (double)expected[i]) / (1.0 + fabs((double)expected[i]));\n"
    "        most = off >= most ? off : off == off ? most : HUGE_VAL;\n"
    "    }\n"
    "    printf(\"%s: %d numbers, greatest difference %.1e of 1 and the number\\n\", name, count, most);\n"
    "    expect(most <= most_off, name);\n"
    "    add_to_hash(got, count);\n"
    "}\n";

/* ------------------------------------------------------------------ what is expected */

/* Terms that are added up one after another: a sum over features has LANES of them side by side. */
static int64_t terms_in_order(const Val *v)
{
    switch (op_info[v->op].kind) {
    case KIND_REDUCE: return val_width(v->in[0]) / val_width(v) / LANES;
    case KIND_GEMM: return shape_width(v->in[1]->type.shape) / val_width(v);
    default: return 0;
    }
}

/* Each addition is off by half of the last bit of what is there already: of sums of usual length far less than 1e-4. */
static double most_off(const Model *m)
{
    const Prog *p = inference(m);
    int64_t longest = 0;
    for (int i = 0; i < p->count; i++)
        longest = terms_in_order(p->vals[i]) > longest ? terms_in_order(p->vals[i]) : longest;
    return fmax(1e-4, (double)longest * 0x1p-24);
}

static void write_expected(const Model *m, Out *o)
{
    enum { A_LINE = 8 };
    const Prog *p = inference(m);
    Sample *s = sample_new(m);
    for (int k = 0; k < p->root_count; k++) {
        int64_t count;
        float *values = sample_output(s, p->roots[k].index, &count);
        out_blank(o);
        out_open(o, "static const float expected_%s[%lld] =", output_id(m, k), (long long)count);
        for (int64_t i = 0; i < count; i++) {
            if (i % A_LINE == 0)
                out_indent(o);
            out_text(o, "%s,%s", out_float(values[i]), (i + 1) % A_LINE && i + 1 < count ? " " : "\n");
        }
        out_close(o, ";");
        mem_free(values);
    }
    sample_free(s);
}

/* ------------------------------------------------------------------ inputs */

/* As sample.c's feature(). */
static const char *feature_text(const InputInfo *in)
{
    const char *plain = arena_format("number(v * %lld + i)", (long long)shape_width(in->type.shape));
    if (sample_is_whole(in))
        return arena_format("%s + floorf(%s * %s)", out_float(in->least), plain,
                            out_float(in->most - in->least + 1.0f));
    return plain;
}

static void write_dense(const Model *m, int input, Out *o)
{
    const InputInfo *in = &m->inputs[input];
    const char *rows = is_of_edges(in) ? "EDGES" : "ROWS";
    const long long width = shape_width(in->type.shape);
    out_line(o, "static float %s[%s * %lld];", m->input_ids[input], rows, width);
    out_line(o, "for (int64_t v = 0; v < %s; v++)", rows);
    out_line(o, "    for (int64_t i = 0; i < %lld; i++)", width);
    out_line(o, "        %s[v * %lld + i] = %s;", m->input_ids[input], width, feature_text(in));
}

static void write_numbers(const Model *m, int input, Out *o)
{
    const char *id = m->input_ids[input];
    out_line(o, "static int64_t %s_start[ROWS + 1];", id);
    out_line(o, "static int32_t %s_col[ROWS];", id);
    out_line(o, "static float %s_val[ROWS];", id);
    out_open(o, "for (int64_t v = 0; v < ROWS; v++)");
    out_line(o, "%s_start[v + 1] = v + 1;", id);
    out_line(o, "%s_col[v] = (int32_t)(v %% %lld);", id, (long long)shape_width(m->inputs[input].type.shape));
    out_line(o, "%s_val[v] = 1.0f;", id);
    out_close(o, "");
}

static void write_sparse(const Model *m, int input, Out *o)
{
    const char *id = m->input_ids[input];
    const long long width = shape_width(m->inputs[input].type.shape), step = sample_step(width);
    out_line(o, "static int64_t %s_start[ROWS + 1];", id);
    out_line(o, "static int32_t %s_col[ROWS * %lld];", id, width / step + 1);
    out_line(o, "static float %s_val[ROWS * %lld];", id, width / step + 1);
    out_open(o, "for (int64_t v = 0; v < ROWS; v++)");
    out_line(o, "%s_start[v + 1] = %s_start[v];", id, id);
    out_open(o, "for (int64_t i = (%lld - v %% %lld) %% %lld; i < %lld; i += %lld)", step, step, step, width, step);
    out_line(o, "%s_col[%s_start[v + 1]] = (int32_t)i;", id, id);
    out_line(o, "%s_val[%s_start[v + 1]++] = number(v * %lld + i) + 0.125f;", id, id, width);
    out_close(o, "");
    out_close(o, "");
}

static void bind_inputs(const Model *m, bool of_edges, Out *o)
{
    for (int i = 0; i < m->input_count; i++)
        if (reads_input(inference(m), i) && is_of_edges(&m->inputs[i]) == of_edges)
            bind_input(m, i, o);
}

static void write_inputs(const Model *m, Out *o)
{
    for (int i = 0; i < m->input_count; i++) {
        if (!reads_input(inference(m), i))
            continue;
        (m->inputs[i].role == GATRT_ROW_NUMBER ? write_numbers
         : m->inputs[i].sparse                 ? write_sparse
                                               : write_dense)(m, i, o);
        if (m->inputs[i].row_normalize)
            out_line(o, "expect(%s == %s_OK, \"%s is normalised\");", normalize_call(m, i, "ROWS"), upper_name(m->name),
                     m->input_ids[i]);
    }
    out_line(o, "%s_inputs inputs;", m->name);
    out_line(o, "memset(&inputs, 0, sizeof inputs);");
    bind_inputs(m, false, o);
}

/* ------------------------------------------------------------------ the graph */

static void write_edges(const Model *m, Out *o)
{
    const char *most = updates(m) ? "MORE" : "EDGES";
    out_line(o, "static int32_t src[%s], dst[%s];", most, most);
    out_open(o, "for (int32_t e = 0; e < EDGES; e++)");
    out_line(o, "src[e] = (e * 7 + 1) %% ROWS;");
    out_line(o, "dst[e] = (e * e + 3 * e) %% ROWS;");
    out_close(o, "");
    out_line(o, "%s_edges edges;", m->name);
    out_line(o, "memset(&edges, 0, sizeof edges);");
    bind_edges(m, "ROWS", "EDGES", o);
    for (int i = 0; i < m->space_count; i++)
        if (updates(m) && is_relation(inference(m), m->spaces[i]))
            out_line(o, "edges.%s_room = MORE - EDGES;", rows_name(m->spaces[i]));
    bind_inputs(m, true, o);
}

static void write_prepare(const Model *m, Out *o)
{
    const char *upper = upper_name(m->name);
    out_line(o, "%s_graph graph;", m->name);
    out_line(o, "const size_t bytes = %s_prepare_size(&edges);", m->name);
    out_line(o, "unsigned char *memory = room(bytes);");
    out_line(o, "const int32_t right = dst[3];");
    out_line(o, "dst[3] = ROWS;");
    out_line(o, "expect(%s == %s_BAD_GRAPH, \"an edge to no row is refused\");", prepare_call(m), upper);
    out_line(o, "dst[3] = right;");
    out_line(o, "expect(%s == %s_OK, \"the graph is prepared\");", prepare_call(m), upper);
}

/* ------------------------------------------------------------------ inference */

static void write_infer(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    const char *upper = upper_name(m->name);
    out_line(o, "const size_t size = %s;", workspace_size_call(m));
    out_line(o, "unsigned char *workspace = room(size);");
    write_output_arrays(m, "got_", o);
    out_line(o, "expect(%s == %s_NO_ARGUMENT, \"no workspace is refused\");", infer_call(m, "got_", "", "NULL"), upper);
    out_line(o, "expect(%s == %s_OK, \"inference works\");", infer_call(m, "got_", "", "workspace"), upper);
    for (int k = 0; k < p->root_count; k++) {
        const char *id = output_id(m, k);
        out_line(o, "compare(\"%s\", got_%s, expected_%s, (int)(sizeof got_%s / sizeof(float)));", id, id, id, id);
    }
    write_rows_test(m, o);
    write_capacity_test(m, o);
    write_update_test(m, o);
    write_step_test(m, o);
    out_line(o, "free_room(workspace, size);");
    out_line(o, "free_room(memory, bytes);");
}

static void write_params(const Model *m, Out *o)
{
    if (m->baked)
        return;
    out_line(o, "static %s_params params;", m->name);
    out_line(o, "float *const floats = (float *)(void *)&params;");
    out_line(o, "for (int64_t i = 0; i < %s_PARAMS; i++)", upper_name(m->name));
    out_line(o, "    floats[i] = (number(i) + 0.125f) / 4.0f;");
}

void write_selftest(const Model *m, Out *o)
{
    out_line(
        o, "/* %s_test.c - does %s.c give here what the model means? On a small graph whose numbers were worked out in",
        m->name, m->name);
    out_line(o, " * double when gatcc wrote this. It prints the greatest difference, and ends with 1 where one is too "
                "large. */");
    out_line(o, "#include \"%s.h\"", m->name);
    out_blank(o);
    out_raw(o, "#include <math.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n");
    out_blank(o);
    out_line(o, "enum { ROWS = %d, EDGES = %d, CANARY = 64 };", SAMPLE_ROWS, SAMPLE_EDGES);
    out_blank(o);
    write_update_functions(m, o);
    out_line(o, "static const double most_off = %s; /* of 1 and the number, for floats: by the longest sum */",
             out_double(most_off(m)));
    out_raw(o, beginning);
    write_expected(m, o);
    out_blank(o);
    out_open_function(o, "int main(void)");
    write_params(m, o);
    write_inputs(m, o);
    write_edges(m, o);
    write_prepare(m, o);
    write_infer(m, o);
    out_line(o, "printf(\"bits of all outputs%s: %%08lx\\n\", (unsigned long)hash);",
             has_step(m) ? " and of training" : "");
    out_line(o, "printf(\"%s: %%s\\n\", failed ? \"FAILED\" : \"ok\");", m->name);
    out_line(o, "return failed;");
    out_close(o, "");
}

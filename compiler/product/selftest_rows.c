/* selftest_rows.c - what NAME_test.c holds of inference of some rows alone: each row by itself and some together are the same
 * bits as in a whole run, in a workspace that holds NaN before, and other rows are never of other bits. Behind inference on
 * the sample, in its variables. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

static const char *rows_call(const Model *m, const char *rows, const char *count)
{
    return arena_format("%s(&%s, &graph, &inputs, %s, %s%s, alone)", infer_rows_name(m), params_argument(m), rows,
                        count, outputs_argument(m, "alone_", ""));
}

/* Whole rows of these numbers, or of the edges into them. */
static void write_expectation(const Model *m, const Root *root, Out *o)
{
    const char *id = m->output_ids[root->index];
    const long long width = val_width(root->val);
    const char *first = "alone_rows[q]", *end = "alone_rows[q] + 1";
    if (is_edge_value(root->val)) {
        const char *list = sorted_end(root->val->type.space)->list;
        first = arena_format("graph.%s_start[alone_rows[q]]", list);
        end = arena_format("graph.%s_start[alone_rows[q] + 1]", list);
    }
    out_line(o, "expect(!memcmp(alone_%s + %s * %lld, got_%s + %s * %lld,", id, first, width, id, first, width);
    out_line(o, "               (size_t)(%s - %s) * %lld * sizeof(float)), \"%s of a row alone is the same\");",
             is_edge_value(root->val) ? end : "1", is_edge_value(root->val) ? first : "0", width, id);
}

/* What is asked for: one row, then three from there on, of which two are one. */
static void write_case(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    for (int k = 0; k < p->root_count; k++) {
        const char *id = output_id(m, k);
        out_line(o, "memset(alone_%s, 0xff, sizeof alone_%s);", id, id);
    }
    out_line(o, "memset(alone, 0xff, alone_size);");
    out_line(o, "const int32_t alone_rows[] = {v, (v + 5) %% ROWS, v};");
    out_line(o, "const int many = run ? 3 : 1;");
    out_line(o, "expect(%s == %s_OK, \"inference of some rows works\");", rows_call(m, "alone_rows", "many"),
             upper_name(m->name));
    out_open(o, "for (int q = 0; q < many; q++)");
    for (int k = 0; k < p->root_count; k++)
        write_expectation(m, &p->roots[k], o);
    out_close(o, "");
    for (int k = 0; k < p->root_count; k++) {
        const char *id = output_id(m, k);
        out_line(o, "for (size_t i = 0; i < sizeof got_%s / sizeof(float); i++)", id);
        out_line(o,
                 "    expect(alone_%s[i] != alone_%s[i] || !memcmp(&alone_%s[i], &got_%s[i], sizeof(float)), \"%s: "
                 "other rows\");",
                 id, id, id, id, id);
    }
}

void write_rows_test(const Model *m, Out *o)
{
    if (!infers_rows(m))
        return;
    out_line(o, "const size_t alone_size = %s_size(&graph);", infer_rows_name(m));
    out_line(o, "unsigned char *alone = room(alone_size);");
    write_output_arrays(m, "alone_", o);
    out_open(o, "for (int32_t v = 0; v < ROWS; v++)");
    out_open(o, "for (int run = 0; run < 2; run++)");
    write_case(m, o);
    out_close(o, "");
    out_close(o, "");
    out_line(o, "const int32_t nowhere[] = {0, ROWS};");
    out_line(o, "expect(%s == %s_BAD_INPUT, \"a row that is not there is refused\");", rows_call(m, "nowhere", "2"),
             upper_name(m->name));
    out_line(o, "free_room(alone, alone_size);");
}

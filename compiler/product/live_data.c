/* live_data.c - what a page that trains holds of its data set, as JSON: arrays are a letter and base 64. Rows stand as the data set
 * has them, inputs as a trainer's `--order given` has them; the page's own module makes the lists of the graph.
 * In: a model with NAME_step, a data set that fits it. Out: text. */
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/oracle/runtime_model.h"
#include "compiler/product/live.h"
#include "compiler/product/product.h"
#include "runtime/runtime.h"

/* ------------------------------------------------------------------ arrays: f floats, i and h numbers of 4 and 2 bytes, s starts,
 * w bytes */

static void put_array(Page *page, char letter, const void *bytes, size_t size)
{
    page_put(page, "\"%c", letter);
    page_bytes(page, bytes, size);
    page_raw(page, "\"");
}

static void put_floats(Page *page, const float *values, int64_t count)
{
    put_array(page, 'f', values, (size_t)count * sizeof *values);
}

static void put_numbers(Page *page, const int32_t *values, int64_t count)
{
    uint16_t *narrow = mem_alloc((size_t)count + 1, sizeof *narrow);
    bool fits = true;
    for (int64_t i = 0; i < count; i++) {
        fits = fits && values[i] >= 0 && values[i] <= UINT16_MAX;
        narrow[i] = (uint16_t)values[i];
    }
    if (fits)
        put_array(page, 'h', narrow, (size_t)count * sizeof *narrow);
    else
        put_array(page, 'i', values, (size_t)count * sizeof *values);
    mem_free(narrow);
}

static void put_starts(Page *page, const int64_t *starts, int64_t count)
{
    uint32_t *narrow = mem_alloc((size_t)count + 1, sizeof *narrow);
    for (int64_t i = 0; i < count; i++)
        narrow[i] = (uint32_t)starts[i]; /* graph_prepare: entries are fewer than 2^31 */
    put_array(page, 's', narrow, (size_t)count * sizeof *narrow);
    mem_free(narrow);
}

static void put_name(Page *page, const char *before, const char *name)
{
    page_raw(page, before);
    page_json(page, name);
    page_raw(page, ": ");
}

/* ------------------------------------------------------------------ the graph */

static void put_carried(Page *page, const InputInfo *in, const gatrt_relation *relation)
{
    const int64_t count = relation->edges * input_width(in);
    const float *given = in->role == GATRT_EDGE_WEIGHT ? relation->edge_weight : relation->edge_attr;
    float *ones = mem_alloc((size_t)count + 1, sizeof *ones);
    for (int64_t i = 0; i < count; i++)
        ones[i] = 1.0f;
    put_floats(page, given ? given : ones, count);
    mem_free(ones);
}

static void put_edges(const Model *m, const gatrt_data *data, Page *page)
{
    const gatrt_relation *relation = &data->relations[0];
    const Space *edges = first_space(m, SPACE_EDGES);
    page_put(page, "\"edges\": {\"%s\": %lld", rows_name(first_space(m, SPACE_ROWS)), (long long)data->sets[0].rows);
    put_name(page, ",\n  ", edges_side(edges, far_end(sorted_end(edges))));
    put_numbers(page, relation->src, relation->edges);
    put_name(page, ",\n  ", edges_side(edges, sorted_end(edges)));
    put_numbers(page, relation->dst, relation->edges);
    for (int i = 0; i < m->input_count; i++) {
        if (!is_carried(m, i, edges))
            continue;
        put_name(page, ",\n  ", m->input_ids[i]);
        put_carried(page, &m->inputs[i], relation);
    }
    page_raw(page, "},\n");
}

/* ------------------------------------------------------------------ inputs */

static Prepared *prepared(const gatrt_model *tables, const gatrt_data *data, const uint8_t *mask)
{
    const Wanted wanted = {.mask = mask,
                           .given = true,
                           .self_loops = tables->recipe.self_loops,
                           .symmetric = tables->recipe.symmetric > 0};
    Error error = {""};
    Prepared *on = graph_prepare(tables, data, &wanted, &error);
    if (!on)
        die("%s", error.text);
    return on;
}

static void put_input(const Model *m, int input, const Prepared *on, const char *before, Page *page)
{
    const InputInfo *in = &m->inputs[input];
    const gatrt_tensor *values = &on->inputs[input];
    const char *id = m->input_ids[input];
    const int64_t rows = in->type.space->kind == SPACE_ONE ? 1 : on->spaces[in->type.space->id].count;
    if (!in->sparse) {
        put_name(page, before, id);
        put_floats(page, values->dense, rows * input_width(in));
        return;
    }
    put_name(page, before, arena_format("%s_row_start", id));
    put_starts(page, values->row_start, rows + 1);
    put_name(page, ",\n  ", arena_format("%s_col", id));
    put_numbers(page, values->col, values->row_start[rows]);
    put_name(page, ",\n  ", arena_format("%s_val", id));
    put_floats(page, values->val, values->row_start[rows]);
}

static void put_inputs(const Model *m, const Prepared *on, bool (*takes)(const Model *m, int input), Page *page)
{
    const char *before = "";
    page_raw(page, "{");
    for (int i = 0; i < m->input_count; i++)
        if (takes(m, i)) {
            put_input(m, i, on, before, page);
            before = ",\n  ";
        }
    page_raw(page, "}");
}

static bool is_of_rows(const Model *m, int input)
{
    return takes_input(m, input, false);
}

static void put_parts(const Model *m, const gatrt_model *tables, const gatrt_data *data, Page *page)
{
    static const char *const names[] = {"train", "val", "test"};
    const gatrt_set *set = &data->sets[0];
    page_raw(page, "\"parts\": {");
    for (int part = 0; part < 3; part++) {
        if (!split_mask(set, part))
            continue;
        Prepared *on = prepared(tables, data, set->mask[part]);
        page_put(page, "%s\"%s\": ", part ? ",\n  " : "", names[part]);
        put_inputs(m, on, is_answer, page);
        prepared_free(on);
    }
    page_raw(page, "},\n");
}

/* ------------------------------------------------------------------ all */

void live_data(const Model *m, const gatrt_data *data, const LiveParts *parts, Page *page)
{
    const gatrt_model tables = runtime_model(m);
    const gatrt_set *set = &data->sets[0];
    page_put(page, "{\"rows\": %lld, \"epochs\": %d, \"patience\": %d, \"metric_named\": %s,\n", (long long)set->rows,
             m->recipe.epochs, m->recipe.patience, m->recipe.metric_named ? "true" : "false");
    put_name(page, "", "output");
    page_json(page, m->output_ids[0]); /* of all outputs the one that is measured */
    page_raw(page, ",\n\"label\": ");
    put_array(page, 'i', set->label, (size_t)set->rows * sizeof *set->label);
    page_raw(page, ",\n");
    put_edges(m, data, page);
    Prepared *on = prepared(&tables, data, NULL);
    page_raw(page, "\"inputs\": ");
    put_inputs(m, on, is_of_rows, page);
    prepared_free(on);
    page_raw(page, ",\n");
    put_parts(m, &tables, data, page);
    page_raw(page, "\"wasm\": ");
    put_array(page, 'w', parts->wasm, parts->wasm_bytes);
    page_raw(page, "}");
}

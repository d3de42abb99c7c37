/* manifest.c - NAME.json: what is in a product, for programs: dimensions, inputs, outputs, parameters, functions. */
#include "compiler/base/arena.h"
#include "compiler/base/quote.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

/* Items of a list, each in its line. */
typedef struct List {
    Out *o;
    int count;
} List;

static List list_open(Out *o, const char *key)
{
    out_line(o, "\"%s\": [", key);
    o->depth++;
    return (List){o, 0};
}

static void list_item(List *l, const char *text)
{
    if (l->count++)
        out_text(l->o, ",\n");
    out_indent(l->o);
    out_raw(l->o, text);
}

static void list_close(List *l, const char *after)
{
    if (l->count)
        out_raw(l->o, "\n");
    l->o->depth--;
    out_line(l->o, "]%s", after);
}

static const char *normalized(const InputInfo *in)
{
    return in->row_normalize == GATRT_ROW_L1    ? ", \"normalize\": \"l1\""
           : in->row_normalize == GATRT_ROW_SUM ? ", \"normalize\": \"row\""
                                                : "";
}

static void write_inputs(const Model *m, Out *o)
{
    List l = list_open(o, "inputs");
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        if (!reads_input(inference(m), i))
            continue;
        list_item(&l, arena_format(
                          "{\"name\": %s, \"field\": \"%s\", \"rows\": \"%s\", \"width\": %lld, \"layout\": \"%s\"%s}",
                          quote_json(in->name), m->input_ids[i], rows_name(in->type.space),
                          (long long)shape_width(in->type.shape), in->sparse ? "csr" : "dense", normalized(in)));
    }
    list_close(&l, ",");
}

static void write_outputs(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    List l = list_open(o, "outputs");
    for (int k = 0; k < p->root_count; k++) {
        const Val *v = p->roots[k].val;
        list_item(&l, arena_format("{\"name\": \"%s\", \"rows\": %s, \"width\": %lld}", output_id(m, k),
                                   has_rows(v) ? arena_format("\"%s\"", rows_name(v->type.space)) : "1",
                                   (long long)val_width(v)));
    }
    list_close(&l, ",");
}

static const char *const packing_names[] = {
    [PACK_FLOAT32] = "float32", [PACK_FLOAT16] = "float16", [PACK_INT8] = "int8"};

static void write_params(const Model *m, Out *o)
{
    List l = list_open(o, "params");
    long long offset = 0;
    for (int i = 0; i < m->param_count; i++) {
        const ParamInfo *info = &m->params[i];
        const char *shape = "";
        for (int d = 0; d < info->shape.rank; d++)
            shape = arena_format("%s%s%d", shape, d ? ", " : "", info->shape.dim[d]);
        list_item(&l, arena_format(
                          "{\"name\": %s, \"field\": \"%s\", \"shape\": [%s], \"offset\": %lld, \"stored\": \"%s\"%s}",
                          quote_json(info->name), m->param_ids[i], shape, offset, packing_names[param_packing(m, i)],
                          info->transposed ? ", \"transposed_in_checkpoints\": true" : ""));
        offset += shape_width(info->shape);
    }
    list_close(&l, ",");
}

static void write_graph(const Model *m, Out *o)
{
    List l = list_open(o, "relations");
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!is_relation(inference(m), s))
            continue;
        const End *in = sorted_end(s);
        list_item(&l, arena_format("{\"name\": %s, \"from\": %s, \"to\": %s}", quote_json(s->name),
                                   quote_json(far_end(in)->to->name), quote_json(in->to->name)));
    }
    list_close(&l, ",");
}

/* Bytes of what need be static; null where graphs may have any size. */
static void write_capacity(const Model *m, Out *o)
{
    if (!m->capacity) {
        out_line(o, "\"capacity\": null,");
        return;
    }
    out_open(o, "\"capacity\":");
    for (int i = 0; i < m->space_count; i++)
        if (m->capacity[i]) {
            out_line(o, "\"%s\": %lld,", rows_name(m->spaces[i]), (long long)m->capacity[i]);
            if (capacity_listed(m, m->spaces[i]) > m->capacity[i])
                out_line(o, "\"listed_%s\": %lld,", rows_name(m->spaces[i]),
                         (long long)capacity_listed(m, m->spaces[i]));
        }
    if (is_prepared(m)) {
        out_line(o, "\"prepare_bytes\": %lld,", (long long)prepare_bytes(m, m->capacity));
        out_line(o, "\"fixed_bytes\": %lld,", (long long)capacity_fixed(m));
    }
    out_line(o, "\"workspace_bytes\": %lld", (long long)capacity_workspace(m));
    out_close(o, ",");
}

static void write_packing(const Model *m, Out *o)
{
    const PackingError *e = &m->packing_error;
    out_line(o, "\"weights_as\": \"%s\",", packing_names[m->switches.packing]);
    if (!e->on)
        out_line(o, "\"weights_error\": null,");
    else
        out_line(o, "\"weights_error\": {\"data\": %s, \"largest\": %s, \"mean\": %s, \"other_class\": %s},",
                 quote_json(e->on), out_double(e->most), out_double(e->mean), out_double(e->changed));
}

/* NAME_... of those that there are. */
static void write_names(List *l, const Model *m, bool there, const char *const *names)
{
    for (; there && *names; names++)
        list_item(l, arena_format("\"%s_%s\"", m->name, *names));
}

void write_manifest(const Model *m, Out *o)
{
    static const char *const loops[] = {"kept", "replaced", "completed"};
    out_open(o, "%s", "");
    out_line(o, "\"schema\": 1,");
    out_line(o, "\"made_by\": \"gatcc " GATRT_VERSION "\",");
    out_line(o, "\"name\": \"%s\",", m->name);
    out_line(o, "\"model\": %s,", quote_json(m->source));
    out_line(o, "\"weights\": %s,", m->baked ? quote_json(m->baked_from) : "null");
    out_line(o, "\"prepared\": %s,", m->baked && *m->baked_prepared ? quote_json(m->baked_prepared) : "null");
    write_packing(m, o);
    out_line(o, "\"self_loops\": \"%s\",", loops[m->recipe.self_loops]);
    out_line(o, "\"symmetric\": %s,", m->recipe.symmetric > 0 ? "true" : "false");
    write_capacity(m, o);
    List l = list_open(o, "dims");
    for (int i = 0; i < m->dim_count; i++)
        list_item(&l, arena_format("{\"name\": %s, \"size\": %lld}", quote_json(m->dims[i].name),
                                   (long long)m->dims[i].size));
    list_close(&l, ",");
    write_graph(m, o);
    write_inputs(m, o);
    write_outputs(m, o);
    write_params(m, o);
    l = list_open(o, "functions");
    list_item(&l, arena_format("\"%s_infer\"", m->name));
    list_item(&l, arena_format("\"%s_workspace_size\"", m->name));
    if (infers_rows(m)) {
        list_item(&l, arena_format("\"%s\"", infer_rows_name(m)));
        list_item(&l, arena_format("\"%s_size\"", infer_rows_name(m)));
    }
    if (is_prepared(m)) {
        list_item(&l, arena_format("\"%s_prepare\"", m->name));
        list_item(&l, arena_format("\"%s_prepare_size\"", m->name));
    }
    for (int i = 0; i < m->input_count; i++)
        if (is_divided(m, i))
            list_item(&l, arena_format("\"%s_normalize_%s\"", m->name, m->input_ids[i]));
    write_names(&l, m, updates(m), (const char *const[]){"update", NULL});
    write_names(&l, m, has_step(m), (const char *const[]){"trainer_size", "trainer_begin", "step", NULL});
    write_names(&l, m, m->capacity && is_prepared(m), (const char *const[]){"fixed_prepare", "fixed_infer", NULL});
    write_names(&l, m, m->capacity && is_prepared(m) && updates(m), (const char *const[]){"fixed_update", NULL});
    list_close(&l, "");
    out_close(o, "");
}

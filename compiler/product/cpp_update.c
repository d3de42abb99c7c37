/* cpp_update.c - NAME_update in NAME.hpp: an object that has the graph, and workspace and outputs of its last run. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/product/product.h"

static void write_changes_type(const Model *m, Out *o)
{
    ChangeList *lists;
    const int count = change_lists(m, &lists);
    out_line(o, "/* What is otherwise since the last run: rows with other numbers, edges that went and, then, edges "
                "that came. */");
    out_open(o, "struct changes");
    for (int i = 0; i < count; i++)
        out_line(o, "span<const std::int32_t> %s%s;", lists[i].array[0],
                 lists[i].array[1] ? arena_format(", %s", lists[i].array[1]) : "");
    out_close(o, ";");
    out_blank(o);
}

/* Each output's vector is as long as its rows. */
static void write_constructor(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    cpp_open(o, arena_format(
                    "kept(graph of, const inputs &in, const %s_params &params%s) : on_(std::move(of)), model_(params)",
                    m->name, m->baked ? arena_format(" = %s_weights", m->name) : ""));
    out_line(o, "const graph &on = on_;");
    for (int k = 0; k < p->root_count; k++) {
        const Val *v = p->roots[k].val;
        out_line(o, "%s_.resize(static_cast<std::size_t>(%s) * %lld);", output_id(m, k), cpp_rows(v),
                 (long long)val_width(v));
    }
    out_line(o, "model_.infer(on%s);", arena_format(", in%s", outputs_argument(m, "", "_")));
    out_close(o, "");
}

static void write_update(const Model *m, Out *o)
{
    ChangeList *lists;
    const int count = change_lists(m, &lists);
    out_line(o, "/* `in` has the new numbers, of no other rows. The bits are those of a run from scratch; what throws "
                "changes nothing. */");
    cpp_open(o, "void update(const changes &of, const inputs &in)");
    out_line(o, "%s_changes c = {};", m->name);
    for (int i = 0; i < count; i++) {
        const char *const *array = lists[i].array;
        if (array[1])
            cpp_require(o, m, arena_format("of.%s.size() == of.%s.size()", array[0], array[1]), "BAD_GRAPH",
                        arena_format("%s and %s are of one length", array[0], array[1]));
        out_line(o, "c.%s = static_cast<std::int64_t>(of.%s.size());", lists[i].count, array[0]);
        for (int k = 0; k < 2 && array[k]; k++)
            out_line(o, "c.%s = of.%s.data();", array[k], array[k]);
    }
    out_line(o, "const %s_inputs given = model::bind(on_, in);", m->name);
    out_line(o, "const int code = %s_update(model_.params_, &c, &on_.graph_, &given%s, on_.memory_.get(),", m->name,
             outputs_argument(m, "", "_.data()"));
    out_line(o, "    model_.workspace_.data());");
    out_line(o, "require(code == %s_OK, code, \"%s: a row or an edge is not there, or there is no room for it\");",
             upper_name(m->name), m->name);
    out_close(o, "");
}

void write_cpp_kept(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    if (!updates(m))
        return;
    out_blank(o);
    write_changes_type(m, o);
    out_line(o, "/* A graph's inference, kept: update() makes again what changes. */");
    out_line(o, "class kept {");
    out_line(o, "public:");
    o->depth++;
    write_constructor(m, o);
    write_update(m, o);
    for (int k = 0; k < p->root_count; k++)
        out_line(o, "span<const float> %s() const { return %s_; }", output_id(m, k), output_id(m, k));
    o->depth--;
    out_blank(o);
    out_line(o, "private:");
    o->depth++;
    out_line(o, "graph on_;");
    out_line(o, "model model_;");
    for (int k = 0; k < p->root_count; k++)
        out_line(o, "std::vector<float> %s_;", output_id(m, k));
    out_close(o, ";");
}

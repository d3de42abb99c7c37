/* cpp_step.c - NAME_step in NAME.hpp: an object that has the graph, weights of its own and all that training takes. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

static bool is_asked(const Model *m, int input)
{
    return has_step(m) && is_answer(m, input);
}

/* Weights of classes are one row, of no space of the graph's. */
static const char *rows_of(const Model *m, int input, const char *graph)
{
    const Space *space = m->inputs[input].type.space;
    return space->kind == SPACE_ONE ? "1" : arena_format("%s%s", graph, rows_name(space));
}

static void write_answers_type(const Model *m, Out *o)
{
    out_line(o, "/* What is learned; the rows of %s_answers. */", m->name);
    out_open(o, "struct answers");
    for (int i = 0; i < m->input_count; i++)
        if (is_asked(m, i))
            out_line(o, "span<const float> %s; // [%s, %lld]", m->input_ids[i], rows_of(m, i, ""),
                     input_width(&m->inputs[i]));
    out_close(o, ";");
    out_blank(o);
}

static void write_constructor(const Model *m, Out *o)
{
    const char *name = m->name;
    out_line(o, "trainer(const %s_params &from, graph of, const inputs &in, const answers &right, std::uint64_t seed)",
             name);
    cpp_open(
        o, arena_format("    : params_(new %s_params(from)), on_(std::move(of)), inputs_(model::bind(on_, in))", name));
    out_line(o, "const %s_graph &graph = on_.c();", name);
    out_line(o, "[[maybe_unused]] const %s_inputs &inputs = inputs_;", name);
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i];
        if (!is_asked(m, i))
            continue;
        cpp_require(
            o, m,
            arena_format("fits(right.%s.size(), %s, %lld)", id, rows_of(m, i, "graph."), input_width(&m->inputs[i])),
            "BAD_INPUT", arena_format("%s has %lld numbers a row", id, input_width(&m->inputs[i])));
        out_line(o, "answers_.%s = right.%s.data();", id, id);
    }
    out_line(o, "const std::size_t bytes = %s_trainer_size(%s);", name, trainer_counts(m));
    cpp_require(o, m, "bytes != SIZE_MAX", "BAD_GRAPH", "the graph is too large");
    out_line(o, "memory_.reset(new std::int64_t[bytes / sizeof(std::int64_t) + 1]);");
    out_line(o,
             "const int code = %s_trainer_begin(&c_, params_.get(), &graph, &inputs_, &answers_, seed, memory_.get());",
             name);
    cpp_require(o, m, arena_format("code == %s_OK", upper_name(name)), "BAD_INPUT", "training refuses its arguments");
    out_close(o, "");
}

static void write_methods(const Model *m, Out *o)
{
    out_line(o, "trainer(const trainer &) = delete;");
    out_line(o, "trainer &operator=(const trainer &) = delete;");
    out_line(o, "/* One step over the whole graph; returns the loss before it. What has diverged is thrown, and "
                "changes nothing. */");
    cpp_open(o, "float step()");
    out_line(o, "const int code = %s_step(&c_);", m->name);
    out_line(o, "require(code == %s_OK, code, \"%s: the loss is no number\");", upper_name(m->name), m->name);
    out_line(o, "return c_.loss[0];");
    out_close(o, "");
    out_line(o, "const %s_params &params() const { return *params_; }", m->name);
    out_line(o, "%s_trainer &c() { return c_; } // lr and weight_decay may be changed", m->name);
}

void write_cpp_trainer(const Model *m, Out *o)
{
    if (!has_step(m))
        return;
    out_blank(o);
    write_answers_type(m, o);
    out_line(o, "/* Training by %s_step. Arrays of inputs and answers have to last as long. */", m->name);
    out_line(o, "class trainer {");
    out_line(o, "public:");
    o->depth++;
    write_constructor(m, o);
    write_methods(m, o);
    o->depth--;
    out_blank(o);
    out_line(o, "private:");
    o->depth++;
    out_line(o, "std::unique_ptr<%s_params> params_;", m->name);
    out_line(o, "graph on_;");
    out_line(o, "%s_inputs inputs_;", m->name);
    out_line(o, "%s_answers answers_ = {};", m->name);
    out_line(o, "std::unique_ptr<std::int64_t[]> memory_;");
    out_line(o, "%s_trainer c_ = {};", m->name);
    out_close(o, ";");
}

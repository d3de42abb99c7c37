/* cpp.c - NAME.hpp: the header for C++17, without a source of its own. Objects own memory, arrays are spans whose lengths are
 * looked at, and what C says by a code is an exception. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

static const char beginning[] =
    "/* An array of somebody else's, as std::span of C++20. */\n"
    "template <class T> class span {\n"
    "public:\n"
    "    constexpr span() = default;\n"
    "    constexpr span(T *data, std::size_t size) : data_(data), size_(size) {}\n"
    "    template <class C, class = std::enable_if_t<std::is_convertible_v<decltype(std::declval<C &>().data()), T "
    "*>>>\n"
    "    constexpr span(C &&array) : data_(array.data()), size_(array.size())\n"
    "    {\n"
    "    }\n"
    "    template <class U, std::size_t N, class = std::enable_if_t<std::is_convertible_v<U *, T *>>>\n"
    "    constexpr span(U (&array)[N]) : data_(array), size_(N)\n"
    "    {\n"
    "    }\n"
    "    constexpr T *data() const { return data_; }\n"
    "    constexpr std::size_t size() const { return size_; }\n"
    "    constexpr T &operator[](std::size_t i) const { return data_[i]; }\n"
    "    constexpr T *begin() const { return data_; }\n"
    "    constexpr T *end() const { return data_ + size_; }\n"
    "\n"
    "private:\n"
    "    T *data_ = nullptr;\n"
    "    std::size_t size_ = 0;\n"
    "};\n"
    "\n"
    "/* What a function of C returned that is not 0, or a length that does not fit. */\n"
    "class error : public std::runtime_error {\n"
    "public:\n"
    "    error(int code, const char *what) : std::runtime_error(what), code_(code) {}\n"
    "    int code() const { return code_; }\n"
    "\n"
    "private:\n"
    "    int code_;\n"
    "};\n"
    "\n"
    "inline void require(bool holds, int code, const char *what)\n"
    "{\n"
    "    if (!holds)\n"
    "        throw error(code, what);\n"
    "}\n"
    "\n"
    "/* So many rows of this width? */\n"
    "inline bool fits(std::size_t size, std::int64_t rows, std::size_t width)\n"
    "{\n"
    "    return rows >= 0 && size / width == static_cast<std::uint64_t>(rows) && size % width == 0;\n"
    "}\n";

void cpp_open(Out *o, const char *head)
{
    out_line(o, "%s", head);
    out_line(o, "{");
    o->depth++;
}

void cpp_require(Out *o, const Model *m, const char *holds, const char *code, const char *what)
{
    out_line(o, "require(%s, %s_%s, \"%s: %s\");", holds, upper_name(m->name), code, m->name, what);
}

/* ------------------------------------------------------------------ graph */

static void write_edges_type(const Model *m, Out *o)
{
    out_line(o, "/* A graph as the application has it: edge e goes from src[e] to dst[e]. */");
    out_open(o, "struct edges");
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (has_rows_in_graph(m, s))
            out_line(o, "std::int64_t %s = 0;", rows_name(s));
        if (!is_relation(inference(m), s))
            continue;
        const End *in = sorted_end(s);
        out_line(o, "span<const std::int32_t> %s, %s;", edges_side(s, far_end(in)), edges_side(s, in));
        for (int j = 0; j < m->input_count; j++)
            if (is_carried(m, j, s))
                out_line(o, "span<const float> %s; // [%s, %lld]", m->input_ids[j], rows_name(s),
                         input_width(&m->inputs[j]));
        if (updates(m))
            out_line(o, "std::int64_t %s_room = 0; // so many more may come by kept::update", rows_name(s));
    }
    out_close(o, ";");
    out_blank(o);
}

static void write_relation(const Model *m, const Space *s, Out *o)
{
    const End *in = sorted_end(s);
    const char *src = edges_side(s, far_end(in)), *dst = edges_side(s, in);
    cpp_require(o, m, arena_format("of.%s.size() == of.%s.size()", src, dst), "BAD_GRAPH",
                arena_format("%s and %s are of one length", src, dst));
    out_line(o, "c.%s = static_cast<std::int64_t>(of.%s.size());", rows_name(s), src);
    out_line(o, "c.%s = of.%s.data();", src, src);
    out_line(o, "c.%s = of.%s.data();", dst, dst);
    for (int j = 0; j < m->input_count; j++) {
        const char *id = m->input_ids[j];
        if (!is_carried(m, j, s))
            continue;
        cpp_require(o, m, arena_format("fits(of.%s.size(), c.%s, %lld)", id, rows_name(s), input_width(&m->inputs[j])),
                    "BAD_INPUT", arena_format("%s has a row for each edge", id));
        out_line(o, "c.%s = of.%s.data();", id, id);
    }
}

static void write_constructor(const Model *m, Out *o)
{
    cpp_open(o, "explicit graph(const edges &of)");
    out_line(o, "%s_edges c = {};", m->name);
    for (int i = 0; i < m->space_count; i++) {
        if (has_rows_in_graph(m, m->spaces[i]))
            out_line(o, "c.%s = of.%s;", rows_name(m->spaces[i]), rows_name(m->spaces[i]));
        if (is_relation(inference(m), m->spaces[i]))
            write_relation(m, m->spaces[i], o);
        if (updates(m) && is_relation(inference(m), m->spaces[i]))
            out_line(o, "c.%s_room = of.%s_room;", rows_name(m->spaces[i]), rows_name(m->spaces[i]));
    }
    out_line(o, "const std::size_t bytes = %s_prepare_size(&c);", m->name);
    cpp_require(o, m, "bytes != SIZE_MAX", "BAD_GRAPH", "a count is negative or too large");
    out_line(o, "memory_.reset(new std::int64_t[bytes / sizeof(std::int64_t) + 1]);");
    out_line(o, "const int code = %s_prepare(&c, &graph_, %smemory_.get());", m->name,
             edges_carry(m) ? "&carried_, " : "");
    cpp_require(o, m, arena_format("code == %s_OK", upper_name(m->name)), "BAD_GRAPH", "an edge leads to no row");
    out_close(o, "");
}

static void write_graph(const Model *m, Out *o)
{
    out_line(o, "/* The lists that inference walks%s. The edges are not needed any more. */",
             m->recipe.self_loops || m->recipe.symmetric > 0 ? ", with the edges that the model was trained with" : "");
    out_line(o, "class graph {");
    out_line(o, "public:");
    o->depth++;
    write_constructor(m, o);
    out_line(o, "const %s_graph &c() const { return graph_; }", m->name);
    out_line(o, "const %s_inputs &carried() const { return carried_; }", m->name);
    o->depth--;
    out_blank(o);
    out_line(o, "private:");
    o->depth++;
    if (updates(m))
        out_line(o, "friend class kept;");
    out_line(o, "std::unique_ptr<std::int64_t[]> memory_;");
    out_line(o, "%s_graph graph_ = {};", m->name);
    out_line(o, "%s_inputs carried_ = {};", m->name);
    out_close(o, ";");
    out_blank(o);
}

/* ------------------------------------------------------------------ inputs */

static void write_inputs_type(const Model *m, Out *o)
{
    out_open(o, "struct inputs");
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        const char *id = m->input_ids[i], *rows = rows_name(in->type.space);
        if (!takes_input(m, i, false))
            continue;
        if (in->sparse) {
            out_line(o, "span<const std::int64_t> %s_row_start; // [%s + 1]", id, rows);
            out_line(o, "span<const std::int32_t> %s_col; // of %lld columns", id, input_width(in));
            out_line(o, "span<const float> %s_val;", id);
        } else {
            out_line(o, "span<const float> %s; // [%s, %lld]", id, rows, input_width(in));
        }
    }
    out_close(o, ";");
    out_blank(o);
}

static void bind_sparse(const Model *m, int i, Out *o)
{
    const char *id = m->input_ids[i], *rows = rows_name(m->inputs[i].type.space);
    cpp_require(o, m, arena_format("fits(in.%s_row_start.size(), on.c().%s + 1, 1)", id, rows), "BAD_INPUT",
                arena_format("%s_row_start has one number more than there are rows", id));
    out_line(o, "const std::int64_t %s_count = in.%s_row_start[in.%s_row_start.size() - 1];", id, id, id);
    cpp_require(
        o, m,
        arena_format("fits(in.%s_col.size(), %s_count, 1) && fits(in.%s_val.size(), %s_count, 1)", id, id, id, id),
        "BAD_INPUT", arena_format("%s_col and %s_val are as long as %s_row_start says", id, id, id));
    out_line(o, "static const std::int32_t %s_no_col = 0;", id);
    out_line(o, "static const float %s_no_val = 0;", id);
    out_line(o, "c.%s_row_start = in.%s_row_start.data();", id, id);
    out_line(o, "c.%s_col = %s_count ? in.%s_col.data() : &%s_no_col;", id, id, id, id);
    out_line(o, "c.%s_val = %s_count ? in.%s_val.data() : &%s_no_val;", id, id, id, id);
}

static void write_bind(const Model *m, Out *o)
{
    cpp_open(o, arena_format("static %s_inputs bind(const graph &on, [[maybe_unused]] const inputs &in)", m->name));
    out_line(o, "%s_inputs c = on.carried();", m->name);
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        const char *id = m->input_ids[i];
        if (!takes_input(m, i, false))
            continue;
        if (in->sparse) {
            bind_sparse(m, i, o);
            continue;
        }
        cpp_require(o, m,
                    arena_format("fits(in.%s.size(), on.c().%s, %lld)", id, rows_name(in->type.space), input_width(in)),
                    "BAD_INPUT", arena_format("%s has %lld numbers a row", id, input_width(in)));
        out_line(o, "c.%s = in.%s.data();", id, id);
    }
    out_line(o, "return c;");
    out_close(o, "");
}

static void write_normalize(const Model *m, int i, Out *o)
{
    const InputInfo *in = &m->inputs[i];
    const char *id = m->input_ids[i];
    out_line(o, "/* Raw %s becomes what the model was trained with. */", id);
    if (in->sparse) {
        cpp_open(o, arena_format("inline void normalize_%s(span<const std::int64_t> row_start, span<float> val)", id));
        cpp_require(o, m, "row_start.size() && fits(val.size(), row_start[row_start.size() - 1], 1)", "BAD_INPUT",
                    "val is as long as row_start says");
        out_line(o,
                 "const int code = %s_normalize_%s(static_cast<std::int64_t>(row_start.size()) - 1, "
                 "row_start.data(), val.data());",
                 m->name, id);
    } else {
        cpp_open(o, arena_format("inline void normalize_%s(span<float> %s)", id, id));
        cpp_require(o, m, arena_format("%s.size() %% %lld == 0", id, input_width(in)), "BAD_INPUT", "rows are whole");
        out_line(o, "const int code = %s_normalize_%s(static_cast<std::int64_t>(%s.size() / %lld), %s.data());",
                 m->name, id, id, input_width(in), id);
    }
    cpp_require(o, m, arena_format("code == %s_OK", upper_name(m->name)), "BAD_INPUT", "what comes out is no number");
    out_close(o, "");
    out_blank(o);
}

/* ------------------------------------------------------------------ the model */

const char *cpp_rows(const Val *v)
{
    return has_rows(v) ? arena_format("on.c().%s", rows_name(v->type.space)) : "1";
}

static void write_call(const Model *m, const char *function, const char *size, const char *asked, Out *o)
{
    const Prog *p = inference(m);
    for (int k = 0; k < p->root_count; k++) {
        const Val *v = p->roots[k].val;
        const char *id = output_id(m, k);
        cpp_require(o, m, arena_format("fits(%s.size(), %s, %lld)", id, cpp_rows(v), (long long)val_width(v)),
                    "BAD_INPUT", arena_format("%s has room for %lld numbers a row", id, (long long)val_width(v)));
    }
    out_line(o, "const %s_inputs c = bind(on, in);", m->name);
    out_line(o, "const int code = %s(params_, &on.c(), &c%s%s, room(%s));", function, asked,
             outputs_argument(m, "", ".data()"), size);
    cpp_require(o, m, arena_format("code == %s_OK", upper_name(m->name)), "BAD_INPUT",
                "inference refuses its arguments");
}

static void write_infer(const Model *m, Out *o)
{
    const char *name = m->name;
    cpp_open(o,
             arena_format("void infer(const graph &on, const inputs &in%s)", outputs_argument(m, "span<float> ", "")));
    write_call(m, arena_format("%s_infer", name),
               arena_format("%s_workspace_size(%s)", name, workspace_counts(inference(m), "on.c().")), "", o);
    out_close(o, "");
    if (!infers_rows(m))
        return;
    out_line(o, "/* The rows of those that are asked for, and no others that are of use. */");
    cpp_open(o, arena_format("void infer_some(const graph &on, const inputs &in, span<const std::int32_t> asked%s)",
                             outputs_argument(m, "span<float> ", "")));
    write_call(m, infer_rows_name(m), arena_format("%s_size(&on.c())", infer_rows_name(m)),
               ", asked.data(), static_cast<std::int64_t>(asked.size())", o);
    out_close(o, "");
}

static void write_model(const Model *m, Out *o)
{
    out_line(o, "/* One workspace, which grows as it has to: a model for each thread. */");
    out_line(o, "class model {");
    out_line(o, "public:");
    o->depth++;
    out_line(o, "explicit model(const %s_params &params%s) : params_(&params) {}", m->name,
             m->baked ? arena_format(" = %s_weights", m->name) : "");
    write_infer(m, o);
    o->depth--;
    out_blank(o);
    out_line(o, "private:");
    o->depth++;
    if (updates(m))
        out_line(o, "friend class kept;");
    if (has_step(m))
        out_line(o, "friend class trainer;");
    write_bind(m, o);
    cpp_open(o, "void *room(std::size_t bytes)");
    cpp_require(o, m, "bytes != SIZE_MAX", "BAD_GRAPH", "the graph is too large");
    out_line(o, "if (bytes / sizeof(float) + 1 > workspace_.size())");
    out_line(o, "    workspace_.resize(bytes / sizeof(float) + 1);");
    out_line(o, "return workspace_.data();");
    out_close(o, "");
    out_line(o, "const %s_params *params_;", m->name);
    out_line(o, "std::vector<float> workspace_;");
    out_close(o, ";");
}

void write_cpp_of(const Model *m, const char *header, Out *o)
{
    const char *guard = arena_format("GATCC_%s_HPP", upper_name(m->name));
    out_line(
        o, "/* %s.hpp - %s for C++17: memory is owned by objects, lengths are looked at, and what C says by a code is",
        m->name, header);
    out_line(o, " * thrown, %s::error. */", m->name);
    out_line(o, "#ifndef %s", guard);
    out_line(o, "#define %s", guard);
    out_blank(o);
    out_line(o, "#include \"%s\"", header);
    out_blank(o);
    out_raw(o,
            "#include <cstddef>\n#include <cstdint>\n#include <memory>\n#include <stdexcept>\n#include <type_traits>\n"
            "#include <utility>\n#include <vector>\n");
    out_blank(o);
    out_line(o, "namespace %s {", m->name);
    out_blank(o);
    out_raw(o, beginning);
    out_blank(o);
    write_edges_type(m, o);
    write_graph(m, o);
    write_inputs_type(m, o);
    write_divided(m, write_normalize, o);
    write_model(m, o);
    write_cpp_kept(m, o);
    write_cpp_trainer(m, o);
    out_blank(o);
    out_line(o, "} // namespace %s", m->name);
    out_blank(o);
    out_line(o, "#endif");
}

void write_cpp(const Model *m, Out *o)
{
    write_cpp_of(m, arena_format("%s.h", m->name), o);
}

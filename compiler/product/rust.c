/* rust.c - NAME.rs: a module over libNAME.a: the functions of C, and types that own memory, borrow arrays and look at lengths, so
 * that what is safe in Rust is safe here. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

#include <string.h>

static const char beginning[] = "use std::os::raw::{c_int, c_void};\n"
                                "\n"
                                "/// What the library refuses, by what it returned, or a length that does not fit.\n"
                                "#[derive(Debug, Clone, Copy, PartialEq, Eq)]\n"
                                "pub struct Error {\n"
                                "    pub code: i32,\n"
                                "    pub what: &'static str,\n"
                                "}\n"
                                "\n"
                                "impl std::fmt::Display for Error {\n"
                                "    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {\n"
                                "        write!(f, \"{} (code {})\", self.what, self.code)\n"
                                "    }\n"
                                "}\n"
                                "\n"
                                "impl std::error::Error for Error {}\n"
                                "\n"
                                "fn require(holds: bool, code: i32, what: &'static str) -> Result<(), Error> {\n"
                                "    if holds {\n"
                                "        Ok(())\n"
                                "    } else {\n"
                                "        Err(Error { code, what })\n"
                                "    }\n"
                                "}\n"
                                "\n"
                                "/// So many rows of this width?\n"
                                "fn fits(length: usize, rows: i64, width: usize) -> bool {\n"
                                "    rows >= 0 && length % width == 0 && (length / width) as u64 == rows as u64\n"
                                "}\n";

/* ------------------------------------------------------------------ names */

const char *rust_name(const char *id)
{
    static const char *const words[] = {"as",   "async",  "await", "box",   "crate", "dyn",   "fn",
                                        "impl", "in",     "let",   "loop",  "match", "mod",   "move",
                                        "mut",  "priv",   "pub",   "ref",   "self",  "super", "trait",
                                        "type", "unsafe", "use",   "where", "yield", "on",    "asked"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i], id))
            return arena_format("%s_", id);
    return id;
}

void rust_require(Out *o, const char *holds, const char *code, const char *what)
{
    out_line(o, "require(%s, %s, \"%s\")?;", holds, code, what);
}

/* ------------------------------------------------------------------ what C has */

static void open_struct(Out *o, const char *name)
{
    out_raw(o, "\n");
    out_line(o, "#[repr(C)]");
    out_line(o, "#[derive(Clone, Copy)]");
    out_open(o, "struct %s", name);
}

static void field(void *to, const char *name, Member kind)
{
    Out *o = to;
    static const char *const types[] = {[MEMBER_INT64] = "i64",
                                        [MEMBER_INT64S] = "*const i64",
                                        [MEMBER_INT32S] = "*const i32",
                                        [MEMBER_FLOATS] = "*const f32"};
    out_line(o, "%s: %s,", rust_name(name), types[kind]);
}

static bool reads_inputs(const Model *m)
{
    for (int i = 0; i < m->input_count; i++)
        if (reads_input(inference(m), i))
            return true;
    return false;
}

static void write_structs(const Model *m, Out *o)
{
    open_struct(o, "CGraph");
    graph_members(m, o, field);
    out_close(o, "");
    open_struct(o, "CEdges");
    edges_members(m, o, field);
    out_close(o, "");
    open_struct(o, "CInputs");
    inputs_members(m, o, field);
    if (!reads_inputs(m))
        out_line(o, "none: u8,");
    out_close(o, "");
    if (!updates(m))
        return;
    open_struct(o, "CChanges");
    changes_members(m, o, field);
    out_close(o, "");
}

/* "a: i64, b: i64" of the workspace's counts. */
static const char *size_arguments(const Model *m)
{
    const char *text = "a0: i64";
    int at = 1;
    for (const char *c = workspace_counts(inference(m), ""); *c; c++)
        if (*c == ',')
            text = arena_format("%s, a%d: i64", text, at++);
    return text;
}

static const char *outputs(const Model *m, const char *behind)
{
    const Prog *p = inference(m);
    const char *text = "";
    for (int k = 0; k < p->root_count; k++)
        text = arena_format("%s, %s%s", text, rust_name(output_id(m, k)), behind);
    return text;
}

/* Weights in fewer bytes are those of the library, which alone knows how they lie. */
const char *rust_params_type(const Model *m)
{
    return m->switches.packing ? "Stored" : "[f32; PARAMS]";
}

static void write_functions(const Model *m, Out *o)
{
    const char *name = m->name, *floats = outputs(m, ": *mut f32");
    out_raw(o, "\n");
    out_open(o, "unsafe extern \"C\"");
    out_line(o, "fn %s_prepare_size(edges: *const CEdges) -> usize;", name);
    out_line(o, "fn %s_prepare(edges: *const CEdges, graph: *mut CGraph%s, memory: *mut c_void) -> c_int;", name,
             edges_carry(m) ? ", inputs: *mut CInputs" : "");
    out_line(o, "fn %s_workspace_size(%s) -> usize;", name, size_arguments(m));
    out_line(o,
             "fn %s_infer(params: *const f32, graph: *const CGraph, inputs: *const CInputs%s, workspace: *mut c_void) "
             "-> c_int;",
             name, floats);
    if (infers_rows(m)) {
        out_line(o, "fn %s_size(graph: *const CGraph) -> usize;", infer_rows_name(m));
        out_line(
            o,
            "fn %s(params: *const f32, graph: *const CGraph, inputs: *const CInputs, asked: *const i32, count: i64%s,",
            infer_rows_name(m), floats);
        out_line(o, "    workspace: *mut c_void) -> c_int;");
    }
    if (updates(m)) {
        out_line(
            o,
            "fn %s_update(params: *const f32, changes: *const CChanges, graph: *mut CGraph, inputs: *const CInputs%s,",
            name, floats);
        out_line(o, "    memory: *mut c_void, workspace: *mut c_void) -> c_int;");
    }
    for (int i = 0; i < m->input_count; i++)
        if (is_divided(m, i))
            out_line(o, "fn %s_normalize_%s(rows: i64, %sval: *mut f32) -> c_int;", name, m->input_ids[i],
                     m->inputs[i].sparse ? "row_start: *const i64, " : "");
    if (m->baked)
        out_line(o, "static %s_weights: %s;", name, rust_params_type(m));
    out_close(o, "");
}

/* ------------------------------------------------------------------ graph */

static void write_edges_type(const Model *m, Out *o)
{
    out_raw(o, "\n");
    out_line(o, "/// A graph as the application has it: edge e goes from src[e] to dst[e].");
    out_line(o, "#[derive(Clone, Copy, Default)]");
    out_open(o, "pub struct Edges<'a>");
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (has_rows_in_graph(m, s))
            out_line(o, "pub %s: usize,", rows_name(s));
        if (!is_relation(inference(m), s))
            continue;
        out_line(o, "pub %s: &'a [i32],", edges_side(s, far_end(sorted_end(s))));
        out_line(o, "pub %s: &'a [i32],", edges_side(s, sorted_end(s)));
        for (int j = 0; j < m->input_count; j++)
            if (is_carried(m, j, s))
                out_line(o, "pub %s: &'a [f32], // %lld an edge", rust_name(m->input_ids[j]),
                         input_width(&m->inputs[j]));
        if (updates(m))
            out_line(o, "pub %s_room: usize, // so many more may come by Kept::update", rows_name(s));
    }
    out_close(o, "");
}

static void check_relation(const Model *m, const Space *s, Out *o)
{
    const char *src = edges_side(s, far_end(sorted_end(s))), *dst = edges_side(s, sorted_end(s));
    rust_require(o, arena_format("of.%s.len() == of.%s.len()", src, dst), "2",
                 arena_format("%s and %s are of one length", src, dst));
    for (int j = 0; j < m->input_count; j++)
        if (is_carried(m, j, s))
            rust_require(o,
                         arena_format("fits(of.%s.len(), of.%s.len() as i64, %lld)", rust_name(m->input_ids[j]), src,
                                      input_width(&m->inputs[j])),
                         "3", arena_format("%s has a row for each edge", m->input_ids[j]));
}

static void write_c_edges(const Model *m, Out *o)
{
    out_open(o, "let c = CEdges");
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (has_rows_in_graph(m, s))
            out_line(o, "%s: of.%s as i64,", rows_name(s), rows_name(s));
        if (!is_relation(inference(m), s))
            continue;
        const char *src = edges_side(s, far_end(sorted_end(s))), *dst = edges_side(s, sorted_end(s));
        out_line(o, "%s: of.%s.len() as i64,", rows_name(s), src);
        out_line(o, "%s: of.%s.as_ptr(),", src, src);
        out_line(o, "%s: of.%s.as_ptr(),", dst, dst);
        for (int j = 0; j < m->input_count; j++)
            if (is_carried(m, j, s))
                out_line(o, "%s: of.%s.as_ptr(),", rust_name(m->input_ids[j]), rust_name(m->input_ids[j]));
        if (updates(m))
            out_line(o, "%s_room: of.%s_room as i64,", rows_name(s), rows_name(s));
    }
    out_close(o, ";");
}

static void write_graph(const Model *m, Out *o)
{
    const char *name = m->name;
    out_raw(o, "\n");
    out_line(o, "/// The lists that inference walks, as the model was trained. The edges are not needed any more.");
    out_open(o, "pub struct Graph");
    out_line(o, "%smemory: Vec<i64>,", updates(m) ? "" : "_");
    out_line(o, "c: CGraph,");
    out_line(o, "carried: CInputs,");
    out_close(o, "");
    out_raw(o, "\n");
    out_line(o, "// Nothing is written once it is made.");
    out_line(o, "unsafe impl Send for Graph {}");
    out_line(o, "unsafe impl Sync for Graph {}");
    out_raw(o, "\n");
    out_open(o, "impl Graph");
    out_open(o, "pub fn new(of: &Edges) -> Result<Graph, Error>");
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]))
            check_relation(m, m->spaces[i], o);
    write_c_edges(m, o);
    out_line(o, "let bytes = unsafe { %s_prepare_size(&c) };", name);
    rust_require(o, "bytes != usize::MAX", "2", "a count is too large");
    out_line(o, "let mut memory = vec![0i64; bytes / 8 + 1];");
    out_line(o, "let mut graph: CGraph = unsafe { std::mem::zeroed() };");
    out_line(o, "let %scarried: CInputs = unsafe { std::mem::zeroed() };", edges_carry(m) ? "mut " : "");
    out_line(o, "let code = unsafe { %s_prepare(&c, &mut graph, %smemory.as_mut_ptr().cast()) };", name,
             edges_carry(m) ? "&mut carried, " : "");
    rust_require(o, "code == 0", "code", "an edge leads to no row");
    out_line(o, "Ok(Graph { %smemory, c: graph, carried })", updates(m) ? "" : "_memory: ");
    out_close(o, "");
    for (int i = 0; i < m->space_count; i++)
        if (has_count(m, m->spaces[i])) {
            out_open(o, "pub fn %s(&self) -> usize", rows_name(m->spaces[i]));
            out_line(o, "self.c.%s as usize", rows_name(m->spaces[i]));
            out_close(o, "");
        }
    out_close(o, "");
}

/* ------------------------------------------------------------------ inputs */

static void write_inputs_type(const Model *m, Out *o)
{
    bool any = false;
    for (int i = 0; i < m->input_count; i++)
        any |= takes_input(m, i, false);
    out_raw(o, "\n");
    out_line(o, "#[derive(Clone, Copy, Default)]");
    out_open(o, "pub struct Inputs<'a>");
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i];
        if (!takes_input(m, i, false))
            continue;
        if (m->inputs[i].sparse) {
            out_line(o, "pub %s_row_start: &'a [i64],", id);
            out_line(o, "pub %s_col: &'a [i32], // of %lld columns", id, input_width(&m->inputs[i]));
            out_line(o, "pub %s_val: &'a [f32],", id);
        } else {
            out_line(o, "pub %s: &'a [f32], // %lld a row", rust_name(id), input_width(&m->inputs[i]));
        }
    }
    if (!any)
        out_line(o, "pub none: std::marker::PhantomData<&'a ()>,");
    out_close(o, "");
}

static void bind_sparse(const Model *m, int i, Out *o)
{
    const char *id = m->input_ids[i], *rows = rows_name(m->inputs[i].type.space);
    rust_require(o, arena_format("fits(of.%s_row_start.len(), on.c.%s + 1, 1)", id, rows), "3",
                 arena_format("%s_row_start has one number more than there are rows", id));
    out_line(o, "let count = of.%s_row_start[of.%s_row_start.len() - 1];", id, id);
    rust_require(o, arena_format("fits(of.%s_col.len(), count, 1) && fits(of.%s_val.len(), count, 1)", id, id), "3",
                 arena_format("%s_col and %s_val are as long as %s_row_start says", id, id, id));
    out_line(o, "c.%s_row_start = of.%s_row_start.as_ptr();", id, id);
    out_line(o, "c.%s_col = of.%s_col.as_ptr();", id, id);
    out_line(o, "c.%s_val = of.%s_val.as_ptr();", id, id);
}

static void write_bind(const Model *m, Out *o)
{
    bool any = false;
    for (int i = 0; i < m->input_count; i++)
        any |= takes_input(m, i, false);
    out_raw(o, "\n");
    out_open(o, "fn bind(on: &Graph, %s: &Inputs) -> Result<CInputs, Error>", any ? "of" : "_of");
    out_line(o, "let %sc = on.carried;", any ? "mut " : "");
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        const char *id = rust_name(m->input_ids[i]);
        if (!takes_input(m, i, false))
            continue;
        if (in->sparse) {
            bind_sparse(m, i, o);
            continue;
        }
        rust_require(o,
                     arena_format("fits(of.%s.len(), on.c.%s, %lld)", id, rows_name(in->type.space), input_width(in)),
                     "3", arena_format("%s has %lld numbers a row", id, input_width(in)));
        out_line(o, "c.%s = of.%s.as_ptr();", id, id);
    }
    out_line(o, "Ok(c)");
    out_close(o, "");
}

static void write_normalize(const Model *m, int i, Out *o)
{
    const InputInfo *in = &m->inputs[i];
    const char *id = m->input_ids[i];
    out_raw(o, "\n");
    out_line(o, "/// Raw %s becomes what the model was trained with.", id);
    out_open(o, "pub fn normalize_%s(%sval: &mut [f32]) -> Result<(), Error>", id,
             in->sparse ? "row_start: &[i64], " : "");
    if (in->sparse) {
        rust_require(o, "!row_start.is_empty()", "3", "row_start has one number more than there are rows");
        rust_require(o, "fits(val.len(), row_start[row_start.len() - 1], 1)", "3", "val is as long as row_start says");
        out_line(o,
                 "let code = unsafe { %s_normalize_%s(row_start.len() as i64 - 1, row_start.as_ptr(), "
                 "val.as_mut_ptr()) };",
                 m->name, id);
    } else {
        rust_require(o, arena_format("val.len() %% %lld == 0", input_width(in)), "3", "rows are whole");
        out_line(o, "let code = unsafe { %s_normalize_%s((val.len() / %lld) as i64, val.as_mut_ptr()) };", m->name, id,
                 input_width(in));
    }
    out_line(o, "require(code == 0, code, \"what comes out is no number\")");
    out_close(o, "");
}

/* ------------------------------------------------------------------ the model */

static void write_method(const Model *m, bool some, Out *o)
{
    const Prog *p = inference(m);
    out_line(o, some ? "/// The rows of those that are asked for, in the bits of a whole run; others are of no use."
                     : "/// All outputs.");
    out_open(o, "pub fn infer%s(&mut self, on: &Graph, of: &Inputs%s%s) -> Result<(), Error>", some ? "_some" : "",
             some ? ", asked: &[i32]" : "", outputs(m, ": &mut [f32]"));
    for (int k = 0; k < p->root_count; k++) {
        const Val *v = p->roots[k].val;
        const char *id = rust_name(output_id(m, k));
        rust_require(o,
                     arena_format("fits(%s.len(), %s, %lld)", id,
                                  has_rows(v) ? arena_format("on.c.%s", rows_name(v->type.space)) : "1",
                                  (long long)val_width(v)),
                     "3", arena_format("%s has room for %lld numbers a row", id, (long long)val_width(v)));
    }
    out_line(o, "let c = bind(on, of)?;");
    if (some)
        out_line(o, "let bytes = unsafe { %s_size(&on.c) };", infer_rows_name(m));
    else
        out_line(o, "let bytes = unsafe { %s_workspace_size(%s) };", m->name, workspace_counts(p, "on.c."));
    rust_require(o, "bytes != usize::MAX", "2", "the graph is too large");
    out_line(o, "if self.workspace.len() < bytes / 4 + 1 {");
    out_line(o, "    self.workspace.resize(bytes / 4 + 1, 0.0);");
    out_line(o, "}");
    out_line(o, "let code = unsafe {");
    out_line(o, "    %s(%s, &on.c, &c%s%s, self.workspace.as_mut_ptr().cast())",
             some ? infer_rows_name(m) : arena_format("%s_infer", m->name),
             m->switches.packing ? "(self.params as *const Stored).cast()" : "self.params.as_ptr()",
             some ? ", asked.as_ptr(), asked.len() as i64" : "", outputs(m, ".as_mut_ptr()"));
    out_line(o, "};");
    out_line(o, "require(code == 0, code, \"inference refuses its arguments\")");
    out_close(o, "");
}

static void write_model(const Model *m, Out *o)
{
    out_raw(o, "\n");
    out_line(o, "/// One workspace, which grows as it has to: a model for each thread.");
    out_open(o, "pub struct Model<'a>");
    out_line(o, "params: &'a %s,", rust_params_type(m));
    out_line(o, "workspace: Vec<f32>,");
    out_close(o, "");
    out_raw(o, "\n");
    out_open(o, "impl<'a> Model<'a>");
    if (!m->switches.packing) {
        out_open(o, "pub fn new(params: &'a [f32; PARAMS]) -> Model<'a>");
        out_line(o, "Model { params, workspace: Vec::new() }");
        out_close(o, "");
    }
    if (m->baked) {
        out_line(o, "/// With the weights that are in the library.");
        out_open(o, "pub fn with_weights() -> Model<'static>");
        out_line(o, "Model { params: unsafe { &%s_weights }, workspace: Vec::new() }", m->name);
        out_close(o, "");
    }
    write_method(m, false, o);
    if (infers_rows(m))
        write_method(m, true, o);
    out_close(o, "");
}

void write_rust(const Model *m, Out *o)
{
    out_line(o,
             "//! %s: inference by lib%s.a: `rustc -L . -l static=%s -l m`, or the same from a build script. Rust 1.82 "
             "or later.",
             m->name, m->name, m->name);
    out_line(o, "#![allow(dead_code, non_upper_case_globals, clippy::too_many_arguments)]");
    out_raw(o, "\n");
    out_raw(o, beginning);
    out_raw(o, "\n");
    out_line(o, "/// Floats, in the order of %s_params.", m->name);
    out_line(o, "pub const PARAMS: usize = %lld;", (long long)param_floats(m));
    for (int i = 0; i < m->dim_count; i++)
        if (strcmp(upper_name(m->dims[i].name), "PARAMS") != 0)
            out_line(o, "pub const %s: usize = %lld;", upper_name(m->dims[i].name), (long long)m->dims[i].size);
    write_structs(m, o);
    if (m->switches.packing)
        out_raw(
            o, "\n/// Weights as the library stores them.\n#[repr(C)]\npub struct Stored {\n    _bytes: [u8; 1],\n}\n");
    write_functions(m, o);
    write_edges_type(m, o);
    write_graph(m, o);
    write_inputs_type(m, o);
    write_bind(m, o);
    write_model(m, o);
    write_rust_kept(m, o);
    write_divided(m, write_normalize, o);
}

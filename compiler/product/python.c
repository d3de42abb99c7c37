/* python.c - NAME.py: one module over libNAME.so, by ctypes alone. Arrays are whatever has a buffer (array, ctypes, memoryview,
 * NumPy), which is used where it lies; lengths and types are looked at; what C says by a code is an exception. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

#include <string.h>

static const char beginning[] =
    "from __future__ import annotations\n"
    "\n"
    "import array\n"
    "import ctypes\n"
    "import os\n"
    "from ctypes import POINTER, c_float, c_int, c_int32, c_int64, c_size_t, c_void_p\n"
    "from typing import Any, NamedTuple, Optional\n"
    "\n"
    "\n"
    "class Error(ValueError):\n"
    "    \"\"\"What the library refuses; `code` is what it returned.\"\"\"\n"
    "\n"
    "    def __init__(self, code: int, text: str) -> None:\n"
    "        super().__init__(text)\n"
    "        self.code = code\n"
    "\n"
    "\n"
    "_FORMATS = {c_float: (\"f\", \"f\"), c_int32: (\"il\", \"i\"), c_int64: (\"lq\", \"q\")}\n"
    "\n"
    "\n"
    "def _array(what: str, data: Any, kind: Any, count: Optional[int] = None, write: bool = False) -> Any:\n"
    "    \"\"\"The buffer of `data` as an array of C: no copy, but of lists and of what may not be written.\"\"\"\n"
    "    formats, code = _FORMATS[kind]\n"
    "    if isinstance(data, (list, tuple, range)) and not write:\n"
    "        data = array.array(code, data)\n"
    "    view = memoryview(data)\n"
    "    fits = view.format.lstrip(\"@=<\") in tuple(formats) and view.itemsize == ctypes.sizeof(kind)\n"
    "    if not fits or not view.c_contiguous:\n"
    "        raise TypeError(f\"{what}: expected contiguous numbers of type {kind.__name__[2:]}, not "
    "{view.format!r}\")\n"
    "    items = view.nbytes // view.itemsize\n"
    "    if count is not None and items != count:\n"
    "        raise ValueError(f\"{what}: expected {count} numbers, not {items}\")\n"
    "    if items == 0:\n"
    "        return (kind * 1)()\n"
    "    if view.readonly:\n"
    "        if write:\n"
    "            raise TypeError(f\"{what}: may not be written\")\n"
    "        return (kind * items).from_buffer_copy(view)\n"
    "    return (kind * items).from_buffer(view)\n"
    "\n"
    "\n"
    "def _length(data: Any) -> int:\n"
    "    return len(data) if isinstance(data, (list, tuple, range)) else memoryview(data).nbytes // "
    "memoryview(data).itemsize\n"
    "\n"
    "\n"
    "def _matrix(values: Any, rows: int, width: int) -> Any:\n"
    "    kind = (c_float * width) * rows\n"
    "    return kind.from_buffer(values) if rows else kind()\n"
    "\n"
    "\n"
    "def _need(code: int, text: str) -> None:\n"
    "    if code != 0:\n"
    "        raise Error(code, text)\n";

/* ------------------------------------------------------------------ names */

const char *python_name(const char *id)
{
    static const char *const words[] = {"and",      "as",      "assert", "async",  "await",  "def",  "del",  "elif",
                                        "except",   "finally", "from",   "global", "import", "in",   "is",   "lambda",
                                        "nonlocal", "not",     "or",     "pass",   "raise",  "self", "with", "yield",
                                        "graph",    "asked",   "None",   "True",   "False"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i], id))
            return arena_format("%s_", id);
    return id;
}

/* ------------------------------------------------------------------ structs */

static void open_struct(Out *o, const char *name)
{
    out_raw(o, "\n\n");
    out_line(o, "class %s(ctypes.Structure):", name);
    o->depth++;
    out_line(o, "_fields_ = [");
    o->depth++;
}

static void close_struct(Out *o)
{
    o->depth--;
    out_line(o, "]");
    o->depth--;
}

static void field(void *to, const char *name, Member kind)
{
    Out *o = to;
    static const char *const types[] = {[MEMBER_INT64] = "c_int64",
                                        [MEMBER_INT64S] = "POINTER(c_int64)",
                                        [MEMBER_INT32S] = "POINTER(c_int32)",
                                        [MEMBER_FLOATS] = "POINTER(c_float)"};
    out_line(o, "(\"%s\", %s),", name, types[kind]);
}

static void write_structs(const Model *m, Out *o)
{
    open_struct(o, "_Graph");
    graph_members(m, o, field);
    close_struct(o);
    open_struct(o, "_Edges");
    edges_members(m, o, field);
    close_struct(o);
    open_struct(o, "_Inputs");
    inputs_members(m, o, field);
    close_struct(o);
    if (!updates(m))
        return;
    open_struct(o, "_Changes");
    changes_members(m, o, field);
    close_struct(o);
}

/* ------------------------------------------------------------------ the library */

static const char *pointers(const char *type, int count)
{
    const char *text = "";
    for (int i = 0; i < count; i++)
        text = arena_format("%s, %s", text, type);
    return text;
}

static int size_arguments(const Model *m)
{
    int count = 1;
    for (const char *c = workspace_counts(inference(m), ""); *c; c++)
        count += *c == ',';
    return count;
}

static void declare(Out *o, const char *function, const char *result, const char *arguments)
{
    out_line(o, "_lib.%s.restype = %s", function, result);
    out_line(o, "_lib.%s.argtypes = [%s]", function, arguments);
}

static void write_library(const Model *m, Out *o)
{
    const char *name = m->name, *outs = pointers("c_void_p", inference(m)->root_count);
    out_raw(o, "\n\n");
    out_line(o, "_lib = ctypes.CDLL(os.path.join(os.path.dirname(os.path.abspath(__file__)), \"lib%s.so\"))", name);
    declare(o, arena_format("%s_prepare_size", name), "c_size_t", "POINTER(_Edges)");
    declare(o, arena_format("%s_prepare", name), "c_int",
            arena_format("POINTER(_Edges), POINTER(_Graph)%s, c_void_p", edges_carry(m) ? ", POINTER(_Inputs)" : ""));
    declare(o, arena_format("%s_workspace_size", name), "c_size_t", pointers("c_int64", size_arguments(m)) + 2);
    declare(o, arena_format("%s_infer", name), "c_int",
            arena_format("c_void_p, POINTER(_Graph), POINTER(_Inputs)%s, c_void_p", outs));
    if (infers_rows(m)) {
        declare(o, arena_format("%s_size", infer_rows_name(m)), "c_size_t", "POINTER(_Graph)");
        declare(o, infer_rows_name(m), "c_int",
                arena_format("c_void_p, POINTER(_Graph), POINTER(_Inputs), c_void_p, c_int64%s, c_void_p", outs));
    }
    if (updates(m))
        declare(
            o, arena_format("%s_update", name), "c_int",
            arena_format("c_void_p, POINTER(_Changes), POINTER(_Graph), POINTER(_Inputs)%s, c_void_p, c_void_p", outs));
    for (int i = 0; i < m->input_count; i++)
        if (is_divided(m, i))
            declare(o, arena_format("%s_normalize_%s", name, m->input_ids[i]), "c_int",
                    m->inputs[i].sparse ? "c_int64, c_void_p, c_void_p" : "c_int64, c_void_p");
}

/* ------------------------------------------------------------------ graph */

static void write_graph_head(const Model *m, Out *o)
{
    out_line(o, "def __init__(");
    out_line(o, "    self,");
    out_line(o, "    *,");
    for (int i = 0; i < m->space_count; i++)
        if (has_rows_in_graph(m, m->spaces[i]))
            out_line(o, "    %s: int,", rows_name(m->spaces[i]));
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (!is_relation(inference(m), s))
            continue;
        out_line(o, "    %s: Any,", edges_side(s, far_end(sorted_end(s))));
        out_line(o, "    %s: Any,", edges_side(s, sorted_end(s)));
        for (int j = 0; j < m->input_count; j++)
            if (is_carried(m, j, s))
                out_line(o, "    %s: Any,", python_name(m->input_ids[j]));
    }
    for (int i = 0; i < m->space_count; i++)
        if (updates(m) && is_relation(inference(m), m->spaces[i]))
            out_line(o, "    %s_room: int = 0,", rows_name(m->spaces[i]));
    out_line(o, ") -> None:");
}

static void set_array(Out *o, const char *to, const char *member, const char *value, const char *type,
                      const char *count)
{
    out_line(o, "%s.%s = ctypes.cast(_array(\"%s\", %s, %s, %s), POINTER(%s))", to, member, member, value, type, count,
             type);
}

static void write_graph_relation(const Model *m, const Space *s, Out *o)
{
    const char *src = edges_side(s, far_end(sorted_end(s))), *dst = edges_side(s, sorted_end(s));
    out_line(o, "edges.%s = _length(%s)", rows_name(s), src);
    set_array(o, "edges", src, src, "c_int32", "None");
    set_array(o, "edges", dst, dst, "c_int32", arena_format("edges.%s", rows_name(s)));
    for (int j = 0; j < m->input_count; j++)
        if (is_carried(m, j, s))
            set_array(o, "edges", m->input_ids[j], python_name(m->input_ids[j]), "c_float",
                      arena_format("edges.%s * %lld", rows_name(s), input_width(&m->inputs[j])));
}

static void write_graph(const Model *m, Out *o)
{
    out_raw(o, "\n\n");
    out_line(o, "class Graph:");
    o->depth++;
    out_line(o, "\"\"\"A graph, prepared as the model was trained: edge e goes from src[e] to dst[e] (int32, any "
                "order).\"\"\"");
    out_raw(o, "\n");
    write_graph_head(m, o);
    o->depth++;
    out_line(o, "edges = _Edges()");
    for (int i = 0; i < m->space_count; i++) {
        if (has_rows_in_graph(m, m->spaces[i]))
            out_line(o, "edges.%s = %s", rows_name(m->spaces[i]), rows_name(m->spaces[i]));
        if (is_relation(inference(m), m->spaces[i]))
            write_graph_relation(m, m->spaces[i], o);
        if (updates(m) && is_relation(inference(m), m->spaces[i]))
            out_line(o, "edges.%s_room = %s_room", rows_name(m->spaces[i]), rows_name(m->spaces[i]));
    }
    out_line(o, "size = _lib.%s_prepare_size(ctypes.byref(edges))", m->name);
    out_line(o, "if size == c_size_t(-1).value:");
    out_line(o, "    raise Error(2, \"a count is negative or too large\")");
    out_line(o, "self._c = _Graph()");
    out_line(o, "self._carried = _Inputs()");
    out_line(o, "self._memory = ctypes.create_string_buffer(size)");
    out_line(o, "code = _lib.%s_prepare(ctypes.byref(edges), ctypes.byref(self._c), %sself._memory)", m->name,
             edges_carry(m) ? "ctypes.byref(self._carried), " : "");
    out_line(o, "_need(code, \"an edge leads to no row\")");
    o->depth -= 2;
}

/* ------------------------------------------------------------------ the model */

void write_python_input_arguments(const Model *m, Out *o)
{
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i];
        if (!takes_input(m, i, false))
            continue;
        if (m->inputs[i].sparse) {
            out_line(o, "    %s_row_start: Any,", id);
            out_line(o, "    %s_col: Any,", id);
            out_line(o, "    %s_val: Any,", id);
        } else {
            out_line(o, "    %s: Any,", python_name(id));
        }
    }
}

static void write_arguments(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    out_line(o, "    *,");
    write_python_input_arguments(m, o);
    for (int k = 0; k < p->root_count; k++)
        out_line(o, "    out_%s: Any = None,", output_id(m, k));
    out_line(o, ") -> Result:");
}

void write_python_inputs(const Model *m, Out *o)
{
    out_line(o, "inputs = _Inputs.from_buffer_copy(graph._carried)");
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        const char *id = m->input_ids[i], *rows = arena_format("graph._c.%s", rows_name(in->type.space));
        if (!takes_input(m, i, false))
            continue;
        if (!in->sparse) {
            set_array(o, "inputs", id, python_name(id), "c_float", arena_format("%s * %lld", rows, input_width(in)));
            continue;
        }
        out_line(o, "starts = _array(\"%s_row_start\", %s_row_start, c_int64, %s + 1)", id, id, rows);
        out_line(o, "inputs.%s_row_start = ctypes.cast(starts, POINTER(c_int64))", id);
        set_array(o, "inputs", arena_format("%s_col", id), arena_format("%s_col", id), "c_int32",
                  arena_format("starts[%s]", rows));
        set_array(o, "inputs", arena_format("%s_val", id), arena_format("%s_val", id), "c_float",
                  arena_format("starts[%s]", rows));
    }
}

static void write_outputs(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    for (int k = 0; k < p->root_count; k++) {
        const Val *v = p->roots[k].val;
        const char *id = output_id(m, k);
        const char *count = has_rows(v)
                                ? arena_format("graph._c.%s * %lld", rows_name(v->type.space), (long long)val_width(v))
                                : arena_format("%lld", (long long)val_width(v));
        out_line(o, "if out_%s is None:", id);
        out_line(o, "    out_%s = (c_float * (%s))()", id, count);
        out_line(o, "to_%s = _array(\"out_%s\", out_%s, c_float, %s, write=True)", id, id, id, count);
    }
}

static void write_result(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    out_line(o, "return Result(");
    for (int k = 0; k < p->root_count; k++) {
        const Val *v = p->roots[k].val;
        const char *id = output_id(m, k);
        out_line(o, "    _matrix(to_%s, %s, %lld),", id,
                 has_rows(v) ? arena_format("graph._c.%s", rows_name(v->type.space)) : "1", (long long)val_width(v));
    }
    out_line(o, ")");
}

static void write_method(const Model *m, bool some, Out *o)
{
    const char *name = m->name;
    out_raw(o, "\n");
    out_line(o, "def infer%s(", some ? "_some" : "");
    out_line(o, "    self,");
    out_line(o, "    graph: Graph,");
    if (some)
        out_line(o, "    asked: Any,");
    write_arguments(m, o);
    o->depth++;
    out_line(o, "\"\"\"%s Outputs are written into what is given as out_..., else into new memory.\"\"\"",
             some ? "The rows of those that are asked for (int32), in the bits of a whole run; others are of no use."
                  : "All outputs.");
    write_python_inputs(m, o);
    write_outputs(m, o);
    if (some) {
        out_line(o, "rows = _array(\"asked\", asked, c_int32)");
        out_line(o, "room = self._room(_lib.%s_size(ctypes.byref(graph._c)))", infer_rows_name(m));
    } else {
        out_line(o, "room = self._room(_lib.%s_workspace_size(%s))", name, workspace_counts(inference(m), "graph._c."));
    }
    out_line(o, "code = _lib.%s(self._params, ctypes.byref(graph._c), ctypes.byref(inputs)%s%s, room)",
             some ? infer_rows_name(m) : arena_format("%s_infer", name), some ? ", rows, _length(asked)" : "",
             outputs_argument(m, "to_", ""));
    out_line(o, "_need(code, \"inference refuses its arguments\")");
    write_result(m, o);
    o->depth--;
}

static void write_model(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    out_raw(o, "\n\n");
    out_line(o, "class Result(NamedTuple):");
    out_line(
        o, "    \"\"\"Matrices [rows][width] of float32, arrays of ctypes; numpy.asarray makes no copy of them.\"\"\"");
    out_raw(o, "\n");
    for (int k = 0; k < p->root_count; k++)
        out_line(o, "    %s: Any  # %lld wide", python_name(output_id(m, k)), (long long)val_width(p->roots[k].val));
    out_raw(o, "\n\n");
    out_line(o, "class Model:");
    o->depth++;
    out_line(o, "\"\"\"One workspace, which grows as it has to: a model for each thread.\"\"\"");
    out_raw(o, "\n");
    const bool own = !m->switches.packing; /* else the library alone knows how they lie */
    out_line(o, "def __init__(self%s%s) -> None:", own ? ", params: Any" : "", own && m->baked ? " = None" : "");
    o->depth++;
    const char *count = "PARAMS";
    if (own && m->baked) {
        out_line(o, "if params is None:");
        out_line(o, "    params = (c_float * PARAMS).in_dll(_lib, \"%s_weights\")", m->name);
    }
    if (own)
        out_line(o, "self._params = _array(\"params\", params, c_float, %s)", count);
    else
        out_line(o, "self._params = ctypes.addressof(ctypes.c_char.in_dll(_lib, \"%s_weights\"))", m->name);
    out_line(o, "self._workspace = ctypes.create_string_buffer(0)");
    o->depth--;
    out_raw(o, "\n");
    out_line(o, "def _room(self, size: int) -> Any:");
    o->depth++;
    out_line(o, "if size == c_size_t(-1).value:");
    out_line(o, "    raise Error(2, \"the graph is too large\")");
    out_line(o, "if size > len(self._workspace):");
    out_line(o, "    self._workspace = ctypes.create_string_buffer(size)");
    out_line(o, "return self._workspace");
    o->depth--;
    write_method(m, false, o);
    if (infers_rows(m))
        write_method(m, true, o);
    o->depth--;
}

static void write_normalize(const Model *m, int i, Out *o)
{
    const InputInfo *in = &m->inputs[i];
    const char *id = m->input_ids[i];
    out_raw(o, "\n\n");
    out_line(
        o,
        in->sparse ? "def normalize_%s(row_start: Any, val: Any) -> None:" : "def normalize_%s(val: Any) -> None:", id);
    o->depth++;
    out_line(o, "\"\"\"Raw %s becomes what the model was trained with, where it lies.\"\"\"", id);
    if (in->sparse) {
        out_line(o, "starts = _array(\"row_start\", row_start, c_int64)");
        out_line(o, "rows = _length(row_start) - 1");
        out_line(o, "values = _array(\"val\", val, c_float, starts[rows], write=True)");
        out_line(o, "code = _lib.%s_normalize_%s(rows, starts, values)", m->name, id);
    } else {
        out_line(o, "rows = _length(val) // %lld", input_width(in));
        out_line(o, "values = _array(\"val\", val, c_float, rows * %lld, write=True)", input_width(in));
        out_line(o, "code = _lib.%s_normalize_%s(rows, values)", m->name, id);
    }
    out_line(o, "_need(code, \"what comes out is no number\")");
    o->depth--;
}

void write_python(const Model *m, Out *o)
{
    out_line(o, "\"\"\"%s: inference by lib%s.so, which lies beside this file (`make lib%s.so`).", m->name, m->name,
             m->name);
    out_raw(o, "\n");
    out_line(o,
             "Arrays are anything with a buffer: array.array, ctypes, memoryview, NumPy. Nothing is copied but lists.");
    out_line(o, "\"\"\"");
    out_raw(o, beginning);
    write_structs(m, o);
    write_library(m, o);
    out_raw(o, "\n");
    out_line(o, "PARAMS = %lld  # %s, in the order of %s_params", (long long)param_floats(m),
             m->switches.packing ? "numbers" : "floats", m->name);
    for (int i = 0; i < m->dim_count; i++)
        out_line(o, "%s = %lld", upper_name(m->dims[i].name), (long long)m->dims[i].size);
    write_graph(m, o);
    write_model(m, o);
    write_python_kept(m, o);
    write_python_trainer(m, o);
    write_divided(m, write_normalize, o);
}

/* python_step.c - NAME_step in NAME.py: an object that has all that training takes, but for the weights, which are the caller's
 * array. Of NAME_trainer it knows how it begins: rates, and the loss. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

#include <string.h>

enum { RATE = 0, DECAY = 8, LOSS = 16 };

/* Words of NAME_trainer at most: what all have, and for each input arrays of two orders. */
static int trainer_words(const Model *m)
{
    enum { OF_ALL = 32, OF_INPUT = 8 };
    return OF_ALL + (OF_INPUT + 1) * (m->input_count + m->forward->root_count);
}

static void answers_of(const Model *m, void (*write)(const Model *m, int input, Out *o), Out *o)
{
    for (int i = 0; i < m->input_count; i++)
        if (is_answer(m, i))
            write(m, i, o);
}

static void write_field(const Model *m, int input, Out *o)
{
    out_line(o, "        (\"%s\", POINTER(c_float)),", m->input_ids[input]);
}

static void write_argument(const Model *m, int input, Out *o)
{
    out_line(o, "    %s: Any,", python_name(m->input_ids[input]));
}

static void write_binding(const Model *m, int input, Out *o)
{
    const char *id = m->input_ids[input];
    const Space *space = m->inputs[input].type.space;
    out_line(o, "answers.%s = ctypes.cast(_array(\"%s\", %s, c_float, %s), POINTER(c_float))", id, id, python_name(id),
             space->kind == SPACE_ONE
                 ? arena_format("%lld", input_width(&m->inputs[input]))
                 : arena_format("graph._c.%s * %lld", rows_name(space), input_width(&m->inputs[input])));
}

/* "graph.nodes, ...", of a Graph of Python's. */
static const char *counts(const Model *m)
{
    const char *text = "";
    for (const char *at = trainer_counts(m); *at;) {
        const bool is_graph = !strncmp(at, "graph.", strlen("graph."));
        text = is_graph ? arena_format("%sgraph._c.", text) : arena_format("%s%c", text, *at);
        at += is_graph ? strlen("graph.") : 1;
    }
    return text;
}

static void write_constructor(const Model *m, Out *o)
{
    const char *name = m->name;
    out_line(o, "def __init__(");
    out_line(o, "    self,");
    out_line(o, "    params: Any,");
    out_line(o, "    graph: Graph,");
    out_line(o, "    *,");
    write_python_input_arguments(m, o);
    answers_of(m, write_argument, o);
    out_line(o, "    seed: int = 0,");
    out_line(o, ") -> None:");
    o->depth++;
    write_python_inputs(m, o);
    out_line(o, "answers = _Answers()");
    answers_of(m, write_binding, o);
    out_line(o, "size = _lib.%s_trainer_size(%s)", name, counts(m));
    out_line(o, "if size == c_size_t(-1).value:");
    out_line(o, "    raise Error(2, \"the graph is too large\")");
    out_line(o, "self._params = _array(\"params\", params, c_float, PARAMS, write=True)");
    out_line(o, "self._memory = ctypes.create_string_buffer(size)");
    out_line(o, "self._c = (c_int64 * %d)()", trainer_words(m));
    out_line(o, "self._given = graph, inputs, answers  # these have to last");
    out_line(o, "code = _lib.%s_trainer_begin(self._c, self._params, ctypes.byref(graph._c), ctypes.byref(inputs),",
             name);
    out_line(o, "    ctypes.byref(answers), seed, self._memory)");
    out_line(o, "_need(code, \"training refuses its arguments\")");
    o->depth--;
}

static void write_setting(const char *name, int at, Out *o)
{
    out_raw(o, "\n");
    out_line(o, "@property");
    out_line(o, "def %s(self) -> float:", name);
    out_line(o, "    return ctypes.c_double.from_buffer(self._c, %d).value", at);
    out_raw(o, "\n");
    out_line(o, "@%s.setter", name);
    out_line(o, "def %s(self, value: float) -> None:", name);
    out_line(o, "    ctypes.c_double.from_buffer(self._c, %d).value = value", at);
}

static void write_declarations(const Model *m, Out *o)
{
    const char *name = m->name;
    int sizes = 1;
    for (const char *at = trainer_counts(m); *at; at++)
        sizes += *at == ',';
    out_raw(o, "\n\n");
    out_line(o, "class _Answers(ctypes.Structure):");
    out_line(o, "    _fields_ = [");
    answers_of(m, write_field, o);
    out_line(o, "    ]");
    out_raw(o, "\n\n");
    out_line(o, "_lib.%s_trainer_size.restype = c_size_t", name);
    out_line(o, "_lib.%s_trainer_size.argtypes = [c_int64] * %d", name, sizes);
    out_line(o, "_lib.%s_trainer_begin.restype = c_int", name);
    out_line(
        o,
        "_lib.%s_trainer_begin.argtypes = [c_void_p, c_void_p, POINTER(_Graph), POINTER(_Inputs), POINTER(_Answers),",
        name);
    out_line(o, "    ctypes.c_uint64, c_void_p]");
    out_line(o, "_lib.%s_step.restype = c_int", name);
    out_line(o, "_lib.%s_step.argtypes = [c_void_p]", name);
}

void write_python_trainer(const Model *m, Out *o)
{
    if (!has_step(m))
        return;
    write_declarations(m, o);
    out_raw(o, "\n\n");
    out_line(o, "class Trainer:");
    o->depth++;
    out_line(o, "\"\"\"Training on one graph: forward, backward and Adam. `params`, float32 [PARAMS], is changed where "
                "it lies.\"\"\"");
    out_raw(o, "\n");
    write_constructor(m, o);
    out_raw(o, "\n");
    out_line(o, "def step(self) -> float:");
    out_line(o,
             "    \"\"\"One step over the whole graph; the loss before it. What has diverged changes nothing.\"\"\"");
    out_line(o, "    _need(_lib.%s_step(self._c), \"the loss is no number\")", m->name);
    out_line(o, "    return c_float.from_buffer(self._c, %d).value", LOSS);
    write_setting("lr", RATE, o);
    write_setting("weight_decay", DECAY, o);
    o->depth--;
}

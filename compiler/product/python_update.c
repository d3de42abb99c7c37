/* python_update.c - NAME_update in NAME.py: an object that has the graph, and workspace and outputs of its last run. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/product/product.h"

static void write_constructor(const Model *m, Out *o)
{
    out_line(o, "def __init__(");
    out_line(o, "    self,");
    out_line(o, "    model: Model,");
    out_line(o, "    graph: Graph,");
    out_line(o, "    *,");
    write_python_input_arguments(m, o);
    out_line(o, ") -> None:");
    o->depth++;
    out_line(o, "self._own = Model.__new__(Model)  # with a workspace of its own");
    out_line(o, "self._own._params = model._params");
    out_line(o, "self._own._workspace = ctypes.create_string_buffer(0)");
    out_line(o, "self._graph = graph");
    const char *given = "";
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i];
        if (!takes_input(m, i, false))
            continue;
        static const char *const parts[] = {"_row_start", "_col", "_val"};
        for (int k = 0; k < (m->inputs[i].sparse ? 3 : 1); k++) {
            const char *name = m->inputs[i].sparse ? arena_format("%s%s", id, parts[k]) : python_name(id);
            given = arena_format("%s, %s=%s", given, name, name);
        }
    }
    out_line(o, "self.result = self._own.infer(graph%s)", given);
    o->depth--;
}

static void write_changes(const Model *m, Out *o)
{
    ChangeList *lists;
    const int count = change_lists(m, &lists);
    out_line(o, "changes = _Changes()");
    for (int i = 0; i < count; i++) {
        const char *first = lists[i].array[0];
        out_line(o, "changes.%s = _length(%s)", lists[i].count, first);
        for (int k = 0; k < 2 && lists[i].array[k]; k++)
            out_line(o, "changes.%s = ctypes.cast(_array(\"%s\", %s, c_int32, changes.%s), POINTER(c_int32))",
                     lists[i].array[k], lists[i].array[k], lists[i].array[k], lists[i].count);
    }
}

static void write_update(const Model *m, Out *o)
{
    ChangeList *lists;
    const int count = change_lists(m, &lists);
    const Prog *p = inference(m);
    out_raw(o, "\n");
    out_line(o, "def update(");
    out_line(o, "    self,");
    out_line(o, "    *,");
    for (int i = 0; i < count; i++)
        for (int k = 0; k < 2 && lists[i].array[k]; k++)
            out_line(o, "    %s: Any = (),", lists[i].array[k]);
    write_python_input_arguments(m, o);
    out_line(o, ") -> Result:");
    o->depth++;
    out_line(o, "\"\"\"What is otherwise since the last run: changed rows, removed and then added edges (int32).");
    out_raw(o, "\n");
    out_line(
        o,
        "Inputs have the new numbers, of no other rows. The bits are those of a run from scratch; what fails changes");
    out_line(o, "nothing. The result is what `result` is, changed in place.");
    out_line(o, "\"\"\"");
    out_line(o, "graph = self._graph");
    write_python_inputs(m, o);
    write_changes(m, o);
    const char *to = "";
    for (int k = 0; k < p->root_count; k++)
        to = arena_format("%s, self.result[%d]", to, k);
    out_line(o,
             "code = _lib.%s_update(self._own._params, ctypes.byref(changes), ctypes.byref(graph._c), "
             "ctypes.byref(inputs)%s,",
             m->name, to);
    out_line(o, "    graph._memory, self._own._workspace)");
    out_line(o, "_need(code, \"there is no room for so many edges\" if code == 5 else \"a changed row is not there\" "
                "if code == 3");
    out_line(o, "    else \"an edge leads to no row, or is to go and is not there\")");
    out_line(o, "return self.result");
    o->depth--;
}

void write_python_kept(const Model *m, Out *o)
{
    if (!updates(m))
        return;
    out_raw(o, "\n\n");
    out_line(o, "class Kept:");
    o->depth++;
    out_line(o, "\"\"\"A graph's inference, kept: update() makes again what changes. The graph is this object's from "
                "now on.\"\"\"");
    out_raw(o, "\n");
    write_constructor(m, o);
    write_update(m, o);
    o->depth--;
}

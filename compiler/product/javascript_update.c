/* javascript_update.c - NAME_update in NAME.mjs: an object that has the workspace, the inputs and the outputs of its last run. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

#include <string.h>

static const char fields[] = "    #c;\n"
                             "    #heap;\n"
                             "    #params;\n"
                             "    #graph;\n"
                             "    #inputs;\n"
                             "    #workspace;\n"
                             "    #to;\n";

/* Blocks that `inputs` take, all or none. */
static const char place[] = "#place(inputs) {\n"
                            "    const heap = this.#heap, blocks = [];\n"
                            "    const keep = (at) => (blocks.push(at), at);\n"
                            "    try {\n"
                            "        const given = keep(heap.take(Inputs.size));\n"
                            "        setInputs(heap, this.#graph, given, inputs, (data) => keep(heap.put(data)));\n"
                            "        return { given, blocks };\n"
                            "    } catch (error) {\n"
                            "        for (const at of blocks) heap.give(at);\n"
                            "        throw error;\n"
                            "    }\n"
                            "}\n"
                            "#drop(inputs) {\n"
                            "    for (const at of inputs.blocks) this.#heap.give(at);\n"
                            "}\n";

/* Lines of text at the depth of `o`. */
static void write_lines(const char *text, Out *o)
{
    while (*text) {
        const int length = (int)strcspn(text, "\n");
        out_line(o, "%.*s", length, text);
        text += length + 1;
    }
}

static const char *addresses(const Model *m)
{
    return outputs_argument(m, "this.#to.", "");
}

static void write_constructor(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    out_open(o, "constructor(c, heap, params, graph, inputs)");
    out_line(o, "this.#c = c;");
    out_line(o, "this.#heap = heap;");
    out_line(o, "this.#params = params;");
    out_line(o, "this.#graph = graph;");
    out_line(o, "if (!graph.count) throw new InferenceError(2, \"this graph has been freed\");");
    out_line(o, "this.#inputs = this.#place(inputs);");
    out_line(o, "const size = c.%s_workspace_size(...[%s].map(BigInt)) >>> 0;", m->name,
             workspace_counts(p, "graph.count."));
    out_line(o, "this.#workspace = heap.take(size);");
    out_line(o, "this.#to = {};");
    for (int k = 0; k < p->root_count; k++)
        out_line(o, "this.#to.%s = heap.take(4 * %s);", output_id(m, k), javascript_count(p->roots[k].val, "graph"));
    out_line(o, "const code = c.%s_infer(params, graph.at, this.#inputs.given%s, this.#workspace);", m->name,
             addresses(m));
    out_line(o, "if (code !== 0) this.free();");
    out_line(o, "need(code, \"inference refuses its arguments\");");
    out_close(o, "");
}

static void write_outputs(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    out_line(o, "/** All outputs as they now are, each a new Float32Array. */");
    out_open(o, "outputs()");
    out_line(o, "if (!this.#to) throw new InferenceError(2, \"this has been freed\");");
    out_line(o, "return {");
    for (int k = 0; k < p->root_count; k++)
        out_line(o, "    %s: this.#heap.floats(this.#to.%s, %s),", output_id(m, k), output_id(m, k),
                 javascript_count(p->roots[k].val, "this.#graph"));
    out_line(o, "};");
    out_close(o, "");
}

static void write_changes(const Model *m, Out *o)
{
    ChangeList *lists;
    const int count = change_lists(m, &lists);
    out_line(o, "const of = take(Changes.size);");
    for (int i = 0; i < count; i++) {
        const ChangeList *list = &lists[i];
        out_line(o, "const n_%s = changes.%s?.length ?? 0;", list->count, list->array[0]);
        out_line(o, "heap.set(Changes, of, \"%s\", n_%s);", list->count, list->count);
        for (int k = 0; k < 2 && list->array[k]; k++)
            out_line(o, "heap.set(Changes, of, \"%s\", put(numbers(Int32Array, changes.%s ?? [], \"%s\", n_%s)));",
                     list->array[k], list->array[k], list->array[k], list->count);
    }
}

static void write_update(const Model *m, Out *o)
{
    out_line(o, "/** What is otherwise since the last run: changed_ rows, removed_ and then added_ edges. `inputs`, "
                "where rows");
    out_line(o,
             " * changed, has the new numbers, of no other rows. The bits are those of a run from scratch; what fails");
    out_line(o, " * changes nothing. */");
    out_open(o, "update(changes, inputs = null)");
    out_line(o, "const heap = this.#heap, graph = this.#graph;");
    out_line(o, "if (!this.#to || !graph.count) throw new InferenceError(2, \"this has been freed\");");
    out_open(o, "const code = meanwhile(heap, (put, take) =>");
    write_changes(m, o);
    out_line(o, "const next = inputs ? this.#place(inputs) : this.#inputs;");
    out_line(o, "const code = this.#c.%s_update(this.#params, of, graph.at, next.given%s,", m->name, addresses(m));
    out_line(o, "    graph.memory, this.#workspace);");
    out_line(o, "if (inputs) this.#drop(code === 0 ? this.#inputs : next);");
    out_line(o, "if (code === 0) this.#inputs = next;");
    out_line(o, "return code;");
    out_close(o, ");");
    out_line(
        o,
        "need(code, code === 5 ? \"there is no room for so many edges\" : code === 3 ? \"a changed row is not there\"");
    out_line(o, "    : \"an edge leads to no row, or is to go and is not there\");");
    for (int i = 0; i < m->space_count; i++)
        if (is_relation(inference(m), m->spaces[i]))
            out_line(o, "graph.count.%s = heap.get(GraphOf, graph.at, \"%s\");", rows_name(m->spaces[i]),
                     rows_name(m->spaces[i]));
    out_close(o, "");
}

static void write_free(Out *o)
{
    out_line(o, "/** Gives its memory back; the graph stays as it now is. */");
    out_open(o, "free()");
    out_line(o, "if (!this.#to) return;");
    out_line(o, "this.#drop(this.#inputs);");
    out_line(o, "for (const at of [this.#workspace, ...Object.values(this.#to)]) this.#heap.give(at);");
    out_line(o, "this.#to = null;");
    out_close(o, "");
}

void write_javascript_kept(const Model *m, Out *o)
{
    if (!updates(m))
        return;
    out_raw(o, "\n");
    write_javascript_struct(m, "Changes", changes_members, o);
    out_raw(o, "\n/** A graph's inference, kept, that Model.keep() made: update() makes again what changes with rows "
               "and edges. */\n"
               "class Kept {\n");
    out_raw(o, fields);
    o->depth++;
    write_constructor(m, o);
    write_lines(place, o);
    write_outputs(m, o);
    write_update(m, o);
    write_free(o);
    out_close(o, "");
}

void write_javascript_keep(const Model *m, Out *o)
{
    if (!updates(m))
        return;
    out_blank(o);
    out_line(o,
             "/** Inference on a graph that is this object's from now on: what it gives, outputs() and update(). */");
    out_open(o, "keep(graph, inputs)");
    out_line(o, "return new Kept(this.#c, this.#heap, this.#params, graph, inputs);");
    out_close(o, "");
}

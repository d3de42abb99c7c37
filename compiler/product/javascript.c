/* javascript.c - NAME.mjs beside NAME.wasm: inference in WebAssembly as a module of JavaScript, for browsers and Node. The module's
 * memory is the wrapper's: arrays go in by copy, results come out as arrays of the caller's, lengths and types are looked at, and
 * what C says by a code is an exception. */
#include "compiler/base/arena.h"
#include "compiler/base/quote.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

#include <string.h>

static const char beginning[] =
    "/** What a function of C returned that is not 0. */\n"
    "export class InferenceError extends Error {\n"
    "    constructor(code, what) {\n"
    "        super(what);\n"
    "        this.name = \"InferenceError\";\n"
    "        this.code = code;\n"
    "    }\n"
    "}\n"
    "\n"
    "function need(code, what) {\n"
    "    if (code !== 0) throw new InferenceError(code, what);\n"
    "}\n"
    "\n"
    "/* Numbers of one kind: a typed array of that kind, or a plain array of what fits. */\n"
    "function numbers(Kind, data, what, count) {\n"
    "    if (Array.isArray(data)) {\n"
    "        if (Kind !== Float32Array && !data.every((n) => typeof n === \"bigint\" || Number.isSafeInteger(n)))\n"
    "            throw new TypeError(`${what}: expected whole numbers`);\n"
    "        if (Kind === Int32Array && data.some((n) => Number(n) !== (Number(n) | 0)))\n"
    "            throw new RangeError(`${what}: a number is too large`);\n"
    "        data = Kind === BigInt64Array ? BigInt64Array.from(data, BigInt) : Kind.from(data, Number);\n"
    "    }\n"
    "    if (!(data instanceof Kind)) throw new TypeError(`${what}: expected an array or a ${Kind.name}`);\n"
    "    if (count !== undefined && data.length !== count)\n"
    "        throw new RangeError(`${what}: expected ${count} numbers, not ${data.length}`);\n"
    "    return data;\n"
    "}\n"
    "\n"
    "/* A struct of C: members of 8 bytes are numbers, those of 4 are addresses. */\n"
    "function layout(members) {\n"
    "    const at = {};\n"
    "    let size = 0;\n"
    "    for (const [name, bytes] of members) {\n"
    "        size = Math.ceil(size / bytes) * bytes;\n"
    "        at[name] = [size, bytes];\n"
    "        size += bytes;\n"
    "    }\n"
    "    return { at, size: Math.ceil((size || 1) / 8) * 8 };\n"
    "}\n";

static const char memory[] =
    "/* The module's memory behind what it begins with: blocks that are taken and given back, the first that fits. */\n"
    "class Heap {\n"
    "    #memory;\n"
    "    #end;\n"
    "    #free = [];\n"
    "    #size = new Map();\n"
    "    constructor(memory, base) {\n"
    "        this.#memory = memory;\n"
    "        this.#end = Math.ceil(base / 64) * 64;\n"
    "    }\n"
    "    take(bytes) {\n"
    "        const size = Math.ceil((bytes || 1) / 64) * 64;\n"
    "        const fits = this.#free.findIndex((block) => block.size >= size);\n"
    "        let at = this.#end;\n"
    "        if (fits >= 0) {\n"
    "            const block = this.#free[fits];\n"
    "            at = block.at;\n"
    "            if (block.size === size) this.#free.splice(fits, 1);\n"
    "            else this.#free[fits] = { at: at + size, size: block.size - size };\n"
    "        } else {\n"
    "            const lacks = at + size - this.#memory.buffer.byteLength;\n"
    "            if (lacks > 0) this.#memory.grow(Math.ceil(lacks / 65536)); // a RangeError where there is no more\n"
    "            this.#end = at + size;\n"
    "        }\n"
    "        this.#size.set(at, size);\n"
    "        return at;\n"
    "    }\n"
    "    give(at) {\n"
    "        const size = this.#size.get(at);\n"
    "        if (size === undefined) return;\n"
    "        this.#size.delete(at);\n"
    "        const blocks = [...this.#free, { at, size }].sort((a, b) => a.at - b.at);\n"
    "        this.#free = [];\n"
    "        for (const block of blocks) {\n"
    "            const last = this.#free[this.#free.length - 1];\n"
    "            if (last && last.at + last.size === block.at) last.size += block.size;\n"
    "            else this.#free.push(block);\n"
    "        }\n"
    "    }\n"
    "    bytes(at, size) {\n"
    "        return new Uint8Array(this.#memory.buffer, at, size);\n"
    "    }\n"
    "    put(data) {\n"
    "        const at = this.take(data.byteLength);\n"
    "        this.bytes(at, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));\n"
    "        return at;\n"
    "    }\n"
    "    floats(at, count) {\n"
    "        return new Float32Array(this.#memory.buffer, at, count).slice();\n"
    "    }\n"
    "    set(struct, at, name, value) {\n"
    "        const [offset, bytes] = struct.at[name];\n"
    "        const view = new DataView(this.#memory.buffer);\n"
    "        if (bytes === 8) view.setBigInt64(at + offset, BigInt(value), true);\n"
    "        else view.setUint32(at + offset, value, true);\n"
    "    }\n"
    "    get(struct, at, name) {\n"
    "        return new DataView(this.#memory.buffer).getBigInt64(at + struct.at[name][0], true);\n"
    "    }\n"
    "}\n"
    "\n"
    "/* What is taken in `work` is given back after it. */\n"
    "function meanwhile(heap, work) {\n"
    "    const taken = [];\n"
    "    const keep = (at) => (taken.push(at), at);\n"
    "    try {\n"
    "        return work((data) => keep(heap.put(data)), (bytes) => keep(heap.take(bytes)));\n"
    "    } finally {\n"
    "        for (const at of taken) heap.give(at);\n"
    "    }\n"
    "}\n";

/* ------------------------------------------------------------------ structs */

static void member(void *to, const char *name, Member kind)
{
    out_line(to, "    [\"%s\", %d],", name, kind == MEMBER_INT64 || kind == MEMBER_DOUBLE ? 8 : 4);
}

void write_javascript_struct(const Model *m, const char *name, void (*members)(const Model *, void *, MemberWriter *),
                             Out *o)
{
    out_line(o, "const %s = layout([", name);
    members(m, o, member);
    out_line(o, "]);");
}

/* ------------------------------------------------------------------ graph */

static void set_edges(const char *name, const char *array, const char *count, Out *o)
{
    out_line(o, "heap.set(Edges, of, \"%s\", put(numbers(%s, edges.%s, \"%s\"%s)));", name, array, name, name, count);
}

static void write_relation(const Model *m, const Space *s, Out *o)
{
    const char *src = edges_side(s, far_end(sorted_end(s))), *dst = edges_side(s, sorted_end(s)), *rows = rows_name(s);
    out_line(o, "const n_%s = numbers(Int32Array, edges.%s, \"%s\").length;", rows, src, src);
    out_line(o, "heap.set(Edges, of, \"%s\", n_%s);", rows, rows);
    set_edges(src, "Int32Array", "", o);
    set_edges(dst, "Int32Array", arena_format(", n_%s", rows), o);
    for (int j = 0; j < m->input_count; j++)
        if (is_carried(m, j, s))
            set_edges(m->input_ids[j], "Float32Array", arena_format(", n_%s * %lld", rows, input_width(&m->inputs[j])),
                      o);
}

static void write_graph_class(Out *o)
{
    out_raw(o, "\n"
               "/** A graph that Model.graph() made; free() gives its memory back. */\n"
               "class Graph {\n"
               "    constructor(heap, at, carried, memory, count) {\n"
               "        Object.assign(this, { heap, at, carried, memory, count });\n"
               "    }\n"
               "    free() {\n"
               "        for (const at of [this.at, this.carried, this.memory]) this.heap.give(at);\n"
               "        this.count = null;\n"
               "    }\n"
               "}\n");
}

static void write_graph(const Model *m, Out *o)
{
    out_line(o, "/** A graph, prepared as the model was trained: edge e goes from src[e] to dst[e], in any order.%s */",
             updates(m) ? "\n     * edges_room: so many more may come by update()." : "");
    out_open(o, "graph(edges)");
    out_line(o, "const heap = this.#heap, c = this.#c;");
    out_open(o, "return meanwhile(heap, (put, take) =>");
    out_line(o, "const of = take(Edges.size);");
    out_line(o, "heap.bytes(of, Edges.size).fill(0);");
    for (int i = 0; i < m->space_count; i++) {
        const Space *s = m->spaces[i];
        if (has_rows_in_graph(m, s)) {
            out_line(o, "if (!Number.isSafeInteger(edges.%s))", rows_name(s));
            out_line(o, "    throw new TypeError(\"%s: expected a whole number\");", rows_name(s));
            out_line(o, "heap.set(Edges, of, \"%s\", edges.%s);", rows_name(s), rows_name(s));
        }
        if (updates(m) && is_relation(inference(m), s))
            out_line(o, "heap.set(Edges, of, \"%s_room\", edges.%s_room ?? 0);", rows_name(s), rows_name(s));
        if (is_relation(inference(m), s))
            write_relation(m, s, o);
    }
    out_line(o, "const size = c.%s_prepare_size(of) >>> 0;", m->name);
    out_line(o, "if (size === 0xffffffff) throw new InferenceError(2, \"a count is negative or too large\");");
    out_line(o, "const memory = heap.take(size), at = heap.take(GraphOf.size), carried = heap.take(Inputs.size);");
    out_line(o, "heap.bytes(carried, Inputs.size).fill(0);");
    out_line(o, "const graph = new Graph(heap, at, carried, memory, {});");
    out_line(o, "const code = c.%s_prepare(of, at, %smemory);", m->name, edges_carry(m) ? "carried, " : "");
    out_line(o, "if (code !== 0) graph.free();");
    out_line(o, "need(code, \"an edge leads to no row\");");
    for (int i = 0; i < m->space_count; i++)
        if (has_count(m, m->spaces[i]))
            out_line(o, "graph.count.%s = heap.get(GraphOf, at, \"%s\");", rows_name(m->spaces[i]),
                     rows_name(m->spaces[i]));
    out_line(o, "return graph;");
    out_close(o, ");");
    out_close(o, "");
}

/* ------------------------------------------------------------------ inference */

static const char *count_of(const Space *space)
{
    return arena_format("Number(graph.count.%s)", rows_name(space));
}

static void set_input(const char *id, const char *part, const char *array, const char *count, Out *o)
{
    out_line(o, "heap.set(Inputs, given, \"%s%s\", put(numbers(%s, inputs.%s%s, \"%s%s\", %s)));", id, part, array, id,
             part, id, part, count);
}

/* A function of the module: inference and what is kept for updates call it. */
static void write_set_inputs(const Model *m, Out *o)
{
    out_raw(o, "\n");
    out_line(o, "/* What inference reads: a struct at `given`, of copies that `put` makes of the arrays. */");
    out_open(o, "function setInputs(heap, graph, given, inputs, put)");
    out_line(o, "heap.bytes(given, Inputs.size).set(heap.bytes(graph.carried, Inputs.size));");
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        const char *id = m->input_ids[i], *rows = count_of(in->type.space);
        if (!takes_input(m, i, false))
            continue;
        if (!in->sparse) {
            set_input(id, "", "Float32Array", arena_format("%s * %lld", rows, input_width(in)), o);
            continue;
        }
        const char *starts = arena_format("%s_starts", id);
        out_line(o, "const %s = numbers(BigInt64Array, inputs.%s_row_start, \"%s_row_start\", %s + 1);", starts, id, id,
                 rows);
        out_line(o, "heap.set(Inputs, given, \"%s_row_start\", put(%s));", id, starts);
        out_line(o, "const %s_items = Number(%s[%s.length - 1]);", id, starts, starts);
        set_input(id, "_col", "Int32Array", arena_format("%s_items", id), o);
        set_input(id, "_val", "Float32Array", arena_format("%s_items", id), o);
    }
    out_close(o, "");
}

const char *javascript_count(const Val *v, const char *graph)
{
    if (!has_rows(v))
        return arena_format("%lld", (long long)val_width(v));
    return arena_format("Number(%s.count.%s) * %lld", graph, rows_name(v->type.space), (long long)val_width(v));
}

static void write_call(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    const char *outputs = "";
    for (int k = 0; k < p->root_count; k++) {
        const char *id = output_id(m, k);
        out_line(o, "const to_%s = take(4 * %s);", id, javascript_count(p->roots[k].val, "graph"));
        outputs = arena_format("%sto_%s, ", outputs, id);
    }
    const char *whole =
        arena_format("c.%s_workspace_size(...[%s].map(BigInt))", m->name, workspace_counts(p, "graph.count."));
    const char *some = infers_rows(m) ? arena_format("asked ? c.%s_size(graph.at) : ", infer_rows_name(m)) : "";
    out_line(o, "const size = (%s%s) >>> 0;", some, whole);
    out_line(o, "if (size === 0xffffffff) throw new InferenceError(2, \"the graph is too large\");");
    out_line(o, "const workspace = take(size);");
    if (infers_rows(m)) {
        out_line(o, "const rows = asked && numbers(Int32Array, asked, \"asked\");");
        out_line(o, "const code = rows");
        out_line(o, "    ? c.%s(this.#params, graph.at, given, put(rows), BigInt(rows.length), %sworkspace)",
                 infer_rows_name(m), outputs);
        out_line(o, "    : c.%s_infer(this.#params, graph.at, given, %sworkspace);", m->name, outputs);
    } else {
        out_line(o, "const code = c.%s_infer(this.#params, graph.at, given, %sworkspace);", m->name, outputs);
    }
    out_line(o, "need(code, \"inference refuses its arguments\");");
    out_line(o, "return {");
    for (int k = 0; k < p->root_count; k++)
        out_line(o, "    %s: heap.floats(to_%s, %s),", output_id(m, k), output_id(m, k),
                 javascript_count(p->roots[k].val, "graph"));
    out_line(o, "};");
}

static void write_infer(const Model *m, Out *o)
{
    out_line(o, "/** All outputs, row by row, each a new Float32Array. */");
    out_open(o, "infer(graph, inputs%s)", infers_rows(m) ? ", asked = null" : "");
    out_line(o, "const heap = this.#heap, c = this.#c;");
    out_line(o, "if (!graph.count) throw new InferenceError(2, \"this graph has been freed\");");
    out_open(o, "return meanwhile(heap, (put, take) =>");
    out_line(o, "const given = take(Inputs.size);");
    out_line(o, "setInputs(heap, graph, given, inputs, put);");
    write_call(m, o);
    out_close(o, ");");
    out_close(o, "");
    if (!infers_rows(m))
        return;
    out_blank(o);
    out_line(o, "/** The rows of those that are asked for, in the bits of a whole run; others are of no use. */");
    out_open(o, "inferSome(graph, asked, inputs)");
    out_line(o, "return this.infer(graph, inputs, asked);");
    out_close(o, "");
}

static void write_normalize(const Model *m, int input, Out *o)
{
    const InputInfo *in = &m->inputs[input];
    const char *id = m->input_ids[input];
    out_blank(o);
    out_line(o, "/** Raw %s becomes what the model was trained with; the result is a new array. */", id);
    out_open(o, in->sparse ? "normalize_%s(row_start, val)" : "normalize_%s(val)", id);
    out_line(o, "const heap = this.#heap;");
    out_open(o, "return meanwhile(heap, (put) =>");
    if (in->sparse) {
        out_line(o, "const starts = numbers(BigInt64Array, row_start, \"row_start\");");
        out_line(o, "const data = numbers(Float32Array, val, \"val\", Number(starts[starts.length - 1]));");
        out_line(o, "const at = put(data), rows = BigInt(starts.length) - 1n;");
        out_line(o, "need(this.#c.%s_normalize_%s(rows, put(starts), at), \"what comes out is no number\");", m->name,
                 id);
    } else {
        out_line(o, "const data = numbers(Float32Array, val, \"val\");");
        out_line(o, "if (data.length %% %lld) throw new RangeError(\"val: expected whole rows\");", input_width(in));
        out_line(o, "const at = put(data), rows = BigInt(data.length / %lld);", input_width(in));
        out_line(o, "need(this.#c.%s_normalize_%s(rows, at), \"what comes out is no number\");", m->name, id);
    }
    out_line(o, "return heap.floats(at, data.length);");
    out_close(o, ");");
    out_close(o, "");
}

/* ------------------------------------------------------------------ the model */

/* Those that are baked in are constants: what is trained is a copy. */
static void write_first_weights(const Model *m, Out *o)
{
    const char *given = "this.#heap.put(numbers(Float32Array, params, \"params\", PARAMS))";
    const char *copy = m->baked ? arena_format("this.#heap.put(this.#heap.floats(c.%s_weights.value, PARAMS))", m->name)
                                : "this.#heap.put(new Float32Array(PARAMS))";
    if (has_step(m))
        out_line(o, "this.#params = params ? %s\n                             : %s;", given, copy);
    else if (m->switches.packing)
        out_line(o, "this.#params = c.%s_weights.value;", m->name);
    else if (m->baked)
        out_line(o, "this.#params = params ? %s : c.%s_weights.value;", given, m->name);
    else
        out_line(o, "this.#params = %s;", given);
}

static void write_model(const Model *m, Out *o)
{
    out_raw(o, "\n/** Inference: load() makes one. */\nclass Model {\n    #c;\n    #heap;\n    #params;\n");
    o->depth++;
    out_open(o, "constructor(c%s)", m->switches.packing ? "" : ", params");
    out_line(o, "this.#c = c;");
    out_line(o, "this.#heap = new Heap(c.memory, c.__heap_base.value);");
    write_first_weights(m, o);
    out_close(o, "");
    out_blank(o);
    write_graph(m, o);
    out_blank(o);
    write_infer(m, o);
    write_javascript_keep(m, o);
    write_javascript_training(m, o);
    write_divided(m, write_normalize, o);
    out_close(o, "");
}

/* Of bytes that are there, for what may load nothing. */
static void write_load_of_bytes(Out *o)
{
    out_raw(o, "\n");
    out_line(o, "async function load(bytes)");
    out_line(o, "{");
    out_line(o, "    return new Model((await WebAssembly.instantiate(bytes, {})).instance.exports);");
    out_line(o, "}");
}

static void write_load(const Model *m, const char *wasm, Out *o)
{
    out_raw(o, "\n");
    out_line(o, "/** The model, of the module's bytes or its address; without: %s beside this file.%s */",
             quote_comment(wasm),
             m->baked      ? ""
             : has_step(m) ? " params: PARAMS floats, as `export` writes them; null where they are to be trained."
                           : " params: PARAMS floats, as `export` writes them.");
    out_open(o, "export async function load(%s)",
             m->switches.packing ? "source"
             : m->baked          ? "source, params"
                                 : "params, source");
    out_line(o, "const from = source ?? new URL(encodeURIComponent(%s), import.meta.url);", quote_json(wasm));
    out_line(o, "let bytes = from;");
    out_open(o, "if (from instanceof URL || typeof from === \"string\")");
    out_line(o, "const url = new URL(from, import.meta.url);");
    out_line(o, "bytes = url.protocol === \"file:\"");
    out_line(o, "    ? await (await import(\"node:fs/promises\")).readFile(url)");
    out_line(o, "    : await (await fetch(url)).arrayBuffer();");
    out_close(o, "");
    out_line(o, "const { instance } = await WebAssembly.instantiate(bytes, {});");
    out_line(o, "return new Model(instance.exports%s);", m->switches.packing ? "" : ", params");
    out_close(o, "");
}

void write_javascript(const Model *m, const char *wasm, Out *o)
{
    out_line(o, "/* Inference with the model %s in WebAssembly, made by gatcc from %s: in browsers and Node,", m->name,
             quote_comment(m->source));
    out_line(o, " *     const model = await load();  const graph = model.graph({ ... });  model.infer(graph, { ... })");
    out_line(o,
             " * Integers are Int32Array, starts of rows BigInt64Array, all others Float32Array, or plain arrays. */");
    out_line(o, "export const PARAMS = %lld; // floats", (long long)param_floats(m));
    for (int i = 0; i < m->dim_count; i++)
        out_line(o, "export const %s = %lld;", upper_name(m->dims[i].name), (long long)m->dims[i].size);
    out_raw(o, "\n");
    out_raw(o, beginning);
    out_raw(o, "\n");
    out_raw(o, memory);
    out_raw(o, "\n");
    write_javascript_struct(m, "Edges", edges_members, o);
    write_javascript_struct(m, "GraphOf", graph_members, o);
    write_javascript_struct(m, "Inputs", inputs_members, o);
    write_graph_class(o);
    write_set_inputs(m, o);
    write_javascript_kept(m, o);
    write_javascript_trainer(m, o);
    write_model(m, o);
    if (wasm)
        write_load(m, wasm, o);
    else
        write_load_of_bytes(o);
}

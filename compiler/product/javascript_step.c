/* javascript_step.c - what NAME.mjs has of `--step`: class Trainer, and what Model has beside inference. A trainer's graph, inputs
 * and answers stay in the module's memory until it is freed. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

static const char lasting[] =
    "/* What is taken in `work` stays, unless it fails. */\n"
    "function lasting(heap, work) {\n"
    "    const taken = [];\n"
    "    const keep = (at) => (taken.push(at), at);\n"
    "    try {\n"
    "        return work((data) => keep(heap.put(data)), (bytes) => keep(heap.take(bytes)), taken);\n"
    "    } catch (error) {\n"
    "        for (const at of taken) heap.give(at);\n"
    "        throw error;\n"
    "    }\n"
    "}\n";

/* ------------------------------------------------------------------ answers */

static void write_answers(const Model *m, Out *o)
{
    out_line(o, "const learned = take(Answers.size);");
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        const char *id = m->input_ids[i];
        if (!is_answer(m, i))
            continue;
        const char *rows = in->type.space->kind == SPACE_ONE
                               ? ""
                               : arena_format("Number(graph.count.%s) * ", rows_name(in->type.space));
        out_line(o, "heap.set(Answers, learned, \"%s\", put(numbers(Float32Array, answers.%s, \"%s\", %s%lld)));", id,
                 id, id, rows, input_width(in));
    }
}

/* ------------------------------------------------------------------ class Trainer */

static void write_score(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    const char *given = "";
    if (!has_score(m))
        return;
    out_blank(o);
    out_line(
        o, "/** The loss of what infer() gave on the same graph and inputs, over the rows that count in `answers`. */");
    out_open(o, "score(answers, outputs)");
    out_line(o, "const heap = this.#heap, graph = this.#graph;");
    out_open(o, "return meanwhile(heap, (put, take) =>");
    write_answers(m, o);
    for (int k = 0; k < p->root_count; k++) {
        const char *id = output_id(m, k);
        out_line(o, "const of_%s = put(numbers(Float32Array, outputs.%s, \"%s\", %s));", id, id, id,
                 javascript_count(p->roots[k].val, "graph"));
        given = arena_format("%sof_%s, ", given, id);
    }
    out_line(o, "const loss = take(TrainerOf.size);");
    out_line(o, "need(this.#c.%s_score(this.#at, learned, %sloss), \"a loss refuses its arguments\");", m->name, given);
    out_line(o, "return heap.floats(loss, 1)[0];");
    out_close(o, ");");
    out_close(o, "");
}

static void write_setting(const char *name, const char *member, Out *o)
{
    out_line(o, "get %s() { return this.#view().getFloat64(this.#at + TrainerOf.at.%s[0], true); }", name, member);
    out_line(o, "set %s(to) { this.#view().setFloat64(this.#at + TrainerOf.at.%s[0], to, true); }", name, member);
}

static void write_trainer_class(const Model *m, Out *o)
{
    out_raw(
        o,
        "\n"
        "/** Training under way, of the model's own weights: Model.trainer() makes it, free() gives its memory back.\n"
        " * lr and weightDecay may be changed between two steps. */\n"
        "class Trainer {\n"
        "    #c;\n"
        "    #heap;\n"
        "    #graph;\n"
        "    #at;\n"
        "    #taken;\n"
        "    constructor(c, heap, graph, at, taken) {\n"
        "        this.#c = c;\n"
        "        this.#heap = heap;\n"
        "        this.#graph = graph;\n"
        "        this.#at = at;\n"
        "        this.#taken = taken;\n"
        "    }\n"
        "    #view() {\n"
        "        if (!this.#taken) throw new InferenceError(2, \"this trainer has been freed\");\n"
        "        return new DataView(this.#c.memory.buffer);\n"
        "    }\n");
    o->depth++;
    write_setting("lr", "lr", o);
    write_setting("weightDecay", "weight_decay", o);
    out_blank(o);
    out_line(o, "/** One step over the whole graph; its loss, before it changed anything. */");
    out_open(o, "step()");
    out_line(o, "const at = this.#at + TrainerOf.at.loss[0];");
    out_line(o, "this.#view();");
    out_line(o, "if (!this.#graph.count) throw new InferenceError(2, \"this graph has been freed\");");
    out_line(o, "need(this.#c.%s_step(this.#at), \"the loss is no number\");", m->name);
    out_line(o, "return this.#view().getFloat32(at, true);");
    out_close(o, "");
    write_score(m, o);
    out_blank(o);
    out_open(o, "free()");
    out_line(o, "for (const at of this.#taken ?? []) this.#heap.give(at);");
    out_line(o, "this.#taken = null;");
    out_close(o, "");
    out_close(o, "");
}

void write_javascript_trainer(const Model *m, Out *o)
{
    if (!has_step(m))
        return;
    out_raw(o, "\n");
    write_javascript_struct(m, "Answers", answers_members, o);
    write_javascript_struct(m, "TrainerOf", trainer_members, o);
    out_raw(o, "\n");
    out_raw(o, lasting);
    write_trainer_class(m, o);
}

/* ------------------------------------------------------------------ of class Model */

static void write_weights(const Model *m, Out *o)
{
    out_blank(o);
    out_line(o, "/** The weights as they are now, a copy. */");
    out_open(o, "get params()");
    out_line(o, "return this.#heap.floats(this.#params, PARAMS);");
    out_close(o, "");
    out_blank(o);
    out_line(o, "/** The first weights of a trainer with this seed; the model's own do not change. */");
    out_open(o, "firstParams(seed)");
    out_open(o, "return meanwhile(this.#heap, (put, take) =>");
    out_line(o, "const at = take(4 * PARAMS);");
    out_line(o, "need(this.#c.%s_first_params(at, BigInt(seed)), \"there is no room\");", m->name);
    out_line(o, "return this.#heap.floats(at, PARAMS);");
    out_close(o, ");");
    out_close(o, "");
}

static const char *counts_of(const Model *m)
{
    const char *text = arena_format("graph.count.%s, graph.count.%s", rows_name(first_space(m, SPACE_ROWS)),
                                    rows_name(first_space(m, SPACE_EDGES)));
    for (int i = 0; i < m->input_count; i++)
        if (has_entries(m, i))
            text = arena_format("%s, inputs.%s_row_start.at(-1)", text, m->input_ids[i]);
    return text;
}

void write_javascript_training(const Model *m, Out *o)
{
    if (!has_step(m))
        return;
    write_weights(m, o);
    const char *counts = arena_format("...[%s].map(BigInt)", counts_of(m));
    out_blank(o);
    out_line(o, "/** Training of the model's own weights, from `params` on or from first ones: infer() uses them as "
                "they are. The");
    out_line(o, " * graph must not be freed before the trainer is. */");
    out_open(o, "trainer(graph, inputs, answers, { seed = 0, params = this.firstParams(seed) } = {})");
    out_line(o, "const heap = this.#heap, c = this.#c;");
    out_line(o, "if (!graph.count) throw new InferenceError(2, \"this graph has been freed\");");
    out_line(o, "const from = numbers(Float32Array, params, \"params\", PARAMS);");
    out_open(o, "return lasting(heap, (put, take, taken) =>");
    out_line(o, "const given = take(Inputs.size);");
    out_line(o, "setInputs(heap, graph, given, inputs, put);");
    write_answers(m, o);
    out_line(o, "const size = c.%s_trainer_size(%s) >>> 0;", m->name, counts);
    out_line(o, "if (size === 0xffffffff) throw new InferenceError(2, \"the graph is too large\");");
    out_line(o, "const at = take(TrainerOf.size), memory = take(size);");
    out_line(o, "need(c.%s_trainer_begin(at, this.#params, graph.at, given, learned, BigInt(seed), memory),", m->name);
    out_line(o, "    \"training refuses its arguments\");");
    out_line(
        o, "heap.bytes(this.#params, 4 * PARAMS).set(new Uint8Array(from.buffer, from.byteOffset, from.byteLength));");
    out_line(o, "return new Trainer(c, heap, graph, at, taken);");
    out_close(o, ");");
    out_close(o, "");
}

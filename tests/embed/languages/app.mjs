// app.c by gat2.mjs; what is wrong is an exception.
import assert from "node:assert";
import * as gat2 from "./gat2.mjs";

const NODES = 20, EDGES = 50;

function printRow(logits, v) {
    const row = logits.slice(v * gat2.CLASSES, (v + 1) * gat2.CLASSES);
    console.log([...new Uint32Array(row.buffer)].map((bits) => bits.toString(16).padStart(8, "0")).join(" "));
}

const src = Int32Array.from({ length: EDGES }, (_, e) => (e * 7 + 1) % NODES);
const dst = Array.from({ length: EDGES }, (_, e) => (e * e + 3 * e) % NODES);
const x_row_start = BigInt64Array.from({ length: NODES + 1 }, (_, v) => BigInt(2 * v));
const x_col = [], raw = [];
for (let v = 0; v < NODES; v++) {
    x_col.push(v % gat2.FEATURES, (v + 5) % gat2.FEATURES);
    raw.push(1 + (v % 3), 1);
}

const model = await gat2.load();
const graph = model.graph({ nodes: NODES, src, dst });
const x = { x_row_start, x_col, x_val: model.normalize_x(x_row_start, raw) };
const { logits } = model.infer(graph, x);
for (let v = 0; v < NODES; v++) printRow(logits, v);
const some = model.inferSome(graph, [3, 11], x).logits;
printRow(some, 3);
printRow(some, 11);

// Many graphs, of which one lives at a time, take no more memory than one; the first is as it was.
for (let i = 0; i < 300; i++) {
    const other = model.graph({ nodes: 500 + i, src, dst });
    model.infer(other, { x_row_start: new BigInt64Array(501 + i), x_col: [], x_val: [] });
    other.free();
}
assert.deepEqual(model.infer(graph, x).logits, logits);

const refused = (kind, call) => assert.throws(call, kind);
refused(gat2.InferenceError, () => model.inferSome(graph, [20], x));
refused(gat2.InferenceError, () => model.graph({ nodes: NODES, src: [20], dst: [0] }));
refused(gat2.InferenceError, () => model.graph({ nodes: -1, src: [], dst: [] }));
refused(RangeError, () => model.graph({ nodes: NODES, src: [1], dst: [1, 2] }));
refused(RangeError, () => model.graph({ nodes: NODES, src: [4294967296], dst: [1] }));
refused(RangeError, () => model.infer(graph, { ...x, x_val: x.x_val.slice(1) }));
refused(TypeError, () => model.infer(graph, { ...x, x_val: Float64Array.from(x.x_val) }));
refused(TypeError, () => model.graph({ nodes: NODES, src: [0.5], dst: [1] }));
refused(TypeError, () => model.graph({ src, dst }));
graph.free();
graph.free();
refused(gat2.InferenceError, () => model.infer(graph, x));

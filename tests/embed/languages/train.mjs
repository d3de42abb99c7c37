// Training by NAME.mjs: `node train.mjs MODULE FOLDER SEED EPOCHS`, of a model of sparse features and classes on a data set that
// `gatcc data -o FOLDER/` wrote, prints each epoch's loss and that of the nodes that validate, else train; what is wrong is an
// exception, and what is freed is used again.
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [module, folder, seed, epochs] = process.argv.slice(2);
const made = await import(pathToFileURL(resolve(module)));
const rows = (name) => readFileSync(`${folder}/${name}`, "utf8").trim().split("\n");
const table = (name) => rows(name).filter((line) => !/[a-z]/.test(line)).map((line) => line.split(",").map(Number));
const column = (name, at) => table(name).map((line) => line[at]);
const part = (name) => {
    try {
        return rows(`${name}.txt`).map(Number);
    } catch {
        return part("train");
    }
};

const x = table("features.csv"), nodes = x.length, col = [], val = [], starts = [0n];
for (const row of x) {
    row.forEach((value, k) => value && (col.push(k), val.push(value)));
    starts.push(BigInt(col.length));
}
const model = await made.load(null);
const graph = model.graph({ nodes, src: column("edges.csv", 0), dst: column("edges.csv", 1) });
const x_row_start = BigInt64Array.from(starts);
const inputs = { x_row_start, x_col: col, x_val: model.normalize_x(x_row_start, val) };
const label = Float32Array.from(column("labels.csv", -1 + table("labels.csv")[0].length));
const answers = (of) => {
    const weight = new Float32Array(nodes), list = part(of);
    for (const v of list) weight[v] = 1 / list.length;
    return { label, weight };
};

const trainer = model.trainer(graph, inputs, answers("train"), { seed: Number(seed) });
for (let epoch = 0; epoch < Number(epochs); epoch++) {
    const loss = trainer.step(), val_loss = trainer.score(answers("val"), model.infer(graph, inputs));
    console.log([loss, val_loss].map((n) => Number(n.toPrecision(9))).join(" "));
}

// From the same weights the same comes; from those that were learned it goes on.
const learned = model.params, first = model.firstParams(seed);
assert(!learned.every((w, i) => w === first[i]));
trainer.free();
trainer.free();
assert.throws(() => trainer.step(), made.InferenceError);
assert.throws(() => trainer.lr, made.InferenceError);
const other = model.trainer(graph, inputs, answers("train"), { params: learned });
assert.deepEqual(model.params, learned);
const lr = other.lr;
other.lr = 0;
other.step();
assert.deepEqual(model.params, learned);
other.lr = lr;
other.step();
assert.notDeepEqual(model.params, learned);
assert.throws(() => model.trainer(graph, inputs, { label }), TypeError);
assert.throws(() => model.trainer(graph, inputs, answers("train"), { params: [1] }), RangeError);
graph.free();
assert.throws(() => other.step(), made.InferenceError);

// update.mjs MODULE: NAME_update of gat2 by its module of JavaScript: after each of some hundred edits of rows and edges outputs are
// those of a run from scratch; what fails changes nothing; what is kept takes no more memory from edit to edit.
import assert from "node:assert";
const gat2 = await import(process.argv[2]);

const NODES = 34, EDGES = 78, ROOM = 40;
let state = 1;
const pick = (n) => ((state = (state * 1103515245 + 12345) & 0x7fffffff) >> 8) % n;
const src = Array.from({ length: EDGES }, () => pick(NODES)), dst = Array.from({ length: EDGES }, () => pick(NODES));
const x = {
    x_row_start: Array.from({ length: NODES + 1 }, (_, v) => v),
    x_col: Array.from({ length: NODES }, (_, v) => v),
    x_val: new Array(NODES).fill(1),
};

const model = await gat2.load();
const graph = model.graph({ nodes: NODES, src, dst, edges_room: ROOM });
const kept = model.keep(graph, x);

function edit() {
    const what = pick(3);
    if (what === 0 && src.length < EDGES + ROOM) {
        const from = pick(NODES), to = pick(NODES);
        src.push(from), dst.push(to);
        return [{ added_src: [from], added_dst: [to] }];
    }
    if (what === 1 && src.length) {
        const e = pick(src.length);
        return [{ removed_src: src.splice(e, 1), removed_dst: dst.splice(e, 1) }];
    }
    const v = pick(NODES);
    x.x_col[v] = pick(gat2.FEATURES), x.x_val[v] = pick(5) / 4;
    return [{ changed_nodes: [v] }, x];
}

for (let i = 0; i < 400; i++) {
    kept.update(...edit());
    const anew = model.graph({ nodes: NODES, src, dst });
    assert.deepEqual(kept.outputs(), model.infer(anew, x));
    anew.free();
}

const before = kept.outputs(), refused = (kind, ...changes) => assert.throws(() => kept.update(...changes), kind);
refused(gat2.InferenceError, { added_src: [NODES], added_dst: [0] });
refused(gat2.InferenceError, { changed_nodes: [NODES] }, x);
refused(gat2.InferenceError, { added_src: new Array(EDGES + ROOM).fill(0), added_dst: new Array(EDGES + ROOM).fill(1) });
refused(RangeError, { removed_src: [1], removed_dst: [] });
refused(RangeError, { changed_nodes: [0] }, { ...x, x_val: [1] });
assert.deepEqual(kept.outputs(), before);
kept.free();
kept.free();
assert.throws(() => kept.outputs(), gat2.InferenceError);

/* What a page does that trains: behind the model's own module, whose class Model it uses. Everything is in the page: the compiled
 * model and the data set as base 64 in #given. An epoch is a step, inference with its weights, and the losses and accuracies of what
 * came out; the rule by which an epoch is kept, and when patience ends, is that of a native trainer. */
const by = (id) => document.getElementById(id);
const given = JSON.parse(by("given").textContent);
const parts = Object.keys(given.parts), judge = given.parts.val ? "val" : "train";
const names = { train: "training", val: "validation", test: "test" };
const series = { train: 0, val: 1, test: 2, rest: 4 }; // of colours
const stills = matchMedia("(prefers-reduced-motion: reduce)");

/* ------------------------------------------------------------------ arrays: a letter for what they hold, base 64 */
const kinds = { f: Float32Array, i: Int32Array, h: Uint16Array, s: Uint32Array, w: Uint8Array };

function array(text) {
    const raw = atob(text.slice(1)), bytes = Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
    const values = new kinds[text[0]](bytes.buffer);
    return text[0] === "h" ? Int32Array.from(values) : text[0] === "s" ? BigInt64Array.from(values, BigInt) : values;
}

const arrays = (of) =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, typeof value === "string" ? array(value) : value]));

/* ------------------------------------------------------------------ a run */
const edges = arrays(given.edges), inputs = arrays(given.inputs), label = array(given.label);
const answers = Object.fromEntries(parts.map((part) => [part, arrays(given.parts[part])]));
const rows = Object.fromEntries(parts.map((part) => {
    const weight = answers[part].weight;
    return [part, Array.from(weight.keys()).filter((v) => weight[v] > 0 && label[v] >= 0)];
}));

function told(out, v) {
    const width = out.length / given.rows;
    if (width === 1) return out[v] > 0 ? 1 : 0;
    let best = 0;
    for (let k = 1; k < width; k++) if (out[v * width + k] > out[v * width + best]) best = k;
    return best;
}

const accuracy = (out, list) => list.filter((v) => told(out, v) === label[v]).length / list.length;

class Run {
    constructor(model, graph, seed) {
        this.model = model;
        this.graph = graph;
        this.trainer = model.trainer(graph, inputs, answers.train, { seed });
        this.figures = []; // one an epoch
        this.kept = null;
        this.best = { loss: Infinity, accuracy: -Infinity };
        this.waited = 0;
        this.outputs = model.infer(graph, inputs);
    }

    epoch() {
        const figure = { epoch: this.figures.length + 1, loss: this.trainer.step(), accuracy: {} };
        this.outputs = this.model.infer(this.graph, inputs);
        figure.judged = this.trainer.score(answers[judge], this.outputs);
        for (const part of parts) figure.accuracy[part] = accuracy(this.outputs[given.output], rows[part]);
        this.figures.push(figure);
        this.choose(figure, figure.judged, figure.accuracy[judge]);
    }

    /* runtime/train/choose.c */
    choose(figure, loss, right) {
        const goodLoss = loss <= this.best.loss, goodRight = judge === "val" && right >= this.best.accuracy;
        const better = right > this.best.accuracy || (right === this.best.accuracy && loss < (this.kept?.judged ?? Infinity));
        if (judge !== "val" ? goodLoss : given.metric_named ? better : goodLoss && goodRight) this.kept = figure;
        if (goodLoss) this.best.loss = loss;
        if (goodRight) this.best.accuracy = right;
        this.waited = goodLoss || goodRight ? 0 : this.waited + 1;
    }

    get over() {
        return this.figures.length >= given.epochs || (given.patience > 0 && this.waited >= given.patience);
    }
}

/* ------------------------------------------------------------------ the outputs in the plane
 * Two columns as they are; more by the two directions in which they differ most, found from those of the picture before, so that
 * the points go on from where they were. */
let axes = null, reach = null;

function begin_axes(width) {
    axes = [0, 1].map((axis) => Float64Array.from({ length: width }, (_, k) =>
        Math[axis ? "sin" : "cos"](2 * Math.PI * k / width)));
    reach = null;
}

function turn_axes(out, mean, width) {
    const spread = new Float64Array(width * width);
    for (let at = 0; at < out.length; at += width)
        for (let j = 0; j < width; j++)
            for (let k = 0; k < width; k++) spread[j * width + k] += (out[at + j] - mean[j]) * (out[at + k] - mean[k]);
    const dot = (a, b) => a.reduce((sum, x, k) => sum + x * b[k], 0);
    for (const axis of [0, 1]) {
        const next = axes[axis].map((_, j) => dot(axes[axis], spread.subarray(j * width, j * width + width)));
        const along = axis ? dot(next, axes[0]) : 0;
        const own = next.map((x, k) => x - along * (axis ? axes[0][k] : 0)), length = Math.sqrt(dot(own, own));
        if (length > 1e-12) axes[axis] = own.map((x) => x / length);
    }
}

/* x and y of each row, from 0 to 1: between the least and the most, but for what is 3.5 standard deviations out and more, which
 * stands at the border. */
function plane(out) {
    const width = out.length / given.rows, points = new Float64Array(2 * given.rows);
    const squares = [0, 0], least = [0, 0], most = [0, 0];
    const mean = Float64Array.from({ length: width }, (_, k) => {
        let sum = 0;
        for (let at = k; at < out.length; at += width) sum += out[at];
        return sum / given.rows;
    });
    if (!axes) begin_axes(width);
    if (width > 2) turn_axes(out, mean, width);
    for (let v = 0; v < given.rows; v++)
        for (let axis = 0; axis < 2; axis++) {
            let sum = 0;
            if (width > 2) for (let k = 0; k < width; k++) sum += (out[v * width + k] - mean[k]) * axes[axis][k];
            else if (axis < width) sum = out[v * width + axis] - mean[axis];
            points[2 * v + axis] = sum;
            squares[axis] += sum * sum;
            least[axis] = Math.min(least[axis], sum);
            most[axis] = Math.max(most[axis], sum);
        }
    const now = [0, 1].map((axis) => {
        const far = 3.5 * Math.sqrt(squares[axis] / given.rows) + 1e-6;
        return [Math.max(least[axis], -far), Math.min(most[axis], far) + 1e-6];
    });
    reach = reach && !stills.matches ? reach.map((ends, axis) => ends.map((end, k) => end + (now[axis][k] - end) / 4)) : now;
    return points.map((x, i) => {
        const [low, high] = reach[i % 2];
        return Math.max(0, Math.min(1, (x - low) / (high - low)));
    });
}

let colours = [];

function read_colours() {
    const probe = document.createElement("i");
    document.body.append(probe);
    colours = Array.from({ length: 20 }, (_, c) => {
        probe.className = "c" + c;
        return getComputedStyle(probe).getPropertyValue("--n");
    });
    const style = getComputedStyle(document.documentElement);
    colours.ink = style.getPropertyValue("--ink");
    colours.tie = style.getPropertyValue("--tie");
    probe.remove();
}

function draw_plane(run) {
    const canvas = by("plane"), side = canvas.clientWidth, ratio = devicePixelRatio || 1, pen = canvas.getContext("2d");
    canvas.width = canvas.height = Math.round(side * ratio);
    pen.scale(ratio, ratio);
    const points = plane(run.outputs[given.output]), size = given.rows > 500 ? 2 : 5, margin = 3 * size;
    const at = (v, axis) => margin + points[2 * v + axis] * (side - 2 * margin);
    if (edges.src.length <= 2000) {
        pen.globalAlpha = .3;
        pen.strokeStyle = colours.tie;
        pen.beginPath();
        edges.src.forEach((u, e) => {
            pen.moveTo(at(u, 0), at(u, 1));
            pen.lineTo(at(edges.dst[e], 0), at(edges.dst[e], 1));
        });
        pen.stroke();
        pen.globalAlpha = 1;
    }
    pen.strokeStyle = colours.ink;
    const learned = answers.train.weight;
    for (const ringed of [false, true])
        for (let v = 0; v < given.rows; v++) {
            if (learned[v] > 0 !== ringed) continue;
            pen.fillStyle = label[v] >= 0 ? colours[label[v] % 20] : colours.tie;
            pen.beginPath();
            pen.arc(at(v, 0), at(v, 1), ringed ? size + 1 : size, 0, 2 * Math.PI);
            pen.fill();
            if (ringed) pen.stroke();
        }
}

/* ------------------------------------------------------------------ curves: SVG as wide as it is shown, so that its text has its size */
function curve(svg, lines, low, high) {
    const width = Math.max(200, svg.clientWidth), height = 200, left = 40, bottom = height - 22;
    const length = Math.max(2, ...lines.map((line) => line.values.length));
    const x = (i) => left + i / (length - 1) * (width - left - 8), y = (value) => bottom - (value - low) / (high - low) * (bottom - 8);
    const jump = Math.max(1, Math.floor(length / width));
    const path = (values) => values.map((value, i) => i % jump ? "" : `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join("");
    const text = (kind, at, above, said) => `<text class="${kind}" x="${at}" y="${above}">${said}</text>`;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.innerHTML = [low, (low + high) / 2, high].map((value) =>
        `<path class="grid" d="M${left} ${y(value)}H${width - 8}"/>` + text("ty", left - 6, y(value) + 4, value.toPrecision(2))).join("") +
        text("tx", left + 4, height - 6, 1) + text("ty", width - 8, height - 6, length) + text("tx", (left + width) / 2, height - 6, "epoch") +
        lines.map((line) => `<path class="line s${line.series}" d="${path(line.values)}"/>`).join("");
}

function draw_curves(run) {
    const of = (pick) => run.figures.map(pick), loss = of((f) => f.loss), judged = of((f) => f.judged);
    const most = Math.max(.1, ...loss, ...judged);
    curve(by("losses"), [{ series: 0, values: loss }, { series: series[judge === "val" ? "val" : "rest"], values: judged }], 0, most);
    curve(by("accuracies"), parts.map((part) => ({ series: series[part], values: of((f) => f.accuracy[part]) })), 0, 1);
}

/* ------------------------------------------------------------------ figures in words */
const share = (value) => `${(100 * value).toFixed(1)} %`;

function write_column(column, figure) {
    const put = (name, what) => { by(`${column}-${name}`).textContent = figure ? what(figure) : "–"; };
    for (const part of parts) put(part, (f) => share(f.accuracy[part]));
    put("loss", (f) => f.loss.toFixed(4));
    put("judged", (f) => f.judged.toFixed(4));
}

function write_figures(run) {
    by("epoch").textContent = run.figures.length;
    by("kept").textContent = run.kept ? `kept: epoch ${run.kept.epoch}` : "kept";
    write_column("now", run.figures.at(-1));
    write_column("kept", run.kept);
}

function write_log(run) {
    if (!by("all").open) return;
    const line = (f) => [f.epoch, ...[f.loss, f.judged, ...parts.map((part) => f.accuracy[part])].map((n) => Number(n.toPrecision(9)))];
    by("log").textContent = [["epoch", "loss", `${judge}_loss`, ...parts.map((part) => `${part}_accuracy`)], ...run.figures.map(line)]
        .map((fields) => fields.join(",")).join("\n");
}

const say = (text) => { by("status").textContent = text; };

function summary(run) {
    const last = run.figures.at(-1);
    return last ? `Epoch ${last.epoch}: loss ${last.loss.toFixed(3)}, ` +
        parts.map((part) => `${names[part]} ${share(last.accuracy[part])}`).join(", ") : "Not begun";
}

/* ------------------------------------------------------------------ what the reader does */
function begin(model, graph) {
    let run, going = false, owed = 0, before = 0, drawn = 0, spoken = 0;
    const draw = () => {
        write_figures(run);
        draw_curves(run);
        draw_plane(run);
        write_log(run);
    };
    const pause = (text) => {
        going = false;
        by("go").textContent = "Train";
        if (run.over && [by("go"), by("one")].includes(document.activeElement)) by("again").focus();
        by("go").disabled = by("one").disabled = run.over;
        say(text);
        draw();
    };
    const ended = () => `${summary(run)}. Ended: epoch ${run.kept?.epoch ?? "none"} is kept` +
        (rows.test && run.kept ? `, test accuracy ${share(run.kept.accuracy.test)}.` : ".");
    const settle = () => { if (run.over) pause(ended()); };
    const fail = (error) => pause(`Training ended: ${error.message}.`);
    const frame = (now) => {
        if (!going) return;
        const speed = Number(by("speed").value), end = performance.now() + 12;
        owed = speed ? Math.min(owed + speed * (now - before) / 1000, speed) : Infinity;
        before = now;
        try {
            while (owed >= 1 && !run.over) {
                run.epoch();
                owed--;
                if (performance.now() > end) break;
            }
        } catch (error) {
            return fail(error);
        }
        if (!stills.matches || now - drawn > 1000) {
            drawn = now;
            draw();
        }
        if (now - spoken > 4000) {
            spoken = now;
            say(summary(run));
        }
        settle();
        requestAnimationFrame(frame);
    };
    const again = () => {
        const seed = Math.floor(Number(by("seed").value));
        if (!(seed >= 0 && seed <= Number.MAX_SAFE_INTEGER)) return say("The seed is a whole number from 0 on.");
        run?.trainer.free();
        run = new Run(model, graph, seed);
        axes = null;
        pause(`Ready, with seed ${seed}.`);
    };
    by("go").addEventListener("click", () => {
        if (going) return pause(`${summary(run)}. Paused.`);
        going = true;
        owed = 1;
        spoken = before = performance.now();
        by("go").textContent = "Pause";
        say("Training.");
        requestAnimationFrame(frame);
    });
    by("one").addEventListener("click", () => {
        try {
            run.epoch();
        } catch (error) {
            return fail(error);
        }
        pause(`${summary(run)}.`);
        settle();
    });
    by("again").addEventListener("click", again);
    by("seed").addEventListener("change", again);
    by("all").addEventListener("toggle", () => write_log(run));
    addEventListener("resize", draw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { read_colours(); draw(); });
    read_colours();
    again();
    for (const id of ["go", "one", "again", "seed", "speed"]) by(id).disabled = false;
}

try {
    const model = await load(array(given.wasm));
    begin(model, model.graph(edges));
} catch (error) {
    say(`This browser does not train here: ${error.message}`);
}

// What a page's script does in a browser, as far as Node can tell: page.mjs PAGE.html NAME=VALUE... runs its module with elements
// that remember what they are told. Words are done in order: `paper=3` types into a field, `add` presses a button, `?took` prints
// an element's text, `classes` all classes, `scratch` whether outputs are those of a run from scratch.
import fs from "node:fs";

class Element {
    value = "0";
    textContent = "";
    innerHTML = "";
    #heard = {};
    addEventListener(what, call) {
        this.#heard[what] = call;
    }
    tell(what) {
        if (!this.#heard[what]) throw new Error(`nothing listens to ${what}`);
        this.#heard[what]({ target: this });
    }
}
const elements = {};
globalThis.document = { getElementById: (id) => (elements[id] ??= new Element()) };
const [page, ...words] = process.argv.slice(2);
const text = fs.readFileSync(page, "utf8");
if (/\b(src|href)=|@import|fetch\("http/.test(text.replace(/data-paper/g, ""))) throw new Error("the page loads something");
const script = text.slice(text.indexOf('<script type="module">') + 22, text.lastIndexOf("</script>"));
fs.writeFileSync(`${page}.mjs`, `${script}
export const state = () => ({ now, logits, cited, model, inputs, papers });`);
const { state } = await import(new URL(`${page}.mjs`, `file://${process.cwd()}/`));

function fromScratch() {
    const { logits, cited, model, inputs, papers } = state();
    const src = [], dst = [];
    cited.forEach((from, v) => from.forEach((u) => (src.push(u), dst.push(v))));
    const { logits: anew } = model.infer(model.graph({ nodes: papers, src, dst }), inputs);
    return logits.every((z, i) => z === anew[i]);
}

for (const word of words) {
    const [id, value] = word.split("=");
    const element = document.getElementById(id.replace("?", ""));
    if (word === "classes") console.log(state().now.join("\n"));
    else if (word === "scratch") console.log(fromScratch() ? "the bits of a run from scratch" : "other bits");
    else if (word.startsWith("?")) console.log(element.textContent || element.innerHTML);
    else if (value === undefined) element.tell("click");
    else (element.value = value), id === "paper" && element.tell("input");
}

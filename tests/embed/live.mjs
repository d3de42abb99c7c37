// A page of `gatcc -o page.html` in Chromium: `node live.mjs PAGE SEED [OTHER]` trains it by the keyboard alone, prints the figures of
// all epochs as the page tells them, then the epoch that is kept and its test accuracy. With OTHER it begins again with that seed,
// pauses, goes on, and is as quiet as who asks for less motion wants; it prints nothing more, but must come to other figures.
import assert from "node:assert";
import { open } from "../support/chromium.mjs";
import { check } from "../support/page.mjs";

const [file, seed, other] = process.argv.slice(2);
const browser = await open();
if (!browser) process.exit(77);

const text = (id) => `document.getElementById("${id}").textContent`;
const at = (page, id) => page.run(`document.activeElement.id === "${id}"`);
const value = (page, id, to) => page.run(`document.getElementById("${id}").value = "${to}"`);
const change = (page, id) => page.run(`document.getElementById("${id}").dispatchEvent(new Event("change"))`);

async function ready(look) {
    const page = await browser.page(file, look);
    assert(await page.until(`!document.getElementById("go").disabled`, 60), `it does not begin: ${await page.run(text("status"))}`);
    return page;
}

async function focus(page, id) {
    for (let i = 0; i < 20 && !(await at(page, id)); i++) await page.key("Tab", 9);
    assert(await at(page, id), `the keyboard does not reach ${id}`);
}

const ended = (page) => page.until(`/Ended/.test(${text("status")})`, 500);
const log = async (page) => {
    await page.run(`document.getElementById("all").open = true`);
    assert(await page.until(`${text("log")} !== ""`, 10), "the figures are not told");
    return (await page.run(text("log"))).trim().split("\n");
};

const page = await ready({});
await value(page, "seed", seed);
await change(page, "seed");
await value(page, "speed", 0);
await focus(page, "go");
await page.key("Enter", 13);
assert(await ended(page), `training does not end: ${await page.run(text("status"))}`);
const figures = await log(page);
console.log(figures.slice(1).map((line) => line.split(",").slice(1, 3).join(" ")).join("\n"));
console.log((await page.run(text("kept"))).replace("kept: ", ""), await page.run(`document.getElementById("kept-test").textContent`));
await check(page);
await page.close();

if (other) {
    const still = await ready({ still: true, dark: true, width: 360, height: 780, touch: true });
    await value(still, "seed", -1);
    await change(still, "seed");
    assert.match(await still.run(text("status")), /whole number/);
    await value(still, "seed", other);
    await focus(still, "again");
    await still.key("Enter", 13);
    assert.match(await still.run(text("status")), new RegExp(`seed ${other}\\b`));
    await focus(still, "one");
    await still.key("Enter", 13);
    assert.equal(await still.run(text("epoch")), "1");
    const picture = () => still.run(`document.getElementById("plane").toDataURL()`);
    const before = await picture();
    await value(still, "speed", 60);
    await focus(still, "go");
    await still.key("Enter", 13);
    assert.equal(await still.run(text("go")), "Pause");
    assert(await still.until(`Number(${text("epoch")}) > 1`, 30), "it does not go on");
    await still.key("Enter", 13);
    assert.match(await still.run(text("status")), /Paused/);
    assert.notEqual(await picture(), before);
    const epoch = await still.run(text("epoch")), some = await log(still);
    assert.equal(some.length, 1 + Number(epoch));
    assert.notEqual(some[1], figures[1], "another seed gives the same figures");
    assert.equal(await still.run(text("epoch")), epoch, "it does not pause");
    await check(still);
    await still.close();
}
await browser.close();

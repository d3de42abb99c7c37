// Pages of `report` in Chromium, in both themes and on a phone's screen: `node report.mjs PAGE...`. Of the first, which has attention
// of several heads, the slider turns them by keys, and a picture enlarges. Ends with 77 where there is no Chromium.
import assert from "node:assert";
import { open } from "../support/chromium.mjs";
import { check } from "../support/page.mjs";

const browser = await open();
if (!browser) process.exit(77);
for (const file of process.argv.slice(2))
    for (const look of [{}, { dark: true }, { width: 360, height: 780, touch: true }]) {
        const page = await browser.page(file, look);
        await check(page);
        const paper = await page.run(`getComputedStyle(document.body).backgroundColor`);
        assert.equal(paper === "rgb(255, 255, 255)", !look.dark, `${file}: paper is ${paper}`);
        await page.close();
    }

const page = await browser.page(process.argv[2]);
const head = `document.querySelector(".heads output").textContent`, before = await page.run(head);
await page.run(`document.querySelector(".heads input").focus()`);
await page.key("ArrowRight", 39);
assert.notEqual(await page.run(head), before, "the slider does not turn heads");
const view = `document.querySelector(".pan > svg").getAttribute("viewBox")`, whole = await page.run(view);
await page.run(`document.querySelector(".pan").focus()`);
await page.key("+", 187);
assert.notEqual(await page.run(view), whole, "the picture does not enlarge");
await page.key("0", 48);
assert.equal(await page.run(view), whole, "the picture does not go back");
await check(page);
await browser.close();

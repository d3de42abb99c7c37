// page.mjs - what every page of ours keeps to, in a browser (chromium.mjs): nothing on the console, nothing asked of any network, no
// text that cannot be selected, nothing wider than the screen, no control without a name.
import assert from "node:assert";

const unselectable = `Array.from(document.body.querySelectorAll("*")).filter((element) =>
    Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim()) &&
    !["SCRIPT", "STYLE", "NOSCRIPT", "OPTION", "TITLE"].includes(element.tagName.toUpperCase()) &&
    getComputedStyle(element).userSelect === "none").map((element) => element.tagName + " " + element.textContent.slice(0, 40))`;

const nameless = `Array.from(document.querySelectorAll("button, input, select, canvas, [role=img], [tabindex]")).filter((element) =>
    !(element.textContent.trim() || element.getAttribute("aria-label") || element.labels?.length || element.closest("[aria-label]") ||
        element.closest("label"))).map((element) => element.outerHTML.slice(0, 80))`;

export async function check(page) {
    assert.deepEqual(page.errors, [], "the console has messages");
    assert.deepEqual(page.requests, [], "something is loaded");
    assert.deepEqual(await page.run(unselectable), [], "text cannot be selected");
    assert.deepEqual(await page.run(nameless), [], "controls have no name");
    assert((await page.run("document.documentElement.scrollWidth - innerWidth")) <= 0, "the page is wider than the screen");
}

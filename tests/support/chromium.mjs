// chromium.mjs - a page in Chromium without a window, by its debugging pipe, for tests: what it says, loads and shows.
//
//     const browser = await open();                     // CHROMIUM, else chromium or chrome by name; null where there is none
//     const page = await browser.page(path, { width, height, dark, still, touch });
//     await page.run("expression")                      // its value; promises are waited for
//     await page.key("Tab");  await page.shot("file.png");  page.errors;  page.requests;  await page.close();
//     await browser.close();
//
// errors: what was thrown or written to the console as warning or error; requests: what was asked for but the page itself.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const names = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"];
const flags = ["--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

export async function open() {
    const program = names.find((name) => name && spawnSync(name, ["--version"]).status === 0);
    if (!program) return null;
    const folder = mkdtempSync(join(tmpdir(), "chromium-"));
    const child = spawn(program, [...flags, `--user-data-dir=${folder}`], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    const waiting = new Map(), listeners = new Map();
    let number = 0, text = "";
    child.stdio[4].setEncoding("utf8").on("data", (data) => {
        const messages = (text + data).split("\0");
        text = messages.pop();
        for (const message of messages.map((m) => JSON.parse(m))) {
            const answer = waiting.get(message.id);
            waiting.delete(message.id);
            if (!answer) listeners.get(message.sessionId)?.(message);
            else if (message.error) answer.fail(new Error(message.error.message));
            else answer.done(message.result);
        }
    });
    child.on("exit", () => { for (const { fail } of waiting.values()) fail(new Error("chromium has ended")); });
    child.stdio[3].on("error", () => {});
    const send = (method, params = {}, sessionId = undefined) => new Promise((done, fail) => {
        waiting.set(++number, { done, fail });
        child.stdio[3].write(JSON.stringify({ id: number, method, params, sessionId }) + "\0");
    });
    const close = async () => {
        const ended = new Promise((done) => child.once("exit", done));
        await send("Browser.close").catch(() => {});
        await ended;
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    };
    return { close, page: (path, look) => openPage(send, listeners, path, look ?? {}) };
}

async function openPage(send, listeners, path, look) {
    const url = pathToFileURL(resolve(path)).href;
    const { targetId } = await send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
    const ask = (method, params) => send(method, params, sessionId);
    const page = { errors: [], requests: [] };
    let loaded;
    const ready = new Promise((done) => { loaded = done; });
    listeners.set(sessionId, ({ method, params }) => {
        if (method === "Page.loadEventFired") loaded();
        else if (method === "Runtime.exceptionThrown") page.errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
        else if (method === "Runtime.consoleAPICalled" && ["error", "warning", "assert"].includes(params.type))
            page.errors.push(params.args.map((arg) => arg.value ?? arg.description).join(" "));
        else if (method === "Log.entryAdded" && ["error", "warning"].includes(params.entry.level)) page.errors.push(params.entry.text);
        else if (method === "Network.requestWillBeSent" && params.request.url !== url) page.requests.push(params.request.url);
    });
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await ask(`${domain}.enable`);
    const { width = 1200, height = 900, touch = false } = look;
    await ask("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: touch });
    await ask("Emulation.setEmulatedMedia", { features: [
        { name: "prefers-color-scheme", value: look.dark ? "dark" : "light" },
        { name: "prefers-reduced-motion", value: look.still ? "reduce" : "no-preference" }] });
    await ask("Page.navigate", { url });
    await ready;
    page.run = async (expression) => {
        const { result, exceptionDetails } = await ask("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
        if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
        return result.value;
    };
    page.key = async (key, code = 0) => {
        for (const type of ["keyDown", "keyUp"])
            await ask("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode: code, text: type === "keyDown" && code === 13 ? "\r" : undefined });
    };
    page.until = async (expression, seconds) => {
        for (const end = Date.now() + 1000 * seconds; Date.now() < end; await wait(50)) if (await page.run(expression)) return true;
        return false;
    };
    page.shot = async (file, clip = undefined) => {
        const { data } = await ask("Page.captureScreenshot", { format: "png", captureBeyondViewport: true, clip });
        writeFileSync(file, Buffer.from(data, "base64"));
    };
    page.close = async () => {
        listeners.delete(sessionId);
        await send("Target.closeTarget", { targetId });
    };
    return page;
}

"use strict";
/* What the page does beyond standing there: hints under the pointer, a slider for heads, pictures that can be moved and
 * enlarged, and canvases for what has too many points for SVG. Without it the page says the same. */
(function () {
    const all = (selector, of) => Array.from((of || document).querySelectorAll(selector));
    const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

    /* ------------------------------------------------------------ hints */
    const hint = document.createElement("div");
    hint.id = "hint";
    hint.hidden = true;
    document.body.append(hint);

    function show(text, event) {
        hint.textContent = text;
        hint.hidden = !text;
        const left = Math.min(event.clientX + 12, innerWidth - hint.offsetWidth - 8);
        hint.style.left = Math.max(0, left) + "px";
        hint.style.top = Math.min(event.clientY + 16, innerHeight - hint.offsetHeight - 8) + "px";
    }

    /* In a chart of lines: the place along x, and what each line has there. */
    function along(svg, event) {
        const [left, right, low, log] = svg.dataset.x.split(" ").map(Number), high = Number(svg.dataset.xHigh);
        const box = svg.getBoundingClientRect(), x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
        const share = (x - left) / (right - left);
        if (!(share >= 0 && share <= 1))
            return "";
        const value = log ? low * Math.pow(high / low, share) : low + share * (high - low);
        return all(".name", svg)[0].textContent + " " + Number(value.toPrecision(4));
    }

    document.addEventListener("pointermove", event => {
        const target = event.target, chart = target.closest ? target.closest("svg.chart") : null;
        const inside = target.ownerSVGElement ? target.querySelector(":scope > title") : null;
        if (inside) { /* ours instead of the browser's, which comes late */
            target.dataset.hint = inside.textContent;
            inside.remove();
        }
        const said = target.dataset && target.dataset.hint;
        show(said || (chart ? along(chart, event) : ""), event);
    });

    /* ----------------------------------------------------------- slider */
    all(".heads").forEach(part => {
        const data = JSON.parse(part.querySelector("script").textContent), choose = part.querySelector(".choose");
        const slider = choose.querySelector("input"), output = choose.querySelector("output"), ties = all(".tie", part);
        slider.max = data.heads.length - 1;
        choose.hidden = data.heads.length < 2;
        const turn = () => {
            const head = Number(slider.value);
            output.textContent = data.heads[head];
            slider.setAttribute("aria-valuetext", data.heads[head]);
            ties.forEach((tie, i) => tie.setAttribute("stroke-width", (data.widest * data.weights[head][i]).toFixed(2)));
        };
        slider.addEventListener("input", turn);
        turn();
    });

    /* -------------------------------------------------- move and enlarge
     * A view is the square of the drawing that is seen: x, y, side, in its 1000 units. */
    function pan(part, draw) {
        const view = { x: 0, y: 0, side: 1000 };
        let held = null;
        const zoom = (factor, x, y) => {
            const side = Math.min(2000, Math.max(10, view.side * factor)), by = side / view.side;
            view.x = x - (x - view.x) * by;
            view.y = y - (y - view.y) * by;
            view.side = side;
            draw(view);
        };
        const place = event => {
            const box = part.getBoundingClientRect();
            return [view.x + (event.clientX - box.left) / box.width * view.side,
                    view.y + (event.clientY - box.top) / box.height * view.side];
        };
        const keys = {
            ArrowLeft: () => { view.x -= view.side / 10; }, ArrowRight: () => { view.x += view.side / 10; },
            ArrowUp: () => { view.y -= view.side / 10; }, ArrowDown: () => { view.y += view.side / 10; },
            "+": () => zoom(.8, view.x + view.side / 2, view.y + view.side / 2),
            "-": () => zoom(1.25, view.x + view.side / 2, view.y + view.side / 2),
            0: () => { view.x = view.y = 0; view.side = 1000; }
        };
        part.tabIndex = 0;
        part.setAttribute("role", "group");
        part.setAttribute("aria-label", "Picture: plus and minus enlarge, arrows move, 0 resets");
        part.addEventListener("keydown", event => {
            if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key])
                return;
            keys[event.key]();
            draw(view);
            event.preventDefault();
        });
        part.addEventListener("wheel", event => {
            if (document.activeElement !== part && !event.ctrlKey)
                return; /* a page that scrolls is not stopped by a picture */
            zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, ...place(event));
            event.preventDefault();
        }, { passive: false });
        part.addEventListener("pointerdown", event => { held = place(event); part.focus({ preventScroll: true }); });
        part.addEventListener("pointermove", event => {
            if (!held || !event.buttons)
                return;
            const at = place(event);
            view.x += held[0] - at[0];
            view.y += held[1] - at[1];
            draw(view);
        });
        addEventListener("pointerup", () => { held = null; });
        draw(view);
    }

    all(".pan > svg").forEach(svg => pan(svg.parentNode, view =>
        svg.setAttribute("viewBox", [view.x, view.y, view.side, view.side].join(" "))));

    /* ---------------------------------------------------------- canvases */
    function bytes(text) {
        const raw = atob(text), to = new Uint8Array(raw.length);
        for (let i = 0; i < raw.length; i++)
            to[i] = raw.charCodeAt(i);
        return new DataView(to.buffer);
    }

    function colours() {
        const probe = document.createElement("i"), list = [];
        document.body.append(probe);
        for (let c = 0; c < 20; c++) {
            probe.className = "c" + c;
            list.push(getComputedStyle(probe).getPropertyValue("--n"));
        }
        probe.remove();
        return list;
    }

    function drawing(canvas, data) {
        const xy = bytes(data.xy), kind = bytes(data.class), radius = bytes(data.radius), edges = bytes(data.edges);
        const widths = bytes(data.widths);
        const pen = canvas.getContext("2d"), palette = colours();
        let first = 0; /* of the frame that is shown */
        const at = (i, k, view) =>
            (xy.getUint16(4 * (first + i) + 2 * k, true) / 65.535 - (k ? view.y : view.x)) * 1000 / view.side;
        return (view, frame) => {
            first = frame * data.points;
            pen.clearRect(0, 0, 1000, 1000);
            pen.strokeStyle = style("--tie");
            pen.globalAlpha = .15;
            for (let width = 0; width < 20; width++) {
                pen.lineWidth = width / 4;
                pen.beginPath();
                for (let e = 0; e < widths.byteLength; e++) {
                    if (widths.getUint8(e) !== width)
                        continue;
                    const a = edges.getUint32(8 * e, true), b = edges.getUint32(8 * e + 4, true);
                    pen.moveTo(at(a, 0, view), at(a, 1, view));
                    pen.lineTo(at(b, 0, view), at(b, 1, view));
                }
                pen.stroke();
            }
            pen.globalAlpha = 1;
            for (let i = 0; i < data.points; i++) {
                const r = Math.max(.8, (radius.byteLength ? radius.getUint8(i) / 10 : 4) * Math.min(4, 1000 / view.side) * .6);
                pen.fillStyle = palette[kind.getUint8(i)] || style("--tie");
                pen.fillRect(at(i, 0, view) - r, at(i, 1, view) - r, 2 * r, 2 * r);
            }
        };
    }

    /* A film's slider, and what plays it. */
    function roll(part, data, turn) {
        const choose = part.querySelector(".choose"), slider = choose.querySelector("input");
        const output = choose.querySelector("output"), button = choose.querySelector("button");
        let timer = 0;
        const show = () => {
            const at = Number(slider.value), loss = data.losses[at];
            output.textContent = "epoch " + data.epochs[at] + (loss === null ? "" : ", loss " + loss.toPrecision(4));
            slider.setAttribute("aria-valuetext", output.textContent);
            turn(at);
        };
        const stop = () => {
            clearInterval(timer);
            timer = 0;
            button.textContent = "Play";
        };
        const next = () => {
            if (slider.value === slider.max)
                return stop();
            slider.value = Number(slider.value) + 1;
            show();
        };
        choose.hidden = false;
        slider.addEventListener("input", () => { stop(); show(); });
        button.addEventListener("click", () => {
            if (timer)
                return stop();
            if (slider.value === slider.max)
                slider.value = 0;
            show();
            timer = setInterval(next, 150);
            button.textContent = "Stop";
        });
        show();
    }

    all("canvas.cloud").forEach(canvas => {
        const data = JSON.parse(canvas.parentNode.querySelector("script").textContent), draw = drawing(canvas, data);
        const film = canvas.closest(".film");
        let asked = 0, last = null, frame = 0;
        const again = () => { asked = asked || requestAnimationFrame(() => { asked = 0; draw(last, frame); }); };
        pan(canvas.parentNode, view => { last = view; again(); });
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
        if (film)
            roll(film, data, to => { frame = to; again(); });
    });
})();

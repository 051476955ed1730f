/* The signing page works without this, except for drawing. */
"use strict";

(() => {
    const byId = (id) => document.getElementById(id);

    const toggle = byId("as-text");
    if (toggle) {
        toggle.hidden = false;
        toggle.addEventListener("click", () => {
            document.body.classList.toggle("as-text");
            [toggle.textContent, toggle.dataset.other] = [toggle.dataset.other, toggle.textContent];
        });
    }

    /* --- the field to draw in ---------------------------------------------------------------------------- */
    const pad = byId("pad");
    const kept = byId("drawing");
    let inked = false;

    function drawsNow() {
        return Boolean(pad) && byId("drawn").checked;
    }

    function preparePad() {
        const pen = pad.getContext("2d");
        let last = null;
        let pointer = null;

        const place = (event) => {
            const box = pad.getBoundingClientRect();
            return {
                x: ((event.clientX - box.left) * pad.width) / box.width,
                y: ((event.clientY - box.top) * pad.height) / box.height,
            };
        };
        const stroke = (from, to) => {
            pen.lineWidth = 7;
            pen.lineCap = pen.lineJoin = "round";
            pen.strokeStyle = "#000";
            pen.beginPath();
            pen.moveTo(from.x, from.y);
            pen.lineTo(to.x, to.y);
            pen.stroke();
            inked = true;
        };
        const finish = (event) => {
            if (event.pointerId !== pointer) return;
            pointer = null;
            kept.value = inked ? pad.toDataURL("image/png") : "";
            tell("drawing", "");
        };

        pad.addEventListener("pointerdown", (event) => {
            if (pointer !== null || event.button > 0) return;
            event.preventDefault();
            pointer = event.pointerId;
            pad.setPointerCapture(pointer);
            last = place(event);
            stroke(last, last);
        });
        pad.addEventListener("pointermove", (event) => {
            if (event.pointerId !== pointer) return;
            const steps = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
            for (const one of steps.length ? steps : [event]) {
                const next = place(one);
                stroke(last, next);
                last = next;
            }
        });
        pad.addEventListener("pointerup", finish);
        pad.addEventListener("pointercancel", finish);
        byId("clear").addEventListener("click", () => {
            pen.clearRect(0, 0, pad.width, pad.height);
            inked = false;
            kept.value = "";
        });
        if (kept.value) showAgain(pen, kept.value);

        const choose = () => {
            byId("pad-box").hidden = !drawsNow();
            tell("drawing", "");
        };
        byId("typed").addEventListener("change", choose);
        byId("drawn").addEventListener("change", choose);
        byId("ways").hidden = false;
        byId("pad-box").hidden = !drawsNow();
    }

    /* What was drawn before the form came back with a fault in another field. */
    async function showAgain(pen, address) {
        const bytes = Uint8Array.from(atob(address.split(",")[1] || ""), (letter) => letter.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        pen.drawImage(picture, 0, 0);
        inked = true;
    }

    /* --- the forms: faults beside the fields, one sending ------------------------------------------------- */
    function tell(name, text) {
        const said = byId(`${name}-fault`);
        if (!said) return;
        said.textContent = text;
        const field = name === "drawing" ? pad : byId(name);
        if (text) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
    }

    function isMissing(name) {
        const field = byId(name);
        if (name === "drawing") return drawsNow() && !kept.value;
        if (field.type === "checkbox") return !field.checked;
        return !field.value.trim();
    }

    function faultsOf(form) {
        const names = [...form.querySelectorAll("[data-missing]")].map((one) => one.id.replace(/-fault$/, ""));
        return names.filter((name) => {
            const missing = isMissing(name);
            tell(name, missing ? byId(`${name}-fault`).dataset.missing : "");
            return missing;
        });
    }

    for (const form of document.querySelectorAll(".act form")) {
        form.noValidate = true;
        form.addEventListener("submit", (event) => {
            const faulty = faultsOf(form);
            const summary = form.querySelector("#faulty");
            if (faulty.length) {
                event.preventDefault();
                if (summary) {
                    summary.textContent = "";
                    const said = document.createElement("p");
                    said.className = "fault";
                    said.textContent = summary.dataset.said;
                    summary.append(said);
                }
                (faulty[0] === "drawing" ? pad : byId(faulty[0])).focus();
                return;
            }
            if (summary) summary.textContent = "";
            const button = form.querySelector("button:not([type=button])");
            if (button.disabled) {
                event.preventDefault();
                return;
            }
            button.dataset.label = button.textContent;
            button.textContent = form.dataset.working;
            /* Not at once: a button that is disabled while its form is sent stops the sending in some browsers. */
            setTimeout(() => { button.disabled = true; });
        });
    }
    /* Back from the answer by the browser's own button: the form can be sent again. */
    window.addEventListener("pageshow", (event) => {
        if (!event.persisted) return;
        for (const button of document.querySelectorAll("button[data-label]")) {
            button.textContent = button.dataset.label;
            button.disabled = false;
        }
    });

    if (pad) preparePad();
    const faulty = document.querySelector(".act [aria-invalid]");
    if (faulty) faulty.focus();
})();

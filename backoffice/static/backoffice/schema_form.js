// A data form without round trips: rows come, go and move; parts show while they are asked for; what is typed is saved
// from time to time. Without this file the same buttons post the form.
"use strict";

(() => {
  let made = 0;

  const forms = () => [...document.querySelectorAll("[data-schema-form]")];
  const fields = (place) => [...place.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const seen = (node) => !node.closest("[hidden]");

  const announce = (place, words) => {
    const live = place.closest("[data-schema-form]")?.querySelector("[data-announce]");
    if (live) live.textContent = words;
  };

  // --- parts that are asked for only under a condition (schema_form/conditions.py tells their shape) ---

  function valuesOf(form) {
    const found = new Map();
    for (const control of fields(form)) {
      if (control.name && seen(control.parentElement)) {
        found.set(control.name, control.type === "checkbox" ? String(control.checked) : control.value.trim());
      }
    }
    return found;
  }

  const given = (values, pointer) => {
    if (values.has(pointer)) return values.get(pointer) !== "";
    return [...values].some(([name, value]) => value !== "" && value !== "false" && name.startsWith(`${pointer}/`));
  };

  function holds([what, subject, wanted], values) {
    if (what === "not") return !holds(subject, values);
    if (what === "all") return subject.every((one) => holds(one, values));
    if (what === "any") return subject.some((one) => holds(one, values));
    if (what === "given") return given(values, subject);
    return wanted.includes(values.get(subject));
  }

  // What is hidden decides nothing, so showing a part may show another: look again until nothing changes.
  function showWhatIsAskedFor(form) {
    const parts = [...(form.closest("form") || form).querySelectorAll("[data-when]")];
    const shown = new Set();
    for (let round = 0; round < 8; round += 1) {
      const values = valuesOf(form);
      const turned = parts.filter((part) => part.hidden === holds(JSON.parse(part.dataset.when), values));
      if (!turned.length) break;
      for (const part of turned) {
        part.hidden = !part.hidden;
        if (part.hidden) shown.delete(part);
        else shown.add(part);
      }
    }
    for (const part of shown) part.querySelectorAll(":scope > [data-unseen]").forEach((mark) => mark.remove());
    const names = [...shown].filter((part) => part.matches("fieldset, .hain-field"))
      .map((part) => part.querySelector("legend, label").firstChild.textContent.trim());
    return names.length ? `Asked for now: ${names.join(", ")}.` : "";
  }

  // --- where an answer is from: no longer so once it is changed ---

  function forgetOrigin(control) {
    const own = control.closest(".hain-field")?.querySelector(":scope > .hain-field-head > [data-origin]");
    own?.remove();
    for (let place = control.parentElement; place && !place.matches("[data-schema-form]"); place = place.parentElement) {
      partlyChanged(place.querySelector(":scope > [data-origin]"));
    }
    partlyChanged(control.closest("[data-schema-form]")?.querySelector(":scope > [data-origin]"));
  }

  function partlyChanged(line) {
    if (!line || line.dataset.changed) return;
    line.dataset.changed = "1";
    line.textContent += ", but for what you changed";
  }

  // --- rows ---

  const rowsOf = (list) => [...list.querySelector(":scope > [data-row-list]").children];

  function renumber(list) {
    const rows = rowsOf(list);
    rows.forEach((row, index) => {
      const label = `${list.dataset.rowLabel} ${index + 1}`;
      row.setAttribute("aria-label", label);
      const heading = row.querySelector(":scope > [data-row-heading]");
      if (heading) heading.textContent = label;
      const only = row.matches(".hain-row-simple") && row.querySelector("label");
      if (only) only.textContent = label;
      for (const name of row.querySelectorAll(":scope > .hain-row-buttons [data-row-name]")) name.textContent = label;
    });
    const most = Number(list.dataset.most || 0);
    list.querySelector(":scope > [data-add-row]").hidden = most > 0 && rows.length >= most;
  }

  function addRow(list) {
    const blank = list.querySelector(":scope > [data-blank-row]");
    const copy = document.createElement("template");
    copy.innerHTML = blank.innerHTML.replaceAll(blank.dataset.token, `n${Date.now()}${++made}`);
    const row = copy.content.firstElementChild;
    list.querySelector(":scope > [data-row-list]").append(row);
    renumber(list);
    changed(list);
    announce(list, `${row.getAttribute("aria-label")} added.`);
    fields(row).find(seen)?.focus();
  }

  function removeRow(row) {
    const list = row.closest("[data-rows]");
    const next = row.nextElementSibling || row.previousElementSibling;
    const words = `${row.getAttribute("aria-label")} removed.`;
    row.remove();
    renumber(list);
    changed(list);
    announce(list, words);
    (next?.querySelector(":scope > .hain-row-buttons > [data-remove-row]") ||
      list.querySelector(":scope > [data-add-row]")).focus();
  }

  function moveRow(row, button) {
    const list = row.closest("[data-rows]");
    const up = button.dataset.move === "up";
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (up) other.before(row);
    else other.after(row);
    renumber(list);
    changed(list);
    announce(list, `Moved: it is ${row.getAttribute("aria-label")} now.`);
    const there = up ? row.previousElementSibling : row.nextElementSibling;
    (there ? button : row.querySelector(`:scope > .hain-row-buttons > [data-move=${up ? "down" : "up"}]`)).focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row], [data-remove-row], [data-move]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-add-row]")) addRow(button.closest("[data-rows]"));
    else if (button.matches("[data-remove-row]")) removeRow(button.closest("[data-row]"));
    else moveRow(button.closest("[data-row]"), button);
  });

  // --- saving from time to time ---

  let dirty = false;
  let saving = null;
  let timer = null;

  function changed(place) {
    const part = place.closest("[data-schema-form]");
    const words = part ? showWhatIsAskedFor(part) : "";
    if (words) announce(part, words);
    const form = place.closest("form[data-autosave]");
    if (!form) return;
    dirty = true;
    timer ||= setTimeout(() => save(form), Number(form.dataset.autosave) * 1000);
  }

  function say(form, words, bad = false) {
    const line = form.querySelector("[data-saved]");
    if (!line) return;
    line.textContent = words;
    line.classList.toggle("hain-not-saved", bad);
  }

  async function save(form, { keepalive = false } = {}) {
    clearTimeout(timer);
    timer = null;
    if (!dirty || saving) return;
    dirty = false;
    const body = new URLSearchParams(new FormData(form));
    body.set("save", "auto");
    saving = new AbortController();
    try {
      const answer = await fetch(location.href, {
        method: "POST", body, keepalive, redirect: "manual", signal: saving.signal, credentials: "same-origin",
      });
      if (answer.ok) say(form, (await answer.json()).said);
      else if (answer.type === "opaqueredirect") say(form, "Not saved. Log in again in another tab.", true);
      else throw new Error(String(answer.status));
    } catch (error) {
      if (error.name !== "AbortError") {
        dirty = true;
        timer = setTimeout(() => save(form), 30_000);
        say(form, "Not saved: the server does not answer. It is tried again.", true);
      }
    } finally {
      saving = null;
    }
    if (dirty && !timer) timer = setTimeout(() => save(form), Number(form.dataset.autosave) * 1000);
  }

  document.addEventListener("visibilitychange", () => {
    const form = document.querySelector("form[data-autosave]");
    if (form && document.visibilityState === "hidden") save(form, { keepalive: true });
  });

  // What is sent needs no saving any more; a save that is under way must not come after it.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("form[data-autosave]") || event.submitter?.formTarget) return;
    clearTimeout(timer);
    timer = null;
    dirty = false;
    saving?.abort();
  });

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.closest("[data-schema-form]")) forgetOrigin(event.target);
      changed(event.target);
    });
  }

  // A link of the fault summary goes to the input itself, not to the top of the page's scroll.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".hain-faults a");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    (target.matches("input, select, textarea") ? target : fields(target)[0] || target).focus({ preventScroll: true });
  });

  // A page that the browser brings back holds what was typed, not what the server had drawn.
  window.addEventListener("pageshow", () => forms().forEach(showWhatIsAskedFor));
  document.addEventListener("DOMContentLoaded", () => {
    forms().forEach(showWhatIsAskedFor);
    document.querySelector("[data-focus-first]")?.focus();
    const unsaved = document.querySelector("form[data-unsaved]");
    if (unsaved) changed(unsaved);
  });
})();

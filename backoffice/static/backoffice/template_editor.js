// One file at a time, a word of warning before typed text is lost, and what the preview shows. Without this file all
// files stand below each other and every button works.
"use strict";

(() => {
  const form = document.querySelector("[data-editor]");
  if (!form) return;
  const tabs = [...form.querySelectorAll("[data-tabs] a")];
  const panels = [...form.querySelectorAll("[data-panel]")];
  const chosen = form.querySelector("[data-chosen]");
  const unsaved = form.querySelector("[data-unsaved]");
  const said = form.querySelector("[data-preview-said]");
  const frame = form.querySelector("iframe");
  const refused = Boolean(document.querySelector("[data-focus-first]"));  // what stands here was typed, and not saved
  let leaving = false;

  const dirty = () => refused || [...form.elements].some((one) =>
    one.type === "checkbox" ? one.checked !== one.defaultChecked
      : /^(textarea|text)$/.test(one.type) && one.value !== one.defaultValue);

  function choose(tab, focus) {
    for (const one of tabs) {
      const selected = one === tab;
      one.setAttribute("aria-selected", String(selected));
      one.tabIndex = selected ? 0 : -1;
    }
    for (const panel of panels) panel.hidden = panel.dataset.panel !== tab.dataset.file;
    chosen.value = tab.dataset.file;
    tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focus) tab.focus();
  }

  form.querySelector("[data-tabs]").setAttribute("role", "tablist");
  for (const tab of tabs) {
    const panel = panels.find((one) => one.dataset.panel === tab.dataset.file);
    tab.setAttribute("role", "tab");
    tab.id = `tab-${panel.id}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => { event.preventDefault(); choose(tab, true); });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      choose(tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length], true);
    });
  }
  const named = tabs.find((one) => one.dataset.file === chosen.value);
  choose(tabs.find((one) => one.matches(".hain-tab-bad")) || named || tabs[0], false);

  // A fault of the summary opens its file.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".hain-faults a");
    const panel = link && panels.find((one) => one.id === link.hash.slice(1));
    if (!panel) return;
    event.preventDefault();
    choose(tabs.find((one) => one.dataset.file === panel.dataset.panel), false);
    panel.querySelector("textarea, input").focus();
  });
  document.querySelector("[data-focus-first]")?.focus();

  form.addEventListener("input", () => { if (unsaved) unsaved.hidden = !dirty(); });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.hasAttribute("data-preview-typed")) {
      said.textContent = "Making the preview…";
      const at = new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
      frame.addEventListener("load", () => { said.textContent = `As it was typed at ${at}; not saved by this.`; }, { once: true });
      return;
    }
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && dirty()) event.preventDefault();
  });

  // What is proposed is what was saved.
  document.addEventListener("submit", (event) => {
    if (!event.submitter?.hasAttribute("data-needs-saved") || !dirty()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (unsaved) unsaved.hidden = false;
    form.querySelector(".hain-bar .hain-primary").focus();
    form.querySelector(".hain-bar").scrollIntoView({ block: "center" });
  }, true);

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    if (event.key === "s") {
      event.preventDefault();
      form.querySelector(".hain-bar .hain-primary")?.click();
    } else if (event.key === "Enter") {
      event.preventDefault();
      form.querySelector("[data-preview-typed]")?.click();
    }
  });
})();

// Adds and removes rows of a data form without a round trip. Without this file the same buttons post the form.
"use strict";

(() => {
  let made = 0;

  const fields = (place) => [...place.querySelectorAll("input:not([type=hidden]), select, textarea")];

  const announce = (place, words) => {
    const live = place.closest("[data-schema-form]")?.querySelector("[data-announce]");
    if (live) live.textContent = words;
  };

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
      const hidden = row.querySelector(":scope > [data-remove-row] .hain-hidden");
      if (hidden) hidden.textContent = ` ${label}`;
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
    announce(list, `${row.getAttribute("aria-label")} added.`);
    fields(row)[0]?.focus();
  }

  function removeRow(row) {
    const list = row.closest("[data-rows]");
    const next = row.nextElementSibling || row.previousElementSibling;
    announce(list, `${row.getAttribute("aria-label")} removed.`);
    row.remove();
    renumber(list);
    (next?.querySelector(":scope > [data-remove-row]") || list.querySelector(":scope > [data-add-row]")).focus();
  }

  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    const remove = event.target.closest("[data-remove-row]");
    if (!add && !remove) return;
    event.preventDefault();
    if (add) addRow(add.closest("[data-rows]"));
    else removeRow(remove.closest("[data-row]"));
  });

  // A link of the fault summary goes to the input itself, not to the top of the page's scroll.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".hain-faults a");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    (target.matches("input, select, textarea") ? target : fields(target)[0] || target).focus({ preventScroll: true });
  });

  document.addEventListener("DOMContentLoaded", () => document.querySelector("[data-focus-first]")?.focus());
})();

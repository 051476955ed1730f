// Small comforts of our pages; everything also works without them.
"use strict";

(() => {
  // Copy a checksum (or whatever data-copy holds) and say so.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const said = button.querySelector("[data-said]");
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = "copied";
    } catch {
      said.textContent = "select and copy it by hand";
    }
    setTimeout(() => { said.textContent = ""; }, 2500);
  });

  // A form that is under way is not sent twice.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.dataset.sure && !window.confirm(button.dataset.sure)) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented || !button?.dataset.busy) return;
    if (button.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.busy;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("[data-busy][aria-disabled]")) location.reload();
  });

  // The preview opens in its own tab, but only when there is something to show: faults stay on this page.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-preview]");
    if (!button || button.dataset.checked) return;
    event.preventDefault();
    const form = button.form;
    const data = new FormData(form);
    data.set("check", "1");
    const answer = await fetch(button.formAction, { method: "POST", body: data, redirect: "manual" });
    if (answer.status === 422) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      form.querySelector("[data-form-content]").replaceWith(page.querySelector("[data-form-content]"));
      form.querySelector("[data-focus-first]")?.focus();
      form.querySelector("[data-focus-first]")?.scrollIntoView({ block: "center" });
      return;
    }
    button.dataset.checked = "1";
    button.click();
    delete button.dataset.checked;
  });

  // Of the ways in which a paper is signed, what the chosen one asks.
  const showWay = () => {
    const chosen = document.querySelector("[data-chooses-way]")?.value;
    for (const section of document.querySelectorAll("[data-for-way]")) {
      section.hidden = section.disabled = section.dataset.forWay !== chosen;
      for (const one of section.querySelectorAll("[aria-required]")) one.required = true;
    }
  };
  document.addEventListener("change", (event) => { if (event.target.matches("[data-chooses-way]")) showWay(); });
  window.addEventListener("pageshow", showWay);  // also when a browser goes back to what was chosen

  document.addEventListener("DOMContentLoaded", () => {
    showWay();
    document.querySelector("[data-focus-now]")?.focus();
  });

  // What moves while one looks on is fetched anew, part by part. A part under somebody's hand waits: one with the focus,
  // or with something unfolded.
  const lookOn = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(location.href, { redirect: "error" });
        const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
        for (const part of document.querySelectorAll("[data-live-part]")) {
          const fresh = page.getElementById(part.id);
          if (!fresh || fresh.textContent === part.textContent) continue;
          if (part.contains(document.activeElement) || part.querySelector("details[open]")) continue;
          part.replaceWith(document.importNode(fresh, true));
        }
      } catch { /* the next look may find it */ }
    }
    waitToLook();
  };
  const waitToLook = () => {
    const live = document.querySelector("[data-live]");
    if (live) setTimeout(lookOn, Number(live.dataset.live) * 1000);
  };
  document.addEventListener("DOMContentLoaded", waitToLook);

  // While something is being made, look again after a moment.
  document.addEventListener("DOMContentLoaded", () => {
    const waiting = document.querySelector("[data-look-again]");
    if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.lookAgain) * 1000);
  });
})();

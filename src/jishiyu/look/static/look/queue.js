// A queue worked through by keyboard: J and K walk, W writes, Ctrl+Enter grants, Ctrl+Backspace refuses. What is
// decided vanishes and the next item takes the focus. Nothing here is needed for the page to work.
(() => {
  "use strict";
  const queue = document.querySelector("[data-queue]");
  if (!queue) return;
  const items = () => [...queue.querySelectorAll("[data-item]")];
  const empty = document.querySelector("[data-when-empty]");
  const left = document.querySelector("[data-left]");
  const tell = () => {
    if (empty) empty.hidden = items().length > 0;
    if (left) left.textContent = items().length;
  };
  const here = () => document.activeElement?.closest("[data-item]");
  const walk = (step) => {
    const all = items();
    const place = all.indexOf(here());
    all[Math.min(all.length - 1, Math.max(0, place + step))]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    const item = here();
    const writing = event.target.closest("textarea, input, select");
    if (event.ctrlKey && item && (event.key === "Enter" || event.key === "Backspace")) {
      event.preventDefault();
      item.querySelector(event.key === "Enter" ? "[data-grant]" : "[data-refuse]")?.click();
    } else if (event.key === "Escape" && writing && item) {
      item.focus();
    } else if (!writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const key = event.key.toLowerCase();
      if (key === "j") walk(1);
      else if (key === "k") walk(-1);
      else if (key === "w" && item) { event.preventDefault(); item.querySelector("[data-words]")?.focus(); }
    }
  });
  let place = -1;
  document.addEventListener("focusin", () => { place = items().indexOf(here()); });
  new MutationObserver(() => {
    tell();
    if (place >= 0 && !here()) items()[Math.min(place, items().length - 1)]?.focus();
  }).observe(queue, { childList: true });
  tell();
})();

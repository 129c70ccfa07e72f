// The keyboard of a list: rows carry data-row, what a key presses carries data-key. Everything works without it.
(() => {
  "use strict";
  let here = null;
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const row = () => rows().find((one) => one.dataset.row === here);

  const go = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((one) => one.dataset.row === here);
    const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
    mark(next);
    next.scrollIntoView({ block: "nearest" });
    next.querySelector("a")?.focus({ preventScroll: true });
  };
  const mark = (one) => {
    here = one?.dataset.row ?? null;
    for (const each of rows()) each.toggleAttribute("data-here", each === one);
  };

  document.addEventListener("focusin", (event) => {
    const one = event.target.closest("[data-row]");
    if (one) mark(one);
  });
  // rows that came anew by the live stream: stay where the reader was
  document.addEventListener("htmx:afterSwap", () => {
    const one = row();
    if (!one) return;
    const lost = document.activeElement === document.body;
    mark(one);
    if (lost) one.querySelector("a")?.focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest("input, textarea, select");
    if (typing) {
      if (event.key === "Escape") typing.blur();
      return;
    }
    if (event.key === "j" || event.key === "k") go(event.key === "j" ? 1 : -1);
    else if (event.key === "/") document.querySelector("[data-find]")?.focus();
    else if (event.key === "?") {
      const help = document.querySelector("[data-keys]");
      if (!help) return;
      help.open = !help.open;
      help.scrollIntoView({ block: "nearest" });
    } else if (/^[a-z]$/.test(event.key)) {
      const what = `[data-key="${event.key}"]`;
      const one = row()?.querySelector(what) ?? document.querySelector(`:not([data-row] *)${what}`);
      if (!one) return;
      one.click();
    } else return;
    event.preventDefault();
  });
})();

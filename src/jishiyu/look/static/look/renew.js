// A part of a page that was renewed leaves its reader where they were: what was open is open, what was held is held.
(() => {
  "use strict";
  const body = document.body;
  const held = new Map();
  body.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const old = document.getElementById(detail.target.id);
    if (!old) return;
    const active = document.activeElement;
    held.set(old.id, {
      open: [...old.querySelectorAll("details[open][id]")].map((one) => one.id),
      focus: old.contains(active) ? active.id : "",
    });
  });
  body.addEventListener("htmx:load", ({ detail }) => {
    const kept = held.get(detail.elt.id);
    if (!kept) return;
    held.delete(detail.elt.id);
    for (const id of kept.open) {
      const one = document.getElementById(id);
      if (one) one.open = true; // what stands in it is asked for anew
    }
    const focus = kept.focus && document.getElementById(kept.focus);
    if (focus) focus.focus({ preventScroll: true });
  });
  body.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.xhr.responseURL.includes("/sign-in/")) return;
    event.detail.shouldSwap = false; // the session is over: show where to sign in
    location.reload();
  });
})();

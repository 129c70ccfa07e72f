// The wallboard's colours: as the screen says, or light or dark by the switch, kept in this browser.
(() => {
  "use strict";
  const root = document.documentElement;
  const ways = ["system", "light", "dark"];
  const kept = () => {
    try { return localStorage.getItem("jishiyu-wall") || "system"; } catch { return "system"; }
  };
  const show = (way) => {
    if (way === "system") delete root.dataset.theme;
    else root.dataset.theme = way;
    const button = document.querySelector("[data-theme-switch]");
    if (button) button.textContent = button.dataset[way];
  };
  let way = kept();
  show(way);
  document.addEventListener("DOMContentLoaded", () => {
    show(way);
    document.body.addEventListener("htmx:beforeSwap", (event) => {
      if (!event.detail.xhr.responseURL.includes("/sign-in/")) return;
      event.detail.shouldSwap = false; // the session is over: show where to sign in, not half of it
      location.reload();
    });
    document.querySelector("[data-theme-switch]").addEventListener("click", () => {
      way = ways[(ways.indexOf(way) + 1) % ways.length];
      try { localStorage.setItem("jishiyu-wall", way); } catch { /* shown, not kept */ }
      show(way);
    });
  });
})();

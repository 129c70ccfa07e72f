// The wallboard's colours, as the screen says or by the switch, and its turning from face to face; kept in this browser.
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
  const rest = 30000; // milliseconds a face stands before the wallboard turns to the next
  let turning = false;
  try { turning = localStorage.getItem("jishiyu-wall-turns") === "yes"; } catch { /* nothing kept: it stands */ }
  const faces = () => [...document.querySelectorAll(".faces a")];
  const turn = () => {
    const all = faces();
    const at = all.findIndex((one) => one.hasAttribute("aria-current"));
    if (turning && all.length > 1) all[(at + 1) % all.length].click();
  };
  const tell = (button) => { button.textContent = turning ? button.dataset.on : button.dataset.off; };
  document.addEventListener("DOMContentLoaded", () => {
    show(way);
    document.body.addEventListener("htmx:beforeSwap", (event) => {
      if (!event.detail.xhr.responseURL.includes("/sign-in/")) return;
      event.detail.shouldSwap = false; // the session is over: show where to sign in, not half of it
      location.reload();
    });
    document.body.addEventListener("htmx:afterSettle", () => {
      const shows = document.querySelector("[data-shows]").dataset.shows;
      for (const one of faces()) {
        if (one.dataset.face === shows) one.setAttribute("aria-current", "page");
        else one.removeAttribute("aria-current");
      }
    });
    const button = document.querySelector("[data-turning]");
    tell(button);
    setInterval(turn, rest);
    button.addEventListener("click", () => {
      turning = !turning;
      try { localStorage.setItem("jishiyu-wall-turns", turning ? "yes" : "no"); } catch { /* shown, not kept */ }
      tell(button);
    });
    document.querySelector("[data-theme-switch]").addEventListener("click", () => {
      way = ways[(ways.indexOf(way) + 1) % ways.length];
      try { localStorage.setItem("jishiyu-wall", way); } catch { /* shown, not kept */ }
      show(way);
    });
  });
})();

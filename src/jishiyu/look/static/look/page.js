// Small helps that every page may use; nothing here is needed for a page to work.
(() => {
  "use strict";
  const aim = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };
  window.addEventListener("hashchange", aim);
  aim();
  const shut = (event) => {
    for (const open of document.querySelectorAll("details[data-closes][open]")) {
      if (event.key === "Escape" || (event.type === "click" && !open.contains(event.target))) open.open = false;
    }
  };
  document.addEventListener("click", shut);
  document.addEventListener("keydown", shut);
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
  const counted = document.querySelector("[data-count]");
  const count = (what) => {
    const { count: address, mark, via, line } = counted.dataset;
    const once = `counted:${line}:${what}`;
    if (sessionStorage.getItem(once)) return;
    sessionStorage.setItem(once, "1");
    const said = new FormData();
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    for (const [name, value] of [["csrfmiddlewaretoken", token && token.value], ["mark", mark], ["what", what], ["via", via]]) said.append(name, value);
    navigator.sendBeacon(address, said);
  };
  if (counted) {
    count(counted.dataset.what);
    counted.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-counts]");
      if (pressed) count(pressed.dataset.counts);
    });
  }
  document.addEventListener("change", (event) => {
    const input = event.target.closest("input[data-preview]");
    if (!input) return;
    const place = document.getElementById(input.dataset.preview);
    place.replaceChildren(...[...input.files].map((file) => {
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(file);
      picture.alt = file.name;
      return picture;
    }));
  });
})();

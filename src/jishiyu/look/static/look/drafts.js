// Visits written down on a phone: kept here until they have arrived, sent again and again without harm, because each
// draft bears a key by which the office knows it. Only drafts are kept (IndexedDB), and the one that is being written
// (localStorage); both go when they are sent, or when their officer signs out. Of another officer nothing is shown or
// sent. Without this script the form is a plain form.
(() => {
  "use strict";
  const me = document.currentScript.dataset;
  const KEPT = "jishiyu-visit-note";
  const UNFINISHED = "jishiyu-unfinished-" + me.officer;
  const AGAIN_AFTER = 15000;
  const form = document.querySelector("form[data-note]");
  const list = document.querySelector("[data-drafts]");
  const sent = [];

  // the store

  const store = (mode, deed) => new Promise((done, failed) => {
    const opening = indexedDB.open("jishiyu-visits", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "key" });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const way = opening.result.transaction("drafts", mode);
      const asked = deed(way.objectStore("drafts"));
      way.oncomplete = () => { opening.result.close(); done(asked.result); };
      way.onabort = way.onerror = () => { opening.result.close(); failed(way.error); };
    };
  });
  const put = (draft) => store("readwrite", (drafts) => drafts.put(draft));
  const remove = (key) => store("readwrite", (drafts) => drafts.delete(key));
  const mine = async () => (await store("readonly", (drafts) => drafts.getAll()))
    .filter((draft) => draft.officer === me.officer)
    .sort((one, other) => one.written - other.written);

  // sending

  const hand = async () => {
    const answer = await fetch(me.hand, { headers: { "X-Live": "1" }, redirect: "error", cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };
  const send = async (draft, token) => {
    const body = new FormData();
    for (const [name, value] of draft.fields) body.append(name, value);
    for (const photo of draft.photos) body.append("photos", photo, photo.name);
    const answer = await fetch(me.send, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "error" });
    if (answer.status === 200) {
      sent.push({ ...draft, ...(await answer.json()) });
      await remove(draft.key);
    } else if (answer.status === 422) {
      await put({ ...draft, state: "refused", why: (await answer.json()).why });
    } else {
      throw new Error(answer.status);
    }
  };
  const pump = async () => {
    const waiting = (await mine()).filter((draft) => draft.state === "waiting");
    if (!waiting.length) return;
    try {
      const { officer, token } = await hand();
      if (String(officer) !== me.officer) return;
      for (const draft of waiting) await send(draft, token);
    } catch { /* no signal, or the session is over: it waits */ }
    await draw();
  };
  let busy = false;
  const pumping = async () => {
    if (busy) return;
    busy = true;
    try {
      if (navigator.locks) await navigator.locks.request("jishiyu-visits", { ifAvailable: true }, (lock) => lock && pump());
      else await pump();
    } finally { busy = false; }
  };

  // showing

  const draw = async () => {
    if (!list) return;
    const drafts = [...sent, ...(await mine())];
    list.hidden = drafts.length === 0;
    list.querySelector("ul").replaceChildren(...drafts.map(line));
  };
  const line = (draft) => {
    const made = list.querySelector("template").content.firstElementChild.cloneNode(true);
    const part = (name) => made.querySelector(`[data-part="${name}"]`);
    made.dataset.state = draft.state;
    made.dataset.key = draft.key;
    part("name").textContent = draft.name;
    part("at").textContent = draft.at.replace("T", " ");
    part("state").textContent = list.dataset[draft.state];
    part("state").classList.add({ sent: "tag--leaf", refused: "tag--alarm", waiting: "tag--amber" }[draft.state]);
    part("why").textContent = draft.why || "";
    part("cases").textContent = (draft.cases || []).join(" ");
    if (draft.address) part("open").href = draft.address; else part("open").remove();
    if (draft.state === "sent") for (const name of ["change", "remove"]) part(name).remove();
    else {
      part("remove").addEventListener("click", async () => {
        if (window.confirm(list.dataset.sure)) { await remove(draft.key); await draw(); }
      });
      if (!form) part("change").remove();
      else part("change").addEventListener("click", async () => { 
        await remove(draft.key);
        fill(draft.fields);
        for (const more of form.querySelectorAll("details")) more.open = true; // what was not right may stand in there
        remember();
        await draw();
        form.scrollIntoView();
      });
    }
    return made;
  };

  // the form

  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const now = () => new Date().toLocaleString("sv-SE", { timeZone: form.dataset.zone }).replace(" ", "T").slice(0, 16);
  const needs = () => [...form.querySelectorAll("[data-need]")];
  const show = () => {
    for (const need of needs()) {
      const text = need.querySelector("textarea");
      need.querySelector("select").required = text.value.trim() !== "";
    }
  };
  const next = (kind, words) => {
    const need = needs().find((one) => one.hidden || !one.querySelector("textarea").value.trim());
    if (!need) return;
    need.hidden = false;
    need.querySelector("select").value = kind;
    const text = need.querySelector("textarea");
    text.value = words;
    text.focus();
    show();
    remember();
  };
  const fields = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "photos");
  const remember = () => {
    const said = fields().filter(([name, value]) => value && !["key", "at", "way"].includes(name));
    if (said.some(([name]) => name === "note" || name.startsWith("need_"))) localStorage.setItem(UNFINISHED, JSON.stringify(fields()));
    else localStorage.removeItem(UNFINISHED);
  };
  const fill = (said) => {
    clean();
    for (const [name, value] of said) {
      const field = form.elements[name];
      if (!field) continue;
      if (field instanceof RadioNodeList) { for (const one of field) if (one.value === value) one.checked = true; }
      else if (field.type === "checkbox") field.checked = field.value === value;
      else field.value = value;
    }
    for (const need of needs()) need.hidden = !need.querySelector("textarea").value.trim();
    show();
  };
  const clean = () => {
    form.reset();
    form.elements.key.value = random();
    form.elements.at.value = now();
    for (const need of needs()) need.hidden = true;
    document.getElementById("preview")?.replaceChildren();
  };
  const begin = () => {
    let said = null;
    try { said = JSON.parse(localStorage.getItem(UNFINISHED)); } catch { /* nothing that can be read */ }
    const refused = form.dataset.refused !== undefined; // the office's own answer stands in the form
    if (refused) return;
    if (said) fill(said);
    else clean();
    const asked = new URLSearchParams(location.search);
    if (asked.get("for") && !said) form.elements.subject.value = asked.get("for");
    if (asked.get("appointment") && !said) form.elements.appointment.value = asked.get("appointment");
    let touched = Boolean(said);
    form.elements.at.addEventListener("change", () => { touched = true; });
    form.addEventListener("focusin", () => { if (!touched) { form.elements.at.value = now(); touched = true; } }, { once: true });
  };
  const keep = async (event) => {
    event.preventDefault();
    const choice = form.elements.subject;
    const draft = {
      key: form.elements.key.value, officer: me.officer, name: choice.selectedOptions[0].textContent, written: Date.now(),
      at: form.elements.at.value, fields: fields(), photos: [...form.elements.photos.files], state: "waiting", why: "",
    };
    await put(draft);
    localStorage.removeItem(UNFINISHED);
    clean();
    await draw();
    list.scrollIntoView();
    await pumping();
  };

  // the page out of signal

  const keepPage = async () => {
    if (!me.note || !navigator.serviceWorker || !window.caches) return;
    try {
      await navigator.serviceWorker.register(me.worker, { scope: me.note });
      const page = await fetch(me.note, { redirect: "error", cache: "no-store" });
      if (!page.ok) return;
      const kept = await caches.open(KEPT);
      const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")];
      await kept.addAll(files.map((one) => one.href || one.src));
      await kept.put(me.note, page);
      localStorage.setItem(KEPT, me.officer);
      document.documentElement.dataset.kept = "yes";
    } catch { /* out of signal: what was kept before stays */ }
  };
  const forget = async () => {
    localStorage.removeItem(KEPT);
    if (window.caches) await caches.delete(KEPT);
  };
  const leave = async (event) => {
    event.preventDefault();
    const left = await mine();
    if (left.length && !window.confirm(me.leave)) return;
    for (const draft of left) await remove(draft.key);
    localStorage.removeItem(UNFINISHED);
    await forget();
    event.target.submit();
  };
  const net = () => { for (const one of document.querySelectorAll("[data-offline]")) one.hidden = navigator.onLine; };

  document.querySelector("form[data-sign-out]")?.addEventListener("submit", leave);
  if (form) {
    begin();
    form.addEventListener("submit", keep);
    form.addEventListener("input", () => { show(); remember(); });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-more-need]");
      if (button) next(button.dataset.kind || "", button.dataset.words || "");
    });
  }
  if (localStorage.getItem(KEPT) && localStorage.getItem(KEPT) !== me.officer) forget();
  if (form || list) keepPage();
  net();
  window.addEventListener("offline", net);
  window.addEventListener("online", () => { net(); pumping(); });
  setInterval(() => { if (navigator.onLine && !document.hidden) pumping(); }, AGAIN_AFTER);
  draw();
  pumping();
})();

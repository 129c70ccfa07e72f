// One live stream for all tabs of a browser. The tab that holds the lock keeps the stream and passes events on.
(() => {
  "use strict";
  const state = document.querySelector("[data-live]");
  if (!state) return;
  const channel = new BroadcastChannel("jishiyu-live");
  let last = null;
  let pause = 500;

  const show = (on) => {
    state.dataset.state = on ? "on" : "off";
    state.textContent = on ? state.dataset.on : state.dataset.off;
  };
  let owed = false; // a page nobody looks at asks for its figures when somebody does
  const say = (name, detail) => {
    if (name === "figure" && document.hidden) owed = true;
    else document.body.dispatchEvent(new CustomEvent("live:" + name, { detail }));
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !owed) return;
    owed = false;
    say("figure", {});
  });
  channel.onmessage = ({ data }) => {
    if (data.state !== undefined) show(data.state);
    else say(data.name, data.detail);
  };
  const tell = (message) => {
    channel.postMessage(message);
    channel.onmessage({ data: message });
  };

  const names = ["warning", "task", "notice", "stream", "case", "figure"];
  const open = async () => {
    let ticket;
    try {
      const answer = await fetch(state.dataset.live, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      ticket = (await answer.json()).ticket;
    } catch {
      tell({ state: false });
      return again();
    }
    const after = last === null ? "" : "&after=" + last;
    const source = new EventSource("/live?ticket=" + encodeURIComponent(ticket) + after);
    source.onopen = () => {
      pause = 500;
      tell({ state: true });
      if (last !== null) for (const name of names) tell({ name, detail: {} }); // whatever was missed, look again
      else tell({ name: "figure", detail: {} }); // what was done while the page was on its way
    };
    source.onerror = () => {
      source.close();
      tell({ state: false });
      again();
    };
    for (const name of names) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) last = event.lastEventId;
        const pass = () => tell({ name, detail: JSON.parse(event.data) });
        if (name === "figure") setTimeout(pass, 300 * Math.random()); // everybody hears it at once; ask one after another
        else pass();
      });
    }
  };
  const again = () => {
    setTimeout(open, pause);
    pause = Math.min(pause * 2, 15000);
  };
  const hold = () => new Promise(() => { open(); });
  if (navigator.locks) {
    channel.postMessage({ ask: true });
    navigator.locks.request("jishiyu-live", hold);
    setTimeout(() => { if (state.dataset.state === "wait") show(true); }, 3000);
  } else {
    open();
  }
})();

// The helper's page: choose a person, hear their yes, ask one question after another, send when there is a network.
import { flow } from "./assist-flow.js";
import * as store from "./assist-store.js";
import { readAloud } from "./read-aloud.js";

const LOT = 100;

export default function assist(root) {
  const words = root.dataset;
  const stage = root.querySelector("[data-stage]");
  const line = root.querySelector("[data-line]");
  const sendButton = root.querySelector("[data-send]");
  let pack = null;
  let sitting = null;
  let sending = null;

  let shown = "";
  const show = (name, fill = () => {}) => {
    shown = name;
    const page = root.querySelector(`template[data-page="${name}"]`).content.cloneNode(true);
    const box = document.createElement("div");
    box.append(page);
    fill(box);
    stage.replaceChildren(box);
    window.xinqiao.bind(stage);
    window.scrollTo(0, 0);
    const head = box.querySelector("h1");
    if (head) { head.tabIndex = -1; head.focus(); }
  };
  const at = (box, name) => box.querySelector(`[data-${name}]`);
  const press = (box, name, act) => at(box, name).addEventListener("click", act);

  async function status(told = "") {
    const held = await store.waiting();
    line.textContent = told || (held.length ? words.waiting.replace("{n}", held.length) : words.nothing);
    sendButton.hidden = !held.length;
    return held;
  }

  async function refresh() {
    const answer = await fetch(words.packAddress, { headers: { accept: "application/json" }, redirect: "manual" });
    if (answer.status === 410 || answer.status === 404) { await store.forgetPack(); pack = null; return "revoked"; }
    if (!answer.ok) return "signin";
    pack = await answer.json();
    const { token, ...kept } = pack;
    await store.keepPack(kept);
    return token;
  }

  async function send() {
    sending = sending || run().finally(() => { sending = null; });
    return sending;
  }

  async function run() {
    let refused = 0;
    let sent = 0;
    let token;
    try { token = await refresh(); } catch { await status(words.offline); return; }
    if (token === "revoked") { await status(words.revoked); home(); return; }
    if (token === "signin") { await status(words.signin); return; }
    for (let held = await store.waiting(); held.length; held = await store.waiting()) {
      const lot = held.slice(0, LOT);
      let answer;
      try {
        answer = await fetch(words.bringAddress, {
          method: "POST", headers: { "content-type": "application/json", "x-csrftoken": token },
          body: JSON.stringify({ entries: lot.map(({ id, sealed }) => ({ id, sealed })) }),
        });
      } catch { await status(words.offline); return; }
      if (!answer.ok) { await status(words.refused); return; }
      const { outcomes } = await answer.json();
      refused += Object.values(outcomes).filter((o) => o !== "taken").length;
      const done = lot.filter(({ id }) => outcomes[id]).map(({ n }) => n);
      if (!done.length) break;
      await store.forget(done);
      sent += done.length;
    }
    try { await refresh(); } catch { /* the list is as it was */ }
    await status(refused ? words.partly.replace("{n}", refused) : sent ? words.sent : "");
    if (["", "list", "none", "unstaffed"].includes(shown)) home();
  }

  const staffed = () => pack.asksUntil && Date.now() < pack.asksUntil;
  const note = (entry) => store.put(pack.key, entry).then(() => status());

  function home() {
    sitting = null;
    if (!pack) { show("none"); return; }
    if (!staffed()) { show("unstaffed"); return; }
    show("list", (box) => {
      const rows = at(box, "checkups");
      const running = pack.checkups.filter((c) => c.closes > Date.now());
      at(box, "empty").hidden = running.length > 0;
      running.forEach((checkup) => {
        const part = at(box, "checkup").content.cloneNode(true);
        part.querySelector("h2").textContent = checkup.title;
        const list = part.querySelector("ul");
        checkup.people.forEach((person) => {
          const item = document.createElement("li");
          const button = document.createElement("button");
          button.type = "button";
          button.className = "choice";
          button.textContent = `${person.number || "＋"} · ${person.name}`;
          button.addEventListener("click", () => agree(checkup, person));
          item.append(button);
          list.append(item);
        });
        const form = part.querySelector("form");
        form.addEventListener("submit", async (event) => {
          event.preventDefault();
          const name = form.elements.name.value.trim();
          form.querySelector(".error").hidden = Boolean(name);
          if (!name) return;
          const person = { id: crypto.randomUUID(), number: 0, name };
          await note({ kind: "person", checkup: checkup.id, person: person.id, name });
          checkup.people.push(person);
          await store.keepPack({ ...pack, token: undefined });
          agree(checkup, person);
        });
        rows.append(part);
      });
    });
  }

  function agree(checkup, person) {
    show("agree", (box) => {
      at(box, "who").textContent = person.name;
      const read = () => Object.fromEntries(["mode", "informant", "language"].map((n) => [n, box.querySelector(`[name=${n}]:checked`).value]));
      const begin = async (agreed) => {
        const alone = box.querySelector("[name=alone]").checked;
        at(box, "alone-error").hidden = alone;
        if (!alone) { box.querySelector("[name=alone]").focus(); return; }
        const chosen = read();
        sitting = { id: crypto.randomUUID(), checkup, person, said: new Map(), back: [], ...chosen };
        await note({ kind: "begin", sitting: sitting.id, person: person.id, agreed, ...chosen });
        if (agreed) next(); else finish("declined");
      };
      press(box, "yes", () => begin(true));
      press(box, "no", () => begin(false));
      press(box, "away", home);
    });
  }

  async function finish(page) {
    if (page === "thanks") await note({ kind: "end", sitting: sitting.id, person: sitting.person.id });
    const gone = sitting.person.id;
    sitting.checkup.people = sitting.checkup.people.filter((p) => p.id !== gone);
    await store.keepPack({ ...pack, token: undefined });
    sitting = null;
    show(page, (box) => press(box, "home", home));
    if (navigator.onLine) send();
  }

  function next() {
    const questions = flow(sitting.checkup.stages[sitting.language], sitting.said);
    const place = questions.findIndex((q) => !sitting.said.has(q.item));
    if (place < 0) { finish("thanks"); return; }
    if (!staffed()) { finish("unstaffed-after"); return; }
    ask(questions[place], place + 1, questions.length);
  }

  function ask(question, number, total) {
    const since = performance.now();
    show("question", (box) => {
      at(box, "place").textContent = words.place.replace("{n}", number).replace("{t}", total);
      at(box, "stem").textContent = question.stem;
      at(box, "text").textContent = question.text;
      const list = at(box, "options");
      [...question.options, [null, words.rather]].forEach(([value, label]) => {
        const part = at(box, "option").content.cloneNode(true);
        part.querySelector("b").textContent = label;
        part.querySelector("button").addEventListener("click", async (event) => {
          if (list.dataset.pressed) return;
          list.dataset.pressed = "yes";
          event.currentTarget.classList.add("chosen");
          sitting.said.set(question.item, value);
          sitting.back.push(question);
          await note({ kind: "answer", sitting: sitting.id, person: sitting.person.id, item: question.item, value,
            ms: Math.round(performance.now() - since) });
          if (question.critical !== null && value !== null && value >= question.critical) help(); else next();
        });
        list.append(part);
      });
      const back = at(box, "back");
      back.hidden = !sitting.back.length;
      back.addEventListener("click", () => {
        const last = sitting.back.pop();
        sitting.said.delete(last.item);
        next();
      });
      press(box, "stop", () => finish("stopped"));
      const aloud = at(box, "aloud");
      aloud.dataset.lang = sitting.language;
      readAloud(aloud, list);
    });
  }

  function help() {
    if (navigator.onLine) send();
    show("help", (box) => {
      pack.onCall.forEach(({ name, phone }) => {
        const link = document.createElement("a");
        link.href = `tel:${phone}`;
        link.textContent = `${name} ${phone}`;
        const item = document.createElement("li");
        item.append(link);
        at(box, "numbers").append(item);
      });
      press(box, "on", next);
    });
  }

  async function worker() {
    if (!("serviceWorker" in navigator)) { root.querySelector("[data-no-worker]").hidden = false; return; }
    try {
      await navigator.serviceWorker.register(words.worker, { scope: words.scope });
      await navigator.serviceWorker.ready;
      navigator.serviceWorker.addEventListener("message", () => { root.querySelector("[data-ready]").hidden = false; });
      const keep = [location.pathname, ...performance.getEntriesByType("resource").map((r) => r.name)];
      (await navigator.serviceWorker.ready).active.postMessage({ keep });
    } catch { root.querySelector("[data-no-worker]").hidden = false; }
  }

  sendButton.addEventListener("click", send);
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => { if (sitting) event.preventDefault(); });
  (async () => {
    pack = await store.pack().catch(() => null);
    if (pack) home();
    await send();
    if (!shown) home(); // only now is it known that there is no list
    await worker();
  })();
}

window.xinqiao.register("assist", assist);

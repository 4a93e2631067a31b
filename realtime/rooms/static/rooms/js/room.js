// One page for the whole sitting: device check, waiting, the room, a separate talk and back. What a person may see is decided
// by the server's `state`; this file only shows it.
import { Link, post } from "../../realtime/js/link.js";
import "../../realtime/js/watch.js";
import { Chat } from "./chat.js";
import { Notes } from "./notes.js";
import { Door } from "./door.js";
import { Devices } from "./devices.js";
import { Floor } from "./floor.js";
import { keys } from "./keys.js";
import { Media } from "./media.js";
import { keepHere, keepWriting } from "./panes.js";
import { People } from "./people.js";
import { Poll } from "./poll.js";
import { Stage } from "./stage.js";
import { Tabs } from "./tabs.js";
import { zoneNote } from "./times.js";
import { Unread } from "./unread.js";
import { make, say, seatLabel } from "./words.js";

const NO_SOCKET = 5000; // milliseconds without a socket until the page begins with requests beside it

class Room {
  constructor(root) {
    this.root = root;
    this.joint = root.dataset.room;
    this.here = "";
    this.state = null;
    this.plain = document.getElementById("room-title").textContent;
    this.el = (name) => document.getElementById(`room-${name}`);
    this.devices = new Devices(this.el("lobby"));
    this.devices.changed = (kind) => this.media.changed(kind);
    this.stage = new Stage(this.el("tiles"));
    this.tabs = new Tabs(this.el("tabs"), this.el("panes"));
    this.media = new Media(this);
    this.chat = new Chat(this.el("messages"), this.el("pending"), {
      send: (f) => this.send(f), mine: () => this.state && this.state.you.id, event: (entry) => this.happened(entry),
      shown: (bubble, entry) => this.notes.offer(bubble, entry),
    });
    this.notes = new Notes(this.el("beside"), {
      send: (f) => this.send(f), order: (what, data) => this.order(what, data), list: this.el("messages"), field: this.el("text"),
      seats: () => (this.state && this.state.seats) || [], mine: () => this.state && this.state.you.id,
      mediator: () => Boolean(this.state && this.state.you.role === "mediator"),
    });
    this.door = new Door(this.el("door"), this.el("waiting-list"), { order: (what, data) => this.order(what, data) });
    this.floor = new Floor(root, {
      send: (f) => this.send(f), level: () => this.devices.meter.value, speaking: () => this.media.mic && this.root.dataset.view === "in",
    });
    this.unread = new Unread(this.el("sheet"));
    this.people = new People(root, { order: (what, data) => this.order(what, data), state: () => this.state, tell: (words) => this.tell(words) });
    keys(root);
    zoneNote(this.el("zone"));
    keepWriting(root, (words) => this.tell(words));
    keepHere(this.el("papers"), (words) => this.tell(words));
    this.el("ask").addEventListener("cancel", (event) => event.preventDefault()); // Esc is the way out of the room, and no answer
    this.bind();
  }

  bind() {
    const form = this.el("composer");
    const field = form.querySelector("textarea");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const text = field.value.trim();
      if (!text) return;
      field.value = "";
      if (this.notes.changing) this.notes.send(text); else this.chat.write(text);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
    });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button && !button.disabled) this.press(button);
    });
    this.el("papers").addEventListener("htmx:afterSwap", () => { if (this.state && this.state.you.seat === "admitted") this.hearing(this.state); this.step(); });
    this.el("tiles").addEventListener("blocked", () => { this.el("unmute").hidden = false; });
  }

  async press(button) {
    const what = button.dataset.do;
    if (button.dataset.media !== undefined) { await this.media.press(what, button); return; }
    const act = {
      enter: () => this.enter(), mic: () => this.media.microphone(!this.media.mic), cam: () => this.media.camera(!this.media.cam),
      unmute: () => { this.el("unmute").hidden = true; document.querySelectorAll(".tile video").forEach((v) => v.play()); },
      admit: () => this.order("admit", { seat: button.value }), back: () => this.order("back", { seat: button.value }),
      apart: () => this.people.ask(this.here), people: () => this.people.open(), next: () => this.people.ask(this.here), stepout: () => this.order("stepout"), goback: () => this.order("stepout"), answer: () => this.answer(button.value === "1"),
      asktojoin: () => this.comein(), join: () => this.joining(button.value), joinno: () => this.order("join", { seat: button.value, yes: "0" }),
      together: () => this.order("together", {}, this.here === this.joint ? this.state.talk.room : this.here),
      hold: () => this.order("hold"), resume: () => this.order("resume"),
      wish: () => this.order("wish", { wish: this.state.you.wish ? "0" : "1" }), prepared: () => { this.el("apart").close(); return this.order("prepared", { talk: button.value }); },
      apartwith: () => this.order("apart", { seat: button.value }),
      ask: () => this.order("ask", { what: button.value, wish: this.state.you.asks.includes(button.value) ? "0" : "1" }),
      hand: () => this.order("hand", { up: this.el("hand").getAttribute("aria-pressed") === "true" ? "0" : "1" }),
      floor: () => this.order("floor", { seat: button.value }), grand: () => this.grand(button),
      seen: () => this.order("seen", { seat: button.value, what: button.dataset.what }, button.dataset.room || this.here),
      lock: () => this.order("lock", { locked: this.state.room.locked ? "0" : "1" }),
      protect: () => window.confirm(say("sureProtect")) && this.order("protect"),
      leave: () => this.out("leave"), end: () => this.out("close"),
    }[what];
    if (!act) return;
    const held = document.activeElement === button;
    button.disabled = true; // pressed twice is done once; a disabled button loses the keyboard, and gets it back
    try { await act(); } finally {
      button.disabled = false;
      if (held && this.adrift()) { if (button.offsetParent) button.focus(); else this.heading().focus(); }
    }
  }

  async order(what, data = {}, room = this.here) {
    const answer = await post(`/rooms/${room}/${what}/`, data).catch(() => ({ status: 0 }));
    if (answer.status !== 200) this.tell(answer.message || say("notDone"));
    return answer;
  }

  tell(text) { const note = this.el("note"); note.textContent = text; clearTimeout(this.noteTimer); this.noteTimer = setTimeout(() => { note.textContent = ""; }, 8000); }

  async enter() {
    const answer = await this.order("enter", {}, this.joint);
    if (answer.status !== 200) return;
    this.el("lobby").hidden = true;
    this.root.dataset.entered = "yes";
    this.connect(this.joint);
  }

  // one room at a time: everything of the last one ends before the next begins
  connect(room) {
    if (this.here === room) return;
    this.disconnect();
    this.here = room;
    const exit = document.querySelector("form.quick-exit");
    if (exit) { // leaving quickly leaves this room too, and tells its mediator alone
      const field = exit.querySelector("[name=room]") || exit.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "room" }));
      field.value = room;
    }
    this.notes.reset();
    this.unread.reset();
    const back = this.chat.reset();
    if (back.length) { const field = this.el("composer").querySelector("textarea"); field.value = [field.value, ...back].filter(Boolean).join("\n"); }
    const refused = () => this.refused(room);
    this.poll = new Poll(`/rooms/${room}/log`, { last: () => this.chat.last, frame: (f) => this.frame(f), refused, up: (works) => this.online(works, works) });
    this.slowly = setTimeout(() => this.poll.start(), NO_SOCKET);
    this.link = new Link(`/ws/rooms/${room}/`, `/rooms/${room}/ticket/`, {
      hello: () => this.chat.hello(), frame: (f) => this.frame(f), refused,
      up: () => { clearTimeout(this.slowly); this.poll.stop(); this.online(true); this.media.publish(); },
      down: (tries) => { this.media.close(); if (!this.poll.works) this.online(false); if (tries >= 3) this.poll.start(); },
    });
  }

  disconnect() {
    this.media.close();
    this.stage.clear();
    clearTimeout(this.slowly);
    if (this.poll) this.poll.stop();
    if (this.link) this.link.close();
    this.panels = "";
  }

  refused(room) {
    if (room !== this.joint) { this.connect(this.joint); return; }
    this.disconnect();
    this.root.dataset.view = "out";
    this.forget();
    this.devices.stop();
    this.arrive();
  }

  // who is not in the room any more keeps nothing of the matter on the page
  forget() {
    this.stage.clear();
    this.chat.reset();
    Object.assign(this, { title: "", way: "", panels: "" });
    this.el("title").textContent = this.plain;
    this.el("hear").textContent = "";
    this.el("papers").replaceChildren();
    this.tabs.build();
    this.step();
    for (const name of ["requests", "asking", "declined", "talked", "protected", "captions"]) this.el(name).hidden = true;
    // nor does anything stay in the page unseen: names in lists that are hidden, words of a question
    for (const list of document.querySelectorAll("#room-requests ul, #room-talked ul, #room-people-list, #room-apart-list, #room-captions")) list.replaceChildren();
    for (const name of ["ask-words", "join-words", "asking-words", "comein-words", "declined", "beside"]) this.el(name).textContent = "";
    this.floor.said = undefined;
    for (const box of document.querySelectorAll("dialog[open]")) box.close();
  }

  adrift() { const at = document.activeElement; return !at || at === document.body || at.offsetParent === null; }

  heading() {
    const message = [...this.root.querySelectorAll(".room-message")].find((box) => getComputedStyle(box).display !== "none");
    const heading = (message && message.querySelector("h2")) || this.el("title");
    heading.tabIndex = -1;
    return heading;
  }

  // after a move the keyboard is at the heading of where one is now, and a screen reader hears it
  arrive() {
    const { here } = this;
    const where = `${here} ${this.root.dataset.view}`;
    if (where === this.where) return;
    const moved = this.at !== here;
    Object.assign(this, { where, at: here });
    setTimeout(() => { // dialogs that closed on the way have given the keyboard back by then
      if (this.where !== where || document.querySelector("dialog[open]")) return;
      const heading = this.heading();
      const apart = this.root.dataset.apart === "yes";
      this.el("where").textContent = heading === this.el("title") ? say(apart ? "whereApart" : "whereJoint") : heading.textContent;
      if (moved || this.adrift() || document.activeElement.matches("#room-title, .room-message h2")) heading.focus();
    }, 50);
  }

  // slow: by requests alone, because no socket opens here. That is no fault to wait for: it is said once, calmly
  online(on, slow = false) {
    this.el("offline").hidden = on;
    this.root.dataset.slow = slow ? "yes" : "";
    if (on && !slow) this.fast = true;
    if (slow && !this.fast) this.devices.rest(); // nobody gets sound or picture from here: nothing is taken up either
    this.el("slow").hidden = !slow;
    if (on) setTimeout(() => this.chat.flush(true), 0);
  }

  send(frame) { return Boolean(this.link && (this.link.send(frame) || (this.poll && this.poll.send(frame)))); }

  frame(frame) {
    if (frame.t === "state") this.show(frame);
    else if (this.media.frame(frame) || this.notes.frame(frame)) return;
    else if (frame.t === "beat") this.link.send({ t: "beat" }); // a mediator's page: the line still stands
    else if (frame.t === "talked") this.floor.talked(frame);
    else this.chat.frame(frame);
  }

  show(state) {
    const you = state.you;
    if (state.place && state.place !== this.here) { this.connect(state.place); return; }
    this.state = state;
    const held = state.room.state === "held" ? state.room.held || "pause" : "";
    this.root.dataset.view = you.seat !== "admitted" ? (you.seat === "waiting" ? "waiting" : "out") : state.room.state === "closed" ? "closed" : held ? `held-${held}` : "in";
    this.root.dataset.role = you.role || "";
    this.root.dataset.apart = state.room.apart ? "yes" : "";
    this.door.waiting(state);
    if (you.seat !== "admitted") {
      this.media.close();
      this.asked(state);
      this.joins(state);
      this.forget();
      this.arrive();
      return;
    }
    this.chat.welcome(state.epoch);
    this.unread.begin(state.head);
    if (state.head > this.chat.last) this.chat.need();
    this.el("title").textContent = this.title || state.room.title || this.plain;
    this.stage.sync(state);
    this.media.sync(state);
    this.hearing(state);
    this.waiting(state);
    this.floor.sync(state);
    this.notes.sync(state);
    this.people.sync();
    this.el("requests").hidden = ![...this.el("requests").children].some((box) => !box.hidden);
    this.root.dataset.news = this.el("requests").hidden ? "" : "yes";
    this.asked(state);
    this.joins(state);
    this.papers();
    this.arrive();
    const composer = this.el("composer");
    composer.querySelector("button").disabled = this.root.dataset.view !== "in";
    if (this.root.dataset.view === "in") this.chat.flush();
  }

  // somebody who only listens is not played, whatever their page may send
  listens(id) { return Boolean(this.state && this.state.seats.some((s) => s.id === id && s.role === "observer")); }

  // for the projector: papers and words large, people in a strip
  grand(button) {
    const on = this.root.dataset.grand !== "yes";
    this.root.dataset.grand = on ? "yes" : "";
    button.setAttribute("aria-pressed", String(on));
    if (on && document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  }

  // who hears, in words, always on the screen; with those whom a paper notes as taking part by telephone or beside somebody
  hearing(state) {
    const names = state.seats.filter((s) => s.here).map((s) => `${s.id === state.you.id ? say("you") : s.name}${s.slow ? say("slowHere") : ""}`);
    const beside = state.room.apart || !names.length ? [] : [...this.el("papers").querySelectorAll("[data-beside]")];
    names.push(...beside.filter((e) => !state.seats.some((s) => s.here && s.name === e.dataset.name)).map((e) => e.dataset.beside));
    const other = state.room.apart ? ` · ${say("apartSafe")}` : "";
    this.el("hear").textContent = names.length ? say("canHear", { names: names.join(say("comma")) }) + other : say("nobodyHears");
    this.el("nomedia").hidden = state.room.media !== false;
  }

  waiting(state) {
    this.door.sync(state.waiting || []);
    this.el("waiting").hidden = !(state.waiting || []).length;
    for (const what of ["break", "help", "exit"]) {
      this.line(what, (state.asks || []).filter((s) => s.what === what), "seenTo", "seen", what);
      if (what === "exit") continue;
      const button = this.root.querySelector(`[data-do=ask][value=${what}]`);
      const asked = (state.you.asks || []).includes(what);
      button.setAttribute("aria-pressed", String(asked));
      button.querySelector("small").textContent = asked ? say("wished") : "";
    }
    this.el("protect").hidden = Boolean(state.room.protected);
    this.el("protected").hidden = !state.room.protected;
    this.el("protected").textContent = say(state.room.media ? "protected" : "protectedText");
    this.el("lock").setAttribute("aria-pressed", String(Boolean(state.room.locked)));
    this.el("lock-words").textContent = say(state.room.locked ? "locked" : "unlocked");
    this.line("wishes", state.talk || state.room.state !== "open" ? [] : state.wishes || [], "askNow", "apartwith");
    this.el("wish").setAttribute("aria-pressed", String(Boolean(state.you.wish)));
    this.el("wish-words").textContent = state.you.wish ? say("wished") : "";
    const talk = state.talk;
    this.el("asking").hidden = !(talk && talk.state === "asked");
    this.el("asking").querySelector("button").hidden = !(talk && talk.you);
    this.el("comein").hidden = !(talk && talk.state === "open");
    if (talk) {
      const asked = talk.you === "waiting";
      this.el("comein-words").textContent = say(asked ? "comeInAsked" : "comeIn", { names: talk.with.join(say("comma")) });
      this.el("comein").querySelector("button").textContent = say(asked ? "comeInBack" : "comeInAsk");
    }
    this.line("joins", state.you.role === "mediator" ? state.joins || [] : [], "notNow", "joinno");
    this.el("goback").hidden = state.seats.filter((s) => s.role === "mediator").length < 2;
    if (talk) this.el("asking-words").textContent = say("asking", { names: talk.with.join(say("comma")) });
    this.el("declined").hidden = !state.declined;
    this.el("declined").textContent = state.declined ? say("declined", { name: state.declined }) : "";
  }

  // people with something to press beside each
  line(name, seats, words, what, about = "") {
    this.el(`${name}-list`).replaceChildren(...seats.map((seat) => {
      const line = make("li", "row");
      const button = make("button", "btn small", say(words));
      Object.assign(button, { type: "button", value: seat.id });
      button.dataset.do = what;
      button.dataset.what = about;
      button.dataset.room = seat.room || "";
      line.append(make("span", "", `${seat.name} · ${seatLabel(seat)}`), button);
      return line;
    }));
    this.el(name).hidden = !seats.length;
  }

  asked(state) {
    const box = this.el("ask");
    this.ask = state.ask || null;
    if (!this.ask) { if (box.open) box.close(); return; }
    this.el("ask-words").textContent = say("askWords", { name: this.ask.by });
    if (!box.open) box.showModal();
  }

  // a second mediator asks to come in to the talk apart: who talks there answers
  joins(state) {
    const box = this.el("join");
    const one = state.you.role === "mediator" ? undefined : (state.joins || []).find((s) => !s.yes);
    this.join = one && one.id;
    if (!one) { if (box.open) box.close(); return; }
    this.el("join-words").textContent = say("joinWords", { name: one.name });
    if (!box.open) box.showModal();
    box.oncancel = (event) => event.preventDefault();
  }

  async joining(yes) {
    if (this.join) await this.order("join", { seat: this.join, yes });
    this.el("join").close();
  }

  comein() {
    const { talk } = this.state;
    return talk.you === "waiting" ? this.order("join", { seat: talk.seat, yes: "0" }, talk.room) : this.order("asktojoin", {}, talk.room);
  }

  async answer(yes) {
    if (!this.ask) return;
    await this.order("answer", { yes: yes ? "1" : "0" }, this.ask.room);
    this.el("ask").close();
  }

  papers() {
    if (this.panels === this.here || !window.htmx) return;
    this.panels = this.here;
    const here = this.here;
    window.htmx.ajax("GET", `/rooms/${here}/panels/`, { target: "#room-papers", swap: "innerHTML" }).then(() => {
      const told = document.querySelector("#room-papers [data-room-title]");
      if (!told || here !== this.here) return;
      this.title = told.dataset.roomTitle;
      this.el("title").textContent = this.title;
      this.way = told.dataset.roomStage;
      this.step();
    }).catch(() => { if (here === this.here) this.panels = ""; }); // the line was cut: asked again with the next state
  }

  // where the talk is, as the mediator has set it; before that, how people meet
  step() {
    const now = this.el("papers").querySelector("[data-stage-now]");
    const words = now ? now.dataset.stageNow : this.way || "";
    this.el("step").textContent = words;
    this.el("step").hidden = !words;
  }

  happened(entry) {
    this.notes.entry(entry);
    this.unread.entry(entry, this.state && this.state.you.id);
    if (["chat", "edit"].includes(entry.k)) return;
    document.querySelectorAll("#room-papers [data-tab]").forEach((pane) => pane.dispatchEvent(new CustomEvent("changed")));
  }

  async out(what) {
    if (!window.confirm(say(what === "leave" ? "sureLeave" : "sureEnd"))) return;
    const answer = await this.order(what, {}, what === "close" ? this.joint : this.here);
    if (answer.status === 200 && what === "leave") { this.disconnect(); this.media.end(); location.assign(this.root.dataset.wayOut); }
  }
}

const registry = window.xinqiao || (window.xinqiao = { waiting: [] });
const start = (root) => new Room(root);
if (registry.register) registry.register("room", start); else registry.waiting.push(["room", start]);

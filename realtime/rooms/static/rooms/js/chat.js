// The log of one room on one page: entries in order without gaps, and an outbox whose every message shows what became of it.
import { has, kindName, make, say } from "./words.js";
import { timeOf } from "./times.js";

const AGAIN = 4000;
const uuid = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16)));

// an item of a list would be an orphan within role=log
function inLog(line) { line.setAttribute("role", "none"); return line; }

export class Chat {
  // hooks: send(frame) -> bool, event(entry), mine() -> seat id, shown(bubble, entry)
  constructor(list, pending, hooks) {
    Object.assign(this, { list, pending, hooks, last: 0, epoch: "", outbox: new Map(), asked: 0 });
    setInterval(() => this.flush(), 1000);
    window.addEventListener("beforeunload", (event) => { if (this.outbox.size) event.preventDefault(); });
  }

  // another room: another log; words not yet sent stay with the room they were meant for and are given back
  reset() {
    const unsent = [...this.outbox.values()].map((m) => m.text);
    for (const message of this.outbox.values()) message.element.remove();
    this.outbox.clear();
    Object.assign(this, { last: 0, epoch: "" });
    this.list.replaceChildren();
    return unsent;
  }

  hello() { return this.epoch ? { have: this.last, epoch: this.epoch } : {}; }

  welcome(epoch) {
    if (this.epoch && epoch !== this.epoch) { this.last = 0; this.list.replaceChildren(); }
    this.epoch = epoch;
  }

  frame(frame) {
    if (frame.t === "log" || frame.t === "page") {
      this.asked = 0;
      for (const entry of frame.e) this.take(entry);
      if (frame.t === "page" && frame.head > this.last && frame.e.length) this.need();
      if (frame.e.length) this.hooks.send({ t: "have", n: this.last });
    } else if (frame.t === "head") { if (frame.head > this.last) this.need(); }
    else if (frame.t === "ack") this.acked(frame);
    else if (frame.t === "nack") this.refused(frame);
  }

  take(entry) {
    if (entry.n <= this.last) return;
    if (entry.n > this.last + 1) { this.need(); return; }
    this.last = entry.n;
    const waiting = this.outbox.get(entry.c);
    if (waiting) { waiting.element.remove(); this.outbox.delete(entry.c); }
    this.show(entry);
    this.hooks.event(entry);
  }

  need() {
    if (Date.now() - this.asked < 1500) return;
    this.asked = Date.now();
    this.hooks.send({ t: "need", after: this.last });
  }

  show(entry) {
    const bottom = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
    if (entry.k === "chat") {
      const bubble = this.bubble(entry.who, entry.x ? say("redacted") : entry.b.text, entry.at, entry.by === this.hooks.mine(), entry.n);
      this.list.append(inLog(bubble));
      if (!entry.x) this.hooks.shown(bubble, entry);
    } else if (entry.k === "redact") {
      const gone = this.list.querySelector(`[data-n="${entry.b.seq}"]`);
      if (gone) { gone.querySelector(".bubble").textContent = say("redacted"); gone.querySelectorAll(".message-more, .message-changed").forEach((e) => e.remove()); }
    } else if (entry.k === "edit") {
      const old = this.list.querySelector(`[data-n="${entry.b.seq}"]`);
      if (old && !entry.x) {
        old.querySelector(".bubble").textContent = entry.b.text;
        if (!old.querySelector(".message-changed")) old.querySelector(".message-who").append(make("span", "message-changed", say("changed")));
      }
    } else if (has(kindName(entry.k))) {
      const line = make("li", "message notice");
      line.append(make("div", "bubble", say(kindName(entry.k), { name: entry.b.name || entry.who || "" })));
      this.list.append(inLog(line));
    }
    if (bottom) this.list.scrollTop = this.list.scrollHeight;
  }

  bubble(who, text, at, mine, n) {
    const line = make("li", mine ? "message mine" : "message");
    if (n) line.dataset.n = n;
    const head = make("p", "message-who", mine ? say("me") : who);
    if (at) head.append(" ", timeOf(at));
    line.append(head, make("div", "bubble", text));
    return line;
  }

  // the outbox

  write(text) {
    const id = uuid();
    const element = this.bubble("", text, "", true, 0);
    element.append(make("p", "message-state"));
    const message = { id, text, element, tries: 0, at: 0 };
    this.outbox.set(id, message);
    this.pending.append(element);
    this.post(message);
    this.list.scrollTop = this.list.scrollHeight;
  }

  post(message) {
    const gone = this.hooks.send({ t: "say", id: message.id, body: { text: message.text } });
    message.at = Date.now();
    message.failed = false;
    message.tries += 1; // the second time nothing was heard of the first: said plainly, and sent again
    this.tell(message, gone && message.tries < 2 ? "sending" : "unsent");
  }

  flush(all = false) {
    for (const message of this.outbox.values()) {
      if (all) message.tries = 0;
      if (!message.failed && (all || Date.now() - message.at > AGAIN)) this.post(message);
    }
  }

  acked(frame) {
    const message = this.outbox.get(frame.id);
    if (!message) return;
    this.tell(message, "sent");
    if (frame.n > this.last) this.need(); else { message.element.remove(); this.outbox.delete(frame.id); }
  }

  refused(frame) {
    const message = this.outbox.get(frame.id);
    if (!message) return;
    if (frame.code === "too-many") { message.at = Date.now() + (frame.after || 1000) - AGAIN; message.tries = 0; this.tell(message, "slower"); return; }
    if (frame.code === "held") { this.tell(message, "unsent"); return; }
    message.failed = true;
    this.tell(message, "failed");
    const again = make("button", "btn small ghost", say("again"));
    again.type = "button";
    again.addEventListener("click", () => { again.remove(); message.tries = 0; this.post(message); });
    message.element.append(again);
  }

  tell(message, word) {
    message.element.dataset.state = word;
    message.element.querySelector(".message-state").textContent = say(word);
  }
}

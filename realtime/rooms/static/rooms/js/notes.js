// Beside the messages: who is writing, who has read, and other words for one's own message. Nothing of it is in the log but the change.
import { make, say } from "./words.js";

const TELL_TYPING = 2500;
const TYPING_LASTS = 5000;
const READ_EACH = 1000;

export class Notes {
  // hooks: send(frame), order(what, data) -> promise, seats() -> [seat], mine() -> seat id, mediator() -> bool, list, field
  constructor(place, hooks) {
    Object.assign(this, { place, hooks, writing: new Map(), seen: new Map(), told: 0, read: 0, last: 0, changing: 0 });
    hooks.field.addEventListener("input", () => this.typing());
    setInterval(() => this.reading(), READ_EACH);
  }

  reset() { this.writing.clear(); this.seen.clear(); this.read = this.last = 0; this.stop(); this.draw(); }

  typing() {
    if (!this.hooks.field.value || Date.now() - this.told < TELL_TYPING) return;
    this.told = Date.now();
    this.hooks.send({ t: "typing" });
  }

  // what stands on a page that is looked at has been read
  reading() {
    if (this.last > this.read && document.visibilityState === "visible" && this.hooks.list.offsetParent && getComputedStyle(this.hooks.list).visibility === "visible") {
      if (this.hooks.send({ t: "read", n: this.last })) this.read = this.last;
    }
  }

  frame(frame) {
    if (frame.t === "typing") {
      if (frame.by === this.hooks.mine()) return true;
      clearTimeout(this.writing.get(frame.by));
      this.writing.set(frame.by, setTimeout(() => { this.writing.delete(frame.by); this.draw(); }, TYPING_LASTS));
    } else if (frame.t === "seen") this.seen.set(frame.by, Math.max(frame.n, this.seen.get(frame.by) || 0));
    else return false;
    this.draw();
    return true;
  }

  sync(state) {
    for (const seat of state.seats) this.seen.set(seat.id, Math.max(seat.read || 0, this.seen.get(seat.id) || 0));
    this.draw();
  }

  entry(entry) {
    this.last = entry.n;
    if (entry.k === "chat") { clearTimeout(this.writing.get(entry.by)); this.writing.delete(entry.by); this.draw(); }
  }

  names(ids) { return this.hooks.seats().filter((s) => ids.includes(s.id)).map((s) => s.name).join(say("comma")); }

  draw() {
    const mine = this.hooks.mine();
    const own = [...this.hooks.list.querySelectorAll(".message.mine[data-n]")].at(-1);
    const readers = own ? [...this.seen].filter(([id, n]) => id !== mine && n >= Number(own.dataset.n)).map(([id]) => id) : [];
    const writers = this.names([...this.writing.keys()]);
    const read = this.names(readers); // while the room is held nobody is told to the page: then there is no name, and nothing to say
    const words = writers ? say("isWriting", { names: writers }) : read ? say("readBy", { names: read }) : "";
    if (this.place.textContent !== words) this.place.textContent = words;
  }

  // change and remove: one's own words; a mediator may remove others' too
  offer(bubble, entry) {
    const own = entry.by === this.hooks.mine();
    if (!own && !this.hooks.mediator()) return;
    const more = make("details", "message-more");
    const summary = make("summary", "", "⋯");
    summary.setAttribute("aria-label", say("more"));
    more.append(summary);
    const button = (word, press) => {
      const made = make("button", "btn small ghost", say(word));
      made.type = "button";
      made.addEventListener("click", () => press(made));
      more.append(made);
    };
    if (own) button("change", () => { more.open = false; this.change(entry.n, bubble.querySelector(".bubble").textContent); });
    button("remove", (made) => {
      if (made.dataset.sure) { this.hooks.order("redact", { seq: entry.n }); return; }
      made.dataset.sure = "yes";
      made.textContent = say("removeSure");
    });
    bubble.append(more);
  }

  change(n, text) {
    Object.assign(this, { changing: n, id: crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16)) });
    this.hooks.field.value = text;
    this.hooks.field.focus();
    this.hooks.field.setAttribute("aria-description", say("changing"));
    this.place.textContent = say("changing");
  }

  stop() { this.changing = 0; this.hooks.field.removeAttribute("aria-description"); }

  // the words of the composer, where they are other words for a message; true when they were taken
  async send(text) {
    const { changing, id } = this;
    this.stop();
    const answer = await this.hooks.order("edit", { seq: changing, text, id });
    if (answer.status !== 200) { this.change(changing, text); this.id = id; }
  }
}

// The same log where no socket opens: long requests instead. It speaks the frames of the socket; sound and picture need one.
import { csrf } from "../../realtime/js/link.js";

const WAIT = 10; // seconds: the others hear this much later at most that the page is gone
const BUSY = 2000; // milliseconds until the next request, where the server had no time to wait

export class Poll {
  // hooks: last() -> number held, frame(f), refused(), up(works)
  constructor(url, hooks) {
    Object.assign(this, { url, hooks, running: false, rev: "", run: 0 });
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.run += 1;
    this.rev = "";
    this.works = false; // whether answers come
    this.loop(this.run);
  }

  stop() { this.running = this.works = false; }

  heard(works) {
    if (this.works === works) return;
    this.works = works;
    this.hooks.up(works);
  }

  async loop(run) {
    while (this.running && this.run === run) {
      try {
        const asked = performance.now();
        const answer = await fetch(`${this.url}?after=${this.hooks.last()}&wait=${WAIT}&rev=${this.rev}`, { credentials: "same-origin" });
        if (answer.status === 404) { this.stop(); this.hooks.refused(); return; }
        if (!answer.ok) throw new Error("not now");
        const page = await answer.json();
        if (!this.running || this.run !== run) return;
        const nothing = this.rev === String(page.state.rev) && !page.e.length && performance.now() - asked < BUSY;
        this.rev = String(page.state.rev);
        this.hooks.frame(page.state);
        this.hooks.frame({ t: "page", after: page.after, head: page.head, e: page.e });
        if (!this.running || this.run !== run) return;
        this.heard(true);
        if (nothing) await new Promise((done) => setTimeout(done, BUSY));
      } catch {
        if (this.running && this.run === run) this.heard(false);
        await new Promise((done) => setTimeout(done, 2000 + Math.random() * 3000));
      }
    }
  }

  send(frame) {
    if (!this.running) return false;
    if (frame.t !== "say") return true;
    fetch(this.url, { method: "POST", body: JSON.stringify(frame), credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() } })
      .then(async (answer) => {
        const words = await answer.json();
        this.hooks.frame(words.t ? words : { t: "nack", id: frame.id, code: words.code, after: 5000 });
      }).catch(() => {});
    return true;
  }
}

// The same log where no socket opens: long requests instead. It speaks the frames of the socket, so that nobody notices.
import { csrf } from "../../realtime/js/link.js";

export class Poll {
  constructor(url, hooks) {
    Object.assign(this, { url, hooks, running: false, rev: "", run: 0 });
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.run += 1;
    this.rev = "";
    this.loop(this.run);
  }

  stop() { this.running = false; }

  async loop(run) {
    while (this.running && this.run === run) {
      try {
        const answer = await fetch(`${this.url}?after=${this.hooks.last()}&wait=20&rev=${this.rev}`, { credentials: "same-origin" });
        if (answer.status === 404) { this.stop(); this.hooks.refused(); return; }
        if (!answer.ok) throw new Error("not now");
        const page = await answer.json();
        if (!this.running || this.run !== run) return;
        this.rev = String(page.state.rev);
        this.hooks.frame(page.state);
        this.hooks.frame({ t: "page", after: page.after, head: page.head, e: page.e });
      } catch {
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

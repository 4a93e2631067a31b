// One socket that never gives up: a fresh ticket for every attempt, a ladder of pauses, and waking on everything a telephone does.
const LADDER = [0, 300, 1200, 2700, 4800, 7000];
const HELLO_WAIT = 8000;
const SPREAD = 5000; // a server that stopped without saying when to come back

export function csrf() {
  const field = document.querySelector("[name=csrfmiddlewaretoken]");
  return field ? field.value : "";
}

export async function post(url, data = {}) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(data)) for (const one of [].concat(value)) body.append(name, one);
  const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf(), Accept: "application/json" }, credentials: "same-origin" });
  const words = await answer.json().catch(() => ({}));
  return { status: answer.status, ...words };
}

export class Link {
  // hooks: hello() -> fields of the first frame, frame(f), up(), down(failures), refused()
  constructor(path, ticketUrl, hooks) {
    Object.assign(this, { path, ticketUrl, hooks, tries: 0, socket: null, ready: false, over: false, timer: 0 });
    this.wake = () => { if (!this.ready && document.visibilityState !== "hidden") { this.tries = 0; this.later(0); } };
    for (const name of ["online", "pageshow"]) window.addEventListener(name, this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.cut = () => { if (this.ready && !this.over) { this.socket.close(); this.socket.onclose(); } }; // the device itself says that it has no network
    window.addEventListener("offline", this.cut);
    this.beat = setInterval(() => this.check(), 10000);
    this.later(0);
  }

  later(wait) {
    if (this.over || this.busy) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), wait);
  }

  async open() {
    if (this.over || this.busy || this.ready) return;
    this.busy = true;
    try {
      const { status, ticket } = await post(this.ticketUrl);
      if (this.over) return;
      if (status === 404) { this.close(); this.hooks.refused(); return; }
      if (!ticket) throw new Error("no ticket");
      await this.connect(ticket);
    } catch {
      this.failed();
    } finally {
      this.busy = false;
      if (!this.ready && !this.over) this.later(LADDER[Math.min(this.tries, LADDER.length - 1)] + Math.random() * 1000);
    }
  }

  connect(ticket) {
    return new Promise((done, fail) => {
      const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${this.path}`;
      const socket = new WebSocket(address);
      this.socket = socket;
      const patience = setTimeout(() => { socket.close(); fail(new Error("no welcome")); }, HELLO_WAIT);
      socket.onopen = () => socket.send(JSON.stringify({ t: "hello", ticket, ...this.hooks.hello() }));
      socket.onmessage = (event) => {
        if (socket !== this.socket || this.over) return;
        this.heard = Date.now();
        const frame = JSON.parse(event.data);
        if (frame.t === "welcome") { clearTimeout(patience); this.ready = true; this.tries = 0; done(); this.hooks.up(frame); }
        if (frame.t === "drain") this.spread = frame.after;
        else this.hooks.frame(frame);
      };
      socket.onclose = (event) => {
        clearTimeout(patience);
        if (socket !== this.socket || this.over) return;
        const was = this.ready;
        this.ready = false;
        // 4503, and a server's own 1012: it starts anew; everybody comes back at a time of their own, or it would be crushed again
        const wait = event && (event.code === 4503 || event.code === 1012) ? (this.spread ?? Math.random() * SPREAD) : 0;
        this.spread = undefined;
        if (was) { this.failed(); this.later(wait + LADDER[1] + Math.random() * 700); } else fail(new Error("closed"));
      };
    });
  }

  failed() {
    this.tries += 1;
    this.hooks.down(this.tries);
  }

  // a phone that slept may hold a socket that is long dead: ask, and do not wait long for the answer
  check() {
    if (!this.ready || this.over) return;
    if (Date.now() - this.heard > 25000) { this.socket.close(); this.socket.onclose(); return; }
    this.send({ t: "ping" });
  }

  send(frame) {
    if (!this.ready || this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  close() {
    this.over = true;
    this.ready = false;
    clearTimeout(this.timer);
    clearInterval(this.beat);
    for (const name of ["online", "pageshow"]) window.removeEventListener(name, this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    window.removeEventListener("offline", this.cut);
    if (this.socket) this.socket.close();
  }
}

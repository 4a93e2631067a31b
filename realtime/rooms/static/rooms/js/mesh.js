// Sound and picture from browser to browser: one connection for each other page in the room. Of two pages the one with the smaller
// name leads: it alone offers (docs/decisions/0006-one-side-offers.md).
// Everything belongs to one generation of the room; when that moves, all connections are closed before anything new opens.
import { STEPS } from "./budget.js";

const LATE = 12000; // milliseconds without a line to somebody present, whatever the browser says of it, until it is made anew
const FRESH = 4000; // a line this young is not made anew because the other page asks so: it is that page's answer already
const EARLY = 200; // words of pages not yet known that are kept

export class Mesh {
  // hooks: send(frame), tracks() -> MediaStreamTrack[], remote(peer, stream), quality(peer, word), voice(peer, on), gone(peer)
  constructor(hooks) {
    Object.assign(this, { hooks, gen: 0, me: "", peers: new Map(), early: [], ice: [], relay: false, allowed: false, plan: STEPS[0], want: "full" });
    setInterval(() => this.listen(), 400);
  }

  sync(state) {
    const heard = state.peers || [];
    const early = this.early.filter((f) => f.gen === state.gen);
    if (state.gen !== this.gen || state.you.peer !== this.me) this.closeAll();
    this.early = early;
    this.gen = state.gen;
    this.me = state.you.peer;
    this.relay = state.room.relay;
    const own = heard.find((p) => p.id === this.me);
    this.allowed = state.room.media && Boolean(own) && own.line !== "text";
    const wanted = new Map(this.allowed ? heard.filter((p) => p.seat !== state.you.id && p.line !== "text").map((p) => [p.id, p]) : []);
    for (const id of [...this.peers.keys()]) if (!wanted.has(id)) this.close(id);
    for (const [id, peer] of wanted) if (!this.peers.has(id)) this.open(id, peer.seat);
    for (const frame of this.early.splice(0)) this.signal(frame);
  }

  relays(ice) {
    this.ice = ice;
    for (const { pc } of this.peers.values()) try { pc.setConfiguration({ ...pc.getConfiguration(), iceServers: ice }); } catch { /* the next connection has them */ }
  }

  open(id, seat, no = 1) {
    const pc = new RTCPeerConnection({ iceServers: this.ice, iceTransportPolicy: this.relay ? "relay" : "all", bundlePolicy: "max-bundle" });
    const peer = { id, seat, pc, no, gen: this.gen, lead: this.me < id, queue: [], senders: {}, stream: new MediaStream(), tries: 0, chain: Promise.resolve(), opened: Date.now(), since: 0 };
    this.peers.set(id, peer);
    pc.onicecandidate = ({ candidate }) => candidate && this.say(peer, { candidate });
    pc.ontrack = ({ track }) => {
      peer.stream.addTrack(track);
      this.hooks.remote(peer, peer.stream);
    };
    pc.oniceconnectionstatechange = () => this.watch(peer);
    if (peer.lead) {
      for (const kind of ["audio", "video"]) this.feed(peer, pc.addTransceiver(kind, { direction: "sendrecv" })); // audio first: it matters more
      pc.onnegotiationneeded = () => this.later(peer, () => this.offer(peer));
    }
    this.nudge(peer, 4000 * 1.5 ** Math.min(no - 1, 4)); // on a poor line each attempt is given more time
  }

  // What cannot be mended is made anew: the leader opens a fresh connection under the next number, the other page follows.
  renew(peer, no = peer.no + 1) {
    this.close(peer.id);
    this.open(peer.id, peer.seat, no);
    this.hooks.quality(peer, "reconnecting");
  }

  // A word may be lost while the room moves on (another generation, a page not yet known): said again once, then made anew.
  nudge(peer, wait, again = false) {
    peer.nudging = setTimeout(() => {
      if (this.peers.get(peer.id) !== peer) return;
      if (["new", "checking"].includes(peer.pc.iceConnectionState)) {
        if (!peer.lead) { if (!peer.pc.remoteDescription) this.say(peer, { ask: "again" }); }
        else if (again) { this.renew(peer); return; }
        else if (peer.pc.signalingState === "have-local-offer") this.say(peer, { description: peer.pc.localDescription });
      }
      this.nudge(peer, wait, true);
    }, wait + Math.random() * 500);
  }

  // The own sound or picture on its line; a camera switched on later needs no new agreement.
  feed(peer, line) {
    const { sender, receiver: { track: { kind } } } = line;
    peer.senders[kind] = sender;
    line.direction = "sendrecv";
    sender.replaceTrack(this.own(kind)).catch(() => {});
    this.limit(peer, kind);
  }

  // sound first: it has its own priority and is never cut; a picture gets what the budget leaves, and what the other page asks for
  limit(peer, kind) {
    const sender = peer.senders[kind];
    if (!sender) return;
    const { video, scale, fps } = this.plan;
    const shown = this.hooks.screen && this.hooks.screen();
    const small = peer.want === "low";
    try {
      const wish = sender.getParameters();
      if (!wish.encodings || !wish.encodings.length) wish.encodings = [{}];
      if (kind === "video") wish.degradationPreference = shown ? "maintain-resolution" : "balanced";
      Object.assign(wish.encodings[0], kind === "audio" ? { priority: "high", networkPriority: "high" } : {
        active: video > 0 && peer.want !== "none", maxBitrate: Math.max(small ? Math.min(video, 80000) : video, 30000),
        scaleResolutionDownBy: shown ? 1 : small ? Math.max(scale, 3) : scale, maxFramerate: shown ? 5 : fps,
      });
      sender.setParameters(wish).catch(() => {});
    } catch { /* old browsers do without */ }
  }

  budget(plan) { this.plan = plan; for (const peer of this.peers.values()) this.limit(peer, "video"); }

  // how large the others' pictures should come: full, low, none
  ask(want) { if (want === this.want) return; this.want = want; for (const peer of this.peers.values()) this.say(peer, { want }); }

  // another network under the same page (Wi-Fi, 4G): every line looks for its way again at once
  wake() { for (const peer of this.peers.values()) this.restart(peer); }

  // a line that is up and carries nothing
  heal(peer) { if (peer.lead) this.renew(peer); else this.say(peer, { ask: "anew" }); }

  people() { return [...this.peers.values()]; }

  changed(kind) {
    const track = this.own(kind);
    for (const peer of this.peers.values()) if (peer.senders[kind]) { peer.senders[kind].replaceTrack(track).catch(() => {}); this.limit(peer, kind); }
  }

  say(peer, d) {
    if (this.peers.get(peer.id) === peer) this.hooks.send({ t: "sig", gen: peer.gen, to: peer.id, d: { no: peer.no, ...JSON.parse(JSON.stringify(d)) } });
  }

  // One thing after the other for each connection, as the words came in.
  later(peer, act) {
    peer.chain = peer.chain.then(() => this.peers.get(peer.id) === peer && act()).catch(() => {
      if (this.peers.get(peer.id) === peer) this.hooks.quality(peer, "reconnecting"); // `nudge` and `watch` try again
    });
  }

  async offer(peer) {
    if (peer.pc.signalingState !== "stable") return; // its answer is still on the way; `negotiationneeded` comes again
    await peer.pc.setLocalDescription();
    this.say(peer, { description: peer.pc.localDescription });
  }

  signal(frame) {
    let peer = this.peers.get(frame.from);
    // what the other page says may come before the state that names it: kept until then, within bounds
    if (!peer || frame.gen !== this.gen) { // the newest are kept: those of a mesh that is over must not crowd out the next one's
      if (frame.gen >= this.gen && this.early.push(frame) > EARLY) this.early.shift();
      return;
    }
    const { no = 1, description, candidate, ask, want } = frame.d;
    if (no > peer.no && !peer.lead) { this.renew(peer, no); peer = this.peers.get(frame.from); }
    if (no < peer.no && peer.lead && ask) this.asked(peer, "anew"); // that page has begun again and counts from the start
    if (no !== peer.no) return; // of a connection that is over
    if (description) this.later(peer, () => this.described(peer, description));
    else if (candidate) this.later(peer, () => (peer.pc.remoteDescription ? peer.pc.addIceCandidate(candidate) : peer.queue.push(candidate)));
    else if (want) { peer.want = want; this.limit(peer, "video"); }
    else if (ask && peer.lead) this.asked(peer, ask);
  }

  async described(peer, description) {
    const { pc } = peer;
    // only the leader offers and only the other answers, so that two offers never meet; an answer said twice is heard once
    if (description.type === "offer" ? peer.lead : pc.signalingState !== "have-local-offer") return;
    await pc.setRemoteDescription(description);
    for (const early of peer.queue.splice(0)) await pc.addIceCandidate(early).catch(() => {});
    if (description.type !== "offer") return;
    for (const line of pc.getTransceivers()) this.feed(peer, line);
    await pc.setLocalDescription();
    this.say(peer, { description: pc.localDescription });
  }

  asked(peer, ask) {
    if (ask === "restart") this.restart(peer);
    else if (ask === "again" && peer.pc.signalingState === "have-local-offer") this.say(peer, { description: peer.pc.localDescription });
    else if (Date.now() - peer.opened > FRESH) this.renew(peer); // "again" to an offer that was answered: who answered is gone
  }

  // At every look: somebody present without a line, or a line that is up and not shown or not fed, mends by itself. A line counts as up
  // when its keys are agreed too, which `iceConnectionState` says nothing of.
  tend(now = Date.now()) {
    for (const peer of this.people()) {
      if (peer.pc.connectionState === "connected") {
        peer.since = 0;
        if (peer.stream.getTracks().length) this.hooks.remote(peer, peer.stream); // its tile may be a new one
        for (const [kind, sender] of Object.entries(peer.senders)) if (sender.track !== this.own(kind)) sender.replaceTrack(this.own(kind)).catch(() => {});
        continue;
      }
      peer.since = peer.since || now;
      if (now - peer.since < LATE * 1.5 ** Math.min(peer.no - 1, 4)) continue;
      peer.since = now;
      this.hooks.quality(peer, "reconnecting");
      this.heal(peer);
    }
  }

  own(kind) { return this.hooks.tracks().find((t) => t.kind === kind) || null; }

  restart(peer) {
    if (!peer.lead) { this.say(peer, { ask: "restart" }); return; }
    if (Date.now() - (peer.restarted || 0) < 2000) return; // both pages noticed the same break
    peer.restarted = Date.now();
    if (peer.tries > 2) this.renew(peer); else peer.pc.restartIce();
  }

  // never give up: restart on failure, slower each time; `disconnected` alone often mends itself
  watch(peer) {
    const state = peer.pc.iceConnectionState;
    clearTimeout(peer.timer);
    if (state === "connected" || state === "completed") {
      peer.tries = 0;
      this.hooks.quality(peer, "");
      if (this.want !== "full") this.say(peer, { want: this.want });
      return;
    }
    if (state === "closed") return;
    if (state === "disconnected" || state === "failed") {
      this.hooks.quality(peer, "reconnecting");
      const wait = state === "failed" ? Math.min(7000, 300 * 2 ** peer.tries) : 4000;
      peer.timer = setTimeout(() => {
        if (this.peers.get(peer.id) !== peer) return;
        peer.tries += 1;
        this.restart(peer);
        if (this.peers.get(peer.id) === peer) this.watch(peer);
      }, wait);
    }
  }

  listen() {
    for (const peer of this.peers.values()) {
      const receiver = peer.pc.getReceivers().find((r) => r.track && r.track.kind === "audio");
      const [source] = receiver && receiver.getSynchronizationSources ? receiver.getSynchronizationSources() : [];
      this.hooks.voice(peer, Boolean(source && source.audioLevel > 0.02));
    }
  }

  close(id) {
    const peer = this.peers.get(id);
    if (!peer) return;
    this.peers.delete(id);
    clearTimeout(peer.timer);
    clearTimeout(peer.nudging);
    peer.pc.onicecandidate = peer.pc.ontrack = peer.pc.onnegotiationneeded = peer.pc.oniceconnectionstatechange = null;
    peer.pc.close();
    this.hooks.gone(peer);
  }

  closeAll() { this.early = []; for (const id of [...this.peers.keys()]) this.close(id); }
}

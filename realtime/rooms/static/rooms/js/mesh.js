// Sound and picture from browser to browser: one connection for each other page in the room, by perfect negotiation.
// Everything belongs to one generation of the room; when that moves, all connections are closed before anything new opens.
export class Mesh {
  // hooks: send(frame), tracks() -> MediaStreamTrack[], stream(), remote(peer, stream), quality(peer, word), gone(peer)
  constructor(hooks) {
    Object.assign(this, { hooks, gen: 0, me: "", peers: new Map(), early: [], ice: [], relay: false, allowed: false });
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
    this.allowed = state.room.media && heard.some((p) => p.id === this.me);
    const wanted = new Map(this.allowed ? heard.filter((p) => p.seat !== state.you.id).map((p) => [p.id, p]) : []);
    for (const id of [...this.peers.keys()]) if (!wanted.has(id)) this.close(id);
    for (const [id, peer] of wanted) if (!this.peers.has(id)) this.open(id, peer.seat);
    for (const frame of this.early.splice(0)) this.signal(frame);
  }

  open(id, seat) {
    const pc = new RTCPeerConnection({ iceServers: this.ice, iceTransportPolicy: this.relay ? "relay" : "all", bundlePolicy: "max-bundle" });
    const peer = { id, seat, pc, gen: this.gen, polite: this.me > id, making: false, ignored: false, queue: [], senders: {}, stream: new MediaStream(), tries: 0 };
    this.peers.set(id, peer);
    pc.onnegotiationneeded = () => this.offer(peer);
    pc.onicecandidate = ({ candidate }) => candidate && this.say(peer, { candidate });
    pc.ontrack = ({ track }) => {
      peer.stream.addTrack(track);
      this.hooks.remote(peer, peer.stream);
    };
    pc.oniceconnectionstatechange = () => this.watch(peer);
    for (const kind of ["audio", "video"]) this.feed(peer, kind);
    this.nudge(peer);
  }

  // an offer may be dropped while the room moves on (another generation, a page not yet known): say it again until it has worked
  nudge(peer) {
    peer.nudging = setTimeout(() => {
      if (this.peers.get(peer.id) !== peer) return;
      if (["new", "checking"].includes(peer.pc.iceConnectionState)) {
        if (peer.pc.signalingState === "have-local-offer") this.say(peer, { description: peer.pc.localDescription });
        else if (!peer.making) peer.pc.restartIce();
      }
      this.nudge(peer);
    }, 3000 + Math.random() * 1000);
  }

  // audio first: it is added first, and the browser is told that it matters more
  feed(peer, kind) {
    const track = this.hooks.tracks().find((t) => t.kind === kind) || null;
    const sender = peer.senders[kind];
    if (sender) { sender.replaceTrack(track).catch(() => {}); return; }
    if (!track) return;
    const made = peer.senders[kind] = peer.pc.addTrack(track, this.hooks.stream());
    try {
      const wish = made.getParameters();
      if (!wish.encodings || !wish.encodings.length) wish.encodings = [{}];
      Object.assign(wish.encodings[0], kind === "audio" ? { priority: "high", networkPriority: "high" } : { maxBitrate: 500000 });
      made.setParameters(wish).catch(() => {});
    } catch { /* old browsers do without */ }
  }

  changed(kind) { for (const peer of this.peers.values()) this.feed(peer, kind); }

  say(peer, d) {
    if (this.peers.get(peer.id) === peer) this.hooks.send({ t: "sig", gen: peer.gen, to: peer.id, d: JSON.parse(JSON.stringify(d)) });
  }

  async offer(peer) {
    try {
      peer.making = true;
      await peer.pc.setLocalDescription();
      this.say(peer, { description: peer.pc.localDescription });
    } catch { /* the connection was closed meanwhile */ } finally { peer.making = false; }
  }

  async signal(frame) {
    const peer = this.peers.get(frame.from);
    // what the other page says may come before the state that names it: kept until then, within bounds
    if (!peer || frame.gen !== this.gen) { if (frame.gen >= this.gen && this.early.length < 200) this.early.push(frame); return; }
    const { description, candidate } = frame.d;
    const pc = peer.pc;
    try {
      if (description) {
        const clash = description.type === "offer" && (peer.making || pc.signalingState !== "stable");
        peer.ignored = !peer.polite && clash;
        if (peer.ignored) return;
        await pc.setRemoteDescription(description);
        for (const late of peer.queue.splice(0)) await pc.addIceCandidate(late).catch(() => {});
        if (description.type === "offer") {
          await pc.setLocalDescription();
          this.say(peer, { description: pc.localDescription });
        }
      } else if (candidate) {
        if (!pc.remoteDescription) peer.queue.push(candidate);
        else await pc.addIceCandidate(candidate).catch((error) => { if (!peer.ignored) throw error; });
      }
    } catch { if (pc.connectionState !== "closed") pc.restartIce(); }
  }

  // never give up: restart on failure, slower each time; `disconnected` alone often mends itself
  watch(peer) {
    const state = peer.pc.iceConnectionState;
    clearTimeout(peer.timer);
    if (state === "connected" || state === "completed") { peer.tries = 0; this.hooks.quality(peer, ""); return; }
    if (state === "closed") return;
    if (state === "disconnected" || state === "failed") {
      this.hooks.quality(peer, "reconnecting");
      const wait = state === "failed" ? Math.min(7000, 300 * 2 ** peer.tries) : 4000;
      peer.timer = setTimeout(() => {
        if (this.peers.get(peer.id) !== peer) return;
        peer.tries += 1;
        peer.pc.restartIce();
        this.watch(peer);
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

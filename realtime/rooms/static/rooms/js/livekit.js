// Sound and picture through LiveKit, with the same face as `mesh.js`. Loaded only when the room moves there. The library is not part of
// this site's own code: `mediation fetch_livekit` puts it where `data-livekit` says.
import { STEPS } from "./budget.js";

const LEVELS = { excellent: 3, good: 2, poor: 1, lost: 0 }; // LiveKit's own words; it says "unknown" until it has measured

export class LiveKit {
  // hooks as in mesh.js, and script: where the library lies
  constructor(hooks) { Object.assign(this, { hooks, gen: 0, me: "", room: null, sent: new Map(), plan: STEPS[0], want: "full", seats: new Map(), streams: new Map(), measured: new Map() }); }

  sync(state) {
    const own = (state.peers || []).find((p) => p.id === state.you.peer);
    if (state.gen !== this.gen || state.you.peer !== this.me) this.closeAll();
    Object.assign(this, { gen: state.gen, me: state.you.peer });
    this.seats = new Map((state.peers || []).filter((p) => p.seat !== state.you.id).map((p) => [p.id, p.seat]));
    if (!state.room.media || !own || own.line === "text") { this.closeAll(); return; }
    if (!this.room && !this.asking) this.ask_in();
    for (const [id, stream] of this.streams) if (this.seats.has(id)) this.hooks.remote(this.peer(id), stream);
  }

  // a way in is asked for until there is one: never given up while the page lives
  ask_in() {
    this.asking = true;
    this.hooks.send({ t: "join", gen: this.gen });
    this.later(4000);
  }

  later(wait) {
    clearTimeout(this.again);
    this.again = setTimeout(() => { this.asking = false; if (!this.room && this.gen) this.ask_in(); }, wait + Math.random() * 1000);
  }

  async joined({ gen, url, token }) {
    if (gen !== this.gen || this.room) return;
    let lib;
    // a library that did not come over a poor line is asked for under another name: a browser may remember the failure
    try { lib = await (this.lib = this.lib || import(this.missed ? `${this.hooks.script}?${this.missed}` : this.hooks.script)); } catch { this.lib = null; this.missed = (this.missed || 0) + 1; return; }
    if (gen !== this.gen || this.room) return;
    clearTimeout(this.again);
    const room = this.room = new lib.Room({ adaptiveStream: true, dynacast: true, publishDefaults: { red: true, dtx: false, simulcast: true, videoSimulcastLayers: [lib.VideoPresets.h180] }, disconnectOnPageLeave: true });
    this.asking = false;
    const on = lib.RoomEvent;
    room.on(on.TrackSubscribed, (track, _publication, who) => {
      const stream = this.streams.get(who.identity) || new MediaStream();
      for (const old of stream.getTracks().filter((t) => t.kind === track.kind)) stream.removeTrack(old);
      stream.addTrack(track.mediaStreamTrack);
      this.streams.set(who.identity, stream);
      if (this.seats.has(who.identity)) this.hooks.remote(this.peer(who.identity), stream);
    });
    room.on(on.ActiveSpeakersChanged, (speakers) => { for (const id of this.seats.keys()) this.hooks.voice(this.peer(id), speakers.some((s) => s.identity === id)); });
    room.on(on.ConnectionQualityChanged, (quality, who) => { if (quality in LEVELS) this.measured.set(who.identity, LEVELS[quality]); });
    room.on(on.ParticipantDisconnected, (who) => { this.measured.delete(who.identity); this.streams.delete(who.identity); this.hooks.gone(this.peer(who.identity)); });
    room.on(on.Reconnecting, () => this.told("reconnecting"));
    room.on(on.Reconnected, () => this.told(""));
    room.on(on.Disconnected, () => { if (this.room === room) { this.room = null; this.sent.clear(); this.told("reconnecting"); this.asking = true; this.later(1000); } });
    try {
      await room.connect(url, token);
      this.told("");
      for (const kind of ["audio", "video"]) await this.changed(kind);
    } catch { if (this.room === room) { this.room = null; this.asking = true; this.later(2000); } } // refused at once it would be asked without a pause
  }

  peer(id) { return { id, seat: this.seats.get(id) }; }

  told(word) { for (const id of this.seats.keys()) this.hooks.quality(this.peer(id), word); }

  async changed(kind) {
    const { room } = this;
    if (!room || room.state !== "connected") return;
    const track = this.hooks.tracks().find((t) => t.kind === kind) || null;
    const wanted = kind === "video" && this.plan.video === 0 ? null : track;
    const before = this.sent.get(kind);
    if (before === (wanted || undefined)) return;
    if (before) { this.sent.delete(kind); await room.localParticipant.unpublishTrack(before, false).catch(() => {}); }
    if (!wanted || room !== this.room) return;
    this.sent.set(kind, wanted);
    await room.localParticipant.publishTrack(wanted, { source: kind === "audio" ? "microphone" : this.hooks.screen() ? "screen_share" : "camera" }).catch(() => this.sent.delete(kind));
  }

  budget(plan) { const moved = (plan.video === 0) !== (this.plan.video === 0); this.plan = plan; if (moved) this.changed("video"); }

  // what comes is chosen by LiveKit by the size of the tile; without pictures none is asked for
  ask(want) {
    if (want === this.want || !this.room) { this.want = want; return; }
    this.want = want;
    for (const who of this.room.remoteParticipants.values()) for (const one of who.videoTrackPublications.values()) one.setEnabled(want !== "none");
  }

  people() { return []; } // LiveKit watches its own lines, and says how they are: [seat, level], the own one under `own`
  levels(own) { return [...this.measured].map(([id, level]) => [id === this.me ? own : this.seats.get(id), level]).filter(([seat]) => seat); }

  heal() {}

  wake() {}

  relays() {}

  signal() {}

  closeAll() {
    clearTimeout(this.again);
    const { room } = this;
    Object.assign(this, { room: null, asking: false, gen: 0 });
    this.sent.clear();
    for (const id of this.streams.keys()) this.hooks.gone(this.peer(id));
    this.streams.clear();
    this.measured.clear();
    if (room) room.disconnect(false);
  }
}

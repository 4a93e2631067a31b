// Sound and picture through LiveKit, with the same face as `mesh.js`. Loaded only when the room moves there. The library is not part of
// this site's own code: `mediation fetch_livekit` puts it where `data-livekit` says.
import { STEPS } from "./budget.js";

const [LITTLE, MIDDLE, LARGE] = [0, 1, 2]; // LiveKit's `VideoQuality`
const SMALL = 200; // a picture shown lower than this many pixels of the screen needs only the small one
const LEVELS = { excellent: 3, good: 2, poor: 1, lost: 0 }; // LiveKit's own words; it says "unknown" until it has measured

export class LiveKit {
  // hooks as in mesh.js, and script: where the library lies
  constructor(hooks) { Object.assign(this, { hooks, gen: 0, me: "", room: null, sent: new Map(), plan: STEPS[0], want: "full", seats: new Map(), streams: new Map(), measured: new Map(), lines: new Map(), healed: new Map(), doing: Promise.resolve() }); }

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
    // The microphone is this page's own: LiveKit's rooms end, the talk goes on. By default the library stops it when its server ends the
    // room, and whoever was quicker than our own word of it stayed mute in the next talk.
    const room = this.room = new lib.Room({ dynacast: true, stopLocalTrackOnUnpublish: false, publishDefaults: { red: true, dtx: false, simulcast: true, videoSimulcastLayers: [lib.VideoPresets.h180] }, disconnectOnPageLeave: true });
    this.asking = false;
    const on = lib.RoomEvent;
    room.on(on.TrackSubscribed, (track, _publication, who) => {
      if (room !== this.room) return;
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
    room.on(on.Disconnected, () => { if (this.room === room) { this.out(); this.told("reconnecting"); this.asking = true; this.later(1000); } });
    try {
      await room.connect(url, token);
      this.told("");
      for (const kind of ["audio", "video"]) await this.changed(kind);
    } catch { if (this.room === room) { this.out(); this.asking = true; this.later(2000); } } // refused at once it would be asked without a pause
  }

  peer(id) { return { id, seat: this.seats.get(id) }; }

  told(word) { for (const id of this.seats.keys()) this.hooks.quality(this.peer(id), word); }

  // one after the other: a look must not publish what a press is just publishing
  changed(kind) { return (this.doing = this.doing.then(() => this.publish(kind)).catch(() => {})); }

  async publish(kind) {
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
    if (kind === "video") this.spare();
  }

  // what the own line carries: the picture at full size, smaller, smallest, or none
  budget(plan) {
    const [moved, changed] = [(plan.video === 0) !== (this.plan.video === 0), plan !== this.plan];
    this.plan = plan;
    if (moved) this.changed("video");
    else if (changed) this.spare(true);
  }

  spare(changed = false) {
    const step = STEPS.indexOf(this.plan);
    if (!this.room || (step < 1 && !changed) || this.hooks.screen()) return; // at full size LiveKit itself leaves out what nobody looks at
    for (const { track } of this.own()) if (track && track.setPublishingQuality) track.setPublishingQuality([LARGE, MIDDLE][step] ?? LITTLE);
  }

  own() { return [...((this.room && this.room.localParticipant.trackPublications) || new Map()).values()]; }

  // what comes: as large as it is shown here, smaller on a poor line, nothing where no picture is wanted
  ask(want) { this.want = want; this.fit(); }

  fit() {
    for (const [id, one] of this.coming("video")) {
      const height = this.hooks.height ? this.hooks.height(this.seats.get(id)) : SMALL;
      one.setEnabled(this.want !== "none" && height > 0);
      if (this.want !== "none" && height > 0) one.setVideoQuality(this.want === "low" || height < SMALL ? LITTLE : LARGE);
    }
  }

  // [page, publication] of everything that comes from people of this room
  coming(kind) {
    const found = [];
    for (const [id] of this.seats) {
      const who = this.room && this.room.remoteParticipants.get(id);
      for (const one of who ? who.trackPublications.values() : []) if (one.kind === kind) found.push([id, one]);
    }
    return found;
  }

  // at every look: what should go out and does not is sent again, what comes is shown
  tend() {
    if (!this.room || this.room.state !== "connected") return;
    this.changed("audio");
    this.changed("video");
    this.spare();
    this.fit();
    for (const [id, stream] of this.streams) if (this.seats.has(id)) this.hooks.remote(this.peer(id), stream);
  }

  // The lines as `quality.js` and the ladder read them. Here all share one line upwards, so that each is shown its part of it.
  people() { return this.gen ? [...this.seats.keys()].map((id) => ({ ...this.peer(id), pc: this.line(id) })) : []; }

  line(id) {
    const line = this.lines.get(id) || {};
    this.lines.set(id, line);
    return Object.assign(line, { iceConnectionState: this.room && this.room.state === "connected" ? "connected" : "new", getStats: () => this.stats(id) });
  }

  async stats(id) {
    const found = new Map();
    const theirs = [...this.coming("audio"), ...this.coming("video")].filter(([from]) => from === id).map(([, one]) => one);
    for (const [n, { track }] of [...theirs, ...this.own()].entries()) {
      const report = track && track.getRTCStatsReport ? await track.getRTCStatsReport() : null;
      if (report) report.forEach((s, key) => found.set(`${n} ${key}`, s.availableOutgoingBitrate ? { ...s, availableOutgoingBitrate: s.availableOutgoingBitrate / Math.max(this.seats.size, 1) } : s));
    }
    return found;
  }

  // LiveKit's own word on how lines are: [seat, level], the own one under `own`
  levels(own) { return [...this.measured].map(([id, level]) => [id === this.me ? own : this.seats.get(id), level]).filter(([seat]) => seat); }

  // somebody speaks and nothing comes: their sound is asked for anew; when that did not help, this page comes in anew
  heal({ id }) {
    const { room } = this;
    const mine = this.coming("audio").filter(([from]) => from === id);
    if (!room || !mine.length) return; // they are not there, or send nothing: only their own page can mend that
    const tries = this.healed.get(id) || 0;
    this.healed.set(id, tries + 1);
    if (tries % 2 === 0) for (const [, one] of mine) { one.setSubscribed(false); setTimeout(() => room === this.room && one.setSubscribed(true), 500); }
    else this.anew();
  }

  anew() {
    const { room } = this;
    this.out();
    room.disconnect(false);
    this.told("reconnecting");
    this.ask_in();
  }

  // not in LiveKit's room any more: nothing is sent, nothing is measured
  out() {
    Object.assign(this, { room: null, doing: Promise.resolve() });
    this.sent.clear();
    this.measured.clear();
  }

  wake() {}

  relays() {}

  signal() {}

  closeAll() {
    clearTimeout(this.again);
    const { room } = this;
    this.out();
    Object.assign(this, { asking: false, gen: 0 });
    for (const id of this.streams.keys()) this.hooks.gone(this.peer(id));
    this.streams.clear();
    for (const map of [this.lines, this.healed]) map.clear();
    if (room) room.disconnect(false);
  }
}

// Sound and picture of this page: what is on, how much of it the line carries, and what is said about it in words.
import { Captions } from "./captions.js";
import { Ladder, SOUND_ONLY, STEPS } from "./budget.js";
import { Mesh } from "./mesh.js";
import { Quality, Watchdog } from "./quality.js";
import { Screen } from "./screen.js";
import { say } from "./words.js";

const LOOK = 2000; // milliseconds between two looks at the lines
const NO_SOUND = 30000; // without any line, until the page goes on by text and tries again now and then
const SILENT = 8000; // an open microphone that gives nothing at all

export class Media {
  // room: {root, el(name), devices, stage, send(frame), tell(text), state}
  constructor(room) {
    room.devices.unblurred = () => this.tell(say("blurLost"));
    Object.assign(this, { room, mic: false, cam: false, mode: "full", auto: false, why: "", told: "", ladder: new Ladder(), quality: new Quality(), lost: 0, retry: 0 });
    const hooks = {
      send: (f) => room.send(f), tracks: () => this.tracks(), screen: () => this.screen.on,
      remote: (peer, stream) => room.listens(peer.seat) || room.stage.play(peer.seat, stream), gone: (peer) => room.stage.net(peer.seat, ""),
      height: (seat) => room.stage.height(seat), quality: (peer, word) => room.stage.net(peer.seat, word), voice: (peer, on) => room.stage.voice(peer.seat, on),
    };
    this.hooks = hooks;
    this.mesh = new Mesh(hooks);
    this.engine = this.mesh;
    this.watchdog = new Watchdog((peer) => this.engine.heal(peer));
    this.screen = new Screen(room.el("screen"), { changed: () => { this.engine.changed("video"); this.publish(); }, tell: (word) => this.tell(say(word)) });
    this.captions = new Captions(room.el("captions"), room.el("caption-form"), room.el("captions-own"), {
      send: (f) => room.send(f), tell: (text) => this.tell(text), name: (id) => { const seat = room.state && room.state.seats.find((s) => s.id === id); return seat ? seat.name : ""; },
    });
    room.el("pip").hidden = !document.pictureInPictureEnabled;
    setInterval(() => this.look(), LOOK);
    const wake = () => this.engine.wake();
    window.addEventListener("online", wake);
    if (navigator.connection && navigator.connection.addEventListener) navigator.connection.addEventListener("change", wake);
  }

  // a shown screen takes the place of the own picture: one picture upwards is what a telephone's line carries
  tracks() {
    const own = this.room.devices.stream.getTracks();
    return this.screen.track ? [this.screen.track, ...own.filter((t) => t.kind !== "video")] : own;
  }

  // what is said here is not said behind the open choice of sound and picture, where nobody sees it
  tell(text) {
    const choice = this.room.el("media");
    if (choice.open) choice.close();
    this.room.tell(text);
  }

  // the server's word

  sync(state) {
    this.choose(state);
    const own = (state.peers || []).find((p) => p.id === state.you.peer);
    if (this.screen.on && this.screenSent && own && !own.screen && this.screenTold) this.screen.stop(); // somebody else shows theirs now
    this.screenTold = Boolean(own && own.screen);
    if (this.room.devices.speed) this.ladder.uplink = Math.min(this.ladder.uplink, Math.max(this.room.devices.speed, 60000));
    const others = (state.peers || []).filter((p) => p.seat !== state.you.id && p.line !== "text").length;
    this.ladder.people(this.engine === this.mesh ? others : Math.min(others, 1)); // through LiveKit one picture goes upwards, for all
    this.limit();
    this.engine.sync(state);
    for (const peer of state.peers || []) if (peer.seat !== state.you.id) this.room.stage.line(peer.seat, peer.line, peer.why);
    this.own();
  }

  // mesh or LiveKit: what ends is closed before the other begins
  choose(state) {
    const wanted = state.room.engine === "livekit" ? this.livekit : this.mesh;
    if (state.room.engine === "livekit" && !wanted) { this.load(); return; }
    if (wanted === this.engine) return;
    this.engine.closeAll();
    this.engine = wanted;
  }

  load() {
    if (this.loading) return;
    this.loading = import("./livekit.js").then(({ LiveKit }) => {
      this.livekit = new LiveKit({ ...this.hooks, script: this.room.root.dataset.livekit });
      if (this.room.state) this.sync(this.room.state);
    }).catch(() => { this.loading = null; this.tell(say("notDone")); });
  }

  frame(frame) {
    if (frame.t === "sig") this.mesh.signal(frame);
    else if (frame.t === "ice") this.relays(frame);
    else if (frame.t === "cap") this.captions.show(frame);
    else if (frame.t === "join") { if (this.livekit) this.livekit.joined(frame); }
    else if (frame.t === "error" && frame.code === "screen-taken") { this.screen.stop(); this.tell(say("screenTaken")); }
    else if (frame.t === "error" && frame.code === "cameras-full") { this.room.devices.camera(false); this.tell(say("camerasFull")); }
    else return false;
    return true;
  }

  // relays have passwords that run out: asked for again before they do
  relays(frame) {
    this.mesh.relays(frame.ice);
    clearTimeout(this.relayTimer);
    if (frame.ice.length) this.relayTimer = setTimeout(() => this.room.send({ t: "ice" }), frame.for * 750);
  }

  close() { this.mesh.closeAll(); if (this.livekit) this.livekit.closeAll(); this.captions.clear(); this.lost = 0; }

  end() { this.close(); this.screen.stop(); this.captions.stop(); this.room.devices.stop(); }

  // what is on

  publish() {
    const wanted = this.cam || this.screen.on;
    const cam = this.pictures() && wanted;
    const line = this.mode === "text" ? "text" : this.mode === "sound" || (wanted && !cam) ? "sound" : "";
    const lost = this.screen.on && this.screenSent && !cam;
    this.screenSent = this.screen.on && cam;
    this.room.send({ t: "media", mic: this.mic && this.mode !== "text", cam, screen: this.screenSent, line, why: this.why });
    if (lost) this.tell(say("screenAway"));
    this.own();
  }

  // whether the line, and the choice of this person, leave any picture at all
  pictures() { return this.mode === "full" && this.ladder.step < SOUND_ONLY; }

  share() {
    if (this.screen.on) this.screen.stop();
    else if (!this.pictures()) this.tell(say("screenNoLine"));
    else return this.screen.start();
    return undefined;
  }

  changed(kind) {
    if (kind === "video") this.cam = Boolean(this.room.devices.track("video"));
    if (kind === "audio") { const track = this.room.devices.track("audio"); this.mic = Boolean(track && track.enabled); }
    this.engine.changed(kind);
    this.publish();
  }

  own() {
    const { room } = this;
    const tile = room.state && room.stage.tiles.get(room.state.you.id);
    if (tile) {
      const stream = this.screen.stream || room.devices.stream;
      if (tile.video.srcObject !== stream) tile.video.srcObject = stream;
      tile.video.hidden = !this.screen.on && !(this.cam && this.pictures());
      tile.video.play().catch(() => {});
    }
    room.el("mic").setAttribute("aria-pressed", String(this.mic));
    room.el("mic-words").textContent = say(!this.mic ? "micIsOff" : this.mode === "text" ? "notSent" : "micIsOn"); // on, and yet nobody hears it
    room.el("cam").setAttribute("aria-pressed", String(this.cam));
    room.el("cam-words").textContent = say(!this.cam ? "camIsOff" : this.pictures() ? "camIsOn" : "notSent");
    for (const button of document.querySelectorAll("[data-do=mode]")) button.setAttribute("aria-pressed", String(button.value === this.mode));
    room.el("screen").setAttribute("aria-pressed", String(Boolean(this.screenSent)));
    room.el("blur").hidden = !room.devices.blurs();
    room.el("blur").setAttribute("aria-pressed", String(room.devices.blurred));
    const poor = this.mode !== "full" || this.ladder.step === SOUND_ONLY;
    room.el("line").hidden = !poor && !this.why;
    room.el("line-words").textContent = poor ? say(this.mode === "text" ? (this.auto ? "lineTextAuto" : "lineText") : this.auto || this.mode === "full" ? (this.ladder.cause === "device" ? "deviceSoundAuto" : "lineSoundAuto") : "lineSound") : this.why ? say(`own${this.why[0].toUpperCase()}${this.why.slice(1)}`) : "";
    room.el("line-back").hidden = !poor;
    room.el("line-back").textContent = say(this.mode === "text" ? "backAll" : "backPicture");
  }

  async microphone(on) {
    if (await this.room.devices.microphone(on)) this.mic = on; else this.tell(say("noMicrophone"));
    this.publish();
  }

  async camera(on) { if (!(await this.room.devices.camera(on))) this.tell(say("noCamera")); }

  // how much is wanted: full, sound, text. auto: the page decided, and gives it back by itself
  turn(mode, auto = false) {
    if (this.mode === mode && this.auto === auto) return;
    Object.assign(this, { mode, auto: auto && mode !== "full", lost: 0, retry: performance.now() });
    if (mode === "full" && !auto) this.ladder.begin(this.ladder.least());
    this.limit();
    this.publish();
  }

  limit() {
    const step = this.mode === "full" ? this.ladder.step : SOUND_ONLY;
    this.engine.budget(STEPS[step]);
    this.engine.ask(this.mode !== "full" ? "none" : step >= 2 ? "low" : "full");
    this.room.root.dataset.pictures = this.mode === "full" ? "" : "none";
  }

  press(what, button) {
    const acts = {
      mode: () => this.turn(button.value), back: () => this.turn("full"), again: () => this.renewMicrophone(),
      screen: () => this.share(), pip: () => this.picture(),
      blur: () => this.blur(button), captions: () => this.captions.toggle(), typing: () => this.typing(button),
    };
    return acts[what] ? acts[what]() : undefined;
  }

  async renewMicrophone() {
    const { devices } = this.room;
    if (await devices.renew("audio")) this.tell(say("micRenewed")); else this.tell(say("noMicrophone"));
    this.room.el("silent").hidden = true;
  }

  async blur(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    if (!(await this.room.devices.blur(on))) this.tell(say("notDone"));
    this.own();
  }

  typing(button) {
    const form = this.room.el("caption-form");
    form.hidden = !form.hidden;
    button.setAttribute("aria-pressed", String(!form.hidden));
    if (!form.hidden) form.querySelector("input").focus();
  }

  // the others in a small window over other programs: the one who speaks, else the first with a picture
  async picture() {
    if (document.pictureInPictureElement) { await document.exitPictureInPicture().catch(() => {}); return; }
    const shown = [...document.querySelectorAll(".tile:not(.me) video")].filter((v) => !v.hidden && v.videoWidth);
    const one = shown.find((v) => v.parentElement.classList.contains("talk")) || shown[0];
    if (!one || !(await one.requestPictureInPicture().then(() => true, () => false))) this.tell(say("pipNone"));
  }

  // every two seconds

  async look() {
    const { state, stage } = this.room;
    if (!state || this.room.root.dataset.view !== "in") return;
    const now = performance.now();
    await this.keep();
    this.engine.tend();
    const people = this.engine.people();
    const found = await this.quality.look(people);
    const moved = this.mode === "full" && people.length > 0 && this.ladder.look(found, now);
    const told = new Map(found.people.map(({ peer, level }) => [peer.seat, level]));
    if (found.people.length) told.set(state.you.id, Math.max(...found.people.map((p) => p.level)));
    for (const [seat, level] of this.engine.levels ? this.engine.levels(state.you.id) : []) told.set(seat, level);
    for (const { id } of state.seats) stage.level(id, told.get(id) ?? -1);
    const why = this.mode === "text" ? "" : this.quality.why(found) || (this.engine.levels && told.get(state.you.id) < 2 ? "net" : "");
    const speaks = (peer) => (state.peers || []).some((p) => p.id === peer.id && p.mic);
    this.watchdog.look(found.people, speaks, now);
    this.silence(now);
    this.without(found, now);
    if (moved) this.limit();
    this.looks = why === this.looked ? this.looks + 1 : 1; // a line that stumbles once is not worth a word
    this.looked = why;
    if (why !== this.why && this.looks >= 3) { this.why = why; this.publish(); } else if (moved) this.publish();
  }

  // an open microphone that was ended under its person, by another program or a library, is taken up again
  async keep() {
    if (this.keeping || !this.mic || this.mode === "text" || this.room.devices.track("audio")) return;
    this.keeping = true;
    const back = await this.room.devices.renew("audio");
    this.keeping = false;
    if (back) return;
    this.mic = false;
    this.tell(say("noMicrophone"));
    this.publish();
  }

  // no line to anybody for long: by text, and a try now and then whether sound goes again
  without(found, now) {
    const up = found.people.some((p) => p.level > 0);
    if (this.mode === "text" && this.auto) {
      if (now - this.retry > NO_SOUND) { this.turn("sound", true); this.trying = now; }
      return;
    }
    if (this.mode === "sound" && this.auto && up) { this.turn("full", true); return; }
    if (up || !found.people.length) { this.lost = 0; return; }
    this.lost = this.lost || now;
    if (now - this.lost > NO_SOUND) this.turn("text", true);
  }

  silence(now) {
    const { devices } = this.room;
    const dead = this.mic && devices.silent();
    this.silentSince = dead ? this.silentSince || now : 0;
    this.room.el("silent").hidden = !(dead && now - this.silentSince > SILENT);
  }
}

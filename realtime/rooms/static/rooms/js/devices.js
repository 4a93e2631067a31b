// Camera and microphone: choosing, looking at oneself, seeing the voice move, and plain words for everything that can be wrong.
import { make, say } from "./words.js";

const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const VIDEO = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 24 }, facingMode: "user" };

// how fast this site answers: a small file, twice, the better time; bits a second, 0 where it did not come
async function measured() {
  let best = 0;
  for (let n = 0; n < 2; n += 1) {
    const began = performance.now();
    try {
      const body = await (await fetch(import.meta.url, { cache: "no-store" })).arrayBuffer();
      best = Math.max(best, (body.byteLength * 8000) / Math.max(performance.now() - began, 1));
    } catch { return 0; }
  }
  return best;
}

function cause(error) {
  if (!window.isSecureContext || !navigator.mediaDevices) return "insecure";
  switch (error.name) {
    case "NotAllowedError": case "SecurityError":
      if (/system/i.test(error.message)) return "system"; // Chromium says so: the browser itself was not allowed
      return /MicroMessenger/i.test(navigator.userAgent) ? "wechat" : "denied";
    case "NotFoundError": case "OverconstrainedError": return "missing";
    case "NotReadableError": case "AbortError": return "busy";
    default: return "unknown";
  }
}

const blurry = (track, on) => track.applyConstraints({ backgroundBlur: { exact: on } }).then(() => track.getSettings().backgroundBlur === on, () => false);

export class Devices {
  constructor(box) {
    this.box = box;
    this.stream = new MediaStream();
    this.preview = box.querySelector("video");
    this.meter = box.querySelector("meter");
    this.note = box.querySelector("[data-note]");
    this.selects = { audioinput: box.querySelector("[data-kind=audioinput]"), videoinput: box.querySelector("[data-kind=videoinput]") };
    this.changed = () => {};
    this.blurred = false;
    this.unblurred = () => {};
    for (const [kind, select] of Object.entries(this.selects)) select.addEventListener("change", () => this.choose(kind, select.value));
    box.querySelector("[data-check]").addEventListener("click", () => this.check());
    if (navigator.mediaDevices) navigator.mediaDevices.addEventListener("devicechange", () => this.list());
  }

  track(kind) { return this.stream.getTracks().find((t) => t.kind === kind && t.readyState === "live") || null; }

  async check() {
    const found = [];
    let wrong = null;
    const whys = {};
    const line = measured();
    // each by itself: a broken camera must not cost the microphone
    for (const [kind, wish] of [["audio", { audio: AUDIO }], ["video", { video: VIDEO }]]) {
      try {
        if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
        await this.get(wish);
        found.push(kind);
      } catch (error) {
        whys[kind] = cause(error);
        wrong = wrong || { kind, why: whys[kind] };
        if (wrong.why === "insecure") { whys.video = "insecure"; break; }
      }
    }
    await this.list();
    this.results([["checkMicrophone", found.includes("audio"), whys.audio], ["checkCamera", found.includes("video"), whys.video]], await line);
    this.box.dataset.checked = found.join(" ");
    const all = found.length === 2;
    // the causes stand in the list above
    this.note.textContent = say(all ? "devicesGood" : !found.length ? "noDevices" : wrong.kind === "audio" ? "noMicrophone" : "noCamera");
    this.note.dataset.tone = all ? "good" : "wrong";
    return found;
  }

  // one line for each thing, with what to do where it does not work
  results(rows, speed) {
    const list = this.box.querySelector("[data-results]");
    this.speed = speed;
    const words = (good, why) => (good ? [say("checkWorks"), ""] : ["", say(`device${why[0].toUpperCase()}${why.slice(1)}`)]);
    const line = [say(speed ? (speed < 400000 ? "lineSlow" : "lineFast") : "lineUnknown"), ""];
    list.replaceChildren(...[...rows.map(([name, good, why]) => [name, good, ...words(good, why || "unknown")]), ["checkLine", speed >= 400000, ...line]].map(([name, good, short, long]) => {
      const item = make("li");
      item.dataset.state = good ? "good" : "wrong";
      const text = make("span", "", [say(name), short].filter(Boolean).join(" · "));
      text.append(make("small", "", long));
      item.append(text);
      return item;
    }));
    list.hidden = false;
  }

  // a new picture is blurred before anybody sees it, where its person has asked for that with the last one
  async get(wish) {
    const [track] = (await navigator.mediaDevices.getUserMedia(wish)).getTracks();
    if (track.kind === "video" && this.blurred && !(this.blurred = await blurry(track, true))) this.unblurred();
    this.put(track);
  }

  put(track) {
    for (const old of this.stream.getTracks().filter((t) => t.kind === track.kind)) { this.stream.removeTrack(old); old.stop(); }
    this.stream.addTrack(track);
    track.addEventListener("ended", () => this.changed(track.kind));
    if (track.kind === "video") { this.preview.srcObject = this.stream; this.preview.hidden = false; } else this.listen(track);
    this.changed(track.kind);
  }

  async choose(kind, id) {
    const name = kind === "audioinput" ? "audio" : "video";
    try {
      const wish = { [name]: { ...(name === "audio" ? AUDIO : VIDEO), deviceId: { exact: id } } };
      await this.get(wish);
    } catch (error) { this.note.textContent = say(`device${cause(error)[0].toUpperCase()}${cause(error).slice(1)}`); }
  }

  // off means off: the track ends and the lamp of the camera goes out
  async camera(on) {
    if (!on) {
      const track = this.track("video");
      if (track) { track.stop(); this.stream.removeTrack(track); this.changed("video"); }
      return true;
    }
    try {
      const id = this.selects.videoinput.value;
      await this.get({ video: { ...VIDEO, ...(id ? { deviceId: { ideal: id } } : {}) } });
      return true;
    } catch { return false; }
  }

  async microphone(on) {
    const track = this.track("audio");
    if (track) { track.enabled = on; return true; }
    if (!on) return true;
    try { await this.get({ audio: AUDIO }); return true; } catch { return false; }
  }

  // neither camera nor microphone: both end, and their lamps go out
  rest() {
    for (const track of this.stream.getTracks()) { track.stop(); this.stream.removeTrack(track); this.changed(track.kind); }
  }

  // a fresh track in the place of the old one
  async renew(kind) {
    const old = this.track(kind);
    const id = this.selects[kind === "audio" ? "audioinput" : "videoinput"].value;
    try {
      await this.get({ [kind]: { ...(kind === "audio" ? AUDIO : VIDEO), ...(id ? { deviceId: { ideal: id } } : {}) } });
      if (old && !old.enabled) this.track(kind).enabled = false;
      return true;
    } catch { return false; }
  }

  // a background blurred by the browser itself, where it can (Media Capture Extensions, `backgroundBlur`)
  blurs() {
    const track = this.track("video");
    const can = track && track.getCapabilities ? track.getCapabilities().backgroundBlur : null;
    return Boolean(can && can.includes(true));
  }

  async blur(on) {
    const track = this.track("video");
    const done = Boolean(track) && (await blurry(track, on));
    if (done) this.blurred = on;
    return done;
  }

  // an open microphone that gives nothing at all; a quiet room always gives a little
  silent() { return Boolean(this.context && this.context.state === "running" && this.heard !== undefined && Date.now() - this.heard > 2000); }

  async list() {
    if (!navigator.mediaDevices) return;
    const devices = await navigator.mediaDevices.enumerateDevices();
    for (const [kind, select] of Object.entries(this.selects)) {
      const current = (this.track(kind === "audioinput" ? "audio" : "video") || { getSettings: () => ({}) }).getSettings().deviceId;
      const options = devices.filter((d) => d.kind === kind && d.deviceId).map((d, n) => {
        const option = new Option(d.label || `${n + 1}`, d.deviceId);
        option.selected = d.deviceId === current;
        return option;
      });
      select.replaceChildren(...options);
      select.closest("label").hidden = options.length < 2;
    }
  }

  listen(track) {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) return;
    if (this.context) this.context.close();
    const context = this.context = new Context();
    this.heard = Date.now();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const wave = new Uint8Array(analyser.fftSize);
    const fine = new Float32Array(analyser.fftSize);
    const draw = () => {
      if (track.readyState !== "live" || this.context !== context) return;
      analyser.getByteTimeDomainData(wave);
      analyser.getFloatTimeDomainData(fine);
      if (fine.some((v) => v !== 0)) this.heard = Date.now();
      this.meter.value = Math.min(1, Math.max(...wave.map((v) => Math.abs(v - 128))) / 64);
      this.drawing = setTimeout(draw, 120);
    };
    draw();
  }

  stop() { this.stream.getTracks().forEach((t) => t.stop()); if (this.context) { this.context.close(); this.context = null; } }
}

// Camera and microphone: choosing, looking at oneself, seeing the voice move, and plain words for everything that can be wrong.
import { say } from "./words.js";

const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const VIDEO = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 24 }, facingMode: "user" };

function cause(error) {
  if (!window.isSecureContext || !navigator.mediaDevices) return "insecure";
  switch (error.name) {
    case "NotAllowedError": case "SecurityError": return "denied";
    case "NotFoundError": case "OverconstrainedError": return "missing";
    case "NotReadableError": case "AbortError": return "busy";
    default: return "unknown";
  }
}

export class Devices {
  constructor(box) {
    this.box = box;
    this.stream = new MediaStream();
    this.preview = box.querySelector("video");
    this.meter = box.querySelector("meter");
    this.note = box.querySelector("[data-note]");
    this.selects = { audioinput: box.querySelector("[data-kind=audioinput]"), videoinput: box.querySelector("[data-kind=videoinput]") };
    this.changed = () => {};
    for (const [kind, select] of Object.entries(this.selects)) select.addEventListener("change", () => this.choose(kind, select.value));
    box.querySelector("[data-check]").addEventListener("click", () => this.check());
    if (navigator.mediaDevices) navigator.mediaDevices.addEventListener("devicechange", () => this.list());
  }

  track(kind) { return this.stream.getTracks().find((t) => t.kind === kind && t.readyState === "live") || null; }

  async check() {
    const found = [];
    let wrong = null;
    // each by itself: a broken camera must not cost the microphone
    for (const [kind, wish] of [["audio", { audio: AUDIO }], ["video", { video: VIDEO }]]) {
      try {
        if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
        this.put((await navigator.mediaDevices.getUserMedia(wish)).getTracks()[0]);
        found.push(kind);
      } catch (error) {
        wrong = wrong || { kind, why: cause(error) };
        if (wrong.why === "insecure") break;
      }
    }
    await this.list();
    this.box.dataset.checked = found.join(" ");
    const all = found.length === 2;
    this.note.textContent = all ? say("devicesGood") : `${say(wrong.kind === "audio" && found.length ? "noMicrophone" : found.length ? "noCamera" : "noDevices")} ${say(`device${wrong.why[0].toUpperCase()}${wrong.why.slice(1)}`)}`;
    this.note.dataset.tone = all ? "good" : "wrong";
    return found;
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
      this.put((await navigator.mediaDevices.getUserMedia(wish)).getTracks()[0]);
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
      this.put((await navigator.mediaDevices.getUserMedia({ video: { ...VIDEO, ...(id ? { deviceId: { ideal: id } } : {}) } })).getTracks()[0]);
      return true;
    } catch { return false; }
  }

  async microphone(on) {
    const track = this.track("audio");
    if (track) { track.enabled = on; return true; }
    if (!on) return true;
    try { this.put((await navigator.mediaDevices.getUserMedia({ audio: AUDIO })).getTracks()[0]); return true; } catch { return false; }
  }

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
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const wave = new Uint8Array(analyser.fftSize);
    const draw = () => {
      if (track.readyState !== "live" || this.context !== context) return;
      analyser.getByteTimeDomainData(wave);
      this.meter.value = Math.min(1, Math.max(...wave.map((v) => Math.abs(v - 128))) / 64);
      this.drawing = setTimeout(draw, 120);
    };
    draw();
  }

  stop() { this.stream.getTracks().forEach((t) => t.stop()); if (this.context) this.context.close(); }
}

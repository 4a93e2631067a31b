// Captions: typed by somebody for all, or heard by the speaker's own browser. They are handed on and kept nowhere.
import { make, say } from "./words.js";

const KEEP = 3; // lines on the screen
const FADE = 12000; // milliseconds a line stays
const SHORT = 1000; // milliseconds: a browser whose listening ends sooner, three times in a row, cannot do it here
const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;

export class Captions {
  // hooks: send(frame), name(seat), tell(text)
  constructor(box, form, button, hooks) {
    Object.assign(this, { box, form, button, hooks, lines: new Map(), no: 0, on: false });
    button.hidden = !Recognition;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const field = form.querySelector("input");
      const text = field.value.trim();
      if (text && this.send(text, false)) { this.no += 1; field.value = ""; }
    });
  }

  send(text, auto) { return this.hooks.send({ t: "cap", n: this.no, text: text.slice(-300), auto }); }

  // {by, n, text, auto}: the same line grows until its speaker begins the next
  show(frame) {
    const key = `${frame.by}.${frame.n}.${frame.auto}`;
    let line = this.lines.get(key);
    if (!line) {
      line = make("p", "caption");
      line.append(make("b"), document.createTextNode(" "), make("span"));
      this.lines.set(key, line);
      this.box.append(line);
      while (this.box.children.length > KEEP) this.drop(this.lines.keys().next().value);
    }
    line.querySelector("b").textContent = frame.auto ? this.hooks.name(frame.by) : say("captionBy", { name: this.hooks.name(frame.by) });
    line.querySelector("span").textContent = frame.text;
    clearTimeout(line.timer);
    line.timer = setTimeout(() => this.drop(key), FADE);
    this.box.hidden = false;
  }

  drop(key) {
    const line = this.lines.get(key);
    if (line) { clearTimeout(line.timer); line.remove(); this.lines.delete(key); }
    this.box.hidden = !this.lines.size;
  }

  clear() { for (const key of [...this.lines.keys()]) this.drop(key); }

  // off unless the speaker switches it on, and only after reading where the sound goes
  async toggle() {
    if (this.on) { this.stop(); return; }
    const lang = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-US";
    let local = false;
    try { local = Boolean(Recognition.available) && (await Recognition.available({ langs: [lang], processLocally: true })) === "available"; } catch { /* an older browser */ }
    if (!window.confirm(say(local ? "captionsHere" : "captionsAway"))) return;
    const hear = this.recognition = new Recognition();
    Object.assign(hear, { lang, continuous: true, interimResults: true });
    if (local) hear.processLocally = true;
    hear.onresult = (event) => {
      const result = event.results[event.results.length - 1];
      if (!result.isFinal && Date.now() - (this.said || 0) < 1000) return;
      this.said = Date.now();
      this.send(result[0].transcript, true);
      if (result.isFinal) this.no += 1;
    };
    hear.onerror = (event) => { if (["not-allowed", "service-not-allowed", "network", "language-not-supported"].includes(event.error)) { this.stop(); this.hooks.tell(say("captionsFail")); } };
    let began = performance.now(), short = 0;
    hear.onend = () => { // browsers end by themselves now and then
      if (!this.on || hear !== this.recognition) return;
      short = performance.now() - began < SHORT ? short + 1 : 0;
      began = performance.now();
      try { if (short < 3) { hear.start(); return; } } catch { /* said below */ }
      this.stop();
      this.hooks.tell(say("captionsFail"));
    };
    this.on = true;
    hear.start();
    this.button.setAttribute("aria-pressed", "true");
  }

  stop() {
    this.on = false;
    this.button.setAttribute("aria-pressed", "false");
    if (this.recognition) this.recognition.stop();
  }
}

// Speech into a text field, only where the browser does it on this device: a voice never goes to anybody else's server.
// And single lines taken over into the text by a press.
const registry = window.xinqiao || (window.xinqiao = { waiting: [] });

function start(form) {
  const field = form.querySelector("textarea");
  const button = form.querySelector("[data-dictate]");
  const words = form.querySelector("[data-dictate-words]");
  form.addEventListener("click", (event) => {
    const line = event.target.closest("[data-take]");
    if (!line) return;
    put(line.dataset.take, true);
    line.disabled = true;
  });
  function put(text, ownLine) {
    const at = field.selectionStart ?? field.value.length;
    const before = field.value.slice(0, ownLine ? field.value.length : at);
    const glue = ownLine && before && !before.endsWith("\n") ? "\n" : "";
    field.value = before + glue + text + (ownLine ? "" : field.value.slice(at));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (!button) return;
  words.textContent = words.dataset.none;
  const Speech = window.SpeechRecognition || window.webkitSpeechRecognition;
  const lang = document.documentElement.lang === "en" ? "en-US" : "zh-CN";
  if (!Speech || !Speech.available) return;
  Speech.available({ langs: [lang], processLocally: true }).then((state) => {
    if (state !== "available") return;
    const speech = new Speech();
    Object.assign(speech, { lang, continuous: true, interimResults: false, processLocally: true });
    let on = false;
    const tell = () => { button.setAttribute("aria-pressed", String(on)); words.textContent = on ? words.dataset.listening : words.dataset.ready; };
    speech.addEventListener("result", (event) => {
      for (let n = event.resultIndex; n < event.results.length; n += 1) if (event.results[n].isFinal) put(event.results[n][0].transcript, false);
    });
    speech.addEventListener("end", () => { on = false; tell(); });
    button.hidden = false;
    button.addEventListener("click", () => { on = !on; if (on) speech.start(); else speech.stop(); tell(); });
    tell();
  }).catch(() => {});
}
if (registry.register) registry.register("dictate", start); else registry.waiting.push(["dictate", start]);

// Reads the question and its answers aloud, with a voice that lives on the device: a voice from the network would send
// the question to another company. Where there is none, the page says so.
const WAIT = 1500; // voices arrive late in some browsers

function localVoice(language) {
  const wanted = language.startsWith("zh") ? ["zh", "cmn"] : ["en"];
  return speechSynthesis.getVoices().find((v) => v.localService && wanted.some((w) => v.lang.toLowerCase().startsWith(w)));
}

function words(box, list) {
  const answers = [...(list || document).querySelectorAll(list ? "b" : "#answer .choice-words b")].map((b) => b.textContent.trim());
  return [...[...box.querySelectorAll("[data-read]")].map((p) => p.textContent.trim()), ...answers];
}

export function readAloud(box, list = null) {
  const start = box.querySelector("[data-start]");
  const none = box.querySelector("[data-none]");
  const label = start.textContent;
  let reading = false;

  const show = () => {
    const voice = "speechSynthesis" in window && localVoice(box.dataset.lang);
    start.hidden = !voice;
    none.hidden = Boolean(voice);
  };
  const stop = () => {
    reading = false;
    start.textContent = label;
    speechSynthesis.cancel();
  };
  start.addEventListener("click", () => {
    if (reading) { stop(); return; }
    reading = true;
    start.textContent = box.dataset.stop;
    const lines = words(box, list);
    lines.forEach((line, n) => {
      const said = new SpeechSynthesisUtterance(line);
      said.voice = localVoice(box.dataset.lang);
      said.lang = said.voice ? said.voice.lang : box.dataset.lang;
      said.rate = 0.85;
      if (n === lines.length - 1) said.addEventListener("end", stop);
      speechSynthesis.speak(said);
    });
  });
  if (!("speechSynthesis" in window)) { show(); return; }
  window.addEventListener("pagehide", stop);
  if (speechSynthesis.getVoices().length) { show(); return; }
  speechSynthesis.addEventListener("voiceschanged", show);
  setTimeout(show, WAIT);
}

window.xinqiao.register("read-aloud", (box) => readAloud(box));

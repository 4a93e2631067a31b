// Files to send: dropped or chosen, one after another, each with its picture and size, in an order that can be changed.
// The input keeps the answer, so without this module the browser sends the same form. `sending.js` sends it from here.
import sending from "./sending.js";
import { letIn, refocus } from "./answer.js";

const MB = 1024 * 1024;
const put = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const size = (bytes) => (bytes < MB ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MB).toFixed(1).replace(".0", "")} MB`);

const PICTURES = ["image/jpeg", "image/png", "image/webp", "image/gif"]; // what every browser draws

function fits(file, accept) {
  const wanted = accept.split(",").map((one) => one.trim().toLowerCase()).filter(Boolean);
  if (!wanted.length) return true;
  return wanted.some((one) => (one.startsWith(".") ? file.name.toLowerCase().endsWith(one)
    : one.endsWith("/*") ? file.type.startsWith(one.slice(0, -1)) : file.type === one));
}

// What a person sees while it is sent: numbers for the eye all the time, words for the ear when a new file begins.
function messenger({ element, form, words, say, chosen }) {
  const progress = element.querySelector(".drop-progress");
  const bar = progress.querySelector("progress");
  const line = progress.querySelector("[data-line]");
  const spoken = progress.querySelector("[role=status]");
  const gone = element.querySelector(".drop-lost");
  const buttons = () => [...form.querySelectorAll("button:not([type=button])")];
  let began = -1;

  const show = (what) => {
    progress.hidden = what !== "sending";
    gone.hidden = what !== "lost";
    buttons().forEach((one) => { if (what === "sending") one.setAttribute("aria-busy", "true"); else one.removeAttribute("aria-busy"); });
    if (what === "sending") gone.querySelector("p").textContent = "";
  };
  return {
    words: { signedOut: words.signedout, broken: words.broken, tooLarge: words.refusedsize },
    began: () => { began = -1; bar.value = 0; line.textContent = ""; spoken.textContent = words.sending; show("sending"); progress.scrollIntoView({ block: "nearest" }); },
    progress: (loaded, all) => {
      const files = chosen();
      const sum = files.reduce((bytes, file) => bytes + file.size, 0);
      const sent = Math.min(sum, Math.max(0, loaded - (all - sum))); // the other fields go first
      let place = 0;
      for (let bytes = 0; place < files.length - 1 && bytes + files[place].size <= sent; place += 1) bytes += files[place].size;
      const percent = all ? Math.floor((100 * loaded) / all) : 0;
      bar.value = percent;
      line.textContent = `${percent} % · ${put(words.bytes, { sent: size(sent), all: size(sum) })}`;
      if (place !== began && files.length) { began = place; spoken.textContent = put(words.piece, { n: place + 1, all: files.length }); }
    },
    arrived: () => { bar.value = 100; line.textContent = ""; spoken.textContent = words.arrived; },
    lost: () => { show("lost"); gone.querySelector("p").textContent = words.lost; gone.scrollIntoView({ block: "nearest" }); },
    stopped: () => { show("rest"); element.querySelector(".drop-total").textContent = words.stopped; },
    refused: (why) => { show("rest"); say(why); },
    answered: (page) => { show("rest"); const why = letIn(page, form, element); if (why) say(why); else refocus(form); },
  };
}

export default function fileDrop(element) {
  const input = element.querySelector('input[type="file"]');
  const words = element.dataset;
  const list = element.querySelector(".drop-list");
  const problem = element.querySelector(".drop-problem");
  const total = element.querySelector(".drop-total");
  const limits = { all: Number(words.limit) * MB, each: Number(words.each) * MB, most: Number(words.most) };
  let files = [];
  let pictures = [];
  let post = null;
  let begun = 0;

  const wrong = () => {
    const none = files.find((file) => file.size === 0);
    if (none) return put(words.empty, { name: none.name });
    const large = limits.each && files.find((file) => file.size > limits.each);
    const sum = files.reduce((bytes, file) => bytes + file.size, 0);
    if (large) return put(words.large, { name: large.name, size: size(large.size), most: size(limits.each) });
    if (limits.most && files.length > limits.most) return put(words.many, { most: limits.most });
    return limits.all && sum > limits.all ? put(words.over, { size: size(sum), most: size(limits.all) }) : "";
  };
  const letters = (file) => {
    const made = document.createElement("span");
    made.className = "drop-sign";
    made.textContent = (file.name.split(".").pop() || "").slice(0, 4).toUpperCase();
    return made;
  };
  const sign = (file) => {
    if (!file.type.startsWith("image/")) return letters(file);
    const made = document.createElement("img");
    made.alt = "";
    made.src = URL.createObjectURL(file);
    made.addEventListener("error", () => {
      if (!made.isConnected) return;
      const line = made.parentElement.querySelector("small");
      if (file.size && PICTURES.includes(file.type)) line.textContent += ` · ${words.damaged}`;
      made.replaceWith(letters(file)); // damaged, or a kind of picture this browser cannot draw
    });
    pictures.push(made.src);
    return made;
  };
  const button = (sign, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn quiet small";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };
  const up = (place) => {
    const next = [...files];
    [next[place - 1], next[place]] = [next[place], next[place - 1]];
    keep(next);
    const there = list.children[place - 1];
    (there.querySelector("[data-up]") || there.querySelector("button")).focus();
    total.textContent = put(words.moved, { name: next[place - 1].name, n: place });
  };
  const away = (file, place) => {
    keep(files.filter((one) => one !== file));
    const there = list.children[Math.min(place, files.length - 1)];
    (there ? there.querySelector("[data-away]") : input).focus();
  };
  const row = (file, place) => {
    const made = document.createElement("li");
    made.classList.toggle("wrong", file.size === 0 || (Boolean(limits.each) && file.size > limits.each));
    const name = document.createElement("span");
    name.className = "drop-name";
    const how = document.createElement("small");
    how.textContent = `${files.length > 1 ? `${place + 1} · ` : ""}${size(file.size)}`;
    name.append(file.name, how);
    const acts = document.createElement("span");
    acts.className = "drop-acts";
    if (place) {
      const earlier = button("↑", put(words.up, { name: file.name }), () => up(place));
      earlier.dataset.up = "";
      acts.append(earlier);
    }
    const gone = button("×", put(words.remove, { name: file.name }), () => away(file, place));
    gone.dataset.away = "";
    acts.append(gone);
    made.append(sign(file), name, acts);
    return made;
  };
  const draw = () => {
    pictures.forEach((address) => URL.revokeObjectURL(address));
    pictures = [];
    list.replaceChildren(...files.map(row));
    list.hidden = files.length === 0;
    problem.textContent = wrong();
    total.textContent = files.length ? put(words.total, { n: files.length, size: size(files.reduce((sum, file) => sum + file.size, 0)) }) : "";
  };
  const keep = (next) => {
    if (post) post.stop(); // what is on its way is no longer what is chosen
    const carrier = new DataTransfer();
    next.forEach((file) => carrier.items.add(file));
    input.files = carrier.files;
    files = next;
    element.classList.remove("wrong"); // what was refused was another choice
    input.removeAttribute("aria-invalid");
    element.querySelectorAll(".error:not([role])").forEach((one) => one.remove());
    draw();
  };
  const add = (more) => {
    const strange = more.find((file) => !fits(file, input.accept));
    const good = more.filter((file) => fits(file, input.accept));
    const known = (file) => files.some((one) => one.name === file.name && one.size === file.size && one.lastModified === file.lastModified);
    keep(input.multiple ? [...files, ...good.filter((file) => !known(file))] : good.length ? [good[0]] : files);
    if (strange && !problem.textContent) problem.textContent = put(words.kind, { name: strange.name });
  };

  input.addEventListener("change", () => add([...input.files]));
  element.addEventListener("dragover", (event) => { event.preventDefault(); element.classList.add("over"); });
  element.addEventListener("dragleave", (event) => { if (!element.contains(event.relatedTarget)) element.classList.remove("over"); });
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    element.classList.remove("over");
    if (event.dataTransfer.files.length) {
      add([...event.dataTransfer.files]);
      input.dispatchEvent(new Event("input", { bubbles: true })); // a form that minds unsaved words hears of it
    }
  });
  const say = (why) => {
    problem.textContent = "";
    setTimeout(() => { problem.textContent = why; input.focus(); }, 0); // said again to those who listen
  };
  const form = input.form;
  if (form && form.method === "post") {
    post = sending(form, messenger({ element, form, words, say, chosen: () => files }));
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (post.busy()) return;
      const why = wrong();
      if (why) say(why);
      else { begun = event.timeStamp; post.start(event.submitter); }
    });
    element.querySelector("[data-stop]").addEventListener("click", (event) => {
      if (event.timeStamp - begun < 1000) return; // the second press of a double press: this button has just moved under the finger
      post.stop();
      input.focus();
    });
    element.querySelector("[data-retry]").addEventListener("click", post.again);
  } else if (form) {
    form.addEventListener("submit", (event) => { if (wrong()) { event.preventDefault(); say(wrong()); } });
  }
  // a panel that draws itself anew would take the chosen files with it
  document.addEventListener("htmx:beforeSwap", (event) => {
    const place = event.detail.target;
    if (files.length && element.isConnected && place.contains(element) && !(form && event.detail.elt === form)) event.detail.shouldSwap = false;
  });
  element.querySelector(".drop-words").hidden = false;
  element.classList.add("on");
  if (input.files.length) add([...input.files]);
}

// Files to send: dropped or chosen, one after another, each with its picture and size, each removable again.
// The input keeps the answer; the form is sent by the browser itself, so redirects, refusals and the token stay as they are.
const MB = 1024 * 1024;
const put = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const size = (bytes) => (bytes < MB ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MB).toFixed(1).replace(".0", "")} MB`);

function fits(file, accept) {
  const wanted = accept.split(",").map((one) => one.trim().toLowerCase()).filter(Boolean);
  if (!wanted.length) return true;
  return wanted.some((one) => (one.startsWith(".") ? file.name.toLowerCase().endsWith(one)
    : one.endsWith("/*") ? file.type.startsWith(one.slice(0, -1)) : file.type === one));
}

export default function fileDrop(element) {
  const input = element.querySelector('input[type="file"]');
  const words = element.dataset;
  const list = element.querySelector(".drop-list");
  const problem = element.querySelector(".drop-problem");
  const total = element.querySelector(".drop-total");
  const progress = element.querySelector(".drop-progress");
  const limits = { all: Number(words.limit) * MB, each: Number(words.each) * MB, most: Number(words.most) };
  let files = [];
  let pictures = [];

  const wrong = () => {
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
    made.addEventListener("error", () => made.replaceWith(letters(file))); // a kind of picture this browser cannot draw
    pictures.push(made.src);
    return made;
  };
  const row = (file) => {
    const made = document.createElement("li");
    made.classList.toggle("wrong", Boolean(limits.each) && file.size > limits.each);
    const name = document.createElement("span");
    name.className = "drop-name";
    const how = document.createElement("small");
    how.textContent = size(file.size);
    name.append(file.name, how);
    const away = document.createElement("button");
    away.type = "button";
    away.className = "btn quiet small";
    away.textContent = "×";
    away.setAttribute("aria-label", put(words.remove, { name: file.name }));
    away.addEventListener("click", () => { keep(files.filter((one) => one !== file)); (list.querySelector("button") || input).focus(); });
    made.append(sign(file), name, away);
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
    const carrier = new DataTransfer();
    next.forEach((file) => carrier.items.add(file));
    input.files = carrier.files;
    files = next;
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
  const rest = () => { if (progress) { progress.hidden = true; progress.querySelector("span").textContent = ""; } };
  if (input.form) {
    input.form.addEventListener("submit", (event) => {
      const why = wrong() || (navigator.onLine === false ? words.offline : "");
      if (why) {
        event.preventDefault();
        problem.textContent = "";
        setTimeout(() => { problem.textContent = why; input.focus(); }, 0); // said again to those who listen
        return;
      }
      setTimeout(() => {
        if (event.defaultPrevented || !files.length) return;
        progress.hidden = false;
        const line = progress.querySelector("span");
        line.textContent = line.dataset.sending;
      }, 0);
    });
    window.addEventListener("pageshow", (event) => { if (event.persisted) rest(); });
  }
  element.querySelector(".drop-words").hidden = false;
  element.classList.add("on");
  if (input.files.length) add([...input.files]);
}

// A long list of places becomes a field to type in. The native select stays where it is and holds the answer:
// what sends the form, what the server drew and what another module sets there is always what counts.
let made = 0;

function places(select) {
  const above = [];
  return [...select.options].map((option, at) => {
    const depth = option.text.match(/^\u3000*/)[0].length;
    const name = option.text.trim();
    above.length = depth;
    above[depth] = name;
    const parents = above.slice(0, depth).filter(Boolean);
    return { at, depth, name, empty: option.value === "", parents: parents.join(" · "), letters: [...parents, name].join(" ").toLowerCase() };
  });
}

function field(select, words, listId) {
  const input = document.createElement("input");
  const set = { id: `${select.id}-typed`, type: "text", class: "input", role: "combobox", autocomplete: "off", spellcheck: "false",
    placeholder: words.hint, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId };
  for (const [name, value] of Object.entries(set)) input.setAttribute(name, value);
  for (const name of ["aria-invalid", "aria-describedby"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  input.disabled = select.disabled;
  return input;
}

export default function areaPicker(element) {
  const select = element.querySelector("select");
  if (!select || select.multiple) return;
  const label = element.querySelector(`label[for="${select.id}"]`);
  const list = document.createElement("ul");
  list.id = `areas-${made += 1}`;
  list.className = "area-list";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  const input = field(select, element.dataset, list.id);
  const told = document.createElement("p");
  told.className = "help";
  told.setAttribute("role", "status");
  let all = places(select);
  let shown = [];
  let at = -1;

  const chosen = () => all[select.selectedIndex];
  const draw = () => { const place = chosen(); input.value = place && !place.empty ? place.name : ""; };
  const mark = (next) => {
    at = next;
    [...list.children].forEach((row, n) => row.classList.toggle("at", n === at));
    const row = list.children[at];
    if (row) { input.setAttribute("aria-activedescendant", row.id); row.scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
  };
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); told.textContent = ""; mark(-1); };
  const open = (typed) => {
    all = places(select);
    const letters = typed.trim().toLowerCase();
    shown = all.filter((place) => !place.empty && place.letters.includes(letters)); // "no place" is an emptied field
    list.replaceChildren(...shown.map((place, n) => {
      const row = document.createElement("li");
      row.id = `${list.id}-${n}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(place.at === select.selectedIndex));
      const name = document.createElement("b");
      name.textContent = place.name;
      row.append(name);
      if (!letters) row.className = `deep-${Math.min(place.depth, 3)}`;
      else if (place.parents) { const where = document.createElement("small"); where.textContent = place.parents; row.append(where); }
      return row;
    }));
    list.hidden = shown.length === 0;
    input.setAttribute("aria-expanded", String(shown.length > 0));
    told.textContent = shown.length ? (letters ? `${element.dataset.found} ${shown.length}` : "") : element.dataset.none;
    // the best row is ready for Enter: a name that begins so before one that only holds it
    mark(letters ? Math.max(0, shown.findIndex((place) => place.name.toLowerCase().startsWith(letters))) : shown.findIndex((place) => place.at === select.selectedIndex));
    if (!shown.length) mark(-1);
  };
  const choose = (place) => {
    if (place && place.at !== select.selectedIndex) {
      select.selectedIndex = place.at;
      select.dispatchEvent(new Event("input", { bubbles: true }));
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    draw();
    close();
  };

  input.addEventListener("input", (event) => { event.stopPropagation(); open(input.value); });
  input.addEventListener("click", () => { if (list.hidden) { input.select(); open(""); } });
  input.addEventListener("blur", () => {
    const typed = input.value.trim().toLowerCase();
    const same = all.filter((place) => !place.empty && place.name.toLowerCase() === typed);
    choose(typed === "" ? all.find((place) => place.empty) : chosen()?.name.toLowerCase() === typed || same.length !== 1 ? null : same[0]);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter ends the pinyin, not the choice
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) open(""); else if (shown.length) mark(at < 0 ? (step > 0 ? 0 : shown.length - 1) : (at + step + shown.length) % shown.length);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      if (shown[at]) choose(shown[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      draw();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => { const row = event.target.closest("li"); if (row) choose(shown[[...list.children].indexOf(row)]); });
  select.addEventListener("change", () => { if (document.activeElement !== input) draw(); });
  select.addEventListener("focus", () => input.focus());
  if (select.form) select.form.addEventListener("reset", () => setTimeout(draw, 0));

  if (label) { label.htmlFor = input.id; label.id ||= `${select.id}-label`; list.setAttribute("aria-labelledby", label.id); }
  select.classList.add("quiet-words");
  select.tabIndex = -1;
  select.setAttribute("aria-hidden", "true");
  select.after(input, list, told);
  element.classList.add("on");
  draw();
}

// The words of the page live in the page: <div id="room-words" data-…>. `say("joined", { name })` fills {name}.
const stores = ["room-words", "room-media-words"].map((id) => document.getElementById(id)).filter(Boolean);
const word = (name) => { const store = stores.find((s) => name in s.dataset); return store ? store.dataset[name] : ""; };

export function say(name, values = {}) {
  const text = word(name);
  return text.replace(/\{(\w+)\}/g, (_, key) => (key in values ? values[key] : ""));
}

export const has = (name) => stores.some((s) => name in s.dataset);

// a kind such as `seat.sent_back` has its words in data-k-seat-sent-back
export const kindName = (kind) => `k${kind.replace(/(^|[._])(\w)/g, (_, a, letter) => letter.toUpperCase())}`;

// what a seat is called, in the reader's language (data-l-mediator); a label of no known code stands as it was given
export function seatLabel(seat) {
  const name = `l${seat.label.charAt(0).toUpperCase()}${seat.label.slice(1)}`;
  return has(name) ? say(name) : seat.label;
}

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// data-controller="watch" data-topic="pool case:…": when a topic moves, the element gets the event `changed`, and htmx
// (hx-trigger="changed") loads it again. One socket a page; where none opens, every 20 seconds.
import { Link } from "./link.js";

const EVERY = 20000;
const watched = new Map();
let link = null;
let live = false;
let told = "";

const tell = (elements) => elements.forEach((element) => {
  if (element.isConnected) element.dispatchEvent(new CustomEvent("changed", { bubbles: false }));
});

function topics() {
  for (const [topic, elements] of watched) {
    for (const element of elements) if (!element.isConnected) elements.delete(element);
    if (!elements.size) watched.delete(topic);
  }
  return [...watched.keys()];
}

function subscribe() {
  const names = topics().slice(0, 20);
  if (live && names.join() !== told && link.send({ t: "watch", topics: names })) told = names.join();
}

function start() {
  link = new Link("/ws/watch/", "/live/ticket/", {
    hello: () => ({}),
    up: () => { live = true; told = ""; subscribe(); },
    down: () => { live = false; },
    refused: () => { live = false; },
    frame: (frame) => { if (frame.t === "hint") tell(watched.get(frame.topic) || []); },
  });
  setInterval(() => {
    if (!live && document.visibilityState === "visible") tell(new Set([...watched.values()].flatMap((e) => [...e])));
  }, EVERY);
}

export default function watch(element) {
  for (const topic of (element.dataset.topic || "").split(/\s+/).filter(Boolean)) {
    if (!watched.has(topic)) watched.set(topic, new Set());
    watched.get(topic).add(element);
  }
  if (!watched.size) return;
  if (!link) start();
  subscribe();
}

const registry = window.xinqiao || (window.xinqiao = { waiting: [] });
if (registry.register) registry.register("watch", watch); else registry.waiting.push(["watch", watch]);

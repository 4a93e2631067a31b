// Papers beside the people are fetched again when something moves; what somebody is writing in them is never wiped away by that.
import { say } from "./words.js";

const typed = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);

function writing(pane) {
  const fields = [...pane.querySelectorAll("textarea, input:not([type=hidden])")];
  return fields.some((field) => typed(field) || field === document.activeElement) || Boolean(pane.querySelector(".error, form.edit")); // an open editor stays open
}

// What asks for the pane anew, by itself: not the first look, and nothing anybody has pressed.
const byItself = (event) => {
  const asked = event.detail.requestConfig;
  return event.target.classList.contains("pane") && asked && asked.verb === "get" && asked.triggeringEvent && asked.triggeringEvent.type === "changed";
};

// A link or a form of a paper that has a page of its own opens it in a new tab: following it here would be leaving the room.
// `data-leaves` is on what ends the room for everybody, and goes on from there.
export function keepHere(box, tell) {
  const away = (element) => {
    if (element.target === "_blank") return;
    Object.assign(element, { target: "_blank", rel: "noopener" });
  };
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.closest("[hx-get], [hx-post]") === link || link.getAttribute("href").startsWith("#")) return;
    away(link);
    tell(say("opensBeside"));
  });
  box.addEventListener("submit", (event) => {
    if (event.target.hasAttribute("hx-post") || event.target.hasAttribute("hx-get") || "leaves" in event.target.dataset) return;
    away(event.target);
    tell(say("opensBeside"));
  }, true);
}

export function keepWriting(root, tell) {
  const pressed = new Set();
  const asked = new WeakMap();
  const brought = new WeakMap();
  // what a paper wants to be asked for again with, e.g. the page somebody looks at alone
  root.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.classList.contains("pane")) return;
    for (const field of event.target.querySelectorAll(".kept input")) event.detail.parameters[field.name] = field.value;
  });
  const busy = (pane) => writing(pane) || [...pressed].some((form) => pane.contains(form));
  const wait = (pane) => { // said to who writes; what was only just pressed comes back by itself in a moment
    if (!pane.dataset.waits && ![...pressed].some((form) => pane.contains(form))) tell(say("paneWaits"));
    pane.dataset.waits = "yes";
  };
  root.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig && event.detail.requestConfig.verb !== "get") pressed.add(event.target);
    if (!byItself(event)) return;
    asked.set(event.target, performance.now());
    if (!busy(event.target)) return;
    event.preventDefault();
    wait(event.target);
  });
  // what somebody has pressed in it has come meanwhile: an older answer must not take its place
  root.addEventListener("htmx:load", (event) => {
    const pane = event.target.closest && event.target.closest(".pane");
    if (pane) brought.set(pane, performance.now());
  });
  root.addEventListener("htmx:afterRequest", (event) => pressed.delete(event.target));
  // asked for before somebody began to write or pressed: the answer would wipe away the words, or the form a reply is on its way to
  root.addEventListener("htmx:beforeSwap", (event) => {
    if (!byItself(event)) return;
    if (busy(event.target)) wait(event.target);
    else if ((brought.get(event.target) || 0) > (asked.get(event.target) || 0)) event.target.dataset.waits = "yes";
    else return;
    event.detail.shouldSwap = false;
  });
  root.addEventListener("htmx:afterSwap", (event) => {
    const pane = event.target.closest && event.target.closest(".pane");
    if (pane) delete pane.dataset.waits;
  });
  // looked at again once nobody writes in it
  setInterval(() => {
    for (const pane of root.querySelectorAll(".pane[data-waits]")) if (!busy(pane)) { delete pane.dataset.waits; pane.dispatchEvent(new CustomEvent("changed")); }
  }, 2000);
}

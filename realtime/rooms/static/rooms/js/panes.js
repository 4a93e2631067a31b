// Papers beside the people are fetched again when something moves; what somebody is writing in them is never wiped away by that.
import { say } from "./words.js";

const typed = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);

function writing(pane) {
  const fields = [...pane.querySelectorAll("textarea, input:not([type=hidden])")];
  return fields.some((field) => typed(field) || field === document.activeElement);
}

export function keepWriting(root, tell) {
  root.addEventListener("htmx:beforeRequest", (event) => {
    const pane = event.target;
    if (!pane.classList.contains("pane") || !event.detail.requestConfig || event.detail.requestConfig.verb !== "get") return;
    const by = event.detail.requestConfig.triggeringEvent;
    if (!by || by.type !== "changed" || !writing(pane)) return;
    event.preventDefault();
    if (!pane.dataset.waits) tell(say("paneWaits"));
    pane.dataset.waits = "yes";
  });
  root.addEventListener("htmx:afterSwap", (event) => {
    const pane = event.target.closest && event.target.closest(".pane");
    if (pane) delete pane.dataset.waits;
  });
  // looked at again once nobody writes in it
  setInterval(() => {
    for (const pane of root.querySelectorAll(".pane[data-waits]")) if (!writing(pane)) { delete pane.dataset.waits; pane.dispatchEvent(new CustomEvent("changed")); }
  }, 2000);
}

// xinqiao.say("…", "error"): a short word to the person. A request that fails is never silent.
const place = document.getElementById("toasts");

export function say(words, tone = "") {
  if (!place || !words || [...place.children].some((one) => one.firstElementChild && one.firstElementChild.textContent === words)) return; // said once is enough
  const toast = document.createElement("div");
  toast.className = `toast ${tone}`;
  toast.dataset.controller = "toast";
  const text = document.createElement("span");
  text.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "link";
  close.dataset.close = "";
  close.textContent = place.dataset.close;
  toast.append(text, close);
  place.append(toast);
  window.xinqiao.bind(place);
}

document.addEventListener("xinqiao:refused", (event) => say(event.detail.message, "error"));
document.addEventListener("htmx:sendError", () => say(place.dataset.unreached, "error"));
document.addEventListener("htmx:timeout", () => say(place.dataset.unreached, "error"));
document.addEventListener("htmx:responseError", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Trigger")) say(place.dataset.broken, "error");
});

// A form goes out once. The pressed button shows that something is happening; htmx or a return to the page frees it again.
let freed = 0;
const held = new Set();

function hold(form, button) {
  form.dataset.sent = "yes";
  held.add(form);
  if (button) { button.setAttribute("aria-busy", "true"); button.setAttribute("aria-disabled", "true"); }
}

function free(form) {
  delete form.dataset.sent;
  held.delete(form);
  form.querySelectorAll('[aria-busy="true"]').forEach((b) => { b.removeAttribute("aria-busy"); b.removeAttribute("aria-disabled"); });
  freed += 1;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.again === "yes" || form.target === "_blank") return;
  if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  // after the other listeners: who prevents the sending keeps the button alive
  setTimeout(() => { if (!event.defaultPrevented) hold(form, event.submitter); }, 0);
}, true);
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest && event.target.closest("form");
  if (form && event.target === form) hold(form, event.detail.requestConfig.triggeringEvent && event.detail.requestConfig.triggeringEvent.submitter);
});
document.addEventListener("htmx:afterRequest", (event) => { if (held.has(event.target)) free(event.target); });
window.addEventListener("pageshow", () => held.forEach(free));
export const freedTimes = () => freed;

// <form data-controller="unsaved"> … <p class="unsaved" data-unsaved="Not yet saved" data-saved="Saved"></p>
// Says truthfully whether the words are with the server yet, and asks before they would be lost. Nothing is kept on the device.
export default function unsaved(form) {
  const line = form.querySelector("[data-unsaved]");
  let dirty = false;
  const say = () => {
    if (!line) return;
    line.textContent = dirty ? line.dataset.unsaved : line.dataset.saved || "";
    line.classList.toggle("saved", !dirty);
  };
  form.addEventListener("input", () => { dirty = true; say(); });
  form.addEventListener("submit", () => { dirty = false; });
  form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) { dirty = false; say(); } });
  form.addEventListener("xinqiao:saved", () => { dirty = false; say(); });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !document.documentElement.classList.contains("leaving")) event.preventDefault();
  });
}

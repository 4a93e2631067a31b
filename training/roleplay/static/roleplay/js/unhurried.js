// <section data-controller="watch unhurried" hx-trigger="fresh">: when its topic moves the part loads itself anew, but never over a
// field somebody is typing in: then the hidden [data-moved] inside shows itself, with a link.
window.xinqiao.register("unhurried", (element) => {
  element.addEventListener("changed", () => {
    const fields = [...element.querySelectorAll("textarea")];
    const typing = fields.some((field) => field.value.trim() || field === document.activeElement);
    const note = element.querySelector("[data-moved]");
    if (typing && note) note.hidden = false;
    else element.dispatchEvent(new CustomEvent("fresh"));
  });
});

// Copying the address for another browser; where copying is not allowed the address is selected, to be copied by hand.
const start = (box) => {
  const field = box.querySelector("input");
  const button = box.querySelector("[data-copy]");
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    field.focus();
    const done = await (navigator.clipboard ? navigator.clipboard.writeText(field.value).then(() => true, () => false) : Promise.resolve(document.execCommand("copy")));
    if (done) button.textContent = button.dataset.done;
  });
};

const registry = window.xinqiao || (window.xinqiao = { waiting: [] });
if (registry.register) registry.register("way-out", start); else registry.waiting.push(["way-out", start]);

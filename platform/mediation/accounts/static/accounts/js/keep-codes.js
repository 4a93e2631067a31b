// Printing and copying the recovery codes, where the browser can; and a question before the page is left without keeping them.
window.xinqiao.register("keep-codes", (element) => {
  const print = element.querySelector("[data-print]");
  const copy = element.querySelector("[data-copy]");
  const codes = () => [...element.querySelectorAll("code")].map((one) => one.textContent).join("\n");

  const kept = document.querySelector("#kept");
  window.addEventListener("beforeunload", (event) => { if (!kept.checked) event.preventDefault(); });
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => navigator.clipboard.writeText(codes()).then(() => window.xinqiao.say(element.dataset.copied)));
  }
});

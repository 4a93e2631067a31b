// <p data-controller="watch moved" data-topic="case:…" hidden>…</p>: shows itself when the case moves, and reloads nothing by
// itself, because somebody may be typing.
window.xinqiao.register("moved", (element) => {
  element.addEventListener("changed", () => { element.hidden = false; });
});

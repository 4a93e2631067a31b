// The print button of a card; without script the browser's own menu does the same.
xinqiao.register("print", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

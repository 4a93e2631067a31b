// <button data-opens="id"> opens the dialog with that id; [data-close] or Esc closes it and gives the focus back.
export default function dialog(element) {
  let before = null;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest(`[data-opens="${element.id}"]`);
    if (opener) {
      event.preventDefault();
      before = opener;
      if (element.showModal) element.showModal(); else element.setAttribute("open", "");
    } else if (element.contains(event.target) && event.target.closest("[data-close]")) {
      if (element.close) element.close(); else element.removeAttribute("open");
    }
  });
  element.addEventListener("close", () => before && before.focus());
}

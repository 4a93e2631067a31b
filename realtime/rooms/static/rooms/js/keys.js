// Keys of the room: Alt with a letter, so that nobody presses one by writing. The list of them is a dialog of the page.
const LETTERS = { KeyM: "mic", KeyC: "cam", KeyH: "hand", KeyB: "break", KeyW: "write", KeyP: "papers", KeyG: "grand", Slash: "keys" };

export function keys(root) {
  const dialog = root.querySelector("#room-keys");
  const visible = (el) => Boolean(el && el.offsetParent && !el.disabled);
  const act = {
    break: () => press("[data-do=ask][value=break]"), write: () => { show("pane-chat"); focus("#room-text"); },
    papers: () => { show(); focus("#room-tabs [aria-selected=true]"); }, keys: () => (dialog.open ? dialog.close() : dialog.showModal()),
  };
  function press(selector) { const button = root.querySelector(selector); if (visible(button)) button.click(); }
  function focus(selector) { const el = root.querySelector(selector); if (visible(el)) el.focus(); }
  function show(pane) {
    const grip = root.querySelector(".sheet:not([data-open]) .sheet-grip"); // on a telephone the papers are a closed sheet
    if (visible(grip)) grip.click();
    const tab = root.querySelector(`#room-tabs [data-pane="${pane}"]`); if (tab) tab.click();
  }
  document.addEventListener("keydown", (event) => {
    const what = event.altKey && !event.ctrlKey && !event.metaKey && LETTERS[event.code];
    if (!what) return;
    event.preventDefault();
    (act[what] || (() => press(`[data-do=${what}]`)))();
  });
  root.addEventListener("click", (event) => { if (event.target.closest("[data-do=keys]")) act.keys(); });
}

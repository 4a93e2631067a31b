// Puts the server's answer to a form where it belongs and keeps one live part of it (a file field cannot be filled again).

const grow = (place) => {
  window.xinqiao.bind(place);
  if (window.htmx) window.htmx.process(place);
};

/** Gives what is wrong with the kept part, in words; the rest of `form` is drawn as the answer has it. */
export function letIn(page, form, kept) {
  const same = [...page.querySelectorAll("form")].find((one) => one.getAttribute("action") === form.getAttribute("action"));
  const part = same && page.getElementById(kept.querySelector("input").id);
  const alert = page.querySelector("main [role=alert]:not(:empty)");
  if (!part) { // the answer has no such form any more: the answer is the page
    const main = document.querySelector("main");
    const fresh = document.importNode(page.querySelector("main") || page.body, true);
    main.replaceChildren(...fresh.childNodes);
    grow(main);
    window.scrollTo(0, 0);
    main.focus();
    return "";
  }
  const wrong = part.closest(".file-drop").querySelector(".error:not([role])");
  const old = kept.querySelector(".error:not([role])");
  if (old) old.remove();
  kept.classList.toggle("wrong", Boolean(wrong));
  const fresh = document.importNode(same, true);
  fresh.querySelector(`#${CSS.escape(kept.querySelector("input").id)}`).closest(".file-drop").replaceWith(kept);
  form.replaceChildren(...fresh.childNodes);
  grow(form);
  return wrong ? wrong.textContent : alert && !form.querySelector(".wrong") ? alert.textContent.trim() : "";
}

export function refocus(form) {
  const first = form.querySelector("[aria-invalid=true], .wrong input, .wrong select, .wrong textarea");
  if (first) first.focus();
}

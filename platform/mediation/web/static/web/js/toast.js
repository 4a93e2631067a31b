// Stays long enough to be read, and as long as it has the focus or the pointer.
export default function toast(element) {
  const words = element.textContent.trim().length;
  let timer = 0;
  const wait = () => { timer = setTimeout(() => element.remove(), Math.max(8000, words * 250)); };
  const stay = () => clearTimeout(timer);
  element.querySelector("[data-close]").addEventListener("click", () => element.remove());
  ["pointerenter", "focusin"].forEach((n) => element.addEventListener(n, stay));
  ["pointerleave", "focusout"].forEach((n) => element.addEventListener(n, wait));
  wait();
}

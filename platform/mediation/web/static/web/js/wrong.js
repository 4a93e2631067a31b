// A form that came back refused may lie below the fold of a telephone: the first thing that is wrong is brought into sight and read out.
const seen = (one) => one.offsetParent !== null && one.textContent.trim() !== "";
const first = [...document.querySelectorAll("main .errors-above, main .error")].find(seen);
if (first && document.activeElement === document.body && !location.hash) {
  const place = first.getBoundingClientRect();
  if (place.top < 0 || place.bottom > window.innerHeight * 0.8) (first.closest(".field, fieldset") || first).scrollIntoView({ block: "center" });
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
}

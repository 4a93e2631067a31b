// On a telephone the bar scrolls: bring the item that is on into view.
export default function nav(element) {
  const here = element.querySelector("[aria-current]");
  const list = element.querySelector(".nav-items");
  if (here && list.scrollWidth > list.clientWidth) list.scrollLeft = here.offsetLeft - list.clientWidth / 2 + here.offsetWidth / 2;
}

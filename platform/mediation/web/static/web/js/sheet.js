export default function sheet(element) {
  const grip = element.querySelector(".sheet-grip");
  const set = (open) => { element.toggleAttribute("data-open", open); grip.setAttribute("aria-expanded", String(open)); };
  grip.addEventListener("click", () => set(!element.hasAttribute("data-open")));
  element.addEventListener("keydown", (event) => { if (event.key === "Escape") { set(false); grip.focus(); } });
}

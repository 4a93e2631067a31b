// Coming back with the browser's arrow to a page that was left quickly shows the neutral page instead.
export default function page(body) {
  const [entry] = performance.getEntriesByType("navigation");
  const back = (event) => {
    const returning = event.persisted || (entry && entry.type === "back_forward");
    if (returning && sessionStorage.getItem("calendar")) {
      document.documentElement.classList.add("leaving");
      location.replace(body.dataset.leftFor);
    }
  };
  back({ persisted: false });
  window.addEventListener("pageshow", back);
  if (entry && entry.type === "navigate") sessionStorage.removeItem("calendar");
}

// Switches at once, so that nothing typed is lost; the cookie is set by the server in the background.
export default function largeText(form) {
  const button = form.querySelector("button");
  form.dataset.again = "yes";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const on = button.value === "1";
    const data = new FormData(form);
    data.set("on", on ? "1" : "0");
    document.documentElement.toggleAttribute("data-large", on);
    document.querySelectorAll('[data-controller~="large-text"] button').forEach((b) => {
      b.value = on ? "0" : "1";
      b.setAttribute("aria-pressed", String(on));
    });
    fetch(form.action, { method: "POST", body: data, redirect: "manual", keepalive: true });
  });
}

// allauth's passkey scripts only write to the console when the device says no. This says it to the person.
window.xinqiao.register("passkey", (element) => {
  const place = element.querySelector("[data-passkey-says]");
  const say = (words) => { place.textContent = words; place.hidden = false; };

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const kind = event.detail && event.detail.exception && event.detail.exception.name;
    const words = { NotAllowedError: "stopped", AbortError: "stopped", InvalidStateError: "known", SecurityError: "unable", NotSupportedError: "unable" };
    say(element.dataset[words[kind] || "failed"]);
  });
  if (!window.PublicKeyCredential) {
    document.querySelectorAll("[data-passkey-button]").forEach((button) => { button.disabled = true; });
    if (element.closest("[data-passkey-only]") || document.querySelector("[data-passkey-only]")) say(element.dataset.unable);
  }
});

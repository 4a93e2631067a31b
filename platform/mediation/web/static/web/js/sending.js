// Sends a form with files and keeps the page: real progress, a lost line is told and mended, the answer is followed or shown.
// A redirect comes back as X-Next (mediation.web.sending). The same form may arrive twice; the server keeps it once.
const QUIET = 45000; // ms without a byte moving: the line is lost, whatever the device believes
const AGAIN = [5000, 15000, 45000]; // ms until it tries by itself; then when the network comes back, or somebody presses
const PASSING = new Set([502, 503, 504]);

const cookie = (name) => (document.cookie.split("; ").find((one) => one.startsWith(`${name}=`)) || "").slice(name.length + 1);

export default function sending(form, tell) {
  let call = null;
  let submitter = null;
  let waiting = false;
  let tries = 0;
  let next = 0;
  let watch = 0;

  const guard = (event) => { if (!document.documentElement.classList.contains("leaving")) event.preventDefault(); };
  const rest = () => {
    clearTimeout(next);
    clearTimeout(watch);
    if (call) { call.onload = call.onerror = call.upload.onprogress = call.upload.onload = null; call.abort(); }
    call = null;
    waiting = false;
    window.removeEventListener("beforeunload", guard);
  };
  const lost = () => {
    rest();
    waiting = true;
    window.addEventListener("beforeunload", guard);
    tell.lost();
    if (navigator.onLine !== false && tries < AGAIN.length) { next = setTimeout(send, AGAIN[tries]); tries += 1; }
  };
  const alive = () => { clearTimeout(watch); watch = setTimeout(lost, QUIET); };

  function answered(over) {
    call = null; // it is over; aborting it would empty the answer
    rest();
    const address = over.getResponseHeader("X-Next");
    if (address) {
      const to = new URL(address, location.href);
      if (to.pathname.startsWith("/accounts/")) return tell.refused(tell.words.signedOut); // signed out meanwhile: the photos stay here
      return location.assign(to.href);
    }
    if (PASSING.has(over.status)) return lost();
    if (!(over.getResponseHeader("Content-Type") || "").startsWith("text/html")) return tell.refused(over.responseText.slice(0, 300) || tell.words.broken);
    if (over.status >= 500) return tell.refused(tell.words.broken);
    if (over.status === 413) return tell.refused(tell.words.tooLarge);
    return tell.answered(new DOMParser().parseFromString(over.responseText, "text/html"));
  }

  function send() {
    rest();
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (token && cookie("csrftoken")) token.value = cookie("csrftoken"); // another window may have signed in anew
    const body = new FormData(form);
    if (submitter && submitter.name) body.append(submitter.name, submitter.value);
    call = new XMLHttpRequest();
    const mine = call;
    call.open("POST", form.getAttribute("action") || location.href);
    call.setRequestHeader("X-Sending", "page");
    call.upload.onprogress = (event) => { alive(); tell.progress(event.loaded, event.total); };
    call.upload.onload = () => { alive(); tell.arrived(); };
    call.onload = () => answered(mine);
    call.onerror = lost;
    window.addEventListener("beforeunload", guard);
    alive();
    tell.began();
    call.send(body);
  }

  window.addEventListener("offline", () => { if (call) lost(); });
  window.addEventListener("online", () => { if (waiting) { tries = 0; send(); } });
  return {
    start: (button) => { if (!call) { submitter = button || submitter; tries = 0; send(); } },
    again: () => { if (!call) { tries = 0; send(); } },
    stop: () => { const busy = Boolean(call) || waiting; rest(); if (busy) tell.stopped(); },
    busy: () => Boolean(call),
  };
}

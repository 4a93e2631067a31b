// A screen of the report: says what is saved, and keeps the words on the page while there is no connection.
const line = () => document.getElementById("kept");

function say(text, lost) {
  const place = line();
  if (!place) return;
  place.textContent = text;
  place.classList.toggle("error", Boolean(lost));
}

async function post(address, form) {
  return fetch(address, { method: "POST", body: new FormData(form), credentials: "same-origin" });
}

window.xinqiao.register("report-step", (form) => {
  let timer = 0;
  let dirty = false;
  const keep = async () => {
    clearTimeout(timer);
    try {
      const answer = await post(form.dataset.keep, form);
      if (answer.ok) { dirty = false; say(await answer.text()); }
    } catch {
      say(form.dataset.lost, true);
      timer = setTimeout(keep, 5000);
    }
  };
  form.addEventListener("input", () => {
    dirty = true;
    say(form.dataset.typing);
    clearTimeout(timer);
    timer = setTimeout(keep, 1200);
  });
  window.addEventListener("online", () => dirty && keep());
  window.addEventListener("beforeunload", (event) => { if (dirty && !form.dataset.leaving && !document.documentElement.classList.contains("leaving")) event.preventDefault(); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.leaving) return;
    form.dataset.leaving = "yes";
    clearTimeout(timer);
    try {
      const answer = await post(form.action, form);
      if (answer.redirected) location.assign(answer.url);
      else if (answer.status === 422) location.assign(form.dataset.again);
      else form.submit();
    } catch {
      delete form.dataset.leaving;
      dirty = true;
      say(form.dataset.lost, true);
      timer = setTimeout(keep, 5000);
    }
  });
});

window.xinqiao.register("report-send", (form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.leaving) return;
    form.dataset.leaving = "yes";
    try {
      await fetch(location.href, { method: "HEAD", credentials: "same-origin" });
      form.submit();
      setTimeout(() => { delete form.dataset.leaving; }, 4000);
    } catch {
      delete form.dataset.leaving;
      say(form.dataset.lost, true);
    }
  });
});

// Keeps each answer as it is chosen. It says "saved" only after the server has said so.
const WAITS = [1000, 3000, 8000, 20000];

// An answer is a list of short texts: what is ticked, chosen or typed; in a text with gaps "gap=words".
function said(question) {
  const name = `q${question.dataset.order}`;
  const fields = [...question.querySelectorAll("input, select")].filter((field) => field.name === name || field.name.startsWith(`${name}.`));
  return fields
    .filter((field) => field.value.trim() && (!["radio", "checkbox"].includes(field.type) || field.checked))
    .map((field) => (field.name === name ? field.value : `${field.name.slice(name.length + 1)}=${field.value}`));
}

function saver(form) {
  const words = form.dataset;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const open = new Set();
  const waiting = new Map();

  const keep = async (question, turn, attempt = 0) => {
    const state = question.querySelector(".quiz-state");
    const body = new URLSearchParams({ order: question.dataset.order, turn });
    for (const text of said(question)) body.append("chosen", text);
    state.textContent = words.saving;
    let answer = null;
    try {
      const response = await fetch(words.address, { method: "POST", body, headers: { "X-CSRFToken": token }, credentials: "same-origin" });
      answer = (response.headers.get("content-type") || "").startsWith("application/json") ? await response.json() : null;
    } catch {
      answer = null;
    }
    if (question.dataset.turn !== String(turn)) return; // a newer choice is on its way
    if (answer) {
      state.textContent = answer.message;
      state.classList.toggle("wrong", !answer.saved);
      if (answer.saved || answer.turn) open.delete(question);
      if (answer.turn) at(question, answer.turn); // another window is ahead: the next choice here counts again
      return;
    }
    state.textContent = words.retry;
    state.classList.add("wrong");
    setTimeout(() => question.dataset.turn === String(turn) && keep(question, turn, attempt + 1), WAITS[Math.min(attempt, WAITS.length - 1)]);
  };

  const at = (question, turn) => {
    question.dataset.turn = String(turn);
    const field = question.querySelector(`[name="t${question.dataset.order}"]`);
    if (field) field.value = String(turn);
  };
  const changed = (question, wait) => {
    const turn = Number(question.dataset.turn) + 1;
    at(question, turn);
    question.querySelector(".quiz-state").textContent = words.unsaved;
    open.add(question);
    clearTimeout(waiting.get(question));
    waiting.set(question, setTimeout(() => keep(question, turn), wait));
  };
  const listen = (kind, wait) => form.addEventListener(kind, (event) => {
    const question = event.target.closest(".quiz-question");
    const typing = event.target.matches("input:not([type=radio]):not([type=checkbox])");
    if (!question || (kind === "input") !== typing) return;
    changed(question, wait);
  });
  listen("change", 0);
  listen("input", 700); // while somebody types, each pause is kept
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("beforeunload", (event) => { if (open.size && !sending) event.preventDefault(); });
}

window.xinqiao.register("quiz-saver", saver);

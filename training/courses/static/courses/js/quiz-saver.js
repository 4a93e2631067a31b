// Keeps each answer as it is chosen. It says "saved" only after the server has said so.
const WAITS = [1000, 3000, 8000, 20000];

function saver(form) {
  const words = form.dataset;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const open = new Set();

  const keep = async (question, turn, attempt = 0) => {
    const state = question.querySelector(".quiz-state");
    const body = new URLSearchParams({ order: question.dataset.order, turn });
    for (const box of question.querySelectorAll("input:checked")) body.append("chosen", box.value);
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
      if (answer.saved) open.delete(question);
      return;
    }
    state.textContent = words.retry;
    state.classList.add("wrong");
    setTimeout(() => question.dataset.turn === String(turn) && keep(question, turn, attempt + 1), WAITS[Math.min(attempt, WAITS.length - 1)]);
  };

  form.addEventListener("change", (event) => {
    const question = event.target.closest(".quiz-question");
    if (!question) return;
    const turn = Number(question.dataset.turn) + 1;
    question.dataset.turn = String(turn);
    question.querySelector(".quiz-state").textContent = words.unsaved;
    open.add(question);
    keep(question, turn);
  });
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("beforeunload", (event) => { if (open.size && !sending) event.preventDefault(); });
}

window.xinqiao.register("quiz-saver", saver);
